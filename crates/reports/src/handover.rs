//! The hand-over list: people who have left and what still names them, with those who could take it over (strategy §3:
//! responsibility lies with people who are there). Tasks and the steps of plans follow the owner of what they are about; a step with a person of its own stays with that person.
//!
//! Whoever is not known to have left is not on it: an unknown last day is no accusation.

use std::collections::{BTreeMap, BTreeSet};

use facts::{AttrId, Cell, KindId, NOWHERE, Slots, State, ValueType, schema};
use kernel::Day;

/// A unit that lies in itself, by a mistake in a register, must not keep us climbing.
const HIGHEST: usize = 32;
/// Who a course was given to is history, and a device follows its user out by itself.
const NOT_HANDED_OVER: [&str; 2] = ["assignment", "device"];

/// Somebody who left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// The person's key.
    pub key: String,
    /// The place among the people; none when the registers no longer know them.
    pub person: Option<u32>,
    /// The day they left; none when nobody says.
    pub left_on: Option<Day>,
    /// The unit they were in, as place among the units.
    pub unit: Option<u32>,
    /// Who could take over, the nearest first.
    pub successors: Vec<Successor>,
    /// What names them, by kind and object.
    pub holds: Vec<Held>,
}

/// Somebody who could take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The place among the people.
    pub person: u32,
    /// The unit they lead or stand in for the leader of.
    pub unit: u32,
    /// Whether they lead it, or stand in.
    pub as_: Post,
}

/// What makes somebody one to take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// They lead the unit.
    Leader,
    /// They stand in for its leader.
    Substitute,
}

/// A fact that names somebody who left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// The object's kind.
    pub kind: KindId,
    /// The object.
    pub object: u32,
    /// The attribute.
    pub attribute: AttrId,
}

/// The schema's places that the list is made of.
struct Places {
    person: KindId,
    left_on: AttrId,
    person_unit: AttrId,
    unit: KindId,
    parent: AttrId,
    leader: AttrId,
    substitute: AttrId,
}

impl Places {
    fn of_schema() -> Option<Self> {
        let (person, unit) = (schema().kind("person")?, schema().kind("unit")?);
        let of_unit = |name| schema().attribute_id(unit, name);
        Some(Self {
            person,
            left_on: schema().attribute_id(person, "left_on")?,
            person_unit: schema().attribute_id(person, "unit")?,
            unit,
            parent: of_unit("parent")?,
            leader: of_unit("leader")?,
            substitute: of_unit("substitute")?,
        })
    }
}

/// Everybody who has left: those who hold nothing too, since they may have an account. The last to leave first.
pub fn leavers(slots: &Slots) -> Vec<Leaver> {
    let Some(places) = Places::of_schema() else { return Vec::new() };
    let mut leavers: BTreeMap<String, Leaver> = BTreeMap::new();
    for person in 0..slots.count(places.person) {
        if let Some(left_on) = left(slots, &places, person) {
            let key = slots.keys(places.person)[person as usize].to_string();
            let unit = target(slots, (places.person, places.person_unit), person);
            let successors = successors(slots, &places, unit);
            let person = Some(person);
            leavers.insert(
                key.clone(),
                Leaver { key, person, left_on: Some(left_on), unit, successors, holds: Vec::new() },
            );
        }
    }
    for held in references(slots, &places) {
        for key in named(slots, &places, held, &leavers) {
            let unknown = || Leaver {
                key: key.clone(),
                person: None,
                left_on: None,
                unit: None,
                successors: Vec::new(),
                holds: Vec::new(),
            };
            leavers.entry(key.clone()).or_insert_with(unknown).holds.push(held);
        }
    }
    let mut leavers: Vec<Leaver> = leavers.into_values().collect();
    leavers.sort_by_key(|leaver| std::cmp::Reverse(leaver.left_on));
    leavers
}

/// The day somebody left, when it is today or past.
fn left(slots: &Slots, places: &Places, person: u32) -> Option<Day> {
    match slots.cell(places.person, person, places.left_on) {
        Cell::Number(day, _) => i32::try_from(day).ok().map(Day::from_days).filter(|day| *day <= slots.today()),
        _ => None,
    }
}

fn target(slots: &Slots, (kind, attribute): (KindId, AttrId), object: u32) -> Option<u32> {
    let column = slots.column(kind, attribute);
    let target = *column.target.get(object as usize)?;
    (column.state[object as usize] == State::Value && target != NOWHERE).then_some(target)
}

/// Every fact of a person that could have to be handed over.
fn references(slots: &Slots, places: &Places) -> Vec<Held> {
    let mut all = Vec::new();
    for kind in schema().kinds().filter(|kind| *kind != places.person) {
        let def = schema().def(kind);
        if NOT_HANDED_OVER.contains(&def.name) {
            continue;
        }
        for (attribute, place) in def.attributes.iter().zip(0_u8..) {
            if matches!(attribute.value, ValueType::Ref("person") | ValueType::RefList("person")) {
                let there = (0..slots.count(kind)).filter(|object| !is_over(slots, kind, *object));
                all.extend(there.map(|object| Held { kind, object, attribute: AttrId(place) }));
            }
        }
    }
    all
}

/// Whether an object is over, so that nobody needs to answer for it: retired, or closed.
fn is_over(slots: &Slots, kind: KindId, object: u32) -> bool {
    let cell = |name| schema().attribute_id(kind, name).map(|attribute| slots.cell(kind, object, attribute));
    let retired = matches!(cell("status"), Some(Cell::Text(word)) if slots.symbols().text(word) == "retired");
    let closed = matches!(cell("closed_on"), Some(Cell::Number(day, _)) if day <= i64::from(slots.today().days()));
    retired || closed
}

/// The keys of those who left, of those whom a fact names; and of those whom the registers do not know.
fn named(slots: &Slots, places: &Places, held: Held, leavers: &BTreeMap<String, Leaver>) -> BTreeSet<String> {
    let symbols = match slots.cell(held.kind, held.object, held.attribute) {
        Cell::Text(symbol) => vec![symbol],
        Cell::List(symbols, _) => symbols,
        _ => Vec::new(),
    };
    let keys = symbols.into_iter().map(|symbol| slots.symbols().text(symbol).to_owned());
    let gone = |key: &String| slots.is_delivered(places.person) && slots.find(places.person, key).is_none();
    keys.filter(|key| leavers.get(key).is_some_and(|leaver| leaver.person.is_some()) || gone(key)).collect()
}

/// The leader of a unit and who stands in; when both have left, those of the unit above.
fn successors(slots: &Slots, places: &Places, unit: Option<u32>) -> Vec<Successor> {
    let mut at = unit;
    for _ in 0..HIGHEST {
        let Some(unit) = at else { break };
        let posts = [(Post::Leader, places.leader), (Post::Substitute, places.substitute)];
        let mut found: Vec<Successor> = Vec::new();
        for (as_, attribute) in posts {
            let person = target(slots, (places.unit, attribute), unit);
            let there = person.filter(|person| left(slots, places, *person).is_none());
            if let Some(person) = there.filter(|person| found.iter().all(|one| one.person != *person)) {
                found.push(Successor { person, unit, as_ });
            }
        }
        if !found.is_empty() {
            return found;
        }
        at = target(slots, (places.unit, places.parent), unit);
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
