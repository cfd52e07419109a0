//! The binary as its user meets it: right calls, wrong calls, and what comes out of each.

mod acquisitions;
mod board;
mod calls;
mod cases;
mod forms;
mod identity;
mod kept;
mod killed;
mod lapse;
mod log;
mod lost;
mod operate;
mod postgres;
mod registers;
mod served;
mod silent;
mod slips;
mod webhooks;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn fundament(words: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_fundament")).args(words).current_dir(root).output().expect("the binary runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

const TOWN: [&str; 7] =
    ["assess", "--estate", "samples/eksempel", "--strategy", "strategy/it-teknologi-2023", "--today", "2026-11-23"];

fn assess(more: &[&str]) -> Output {
    fundament(&[&TOWN, more].concat())
}

#[test]
fn the_demo_shows_the_town_and_ends_well() {
    let output = fundament(&["demo", "--once"]);
    let text = out(&output);
    assert!(output.status.success());
    for wanted in ["Eksempel Kommune", "§9 Udstyr", "Det, der vejer mest", "Ikke vurderet:", "23. november 2026"] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert!(!text.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn english_is_to_be_had() {
    let text = out(&fundament(&["--lang", "en", "demo", "--once"]));
    assert!(text.contains("What weighs most") && text.contains("not assessed"), "{text}");
}

#[test]
fn the_json_says_for_each_finding_what_decided_it_and_its_counts_add_up() {
    let json: Value = serde_json::from_slice(&assess(&["--format", "json"]).stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let summary = &json["summary"];
    let count = |name: &str| summary[name].as_u64().expect("a count");
    let sum: u64 = ["follows", "deviates", "not_assessed", "not_applicable"].iter().map(|name| count(name)).sum();
    assert_eq!((sum, count("pairs")), (count("pairs"), findings.len() as u64));
    assert_eq!(summary["packs"][0]["id"], "it-teknologi-2023");
    let deviating = findings.iter().find(|f| f["rule"] == "rights-concept-missing" && f["verdict"] == "deviates");
    let finding = deviating.expect("one deviates");
    for name in ["principle", "section", "kind", "key", "weight", "strength"] {
        assert!(finding[name].is_string(), "{name}: {finding}");
    }
    let evidence = &finding["evidence"][0];
    assert_eq!((evidence["fact"].as_str(), &evidence["value"]), (Some("system.rights_concept"), &Value::Bool(false)));
    assert!(evidence["source"].is_string() && evidence["seen_at"].is_string());
    let unassessed = findings.iter().find(|f| f["verdict"] == "not_assessed").expect("one is not assessed");
    assert!(unassessed["missing"][0]["fact"].is_string() && unassessed["cause"].is_string());
}

#[test]
fn filters_restrict_every_format() {
    let one = ["--rule", "rights-concept-missing", "--object", "S0007"];
    let json: Value =
        serde_json::from_slice(&assess(&[&one[..], &["--format", "json"]].concat()).stdout).expect("JSON");
    assert_eq!((json["findings"].as_array().map(Vec::len), &json["summary"]["pairs"]), (Some(1), &Value::from(1)));
    let csv = out(&assess(&[&one[..], &["--format", "csv"]].concat()));
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.starts_with("pack,section,") && csv.contains("\nit-teknologi-2023,"), "{csv}");
    let grounds = &json["findings"][0]["evidence"][0];
    let text = |name: &str| grounds[name].as_str().expect(name).to_owned();
    let stated = format!("{}={} ({}, {})", text("fact"), grounds["value"], text("source"), text("seen_at"));
    assert!(csv.contains(&stated), "{stated}: {csv}");
    let section = out(&assess(&["--section", "6"]));
    assert!(section.contains("vurderinger:"), "{section}");
}

#[test]
fn sarif_has_a_result_for_each_deviation() {
    let words = ["--rule", "rights-concept-missing", "--format"];
    let sarif: Value = serde_json::from_slice(&assess(&[&words[..], &["sarif"]].concat()).stdout).expect("JSON");
    let json: Value = serde_json::from_slice(&assess(&[&words[..], &["json"]].concat()).stdout).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len() as u64, json["summary"]["deviates"].as_u64().expect("a count"));
    assert_eq!(
        (sarif["version"].as_str(), results[0]["ruleId"].as_str()),
        (Some("2.1.0"), Some("rights-concept-missing"))
    );
}

#[test]
fn fail_on_decides_the_exit_code() {
    let rule = ["--rule", "rights-concept-missing", "--fail-on"];
    assert_eq!(assess(&[&rule[..], &["deviates"]].concat()).status.code(), Some(1));
    let fine = ["--rule", "awareness-plan-missing", "--fail-on", "deviates"];
    assert_eq!(assess(&fine).status.code(), Some(0));
    let minor = ["--rule", "category-lifetime-too-long", "--fail-on", "material"];
    assert_eq!(assess(&minor).status.code(), Some(0));
}

#[test]
fn a_wrong_call_ends_with_two_and_the_nearest_right_name() {
    let output = assess(&["--rule", "rights-concept-mising"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("rights-concept-missing"), "{}", err(&output));
    let words: [&[&str]; 4] = [
        &["assess", "--estate", "ingen-mappe", "--strategy", "strategy/it-teknologi-2023"],
        &["assess", "--estate", "samples/eksempel", "--strategy", "samples"],
        &["assess", "--estate", "docs", "--strategy", "strategy/it-teknologi-2023"],
        &["estate", "check", "--estate", "samples/eksempel", "--today", "31.2.2026"],
    ];
    for words in words {
        let output = fundament(words);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{words:?}: {}", err(&output));
        assert!(!err(&output).is_empty() && !err(&output).contains("panicked"), "{words:?}");
    }
}

#[test]
fn rejected_rows_are_told_and_can_be_written_to_a_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let rejects = dir.path().join("afvist.csv");
    let path = rejects.to_str().expect("a path");
    let output =
        fundament(&["estate", "check", "--estate", "samples/eksempel", "--today", "2026-11-23", "--rejects", path]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("contracts.csv:182") && text.contains("31.2.2026"), "{text}");
    let written = std::fs::read_to_string(rejects).expect("the rejects file");
    assert!(written.contains("S0017") && written.contains("31.2.2026"), "{written}");
    assert!(err(&assess(&["--rule", "awareness-plan-missing"])).contains("2 afvist"));
}

#[test]
fn a_cpr_number_is_refused_with_its_place_and_never_shown() {
    let dir = tempfile::tempdir().expect("a folder");
    let rows = "nøgle;navn\nP1;Ane 010190-1234\nP2;Bo\n";
    std::fs::write(dir.path().join("people.csv"), rows).expect("written");
    let output =
        fundament(&["estate", "check", "--estate", dir.path().to_str().expect("a path"), "--today", "2026-11-23"]);
    let text = out(&output);
    assert!(text.contains("people.csv:2") && !text.contains("1234"), "{text}");
}

#[test]
fn one_object_is_shown_with_source_and_age() {
    let words = ["estate", "show", "S0007", "--estate", "samples/eksempel", "--today", "2026-11-23"];
    let text = out(&fundament(&words));
    assert!(text.contains("OS2kitos, 20. november 2026"), "{text}");
    let unknown = ["estate", "show", "S-FINDES-IKKE", "--estate", "samples/eksempel", "--today", "2026-11-23"];
    assert_eq!(fundament(&unknown).status.code(), Some(2));
}

#[test]
fn conflicts_are_listed_in_every_format() {
    let words = ["estate", "conflicts", "--estate", "samples/eksempel", "--today", "2026-11-23", "--format"];
    let rows: Value = serde_json::from_slice(&fundament(&[&words[..], &["json"]].concat()).stdout).expect("JSON");
    let dangling = rows.as_array().expect("rows").iter().filter(|row| row["conflict"] == "dangling").count();
    assert!(dangling >= 3, "the three planted ones");
    assert!(out(&fundament(&[&words[..], &["text"]].concat())).contains("S-UKENDT findes ikke"));
}

#[test]
fn a_rule_is_explained_from_the_packs_inside_the_binary() {
    let text = out(&fundament(&["strategy", "explain", "too-many-generations"]));
    for wanted in ["p.eq_max_generations", "sigtelinje", "generations_in_use", "09-udstyr.toml"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn a_changed_parameter_shows_which_verdicts_turn() {
    let dir = tempfile::tempdir().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../strategy/it-teknologi-2023");
    for entry in std::fs::read_dir(from).expect("the pack").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("text");
        let text = text.replace(
            "[parameters.arch_coupled_systems]\ntype = \"int\"\nvalue = 12",
            "[parameters.arch_coupled_systems]\ntype = \"int\"\nvalue = 3",
        );
        std::fs::write(dir.path().join(entry.file_name()), text).expect("written");
    }
    let after = dir.path().to_str().expect("a path");
    let words = [
        "strategy",
        "diff",
        "strategy/it-teknologi-2023",
        after,
        "--estate",
        "samples/eksempel",
        "--today",
        "2026-11-23",
    ];
    let text = out(&fundament(&words));
    assert!(
        text.contains("arch_coupled_systems") && text.contains("system-strongly-coupled: følger → afviger"),
        "{text}"
    );
    assert!(out(&fundament(&["strategy", "diff", after, after])).contains("Pakkerne er ens"));
}

#[test]
fn a_broken_pack_is_refused_with_file_line_and_column() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("strategy.toml"), "id = \"x\"\nversion = 1\n").expect("written");
    let output = fundament(&["strategy", "check", dir.path().to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("strategy.toml:2:11"), "{}", out(&output));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    use std::io::Read;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut child = Command::new(env!("CARGO_BIN_EXE_fundament"))
        .args([&TOWN[..], &["--format", "json"]].concat())
        .current_dir(root)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut first = [0; 100];
    child.stdout.take().expect("its output").read_exact(&mut first).expect("some output");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
