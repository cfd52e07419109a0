//! What people who left still answer for: on the page, for programs, and only for those who lead or look after them.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::Value;

use crate::town::Town;

/// The town, where the owner of a system left the day before, and the owner's key.
async fn left() -> (Town, String) {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let people = "key;name;unit;left_on\nP-VAEK;Karla Væk;U1;2026-11-22\n";
    let taken = town.api("POST", "/api/v1/imports/person?source=Løn", &token, &[], people).await;
    assert!(taken.status.is_success(), "{}", taken.body);
    let systems = "key;name;owner\nS-NY;Omsorg;P-VAEK\n";
    let taken = town.api("POST", "/api/v1/imports/system?source=KITOS2", &token, &[], systems).await;
    assert!(taken.status.is_success(), "{}", taken.body);
    (town, "P-VAEK".to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_who_left_owns_is_on_the_page_with_its_form_and_for_programs() {
    let (town, person) = left().await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "read").await;
    let list: Value = town.api("GET", "/api/v1/handover", &token, &[], "").await.json();
    let of = list["items"].as_array().unwrap_or_else(|| panic!("{list}")).iter().find(|one| one["person"] == *person);
    let one = of.unwrap_or_else(|| panic!("{list}"));
    assert_eq!((&one["left_on"], &one["unit"]), (&"2026-11-22".into(), &"U1".into()));
    let fact = &one["facts"][0];
    assert_eq!((&fact["kind"], &fact["key"], &fact["fact"]), (&"system".into(), &"S-NY".into(), &"owner".into()));
    let page = town.get("/overdragelse?alle=1", &session).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = "/objekter/system/S-NY/oplys/owner";
    assert!(page.body.contains("Karla Væk") && page.body.contains(form), "{}", page.body);
    assert!(town.get("/", &session).await.body.contains("href=\"/overdragelse\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_who_lead_or_look_after_people_see_it_and_only_of_their_own_units() {
    let (town, person) = left().await;
    let theirs = |list: Value| list["items"].as_array().expect("people").iter().any(|one| one["person"] == *person);
    for (role, unit, sees) in
        [(Role::Auditor, "", true), (Role::UnitLead, "U1", true), (Role::BusinessAreaLead, "U2", false)]
    {
        town.join(role, unit).await;
        let token = town.token(role, "read").await;
        let answer = town.api("GET", "/api/v1/handover", &token, &[], "").await;
        assert_eq!(theirs(answer.json()), sees, "{role:?}");
    }
    town.join(Role::SystemOwner, "").await;
    let token = town.token(Role::SystemOwner, "read").await;
    assert_eq!(town.api("GET", "/api/v1/handover", &token, &[], "").await.status, StatusCode::FORBIDDEN);
}
