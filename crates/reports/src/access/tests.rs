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

fn titles(id: &str) -> Option<String> {
    (id == "P16").then(|| "Flerfaktorlogin".to_owned())
}

fn wanted(act: &str) -> Option<String> {
    (act == "case-dispense").then(|| "give dispensation".to_owned())
}

fn refusal(label: &str) -> String {
    format!("fik nej ({label})")
}

fn told(names: Names<'_>) -> String {
    let reading =
        Reading { lang: Lang::Da, act: &|act| format!("<{act}>"), titles: &titles, wanted: &wanted, refusal: &refusal };
    let request = access_request("12", &case(), names, &reading);
    request.text(Lang::Da, Day::parse("2026-11-23").expect("a day"), &|at| format!("kl. {}", at.0))
}

#[test]
fn a_case_is_told_from_its_beginning_with_who_what_and_particulars() {
    let wanted = "Aktindsigt: sag 12\n==================\n\nUdskrevet af Fundaments log 23. november 2026. Handlinger: 4.\n
kl. 3  Ane Friis: <case-opened> (nr. 3)\n    material: ja\n    objekt › nøgle: S1\n    objekt › slags: system\n    ejer: Bo Dam\n    rules: a, b\n    trin › 1 › pris: 1200\n    trin › 1 › tekst: Flyt\n    trin › 2 › tekst: Luk\n
kl. 9  Bo Dam: <case-explained> (nr. 9)\n    frist: 3. maj 2027\n    begrundelse: Aftalt med ANE FRIIS. Ane Friis' system; Bo Dams plan (se anemone, ane@by.dk).\n
kl. 11  Fundament: <case-lapsed> (nr. 11)\n
kl. 12  Ib Vagt: <case-noted> (nr. 12)\n    by: a1\n    hvorfor: Ib Vagt så det\n
Kontrolsummer og andre tekniske spor er udeladt; de står i loggen under handlingens nummer.\n";
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
    let reading = Reading { lang: Lang::Da, act: &str::to_owned, titles: &titles, wanted: &wanted, refusal: &refusal };
    let request = access_request("12", &odd, Names::Masked(&known()), &reading);
    assert_eq!(request.acts[0].particulars, [(String::new(), "ikke JSON\nfra Person 1".to_owned())]);
}

/// Real events, as the house writes them.
fn events() -> Vec<Entry> {
    let hash = "4ccb8e14".repeat(8);
    let ground = format!(
        r#"{{"hash":"{hash}","verdict":"deviates","material":true,"strength":"follow_or_explain","digest":"{hash}","owners":["P00046"]}}"#
    );
    let opened = format!(
        r#"{{"day":"2026-05-03","event":"opened","pack":"strategi","principle":"P16","kind":"system","keys":["S1"],"title":"Login","phase":"in_operation","trigger":"finding","ground":{ground}}}"#
    );
    let screened = format!(
        r#"{{"day":"2026-05-03","event":"screened","party":"it","ground":"{hash}","views":[{{"rule":"P16","relevance":"relevant","rating":"red","reason":"Kun adgangskode","evidence":"Bilag 1"}}]}}"#
    );
    let explained = format!(
        r#"{{"day":"2026-05-03","event":"explained","explanation":{{"kind":"cannot_now","departs":"Uden MFA","reason":"Udgaven kommer til maj, siger P00046","instead":"Lukket kontor","purpose":"Ingen udefra","risk":"medium","risk_text":"Lånt login","risk_bearer":"Lis Holm","plan":{{"way":"steps","steps":[{{"what":"Opgrader","type":"upgrade","owner":"Kim Bach","person":"P00046","due":"2027-05-03","cost":120000}}]}},"until":"2027-05-03"}},"ground":{ground}}}"#
    );
    vec![
        entry(1, ANE, "case-open", &opened),
        entry(2, ANE, "case-screen", &screened),
        entry(3, ANE, "case-explain", &explained),
        entry(4, ANE, "case-refused", r#"{"command":"dispense","label":"case-no-seat","acting_for":null}"#),
        entry(
            5,
            ANE,
            "case-refused",
            r#"{"command":"dispense","label":"case-same-hand","acting_for":null,"told":{"da":"Ane Friis kan ikke afgøre sagen.","en":"No."},"details":[{"da":"Ane Friis har screenet.","en":"Ane Friis screened."}]}"#,
        ),
    ]
}

fn of_events(names: Names<'_>) -> String {
    let reading =
        Reading { lang: Lang::Da, act: &|act| format!("<{act}>"), titles: &titles, wanted: &wanted, refusal: &refusal };
    let request = access_request("12", &events(), names, &reading);
    request.text(Lang::Da, Day::parse("2026-11-23").expect("a day"), &|at| format!("kl. {}", at.0))
}

#[test]
fn events_are_told_in_the_readers_words_without_the_machines() {
    let text = of_events(Names::Shown);
    for wanted in [
        "princip: P16 Flerfaktorlogin",
        "fase: i drift",
        "anledning: en afvigelse",
        "for: it",
        "P16 Flerfaktorlogin: rød (følger ikke). Kun adgangskode (dokumentation: Bilag 1)",
        "hvorfor den skal bestå: kan ikke lade sig gøre nu",
        "trin 1: Opgrader (opgradering), Kim Bach (P00046), senest 3. maj 2027, 1.200 kr.",
        "til: 3. maj 2027",
        "<case-refused> (nr. 4)\n    ville: give dispensation\n    fik svaret: fik nej (case-no-seat)\n",
        "<case-refused> (nr. 5)\n    ville: give dispensation\n    fik svaret: Ane Friis kan ikke afgøre sagen.\n    nemlig: Ane Friis har screenet.\n",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    for machine in ["4ccb8e14", "in_operation", "follow_or_explain", "red\n", "nødvendighed", "views", "party", "label"]
    {
        assert!(!text.contains(machine), "{machine}: {text}");
    }
}

#[test]
fn masked_a_persons_key_and_name_are_one_person() {
    let text = of_events(Names::Masked(&known()));
    for gone in ["P00046", "Kim", "Bach", "Lis Holm", "Ane"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    let step = text.split("opgradering), ").nth(1).and_then(|rest| rest.split(" (").next()).expect("an owner");
    assert!(step.starts_with("Person "), "{text}");
    assert!(text.contains(&format!("Udgaven kommer til maj, siger {step}\n")), "{text}");
    assert!(text.contains(&format!("{step} ({step})")), "{text}");
}

#[test]
fn a_name_is_found_however_its_letters_and_spaces_are_written() {
    let vagn =
        Known { account: "v1".to_owned(), names: vec!["Vagn Åse-Holm Iversen".to_owned(), "P00052".to_owned()] };
    for written in [
        "Vagn  Åse-Holm\u{a0}Iversen",
        "VAGN\nÅse-Holm \n Iversen",
        "Vagn A\u{30a}se-Holm Iversen",
        "Vagn Åse\u{2011}Holm Iver\u{ad}sen",
        "Iversen, Vagn Åse-Holm",
        "\u{200b}P00052",
    ] {
        let detail = serde_json::json!({ "text": format!("alene {written}. ÆØÅ e\u{301} ok") }).to_string();
        let entries = [entry(1, ANE, "case-noted", &detail)];
        assert!(said(&entries).contains("alene"));
        let reading =
            Reading { lang: Lang::Da, act: &str::to_owned, titles: &titles, wanted: &wanted, refusal: &refusal };
        let request = access_request("12", &entries, Names::Masked(std::slice::from_ref(&vagn)), &reading);
        let told = request.acts[0].particulars[0].1.replace('\u{200b}', "");
        assert_eq!(told, "alene Person 2. ÆØÅ e\u{301} ok", "{written:?}");
    }
}

#[test]
fn a_login_that_is_a_word_of_the_houses_own_masks_none_of_its_labels() {
    let drift = Known { account: "d1".to_owned(), names: ["drift", "login", "Dan Rift"].map(str::to_owned).to_vec() };
    let reading = Reading {
        lang: Lang::Da,
        act: &str::to_owned,
        titles: &|_| Some("Drift-princip".to_owned()),
        wanted: &wanted,
        refusal: &refusal,
    };
    let request = access_request("12", &events(), Names::Masked(&[drift]), &reading);
    let told = request.text(Lang::Da, Day::parse("2026-11-23").expect("a day"), &|_| String::new());
    for label in ["fase: i drift", "princip: P16 Drift-princip", "P16 Drift-princip: rød"] {
        assert!(told.contains(label), "{label}: {told}");
    }
    assert!(told.contains("titel: Login\n"), "a word that people wrote is a word: {told}");
}

#[test]
fn words_that_are_somebodys_sign_in_or_surname_stay_and_single_names_of_those_who_take_part_go() {
    let known = |account: &str, names: &[&str]| Known {
        account: account.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
    };
    let people = [
        known("u1", &["Ulla Udstyr", "udstyr"]),
        known("s2", &["Sikkerhed", "sikkerhed", "si-he"]),
        known("a3", &["Alma", "alma"]),
        known("d4", &["Jens Drift", "drift", "P00052"]),
    ];
    let text = "Udstyr er standardiseret, stykke udstyr D00011. Sikkerhed og Drift. Alma sagde ja; Almas plan. alma mater. \
                Bo Dam, siger Dam, og Bos note. Jens er si-he. Jens Drift.";
    let detail = serde_json::json!({ "text": text, "account": "drift" }).to_string();
    let entries = [entry(1, ("a3", "Alma"), "case-noted", &detail), entry(2, ("cli", "Bo Dam"), "case-noted", "{}")];
    let reading = Reading { lang: Lang::Da, act: &str::to_owned, titles: &titles, wanted: &wanted, refusal: &refusal };
    let request = access_request("12", &entries, Names::Masked(&people), &reading);
    assert_eq!(
        request.acts[0].particulars,
        [
            ("bruger".to_owned(), "Person 2".to_owned()),
            (
                "tekst".to_owned(),
                "Udstyr er standardiseret, stykke udstyr D00011. Sikkerhed og Drift. Person 1 sagde ja; Person 1s plan. alma \
                 mater. Person 3, siger Person 3, og Person 3s note. Jens er Person 4. Person 2."
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn an_acquisition_is_told_in_words_too() {
    let said = r#"{"day":"2026-05-03","event":"checked","rule":"P16","relevance":"relevant","rating":"red","reason":"Mangler","shown":"ab"}"#;
    let opened =
        r#"{"day":"2026-05-03","event":"opened","title":"Nyt system","phase":"in_operation","owner":"P00046"}"#;
    let refused = r#"{"command":"choose","label":"acquisition-no-seat","acting_for":null}"#;
    let entries = [
        entry(1, ANE, "acquisition-open", opened),
        entry(2, ANE, "acquisition-check", said),
        entry(3, ANE, "acquisition-refused", refused),
    ];
    let reading = Reading { lang: Lang::Da, act: &str::to_owned, titles: &titles, wanted: &wanted, refusal: &refusal };
    let request = access_request("A2026-0001", &entries, Names::Shown, &reading);
    let told = request.text(Lang::Da, Day::parse("2026-11-23").expect("a day"), &|_| String::new());
    for wanted in [
        "Aktindsigt: anskaffelse A2026-0001",
        "fase: i drift",
        "titel: Nyt system",
        "regel: P16 Flerfaktorlogin",
        "vurdering: rød",
        "fik svaret: fik nej (acquisition-no-seat)",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    for machine in ["event", "opened", "shown", "relevance"] {
        assert!(!told.contains(machine), "{machine}: {told}");
    }
}
