//! An object as it was known on a day gone by: on the page and in the API, and what is said of days that cannot be shown.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town};

const SYSTEM: &str = "/objekter/system/S0009";

/// Taken in two days ago; yesterday somebody said what licence S0009 has.
async fn two_days_later(role: Role) -> (Town, Session) {
    let town = Town::new().await;
    town.join(role, "").await;
    town.clock.pass(86_400);
    let session = town.sign_in(role).await;
    let system = facts::schema().kind("system").expect("system");
    let version = town.house.store().version(town.house.tenant(), system, "S0009").await.expect("read").to_string();
    let fields = [("vaerdi", "Fjordlicens"), ("version", version.as_str())];
    let answer = town.post(&format!("{SYSTEM}/oplys/licence"), &session, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    town.clock.pass(86_400);
    town.house.refresh().await.expect("a new day");
    let session = town.sign_in(role).await;
    (town, session)
}

fn days_ago(days: i32) -> String {
    testkit::today().plus_days(2 - days).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_a_day_gone_by_shows_what_was_known_says_so_and_changes_nothing() {
    let (town, session) = two_days_later(Role::ItArchitect).await;
    let today = town.get(SYSTEM, &session).await.body;
    assert!(today.contains("Vis som det var den") && today.contains("Fjordlicens") && today.contains("/oplys/"));
    assert!(!today.contains("Sådan så det ud den"));
    for (days, known) in [(2, false), (1, true)] {
        let then = town.get(&format!("{SYSTEM}?dag={}", days_ago(days)), &session).await;
        assert_eq!(then.status, StatusCode::OK, "{}", then.body);
        assert_eq!(then.body.contains("Fjordlicens"), known, "{days} days ago");
        let day = testkit::today().plus_days(2 - days).long(kernel::Lang::Da);
        assert!(then.body.contains(&format!("Sådan så det ud den {day}")), "{}", then.body);
        assert!(then.body.contains(&format!("href=\"{SYSTEM}\"")), "the way back");
        assert!(!then.body.contains("/oplys/") && !then.body.contains("/svar/"), "the past is not corrected");
    }
    let same = town.get(&format!("{SYSTEM}?dag={}", days_ago(0)), &session).await.body;
    assert!(!same.contains("Sådan så det ud den") && same.contains("/oplys/"), "today is today");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_that_cannot_be_shown_are_told_why() {
    let (town, session) = two_days_later(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "read").await;
    for (day, status, label, text) in [
        (days_ago(3), StatusCode::UNPROCESSABLE_ENTITY, "as-of-too-early", "den første import er fra"),
        (days_ago(-1), StatusCode::UNPROCESSABLE_ENTITY, "as-of-future", "Dagen er ikke kommet endnu"),
        ("2026-02-30".to_owned(), StatusCode::BAD_REQUEST, "as-of-day", "ikke en dag i kalenderen"),
        ("%3Cscript%3E".to_owned(), StatusCode::BAD_REQUEST, "as-of-day", "ikke en dag i kalenderen"),
    ] {
        let page = town.get(&format!("{SYSTEM}?dag={day}"), &session).await;
        assert_eq!(page.status, status, "{day}");
        assert!(page.body.contains(text), "{day}: {}", page.body);
        let answer = town.api("GET", &format!("/api/v1/objects/system/S0009?as_of={day}"), &token, &[], "").await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{day}");
    }
    let early = town.get(&format!("{SYSTEM}?dag={}", days_ago(3)), &session).await.body;
    let first = format!("{SYSTEM}?dag={}", days_ago(2));
    assert!(early.contains(&format!("href=\"{first}\"")), "the way to the first day: {early}");
    assert_eq!(town.get(&first, &session).await.status, StatusCode::OK);
    let unknown = town.api("GET", &format!("/api/v1/objects/system/NONE?as_of={}", days_ago(1)), &token, &[], "").await;
    assert_eq!((unknown.status, &unknown.json()["label"]), (StatusCode::NOT_FOUND, &json!("as-of-unknown")));
    let misspelt = town.api("GET", "/api/v1/objects/system/S0009?asof=2026-11-23", &token, &[], "").await;
    assert_eq!(misspelt.json()["label"], json!("unknown-parameter"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_reads_a_day_gone_by_without_a_tag_to_write_with() {
    let (town, _) = two_days_later(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "read").await;
    let licence = async |path: &str| {
        let answer = town.api("GET", path, &token, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        let read = answer.json();
        let licence = read["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "licence").cloned();
        let said = licence.expect("licence")["stated"].as_array().expect("stated").len();
        let findings = read["findings"].as_array().expect("findings").len();
        (said, read["as_of"].clone(), !answer.header("etag").is_empty(), findings > 0)
    };
    let path = "/api/v1/objects/system/S0009";
    let (now, _, tagged, _) = licence(path).await;
    assert!(tagged);
    let (then, day, tagged, assessed) = licence(&format!("{path}?as_of={}", days_ago(2))).await;
    assert_eq!((then, day, tagged, assessed), (now - 1, json!(days_ago(2)), false, true));
    let (yesterday, ..) = licence(&format!("{path}?as_of={}", days_ago(1))).await;
    assert_eq!(yesterday, now);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_see_a_person_may_not_see_what_they_were() {
    let (town, session) = two_days_later(Role::ItArchitect).await;
    let person = facts::schema().kind("person").expect("person");
    let key = town.house.now().slots.keys(person)[0].to_string();
    let path = format!("/objekter/person/{key}?dag={}", days_ago(1));
    assert_eq!(town.get(&path, &session).await.status, StatusCode::FORBIDDEN);
    town.join(Role::Auditor, "").await;
    let auditor = town.sign_in(Role::Auditor).await;
    assert_eq!(town.get(&path, &auditor).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_asked_for_a_day_gone_by_says_that_it_is_todays() {
    let (town, session) = two_days_later(Role::ItArchitect).await;
    let day = testkit::today().plus_days(1).long(kernel::Lang::Da);
    for page in ["/objekter/system", "/objekter/device", "/"] {
        let then = town.get(&format!("{page}?dag={}", days_ago(1)), &session).await;
        assert_eq!(then.status, StatusCode::OK, "{}", then.body);
        let notice = format!(
            "Det her er, som det er i dag.</strong> Lister og overblik vises kun for i dag. Et enkelt objekt kan ses, som det var den {day}"
        );
        assert!(then.body.contains(&notice) && !then.body.contains("forstod ikke"), "{page}: {}", then.body);
        for today in [page.to_owned(), format!("{page}?dag={}", days_ago(0)), format!("{page}?dag=")] {
            assert!(!town.get(&today, &session).await.body.contains("Det her er, som det er i dag"), "{today}");
        }
        let no_day = town.get(&format!("{page}?dag=2026-02-30"), &session).await;
        assert_eq!(no_day.status, StatusCode::BAD_REQUEST, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acquisition_is_shown_as_it_stood_at_the_end_of_a_day_gone_by() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let plan = json!({ "title": "Nyt plejesystem", "purpose": "Afløser et, der udgår." }).to_string();
    let opened = town.api("POST", "/api/v1/acquisitions", &token, &[], &plan).await.json();
    let path = format!("/api/v1/acquisitions/{}", opened["number"].as_str().expect("a number"));
    let page = path.replace("/api/v1/acquisitions", "/anskaffelser");
    town.clock.pass(86_400);
    let offer = json!({ "candidate": "T1", "supplier": "Nordsoft A/S", "product": "Omsorg Ny" }).to_string();
    let add = format!("{path}/add-candidate");
    assert_eq!(town.api("POST", &add, &token, &[("if-match", "\"1\"")], &offer).await.status, StatusCode::OK);
    town.clock.pass(86_400);
    town.house.refresh().await.expect("a new day");
    let token = town.token(Role::ItArchitect, "read").await;
    let session = town.sign_in(Role::ItArchitect).await;
    for (days, version, offers) in [(2, 1, 0), (1, 2, 1)] {
        let then = town.api("GET", &format!("{path}?as_of={}", days_ago(days)), &token, &[], "").await;
        assert_eq!((then.status, then.header("etag")), (StatusCode::OK, ""), "{}", then.body);
        let then = then.json();
        assert_eq!((&then["version"], &then["as_of"]), (&json!(version), &json!(days_ago(days))));
        assert_eq!(then["candidates"].as_array().map(Vec::len), Some(offers), "{then}");
        let body = town.get(&format!("{page}?dag={}", days_ago(days)), &session).await.body;
        let day = testkit::today().plus_days(2 - days).long(kernel::Lang::Da);
        assert!(body.contains(&format!("Sådan stod anskaffelsen den {day}")), "{body}");
        assert_eq!(body.contains("Omsorg Ny"), offers == 1, "{days} days ago");
        assert!(!body.contains(&format!("action=\"{page}/")), "nothing is done in the past: {body}");
        // Everything on it leads to the same day.
        let asked = format!("?dag={}", days_ago(days));
        for within in ["/egne", "/tjekliste"].into_iter().chain((offers == 1).then_some("/tilbud/T1")) {
            let href = format!("{page}{within}{asked}");
            let then = town.get(&href, &session).await.body;
            assert!(body.contains(&format!("href=\"{href}\"")), "{href}: {body}");
            assert!(
                then.contains("Sådan stod anskaffelsen den") && then.contains(&format!("href=\"{page}{asked}\"")),
                "{then}"
            );
            assert!(!then.contains(&format!("action=\"{page}/")), "{then}");
        }
        let offer = town.get(&format!("{page}/tilbud/T1{asked}"), &session).await.status;
        assert_eq!(offer == StatusCode::OK, offers == 1, "{offer}");
    }
    let now = town.api("GET", &format!("{path}?as_of={}", days_ago(0)), &token, &[], "").await;
    assert_eq!((now.header("etag"), &now.json()["as_of"]), ("\"2\"", &serde_json::Value::Null));
    let today = town.get(&format!("{page}?dag={}", days_ago(0)), &session).await.body;
    assert!(
        !today.contains("Sådan stod anskaffelsen") && today.contains(&format!("action=\"{page}/tilbud")),
        "{today}"
    );
    for (asked, status, label) in [
        (format!("as_of={}", days_ago(3)), StatusCode::NOT_FOUND, "as-of-unknown"),
        (format!("as_of={}", days_ago(-1)), StatusCode::UNPROCESSABLE_ENTITY, "as-of-future"),
        ("as_of=2026-02-30".to_owned(), StatusCode::BAD_REQUEST, "as-of-day"),
        (format!("asof={}", days_ago(1)), StatusCode::BAD_REQUEST, "unknown-parameter"),
    ] {
        let answer = town.api("GET", &format!("{path}?{asked}"), &token, &[], "").await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{asked}");
    }
}
