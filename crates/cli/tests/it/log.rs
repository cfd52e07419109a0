//! The log for those outside: signed, handed out, verified by others, and one case of it for whoever asks for access.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use store::{Act, Actor};
use tempfile::TempDir;

use super::served::{Home, Served, tenant, wait};
use super::{err, fundament, out};

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A command's exit code and all that it said.
fn said(words: &[&str]) -> (Option<i32>, String) {
    let output = fundament(words);
    (output.status.code(), out(&output) + &err(&output))
}

fn told(words: &[&str]) -> String {
    let (code, said) = said(words);
    assert_eq!(code, Some(0), "{words:?}: {said}");
    said
}

/// A house with a made-up case in its log.
fn house() -> Home {
    told_of(store::CASE)
}

/// The same of another kind: `log verify` holds cases up against what stands beside the log, and a made-up one has nothing there.
fn plain_house() -> Home {
    told_of("story")
}

fn told_of(kind: &str) -> Home {
    let home = Home::new();
    wait(async {
        let store = home.store().await;
        let ane = Actor { account: "a1".to_owned(), name: "Ane Friis".to_owned() };
        let acts = [
            ("case-opened", "12", json!({ "owner": "Ane Friis" })),
            ("case-explained", "12", json!({ "reason": "Ane Friis' <plan> æøå\n" })),
            ("case-opened", "13", json!({})),
        ];
        for (number, (act, key, detail)) in (1_795_424_400_000_000..).step_by(86_400_000_000).zip(acts) {
            let subject = Some((kind.to_owned(), key.to_owned()));
            let act = Act { actor: ane.clone(), act, subject, detail, at: kernel::Instant(number), seen: None };
            store.note(&tenant(), &act).await.expect("noted");
        }
        store.close().await;
    });
    home
}

#[test]
fn a_bundle_is_verified_by_anybody_and_no_other_file_passes_for_it() {
    let (home, dir) = (house(), TempDir::new().expect("a folder"));
    let (data, file) = (home.data(), text(&dir.path().join("log.jsonl")));
    let written = told(&["log", "export", "--data", &data, "--to", &file]);
    let key = told(&["log", "key", "--data", &data]).trim().to_owned();
    assert!(written.contains(&key), "{written}");
    let verified = told(&["log", "verify", "--bundle", &file]);
    assert!(verified.contains("kæden og underskriften holder") && verified.contains("ikke efterprøvet"), "{verified}");
    let verified = told(&["log", "verify", "--bundle", &file, "--key", &key]);
    assert!(!verified.contains("ikke efterprøvet"), "{verified}");
    let (code, foreign) = said(&["log", "verify", "--bundle", &file, "--key", &"0".repeat(64)]);
    assert!(code == Some(1) && foreign.contains("anden nøgle"), "{foreign}");
    for (lang, sentence) in
        [("da", "--key 12ab: er ikke en nøgle. Skriv den som 64"), ("en", "--key 12ab: is no key. Write it as 64")]
    {
        let (code, wrong) = said(&["--lang", lang, "log", "verify", "--bundle", &file, "--key", "12ab"]);
        assert!(code == Some(2) && wrong.contains(sentence) && !wrong.contains("invalid value"), "{wrong}");
    }
    let whole = fs::read_to_string(&file).expect("written");
    let last = whole.trim_end().lines().count();
    let without_foot: String = whole.lines().take(last - 1).map(|line| format!("{line}\n")).collect();
    for (changed, why) in [
        (String::new(), "linje 1: filen er tom".to_owned()),
        ("Kære Fundament\n".to_owned(), "linje 1: filen er ikke en logpakke".to_owned()),
        (without_foot, format!("linje {last}: filen er klippet af")),
        (whole.replace("Ane Friis' ", "Ane Friis's "), ": handlingen er ændret".to_owned()),
        (whole.replace("\"act\":\"case", "\"act\": \"case"), ": linjen er ikke, som Fundament skriver den".to_owned()),
    ] {
        fs::write(dir.path().join("falsk.jsonl"), changed).expect("written");
        let (code, why_not) = said(&["log", "verify", "--bundle", &text(&dir.path().join("falsk.jsonl"))]);
        assert!(code == Some(1) && why_not.contains(&why), "{why}: {why_not}");
    }
    let (code, there) = said(&["log", "export", "--data", &data, "--to", &file]);
    assert!(code == Some(2) && there.contains("--force"), "{there}");
    let part = text(&dir.path().join("stykke.jsonl"));
    assert!(
        told(&["log", "export", "--data", &data, "--to", &part, "--from", "3", "--until", "4"])
            .contains("2 handlinger")
    );
    assert!(told(&["log", "verify", "--bundle", &part]).contains("(3-4)"));
    let none = text(&dir.path().join("intet.jsonl"));
    let (code, nothing) = said(&["log", "export", "--data", &data, "--to", &none, "--from", "900"]);
    assert!(code == Some(2) && nothing.contains("ingen handlinger") && !Path::new(&none).exists(), "{nothing}");
}

#[test]
fn a_bundle_that_the_server_gives_is_the_one_that_the_command_line_makes() {
    let (home, dir) = (house(), TempDir::new().expect("a folder"));
    let data = home.data();
    let key = told(&["log", "key", "--data", &data]).trim().to_owned();
    let served = Served::start(&home, &[], Path::new("/dev/null"));
    let given = served.get("/api/v1/log/bundle", &home.token).expect("an answer");
    assert_eq!((given.status, given.header("content-type")), (200, "application/jsonl"), "{}", given.body);
    let name = given.header("content-disposition").to_owned();
    assert!(name.starts_with("attachment; filename=\"log-") && name.ends_with(".jsonl\""), "{name}");
    let part = served.get("/api/v1/log/bundle?from=2&until=3", &home.token).expect("an answer").body;
    let none = served.get("/api/v1/log/bundle?from=900000", &home.token).expect("an answer");
    assert_eq!((none.status, none.json()["label"].as_str()), (422, Some("log-nothing")), "{}", none.body);
    drop(served);
    for (name, bundle, stretch) in [("hele.jsonl", &given.body, "(1-"), ("stykke.jsonl", &part, "(2-3)")] {
        let file = text(&dir.path().join(name));
        fs::write(&file, bundle).expect("written");
        let verified = told(&["log", "verify", "--bundle", &file, "--key", &key]);
        assert!(verified.contains("kæden og underskriften holder") && verified.contains(stretch), "{verified}");
    }
    let last = given.body.trim_end().rsplit_once('\n').expect("lines").1.to_owned();
    let last: Value = serde_json::from_str(&last).expect("JSON");
    let (until, file) = (last["last"].to_string(), text(&dir.path().join("selv.jsonl")));
    told(&["log", "export", "--data", &data, "--to", &file, "--until", &until]);
    assert_eq!(fs::read_to_string(&file).expect("written"), given.body, "the same to the byte");
}

#[test]
fn the_script_in_the_docs_finds_the_same() {
    let (home, dir) = (house(), TempDir::new().expect("a folder"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/log/verify.py");
    let lines = fs::read_to_string(&script).expect("the script").lines().count();
    assert!(lines <= 30, "{lines} lines are more than somebody reads through");
    if !Command::new("python3").arg("--version").output().is_ok_and(|it| it.status.success()) {
        testkit::skipped("python3 is not here, so docs/log/verify.py was not run");
        return;
    }
    let file = dir.path().join("log.jsonl");
    told(&["log", "export", "--data", &home.data(), "--to", &text(&file)]);
    let python = |file: &Path| {
        let output = Command::new("python3").arg(&script).arg(file).output().expect("runs");
        (output.status.code(), out(&output) + &err(&output))
    };
    let (code, holds) = python(&file);
    if code == Some(3) {
        testkit::skipped("the module cryptography is not here, so the signature was not checked in Python");
    }
    assert!(matches!(code, Some(0 | 3)) && holds.contains("the chain of"), "{holds}");
    let whole = fs::read_to_string(&file).expect("written");
    let dropped: String =
        whole.lines().enumerate().filter(|(place, _)| *place != 3).map(|(_, line)| format!("{line}\n")).collect();
    let (headless, footless) = (
        whole.split_once('\n').expect("lines").1.to_owned(),
        whole.trim_end().rsplit_once('\n').expect("lines").0.to_owned() + "\n",
    );
    for (changed, why) in [
        (whole.replace("Ane Friis' ", "Ane Friis's "), "has been changed"),
        (dropped, "line 4: act 3 is missing"),
        (whole[..whole.len() / 2].to_owned(), "cut short"),
        (String::new(), "empty"),
        (headless, "line 1: no bundle of Fundament's log"),
        (footless, "or the file is cut short"),
        (whole.replacen("\"seq\":2,", "\"seq\":2,\"seq\":2,", 1), "line 3: this is no JSON object with each name once"),
        (whole.replacen("\"seq\":2,", "\"seq\":2,\"more\":0,", 1), "line 3: an act has other fields than it should"),
        (whole.replace("\"previous\":\"\"", "\"previous\":\"0\""), "line 2: act 1 has been changed"),
    ] {
        let file = dir.path().join("falsk.jsonl");
        fs::write(&file, changed).expect("written");
        let (code, why_not) = python(&file);
        assert!(code == Some(1) && why_not.contains(why), "{why}: {why_not}");
    }
    if code == Some(0) {
        let file = dir.path().join("falsk.jsonl");
        fs::write(&file, whole.replace("\"signature\":\"", "\"signature\":\"0")).expect("written");
        let (code, why_not) = python(&file);
        assert!(code == Some(1) && why_not.contains("the signature does not fit"), "{why_not}");
    }
}

#[test]
fn the_server_signs_the_logs_end_and_a_log_set_back_is_found_by_what_was_mailed_away() {
    let (home, dir) = (plain_house(), TempDir::new().expect("a folder"));
    let (data, backup) = (home.data(), text(&dir.path().join("kopi.db")));
    told(&["backup", "--data", &data, &backup]);
    let checkpoints = home.path("data/checkpoints");
    signed(&home);
    let verified = told(&["log", "verify", "--data", &data]);
    assert!(
        verified.contains("kæden holder; 1 kontrolpunkt passer") && !verified.contains("ikke efterprøvet"),
        "{verified}"
    );
    let doctor = fundament(&["doctor", "--data", &data]);
    assert!(
        out(&doctor).contains("offentlig nøgle") && out(&doctor).contains("1 kontrolpunkter, 1 som filer"),
        "{}",
        out(&doctor)
    );
    let mailed = fs::read_dir(&checkpoints).expect("read").flatten().next().expect("one").path();
    // Somebody sets the database back to how it was before, length and all.
    let again = text(&dir.path().join("igen"));
    told(&["restore", &backup, "--data", &again]);
    assert!(told(&["log", "verify", "--data", &again]).contains("ingen kontrolpunkter endnu"));
    let (code, found) = said(&["log", "verify", "--data", &again, "--checkpoint", &text(&mailed)]);
    assert!(
        code == Some(1) && found.contains("kæden er brudt") && found.contains("kontrolpunktet blev lavet af"),
        "{found}"
    );
    let forged = dir.path().join("falsk.txt");
    fs::write(&forged, fs::read_to_string(&mailed).expect("read").replace("day: 20", "day: 19")).expect("written");
    let (code, found) = said(&["log", "verify", "--data", &data, "--checkpoint", &text(&forged)]);
    assert!(code == Some(1) && found.contains("er falsk"), "{found}");
    let (code, found) = said(&["log", "verify", "--data", &data, "--key", &"0".repeat(64)]);
    assert!(code == Some(1) && found.contains("en anden nøgle"), "{found}");
}

/// Lets the server sign the log's end.
fn signed(home: &Home) {
    let served = Served::start(home, &[], Path::new("/dev/null"));
    wait(async {
        let store = home.store().await;
        while store.checkpoints(&tenant()).await.expect("read").is_empty() {
            tokio::task::yield_now().await;
        }
        store.close().await;
    });
    drop(served);
}

#[test]
fn what_a_key_signed_counts_after_it_was_replaced_and_after_it_was_lost() {
    let (home, dir) = (plain_house(), TempDir::new().expect("a folder"));
    let data = home.data();
    signed(&home);
    let key = |more: &[&str]| told(&[&["log", "key", "--data", &data], more].concat());
    let first = key(&[]).trim().to_owned();
    let renewed = key(&["--renew", "--as", "Ane Friis"]);
    let second = renewed.lines().next().expect("a key").to_owned();
    assert!(second != first && renewed.contains(&format!("før det {first} (")), "{renewed}");
    let verified = told(&["log", "verify", "--data", &data]);
    assert!(
        verified.contains("1 kontrolpunkt passer") && verified.contains(&format!("før det {first} (")),
        "{verified}"
    );
    assert!(!verified.contains("efterprøvet"), "{verified}");
    let shown = told(&["log", "show", "--data", &data, "--act", "new-log-key", "--limit", "1"]);
    assert!(shown.contains("Ane Friis") && shown.contains(&first) && shown.contains(&second), "{shown}");
    // The bundle names it as well, and whoever changes that is found.
    let file = dir.path().join("log.jsonl");
    told(&["log", "export", "--data", &data, "--to", &text(&file)]);
    let verified = told(&["log", "verify", "--bundle", &text(&file), "--key", &second]);
    assert!(verified.contains(&format!("før det {first} (")), "{verified}");
    let whole = fs::read_to_string(&file).expect("written");
    fs::write(&file, whole.replacen("\"until\":\"2", "\"until\":\"3", 1)).expect("written");
    let (code, found) = said(&["log", "verify", "--bundle", &text(&file)]);
    assert!(code == Some(1) && found.contains("underskriften passer ikke"), "{found}");
    // Nobody who names one key alone is told that another's is good enough.
    let (code, found) = said(&["log", "verify", "--data", &data, "--key", &second]);
    assert!(code == Some(1) && found.contains("en anden nøgle"), "{found}");
    // A former key signs no more: its checkpoint of a later day is found.
    let list = home.path("data/keys/former.txt");
    let kept = fs::read_to_string(&list).expect("remembered");
    let (head, days) = kept.rsplit_once(&first).expect("the key");
    fs::write(&list, format!("{head}{first} 2020-01-01 2020-12-31\n")).expect("written");
    let (code, found) = said(&["log", "verify", "--data", &data]);
    assert!(code == Some(1) && found.contains("ikke var i brug den dag"), "{found}{days}");
    // Lost are both the keys and what was remembered: what they signed in the folder is known again.
    fs::remove_dir_all(home.path("data/keys")).expect("lost");
    let third = key(&["--renew"]);
    assert!(!third.starts_with(&second) && third.contains(&format!("før det {first} (")), "{third}");
    let verified = told(&["log", "verify", "--data", &data]);
    assert!(verified.contains("1 kontrolpunkt passer"), "{verified}");
}

/// A house that was signed, and its backup in a new folder, which has no key.
fn restored(dir: &TempDir) -> (Home, String, String) {
    let home = plain_house();
    signed(&home);
    let key = told(&["log", "key", "--data", &home.data()]).trim().to_owned();
    let (backup, data) = (text(&dir.path().join("kopi.db")), text(&dir.path().join("igen")));
    told(&["backup", "--data", &home.data(), &backup]);
    let done = told(&["restore", &backup, "--data", &data]);
    assert!(done.contains("Loggens nøgle er ikke med i kopien"), "{done}");
    (home, key, data)
}

#[test]
fn after_a_restore_no_key_is_begun_by_the_way_and_the_former_one_brought_back_signs_on() {
    let dir = TempDir::new().expect("a folder");
    let (home, key, data) = restored(&dir);
    let (file, keys) = (text(&dir.path().join("log.jsonl")), dir.path().join("igen/keys"));
    for words in [vec!["log", "key", "--data", &data], vec!["log", "export", "--data", &data, "--to", &file]] {
        let (code, refused) = said(&words);
        assert!(code == Some(2) && refused.contains("loggens nøgle mangler") && refused.contains(&key), "{refused}");
        assert!(refused.contains("log key --renew") && !keys.exists() && !Path::new(&file).exists(), "{refused}");
        let (code, english) = said(&[&["--lang", "en"], &words[..]].concat());
        assert!(code == Some(2) && english.contains("Copy the folders keys and checkpoints"), "{english}");
    }
    told(&["log", "verify", "--data", &data]);
    let (code, doctor) = said(&["doctor", "--data", &data]);
    assert!(code == Some(1) && doctor.contains("log-key: loggens nøgle mangler i datamappen"), "{doctor}");
    assert!(doctor.contains(&key) && doctor.contains("Kopiér mapperne keys og checkpoints"), "{doctor}");
    fs::create_dir(&keys).expect("made");
    fs::copy(home.path("data/keys/log.key"), keys.join("log.key")).expect("copied");
    told(&["log", "export", "--data", &data, "--to", &file]);
    assert_eq!(told(&["log", "key", "--data", &data]).trim(), key);
    assert!(told(&["log", "verify", "--data", &data]).contains("1 kontrolpunkt passer"));
}

#[test]
fn a_lost_key_is_followed_by_the_server_or_on_demand_and_what_it_signed_still_counts() {
    let dir = TempDir::new().expect("a folder");
    let (home, key, data) = restored(&dir);
    let renewed = told(&["log", "key", "--data", &data, "--renew"]);
    assert!(!renewed.starts_with(&key) && renewed.contains(&format!("før det {key} (")), "{renewed}");
    let holds = |data: &str| {
        let verified = told(&["log", "verify", "--data", data]);
        assert!(
            verified.contains("1 kontrolpunkt passer") && verified.contains(&format!("før det {key} (")),
            "{verified}"
        );
        let doctor = said(&["doctor", "--data", data]).1;
        assert!(doctor.contains("offentlig nøgle") && doctor.contains("checkpoints: 1 kontrolpunkter"), "{doctor}");
    };
    holds(&data);
    // The server, which finds no key either.
    fs::remove_dir_all(home.path("data/keys")).expect("lost");
    fs::remove_dir_all(home.path("data/checkpoints")).expect("lost");
    let running = Served::start(&home, &[], Path::new("/dev/null"));
    wait(async {
        let store = home.store().await;
        let begun = store::LogSearch { act: Some("new-log-key".to_owned()), ..store::LogSearch::default() };
        while store.search_log(&tenant(), &begun, 3).await.expect("read").len() < 2 {
            tokio::task::yield_now().await;
        }
        store.close().await;
    });
    drop(running);
    holds(&home.data());
    // Where a key was begun and nothing remembered, doctor names the one that is missing.
    fs::remove_file(home.path("data/keys/former.txt")).expect("lost");
    let (code, doctor) = said(&["doctor", "--data", &home.data()]);
    assert!(code == Some(1) && doctor.contains("en nøgle, mappen ikke kender") && doctor.contains(&key), "{doctor}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_key_and_without_a_folder_nothing_is_signed() {
    use std::os::unix::fs::PermissionsExt;
    let home = plain_house();
    told(&["log", "key", "--data", &home.data()]);
    let mode = |name: &str| fs::metadata(home.path(name)).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode("data/keys"), mode("data/keys/log.key")), (0o700, 0o600));
    fs::set_permissions(home.path("data/keys/log.key"), fs::Permissions::from_mode(0o644)).expect("opened");
    let doctor = fundament(&["doctor", "--data", &home.data()]);
    assert!(doctor.status.code() == Some(1) && out(&doctor).contains("chmod 600 keys/log.key"), "{}", out(&doctor));
    let (code, refused) = said(&["log", "key", "--database-url", "postgres://127.0.0.1:1/x"]);
    assert!(code == Some(2) && refused.contains("--data MAPPE"), "{refused}");
    let made = said(&["log", "show", "--data", &home.data(), "--act", "new-log-key"]).1;
    assert!(made.contains("ny nøgle til loggens underskrift"), "{made}");
}

/// Something that was opened, as the log has it.
fn told_case(home: &Home, kind: &str, key: &str) {
    wait(async {
        let store = home.store().await;
        let (subject, at) = (Some((kind.to_owned(), key.to_owned())), kernel::Instant(1_795_700_000_000_000));
        let detail = json!({ "event": "opened", "title": "Nyt", "phase": "idea" });
        let act = Act { actor: Actor::system(), act: "acquisition-open", subject, detail, at, seen: None };
        store.note(&tenant(), &act).await.expect("noted");
        store.close().await;
    });
}

#[test]
fn one_case_is_handed_out_with_names_or_without() {
    let (home, dir) = (house(), TempDir::new().expect("a folder"));
    let data = home.data();
    let page = dir.path().join("sag.html");
    told(&["log", "export", "--data", &data, "--to", &text(&page), "--case", "12"]);
    let written = fs::read_to_string(&page).expect("written");
    for wanted in ["Aktindsigt: sag 12", "Ane Friis", "&lt;plan&gt; æøå", "Handlinger: 2."] {
        assert!(written.contains(wanted), "{wanted}: {written}");
    }
    let plain = dir.path().join("sag.txt");
    let done = told(&["log", "export", "--data", &data, "--to", &text(&plain), "--case", "12", "--mask-names"]);
    assert!(done.contains("læs filen igennem"), "{done}");
    let written = fs::read_to_string(&plain).expect("written");
    assert!(written.contains("begrundelse: Person 1' <plan> æøå") && !written.contains("Ane"), "{written}");
    let (code, refused) =
        said(&["log", "export", "--data", &data, "--to", &text(&dir.path().join("x")), "--case", "99"]);
    told_case(&home, "acquisition", "A2026-0001");
    told(&["log", "export", "--data", &data, "--to", &text(&plain), "--case", "A2026-0001", "--force"]);
    let written = fs::read_to_string(&plain).expect("written");
    assert!(written.contains("Aktindsigt: anskaffelse A2026-0001") && written.contains("titel: Nyt"), "{written}");
    assert!(code == Some(2) && refused.contains("ingen sag eller anskaffelse med det nummer"), "{refused}");
}

#[test]
fn the_names_of_the_municipalitys_people_are_masked_on_the_command_line_too() {
    let (home, dir) = (house(), TempDir::new().expect("a folder"));
    let (data, estate) = (home.data(), dir.path().join("estate"));
    fs::create_dir_all(&estate).expect("a folder");
    fs::write(estate.join("people.csv"), "key;name\nP00052;Vibeke Iversen\n").expect("written");
    told(&["import", "--estate", &text(&estate), "--data", &data]);
    wait(async {
        let store = home.store().await;
        let detail = json!({ "text": "P00052 er Vibeke Iversen, alene VIBEKE  IVERSEN" });
        let subject = Some(("case".to_owned(), "14".to_owned()));
        let at = kernel::Instant(1_795_700_000_000_000);
        let act = Act { actor: Actor::system(), act: "case-noted", subject, detail, at, seen: None };
        store.note(&tenant(), &act).await.expect("noted");
        store.close().await;
    });
    let plain = text(&dir.path().join("sag.txt"));
    told(&["log", "export", "--data", &data, "--to", &plain, "--case", "14", "--mask-names"]);
    let written = fs::read_to_string(&plain).expect("written");
    assert!(written.contains("Person 1 er Person 1, alene Person 1"), "{written}");
}

#[test]
fn the_log_is_shown_as_it_was_and_narrowed() {
    let home = house();
    let data = home.data();
    let shown = |more: &[&str]| told(&[&["log", "show", "--data", &data], more].concat());
    let json = |more: &[&str]| {
        let json: Value = serde_json::from_str(&shown(&[more, &["--format", "json"]].concat())).expect("JSON");
        json.as_array()
            .expect("a list")
            .iter()
            .map(|one| one["act"].as_str().expect("a word").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(json(&["--kind", "case"]), ["case-opened", "case-explained", "case-opened"]);
    assert_eq!(json(&["--kind", "case", "--key", "12", "--as-of", "2026-11-23"]), ["case-opened"]);
    assert_eq!(json(&["--kind", "case", "--as-of", "2026-11-24T08:59:59Z"]), ["case-opened"]);
    assert_eq!(json(&["--kind", "case", "--as-of", "2026-11-24T09:00:00Z"]), ["case-explained", "case-opened"]);
    assert_eq!((json(&["--as-of", "1999-01-01"]).len(), json(&["--limit", "1"]).len()), (0, 1));
    let csv = shown(&["--kind", "case", "--format", "csv"]);
    assert!(
        csv.starts_with("seq,at,account,name,act,kind,key,detail,hash\n") && csv.contains("\"\"owner\"\""),
        "{csv}"
    );
    let text = shown(&["--kind", "case", "--key", "12"]);
    assert!(text.contains("23. november 2026 kl. 10.00  Ane Friis: case-opened  case 12"), "{text}");
    let (code, refused) = said(&["log", "show", "--data", &data, "--as-of", "snart"]);
    assert!(code == Some(2) && refused.contains("2026-05-03T10:00:00Z"), "{refused}");
}
