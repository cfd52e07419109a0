//! Checkpoints: what the house signed of its log's end, once a day. Whose signature it is, is not the store's to say; that the
//! log still is what a checkpoint says, is found by verifying the log.

use kernel::Day;
use kernel::chain::Checkpoint;

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::{Store, Tenant, schema};

/// The migration that made the table: a database of an earlier version has none, and may still be verified.
const SINCE: i64 = 7;

pub(crate) async fn all(tx: &mut Tx, tenant: &Tenant) -> Result<Vec<Checkpoint>, StoreError> {
    if schema::version(tx).await? < SINCE {
        return Ok(Vec::new());
    }
    type Row = (i64, i64, String, String, String);
    let rows: Vec<Row> = tx
        .all(
            "SELECT day, seq, hash, public_key, signature FROM checkpoint WHERE tenant = $1 ORDER BY day",
            args![tenant.id()],
        )
        .await?;
    let checkpoint = |(day, seq, hash, key, signature): Row| Checkpoint {
        tenant: tenant.0.clone(),
        day: Day::from_days(i32::try_from(day).unwrap_or_default()),
        seq,
        hash,
        key,
        signature,
    };
    Ok(rows.into_iter().map(checkpoint).collect())
}

impl Store {
    /// Keeps a checkpoint. Gives whether it is new: a day has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_checkpoint(&self, tenant: &Tenant, checkpoint: &Checkpoint) -> Result<bool, StoreError> {
        let Checkpoint { day, seq, hash, key, signature, .. } = checkpoint;
        let mut tx = self.db.begin().await?;
        let there: Option<(i64,)> =
            tx.one("SELECT seq FROM checkpoint WHERE tenant = $1 AND day = $2", args![tenant.id(), *day]).await?;
        if there.is_some() {
            return Ok(false);
        }
        tx.run(
            "INSERT INTO checkpoint (tenant, day, seq, hash, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6)",
            args![tenant.id(), *day, *seq, hash, key, signature],
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Every checkpoint, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoints(&self, tenant: &Tenant) -> Result<Vec<Checkpoint>, StoreError> {
        all(&mut self.db.snapshot().await?, tenant).await
    }
}
