//! The outbox: what receivers outside the house are still to be told, written in the act's own transaction, so that an act
//! that stands is always told, and one that was undone never. Sent at least once, in the log's order.

use kernel::Instant;

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::log::{Fields, entry};
use crate::{Act, LogEntry, Store, Tenant};

/// Puts an act in the outbox of everybody who is told.
pub(crate) async fn enqueue(tx: &mut Tx, tenant: &Tenant, seq: i64, at: Instant) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO outbox (tenant, receiver, seq, due_at, attempts) SELECT tenant, name, $2, $3, 0 FROM receiver WHERE tenant = $1",
        args![tenant.id(), seq, at],
    )
    .await?;
    Ok(())
}

impl Store {
    /// Sets where a receiver is; without an address it is told nothing more, and what waits for it is dropped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_receiver(
        &self,
        tenant: &Tenant,
        act: &Act,
        name: &str,
        address: Option<&str>,
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin_beside(tenant, act).await?;
        match address {
            Some(address) => {
                tx.run(
                    "INSERT INTO receiver (tenant, name, address, set_by) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, name) DO UPDATE SET address = excluded.address, set_by = excluded.set_by",
                    args![tenant.id(), name, address, revision],
                )
                .await?;
            }
            None => {
                tx.run("DELETE FROM receiver WHERE tenant = $1 AND name = $2", args![tenant.id(), name]).await?;
                tx.run(
                    "DELETE FROM outbox WHERE tenant = $1 AND receiver = $2 AND sent_at IS NULL",
                    args![tenant.id(), name],
                )
                .await?;
            }
        }
        tx.commit().await?;
        Ok(revision)
    }

    /// Where a receiver is, when it is told anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receiver(&self, tenant: &Tenant, name: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one("SELECT address FROM receiver WHERE tenant = $1 AND name = $2", args![tenant.id(), name])
            .await?;
        Ok(row.map(|(address,)| address))
    }

    /// Everybody who is told of acts, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receivers(&self, tenant: &Tenant) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> =
            self.db.all("SELECT name FROM receiver WHERE tenant = $1 ORDER BY name", args![tenant.id()]).await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Claims what a receiver is to be told now, for so many seconds, in the log's order: at most `most` entries, and how
    /// often the first has been tried in vain. While an earlier one waits for its next try, later ones wait behind it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_outbox(
        &self,
        tenant: &Tenant,
        receiver: &str,
        now: Instant,
        (seconds, most): (i64, i64),
    ) -> Result<(Vec<LogEntry>, i64), StoreError> {
        let mut tx = self.db.begin().await?;
        let claimed: Vec<(i64, i64)> = tx
            .all(
                "UPDATE outbox SET lease_until = $4 WHERE tenant = $1 AND receiver = $2 AND sent_at IS NULL AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) AND seq IN (SELECT seq FROM outbox WHERE tenant = $1 AND receiver = $2 AND sent_at IS NULL ORDER BY seq LIMIT $5) AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.tenant = $1 AND earlier.receiver = $2 AND earlier.sent_at IS NULL AND earlier.seq < outbox.seq AND (earlier.due_at > $3 OR earlier.lease_until > $3)) RETURNING seq, attempts",
                args![tenant.id(), receiver, now, now.plus_seconds(seconds), most],
            )
            .await?;
        let (first, last) = (claimed.iter().min().copied(), claimed.iter().map(|(seq, _)| *seq).max());
        let (Some((first, attempts)), Some(last)) = (first, last) else {
            tx.commit().await?;
            return Ok((Vec::new(), 0));
        };
        let rows: Vec<Fields> = tx
            .all(
                "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq",
                args![tenant.id(), first, last],
            )
            .await?;
        tx.commit().await?;
        let ours = |entry: &LogEntry| claimed.iter().any(|(seq, _)| *seq == entry.seq);
        Ok((rows.into_iter().map(entry).filter(ours).collect(), attempts))
    }

    /// A receiver has been told what was claimed for it, up to and with that entry.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox_sent(
        &self,
        tenant: &Tenant,
        receiver: &str,
        last: i64,
        at: Instant,
    ) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let sent = tx
            .run(
                "UPDATE outbox SET sent_at = $4, lease_until = NULL, last_error = NULL WHERE tenant = $1 AND receiver = $2 AND seq <= $3 AND sent_at IS NULL AND lease_until IS NOT NULL",
                args![tenant.id(), receiver, last, at],
            )
            .await?;
        tx.commit().await?;
        Ok(sent)
    }

    /// A receiver could not be told: what was claimed for it is tried again at `next`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox_failed(
        &self,
        tenant: &Tenant,
        receiver: &str,
        error: &str,
        next: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE outbox SET due_at = $4, lease_until = NULL, attempts = attempts + 1, last_error = $3 WHERE tenant = $1 AND receiver = $2 AND sent_at IS NULL AND lease_until IS NOT NULL",
            args![tenant.id(), receiver, error, next],
        )
        .await?;
        tx.commit().await
    }

    /// How many entries wait to be sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox_waiting(&self, tenant: &Tenant) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM outbox WHERE tenant = $1 AND sent_at IS NULL";
        let row: Option<(i64,)> = self.db.one(sql, args![tenant.id()]).await?;
        Ok(row.map_or(0, |(count,)| count))
    }
}
