//! One's own account, for programs: mail, calendar and tokens are one's own only, and a token that only reads changes none of it.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::{Value, json};

use crate::town::{Session, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_and_calendar_are_set_and_dropped_by_a_token_that_writes() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::Auditor, "write").await;
    let me = |answer: Value| (answer["login"].clone(), answer["mail"].clone());
    let mail = "/api/v1/me/mail";
    let set = town.api("PUT", mail, &token, &[], r#"{"mail":"rikke@eksempel.example"}"#).await;
    assert_eq!((set.status, me(set.json())), (StatusCode::OK, (json!("auditor"), json!("rikke@eksempel.example"))));
    let read = town.api("GET", "/api/v1/me", &token, &[], "").await.json();
    assert_eq!((&read["mail"], &read["calendar_since"]), (&json!("rikke@eksempel.example"), &Value::Null));
    for (body, status) in [
        (r#"{"mail":"rikke@x\r\nBcc: a@b.dk"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        ("{}", StatusCode::BAD_REQUEST),
        (r#"{"mail":null,"phone":"1"}"#, StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(town.api("PUT", mail, &token, &[], body).await.status, status, "{body}");
    }
    let none = town.api("PUT", mail, &token, &[], r#"{"mail":null}"#).await;
    assert_eq!((none.status, &none.json()["mail"]), (StatusCode::OK, &Value::Null));
    let calendar = "/api/v1/me/calendar";
    let made = town.api("POST", calendar, &token, &[], "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let address = made.json()["address"].as_str().expect("an address").to_owned();
    let read = town.get(&address, &Session::none()).await;
    assert!(read.status == StatusCode::OK && read.body.starts_with("BEGIN:VCALENDAR"), "{address}: {}", read.body);
    assert!(town.api("GET", "/api/v1/me", &token, &[], "").await.json()["calendar_since"].is_string());
    assert_eq!(town.api("DELETE", calendar, &token, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(town.api("DELETE", calendar, &token, &[], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.get(&address, &Session::none()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_tokens_are_listed_and_withdrawn_and_nobody_elses() {
    let town = Town::new().await;
    for role in [Role::Auditor, Role::Security] {
        town.join(role, "").await;
    }
    let first = town.token(Role::Auditor, "read").await;
    town.clock.pass(1);
    let token = town.token(Role::Auditor, "write").await;
    let other = town.token(Role::Security, "write").await;
    let path = "/api/v1/me/tokens";
    let list = town.api("GET", path, &token, &[], "").await;
    let items = list.json()["items"].as_array().expect("items").clone();
    let told = |name: &str| items.iter().map(|one| one[name].clone()).collect::<Vec<_>>();
    assert_eq!((told("scope"), told("own")), (vec![json!("read"), json!("write")], vec![json!(false), json!(true)]));
    assert!(!list.body.contains("fu_") && !list.body.contains(&first["fu_".len()..]), "{}", list.body);
    let id = items[0]["id"].as_str().expect("an id");
    let one = format!("{path}/{id}");
    assert_eq!(town.api("DELETE", &one, &other, &[], "").await.status, StatusCode::NOT_FOUND, "somebody else's");
    assert_eq!(town.api("GET", "/api/v1/me", &first, &[], "").await.status, StatusCode::OK);
    assert_eq!(town.api("DELETE", &one, &token, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(town.api("GET", "/api/v1/me", &first, &[], "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(town.api("DELETE", &one, &token, &[], "").await.status, StatusCode::NOT_FOUND, "withdrawn already");
    assert_eq!(town.api("GET", path, &token, &[], "").await.json()["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_only_reads_changes_nothing_of_its_owners() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::Auditor, "read").await;
    let id = town.api("GET", "/api/v1/me/tokens", &token, &[], "").await.json()["items"][0]["id"].clone();
    let own = format!("/api/v1/me/tokens/{}", id.as_str().expect("an id"));
    for (method, path, body) in [
        ("PUT", "/api/v1/me/mail", r#"{"mail":"rikke@eksempel.example"}"#),
        ("POST", "/api/v1/me/calendar", ""),
        ("DELETE", "/api/v1/me/calendar", ""),
        ("DELETE", own.as_str(), ""),
    ] {
        let answer = town.api(method, path, &token, &[], body).await;
        assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::FORBIDDEN, &json!("token-scope")), "{path}");
    }
    let me = town.api("GET", "/api/v1/me", &token, &[], "").await.json();
    assert_eq!((&me["mail"], &me["calendar_since"]), (&Value::Null, &Value::Null));
}
