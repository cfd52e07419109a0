//! What has its history in the log and its face in a table beside it: cases and acquisitions. An event's entry and the face after it
//! are written in one transaction, by whoever has seen all events before it.

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::log::{Fields, entry};
use crate::{Act, LogEntry, Store, Tenant, log, outbox, unknown_tenant};

/// A table of faces: what the log calls its things, and its statements.
pub(crate) struct Shelf {
    pub(crate) kind: &'static str,
    pub(crate) version: &'static str,
    pub(crate) insert: &'static str,
    pub(crate) update: &'static str,
    pub(crate) last: &'static str,
    /// Number, version, changed and face of those after one number, up to another.
    pub(crate) between: &'static str,
    /// Those that the log has nothing about.
    pub(crate) unlogged: &'static str,
    /// The face only, when the version is still that.
    pub(crate) anew: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) restore: &'static str,
}

/// One event to be written: the thing's number, how many events the writer has seen (0 begins it), the entry, and the face after it.
pub(crate) struct Write<'w> {
    pub(crate) id: &'w str,
    pub(crate) seen: i64,
    pub(crate) act: &'w Act,
    pub(crate) face: &'w str,
}

impl Shelf {
    /// Writes an event with its entry and face. Gives the log's number.
    pub(crate) async fn write(&self, tx: &mut Tx, tenant: &Tenant, write: Write<'_>) -> Result<i64, StoreError> {
        let Write { id, seen, act, face } = write;
        // Raising the revision queues writers up, so what is read next is what the last of them wrote.
        let raise = "UPDATE tenant SET revision = revision + 1 WHERE id = $1 RETURNING revision";
        let revision: Option<(i64,)> = tx.one(raise, args![tenant.id()]).await?;
        let Some((seq,)) = revision else { return Err(unknown_tenant(tenant)) };
        let version: Option<(i64,)> = tx.one(self.version, args![tenant.id(), id]).await?;
        let key = || id.to_owned();
        let statement = match version {
            None if seen == 0 => self.insert,
            None => return Err(StoreError::Unknown { what: self.kind, key: key() }),
            Some(_) if seen == 0 => return Err(StoreError::Taken { what: self.kind, key: key() }),
            Some((found,)) if found != seen => {
                let kind = self.kind.to_owned();
                return Err(StoreError::Changed { kind, key: key(), expected: seen, found });
            }
            Some(_) => self.update,
        };
        tx.run(statement, args![tenant.id(), id, seq, face]).await?;
        let act = Act { subject: Some((self.kind.to_owned(), key())), ..act.clone() };
        log::append(tx, tenant, seq, &act).await?;
        outbox::enqueue(tx, tenant, seq, act.at).await?;
        Ok(seq)
    }

    /// The highest running number of those that begin with `prefix-`; 0 when there are none.
    pub(crate) async fn last(&self, store: &Store, tenant: &Tenant, prefix: &str) -> Result<u32, StoreError> {
        // By pattern and not by a range: where a hyphen stands among other signs depends on the database's collation.
        let row: Option<(String,)> = store.db.one(self.last, args![tenant.id(), format!("{prefix}-%")]).await?;
        Ok(row.and_then(|(id,)| id.split_once('-').and_then(|(_, number)| number.parse().ok())).unwrap_or(0))
    }

    /// Every entry of the log about one of them, refusals included, the earliest first.
    pub(crate) async fn entries(&self, store: &Store, tenant: &Tenant, id: &str) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY seq";
        let rows: Vec<Fields> = store.db.all(sql, args![tenant.id(), self.kind, id]).await?;
        Ok(rows.into_iter().map(entry).collect())
    }
}
