//! A made-up case, with its names and without.

use super::*;

fn entry(seq: i64, (account, name): (&str, &str), act: &str, detail: &str) -> Entry {
    Entry {
        seq,
        at: Instant(seq),
        account: account.to_owned(),
        name: name.to_owned(),
        act: act.to_owned(),
        kind: Some("case".to_owned()),
        key: Some("12".to_owned()),
        detail: detail.to_owned(),
        hash: String::new(),
    }
}

const ANE: (&str, &str) = ("a1", "Ane Friis");

fn case() -> Vec<Entry> {
    vec![
        entry(
            9,
            ("b2", "Bo Dam"),
            "case-explained",
            r#"{"reason":"Aftalt med ANE FRIIS. Ane Friis' system; Bo Dams plan (se anemone, ane@by.dk).","due":"2027-05-03"}"#,
        ),
        entry(
            3,
            ANE,
            "case-opened",
            r#"{"object":{"kind":"system","key":"S1"},"owner":"Bo Dam","steps":[{"text":"Flyt","cost":1200},{"text":"Luk","cost":null}],"rules":["a","b"],"material":true}"#,
        ),
        entry(11, ("system", "Fundament"), "case-lapsed", "{}"),
        entry(12, ("cli", "Ib Vagt"), "case-noted", r#"{"by":"a1","why":"Ib Vagt så det"}"#),
    ]
}

fn known() -> Vec<Known> {
    let known = |account: &str, names: &[&str]| Known {
        account: account.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
    };
    vec![
        known("b2", &["Bo Damgaard", "bo"]),
        known("a1", &["Ane Friis", "ane@by.dk"]),
        known("c3", &["Cecilie Aa", "x"]),
    ]
}

fn told(names: Names<'_>) -> String {
    let request = access_request("12", &case(), names, (Lang::Da, &|act| format!("<{act}>")));
    request.text(Lang::Da, Day::parse("2026-11-23").expect("a day"), &|at| format!("kl. {}", at.0))
}

#[test]
fn a_case_is_told_from_its_beginning_with_who_what_and_particulars() {
    let wanted = "Aktindsigt: sag 12\n==================\n\nUdskrevet af Fundaments log 23. november 2026. Handlinger: 4.\n
kl. 3  Ane Friis: <case-opened> (nr. 3)\n    material: ja\n    objekt › nøgle: S1\n    objekt › slags: system\n    ejer: Bo Dam\n    rules: a, b\n    trin › 1 › pris: 1200\n    trin › 1 › tekst: Flyt\n    trin › 2 › tekst: Luk\n
kl. 9  Bo Dam: <case-explained> (nr. 9)\n    frist: 3. maj 2027\n    begrundelse: Aftalt med ANE FRIIS. Ane Friis' system; Bo Dams plan (se anemone, ane@by.dk).\n
kl. 11  Fundament: <case-lapsed> (nr. 11)\n
kl. 12  Ib Vagt: <case-noted> (nr. 12)\n    by: a1\n    hvorfor: Ib Vagt så det\n";
    assert_eq!(told(Names::Shown), wanted);
}

#[test]
fn masked_each_person_has_one_number_wherever_and_however_named() {
    let text = told(Names::Masked(&known()));
    for wanted in [
        "Navne er skjult",
        "Person 1: <case-opened>",
        "ejer: Person 2",
        "Person 2: <case-explained>",
        "Aftalt med Person 1. Person 1' system; Person 2s plan (se anemone, Person 1).",
        "Fundament: <case-lapsed>",
        "Person 3: <case-noted>",
        "by: Person 1\n    hvorfor: Person 3 så det",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    for name in ["Ane F", "Bo D", "Ib V", "@", "FRIIS"] {
        assert!(!text.contains(name), "{name}: {text}");
    }
}

#[test]
fn what_is_no_json_is_told_as_it_stands() {
    let odd = [entry(1, ANE, "case-opened", "ikke JSON\nfra Ane Friis")];
    let request = access_request("12", &odd, Names::Masked(&known()), (Lang::Da, &str::to_owned));
    assert_eq!(request.acts[0].particulars, [(String::new(), "ikke JSON\nfra Person 1".to_owned())]);
}
