//! Tokens of the API: known by their hash, with a scope and an end.

use kernel::Instant;

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// One token; its secret was shown once and is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Permanent, and no secret.
    pub id: String,
    /// Whose rights it has at most.
    pub account: String,
    /// What its owner calls it.
    pub name: String,
    /// What it is for: `read` or `write`.
    pub scope: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// When it was last used; to the minute.
    pub used_at: Option<Instant>,
    /// When it was withdrawn.
    pub revoked_at: Option<Instant>,
}

/// Which tokens to list.
#[derive(Clone, Copy, Debug)]
pub enum TokenOwner<'a> {
    /// One account's.
    Account(&'a str),
    /// Everybody's.
    Anyone,
}

type TokenRow = (String, String, String, String, i64, i64, Option<i64>, Option<i64>);

fn read((id, account, name, scope, created_at, expires_at, used_at, revoked_at): TokenRow) -> Token {
    Token {
        id,
        account,
        name,
        scope,
        created_at: Instant(created_at),
        expires_at: Instant(expires_at),
        used_at: used_at.map(Instant),
        revoked_at: revoked_at.map(Instant),
    }
}

impl Store {
    /// Makes a token, known by the hash of its secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(&self, tenant: &Tenant, act: &Act, token: &Token, hash: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        tx.run(
            "INSERT INTO token (tenant, id, account, name, hash, scope, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                tenant.id(),
                &token.id,
                &token.account,
                &token.name,
                hash,
                &token.scope,
                token.created_at,
                token.expires_at
            ],
        )
        .await?;
        tx.commit().await
    }

    /// The token with that hash, whether or not it still counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(&self, tenant: &Tenant, hash: &str) -> Result<Option<Token>, StoreError> {
        let row: Option<TokenRow> = self
            .db
            .one(
                "SELECT id, account, name, scope, created_at, expires_at, used_at, revoked_at FROM token WHERE tenant = $1 AND hash = $2",
                args![tenant.id(), hash],
            )
            .await?;
        Ok(row.map(read))
    }

    /// Tokens, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, tenant: &Tenant, owner: TokenOwner<'_>) -> Result<Vec<Token>, StoreError> {
        let owner = match owner {
            TokenOwner::Account(account) => Some(account),
            TokenOwner::Anyone => None,
        };
        let rows: Vec<TokenRow> = self
            .db
            .all(
                "SELECT id, account, name, scope, created_at, expires_at, used_at, revoked_at FROM token WHERE tenant = $1 AND ($2 IS NULL OR account = $2) ORDER BY created_at DESC, id",
                args![tenant.id(), owner],
            )
            .await?;
        Ok(rows.into_iter().map(read).collect())
    }

    /// Withdraws a token.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is none to withdraw.
    pub async fn revoke_token(&self, tenant: &Tenant, act: &Act, id: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let done = tx
            .run(
                "UPDATE token SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at IS NULL",
                args![tenant.id(), id, act.at],
            )
            .await?;
        if done == 0 {
            return Err(StoreError::Unknown { what: "token", key: id.to_owned() });
        }
        tx.commit().await
    }

    /// Remembers that a token was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token_used(&self, tenant: &Tenant, id: &str, at: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE token SET used_at = $3 WHERE tenant = $1 AND id = $2", args![tenant.id(), id, at]).await?;
        tx.commit().await
    }
}
