//! Programs: reading, writing on what was read, importing, following what turned.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_writers_who_read_the_same_one_must_read_again() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let object = "/api/v1/objects/system/S0009";
    let read = town.api("GET", object, &token, &[], "").await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    let tag = read.header("etag").to_owned();
    assert_eq!(town.api("GET", object, &token, &[("if-none-match", &tag)], "").await.status, StatusCode::NOT_MODIFIED);
    let body = json!({ "value": "EUPL-1.2", "valid_until": "2027-11-23" }).to_string();
    let fact = format!("{object}/facts/licence");
    let without = town.api("PUT", &fact, &token, &[], &body).await;
    assert_eq!((without.status, &without.json()["label"]), (StatusCode::PRECONDITION_REQUIRED, &json!("if-match")));
    let first = town.api("PUT", &fact, &token, &[("if-match", &tag)], &body).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let second = town.api("PUT", &fact, &token, &[("if-match", &tag)], &body).await;
    assert_eq!(
        (second.status, &second.json()["label"]),
        (StatusCode::PRECONDITION_FAILED, &json!("changed-in-between"))
    );
    let changes = second.json()["changes"].as_array().expect("what changed").clone();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((&changes[0]["by"], &changes[0]["what"]), (&json!("Navn it_architect"), &json!("supply-fact")));
    let told = json!([{ "fact": "licence", "source": "Navn it_architect", "after": "EUPL-1.2" }]);
    assert_eq!(changes[0]["facts"], told);
    let again = town.api("GET", object, &token, &[("if-none-match", &tag)], "").await;
    let facts = again.json()["facts"].as_array().expect("facts").clone();
    let licence = facts.iter().find(|fact| fact["name"] == "licence").expect("licence");
    assert_eq!((&licence["value"], &licence["source"]), (&json!("EUPL-1.2"), &json!("Navn it_architect")));
    let stated = licence["stated"].as_array().expect("stated");
    assert!(stated.iter().any(|one| one["valid_until"] == "2027-11-23"), "{stated:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_values_are_refused_with_what_should_stand_there() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let tag = town.api("GET", "/api/v1/objects/system/S0009", &token, &[], "").await.header("etag").to_owned();
    for (attribute, body, status, label) in [
        ("hosting", r#"{"value":"månen"}"#, StatusCode::UNPROCESSABLE_ENTITY, "fact-value"),
        ("licence", r#"{"value":"010190-1234"}"#, StatusCode::UNPROCESSABLE_ENTITY, "fact-value"),
        (
            "licence",
            r#"{"value":"MIT","valid_until":"2020-01-01"}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
            "valid-until-past",
        ),
        ("licence", r#"{"value":"MIT","valid_until":"snart"}"#, StatusCode::UNPROCESSABLE_ENTITY, "valid-until"),
        ("coupled_systems", r#"{"value":3}"#, StatusCode::UNPROCESSABLE_ENTITY, "fact-computed"),
        ("licence", r#"{"value":{}}"#, StatusCode::BAD_REQUEST, "body"),
        ("licence", r#"{"valu":"MIT"}"#, StatusCode::BAD_REQUEST, "body"),
        ("licence", "", StatusCode::BAD_REQUEST, "body"),
        ("nothing", r#"{"value":"MIT"}"#, StatusCode::NOT_FOUND, "not-found"),
    ] {
        let path = format!("/api/v1/objects/system/S0009/facts/{attribute}");
        let answer = town.api("PUT", &path, &token, &[("if-match", &tag)], body).await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{attribute} {body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_for_reading_only_reads_and_an_ended_one_does_nothing() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "read").await;
    assert_eq!(town.api("GET", "/api/v1/me", &token, &[], "").await.json()["scope"], "read");
    let import = "/api/v1/imports/system?source=x";
    assert_eq!(town.api("POST", import, &token, &[], "key\nS1\n").await.status, StatusCode::FORBIDDEN);
    let fact = "/api/v1/objects/system/S0009/facts/licence";
    let write = town.api("PUT", fact, &token, &[("if-match", "\"1\"")], r#"{"value":"MIT"}"#).await;
    assert_eq!(write.status, StatusCode::FORBIDDEN);
    town.clock.pass(31 * 86_400);
    assert_eq!(town.api("GET", "/api/v1/me", &token, &[], "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_paged_through_without_losing_or_repeating_anything() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::Auditor, "read").await;
    for query in ["sort=-name", "sort=hosting", "sort=-deviates", "verdict=deviates"] {
        let (mut keys, mut after, mut total) = (Vec::new(), String::new(), 0);
        loop {
            let path = format!("/api/v1/objects/system?{query}&limit=17&after={after}");
            let page = town.api("GET", &path, &token, &[], "").await.json();
            total = page["total"].as_u64().unwrap_or(total);
            let items = page["items"].as_array().expect("items").clone();
            keys.extend(items.iter().map(|item| item["key"].as_str().expect("a key").to_owned()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        let count = keys.len();
        assert_eq!(count as u64, total, "{query}");
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "{query}");
    }
    let answer = town.api("GET", "/api/v1/objects/system?hostign=saas", &token, &[], "").await;
    assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::BAD_REQUEST, &json!("unknown-parameter")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_tried_taken_in_followed_in_the_feed_and_undone() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let head = town.house.store().last_turn(town.house.tenant()).await.expect("read");
    let csv = "key;Navn;Livscyklus;Rettighedskoncept\nS7001;Ørnereden;i drift;nej\nS7002;Uden for byen;på månen;ja\n";
    let path = "/api/v1/imports/system?source=Regneark";
    let tried = town.api("POST", &format!("{path}&dry_run=true"), &token, &[], csv).await.json();
    assert_eq!((&tried["act"], &tried["accepted"], &tried["added"]), (&json!(null), &json!(1), &json!(1)));
    assert_eq!(tried["rejected"][0]["line"], 3);
    let system = facts::schema().kind("system").expect("system");
    assert_eq!(town.house.now().slots.find(system, "S7001"), None);
    let taken = town.api("POST", path, &token, &[], csv).await.json();
    assert!(taken["turned"].as_u64() > Some(0), "{taken}");
    let feed = town.api("GET", &format!("/api/v1/changes?after={head}"), &token, &[], "").await.json();
    let deviates = |item: &serde_json::Value| item["key"] == "S7001" && item["after"] == "deviates";
    assert!(feed["items"].as_array().expect("items").iter().any(deviates), "{feed}");
    let before = taken["act"].as_i64().expect("a number") - 1;
    let objects = town.api("GET", &format!("/api/v1/changes/objects?after={before}"), &token, &[], "").await.json();
    let said = |item: &serde_json::Value| ["kind", "key", "source", "what", "touch"].map(|name| item[name].clone());
    let items = objects["items"].as_array().expect("items");
    assert_eq!(
        (items.len(), said(&items[0])),
        (1, ["system", "S7001", "Regneark", "import", "added"].map(|word| json!(word)))
    );
    let undo = town.api("POST", &format!("/api/v1/acts/{}/undo", taken["act"]), &token, &[], "").await;
    assert_eq!(undo.status, StatusCode::OK, "{}", undo.body);
    let next = objects["next"].as_str().expect("a place");
    let objects = town.api("GET", &format!("/api/v1/changes/objects?after={next}"), &token, &[], "").await.json();
    assert_eq!(said(&objects["items"][0]), ["system", "S7001", "Regneark", "undo", "gone"].map(|word| json!(word)));
    assert_eq!(town.house.now().slots.find(system, "S7001"), None);
    let garbage = town.api("POST", path, &token, &[], "\u{0}\u{1}").await;
    assert_eq!(
        (garbage.status, &garbage.json()["label"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("import-refused"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_of_objects_has_each_once_whatever_the_page_size() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let head = town.api("GET", "/api/v1/changes/objects?after=999999", &token, &[], "").await.json();
    assert_eq!((head["items"].as_array().map(Vec::len), &head["next"]), (Some(0), &json!("999999")));
    let rows: String = (0..25).map(|row| format!("S80{row:02};Navn {row}\n")).collect();
    let path = "/api/v1/imports/system?source=Regneark";
    let taken = town.api("POST", path, &token, &[], &format!("key;Navn\n{rows}")).await.json();
    let (mut after, mut keys) = ((taken["act"].as_i64().expect("a number") - 1).to_string(), Vec::new());
    loop {
        let page = town.api("GET", &format!("/api/v1/changes/objects?limit=10&after={after}"), &token, &[], "").await;
        let page = page.json();
        keys.extend(page["items"].as_array().expect("items").iter().map(|item| item["key"].clone()));
        let next = page["next"].as_str().expect("a place").to_owned();
        if next == after {
            break;
        }
        after = next;
    }
    assert_eq!(keys.len(), 25);
    keys.dedup();
    assert_eq!((keys.len(), after.parse::<i64>().ok()), (25, taken["act"].as_i64()));
    let wrong = town.api("GET", "/api/v1/changes/objects?after=-1", &token, &[], "").await;
    assert_eq!((wrong.status, &wrong.json()["label"]), (StatusCode::BAD_REQUEST, &json!("number")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_strategy_is_tried_and_adopted_with_a_reason() {
    let town = Town::new().await;
    town.join(Role::ExecutiveBoard, "").await;
    let token = town.token(Role::ExecutiveBoard, "write").await;
    let mut files = testkit::pack_files("it-teknologi-2023");
    files.iter_mut().for_each(|file| file.text = file.text.replace("version = \"1.0\"", "version = \"1.1\""));
    let changes = [("fki_attestation_months".to_owned(), "1".to_owned())];
    let files = principles::amend(&files, &changes, "1.1").expect("amended");
    let files: serde_json::Map<String, serde_json::Value> =
        files.into_iter().map(|file| (file.name, file.text.into())).collect();
    let tried =
        town.api("POST", "/api/v1/strategies/try", &token, &[], &json!({ "files": files }).to_string()).await.json();
    assert_eq!(tried["editorial"], false);
    assert!(tried["turned"].as_u64() > Some(0), "{tried}");
    assert_eq!(town.house.now().packs[0].version, "1.0");
    let without = town.api("POST", "/api/v1/strategies", &token, &[], &json!({ "files": files }).to_string()).await;
    assert_eq!(without.json()["label"], "reason-missing");
    let body = json!({ "files": files, "reason": "Byrådet, punkt 12" }).to_string();
    assert_eq!(town.api("POST", "/api/v1/strategies", &token, &[], &body).await.status, StatusCode::OK);
    assert_eq!(town.house.now().packs[0].version, "1.1");
    let broken = json!({ "files": { "strategy.toml": "id = 1" } }).to_string();
    let answer = town.api("POST", "/api/v1/strategies/try", &token, &[], &broken).await;
    assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("pack-errors")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_the_api_has_every_body_field_and_word_of_the_document() {
    let town = Town::new().await;
    let page = town.get("/api", &Session::none()).await.body;
    let document = town.get("/api/v1/openapi.json", &Session::none()).await.json();
    let shapes = document["components"]["schemas"].as_object().expect("shapes");
    assert!(shapes.len() > 50, "{}", shapes.len());
    for (name, shape) in shapes {
        let at = format!("id=\"s-{name}\"");
        let section =
            page.split(&at).nth(1).unwrap_or_else(|| panic!("{name}")).split("</section>").next().expect("its end");
        for field in shape["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
            assert!(section.contains(&format!("<code>{field}</code>")), "{name}.{field}: {section}");
        }
        for word in shape["enum"].as_array().into_iter().flatten().filter_map(|word| word.as_str()) {
            assert!(section.contains(&format!("<code>{word}</code>")), "{name}: {word}");
        }
    }
    let fact = "PUT /api/v1/objects/{kind}/{key}/facts/{attribute}";
    let operation = page.split(fact).nth(1).expect("the operation").split("</section>").next().expect("its end");
    for told in ["href=\"#s-SupplyFact\"", "<code>value</code>", "<code>valid_until</code>", "skal med", "If-Match"] {
        assert!(operation.contains(told), "{told}: {operation}");
    }
}
