//! Cases in the store: each event is an entry of the log, and the case's face beside it is written in the same transaction. What an
//! event means, nobody here knows.

use kernel::{Day, Instant};

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::log::{Fields, entry};
use crate::{Act, LogEntry, Store, Tenant, log, outbox, unknown_tenant};

/// The kind under which the log files cases.
pub const CASE: &str = "case";

/// One event to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseWrite {
    /// The case's number.
    pub id: String,
    /// How many events the writer has seen; 0 opens the case.
    pub seen: i64,
    /// The entry of the log; its subject is the case.
    pub act: Act,
    /// The face after it, as JSON.
    pub face: String,
    /// The words of an explanation, to be compared with others: pack, principle, words.
    pub words: Option<(String, String, String)>,
    /// A file: its SHA-256 and bytes.
    pub file: Option<(String, Vec<u8>)>,
}

/// A face as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFace {
    /// The case's number.
    pub id: String,
    /// The log's number of its last event.
    pub changed: i64,
    /// JSON.
    pub face: String,
}

/// Somebody who stands in for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    /// Its number.
    pub id: i64,
    /// Who stands in.
    pub account: String,
    /// For whom.
    pub principal: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// When it was ended before its time.
    pub ended_at: Option<Instant>,
}

/// A meeting of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// Its number.
    pub id: String,
    /// The day.
    pub day: Day,
    /// Its title.
    pub title: String,
    /// The number of its minutes.
    pub minutes: Option<String>,
}

impl Store {
    /// Writes events, each with its entry and its case's face: all of them or none. Gives the log's numbers.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when a case has other events than the writer saw, [`StoreError::Taken`] when a number is in use.
    pub async fn write_cases(&self, tenant: &Tenant, writes: &[CaseWrite]) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut numbers = Vec::with_capacity(writes.len());
        for write in writes {
            numbers.push(write_one(&mut tx, tenant, write).await?);
        }
        tx.commit().await?;
        Ok(numbers)
    }

    /// The highest running number of a year's cases; 0 when there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_case(&self, tenant: &Tenant, year: i16) -> Result<u32, StoreError> {
        let (from, to) = (format!("{year:04}-"), format!("{year:04}."));
        let sql = "SELECT id FROM case_file WHERE tenant = $1 AND id >= $2 AND id < $3 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1";
        let row: Option<(String,)> = self.db.one(sql, args![tenant.id(), from, to]).await?;
        Ok(row.and_then(|(id,)| id.split_once('-').and_then(|(_, number)| number.parse().ok())).unwrap_or(0))
    }

    /// The faces that were written after that number of the log, in its order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_faces(&self, tenant: &Tenant, after: i64) -> Result<Vec<CaseFace>, StoreError> {
        let sql = "SELECT id, changed, face FROM case_file WHERE tenant = $1 AND changed > $2 ORDER BY changed";
        let rows: Vec<(String, i64, String)> = self.db.all(sql, args![tenant.id(), after]).await?;
        Ok(rows.into_iter().map(|(id, changed, face)| CaseFace { id, changed, face }).collect())
    }

    /// Every entry of the log about a case, refusals included, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_entries(&self, tenant: &Tenant, id: &str) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY seq";
        let rows: Vec<Fields> = self.db.all(sql, args![tenant.id(), CASE, id]).await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The latest explanations under a principle, without those of that case: case and words.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn explanations(
        &self,
        tenant: &Tenant,
        (pack, principle): (&str, &str),
        without: &str,
        most: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT case_id, words FROM explanation WHERE tenant = $1 AND pack = $2 AND principle = $3 AND case_id <> $4 ORDER BY seq DESC LIMIT $5";
        self.db.all(sql, args![tenant.id(), pack, principle, without, most]).await
    }

    /// The bytes of a case's file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachment(&self, tenant: &Tenant, id: &str, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM attachment WHERE tenant = $1 AND case_id = $2 AND sha256 = $3";
        let row: Option<(Vec<u8>,)> = self.db.one(sql, args![tenant.id(), id, sha256]).await?;
        Ok(row.map(|(content,)| content))
    }
}

async fn write_one(tx: &mut Tx, tenant: &Tenant, write: &CaseWrite) -> Result<i64, StoreError> {
    // Raising the revision queues writers up, so what is read next is what the last of them wrote.
    let raise = "UPDATE tenant SET revision = revision + 1 WHERE id = $1 RETURNING revision";
    let revision: Option<(i64,)> = tx.one(raise, args![tenant.id()]).await?;
    let Some((seq,)) = revision else { return Err(unknown_tenant(tenant)) };
    let sql = "SELECT version FROM case_file WHERE tenant = $1 AND id = $2";
    let version: Option<(i64,)> = tx.one(sql, args![tenant.id(), &write.id]).await?;
    match version {
        None if write.seen == 0 => {
            tx.run(
                "INSERT INTO case_file (tenant, id, version, changed, face) VALUES ($1, $2, 1, $3, $4)",
                args![tenant.id(), &write.id, seq, write.face.as_str()],
            )
            .await?;
        }
        None => return Err(StoreError::Unknown { what: CASE, key: write.id.clone() }),
        Some(_) if write.seen == 0 => return Err(StoreError::Taken { what: CASE, key: write.id.clone() }),
        Some((version,)) if version != write.seen => {
            let (kind, key) = (CASE.to_owned(), write.id.clone());
            return Err(StoreError::Changed { kind, key, expected: write.seen, found: version });
        }
        Some(_) => {
            tx.run(
                "UPDATE case_file SET version = version + 1, changed = $3, face = $4 WHERE tenant = $1 AND id = $2",
                args![tenant.id(), &write.id, seq, write.face.as_str()],
            )
            .await?;
        }
    }
    let act = Act { subject: Some((CASE.to_owned(), write.id.clone())), ..write.act.clone() };
    log::append(tx, tenant, seq, &act).await?;
    outbox::enqueue(tx, tenant, seq, act.at).await?;
    if let Some((pack, principle, words)) = &write.words {
        tx.run(
            "INSERT INTO explanation (tenant, case_id, seq, pack, principle, words) VALUES ($1, $2, $3, $4, $5, $6)",
            args![tenant.id(), &write.id, seq, pack, principle, words],
        )
        .await?;
    }
    if let Some((sha256, content)) = &write.file {
        tx.run(
            "INSERT INTO attachment (tenant, case_id, sha256, content) VALUES ($1, $2, $3, $4)",
            args![tenant.id(), &write.id, sha256, content.as_slice()],
        )
        .await?;
    }
    Ok(seq)
}
