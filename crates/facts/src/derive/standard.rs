//! Was the device's model a decided standard on the day it was bought (strategy §9)? The list is dated, so today's does not do.

use std::sync::Arc;

use crate::derive::ids;
use crate::derive::tally::{follow, number};
use crate::schema::Field;
use crate::slots::{Column, FactId, Slots, State};

/// Whether a standard model with the device's model was valid on the day of purchase.
pub(super) fn model_was_standard(slots: &Slots) -> Column {
    let (device, _) = ids("device.model");
    let listings = listings_by_model(slots);
    let mut column = Column::missing(slots.keys(device).len());
    for object in 0..slots.count(device) {
        let at = object as usize;
        match decide(slots, &listings, object) {
            Ok(Some(standard)) => {
                column.state[at] = State::Value;
                column.low[at] = i64::from(standard);
            }
            // Never bought, or of no model: there is nothing to say of it.
            Ok(None) => column.state[at] = State::None,
            Err(blame) => {
                column.hindered.insert(object, Arc::from(blame));
            }
        }
    }
    column
}

/// The places of the standard-model decisions, by model.
fn listings_by_model(slots: &Slots) -> Vec<Vec<u32>> {
    let (model, _) = ids("model.name");
    let (standard, _) = ids("standard_model.model");
    let mut by_model = vec![Vec::new(); slots.keys(model).len()];
    for listing in 0..slots.count(standard) {
        if let Ok(Some(model)) = follow(slots, ids("standard_model.model"), listing) {
            by_model[model as usize].push(listing);
        }
    }
    by_model
}

fn decide(slots: &Slots, listings: &[Vec<u32>], device: u32) -> Result<Option<bool>, Vec<FactId>> {
    let model = follow(slots, ids("device.model"), device);
    let bought = number(slots, ids("device.bought_on"), device);
    let (Ok(model), Ok(bought)) = (model, bought) else {
        return Err([model.err(), bought.err()].into_iter().flatten().collect());
    };
    let (Some(model), Some(bought)) = (model, bought) else { return Ok(None) };
    let (standard, valid_from) = ids("standard_model.valid_from");
    if !slots.is_delivered(standard) {
        return Err(vec![slots.fact(ids("device.model").0, device, Field::Attribute(ids("device.model").1))]);
    }
    let mut doubts = Vec::new();
    for listing in &listings[model as usize] {
        let from = number(slots, (standard, valid_from), *listing);
        let to = number(slots, ids("standard_model.valid_to"), *listing);
        let outside = matches!(from, Ok(Some(day)) if bought < day) || matches!(to, Ok(Some(day)) if bought > day);
        match (from, to) {
            _ if outside => {}
            (Err(fact), _) | (_, Err(fact)) => doubts.push(fact),
            (Ok(_), Ok(_)) => return Ok(Some(true)),
        }
    }
    if doubts.is_empty() { Ok(Some(false)) } else { Err(doubts) }
}

#[cfg(test)]
mod tests {
    use crate::derive::tests::{number, town};

    const LIST: &str = "category C\n model M category=C\n standard_model S slot=pc category=C model=M valid_from=2024-01-01 valid_to=2024-12-31\n";

    fn bought(facts: &str) -> (Option<(i64, i64)>, usize) {
        let slots = town(&format!("{LIST} device D category=C {facts}"));
        let (range, blame) = number(&slots, "device.model_was_standard", "D");
        (range, blame.len())
    }

    #[test]
    fn the_list_of_the_day_of_purchase_decides() {
        assert_eq!(bought("model=M bought_on=2024-05-01"), (Some((1, 1)), 0));
        assert_eq!(bought("model=M bought_on=2025-05-01"), (Some((0, 0)), 0));
    }

    #[test]
    fn without_model_or_day_nobody_knows() {
        assert_eq!(bought("bought_on=2024-05-01"), (None, 1));
        assert_eq!(bought("model=M"), (None, 1));
    }
}
