//! Adopted strategies: the packs in force as their files, and those that were. An adopted version never changes.

use kernel::Instant;
use serde::{Deserialize, Serialize};

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// A pack as it was adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedPack {
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// Its content hash, in hexadecimal.
    pub hash: String,
    /// Its files: name and text.
    pub files: Vec<(String, String)>,
}

/// An adopted pack with when, and by which act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The pack.
    pub pack: AdoptedPack,
    /// When.
    pub at: Instant,
    /// The act's number in the log.
    pub act: i64,
    /// When another version took its place.
    pub retired_at: Option<Instant>,
}

type AdoptedRow = (String, String, String, String, i64, i64, Option<i64>);

impl Store {
    /// Puts a pack in force; the version it replaces is retired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn adopt(&self, tenant: &Tenant, act: &Act, pack: &AdoptedPack) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        tx.run(
            "UPDATE strategy SET retired_at = $3 WHERE tenant = $1 AND pack = $2 AND retired_at IS NULL",
            args![tenant.id(), &pack.pack, act.at],
        )
        .await?;
        let files = serde_json::to_string(&pack.files).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        tx.run(
            "INSERT INTO strategy (tenant, pack, adopted_by, version, hash, files, adopted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![tenant.id(), &pack.pack, revision, &pack.version, &pack.hash, files, act.at],
        )
        .await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Every adopted version, in the order of adoption; those in force have not retired.
    ///
    /// # Errors
    /// When the database fails, or holds what this version cannot read.
    pub async fn strategies(&self, tenant: &Tenant) -> Result<Vec<Adopted>, StoreError> {
        let rows: Vec<AdoptedRow> = self
            .db
            .all(
                "SELECT pack, version, hash, files, adopted_at, adopted_by, retired_at FROM strategy WHERE tenant = $1 ORDER BY adopted_by",
                args![tenant.id()],
            )
            .await?;
        rows.into_iter()
            .map(|(pack, version, hash, files, at, act, retired_at)| {
                let files = serde_json::from_str(&files).map_err(|error| StoreError::Unreadable(error.to_string()))?;
                let pack = AdoptedPack { pack, version, hash, files };
                Ok(Adopted { pack, at: Instant(at), act, retired_at: retired_at.map(Instant) })
            })
            .collect()
    }
}
