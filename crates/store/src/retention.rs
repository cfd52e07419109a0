//! How long the files of closed cases are kept, as the municipality has set it; when nobody has, for ever.

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

impl Store {
    /// For how many years files are kept after a case was closed; none for ever.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_kept(&self, tenant: &Tenant) -> Result<Option<u16>, StoreError> {
        let row: Option<(i64,)> =
            self.db.one("SELECT years FROM retention WHERE tenant = $1", args![tenant.id()]).await?;
        Ok(row.and_then(|(years,)| u16::try_from(years).ok()))
    }

    /// Sets that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_files(&self, tenant: &Tenant, act: &Act, years: Option<u16>) -> Result<(), StoreError> {
        let (mut tx, seq) = self.begin_beside(tenant, act).await?;
        match years {
            Some(years) => {
                let sql = "INSERT INTO retention (tenant, years, set_by) VALUES ($1, $2, $3) ON CONFLICT (tenant) DO UPDATE SET years = excluded.years, set_by = excluded.set_by";
                tx.run(sql, args![tenant.id(), i64::from(years), seq]).await?;
            }
            None => {
                tx.run("DELETE FROM retention WHERE tenant = $1", args![tenant.id()]).await?;
            }
        }
        tx.commit().await
    }
}
