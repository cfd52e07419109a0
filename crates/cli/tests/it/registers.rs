//! `fundament import kitos` against a register on this machine: tried, taken in, changed, out of order, undone.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tempfile::TempDir;
use testkit::kitos::{Act, FakeKitos, Generation, Trick, rows, serve, uuid};
use testkit::{Cell, workbook};

use super::{err, fundament, out};

/// A register, the settings that lead to it, and a data folder.
struct Place {
    fake: Arc<Mutex<FakeKitos>>,
    dir: TempDir,
    data: String,
}

impl Place {
    fn new() -> Self {
        let fake = Arc::new(Mutex::new(FakeKitos::of(rows(Generation::Y2026))));
        let base = serve(Arc::clone(&fake));
        let dir = TempDir::new().expect("a directory");
        let text = format!(
            "[kitos]\nbase = \"{base}\"\ncvr = \"87654321\"\nemail = \"api@proevelund.example\"\npassword_file = \"kode\"\npage_size = 2\n\
            [kitos.roles]\n\"{}\" = \"owner\"\n",
            uuid(901)
        );
        fs::write(dir.path().join("registre.toml"), text).expect("written");
        fs::write(dir.path().join("kode"), "hemmelig\n").expect("written");
        let data = dir.path().join("data").to_string_lossy().into_owned();
        Self { fake, dir, data }
    }

    fn import(&self, more: &[&str]) -> Output {
        let settings = self.dir.path().join("registre.toml").to_string_lossy().into_owned();
        let words = ["import", "kitos", "--registers", &settings, "--data", &self.data, "--as", "Ane Friis"];
        fundament(&[&words, more].concat())
    }
}

#[test]
fn kitos_is_tried_taken_in_changed_and_undone() {
    let place = Place::new();
    let tried = out(&place.import(&["--dry-run"]));
    assert!(tried.contains("it-systemer (OS2kitos): 3 nye, 0 ændrede") && tried.contains("intet er gemt"), "{tried}");
    let first = out(&place.import(&[]));
    assert!(
        first.contains("Gemt som handling 1.") && first.contains(&format!("undo 1 --data {}", place.data)),
        "{first}"
    );
    assert!(first.contains("ingen betydning her: skriv"), "options without a meaning are told: {first}");
    assert!(out(&place.import(&[])).contains("Intet nyt."));
    {
        let mut fake = place.fake.lock().expect("unspoilt");
        fake.row_mut("it-systems", &uuid(33))["name"] = json!("Opslagstavlen");
        fake.touch("it-systems", &uuid(33));
    }
    let second = out(&place.import(&[]));
    assert!(second.contains("it-systemer (OS2kitos): 0 nye, 1 ændret, 2 uændrede, 0 forsvundne"), "{second}");
    let undone = fundament(&["undo", "2", "--data", &place.data]);
    assert!(undone.status.success(), "{}", err(&undone));
    let again = out(&place.import(&["--full"]));
    assert!(again.contains("1 ændret"), "{again}");
    let log = out(&fundament(&["log", "verify", "--data", &place.data]));
    assert!(log.contains("4 handlinger, kæden holder"), "{log}");
}

#[test]
fn a_register_that_will_not_answer_is_told_with_what_to_do_and_leaves_nothing() {
    let place = Place::new();
    place.fake.lock().expect("unspoilt").tricks.push(Trick { at: "it-contracts", nth: 1, act: Act::Status(403) });
    let failed = place.import(&[]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(err(&failed).contains("it-contracts afviste forespørgslen med status 403"), "{}", err(&failed));
    let log = out(&fundament(&["log", "verify", "--data", &place.data]));
    assert!(log.contains("0 handlinger"), "{log}");
    fs::write(place.dir.path().join("kode"), "forkert").expect("written");
    let refused = place.import(&[]);
    assert!(err(&refused).contains("afviste API-brugerens e-mail eller adgangskode"), "{}", err(&refused));
    assert!(!err(&refused).contains("forkert"), "a secret is never shown");
}

#[test]
fn settings_that_will_not_do_are_told_with_where_and_what_next() {
    let place = Place::new();
    let file = place.dir.path().join("registre.toml");
    let good = fs::read_to_string(&file).expect("read");
    let told = |text: &str| {
        fs::write(&file, text).expect("written");
        let output = place.import(&[]);
        assert_eq!(output.status.code(), Some(2));
        err(&output)
    };
    for (text, says) in [
        (good.replace("87654321", "876"), "cvr: skriv kommunens CVR-nummer"),
        (good.replace("\"kode\"", "\"findes-ikke\""), "læg hemmeligheden der"),
        (String::new(), "nævner intet register"),
        (good.replace("[kitos", "[kitoss"), "unknown field `kitoss`"),
        (format!("a = {}", "{b = ".repeat(100_000)), "Luk hver { og [ igen"),
    ] {
        let told = told(&text);
        assert!(told.contains(says), "{told}");
    }
    let organisation = "\nclient_id = \"f\"\nsecret_file = \"kode\"\n";
    for (text, says) in [
        ("[sofd]\nurl = \"http://sofd.example\"\nkey_file = \"kode\"\n".to_owned(), "skriv adressen som https://"),
        ("[sofd]\nurl = \"https://sofd.example\"\nkey_file = \"findes-ikke\"\n".to_owned(), "læg hemmeligheden der"),
        (
            format!(
                "[mo]\nurl = \"https://mo.example\"\ntoken_url = \"https://k.example\"\ngraphql_version = 20{organisation}"
            ),
            "29 eller nyere",
        ),
        (format!("[entra]\ntenant = \"t\"{organisation}groups = 1\n"), "groups"),
    ] {
        let told = told(&text);
        assert!(told.contains(says), "{told}");
    }
    fs::write(&file, &good).expect("written");
    let settings = file.to_string_lossy().into_owned();
    for register in ["sofd", "mo", "entra"] {
        let other = TempDir::new().expect("a directory");
        let data = other.path().to_string_lossy().into_owned();
        let output = fundament(&["import", register, "--registers", &settings, "--data", &data]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains("ikke forbundet med det register"), "{}", err(&output));
    }
    let none = fundament(&["import", "--data", &place.data]);
    assert!(err(&none).contains("--estate"), "{}", err(&none));
    let missing = fundament(&["import", "kitos", "--registers", "findes-ikke.toml", "--data", &place.data]);
    assert!(err(&missing).contains("kan ikke læses"), "{}", err(&missing));
    assert!(!Path::new(&place.data).join("fundament.db").exists());
}

/// The exported list of so many systems in use.
fn export(place: &Place, systems: std::ops::Range<u32>) -> String {
    let head = ["IT-System (UUID)", "IT System", "Livscyklus", "Leverandør"].map(Cell::from).to_vec();
    let rows = systems.map(|number| {
        let name = format!("System {number}");
        [uuid(number).as_str(), &name, "I drift", "Ørn A/S"].map(Cell::from).to_vec()
    });
    let file = place.dir.path().join("it-systemer.xlsx");
    fs::write(&file, workbook(&std::iter::once(head).chain(rows).collect::<Vec<_>>())).expect("written");
    file.to_string_lossy().into_owned()
}

#[test]
fn exports_are_tried_taken_in_and_replaced_by_the_api_without_two_of_each() {
    let place = Place::new();
    let import = |file: &str, more: &[&str]| {
        let words = ["import", "kitos-excel", file, "--data", &place.data, "--as", "Ane Friis"];
        fundament(&[&words, more].concat())
    };
    let file = export(&place, 100..150);
    let tried = out(&import(&file, &["--dry-run"]));
    assert!(tried.contains("it-systemer (OS2kitos): 50 nye") && tried.contains("intet er gemt"), "{tried}");
    let strange = import(&file, &["--role", "Systemejer=owner"]);
    assert_eq!(strange.status.code(), Some(2));
    assert!(err(&strange).contains("Rollen 'Systemejer' er ikke i eksporten"), "{}", err(&strange));
    let taken = out(&import(&file, &[]));
    assert!(taken.contains("Gemt som handling 1.") && taken.contains("leverandør er kun kendt på navnet"), "{taken}");
    let filtered = import(&export(&place, 100..120), &[]);
    assert_eq!(filtered.status.code(), Some(2));
    assert!(err(&filtered).contains("30 it-systemer er ikke med i eksporten"), "{}", err(&filtered));
    let gone = out(&import(&export(&place, 100..120), &["--much-gone"]));
    assert!(gone.contains("20 uændrede, 30 forsvundne"), "{gone}");
    let by_api = out(&place.import(&[]));
    assert!(by_api.contains("it-systemer (OS2kitos): 3 nye, 0 ændrede, 0 uændrede, 20 forsvundne"), "{by_api}");
    let again = import(&file, &["--much-gone"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("læses allerede gennem sit API"), "{}", err(&again));
}

#[test]
fn files_that_are_no_exports_are_told_with_what_next_and_leave_nothing() {
    let place = Place::new();
    let file = place.dir.path().join("brev.xlsx");
    fs::write(&file, "Kære kollega").expect("written");
    let file = file.to_string_lossy().into_owned();
    for (words, says) in [
        (vec![&*file], "brev.xlsx: Filen kan ikke læses som en Excel-fil"),
        (vec!["findes-ikke.xlsx"], "findes-ikke.xlsx kan ikke læses"),
        (vec![&*file, "--role", "Systemejer=chef"], "skriv rollens navn i OS2kitos"),
        (vec![], "<FIL>"),
    ] {
        let output = fundament(&[&["import", "kitos-excel", "--data", &place.data][..], &words].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(says), "{}", err(&output));
    }
    assert!(!Path::new(&place.data).join("fundament.db").exists());
}

#[test]
fn links_are_written_only_where_the_settings_say_so_and_stand_in_the_log() {
    let place = Place::new();
    let settings = place.dir.path().join("registre.toml");
    let links = |more: &[&str]| {
        let file = settings.to_string_lossy().into_owned();
        let address = ["--public-url", "https://fundament.eksempel.example"];
        let words = ["kitos-links", "--registers", &file, "--data", &place.data, "--as", "Ane Friis"];
        fundament(&[&words, &address[..], more].concat())
    };
    out(&place.import(&[]));
    let off = links(&[]);
    assert_eq!(off.status.code(), Some(2));
    assert!(err(&off).contains("write_links = true"), "{}", err(&off));
    let text = fs::read_to_string(&settings).expect("read");
    fs::write(&settings, text.replace("page_size = 2\n", "page_size = 2\nwrite_links = true\n")).expect("written");
    assert!(out(&links(&["--dry-run"])).contains("3 systemer mangler et link. Intet er skrevet."));
    let written = |place: &Place| {
        let fake = place.fake.lock().expect("unspoilt");
        fake.requests.iter().filter(|request| request.contains("/external-references")).count()
    };
    assert_eq!(written(&place), 0);
    place.fake.lock().expect("unspoilt").tricks.push(Trick {
        at: "/external-references",
        nth: 2,
        act: Act::Status(409),
    });
    let told = out(&links(&[]));
    assert!(told.contains("2 skrevet, 0 var der allerede, 1 afvist") && told.contains("status 409"), "{told}");
    let again = out(&links(&[]));
    assert!(again.contains("1 skrevet, 2 var der allerede, 0 afvist") && written(&place) == 4, "{again}");
    let file = place.dir.path().join("log.jsonl").to_string_lossy().into_owned();
    out(&fundament(&["log", "export", "--data", &place.data, "--to", &file]));
    let bundle = fs::read_to_string(&file).expect("read");
    assert_eq!(bundle.matches(r#""act":"write-links""#).count(), 2, "{bundle}");
}
