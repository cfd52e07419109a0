//! A few units, people and systems, and who of them is on the hand-over list.

use std::sync::Arc;

use facts::{Estate, Observation, Rank, Value};

use super::*;

/// A town of lines: `kind key attribute=value ..`; `-` is none.
fn town(lines: &[&str]) -> Slots {
    let day = |written: &str| Day::parse(written).expect("a day");
    let mut estate = Estate::default();
    let source = estate.source("Eksempel", "organisation", Rank::Register);
    for line in lines {
        let mut words = line.split(' ');
        let kind = schema().kind(words.next().expect("a kind")).expect("a kind of the schema");
        estate.deliver(kind);
        let Some(key) = words.next() else { continue };
        let object = estate.object(kind, &Arc::from(key));
        for word in words {
            let (name, written) = word.split_once('=').expect("attribute=value");
            let id = schema().attribute_id(kind, name).expect("an attribute");
            let value = match schema().attribute(kind, id).value {
                _ if written == "-" => Value::None,
                ValueType::Day => Value::Day(day(written)),
                _ => Value::text(written),
            };
            estate.observe(kind, id, Observation { object, source, seen_at: day("2026-11-01"), value, given: None });
        }
    }
    estate.slots(day("2026-11-25"))
}

/// Each leaver as `key: what they hold -> who could take over`.
fn told(slots: &Slots) -> Vec<String> {
    let people = schema().kind("person").expect("a kind");
    let held = |held: &Held| {
        let key = &slots.keys(held.kind)[held.object as usize];
        format!("{key}.{}", schema().attribute(held.kind, held.attribute).name)
    };
    let next = |next: &Successor| format!("{} {:?}", slots.keys(people)[next.person as usize], next.as_);
    let line = |leaver: &Leaver| {
        let holds = leaver.holds.iter().map(held).collect::<Vec<_>>().join(", ");
        let to = leaver.successors.iter().map(next).collect::<Vec<_>>().join(", ");
        format!("{}: {holds} -> {to}", leaver.key)
    };
    leavers(slots).iter().map(line).collect()
}

#[test]
fn what_somebody_who_left_answers_for_goes_to_the_units_leader_or_substitute() {
    let slots = town(&[
        "unit U1 leader=P1 substitute=P2",
        "person P1 left_on=-",
        "person P2 left_on=-",
        "person P3 unit=U1 left_on=2026-10-31",
        "person P4 unit=U1 left_on=2026-11-25",
        "system S1 owner=P3 manager=P1",
        "contract K1 responsible=P3",
        "process B1 owner=P4",
    ]);
    assert_eq!(
        told(&slots),
        ["P4: B1.owner -> P1 Leader, P2 Substitute", "P3: K1.responsible, S1.owner -> P1 Leader, P2 Substitute"]
    );
}

#[test]
fn whoever_leaves_later_or_is_not_known_to_have_left_is_not_on_the_list() {
    let slots = town(&[
        "person P1 left_on=2026-11-26",
        "person P2",
        "person P3 left_on=-",
        "system S1 owner=P1",
        "system S2 owner=P2",
        "system S3 owner=P3",
        "system S4",
    ]);
    assert_eq!(told(&slots), Vec::<String>::new());
}

#[test]
fn a_leader_who_left_too_is_passed_over_for_the_unit_above() {
    let slots = town(&[
        "unit U1 leader=P1",
        "unit U2 parent=U1 leader=P2 substitute=P3",
        "person P1 left_on=-",
        "person P2 unit=U2 left_on=2026-09-30",
        "person P3 left_on=2026-08-31",
        "system S1 owner=P2",
    ]);
    assert_eq!(told(&slots)[0], "P2: U2.leader, S1.owner -> P1 Leader");
}

#[test]
fn units_in_a_ring_without_leaders_have_nobody_to_take_over() {
    let slots =
        town(&["unit U1 parent=U2", "unit U2 parent=U1", "person P1 unit=U1 left_on=2026-09-30", "system S1 owner=P1"]);
    assert_eq!(told(&slots), ["P1: S1.owner -> "]);
}

#[test]
fn somebody_the_registers_do_not_know_is_told_when_the_people_are_known_at_all() {
    assert_eq!(told(&town(&["person P1 left_on=-", "system S1 owner=P9"])), ["P9: S1.owner -> "]);
    assert_eq!(told(&town(&["person", "system S1 owner=P9"])), ["P9: S1.owner -> "]);
    assert_eq!(told(&town(&["system S1 owner=P9"])), Vec::<String>::new());
}

#[test]
fn what_is_retired_or_closed_needs_nobody_and_courses_and_devices_are_no_responsibility() {
    let slots = town(&[
        "person P1 left_on=2026-09-30",
        "system S1 owner=P1 status=retired",
        "unit U1 leader=P1 closed_on=2026-11-25",
        "unit U2 leader=P1 closed_on=2026-11-26",
        "device D1 user=P1",
        "assignment A1 person=P1",
    ]);
    assert_eq!(told(&slots), ["P1: U2.leader -> "]);
}
