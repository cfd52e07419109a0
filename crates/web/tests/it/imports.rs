//! The page Import: columns that nobody knows yet, what would count, and undoing that asks first.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Role;

use crate::town::{Answer, Session, Town};

async fn send(town: &Town, session: &Session, source: &str, csv: &str) -> Answer {
    send_of(town, session, [("slags", "system"), ("kilde", source)].as_slice(), csv).await
}

pub(crate) async fn send_of(town: &Town, session: &Session, fields: &[(&str, &str)], csv: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in [("csrf", session.csrf.as_str())].iter().chain(fields) {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str(&format!(
        "--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"ud.csv\"\r\n\r\n{csv}\r\n--x--\r\n"
    ));
    let request = Request::post("/import")
        .header("cookie", format!("fundament={}", session.secret))
        .header("content-type", "multipart/form-data; boundary=x");
    town.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_that_are_all_unknown_are_chosen_on_the_page_and_remembered() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let csv = "Systemnr;Farve;Antal brugere\nS0009;rød;4321\n";
    let fields = [("slags", "system"), ("kilde", "Ark"), ("register", "kitos")];
    let kept = send_of(&town, &session, &fields, csv).await;
    let preview = kept.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("Ingen af kolonnerne") && page.contains("Antal brugere"), "{page}");
    let choices = [
        ("hoved", "Systemnr"),
        ("holder", "key"),
        ("hoved", "Farve"),
        ("holder", ""),
        ("hoved", "Antal brugere"),
        ("holder", "users"),
    ];
    let chosen = town.post(&format!("{preview}/kolonner"), &session, &choices).await;
    assert!(chosen.status.is_redirection(), "{}", chosen.body);
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("1 række kan tages ind") && !page.contains("sources.toml"), "{page}");
    // Others know the system: what they say of its name still stands, and their count of users is held against this one.
    assert!(page.contains("Hvad der ville gælde") && page.contains("4.321"), "{page}");
    assert!(page.contains("1 kendt objekt får andre oplysninger") && page.contains("siger noget andet"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_table_or_has_no_rows_is_told_what_it_is() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    for (file, tells) in [
        ("PK\u{3}\u{4}\u{14}\0\u{6}\0\u{8}\0\0\0!\0", "Filen er en Excel-fil eller et zip-arkiv."),
        ("%PDF-1.7\n1 0 obj\n", "Filen er en PDF og ikke en tabel."),
        ("GIF89a\u{1}\0\u{1}\0", "Filen er et billede og ikke en tabel."),
        ("key;Navn;Livscyklus\n", "Der er ingen rækker under overskriften i filen."),
    ] {
        let kept = send(&town, &session, "Ark", file).await;
        let page = town.get(kept.header("location"), &session).await.body;
        assert!(page.contains(tells) && page.contains("0 rækker kan tages ind"), "{page}");
        assert!(!page.contains("UTF-16") && !page.contains("er nul"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undoing_what_everything_rests_on_is_asked_twice_and_undone_once() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let runs = town.house.import_runs(1_000_000, 50).await.expect("runs");
    let first = runs.iter().map(|run| run.act).min().expect("the town was imported");
    let page = town.get(&format!("/fortryd/{first}"), &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Det ville forsvinde helt") && page.body.contains("it-systemer"), "{}", page.body);
    let refused = town.post(&format!("/fortryd/{first}"), &session, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let system = facts::schema().kind("system").expect("system");
    assert!(town.house.now().slots.count(system) > 100, "nothing is undone unasked");
    let done = town.post(&format!("/fortryd/{first}"), &session, &[("meget", "1")]).await;
    assert!(done.status.is_redirection(), "{}", done.body);
    assert_eq!(town.get("/fortryd/999999", &session).await.status, StatusCode::NOT_FOUND, "no such import");
    let again = town.post(&format!("/fortryd/{first}"), &session, &[("meget", "1")]).await;
    assert!(again.body.contains("allerede fortrudt"), "{}", again.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_of_what_people_said_is_undone_as_well() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let (kind, attribute) = facts::schema().path("system.licence").expect("licence");
    let fact = store::SuppliedFact {
        kind,
        key: "S0009".to_owned(),
        attribute,
        value: facts::Value::text("MIT"),
        by: "Ane Friis".to_owned(),
        seen_at: town.house.now().today,
        valid_until: None,
    };
    let intake = store::Intake { deliveries: Vec::new(), facts: vec![fact], answers: Vec::new() };
    let act = town.house.import(&store::Actor::system(), &intake).await.expect("imported").act;
    let page = town.get(&format!("/fortryd/{act}"), &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let done = town.post(&format!("/fortryd/{act}"), &session, &[]).await;
    assert!(done.status.is_redirection(), "{}", done.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_that_leads_nowhere_or_has_not_happened_yet_is_refused() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let person = facts::schema().kind("person").expect("person");
    let now = town.house.now();
    let names: Vec<String> = (0..now.slots.count(person))
        .filter_map(|one| now.slots.name(person, one))
        .map(|name| name.to_string())
        .collect();
    let shared =
        names.iter().find(|name| names.iter().filter(|other| other == name).count() > 1).expect("a shared name");
    for (attribute, value, says) in [
        ("owner", "Ingen Sådan", "findes ikke blandt"),
        ("owner", shared.as_str(), "Flere hedder"),
        ("supplier", "NOSUCH", "findes ikke blandt"),
        ("using_units", "U1|NOSUCH", "findes ikke blandt"),
        ("risk_assessed_on", "2060-01-01", "ikke kommet endnu"),
    ] {
        let path = format!("/objekter/system/S0009/oplys/{attribute}");
        let refused = town.post(&path, &session, &[("version", "1"), ("vaerdi", value)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{attribute}: {}", refused.body);
        assert!(refused.body.contains(says), "{attribute}: {}", refused.body);
    }
    let path = "/api/v1/objects/system/S0009";
    let tag = town.api("GET", path, &token, &[], "").await.header("etag").to_owned();
    for (body, label) in [
        (r#"{"value":"NOSUCH"}"#, "fact-target"),
        (r#"{"value":"P00001","valid_until":"9999-12-31"}"#, "valid-until-late"),
    ] {
        let path = format!("{path}/facts/owner");
        let refused = town.api("PUT", &path, &token, &[("if-match", &tag)], body).await;
        assert_eq!((refused.status, &refused.json()["label"]), (StatusCode::UNPROCESSABLE_ENTITY, &label.into()));
    }
    let none = town.post("/objekter/system/S0009/svar/os2-community-not-followed", &session, &[("version", "1")]).await;
    assert!(none.body.contains("Vælg et af svarene"), "{}", none.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_amounts_and_references_are_told_in_the_readers_language() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let snapshot = town.house.now();
    let (kind, owner) = facts::schema().path("system.supplier").expect("in the schema");
    let suppliers = facts::schema().kind("supplier").expect("in the schema");
    let (key, name) =
        (snapshot.slots.keys(suppliers)[0].to_string(), snapshot.slots.name(suppliers, 0).expect("a name"));
    let other = snapshot.slots.keys(suppliers)[1].to_string();
    let system = format!("key;supplier;users\nS0009;{key};1250\nS0008;{other};7\n");
    assert_eq!(
        town.api("POST", "/api/v1/imports/system?source=Ark", &token, &[], &system).await.status,
        StatusCode::OK
    );
    let unit = snapshot.slots.keys(facts::schema().kind("unit").expect("units"))[0].to_string();
    let budget = format!("key;replacement_budget\n{unit};7500\n");
    assert_eq!(town.api("POST", "/api/v1/imports/unit?source=Ark", &token, &[], &budget).await.status, StatusCode::OK);
    let changed =
        send(&town, &session, "Ark", &format!("key;supplier;users\nS0008;{key};1251\nS0009;{key};1251\n")).await;
    let raised =
        send_of(&town, &session, &[("slags", "unit"), ("kilde", "Ark")], &budget.replace("7500", "7500,50")).await;
    let pages = [changed.header("location").to_owned(), raised.header("location").to_owned()];
    for (language, told, amounts) in
        [("da", "1.250 → 1.251", "7.500 kr. → 7.500,50 kr."), ("en", "1,250 → 1,251", "DKK 7,500 → DKK 7,500.50")]
    {
        town.post("/sprog", &session, &[("sprog", language), ("til", "/")]).await;
        let page = town.get(&pages[0], &session).await.body;
        assert!(page.contains(told) && page.contains(&format!("→ {name} ({key})")), "{page}");
        assert!(town.get(&pages[1], &session).await.body.contains(amounts), "{language}");
    }
    // What the sources disagree on is named with its key, too.
    town.post("/sprog", &session, &[("sprog", "da"), ("til", "/")]).await;
    let disagree =
        town.house.now().slots.disagreements(kind, town.house.now().slots.find(kind, "S0009").expect("there")).to_vec();
    assert!(disagree.contains(&owner), "{disagree:?}");
    let page = town.get("/objekter/system/S0009", &session).await.body;
    assert!(page.contains(&format!("<li>Ark: {name} ({key}) (")), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_too_are_asked_whether_it_is_right_that_much_is_gone() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let post = async |path: &str, body: &str| town.api("POST", path, &token, &[], body).await;
    let rows: String = (0..60).map(|row| format!("S80{row:02};Navn {row}\n")).collect();
    let taken = post("/api/v1/imports/system?source=Ark", &format!("key;Navn\n{rows}")).await.json();
    let undo = format!("/api/v1/acts/{}/undo", taken["act"]);
    let asked = post(&undo, "").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.body);
    let told = asked.json();
    assert_eq!(told["label"], "undo-much-gone");
    assert_eq!(
        (&told["details"][0]["da"], &told["details"][0]["en"]),
        (&"60 it-systemer".into(), &"60 IT systems".into())
    );
    let unsure = post(&format!("{undo}?much_gone=ja"), "").await;
    assert_eq!((unsure.status, &unsure.json()["label"]), (StatusCode::BAD_REQUEST, &"truth".into()));
    // The same of a file that is all that its source has.
    let whole = "/api/v1/imports/system?source=Ark&complete=true";
    let refused = post(whole, "key;Navn\nS8000;Navn 0\n").await;
    assert_eq!(
        (refused.status, &refused.json()["label"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"import-much-gone".into())
    );
    let tried = post(&format!("{whole}&dry_run=true"), "key;Navn\nS8000;Navn 0\n").await.json();
    assert_eq!((&tried["gone"], &tried["newer"]), (&59.into(), &serde_json::Value::Null));
    let older = format!("{whole}&dry_run=true&exported=2026-10-01");
    let told = post(&older, "key;Navn\nS8000;Navn 0\n").await.json();
    assert_eq!(told["newer"], town.house.now().today.to_string(), "what was delivered before is newer: {told}");
    let undone = post(&format!("{undo}?much_gone=true"), "").await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_file_that_lacks_much_is_taken_in_when_somebody_says_that_it_is_right() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let fields = [("slags", "system"), ("kilde", "Ark"), ("hele", "1")];
    let rows: String = (0..5).map(|row| format!("S80{row:02};Navn {row}\n")).collect();
    let first = send_of(&town, &session, &fields, &format!("key;Navn\n{rows}")).await.header("location").to_owned();
    assert!(!town.get(&first, &session).await.body.contains("name=\"meget\""), "nothing is gone yet");
    assert_eq!(town.post(&format!("{first}/gem"), &session, &[]).await.status, StatusCode::OK);
    let old = [("slags", "system"), ("kilde", "Ark"), ("dag", "2026-10-01")];
    let old = send_of(&town, &session, &old, "key;Navn\nS8000;Andet\n").await.header("location").to_owned();
    let page = town.get(&old, &session).await.body;
    assert!(page.contains("Kilden har før leveret noget nyere"), "{page}");
    let less = send_of(&town, &session, &fields, "key;Navn\nS8000;Navn 0\n").await.header("location").to_owned();
    let page = town.get(&less, &session).await.body;
    assert!(page.contains("name=\"meget\"") && page.contains("Det er rigtigt, at så meget er væk"), "{page}");
    let refused = town.post(&format!("{less}/gem"), &session, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("name=\"meget\""), "and the question is asked again: {}", refused.body);
    let kind = facts::schema().kind("system").expect("in the schema");
    assert!(town.house.now().slots.find(kind, "S8004").is_some(), "nothing was saved");
    let done = town.post(&format!("{less}/gem"), &session, &[("meget", "1")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(town.house.now().slots.find(kind, "S8004").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_end_since_a_file_lacks_their_columns_are_named_and_asked_about() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let post = async |path: &str, body: &str| town.api("POST", path, &token, &[], body).await;
    let path = "/api/v1/imports/system?source=Ark";
    let rows: String = (0..5).map(|row| format!("S80{row:02};Navn {row};{row}7\n")).collect();
    assert_eq!(post(path, &format!("key;Navn;Brugere\n{rows}")).await.status, StatusCode::OK);
    let fewer: String = (0..5).map(|row| format!("S80{row:02};Navn {row}\n")).collect();
    let fewer = format!("key;Navn\n{fewer}");
    let preview = send(&town, &session, "Ark", &fewer).await.header("location").to_owned();
    let page = town.get(&preview, &session).await.body;
    assert!(page.contains("Brugere (5). 5 oplysninger slutter") && page.contains("→ ukendt"), "{page}");
    assert!(page.contains("name=\"meget\""), "{page}");
    let refused = town.post(&format!("{preview}/gem"), &session, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let told = post(&format!("{path}&dry_run=true"), &fewer).await.json();
    let told = told["notices"][0]["da"].as_str().unwrap_or_default().to_owned();
    assert!(told.contains("Brugere (5)"), "{told}");
    let refused = post(path, &fewer).await;
    assert_eq!(refused.json()["label"], "import-much-gone", "{}", refused.body);
    assert_eq!(post(&format!("{path}&much_gone=true"), &fewer).await.status, StatusCode::OK);
}
