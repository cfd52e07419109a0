//! Overblik and its numbers for programs: what a changed strategy turned is not shown as anybody's getting better or worse.

use kernel::Role;
use serde_json::Value;
use store::Actor;

use crate::town::Town;

async fn told_apart(town: Town) {
    town.join(Role::Auditor, "").await;
    town.clock.pass(31 * 86_400);
    town.house.refresh().await.expect("refreshed");
    let token = town.token(Role::Auditor, "read").await;
    let section = async || {
        let overview = town.api("GET", "/api/v1/overview", &token, &[], "").await.json();
        let packs = overview["packs"].as_array().expect("packs").clone();
        let sections = packs[0]["sections"].as_array().expect("sections").clone();
        let found = sections.into_iter().find(|one| one["section"] == "8").expect("§8");
        (overview["since"].clone(), packs[0]["adopted"].clone(), found)
    };
    let (since, adopted, before) = section().await;
    assert_eq!((since, adopted), (Value::from("2026-11-23"), Value::Array(Vec::new())));
    let session = town.sign_in(Role::Auditor).await;
    assert!(!town.get("/", &session).await.body.contains("ændret strategi"));

    let mut files = testkit::pack_files("it-teknologi-2023");
    let parameter = |value: &str| format!("[parameters.arch_documentation_months]\ntype = \"int\"\nvalue = {value}");
    for file in &mut files {
        file.text = file.text.replace(&parameter("24"), &parameter("6"));
    }
    town.house.adopt(&Actor::system(), &files, "Skærpet").await.expect("adopted");
    let (_, adopted, after) = section().await;
    let deviating = |of: &Value| of["verdicts"]["deviates"].as_i64().expect("a count");
    let turned = deviating(&after) - deviating(&before);
    assert!(turned > 0, "{after}");
    assert_eq!(adopted, serde_json::json!(["2026-12-24"]));
    assert_eq!(after["turned"]["by_facts"], before["turned"]["by_facts"]);
    assert_eq!(after["turned"]["by_strategy"]["deviates"], turned);
    let page = town.get("/", &session).await.body;
    for wanted in ["Strategien er ændret 24. december 2026", &format!("ændret strategi: +{turned} afviger")] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // What the strategy turned is not coloured as somebody's getting worse.
    let row = page.split("<tr>").find(|row| row.contains("#afsnit-8")).expect("a row");
    let worse = before["turned"]["by_facts"]["deviates"].as_i64().expect("a count") > 0;
    assert_eq!(row.contains("fu-worse"), worse, "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_changed_strategy_turned_stands_by_itself_in_sqlite() {
    told_apart(Town::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_changed_strategy_turned_stands_by_itself_in_postgres() {
    told_apart(Town::in_postgres().await).await;
}
