//! Jobs: what the house does by itself. A job is claimed for a while by one process, so that two servers on one database
//! never do it twice, and a process that dies gives it back.

use kernel::Instant;

use crate::db::args;
use crate::error::StoreError;
use crate::{Store, Tenant};

/// A job, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Permanent name.
    pub name: String,
    /// When it is to be done next.
    pub due_at: Instant,
    /// How often it has failed since it was last done.
    pub attempts: i64,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was last done.
    pub done_at: Option<Instant>,
}

impl Store {
    /// Claims a job that is due, for so many seconds; a job never heard of is due now. Gives how often it has been tried
    /// in vain; nothing when it is not due, or somebody else has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(
        &self,
        tenant: &Tenant,
        name: &str,
        now: Instant,
        seconds: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO job (tenant, name, due_at, attempts) VALUES ($1, $2, $3, 0) ON CONFLICT (tenant, name) DO NOTHING",
            args![tenant.id(), name, now],
        )
        .await?;
        let claimed: Option<(i64,)> = tx
            .one(
                "UPDATE job SET lease_until = $4 WHERE tenant = $1 AND name = $2 AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) RETURNING attempts",
                args![tenant.id(), name, now, now.plus_seconds(seconds)],
            )
            .await?;
        tx.commit().await?;
        Ok(claimed.map(|(attempts,)| attempts))
    }

    /// A job is done, and due again at `next`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_done(&self, tenant: &Tenant, name: &str, now: Instant, next: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE job SET due_at = $4, lease_until = NULL, attempts = 0, last_error = NULL, done_at = $3 WHERE tenant = $1 AND name = $2",
            args![tenant.id(), name, now, next],
        )
        .await?;
        tx.commit().await
    }

    /// A job has failed, and is tried again at `next`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_failed(&self, tenant: &Tenant, name: &str, error: &str, next: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE job SET due_at = $4, lease_until = NULL, attempts = attempts + 1, last_error = $3 WHERE tenant = $1 AND name = $2",
            args![tenant.id(), name, error, next],
        )
        .await?;
        tx.commit().await
    }

    /// Every job, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, tenant: &Tenant) -> Result<Vec<Job>, StoreError> {
        type Row = (String, i64, i64, Option<String>, Option<i64>);
        let rows: Vec<Row> = self
            .db
            .all(
                "SELECT name, due_at, attempts, last_error, done_at FROM job WHERE tenant = $1 ORDER BY name",
                args![tenant.id()],
            )
            .await?;
        let job = |(name, due_at, attempts, last_error, done_at): Row| Job {
            name,
            due_at: Instant(due_at),
            attempts,
            last_error,
            done_at: done_at.map(Instant),
        };
        Ok(rows.into_iter().map(job).collect())
    }

    /// Sweeps out what nobody can use any more: sessions ended or unused since `idle`, files put by before `stale`, and
    /// what was sent before `sent`. Gives how many rows went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(
        &self,
        tenant: &Tenant,
        now: Instant,
        (idle, stale, sent): (Instant, Instant, Instant),
    ) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let sessions = tx
            .run(
                "DELETE FROM session WHERE tenant = $1 AND (ends_at <= $2 OR seen_at <= $3)",
                args![tenant.id(), now, idle],
            )
            .await?;
        let uploads = tx.run("DELETE FROM upload WHERE tenant = $1 AND at < $2", args![tenant.id(), stale]).await?;
        let told = tx.run("DELETE FROM outbox WHERE tenant = $1 AND sent_at < $2", args![tenant.id(), sent]).await?;
        tx.commit().await?;
        Ok(sessions + uploads + told)
    }
}
