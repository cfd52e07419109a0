//! How many other systems a system is coupled to: what may break if this changes (strategy §8).

use std::collections::BTreeSet;

use crate::derive::ids;
use crate::derive::tally::{Tally, holds};
use crate::slots::{Column, FactId, NOWHERE, Slots};

/// Distinct other systems at the other end of integrations in use.
pub(super) fn coupled_systems(slots: &Slots) -> Column {
    let (integration, from) = ids("integration.from");
    let (system, _) = ids("system.name");
    let (_, to) = ids("integration.to");
    let in_use = holds(slots, ids("integration.in_use"));
    let (from, to) = (slots.column(integration, from), slots.column(integration, to));
    let mut sure: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut perhaps: BTreeSet<(u32, u32, FactId)> = BTreeSet::new();
    for object in 0..slots.count(integration) {
        let (a, b) = (from.target[object as usize], to.target[object as usize]);
        if a == NOWHERE || b == NOWHERE || a == b {
            continue;
        }
        match in_use(object) {
            Ok(true) => sure.extend([(a, b), (b, a)]),
            Ok(false) => {}
            Err(fact) => perhaps.extend([(a, b, fact), (b, a, fact)]),
        }
    }
    let mut tally = Tally::of(slots, system);
    for (a, _) in &sure {
        tally.add(*a, 1);
    }
    let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (a, b, fact) in perhaps {
        if !sure.contains(&(a, b)) {
            // Two uncertain integrations to one system can add that system only once.
            tally.perhaps(a, i64::from(seen.insert((a, b))), fact);
        }
    }
    tally.column()
}

#[cfg(test)]
mod tests {
    use crate::derive::tests::{number, town};

    #[test]
    fn coupling_counts_systems_not_integrations_in_both_directions() {
        let slots = town(
            "system A\n system B\n system C\n integration 1 from=A to=B in_use=yes\n integration 2 from=B to=A in_use=yes\n integration 3 from=C to=A in_use=yes\n integration 4 from=A to=GONE in_use=yes",
        );
        assert_eq!(number(&slots, "system.coupled_systems", "A").0, Some((2, 2)));
        assert_eq!(number(&slots, "system.coupled_systems", "B").0, Some((1, 1)));
    }

    #[test]
    fn an_integration_nobody_knows_to_be_in_use_widens_the_range() {
        let slots = town("system A\n system B\n integration 1 from=A to=B\n integration 2 from=A to=B");
        let (range, blame) = number(&slots, "system.coupled_systems", "A");
        assert_eq!(range, Some((0, 1)));
        assert_eq!(blame.len(), 2);
    }
}
