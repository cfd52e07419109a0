//! What has changed about one object since somebody read it: act by act, who said what otherwise. For those whose own word
//! came too late.

use std::collections::{BTreeMap, BTreeSet};

use facts::{AttrId, KindId, Value, schema};
use kernel::Instant;

use crate::codec::{Texts, decode};
use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::{Store, Tenant};

/// One act that changed an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectChange {
    /// Its number in the log.
    pub act: i64,
    /// When.
    pub at: Instant,
    /// By whom, as the name was on the day.
    pub name: String,
    /// What it was: `supply-fact`, `import`.
    pub word: String,
    /// The facts it changed.
    pub facts: Vec<FactChange>,
    /// The answers it changed.
    pub answers: Vec<AnswerChange>,
}

/// One source's word on one fact; none where it said nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct FactChange {
    /// The source's name.
    pub source: String,
    /// The attribute.
    pub attribute: AttrId,
    /// What it said before.
    pub before: Option<Value>,
    /// What it says now.
    pub after: Option<Value>,
}

/// The answer to one rule's question; none where nobody had answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerChange {
    /// The rule's code.
    pub rule: String,
    /// The answer before.
    pub before: Option<String>,
    /// The answer now.
    pub after: Option<String>,
}

/// So many acts are told; who has been away longer reads the object again.
const MOST: usize = 20;

type StatementRow = (String, String, String, i64, Option<i64>);
type AnswerRow = (String, String, i64, Option<i64>);

/// What stood before an act, and after it.
type Turned = (Option<String>, Option<String>);

/// What one act did to the object: by source and statement, and by rule.
#[derive(Default)]
struct Done {
    statements: BTreeMap<(String, String), Turned>,
    answers: BTreeMap<String, Turned>,
}

impl Done {
    /// How far it raised the object's version.
    fn raised(&self, word: &str) -> i64 {
        if word == "undo" {
            return 1;
        }
        i64::try_from(self.statements.len() + self.answers.len()).unwrap_or(i64::MAX)
    }
}

impl Store {
    /// What changed an object after it had that version, the latest first.
    ///
    /// # Errors
    /// When the database fails, or holds what this version cannot read.
    pub async fn changes_since(
        &self,
        tenant: &Tenant,
        (kind, key): (KindId, &str),
        seen_version: i64,
    ) -> Result<Vec<ObjectChange>, StoreError> {
        let name = schema().def(kind).name;
        let mut tx = self.db.snapshot().await?;
        let version: Option<(i64,)> = tx
            .one(
                "SELECT version FROM object WHERE tenant = $1 AND kind = $2 AND key = $3",
                args![tenant.id(), name, key],
            )
            .await?;
        let mut unseen = version.map_or(0, |(version,)| version.saturating_sub(seen_version));
        let mut changes = Vec::new();
        for (act, done) in acts_on(&mut tx, tenant, (name, key)).await?.into_iter().rev().take(MOST) {
            if unseen <= 0 {
                break;
            }
            let entry: Option<(i64, String, String)> =
                tx.one("SELECT at, name, act FROM log WHERE tenant = $1 AND seq = $2", args![tenant.id(), act]).await?;
            let Some((at, name, word)) = entry else { continue };
            unseen -= done.raised(&word);
            let facts = facts(kind, &done)?;
            let answers = done.answers.into_iter().map(|(rule, (before, after))| AnswerChange { rule, before, after });
            changes.push(ObjectChange { act, at: Instant(at), name, word, facts, answers: answers.collect() });
        }
        Ok(changes)
    }
}

/// Every act that stated or ended anything of the object.
async fn acts_on(tx: &mut Tx, tenant: &Tenant, (kind, key): (&str, &str)) -> Result<BTreeMap<i64, Done>, StoreError> {
    let mut acts: BTreeMap<i64, Done> = BTreeMap::new();
    let rows: Vec<StatementRow> = tx
        .all(
            "SELECT q.name, s.attribute, s.facts, s.recorded_by, s.ended_by FROM statement s JOIN source q ON q.tenant = s.tenant AND q.id = s.source WHERE s.tenant = $1 AND s.kind = $2 AND s.key = $3 ORDER BY s.id",
            args![tenant.id(), kind, key],
        )
        .await?;
    for (source, attribute, text, recorded_by, ended_by) in rows {
        let place = (source, attribute);
        if let Some(act) = ended_by {
            acts.entry(act).or_default().statements.entry(place.clone()).or_default().0 = Some(text.clone());
        }
        acts.entry(recorded_by).or_default().statements.entry(place).or_default().1 = Some(text);
    }
    let rows: Vec<AnswerRow> = tx
        .all(
            "SELECT rule, word, recorded_by, ended_by FROM answer WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY id",
            args![tenant.id(), kind, key],
        )
        .await?;
    for (rule, word, recorded_by, ended_by) in rows {
        if let Some(act) = ended_by {
            acts.entry(act).or_default().answers.entry(rule.clone()).or_default().0 = Some(word.clone());
        }
        acts.entry(recorded_by).or_default().answers.entry(rule).or_default().1 = Some(word);
    }
    Ok(acts)
}

/// The facts that are otherwise after an act.
fn facts(kind: KindId, done: &Done) -> Result<Vec<FactChange>, StoreError> {
    let mut changed = Vec::new();
    for ((source, _), (before, after)) in &done.statements {
        let (before, after) = (read(kind, before.as_deref())?, read(kind, after.as_deref())?);
        let attributes: BTreeSet<AttrId> = before.keys().chain(after.keys()).copied().collect();
        for attribute in attributes {
            let (before, after) = (before.get(&attribute).cloned(), after.get(&attribute).cloned());
            if before != after {
                changed.push(FactChange { source: source.clone(), attribute, before, after });
            }
        }
    }
    Ok(changed)
}

fn read(kind: KindId, text: Option<&str>) -> Result<BTreeMap<AttrId, Value>, StoreError> {
    let mut facts = BTreeMap::new();
    if let Some(text) = text {
        decode(kind, text, &mut Texts::default(), &mut |attribute, value| {
            facts.insert(attribute, value);
        })?;
    }
    Ok(facts)
}
