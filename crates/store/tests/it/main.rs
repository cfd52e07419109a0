//! One story for both databases: whatever holds of the store holds in SQLite and in PostgreSQL.

mod accounts;
mod acquisitions;
mod beside;
mod cases;
mod copies;
mod deliveries;
mod home;
mod identity;
mod log;
mod lost;
mod people;
mod precedence;
mod records;
mod registers;
mod since;
mod told;
mod touched;
mod work;

use std::sync::atomic::{AtomicU32, Ordering};

use kernel::Instant;
use serde_json::json;
use sqlx::Executor;
use store::{Act, Actor, Place, Store, Tenant};
use tempfile::TempDir;

/// Runs a story as two tests, one for each database.
macro_rules! in_both {
    ($($name:ident),+ $(,)?) => {
        mod in_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::House::in_sqlite().await).await;
            })+
        }
        mod in_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::House::in_postgres().await).await;
            })+
        }
    };
}
pub(crate) use in_both;

/// A store with one municipality in it.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) place: Place,
    pub(crate) tenant: Tenant,
    _dir: Option<TempDir>,
}

/// The hour at which every story begins: 23 November 2026, 9 o'clock UTC.
pub(crate) const MORNING: Instant = Instant(1_795_424_400_000_000);

impl House {
    pub(crate) async fn in_sqlite() -> Self {
        let dir = TempDir::new().expect("a directory");
        let place = Place::File(dir.path().join("fundament.db"));
        Self::at(place, Some(dir)).await
    }

    pub(crate) async fn in_postgres() -> Self {
        Self::at(Self::empty_url().await, None).await
    }

    /// An empty place in the other database than this house's.
    pub(crate) async fn empty_elsewhere(&self) -> (Place, Option<TempDir>) {
        if matches!(self.place, Place::File(_)) {
            return (Self::empty_url().await, None);
        }
        let dir = TempDir::new().expect("a directory");
        (Place::File(dir.path().join("fundament.db")), Some(dir))
    }

    async fn empty_url() -> Place {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("FUNDAMENT_TEST_POSTGRES")
            .expect("these tests need PostgreSQL: run them by `cargo xtask test`, which starts one");
        let name = format!("store_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = sqlx::PgPool::connect(&format!("{server}/postgres")).await.expect("the server");
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        admin.execute(sqlx::query(create)).await.expect("a database");
        admin.close().await;
        Place::Url(format!("{server}/{name}"))
    }

    async fn at(place: Place, dir: Option<TempDir>) -> Self {
        let store = Store::open(&place).await.expect("the store opens");
        let tenant = Tenant("eksempel".to_owned());
        store.found(&tenant, "Eksempel Kommune", MORNING).await.expect("founded");
        Self { store, place, tenant, _dir: dir }
    }

    /// Takes the log's triggers away first, as a meddler with the owner's rights would.
    pub(crate) async fn unguard_log(&self) {
        for trigger in ["log_no_update", "log_no_delete"] {
            let on = if matches!(self.place, Place::Url(_)) { " ON log" } else { "" };
            self.try_meddle(&format!("DROP TRIGGER {trigger}{on}")).await.expect(trigger);
        }
    }

    /// Writes past the store, as a meddler would.
    pub(crate) async fn meddle(&self, sql: &str) {
        self.try_meddle(sql).await.expect(sql);
    }

    /// The same, which the database may refuse.
    pub(crate) async fn try_meddle(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.place {
            Place::File(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let pool = sqlx::SqlitePool::connect_with(options).await.expect("the file");
                let done = pool.execute(sqlx::query(sql)).await;
                pool.close().await;
                done.map(drop)
            }
            Place::Url(url) => {
                let pool = sqlx::PgPool::connect(url).await.expect("the server");
                let done = pool.execute(sqlx::query(sql)).await;
                pool.close().await;
                done.map(drop)
            }
        }
    }
}

/// Ane's act, so many seconds into the story.
pub(crate) fn act(name: &'static str, seconds: i64) -> Act {
    Act {
        actor: Actor { account: "ane".to_owned(), name: "Ane Friis".to_owned() },
        act: name,
        subject: None,
        detail: json!({ "why": "æøå" }),
        at: MORNING.plus_seconds(seconds),
        seen: None,
    }
}
