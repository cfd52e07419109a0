//! The estate as it is, or as it was known at any instant: everything that had been recorded and had not ended.

use std::collections::HashMap;
use std::ops::Range;

use facts::{Answer, Estate, Given, KindId, Observation, Rank, SourceId, schema};
use kernel::{Day, Instant};

use crate::ahead::asked_ahead;
use crate::codec::{Texts, decode};
use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::identity::read_judgements;
use crate::packed::Packed;
use crate::{Store, Tenant};

/// When to read the facts of: an instant, and the municipality's day at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Everything recorded until then, that instant included.
    pub instant: Instant,
    /// The day: nothing was seen later than that.
    pub day: Day,
}

type AnswerRow = (String, String, String, String, String, i64, Option<i64>);

impl Store {
    /// The estate: as it is now, or as it was, with the objects made one that are one.
    ///
    /// # Errors
    /// When the database fails, or holds what this version cannot read.
    pub async fn estate(&self, tenant: &Tenant, as_of: Option<AsOf>) -> Result<Estate, StoreError> {
        Ok(self.stated_estate(tenant, as_of).await?.unified())
    }

    /// The estate as it was stated, with people's words on what is one but nothing made one yet: for what is to be added first.
    ///
    /// # Errors
    /// As [`Store::estate`].
    pub async fn stated_estate(&self, tenant: &Tenant, as_of: Option<AsOf>) -> Result<Estate, StoreError> {
        let until = as_of.map_or(i64::MAX, |as_of| as_of.instant.0);
        let mut estate = Estate::default();
        let mut tx = self.db.snapshot().await?;
        let sources = read_sources(&mut tx, tenant, &mut estate).await?;
        read_objects(&mut tx, tenant, until, &mut estate).await?;
        let confirmed = read_deliveries(&mut tx, tenant, until, &mut estate).await?;
        let reading = Reading { sources, confirmed, as_of };
        reading.statements(&mut tx, tenant, until, &mut estate).await?;
        read_answers(&mut tx, tenant, until, &mut estate).await?;
        read_precedence(&mut tx, tenant, until, &mut estate).await?;
        read_judgements(&mut tx, tenant, until, &mut estate).await?;
        Ok(estate)
    }
}

/// So many statements come in one text, more or less: enough that a question's own cost is nothing, few enough that the text is small.
const STATEMENTS_AT_ONCE: i64 = 4_096;
/// The longest range of numbers that is asked for at once: where most statements have ended, few of a range still stand.
const LONGEST_RANGE: i64 = 16 * STATEMENTS_AT_ONCE;

/// The statements of a range of numbers in one text. A database that has not looked through its tables yet would sort all the rest to
/// find the first so many; of a range it looks at no more than the range.
const STATEMENTS: &str = "SELECT COALESCE(string_agg(concat_ws(' ', id, source, seen_at, COALESCE(CAST(valid_until AS TEXT), '-'), COALESCE(octet_length(given_by), -1), octet_length(kind), octet_length(key), octet_length(facts), concat(given_by, kind, key, facts)), ''), '') FROM statement WHERE tenant = $1 AND id > $2 AND id <= $3 AND recorded_at <= $4 AND (ended_at IS NULL OR ended_at > $4)";

/// One statement as it stands in a page.
struct Stands<'p> {
    id: i64,
    source: i64,
    seen_at: Day,
    valid_until: Option<Day>,
    given_by: Option<&'p str>,
    kind: &'p str,
    key: &'p str,
    facts: &'p str,
}

impl<'p> Stands<'p> {
    fn read(rest: &mut Packed<'p>) -> Option<Self> {
        let (id, source, seen_at) = (rest.number()?, rest.number()?, day(rest.number()?));
        let valid_until = match rest.word()? {
            "-" => None,
            days => Some(day(days.parse().ok()?)),
        };
        let [given_by, kind, key, facts] = [rest.number()?, rest.number()?, rest.number()?, rest.number()?];
        let given_by = rest.text_if_any(given_by)?;
        let [kind, key, facts] = [rest.text(kind)?, rest.text(key)?, rest.text(facts)?];
        Some(Self { id, source, seen_at, valid_until, given_by, kind, key, facts })
    }

    /// A page in the order of the statements' numbers: no database promises in which order it joins them.
    fn page(packed: &'p str) -> Result<Vec<Self>, StoreError> {
        let mut rest = Packed::of(packed);
        let mut page = Vec::new();
        while !rest.is_over() {
            let last = page.last().map_or(0, |statement: &Self| statement.id);
            let unreadable = || StoreError::Unreadable(format!("the statement after {last}"));
            page.push(Self::read(&mut rest).ok_or_else(unreadable)?);
        }
        page.sort_by_key(|statement| statement.id);
        Ok(page)
    }
}

/// The numbers above the range's start, its end included.
async fn statements_of(tx: &mut Tx, tenant: &Tenant, range: Range<i64>, until: i64) -> Result<String, StoreError> {
    let page: Option<(String,)> = tx.one(STATEMENTS, args![tenant.id(), range.start, range.end, until]).await?;
    Ok(page.map(|(packed,)| packed).unwrap_or_default())
}

/// How long the next range is, after so many statements stood in one of that length.
fn next_length(length: i64, stood: usize) -> i64 {
    match i64::try_from(stood).unwrap_or(i64::MAX) {
        few if few < STATEMENTS_AT_ONCE / 2 => (2 * length).min(LONGEST_RANGE),
        many if many > STATEMENTS_AT_ONCE => (length / 2).max(STATEMENTS_AT_ONCE),
        _ => length,
    }
}

/// What must be known to read statements.
struct Reading {
    sources: HashMap<i64, SourceId>,
    confirmed: HashMap<(i64, KindId), Day>,
    as_of: Option<AsOf>,
}

impl Reading {
    async fn statements(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        until: i64,
        estate: &mut Estate,
    ) -> Result<(), StoreError> {
        let mut texts = Texts::default();
        let last: Option<(i64,)> =
            tx.one("SELECT COALESCE(MAX(id), 0) FROM statement WHERE tenant = $1", args![tenant.id()]).await?;
        let last = last.map_or(0, |(last,)| last);
        let (mut read, mut length) = (STATEMENTS_AT_ONCE, STATEMENTS_AT_ONCE);
        let mut packed = statements_of(tx, tenant, 0..read, until).await?;
        loop {
            let page = Stands::page(&packed)?;
            let mut decode = || page.iter().try_for_each(|statement| self.statement(statement, &mut texts, estate));
            if read >= last {
                return decode();
            }
            length = next_length(length, page.len());
            let next = statements_of(tx, tenant, read..read + length, until);
            let (next, decoded) = asked_ahead(next, &mut decode).await;
            decoded?;
            packed = next?;
            read += length;
        }
    }

    fn statement(&self, stands: &Stands<'_>, texts: &mut Texts, estate: &mut Estate) -> Result<(), StoreError> {
        let Some(kind) = schema().kind(stands.kind) else { return Ok(()) };
        let unreadable = || StoreError::Unreadable(format!("statement {}: source {}", stands.id, stands.source));
        let source = *self.sources.get(&stands.source).ok_or_else(unreadable)?;
        let object = estate.object(kind, stands.key);
        let mut seen_at = stands.seen_at;
        if stands.given_by.is_none()
            && let Some(again) = self.confirmed.get(&(stands.source, kind))
        {
            seen_at = seen_at.max(*again);
        }
        if let Some(as_of) = self.as_of {
            seen_at = seen_at.min(as_of.day);
        }
        let valid_until = stands.valid_until;
        decode(kind, stands.facts, texts, &mut |attribute, value| {
            let given = stands.given_by.map(|by| Box::new(Given { by: by.into(), valid_until }));
            estate.observe(kind, attribute, Observation { object, source, seen_at, value, given });
        })
    }
}

/// One word of a source about an object, as it counts now.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The key that the source has for the object.
    pub key: String,
    /// The source's name.
    pub source: String,
    /// What kind of source.
    pub rank: Rank,
    /// The attribute.
    pub attribute: facts::AttrId,
    /// What it says.
    pub value: facts::Value,
    /// When it was last seen.
    pub seen_at: Day,
    /// The last day it counts, for a person's word.
    pub valid_until: Option<Day>,
}

type StatedRow = (i64, String, String, String, i64, Option<i64>);

impl Store {
    /// When anything was delivered for the first time, though it may have been undone since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_import(&self, tenant: &Tenant) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MIN(recorded_at) FROM delivery WHERE tenant = $1";
        let first: Option<(Option<i64>,)> = self.db.one(sql, args![tenant.id()]).await?;
        Ok(first.and_then(|(instant,)| instant).map(Instant))
    }

    /// Everything that any source says of an object under that key: now, or as it was known at that instant.
    ///
    /// # Errors
    /// When the database fails, or holds what this version cannot read.
    pub async fn stated_at(
        &self,
        tenant: &Tenant,
        (kind, key): (KindId, &str),
        as_of: Option<AsOf>,
    ) -> Result<Vec<Stated>, StoreError> {
        let until = as_of.map_or(i64::MAX, |as_of| as_of.instant.0);
        let name = schema().def(kind).name;
        let mut tx = self.db.snapshot().await?;
        let confirmed: Vec<(i64, i64)> = tx
            .all(
                "SELECT source, seen_at FROM delivery WHERE tenant = $1 AND kind = $2 AND complete = 1 AND recorded_at <= $3 AND (ended_at IS NULL OR ended_at > $3) ORDER BY recorded_by",
                args![tenant.id(), name, until],
            )
            .await?;
        // Of each source the last one stays.
        let confirmed: HashMap<i64, i64> = confirmed.into_iter().collect();
        let rows: Vec<StatedRow> = tx
            .all(
                "SELECT s.source, q.name, q.rank, s.facts, s.seen_at, s.valid_until FROM statement s JOIN source q ON q.tenant = s.tenant AND q.id = s.source WHERE s.tenant = $1 AND s.kind = $2 AND s.key = $3 AND s.recorded_at <= $4 AND (s.ended_at IS NULL OR s.ended_at > $4) ORDER BY s.id",
                args![tenant.id(), name, key, until],
            )
            .await?;
        let (mut all, mut texts) = (Vec::new(), Texts::default());
        for (id, source, rank, text, seen_at, valid_until) in rows {
            let rank = read_rank(&rank)?;
            let again = if rank == Rank::Person { None } else { confirmed.get(&id).copied() };
            let seen_at = day(again.map_or(seen_at, |again| again.max(seen_at)));
            let seen_at = as_of.map_or(seen_at, |as_of| seen_at.min(as_of.day));
            let valid_until = valid_until.map(day);
            decode(kind, &text, &mut texts, &mut |attribute, value| {
                all.push(Stated {
                    key: key.to_owned(),
                    source: source.clone(),
                    rank,
                    attribute,
                    value,
                    seen_at,
                    valid_until,
                });
            })?;
        }
        Ok(all)
    }
}

fn read_rank(word: &str) -> Result<Rank, StoreError> {
    match word {
        "register" => Ok(Rank::Register),
        "engine" => Ok(Rank::Engine),
        "person" => Ok(Rank::Person),
        other => Err(StoreError::Unreadable(format!("rank {other}"))),
    }
}

async fn read_sources(tx: &mut Tx, tenant: &Tenant, estate: &mut Estate) -> Result<HashMap<i64, SourceId>, StoreError> {
    let rows: Vec<(i64, String, String, String)> =
        tx.all("SELECT id, name, register, rank FROM source WHERE tenant = $1 ORDER BY id", args![tenant.id()]).await?;
    let mut sources = HashMap::new();
    for (id, name, register, rank) in rows {
        sources.insert(id, estate.source(&name, &register, read_rank(&rank)?));
    }
    Ok(sources)
}

/// Objects stand in the order of their keys' bytes, whatever the database's collation.
async fn read_objects(tx: &mut Tx, tenant: &Tenant, until: i64, estate: &mut Estate) -> Result<(), StoreError> {
    let all: Option<(String,)> = tx.one(OBJECTS, args![tenant.id(), until]).await?;
    let packed = all.map(|(packed,)| packed).unwrap_or_default();
    let mut rest = Packed::of(&packed);
    let mut keys: HashMap<&str, Vec<&str>> = HashMap::new();
    while !rest.is_over() {
        let lengths = rest.number().zip(rest.number());
        let object = lengths.and_then(|(kind, key)| rest.text(kind).zip(rest.text(key)));
        let (kind, key) = object.ok_or_else(|| StoreError::Unreadable("the objects' keys".to_owned()))?;
        keys.entry(kind).or_default().push(key);
    }
    for (kind, mut keys) in keys {
        let Some(kind) = schema().kind(kind) else { continue };
        keys.sort_unstable();
        for key in keys {
            estate.object(kind, key);
        }
    }
    Ok(())
}

/// Not by kind: that would sort them in the database.
const OBJECTS: &str = "SELECT COALESCE(string_agg(concat(octet_length(kind), ' ', octet_length(key), ' ', kind, key), ''), '') FROM object WHERE tenant = $1 AND added_at <= $2 AND (gone_at IS NULL OR gone_at > $2)";

/// Which kinds were delivered, and the day of the last delivery in which each source confirmed all it states of a kind. That is not the
/// latest day: after an older file has been taken in, the newer one confirms nothing any more.
async fn read_deliveries(
    tx: &mut Tx,
    tenant: &Tenant,
    until: i64,
    estate: &mut Estate,
) -> Result<HashMap<(i64, KindId), Day>, StoreError> {
    let rows: Vec<(i64, String, i64, i64)> = tx.all(
            "SELECT source, kind, seen_at, complete FROM delivery WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2) ORDER BY recorded_by",
            args![tenant.id(), until],
        )
        .await?;
    let mut confirmed: HashMap<(i64, KindId), Day> = HashMap::new();
    for (source, kind, seen_at, complete) in rows {
        let Some(kind) = schema().kind(&kind) else { continue };
        estate.deliver(kind);
        if complete != 0 {
            confirmed.insert((source, kind), day(seen_at));
        }
    }
    Ok(confirmed)
}

async fn read_answers(tx: &mut Tx, tenant: &Tenant, until: i64, estate: &mut Estate) -> Result<(), StoreError> {
    let rows: Vec<AnswerRow> = tx.all(
            "SELECT kind, key, rule, word, given_by, given_on, valid_until FROM answer WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2) ORDER BY id",
            args![tenant.id(), until],
        )
        .await?;
    for (kind, key, rule, word, by, on, valid_until) in rows {
        let Some(kind) = schema().kind(&kind) else { continue };
        let object = estate.object(kind, &key);
        let answer = Answer { word: word.into(), by: by.into(), on: day(on), valid_until: valid_until.map(day) };
        estate.answer(kind, object, &rule, answer);
    }
    Ok(())
}

async fn read_precedence(tx: &mut Tx, tenant: &Tenant, until: i64, estate: &mut Estate) -> Result<(), StoreError> {
    let rows: Vec<(String, String, String)> =
        tx.all(
            "SELECT kind, attribute, register FROM precedence WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2)",
            args![tenant.id(), until],
        )
        .await?;
    for (kind, attribute, register) in rows {
        if let Some((kind, attribute)) = schema().path(&format!("{kind}.{attribute}")) {
            estate.prefer(kind, attribute, &register);
        }
    }
    Ok(())
}

pub(crate) fn day(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_few_statements_stand_a_longer_range_is_read_and_where_many_do_a_shorter_one() {
        let (once, whole) = (STATEMENTS_AT_ONCE, 4_096);
        assert_eq!(next_length(once, whole), once);
        assert_eq!(next_length(once, 0), 2 * once);
        assert_eq!(next_length(LONGEST_RANGE, 0), LONGEST_RANGE);
        assert_eq!(next_length(4 * once, whole / 2), 4 * once);
        assert_eq!(next_length(4 * once, 4 * whole), 2 * once);
    }
}
