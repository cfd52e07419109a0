//! Accounts and meetings are overwritten by nobody who has not seen them as they are: forms and programs are told what others did.

use axum::http::StatusCode;
use house::ACCOUNTS_SCOPE;
use kernel::Role;
use serde_json::json;

use crate::town::{Answer, Session, Town};

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
