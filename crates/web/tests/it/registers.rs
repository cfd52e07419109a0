//! A source that somebody writes: which register it counts as, and that one which is none owns nothing.

use axum::http::StatusCode;
use facts::{ConflictKind, schema};
use kernel::Role;

use crate::imports::send_of;
use crate::town::Town;

/// The source whose hosting of a system counts, and its register, where sources disagree.
fn counting(town: &Town, key: &str) -> Option<(String, String)> {
    let snapshot = town.house.now();
    let (system, hosting) = schema().path("system.hosting").expect("hosting");
    let object = snapshot.slots.find(system, key).expect("a system");
    let conflict = snapshot.slots.conflicts().iter().find(|one| {
        (one.kind, one.attribute, one.object) == (system, hosting, object)
            && matches!(one.what, ConflictKind::Disagreement { .. })
    })?;
    let ConflictKind::Disagreement { stated, .. } = &conflict.what else { return None };
    let source = snapshot.slots.source(stated[0].0).expect("a source");
    Some((source.name.to_string(), source.register.to_string()))
}

/// A system whose hosting the register tells and nobody else, and another word for it.
fn undisputed(town: &Town) -> (String, &'static str) {
    let snapshot = town.house.now();
    let (system, hosting) = schema().path("system.hosting").expect("hosting");
    let told = |object: &u32| {
        let facts::Cell::Text(word) = snapshot.slots.cell(system, *object, hosting) else { return None };
        let other = if snapshot.slots.symbols().text(word) == "saas" { "iaas" } else { "saas" };
        let key = snapshot.slots.keys(system)[*object as usize].to_string();
        (counting(town, &key).is_none()).then_some((key, other))
    };
    (0..snapshot.slots.count(system)).find_map(|object| told(&object)).expect("a system")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_is_no_register_does_not_go_before_the_register_that_owns_the_fact() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let (key, other) = undisputed(&town);
    let csv = format!("key;Driftsform\n{key};{other}\n");
    let post =
        async |query: &str| town.api("POST", &format!("/api/v1/imports/system?{query}"), &token, &[], &csv).await;
    let taken = post("source=Regneark").await;
    assert_eq!((taken.status, &taken.json()["register"]), (StatusCode::OK, &"Regneark".into()), "{}", taken.body);
    assert_eq!(counting(&town, &key), Some(("OS2kitos".to_owned(), "kitos".to_owned())), "the register owns it");
    let known = post("source=os2+kitos&dry_run=true").await.json();
    assert_eq!(known["register"], "kitos", "a register is known by its name: {known}");
    let unknown = post("source=Regneark&register=m%C3%A5nen").await;
    assert_eq!(
        (unknown.status, &unknown.json()["label"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"import-register".into())
    );
    // The municipality may let it go first all the same.
    let chosen = town.api("PUT", "/api/v1/precedence/system/hosting", &token, &[], r#"{"register":"Regneark"}"#).await;
    assert_eq!(chosen.status, StatusCode::OK, "{}", chosen.body);
    assert_eq!(counting(&town, &key).map(|(name, _)| name).as_deref(), Some("Regneark"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_is_set_up_as_a_register_on_the_page_and_stays_it() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let (key, other) = undisputed(&town);
    let csv = format!("key;Driftsform\n{key};{other}\n");
    let preview = async |register: &str| {
        let fields = [("slags", "system"), ("kilde", "Udtræk"), ("register", register)];
        let kept = send_of(&town, &session, &fields, &csv).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
        kept.header("location").to_owned()
    };
    let form = town.get("/import", &session).await.body;
    assert!(form.contains("<option value=\"kitos\">OS2kitos</option>") && form.contains("value=\"cmdb\""), "{form}");
    let alone = preview("").await;
    let page = town.get(&alone, &session).await.body;
    assert!(page.contains("en kilde for sig"), "{page}");
    assert!(page.contains("1 oplysning siger noget andet end det, der gælder"), "{page}");
    let refused = send_of(&town, &session, &[("slags", "system"), ("kilde", "x"), ("register", "hest")], &csv).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Intet register hedder &#39;hest&#39;")
            || refused.body.contains("Intet register hedder 'hest'"),
        "{}",
        refused.body
    );
    let as_register = preview("kitos").await;
    let page = town.get(&as_register, &session).await.body;
    assert!(page.contains("tæller som registret OS2kitos") && !page.contains("siger noget andet end det"), "{page}");
    assert_eq!(town.post(&format!("{as_register}/gem"), &session, &[]).await.status, StatusCode::OK);
    let again = preview("").await;
    assert!(town.get(&again, &session).await.body.contains("tæller som registret OS2kitos"), "as last time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_said_as_another_register_ends_where_it_speaks_again() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let path = "/api/v1/imports/system?source=Ark";
    let post = async |more: &str, csv: &str| town.api("POST", &format!("{path}{more}"), &token, &[], csv).await;
    let rows = |count: usize| (0..count).map(|row| format!("S80{row:02};Navn {row}\n")).collect::<String>();
    assert_eq!(post("", &format!("key;Navn\n{}", rows(9))).await.status, StatusCode::OK);
    let tried = post("&register=kitos&dry_run=true", &format!("key;Navn\n{}", rows(1))).await.json();
    assert!(tried["notices"].to_string().contains("'Ark' har før talt som registret Ark"), "{tried}");
    let moved = post("&register=kitos", &format!("key;Navn\n{}", rows(1))).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    let stated = async |key: &str| {
        let object = town.api("GET", &format!("/api/v1/objects/system/{key}"), &token, &[], "").await.json();
        let name = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "name").cloned();
        name.expect("a name")["stated"].as_array().expect("stated").len()
    };
    assert_eq!((stated("S8000").await, stated("S8001").await), (1, 1), "nobody says the same twice");
    let registers = town.house.store().spoken_as(town.house.tenant(), "Ark", "system").await.expect("read");
    assert_eq!((registers["kitos"].len(), registers["Ark"].len()), (1, 8));
    let undo = town.api("POST", &format!("/api/v1/acts/{}/undo", moved.json()["act"]), &token, &[], "").await;
    assert_eq!(undo.status, StatusCode::OK, "{}", undo.body);
    let registers = town.house.store().spoken_as(town.house.tenant(), "Ark", "system").await.expect("read");
    assert_eq!((registers.len(), registers["Ark"].len()), (1, 9));
}
