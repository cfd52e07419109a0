//! Acquisitions in the store: each event is an entry of the log, and the acquisition's face beside it is written in the same
//! transaction. What an event means, nobody here knows.

use crate::db::args;
use crate::error::StoreError;
use crate::faces::{Shelf, Write};
use crate::{Act, LogEntry, Store, Tenant};

/// The kind under which the log files acquisitions.
pub const ACQUISITION: &str = "acquisition";

const SHELF: Shelf = Shelf {
    kind: ACQUISITION,
    version: "SELECT version FROM acquisition WHERE tenant = $1 AND id = $2",
    insert: "INSERT INTO acquisition (tenant, id, version, changed, face) VALUES ($1, $2, 1, $3, $4)",
    update: "UPDATE acquisition SET version = version + 1, changed = $3, face = $4 WHERE tenant = $1 AND id = $2",
    last: "SELECT id FROM acquisition WHERE tenant = $1 AND id LIKE $2 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1",
};

/// One event to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct AcquisitionWrite {
    /// The acquisition's number.
    pub id: String,
    /// How many events the writer has seen; 0 opens it.
    pub seen: i64,
    /// The entry of the log; its subject is the acquisition.
    pub act: Act,
    /// The face after it, as JSON.
    pub face: String,
}

impl Store {
    /// Writes events, each with its entry and face: all of them or none. Gives the log's numbers.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when one has other events than the writer saw, [`StoreError::Taken`] when a number is in use.
    pub async fn write_acquisitions(
        &self,
        tenant: &Tenant,
        writes: &[AcquisitionWrite],
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut numbers = Vec::with_capacity(writes.len());
        for write in writes {
            let AcquisitionWrite { id, seen, act, face } = write;
            numbers.push(SHELF.write(&mut tx, tenant, Write { id, seen: *seen, act, face }).await?);
        }
        tx.commit().await?;
        Ok(numbers)
    }

    /// The highest running number of a year's acquisitions; 0 when there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_acquisition(&self, tenant: &Tenant, year: i16) -> Result<u32, StoreError> {
        SHELF.last(self, tenant, &format!("A{year:04}")).await
    }

    /// Every face as JSON, the latest opened first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquisition_faces(&self, tenant: &Tenant) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id, face FROM acquisition WHERE tenant = $1 ORDER BY LENGTH(id) DESC, id DESC";
        let rows: Vec<(String, String)> = self.db.all(sql, args![tenant.id()]).await?;
        Ok(rows.into_iter().map(|(_, face)| face).collect())
    }

    /// Every entry of the log about an acquisition, refusals included, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquisition_entries(&self, tenant: &Tenant, id: &str) -> Result<Vec<LogEntry>, StoreError> {
        SHELF.entries(self, tenant, id).await
    }
}
