//! Every door tried: headers on every answer, sessions that are not taken over, addresses that lead nowhere else, bodies that
//! are too large, cells that no spreadsheet runs.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use facts::{AttrId, Value, ValueType, schema};
use kernel::Role;
use store::{Actor, Intake};
use web::Route;

use crate::town::{Answer, PASSWORD, Session, Town, coded};

const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'"),
    ("permissions-policy", "camera=()"),
];

fn is_safe(name: &str, answer: &Answer) {
    for (header, wanted) in HEADERS {
        assert!(answer.header(header).starts_with(wanted), "{name}: {header}: {}", answer.header(header));
    }
    let kept = answer.header("cache-control");
    let is_asset = name.contains("/assets/") && answer.status == StatusCode::OK;
    assert!(kept == "no-store" || is_asset, "{name}: {kept}");
    let told = ["RUST_BACKTRACE", "panicked", "sqlx", "SELECT ", ".rs:"];
    assert!(told.iter().all(|inside| !answer.body.contains(inside)), "{name}: {}", answer.body);
}

fn path(route: &Route) -> String {
    let filled = [
        ("{kind}", "system"),
        ("{key}", "S0009"),
        ("{attribute}", "licence"),
        ("{act}", "x"),
        ("{version}/{*name}", "x/fundament.css"),
    ];
    filled.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_right_and_wrong_answers_with_the_safe_headers() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let token = town.token(Role::Admin, "read").await;
    for route in web::routes().into_iter().filter(|route| route.path != "/log-ud") {
        let path = path(&route);
        is_safe(&path, &town.get(&path, &Session::none()).await);
        is_safe(&path, &town.get(&path, &session).await);
        is_safe(&path, &town.post(&path, &Session::none(), &[]).await);
        let delete = Request::delete(&path).body(Body::empty()).expect("a request");
        is_safe(&path, &town.send(delete).await);
    }
    for route in web::api_routes() {
        let path = path(&route);
        for method in ["GET", "PUT", "POST", "DELETE", "PATCH"] {
            is_safe(&path, &town.api(method, &path, &token, &[], "{").await);
            is_safe(&path, &town.api(method, &path, "fu_guessed", &[], "").await);
        }
    }
    for path in ["/nowhere", "/api/v1/nowhere", "/%ff", "/objekter/%ff", "/assets/x/%ff", "/api/v1/objects/%ff"] {
        is_safe(path, &town.get(path, &session).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_framework_refuses_is_told_in_our_words() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    for (method, path, body) in [
        ("GET", "/api/v1/objects/%ff", String::new()),
        ("POST", "/api/v1/imports/system?source=x", "a".repeat(400_000)),
        ("POST", "/api/v1/strategies/try", "a".repeat(400_000)),
        ("PUT", "/api/v1/objects/system/S0009/facts/licence", "a".repeat(400_000)),
    ] {
        let answer = town.api(method, path, &token, &[("if-match", "\"1\"")], &body).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}: {}", answer.body);
        let (status, label) = if body.is_empty() {
            (StatusCode::BAD_REQUEST, "request-unreadable")
        } else {
            (StatusCode::PAYLOAD_TOO_LARGE, "too-large")
        };
        assert_eq!((answer.status, &answer.json()["label"]), (status, &serde_json::json!(label)), "{path}");
    }
    let page = town.get("/objekter/%ff", &session).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("<html") && page.body.contains("kan ikke læses"), "{}", page.body);
    // Files may hold 300,000 bytes here; forms, which strangers can send too, never so much.
    let large = "a".repeat(290_000);
    for (path, session) in [("/mig/adgangskode", &session), ("/log-ind", &Session::none())] {
        let answer = town.post(path, session, &[("adgangskode", &large)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(answer.body.contains("for stor til formularen"), "{path}: {}", answer.body);
    }
}

async fn sign_in(town: &Town, cookie: &str, next: &str) -> Answer {
    let form = format!("bruger=auditor&adgangskode={}&til={}", coded(PASSWORD), coded(next));
    let request = Request::post("/log-ind").header("host", "fundament.example").header("cookie", cookie);
    town.send(request.body(Body::from(form)).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_planted_is_not_taken_over() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let planted = Session { secret: "f".repeat(64), csrf: String::new() };
    let first = sign_in(&town, &format!("fundament={}", planted.secret), "/").await;
    let second = sign_in(&town, &format!("fundament={}", planted.secret), "/").await;
    let (first, second) = (first.header("set-cookie").to_owned(), second.header("set-cookie").to_owned());
    assert!(first != second && !first.contains(&planted.secret), "each sign-in has a secret of its own");
    assert_eq!(town.get("/mig", &planted).await.status, StatusCode::SEE_OTHER);
    let session = town.sign_in(Role::Auditor).await;
    let out = town.post("/log-ud", &session, &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(out.header("set-cookie").contains(word), "{word}");
    }
    let lang = town.post("/sprog-gaest", &Session::none(), &[("sprog", "en"), ("til", "/log-ind")]).await;
    assert!(lang.header("set-cookie").contains("HttpOnly; SameSite=Lax; Secure"), "{}", lang.header("set-cookie"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_next_page_and_no_host_header_leads_to_another_host() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    for next in [
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
        "/a\0b",
    ] {
        town.clock.pass(61);
        let answer = sign_in(&town, "", next).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"), "{next:?}");
        let guest = town.post("/sprog-gaest", &Session::none(), &[("sprog", "da"), ("til", next)]).await;
        assert_eq!(guest.header("location"), "/", "{next:?}");
        let proved = town.post("/bekraeft", &session, &[("adgangskode", PASSWORD), ("til", next)]).await;
        assert_eq!(proved.header("location"), "/", "{next:?}");
        let lang = town.post("/sprog", &session, &[("sprog", "da"), ("til", next)]).await;
        assert!(!lang.header("location").contains("evil"), "{next:?}: {}", lang.header("location"));
    }
    for path in ["/", "/mig", "/log-ind", "/nowhere", "/objekter/system", "/api/v1/openapi.json"] {
        for session in [&session, &Session::none()] {
            let request = Request::get(path)
                .header("host", "evil.example")
                .header("x-forwarded-host", "evil.example")
                .header("cookie", format!("fundament={}", session.secret));
            let answer = town.send(request.body(Body::empty()).expect("a request")).await;
            assert!(!answer.body.contains("evil.example") && !answer.header("location").contains("evil"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_is_refused_from_another_site_and_without_its_mark() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let posts = web::routes().into_iter().filter(|route| route.method == Method::POST);
    for route in posts.filter(|route| !matches!(route.path, "/import" | "/proev")) {
        let path = path(&route).replace("/x", "/2");
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let request = Request::post(&path)
                .header("host", "fundament.example")
                .header("cookie", format!("fundament={}", session.secret))
                .header(name, value);
            let form = format!("csrf={}", session.csrf);
            let answer = town.send(request.body(Body::from(form)).expect("a request")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    // The cookie alone is nothing to the API: a browser sends no token by itself.
    for route in web::api_routes().iter().filter(|route| route.need != web::Need::Anyone) {
        let request = Request::builder().method(route.method.clone()).uri(path(route));
        let request = request.header("cookie", format!("fundament={}", session.secret));
        let answer = town.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.path);
    }
}

const FORMULAS: [&str; 6] = ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1"];

/// Some objects of every kind, each text of theirs a formula.
fn formulas() -> Intake {
    let mut intake = Intake::of(&testkit::eksempel().estate);
    for delivery in &mut intake.deliveries {
        delivery.rows.truncate(FORMULAS.len());
        for (number, row) in delivery.rows.iter_mut().enumerate() {
            for (place, attribute) in schema().def(delivery.kind).attributes.iter().enumerate() {
                let id = AttrId(u8::try_from(place).expect("few"));
                if matches!(attribute.value, ValueType::Text) {
                    row.facts.retain(|(known, _)| *known != id);
                    row.facts.push((id, Value::text(FORMULAS[number])));
                }
            }
            row.key = format!("{}{number}", FORMULAS[number]);
        }
    }
    intake
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cell_of_any_export_is_a_formula() {
    let town = Town::new().await;
    town.house.import(&Actor::system(), &formulas()).await.expect("imported");
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    for kind in schema().kinds() {
        let def = schema().def(kind);
        let columns: Vec<String> = def.attributes.iter().map(|attribute| format!("vis={}", attribute.name)).collect();
        let answer = town.get(&format!("/objekter/{}/eksport.csv?{}", def.name, columns.join("&")), &session).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", def.name);
        for cell in answer.body.split([';', '\n']).map(|cell| cell.trim_start_matches('"')) {
            let is_number = cell
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()) && !rest.contains('+'));
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']) || is_number, "{}: {cell:?}", def.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_loses_the_way_is_told_in_their_language_with_the_menu_when_signed_in() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    let has_menu = |answer: &Answer| answer.body.contains("class=\"fu-menu\"");
    let guest = town.get("/findes-ikke", &Session::none()).await;
    assert!(guest.body.contains("Siden findes ikke.") && !has_menu(&guest), "{}", guest.body);
    let request = Request::get("/findes-ikke").header("cookie", "sprog=en");
    let english = town.send(request.body(Body::empty()).expect("a request")).await;
    assert!(english.body.contains("There is no such page."), "{}", english.body);
    let own = town.get("/findes-ikke", &session).await;
    assert!(own.body.contains("Siden findes ikke.") && has_menu(&own), "{}", own.body);
    town.post("/sprog", &session, &[("sprog", "en"), ("til", "/")]).await;
    let own = town.get("/findes-ikke", &session).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    assert!(own.body.contains("There is no such page.") && has_menu(&own), "{}", own.body);
    let method = town.post("/log", &session, &[]).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(method.body.contains("That cannot be done with this address.") && has_menu(&method), "{}", method.body);
}
