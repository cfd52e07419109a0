//! Cases on a server that is killed at any moment, and the same cases on the command line.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use serde_json::{Value, json};

use super::served::{Home, Served, ask};
use super::{err, fundament, out};

const RULE: &str = "rights-concept-missing";

/// The principle of the rule that S1 deviates from.
fn principle(served: &Served, token: &str) -> String {
    let rules = served.get("/api/v1/strategies/it-teknologi-2023/rules?limit=500", token).expect("an answer").json();
    let rule = rules["items"].as_array().expect("rules").iter().find(|rule| rule["code"] == RULE).expect(RULE);
    rule["principle"].as_str().expect("a principle").to_owned()
}

/// Says that S1 has no rights concept, so that there is something to decide.
fn deviates(served: &Served, token: &str) {
    let object = "/api/v1/objects/system/S1";
    let tag = served.get(object, token).expect("an answer").header("etag").to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("If-Match", tag.as_str())];
    let fact = format!("{object}/facts/rights_concept");
    let said = ask(&served.address, "PUT", &fact, &headers, "{\"value\":false}").expect("an answer");
    assert_eq!(said.status, 200, "{}", said.body);
    // The case is about a verdict, so the verdict must be there.
    for _ in 0..5_000 {
        let finding = served.get(&format!("/api/v1/findings/{RULE}"), token).expect("an answer").body;
        if finding.contains("deviates") {
            return;
        }
    }
    panic!("S1 never deviated");
}

fn open(served: &Served, token: &str) -> String {
    deviates(served, token);
    let body = json!({
        "pack": "it-teknologi-2023", "principle": principle(served, token), "kind": "system", "keys": ["S1"],
        "title": "Rettighedskoncept mangler",
    });
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let opened = ask(&served.address, "POST", "/api/v1/cases", &headers, &body.to_string()).expect("an answer");
    assert_eq!(opened.status, 201, "{}", opened.body);
    opened.json()["number"].as_str().expect("a number").to_owned()
}

fn note(address: &str, token: &str, number: &str, version: u32, text: &str) -> Option<u16> {
    let (bearer, tag) = (format!("Bearer {token}"), format!("\"{version}\""));
    let headers = [("Authorization", bearer.as_str()), ("If-Match", tag.as_str())];
    let path = format!("/api/v1/cases/{number}/note");
    ask(address, "POST", &path, &headers, &json!({ "text": text }).to_string()).map(|answer| answer.status)
}

fn notes(case: &Value) -> Vec<String> {
    let events = case["events"].as_array().expect("events");
    events.iter().filter_map(|event| event["entry"]["text"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_killed_server_leaves_chain_and_cases_whole() {
    let home = Home::under("strategy/it-teknologi-2023");
    let nowhere = Path::new("/dev/null");
    let served = Served::start(&home, &[], nowhere);
    let number = open(&served, &home.token);
    drop(served);
    let mut acknowledged: Vec<String> = Vec::new();
    for killed_after in [1, 3, 7, 2, 5] {
        let mut served = Served::start(&home, &[], nowhere);
        let case = served.get(&format!("/api/v1/cases/{number}"), &home.token).expect("an answer").json();
        let first = u32::try_from(case["version"].as_u64().expect("a version")).expect("small");
        let (told, heard) = mpsc::channel();
        let (address, token, id) = (served.address.clone(), home.token.clone(), number.clone());
        let client = std::thread::spawn(move || {
            for version in first.. {
                let text = format!("notat {version}");
                match note(&address, &token, &id, version, &text) {
                    Some(200) => told.send(text).expect("heard"),
                    Some(status) => panic!("{status}"),
                    None => return,
                }
            }
        });
        acknowledged.extend(heard.iter().take(killed_after));
        served.child.kill().expect("killed");
        client.join().expect("the client went on to the end");
        acknowledged.extend(heard.try_iter());
        let verified = fundament(&["log", "verify", "--data", &home.data()]);
        assert!(verified.status.success(), "{}{}", out(&verified), err(&verified));
        let served = Served::start(&home, &[], nowhere);
        let case = served.get(&format!("/api/v1/cases/{number}"), &home.token).expect("an answer").json();
        let there = notes(&case);
        let missing: Vec<_> =
            acknowledged.iter().filter(|text| there.iter().filter(|one| one == text).count() != 1).collect();
        assert!(missing.is_empty(), "{missing:?} of {there:?}");
        // The face that is listed and the history that is replayed say the same.
        let listed = served.get("/api/v1/cases", &home.token).expect("an answer").json();
        assert_eq!(listed["items"][0]["version"], case["version"]);
        assert_eq!(case["version"].as_u64(), Some(case["events"].as_array().expect("events").len() as u64));
    }
}

#[test]
fn the_command_line_goes_through_the_same_gate() {
    let home = Home::under("strategy/it-teknologi-2023");
    let served = Served::start(&home, &[], Path::new("/dev/null"));
    let number = open(&served, &home.token);
    let told = served.get(&format!("/api/v1/cases/{number}"), &home.token).expect("an answer").json();
    let items = served.get("/api/v1/cases", &home.token).expect("an answer").json()["items"].clone();
    drop(served);
    let data = home.data();
    let token = home.path("token");
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    let listed = fundament(&["case", "list", "--data", &data]);
    assert!(listed.status.success() && out(&listed).contains(&number), "{}{}", out(&listed), err(&listed));
    let listed = fundament(&["case", "list", "--data", &data, "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&out(&listed)).expect("JSON"), items, "a list as the API's");
    let shown = fundament(&["case", "show", &number, "--data", &data, "--format", "json"]);
    let case: Value = serde_json::from_str(&out(&shown)).expect("JSON");
    assert_eq!(case, told, "the command line tells what the API tells");
    let seen = case["version"].to_string();
    let act = |verb: &str, seen: &str, more: &[&str]| {
        let words = ["case", "act", &number, verb, "--data", &data, "--token-file", &token, "--seen", seen];
        fundament(&[&words[..], more].concat())
    };
    let refused = act("dispense", &seen, &["--reason", "Uden videre"]);
    assert_eq!(refused.status.code(), Some(2), "{}{}", out(&refused), err(&refused));
    let text = home.path("notat.json");
    fs::write(&text, json!({ "text": "Aftalt på mødet." }).to_string()).expect("written");
    let text = text.to_string_lossy().into_owned();
    let late = act("note", "99", &["--json", &text]);
    assert!(late.status.code() == Some(1) && err(&late).contains("case-changed"), "{}{}", out(&late), err(&late));
    let noted = act("note", &seen, &["--json", &text]);
    assert!(noted.status.success(), "{}{}", out(&noted), err(&noted));
    let concluded =
        act("conclude", &(seen.parse::<u32>().expect("a number") + 1).to_string(), &["--json", "/does/not/exist"]);
    assert_eq!(concluded.status.code(), Some(2), "{}", err(&concluded));
    let unknown = fundament(&["case", "show", "1999-0001", "--data", &data]);
    assert!(unknown.status.code() == Some(2) && err(&unknown).contains("ingen sag"), "{}", err(&unknown));
    let wrong = fundament(&["case", "list", "--data", &data, "--standing", "dispenseret"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("dispensed"), "{}", err(&wrong));
}

#[test]
fn nothing_is_removed_that_is_not_closed_and_no_limit_is_assumed() {
    let home = Home::under("strategy/it-teknologi-2023");
    let words = ["case", "retention", "--data", &home.data()];
    let without = fundament(&words);
    assert!(without.status.code() == Some(2) && err(&without).contains("--years"), "{}", err(&without));
    let none = fundament(&[&words[..], &["--years", "5", "--remove"]].concat());
    assert!(none.status.success() && out(&none).contains("Ingen bilag"), "{}{}", out(&none), err(&none));
}

/// Takes the face of a case away, past the house: the log does not tell of it.
fn meddle(home: &Home, number: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let place = store::Place::File(home.path("data/fundament.db"));
        let store = store::Store::open(&place).await.expect("opens");
        let tenant = store.tenants().await.expect("read").remove(0).0;
        let act = store::Act {
            actor: store::Actor::system(),
            act: "meddled",
            subject: None,
            detail: json!({}),
            at: kernel::Instant(0),
            seen: None,
        };
        let gone = [number.to_owned()];
        store.mend(&tenant, &act, (store::Filed::Case, &[], &gone)).await.expect("taken away");
        store.close().await;
    });
}

#[test]
fn what_was_changed_beside_the_log_is_named_and_mended() {
    let home = Home::under("strategy/it-teknologi-2023");
    let served = Served::start(&home, &[], Path::new("/dev/null"));
    let number = open(&served, &home.token);
    drop(served);
    let data = home.data();
    let verify = || fundament(&["log", "verify", "--data", &data]);
    let sound = out(&verify());
    assert!(sound.contains("1 sag, 0 anskaffelser og 0 bilag svarer til loggen"), "{sound}");
    meddle(&home, &number);
    let (found, doctor) = (verify(), fundament(&["doctor", "--data", &data]));
    assert!(
        found.status.code() == Some(1)
            && out(&found).contains("kæden holder")
            && out(&found).contains("fundament log mend"),
        "{}",
        out(&found)
    );
    for told in [&found, &doctor] {
        assert!(out(told).contains(&format!("sag {number}: står i loggen, men er væk")), "{}", out(told));
    }
    let mended = fundament(&["log", "mend", "--data", &data, "--as", "Ane Friis"]);
    assert!(
        mended.status.success() && out(&mended).contains("1 række skrevet på ny"),
        "{}{}",
        out(&mended),
        err(&mended)
    );
    assert!(verify().status.success());
    let shown = out(&fundament(&["log", "show", "--data", &data, "--limit", "1"]));
    assert!(shown.contains("Ane Friis: rettede lister og overblik") && shown.contains(&number), "{shown}");
}
