//! Imports and registers on pages and for programs: what each run did, without what is said of members of staff to those who
//! may not see it; a register that is fetched by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use house::{Asker, Asking, Connected};
use inbound::kitos::{KitosRegister, SOURCE};
use inbound::{Answer, Request};
use kernel::Role;
use serde_json::{Value, json};
use store::{Actor, Intake};
use testkit::kitos::{FakeKitos, Generation, rows, settings, uuid};

use crate::town::Town;

/// Asks the fake register without a socket.
struct Wire(Mutex<FakeKitos>);

impl Asker for Wire {
    fn ask<'a>(&'a self, request: &'a Request) -> Asking<'a> {
        let answer = match self.0.lock().expect("unspoilt").answer(request) {
            Some((status, retry_after, body)) => Answer::Got { status, retry_after, body },
            None => Answer::Nothing("timeout".to_owned()),
        };
        Box::pin(async move { answer })
    }
}

fn connect(town: &Town, password: &str) {
    let mut fake = FakeKitos::of(rows(Generation::Y2026));
    fake.row_mut("organization-users", &uuid(22))["name"] = json!("");
    let register = KitosRegister::new(settings("https://kitos.example", 2), password.to_owned());
    town.house.connect(vec![Connected { register: Box::new(register), asker: Arc::new(Wire(Mutex::new(fake))) }]);
}

/// The register's state, once no run is under way.
async fn settled(town: &Town, token: &str) -> Value {
    for _ in 0..200 {
        let told = town.api("GET", "/api/v1/registers", token, &[], "").await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.body);
        let state = told.json()["items"][0].clone();
        if state["running"] == json!(false) && (state["read_at"] != Value::Null || state["failure"] != Value::Null) {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the run does not end")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_is_fetched_by_hand_and_its_run_read_without_the_staff_by_those_who_may_not_see_them() {
    let town = Town::new().await;
    connect(&town, "hemmelig");
    town.join(Role::ItArchitect, "").await;
    town.join(Role::Admin, "").await;
    let architect = town.sign_in(Role::ItArchitect).await;
    let list = town.get("/import/koersler", &architect).await;
    assert!(list.body.contains("OS2kitos") && list.body.contains("Ikke læst endnu"), "{}", list.body);
    let fetched = town.post("/import/registre/OS2kitos/hent", &architect, &[]).await;
    assert_eq!(fetched.status, StatusCode::SEE_OTHER, "{}", fetched.body);
    let token = town.token(Role::ItArchitect, "write").await;
    let state = settled(&town, &token).await;
    assert_eq!((&state["source"], &state["failure"], &state["paused"]), (&json!(SOURCE), &Value::Null, &json!(false)));
    let act = state["act"].as_i64().expect("an act");
    let page = town.get(&format!("/import/koersler/{act}"), &architect).await;
    assert!(page.body.contains(&uuid(81)) && page.body.contains("1 række er afvist"), "{}", page.body);
    for hidden in ["Åse Ømand", &uuid(21), "aase@proevelund.example"] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    let admin = town.sign_in(Role::Admin).await;
    assert!(town.get(&format!("/import/koersler/{act}"), &admin).await.body.contains(&uuid(21)));
    // The same for programs.
    let path = format!("/api/v1/runs/{act}");
    let told = town.api("GET", &path, &token, &[], "").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let told = told.json();
    let of = |told: &Value, kind: &str| {
        told["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == kind).cloned().expect("the kind")
    };
    assert_eq!(of(&told, "system")["added"].as_array().map(Vec::len), Some(3));
    assert_eq!((&of(&told, "person")["counts"]["added"], &of(&told, "person")["added"]), (&json!(1), &json!([])));
    let reader = town.token(Role::Admin, "write").await;
    let whole = town.api("GET", &path, &reader, &[], "").await;
    assert_eq!(whole.status, StatusCode::OK, "{}", whole.body);
    let whole = whole.json();
    assert_eq!(of(&whole, "person")["added"], json!([uuid(21)]));
    let runs = town.api("GET", "/api/v1/runs", &token, &[], "").await.json();
    assert_eq!(runs["items"][0]["act"], json!(act));
    // Undone, it is on hold until somebody starts it.
    let undone = town.api("POST", &format!("/api/v1/acts/{act}/undo"), &token, &[], "").await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
    assert!(town.get("/import/koersler", &architect).await.body.contains("Holder pause"));
    // The town's own files spoke in the register's name before: that they are gone must be said.
    let started = town.api("POST", "/api/v1/registers/OS2kitos/run", &token, &[], "{\"much_gone\":true}").await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    assert_eq!(settled(&town, &token).await["paused"], json!(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_that_cannot_be_read_or_is_not_there_is_told_with_what_to_do() {
    let town = Town::new().await;
    connect(&town, "forkert");
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let started = town.api("POST", "/api/v1/registers/OS2kitos/run", &token, &[], "{\"full\":true}").await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{}", started.body);
    let state = settled(&town, &token).await;
    assert!(state["failure"]["da"].as_str().is_some_and(|why| why.contains("adgangskode")), "{state}");
    let architect = town.sign_in(Role::ItArchitect).await;
    assert!(town.get("/import/koersler", &architect).await.body.contains("Den seneste kørsel mislykkedes"));
    for (body, path, status) in [
        ("", "/api/v1/registers/OS2mo/run", StatusCode::UNPROCESSABLE_ENTITY),
        ("{\"hest\":1}", "/api/v1/registers/OS2kitos/run", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(town.api("POST", path, &token, &[], body).await.status, status, "{path} {body}");
    }
    assert_eq!(town.api("GET", "/api/v1/runs/999999", &token, &[], "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cell_about_a_member_of_staff_that_was_rejected_is_not_shown_to_everybody() {
    let town = Town::new().await;
    let file = inbound::EstateFile::from_bytes(
        "people.csv",
        &b"key;name;hired_on\nP900;Ny Navnesen;i morgen tidlig\nP901;God Dag;\n"[..],
    );
    let import = inbound::import_folder(&[file], town.house.now().today, &mut |_| {});
    let imported = town.house.import_told(&Actor::system(), &Intake::of(&import.estate), Some(&import.report)).await;
    let act = imported.expect("imported").act;
    for (role, sees) in [(Role::ItArchitect, false), (Role::Admin, true)] {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        let page = town.get(&format!("/import/koersler/{act}"), &session).await;
        assert!(page.body.contains("1 række er afvist"), "{}", page.body);
        assert_eq!(page.body.contains("i morgen tidlig"), sees, "{role:?}");
    }
}
