//! How a source names its columns, for programs: what is remembered is gone by, and nobody overwrites what they have not seen.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::{Value, json};

use crate::town::Town;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_are_named_gone_by_at_the_import_and_forgotten() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let path = "/api/v1/mappings/system/Ark%2FIT";
    let import = "/api/v1/imports/system?source=Ark%2FIT&dry_run=true";
    let csv = "Systemnr;Kaldes\nS7001;Ørnereden\n";
    assert_eq!(town.api("POST", import, &token, &[], csv).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = town.api("GET", path, &token, &[], "").await;
    assert_eq!((none.header("etag"), &none.json()["columns"]), ("\"0\"", &json!({})));
    let columns = json!({ "columns": { "Systemnr": "key", "Kaldes": "name", "Farve": "" } }).to_string();
    let without = town.api("PUT", path, &token, &[], &columns).await;
    assert_eq!((without.status, &without.json()["label"]), (StatusCode::PRECONDITION_REQUIRED, &json!("if-match")));
    let set = town.api("PUT", path, &token, &[("if-match", "\"0\"")], &columns).await;
    assert_eq!((set.status, &set.json()["source"]), (StatusCode::OK, &json!("Ark/IT")), "{}", set.body);
    let late = town.api("PUT", path, &token, &[("if-match", "\"0\"")], r#"{"columns":{}}"#).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    assert_eq!(late.json()["changes"][0]["what"], "set-mapping");
    let tried = town.api("POST", import, &token, &[], csv).await;
    assert_eq!((tried.status, &tried.json()["added"]), (StatusCode::OK, &json!(1)), "{}", tried.body);
    let list = town.api("GET", "/api/v1/mappings", &token, &[], "").await.json();
    assert_eq!((&list["total"], &list["items"][0]["columns"]["Kaldes"]), (&json!(1), &json!("name")));
    assert_eq!(town.api("DELETE", path, &token, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(town.api("DELETE", path, &token, &[], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.api("GET", "/api/v1/mappings", &token, &[], "").await.json()["total"], 0);
    let old = town.api("PUT", path, &token, &[("if-match", set.header("etag"))], &columns).await;
    assert_eq!(old.status, StatusCode::PRECONDITION_FAILED, "what was forgotten meanwhile is not seen");
    // The page's word counts as well, whatever the programs have read.
    let log = town.api("GET", "/api/v1/log?limit=2", &token, &[], "").await.json();
    let acts: Vec<&Value> = log["items"].as_array().expect("items").iter().map(|one| &one["act"]).collect();
    assert_eq!(acts, ["forget-mapping", "set-mapping"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_holds_only_what_can_be_stated() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    for (path, body, status, label) in [
        ("system/Ark", r#"{"columns":{"Farve":"hest"}}"#, StatusCode::UNPROCESSABLE_ENTITY, "mapping-attribute"),
        (
            "system/Ark",
            r#"{"columns":{"Antal":"coupled_systems"}}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
            "mapping-attribute",
        ),
        ("system/Ark", r#"{"kolonner":{}}"#, StatusCode::BAD_REQUEST, "body"),
        ("hest/Ark", r#"{"columns":{}}"#, StatusCode::NOT_FOUND, "not-found"),
        ("system/a%0Ab", r#"{"columns":{}}"#, StatusCode::BAD_REQUEST, "import-source"),
    ] {
        let answer = town.api("PUT", &format!("/api/v1/mappings/{path}"), &token, &[("if-match", "\"0\"")], body).await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{path} {body}");
    }
    assert_eq!(town.api("GET", "/api/v1/mappings", &token, &[], "").await.json()["total"], 0);
}
