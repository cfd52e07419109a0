//! What stands beside the log, walked through together with the log: for whoever holds one up against the other.

use std::collections::HashMap;

use crate::db::args;
use crate::error::StoreError;
use crate::faces::Shelf;
use crate::log::{Fields, entry};
use crate::{Act, LogEntry, Store, Tenant, acquisitions, cases};

/// Which kind of face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// Cases.
    Case,
    /// Acquisitions.
    Acquisition,
}

impl Filed {
    /// What the log calls them.
    pub fn kind(self) -> &'static str {
        self.shelf().kind
    }

    fn shelf(self) -> &'static Shelf {
        match self {
            Self::Case => &cases::SHELF,
            Self::Acquisition => &acquisitions::SHELF,
        }
    }
}

/// The row beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFace {
    /// How many events it has, by the row.
    pub version: i64,
    /// The log's number of its last event, by the row.
    pub changed: i64,
    /// JSON.
    pub face: String,
}

/// One thing with its history, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledThing {
    /// Its number.
    pub id: String,
    /// Every entry of the log about it, refusals included, the earliest first.
    pub entries: Vec<LogEntry>,
    /// The row, when there is one.
    pub kept: Option<KeptFace>,
}

/// A row as the log says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The number of what it is about.
    pub id: String,
    /// The log's number of the last entry about it that was read.
    pub upto: i64,
    /// The row.
    pub kept: KeptFace,
}

impl Store {
    /// So many things after that number, in the database's order, with their histories. None when there are no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn filed_after(
        &self,
        tenant: &Tenant,
        filed: Filed,
        (after, most): (&str, i64),
    ) -> Result<Vec<FiledThing>, StoreError> {
        let shelf = filed.shelf();
        // One view of it all: whoever acts meanwhile changes log and face at once.
        let mut tx = self.db.snapshot().await?;
        let ids = "SELECT DISTINCT key FROM log WHERE tenant = $1 AND kind = $2 AND key > $3 ORDER BY key LIMIT $4";
        let ids: Vec<(String,)> = tx.all(ids, args![tenant.id(), shelf.kind, after, most]).await?;
        let Some((last,)) = ids.last() else { return Ok(Vec::new()) };
        let told = "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log \
                    WHERE tenant = $1 AND kind = $2 AND key > $3 AND key <= $4 ORDER BY key, seq";
        let told: Vec<Fields> = tx.all(told, args![tenant.id(), shelf.kind, after, last]).await?;
        let kept: Vec<(String, i64, i64, String)> = tx.all(shelf.between, args![tenant.id(), after, last]).await?;
        let kept = kept.into_iter().map(|(id, version, changed, face)| (id, KeptFace { version, changed, face }));
        let mut kept: HashMap<String, KeptFace> = kept.collect();
        let mut things: Vec<FiledThing> = Vec::with_capacity(ids.len());
        for entry in told.into_iter().map(entry) {
            let Some(id) = entry.key.clone() else { continue };
            if things.last().is_none_or(|thing| thing.id != id) {
                let kept = kept.remove(&id);
                things.push(FiledThing { id, entries: Vec::new(), kept });
            }
            if let Some(thing) = things.last_mut() {
                thing.entries.push(entry);
            }
        }
        Ok(things)
    }

    /// The numbers that have a face, and of which the log knows nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlogged(&self, tenant: &Tenant, filed: Filed) -> Result<Vec<String>, StoreError> {
        let shelf = filed.shelf();
        let rows: Vec<(String,)> = self.db.all(shelf.unlogged, args![tenant.id(), shelf.kind]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Every file of every case, by case: its SHA-256 as the row has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&self, tenant: &Tenant) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT case_id, sha256 FROM attachment WHERE tenant = $1 ORDER BY case_id, sha256";
        self.db.all(sql, args![tenant.id()]).await
    }

    /// Writes a face in this version's form, when no event came meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_anew(
        &self,
        tenant: &Tenant,
        filed: Filed,
        faces: &[(String, i64, String)],
    ) -> Result<(), StoreError> {
        if faces.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for (id, version, face) in faces {
            tx.run(filed.shelf().anew, args![tenant.id(), id, *version, face]).await?;
        }
        tx.commit().await
    }

    /// Writes rows as the log says that they are, and takes away those that the log does not know: one act. What somebody has
    /// done something with meanwhile stays as it is. Gives how many rows were written or taken away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mend(
        &self,
        tenant: &Tenant,
        act: &Act,
        (filed, rows, unlogged): (Filed, &[Mended], &[String]),
    ) -> Result<u64, StoreError> {
        let shelf = filed.shelf();
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let mut mended = 0;
        for Mended { id, upto, kept } in rows {
            let last = "SELECT MAX(seq) FROM log WHERE tenant = $1 AND kind = $2 AND key = $3";
            let last: Option<(Option<i64>,)> = tx.one(last, args![tenant.id(), shelf.kind, id]).await?;
            if last != Some((Some(*upto),)) {
                continue;
            }
            tx.run(shelf.remove, args![tenant.id(), id]).await?;
            let KeptFace { version, changed, face } = kept;
            mended += tx.run(shelf.restore, args![tenant.id(), id, *version, *changed, face]).await?;
        }
        for id in unlogged {
            mended += tx.run(shelf.remove, args![tenant.id(), id]).await?;
        }
        tx.commit().await?;
        Ok(mended)
    }
}
