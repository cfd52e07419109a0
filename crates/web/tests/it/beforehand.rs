//! What programs see before they act: what an undo would take, which files would go, and what the strategy says.

use axum::http::StatusCode;
use house::ACCOUNTS_SCOPE;
use kernel::Role;
use serde_json::{Value, json};

use crate::town::Town;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_undo_would_take_is_told_and_nothing_is_undone() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let import = "/api/v1/imports/system?source=Ark";
    town.api("POST", import, &token, &[], "key;Navn;Licens\nS7001;Ørnereden;MIT\n").await;
    let csv = "key;Navn;Licens\nS7001;Ørnereden;EUPL\nS7002;Uglen;MIT\n";
    let act = town.api("POST", import, &token, &[], csv).await.json()["act"].clone();
    let path = format!("/api/v1/acts/{act}/undo");
    let told = town.api("GET", &path, &token, &[], "").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let told = told.json();
    assert_eq!((&told["run"]["act"], &told["much_gone"]), (&act, &json!(false)));
    assert_eq!(told["lost"], json!([{ "kind": "system", "objects": 1 }]));
    let changes = &told["changes"][0];
    assert_eq!(changes["counts"], json!({ "added": 0, "changed": 1, "gone": 1 }));
    assert_eq!((&changes["gone"], &changes["changed"][0]["key"]), (&json!(["S7002"]), &json!("S7001")));
    let licence = |when: &str| changes["changed"][0][when]["licence"].clone();
    assert!(
        licence("before").to_string().contains("EUPL") && licence("after").to_string().contains("MIT"),
        "{changes}"
    );
    let system = facts::schema().kind("system").expect("system");
    assert!(town.house.now().slots.find(system, "S7002").is_some(), "to look undoes nothing");
    assert_eq!(town.api("POST", &path, &token, &[], "").await.status, StatusCode::OK);
    let again = town.api("GET", &path, &token, &[], "").await;
    assert_eq!((again.status, &again.json()["label"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("import-undone")));
    assert_eq!(town.api("GET", "/api/v1/acts/999999/undo", &token, &[], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.api("GET", "/api/v1/acts/hest/undo", &token, &[], "").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_are_counted_but_not_named_to_those_who_may_not_see_them() {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::Security] {
        town.join(role, "").await;
    }
    let token = town.token(Role::ItArchitect, "write").await;
    let unit = town.api("GET", "/api/v1/objects/unit?limit=1", &token, &[], "").await.json()["items"][0]["key"].clone();
    let csv = format!("key;Navn;Enhed\nP7001;Åse Holm;{}\n", unit.as_str().expect("a key"));
    let taken = town.api("POST", "/api/v1/imports/person?source=Ark", &token, &[], &csv).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let path = format!("/api/v1/acts/{}/undo", taken.json()["act"]);
    for (role, sees) in [(Role::ItArchitect, false), (Role::Security, true)] {
        let told = town.api("GET", &path, &town.token(role, "write").await, &[], "").await;
        assert_eq!(told.json()["changes"][0]["counts"]["gone"], 1, "{}", told.body);
        assert_eq!(told.body.contains("P7001"), sees, "{role:?}: {}", told.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_files_are_kept_is_read_and_set_by_a_token_for_managing_accounts() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    let token = town.house.make_token(&who, "opbevaring", ACCOUNTS_SCOPE, 1).await.expect("made").1.0;
    let path = "/api/v1/retention";
    assert_eq!(town.api("GET", path, &token, &[], "").await.json(), json!({ "years": null, "due": [] }));
    let set = town.api("PUT", path, &token, &[], r#"{"years":5}"#).await;
    assert_eq!((set.status, &set.json()["years"]), (StatusCode::OK, &json!(5)), "{}", set.body);
    assert_eq!(town.house.files_kept().await.expect("read"), Some(5));
    for (body, status, label) in [
        (r#"{"years":0}"#, StatusCode::UNPROCESSABLE_ENTITY, "retention-years"),
        (r#"{"years":101}"#, StatusCode::UNPROCESSABLE_ENTITY, "retention-years"),
        (r#"{"years":-1}"#, StatusCode::BAD_REQUEST, "body"),
        // What is forgotten is no word for: without limit.
        ("{}", StatusCode::BAD_REQUEST, "body"),
    ] {
        let answer = town.api("PUT", path, &token, &[], body).await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{body}");
    }
    let writes = town.token(Role::Admin, "write").await;
    for (method, body) in [("GET", ""), ("PUT", r#"{"years":null}"#)] {
        assert_eq!(town.api(method, path, &writes, &[], body).await.status, StatusCode::FORBIDDEN, "{method}");
    }
    assert_eq!(town.house.files_kept().await.expect("read"), Some(5));
    assert_eq!(town.api("PUT", path, &token, &[], r#"{"years":null}"#).await.json()["years"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strategy_is_read_as_the_document_it_is() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::Auditor, "read").await;
    let document = town.api("GET", "/api/v1/strategies/it-teknologi-2023", &token, &[], "").await;
    assert_eq!(document.status, StatusCode::OK, "{}", document.body);
    let document = document.json();
    let pack = testkit::pack("it-teknologi-2023");
    let sections = document["sections"].as_array().expect("sections");
    let ids: Vec<&str> = sections.iter().map(|one| one["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, pack.sections.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
    let principles: Vec<&Value> = sections.iter().flat_map(|one| one["principles"].as_array().expect("some")).collect();
    assert_eq!(principles.len(), pack.principles.len());
    for principle in &pack.principles {
        let told = principles.iter().find(|one| one["id"] == principle.id.as_str()).expect("every principle");
        let both = json!({ "da": principle.text.da, "en": principle.text.en });
        assert_eq!((&told["text"], &told["title"]["en"]), (&both, &json!(principle.title.en)));
        assert_eq!(told["longest_dispensation"], json!(principle.longest_dispensation.to_string()));
        assert_eq!(told["strength"], principle.strength.word());
    }
    let rules: Vec<&Value> = principles.iter().flat_map(|one| one["rules"].as_array().expect("some")).collect();
    assert_eq!(rules.len(), pack.rules.len());
    let asked = rules.iter().find(|rule| !rule["question"].is_null()).expect("a question");
    assert!(asked["require"].is_null() && asked["question"]["choices"].as_array().expect("some").len() > 1, "{asked}");
    let one = rules.iter().find(|rule| rule["code"] == "rights-concept-missing").expect("there");
    assert_eq!(one["require"], "system.rights_concept", "{one}");
    assert!(one["finding"]["da"] == "{system.name} har intet rettighedskoncept." && one["weight"].is_string(), "{one}");
    assert_eq!(document["parameters"].as_array().expect("limits").len(), pack.parameters.len());
    assert_eq!(town.api("GET", "/api/v1/strategies/hest", &token, &[], "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_municipality_is_named_by_a_token_for_managing_accounts() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    let token = town.house.make_token(&who, "navn", ACCOUNTS_SCOPE, 1).await.expect("made").1.0;
    let path = "/api/v1/name";
    let named = town.api("PUT", path, &token, &[], r#"{"name":"Ærø  Prøvekommune"}"#).await;
    assert_eq!((named.status, named.json()), (StatusCode::OK, json!({ "name": "Ærø Prøvekommune" })));
    let long = json!({ "name": "x".repeat(101) }).to_string();
    for body in [r#"{"name":" "}"#, &long] {
        let answer = town.api("PUT", path, &token, &[], body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.json()["label"], "municipality-name", "{body}");
    }
    let reads = town.token(Role::Admin, "read").await;
    assert_eq!(town.api("GET", path, &reads, &[], "").await.json(), json!({ "name": "Ærø Prøvekommune" }));
    let other = town.api("PUT", path, &reads, &[], r#"{"name":"Andetsteds"}"#).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
}
