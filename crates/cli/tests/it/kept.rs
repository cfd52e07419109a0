//! What is kept: a folder taken in, tried first, taken in again, undone; and the log that tells of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{err, fundament, out};

const HEADER: &str = "key;name;status;hosting;rights_concept\n";

/// A small estate folder with these systems.
fn systems(dir: &Path, rows: &str) -> String {
    let estate = dir.join("estate");
    fs::create_dir_all(&estate).expect("a folder");
    fs::write(estate.join("systems.csv"), format!("{HEADER}{rows}")).expect("written");
    estate.to_string_lossy().into_owned()
}

fn import(estate: &str, data: &str, more: &[&str]) -> String {
    let words = ["import", "--estate", estate, "--data", data, "--as", "Ane Friis"];
    let output = fundament(&[&words, more].concat());
    assert!(output.status.success(), "{}", err(&output));
    out(&output)
}

#[test]
fn a_folder_is_tried_taken_in_changed_and_undone() {
    let dir = TempDir::new().expect("a directory");
    let data = dir.path().join("data").to_string_lossy().into_owned();
    let estate = systems(dir.path(), "S1;Løn;i drift;saas;ja\nS2;Sager;i drift;iaas;ja\n");
    let tried = import(&estate, &data, &["--dry-run"]);
    assert!(tried.contains("2 nye, 0 ændrede, 0 uændrede, 0 forsvundne") && tried.contains("intet er gemt"), "{tried}");
    let first = import(&estate, &data, &["--strategy", "strategy/it-teknologi-2023"]);
    assert!(first.contains("Gemt som handling 2.") && first.contains(&format!("undo 2 --data {data}")), "{first}");
    let estate = systems(dir.path(), "S1;Løn;i drift;saas;nej\n");
    let second = import(&estate, &data, &[]);
    assert!(second.contains("0 nye, 1 ændret, 0 uændrede, 1 forsvundet"), "{second}");
    let undone = fundament(&["undo", "3", "--data", &data]);
    assert!(undone.status.success() && out(&undone).starts_with("Fortrudt: handling 3."), "{}", err(&undone));
    let again = systems(dir.path(), "S1;Løn;i drift;saas;ja\nS2;Sager;i drift;iaas;ja\n");
    let third = import(&again, &data, &[]);
    assert!(
        third.contains("0 nye, 0 ændrede, 2 uændrede, 0 forsvundne") && third.contains("0 vurderinger skiftede"),
        "{third}"
    );
    let log = fundament(&["log", "verify", "--data", &data]);
    assert!(log.status.success() && out(&log).contains("5 handlinger, kæden holder"), "{}", out(&log));
}

#[test]
fn undoing_tells_what_would_be_gone_and_asks_when_that_is_much() {
    let dir = TempDir::new().expect("a directory");
    let data = dir.path().join("data").to_string_lossy().into_owned();
    let rows: String = (1..=4).map(|row| format!("S{row};Navn {row};i drift;saas;ja\n")).collect();
    import(&systems(dir.path(), &rows), &data, &[]);
    let asked = fundament(&["undo", "1", "--data", &data]);
    assert_eq!(asked.status.code(), Some(2));
    assert!(out(&asked).contains("Forsvinder helt: 4 it-systemer"), "{}", out(&asked));
    assert!(err(&asked).contains("intet er fortrudt") && err(&asked).contains("--much-gone"), "{}", err(&asked));
    let undone = fundament(&["undo", "1", "--much-gone", "--data", &data]);
    assert!(undone.status.success() && out(&undone).contains("Fortrudt: handling 1."), "{}", err(&undone));
}

#[test]
fn what_cannot_be_kept_or_undone_is_told_with_the_next_step() {
    let dir = TempDir::new().expect("a directory");
    let data = dir.path().join("data").to_string_lossy().into_owned();
    let estate = systems(dir.path(), "S1;Løn;i drift;saas;ja\n");
    let nothing = fundament(&["undo", "7", "--data", &data]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(err(&nothing).contains("Der er ingen database"), "{}", err(&nothing));
    assert!(!dir.path().join("data").exists(), "it makes none");
    import(&estate, &data, &[]);
    let nothing = fundament(&["undo", "7", "--data", &data]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(err(&nothing).contains("7 findes ikke"), "{}", err(&nothing));
    let file = dir.path().join("fil");
    fs::write(&file, "ikke en mappe").expect("written");
    let nowhere = fundament(&["import", "--estate", &estate, "--data", &file.to_string_lossy()]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(err(&nowhere).contains("fil"), "{}", err(&nowhere));
    let homeless = fundament(&["import", "--estate", &estate]);
    assert_eq!(homeless.status.code(), Some(2));
    assert!(err(&homeless).contains("--data"), "{}", err(&homeless));
}

#[test]
fn a_folder_asks_when_much_would_be_gone_or_end_and_names_references_that_lead_nowhere() {
    let dir = TempDir::new().expect("a directory");
    let data = dir.path().join("data").to_string_lossy().into_owned();
    let rows: String = (1..=5).map(|row| format!("S{row};Navn {row};i drift;saas;ja\n")).collect();
    import(&systems(dir.path(), &rows), &data, &[]);
    let again =
        |estate: &str, more: &[&str]| fundament(&[&["import", "--estate", estate, "--data", &data][..], more].concat());
    let fewer = systems(dir.path(), "S1;Navn 1;i drift;saas;ja\n");
    let asked = again(&fewer, &[]);
    assert_eq!(asked.status.code(), Some(2));
    assert!(err(&asked).contains("Meget ville forsvinde") && err(&asked).contains("--much-gone"), "{}", err(&asked));
    let silent: String = (1..=5).map(|row| format!("S{row};Navn {row};;;\n")).collect();
    let asked = again(&systems(dir.path(), &silent), &[]);
    assert!(err(&asked).contains("mangler kolonner eller celler"), "{}", err(&asked));
    let estate = systems(dir.path(), &rows);
    let integrations = Path::new(&estate).join("integrations.csv");
    fs::write(&integrations, "key;Fra system;Til system\nI1;S1;S2\nI2;S1;S77\n").expect("written");
    let told = out(&again(&estate, &["--dry-run"]));
    assert!(told.contains("1 henvisning fører til noget, som Fundament ikke har: Til system (1)."), "{told}");
    assert!(told.contains("integration I2: Til system: S77 findes ikke"), "{told}");
    let dated = "[files.\"integrations.csv\"]\nexported = \"2199-01-01\"\n";
    fs::write(Path::new(&estate).join("sources.toml"), dated).expect("written");
    let ahead = out(&again(&estate, &["--dry-run"]));
    assert!(ahead.contains("2 rækker er dateret frem i tiden, den første den 1. januar 2199."), "{ahead}");
    fs::remove_file(Path::new(&estate).join("sources.toml")).expect("removed");
    fs::remove_file(&integrations).expect("removed");
    let gone = again(&systems(dir.path(), "S1;Navn 1;i drift;saas;ja\n"), &["--much-gone"]);
    assert!(gone.status.success() && out(&gone).contains("4 forsvundne"), "{}", err(&gone));
}
