//! Whatever an acquisition's page speaks of stands there by name, with a link to its own page.

use axum::http::StatusCode;

use super::begun;
use crate::board::escaped;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systems_stand_by_name_with_a_link_and_the_log_of_it_is_a_click_away() {
    let (town, it, area) = begun().await;
    let now = town.house.now();
    let systems = facts::schema().kind("system").expect("systems");
    let tasks = facts::schema().attribute_id(systems, "kle_tasks").expect("tasks");
    let task = |object: u32| match now.slots.cell(systems, object, tasks) {
        facts::Cell::List(tasks, _) => tasks.first().map(|task| now.slots.symbols().text(*task).to_owned()),
        _ => None,
    };
    let (object, task) = (0..now.slots.count(systems)).find_map(|one| Some((one, task(one)?))).expect("a task");
    let (key, name) = (now.slots.keys(systems)[object as usize].to_string(), now.slots.name(systems, object));
    let name = name.expect("a name");
    let plan = [("version", "2"), ("titel", "Nyt"), ("formaal", "Fordi."), ("kle", &task), ("enhed", ""), ("ejer", "")];
    let revised = town.post("/anskaffelser/A2026-0001/plan", &area, &plan).await;
    assert_eq!(revised.status, StatusCode::SEE_OTHER, "{}", revised.body);
    let page = town.get("/anskaffelser/A2026-0001", &area).await.body;
    let link = format!("<a href=\"/objekter/system/{key}\">{}</a> ({key})", escaped(&name));
    let (_, lacks) = page.split_once("Kommunen har allerede systemer").expect("what the gate lacks");
    let (lacks, rest) = lacks.split_once("</li>").expect("its end");
    assert!(lacks.contains(&link), "{link}: {lacks}");
    assert!(rest.contains(&link), "{link}: {rest}");
    let href = "href=\"/log/case/A2026-0001?navne=skjult\"";
    assert!(!page.contains(href), "whoever may not read the log is not led to it");
    assert!(town.get("/anskaffelser/A2026-0001", &it).await.body.contains(href));
    let early = town.post("/anskaffelser/A2026-0001/fase", &it, &[("version", "3"), ("fase", "tender")]).await;
    assert!(early.body.contains(&format!("{} ({key})", escaped(&name))), "{}", early.body);
}
