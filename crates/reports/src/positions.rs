//! Positions: verdict x standing, in the strategy's own words. Both bars are told, what is true and what has been decided about it;
//! a decision moves nothing from one verdict to another, it only accounts for a deviation.

use std::collections::HashMap;

use decisions::Standing;
use facts::{Slots, schema};
use findings::{Assessment, Verdict};
use kernel::Day;
use principles::Pack;
use serde::Serialize;

use crate::cases::CaseRow;

/// Of the deviations of a section, how many are accounted for. The rest are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounted {
    /// Explained, with a plan in date.
    pub explained: u64,
    /// Dispensed by the board, in date.
    pub dispensed: u64,
    /// In a case that is not decided yet, or whose decision has ended.
    pub in_case: u64,
}

/// What has been decided about the deviations of each section, by pack and section. What stands in no case is not here.
pub fn accounted<'f>(
    rows: impl Iterator<Item = &'f CaseRow>,
    today: Day,
    (slots, assessment, packs): (&Slots, &Assessment, &[&Pack]),
) -> HashMap<(String, String), Accounted> {
    // The latest case about an object under a principle is the one that counts.
    let mut standings: HashMap<(&str, &str, &str, &str), Standing> = HashMap::new();
    for row in rows {
        let standing = row.standing(today);
        if standing != Standing::NoLongerNeeded {
            let face = &row.face;
            for key in &face.keys {
                standings.insert((&face.pack, &face.principle, &face.kind, key), standing);
            }
        }
    }
    let mut sections: HashMap<(String, String), Accounted> = HashMap::new();
    if standings.is_empty() {
        return sections;
    }
    for findings in assessment.rules() {
        let pack = packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        let principle = pack.principle_of(rule);
        let kind = schema().def(rule.kind).name;
        for (object, key) in slots.keys(rule.kind).iter().enumerate() {
            let object = u32::try_from(object).unwrap_or(u32::MAX);
            if findings.verdict(object) != Verdict::Deviates {
                continue;
            }
            let Some(standing) = standings.get(&(&*pack.id, &*principle.id, kind, &**key)) else { continue };
            let section = sections.entry((pack.id.clone(), principle.section.clone())).or_default();
            match standing {
                Standing::Explained { .. } => section.explained += 1,
                Standing::Dispensed { .. } => section.dispensed += 1,
                _ => section.in_case += 1,
            }
        }
    }
    sections
}
