//! What turned between two assessments, and which facts turned it.

use std::collections::HashMap;
use std::sync::Arc;

use facts::{Field, KindId, NamedFact, Plain, Slots};
use principles::Pack;

use crate::assess::{Assessment, RuleFindings};
use crate::verdict::Verdict;

/// One fact that is not what it was.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnedBy {
    /// The kind of the object it belongs to.
    pub kind: KindId,
    /// That object's key.
    pub key: Arc<str>,
    /// The fact, as attribute or relation.
    pub field: Field,
    /// What it was; none when the object was not there.
    pub before: Option<Plain>,
    /// What it is; none when the object is gone.
    pub after: Option<Plain>,
}

/// One verdict that turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The rule's code.
    pub rule: String,
    /// The object's kind.
    pub kind: KindId,
    /// The object's key.
    pub key: Arc<str>,
    /// What it was; none when object or rule is new.
    pub before: Option<Verdict>,
    /// What it is; none when object or rule is gone.
    pub after: Option<Verdict>,
    /// The facts that changed among those that decided before or after.
    pub because: Vec<TurnedBy>,
}

/// An assessment with what it was made of.
type Side<'a> = (&'a Assessment, &'a Slots, &'a [&'a Pack]);

/// Every verdict that turned, in the order of the later assessment, then what is gone.
pub fn changes(before: Side<'_>, after: Side<'_>) -> Vec<Change> {
    let earlier = by_code(before);
    let later = by_code(after);
    let mut turned = Vec::new();
    for findings in after.0.rules() {
        let code = code_of(findings, after.2);
        let was = earlier.get(code).copied();
        for (object, key) in after.1.keys(findings.kind).iter().enumerate() {
            let object = u32::try_from(object).unwrap_or(u32::MAX);
            let then = was.and_then(|was| Some((was, own(before.1, was.kind, key)?)));
            let old = then.map(|(was, place)| was.verdict(place));
            let new = Some(findings.verdict(object));
            // That a rule is not about something new is no change.
            if old != new && (old.is_some() || new != Some(Verdict::NotApplicable)) {
                // What first appears was turned by nothing but its appearing.
                let because = match then {
                    Some(_) => because(before, then, after, Some((findings, object))),
                    None => Vec::new(),
                };
                turned.push(change(code, findings.kind, key, old, new, because));
            }
        }
    }
    for findings in before.0.rules() {
        let code = code_of(findings, before.2);
        let still = later.contains_key(code);
        for (object, key) in before.1.keys(findings.kind).iter().enumerate() {
            if !still || own(after.1, findings.kind, key).is_none() {
                let old = Some(findings.verdict(u32::try_from(object).unwrap_or(u32::MAX)));
                turned.push(change(code, findings.kind, key, old, None, Vec::new()));
            }
        }
    }
    turned
}

/// The object of that key, if it is its own: under another it has its verdicts no more.
fn own(slots: &Slots, kind: KindId, key: &Arc<str>) -> Option<u32> {
    slots.find(kind, key).filter(|object| slots.keys(kind)[*object as usize] == *key)
}

fn change(
    rule: &str,
    kind: KindId,
    key: &Arc<str>,
    before: Option<Verdict>,
    after: Option<Verdict>,
    because: Vec<TurnedBy>,
) -> Change {
    Change { rule: rule.to_owned(), kind, key: Arc::clone(key), before, after, because }
}

fn code_of<'a>(findings: &RuleFindings, packs: &'a [&Pack]) -> &'a str {
    &packs[findings.pack].rules[findings.rule].code
}

fn by_code<'a>(side: Side<'a>) -> HashMap<&'a str, &'a RuleFindings> {
    side.0.rules().iter().map(|findings| (code_of(findings, side.2), findings)).collect()
}

type Place<'a> = Option<(&'a RuleFindings, u32)>;

/// The facts named on either side whose value differs between them.
fn because(before: Side<'_>, then: Place<'_>, after: Side<'_>, now: Place<'_>) -> Vec<TurnedBy> {
    let mut facts: Vec<(KindId, Arc<str>, Field)> = Vec::new();
    for (side, place) in [(before, then), (after, now)] {
        let Some((findings, object)) = place else { continue };
        let finding = side.0.finding(findings, object);
        for fact in finding.evidence().into_iter().chain(finding.missing()) {
            let NamedFact { kind, object, field } = side.1.named(fact);
            let fact = (kind, Arc::clone(&side.1.keys(kind)[object as usize]), field);
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
    }
    let value = |slots: &Slots, kind, key: &str, field| {
        Some(slots.plain(NamedFact { kind, object: slots.find(kind, key)?, field }))
    };
    facts
        .into_iter()
        .filter_map(|(kind, key, field)| {
            let (old, new) = (value(before.1, kind, &key, field), value(after.1, kind, &key, field));
            (old != new).then_some(TurnedBy { kind, key, field, before: old, after: new })
        })
        .collect()
}
