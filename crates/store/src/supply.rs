//! What people supply: a fact with a name and a valid-until, or the answer to a rule's question.

use std::sync::Arc;

use facts::{Answer, AttrId, KindId, Rank, Source, Value, schema};
use kernel::{Day, Instant};

use crate::codec::encode;
use crate::db::{Tx, args};
use crate::deliver::{end, ensure_source, last_statement, touch};
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// One fact in a person's name.
#[derive(Clone, Debug, PartialEq)]
pub struct SuppliedFact {
    /// The object's kind.
    pub kind: KindId,
    /// Its key.
    pub key: String,
    /// The attribute.
    pub attribute: AttrId,
    /// What the person says it is.
    pub value: Value,
    /// The person.
    pub by: String,
    /// The day the person saw it.
    pub seen_at: Day,
    /// The last day it counts.
    pub valid_until: Option<Day>,
}

/// One answer to a rule's question.
#[derive(Clone, Debug, PartialEq)]
pub struct SuppliedAnswer {
    /// The object's kind.
    pub kind: KindId,
    /// Its key.
    pub key: String,
    /// The rule's code.
    pub rule: String,
    /// The answer.
    pub answer: Answer,
}

/// The version of an object that somebody saw.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The version.
    pub version: i64,
    /// The object's other keys: what is stated under them counts too.
    pub others: &'a [Arc<str>],
}

impl From<i64> for Seen<'_> {
    fn from(version: i64) -> Self {
        Self { version, others: &[] }
    }
}

impl Store {
    /// The version of an object: it is another after everything that is stated of it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such object.
    pub async fn version(&self, tenant: &Tenant, kind: KindId, key: &str) -> Result<i64, StoreError> {
        self.version_of(tenant, kind, (key, &[])).await
    }

    /// The version of an object that has other keys besides: it is another after everything that is stated under any of them.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such object.
    pub async fn version_of(
        &self,
        tenant: &Tenant,
        kind: KindId,
        (key, others): (&str, &[Arc<str>]),
    ) -> Result<i64, StoreError> {
        version(&mut self.db.snapshot().await?, tenant, kind, (key, others)).await
    }

    /// Whether any source ever stated something under that key, also when none does now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ever_had(&self, tenant: &Tenant, kind: KindId, key: &str) -> Result<bool, StoreError> {
        Ok(self.db.one::<(i64,)>(VERSION_EVER, args![tenant.id(), schema().def(kind).name, key]).await?.is_some())
    }

    /// Takes in one person's fact, if the object still has the version that the person saw.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has not, [`StoreError::Unknown`] when the object is not there.
    pub async fn supply_fact(
        &self,
        tenant: &Tenant,
        act: &Act,
        fact: &SuppliedFact,
        seen: impl Into<Seen<'_>>,
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        expect(&mut tx, tenant, (fact.kind, &fact.key), seen.into()).await?;
        put_fact(&mut tx, tenant, (revision, act.at), fact).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Takes in one person's answer, if the object still has the version that the person saw.
    ///
    /// # Errors
    /// As for a fact.
    pub async fn supply_answer(
        &self,
        tenant: &Tenant,
        act: &Act,
        answer: &SuppliedAnswer,
        seen: impl Into<Seen<'_>>,
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        expect(&mut tx, tenant, (answer.kind, &answer.key), seen.into()).await?;
        put_answer(&mut tx, tenant, (revision, act.at), answer).await?;
        tx.commit().await?;
        Ok(revision)
    }
}

const VERSION_EVER: &str = "SELECT version FROM object WHERE tenant = $1 AND kind = $2 AND key = $3";
const VERSION: &str = "SELECT version FROM object WHERE tenant = $1 AND kind = $2 AND key = $3 AND gone_at IS NULL";

fn unknown_object(kind: KindId, key: &str) -> StoreError {
    StoreError::Unknown { what: schema().def(kind).name, key: key.to_owned() }
}

async fn version(
    tx: &mut Tx,
    tenant: &Tenant,
    kind: KindId,
    (key, others): (&str, &[Arc<str>]),
) -> Result<i64, StoreError> {
    let (name, mut found) = (schema().def(kind).name, Vec::new());
    for key in std::iter::once(key).chain(others.iter().map(AsRef::as_ref)) {
        let row: Option<(i64,)> = tx.one(VERSION, args![tenant.id(), name, key]).await?;
        found.extend(row.map(|(version,)| (key, version)));
    }
    match found[..] {
        [] => Err(unknown_object(kind, key)),
        [(_, version)] => Ok(version),
        _ => Ok(of_several(found)),
    }
}

/// One number for the versions of several keys, which no other keys or versions have: a sum would come again when they are parted.
fn of_several(mut found: Vec<(&str, i64)>) -> i64 {
    found.sort_unstable();
    let text = found.iter().map(|(key, version)| format!("{key}\n{version}\n")).collect::<String>();
    let hash = kernel::Hasher::of(text.as_bytes()).to_string();
    // What JSON numbers hold without loss.
    i64::from_str_radix(hash.get(..13).unwrap_or_default(), 16).unwrap_or(i64::MAX)
}

async fn expect(tx: &mut Tx, tenant: &Tenant, (kind, key): (KindId, &str), seen: Seen<'_>) -> Result<(), StoreError> {
    let (expected, found) = (seen.version, version(tx, tenant, kind, (key, seen.others)).await?);
    if found == expected {
        return Ok(());
    }
    Err(StoreError::Changed { kind: schema().def(kind).name.to_owned(), key: key.to_owned(), expected, found })
}

pub(crate) async fn put_fact(
    tx: &mut Tx,
    tenant: &Tenant,
    (revision, at): (i64, Instant),
    fact: &SuppliedFact,
) -> Result<(), StoreError> {
    let name: Arc<str> = Arc::from(fact.by.as_str());
    let source = Source { name, register: Arc::from(""), rank: Rank::Person };
    put_word(tx, tenant, (revision, at), (&source, Some(&fact.by)), fact).await
}

/// One fact as a source's own word beside its deliveries: it counts as they do, and for what they said of the same before.
pub(crate) async fn put_own(
    tx: &mut Tx,
    tenant: &Tenant,
    at: (i64, Instant),
    (source, fact): &(Source, SuppliedFact),
) -> Result<(), StoreError> {
    put_word(tx, tenant, at, (source, None), fact).await
}

async fn put_word(
    tx: &mut Tx,
    tenant: &Tenant,
    (revision, at): (i64, Instant),
    (source, given_by): (&Source, Option<&String>),
    fact: &SuppliedFact,
) -> Result<(), StoreError> {
    let source = ensure_source(tx, tenant, source).await?;
    let kind = schema().def(fact.kind).name;
    let attribute = schema().attribute(fact.kind, fact.attribute).name;
    let earlier: Option<(i64,)> = tx
        .one(
            "SELECT id FROM statement WHERE tenant = $1 AND kind = $2 AND key = $3 AND source = $4 AND attribute = $5 AND ended_at IS NULL",
            args![tenant.id(), kind, &fact.key, source, attribute],
        )
        .await?;
    if let Some((id,)) = earlier {
        end(tx, tenant, id, (revision, at)).await?;
    }
    let id = last_statement(tx, tenant).await? + 1;
    let text = encode(fact.kind, &[(fact.attribute, fact.value.clone())]);
    tx.run(
        "INSERT INTO statement (tenant, id, kind, key, source, attribute, facts, seen_at, given_by, valid_until, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            tenant.id(),
            id,
            kind,
            &fact.key,
            source,
            attribute,
            text,
            fact.seen_at,
            given_by.cloned(),
            fact.valid_until,
            at,
            revision
        ],
    )
    .await?;
    touch(tx, vec![args![tenant.id(), kind, &fact.key, 1, at]]).await
}

pub(crate) async fn put_answer(
    tx: &mut Tx,
    tenant: &Tenant,
    (revision, at): (i64, Instant),
    supplied: &SuppliedAnswer,
) -> Result<(), StoreError> {
    let kind = schema().def(supplied.kind).name;
    let answer = &supplied.answer;
    tx.run(
        "UPDATE answer SET ended_at = $5, ended_by = $6 WHERE tenant = $1 AND kind = $2 AND key = $3 AND rule = $4 AND ended_at IS NULL",
        args![tenant.id(), kind, &supplied.key, &supplied.rule, at, revision],
    )
    .await?;
    tx.run(
        "INSERT INTO answer (tenant, id, kind, key, rule, word, given_by, given_on, valid_until, recorded_at, recorded_by) SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM answer WHERE tenant = $1",
        args![
            tenant.id(),
            kind,
            &supplied.key,
            &supplied.rule,
            &*answer.word,
            &*answer.by,
            answer.on,
            answer.valid_until,
            at,
            revision
        ],
    )
    .await?;
    touch(tx, vec![args![tenant.id(), kind, &supplied.key, 1, at]]).await
}
