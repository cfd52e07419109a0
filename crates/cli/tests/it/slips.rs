//! Slips of the hand: each is refused with what is wrong, and none gives an answer that looks whole.

use std::fs;
use std::path::Path;

use super::{assess, err, fundament, out};

#[test]
fn an_object_that_is_not_there_is_refused_and_not_answered_with_nothing() {
    for wanted in ["S9999", "system:S9999"] {
        let output = assess(&["--object", wanted, "--fail-on", "deviates"]);
        assert_eq!(output.status.code(), Some(2), "{wanted}");
        assert!(err(&output).contains("intet objekt har den nøgle"), "{}", err(&output));
    }
    let output = assess(&["--object", "sytem:S0001"]);
    assert!(err(&output).contains("mente du system?"), "{}", err(&output));
    assert!(assess(&["--object", "system:S0001"]).status.success());
}

#[test]
fn a_day_outside_the_years_of_facts_is_refused() {
    for day in ["0001-01-01", "9999-12-31", "31-02-2026", "snart"] {
        let output = fundament(&["demo", "--once", "--today", day]);
        assert_eq!(output.status.code(), Some(2), "{day}");
        assert!(err(&output).contains("mellem 1900 og 2200"), "{}", err(&output));
    }
}

#[test]
fn a_strategy_given_twice_is_refused() {
    let output = assess(&["--strategy", "strategy/it-teknologi-2023"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("angivet to gange"), "{}", err(&output));
}

fn checked(dir: &Path) -> String {
    out(&fundament(&["estate", "check", "--estate", &dir.to_string_lossy()]))
}

#[test]
fn what_is_named_as_a_file_but_cannot_be_read_is_told_and_nothing_is_assessed_without_it() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("units.csv"), "key;name\nU1;Skole\n").expect("written");
    fs::create_dir(dir.path().join("systems.csv")).expect("made");
    assert!(checked(dir.path()).contains("Det er ikke en almindelig fil"), "{}", checked(dir.path()));
    let words = ["assess", "--strategy", "strategy/it-teknologi-2023", "--estate", &dir.path().to_string_lossy()];
    let output = fundament(&words);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("systems.csv: Det er ikke"), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("units.csv"), "key;name\nU1;Skole\n").expect("written");
    std::os::unix::fs::symlink("/findes/ikke.csv", dir.path().join("systems.csv")).expect("linked");
    assert!(checked(dir.path()).contains("Filen findes ikke"), "{}", checked(dir.path()));
}

#[test]
fn verifying_the_log_of_a_house_that_is_not_there_is_refused_and_makes_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("tastefejl");
    let output = fundament(&["log", "verify", "--data", &data.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("Der er ingen database"), "{}", err(&output));
    assert!(!data.exists());
}

#[test]
fn a_server_that_takes_no_files_is_refused_with_what_to_write() {
    let dir = tempfile::tempdir().expect("a folder");
    for wrong in ["0", "99999999999999999999", "4097", "mange"] {
        let data = dir.path().to_string_lossy();
        let output = fundament(&["serve", "--data", &data, "--largest-upload-mb", wrong, "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(err(&output).contains("skriv et helt antal MB fra 1 til 4096"), "{}", err(&output));
    }
}

#[test]
fn a_database_that_does_not_answer_is_named_once_and_without_its_password() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("units.csv"), "key;name\nU1;Skole\n").expect("written");
    let estate = dir.path().to_string_lossy().into_owned();
    for lang in ["da", "en"] {
        let url = "postgres://fundament:hemmeligt@127.0.0.1:1/x";
        let output = fundament(&["--lang", lang, "import", "--estate", &estate, "--database-url", url]);
        assert_eq!(output.status.code(), Some(2));
        let told = err(&output);
        assert_eq!(told.matches("127.0.0.1:1/x").count(), 1, "{told}");
        assert!(!told.contains("hemmeligt") && !told.contains("fundament:"), "{told}");
    }
}
