//! What attackers try.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use facts::Value;
use kernel::Role;
use store::{Actor, Intake};
use web::Need;

use crate::town::{PASSWORD, Session, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_that_keep_browsers_safe() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    for path in ["/", "/log-ind", "/findes-ikke", "/objekter/system", "/api/v1/me", "/health"] {
        let answer = town.get(path, &session).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(!answer.body.contains("<script") && !answer.body.contains(" onclick"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_form_counts_that_another_site_made_the_browser_send() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    let forged = Session { secret: session.secret.clone(), csrf: "forged".to_owned() };
    let acts = town.house.store().revision(town.house.tenant()).await.expect("read");
    let last = async || {
        let all = town.house.store().log(town.house.tenant(), i64::MAX, 1_000).await.expect("read");
        all.into_iter().filter(|entry| !entry.act.ends_with("-refused")).map(|entry| entry.seq).max()
    };
    let done = last().await;
    // A browser tells from where a form comes: then not even a refusal is written down.
    for path in ["/sager/ny", "/anskaffelser/ny"] {
        let request = Request::post(path).header("cookie", format!("fundament={}", session.secret));
        let request = request.header("host", "fundament.example").header("sec-fetch-site", "cross-site");
        let answer = town.send(request.body(Body::from("csrf=forged")).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(town.house.store().revision(town.house.tenant()).await.expect("read"), acts, "nobody wanted anything");
    for route in web::routes().into_iter().filter(|route| route.method == Method::POST && route.need != Need::Anyone) {
        let path = route.path.replace("{kind}", "system").replace("{key}", "S0009").replace("{act}", "2");
        let answer = match path.as_str() {
            "/import" | "/import/fil" | "/proev" => {
                let (kind, body) = multipart("forged", b"key\nS1\n");
                let request = Request::post(&path).header("cookie", format!("fundament={}", session.secret));
                town.send(request.header("content-type", kind).body(Body::from(body)).expect("a request")).await
            }
            _ => town.post(&path, &forged, &[]).await,
        };
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", route.path);
    }
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = Request::post("/log-ind").header("host", "fundament.example").header(name, value);
        let form = format!("bruger=admin&adgangskode={}", crate::town::coded(PASSWORD));
        let answer = town.send(request.body(Body::from(form)).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(last().await, done, "nothing was done");
}

/// Every text attribute of every kind, holding markup.
fn poisoned() -> Intake {
    const MARKUP: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>=cmd|' /C calc'!A0";
    let mut intake = Intake::of(&testkit::eksempel().estate);
    intake.deliveries.retain(|delivery| delivery.kind == facts::schema().kind("system").expect("system"));
    for delivery in &mut intake.deliveries {
        delivery.rows.truncate(3);
        let attributes = facts::schema().def(delivery.kind).attributes.iter().enumerate();
        for (place, attribute) in attributes {
            let value = match attribute.value {
                facts::ValueType::Text => Value::text(MARKUP),
                facts::ValueType::TextList => Value::list([MARKUP]),
                _ => continue,
            };
            let id = facts::AttrId(u8::try_from(place).expect("few"));
            for row in &mut delivery.rows {
                row.facts.retain(|(known, _)| *known != id);
                row.facts.push((id, value.clone()));
            }
        }
        delivery.rows[0].key = MARKUP.to_owned();
    }
    Intake { facts: Vec::new(), answers: Vec::new(), ..intake }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_registers_hold_is_text_on_every_page_and_in_every_export() {
    let town = Town::new().await;
    let actor = Actor { account: "x".to_owned(), name: "<script>alert(3)</script>".to_owned() };
    town.house.import(&actor, &poisoned()).await.expect("imported");
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let key = town.house.now().slots.keys(facts::schema().kind("system").expect("system"))[0].to_string();
    assert!(key.starts_with('<'), "{key}");
    let page = format!("/objekter/system/{}", crate::town::coded(&key).replace('+', "%20"));
    let paths = [
        page.as_str(),
        "/",
        "/opgaver",
        "/objekter/system",
        "/objekter/system?q=%3Cscript%3E",
        "/kle?alle=1",
        "/log",
        "/sammenlign",
    ];
    for path in paths {
        let answer = town.get(path, &session).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.body.contains("<script") && !answer.body.contains("<img"), "{path}");
    }
    let export = town.get("/objekter/system/eksport.csv?vis=licence&vis=name", &session).await.body;
    assert!(export.contains("<script>"), "text stays text in a file");
    for cell in export.lines().flat_map(|line| line.split(';')) {
        assert!(!cell.trim_matches('"').starts_with(['=', '+', '@']), "{cell}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_path_leads_out_of_the_assets_and_no_next_page_to_another_host() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    for path in [
        "/assets/x/../Cargo.toml",
        "/assets/x/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/x/..%2f..%2fCargo.toml",
        "/assets/x//etc/passwd",
    ] {
        let answer = town.get(path, &Session::none()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let fields = [("bruger", "admin"), ("adgangskode", PASSWORD), ("til", "//evil.example/")];
    assert_eq!(town.post("/log-ind", &Session::none(), &fields).await.header("location"), "/");
}

fn multipart(town_mark: &str, content: &[u8]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in [("csrf", town_mark), ("slags", "system"), ("kilde", "Regneark")] {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a.csv\"\r\n\r\n");
    body.extend(content);
    body.extend(b"\r\n--x--\r\n");
    ("multipart/form-data; boundary=x".to_owned(), body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_is_bounded_and_belongs_to_who_sent_it() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    town.join(Role::ItArchitect, "").await;
    let (admin, architect) = (town.sign_in(Role::Admin).await, town.sign_in(Role::ItArchitect).await);
    let send = async |session: &Session, mark: &str, content: &[u8]| {
        let (kind, body) = multipart(mark, content);
        let request = Request::post("/import")
            .header("cookie", format!("fundament={}", session.secret))
            .header("content-type", kind);
        town.send(request.body(Body::from(body)).expect("a request")).await
    };
    let large = vec![b'a'; 400_000];
    assert_eq!(send(&admin, &admin.csrf, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(&admin, "forged", b"key\nS1\n").await.status, StatusCode::FORBIDDEN);
    let kept = send(&admin, &admin.csrf, b"key;Navn\nS9999;Ny\n").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let page = kept.header("location").to_owned();
    assert!(town.get(&page, &admin).await.body.contains("1</strong> ny"));
    assert_eq!(town.get(&page, &architect).await.status, StatusCode::NOT_FOUND);
}
