//! The work list: which facts and answers would settle most verdicts, and whom to ask for them.

use std::collections::HashMap;
use std::sync::Arc;

use facts::{FactId, Slots, schema};
use kernel::Role;
use principles::{Body, Pack};

use crate::assess::{Assessment, cause_of};
use crate::verdict::{Cause, Verdict};

/// What is lacking.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lacking {
    /// A fact.
    Fact(FactId),
    /// The answer to a rule's question about an object: rule code, kind, object.
    Answer(String, facts::KindId, u32),
}

/// Whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Whom {
    /// The role.
    pub role: Role,
    /// The person's key, when one is known.
    pub person: Option<Arc<str>>,
}

/// One line of the work list.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkItem {
    /// What is lacking.
    pub lacking: Lacking,
    /// Why.
    pub cause: Cause,
    /// Verdicts that this alone would settle.
    pub settles: u32,
    /// Verdicts that cannot be given without it, alone or with others.
    pub touches: u32,
    /// Whom to ask.
    pub whom: Whom,
}

/// Everything that is lacking, what settles most first; equals in a fixed order.
pub fn worklist(assessment: &Assessment, slots: &Slots, packs: &[&Pack]) -> Vec<WorkItem> {
    let mut counts: HashMap<Lacking, (u32, u32)> = HashMap::new();
    for finding in assessment.findings().filter(|finding| finding.verdict == Verdict::NotAssessed) {
        let rule = finding.rule(packs);
        let missing = finding.missing();
        if missing.is_empty() {
            if matches!(rule.body, Body::Ask(_)) {
                let entry = counts.entry(Lacking::Answer(rule.code.clone(), rule.kind, finding.object)).or_default();
                *entry = (entry.0 + 1, entry.1 + 1);
            }
            continue;
        }
        let alone = u32::from(missing.len() == 1);
        for fact in missing {
            let entry = counts.entry(Lacking::Fact(fact)).or_default();
            *entry = (entry.0 + alone, entry.1 + 1);
        }
    }
    let mut items: Vec<WorkItem> = counts
        .into_iter()
        .map(|(lacking, (settles, touches))| {
            let (cause, whom) = ask(slots, packs, &lacking);
            WorkItem { lacking, cause, settles, touches, whom }
        })
        .collect();
    items.sort_by(|a, b| (b.settles, b.touches).cmp(&(a.settles, a.touches)).then_with(|| a.lacking.cmp(&b.lacking)));
    items
}

fn ask(slots: &Slots, packs: &[&Pack], lacking: &Lacking) -> (Cause, Whom) {
    let person = |kind, object| {
        let person = slots.responsible(kind, object)?;
        let people = schema().kind("person")?;
        Some(Arc::clone(&slots.keys(people)[person as usize]))
    };
    match lacking {
        Lacking::Fact(fact) => {
            let named = slots.named(*fact);
            let role = schema().def(named.kind).steward;
            (cause_of(slots, named), Whom { role, person: person(named.kind, named.object) })
        }
        Lacking::Answer(code, kind, object) => {
            let rule = packs.iter().find_map(|pack| pack.rule(code));
            let role = match rule.map(|rule| &rule.body) {
                Some(Body::Ask(question)) => question.who,
                _ => schema().def(*kind).steward,
            };
            // The object's own person is asked when the question is for that role.
            let own = role == schema().def(*kind).steward;
            (Cause::AwaitingAnswer, Whom { role, person: if own { person(*kind, *object) } else { None } })
        }
    }
}
