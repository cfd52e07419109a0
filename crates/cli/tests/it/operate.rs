//! Running the house: backup, restore, doctor, accounts and tokens, with the wrong calls an operator makes at night.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{err, fundament, out};

/// A house with two systems in the folder `data`.
fn house(dir: &Path) -> String {
    let (estate, data) = (dir.join("estate"), dir.join("data"));
    fs::create_dir_all(&estate).expect("a folder");
    fs::write(estate.join("systems.csv"), "key;name;status;hosting\nS1;Løn;i drift;saas\nS2;Sager;i drift;iaas\n")
        .expect("written");
    fs::write(estate.join("units.csv"), "key;name\nU1;Børn og Unge\n").expect("written");
    let data = data.to_string_lossy().into_owned();
    let imported = fundament(&["import", "--estate", &estate.to_string_lossy(), "--data", &data]);
    assert!(imported.status.success(), "{}", err(&imported));
    data
}

fn path(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_string_lossy().into_owned()
}

fn told(words: &[&str]) -> String {
    let output = fundament(words);
    assert!(output.status.success(), "{words:?}: {}", err(&output));
    out(&output)
}

/// A wrong call ends with two, says why, and writes nothing on standard output.
fn refused(words: &[&str], why: &str) {
    let output = fundament(words);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""), "{words:?}: {}", err(&output));
    assert!(err(&output).contains(why), "{words:?}: {}", err(&output));
}

fn with_input(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fundament"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A call that is refused before it reads leaves the pipe.
    child.stdin.take().expect("its input").write_all(input.as_bytes()).ok();
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_backup_is_restored_and_the_log_tells_of_it() {
    let dir = TempDir::new().expect("a directory");
    let (data, file, again) = (house(dir.path()), path(&dir, "kopi.db"), path(&dir, "igen"));
    let written = told(&["backup", "--data", &data, &file]);
    assert!(written.contains("kontrolleret") && written.contains("1 handling, kæden holder"), "{written}");
    let restored = told(&["restore", &file, "--data", &again]);
    assert!(restored.contains("1 handling, kæden holder") && restored.contains(&again), "{restored}");
    assert!(told(&["log", "verify", "--data", &again]).contains("2 handlinger, kæden holder"));
    let names =
        fs::read_dir(dir.path()).expect("read").flatten().map(|it| it.file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| !name.contains("partial")), "nothing half-done is left");
}

#[test]
fn no_backup_is_overwritten_unasked_and_no_house_ever() {
    let dir = TempDir::new().expect("a directory");
    let (data, file) = (house(dir.path()), path(&dir, "kopi.db"));
    fs::write(&file, "gammel").expect("written");
    refused(&["backup", "--data", &data, &file], "--force");
    assert_eq!(fs::read_to_string(&file).expect("there"), "gammel");
    told(&["backup", "--data", &data, &file, "--force"]);
    refused(&["restore", &file, "--data", &data], "har allerede en database");
}

#[test]
fn what_is_no_backup_is_not_restored_and_leaves_nothing() {
    let dir = TempDir::new().expect("a directory");
    let (data, again, text) = (house(dir.path()), path(&dir, "igen"), path(&dir, "noter.db"));
    fs::write(&text, "Dette er ikke en database, men en lang nok tekst til at ligne en.".repeat(40)).expect("written");
    refused(&["restore", &text, "--data", &again], "noter.db: filen er ikke en hel sikkerhedskopi");
    refused(&["restore", &path(&dir, "ingen.db"), "--data", &again], "Der er ingen database");
    refused(&["backup", "--data", &again, &path(&dir, "kopi.db")], "Der er ingen database");
    refused(&["backup", "--data", &data, &path(&dir, "findes/ikke/kopi.db")], "findes/ikke");
    let file = path(&dir, "kopi.db");
    told(&["backup", "--data", &data, &file]);
    let mut bytes = fs::read(&file).expect("there");
    let cut = path(&dir, "afbrudt.db");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    let output = fundament(&["restore", &cut, "--data", &again]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    let why = err(&output);
    assert!(why.contains("Brug en anden."), "{why}");
    assert!(!why.contains("Prøv igen om lidt") && !why.contains("code:"), "{why}");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0x55);
    fs::write(&file, bytes).expect("torn");
    refused(&["restore", &file, "--data", &again], "kopi.db");
    assert!(!Path::new(&again).exists());
    refused(&["move", "--data", &data, "--to", "mysql://x"], "postgres://");
    refused(&["move", "--data", &again, "--to", "postgres://ingen@127.0.0.1:1/x"], "Der er ingen database");
    refused(&["move", "--data", &data, "--to", "postgres://ane:hemmelig@127.0.0.1:1/x"], "127.0.0.1:1/x");
}

#[test]
fn the_doctor_finds_a_house_well_and_what_ails_another() {
    let dir = TempDir::new().expect("a directory");
    let data = house(dir.path());
    let output = fundament(&["doctor", "--data", &data, "--format", "json"]);
    let checks: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let state = |name: &str| {
        let check = checks.as_array().expect("checks").iter().find(|check| check["check"] == name);
        check.unwrap_or_else(|| panic!("{name}"))["state"].clone()
    };
    for name in ["schema", "integrity", "log", "clock", "deliveries", "rights", "zone"] {
        assert_eq!(state(name), "ok", "{name}: {checks}");
    }
    // A warning is something that was found: no server has made the log's key yet.
    assert_eq!((state("log-key"), output.status.code()), (json!("warning"), Some(1)), "{checks}");
    refused(&["doctor", "--data", &path(&dir, "ingen")], "Der er ingen database");
}

#[cfg(unix)]
#[test]
fn a_database_that_everybody_can_read_is_a_fault() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().expect("a directory");
    let data = house(dir.path());
    let file = Path::new(&data).join("fundament.db");
    for (path, mode) in [(Path::new(&data), 0o755), (file.as_path(), 0o644)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }
    let output = fundament(&["doctor", "--data", &data]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(out(&output).contains("kan læse fundament.db") && out(&output).contains("chmod 700"), "{}", out(&output));
}

/// What stands in a damaged file cannot be asked about, but what can be is, and the disk beside it.
#[test]
fn the_doctor_tells_of_a_damaged_database_what_can_be_told() {
    let dir = TempDir::new().expect("a directory");
    let data = house(dir.path());
    let file = Path::new(&data).join("fundament.db");
    let mut bytes = fs::read(&file).expect("there");
    let third = bytes.len() / 3;
    bytes[third..2 * third].fill(0x55);
    fs::write(&file, bytes).expect("torn");
    let output = fundament(&["doctor", "--data", &data, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let checks: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let state = |name: &str| {
        let check = checks.as_array().expect("checks").iter().find(|check| check["check"] == name);
        check.unwrap_or_else(|| panic!("{name}: {checks}"))["state"].clone()
    };
    assert_eq!((state("integrity"), state("rights"), state("zone")), (json!("fault"), json!("ok"), json!("ok")));
    state("room");
    let told = out(&output);
    assert!(told.contains("sikkerhedskopi") && !told.contains("Prøv igen om lidt"), "{told}");
}

#[test]
fn accounts_are_kept_from_the_command_line_and_every_act_is_in_the_log() {
    let dir = TempDir::new().expect("a directory");
    let (data, secret) = (house(dir.path()), path(&dir, "adgangskode"));
    fs::write(&secret, "en lang nok adgangskode\n").expect("written");
    let add = |login: &str, role: &str| -> Output {
        let more = ["--name", "Ane Friis", "--role", role, "--password-file", &secret, "--data", &data];
        fundament(&[&["user", "add", login][..], &more].concat())
    };
    let first = add("bo", "it_architect");
    assert!(first.status.code() == Some(2) && err(&first).contains("--role admin"), "{}", err(&first));
    let misspelt = add("ane", "admim");
    assert!(misspelt.status.code() == Some(2) && err(&misspelt).contains("mente du admin?"), "{}", err(&misspelt));
    assert!(add("ane", "admin").status.success());
    let homeless = add("bo", "unit_lead@U9");
    assert!(homeless.status.code() == Some(2) && err(&homeless).contains("U9 findes ikke"), "{}", err(&homeless));
    assert!(add("bo", "unit_lead@U1").status.success());
    let taken = add("BO", "auditor");
    assert!(taken.status.code() == Some(2) && err(&taken).contains("findes allerede"), "{}", err(&taken));
    let list = told(&["user", "list", "--data", &data]);
    assert!(list.contains("ane  Ane Friis  admin") && list.contains("bo  Ane Friis  unit_lead@U1"), "{list}");
    let roles = told(&["user", "roles", "bo", "--role", "auditor", "--data", &data]);
    assert_eq!(roles, "bo: auditor\n");
    refused(&["user", "close", "ane", "--data", &data], "sidste administrator");
    told(&["user", "close", "bo", "--data", &data]);
    let short = with_input(&["user", "password", "ane", "--data", &data], "kort");
    assert!(short.status.code() == Some(2) && err(&short).contains("mindst 12 tegn"), "{}", err(&short));
    let long = with_input(&["user", "password", "ane", "--data", &data], "en anden lang adgangskode\n");
    assert!(long.status.success(), "{}", err(&long));
    // The import, two accounts, roles, a closing and a password.
    assert!(told(&["log", "verify", "--data", &data]).contains("6 handlinger, kæden holder"));
}

#[test]
fn a_token_is_shown_once_and_withdrawn() {
    let dir = TempDir::new().expect("a directory");
    let data = house(dir.path());
    let words = ["user", "add", "ane", "--name", "Ane", "--role", "admin", "--data", &data];
    assert!(with_input(&words, "en lang nok adgangskode").status.success());
    let made = fundament(&["token", "make", "ane", "--name", "Power BI", "--data", &data]);
    let secret = out(&made).trim_end().to_owned();
    assert!(made.status.success() && secret.starts_with("fu_") && !secret.contains(char::is_whitespace), "{secret}");
    let list = told(&["token", "list", "--data", &data]);
    assert!(list.contains("Power BI  read  gælder") && !list.contains(&secret), "{list}");
    let id = list.split_whitespace().next().expect("an id").to_owned();
    told(&["token", "revoke", &id, "--data", &data]);
    assert!(told(&["token", "list", "--data", &data]).contains("trukket tilbage"));
    refused(&["token", "revoke", &id, "--data", &data], "findes ikke");
    refused(&["token", "make", "ane", "--name", "x", "--days", "400", "--data", &data], "366");
    refused(&["token", "make", "anne", "--name", "x", "--data", &data], "mente du ane?");
}

#[test]
fn a_strategy_that_comes_with_the_program_is_tried_and_adopted_with_a_reason() {
    let dir = TempDir::new().expect("a directory");
    let data = house(dir.path());
    let list = || told(&["strategy", "adopted", "--data", &data]);
    assert!(list().contains("it-teknologi-2023") && list().matches("ikke i brug").count() == 2, "{}", list());
    let adopt = ["strategy", "adopt", "it-teknologi-2023", "--data", &data];
    let tried = told(&[&adopt[..], &["--dry-run"]].concat());
    assert!(tried.contains("vurderinger skifter") && tried.contains("intet er gemt"), "{tried}");
    assert_eq!(list().matches("ikke i brug").count(), 2, "{}", list());
    refused(&[&adopt[..], &["--reason", " "]].concat(), "Skriv, hvorfor strategien tages i brug");
    refused(&["strategy", "adopt", "it-teknologi", "--reason", "x", "--data", &data], "mente du it-teknologi-2023?");
    told(&[&adopt[..], &["--reason", "Byrådet", "--as", "Ane Friis"]].concat());
    assert!(list().contains("af Ane Friis: Byrådet") && list().matches("ikke i brug").count() == 1, "{}", list());
}

#[test]
fn help_says_that_a_folder_is_made_only_where_it_is() {
    let help = |words: &[&str]| told(&[words, &["--help"]].concat());
    for makes in [&["serve"][..], &["import"], &["import", "kitos"], &["import-file", "sbom"], &["restore"]] {
        assert!(help(makes).contains("den oprettes, hvis den ikke findes"), "{makes:?}: {}", help(makes));
    }
    let dir = TempDir::new().expect("a directory");
    let new = path(&dir, "ny");
    for (asks, words) in [
        (&["user", "add"][..], &["user", "add", "ane", "--name", "Ane", "--role", "admin", "--data", &new][..]),
        (&["undo"], &["undo", "1", "--data", &new]),
        (&["strategy", "adopt"], &["strategy", "adopt", "kl-arkitektur", "--reason", "x", "--data", &new]),
        (&["backup"], &["backup", "--data", &new, &path(&dir, "kopi.db")]),
    ] {
        assert!(!help(asks).contains("oprettes, hvis"), "{asks:?}: {}", help(asks));
        refused(words, "Der er ingen database");
        assert!(!Path::new(&new).exists(), "{words:?}");
    }
}
