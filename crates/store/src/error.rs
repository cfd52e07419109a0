//! What can go wrong between the house and its database, in words an operator can act on.

use std::borrow::Cow;

use kernel::Text;
use sqlx::migrate::MigrateError;

/// How the databases say that there is no room: SQLite's `SQLITE_FULL`, its `SQLITE_IOERR_WRITE` (a quota, a file that may not
/// grow) and `SQLITE_IOERR_SHMSIZE` (nor the file beside it, which even a reader needs), and PostgreSQL's `disk_full`.
const FULL: [&str; 4] = ["13", "778", "4874", "53100"];
/// How they say that what is stored is damaged: SQLite's `SQLITE_CORRUPT` and `SQLITE_NOTADB`, whatever the case, and
/// PostgreSQL's `data_corrupted` and `index_corrupted`.
const DAMAGED: ([i32; 2], [&str; 2]) = ([11, 26], ["XX001", "XX002"]);

/// Why the store did not do as asked. Nothing was half-done: the transaction is undone.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the same thing in between.
    #[error("{kind} {key} was changed in between: version {found}, not {expected}")]
    Changed {
        /// The object's kind.
        kind: String,
        /// The object's key.
        key: String,
        /// The version the caller had seen.
        expected: i64,
        /// The version there is.
        found: i64,
    },
    /// There is no such thing.
    #[error("there is no {what} {key}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// By which key.
        key: String,
    },
    /// A name is taken.
    #[error("the {what} {key} exists already")]
    Taken {
        /// What was to be made.
        what: &'static str,
        /// Its name.
        key: String,
    },
    /// An import cannot be undone any more.
    #[error("import {import} cannot be undone: {count} of its objects have been changed since")]
    Overtaken {
        /// The import's act.
        import: i64,
        /// How many objects a later act has touched.
        count: i64,
    },
    /// The place that was given is no database.
    #[error("{place}: {reason}")]
    Place {
        /// The path, or the URL without its password.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no database.
    #[error("{place}: there is no database")]
    Missing {
        /// The path.
        place: String,
    },
    /// There is a database, but not for whoever asks: what a killed server left can be read only by who may write beside it.
    #[error("{place}: {reason}")]
    Closed {
        /// The path.
        place: String,
        /// What the database engine or the system says.
        reason: String,
    },
    /// The database that was to be filled holds something.
    #[error("the table {table} holds rows already")]
    NotEmpty {
        /// The first table with rows.
        table: String,
    },
    /// A copy is not what it was made of.
    #[error("the copy of {table}: {reason}")]
    Copy {
        /// The table.
        table: String,
        /// What is not equal.
        reason: String,
    },
    /// The file or the log's chain is damaged.
    #[error("damaged: {what}")]
    Damaged {
        /// What was found first.
        what: String,
    },
    /// The schema is of another version, or another program's.
    #[error("the schema has version {found}, this program {newest}")]
    Schema {
        /// What the database has; 0 when it is not Fundament's.
        found: i64,
        /// What this program makes.
        newest: i64,
    },
    /// Something stored cannot be read back.
    #[error("the database holds something that this version cannot read: {0}")]
    Unreadable(String),
    /// The database itself complains: full disk, lost connection.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema: {0}")]
    Migration(#[from] MigrateError),
}

impl StoreError {
    /// The permanent label, for problem details and logs.
    pub fn label(&self) -> &'static str {
        match self {
            _ if self.is_full() => "database-full",
            _ if self.is_damaged() => "database-damaged",
            _ if self.is_later() => "database-version",
            Self::Changed { .. } => "changed-in-between",
            Self::Unknown { .. } => "not-found",
            Self::Taken { .. } => "already-exists",
            Self::Overtaken { .. } => "import-overtaken",
            Self::Place { .. } => "database-place",
            Self::Missing { .. } => "database-missing",
            Self::Closed { .. } => "database-closed",
            Self::NotEmpty { .. } => "database-not-empty",
            Self::Copy { .. } => "copy-differs",
            Self::Schema { .. } => "database-version",
            Self::Unreadable(_) => "database-unreadable",
            Self::Damaged { .. } | Self::Database(_) | Self::Migration(_) => "database",
        }
    }

    /// Whether the place of the database has no room left.
    pub fn is_full(&self) -> bool {
        self.code().is_some_and(|code| FULL.contains(&&*code))
    }

    /// Whether what is stored is damaged.
    pub fn is_damaged(&self) -> bool {
        let (of_sqlite, of_postgres) = DAMAGED;
        let by = |code: &str| {
            of_postgres.contains(&code) || code.parse().is_ok_and(|code: i32| of_sqlite.contains(&(code & 0xff)))
        };
        matches!(self, Self::Damaged { .. }) || self.code().is_some_and(|code| by(&code))
    }

    /// Whether a later version of the program has made the schema.
    fn is_later(&self) -> bool {
        match self {
            Self::Schema { found, newest } => found > newest,
            Self::Migration(error) => matches!(error, MigrateError::VersionMissing(_)),
            _ => false,
        }
    }

    /// The database's own word for what is wrong.
    fn code(&self) -> Option<Cow<'_, str>> {
        let (Self::Database(error)
        | Self::Migration(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _))) = self
        else {
            return None;
        };
        error.as_database_error().and_then(sqlx::error::DatabaseError::code)
    }

    /// Whether SQLite could not open a file, or could not write beside it: `SQLITE_CANTOPEN` and `SQLITE_READONLY`, whatever the case.
    pub(crate) fn is_closed(error: &sqlx::Error) -> bool {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| matches!(code & 0xff, 8 | 14))
    }

    /// What people read, with the next step. Internals stay in the log.
    pub fn text(&self) -> Text {
        let (da, en) = match self {
            _ if self.is_full() => (
                "Der er ikke mere plads på disken, hvor databasen ligger. Intet er gemt. Frigør plads, og prøv igen.".to_owned(),
                "There is no room left on the disk where the database is. Nothing was saved. Make room, and try again.".to_owned(),
            ),
            _ if self.is_damaged() => (
                "Databasen er beskadiget. Stop serveren, gem mappen, og genskab den seneste sikkerhedskopi, der er i orden.".to_owned(),
                "The database is damaged. Stop the server, keep the folder, and restore the latest backup that is sound.".to_owned(),
            ),
            _ if self.is_later() => (
                "Databasen er lavet af en nyere version af Fundament. Brug den version.".to_owned(),
                "The database was made by a later version of Fundament. Use that version.".to_owned(),
            ),
            Self::Changed { .. } => (
                "Det er ændret, siden du åbnede siden. Se det nye, og prøv igen.".to_owned(),
                "It has changed since you opened the page. Look at what is new, and try again.".to_owned(),
            ),
            Self::Unknown { key, .. } => (
                format!("{key} findes ikke (mere). Ret det, eller vælg noget andet."),
                format!("{key} does not exist (any more). Correct it, or choose something else."),
            ),
            Self::Taken { key, .. } => (
                format!("{key} findes allerede. Vælg et andet navn."),
                format!("{key} exists already. Choose another name."),
            ),
            Self::Overtaken { count, .. } => (
                format!("Importen kan ikke fortrydes: {count} af dens objekter er ændret siden. Ret dem, eller importér en ny fil."),
                format!("The import cannot be undone: {count} of its objects have changed since. Correct them, or import a new file."),
            ),
            Self::Missing { place } => (
                format!("Der er ingen database i {place}. Kontrollér stien."),
                format!("There is no database in {place}. Check the path."),
            ),
            Self::Closed { place, .. } => (
                format!("Databasen {place} kan ikke åbnes af denne bruger. Kør som den bruger, serveren kører som."),
                format!("The database {place} cannot be opened by this user. Run as the user that the server runs as."),
            ),
            Self::NotEmpty { .. } => (
                "Databasen, der skulle fyldes, er ikke tom. Intet er kopieret. Vælg en tom.".to_owned(),
                "The database to be filled is not empty. Nothing was copied. Choose an empty one.".to_owned(),
            ),
            Self::Copy { .. } => (
                "Kopien blev ikke som originalen, og er opgivet. Stop serveren, og prøv igen.".to_owned(),
                "The copy did not become as its original, and was given up. Stop the server, and try again.".to_owned(),
            ),
            Self::Schema { found: 0, .. } => (
                "Det er ikke en database fra Fundament. Kontrollér stien.".to_owned(),
                "This is not a database of Fundament's. Check the path.".to_owned(),
            ),
            Self::Schema { .. } => (
                "Databasen er fra en tidligere version. Start serveren én gang med denne version, og prøv igen.".to_owned(),
                "The database is of an earlier version. Start the server once with this version, and try again.".to_owned(),
            ),
            Self::Place { place, .. } => (
                format!("Databasen {place} kan ikke åbnes. Kontrollér adressen, og at den findes og kører."),
                format!("The database {place} cannot be opened. Check the address, and that it is there and running."),
            ),
            Self::Damaged { .. } | Self::Unreadable(_) | Self::Database(_) | Self::Migration(_) => (
                "Databasen svarer ikke, som den skal. Intet er gemt. Prøv igen om lidt, eller kontakt it-drift.".to_owned(),
                "The database does not answer as it should. Nothing was saved. Try again shortly, or contact IT operations.".to_owned(),
            ),
        };
        Text { da, en }
    }
}
