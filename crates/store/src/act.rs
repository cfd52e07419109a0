//! An act: who did what to what. It begins the transaction in which it is logged, so no change is without its entry.

use kernel::Instant;
use serde_json::Value as Json;

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::{Store, Tenant, log, outbox, unknown_tenant};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account's id; `system` for what the house does by itself.
    pub account: String,
    /// The name as it was on the day.
    pub name: String,
}

impl Actor {
    /// The house itself: midnight, a retry.
    pub fn system() -> Self {
        Self { account: "system".to_owned(), name: "Fundament".to_owned() }
    }
}

/// One act, as the log keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// What, as a permanent word: `import`, `supply-fact`, `adopt-strategy`.
    pub act: &'static str,
    /// To which object, as kind and key.
    pub subject: Option<(String, String)>,
    /// With which particulars.
    pub detail: Json,
    /// When.
    pub at: Instant,
    /// The last act on the subject that its author had seen: the act is refused when there has been one since. None for what
    /// builds on nothing that was read.
    pub seen: Option<i64>,
}

impl Store {
    /// Begins an act on facts or principles: the tenant's revision is raised, what was assessed holds no more, and the
    /// entry is appended. What follows commits with it or not at all.
    pub(crate) async fn begin(&self, tenant: &Tenant, act: &Act) -> Result<(Tx, i64), StoreError> {
        let raise =
            "UPDATE tenant SET revision = revision + 1, changed = revision + 1 WHERE id = $1 RETURNING revision";
        self.begin_by(raise, tenant, act).await
    }

    /// Begins an act that no verdict can follow from: on accounts, tokens, uploads.
    pub(crate) async fn begin_beside(&self, tenant: &Tenant, act: &Act) -> Result<(Tx, i64), StoreError> {
        self.begin_by("UPDATE tenant SET revision = revision + 1 WHERE id = $1 RETURNING revision", tenant, act).await
    }

    async fn begin_by(&self, raise: &'static str, tenant: &Tenant, act: &Act) -> Result<(Tx, i64), StoreError> {
        let mut tx = self.db.begin().await?;
        let revision: Option<(i64,)> = tx.one(raise, args![tenant.id()]).await?;
        let Some((revision,)) = revision else { return Err(unknown_tenant(tenant)) };
        // The tenant's row is locked: nobody acts between this look and the commit.
        if let (Some(expected), Some((kind, key))) = (act.seen, &act.subject) {
            let found = log::last_act(&mut tx, tenant, (kind, key)).await?;
            if found != expected {
                return Err(StoreError::Changed { kind: kind.clone(), key: key.clone(), expected, found });
            }
        }
        log::append(&mut tx, tenant, revision, act).await?;
        outbox::enqueue(&mut tx, tenant, revision, act.at).await?;
        Ok((tx, revision))
    }

    /// Logs an act that changes nothing else: a refusal, a sign-in. Gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(&self, tenant: &Tenant, act: &Act) -> Result<i64, StoreError> {
        let (tx, revision) = self.begin_beside(tenant, act).await?;
        tx.commit().await?;
        Ok(revision)
    }
}
