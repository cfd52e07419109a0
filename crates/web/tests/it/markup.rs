//! Markup in every text that a register, a file or a person may bring, fetched from every page: it stays text.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use facts::{AttrId, Value, ValueType, schema};
use house::Joining;
use kernel::Role;
use store::{Actor, Grant, Intake};

use crate::town::{PASSWORD, Session, Town, coded};

const MARKUP: [&str; 3] =
    ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>", "javascript:alert(3)//<svg onload=alert(4)>"];

/// Some objects of every kind, each text of theirs holding markup, under keys that hold it too.
fn poisoned() -> Intake {
    let mut intake = Intake::of(&testkit::eksempel().estate);
    for delivery in &mut intake.deliveries {
        delivery.rows.truncate(4);
        delivery.source.name = Arc::from(format!("{} {}", delivery.source.name, MARKUP[0]));
        for (place, attribute) in schema().def(delivery.kind).attributes.iter().enumerate() {
            let id = AttrId(u8::try_from(place).expect("few"));
            for (number, row) in delivery.rows.iter_mut().enumerate() {
                let markup = MARKUP[(number + place) % MARKUP.len()];
                let value = match attribute.value {
                    ValueType::Text => Value::text(markup),
                    ValueType::TextList => Value::list([markup]),
                    _ => continue,
                };
                row.facts.retain(|(known, _)| *known != id);
                row.facts.push((id, value));
            }
        }
        if let Some(row) = delivery.rows.first_mut() {
            row.key = MARKUP[1].to_owned();
        }
    }
    intake
}

/// A town full of markup, with an administrator who is everything else too.
async fn town() -> (Town, Session) {
    let town = Town::new().await;
    let actor = Actor { account: MARKUP[0].to_owned(), name: MARKUP[1].to_owned() };
    town.house.import(&actor, &poisoned()).await.expect("imported");
    let joining = Joining {
        login: Role::Admin.word().to_owned(),
        name: MARKUP[1].to_owned(),
        password: PASSWORD.to_owned(),
        grants: Role::ALL.iter().map(|role| Grant { role: *role, unit: String::new() }).collect(),
        ..Joining::default()
    };
    town.house.add_account(&Actor::system(), &joining).await.expect("made");
    let session = town.sign_in(Role::Admin).await;
    let made = town.post("/mig/noegler", &session, &[("navn", MARKUP[0]), ("omfang", "read"), ("dage", "30")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    buy(&town, &session).await;
    (town, session)
}

const BOUGHT: &str = "/anskaffelser/A2026-0001";

/// An acquisition whose every text is markup: what people write, and what suppliers' files bring.
async fn buy(town: &Town, session: &Session) {
    let all = format!("{} {} {}", MARKUP[0], MARKUP[1], MARKUP[2]);
    let text = all.as_str();
    let does = async |path: &str, fields: &[(&str, &str)]| {
        let done = town.post(path, session, fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.body);
    };
    let plan = [("titel", text), ("formaal", text), ("kle", "27.36"), ("fase", "idea"), ("enhed", "")];
    does("/anskaffelser/ny", &plan).await;
    let offer = [("version", "1"), ("leverandoer", text), ("produkt", text)];
    does(&format!("{BOUGHT}/tilbud"), &offer).await;
    let told = [("version", "2"), ("system.licence", text), ("system.access_control", "local_accounts")];
    does(&format!("{BOUGHT}/tilbud/T1/oplys"), &told).await;
    does(&format!("{BOUGHT}/genbrug"), &[("version", "3"), ("begrundelse", text)]).await;
    let bom =
        serde_json::json!({ "bomFormat": "CycloneDX", "components": [{ "name": text, "version": text }] }).to_string();
    let mut body = String::new();
    for (field, value) in [("csrf", session.csrf.as_str()), ("version", "4"), ("slags", "sbom")] {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"<script>bom.json\"\r\n\r\n");
    body.push_str(&format!("{bom}\r\n--x--\r\n"));
    let request = Request::post(format!("{BOUGHT}/tilbud/T1/svar"))
        .header("cookie", format!("fundament={}", session.secret))
        .header("content-type", "multipart/form-data; boundary=x");
    let taken = town.send(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
}

fn no_markup(path: &str, body: &str) {
    for raw in ["<script", "<img", "<svg onload", "href=\"javascript:", "src=\"javascript:", "action=\"javascript:"] {
        let place = body.find(raw).map(|place| body[place.saturating_sub(80)..].chars().take(200).collect::<String>());
        assert_eq!(place, None, "{path}: {raw}");
    }
}

/// A route's paths: some for each kind, with an object whose key is markup and, where it is cheap, one whose key is not.
fn paths(town: &Town, route: &str) -> Vec<String> {
    let snapshot = town.house.now();
    let bought = route.strip_prefix("/anskaffelser/{id}");
    if let Some(rest) = bought {
        return vec![format!("{BOUGHT}{}", rest.replace("{candidate}", "T1"))];
    }
    let fixed = route
        .replace("{rule}", "rights-concept-missing")
        .replace("{pack}", "it-teknologi-2023")
        .replace("{principle}", "drift-hybrid")
        .replace("{account}", &coded(MARKUP[1]))
        .replace("{id}", &coded(MARKUP[1]))
        .replace("{version}/{*name}", &coded(MARKUP[0]));
    if !fixed.contains("{kind}") {
        return vec![fixed];
    }
    let mut paths = Vec::new();
    for kind in schema().kinds() {
        let of_kind = fixed.replace("{kind}", schema().def(kind).name);
        if !of_kind.contains("{key}") {
            paths.push(of_kind);
            continue;
        }
        let keys = if of_kind.contains("{attribute}") { 1 } else { 2 };
        for key in snapshot.slots.keys(kind).iter().take(keys) {
            let with_key = of_kind.replace("{key}", &coded(key).replace('+', "%20"));
            match with_key.contains("{attribute}") {
                true => paths.extend(
                    schema()
                        .def(kind)
                        .attributes
                        .iter()
                        .map(|attribute| with_key.replace("{attribute}", attribute.name)),
                ),
                false => paths.push(with_key),
            }
        }
    }
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markup_in_any_text_is_text_on_every_page() {
    let (town, session) = town().await;
    let mut shown = 0;
    for path in [BOUGHT.to_owned(), format!("{BOUGHT}/plan"), format!("{BOUGHT}/tilbud/T1"), "/anskaffelser".to_owned()]
    {
        let page = town.get(&path, &session).await;
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "{path}: {}", page.body);
    }
    for route in web::routes().into_iter().filter(|route| route.method == Method::GET) {
        for path in paths(&town, route.path) {
            let answer = town.get(&path, &session).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
            if answer.header("content-type").starts_with("text/html") {
                no_markup(&path, &answer.body);
                shown += usize::from(answer.body.contains("&lt;"));
            }
            let query = coded(MARKUP[1]);
            if path.starts_with("/objekter/system") || !path.contains("/objekter/") {
                let asked = town
                    .get(&format!("{path}?q={query}&til={query}&sorter={query}&regel={query}&efter={query}"), &session)
                    .await;
                assert!(!asked.status.is_server_error(), "{path}: {}", asked.status);
                if asked.header("content-type").starts_with("text/html") {
                    no_markup(&path, &asked.body);
                }
            }
        }
    }
    assert!(shown > 100, "the markup is shown, as text: {shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_markup_is_shown_as_text_and_its_name_is_no_path() {
    let (town, session) = town().await;
    for name in ["../../etc/passwd", "..%2f..%2fx.csv", "<script>x.csv", "C:\\Windows\\x.csv", ""] {
        let mut body = String::new();
        for (field, value) in [("csrf", session.csrf.as_str()), ("slags", "system"), ("kilde", MARKUP[0])] {
            body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"));
        }
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\r\n"));
        body.push_str("key;Navn;<img src=x onerror=alert(1)>;Livscyklus\r\nS1;<script>alert(1)</script>;x;<img src=x>\r\n--x--\r\n");
        let request = Request::post("/import")
            .header("cookie", format!("fundament={}", session.secret))
            .header("content-type", "multipart/form-data; boundary=x");
        let kept = town.send(request.body(Body::from(body)).expect("a request")).await;
        no_markup(name, &kept.body);
        assert!(!kept.status.is_server_error(), "{name}");
        let page = kept.header("location").to_owned();
        if !page.is_empty() {
            let preview = town.get(&page, &session).await;
            assert_eq!(preview.status, StatusCode::OK, "{name}: {}", preview.body);
            no_markup(name, &preview.body);
            let rejects = town.get(&format!("{page}/afviste.csv"), &session).await;
            assert!(rejects.header("content-disposition").starts_with("attachment"), "{name}");
        }
    }
    assert!(!std::path::Path::new("x.csv").exists(), "files are kept in the database, under no name");
}
