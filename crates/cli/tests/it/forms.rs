//! Files of a form of their own, from the command line: about an object that is there, tried, taken in and undone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use super::{err, fundament, out};

const LEAF: &str = include_str!("../../../inbound/tests/it/certificates/leaf.pem");
const OF_A_PERSON: &str = include_str!("../../../inbound/tests/it/certificates/cpr.pem");

/// A house with two systems, a platform and an automation.
struct Town {
    dir: TempDir,
}

impl Town {
    fn new() -> Self {
        let town = Self { dir: TempDir::new().expect("a directory") };
        for (name, text) in [
            ("systems.csv", "key;name;local_id\nS1;Løn;L-1\nS2;Sager;L-2\n"),
            ("platforms.csv", "key;name\nM365;Microsoft 365\n"),
            ("automations.csv", "key;name\nA1;Postfordeler\n"),
        ] {
            town.file(&format!("estate/{name}"), text);
        }
        let (estate, data) = (town.path("estate"), town.data());
        let imported = fundament(&["import", "--estate", &estate, "--data", &data]);
        assert!(imported.status.success(), "{}", err(&imported));
        town
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).to_string_lossy().into_owned()
    }

    fn data(&self) -> String {
        self.path("data")
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let at = self.at(name);
        fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
        fs::write(&at, content).expect("written");
        at.to_string_lossy().into_owned()
    }

    fn import_file(&self, words: &[&str]) -> Output {
        fundament(&[&["import-file"], words, &["--data", &self.data()]].concat())
    }

    fn taken(&self, words: &[&str]) -> String {
        let output = self.import_file(words);
        assert!(output.status.success(), "{words:?}: {}", err(&output));
        out(&output)
    }
}

fn bom(names: &[&str]) -> String {
    let parts: Vec<String> = names.iter().map(|name| format!("{{\"name\":\"{name}\",\"version\":\"1\"}}")).collect();
    format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}]}}", parts.join(","))
}

#[test]
fn a_bill_of_materials_changes_the_components_of_its_own_system_and_can_be_undone() {
    let town = Town::new();
    let file = town.file("bom.json", bom(&["a", "b"]));
    let tried = town.taken(&["sbom", &file, "--system", "S1", "--dry-run"]);
    assert!(tried.contains("softwarekomponenter (SBOM S1): 2 nye") && tried.contains("intet er gemt"), "{tried}");
    town.taken(&["sbom", &file, "--system", "S1"]);
    let second = town.taken(&["sbom", &file, "--system", "S2"]);
    assert!(second.contains("softwarekomponenter (SBOM S2): 2 nye, 0 ændrede, 0 uændrede, 0 forsvundne"), "{second}");
    let newer = town.file("bom.json", bom(&["b", "c"]));
    let third = town.taken(&["sbom", &newer, "--system", "S1"]);
    assert!(third.contains("softwarekomponenter (SBOM S1): 1 ny, 0 ændrede, 1 uændret, 1 forsvundet"), "{third}");
    let undone = fundament(&["undo", "4", "--much-gone", "--data", &town.data()]);
    assert!(undone.status.success(), "{}", err(&undone));
    let again = town.taken(&["sbom", &newer, "--system", "S1", "--dry-run"]);
    assert!(again.contains("1 ny, 0 ændrede, 1 uændret, 1 forsvundet"), "{again}");
}

#[test]
fn a_file_about_nothing_we_have_is_refused_with_the_nearest_that_we_have() {
    let town = Town::new();
    let file = town.file("bom.json", bom(&["a"]));
    for (words, why) in [
        (&["sbom", &file, "--system", "S3"][..], "it-system S3: kendes ikke"),
        (&["scuba", &file, "--platform", "M36"], "platform M36: kendes ikke, mente du M365?"),
    ] {
        let output = town.import_file(words);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(why), "{}", err(&output));
    }
    let broken = town.file("x.json", "{");
    let output = town.import_file(&["sbom", &broken, "--system", "S1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("linje 1") && err(&output).contains("Intet kunne gemmes"), "{}", err(&output));
    let large = fs::File::create(town.at("large.json")).and_then(|file| file.set_len(1 << 30));
    large.expect("a hole of a gigabyte");
    let output = town.import_file(&["sbom", &town.path("large.json"), "--system", "S1"]);
    assert!(err(&output).contains("64 MB"), "{}", err(&output));
}

#[test]
fn assessments_of_a_platform_are_kept_beside_each_other() {
    let town = Town::new();
    for (count, day) in ["2025-11-20", "2026-11-20"].into_iter().enumerate() {
        let json = format!(
            r#"{{"MetaData":{{"Tool":"ScubaGear","TimestampZulu":"{day}T08:00:00Z"}},
            "Results":{{"AAD":[{{"Controls":[{{"Result":"Pass","Criticality":"Shall"}}]}}]}}}}"#
        );
        let file = town.file("ScubaResults.json", json);
        let taken = town.taken(&["scuba", &file, "--platform", "M365"]);
        assert!(taken.contains("1 ny, 0 ændrede, 0 uændrede, 0 forsvundne"), "{count}: {taken}");
    }
}

#[test]
fn a_folder_of_certificates_says_which_system_each_belongs_to_and_keys_stay_unread() {
    let town = Town::new();
    town.file("certs/lon.pem", LEAF);
    town.file("certs/noegle.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    town.file(
        "certs/certificates.toml",
        "[certificates.\"lon.pem\"]\nsystem = \"S1\"\nin_use = true\n[certificates.\"noegle.pem\"]\nsystem = \"S2\"\n",
    );
    let output = town.import_file(&["certificates", &town.path("certs")]);
    assert!(output.status.success() && out(&output).contains("certifikater (Certifikater): 1 ny"), "{}", err(&output));
    assert!(err(&output).contains("noegle.pem: Filen indeholder en privat nøgle"), "{}", err(&output));
    town.file("certs/certificates.toml", "[certificates.\"lon.pem\"]\nsystem = \"S7\"\n");
    assert!(err(&town.import_file(&["certificates", &town.path("certs")])).contains("S7: kendes ikke"));
}

#[test]
fn the_role_catalogue_s_systems_are_found_by_list_key_or_local_id_and_by_no_name_alone() {
    let town = Town::new();
    let list = r#"[{"id":1,"identifier":"l-1","name":"x"},{"id":9,"identifier":"","name":"sager"},{"id":3,"identifier":"","name":"Ukendt"}]"#;
    let file = town.file("itsystem.json", list);
    let map = town.file("map.toml", "[systems]\n9 = \"S2\"\n");
    let output = town.import_file(&["roles", &file, "--systems", &map]);
    assert!(out(&output).contains("it-systemer (OS2rollekatalog): 2 nye"), "{} {}", out(&output), err(&output));
    assert!(err(&output).contains("3 Ukendt"), "{}", err(&output));
    let output = town.import_file(&["roles", &file]);
    assert!(err(&output).contains("skriv \"9\" = \"S2\" i listen over systemer"), "{}", err(&output));
}

#[test]
fn only_what_lies_in_the_folder_is_looked_at() {
    let town = Town::new();
    town.file("repo/README.md", "# Post");
    town.file("repo/src/post.py", "print()");
    town.file("repo/.git/config", "[remote]\n");
    let repo = town.path("repo");
    let refused = town.import_file(&["repository", &repo, "--automation", "A1"]);
    assert!(err(&refused).contains(".git/index"), "{}", err(&refused));
    fs::remove_dir_all(town.at("repo/.git")).expect("removed");
    #[cfg(unix)]
    {
        town.file("outside/.env", "A=1");
        std::os::unix::fs::symlink(town.at("outside"), town.at("repo/link")).expect("a link");
    }
    let output = town.import_file(&["repository", &repo, "--automation", "A1", "--last-commit", "2026-11-01"]);
    assert!(output.status.success() && !err(&output).contains("hemmeligheder"), "{}", err(&output));
    assert!(out(&output).contains("automatiseringer (Kodelager A1): 1 ny"), "{}", out(&output));
}

#[test]
fn a_day_that_has_not_been_and_a_list_that_lost_much_are_not_taken_in_unasked() {
    let town = Town::new();
    let file = town.file("bom.json", bom(&["a", "b", "c", "d"]));
    let refused = town.import_file(&["sbom", &file, "--system", "S1", "--exported", "2199-01-01"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("ligge i fremtiden"), "{}", err(&refused));
    town.file("repo/README.md", "# Post");
    let repo = town.path("repo");
    let refused = town.import_file(&["repository", &repo, "--automation", "A1", "--last-commit", "2199-01-01"]);
    assert!(err(&refused).contains("ligge i fremtiden"), "{}", err(&refused));
    town.taken(&["sbom", &file, "--system", "S1"]);
    let less = town.file("bom.json", bom(&["a", "b", "c"]));
    let refused = town.import_file(&["sbom", &less, "--system", "S1"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("--much-gone"), "{}", err(&refused));
    town.taken(&["sbom", &less, "--system", "S1", "--much-gone"]);
    let missing = town.import_file(&["kle", &town.path("nope.xml")]);
    assert!(err(&missing).contains("nope.xml: filen findes ikke"), "{}", err(&missing));
    town.file("certs/lon.pem", LEAF);
    town.file("certs/certificates.toml", "[certificates.\"lon.pem\"]\nsystem = \"S1\"\n");
    let both = town.import_file(&["certificates", &town.path("certs"), "--system", "S2"]);
    assert!(err(&both).contains("ikke begge dele"), "{}", err(&both));
}

#[test]
fn a_tool_for_another_platform_is_warned_of() {
    let town = Town::new();
    let json = r#"{"MetaData":{"Tool":"ScubaGoggles","TimestampZulu":"2026-11-20T08:00:00Z"},"Results":{"gmail":[{"Controls":[{"Result":"Pass","Criticality":"Shall"}]}]}}"#;
    let file = town.file("ScubaResults.json", json);
    let output = town.import_file(&["scuba", &file, "--platform", "M365", "--dry-run"]);
    assert!(err(&output).contains("Filen vurderer Google Workspace"), "{}", err(&output));
    let file = town.file("ScubaResults.json", json.replace("ScubaGoggles", "ScubaGear"));
    let output = town.import_file(&["scuba", &file, "--platform", "M365", "--dry-run"]);
    assert!(output.status.success() && !err(&output).contains("Filen vurderer"), "{}", err(&output));
}

/// Every byte that a house keeps.
fn kept(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            bytes.extend(kept(&entry.path()));
        } else {
            bytes.extend(fs::read(entry.path()).expect("read"));
        }
    }
    bytes
}

#[test]
fn a_cpr_number_reaches_the_database_through_no_importer() {
    let town = Town::new();
    let cpr = "010190-1234";
    let estate = town.file("more/systems.andre.csv", format!("key;name\nS4;Sag {cpr}\nS5;Byg\n"));
    let folder = Path::new(&estate).parent().expect("a folder").to_string_lossy().into_owned();
    fundament(&["import", "--estate", &folder, "--data", &town.data()]);
    let files = [
        ("sbom.json", bom(&["a", &format!("af {cpr}")])),
        (
            "spdx.json",
            format!(
                r#"{{"spdxVersion":"SPDX-2.3","packages":[{{"name":"b"}},{{"name":"c","supplier":"Person: {cpr}"}}]}}"#
            ),
        ),
        ("spdx.txt", format!("SPDXVersion: SPDX-2.3\nPackageName: d\nPackageVersion: {cpr}\n\nPackageName: e\n")),
        (
            "scuba.json",
            format!(
                r#"{{"MetaData":{{"Tool":"ScubaGoggles","TimestampZulu":"2026-11-20T08:00:00Z","DisplayName":"{cpr}"}},
            "Results":{{"{cpr}":[{{"Controls":[{{"Result":"Fail","Criticality":"Shall","Details":"{cpr}"}}]}}],
            "gmail":[{{"Controls":[{{"Result":"Fail","Criticality":"Shall","Details":"{cpr}"}}]}}]}}}}"#
            ),
        ),
        (
            "kle.xml",
            format!(
                "<K><Emne><EmneNr>98.01.01</EmneNr><EmneTitel>Sag {cpr}</EmneTitel></Emne><Emne><EmneNr>98.01.02</EmneNr><EmneTitel>Leg</EmneTitel></Emne></K>"
            ),
        ),
        (
            "roles.json",
            format!(
                r#"[{{"id":1,"name":"{cpr}","identifier":"S1","attestationResponsibleUuids":["{cpr}"]}},{{"identifier":"{cpr}"}}]"#
            ),
        ),
        ("publiccode.yml", format!("publiccodeYmlVersion: 0.4\nname: {cpr}\n")),
        ("cert.pem", OF_A_PERSON.to_owned()),
        ("repo/010190-1234/.env", cpr.to_owned()),
        ("repo/README.md", format!("# {cpr}")),
    ];
    let path = |name: &str| town.path(name);
    for (name, content) in &files {
        town.file(name, content);
    }
    let calls = [
        vec!["sbom".to_owned(), path("sbom.json"), "--system".to_owned(), "S1".to_owned()],
        vec!["sbom".to_owned(), path("spdx.json"), "--system".to_owned(), "S1".to_owned()],
        vec!["sbom".to_owned(), path("spdx.txt"), "--system".to_owned(), "S2".to_owned()],
        vec!["scuba".to_owned(), path("scuba.json"), "--platform".to_owned(), "M365".to_owned()],
        vec!["kle".to_owned(), path("kle.xml")],
        vec!["roles".to_owned(), path("roles.json")],
        vec!["publiccode".to_owned(), path("publiccode.yml"), "--automation".to_owned(), "A1".to_owned()],
        vec!["certificates".to_owned(), path("cert.pem"), "--system".to_owned(), "S1".to_owned()],
        vec!["repository".to_owned(), path("repo"), "--automation".to_owned(), "A1".to_owned()],
    ];
    for call in &calls {
        let words: Vec<&str> = call.iter().map(String::as_str).collect();
        let output = town.import_file(&words);
        for said in [out(&output), err(&output)] {
            assert!(!said.contains(cpr), "{words:?}: {said}");
        }
    }
    let kept = kept(&town.at("data"));
    let holds = |wanted: &str| kept.windows(wanted.len()).any(|part| part == wanted.as_bytes());
    for wanted in ["SBOM S1", "SCuBA GMAIL", "98.01.02", "OS2rollekatalog", "Kodelager A1"] {
        assert!(holds(wanted), "{wanted}: the rest came in");
    }
    assert!(!holds(cpr) && !holds("0101901234"));
}

#[test]
fn no_file_that_somebody_names_is_taken_into_the_memory_whole() {
    let town = Town::new();
    for name in ["stor.csv", "strategi/strategy.toml", "estate2/systems.csv"] {
        let file = town.file(name, "");
        fs::File::options().write(true).open(file).and_then(|file| file.set_len((64 << 20) + 1)).expect("made long");
    }
    let (large, data) = (town.path("stor.csv"), town.data());
    let (estate, strategy, estate2) = (town.path("estate"), town.path("strategi"), town.path("estate2"));
    for words in [
        &["import-file", "kle", &large][..],
        &["import", "kitos-excel", &large],
        &["import", "kitos", "--registers", &large],
        &["import", "--estate", &estate, "--strategy", &strategy],
        &["import", "--estate", &estate2],
    ] {
        let output = fundament(&[words, &["--data", &data]].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(err(&output).contains("fylder over 64 MB"), "{words:?}: {}", err(&output));
    }
}
