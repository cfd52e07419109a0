//! Derived facts: what follows from facts alone, named, typed and tested like stated ones.
//!
//! Each is honest about holes: a count over things of which some are unknown is a range, and names what would narrow it.

mod counts;
mod coupling;
mod generations;
mod overlap;
mod replacement;
mod standard;
mod tally;

use crate::effective::derived_source;
use crate::schema::{AttrId, KindId, schema};
use crate::slots::{Column, Slots, State};

/// Computes one derived column from the stated facts.
type Derivation = fn(&Slots) -> Column;

/// Every derived attribute and what computes it.
const DERIVATIONS: &[(&str, Derivation)] = &[
    ("unit.replacement_need", replacement::need),
    ("unit.staff_count", counts::staff),
    ("supplier.system_count", counts::supplier_systems),
    ("system.overlapping_systems", overlap::overlapping_systems),
    ("system.coupled_systems", coupling::coupled_systems),
    ("shared_component.systems_in_use", counts::systems_in_use),
    ("shared_component.systems_possible", counts::systems_possible),
    ("site.multifunction_printers", counts::multifunction_printers),
    ("network.sensor_count", counts::sensors),
    ("device.model_was_standard", standard::model_was_standard),
    ("device.newer_generations", generations::newer_generations),
    ("category.generations_in_use", generations::generations_in_use),
    ("category.devices_in_operation", counts::devices_in_operation),
];

/// Fills the derived columns. A fact that a source has stated outright (a fixture, a what-if) is left as stated.
pub(crate) fn fill(slots: &mut Slots) {
    let source = derived_source(slots);
    let today = slots.today;
    for (path, derive) in DERIVATIONS {
        let Some((kind, attribute)) = schema().path(path) else { continue };
        if slots.count(kind) == 0 {
            continue;
        }
        let mut column = derive(slots);
        column.seen.fill(today);
        column.source.fill(source);
        let stated = &slots.kinds[usize::from(kind.0)].columns[usize::from(attribute.0)];
        if stated.state.contains(&State::Value) {
            overlay(&mut column, stated);
        }
        slots.kinds[usize::from(kind.0)].columns[usize::from(attribute.0)] = column;
    }
}

/// Puts stated values over derived ones, object by object.
fn overlay(derived: &mut Column, stated: &Column) {
    for at in 0..stated.state.len() {
        if stated.state[at] != State::Value {
            continue;
        }
        derived.state[at] = State::Value;
        derived.seen[at] = stated.seen[at];
        derived.source[at] = stated.source[at];
        derived.hindered.remove(&u32::try_from(at).unwrap_or(u32::MAX));
        derived.low[at] = stated.low[at];
        if let Some(high) = &mut derived.high {
            high[at] = stated.low[at];
        }
        if let Some(open) = &mut derived.open {
            open[at] = 0;
        }
        if !stated.length.is_empty() {
            let items = stated.list(u32::try_from(at).unwrap_or(u32::MAX)).items.to_vec();
            derived.low[at] = i64::try_from(derived.items.len()).unwrap_or(i64::MAX);
            derived.length[at] = u32::try_from(items.len()).unwrap_or(u32::MAX);
            derived.items.extend(items);
        }
    }
}

/// The ids behind `kind.attribute`, which the schema's own tests know to exist.
fn ids(path: &str) -> (KindId, AttrId) {
    schema().path(path).unwrap_or_else(|| unreachable!("{path} is in the schema: a test holds DERIVATIONS against it"))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use kernel::Day;

    use super::*;
    use crate::estate::{Estate, Observation, Rank};
    use crate::slots::Cell;
    use crate::value::Value;

    /// A small town: `kind key attribute=value ..`, one object a line; `?` leaves a fact out, `-` says there is none.
    pub(crate) fn town(lines: &str) -> Slots {
        let mut estate = Estate::default();
        let source = estate.source("test", "test", Rank::Register);
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            let kind = schema().kind(words.next().expect("kind")).expect(line);
            let object = estate.object(kind, words.next().expect("key"));
            for word in words {
                let (name, text) = word.split_once('=').expect(word);
                let attribute = schema().attribute_id(kind, name).expect(word);
                let value = match (schema().attribute(kind, attribute).value, text) {
                    (_, "-") => Value::None,
                    (ValueType::Bool, _) => Value::Bool(text == "yes"),
                    (ValueType::Int, _) => Value::Int(text.parse().expect(word)),
                    (ValueType::Money, _) => Value::Money(kernel::Kroner::parse(text).expect(word)),
                    (ValueType::Day, _) => Value::Day(Day::parse(text).expect(word)),
                    (t, _) if t.is_list() => Value::list(text.split('|')),
                    _ => Value::text(text),
                };
                let seen_at = Day::from_days(20_000);
                estate.observe(kind, attribute, Observation { object, source, seen_at, value, given: None });
            }
        }
        estate.slots(Day::new(2026, 11, 23).expect("a day"))
    }

    use crate::schema::ValueType;

    /// The range of a derived number, or none when nothing is known, and the facts that would narrow it.
    pub(crate) fn number(slots: &Slots, path: &str, key: &str) -> (Option<(i64, i64)>, BTreeSet<String>) {
        let (kind, attribute) = ids(path);
        let object = u32::try_from(slots.keys(kind).iter().position(|k| &**k == key).expect(key)).expect("few");
        let column = slots.column(kind, attribute);
        let range = match slots.cell(kind, object, attribute) {
            Cell::Number(low, high) => Some((low, high)),
            Cell::Bool(yes) => Some((i64::from(yes), i64::from(yes))),
            _ => None,
        };
        (range, blame(slots, column, object))
    }

    /// The facts that would narrow a derived fact, as `kind:key.attribute`.
    pub(crate) fn blame(slots: &Slots, column: &Column, object: u32) -> BTreeSet<String> {
        let hindered = column.hindered.get(&object).map_or(&[][..], |facts| facts);
        hindered
            .iter()
            .map(|fact| {
                let named = slots.named(*fact);
                let crate::schema::Field::Attribute(attribute) = named.field else { panic!("an attribute") };
                let def = schema().def(named.kind);
                let key = &slots.keys(named.kind)[named.object as usize];
                format!("{}:{key}.{}", def.name, def.attributes[usize::from(attribute.0)].name)
            })
            .collect()
    }

    #[test]
    fn every_derived_attribute_of_the_schema_has_one_derivation() {
        let derived: BTreeSet<String> = schema()
            .kinds()
            .flat_map(|kind| {
                let def = schema().def(kind);
                def.attributes.iter().filter(|a| a.is_derived()).map(move |a| format!("{}.{}", def.name, a.name))
            })
            .collect();
        let computed: BTreeSet<String> = DERIVATIONS.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(derived, computed);
        assert_eq!(computed.len(), DERIVATIONS.len());
    }

    #[test]
    fn a_stated_value_stands_over_a_derived_one() {
        let slots = town("category PC generations_in_use=9\n category TAB");
        assert_eq!(number(&slots, "category.generations_in_use", "PC").0, Some((9, 9)));
    }
}
