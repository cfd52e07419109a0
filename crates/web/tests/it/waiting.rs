//! Who saves does not wait for the assessment: it is told that it is saved, and the page goes on when the verdicts are there.
//! Who comes too late is told what was said in the meantime.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town, coded};

const SYSTEM: &str = "/objekter/system/S0009";

/// A town whose house is attended by somebody who does nothing until the test says so.
async fn attended() -> (Town, Session) {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    town.house.attend();
    (town, session)
}

async fn supply(town: &Town, session: &Session, licence: &str) -> String {
    let system = facts::schema().kind("system").expect("system");
    let version = town.house.store().version(town.house.tenant(), system, "S0009").await.expect("read").to_string();
    let fields = [("vaerdi", licence), ("version", version.as_str())];
    let answer = town.post(&format!("{SYSTEM}/oplys/licence"), session, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header("location").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_that_it_is_saved_and_goes_on_when_the_verdicts_are_there() {
    let (town, session) = attended().await;
    let waiting = supply(&town, &session, "Fjordlicens").await;
    let page = town.get(&waiting, &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Det er gemt. Vurderingerne regnes om."), "{}", page.body);
    let next = page.header("refresh").strip_prefix("1; url=").expect("it looks again").to_owned();
    assert!(next.starts_with("/gemt?") && next.ends_with(&coded(SYSTEM)) && next != waiting, "{next}");
    town.house.refresh().await.expect("assessed");
    let arrived = town.get(&next, &session).await;
    assert_eq!((arrived.status, arrived.header("location")), (StatusCode::SEE_OTHER, SYSTEM));
    assert!(town.get(SYSTEM, &session).await.body.contains("Fjordlicens"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_looks_a_while_by_itself_and_never_leads_elsewhere() {
    let (town, session) = attended().await;
    let mut at = supply(&town, &session, "Fjordlicens").await;
    for look in 1.. {
        assert!(look < 100, "it looks for ever");
        let page = town.get(&at, &session).await;
        match page.header("refresh").strip_prefix("1; url=") {
            Some(next) => at = next.to_owned(),
            None => {
                assert!(page.body.contains("Du skal ikke gemme igen"), "{}", page.body);
                break;
            }
        }
    }
    for (asked, to) in [("handling=0&til=%2Fopgaver", "/opgaver"), ("til=https%3A%2F%2Fevil.example", "/"), ("", "/")] {
        let answer = town.get(&format!("/gemt?{asked}"), &session).await;
        assert_eq!(answer.header("location"), to, "{asked}");
    }
    let far = town.get("/gemt?handling=999999999&gang=x&til=//evil.example", &session).await;
    assert!(far.header("refresh").is_empty() && !far.body.contains("evil.example"), "{}", far.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_is_told_at_once_what_is_saved_and_whether_it_is_assessed() {
    let (town, _) = attended().await;
    let token = town.token(Role::ItArchitect, "write").await;
    let object = "/api/v1/objects/system/S0009";
    let tag = town.api("GET", object, &token, &[], "").await.header("etag").to_owned();
    let fact = format!("{object}/facts/rights_concept");
    let saved = town.api("PUT", &fact, &token, &[("if-match", &tag)], r#"{"value":true}"#).await;
    let body = saved.json();
    assert_eq!((saved.status, &body["assessed"], &body["turned"]), (StatusCode::OK, &json!(false), &json!(null)));
    assert_eq!(body["revision"], json!(town.house.store().changed(town.house.tenant()).await.expect("read")));
    let on = [("if-match", saved.header("etag"))];
    // The new version is in the answer: the next word can follow without reading again.
    let next = town.api("PUT", &fact, &token, &on, r#"{"value":false}"#);
    let house = std::sync::Arc::clone(&town.house);
    let attending = tokio::spawn(async move {
        house.asked().await;
        house.refresh().await.expect("assessed")
    });
    let body = next.await.json();
    let turned = attending.await.expect("attended");
    // Both acts share one assessment, or the second is seen a moment later.
    assert!(body["turned"] == json!(turned) || body["assessed"] == json!(false), "{body} {turned}");
    town.house.refresh().await.expect("assessed");
    assert_eq!(town.house.now().revision, body["revision"].as_i64().expect("a number"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_too_late_reads_who_said_what_in_the_meantime() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let system = facts::schema().kind("system").expect("system");
    let version = town.house.store().version(town.house.tenant(), system, "S0009").await.expect("read").to_string();
    supply(&town, &session, "Fjordlicens").await;
    let fields = [("vaerdi", "Strandlicens"), ("version", version.as_str())];
    let late = town.post(&format!("{SYSTEM}/oplys/licence"), &session, &fields).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
    for wanted in ["Siden du åbnede siden:", "Navn it_architect", "er nu Fjordlicens", "value=\"Strandlicens\""] {
        assert!(late.body.contains(wanted), "{wanted}: {}", late.body);
    }
}
