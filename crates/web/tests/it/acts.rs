//! Every act that the code can write is called something in both languages. The acts are read out of the sources: a list beside them
//! would be forgotten with the label.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use kernel::{Clock, Role};
use serde_json::{Value, json};
use store::{Act, Actor};

use crate::town::Town;

/// The rooms that write to the log, and how each names an act: a call, and the place of the act among its arguments.
const WRITERS: [(&str, &[(&str, usize)]); 4] =
    [("decisions", &[]), ("store", &[]), ("house", &[("self.act(", 1)]), ("cli", &[("note_all(", 2)])];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The arguments of a call whose parenthesis was just opened, as they are written.
fn arguments(after: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut arguments) = (0, false, vec![String::new()]);
    for letter in after.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => break,
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        match letter {
            ',' if !quoted && depth == 0 => arguments.push(String::new()),
            letter => arguments.last_mut().expect("one").push(letter),
        }
    }
    arguments.iter().map(|argument| argument.trim().to_owned()).collect()
}

fn literals(text: &str) -> impl Iterator<Item = String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned)
}

/// The words of an argument: a literal, a constant, or what a name above it stands for.
fn words(argument: &str, above: &str, constants: &BTreeMap<String, String>) -> Vec<String> {
    if argument.starts_with('"') {
        return literals(argument).collect();
    }
    if let Some(word) = constants.get(argument) {
        return vec![word.clone()];
    }
    let bound = above.rfind(&format!("let {argument} = ")).map(|at| &above[at..]);
    bound.and_then(|bound| bound.split(';').next()).map(|bound| literals(bound).collect()).unwrap_or_default()
}

/// Every act that the sources can write.
fn acts() -> BTreeSet<String> {
    let mut texts = Vec::new();
    for (room, calls) in WRITERS {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src"), &mut files);
        texts.extend(files.iter().map(|path| (fs::read_to_string(path).expect("a source"), calls)));
    }
    let mut constants = BTreeMap::new();
    for line in texts.iter().flat_map(|(text, _)| text.lines()) {
        let constant = line.split_once("const ").and_then(|(_, rest)| rest.split_once(": &str = \""));
        if let Some((name, word)) = constant {
            constants.insert(name.to_owned(), word.trim_end_matches("\";").to_owned());
        }
    }
    let mut acts = BTreeSet::new();
    for (text, calls) in &texts {
        for (call, place) in *calls {
            for (at, _) in text.match_indices(call).filter(|(at, _)| !text[..*at].ends_with("fn ")) {
                let argument = arguments(&text[at + call.len()..]).get(*place).cloned().unwrap_or_default();
                let words = words(&argument, &text[..at], &constants);
                assert!(!words.is_empty(), "which act is {argument}? {}", &text[at..text.len().min(at + 80)]);
                acts.extend(words);
            }
        }
        if let Some(at) = text.find("pub const fn act(&self) -> &'static str") {
            acts.extend(literals(text[at..].split("\n    }\n").next().expect("a body")));
        }
    }
    acts
}

#[test]
fn every_act_that_can_be_written_is_called_something_in_both_languages() {
    let acts = acts();
    // The scan itself: one of each way to write an act.
    for known in ["import", "case-remove-files", "join-objects", "restore", "case-open", "acquisition-open"] {
        assert!(acts.contains(known), "{known} is not found in the sources");
    }
    let silent: Vec<&String> = acts
        .iter()
        .filter(|act| web::known_act(act).is_none_or(|label| label.da.is_empty() || label.en.is_empty()))
        .collect();
    assert!(silent.is_empty(), "the log shows these as raw words: {silent:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_of_an_acquisition_in_words_and_leads_to_it() {
    let town = Town::new().await;
    for role in [Role::BusinessAreaLead, Role::Auditor] {
        town.join(role, "").await;
    }
    let area = town.sign_in(Role::BusinessAreaLead).await;
    let plan = [("titel", "Nyt plejesystem"), ("kle", "99.99"), ("fase", "idea")];
    assert_eq!(town.post("/anskaffelser/ny", &area, &plan).await.status, StatusCode::SEE_OTHER);
    let log = town.get("/log", &town.sign_in(Role::Auditor).await).await.body;
    assert!(log.contains("oprettede anskaffelsen") && log.contains("href=\"/anskaffelser/A2026-0001\""), "{log}");
    assert!(!log.contains("<td>acquisition-open"), "{log}");
}

/// What the log keeps of each act of the house itself, as the house writes it.
fn particulars() -> Vec<(&'static str, Value)> {
    let none = || json!({});
    vec![
        (
            "import",
            json!({ "register": "OS2kitos", "full": true, "deliveries": [{ "source": "OS2kitos", "kind": "system", "rows": 1250, "added": 1, "changed": 0, "gone": 0 }], "facts": 2, "answers": 1 }),
        ),
        ("undo", json!({ "act": 7 })),
        (
            "supply-fact",
            json!({ "fact": "system.risk_assessed_on", "value": "2026-05-03", "valid_until": "2027-05-03" }),
        ),
        ("answer-question", json!({ "rule": "rights-concept-missing", "answer": "ja", "valid_until": "2027-05-03" })),
        ("adopt-strategy", json!({ "pack": "it-teknologi-2023", "version": "1.1", "hash": "ab", "reason": "Byrådet" })),
        ("sign-in", json!({ "by": "oidc" })),
        ("sign-in-refused", json!({ "why": "no-role", "login": "ane", "by": "oidc" })),
        ("sign-out", none()),
        ("first-administrator", json!({ "login": "ane", "roles": ["admin"] })),
        ("add-account", json!({ "login": "ane", "roles": ["unit_lead@U1"] })),
        ("first-sign-in", json!({ "login": "ane", "roles": ["auditor"], "by": "oidc" })),
        ("map-roles", json!({ "roles": ["auditor"], "before": ["security"], "by": "oidc" })),
        ("set-roles", json!({ "roles": [] })),
        ("set-person", json!({ "name": "Ane", "person": null, "name_before": "Anne", "person_before": "P1" })),
        ("set-password", none()),
        ("set-second-factor", none()),
        ("drop-second-factor", none()),
        ("close-account", none()),
        ("set-mail", json!({ "told": true })),
        ("make-calendar", none()),
        ("drop-calendar", none()),
        ("make-token", json!({ "name": "BI", "scope": "read", "expires": "2026-12-23T08:00:00Z", "account": "ane" })),
        ("revoke-token", json!({ "name": "BI" })),
        ("set-mapping", json!({ "source": "Ark", "kind": "system", "columns": { "Navn": "name" } })),
        ("forget-mapping", json!({ "source": "Ark", "kind": "system" })),
        ("set-receiver", json!({ "receiver": "syslog", "address": null })),
        (
            "write-links",
            json!({ "register": "OS2kitos", "written": 2, "there": 1250, "refused": 1, "refusals": [["S1", 403]], "failed": true }),
        ),
        ("prefer", json!({ "fact": "system.hosting", "register": "cmdb" })),
        ("join-objects", json!({ "kind": "system", "key": "S1", "other": "S2", "reason": "Samme faktura" })),
        ("part-objects", json!({ "kind": "system", "key": "S1", "other": "S2", "reason": "Hver sin" })),
        (
            "new-log-key",
            json!({ "key": "0123456789abcdef0123", "former": [{ "key": "ff", "from": "2026-01-01", "until": "2026-02-01" }] }),
        ),
        ("restore", json!({ "acts": 1250 })),
        ("move", json!({ "rows": 213_258 })),
        ("appoint-deputy", json!({ "deputy": "a1b2", "name": "Bo Holm", "from": "2026-12-01", "until": "2026-12-24" })),
        ("end-deputy", json!({ "deputy": 3, "name": "Bo Holm" })),
        ("plan-meeting", json!({ "day": "2026-12-01", "title": "Møde" })),
        ("set-agenda", json!({ "cases": ["2026-0002", "A2026-0001"] })),
        ("rename-municipality", json!({ "name": "Ærø Kommune", "before": "Kommunen" })),
        ("set-retention", json!({ "years": 5, "before": 0 })),
        ("mend-faces", json!({ "kind": "case", "mended": ["2026-0003"], "removed": [] })),
        ("close-meeting", json!({ "minutes": "42/2026" })),
        ("case-refused", json!({ "command": "screen", "label": "case-same-hand", "acting_for": null })),
        ("acquisition-refused", json!({ "command": "pass-gate", "label": "acquisition-no-sheet", "acting_for": null })),
        (
            "meeting-refused",
            json!({ "command": "set-agenda", "label": "meeting-twice", "acting_for": null, "told": { "da": "Slet den ene.", "en": "Delete one of them." }, "meeting": "M7" }),
        ),
        ("meeting-refused", json!({ "command": "plan", "label": "meeting-day", "acting_for": null, "meeting": null })),
        ("deputy-refused", json!({ "command": "end", "label": "deputy-not-yours", "acting_for": null })),
        ("case-remove-files", json!({ "years": 5, "files": ["abc"] })),
    ]
}

/// The names in particulars, and the values that people should not meet as they stand.
fn raw(detail: &Value, language: &str) -> Vec<String> {
    let Value::Object(fields) = detail else { return Vec::new() };
    let day = |text: &&str| text.len() == 10 && text.starts_with("202") && text.as_bytes()[4] == b'-';
    let dates = fields.values().filter_map(Value::as_str).filter(day).map(str::to_owned);
    // In English a name that is one word may be the right word as well.
    let names = fields.keys().filter(|name| language == "da" || name.contains('_')).map(|name| format!("{name}: "));
    names.chain(dates).chain(["[&quot;", "{&quot;", "[\"", "null"].map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_act_shows_a_raw_name_date_or_list_in_either_language() {
    let all = particulars();
    let own = |act: &&String| !act.starts_with("case-") && !act.starts_with("acquisition-");
    let forgotten: Vec<String> =
        acts().iter().filter(own).filter(|act| all.iter().all(|(known, _)| known != *act)).cloned().collect();
    assert!(forgotten.is_empty(), "say here what the log keeps of these, and tell it in words: {forgotten:?}");
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    let mut written = Vec::new();
    for (act, detail) in &all {
        let subject = act.contains("agenda").then(|| ("meeting".to_owned(), "M7".to_owned()));
        let act =
            Act { actor: Actor::system(), act, subject, detail: detail.clone(), at: town.clock.now(), seen: None };
        written.push((town.house.store().note(town.house.tenant(), &act).await.expect("noted"), act));
    }
    for language in ["da", "en"] {
        town.post("/sprog", &session, &[("sprog", language), ("til", "/")]).await;
        let log = town.get("/log", &session).await.body;
        for (seq, act) in &written {
            let begin = format!("<td class=\"fu-num\">{seq}</td>");
            let row = log.split(&begin).nth(1).unwrap_or_else(|| panic!("{} is not shown", act.act));
            let row = row.split("</tr>").next().expect("its end");
            for raw in raw(&act.detail, language) {
                assert!(!row.contains(&raw), "{language} {}: {raw} in {row}", act.act);
            }
        }
        let told: [&str; 3] = match language {
            "da" => ["Møde · 1. december 2026", "Bo Holm · 1. december 2026–24. december 2026", "213.258 rækker"],
            _ => ["Møde · 1 December 2026", "Bo Holm · 1 December 2026–24 December 2026", "213,258 rows"],
        };
        for text in told.iter().chain(&[
            "href=\"/sager/2026-0002\"",
            "href=\"/anskaffelser/A2026-0001\"",
            "href=\"/direktion/moeder/M7\"",
        ]) {
            assert!(log.contains(text), "{language}: {text}");
        }
    }
}
