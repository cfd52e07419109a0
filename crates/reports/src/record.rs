//! One finding as a record for machines: the shape of `fundament assess --format json`.

use facts::schema::Origin;
use facts::{Cell, FactId, Field, NamedFact, Plain, Slots, schema};
use findings::fixtures::field_name;
use findings::{Cause, Finding, Verdict};
use kernel::{Day, Hash};
use principles::{Body, Pack, Strength};
use serde::Serialize;

/// So many facts of a finding are told; a rule over many objects may rest on thousands.
const MOST_FACTS: usize = 100;
/// So many items of a list that decided are told.
const MOST_ITEMS: usize = 20;

/// Which pack an assessment was made under.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackInfo {
    /// Its permanent id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its content's hash.
    pub hash: Hash,
}

impl From<&Pack> for PackInfo {
    fn from(pack: &Pack) -> Self {
        Self { id: pack.id.clone(), version: pack.version.clone(), hash: pack.hash }
    }
}

/// One fact that decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidenceItem {
    /// `kind.attribute` or `kind.relation`; `answer` for a person's answer.
    pub fact: String,
    /// The key of the object the fact belongs to, when it is not the finding's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Its value; money in øre, days as ISO 8601; null when it is known that there is none.
    pub value: Plain,
    /// How many more items a list has than are told.
    #[serde(skip_serializing_if = "is_none")]
    pub more: usize,
    /// Whether a list may have more than is known: something it follows from is unknown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Who stated it.
    pub source: Option<String>,
    /// When it was seen.
    pub seen_at: Option<Day>,
    /// For derived facts: the facts they follow from.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    pub derived_from: &'static [&'static str],
}

/// One fact that is lacking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MissingItem {
    /// `kind.attribute`, or `answer`.
    pub fact: String,
    /// The key of the object it belongs to, when it is not the finding's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Why it is lacking.
    pub cause: Cause,
    /// The role to ask.
    pub ask_whom: &'static str,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// The pack's id.
    pub pack: String,
    /// The rule's code.
    pub rule: String,
    /// The principle's id.
    pub principle: String,
    /// The strategy's section.
    pub section: String,
    /// The object's kind.
    pub kind: &'static str,
    /// The object's key.
    pub key: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// `material` or `minor`: who must act, not what holds.
    pub weight: &'static str,
    /// The principle's strength.
    pub strength: Strength,
    /// The first of the facts that decided.
    pub evidence: Vec<EvidenceItem>,
    /// How many more decided than are told.
    #[serde(skip_serializing_if = "is_none")]
    pub evidence_more: usize,
    /// The first of the facts for want of which there is no verdict.
    pub missing: Vec<MissingItem>,
    /// How many more are lacking than are told.
    #[serde(skip_serializing_if = "is_none")]
    pub missing_more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_none(more: &usize) -> bool {
    *more == 0
}

/// A finding as a record.
pub fn record(finding: &Finding<'_>, slots: &Slots, packs: &[&Pack]) -> Record {
    let findings = finding.rule_findings();
    let pack = packs[findings.pack];
    let rule = finding.rule(packs);
    let principle = pack.principle_of(rule);
    let own = (rule.kind, finding.object);
    let (decided, lacking) = (finding.evidence(), finding.missing());
    let first = decided.iter().take(MOST_FACTS).map(|fact| short(evidence_item(slots, slots.named(*fact), own)));
    let mut evidence: Vec<EvidenceItem> = first.collect();
    let first = lacking.iter().take(MOST_FACTS).map(|fact| missing_item(slots, *fact, own));
    let mut missing: Vec<MissingItem> = first.collect();
    let more = (decided.len() - evidence.len(), lacking.len() - missing.len());
    if let Body::Ask(question) = &rule.body {
        let answer = slots.answer(&rule.code, rule.kind, finding.object);
        match (finding.verdict, answer) {
            (Verdict::NotAssessed, _) if missing.is_empty() => missing.push(MissingItem {
                fact: "answer".to_owned(),
                object: None,
                cause: if answer.is_some() { Cause::Stale } else { Cause::AwaitingAnswer },
                ask_whom: question.who.word(),
            }),
            (Verdict::NotAssessed, _) | (_, None) => {}
            (_, Some(answer)) => evidence.push(EvidenceItem {
                fact: "answer".to_owned(),
                object: None,
                value: Plain::Text(answer.word.to_string()),
                more: 0,
                open: false,
                source: Some(answer.by.to_string()),
                seen_at: Some(answer.on),
                derived_from: &[],
            }),
        }
    }
    Record {
        pack: pack.id.clone(),
        rule: rule.code.clone(),
        principle: principle.id.clone(),
        section: principle.section.clone(),
        kind: schema().def(rule.kind).name,
        key: slots.keys(rule.kind)[finding.object as usize].to_string(),
        verdict: finding.verdict,
        cause: finding.cause(slots, packs),
        weight: if findings.is_material(rule, finding.object) { "material" } else { "minor" },
        strength: principle.strength,
        evidence,
        evidence_more: more.0,
        missing,
        missing_more: more.1,
    }
}

/// `kind.name`
pub(crate) fn fact_name(fact: NamedFact) -> String {
    format!("{}.{}", schema().def(fact.kind).name, field_name(fact.kind, fact.field))
}

fn object(slots: &Slots, fact: NamedFact, own: (facts::KindId, u32)) -> Option<String> {
    ((fact.kind, fact.object) != own).then(|| slots.keys(fact.kind)[fact.object as usize].to_string())
}

pub(crate) fn evidence_item(slots: &Slots, fact: NamedFact, own: (facts::KindId, u32)) -> EvidenceItem {
    let (source, seen_at) = origin(slots, fact);
    let derived_from = match fact.field {
        Field::Attribute(attribute) => match schema().attribute(fact.kind, attribute).origin {
            Origin::Derived(inputs) => inputs,
            Origin::Stated => &[],
        },
        _ => &[],
    };
    EvidenceItem {
        fact: fact_name(fact),
        object: object(slots, fact, own),
        value: slots.plain(fact),
        more: 0,
        open: is_open(slots, fact),
        source,
        seen_at,
        derived_from,
    }
}

/// Of a long list the first, and how many more there are.
fn short(mut item: EvidenceItem) -> EvidenceItem {
    if let Plain::List(items) = &mut item.value {
        item.more = items.len().saturating_sub(MOST_ITEMS);
        items.truncate(MOST_ITEMS);
    }
    item
}

/// Whether a list may have more than is known. Of a relation: members of which it is not known where they point.
fn is_open(slots: &Slots, fact: NamedFact) -> bool {
    match fact.field {
        Field::Attribute(attribute) => slots.is_open(fact.kind, fact.object, attribute),
        Field::Relation(place) => {
            let relation = slots.relation(fact.kind, place);
            !relation.delivered || !relation.open.is_empty()
        }
        Field::Key | Field::Conflicts => false,
    }
}

/// Who stated a fact and when; of a relation, the sources of its members and the oldest of their days.
pub(crate) fn origin(slots: &Slots, fact: NamedFact) -> (Option<String>, Option<Day>) {
    let stated = |kind, object: u32, attribute| {
        let column = slots.column(kind, attribute);
        let known = !matches!(slots.cell(kind, object, attribute), Cell::Missing);
        let source = slots.source(column.source[object as usize]).map(|source| source.name.to_string());
        known.then(|| (source, column.seen[object as usize]))
    };
    match fact.field {
        Field::Attribute(attribute) => match stated(fact.kind, fact.object, attribute) {
            Some((source, day)) => (source, Some(day)),
            None => (None, None),
        },
        Field::Relation(place) => {
            let relation = schema().relations(fact.kind)[usize::from(place)];
            let members = slots.relation(fact.kind, place).of(fact.object);
            let (mut names, mut oldest): (Vec<String>, Option<Day>) = (Vec::new(), None);
            for (source, day) in members.iter().filter_map(|member| stated(relation.from, *member, relation.via)) {
                oldest = Some(oldest.map_or(day, |oldest: Day| oldest.min(day)));
                names.extend(source.filter(|source| !names.contains(source)));
            }
            ((!names.is_empty()).then(|| names.join(", ")), oldest)
        }
        Field::Key | Field::Conflicts => (None, None),
    }
}

fn missing_item(slots: &Slots, fact: FactId, own: (facts::KindId, u32)) -> MissingItem {
    let named = slots.named(fact);
    MissingItem {
        fact: fact_name(named),
        object: object(slots, named, own),
        cause: findings::cause_of(slots, named),
        ask_whom: schema().def(named.kind).steward.word(),
    }
}

/// One fact of an object, whatever is known of it.
pub fn fact_item(slots: &Slots, fact: NamedFact) -> EvidenceItem {
    evidence_item(slots, fact, (fact.kind, fact.object))
}

#[cfg(test)]
mod tests {
    use facts::{Estate, Observation, Rank, Value};

    use super::*;

    fn list(count: usize) -> EvidenceItem {
        let items = (0..count).map(|item| item.to_string()).collect();
        EvidenceItem {
            fact: "system.using_units".to_owned(),
            object: None,
            value: Plain::List(items),
            more: 0,
            open: false,
            source: None,
            seen_at: None,
            derived_from: &[],
        }
    }

    #[test]
    fn a_long_list_is_cut_and_says_how_many_more_there_are() {
        for (count, told, more) in [(0, 0, 0), (20, 20, 0), (21, 20, 1), (5_000, 20, 4_980)] {
            let cut = short(list(count));
            let Plain::List(items) = &cut.value else { panic!("a list") };
            assert_eq!((items.len(), cut.more), (told, more));
            let json = serde_json::to_value(&cut).expect("written");
            assert_eq!(json.get("more").is_some(), more > 0, "{json}");
        }
    }

    #[test]
    fn a_list_that_may_have_more_is_not_told_as_an_empty_one() {
        let day = Day::new(2026, 11, 23).expect("a day");
        let kind = schema().kind("system").expect("system");
        let tasks = schema().attribute_id(kind, "kle_tasks").expect("tasks");
        let overlapping = schema().attribute_id(kind, "overlapping_systems").expect("overlapping");
        for (other_known, open) in [(true, false), (false, true)] {
            let mut estate = Estate::default();
            let source = estate.source("OS2kitos", "kitos", Rank::Register);
            for (key, task) in [("S1", Some("27.00.00")), ("S2", other_known.then_some("28.00.00"))] {
                let object = estate.object(kind, key);
                let value = task.map(|task| Value::list([task]));
                if let Some(value) = value {
                    estate.observe(kind, tasks, Observation { object, source, seen_at: day, value, given: None });
                }
            }
            let slots = estate.slots(day);
            let item = fact_item(&slots, NamedFact { kind, object: 0, field: Field::Attribute(overlapping) });
            assert_eq!((&item.value, item.open), (&Plain::List(Vec::new()), open));
            assert_eq!(serde_json::to_value(&item).expect("written").get("open").is_some(), open);
        }
    }
}
