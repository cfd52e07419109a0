//! What turned between two snapshots, in the store's words. "Not applicable" is no position and is not kept: a rule that
//! no longer applies is gone for that object.

use std::collections::BTreeMap;

use facts::{Field, schema};
use findings::{Change, TurnedBy, Verdict};
use serde_json::json;
use store::Turn;

use crate::snapshot::Snapshot;

fn kept(verdict: Option<Verdict>) -> Option<String> {
    verdict.filter(|verdict| *verdict != Verdict::NotApplicable).map(|verdict| verdict.word().to_owned())
}

/// Between two snapshots in memory: each turn with the facts that turned it.
pub(crate) fn between(before: &Snapshot, after: &Snapshot) -> Vec<Turn> {
    let (old, new) = (before.packs(), after.packs());
    findings::changes((&before.assessment, &before.slots, &old), (&after.assessment, &after.slots, &new))
        .into_iter()
        .filter_map(turn)
        .collect()
}

fn turn(change: Change) -> Option<Turn> {
    let (before, after) = (kept(change.before), kept(change.after));
    if before == after {
        return None;
    }
    let because: Vec<_> = change.because.iter().map(because).collect();
    Some(Turn {
        rule: change.rule,
        kind: schema().def(change.kind).name.to_owned(),
        key: change.key.to_string(),
        before,
        after,
        because: json!(because).to_string(),
    })
}

fn because(fact: &TurnedBy) -> serde_json::Value {
    let name = match fact.field {
        Field::Attribute(attribute) => schema().attribute(fact.kind, attribute).name,
        Field::Relation(place) => schema().relations(fact.kind)[usize::from(place)].name,
        Field::Key => "key",
        Field::Conflicts => "conflicts",
    };
    let kind = schema().def(fact.kind).name;
    json!({ "fact": format!("{kind}.{name}"), "key": &*fact.key, "before": fact.before, "after": fact.after })
}

/// Between what the store remembers and a snapshot: the facts that turned it are not known any more.
pub(crate) fn since(remembered: &[(String, String, String, String)], after: &Snapshot) -> Vec<Turn> {
    let mut earlier: BTreeMap<(&str, &str, &str), &str> = remembered
        .iter()
        .map(|(rule, kind, key, verdict)| ((rule.as_str(), kind.as_str(), key.as_str()), verdict.as_str()))
        .collect();
    let packs = after.packs();
    let mut turns = Vec::new();
    let turn = |(rule, kind, key): (&str, &str, &str), before: Option<&str>, now: Option<String>| Turn {
        rule: rule.to_owned(),
        kind: kind.to_owned(),
        key: key.to_owned(),
        before: before.map(str::to_owned),
        after: now,
        because: "[]".to_owned(),
    };
    for finding in after.assessment.findings() {
        let rule = finding.rule(&packs);
        let kind = schema().def(rule.kind).name;
        let key = &*after.slots.keys(rule.kind)[finding.object as usize];
        let before = earlier.remove(&(rule.code.as_str(), kind, key));
        let now = kept(Some(finding.verdict));
        if before != now.as_deref() {
            turns.push(turn((&rule.code, kind, key), before, now));
        }
    }
    turns.extend(earlier.into_iter().map(|(place, before)| turn(place, Some(before), None)));
    turns
}
