//! Where sources disagree, the municipality says whose word counts; what waits and how it stands, for programs.

use axum::http::StatusCode;
use facts::{ConflictKind, schema};
use kernel::Role;
use serde_json::json;

use crate::town::Town;

/// A system whose hosting two registers tell differently, and which of them counts now.
fn disputed(town: &Town) -> (String, String) {
    let snapshot = town.house.now();
    let (system, hosting) = schema().path("system.hosting").expect("hosting");
    let disputed = snapshot.slots.conflicts().iter().find_map(|conflict| match &conflict.what {
        ConflictKind::Disagreement { stated, .. } if (conflict.kind, conflict.attribute) == (system, hosting) => {
            Some((conflict.object, stated[0].0))
        }
        _ => None,
    });
    let (object, first) = disputed.expect("two registers disagree about a hosting");
    let source = snapshot.slots.source(first).expect("a source");
    (snapshot.slots.keys(system)[object as usize].to_string(), source.register.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_that_is_chosen_counts_and_the_other_word_still_stands() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let (key, register) = disputed(&town);
    assert_eq!(register, "kitos");
    let page = town.get(&format!("/objekter/system/{key}"), &session).await.body;
    assert!(page.contains("/forrang/system/hosting") && page.contains("value=\"cmdb\">CMDB</button>"), "{page}");
    assert!(page.contains("Lad én af dem gælde først, her og for alle andre af samme slags: "), "{page}");
    let chosen = [("register", "cmdb"), ("noegle", key.as_str())];
    let done = town.post("/forrang/system/hosting", &session, &chosen).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, format!("/objekter/system/{key}").as_str())
    );
    assert_eq!(disputed(&town), (key, "cmdb".to_owned()));
    let token = town.token(Role::ItArchitect, "read").await;
    let read = async |path: &str| town.api("GET", &format!("/api/v1/precedence{path}"), &token, &[], "").await;
    let hosting = read("/system/hosting").await.json();
    assert_eq!((&hosting["register"], &hosting["usual"]), (&json!("cmdb"), &json!("kitos")), "{hosting}");
    assert!(hosting["act"].as_i64() > Some(0), "{hosting}");
    let all = read("?limit=500").await.json();
    let of = |kind: &str, attribute: &str| {
        let items = all["items"].as_array().expect("items").iter();
        items.clone().find(|one| one["kind"] == kind && one["attribute"] == attribute).cloned()
    };
    assert_eq!(of("system", "hosting"), Some(hosting));
    assert_eq!(of("system", "licence").map(|one| one["act"].clone()), Some(json!(null)));
    assert_eq!(of("system", "coupled_systems"), None, "computed");
    assert_eq!(read("/system/coupled_systems").await.status, StatusCode::NOT_FOUND);
    let log = town.get("/log", &session).await.body;
    assert!(log.contains("valgte register") && log.contains("Driftsform: CMDB"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_that_has_said_nothing_cannot_go_first_and_not_everybody_chooses() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    town.join(Role::SystemOwner, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let path = "/api/v1/precedence/system/hosting";
    let unknown = town.api("PUT", path, &token, &[], r#"{"register":"månen"}"#).await;
    assert_eq!(
        (unknown.status, &unknown.json()["label"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("register-unknown"))
    );
    let computed =
        town.api("PUT", "/api/v1/precedence/system/coupled_systems", &token, &[], r#"{"register":"cmdb"}"#).await;
    assert_eq!(&computed.json()["label"], &json!("fact-computed"));
    let chosen = town.api("PUT", path, &token, &[], r#"{"register":"cmdb"}"#).await;
    assert_eq!(chosen.status, StatusCode::OK, "{}", chosen.body);
    let owner = town.token(Role::SystemOwner, "write").await;
    assert_eq!(town.api("PUT", path, &owner, &[], r#"{"register":"cmdb"}"#).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_read_how_it_stands_and_what_waits_for_them() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "read").await;
    let overview = town.api("GET", "/api/v1/overview", &token, &[], "").await.json();
    let sections = overview["packs"][0]["sections"].as_array().expect("sections").clone();
    assert!(sections.iter().any(|one| one["section"] == "8" && one["verdicts"]["deviates"].as_u64() > Some(0)));
    let first = town.api("GET", "/api/v1/tasks?limit=2", &token, &[], "").await.json();
    let next = first["next"].as_str().expect("more");
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    let second = town.api("GET", &format!("/api/v1/tasks?limit=2&after={next}"), &token, &[], "").await.json();
    assert_ne!(first["items"], second["items"]);
    for item in first["items"].as_array().expect("items") {
        assert_ne!(item["fact"].is_null(), item["rule"].is_null(), "{item}");
    }
    assert_eq!(town.api("GET", "/api/v1/tasks?after=-1", &token, &[], "").await.status, StatusCode::BAD_REQUEST);
}
