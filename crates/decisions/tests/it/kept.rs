//! Histories of every kind of event, and the faces that they make. Logs live for years, so what was written must be read, and where
//! the same log makes another face than before, what stands beside it must not be relied on: then the form is raised.

use std::collections::BTreeMap;

use decisions::{Acquisition, AcquisitionFace, AcquisitionId, AcquisitionRecorded, Case, CaseId, Face, Recorded};
use serde::Deserialize;
use serde_json::Value;

/// Writes the faces anew; only with another form, or for histories that are new.
const WRITE: &str = "FUNDAMENT_WRITE_FACES";

#[derive(Deserialize)]
struct Line {
    case: Option<String>,
    acquisition: Option<String>,
    recorded: Value,
}

#[expect(clippy::disallowed_methods, reason = "the test's own switch")]
fn writes() -> bool {
    std::env::var_os(WRITE).is_some()
}

fn read<T: for<'d> Deserialize<'d>>(event: &Value) -> T {
    serde_json::from_value(event.clone()).unwrap_or_else(|error| panic!("{event}: {error}"))
}

/// By number: the words of its events, and its face as JSON.
fn made() -> BTreeMap<String, (Vec<String>, String)> {
    let history = include_str!("kept/history.jsonl");
    let mut histories: BTreeMap<String, (bool, Vec<Value>)> = BTreeMap::new();
    for line in history.lines() {
        let Line { case, acquisition, recorded } =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let is_case = case.is_some();
        let id = case.or(acquisition).expect("of something");
        histories.entry(id).or_insert((is_case, Vec::new())).1.push(recorded);
    }
    let face = |id: &String, is_case: bool, events: &[Value]| {
        if is_case {
            let events: Vec<Recorded> = events.iter().map(read).collect();
            let case = Case::replay(&CaseId(id.clone()), &events).expect("opened");
            let words = events.iter().map(|recorded| recorded.event.act().to_owned()).collect();
            (words, serde_json::to_string(&case.face).expect("written"))
        } else {
            let events: Vec<AcquisitionRecorded> = events.iter().map(read).collect();
            let acquisition = Acquisition::replay(&AcquisitionId(id.clone()), &events).expect("opened");
            let words = events.iter().map(|recorded| recorded.event.act().to_owned()).collect();
            (words, serde_json::to_string(&acquisition.face()).expect("written"))
        }
    };
    histories.into_iter().map(|(id, (is_case, events))| (id.clone(), face(&id, is_case, &events))).collect()
}

#[test]
fn the_same_log_makes_the_same_faces_or_the_form_is_raised() {
    let forms = format!("case {} acquisition {}", Face::FORM, AcquisitionFace::FORM);
    let made: BTreeMap<String, String> = made().into_iter().map(|(id, (_, face))| (id, face)).collect();
    let kept = include_str!("kept/faces.txt");
    let (kept_forms, kept_faces) = kept.split_once('\n').unwrap_or_default();
    let kept_faces: BTreeMap<&str, &str> = kept_faces.lines().filter_map(|line| line.split_once(' ')).collect();
    if kept_forms == forms || !kept.is_empty() && !writes() {
        for (id, face) in &kept_faces {
            assert_eq!(
                made.get(*id).map(String::as_str),
                Some(*face),
                "{id} has another face: raise the FORM of its face, and write the faces anew with {WRITE}=1"
            );
        }
    }
    if writes() {
        let lines: Vec<String> = made.iter().map(|(id, face)| format!("{id} {face}\n")).collect();
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/kept/faces.txt");
        std::fs::write(place, format!("{forms}\n{}", lines.concat())).expect("written");
        return;
    }
    assert_eq!(kept_forms, forms, "write the faces anew with {WRITE}=1");
    assert_eq!(kept_faces.len(), made.len(), "a new history: write its face with {WRITE}=1");
}

#[test]
fn every_kind_of_event_is_in_a_history() {
    let mut words: Vec<String> = made().into_values().flat_map(|(words, _)| words).collect();
    words.sort();
    words.dedup();
    // The source names each event's word once; a new one is missed here until a history has it.
    let named = [include_str!("../../src/event.rs"), include_str!("../../src/acquisition/event.rs")].join("\n");
    let of_arm = |line: &str| line.split_once("=> \"").and_then(|(_, word)| word.split('"').next().map(str::to_owned));
    let mut all: Vec<String> = named.lines().filter_map(of_arm).collect();
    all.sort();
    all.dedup();
    assert_eq!(words, all);
}
