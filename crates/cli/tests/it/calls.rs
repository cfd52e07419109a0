//! Wrong calls are answered in the user's language: what is wrong, what may have been meant, and how the command is written.

use std::net::TcpListener;

use super::{err, fundament, out};

/// What comes on standard error, where nothing comes on the other and the code is that of a wrong call.
fn told(words: &[&str]) -> String {
    let output = fundament(words);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""), "{words:?}: {}", err(&output));
    err(&output)
}

#[test]
fn a_call_that_cannot_be_understood_is_told_in_danish() {
    let calls: [(&[&str], &[&str]); 10] = [
        (
            &["serve", "--dat", "x"],
            &["fejl: '--dat' kendes ikke.", "Mente du '--data'?", "Brug: fundament serve [VALG]"],
        ),
        (&["serv"], &["kommandoen 'serv' findes ikke.", "'serve'?", "Brug: fundament [VALG] <KOMMANDO>"]),
        (&["case", "lst"], &["kommandoen 'lst' findes ikke.", "Mente du 'list'?", "Brug: fundament case [VALG]"]),
        (&["serve"], &["der mangler", "--data <MAPPE>"]),
        (&["undo", "--data", "x"], &["der mangler '<NUMMER>'.", "Brug: fundament undo"]),
        (
            &["case", "list", "--data", "x", "--format", "xml"],
            &["'xml' kan ikke bruges til '--format", "Muligheder: 'text', 'json', 'csv'."],
        ),
        (&["serve", "--data"], &["'--data <MAPPE>' mangler en værdi."]),
        (&["serve", "--data", "x", "--listen", "hest"], &["'hest' kan ikke bruges til", "127.0.0.1:8080."]),
        (&["serve", "--data", "x", "--largest-upload-mb", "mange"], &["skriv et helt antal MB fra 1 til 4096"]),
        (&["demo", "--once", "--let-days-pass"], &["'--once' kan ikke bruges sammen med '--let-days-pass'."]),
    ];
    for (words, wanted) in calls {
        let told = told(words);
        for text in wanted {
            assert!(told.contains(text), "{words:?}: {text}: {told}");
        }
        assert!(told.ends_with("Se mere med '--help'.\n"), "{told}");
        for english in ["error", "Usage", "tip:", "OPTIONS", "unexpected", "required", "invalid"] {
            assert!(!told.contains(english), "{words:?}: {english}: {told}");
        }
    }
}

#[test]
fn and_in_english_when_english_is_asked_for() {
    for words in [&["--lang", "en", "serve", "--dat", "x"][..], &["serve", "--dat", "x", "--lang=en"]] {
        let told = told(words);
        assert!(told.contains("unexpected argument '--dat'") && told.contains("Usage: fundament serve"), "{told}");
    }
    let told = told(&["--lang", "sv", "demo"]);
    assert!(told.contains("'sv' kan ikke bruges til '--lang"), "{told}");
}

#[test]
fn help_is_in_danish_around_our_own_words_too() {
    let asked = fundament(&["serve", "--help"]);
    let text = out(&asked);
    assert!(asked.status.success() && err(&asked).is_empty());
    for wanted in ["Brug: fundament serve [VALG]", "\nValg:\n", "[ellers: 127.0.0.1:8080]", "Vis hjælp"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    for english in ["Usage", "Options", "default:", "Print help"] {
        assert!(!text.contains(english), "{english}: {text}");
    }
    assert!(out(&fundament(&["serve", "--help", "--lang", "en"])).contains("Usage: fundament serve [OPTIONS]"));
    let nothing = told(&[]);
    assert!(nothing.contains("Brug: fundament [VALG] <KOMMANDO>") && nothing.contains("Kommandoer:"), "{nothing}");
}

/// The same call in both languages, each told in one of them only.
fn in_both(words: &[&str], (danish, english): (&str, &str)) {
    for (lang, wanted, other) in [("da", danish, english), ("en", english, danish)] {
        let told = told(&[words, &["--lang", lang]].concat());
        assert!(told.contains(wanted) && !told.contains(other), "{lang}: {told}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_its_name() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("fil"), "").expect("written");
    let folder = dir.path().join("fil/data").to_string_lossy().into_owned();
    let words = ["serve", "--data", &folder, "--listen", "127.0.0.1:0"];
    in_both(
        &words,
        ("fil/data: mappen kan ikke laves. Vælg en, du må", "fil/data: the folder cannot be made. Choose one"),
    );
}

#[test]
fn an_address_of_a_database_of_another_form_is_refused_without_being_told() {
    let words = ["log", "verify", "--database-url", "mysql://ane:hemmelig@127.0.0.1/x"];
    in_both(&words, ("adressen har en anden form. Skriv", "the address has another form. Write"));
    assert!(!told(&words).contains("hemmelig"));
}

#[test]
fn a_port_that_another_listens_at_is_told_with_what_to_do() {
    let dir = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (data, address) = (dir.path().to_string_lossy(), taken.local_addr().expect("an address").to_string());
    let text = ("Et andet program lytter allerede", "Another program listens");
    for words in [&["serve", "--data", &data, "--listen", &address][..], &["demo", "--listen", &address]] {
        in_both(words, text);
        assert!(told(words).contains(&format!("{address}: ")));
    }
}
