//! Which org unit an object belongs to, and which units lie under which: a role on a unit counts for its subtree.

use std::collections::VecDeque;
use std::sync::LazyLock;

use facts::{AttrId, KindId, NOWHERE, State, ValueType, schema};

use crate::Snapshot;

/// A unit that lies in itself, by a mistake in a register, must not keep us climbing.
const HIGHEST: usize = 32;

type Step = (KindId, AttrId);

/// From each kind, the references that lead to its unit; none when none do. The unit itself needs no step.
static PATHS: LazyLock<Vec<Option<Vec<Step>>>> =
    LazyLock::new(|| schema().kinds().map(|kind| schema().kind("unit").and_then(|unit| path(kind, unit))).collect());

/// The shortest way over single references; never over a supplier or a contract, whose other ends lie anywhere, and over
/// a person only as the last resort.
fn path(from: KindId, unit: KindId) -> Option<Vec<Step>> {
    if from == unit {
        return Some(Vec::new());
    }
    ["supplier contract person shared_component", "supplier contract shared_component"]
        .iter()
        .find_map(|barred| search(from, unit, barred))
}

fn search(from: KindId, unit: KindId, barred: &str) -> Option<Vec<Step>> {
    let mut queue = VecDeque::from([(from, Vec::new())]);
    let mut met = vec![from];
    while let Some((kind, steps)) = queue.pop_front() {
        for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
            let ValueType::Ref(target) = attribute.value else { continue };
            let (Some(next), Ok(place)) = (schema().kind(target), u8::try_from(place)) else { continue };
            let mut longer = steps.clone();
            longer.push((kind, AttrId(place)));
            if next == unit {
                return Some(longer);
            }
            if !barred.split(' ').any(|name| name == target) && !met.contains(&next) {
                met.push(next);
                queue.push_back((next, longer));
            }
        }
    }
    None
}

/// The names on a kind's way to its unit.
pub(crate) fn path_names(kind: KindId) -> Vec<&'static str> {
    let steps = PATHS[usize::from(kind.0)].iter().flatten();
    steps.map(|(kind, attribute)| schema().attribute(*kind, *attribute).name).collect()
}

/// The unit an object belongs to, as place among the units.
pub fn unit_of(snapshot: &Snapshot, (kind, object): (KindId, u32)) -> Option<u32> {
    let steps = PATHS[usize::from(kind.0)].as_ref()?;
    steps.iter().try_fold(object, |at, (kind, attribute)| follow(snapshot, (*kind, *attribute), at))
}

fn follow(snapshot: &Snapshot, (kind, attribute): Step, at: u32) -> Option<u32> {
    let column = snapshot.slots.column(kind, attribute);
    let target = *column.target.get(at as usize)?;
    (column.state[at as usize] == State::Value && target != NOWHERE).then_some(target)
}

/// A unit and those above it, the highest last.
fn chain(snapshot: &Snapshot, object: (KindId, u32)) -> Vec<u32> {
    let Some(units) = schema().kind("unit") else { return Vec::new() };
    let Some(parent) = schema().attribute_id(units, "parent") else { return Vec::new() };
    let above = |at: &u32| follow(snapshot, (units, parent), *at);
    std::iter::successors(unit_of(snapshot, object), above).take(HIGHEST).collect()
}

/// Whether two objects belong to one business area: one of the parts right under the municipality, with all that lies under it. Who
/// sits above an object is of its area too.
pub(crate) fn share_area(snapshot: &Snapshot, one: (KindId, u32), other: (KindId, u32)) -> bool {
    let (one, other) = (chain(snapshot, one), chain(snapshot, other));
    // The highest unit is the municipality itself when anything lies under it.
    let area = other.len().checked_sub(2).and_then(|place| other.get(place)).or(other.first());
    one.first().is_some_and(|unit| other.contains(unit)) || area.is_some_and(|area| one.contains(area))
}

/// Whether a role on that unit counts for an object. The empty unit is the whole municipality.
pub fn covers(snapshot: &Snapshot, unit: &str, object: (KindId, u32)) -> bool {
    if unit.is_empty() {
        return true;
    }
    let Some(units) = schema().kind("unit") else { return false };
    let Some(parent) = schema().attribute_id(units, "parent") else { return false };
    let (Some(held), Some(mut at)) = (snapshot.slots.find(units, unit), unit_of(snapshot, object)) else {
        return false;
    };
    for _ in 0..HIGHEST {
        if at == held {
            return true;
        }
        match follow(snapshot, (units, parent), at) {
            Some(above) => at = above,
            None => return false,
        }
    }
    false
}
