//! A small part of Eksempel Kommune behind a router, without a port.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use house::{House, Joining};
use kernel::{Clock, Role};
use sqlx::Executor;
use store::{Actor, Grant, Intake, Place, Store, Tenant};
use tempfile::TempDir;
use testkit::StillClock;
use tower::ServiceExt;
use web::{App, Settings};

pub const PASSWORD: &str = "et ganske langt kodeord";

pub struct Town {
    pub house: Arc<House>,
    pub clock: Arc<StillClock>,
    router: Router,
    _dir: Option<TempDir>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Units, systems and suppliers, and so many people: enough for every page.
fn some_of_it() -> Intake {
    let mut intake = Intake::of(&testkit::eksempel().estate);
    let kinds = ["unit", "system", "supplier", "integration", "person", "category"];
    intake.deliveries.retain(|delivery| kinds.contains(&facts::schema().def(delivery.kind).name));
    intake.deliveries.iter_mut().for_each(|delivery| delivery.rows.truncate(120));
    Intake { facts: Vec::new(), answers: Vec::new(), ..intake }
}

impl Town {
    /// A town with nobody in it.
    pub async fn empty() -> Self {
        Self::built(|app| app).await
    }

    /// A town with nobody in it, whose server is set up so.
    pub async fn built(set_up: impl FnOnce(App) -> App) -> Self {
        let dir = TempDir::new().expect("a folder");
        let place = Place::File(dir.path().join("fundament.db"));
        Self::at(&place, Some(dir), set_up).await
    }

    /// The same in a database of its own in PostgreSQL.
    async fn empty_in_postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("FUNDAMENT_TEST_POSTGRES")
            .expect("these tests need PostgreSQL: run them by `cargo xtask test`, which starts one");
        let name = format!("web_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.expect("the server");
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        admin.execute(sqlx::query(create)).await.expect("a database");
        admin.close().await;
        Self::at(&Place::Url(format!("{server}/{name}")), None, |app| app).await
    }

    async fn at(place: &Place, dir: Option<TempDir>, set_up: impl FnOnce(App) -> App) -> Self {
        let store = Store::open(place).await.expect("the store opens");
        let clock = Arc::new(StillClock::at_nine());
        let tenant = Tenant("eksempel".to_owned());
        store.found(&tenant, "Eksempel Kommune", clock.now()).await.expect("founded");
        let house = Arc::new(House::open(store, tenant, clock.clone()).await.expect("the house opens"));
        let settings = Settings {
            https: true,
            largest_upload: 300_000,
            packs: vec![testkit::pack_files("kl-arkitektur")],
            workbook: Some(render::workbook),
            ..Settings::default()
        };
        let app = set_up(App::new(Arc::clone(&house), settings, clock.clone()));
        Self { house, clock, router: web::router(Arc::new(app)), _dir: dir }
    }

    /// A town lived in, with a strategy in force.
    pub async fn new() -> Self {
        Self::lived_in(Self::empty().await).await
    }

    /// The same in PostgreSQL.
    pub async fn in_postgres() -> Self {
        Self::lived_in(Self::empty_in_postgres().await).await
    }

    async fn lived_in(town: Self) -> Self {
        let files = testkit::pack_files("it-teknologi-2023");
        town.house.adopt(&Actor::system(), &files, "Vedtaget").await.expect("adopted");
        town.house.import(&Actor::system(), &some_of_it()).await.expect("imported");
        town
    }

    /// Makes an account with one role; the login is the role's word.
    pub async fn join(&self, role: Role, unit: &str) {
        let joining = Joining {
            login: role.word().to_owned(),
            name: format!("Navn {}", role.word()),
            password: PASSWORD.to_owned(),
            grants: vec![Grant { role, unit: unit.to_owned() }],
            ..Joining::default()
        };
        self.house.add_account(&Actor::system(), &joining).await.expect("made");
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 * 1024 * 1024).await.expect("a body");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, bytes: bytes.to_vec() }
    }

    pub async fn get(&self, path: &str, session: &Session) -> Answer {
        let request = Request::get(path).header(header::COOKIE, session.cookie());
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, session: &Session, fields: &[(&str, &str)]) -> Answer {
        let mark = ("csrf", session.csrf.as_str());
        let form: Vec<String> =
            [mark].iter().chain(fields).map(|(name, value)| format!("{name}={}", coded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, session.cookie())
            .header(header::HOST, "fundament.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.join("&"))).expect("a request")).await
    }

    /// Signs in, without passing by the form.
    pub async fn sign_in(&self, role: Role) -> Session {
        let secret = self.house.sign_in(role.word(), PASSWORD, "").await.expect("signed in").0;
        let who = self.house.who_by_session(&secret).await.expect("read").expect("known");
        let house::By::Session(session) = &who.by else { panic!("a session") };
        Session { secret, csrf: session.csrf.clone() }
    }

    /// A token with that scope.
    pub async fn token(&self, role: Role, scope: &str) -> String {
        let session = self.sign_in(role).await;
        let who = self.house.who_by_session(&session.secret).await.expect("read").expect("known");
        self.house.make_token(&who, "test", scope, 30).await.expect("made").1.0
    }

    pub async fn api(&self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }
}

/// A browser's secrets.
#[derive(Default)]
pub struct Session {
    pub secret: String,
    pub csrf: String,
}

impl Session {
    pub fn none() -> Self {
        Self::default()
    }

    fn cookie(&self) -> String {
        if self.secret.is_empty() { String::new() } else { format!("fundament={}", self.secret) }
    }
}

pub fn coded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
