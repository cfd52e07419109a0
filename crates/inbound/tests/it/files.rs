//! Files: how they are written, whose word they are, and what becomes of the others when one is hopeless.

use std::io::{self, Read};

use facts::{Rank, schema};
use inbound::{Encoding, EstateFile, Outcome, Progress, import_folder};

use crate::{day, file, import, import_bytes, keys, stated};

const DEVICES: &str = "key;category\nD1;PC\n";

#[test]
fn separators_and_encodings_are_recognised() {
    let import = import_bytes(&[
        ("devices.a.csv", b"key,category,os\nD1,PC,\"a, b\"\n"),
        ("devices.b.csv", b"\xef\xbb\xbfN\xc3\xb8gle\tKategori\nD2\tPC\n"),
        ("devices.c.csv", b"N\xf8gle;Kategori\r\nD3;PC\r\n"),
        ("devices.d.csv", b"sep=;\r\nkey;category\r\nD4;PC\r\n"),
    ]);
    assert_eq!(keys(&import, "device"), ["D1", "D2", "D3", "D4"]);
    let read: Vec<_> = import.report.files.iter().map(|f| (f.encoding, f.separator)).collect();
    assert_eq!(
        read,
        [
            (Some(Encoding::Utf8), Some(',')),
            (Some(Encoding::Utf8WithMark), Some('\t')),
            (Some(Encoding::Windows1252), Some(';')),
            (Some(Encoding::Utf8), Some(';')),
        ]
    );
}

#[test]
fn a_hopeless_file_is_refused_with_the_reason_and_the_others_go_on() {
    for (bytes, why) in [
        (&b""[..], "Filen er tom"),
        (b"\n \n", "Filen er tom"),
        (b"\xff\xfek\0e\0y\0", "UTF-16"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0", "Excel-fil eller et zip-arkiv"),
        (b"%PDF-1.7\nS1;Sag\n", "en PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "et billede"),
        (b"S1;Sag\nS2;Dok\n", "Ingen af kolonnerne"),
        (b"id;name\nS1;Sag\n", "ingen kolonne 'nøgle'"),
        (b"key;na\0me\nS1;Sag\n", "Overskriften på linje 1 kan ikke læses"),
        (b"key;\"name\nS1;Sag\n", "Overskriften på linje 1 kan ikke læses"),
        (b"key;name\rS1;Sag\rS2;Dok\r", "CR alene"),
    ] {
        let import = import_bytes(&[("systems.csv", bytes), ("devices.csv", DEVICES.as_bytes())]);
        let systems = file(&import, "systems.csv");
        assert_eq!(systems.outcome, Outcome::Refused, "{why}");
        assert!(systems.notices.iter().any(|n| n.text.da.contains(why)), "{why}: {:?}", systems.notices);
        assert_eq!(keys(&import, "device"), ["D1"]);
        let system = schema().kind("system").expect("system");
        assert!(!import.estate.is_delivered(system), "a refused file has delivered nothing");
    }
}

#[test]
fn an_empty_list_is_delivered_and_a_list_of_which_nothing_came_in_is_not() {
    let delivered = |text| {
        let import = import(&[("devices.csv", text)]);
        import.estate.is_delivered(schema().kind("device").expect("device"))
    };
    assert!(delivered("key;category\n"));
    assert!(delivered("key;category\nD1;PC\n;PC\n"));
    assert!(!delivered("key;category\n;PC\n"));
}

#[test]
fn an_unknown_file_is_told_once_and_hidden_ones_not_at_all() {
    let import = import(&[("system.csv", "x"), ("README.md", "x"), (".DS_Store", "x"), ("devices.csv", DEVICES)]);
    let told: Vec<_> = import.report.files.iter().filter(|f| f.outcome == Outcome::Ignored).map(|f| &*f.name).collect();
    assert_eq!(told, ["README.md", "system.csv"]);
    assert!(file(&import, "system.csv").notices[0].text.en.contains("Did you mean 'systems.csv'?"));
    assert!(import.report.is_clean());
}

#[test]
fn sources_toml_says_whose_word_it_is_and_when_and_what_columns_are_called() {
    let import = import(&[
        ("systems.csv", "UUID;Systemnavn\nS1;Sag\n"),
        ("devices.csv", DEVICES),
        (
            "sources.toml",
            "[precedence]\n\"device.model\" = \"purchase\"\n[files.\"systems.csv\"]\nsource = \"OS2kitos\"\nregister = \"kitos\"\n\
             exported = \"2026-11-20\"\n[files.\"systems.csv\".columns]\nUUID = \"key\"\nSystemnavn = \"name\"\n",
        ),
    ]);
    assert_eq!(import.report.rejected, []);
    let name = stated(&import, "system.name", "S1")[0];
    let source = &import.estate.sources()[usize::from(name.source.0)];
    assert_eq!((&*source.name, &*source.register, source.rank), ("OS2kitos", "kitos", Rank::Register));
    assert_eq!(name.seen_at, day("2026-11-20"));
    let category = stated(&import, "device.category", "D1")[0];
    let source = &import.estate.sources()[usize::from(category.source.0)];
    assert_eq!((&*source.name, &*source.register), ("devices.csv", "assets"));
    assert_eq!(category.seen_at, day("2026-11-23"));
    assert_eq!(file(&import, "systems.csv").source, "OS2kitos");
}

#[test]
fn a_source_is_a_register_when_it_is_known_by_name_or_said_to_be_one_and_else_one_by_itself() {
    let own = "key;name\nS1;Sag\n";
    let named = |source: &str| format!("[files.\"systems.csv\"]\nsource = \"{source}\"\n");
    for (file_name, toml, register, told) in [
        ("systems.csv", String::new(), "kitos", false),
        ("systems.csv", named("os2-KITOS"), "kitos", false),
        ("systems.csv", named("Regneark"), "Regneark", true),
        ("systems.csv", format!("{}register = \"cmdb\"\n", named("Regneark")), "cmdb", false),
        ("systems.intune.csv", String::new(), "mdm", false),
        ("systems.servicedesk.csv", String::new(), "systems.servicedesk.csv", true),
    ] {
        let import = import(&[(file_name, own), ("sources.toml", &toml)]);
        let name = stated(&import, "system.name", "S1")[0];
        let source = &import.estate.sources()[usize::from(name.source.0)];
        assert_eq!(&*source.register, register, "{file_name} {toml}");
        let notices = &file(&import, file_name).notices;
        assert_eq!(notices.iter().any(|one| one.text.da.contains("intet kendt register")), told, "{file_name} {toml}");
    }
}

#[test]
fn precedence_in_sources_toml_reaches_the_estate() {
    let decided = |toml| {
        let import = import(&[
            ("categories.csv", "key;name\nPC;Pc\n"),
            ("devices.csv", "key;category;os\nD1;PC;register\n"),
            ("devices.mdm.csv", "key;os\nD1;mdm\n"),
            ("sources.toml", toml),
        ]);
        let slots = import.estate.slots(day("2026-11-23"));
        let (kind, os) = schema().path("device.os").expect("os");
        match slots.cell(kind, 0, os) {
            facts::Cell::Text(symbol) => slots.symbols().text(symbol).to_owned(),
            other => format!("{other:?}"),
        }
    };
    let files = "[files.\"devices.mdm.csv\"]\nregister = \"mdm\"\n";
    assert_eq!(decided(files), "mdm");
    assert_eq!(decided(&format!("{files}[precedence]\n\"device.os\" = \"assets\"\n")), "register");
}

#[test]
fn a_broken_sources_toml_is_told_and_the_files_are_read_without_it() {
    let import = import(&[("sources.toml", "[files\n"), ("devices.csv", DEVICES)]);
    assert_eq!(file(&import, "sources.toml").outcome, Outcome::Refused);
    assert_eq!(keys(&import, "device"), ["D1"]);
}

/// Gives those bytes and then fails.
struct Torn(&'static [u8]);

impl Read for Torn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the share is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before_and_says_so() {
    let torn = EstateFile::new("devices.csv", || Ok(Box::new(Torn(b"key;category\nD1;PC\nD2;P"))));
    let import = import_folder(&[torn], day("2026-11-23"), &mut |_| {});
    assert_eq!(keys(&import, "device"), ["D1"]);
    let devices = file(&import, "devices.csv");
    assert_eq!(devices.outcome, Outcome::Incomplete);
    assert!(
        devices.notices[0].text.da.contains("ufuldstændig") && devices.notices[0].text.en.contains("the share is gone")
    );
    assert!(!import.report.is_clean());
}

#[test]
fn a_file_that_cannot_be_opened_is_refused_and_the_others_go_on() {
    let locked = EstateFile::new("systems.csv", || Err(io::ErrorKind::PermissionDenied.into()));
    let import = import_folder(
        &[locked, EstateFile::from_bytes("devices.csv", DEVICES.as_bytes())],
        day("2026-11-23"),
        &mut |_| {},
    );
    assert_eq!(file(&import, "systems.csv").outcome, Outcome::Refused);
    assert_eq!(keys(&import, "device"), ["D1"]);
}

#[test]
fn a_file_on_disk_is_read_as_one_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("devices.csv");
    std::fs::write(&path, DEVICES).expect("written");
    let on_disk = EstateFile::new("devices.csv", || Ok(Box::new(std::fs::File::open(&path)?)));
    assert_eq!(on_disk.name(), "devices.csv");
    let import = import_folder(&[on_disk], day("2026-11-23"), &mut |_| {});
    assert_eq!(keys(&import, "device"), ["D1"]);
}

#[test]
fn progress_is_told_for_every_file_and_within_long_ones() {
    let mut text = "key;category\n".to_owned();
    (0..2_500).for_each(|n| text.push_str(&format!("D{n};PC\n")));
    let files = [EstateFile::from_bytes("devices.csv", text.as_bytes()), EstateFile::from_bytes("sources.toml", *b"")];
    let mut told = Vec::new();
    import_folder(&files, day("2026-11-23"), &mut |progress: Progress<'_>| {
        told.push((progress.file.to_owned(), progress.place, progress.files, progress.rows));
    });
    let devices = |rows| ("devices.csv".to_owned(), 1, 2, rows);
    assert_eq!(told, [("sources.toml".to_owned(), 0, 2, 0), devices(0), devices(1000), devices(2000), devices(2500)]);
}
