//! Cases in the store: each event is an entry of the log, and the case's face beside it is written in the same transaction. What an
//! event means, nobody here knows.

use kernel::{Day, Instant};

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::faces::{Shelf, Write};
use crate::{Act, LogEntry, Store, Tenant};

/// The kind under which the log files cases.
pub const CASE: &str = "case";

pub(crate) const SHELF: Shelf = Shelf {
    kind: CASE,
    version: "SELECT version FROM case_file WHERE tenant = $1 AND id = $2",
    insert: "INSERT INTO case_file (tenant, id, version, changed, face) VALUES ($1, $2, 1, $3, $4)",
    update: "UPDATE case_file SET version = version + 1, changed = $3, face = $4 WHERE tenant = $1 AND id = $2",
    last: "SELECT id FROM case_file WHERE tenant = $1 AND id LIKE $2 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1",
    between: "SELECT id, version, changed, face FROM case_file WHERE tenant = $1 AND id > $2 AND id <= $3",
    unlogged: "SELECT id FROM case_file WHERE tenant = $1 AND NOT EXISTS \
               (SELECT 1 FROM log WHERE log.tenant = $1 AND log.kind = $2 AND log.key = case_file.id) ORDER BY id",
    anew: "UPDATE case_file SET face = $4 WHERE tenant = $1 AND id = $2 AND version = $3",
    remove: "DELETE FROM case_file WHERE tenant = $1 AND id = $2",
    restore: "INSERT INTO case_file (tenant, id, version, changed, face) VALUES ($1, $2, $3, $4, $5)",
};

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
        SHELF.last(self, tenant, &format!("{year:04}")).await
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
        SHELF.entries(self, tenant, id).await
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

    /// The latest explanations under other principles: case and words.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_explanations(
        &self,
        tenant: &Tenant,
        (pack, principle): (&str, &str),
        most: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT case_id, words FROM explanation WHERE tenant = $1 AND NOT (pack = $2 AND principle = $3) ORDER BY seq DESC LIMIT $4";
        self.db.all(sql, args![tenant.id(), pack, principle, most]).await
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

    /// The cases that have files, by number: how many, and their bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_with_files(&self, tenant: &Tenant) -> Result<Vec<(String, i64, i64)>, StoreError> {
        let sql = "SELECT case_id, COUNT(*), CAST(SUM(LENGTH(content)) AS BIGINT) FROM attachment WHERE tenant = $1 GROUP BY case_id ORDER BY case_id";
        self.db.all(sql, args![tenant.id()]).await
    }

    /// Removes the bytes of those of a case's files, by SHA-256; what the log says of them stays. Gives how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_files(
        &self,
        tenant: &Tenant,
        act: &Act,
        (id, files): (&str, &[&str]),
    ) -> Result<u64, StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let mut gone = 0;
        for sha256 in files {
            let sql = "DELETE FROM attachment WHERE tenant = $1 AND case_id = $2 AND sha256 = $3";
            gone += tx.run(sql, args![tenant.id(), id, *sha256]).await?;
        }
        tx.commit().await?;
        Ok(gone)
    }
}

pub(crate) async fn write_one(tx: &mut Tx, tenant: &Tenant, write: &CaseWrite) -> Result<i64, StoreError> {
    let CaseWrite { id, seen, act, face, .. } = write;
    let seq = SHELF.write(tx, tenant, Write { id, seen: *seen, act, face }).await?;
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
