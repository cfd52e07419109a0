//! The estate as it is, or as it was known at any instant: everything that had been recorded and had not ended.

use std::collections::HashMap;

use facts::{Answer, Estate, Given, KindId, Observation, Rank, SourceId, schema};
use kernel::{Day, Instant};

use crate::codec::{Texts, decode};
use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::identity::read_judgements;
use crate::packed::{self, safe};
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

/// So many statements come in one text: enough that a question's own cost is nothing, few enough that the text is small.
const STATEMENTS_AT_ONCE: i64 = 4_096;

/// A page of statements, each as source, day, last day, giver, kind, key and facts. The facts are JSON, in which no control
/// character stands bare.
const STATEMENTS: &str = concat!(
    "SELECT MAX(id), string_agg(CAST(source AS TEXT) || '\u{1f}' || CAST(seen_at AS TEXT) || '\u{1f}' || COALESCE(CAST(valid_until AS TEXT), '') || '\u{1f}' || COALESCE('+' || ",
    safe!("given_by"),
    ", '') || '\u{1f}' || kind || '\u{1f}' || ",
    safe!("key"),
    " || '\u{1f}' || facts, '\u{1e}' ORDER BY id) FROM (SELECT id, kind, key, source, facts, seen_at, given_by, valid_until FROM statement WHERE tenant = $1 AND id > $2 AND recorded_at <= $3 AND (ended_at IS NULL OR ended_at > $3) ORDER BY id LIMIT $4) AS page"
);

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
        let (mut last, mut texts) = (0, Texts::default());
        loop {
            let page: Option<(Option<i64>, Option<String>)> =
                tx.one(STATEMENTS, args![tenant.id(), last, until, STATEMENTS_AT_ONCE]).await?;
            let Some((Some(id), Some(packed))) = page else { return Ok(()) };
            for entry in packed::entries(&packed) {
                self.statement(entry, &mut texts, estate)?;
            }
            last = id;
        }
    }

    fn statement(&self, entry: &str, texts: &mut Texts, estate: &mut Estate) -> Result<(), StoreError> {
        let unreadable = || StoreError::Unreadable(format!("statement {entry}"));
        let [source, seen_at, valid_until, given_by, kind, key, text] = packed::fields(entry).ok_or_else(unreadable)?;
        let number = |text: &str| text.parse::<i64>().map_err(|_| unreadable());
        let Some(kind) = schema().kind(kind) else { return Ok(()) };
        let (source_id, mut seen_at) = (number(source)?, day(number(seen_at)?));
        let source = *self.sources.get(&source_id).ok_or_else(unreadable)?;
        let object = estate.object(kind, &packed::plain(key));
        let given_by = given_by.strip_prefix('+').map(packed::plain);
        let valid_until = if valid_until.is_empty() { None } else { Some(day(number(valid_until)?)) };
        if given_by.is_none()
            && let Some(again) = self.confirmed.get(&(source_id, kind))
        {
            seen_at = seen_at.max(*again);
        }
        if let Some(as_of) = self.as_of {
            seen_at = seen_at.min(as_of.day);
        }
        decode(kind, text, texts, &mut |attribute, value| {
            let given = given_by.as_deref().map(|by| Box::new(Given { by: by.into(), valid_until }));
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
                "SELECT source, MAX(seen_at) FROM delivery WHERE tenant = $1 AND kind = $2 AND complete = 1 AND recorded_at <= $3 AND (ended_at IS NULL OR ended_at > $3) GROUP BY source",
                args![tenant.id(), name, until],
            )
            .await?;
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
    let rows: Vec<(String, String)> = tx.all(OBJECTS, args![tenant.id(), until]).await?;
    for (kind, packed) in rows {
        let Some(kind) = schema().kind(&kind) else { continue };
        let mut keys: Vec<_> = packed::entries(&packed).map(packed::plain).collect();
        keys.sort_unstable();
        for key in keys {
            estate.object(kind, &key);
        }
    }
    Ok(())
}

const OBJECTS: &str = concat!(
    "SELECT kind, string_agg(",
    safe!("key"),
    ", '\u{1e}') FROM object WHERE tenant = $1 AND added_at <= $2 AND (gone_at IS NULL OR gone_at > $2) GROUP BY kind"
);

/// Which kinds were delivered, and when each source last confirmed all it states of a kind.
async fn read_deliveries(
    tx: &mut Tx,
    tenant: &Tenant,
    until: i64,
    estate: &mut Estate,
) -> Result<HashMap<(i64, KindId), Day>, StoreError> {
    let rows: Vec<(i64, String, i64, i64)> = tx.all(
            "SELECT source, kind, seen_at, complete FROM delivery WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2)",
            args![tenant.id(), until],
        )
        .await?;
    let mut confirmed: HashMap<(i64, KindId), Day> = HashMap::new();
    for (source, kind, seen_at, complete) in rows {
        let Some(kind) = schema().kind(&kind) else { continue };
        estate.deliver(kind);
        if complete != 0 {
            let last = confirmed.entry((source, kind)).or_insert(day(seen_at));
            *last = (*last).max(day(seen_at));
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

fn day(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
}
