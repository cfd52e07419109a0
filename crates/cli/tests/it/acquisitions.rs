//! Acquisitions on the command line: opened by a token, the sheet out as a workbook, a supplier's answers in, and refused where a page
//! would refuse.

use std::fs;
use std::path::Path;

use super::served::{Home, Served};
use super::{err, fundament, out};

#[test]
fn the_sheet_goes_out_and_the_answers_come_in() {
    let home = Home::under("strategy/it-teknologi-2023");
    drop(Served::start(&home, &[], Path::new("/dev/null")));
    let data = home.data();
    let token = home.path("token");
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    let by = ["--data", data.as_str(), "--token-file", token.as_str()];
    let run = |words: &[&str], more: &[&str]| fundament(&[&["acquisition"][..], words, more].concat());
    let opened = run(&["open", "--title", "Nyt lønsystem", "--task", "99.99"], &by);
    assert!(opened.status.success() && out(&opened).starts_with("A"), "{}{}", out(&opened), err(&opened));
    let number = out(&opened).split(':').next().expect("a number").to_owned();
    let offer = home.path("tilbud.json");
    fs::write(&offer, r#"{"supplier":"Nordsoft A/S","product":"Løn Ny"}"#).expect("written");
    let json = ["--json".to_owned(), offer.to_string_lossy().into_owned()];
    let json: Vec<&str> = json.iter().map(String::as_str).collect();
    let added = run(&["act", &number, "add-candidate", "--seen", "1"], &[&by[..], &json[..]].concat());
    assert!(added.status.success(), "{}{}", out(&added), err(&added));
    let late = run(&["act", &number, "add-candidate", "--seen", "1"], &[&by[..], &json[..]].concat());
    assert!(late.status.code() == Some(1) && err(&late).contains("acquisition-changed"), "{}", err(&late));
    let sheet = home.path("krav.xlsx").to_string_lossy().into_owned();
    let written = run(&["sheet", &number, "--tender", "--output", &sheet, "--data", &data], &[]);
    assert!(written.status.success() && fs::read(&sheet).expect("a file").starts_with(b"PK"), "{}", err(&written));
    let answers = home.path("svar.csv");
    fs::write(
        &answers,
        "Kode;Svar\nsystem.hosting;SaaS\nsystem.mfa;måske\nit-teknologi-2023/cloud-forbud;Nej, ingen.\n",
    )
    .expect("written");
    let answers = answers.to_string_lossy().into_owned();
    let read = run(&["answers", &number, "T1", &answers, "--seen", "2"], &by);
    assert_eq!(read.status.code(), Some(1), "one of them was rejected: {}", err(&read));
    assert!(err(&read).contains("svar.csv, linje 3, Svar: \"måske\""), "{}", err(&read));
    let shown = out(&run(&["show", &number, "--data", &data], &[]));
    assert!(shown.contains("T1 Løn Ny, Nordsoft A/S") && shown.contains("Version: 3"), "{shown}");
    assert!(shown.contains("it-teknologi-2023/cloud-forbud: Nej, ingen."), "{shown}");
    let revised = run(&["revise", &number, "--title", "Nyt løn- og vagtsystem", "--seen", "3"], &by);
    assert!(revised.status.success() && out(&revised).contains("version 4"), "{}{}", out(&revised), err(&revised));
    let listed = out(&run(&["list", "--data", &data, "--format", "csv"], &[]));
    assert!(listed.contains("Nyt løn- og vagtsystem") && listed.contains("99.99"), "{listed}");
    let unknown = run(&["show", "A1999-0001", "--data", &data], &[]);
    assert_eq!(unknown.status.code(), Some(2), "{}", err(&unknown));
}
