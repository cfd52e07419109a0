//! The log on the web: searched, paged, and one case of it as a file for whoever asks for access.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::{Clock, Role};
use serde_json::json;
use store::{Act, Actor};

use crate::town::Town;

/// A made-up case, as those to come will stand in the log.
async fn with_a_case(town: &Town) {
    let tenant = town.house.tenant();
    let accounts = town.house.store().accounts(tenant).await.expect("read");
    let auditor = accounts.iter().find(|account| account.login == "auditor").expect("joined");
    let house = Actor::system();
    let person = Actor { account: auditor.id.clone(), name: auditor.name.clone() };
    let told = json!({ "reason": "Aftalt med Navn auditor <b>i dag</b>", "until": "2027-05-03" });
    for (actor, act, key, detail) in [
        (&person, "case-opened", "12", json!({ "owner": auditor.name })),
        (&house, "case-lapsed", "12", json!({})),
        (&person, "case-explained", "12", told),
        (&person, "case-opened", "13", json!({})),
    ] {
        let subject = Some(("case".to_owned(), key.to_owned()));
        let act = Act { actor: actor.clone(), act, subject, detail, at: town.clock.now(), seen: None };
        town.house.store().note(tenant, &act).await.expect("noted");
        town.clock.pass(24 * 3_600);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_searched_by_act_person_object_and_day() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    with_a_case(&town).await;
    let session = town.sign_in(Role::Auditor).await;
    let rows = |body: &str| body.matches("<td class=\"fu-when\">").count();
    for (query, wanted) in [
        ("handling=case-opened", 2),
        ("handling=case-lapsed&hvem=system", 1),
        ("slags=case&noegle=12", 3),
        ("slags=case&fra=2026-11-24&til=2026-11-25", 2),
        ("slags=case&til=2026-11-22", 0),
        ("slags=%27+OR+1%3D1", 0),
    ] {
        let answer = town.get(&format!("/log?{query}"), &session).await;
        assert_eq!((answer.status, rows(&answer.body)), (StatusCode::OK, wanted), "{query}");
        assert_eq!(answer.body.contains("Ingen handlinger svarer"), wanted == 0, "{query}");
    }
    let page = town.get("/log?slags=case&noegle=12", &session).await.body;
    assert!(page.contains("/log/case/12?navne=skjult"), "{page}");
    assert!(page.contains("foer=") && page.contains("slags=case&amp;noegle=12"), "the next page keeps the search");
    assert_eq!(town.get("/log?fra=31.2.2026", &session).await.status, StatusCode::BAD_REQUEST);
    let checked = town.get("/log?kontrol=1", &session).await.body;
    assert!(checked.contains("Kæden holder"), "{checked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_search_the_log_by_the_same() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    with_a_case(&town).await;
    let token = town.token(Role::Auditor, "read").await;
    for (query, wanted) in [
        ("act=case-opened", 2),
        ("kind=case&key=12", 3),
        ("kind=case&from=2026-11-24&until=2026-11-24", 1),
        ("kind=case&limit=1", 1),
    ] {
        let answer = town.api("GET", &format!("/api/v1/log?{query}"), &token, &[], "").await;
        let items = answer.json()["items"].as_array().map(Vec::len);
        assert_eq!((answer.status, items), (StatusCode::OK, Some(wanted)), "{query}");
    }
    for wrong in ["from=snart", "acts=case-opened", "limit=0"] {
        let answer = town.api("GET", &format!("/api/v1/log?{wrong}"), &token, &[], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_handed_out_as_a_file_with_names_or_without() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    town.join(Role::UnitLead, "").await;
    with_a_case(&town).await;
    let session = town.sign_in(Role::Auditor).await;
    let shown = town.get("/log/case/12", &session).await;
    assert_eq!(shown.header("content-disposition"), "attachment; filename=\"aktindsigt-sag-12.html\"");
    for wanted in
        ["Aktindsigt: sag 12", "Navn auditor", "begrundelse", "3. maj 2027", "&lt;b&gt;i dag", "Handlinger: 3."]
    {
        assert!(shown.body.contains(wanted), "{wanted}: {}", shown.body);
    }
    assert!(!shown.body.contains("Navne er skjult"));
    let masked = town.get("/log/case/12?navne=skjult&form=tekst", &session).await;
    assert_eq!(masked.header("content-type"), "text/plain; charset=utf-8");
    for wanted in ["Navne er skjult", "ejer: Person 1", "Aftalt med Person 1", "Fundament: "] {
        assert!(masked.body.contains(wanted), "{wanted}: {}", masked.body);
    }
    assert!(!masked.body.contains("Navn auditor"), "{}", masked.body);
    assert_eq!(town.get("/log/case/99", &session).await.status, StatusCode::NOT_FOUND);
    // A slip in the address gives no names away.
    for slip in ["navn=skjult", "navne=skjul", "navne=skjult&form2=tekst"] {
        let refused = town.get(&format!("/log/case/12?{slip}"), &session).await;
        assert!(refused.status == StatusCode::BAD_REQUEST && !refused.body.contains("Aktindsigt"), "{slip}");
    }
    assert_eq!(town.get("/log/case/A2026-0001", &session).await.status, StatusCode::NOT_FOUND);
    let opened = json!({ "event": "opened", "title": "Nyt", "phase": "idea" });
    let subject = Some(("acquisition".to_owned(), "A2026-0001".to_owned()));
    let at = town.clock.now();
    let act = Act { actor: Actor::system(), act: "acquisition-open", subject, detail: opened, at, seen: None };
    town.house.store().note(town.house.tenant(), &act).await.expect("noted");
    let bought = town.get("/log/case/A2026-0001?navne=skjult&form=tekst", &session).await;
    assert!(bought.body.contains("Aktindsigt: anskaffelse A2026-0001"), "{}", bought.body);
    let narrowed = town.get("/log?slags=acquisition&noegle=A2026-0001", &session).await.body;
    assert!(narrowed.contains("/log/case/A2026-0001?navne=skjult"), "{narrowed}");
    let lead = town.sign_in(Role::UnitLead).await;
    assert_eq!(town.get("/log/case/12", &lead).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn masked_those_of_the_municipalitys_people_without_an_account_are_numbers_too() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let (people, now) = (facts::schema().kind("person").expect("people"), town.house.now());
    let key = now.slots.keys(people)[3].to_string();
    let name = now.slots.name_of(people, &key);
    assert!(name != key && name.contains(' '), "{name}");
    let spaced = name.replace(' ', "\n ");
    let told = json!({ "reason": format!("{key} er {name}. Kun {} kan, siger {spaced}.", name.to_uppercase()) });
    let subject = Some(("case".to_owned(), "12".to_owned()));
    let act =
        Act { actor: Actor::system(), act: "case-explained", subject, detail: told, at: town.clock.now(), seen: None };
    town.house.store().note(town.house.tenant(), &act).await.expect("noted");
    let session = town.sign_in(Role::Auditor).await;
    let shown = town.get("/log/case/12?form=tekst", &session).await;
    assert!(shown.body.contains(&name), "{}", shown.body);
    let masked = town.get("/log/case/12?navne=skjult&form=tekst", &session).await;
    assert!(masked.body.contains("Person 1 er Person 1. Kun Person 1 kan, siger Person 1."), "{}", masked.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_verify_the_log_and_read_one_case_of_it_masked_unless_they_ask() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    with_a_case(&town).await;
    let token = town.token(Role::Auditor, "read").await;
    let verified = town.api("GET", "/api/v1/log/verify", &token, &[], "").await.json();
    assert_eq!((&verified["holds"], &verified["doubt"]), (&json!(true), &json!(null)), "{verified}");
    let access = async |query: &str| town.api("GET", &format!("/api/v1/log/access/12{query}"), &token, &[], "").await;
    let masked = access("").await;
    assert_eq!(masked.json()["masked"], json!(true));
    assert!(masked.body.contains("Person 1") && !masked.body.contains("Navn auditor"), "{}", masked.body);
    assert!(access("?names=shown").await.body.contains("Navn auditor"));
    for slip in ["?names=vist", "?name=shown"] {
        assert_eq!(access(slip).await.status, StatusCode::BAD_REQUEST, "{slip}");
    }
    let none = town.api("GET", "/api/v1/log/access/99", &token, &[], "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_fetched_as_a_signed_bundle_where_the_server_has_its_key() {
    let key = house::new_log_key().expect("chance").secret();
    let giver = move || Ok(Some((house::LogKey::parse(&key).expect("a key"), Vec::new())));
    for (town, has_key) in
        [(Town::empty().await, false), (Town::built(|app| app.with_log_keys(Arc::new(giver))).await, true)]
    {
        town.join(Role::Auditor, "").await;
        with_a_case(&town).await;
        let (session, token) = (town.sign_in(Role::Auditor).await, town.token(Role::Auditor, "read").await);
        let link = "href=\"/log/pakke\"";
        assert_eq!(town.get("/log", &session).await.body.contains(link), has_key);
        let acts = town.house.store().log(town.house.tenant(), i64::MAX, 100).await.expect("read").len();
        let given = town.api("GET", "/api/v1/log/bundle", &token, &[], "").await;
        let page = town.get("/log/pakke?from=2&until=3", &session).await;
        if !has_key {
            assert_eq!(
                (given.status, &given.json()["label"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!("log-key-missing"))
            );
            assert!(page.body.contains("kan ikke underskrives"), "{}", page.body);
            continue;
        }
        assert_eq!((given.status, given.body.lines().count()), (StatusCode::OK, acts + 2), "a head, the acts, a foot");
        assert_eq!((page.status, page.body.lines().count()), (StatusCode::OK, 4));
        assert!(page.header("content-disposition").contains("log-2026-"), "{:?}", page.headers);
        let wrong = town.api("GET", "/api/v1/log/bundle?fra=2", &token, &[], "").await;
        assert_eq!(wrong.json()["label"], json!("unknown-parameter"), "{}", wrong.body);
    }
}
