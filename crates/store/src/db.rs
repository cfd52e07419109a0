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
use crate::schema::Holds;

/// The text of every migration, oldest first. A migration that has been released is never edited.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "house", include_str!("../migrations/0001_house.sql")),
    (2, "people", include_str!("../migrations/0002_people.sql")),
    (3, "log_kept", include_str!("../migrations/0003_log_kept.sql")),
    (4, "work", include_str!("../migrations/0004_work.sql")),
    (5, "cases", include_str!("../migrations/0005_cases.sql")),
    (6, "precedence", include_str!("../migrations/0006_precedence.sql")),
    (7, "checkpoint", include_str!("../migrations/0007_checkpoint.sql")),
    (8, "notices", include_str!("../migrations/0008_notices.sql")),
    (9, "acquisitions", include_str!("../migrations/0009_acquisitions.sql")),
    (10, "registers", include_str!("../migrations/0010_registers.sql")),
    (11, "identity", include_str!("../migrations/0011_identity.sql")),
    (12, "retention", include_str!("../migrations/0012_retention.sql")),
    (13, "explanations", include_str!("../migrations/0013_explanations.sql")),
    (14, "strategy_shift", include_str!("../migrations/0014_strategy_shift.sql")),
    (15, "upload_register", include_str!("../migrations/0015_upload_register.sql")),
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
                    (Some(_), None) => url.to_owned(),
                    // Words of another form: nobody knows which of them is the password.
                    (None, _) => "--database-url …".to_owned(),
                }
            }
        }
    }
}

/// One value handed to a statement.
#[derive(Clone, Debug, PartialEq)]
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
/// Each reader of a file keeps so many KB of pages (the minus says KB): what is read often is in the snapshot, and the
/// operating system has the file.
const READERS_CACHE: &str = "-2000";

impl Db {
    pub(crate) async fn open(place: &Place) -> Result<Self, StoreError> {
        let db = match place {
            Place::File(path) => Self::open_file(path).await?,
            Place::Url(url) => {
                let failed = |error: sqlx::Error| StoreError::Place { place: place.shown(), reason: error.to_string() };
                let pool = connect(url).await.map_err(failed)?;
                migrator(false)?.run(&pool).await?;
                Self::Postgres(pool)
            }
        };
        Ok(db)
    }

    /// What is there, to be read only: no file is made and no schema touched.
    pub(crate) async fn look(place: &Place) -> Result<Self, StoreError> {
        let failed = |error: sqlx::Error| StoreError::Place { place: place.shown(), reason: error.to_string() };
        match place {
            Place::File(path) => {
                let closed = |reason: String| StoreError::Closed { place: place.shown(), reason };
                match path.metadata() {
                    Ok(there) if there.is_file() => {}
                    Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                        return Err(closed(error.to_string()));
                    }
                    _ => return Err(StoreError::Missing { place: place.shown() }),
                }
                let failed = |error: sqlx::Error| {
                    if StoreError::is_closed(&error) { closed(error.to_string()) } else { failed(error) }
                };
                let options =
                    SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Duration::from_secs(10));
                let read = SqlitePoolOptions::new().max_connections(2).connect_with(options).await.map_err(failed)?;
                // The journal of a killed server is read at the first question.
                if let Err(error) = sqlx::query("SELECT COUNT(*) FROM sqlite_schema").execute(&read).await
                    && StoreError::is_closed(&error)
                {
                    return Err(closed(error.to_string()));
                }
                Ok(Self::Sqlite { write: read.clone(), read })
            }
            Place::Url(url) => Ok(Self::Postgres(connect(url).await.map_err(failed)?)),
        }
    }

    async fn open_file(path: &Path) -> Result<Self, StoreError> {
        make_private(path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-16000")
            // What is removed is overwritten, not only forgotten.
            .pragma("secure_delete", "ON")
            .optimize_on_close(true, None);
        let place = |error: sqlx::Error| {
            let (place, reason) = (path.display().to_string(), error.to_string());
            // A folder, or nothing at all, is no database that is closed to somebody.
            let there = path
                .metadata()
                .map_or_else(|error| error.kind() == std::io::ErrorKind::PermissionDenied, |it| it.is_file());
            if there && StoreError::is_closed(&error) {
                StoreError::Closed { place, reason }
            } else {
                StoreError::Place { place, reason }
            }
        };
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(place)?;
        migrator(true)?.run(&write).await?;
        let options = options.read_only(true).pragma("cache_size", READERS_CACHE);
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// An empty database of this version's schema that nobody else sees and that is gone when it is let go.
    pub(crate) async fn model() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true);
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        migrator(true)?.run(&write).await?;
        Ok(Self::Sqlite { read: write.clone(), write })
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
        self.all_text(sql.into_sql_str(), args).await
    }

    /// The same, with a text that is only known now.
    pub(crate) async fn all_text<R: Row>(&self, sql: SqlStr, args: Vec<Arg>) -> Result<Vec<R>, StoreError> {
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

async fn connect(url: &str) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(PgConnectOptions::from_str(url)?)
        .await
}

/// A new database is its owner's alone; SQLite gives the files beside it the same rights. Whatever fails here is told when
/// the file is opened.
fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).ok();
}

impl Tx {
    pub(crate) async fn run(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.run_text(sql.into_sql_str(), args).await
    }

    pub(crate) async fn run_text(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<u64, StoreError> {
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

    /// Rows whose columns are only known now.
    pub(crate) async fn rows(
        &mut self,
        sql: SqlStr,
        args: Vec<Arg>,
        holds: &[Holds],
    ) -> Result<Vec<Vec<Arg>>, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => loose(&bind_sqlite(sql, args).fetch_all(&mut **tx).await?, holds)?,
            Self::Postgres(tx) => loose(&bind_postgres(sql, args).fetch_all(&mut **tx).await?, holds)?,
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
        self.insert_text(head, tail, rows).await
    }

    /// The same, with a head that is only known now.
    pub(crate) async fn insert_text(&mut self, head: &str, tail: &str, rows: Vec<Vec<Arg>>) -> Result<(), StoreError> {
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

fn loose<D: sqlx::Row>(rows: &[D], holds: &[Holds]) -> Result<Vec<Vec<Arg>>, StoreError>
where
    usize: sqlx::ColumnIndex<D>,
    Option<String>: for<'r> sqlx::Decode<'r, D::Database> + sqlx::Type<D::Database>,
    Option<i64>: for<'r> sqlx::Decode<'r, D::Database> + sqlx::Type<D::Database>,
    Vec<u8>: for<'r> sqlx::Decode<'r, D::Database> + sqlx::Type<D::Database>,
{
    let field = |row: &D, place: usize, holds: Holds| {
        Ok(match holds {
            Holds::Text => Arg::Text(row.try_get(place)?),
            Holds::Int => Arg::Int(row.try_get(place)?),
            Holds::Bytes => Arg::Bytes(row.try_get(place)?),
        })
    };
    rows.iter().map(|row| holds.iter().enumerate().map(|(place, holds)| field(row, place, *holds)).collect()).collect()
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

/// A migration as one database reads it. Types differ by a word; what has no common words (a trigger's body) is written
/// twice, after a line `--: sqlite` and a line `--: postgres`, up to `--: both`. A text without such lines stays as it is,
/// to the byte: its checksum is remembered by every database that it has been run in.
pub(crate) fn in_dialect(text: &str, sqlite: bool) -> String {
    let own = if sqlite { "sqlite" } else { "postgres" };
    let mut section = "both";
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if let Some(marked) = line.strip_prefix("--: ") {
            section = marked.trim_end();
        } else if section == "both" || section == own {
            kept.push_str(line);
        }
    }
    if sqlite {
        return kept.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").replace("/*strict*/", "STRICT");
    }
    kept
}

fn migrator(sqlite: bool) -> Result<Migrator, StoreError> {
    let migrations = MIGRATIONS.iter().map(|(version, name, text)| {
        let sql = AssertSqlSafe(in_dialect(text, sqlite)).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
    });
    Ok(Migrator::with_migrations(migrations.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_read_in_one_dialect_and_left_alone_without_marks() {
        let text = "-- a\nBIGINT\n--: sqlite\nS\n--: postgres\nP\n--: both\nb /*strict*/\n";
        assert_eq!(in_dialect(text, true), "-- a\nINTEGER\nS\nb STRICT\n");
        assert_eq!(in_dialect(text, false), "-- a\nBIGINT\nP\nb /*strict*/\n");
        let (_, _, first) = MIGRATIONS[0];
        assert_eq!(in_dialect(first, false), first);
    }

    #[test]
    fn migrations_are_run_in_the_order_of_their_numbers() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|(number, ..)| *number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }

    #[test]
    fn every_mark_in_a_migration_is_a_known_one_and_closed() {
        for (_, name, text) in MIGRATIONS {
            let marks: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("--: ")).collect();
            assert!(marks.iter().all(|mark| ["sqlite", "postgres", "both"].contains(mark)), "{name}");
            assert!(marks.last().is_none_or(|last| *last == "both"), "{name}");
        }
    }
}
