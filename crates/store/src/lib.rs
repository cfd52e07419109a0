//! The store: what the house remembers, and the only room with SQL. SQLite by default, PostgreSQL by URL.
//!
//! Nothing is overwritten: a later word of a source ends the earlier one, so that every day's facts can be read again.
//! Each act is one transaction, one revision of its tenant and one entry of the log. Knows no rule and no verdict's
//! meaning; it is handed words.

mod accounts;
mod acquisitions;
mod act;
mod ahead;
mod backup;
mod beside;
mod board;
mod calendars;
mod cases;
mod checkpoints;
mod codec;
mod copy;
mod counts;
mod db;
mod deliver;
mod digests;
mod error;
mod faces;
mod findings;
mod identity;
mod intake;
mod jobs;
mod load;
mod log;
mod outbox;
mod packed;
mod registers;
mod retention;
mod runs;
mod schema;
mod sessions;
mod since;
mod sources;
mod strategy;
mod supply;
mod tokens;
mod touched;
mod undo;
mod uploads;

pub use accounts::{Account, Grant, NewAccount};
pub use acquisitions::{ACQUISITION, AcquisitionWrite, Settlement};
pub use act::{Act, Actor};
pub use backup::{Accepted, LastDelivery, SchemaVersion};
pub use beside::{Filed, FiledThing, KeptFace, Mended};
pub use cases::{CASE, CaseFace, CaseWrite, Deputy, Meeting};
pub use copy::{Copied, Others};
pub use counts::{DailyCount, StrategyShift};
pub use db::Place;
pub use deliver::{Changed, DeliveredRow, Delivery, Difference, Preference};
pub use digests::Told;
pub use error::StoreError;
pub use findings::{RuleVerdicts, Turn};
pub use intake::Intake;
pub use jobs::Job;
pub use kernel::chain::{Broken, Checkpoint, Entry as LogEntry, Flaw};
pub use load::{AsOf, Stated};
pub use log::{LogPages, LogSearch};
pub use registers::{MirrorRow, RegisterState};
pub use runs::{Done, ImportRun, RunSearch};
pub use sessions::Session;
pub use since::{AnswerChange, FactChange, ObjectChange};
pub use strategy::{Adopted, AdoptedPack};
pub use supply::{Seen, SuppliedAnswer, SuppliedFact};
pub use tokens::{Token, TokenOwner};
pub use touched::{FeedPlace, Touch, Touched, TouchedCount};
pub use undo::{Undoing, Unsettled};
pub use uploads::{Mapping, Upload};

use db::{Arg, Db, args};
use kernel::Instant;

/// One municipality's id: part of every key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(pub String);

impl Tenant {
    pub(crate) fn id(&self) -> &str {
        &self.0
    }
}

/// The open store.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
}

impl Store {
    /// Opens the database, makes it when it is a file that is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Place`] when it cannot be opened, [`StoreError::Migration`] when its schema is of a later version.
    pub async fn open(place: &Place) -> Result<Self, StoreError> {
        Ok(Self { db: Db::open(place).await? })
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// Makes a municipality.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the id is.
    pub async fn found(&self, tenant: &Tenant, name: &str, at: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let made = tx
            .run(
                "INSERT INTO tenant (id, name, revision, changed, turns, created_at) VALUES ($1, $2, 0, 0, 0, $3) ON CONFLICT (id) DO NOTHING",
                args![tenant.id(), name, at],
            )
            .await?;
        if made == 0 {
            return Err(StoreError::Taken { what: "municipality", key: tenant.0.clone() });
        }
        tx.commit().await
    }

    /// Every municipality's id and name, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<(Tenant, String)>, StoreError> {
        let mut rows: Vec<(String, String)> = self.db.all("SELECT id, name FROM tenant", args![]).await?;
        rows.sort();
        Ok(rows.into_iter().map(|(id, name)| (Tenant(id), name)).collect())
    }

    /// The number of the last act on facts or principles: who holds them in memory compares it to learn that others have
    /// acted.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such municipality.
    pub async fn changed(&self, tenant: &Tenant) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self.db.one("SELECT changed FROM tenant WHERE id = $1", args![tenant.id()]).await?;
        row.map(|(changed,)| changed).ok_or_else(|| unknown_tenant(tenant))
    }

    /// Gives a municipality its name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rename(&self, tenant: &Tenant, act: &Act, name: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        tx.run("UPDATE tenant SET name = $2 WHERE id = $1", args![tenant.id(), name]).await?;
        tx.commit().await
    }

    /// The number of acts so far.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such municipality.
    pub async fn revision(&self, tenant: &Tenant) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self.db.one("SELECT revision FROM tenant WHERE id = $1", args![tenant.id()]).await?;
        row.map(|(revision,)| revision).ok_or_else(|| unknown_tenant(tenant))
    }
}

pub(crate) fn unknown_tenant(tenant: &Tenant) -> StoreError {
    StoreError::Unknown { what: "municipality", key: tenant.0.clone() }
}
