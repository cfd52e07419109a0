//! Every act that the code can write is called something in both languages. The acts are read out of the sources: a list beside them
//! would be forgotten with the label.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use kernel::Role;

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
