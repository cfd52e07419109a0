//! The log: every act in order, each entry's SHA-256 taken over its fields and the entry before, so that nothing can be
//! changed, dropped, swapped or put in between without the chain breaking at that place.

use kernel::{Hasher, Instant};
use serde::Serialize;

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// One entry, as it is read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// The account that acted.
    pub account: String,
    /// Its name on that day.
    pub name: String,
    /// What was done.
    pub act: String,
    /// The object's kind, when it was done to one.
    pub kind: Option<String>,
    /// The object's key.
    pub key: Option<String>,
    /// The particulars as JSON text.
    pub detail: String,
    /// SHA-256 over the entry and the hash before it, in hexadecimal.
    pub hash: String,
}

/// Where the chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The first entry that does not fit.
    pub seq: i64,
    /// What does not fit: `hash`, or `gap` when numbers are missing.
    pub what: &'static str,
}

pub(crate) type Fields = (i64, i64, String, String, String, Option<String>, Option<String>, String, String);

/// Entries read at once while verifying.
const PAGE: i64 = 10_000;

fn hash_of(previous: &str, tenant: &Tenant, entry: &LogEntry) -> String {
    let optional = |field: &Option<String>| field.as_ref().map_or_else(|| "-".to_owned(), |text| format!("+{text}"));
    Hasher::default()
        .field(previous.as_bytes())
        .field(tenant.id().as_bytes())
        .field(&entry.seq.to_be_bytes())
        .field(&entry.at.0.to_be_bytes())
        .field(entry.account.as_bytes())
        .field(entry.name.as_bytes())
        .field(entry.act.as_bytes())
        .field(optional(&entry.kind).as_bytes())
        .field(optional(&entry.key).as_bytes())
        .field(entry.detail.as_bytes())
        .finish()
        .to_string()
}

pub(crate) async fn append(tx: &mut Tx, tenant: &Tenant, seq: i64, act: &Act) -> Result<(), StoreError> {
    let previous: Option<(String,)> =
        tx.one("SELECT hash FROM log WHERE tenant = $1 AND seq = $2", args![tenant.id(), seq - 1]).await?;
    let (kind, key) = act.subject.clone().unzip();
    let mut entry = LogEntry {
        seq,
        at: act.at,
        account: act.actor.account.clone(),
        name: act.actor.name.clone(),
        act: act.act.to_owned(),
        kind,
        key,
        detail: act.detail.to_string(),
        hash: String::new(),
    };
    entry.hash = hash_of(&previous.map(|(hash,)| hash).unwrap_or_default(), tenant, &entry);
    tx.run(
        "INSERT INTO log (tenant, seq, at, account, name, act, kind, key, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            tenant.id(),
            seq,
            entry.at,
            entry.account,
            entry.name,
            entry.act,
            entry.kind,
            entry.key,
            entry.detail,
            entry.hash
        ],
    )
    .await?;
    Ok(())
}

impl Store {
    /// So many entries before that number, the latest first; `i64::MAX` begins with the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log(&self, tenant: &Tenant, before: i64, most: i64) -> Result<Vec<LogEntry>, StoreError> {
        let rows: Vec<Fields> = self
            .db
            .all(
                "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
                args![tenant.id(), before, most],
            )
            .await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The entries about one object, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_of(
        &self,
        tenant: &Tenant,
        (kind, key): (&str, &str),
        most: i64,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let rows: Vec<Fields> = self
            .db
            .all(
                "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY seq DESC LIMIT $4",
                args![tenant.id(), kind, key, most],
            )
            .await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Computes the whole chain again: nothing when it holds, else the first place where it does not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_log(&self, tenant: &Tenant) -> Result<Option<Broken>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        verify(&mut tx, tenant).await
    }
}

/// The same within a transaction.
pub(crate) async fn verify(tx: &mut Tx, tenant: &Tenant) -> Result<Option<Broken>, StoreError> {
    let (mut last, mut previous) = (0, String::new());
    loop {
        let rows: Vec<Fields> = tx.all(
                    "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                    args![tenant.id(), last, PAGE],
                )
                .await?;
        if rows.is_empty() {
            break;
        }
        for entry in rows.into_iter().map(entry) {
            if entry.seq != last + 1 {
                return Ok(Some(Broken { seq: last + 1, what: "gap" }));
            }
            if hash_of(&previous, tenant, &entry) != entry.hash {
                return Ok(Some(Broken { seq: entry.seq, what: "hash" }));
            }
            (last, previous) = (entry.seq, entry.hash);
        }
    }
    // The tenant remembers how long its log is: a log cut short at its end is found as well.
    let row: Option<(i64,)> = tx.one("SELECT revision FROM tenant WHERE id = $1", args![tenant.id()]).await?;
    let Some((revision,)) = row else { return Err(crate::unknown_tenant(tenant)) };
    Ok((revision != last).then_some(Broken { seq: last + 1, what: "gap" }))
}

pub(crate) fn entry((seq, at, account, name, act, kind, key, detail, hash): Fields) -> LogEntry {
    LogEntry { seq, at: Instant(at), account, name, act, kind, key, detail, hash }
}
