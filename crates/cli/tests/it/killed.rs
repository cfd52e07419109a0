//! Killed at any moment, out of room: what was acknowledged is there, what was not is there whole or not at all.

mod over_http;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use serde_json::Value;
use tempfile::TempDir;

use super::served::{Home, Served, ask, supplied, supply, tenant, wait};
use super::{err, fundament, out};

/// Some thousand devices and people, so that an import takes its time.
fn estate(dir: &Path) -> String {
    let estate = dir.join("estate");
    fs::create_dir_all(&estate).expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/eksempel");
    for name in ["people.csv", "devices.csv", "systems.csv"] {
        fs::copy(samples.join(name), estate.join(name)).expect(name);
    }
    estate.to_string_lossy().into_owned()
}

fn words<'w>(estate: &'w str, data: &'w str, more: &[&'w str]) -> Vec<&'w str> {
    [&["import", "--today", "2026-11-23", "--estate", estate, "--data", data], more].concat()
}

/// The sizes of the database and its journal.
fn grown(data: &Path) -> u64 {
    ["fundament.db", "fundament.db-wal"]
        .iter()
        .filter_map(|name| fs::metadata(data.join(name)).ok())
        .map(|m| m.len())
        .sum()
}

/// Whether everything is in; fails when only a part is, or when the chain is broken.
fn is_whole(estate: &str, data: &str) -> bool {
    let verified = fundament(&["log", "verify", "--data", data]);
    assert!(verified.status.success(), "{}{}", out(&verified), err(&verified));
    let tried = fundament(&words(estate, data, &["--dry-run"]));
    assert!(tried.status.success(), "{}", err(&tried));
    let text = out(&tried);
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(" uændrede")).collect();
    let new = lines.iter().filter(|line| line.contains(" 0 ændrede, 0 uændrede, 0 forsvundne")).count();
    let same = lines.iter().filter(|line| line.contains(" 0 nye, 0 ændrede, ")).count();
    assert!(!lines.is_empty() && (new == lines.len() || same == lines.len()), "half of it is in:\n{text}");
    same == lines.len()
}

#[test]
fn an_import_that_is_killed_is_in_whole_or_not_at_all() {
    let dir = TempDir::new().expect("a folder");
    let estate = estate(dir.path());
    for bytes in [1, 150_000, 300_000, 2_000_000, 8_000_000] {
        let data = dir.path().join(format!("data-{bytes}"));
        let shown = data.to_string_lossy().into_owned();
        let mut child = Command::new(env!("CARGO_BIN_EXE_fundament"))
            .args(words(&estate, &shown, &[]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        while grown(&data) < bytes && child.try_wait().expect("a child").is_none() {
            std::thread::yield_now();
        }
        child.kill().ok();
        child.wait().expect("it ends");
        if !is_whole(&estate, &shown) {
            let again = fundament(&words(&estate, &shown, &[]));
            assert!(again.status.success(), "{bytes}: {}", err(&again));
            assert!(is_whole(&estate, &shown), "{bytes}");
        }
    }
}

#[test]
fn what_a_killed_server_had_acknowledged_is_there() {
    let home = Home::new();
    let log = home.path("log");
    let mut acknowledged: Vec<String> = Vec::new();
    for killed_after in [1, 4, 9] {
        let mut served = Served::start(&home, &[], &log);
        let (told, heard) = mpsc::channel();
        let (address, token) = (served.address.clone(), home.token.clone());
        let client = std::thread::spawn(move || {
            for number in 0.. {
                let value = format!("MIT-{killed_after}-{number}");
                match supply(&address, &token, &value) {
                    Some(answer) if answer.status == 200 => told.send(value).expect("heard"),
                    Some(answer) => panic!("{}: {}", answer.status, answer.body),
                    None => return,
                }
            }
        });
        acknowledged.extend(heard.iter().take(killed_after));
        served.child.kill().expect("killed");
        client.join().expect("the client went on to the end");
        acknowledged.extend(heard.try_iter());
        let there = supplied(&home);
        let missing: Vec<_> =
            acknowledged.iter().filter(|value| there.iter().filter(|one| one == value).count() != 1).collect();
        assert!(missing.is_empty(), "{missing:?} of {there:?}");
        let served = Served::start(&home, &[], &log);
        let object = served.get("/api/v1/objects/system/S1", &home.token).expect("an answer").json();
        let licence = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "licence");
        assert_eq!(licence.expect("licence")["value"].as_str(), there.last().map(String::as_str));
    }
}

const RULE: &str = "rights-concept-missing";

/// The verdict on S1 that the store remembers, and what it last turned to.
fn remembered(home: &Home) -> (Option<String>, Option<String>) {
    wait(async {
        let store = home.store().await;
        let standing = store.standing(&tenant(), "system", "S1").await.expect("read");
        let turns = store.turns_of(&tenant(), ("system", "S1"), 1_000).await.expect("read");
        store.close().await;
        let verdict = standing.into_iter().find(|(rule, ..)| rule == RULE).map(|(_, verdict, _)| verdict);
        (verdict, turns.into_iter().find(|(.., turn)| turn.rule == RULE).and_then(|(.., turn)| turn.after))
    })
}

/// Says that S1 has a rights concept, or has none, and kills the server the moment that is saved.
fn kill_when_saved(home: &Home, has: bool) {
    let mut served = Served::start(home, &[], Path::new("/dev/null"));
    let changed = async |store: &store::Store| store.changed(&tenant()).await.expect("read");
    let bearer = format!("Bearer {}", home.token);
    let object = "/api/v1/objects/system/S1";
    let tag = served.get(object, &home.token).expect("an answer").header("etag").to_owned();
    let address = served.address.clone();
    let client = std::thread::spawn(move || {
        let headers = [("Authorization", bearer.as_str()), ("If-Match", tag.as_str())];
        let fact = format!("{object}/facts/rights_concept");
        ask(&address, "PUT", &fact, &headers, &format!("{{\"value\":{has}}}"))
    });
    wait(async {
        let store = home.store().await;
        let before = store.log(&tenant(), i64::MAX, 1).await.expect("read")[0].seq;
        let is_saved = |now: i64| now > before || client.is_finished();
        while !is_saved(changed(&store).await) {}
        served.child.kill().expect("killed");
        store.close().await;
    });
    client.join().expect("the client");
}

#[test]
fn a_server_killed_between_an_act_and_its_assessment_assesses_when_it_comes_back() {
    let home = Home::under("strategy/it-teknologi-2023");
    let mut in_between = 0;
    for round in 0..20 {
        let has = round % 2 == 0;
        let wanted = Some(if has { "follows" } else { "deviates" }.to_owned());
        kill_when_saved(&home, has);
        in_between += usize::from(remembered(&home).0 != wanted);
        drop(Served::start(&home, &[], Path::new("/dev/null")));
        assert_eq!(remembered(&home), (wanted.clone(), wanted), "round {round}");
    }
    assert!(in_between > 0, "the assessment was always faster than the kill");
}

/// A shell that lets no file grow beyond so many blocks. Without the signal a write fails, as on a full disk.
const BOUNDED: [&str; 3] = ["sh", "-c", "trap '' XFSZ; ulimit -f 800; exec \"$0\" \"$@\""];

#[test]
fn an_import_without_room_says_where_and_what_to_do_and_leaves_nothing() {
    let dir = TempDir::new().expect("a folder");
    let (estate, data) = (estate(dir.path()), dir.path().join("data").to_string_lossy().into_owned());
    let output = Command::new(BOUNDED[0])
        .args(&BOUNDED[1..])
        .arg(env!("CARGO_BIN_EXE_fundament"))
        .args(words(&estate, &data, &[]))
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let told = err(&output);
    for wanted in [data.as_str(), "ikke mere plads", "Intet er gemt", "Frigør plads"] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    assert!(!is_whole(&estate, &data));
    let again = fundament(&words(&estate, &data, &[]));
    assert!(again.status.success() && is_whole(&estate, &data), "{}", err(&again));
}

#[test]
fn a_server_without_room_says_so_and_goes_on_reading() {
    let home = Home::new();
    let log = home.path("log");
    let mut acknowledged = Vec::new();
    let served = Served::start(&home, &BOUNDED, Path::new("/dev/null"));
    let refused = loop {
        let value = format!("MIT-{}", acknowledged.len());
        let answer = served.supply(&home, &value).expect("an answer");
        match answer.status {
            200 => acknowledged.push(value),
            _ => break answer,
        }
        assert!(acknowledged.len() < 5_000, "there is no end of room");
    };
    let label = refused.json()["label"].as_str().expect("a label").to_owned();
    assert!(
        matches!((refused.status, label.as_str()), (507, "database-full") | (503, "saved-not-assessed")),
        "{}",
        refused.body
    );
    let read = served.get("/api/v1/objects/system/S1", &home.token).expect("an answer");
    assert_eq!(read.status, 200, "{}", read.body);
    drop(served);
    let there = supplied(&home);
    assert!(acknowledged.iter().all(|value| there.contains(value)), "{there:?}");
    assert_eq!(there.len(), acknowledged.len() + usize::from(label == "saved-not-assessed"));
    let served = Served::start(&home, &[], &log);
    assert_eq!(served.supply(&home, "EUPL-1.2").expect("an answer").status, 200);
}

/// What the server would be told after the copy would be left behind, and two servers would each write the digests.
#[test]
fn where_a_server_runs_nothing_is_moved_and_no_other_starts() {
    let home = Home::new();
    let served = Served::start(&home, &[], Path::new("/dev/null"));
    assert_eq!(served.supply(&home, "EUPL-1.2").expect("an answer").status, 200);
    for words in [
        &["move", "--to", "postgres://ingen@127.0.0.1:1/x", "--data", &home.data()][..],
        &["serve", "--listen", "127.0.0.1:0", "--data", &home.data()],
    ] {
        let told = fundament(words);
        assert!(told.status.code() == Some(2) && err(&told).contains("en server kører på mappen"), "{}", err(&told));
    }
    drop(served);
    let told = fundament(&["move", "--to", "postgres://ingen@127.0.0.1:1/x", "--data", &home.data()]);
    assert!(told.status.code() == Some(2) && err(&told).contains("127.0.0.1:1/x"), "{}", err(&told));
}

#[test]
fn the_doctor_reads_what_a_killed_server_left_and_changes_nothing() {
    let home = Home::new();
    let served = Served::start(&home, &[], Path::new("/dev/null"));
    assert_eq!(served.supply(&home, "EUPL-1.2").expect("an answer").status, 200);
    drop(served);
    let (file, journal) = (home.path("data/fundament.db"), home.path("data/fundament.db-wal"));
    let left = || [&file, &journal].map(|file| fs::read(file).expect("there"));
    let before = left();
    assert!(!before[1].is_empty(), "a killed server leaves its journal");
    // Also when the index of the journal went with the machine.
    for gone in [false, true] {
        if gone {
            fs::remove_file(home.path("data/fundament.db-shm")).expect("there");
        }
        let told = fundament(&["doctor", "--data", &home.data(), "--format", "json"]);
        let checks: Value = serde_json::from_slice(&told.stdout).expect("JSON");
        let found =
            |name: &str| checks.as_array().expect("checks").iter().find(|check| check["check"] == name).cloned();
        for name in ["schema", "log", "integrity"] {
            assert_eq!(found(name).expect(name)["state"], "ok", "{checks}");
        }
        let acts = supplied_acts(&home);
        assert_eq!(found("log").expect("log")["found"], format!("{acts} handlinger, kæden holder"));
        // It may have been killed before it had signed the log for the first time.
        let unsigned = |check: &&Value| check["check"] != "log-key" && check["check"] != "checkpoints";
        for check in checks.as_array().expect("checks").iter().filter(unsigned) {
            assert_eq!(check["state"], "ok", "{check}");
        }
    }
    assert!(before == left(), "the doctor only reads");
    // Where the journal's index cannot be made, nothing is said of the database but how to look at it.
    #[cfg(unix)]
    {
        fs::remove_file(home.path("data/fundament.db-shm")).ok();
        std::os::unix::fs::symlink("/findes/ikke", home.path("data/fundament.db-shm")).expect("in the way");
        let told = fundament(&["doctor", "--data", &home.data()]);
        let why = err(&told);
        assert!(told.status.code() == Some(2) && why.contains("den bruger, serveren kører som"), "{}{why}", out(&told));
    }
}

/// How many acts there are, read from a copy so that nothing is touched.
fn supplied_acts(home: &Home) -> usize {
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["fundament.db", "fundament.db-wal"] {
        fs::copy(home.path("data").join(name), copy.path().join(name)).expect(name);
    }
    let shown =
        fundament(&["log", "show", "--data", &copy.path().to_string_lossy(), "--format", "json", "--limit", "0"]);
    let entries: Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    entries.as_array().expect("entries").len()
}
