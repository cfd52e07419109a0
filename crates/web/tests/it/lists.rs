//! Lists of values, of facts, of objects and of what changed: what is left out is said, and what is empty says why.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::{Value, json};
use store::Actor;

use crate::town::{Session, Town};

/// A house with a strategy and these systems, with an IT architect and a token of theirs.
async fn with_systems(rows: &str) -> (Town, Session, String) {
    let town = Town::empty().await;
    let files = testkit::pack_files("it-teknologi-2023");
    town.house.adopt(&Actor::system(), &files, "Vedtaget").await.expect("adopted");
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    if !rows.is_empty() {
        let csv = format!("key;Navn;Livscyklus;KLE-opgaver\n{rows}");
        let taken = town.api("POST", "/api/v1/imports/system?source=Regneark", &token, &[], &csv).await;
        assert_eq!((taken.status, &taken.json()["rejected"]), (StatusCode::OK, &json!([])), "{}", taken.body);
    }
    (town, session, token)
}

fn tasks(last: &str) -> String {
    (1..=11).map(|number| format!("11.11.{number:02}|")).collect::<String>() + last
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objects_own_page_has_every_value_and_a_table_says_how_many_it_leaves_out() {
    let rows = format!("S1;Et;i drift;{}\nS2;To;i drift;{}\n", tasks("11.11.12"), tasks("11.11.13"));
    let (town, session, _) = with_systems(&rows).await;
    let whole = tasks("11.11.12").replace('|', ", ");
    for path in ["/objekter/system/S1", "/objekter/system/S1/oplys/kle_tasks", "/sammenlign?a=S1&b=S2"] {
        let page = town.get(path, &session).await.body;
        assert!(page.contains(&whole), "{path}: {page}");
    }
    let both = town.get("/sammenlign?a=S1&b=S2", &session).await.body;
    let row = both.split("<tr").find(|row| row.contains(&whole)).expect("the row");
    assert!(row.contains("fu-differs") && row.contains("11.11.13"), "{row}");
    let table = town.get("/objekter/system?vis=kle_tasks", &session).await.body;
    assert!(table.contains("11.11.08 og 4 mere</td>"), "{table}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_may_have_more_is_not_told_as_none_and_what_a_verdict_rests_on_is_told_in_short() {
    let rest: String = (2..=40).map(|number| format!("S{number};System {number};i drift;\n")).collect();
    let (town, session, token) = with_systems(&format!("S1;Et;i drift;11.11.11\n{rest}")).await;
    let page = town.get("/objekter/system/S1", &session).await.body;
    assert!(page.contains("<td>ingen kendte; kan være flere</td>"), "{page}");
    assert!(page.contains("; og 29 mere</span>") && page.contains("<li>og 29 mere</li>"), "{page}");
    assert!(page.matches("/oplys/kle_tasks\"").count() <= 11, "{page}");
    let detail = town.api("GET", "/api/v1/objects/system/S1", &token, &[], "").await.json();
    let facts = detail["facts"].as_array().expect("facts");
    let open = |name: &str| facts.iter().find(|fact| fact["name"] == name).expect(name)["open"].clone();
    assert_eq!((open("overlapping_systems"), open("kle_tasks")), (json!(true), json!(false)));
    let listed = town.api("GET", "/api/v1/objects/system?q=S1", &token, &[], "").await.json();
    assert_eq!(listed["items"][0]["open"], json!(["overlapping_systems"]));
    let path = "/api/v1/exports/system/objects.csv?q=S1&column=overlapping_systems&lang=da";
    let csv = town.api("GET", path, &token, &[], "").await.body;
    assert!(csv.contains("ingen kendte; kan være flere"), "{csv}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_with_nothing_in_it_says_so_and_where_it_comes_from() {
    let (town, session, _) = with_systems("").await;
    let list = town.get("/objekter/system", &session).await.body;
    assert!(list.contains("Der er ingen endnu. <a href=\"/import\">"), "{list}");
    assert!(!list.contains("Ingen svarer til søgningen"), "{list}");
    let searched = town.get("/objekter/system?q=x", &session).await.body;
    assert!(searched.contains("Ingen svarer til søgningen"), "{searched}");
    let compare = town.get("/sammenlign", &session).await.body;
    assert!(compare.contains("Der skal være to systemer at sammenligne, og der er ingen endnu."), "{compare}");
    town.join(Role::Auditor, "").await;
    let auditor = town.sign_in(Role::Auditor).await;
    let list = town.get("/objekter/system", &auditor).await.body;
    assert!(list.contains("Der er ingen endnu. De kommer, når nogen"), "{list}");
}

/// Every page of a feed, each as its items.
async fn feed(town: &Town, path: &str, limit: usize, token: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = town.api("GET", &format!("{path}?limit={limit}&after={after}"), token, &[], "").await.json();
        let next = page["next"].as_str().map_or_else(|| page["next"].to_string(), str::to_owned);
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}")).clone();
        if next == after {
            assert!(items.is_empty(), "{page}");
            return pages;
        }
        pages.push(items);
        after = next;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_a_feed_is_full_until_the_feed_ends_though_most_may_not_be_seen() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "read").await;
    for (path, limit) in [("/api/v1/changes/objects", 7), ("/api/v1/changes", 400)] {
        let pages = feed(&town, path, limit, &token).await;
        let (last, full) = pages.split_last().expect("some");
        assert!(full.iter().all(|page| page.len() == limit) && last.len() <= limit, "{path}");
        let whole: Vec<Value> = feed(&town, path, 500, &token).await.concat();
        assert!(!whole.iter().any(|item| item["kind"] == "person"), "{path}");
        assert_eq!(pages.concat(), whole, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_given_a_form_for_a_fact_that_is_computed() {
    let (town, session, _) = with_systems("S1;Et;i drift;11.11.11\n").await;
    let path = "/objekter/system/S1/oplys/coupled_systems";
    for answer in [town.get(path, &session).await, town.post(path, &session, &[("vaerdi", "3")]).await] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(answer.body.contains("Den oplysning regnes ud af andre. Oplys dem i stedet."), "{}", answer.body);
        assert!(!answer.body.contains("name=\"vaerdi\""), "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_suppliers_are_narrowed_by_the_most_common_and_owners_of_one_system_each_are_searched_for() {
    let (town, session, token) = with_systems("").await;
    let row = |number: usize| format!("S{number};Nr {number};L{};P{number}\n", number.saturating_sub(60));
    let rows: String = (1..=120).map(row).collect();
    let csv = format!("key;Navn;Leverandør;Systemejer\n{rows}");
    let taken = town.api("POST", "/api/v1/imports/system?source=Regneark", &token, &[], &csv).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let page = town.get("/objekter/system", &session).await.body;
    assert!(page.contains("Leverandør (de 40 hyppigste af 61)") && page.contains(">L0 (60)</option>"), "{page}");
    assert_eq!(page.matches("<option value=\"L").count(), 40);
    assert!(!page.contains("<select class=\"form-select\" id=\"f-owner\""), "{page}");
    let narrowed = town.get("/objekter/system?supplier=L60", &session).await.body;
    assert!(narrowed.contains("<option value=\"L60\" selected>L60 (1)</option>"), "{narrowed}");
}
