//! The same object from several sources, on pages and for programs: proposed, joined, found by both keys, parted.

use std::sync::Arc;

use axum::http::StatusCode;
use facts::{Rank, Source, Value, schema};
use kernel::Role;
use serde_json::json;
use store::{Actor, DeliveredRow, Delivery, Intake};

use crate::town::Town;

/// Another register tells of a system that the town knows by that name.
async fn told_by_another(town: &Town, name: &str) {
    let (kind, attribute) = schema().path("system.name").expect("in the schema");
    let delivery = Delivery {
        source: Source { name: Arc::from("Portefølje"), register: Arc::from("portfolio"), rank: Rank::Register },
        kind,
        seen_at: town.house.now().today,
        complete: false,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: "P 1".to_owned(), facts: vec![(attribute, Value::text(name))] }],
    };
    let intake = Intake { deliveries: vec![delivery], ..Intake::default() };
    town.house.import(&Actor::system(), &intake).await.expect("imported");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_be_the_same_is_decided_on_its_page_and_parted_on_the_objects() {
    let town = Town::new().await;
    let (kind, now) = (schema().kind("system").expect("in the schema"), town.house.now());
    let (key, name) = (now.slots.keys(kind)[0].to_string(), now.slots.name(kind, 0).expect("a name"));
    told_by_another(&town, &name).await;
    town.join(Role::ItArchitect, "").await;
    let architect = town.sign_in(Role::ItArchitect).await;
    let page = town.get("/import/samme", &architect).await;
    assert!(page.body.contains("P 1") && page.body.contains("samme navn"), "{}", page.body);
    let fields = |judged: &str, reason: &str| -> Vec<(String, String)> {
        [("slags", "system"), ("noegle", &*key), ("anden", "P 1"), ("dom", judged), ("begrundelse", reason)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    let post = async |judged: &str, reason: &str| {
        let fields = fields(judged, reason);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        town.post("/import/samme", &architect, &fields).await
    };
    let wrong = post("samme", " ").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert!(wrong.body.contains("Skriv en begrundelse"), "{}", wrong.body);
    assert_eq!(post("samme", "Set på fakturaen").await.status, StatusCode::SEE_OTHER);
    let moved = town.get("/objekter/system/P%201", &architect).await;
    assert_eq!(moved.status, StatusCode::TEMPORARY_REDIRECT);
    let own = town.get(&format!("/objekter/system/{key}"), &architect).await;
    assert!(
        own.body.contains("Kendt under flere nøgler")
            && own.body.contains("samlede to objekter")
            && own.body.contains(" og P 1 · Set på fakturaen"),
        "{}",
        own.body
    );
    assert_eq!(post("adskilt", "Alligevel ikke").await.status, StatusCode::SEE_OTHER);
    assert_eq!(town.get("/objekter/system/P%201", &architect).await.status, StatusCode::OK);
    assert!(town.get("/import/samme", &architect).await.body.contains("Der er ingen forslag"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_reads_what_is_proposed_and_gives_a_persons_word() {
    let town = Town::new().await;
    let (kind, now) = (schema().kind("system").expect("in the schema"), town.house.now());
    let (key, name) = (now.slots.keys(kind)[0].to_string(), now.slots.name(kind, 0).expect("a name"));
    told_by_another(&town, &name).await;
    town.join(Role::ItArchitect, "").await;
    town.join(Role::SystemOwner, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let told = town.api("GET", "/api/v1/identity/proposals", &token, &[], "").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let proposals = told.json()["items"].clone();
    let ours = json!({ "kind": "system", "key": key, "other": "P 1", "because": "name" });
    let turned = json!({ "kind": "system", "key": "P 1", "other": key, "because": "name" });
    let all = proposals.as_array().expect("a list");
    assert!(all.contains(&ours) || all.contains(&turned), "{proposals}");
    let body = json!({ "key": key, "other": "P 1", "same": true, "reason": "Set på fakturaen" }).to_string();
    let owner = town.token(Role::SystemOwner, "write").await;
    let refused = town.api("PUT", "/api/v1/identity/system", &owner, &[], &body).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let done = town.api("PUT", "/api/v1/identity/system", &token, &[], &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let object = town.api("GET", "/api/v1/objects/system/P%201", &token, &[], "").await.json();
    assert_eq!((&object["key"], &object["other_keys"]), (&json!(key), &json!([{ "key": "P 1", "because": "person" }])));
    let strange = town.api("GET", "/api/v1/identity/proposals?after=x", &token, &[], "").await;
    assert_eq!((strange.status, &strange.json()["label"]), (StatusCode::BAD_REQUEST, &json!("cursor")));
}
