//! Meetings, deputies, tasks and files of cases on the command line.

use std::fs;

use super::served::Home;
use super::{err, fundament, out};

#[test]
fn meetings_deputies_and_tasks_are_kept_by_who_holds_a_token() {
    let home = Home::under("strategy/it-teknologi-2023");
    let data = home.data();
    let token = home.path("token");
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    let by = ["--data", data.as_str(), "--token-file", token.as_str()];
    let run = |words: &[&str]| fundament(&[words, &by[..]].concat());
    let done = |words: &[&str]| {
        let output = run(words);
        assert!(output.status.success(), "{words:?}: {}{}", out(&output), err(&output));
        out(&output)
    };
    assert!(done(&["tasks"]).contains("Ingen opgaver venter"));
    fs::create_dir_all(home.path("more")).expect("a folder");
    fs::write(home.path("more/systems.andre.csv"), "key;name;rights_concept\nS1;Løn;nej\n").expect("written");
    let more = home.path("more").to_string_lossy().into_owned();
    assert!(fundament(&["import", "--estate", &more, "--data", &data]).status.success());
    let opened = done(&[
        "case",
        "open",
        "--principle",
        "faelles-adgang-og-rettigheder",
        "--kind",
        "system",
        "--key",
        "S1",
        "--title",
        "Rettigheder i Løn",
    ]);
    let number = opened.split(':').next().expect("a number").to_owned();
    let waiting = done(&["tasks"]);
    assert!(waiting.contains(&number) && waiting.contains("Rettigheder i Løn"), "{waiting}");
    assert!(done(&["tasks", "--format", "json"]).contains("\"days_late\": 0"));
    let file = home.path("aftale.txt");
    fs::write(&file, "Aftalen med leverandøren").expect("written");
    let file = file.to_string_lossy().into_owned();
    let attach = |seen: &str| run(&["case", "attach", &number, &file, "--seen", seen]);
    assert!(attach("1").status.success());
    let late = attach("1");
    assert!(late.status.code() == Some(1) && err(&late).contains("case-changed"), "{}", err(&late));
    let past = run(&["board", "plan", "2020-01-15", "Direktionsmøde"]);
    assert!(past.status.code() == Some(1) && err(&past).contains("meeting-day"), "{}", err(&past));
    let planned = done(&["board", "plan", "2099-01-15", "Direktionsmøde"]);
    let meeting = planned.split(':').next().expect("an id").to_owned();
    let early = run(&["board", "agenda", &meeting, &number]);
    assert!(early.status.code() == Some(1) && err(&early).contains("meeting-not-before-board"), "{}", err(&early));
    let strange = run(&["board", "agenda", &meeting, "1999-0001"]);
    assert_ne!(strange.status.code(), Some(0), "{}", out(&strange));
    done(&["board", "minutes", &meeting, "2099/6"]);
    assert!(done(&["board", "minutes", &meeting, "2099/7"]).contains("2099/7 (før 2099/6)"));
    let listed = out(&fundament(&["board", "list", "--data", &data]));
    assert!(listed.contains("15. januar 2099") && listed.contains("referat 2099/7"), "{listed}");
    let secret = home.path("kodeord");
    fs::write(&secret, "en lang nok adgangskode\n").expect("written");
    let secret = secret.to_string_lossy().into_owned();
    let colleague =
        ["user", "add", "bo", "--name", "Bo", "--role", "it_architect", "--password-file", &secret, "--data", &data];
    let added = fundament(&colleague);
    assert!(added.status.success(), "{}", err(&added));
    let appoint = |from: &str, until: &str| run(&["deputy", "appoint", "bo", "--from", from, "--until", until]);
    let past = appoint("2020-01-01", "2099-01-31");
    assert!(past.status.code() == Some(1) && err(&past).contains("deputy-period"), "{}", err(&past));
    assert!(appoint("2099-01-01", "2099-01-31").status.success());
    let listed = out(&fundament(&["deputy", "list", "--data", &data]));
    assert!(listed.contains("bo for arkitekt: 1. januar 2099"), "{listed}");
    let number = listed.split_whitespace().next().expect("a number").to_owned();
    done(&["deputy", "end", &number]);
    assert!(out(&fundament(&["deputy", "list", "--data", &data])).contains("afsluttet"));
}
