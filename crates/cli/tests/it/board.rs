//! Meetings, deputies, tasks, files of cases and calendars on the command line, and what is looked for in lists.

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

/// A house where S1 deviates and has a case; gives the case's number and how to run a command as the architect.
fn with_a_case(home: &Home) -> (String, impl Fn(&[&str]) -> std::process::Output) {
    let (data, token) = (home.data(), home.path("token"));
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    fs::create_dir_all(home.path("more")).expect("a folder");
    fs::write(home.path("more/systems.andre.csv"), "key;name;rights_concept\nS1;Løn;nej\nS2;Sager;nej\n")
        .expect("written");
    let more = home.path("more").to_string_lossy().into_owned();
    assert!(fundament(&["import", "--estate", &more, "--data", &data]).status.success());
    let run = move |words: &[&str]| fundament(&[words, &["--data", &data, "--token-file", &token]].concat());
    let opened = run(&open("S1", &[]));
    assert!(opened.status.success(), "{}{}", out(&opened), err(&opened));
    (out(&opened).split(':').next().expect("a number").to_owned(), run)
}

fn open<'w>(key: &'w str, more: &[&'w str]) -> Vec<&'w str> {
    let principle = "faelles-adgang-og-rettigheder";
    let words =
        ["case", "open", "--principle", principle, "--kind", "system", "--key", key, "--title", "Rettigheder mangler"];
    [&words[..], more].concat()
}

#[test]
fn a_file_of_a_case_is_fetched_by_name_or_hash_and_overwrites_nothing() {
    let home = Home::under("strategy/it-teknologi-2023");
    let (number, run) = with_a_case(&home);
    for (folder, text, seen) in [("a", "Aftalen med leverandøren", "1"), ("b", "En anden aftale", "2")] {
        fs::create_dir_all(home.path(folder)).expect("a folder");
        let file = home.path(folder).join("aftale.txt");
        fs::write(&file, text).expect("written");
        let attached = run(&["case", "attach", &number, &file.to_string_lossy(), "--seen", seen]);
        assert!(attached.status.success(), "{}", err(&attached));
        if folder == "a" {
            let to = home.path("ene.txt").to_string_lossy().into_owned();
            let fetched = run(&["case", "file", &number, "aftale.txt", "--out", &to]);
            assert!(fetched.status.success() && out(&fetched).contains("SHA-256 "), "{}", err(&fetched));
            assert_eq!(fs::read_to_string(&to).expect("there"), text);
        }
    }
    let print = |text: &str| kernel::Hasher::of(text.as_bytes()).to_string()[..12].to_owned();
    let (first, second) = (print("Aftalen med leverandøren"), print("En anden aftale"));
    let shown = out(&fundament(&["case", "show", &number, "--data", &home.data()]));
    assert!(shown.contains(&format!("Bilag: aftale.txt (1 kB) {first}")) && shown.contains(&second), "{shown}");
    let to = home.path("hentet.txt").to_string_lossy().into_owned();
    let fetch = |which: &str, more: &[&str]| run(&[&["case", "file", &number, which, "--out", &to], more].concat());
    for (which, why) in
        [("aftale.txt", &second[..]), (&second[..11], "er ikke et af sagens bilag"), ("nej.txt", "nej.txt")]
    {
        let refused = fetch(which, &[]);
        assert!(refused.status.code() == Some(2) && err(&refused).contains(why), "{which}: {}", err(&refused));
        assert!(!std::path::Path::new(&to).exists(), "{which}");
    }
    assert!(fetch(&second, &[]).status.success());
    let there = fetch(&first, &[]);
    assert!(there.status.code() == Some(2) && err(&there).contains("--force"), "{}", err(&there));
    assert_eq!(fs::read_to_string(&to).expect("there"), "En anden aftale");
    assert!(fetch(&first, &["--force"]).status.success());
    assert_eq!(fs::read_to_string(&to).expect("there"), "Aftalen med leverandøren");
    fs::write(home.path("token"), "findes-ikke").expect("written");
    let stranger = fetch(&first, &["--force"]);
    assert!(stranger.status.code() == Some(2) && err(&stranger).contains("token make"), "{}", err(&stranger));
}

#[test]
fn a_file_about_a_member_of_staff_is_for_those_who_look_after_them() {
    let home = Home::under("strategy/it-teknologi-2023");
    let (_, run) = with_a_case(&home);
    let data = home.data();
    fs::write(home.path("more/people.csv"), "key;name;left_on\nP1;Søren;-\n").expect("written");
    let course = "key;person;course;due_on;completed_on\nKP1;P1;KU1;2020-01-01;-\n";
    fs::write(home.path("more/assignments.csv"), course).expect("written");
    let more = home.path("more").to_string_lossy().into_owned();
    assert!(fundament(&["import", "--estate", &more, "--data", &data]).status.success());
    let principle = "sikkerhed-awareness";
    let about = ["--principle", principle, "--kind", "assignment", "--key", "KP1", "--title", "Kurset mangler"];
    for more in [&[][..], &["--pack", "it-teknologi-2023"]] {
        let never = ["case", "open", "--principle", "findes-ikke", "--kind", "assignment", "--key", "KP1"];
        let refused = run(&[&never, more, &["--title", "Kurset mangler"]].concat());
        assert_eq!(refused.status.code(), Some(1), "{}", err(&refused));
        assert!(
            err(&refused).contains("case-no-such-principle: Princippet findes-ikke findes ikke"),
            "{}",
            err(&refused)
        );
    }
    let opened = run(&[&["case", "open"], &about[..]].concat());
    assert!(opened.status.success(), "{}{}", out(&opened), err(&opened));
    let number = out(&opened).split(':').next().expect("a number").to_owned();
    let file = home.path("kursus.txt").to_string_lossy().into_owned();
    fs::write(&file, "Aftalt med lederen").expect("written");
    assert!(run(&["case", "attach", &number, &file, "--seen", "1"]).status.success());
    let secret = home.path("kodeord").to_string_lossy().into_owned();
    fs::write(&secret, "en lang nok adgangskode\n").expect("written");
    let roles = ["--role", "auditor", "--password-file", &secret, "--data", &data];
    assert!(fundament(&[&["user", "add", "revisor", "--name", "Rikke"], &roles[..]].concat()).status.success());
    let token = fundament(&["token", "make", "revisor", "--name", "test", "--data", &data]);
    fs::write(home.path("revisor"), out(&token)).expect("written");
    let to = home.path("hentet.txt").to_string_lossy().into_owned();
    for which in ["kursus.txt", "nej.txt"] {
        let refused = run(&["case", "file", &number, which, "--out", &to]);
        assert!(refused.status.code() == Some(1) && err(&refused).contains("not-allowed"), "{}", err(&refused));
        assert!(!err(&refused).contains("bilag") && !std::path::Path::new(&to).exists(), "{}", err(&refused));
    }
    let theirs = home.path("revisor").to_string_lossy().into_owned();
    let by = ["--data", &data, "--token-file", &theirs];
    let fetched = fundament(&[&["case", "file", &number, "kursus.txt", "--out", &to], &by[..]].concat());
    assert!(fetched.status.success(), "{}", err(&fetched));
    assert_eq!(fs::read_to_string(&to).expect("there"), "Aftalt med lederen");
}

#[test]
fn cases_are_narrowed_and_sorted_as_the_page_does_it() {
    let home = Home::under("strategy/it-teknologi-2023");
    let (first, run) = with_a_case(&home);
    let opened = run(&open("S2", &["--phase", "tender"]));
    let second = out(&opened).split(':').next().expect("a number").to_owned();
    let data = home.data();
    let listed = |more: &[&str]| {
        let output = fundament(&[&["case", "list", "--data", &data, "--format", "csv"], more].concat());
        assert!(output.status.success(), "{more:?}: {}", err(&output));
        out(&output)
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    for (asked, wanted) in [
        (&["--phase", "tender"][..], vec![&second]),
        (&["--phase", "in_operation"], vec![&first]),
        (&["--kind", "system"], vec![&first, &second]),
        (&["--kind", "device"], vec![]),
        (&["--stale"], vec![]),
        (&["--sort=-number"], vec![&second, &first]),
        (&["--sort", "changed"], vec![&first, &second]),
    ] {
        assert_eq!(listed(asked).iter().collect::<Vec<_>>(), wanted, "{asked:?}");
    }
    for (asked, why) in
        [(["--phase", "drift"], "in_operation"), (["--kind", "systm"], "system?"), (["--sort", "navn"], "changed")]
    {
        let wrong = fundament(&[&["case", "list", "--data", &data], &asked[..]].concat());
        assert!(wrong.status.code() == Some(2) && err(&wrong).contains(why), "{asked:?}: {}", err(&wrong));
    }
    let wrong = run(&open("S2", &["--phase", "drift"]));
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("er ingen fase"), "{}", err(&wrong));
}

#[test]
fn the_log_is_searched_by_account_and_days_and_a_calendar_has_one_address() {
    let home = Home::under("strategy/it-teknologi-2023");
    let (_, run) = with_a_case(&home);
    let calendar = run(&["calendar", "make", "--public-url", "https://fundament.eksempel.example"]);
    let address = out(&calendar);
    assert!(
        address.starts_with("https://fundament.eksempel.example/kalender/") && address.ends_with(".ics\n"),
        "{address}"
    );
    let bare = run(&["calendar", "make"]);
    assert!(
        out(&bare).starts_with("/kalender/") && err(&bare).contains("--public-url"),
        "{}{}",
        out(&bare),
        err(&bare)
    );
    let data = home.data();
    let show = |more: &[&str]| fundament(&[&["log", "show", "--data", &data, "--limit", "0"], more].concat());
    let acts = |more: &[&str]| {
        let output = show(&[more, &["--format", "csv"]].concat());
        assert!(output.status.success(), "{more:?}: {}", err(&output));
        let name = |line: &str| line.split(',').nth(4).unwrap_or_default().to_owned();
        out(&output).lines().skip(1).map(name).collect::<Vec<_>>()
    };
    assert_eq!(acts(&["--account", "arkitekt", "--kind", "account"]), ["make-calendar", "make-calendar"]);
    assert!(acts(&["--account", "arkitekt"]).contains(&"case-open".to_owned()));
    assert_eq!(acts(&["--account", "cli"]), ["import", "import", "adopt-strategy"]);
    assert_eq!(acts(&["--to", "2020-01-01"]), Vec::<String>::new());
    assert_eq!(acts(&["--from", "2020-01-01"]), acts(&[]));
    assert_eq!(acts(&["--from", "2190-01-01"]), Vec::<String>::new());
    for (asked, why) in [
        (&["--account", "ingen"][..], "ingen bruger"),
        (&["--from", "2026-11-02", "--until", "2026-11-01"], "er senere end"),
        (&["--from", "i går"], "skriv en dato"),
    ] {
        let wrong = show(asked);
        assert!(wrong.status.code() == Some(2) && err(&wrong).contains(why), "{asked:?}: {}", err(&wrong));
    }
    assert!(run(&["calendar", "withdraw"]).status.success());
    let none = run(&["calendar", "withdraw"]);
    assert!(none.status.code() == Some(2) && err(&none).contains("ingen adresse"), "{}", err(&none));
}
