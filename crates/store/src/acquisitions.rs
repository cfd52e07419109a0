//! Acquisitions in the store: each event is an entry of the log, and the acquisition's face beside it is written in the same
//! transaction. What an event means, nobody here knows.

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::log::{Fields, entry};
use crate::{Act, LogEntry, Store, Tenant, log, outbox, unknown_tenant};

/// The kind under which the log files acquisitions.
pub const ACQUISITION: &str = "acquisition";

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
            numbers.push(write_one(&mut tx, tenant, write).await?);
        }
        tx.commit().await?;
        Ok(numbers)
    }

    /// The highest running number of a year's acquisitions; 0 when there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_acquisition(&self, tenant: &Tenant, year: i16) -> Result<u32, StoreError> {
        let (from, to) = (format!("A{year:04}-"), format!("A{year:04}."));
        let sql = "SELECT id FROM acquisition WHERE tenant = $1 AND id >= $2 AND id < $3 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1";
        let row: Option<(String,)> = self.db.one(sql, args![tenant.id(), from, to]).await?;
        Ok(row.and_then(|(id,)| id.split_once('-').and_then(|(_, number)| number.parse().ok())).unwrap_or(0))
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
        let sql = "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY seq";
        let rows: Vec<Fields> = self.db.all(sql, args![tenant.id(), ACQUISITION, id]).await?;
        Ok(rows.into_iter().map(entry).collect())
    }
}

async fn write_one(tx: &mut Tx, tenant: &Tenant, write: &AcquisitionWrite) -> Result<i64, StoreError> {
    // Raising the revision queues writers up, so what is read next is what the last of them wrote.
    let raise = "UPDATE tenant SET revision = revision + 1 WHERE id = $1 RETURNING revision";
    let revision: Option<(i64,)> = tx.one(raise, args![tenant.id()]).await?;
    let Some((seq,)) = revision else { return Err(unknown_tenant(tenant)) };
    let sql = "SELECT version FROM acquisition WHERE tenant = $1 AND id = $2";
    let version: Option<(i64,)> = tx.one(sql, args![tenant.id(), &write.id]).await?;
    match version {
        None if write.seen == 0 => {
            tx.run(
                "INSERT INTO acquisition (tenant, id, version, changed, face) VALUES ($1, $2, 1, $3, $4)",
                args![tenant.id(), &write.id, seq, write.face.as_str()],
            )
            .await?;
        }
        None => return Err(StoreError::Unknown { what: ACQUISITION, key: write.id.clone() }),
        Some(_) if write.seen == 0 => return Err(StoreError::Taken { what: ACQUISITION, key: write.id.clone() }),
        Some((version,)) if version != write.seen => {
            let (kind, key) = (ACQUISITION.to_owned(), write.id.clone());
            return Err(StoreError::Changed { kind, key, expected: write.seen, found: version });
        }
        Some(_) => {
            tx.run(
                "UPDATE acquisition SET version = version + 1, changed = $3, face = $4 WHERE tenant = $1 AND id = $2",
                args![tenant.id(), &write.id, seq, write.face.as_str()],
            )
            .await?;
        }
    }
    let act = Act { subject: Some((ACQUISITION.to_owned(), write.id.clone())), ..write.act.clone() };
    log::append(tx, tenant, seq, &act).await?;
    outbox::enqueue(tx, tenant, seq, act.at).await?;
    Ok(seq)
}
