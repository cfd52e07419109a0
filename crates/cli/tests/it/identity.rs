//! What two sources call differently, seen, joined and parted on the command line.

use std::fs;

use super::served::Home;
use super::{err, fundament, out};

#[test]
fn objects_of_two_sources_are_seen_joined_and_parted_by_who_may() {
    let home = Home::new();
    fs::create_dir_all(home.path("more")).expect("a folder");
    fs::write(home.path("more/systems.andre.csv"), "key;name\nX1;LØN\n").expect("written");
    let (more, data) = (home.path("more").to_string_lossy().into_owned(), home.data());
    let imported = fundament(&["import", "--estate", &more, "--data", &data]);
    assert!(imported.status.success(), "{}", err(&imported));
    let list = |more: &[&str]| fundament(&[&["identity", "list", "--data", &data][..], more].concat());
    let proposed = out(&list(&[]));
    assert!(
        proposed.contains("måske det samme") && proposed.contains("(S1)") && proposed.contains("(X1)"),
        "{proposed}"
    );
    assert!(out(&list(&["--kind", "supplier"])).contains("Intet er samlet"));
    let strange = list(&["--kind", "hest"]);
    assert!(strange.status.code() == Some(2) && err(&strange).contains("supplier"), "{}", err(&strange));
    let token = home.path("token");
    fs::write(&token, &home.token).expect("written");
    let token = token.to_string_lossy().into_owned();
    let say = |verb: &str, other: &str| {
        let by = ["--data", &data, "--token-file", &token, "--reason", "Set på fakturaen"];
        fundament(&[&["identity", verb, "system", "S1", other][..], &by].concat())
    };
    let mistyped = say("join", "X11");
    assert!(mistyped.status.code() == Some(1) && err(&mistyped).contains("identity-unknown-key"), "{}", err(&mistyped));
    let joined = say("join", "X1");
    assert!(joined.status.success() && out(&joined).contains("S1 og X1 er nu ét objekt"), "{}", err(&joined));
    assert!(out(&list(&["--format", "json"])).contains("\"other\": \"X1\""));
    let parted = say("part", "X1");
    assert!(parted.status.success() && out(&parted).contains("hver sit objekt"), "{}", err(&parted));
    assert!(out(&list(&[])).contains("Intet er samlet"), "parted, it is not proposed again");
}
