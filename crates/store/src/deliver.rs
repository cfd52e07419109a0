//! Deliveries: what a source states of all its objects of one kind, held up against what it stated before.

use std::collections::{BTreeMap, HashMap};

use facts::{AttrId, KindId, Rank, Source, Value, schema};
use kernel::{Day, Instant};
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::codec::encode;
use crate::db::{Arg, Tx, args};
use crate::error::StoreError;
use crate::load::day;
use crate::runs::keep_report;
use crate::supply::{self, SuppliedAnswer, SuppliedFact};
use crate::{Act, Store, Tenant};

/// One object's facts as a source delivers them.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveredRow {
    /// The object's key.
    pub key: String,
    /// Its facts; an attribute that is not there was not stated.
    pub facts: Vec<(AttrId, Value)>,
}

/// One source's word on one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Who states it.
    pub source: Source,
    /// About which kind.
    pub kind: KindId,
    /// When the source saw it.
    pub seen_at: Day,
    /// Whether these are all the objects that the source has: those not named are gone from it.
    pub complete: bool,
    /// Objects that the source has and told so that they could not be read: what it said of them before still stands.
    pub spared: Vec<String>,
    /// Object by object; a key that comes twice counts as it came last.
    pub rows: Vec<DeliveredRow>,
}

/// One object that a source now describes otherwise: the facts as JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The object's key.
    pub key: String,
    /// What the source stated before.
    pub before: String,
    /// What it states now.
    pub after: String,
}

/// What a delivery changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The kind's name.
    pub kind: &'static str,
    /// Objects that the source had not.
    pub added: Vec<String>,
    /// Objects that it describes otherwise.
    pub changed: Vec<Changed>,
    /// Objects about which it says what it said.
    pub same: usize,
    /// Objects that it no longer has.
    pub gone: Vec<String>,
    /// The day of what the source delivered last, when that is later than this delivery's: what is older takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer: Option<Day>,
    /// Attribute by attribute, how many facts end of objects that the source still has: it says nothing of them any more.
    #[serde(skip)]
    pub ended: Vec<(AttrId, usize)>,
    /// How many facts the source had of the kind; not counted when none of them end so.
    #[serde(skip)]
    pub stated: usize,
}

/// A difference with the rows behind it.
struct Worked {
    difference: Difference,
    /// Keys and texts of what is to be written.
    written: Vec<(String, String)>,
    /// The statements that end.
    ended: Vec<i64>,
}

/// A register that a municipality has chosen to own an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The kind's name.
    pub kind: String,
    /// The attribute's.
    pub attribute: String,
    /// The register.
    pub register: String,
    /// By which act.
    pub act: i64,
}

impl Store {
    /// What deliveries would change, without changing it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn difference(&self, tenant: &Tenant, deliveries: &[Delivery]) -> Result<Vec<Difference>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let mut differences = Vec::new();
        for delivery in deliveries {
            let source = find_source(&mut tx, tenant, &delivery.source).await?;
            differences.push(work_out(&mut tx, tenant, source, delivery).await?.difference);
        }
        Ok(differences)
    }

    /// Takes in deliveries, people's facts and their answers, as one act. Gives its number and what changed.
    ///
    /// # Errors
    /// When the database fails; then nothing is in.
    pub async fn deliver(
        &self,
        tenant: &Tenant,
        act: &Act,
        deliveries: &[Delivery],
        people: (&[SuppliedFact], &[SuppliedAnswer]),
    ) -> Result<(i64, Vec<Difference>), StoreError> {
        self.deliver_told(tenant, act, deliveries, people, None).await
    }

    /// The same, and what the import told of itself, as JSON.
    ///
    /// # Errors
    /// When the database fails; then nothing is in.
    pub async fn deliver_told(
        &self,
        tenant: &Tenant,
        act: &Act,
        deliveries: &[Delivery],
        (facts, answers): (&[SuppliedFact], &[SuppliedAnswer]),
        report: Option<&str>,
    ) -> Result<(i64, Vec<Difference>), StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        let mut differences = Vec::new();
        for delivery in deliveries {
            differences.push(take_in(&mut tx, tenant, (revision, act.at), delivery).await?);
        }
        for fact in facts {
            supply::put_fact(&mut tx, tenant, (revision, act.at), fact).await?;
        }
        for answer in answers {
            supply::put_answer(&mut tx, tenant, (revision, act.at), answer).await?;
        }
        if let Some(report) = report {
            let source = deliveries.first().map_or("", |delivery| &*delivery.source.name);
            keep_report(&mut tx, tenant, (revision, source), report).await?;
        }
        tx.commit().await?;
        Ok((revision, differences))
    }

    /// The registers that this municipality has chosen to own attributes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn preferences(&self, tenant: &Tenant) -> Result<Vec<Preference>, StoreError> {
        let sql = "SELECT kind, attribute, register, recorded_by FROM precedence WHERE tenant = $1 AND ended_at IS NULL ORDER BY kind, attribute";
        let rows: Vec<(String, String, String, i64)> = self.db.all(sql, args![tenant.id()]).await?;
        let told = |(kind, attribute, register, act)| Preference { kind, attribute, register, act };
        Ok(rows.into_iter().map(told).collect())
    }

    /// Says which register owns an attribute in this municipality.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prefer(
        &self,
        tenant: &Tenant,
        act: &Act,
        (kind, attribute): (KindId, AttrId),
        register: &str,
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        let (kind, attribute) = (schema().def(kind).name, schema().attribute(kind, attribute).name);
        tx.run(
            "UPDATE precedence SET ended_at = $4 WHERE tenant = $1 AND kind = $2 AND attribute = $3 AND ended_at IS NULL",
            args![tenant.id(), kind, attribute, act.at],
        )
        .await?;
        tx.run(
            "INSERT INTO precedence (tenant, kind, attribute, recorded_by, register, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
            args![tenant.id(), kind, attribute, revision, register, act.at],
        )
        .await?;
        tx.commit().await?;
        Ok(revision)
    }
}

pub(crate) const fn rank_word(rank: Rank) -> &'static str {
    match rank {
        Rank::Register => "register",
        Rank::Engine => "engine",
        Rank::Person => "person",
    }
}

async fn find_source(tx: &mut Tx, tenant: &Tenant, source: &Source) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = tx
        .one(
            "SELECT id FROM source WHERE tenant = $1 AND name = $2 AND register = $3 AND rank = $4",
            args![tenant.id(), &*source.name, &*source.register, rank_word(source.rank)],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn ensure_source(tx: &mut Tx, tenant: &Tenant, source: &Source) -> Result<i64, StoreError> {
    if let Some(id) = find_source(tx, tenant, source).await? {
        return Ok(id);
    }
    let row: Option<(i64,)> = tx
        .one(
            "INSERT INTO source (tenant, id, name, register, rank) SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4 FROM source WHERE tenant = $1 RETURNING id",
            args![tenant.id(), &*source.name, &*source.register, rank_word(source.rank)],
        )
        .await?;
    row.map(|(id,)| id).ok_or_else(|| StoreError::Unreadable("source".to_owned()))
}

async fn work_out(
    tx: &mut Tx,
    tenant: &Tenant,
    source: Option<i64>,
    delivery: &Delivery,
) -> Result<Worked, StoreError> {
    let kind = schema().def(delivery.kind).name;
    let live: Vec<(i64, String, String)> = match source {
        None => Vec::new(),
        Some(source) => {
            tx.all(
                "SELECT id, key, facts FROM statement WHERE tenant = $1 AND kind = $2 AND source = $3 AND attribute = '' AND ended_at IS NULL",
                args![tenant.id(), kind, source],
            )
            .await?
        }
    };
    let mut live: HashMap<String, (i64, String)> = live.into_iter().map(|(id, key, text)| (key, (id, text))).collect();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (place, row) in delivery.rows.iter().enumerate() {
        last.insert(&row.key, place);
    }
    let newer = match source {
        None => None,
        Some(source) => delivered_last(tx, tenant, (source, kind)).await?.filter(|last| *last > delivery.seen_at),
    };
    let difference = Difference { kind, newer, ..Difference::default() };
    let before: Vec<String> = live.values().map(|(_, text)| text.clone()).collect();
    let mut worked = Worked { difference, written: Vec::new(), ended: Vec::new() };
    for (place, row) in delivery.rows.iter().enumerate().filter(|(place, row)| last[row.key.as_str()] == *place) {
        debug_assert!(place < delivery.rows.len());
        let after = encode(delivery.kind, &row.facts);
        match live.remove(&row.key) {
            None => worked.difference.added.push(row.key.clone()),
            Some((_, before)) if before == after => {
                worked.difference.same += 1;
                // A complete delivery says by itself that this was seen again; a partial one must be written down.
                if delivery.complete {
                    continue;
                }
                worked.ended.extend(live_id(tx, tenant, source, (kind, &row.key)).await?);
            }
            Some((id, before)) => {
                worked.ended.push(id);
                worked.difference.changed.push(Changed { key: row.key.clone(), before, after: after.clone() });
            }
        }
        worked.written.push((row.key.clone(), after));
    }
    if delivery.complete {
        for key in &delivery.spared {
            worked.difference.same += usize::from(live.remove(key).is_some());
        }
        let mut gone: Vec<(String, (i64, String))> = live.into_iter().collect();
        gone.sort();
        for (key, (id, _)) in gone {
            worked.ended.push(id);
            worked.difference.gone.push(key);
        }
    }
    worked.difference.ended = ended(delivery.kind, &worked.difference.changed);
    if !worked.difference.ended.is_empty() {
        worked.difference.stated = before.iter().map(|text| names(text).len()).sum();
    }
    Ok(worked)
}

/// The attributes of which facts end without others in their place, and how many.
fn ended(kind: KindId, changed: &[Changed]) -> Vec<(AttrId, usize)> {
    let mut ended: BTreeMap<AttrId, usize> = BTreeMap::new();
    for one in changed {
        let now = names(&one.after);
        let silent = names(&one.before).into_keys().filter(|name| !now.contains_key(name));
        for attribute in silent.filter_map(|name| schema().attribute_id(kind, &name)) {
            *ended.entry(attribute).or_default() += 1;
        }
    }
    ended.into_iter().collect()
}

/// The attributes of an object's facts.
fn names(facts: &str) -> BTreeMap<String, IgnoredAny> {
    serde_json::from_str(facts).unwrap_or_default()
}

/// The day of what a source delivered last of a kind.
async fn delivered_last(tx: &mut Tx, tenant: &Tenant, (source, kind): (i64, &str)) -> Result<Option<Day>, StoreError> {
    let row: Option<(i64,)> = tx
        .one(
            "SELECT seen_at FROM delivery WHERE tenant = $1 AND source = $2 AND kind = $3 AND ended_at IS NULL ORDER BY recorded_by DESC LIMIT 1",
            args![tenant.id(), source, kind],
        )
        .await?;
    Ok(row.map(|(seen_at,)| day(seen_at)))
}

async fn live_id(
    tx: &mut Tx,
    tenant: &Tenant,
    source: Option<i64>,
    (kind, key): (&str, &str),
) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = tx
        .one(
            "SELECT id FROM statement WHERE tenant = $1 AND kind = $2 AND key = $3 AND source = $4 AND attribute = '' AND ended_at IS NULL",
            args![tenant.id(), kind, key, source],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn take_in(
    tx: &mut Tx,
    tenant: &Tenant,
    (revision, at): (i64, Instant),
    delivery: &Delivery,
) -> Result<Difference, StoreError> {
    let source = ensure_source(tx, tenant, &delivery.source).await?;
    let worked = work_out(tx, tenant, Some(source), delivery).await?;
    let kind = worked.difference.kind;
    for id in &worked.ended {
        end(tx, tenant, *id, (revision, at)).await?;
    }
    let mut id = last_statement(tx, tenant).await?;
    let rows = worked.written.iter().map(|(key, text)| {
        id += 1;
        args![tenant.id(), id, kind, key, source, "", text, delivery.seen_at, at, revision]
    });
    let rows: Vec<Vec<Arg>> = rows.collect();
    tx.insert(STATEMENT, "", rows).await?;
    let touched = worked.written.iter().map(|(key, _)| args![tenant.id(), kind, key, 1, at]).collect();
    touch(tx, touched).await?;
    for key in &worked.difference.gone {
        settle_object(tx, tenant, (kind, key), at).await?;
    }
    tx.run(
        "INSERT INTO delivery (tenant, source, kind, recorded_by, seen_at, complete, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, source, kind, recorded_by) DO UPDATE SET seen_at = excluded.seen_at",
        args![tenant.id(), source, kind, revision, delivery.seen_at, delivery.complete, at],
    )
    .await?;
    Ok(worked.difference)
}

pub(crate) const STATEMENT: &str =
    "INSERT INTO statement (tenant, id, kind, key, source, attribute, facts, seen_at, recorded_at, recorded_by)";

/// The last statement's number; the next ones follow on it. Safe, since the tenant's writers queue up.
pub(crate) async fn last_statement(tx: &mut Tx, tenant: &Tenant) -> Result<i64, StoreError> {
    let row: Option<(Option<i64>,)> =
        tx.one("SELECT MAX(id) FROM statement WHERE tenant = $1", args![tenant.id()]).await?;
    Ok(row.and_then(|(id,)| id).unwrap_or(0))
}

pub(crate) async fn end(
    tx: &mut Tx,
    tenant: &Tenant,
    id: i64,
    (revision, at): (i64, Instant),
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE statement SET ended_at = $3, ended_by = $4 WHERE tenant = $1 AND id = $2",
        args![tenant.id(), id, at, revision],
    )
    .await?;
    Ok(())
}

/// Objects that are there, new or again, each with a version one higher. A row is tenant, kind, key, 1, instant.
pub(crate) async fn touch(tx: &mut Tx, objects: Vec<Vec<Arg>>) -> Result<(), StoreError> {
    tx.insert(
        "INSERT INTO object (tenant, kind, key, version, added_at)",
        " ON CONFLICT (tenant, kind, key) DO UPDATE SET version = object.version + 1, gone_at = NULL",
        objects,
    )
    .await
}

/// After statements ended: the object is gone when nobody states anything of it any more.
pub(crate) async fn settle_object(
    tx: &mut Tx,
    tenant: &Tenant,
    (kind, key): (&str, &str),
    at: Instant,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE object SET version = version + 1, gone_at = CASE WHEN EXISTS (SELECT 1 FROM statement s WHERE s.tenant = $1 AND s.kind = $2 AND s.key = $3 AND s.ended_at IS NULL) THEN NULL ELSE $4 END WHERE tenant = $1 AND kind = $2 AND key = $3",
        args![tenant.id(), kind, key, at],
    )
    .await?;
    Ok(())
}
