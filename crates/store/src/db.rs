//! The two databases behind one face: the same SQL text with `$1` placeholders goes to either.
//!
//! SQLite has one writer and several readers (WAL); PostgreSQL has a pool. A write begins by raising the tenant's
//! revision, which makes writers of one tenant queue up in both.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use kernel::{Day, Instant};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, FromRow, Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction};

use crate::error::StoreError;

/// The text of every migration, oldest first. A migration that has been released is never edited.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "house", include_str!("../migrations/0001_house.sql")),
    (2, "people", include_str!("../migrations/0002_people.sql")),
];

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file, made when it is not there.
    File(std::path::PathBuf),
    /// `postgres://..`
    Url(String),
}

impl Place {
    /// As shown to people: never the password.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            // A password may stand before the @ or among the parameters.
            Self::Url(url) => {
                let url = url.split('?').next().unwrap_or_default();
                match (url.split_once("://"), url.rsplit_once('@')) {
                    (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
                    _ => url.to_owned(),
                }
            }
        }
    }
}

/// One value handed to a statement.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Vec<u8>),
}

macro_rules! arg_from {
    ($($from:ty => $make:expr),+ $(,)?) => {
        $(impl From<$from> for Arg {
            fn from(value: $from) -> Self {
                ($make)(value)
            }
        })+
    };
}

arg_from! {
    &str => |v: &str| Self::Text(Some(v.to_owned())),
    String => |v| Self::Text(Some(v)),
    &String => |v: &String| Self::Text(Some(v.clone())),
    Option<String> => Self::Text,
    Option<&str> => |v: Option<&str>| Self::Text(v.map(str::to_owned)),
    &[u8] => |v: &[u8]| Self::Bytes(v.to_vec()),
    i64 => |v| Self::Int(Some(v)),
    Option<i64> => Self::Int,
    bool => |v| Self::Int(Some(i64::from(v))),
    Day => |v: Day| Self::Int(Some(i64::from(v.days()))),
    Option<Day> => |v: Option<Day>| Self::Int(v.map(|day| i64::from(day.days()))),
    Instant => |v: Instant| Self::Int(Some(v.0)),
    Option<Instant> => |v: Option<Instant>| Self::Int(v.map(|instant| instant.0)),
}

macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}
pub(crate) use args;

/// A row that either database can give.
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The open database.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction under way; dropped, it is undone.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// How many of a kind one multi-row statement takes: SQLite allows 32,766 values, PostgreSQL 65,535.
pub(crate) const ROWS_AT_ONCE: usize = 200;
/// Readers beside the one writer.
const READERS: u32 = 8;
const CONNECTIONS: u32 = 10;

impl Db {
    pub(crate) async fn open(place: &Place) -> Result<Self, StoreError> {
        let db = match place {
            Place::File(path) => Self::open_file(path).await?,
            Place::Url(url) => Self::open_url(url)
                .await
                .map_err(|error| StoreError::Place { place: place.shown(), reason: error.to_string() })?,
        };
        Ok(db)
    }

    async fn open_file(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-16000")
            .optimize_on_close(true, None);
        let place =
            |error: sqlx::Error| StoreError::Place { place: path.display().to_string(), reason: error.to_string() };
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(place)?;
        migrator(true)?.run(&write).await?;
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self::Sqlite { read, write })
    }

    async fn open_url(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        migrator(false)?.run(&pool).await?;
        Ok(Self::Postgres(pool))
    }

    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            // A transaction that reads before it writes must hold the writer's lock from its start.
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// A transaction that reads everything as it stands at its first question, whatever others write meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    pub(crate) async fn all<R: Row>(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<R>, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite { read, .. } => decoded(&bind_sqlite(sql, args).fetch_all(read).await?)?,
            Self::Postgres(pool) => decoded(&bind_postgres(sql, args).fetch_all(pool).await?)?,
        })
    }

    pub(crate) async fn one<R: Row>(&self, sql: &'static str, args: Vec<Arg>) -> Result<Option<R>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(crate) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.run_text(sql.into_sql_str(), args).await
    }

    async fn run_text(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => bind_sqlite(sql, args).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => bind_postgres(sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    pub(crate) async fn all<R: Row>(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<R>, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite(tx) => decoded(&bind_sqlite(sql, args).fetch_all(&mut **tx).await?)?,
            Self::Postgres(tx) => decoded(&bind_postgres(sql, args).fetch_all(&mut **tx).await?)?,
        })
    }

    pub(crate) async fn one<R: Row>(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Option<R>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Inserts many rows, a few hundred a statement. `head` is `INSERT INTO t (a, b)`, `tail` what follows the values.
    pub(crate) async fn insert(
        &mut self,
        head: &'static str,
        tail: &'static str,
        rows: Vec<Vec<Arg>>,
    ) -> Result<(), StoreError> {
        // SQLite looks a `$1` up by its name, one by one; a plain `?` costs nothing. PostgreSQL wants the number.
        let numbered = matches!(self, Self::Postgres(_));
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Vec<Arg>> = rows.by_ref().take(ROWS_AT_ONCE).collect();
            let mut text = format!("{head} VALUES ");
            let mut place = 0;
            for (number, row) in chunk.iter().enumerate() {
                text.push_str(if number == 0 { "(" } else { ", (" });
                for column in 0..row.len() {
                    place += 1;
                    text.push_str(if column == 0 { "" } else { ", " });
                    text.push(if numbered { '$' } else { '?' });
                    if numbered {
                        text.push_str(&place.to_string());
                    }
                }
                text.push(')');
            }
            text.push_str(tail);
            // Safe: made of our own fixed words and placeholders only.
            self.run_text(AssertSqlSafe(text).into_sql_str(), chunk.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

fn decoded<R, D>(rows: &[D]) -> Result<Vec<R>, StoreError>
where
    D: sqlx::Row,
    R: for<'r> FromRow<'r, D>,
{
    Ok(rows.iter().map(R::from_row).collect::<Result<_, _>>()?)
}

fn bind_sqlite(sql: SqlStr, args: Vec<Arg>) -> Query<'static, Sqlite, SqliteArguments> {
    args.into_iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(text) => query.bind(text),
        Arg::Int(number) => query.bind(number),
        Arg::Bytes(bytes) => query.bind(bytes),
    })
}

fn bind_postgres(sql: SqlStr, args: Vec<Arg>) -> Query<'static, Postgres, PgArguments> {
    args.into_iter().fold(sqlx::query(sql), |query, arg| match arg {
        Arg::Text(text) => query.bind(text),
        Arg::Int(number) => query.bind(number),
        Arg::Bytes(bytes) => query.bind(bytes),
    })
}

fn migrator(sqlite: bool) -> Result<Migrator, StoreError> {
    let migrations = MIGRATIONS.iter().map(|(version, name, text)| {
        let text = if sqlite {
            text.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").replace("/*strict*/", "STRICT")
        } else {
            (*text).to_owned()
        };
        let sql = AssertSqlSafe(text).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
    });
    Ok(Migrator::with_migrations(migrations.collect()))
}
