//! The words of a statement: every way to name a kind or an attribute, and what a rule's code looks like.

use std::collections::HashMap;

use facts::{AttrId, KindId, schema};

use crate::nearest::fold;
use crate::rows::attribute_id;

/// Every way to name a kind.
pub(super) fn kinds_by_spelling() -> HashMap<String, KindId> {
    let mut kinds = HashMap::new();
    for kind in schema().kinds() {
        let def = schema().def(kind);
        for spelling in [def.name, def.file, def.one.da, def.one.en, def.many.da, def.many.en] {
            kinds.entry(fold(spelling)).or_insert(kind);
        }
    }
    kinds
}

/// Every way to name a kind's attributes.
pub(super) fn attributes_of(kind: KindId) -> HashMap<String, AttrId> {
    let attributes = schema().def(kind).attributes;
    let mut by_spelling = HashMap::new();
    let turns: [fn(&facts::Attribute) -> &'static str; 3] = [|a| a.name, |a| a.label.da, |a| a.label.en];
    for turn in turns {
        for (place, attribute) in attributes.iter().enumerate() {
            by_spelling.entry(fold(turn(attribute))).or_insert(attribute_id(place));
        }
    }
    by_spelling
}

/// `network-without-sensor`: lower-case words with hyphens between them, at least two.
pub(super) fn is_rule_code(cell: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    cell.contains('-') && cell.len() <= 100 && cell.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_code_has_hyphens_and_a_mistyped_attribute_has_none() {
        for code in ["network-without-sensor", "s9-model2"] {
            assert!(is_rule_code(code), "{code}");
        }
        for other in ["", "hostng", "key_system", "-", "a-", "A-b", "a b-c", "ø-b"] {
            assert!(!is_rule_code(other), "{other}");
        }
    }

    #[test]
    fn a_fact_is_named_as_a_column_is() {
        let system = schema().kind("system").expect("system");
        let attributes = attributes_of(system);
        let id = schema().attribute_id(system, "business_area").expect("business area");
        for name in ["business_area", "Fagområde", "BUSINESS AREA"] {
            assert_eq!(attributes.get(&fold(name)), Some(&id), "{name}");
        }
    }
}
