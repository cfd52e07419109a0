//! What an import tells before it is taken in: references that lead nowhere, days ahead, and facts that end.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::imports::send_of;
use crate::town::Town;

const INTEGRATIONS: &str = "key;Fra system;Til system\nI900;S0001;S9999\nI901;S9998;S0002\nI902;S0001;S0002\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_to_what_is_not_there_are_told_row_by_row_and_taken_in() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let fields = [("slags", "integration"), ("kilde", "OS2kitos")];
    let preview = send_of(&town, &session, &fields, INTEGRATIONS).await.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("2 henvisninger fører til noget, som Fundament ikke har: "), "{page}");
    assert!(page.contains("Fra system (1)") && page.contains("Til system (1)"), "{page}");
    for (row, to) in [("I900", "S9999"), ("I901", "S9998")] {
        assert!(
            page.contains(&format!("<td>{row}</td>")) && page.contains(&format!("It-system <code>{to}</code>")),
            "{page}"
        );
    }
    let post = async |more: &str, csv: &str| {
        town.api("POST", &format!("/api/v1/imports/integration?source=OS2kitos{more}"), &token, &[], csv).await
    };
    let tried = post("&dry_run=true", INTEGRATIONS).await.json();
    let dangling = json!({ "total": 2, "items": [
        { "kind": "integration", "key": "I901", "attribute": "from", "to": "S9998" },
        { "kind": "integration", "key": "I900", "attribute": "to", "to": "S9999" },
    ] });
    let sorted = |told: &serde_json::Value| {
        let mut items = told["items"].as_array().expect("items").clone();
        items.sort_by_key(|item| item["to"].to_string());
        (told["total"].clone(), items)
    };
    assert_eq!(sorted(&tried["dangling"]), sorted(&dangling), "{tried}");
    let taken = post("", INTEGRATIONS).await;
    assert_eq!(taken.status, StatusCode::OK, "it is no refusal: {}", taken.body);
    assert_eq!(taken.json()["dangling"]["total"], 2);
    let run = town.get(&format!("/import/koersler/{}", taken.json()["act"]), &session).await.body;
    assert!(run.contains("2 henvisninger fører til noget"), "the run remembers it: {run}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rows_of_the_same_file_are_there_and_those_that_it_ends_are_not() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let post = async |more: &str, csv: &str| {
        town.api("POST", &format!("/api/v1/imports/unit?source=Ark{more}"), &token, &[], csv).await.json()
    };
    let units = "key;Navn;Overordnet enhed\nX1;Øverst;-\nX2;Midt;X1\nX3;Nederst;X2\n";
    assert_eq!(post("", units).await["dangling"]["total"], 0);
    let without = "key;Navn;Overordnet enhed\nX1;Øverst;-\nX3;Nederst;X2\n";
    let partly = post("&dry_run=true", without).await;
    assert_eq!(partly["dangling"]["total"], 0, "what the file does not name stays: {partly}");
    let whole = post("&dry_run=true&complete=true", without).await;
    assert_eq!(whole["dangling"]["items"][0]["to"], "X2", "{whole}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_of_what_was_done_that_lie_ahead_are_counted_with_the_first() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let csv = "key;Navn;Risikovurderet\nS900;A;2031-05-03\nS901;B;2030-02-01\nS902;C;2026-01-01\n";
    let path = "/api/v1/imports/system?source=OS2kitos&dry_run=true";
    let told = town.api("POST", path, &token, &[], csv).await.json();
    let told = told["notices"][0]["da"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        told,
        "2 datoer for noget, der er sket, ligger frem i tiden, den første den 1. februar 2030. De tæller ikke, før dagen er kommet."
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_lacks_columns_is_asked_about_as_one_that_lacks_columns() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let path = "/api/v1/imports/system?source=Ark";
    let rows = |more: &str| (0..5).map(|row| format!("S80{row:02};Navn {row}{more}\n")).collect::<String>();
    let whole = format!("key;Navn;Brugere\n{}", rows(";7"));
    assert_eq!(town.api("POST", path, &token, &[], &whole).await.status, StatusCode::OK);
    let fewer = format!("key;Navn\n{}", rows(""));
    let refused = town.api("POST", path, &token, &[], &fewer).await.json();
    assert_eq!(refused["label"], "import-much-gone");
    let why = refused["titleDa"].as_str().unwrap_or_default();
    assert!(why.contains("mangler kolonner eller celler"), "{refused}");
    let fields = [("slags", "system"), ("kilde", "Ark")];
    let preview = send_of(&town, &session, &fields, &fewer).await.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("Det er rigtigt, at så mange oplysninger slutter"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_the_place_of_something_known_is_never_hidden_behind_what_is_new() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let system = facts::schema().kind("system").expect("system");
    let known = town.house.now().slots.keys(system)[0].to_string();
    // By their keys, all that is new goes before what is known.
    let new: String = (0..150).map(|number| format!("A{number:04};Ny {number}\n")).collect();
    let csv = format!("key;Navn\n{new}{known};=Omdøbt\n");
    let path = "/api/v1/imports/system?source=OS2kitos&dry_run=true";
    let tried = town.api("POST", path, &token, &[], &csv).await.json();
    let told = &tried["would_count"];
    assert_eq!((&told["new"], &told["changed"]), (&json!(150), &json!(1)), "{told}");
    let items = told["items"].as_array().expect("items");
    let turn = items[0]["facts"].as_array().expect("facts").iter().find(|fact| fact["fact"] == "name").expect("a name");
    assert_eq!(
        (&items[0]["key"], &items[0]["new"], &turn["after"]["da"]),
        (&json!(known), &json!(false), &json!("=Omdøbt"))
    );
    assert_eq!(items.len(), 151);
    let fields = [("slags", "system"), ("kilde", "OS2kitos")];
    let preview = send_of(&town, &session, &fields, &csv).await.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("=Omdøbt") && page.contains("og 51 flere"), "{page}");
    let all = town.get(&format!("{preview}/forskelle.csv"), &session).await;
    assert!(all.header("content-disposition").starts_with("attachment"), "{}", all.body);
    for row in [format!("{known};ændres;Navn;"), "A0149;nyt objekt;Navn;;Ny 149;".to_owned()] {
        assert!(all.body.contains(&row), "{row}: {}", all.body);
    }
    assert!(all.body.contains(";'=Omdøbt;"), "no formula: {}", all.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_and_what_stands_beside_is_told_row_by_row() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let system = facts::schema().kind("system").expect("system");
    let known = town.house.now().slots.keys(system)[0].to_string();
    let all = town.house.now().slots.count(system);
    let whole = format!("key;Navn\n{known};Omdøbt\n");
    let path = "/api/v1/imports/system?source=OS2kitos&dry_run=true&complete=true";
    let tried = town.api("POST", path, &token, &[], &whole).await.json();
    let gone = tried["would_count"]["gone"].as_array().map_or(0, Vec::len);
    assert_eq!((gone as u64, gone > 1), (tried["gone"].as_u64().expect("a count"), true), "of {all}: {tried}");
    let fields = [("slags", "system"), ("kilde", "OS2kitos"), ("hele", "1")];
    let preview = send_of(&town, &session, &fields, &whole).await.header("location").to_owned();
    let file = town.get(&format!("{preview}/forskelle.csv"), &session).await.body;
    assert_eq!(file.matches(";væk fra kilden;").count(), gone, "{file}");
    // A source that is no register says otherwise than the register that owns the fact.
    let other = format!("key;Navn\n{known};Et andet navn\n");
    let path = "/api/v1/imports/system?source=Regneark&dry_run=true";
    let tried = town.api("POST", path, &token, &[], &other).await.json();
    let beside = &tried["would_count"]["beside_items"][0];
    assert_eq!(
        (&beside["key"], &beside["fact"], &beside["told"]),
        (&json!(known), &json!("name"), &json!("Et andet navn")),
        "{tried}"
    );
    let fields = [("slags", "system"), ("kilde", "Regneark")];
    let preview = send_of(&town, &session, &fields, &other).await.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    let file = town.get(&format!("{preview}/forskelle.csv"), &session).await.body;
    assert!(page.contains("Navn: Et andet navn. Det, der gælder, er"), "{page}");
    assert!(
        file.contains(&format!("{known};står ved siden af;Navn;")) && file.contains("Filen siger: Et andet navn"),
        "{file}"
    );
}
