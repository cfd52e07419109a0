//! A list as a file for programs is the page's own, cell by cell, and holds no more than its reader may see.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;
use store::Actor;

use crate::town::Town;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_given_the_pages_own_csv_and_workbook() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "read").await;
    for (page, api) in [
        ("", ""),
        ("?vis=licence&vis=supplier", "?column=licence&column=supplier"),
        ("?q=a&sorter=-deviates&vis=status", "?q=a&sort=-deviates&column=status"),
        ("?dom=deviates&hosting=saas", "?verdict=deviates&hosting=saas&lang=da"),
    ] {
        for (form, mark) in [("csv", "\u{feff}"), ("xlsx", "PK")] {
            let of_page = town.get(&format!("/objekter/system/eksport.{form}{page}"), &session).await;
            let of_api = town.api("GET", &format!("/api/v1/exports/system/objects.{form}{api}"), &token, &[], "").await;
            assert_eq!(of_api.status, StatusCode::OK, "{form} {api}: {}", of_api.body);
            assert_eq!(of_api.header("content-type"), of_page.header("content-type"), "{form} {api}");
            assert!(of_api.body.starts_with(mark), "{form} {api}");
            if form == "csv" {
                assert!(of_page.body.lines().count() > 2, "{page}");
                assert_eq!(of_api.body, of_page.body, "{api}");
            }
        }
    }
    let english = town.api("GET", "/api/v1/exports/system/objects.csv?lang=en", &token, &[], "").await.body;
    assert!(english.starts_with("\u{feff}Key;Name"), "{}", english.lines().next().unwrap_or_default());
    for (query, label) in [
        ("?column=farve", "column"),
        ("?lang=de", "lang"),
        ("?sort=hest", "sort"),
        ("?vis=licence", "unknown-parameter"),
        ("?limit=5", "unknown-parameter"),
    ] {
        let answer = town.api("GET", &format!("/api/v1/exports/system/objects.csv{query}"), &token, &[], "").await;
        assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::BAD_REQUEST, &json!(label)), "{query}");
    }
    let nothing = town.api("GET", "/api/v1/exports/hest/objects.csv", &token, &[], "").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_program_is_given_a_formula_or_people_it_may_not_see() {
    let town = Town::new().await;
    let mut intake = store::Intake::of(&testkit::eksempel().estate);
    let system = facts::schema().kind("system").expect("system");
    let licence = facts::schema().attribute_id(system, "licence").expect("licence");
    intake.deliveries.retain(|delivery| delivery.kind == system);
    for row in intake.deliveries.iter_mut().flat_map(|delivery| &mut delivery.rows) {
        row.facts.retain(|(attribute, _)| *attribute != licence);
        row.facts.push((licence, facts::Value::text("=1+1")));
    }
    town.house.import(&Actor::system(), &intake).await.expect("imported");
    for (role, sees) in [(Role::Auditor, true), (Role::ItArchitect, false)] {
        town.join(role, "").await;
        let token = town.token(role, "read").await;
        let systems = town.api("GET", "/api/v1/exports/system/objects.csv?column=licence", &token, &[], "").await.body;
        assert!(systems.contains(";'=1+1;") && !systems.contains(";=1+1"), "{systems}");
        let people = town.api("GET", "/api/v1/exports/person/objects.csv", &token, &[], "").await.body;
        assert_eq!(people.lines().count() > 1, sees, "{role:?}: {people}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_are_exported_as_the_page_does_and_narrowed_as_the_list() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let now = town.house.now();
    let packs = now.packs();
    let finding = now.assessment.findings().find(|finding| finding.verdict == findings::Verdict::Deviates);
    let finding = finding.expect("one deviates");
    let rule = finding.rule(&packs);
    let kind = facts::schema().def(rule.kind).name;
    let key = now.slots.keys(rule.kind)[finding.object as usize].to_string();
    let case = json!({ "pack": packs[0].id, "principle": packs[0].principle_of(rule).id, "kind": kind, "keys": [key], "title": "=Vagtplan uden login" });
    let opened = town.api("POST", "/api/v1/cases", &token, &[], &case.to_string()).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    let of_page = town.get("/sager/eksport.csv", &session).await.body;
    let of_api = town.api("GET", "/api/v1/exports/cases.csv?sort=-number", &token, &[], "").await;
    assert_eq!(of_api.header("content-type"), "text/csv; charset=utf-8");
    assert!(of_page.contains("2026-0001;'=Vagtplan uden login;"), "{of_page}");
    assert_eq!(of_api.body, of_page);
    let none = town.api("GET", "/api/v1/exports/cases.csv?standing=dispensed", &token, &[], "").await.body;
    assert_eq!(none.lines().count(), 1, "{none}");
    let book = town.api("GET", "/api/v1/exports/cases.xlsx", &token, &[], "").await;
    assert!(book.status == StatusCode::OK && book.bytes.starts_with(b"PK"), "{}", book.status);
    for query in ["?standing=hest", "?sort=hest", "?stilling=open"] {
        let answer = town.api("GET", &format!("/api/v1/exports/cases.csv{query}"), &token, &[], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.body);
    }
}
