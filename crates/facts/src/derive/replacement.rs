//! What a unit needs for replacing equipment next year by IT's lifetimes (strategy §9: units budget for it).

use crate::derive::ids;
use crate::derive::tally::{Tally, follow, is_one_of, number};
use crate::slots::{Column, FactId, Slots};
use kernel::Day;

/// The price of replacing the unit's devices in operation whose lifetime ends before the end of next year, in øre.
pub(super) fn need(slots: &Slots) -> Column {
    let (unit, _) = ids("unit.name");
    let (device, _) = ids("device.unit");
    let in_operation = is_one_of(slots, ids("device.status"), &["in_operation"]);
    let mut tally = Tally::of(slots, unit);
    for object in 0..slots.count(device) {
        let (price, doubt) = match due_price(slots, &in_operation, object) {
            Due::No => continue,
            Due::Yes(price) => (price, None),
            Due::Perhaps(price, fact) => (price, Some(fact)),
        };
        match (follow(slots, ids("device.unit"), object), doubt) {
            (Ok(None), _) => {}
            (Ok(Some(place)), None) => tally.add(place, price),
            (Ok(Some(place)), Some(fact)) => tally.perhaps(place, price, fact),
            (Err(fact), _) => tally.somewhere(price, fact),
        }
    }
    tally.column()
}

enum Due {
    No,
    Yes(i64),
    Perhaps(i64, FactId),
}

/// A price nobody has stated bounds nothing: this much, ten million kroner in øre, is more than any device costs.
const UNKNOWN_PRICE: i64 = 1_000_000_000;

fn due_price(slots: &Slots, in_operation: &impl Fn(u32) -> Result<bool, FactId>, device: u32) -> Due {
    let operating = in_operation(device);
    if operating == Ok(false) {
        return Due::No;
    }
    let Ok(Some(category)) = follow(slots, ids("device.category"), device) else { return Due::No };
    let due = due_by_age(slots, device, category);
    if due == Ok(false) {
        return Due::No;
    }
    let price = number(slots, ids("category.replacement_price"), category);
    let amount = match price {
        Ok(Some(amount)) => amount,
        Ok(None) => return Due::No,
        Err(_) => UNKNOWN_PRICE,
    };
    match operating.err().or(due.err()).or(price.err()) {
        Some(fact) => Due::Perhaps(amount, fact),
        None => Due::Yes(amount),
    }
}

fn due_by_age(slots: &Slots, device: u32, category: u32) -> Result<bool, FactId> {
    let end_of_next_year = Day::new(slots.today().year() + 1, 12, 31).unwrap_or(slots.today());
    let lifetime = number(slots, ids("category.lifetime_months"), category)?;
    let bought = number(slots, ids("device.bought_on"), device)?;
    let (Some(months), Some(bought)) = (lifetime, bought) else { return Ok(false) };
    let bought = Day::from_days(i32::try_from(bought).unwrap_or(i32::MAX));
    Ok(bought.plus_months(i32::try_from(months).unwrap_or(i32::MAX)) <= end_of_next_year)
}

#[cfg(test)]
mod tests {
    use crate::derive::tests::{number, town};

    const TOWN: &str = "unit U\n unit V\n category C lifetime_months=48 replacement_price=5000\n";

    fn need(devices: &str) -> (Option<(i64, i64)>, usize) {
        let slots = town(&format!("{TOWN}{devices}"));
        let (range, blame) = number(&slots, "unit.replacement_need", "U");
        (range, blame.len())
    }

    #[test]
    fn what_is_past_its_lifetime_by_the_end_of_next_year_is_needed() {
        let devices = "device 1 category=C unit=U status=in_operation bought_on=2023-12-31\n device 2 category=C unit=U status=in_operation bought_on=2024-01-01\n device 3 category=C unit=V status=in_operation bought_on=2020-01-01\n device 4 category=C unit=U status=disposed bought_on=2020-01-01";
        assert_eq!(need(devices), (Some((500_000, 500_000)), 0));
    }

    #[test]
    fn a_device_of_unknown_age_or_unit_widens_the_need() {
        let devices = "device 1 category=C unit=U status=in_operation\n device 2 category=C status=in_operation bought_on=2020-01-01\n device 3 category=C status=in_operation bought_on=2026-01-01";
        assert_eq!(need(devices), (Some((0, 1_000_000)), 2));
    }
}
