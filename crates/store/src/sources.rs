//! Sources: a name that counts as a register. One that has counted as another register before still has what it said as that.

use std::collections::BTreeMap;

use crate::db::args;
use crate::error::StoreError;
use crate::{Store, Tenant};

impl Store {
    /// The register that a source of that name counts as, by the last it said of a kind that still stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn speaks_as(&self, tenant: &Tenant, source: &str, kind: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one(
                "SELECT s.register FROM source s JOIN statement t ON t.tenant = s.tenant AND t.source = s.id WHERE s.tenant = $1 AND s.name = $2 AND s.rank = 'register' AND t.kind = $3 AND t.attribute = '' AND t.ended_at IS NULL ORDER BY t.id DESC LIMIT 1",
                args![tenant.id(), source, kind],
            )
            .await?;
        Ok(row.map(|(register,)| register))
    }

    /// By register, the objects of a kind of which a source of that name says anything now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spoken_as(
        &self,
        tenant: &Tenant,
        source: &str,
        kind: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let rows: Vec<(String, String)> = self
            .db
            .all(
                "SELECT s.register, t.key FROM source s JOIN statement t ON t.tenant = s.tenant AND t.source = s.id WHERE s.tenant = $1 AND s.name = $2 AND s.rank = 'register' AND t.kind = $3 AND t.attribute = '' AND t.ended_at IS NULL ORDER BY s.register, t.key",
                args![tenant.id(), source, kind],
            )
            .await?;
        let mut spoken: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (register, key) in rows {
            spoken.entry(register).or_default().push(key);
        }
        Ok(spoken)
    }
}
