//! The first strategy of a house whose administrator came by the command line: those that come with the program are offered, tried and
//! adopted with a name and a reason, by people and by programs.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Role;
use serde_json::{Value, json};

use crate::town::{Answer, Session, Town};

const OURS: &str = "kl-arkitektur";

/// Sends the button of a strategy that comes with the program.
async fn tried(town: &Town, session: &Session, id: &str) -> Answer {
    let field = |name: &str, value: &str| {
        format!("--graense\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!("{}{}--graense--\r\n", field("csrf", &session.csrf), field("indbygget", id));
    let request = Request::post("/proev")
        .header("cookie", format!("fundament={}", session.secret))
        .header("host", "fundament.example")
        .header("content-type", "multipart/form-data; boundary=graense");
    town.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_without_a_strategy_adopts_one_that_comes_with_the_program() {
    let town = Town::empty().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let file = "key;name;status\nS1;Løn;i drift\n";
    let token = town.token(Role::Admin, "write").await;
    let imported = town.api("POST", "/api/v1/imports/system?source=arket", &token, &[], file).await;
    assert_eq!(imported.status, StatusCode::OK, "{}", imported.body);
    let object = town.get("/objekter/system/S1", &session).await.body;
    assert!(object.contains("Ingen strategi er i brug") && !object.contains("Ingen regler i strategien"), "{object}");
    let page = town.get("/strategi", &session).await.body;
    assert!(page.contains("Følger med programmet") && page.contains(&format!("value=\"{OURS}\"")), "{page}");
    let answer = tried(&town, &session, OURS).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let what_if = answer.header("location").to_owned();
    let page = town.get(&what_if, &session).await.body;
    assert!(page.contains("Pakken er ny.") && page.contains("vurderinger skifter"), "{page}");
    let adopt = what_if.replace("/proev/", "/ibrug/");
    let without = town.post(&adopt, &session, &[("grund", "")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", without.body);
    assert!(town.house.now().packs.is_empty(), "refused");
    let adopted = town.post(&adopt, &session, &[("grund", "Byrådet d. 3. november")]).await;
    assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.body);
    for path in ["/strategi".to_owned(), format!("/strategi/{OURS}")] {
        let page = town.get(&path, &session).await.body;
        assert!(page.contains("af Navn admin") && page.contains("<q>Byrådet d. 3. november</q>"), "{path}: {page}");
        assert!(!page.contains("name=\"indbygget\""), "nothing is left to offer: {page}");
    }
    let object = town.get("/objekter/system/S1", &session).await.body;
    assert!(!object.contains("Ingen strategi er i brug"), "{object}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_offered_beside_others_and_only_to_those_who_may_try_it() {
    let town = Town::new().await;
    for role in [Role::Auditor, Role::SystemOwner] {
        town.join(role, "").await;
    }
    let auditor = town.sign_in(Role::Auditor).await;
    for path in ["/strategi", "/proev"] {
        let page = town.get(path, &auditor).await.body;
        assert!(page.contains(&format!("value=\"{OURS}\"")), "{page}");
        assert!(!page.contains("name=\"indbygget\" value=\"it-teknologi-2023\""), "in force: {page}");
    }
    let what_if = tried(&town, &auditor, OURS).await.header("location").to_owned();
    assert!(!town.get(&what_if, &auditor).await.body.contains("/ibrug/"), "an auditor sees and changes nothing");
    let owner = town.sign_in(Role::SystemOwner).await;
    assert!(!town.get("/strategi", &owner).await.body.contains("name=\"indbygget\""));
    let unknown = tried(&town, &auditor, "ingen").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("Vælg en af dem, det har: kl-arkitektur."), "{}", unknown.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_list_try_and_adopt_it_and_read_who_did_and_why() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let listed = async || town.api("GET", "/api/v1/built-in-strategies", &token, &[], "").await.json()["items"].clone();
    let item = listed().await[0].clone();
    assert_eq!((&item["id"], &item["in_force"]), (&json!(OURS), &json!(false)));
    let send = async |path: &str, body: Value| town.api("POST", path, &token, &[], &body.to_string()).await;
    let tried = send("/api/v1/strategies/try", json!({ "built_in": OURS })).await;
    assert!(tried.json()["turned"].as_u64() > Some(0), "{}", tried.body);
    for (body, label) in [
        (json!({ "built_in": "ingen", "reason": "x" }), "pack-not-built-in"),
        (json!({ "built_in": OURS, "files": { "strategy.toml": "" }, "reason": "x" }), "pack-twice"),
        (json!({ "built_in": OURS }), "reason-missing"),
    ] {
        let refused = send("/api/v1/strategies", body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.json()["type"].as_str().expect("a type").ends_with(label), "{}", refused.body);
    }
    let adopted = send("/api/v1/strategies", json!({ "built_in": OURS, "reason": "Digitaliseringsrådet" })).await;
    assert_eq!(adopted.status, StatusCode::OK, "{}", adopted.body);
    assert_eq!(listed().await[0]["in_force"], json!(true));
    let pack = town.api("GET", &format!("/api/v1/strategies/{OURS}"), &token, &[], "").await.json();
    let today = town.house.now().today.to_string();
    for (name, value) in
        [("adopted_on", today.as_str()), ("adopted_by", "Navn it_architect"), ("reason", "Digitaliseringsrådet")]
    {
        assert_eq!(pack[name], json!(value), "{name}: {pack}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_are_told_to_come_by_https_only_where_that_is_how_they_come() {
    let reached = async |https: bool, address: Option<&str>| {
        let address = address.map(str::to_owned);
        let town = Town::built(move |mut app| {
            (app.settings.https, app.settings.public_address) = (https, address);
            app
        })
        .await;
        town.get("/log-ind", &Session::none()).await.header("strict-transport-security").to_owned()
    };
    assert_eq!(reached(true, None).await, "max-age=31536000");
    assert_eq!(reached(false, Some("https://fundament.example")).await, "max-age=31536000");
    assert_eq!(reached(false, Some("http://127.0.0.1:8080")).await, "");
    assert_eq!(reached(false, None).await, "");
}
