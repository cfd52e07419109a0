//! One finding as a record for machines: the shape of `fundament assess --format json`.

use facts::schema::Origin;
use facts::{Cell, FactId, Field, NamedFact, Plain, Slots, schema};
use findings::fixtures::field_name;
use findings::{Cause, Finding, Verdict};
use kernel::{Day, Hash};
use principles::{Body, Pack, Strength};
use serde::Serialize;

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
    /// The facts that decided.
    pub evidence: Vec<EvidenceItem>,
    /// The facts for want of which there is no verdict.
    pub missing: Vec<MissingItem>,
}

/// A finding as a record.
pub fn record(finding: &Finding<'_>, slots: &Slots, packs: &[&Pack]) -> Record {
    let findings = finding.rule_findings();
    let pack = packs[findings.pack];
    let rule = finding.rule(packs);
    let principle = pack.principle_of(rule);
    let own = (rule.kind, finding.object);
    let mut evidence: Vec<EvidenceItem> =
        finding.evidence().into_iter().map(|fact| evidence_item(slots, slots.named(fact), own)).collect();
    let mut missing: Vec<MissingItem> =
        finding.missing().into_iter().map(|fact| missing_item(slots, fact, own)).collect();
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
        missing,
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
        source,
        seen_at,
        derived_from,
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
