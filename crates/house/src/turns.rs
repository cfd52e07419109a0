//! What turned between two snapshots, in the store's words. "Not applicable" is no position and is not kept: a rule that
//! no longer applies is gone for that object.

use std::collections::BTreeMap;

use facts::{Field, schema};
use findings::{Change, TurnedBy, Verdict};
use serde_json::json;
use store::{RuleVerdicts, Turn};

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
pub(crate) fn since(remembered: &[RuleVerdicts], after: &Snapshot) -> Vec<Turn> {
    let mut earlier: BTreeMap<(&str, &str), &RuleVerdicts> =
        remembered.iter().map(|standing| ((&*standing.rule, &*standing.kind), standing)).collect();
    let packs = after.packs();
    let (mut turns, mut gone) = (Vec::new(), Vec::new());
    for findings in after.assessment.rules() {
        let rule = &packs[findings.pack].rules[findings.rule].code;
        let kind = schema().def(findings.kind).name;
        let keys = after.slots.keys(findings.kind);
        let mut before: Vec<Option<&str>> = vec![None; keys.len()];
        if let Some(standing) = earlier.remove(&(rule.as_str(), kind)) {
            for (key, verdict) in standing.verdicts() {
                match after.slots.find(findings.kind, key) {
                    Some(object) if *keys[object as usize] == *key => before[object as usize] = Some(verdict),
                    _ => gone.push(unexplained((rule, kind, key), Some(verdict), None)),
                }
            }
        }
        for finding in after.assessment.of_rule(findings) {
            let (before, now) = (before[finding.object as usize], kept(Some(finding.verdict)));
            if before != now.as_deref() {
                turns.push(unexplained((rule, kind, &keys[finding.object as usize]), before, now));
            }
        }
    }
    for standing in earlier.into_values() {
        let place = |key, verdict| unexplained((&standing.rule, &standing.kind, key), Some(verdict), None);
        gone.extend(standing.verdicts().map(|(key, verdict)| place(key, verdict)));
    }
    // The store gives a rule's verdicts in no order.
    gone.sort_by(|a, b| (&a.rule, &a.kind, &a.key).cmp(&(&b.rule, &b.kind, &b.key)));
    turns.append(&mut gone);
    turns
}

fn unexplained((rule, kind, key): (&str, &str, &str), before: Option<&str>, after: Option<String>) -> Turn {
    Turn {
        rule: rule.to_owned(),
        kind: kind.to_owned(),
        key: key.to_owned(),
        before: before.map(str::to_owned),
        after,
        because: "[]".to_owned(),
    }
}
