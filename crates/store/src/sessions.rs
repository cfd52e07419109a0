//! Sessions: who is signed in, known by the hash of a secret that only the browser holds.

use kernel::Instant;

use crate::db::args;
use crate::error::StoreError;
use crate::{Store, Tenant};

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its secret.
    pub hash: String,
    /// Whose.
    pub account: String,
    /// What every form of the session must carry.
    pub csrf: String,
    /// When it began.
    pub began_at: Instant,
    /// When the person last proved who they are.
    pub proved_at: Instant,
    /// When it was last used; to the minute.
    pub seen_at: Instant,
    /// When it ends in any case.
    pub ends_at: Instant,
}

type SessionRow = (String, String, String, i64, i64, i64, i64);

impl Store {
    /// Begins a session; those that have ended are swept out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_session(&self, tenant: &Tenant, session: &Session) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM session WHERE tenant = $1 AND ends_at < $2", args![tenant.id(), session.began_at]).await?;
        tx.run(
            "INSERT INTO session (hash, tenant, account, csrf, began_at, proved_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                &session.hash,
                tenant.id(),
                &session.account,
                &session.csrf,
                session.began_at,
                session.proved_at,
                session.seen_at,
                session.ends_at
            ],
        )
        .await?;
        tx.commit().await
    }

    /// The session with that hash, whether or not it has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, tenant: &Tenant, hash: &str) -> Result<Option<Session>, StoreError> {
        let row: Option<SessionRow> = self
            .db
            .one(
                "SELECT hash, account, csrf, began_at, proved_at, seen_at, ends_at FROM session WHERE tenant = $1 AND hash = $2",
                args![tenant.id(), hash],
            )
            .await?;
        Ok(row.map(|(hash, account, csrf, began_at, proved_at, seen_at, ends_at)| Session {
            hash,
            account,
            csrf,
            began_at: Instant(began_at),
            proved_at: Instant(proved_at),
            seen_at: Instant(seen_at),
            ends_at: Instant(ends_at),
        }))
    }

    /// Remembers that a session was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_seen(&self, tenant: &Tenant, hash: &str, at: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE session SET seen_at = $3 WHERE tenant = $1 AND hash = $2", args![tenant.id(), hash, at]).await?;
        tx.commit().await
    }

    /// Remembers that the person proved who they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_proved(&self, tenant: &Tenant, hash: &str, at: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE session SET proved_at = $3, seen_at = $3 WHERE tenant = $1 AND hash = $2",
            args![tenant.id(), hash, at],
        )
        .await?;
        tx.commit().await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, tenant: &Tenant, hash: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM session WHERE tenant = $1 AND hash = $2", args![tenant.id(), hash]).await?;
        tx.commit().await
    }
}
