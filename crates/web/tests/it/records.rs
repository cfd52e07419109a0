//! Accounts and meetings are overwritten by nobody who has not seen them as they are: forms and programs are told what others did.

use axum::http::StatusCode;
use house::ACCOUNTS_SCOPE;
use kernel::Role;
use serde_json::json;

use crate::town::{Answer, PASSWORD, Session, Town};

/// The value of the first hidden field `version`.
fn version(page: &Answer) -> String {
    let mark = "name=\"version\" value=\"";
    let rest = page.body.split(mark).nth(1).unwrap_or_else(|| panic!("{}", page.body));
    rest.split('"').next().expect("a value").to_owned()
}

async fn account(town: &Town, login: &str) -> String {
    let found = town.house.store().account_by_login(town.house.tenant(), login).await.expect("read");
    found.expect("made").id
}

async fn keeper(town: &Town) -> (Session, String) {
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    let token = town.house.make_token(&who, "brugere", ACCOUNTS_SCOPE, 1).await.expect("made").1.0;
    (session, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_given_in_another_tab_are_not_taken_away_in_silence() {
    let town = Town::new().await;
    let (session, _) = keeper(&town).await;
    town.join(Role::Auditor, "").await;
    let page = format!("/administration/{}", account(&town, "auditor").await);
    let old = version(&town.get(&page, &session).await);
    let fields = |role| [("version", old.as_str()), ("rolle", role), ("enhed", "")];
    let first = town.post(&format!("{page}/roller"), &session, &fields("security")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let late = town.post(&format!("{page}/roller"), &session, &fields("it_manager")).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    for told in ["Siden du åbnede siden", "satte roller", "Intet er gemt", "value=\"security\" selected"] {
        assert!(late.body.contains(told), "{told}: {}", late.body);
    }
    let mail = [("version", old.as_str()), ("mail", "a@eksempel.example")];
    let mailed = town.post(&format!("{page}/mail"), &session, &mail).await;
    assert_eq!(mailed.status, StatusCode::PRECONDITION_FAILED, "{}", mailed.body);
    // The page that told of it has the version of now.
    let now = version(&late);
    let again = [("version", now.as_str()), ("rolle", "it_manager"), ("enhed", "")];
    assert_eq!(town.post(&format!("{page}/roller"), &session, &again).await.status, StatusCode::SEE_OTHER);
    let without = town.post(&format!("{page}/roller"), &session, &[("rolle", "security"), ("enhed", "")]).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_gives_roles_on_the_account_it_read_only() {
    let town = Town::new().await;
    let (_, token) = keeper(&town).await;
    town.join(Role::Auditor, "").await;
    let path = format!("/api/v1/accounts/{}", account(&town, "auditor").await);
    let read = town.api("GET", &path, &token, &[], "").await;
    let tag = read.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", read.json()["version"]));
    let put = |role: &str, headers: Vec<(&'static str, String)>| {
        let body = json!({ "roles": [{ "role": role }] }).to_string();
        let (town, token, path) = (&town, &token, format!("{path}/roles"));
        async move {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            town.api("PUT", &path, token, &headers, &body).await
        }
    };
    assert_eq!(put("security", Vec::new()).await.status, StatusCode::PRECONDITION_REQUIRED);
    let first = put("security", vec![("if-match", tag.clone())]).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let late = put("unit_lead", vec![("if-match", tag)]).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    let changes = &late.json()["changes"];
    assert_eq!((&changes[0]["what"], &changes[0]["detail"]["roles"]), (&json!("set-roles"), &json!(["security"])));
    assert_eq!(changes.as_array().map(Vec::len), Some(1), "{}", late.body);
    let kept = town.api("GET", &path, &token, &[], "").await;
    assert_eq!(kept.json()["roles"], json!([{ "role": "security", "unit": "", "mapped": false }]));
    assert_eq!(kept.header("etag"), first.header("etag"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agenda_is_not_set_on_one_that_was_not_seen() {
    let town = Town::new().await;
    town.join(Role::ItManager, "").await;
    let session = town.sign_in(Role::ItManager).await;
    let token = town.token(Role::ItManager, "write").await;
    let planned = town.post("/direktion/moeder", &session, &[("dag", "2026-12-08"), ("titel", "Direktionsmøde")]).await;
    let page = planned.header("location").to_owned();
    let path = page.replace("/direktion/moeder/", "/api/v1/meetings/");
    let (old, read) = (version(&town.get(&page, &session).await), town.api("GET", &path, &token, &[], "").await);
    let tag = read.header("etag").to_owned();
    assert_eq!((&read.json()["version"], &read.json()["agenda"]), (&json!(0), &json!([])));
    let body = json!({ "agenda": [], "minutes": "2026/17" }).to_string();
    let unseen = town.api("PUT", &path, &token, &[], &body).await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    let first = town.api("PUT", &path, &token, &[("if-match", &tag)], &body).await;
    assert_eq!(first.status, StatusCode::NO_CONTENT, "{}", first.body);
    assert_eq!(town.api("GET", &path, &token, &[], "").await.header("etag"), first.header("etag"));
    let late = town.api("PUT", &path, &token, &[("if-match", &tag)], r#"{"minutes":"2026/18"}"#).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    let told =
        late.json()["changes"].as_array().expect("changes").iter().map(|one| one["what"].clone()).collect::<Vec<_>>();
    assert_eq!(told, [json!("close-meeting"), json!("set-agenda")]);
    for (act, field) in [("dagsorden", ("sag", "")), ("referat", ("referat", "2026/18"))] {
        let fields = [("version", old.as_str()), field];
        let fields = if field.1.is_empty() { &fields[..1] } else { &fields[..] };
        let late = town.post(&format!("{page}/{act}"), &session, fields).await;
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{act}: {}", late.body);
        assert!(late.body.contains("gav mødet et referat") && late.body.contains("2026/17"), "{act}: {}", late.body);
    }
    assert_eq!(town.api("GET", "/api/v1/meetings/M0", &token, &[], "").await.status, StatusCode::NOT_FOUND);
}

/// The key of the first object of a kind.
fn some(town: &Town, kind: &str) -> String {
    let kind = facts::schema().kind(kind).expect("a kind");
    town.house.now().slots.keys(kind)[0].to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_of_a_person_and_units_that_are_there() {
    let town = Town::new().await;
    let (session, token) = keeper(&town).await;
    let (person, unit) = (some(&town, "person"), some(&town, "unit"));
    let new = |person: &str, unit: &str| {
        let roles = json!([{ "role": "unit_lead", "unit": unit }]);
        json!({ "login": "ane", "name": "Ane Friis", "password": PASSWORD, "person": person, "roles": roles })
            .to_string()
    };
    for (body, label) in [(new("NOSUCH", &unit), "account-person"), (new(&person, "NOSUCH"), "account-unit")] {
        let refused = town.api("POST", "/api/v1/accounts", &token, &[], &body).await;
        assert_eq!((refused.status, &refused.json()["label"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(label)));
        assert!(refused.json()["titleDa"].as_str().is_some_and(|told| told.contains("NOSUCH")), "{}", refused.body);
    }
    let fields = |person, role, unit| {
        [
            ("navn", "Bo"),
            ("bruger", "bo"),
            ("adgangskode", PASSWORD),
            ("person", person),
            ("rolle", role),
            ("enhed", unit),
        ]
    };
    for (fields, told) in [
        (fields("NOSUCH", "", ""), "Ingen medarbejder har nøglen NOSUCH"),
        (fields("", "unit_lead", "NOSUCH"), "ingen enhed med nøglen NOSUCH"),
        (fields("", "konge", ""), "Den rolle findes ikke"),
    ] {
        let refused = town.post("/administration", &session, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(refused.body.contains(told), "{told}: {}", refused.body);
    }
    let made = town.api("POST", "/api/v1/accounts", &token, &[], &new(&person, &unit)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let page = format!("/administration/{}", account(&town, "ane").await);
    let version = version(&town.get(&page, &session).await);
    for (role, unit, told) in
        [("konge", "", "Den rolle findes ikke"), ("unit_lead", "NOSUCH", "ingen enhed med nøglen")]
    {
        let fields = [("version", version.as_str()), ("rolle", role), ("enhed", unit)];
        let refused = town.post(&format!("{page}/roller"), &session, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(refused.body.contains(told), "{told}: {}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_and_the_staff_key_of_an_account_are_corrected_and_logged() {
    let town = Town::new().await;
    let (session, token) = keeper(&town).await;
    town.join(Role::Auditor, "").await;
    let (id, person) = (account(&town, "auditor").await, some(&town, "person"));
    let (page, path) = (format!("/administration/{id}"), format!("/api/v1/accounts/{id}"));
    let version = version(&town.get(&page, &session).await);
    let fields = |person| [("version", version.as_str()), ("navn", "Rikke Revisor"), ("person", person)];
    let nobody = town.post(&format!("{page}/person"), &session, &fields("NOSUCH")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nobody.body);
    let done = town.post(&format!("{page}/person"), &session, &fields(&person)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let late = town.post(&format!("{page}/person"), &session, &fields("")).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert!(late.body.contains("rettede navn eller medarbejdernøgle"), "{}", late.body);
    let read = town.api("GET", &path, &token, &[], "").await;
    assert_eq!((&read.json()["name"], &read.json()["person"]), (&json!("Rikke Revisor"), &json!(person)));
    let put = r#"{"name":"Rikke R.","person":null}"#;
    assert_eq!(town.api("PUT", &path, &token, &[], put).await.status, StatusCode::PRECONDITION_REQUIRED);
    let put = town.api("PUT", &path, &token, &[("if-match", read.header("etag"))], put).await;
    assert_eq!((&put.json()["name"], &put.json()["person"]), (&json!("Rikke R."), &json!(null)), "{}", put.body);
    let logged = town.house.store().log_of(town.house.tenant(), ("account", &id), 9).await.expect("read");
    assert_eq!(logged.iter().filter(|entry| entry.act == "set-person").count(), 2);
    assert!(logged[0].detail.contains("Rikke Revisor"), "the name before: {}", logged[0].detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_municipality_is_named_and_every_page_says_so() {
    let town = Town::new().await;
    let (session, _) = keeper(&town).await;
    assert!(town.get("/", &session).await.body.contains("<span>Eksempel Kommune</span>"));
    let empty = town.post("/administration/navn", &session, &[("kommune", " \n ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.body);
    assert!(empty.body.contains("Skriv kommunens navn"), "{}", empty.body);
    let named = town.post("/administration/navn", &session, &[("kommune", " Ærø  Kommune ")]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
    assert!(town.get("/", &session).await.body.contains("<span>Ærø Kommune</span>"));
    let log = town.get("/log", &session).await.body;
    assert!(log.contains("gav kommunen navn") && log.contains("Ærø Kommune (før: Eksempel Kommune)"), "{log}");
    town.join(Role::Auditor, "").await;
    let other = town.sign_in(Role::Auditor).await;
    let refused = town.post("/administration/navn", &other, &[("kommune", "Min Kommune")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
