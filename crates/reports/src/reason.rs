//! Why, in a reader's own language: the rule's sentence about the object, and the facts with source and age.

use facts::{FactId, Slots, schema};
use findings::{Finding, Verdict};
use kernel::Lang;
use principles::Pack;

use crate::record::{fact_name, origin};

/// How many facts a reader can take in at once.
const FACTS_SHOWN: usize = 4;
/// How many facts stand on a page of their own; a rule over many objects may rest on thousands.
pub const FACTS_ON_PAGE: usize = 10;

/// The facts behind a verdict, one phrase each: `Driftsland: USA (OS2kitos, 20. november 2026)`.
pub fn reason_parts(finding: &Finding<'_>, slots: &Slots, lang: Lang) -> Vec<String> {
    grounds(finding).into_iter().map(|fact| part(finding, slots, fact, lang)).collect()
}

/// The first of them, and how many more there are.
pub fn first_reason_parts(finding: &Finding<'_>, slots: &Slots, lang: Lang, most: usize) -> Vec<String> {
    let facts = grounds(finding);
    let mut parts: Vec<String> = facts.iter().take(most).map(|fact| part(finding, slots, *fact, lang)).collect();
    parts.extend(and_more(facts.len().saturating_sub(most), lang));
    parts
}

/// How many more there are than are told; nothing when all are.
pub fn and_more(more: usize, lang: Lang) -> Option<String> {
    (more > 0).then(|| match lang {
        Lang::Da => format!("og {more} mere"),
        Lang::En => format!("and {more} more"),
    })
}

fn grounds(finding: &Finding<'_>) -> Vec<FactId> {
    if finding.verdict == Verdict::NotAssessed { finding.missing() } else { finding.evidence() }
}

fn part(finding: &Finding<'_>, slots: &Slots, fact: FactId, lang: Lang) -> String {
    let named = slots.named(fact);
    let label = label(slots, named, finding, lang);
    if finding.verdict == Verdict::NotAssessed {
        return label;
    }
    let value = slots.show_short(named, lang);
    match origin(slots, named) {
        (Some(source), Some(day)) => format!("{label}: {value} ({source}, {})", day.long(lang)),
        _ => format!("{label}: {value}"),
    }
}

/// What a fact is called, with its object when that is another than the finding's.
fn label(slots: &Slots, fact: facts::NamedFact, finding: &Finding<'_>, lang: Lang) -> String {
    let name = match fact.field {
        facts::Field::Attribute(attribute) => schema().attribute(fact.kind, attribute).label.get(lang).to_owned(),
        facts::Field::Relation(place) => {
            let from = schema().relations(fact.kind)[usize::from(place)].from;
            capitalised(schema().def(from).many.get(lang))
        }
        _ => fact_name(fact),
    };
    if (fact.kind, fact.object) == (finding.rule_findings().kind, finding.object) {
        name
    } else {
        format!("{name} · {}", slots.title(fact.kind, fact.object))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The rule's sentence about the object.
pub fn reason(finding: &Finding<'_>, slots: &Slots, packs: &[&Pack], lang: Lang) -> String {
    let rule = finding.rule(packs);
    let template = match lang {
        Lang::Da => &rule.finding.da,
        Lang::En => &rule.finding.en,
    };
    let sentence = template.fill(slots, finding.object, lang);
    let parts = first_reason_parts(finding, slots, lang, FACTS_SHOWN);
    if parts.is_empty() { sentence } else { format!("{sentence} [{}]", parts.join("; ")) }
}
