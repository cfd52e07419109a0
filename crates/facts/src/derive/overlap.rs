//! Which systems serve the same task: reuse before purchase (strategy §8), per KLE task.

use std::collections::BTreeSet;

use foldhash::HashMap;
use std::sync::Arc;

use crate::derive::ids;
use crate::derive::tally::is_one_of;
use crate::schema::Field;
use crate::slots::{Column, FactId, Slots, State};
use crate::symbols::Symbol;

/// The keys of other systems not yet retired that share a task with this one.
pub(super) fn overlapping_systems(slots: &Slots) -> Column {
    let (system, tasks_id) = ids("system.kle_tasks");
    let tasks = slots.column(system, tasks_id);
    let alive = is_one_of(slots, ids("system.status"), &["pilot", "phasing_in", "in_operation", "phasing_out"]);
    let mut by_task: HashMap<Symbol, Vec<u32>> = HashMap::default();
    let mut doubtful_by_task: HashMap<Symbol, Vec<(u32, FactId)>> = HashMap::default();
    let mut without_tasks: Vec<(u32, FactId)> = Vec::new();
    for other in 0..slots.count(system) {
        let life = alive(other);
        if life == Ok(false) || tasks.state[other as usize] == State::None {
            continue;
        }
        if tasks.state[other as usize] != State::Value {
            without_tasks.push((other, slots.fact(system, other, Field::Attribute(tasks_id))));
            continue;
        }
        for task in tasks.list(other).items {
            match life {
                Ok(_) => by_task.entry(*task).or_default().push(other),
                Err(fact) => doubtful_by_task.entry(*task).or_default().push((other, fact)),
            }
        }
    }
    let mut column = Column::missing(slots.keys(system).len());
    column.length = vec![0; slots.keys(system).len()];
    let mut open = vec![0_u32; slots.keys(system).len()];
    for object in 0..slots.count(system) {
        let at = object as usize;
        let own_fact = slots.fact(system, object, Field::Attribute(tasks_id));
        match tasks.state[at] {
            State::Missing | State::Expired => {
                column.hindered.insert(object, Arc::from([own_fact]));
                continue;
            }
            State::None | State::Value => column.state[at] = State::Value,
        }
        let own = if tasks.state[at] == State::Value { tasks.list(object).items } else { &[] };
        let sure: BTreeSet<u32> = own.iter().filter_map(|t| by_task.get(t)).flatten().copied().collect();
        let mut doubtful: BTreeSet<(u32, FactId)> =
            own.iter().filter_map(|task| doubtful_by_task.get(task)).flatten().copied().collect();
        if !own.is_empty() {
            doubtful.extend(without_tasks.iter().copied());
        }
        doubtful.retain(|(other, _)| *other != object && !sure.contains(other));
        column.low[at] = i64::try_from(column.items.len()).unwrap_or(i64::MAX);
        for other in sure.into_iter().filter(|other| *other != object) {
            column.items.push(slots.key_symbols(system)[other as usize]);
            column.length[at] += 1;
        }
        open[at] = u32::try_from(doubtful.len()).unwrap_or(u32::MAX);
        if !doubtful.is_empty() {
            column.hindered.insert(object, doubtful.into_iter().map(|(_, fact)| fact).collect());
        }
    }
    column.open = Some(open);
    column
}

#[cfg(test)]
mod tests {
    use crate::derive::ids;
    use crate::derive::tests::{blame, town};
    use crate::slots::Slots;

    fn overlap(slots: &Slots, key: &str) -> (Vec<String>, u32, Vec<String>) {
        let (system, attribute) = ids("system.overlapping_systems");
        let object = u32::try_from(slots.keys(system).iter().position(|k| &**k == key).expect(key)).expect("few");
        let column = slots.column(system, attribute);
        let list = column.list(object);
        let keys = list.items.iter().map(|symbol| slots.symbols().text(*symbol).to_owned()).collect();
        (keys, list.open, blame(slots, column, object).into_iter().collect())
    }

    #[test]
    fn systems_on_the_same_task_overlap_and_retired_ones_do_not() {
        let slots = town(
            "system A status=in_operation kle_tasks=11.11.11|22.22.22\n system B status=pilot kle_tasks=22.22.22\n system C status=retired kle_tasks=11.11.11\n system D status=in_operation kle_tasks=33.33.33",
        );
        assert_eq!(overlap(&slots, "A"), (vec!["B".to_owned()], 0, vec![]));
        assert_eq!(overlap(&slots, "D"), (vec![], 0, vec![]));
    }

    #[test]
    fn a_system_whose_tasks_nobody_knows_may_overlap_with_any() {
        let slots = town("system A status=in_operation kle_tasks=11.11.11\n system B status=in_operation");
        assert_eq!(overlap(&slots, "A"), (vec![], 1, vec!["system:B.kle_tasks".to_owned()]));
        assert_eq!(overlap(&slots, "B").2, ["system:B.kle_tasks"]);
    }
}
