//! The secret addresses by which calendar programs read somebody's deadlines: kept as hashes, one an account.

use kernel::Instant;

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

impl Store {
    /// Gives an account a calendar's address; an earlier one stops working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_calendar(&self, tenant: &Tenant, act: &Act, account: &str, hash: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        tx.run(
            "INSERT INTO calendar (tenant, account, hash, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, account) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at",
            args![tenant.id(), account, hash, act.at],
        )
        .await?;
        tx.commit().await
    }

    /// Withdraws an account's calendar.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when it has none.
    pub async fn drop_calendar(&self, tenant: &Tenant, act: &Act, account: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let gone =
            tx.run("DELETE FROM calendar WHERE tenant = $1 AND account = $2", args![tenant.id(), account]).await?;
        if gone == 0 {
            return Err(StoreError::Unknown { what: "calendar", key: account.to_owned() });
        }
        tx.commit().await
    }

    /// Since when an account has had its calendar's address, when it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_since(&self, tenant: &Tenant, account: &str) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT made_at FROM calendar WHERE tenant = $1 AND account = $2";
        let row: Option<(i64,)> = self.db.one(sql, args![tenant.id(), account]).await?;
        Ok(row.map(|(at,)| Instant(at)))
    }

    /// The account whose calendar's address has that hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_of_calendar(&self, tenant: &Tenant, hash: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT account FROM calendar WHERE tenant = $1 AND hash = $2";
        let row: Option<(String,)> = self.db.one(sql, args![tenant.id(), hash]).await?;
        Ok(row.map(|(account,)| account))
    }
}
