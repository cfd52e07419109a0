//! What the server's log must not hold, even at its most talkative: secrets, searches, CPR numbers, the names of people.

use std::fs;

use super::served::{Home, PASSWORD, Served, ask};

#[test]
fn no_secret_no_search_and_no_cpr_number_is_ever_logged() {
    let home = Home::new();
    let log = home.path("log");
    let served = Served::start(&home, &[], &log);
    let address = served.address.clone();
    let bearer = format!("Bearer {}", home.token);
    let form = format!("bruger=arkitekt&adgangskode={}&til=/", PASSWORD.replace(' ', "+"));
    let signed = ask(&address, "POST", "/log-ind", &[], &form).expect("an answer");
    assert_eq!(signed.status, 303, "{}", signed.body);
    let cookie = signed.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let session = cookie.split('=').nth(1).expect("a value").to_owned();
    ask(&address, "POST", "/log-ind", &[], "bruger=gaetbruger&adgangskode=gaet-kodeord").expect("an answer");
    let page = ask(&address, "GET", "/mig", &[("Cookie", &cookie)], "").expect("an answer").body;
    let mark = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark");
    ask(&address, "GET", "/objekter/system?q=soegeordet", &[("Cookie", &cookie)], "").expect("an answer");
    ask(&address, "GET", "/objekter/person/Navnlig%20Hemmelig", &[("Cookie", &cookie)], "").expect("an answer");
    let authorization = [("Authorization", bearer.as_str())];
    ask(&address, "GET", "/api/v1/objects/system?q=soegeordet&bad=1", &authorization, "").expect("an answer");
    let rows = "key;Navn\nS7;Ane 010190-1234\n";
    let import =
        ask(&address, "POST", "/api/v1/imports/system?source=kildenavn", &authorization, rows).expect("an answer");
    assert!(import.status == 200 && !import.body.contains("1234"), "{}", import.body);
    let fact = served.supply(&home, "010190-1234").expect("an answer");
    assert!(fact.status == 422 && !fact.body.contains("1234"), "{}", fact.body);
    ask(&address, "GET", "/api/v1/me", &[("Authorization", "Bearer fu_gaettet")], "").expect("an answer");
    let plus = PASSWORD.replace(' ', "+");
    let secrets = [
        home.token.as_str(),
        PASSWORD,
        plus.as_str(),
        session.as_str(),
        mark,
        "gaet-kodeord",
        "gaetbruger",
        "fu_gaettet",
        "soegeordet",
        "010190",
        "Hemmelig",
        "kildenavn",
    ];
    let text = fs::read_to_string(&log).expect("the log");
    assert!(text.contains("\"route\":\"/objekter/{kind}\""), "the requests are told by their patterns: {text}");
    assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "a line an event");
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
