//! Lists for programs: paged by a cursor, all in one shape, nothing given twice or left out.

use axum::http::StatusCode;
use house::cases::Seat;
use house::{ACCOUNTS_SCOPE, Joining};
use kernel::{Day, Role};
use serde_json::{Value, json};

use crate::town::{PASSWORD, Town};

/// Every page of a list, and how many it says there are.
async fn through(town: &Town, path: &str, token: &str) -> (Vec<Value>, u64) {
    let (mut items, mut after) = (Vec::new(), String::new());
    let between = if path.contains('?') { '&' } else { '?' };
    loop {
        let answer = town.api("GET", &format!("{path}{between}limit=1{after}"), token, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        let page = answer.json();
        let given = page["items"].as_array().unwrap_or_else(|| panic!("{path}: {page}"));
        assert!(given.len() <= 1, "{path}");
        items.extend(given.iter().cloned());
        let total = page["total"].as_u64().expect("a count");
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (items, total),
        }
    }
}

/// Some of everything that is listed.
async fn busy() -> Town {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::ExecutiveBoard, Role::Admin, Role::SystemOwner] {
        town.join(role, "").await;
    }
    for (login, name) in [("b", "Åse"), ("a", "Anna"), ("c", "Anna")] {
        let joining = Joining {
            login: login.to_owned(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            ..Joining::default()
        };
        town.house.add_account(&store::Actor::system(), &joining).await.expect("made");
    }
    let architect = town.sign_in(Role::ItArchitect).await;
    let board = town.sign_in(Role::ExecutiveBoard).await;
    let who = town.house.who_by_session(&architect.secret).await.expect("read").expect("known");
    let member = town.house.who_by_session(&board.secret).await.expect("read").expect("known");
    for title in ["Vagtplan", "Bookning", "Biblioteksalarm"] {
        let plan = decisions::AcquisitionPlan {
            title: title.to_owned(),
            purpose: "Fordi".to_owned(),
            tasks: vec!["27.36.00".to_owned()],
            unit: None,
            owner: None,
            phase: decisions::Phase::Idea,
        };
        town.house.open_acquisition(Seat { who: &who, acting_for: None }, &plan).await.expect("opened");
    }
    let day = |text: &str| Day::parse(text).expect("a day");
    for (on, title) in [("2026-12-01", "Sidst"), ("2026-12-01", "Sidste igen"), ("2026-11-30", "Først")] {
        town.house.plan_meeting(&who, day(on), title).await.expect("planned");
    }
    let accounts = town.house.store().accounts(town.house.tenant()).await.expect("read");
    let owner = accounts.iter().find(|one| one.login == Role::SystemOwner.word()).expect("there");
    for until in ["2026-12-01", "2026-12-24"] {
        let period = (day("2026-11-25"), day(until));
        town.house.appoint_deputy(&member, &owner.id, period).await.expect("appointed");
    }
    town
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_is_paged_in_one_shape_and_in_its_order() {
    let town = busy().await;
    let token = town.token(Role::ItArchitect, "write").await;
    let session = town.sign_in(Role::Admin).await;
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    let accounts = town.house.make_token(&who, "brugere", ACCOUNTS_SCOPE, 1).await.expect("made").1.0;
    for (path, token, id, least) in [
        ("accounts", &accounts, "id", 7),
        ("acquisitions", &token, "number", 3),
        ("kinds", &token, "kind", 20),
        ("strategies", &token, "id", 1),
        ("built-in-strategies", &token, "id", 1),
        ("precedence", &token, "attribute", 100),
        ("strategies/it-teknologi-2023/rules", &token, "code", 40),
        ("registers", &token, "source", 0),
        ("mappings", &token, "source", 0),
        ("me/tokens", &token, "id", 1),
        ("meetings", &token, "id", 3),
        ("deputies", &token, "id", 2),
        ("handover", &token, "person", 0),
        ("tasks/cases", &token, "case", 0),
        ("tasks/acquisitions", &token, "acquisition", 3),
        ("kle?all=true", &token, "task", 3),
        ("identity/proposals", &token, "key", 0),
    ] {
        let path = format!("/api/v1/{path}");
        let (items, total) = through(&town, &path, token).await;
        let between = if path.contains('?') { '&' } else { '?' };
        let whole = town.api("GET", &format!("{path}{between}limit=500"), token, &[], "").await.json();
        assert!(json!(items) == whole["items"] && whole["next"].is_null(), "{path}");
        assert!(items.len() as u64 == total && items.len() >= least, "{path}: {}", items.len());
        let mut ids: Vec<String> = items.iter().map(|item| item[id].to_string()).collect();
        ids.sort();
        ids.dedup();
        assert!(ids.len() == items.len() || path.contains("tasks") || path.contains("precedence"), "{path}: {ids:?}");
        for wrong in ["zz", "-1", "31"] {
            let refused = town.api("GET", &format!("{path}{between}after={wrong}"), token, &[], "").await;
            assert_eq!(
                (refused.status, &refused.json()["label"]),
                (StatusCode::BAD_REQUEST, &json!("cursor")),
                "{path}"
            );
        }
    }
    let (people, _) = through(&town, "/api/v1/accounts", &accounts).await;
    let named: Vec<&str> = people.iter().filter_map(|one| one["login"].as_str()).filter(|one| one.len() == 1).collect();
    assert_eq!(named, ["a", "c", "b"], "by name, as Danes sort");
    let (meetings, _) = through(&town, "/api/v1/meetings", &token).await;
    assert_eq!(meetings[2]["title"], "Først", "the latest day first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_goes_on_where_it_was_though_something_came_before_it() {
    let town = busy().await;
    let token = town.token(Role::ItArchitect, "write").await;
    let first = town.api("GET", "/api/v1/acquisitions?limit=1", &token, &[], "").await.json();
    let body = json!({ "title": "Endnu en", "tasks": ["27.36.00"], "purpose": "Fordi" }).to_string();
    let opened = town.api("POST", "/api/v1/acquisitions", &token, &[], &body).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    let next = first["next"].as_str().expect("more");
    let second = town.api("GET", &format!("/api/v1/acquisitions?limit=1&after={next}"), &token, &[], "").await.json();
    assert_eq!((&second["items"][0]["number"], &second["total"]), (&json!("A2026-0002"), &json!(4)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_does_not_begin_again_in_silence() {
    let town = busy().await;
    let token = town.token(Role::ItArchitect, "read").await;
    let rule = town.house.now().packs[0].rules[0].code.clone();
    let known = town.api("GET", &format!("/api/v1/findings/{rule}?limit=1"), &token, &[], "").await;
    assert_eq!(known.status, StatusCode::OK, "{}", known.body);
    for path in ["objects/system", "cases", &format!("findings/{rule}")] {
        let refused = town.api("GET", &format!("/api/v1/{path}?after=NOBODY"), &token, &[], "").await;
        assert_eq!((refused.status, &refused.json()["label"]), (StatusCode::BAD_REQUEST, &json!("cursor")), "{path}");
    }
}
