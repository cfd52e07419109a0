//! The log: every act in order, each entry's SHA-256 taken over its fields and the entry before, so that nothing can be
//! changed, dropped, swapped or put in between without the chain breaking at that place.

use kernel::Instant;
use kernel::chain::{Broken, Chain, Entry as LogEntry, hash_of};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::ahead::asked_ahead;
use crate::db::{Arg, Tx, args};
use crate::error::StoreError;
use crate::packed::Packed;
use crate::{Act, Store, Tenant, checkpoints};

/// What is looked for in the log; what is not said restricts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSearch {
    /// Entries with a lower number only.
    pub before: Option<i64>,
    /// This act.
    pub act: Option<String>,
    /// By this account.
    pub account: Option<String>,
    /// To objects of this kind.
    pub kind: Option<String>,
    /// To the object with this key.
    pub key: Option<String>,
    /// At this instant or later.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
}

pub(crate) type Fields = (i64, i64, String, String, String, Option<String>, Option<String>, String, String);

/// Entries read at once while going through the whole.
const PAGE: i64 = 1_000;

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
    entry.hash = hash_of(&previous.map(|(hash,)| hash).unwrap_or_default(), tenant.id(), &entry).to_string();
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

/// The number of the last act on something; 0 when there is none.
pub(crate) async fn last_act(tx: &mut Tx, tenant: &Tenant, (kind, key): (&str, &str)) -> Result<i64, StoreError> {
    let sql = "SELECT COALESCE(MAX(seq), 0) FROM log WHERE tenant = $1 AND kind = $2 AND key = $3";
    let row: Option<(i64,)> = tx.one(sql, args![tenant.id(), kind, key]).await?;
    Ok(row.map_or(0, |(seq,)| seq))
}

impl LogSearch {
    fn sql(&self, tenant: &Tenant, most: i64) -> (SqlStr, Vec<Arg>) {
        let mut args = args![tenant.id()];
        let mut sql =
            "SELECT seq, at, account, name, act, kind, key, detail, hash FROM log WHERE tenant = $1".to_owned();
        let mut restrict = |column: &str, arg: Option<Arg>| {
            if let Some(arg) = arg {
                args.push(arg);
                sql.push_str(&format!(" AND {column} ${}", args.len()));
            }
        };
        let text = |text: &Option<String>| text.as_ref().map(Arg::from);
        restrict("seq <", self.before.map(Arg::from));
        restrict("act =", text(&self.act));
        restrict("account =", text(&self.account));
        restrict("kind =", text(&self.kind));
        restrict("key =", text(&self.key));
        restrict("at >=", self.from.map(Arg::from));
        restrict("at <", self.until.map(Arg::from));
        args.push(Arg::from(most));
        sql.push_str(&format!(" ORDER BY seq DESC LIMIT ${}", args.len()));
        // Safe: made of our own fixed words and placeholders only.
        (AssertSqlSafe(sql).into_sql_str(), args)
    }
}

/// The log from a place on, page by page, as it stood at one moment.
pub struct LogPages {
    tx: Tx,
    tenant: Tenant,
    last: i64,
}

impl LogPages {
    /// The next page in the log's order; empty at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Vec<LogEntry>, StoreError> {
        let page = page(&mut self.tx, &self.tenant, self.last).await?;
        self.last = page.last().map_or(self.last, |entry| entry.seq);
        Ok(page)
    }
}

impl Store {
    /// So many entries before that number, the latest first; `i64::MAX` begins with the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log(&self, tenant: &Tenant, before: i64, most: i64) -> Result<Vec<LogEntry>, StoreError> {
        self.search_log(tenant, &LogSearch { before: Some(before), ..LogSearch::default() }, most).await
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
        let search = LogSearch { kind: Some(kind.to_owned()), key: Some(key.to_owned()), ..LogSearch::default() };
        self.search_log(tenant, &search, most).await
    }

    /// The number of the last act on something: the version of what is kept by acts on it alone, accounts and meetings. 0 when
    /// nobody has acted on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_act(&self, tenant: &Tenant, subject: (&str, &str)) -> Result<i64, StoreError> {
        last_act(&mut self.db.snapshot().await?, tenant, subject).await
    }

    /// So many of the entries that are looked for, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_log(
        &self,
        tenant: &Tenant,
        search: &LogSearch,
        most: i64,
    ) -> Result<Vec<LogEntry>, StoreError> {
        let (sql, args) = search.sql(tenant, most);
        let rows: Vec<Fields> = self.db.all_text(sql, args).await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The words of the acts there are, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_acts(&self, tenant: &Tenant) -> Result<Vec<String>, StoreError> {
        // From word to word through the index: the entries themselves are not read, however many there are.
        let sql = "WITH RECURSIVE word(act) AS (SELECT MIN(act) FROM log WHERE tenant = $1 UNION ALL SELECT (SELECT MIN(act) FROM log WHERE tenant = $1 AND act > word.act) FROM word WHERE word.act IS NOT NULL) SELECT act FROM word WHERE act IS NOT NULL";
        let rows: Vec<(String,)> = self.db.all(sql, args![tenant.id()]).await?;
        Ok(rows.into_iter().map(|(act,)| act).collect())
    }

    /// The log after that number, page by page, as it stands now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_pages(&self, tenant: &Tenant, after: i64) -> Result<LogPages, StoreError> {
        Ok(LogPages { tx: self.db.snapshot().await?, tenant: tenant.clone(), last: after })
    }

    /// Computes the whole chain again, and holds it to every checkpoint in the database: nothing when it holds, else the first
    /// place where it does not. Whose signature a checkpoint has is not asked here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_log(&self, tenant: &Tenant) -> Result<Option<Broken>, StoreError> {
        self.verify_log_against(tenant, Vec::new()).await
    }

    /// The same, held also to what checkpoints kept elsewhere say: numbers and hashes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_log_against(
        &self,
        tenant: &Tenant,
        marks: Vec<(i64, String)>,
    ) -> Result<Option<Broken>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        verify(&mut tx, tenant, marks).await
    }
}

/// Entries in one text: a row costs more on its way from the database than its hash does, so many cross as one.
const PACKED: &str = "SELECT COALESCE(string_agg(packed, ''), '') FROM (SELECT concat_ws(' ', seq, at, octet_length(account), octet_length(name), octet_length(act), COALESCE(octet_length(kind), -1), COALESCE(octet_length(key), -1), octet_length(detail), octet_length(hash), concat(account, name, act, kind, key, detail, hash)) AS packed FROM log WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3) page";

async fn page(tx: &mut Tx, tenant: &Tenant, after: i64) -> Result<Vec<LogEntry>, StoreError> {
    let packed: Option<(String,)> = tx.one(PACKED, args![tenant.id(), after, PAGE]).await?;
    let packed = packed.map(|(packed,)| packed).unwrap_or_default();
    let mut entries = Vec::new();
    let mut rest = Packed::of(&packed);
    while !rest.is_over() {
        let unreadable = || StoreError::Unreadable(format!("log after {after}"));
        entries.push(unpacked(&mut rest).ok_or_else(unreadable)?);
    }
    // No database promises in which order it joins them.
    entries.sort_by_key(|entry| entry.seq);
    Ok(entries)
}

/// The next entry.
fn unpacked(rest: &mut Packed<'_>) -> Option<LogEntry> {
    let (seq, at) = (rest.number()?, rest.number()?);
    let [account, name, act, kind, key, detail, hash] = [
        rest.number()?,
        rest.number()?,
        rest.number()?,
        rest.number()?,
        rest.number()?,
        rest.number()?,
        rest.number()?,
    ];
    Some(LogEntry {
        seq,
        at: Instant(at),
        account: rest.text(account)?.to_owned(),
        name: rest.text(name)?.to_owned(),
        act: rest.text(act)?.to_owned(),
        kind: rest.text_if_any(kind)?.map(str::to_owned),
        key: rest.text_if_any(key)?.map(str::to_owned),
        detail: rest.text(detail)?.to_owned(),
        hash: rest.text(hash)?.to_owned(),
    })
}

/// Verifies within a transaction.
pub(crate) async fn verify(
    tx: &mut Tx,
    tenant: &Tenant,
    mut marks: Vec<(i64, String)>,
) -> Result<Option<Broken>, StoreError> {
    let kept = checkpoints::all(tx, tenant).await?;
    marks.extend(kept.into_iter().map(|checkpoint| (checkpoint.seq, checkpoint.hash)));
    let mut chain = Chain::new(tenant.id()).held_to(marks);
    let mut entries = page(tx, tenant, chain.last()).await?;
    while let Some(last) = entries.last().map(|entry| entry.seq) {
        let hashed = || entries.iter().try_for_each(|entry| chain.hold(entry));
        let (next, held) = asked_ahead(page(tx, tenant, last), hashed).await;
        if let Err(broken) = held {
            return Ok(Some(broken));
        }
        entries = next?;
    }
    // The tenant remembers how long its log is: a log cut short at its end is found as well.
    let row: Option<(i64,)> = tx.one("SELECT revision FROM tenant WHERE id = $1", args![tenant.id()]).await?;
    let Some((revision,)) = row else { return Err(crate::unknown_tenant(tenant)) };
    Ok(chain.end(Some(revision)).err())
}

pub(crate) fn entry((seq, at, account, name, act, kind, key, detail, hash): Fields) -> LogEntry {
    LogEntry { seq, at: Instant(at), account, name, act, kind, key, detail, hash }
}
