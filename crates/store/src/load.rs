//! The estate as it is, or as it was known at any instant: everything that had been recorded and had not ended.

use std::collections::HashMap;

use facts::{Answer, Estate, Given, KindId, Observation, Rank, SourceId, schema};
use kernel::{Day, Instant};

use crate::codec::decode;
use crate::db::{Tx, args};
use crate::error::StoreError;
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
type StatementRow = (String, String, i64, String, i64, Option<String>, Option<i64>);

impl Store {
    /// The estate: as it is now, or as it was.
    ///
    /// # Errors
    /// When the database fails, or holds what this version cannot read.
    pub async fn estate(&self, tenant: &Tenant, as_of: Option<AsOf>) -> Result<Estate, StoreError> {
        let until = as_of.map_or(i64::MAX, |as_of| as_of.instant.0);
        let mut estate = Estate::default();
        let mut tx = self.db.snapshot().await?;
        let sources = read_sources(&mut tx, tenant, &mut estate).await?;
        read_objects(&mut tx, tenant, until, &mut estate).await?;
        let confirmed = read_deliveries(&mut tx, tenant, until, &mut estate).await?;
        let rows: Vec<StatementRow> = tx.all(
                "SELECT kind, key, source, facts, seen_at, given_by, valid_until FROM statement WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2) ORDER BY id",
                args![tenant.id(), until],
            )
            .await?;
        for (kind, key, source_id, text, seen_at, given_by, valid_until) in rows {
            let Some(kind) = schema().kind(&kind) else { continue };
            let source =
                *sources.get(&source_id).ok_or_else(|| StoreError::Unreadable(format!("source {source_id}")))?;
            let object = estate.object(kind, &key);
            let mut seen_at = day(seen_at);
            if given_by.is_none()
                && let Some(again) = confirmed.get(&(source_id, kind))
            {
                seen_at = seen_at.max(*again);
            }
            if let Some(as_of) = as_of {
                seen_at = seen_at.min(as_of.day);
            }
            for (attribute, value) in decode(kind, &text)? {
                let given =
                    given_by.as_deref().map(|by| Box::new(Given { by: by.into(), valid_until: valid_until.map(day) }));
                estate.observe(kind, attribute, Observation { object, source, seen_at, value, given });
            }
        }
        read_answers(&mut tx, tenant, until, &mut estate).await?;
        read_precedence(&mut tx, tenant, &mut estate).await?;
        Ok(estate)
    }
}

async fn read_sources(tx: &mut Tx, tenant: &Tenant, estate: &mut Estate) -> Result<HashMap<i64, SourceId>, StoreError> {
    let rows: Vec<(i64, String, String, String)> =
        tx.all("SELECT id, name, register, rank FROM source WHERE tenant = $1 ORDER BY id", args![tenant.id()]).await?;
    let mut sources = HashMap::new();
    for (id, name, register, rank) in rows {
        let rank = match rank.as_str() {
            "register" => Rank::Register,
            "engine" => Rank::Engine,
            "person" => Rank::Person,
            other => return Err(StoreError::Unreadable(format!("rank {other}"))),
        };
        sources.insert(id, estate.source(&name, &register, rank));
    }
    Ok(sources)
}

/// Objects stand in the order of their keys' bytes, whatever the database's collation.
async fn read_objects(tx: &mut Tx, tenant: &Tenant, until: i64, estate: &mut Estate) -> Result<(), StoreError> {
    let mut rows: Vec<(String, String)> = tx
        .all(
            "SELECT kind, key FROM object WHERE tenant = $1 AND added_at <= $2 AND (gone_at IS NULL OR gone_at > $2)",
            args![tenant.id(), until],
        )
        .await?;
    rows.sort();
    for (kind, key) in rows {
        if let Some(kind) = schema().kind(&kind) {
            estate.object(kind, &key);
        }
    }
    Ok(())
}

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

async fn read_precedence(tx: &mut Tx, tenant: &Tenant, estate: &mut Estate) -> Result<(), StoreError> {
    let rows: Vec<(String, String, String)> =
        tx.all("SELECT kind, attribute, register FROM precedence WHERE tenant = $1", args![tenant.id()]).await?;
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
