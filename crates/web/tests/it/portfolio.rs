//! For programs: accounts as Administration keeps them, systems by the task they serve, and two of them side by side.

use axum::http::StatusCode;
use house::ACCOUNTS_SCOPE;
use kernel::Role;
use serde_json::json;
use store::{Actor, Intake};

use crate::town::{PASSWORD, Town};

const ACCOUNTS: &str = "/api/v1/accounts";

/// An administrator's token for accounts.
async fn keeper(town: &Town) -> String {
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    town.house.make_token(&who, "brugere", ACCOUNTS_SCOPE, 1).await.expect("made").1.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_made_given_roles_and_closed_by_a_token_for_that() {
    let town = Town::new().await;
    let token = keeper(&town).await;
    let new = json!({ "login": "ane", "name": "Ane Friis", "password": PASSWORD, "roles": [{ "role": "auditor" }] });
    let made = town.api("POST", ACCOUNTS, &token, &[], &new.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let path = made.header("location").to_owned();
    assert_eq!(made.json()["roles"], json!([{ "role": "auditor", "unit": "", "mapped": false }]));
    assert!(!made.body.contains("password") && !made.body.contains("argon2"), "{}", made.body);
    let taken = town.api("POST", ACCOUNTS, &token, &[], &new.to_string()).await;
    assert_eq!((taken.status, &taken.json()["label"]), (StatusCode::CONFLICT, &json!("already-exists")));
    let unit = town.house.now().slots.keys(facts::schema().kind("unit").expect("units"))[0].to_string();
    let roles = json!({ "roles": [{ "role": "security" }, { "role": "unit_lead", "unit": unit }] }).to_string();
    let tag = town.api("GET", &path, &token, &[], "").await.header("etag").to_owned();
    let given = town.api("PUT", &format!("{path}/roles"), &token, &[("if-match", &tag)], &roles).await;
    assert_eq!(given.json()["roles"].as_array().map(Vec::len), Some(2), "{}", given.body);
    let tag = given.header("etag").to_owned();
    let none = town.api("PUT", &format!("{path}/roles"), &token, &[("if-match", &tag)], r#"{"roles":[]}"#).await;
    assert_eq!(none.json()["roles"], json!([]), "taken away again");
    let tag = none.header("etag").to_owned();
    for (change, body, status) in [
        ("roles", r#"{"roles":[{"role":"konge"}]}"#, StatusCode::BAD_REQUEST),
        ("password", r#"{"password":"kort"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        ("password", r#"{"password":"et andet langt kodeord"}"#, StatusCode::NO_CONTENT),
    ] {
        let answer = town.api("PUT", &format!("{path}/{change}"), &token, &[("if-match", &tag)], body).await;
        assert_eq!(answer.status, status, "{change} {body}: {}", answer.body);
    }
    let dropped = town.api("DELETE", &format!("{path}/second-factor"), &token, &[], "").await;
    assert_eq!(dropped.status, StatusCode::NO_CONTENT, "{}", dropped.body);
    assert_eq!(town.api("POST", &format!("{path}/close"), &token, &[], "").await.status, StatusCode::NO_CONTENT);
    let list = town.api("GET", ACCOUNTS, &token, &[], "").await.json();
    let accounts = list["items"].as_array().expect("accounts");
    let closed = |login: &str| accounts.iter().find(|one| one["login"] == login).map(|one| one["closed"].clone());
    assert_eq!((closed("ane"), closed("admin")), (Some(json!(true)), Some(json!(false))));
    let own = accounts.iter().find(|one| one["login"] == "admin").expect("the administrator")["id"].clone();
    let last = town.api("POST", &format!("{ACCOUNTS}/{}/close", own.as_str().expect("an id")), &token, &[], "").await;
    assert_eq!((last.status, &last.json()["label"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("last-administrator")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_administrators_token_of_a_day_keeps_accounts_and_it_does_nothing_else() {
    let town = Town::new().await;
    let token = keeper(&town).await;
    let writing = town.token(Role::Admin, "write").await;
    assert_eq!(town.api("GET", ACCOUNTS, &writing, &[], "").await.status, StatusCode::FORBIDDEN);
    let import = town.api("POST", "/api/v1/imports/system?source=x", &token, &[], "key\nS1\n").await;
    assert_eq!(import.status, StatusCode::FORBIDDEN, "{}", import.body);
    town.join(Role::ItArchitect, "").await;
    for (role, offered) in [(Role::Admin, true), (Role::ItArchitect, false)] {
        let page = town.get("/mig", &town.sign_in(role).await).await.body;
        assert_eq!(page.contains("value=\"accounts\""), offered, "{role:?}");
    }
    for (role, days) in [(Role::Admin, 2), (Role::ItArchitect, 1)] {
        let session = town.sign_in(role).await;
        let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
        let refused = town.house.make_token(&who, "brugere", ACCOUNTS_SCOPE, days).await.expect_err("refused");
        assert_eq!(refused.label(), "token-accounts", "{role:?}");
    }
    town.clock.pass(86_400);
    assert_eq!(town.api("GET", ACCOUNTS, &token, &[], "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systems_are_told_by_the_task_they_serve_and_compared_as_the_pages_do() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::Auditor, "read").await;
    let overlaps = town.api("GET", "/api/v1/kle", &token, &[], "").await.json();
    let overlaps = overlaps["items"].as_array().expect("tasks").clone();
    let on = |task: &serde_json::Value| task["systems"].as_array().map_or(0, Vec::len);
    assert!(
        !overlaps.is_empty()
            && overlaps.iter().all(|task| on(task) > 1)
            && overlaps.is_sorted_by(|a, b| on(a) >= on(b))
    );
    let all = town.api("GET", "/api/v1/kle?all=true", &token, &[], "").await.json();
    assert!(all["items"].as_array().map_or(0, Vec::len) > overlaps.len());
    let key = |place: usize| overlaps[0]["systems"][place]["key"].as_str().expect("a key").to_owned();
    let path = format!("/api/v1/compare?a={}&b={}", key(0), key(1));
    let both = town.api("GET", &path, &token, &[], "").await.json();
    assert_eq!((&both["a"]["key"], &both["b"]["key"]), (&json!(key(0)), &json!(key(1))));
    let facts = both["facts"].as_array().expect("facts");
    assert!(facts.iter().any(|fact| fact["differs"] == true && fact["a"] != fact["b"]), "{both}");
    assert!(both["rules"].as_array().expect("rules").iter().all(|rule| rule["a"] != rule["b"]), "{both}");
    let unknown = town.api("GET", "/api/v1/compare?a=S0009&b=NONE", &token, &[], "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_whose_scope_lacks_it_is_told_so_and_no_role_is_asked_for() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    town.join(Role::ItArchitect, "").await;
    let (writes, reads) = (town.token(Role::Admin, "write").await, town.token(Role::ItArchitect, "read").await);
    let fact = "/api/v1/objects/system/S0009/facts/licence";
    let answer = "/api/v1/objects/system/S0009/answers/x";
    for (method, path, token, told) in [
        ("GET", ACCOUNTS, &writes, "må læse og skrive. Lav en under Min konto, som må administrere brugere."),
        ("PUT", fact, &reads, "må kun læse. Lav en under Min konto, som også må skrive."),
        ("PUT", answer, &reads, "må kun læse. Lav en under Min konto, som også må skrive."),
        ("POST", "/api/v1/imports/system?source=x", &reads, "må kun læse."),
        ("POST", "/api/v1/cases", &reads, "må kun læse."),
    ] {
        let refused = town.api(method, path, token, &[("if-match", "\"1\"")], r#"{"value":"MIT"}"#).await;
        assert_eq!(
            (refused.status, &refused.json()["label"]),
            (StatusCode::FORBIDDEN, &json!("token-scope")),
            "{path}"
        );
        assert!(refused.json()["titleDa"].as_str().is_some_and(|text| text.contains(told)), "{path}: {}", refused.body);
    }
    // Whose role does not allow it is still told to ask for one.
    let role = town.api("GET", ACCOUNTS, &reads, &[], "").await;
    assert_eq!((role.status, &role.json()["label"]), (StatusCode::FORBIDDEN, &json!("not-allowed")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_tasks_with_none_says_what_to_do_next() {
    let town = Town::empty().await;
    for (role, imports) in [(Role::ItArchitect, true), (Role::Auditor, false)] {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        for page in ["/kle", "/kle?alle=1"] {
            let body = town.get(page, &session).await.body;
            assert!(body.contains("Ingen systemer har KLE-opgaver endnu."), "{page}: {body}");
            assert_eq!(body.contains("importér dem med systemerne"), imports, "{role:?}");
        }
    }
    // The first systems of the example have each a task of their own.
    let mut intake = Intake::of(&testkit::eksempel().estate);
    intake.deliveries.retain(|delivery| facts::schema().def(delivery.kind).name == "system");
    intake.deliveries.iter_mut().for_each(|delivery| delivery.rows.truncate(10));
    let intake = Intake { facts: Vec::new(), answers: Vec::new(), ..intake };
    town.house.import(&Actor::system(), &intake).await.expect("imported");
    let body = town.get("/kle", &town.sign_in(Role::Auditor).await).await.body;
    assert!(body.contains("Ingen opgave dækkes af mere end ét system.") && body.contains("/kle?alle=1"), "{body}");
}
