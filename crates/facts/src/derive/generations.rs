//! Generations of equipment in operation (strategy §9: at most five at a time, the lowest replaced).
//!
//! Counting rule: a generation is the model's standard year; a category has as many as its devices in operation have
//! different years. A year after today's is not in operation yet and does not count. A device of unknown model can add
//! at most one generation, and never one outside the years that are possible.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::derive::ids;
use crate::derive::tally::{follow, is_one_of, number};
use crate::slots::{Column, FactId, Slots, State};

/// Equipment older than this many years does not occur; it bounds what an unknown device can add.
const OLDEST_YEARS: i64 = 30;

/// What is known about one category.
#[derive(Clone, Default)]
struct Years {
    /// Generations certainly in operation.
    sure: BTreeSet<i64>,
    /// Devices that may add a generation: which one if known, and the fact that would tell.
    doubts: Vec<(Option<i64>, FactId)>,
}

fn years_by_category(slots: &Slots) -> Vec<Years> {
    let (category, _) = ids("category.name");
    let (device, _) = ids("device.status");
    let in_operation = is_one_of(slots, ids("device.status"), &["in_operation"]);
    let mut years = vec![Years::default(); slots.keys(category).len()];
    for object in 0..slots.count(device) {
        let Ok(Some(place)) = follow(slots, ids("device.category"), object) else { continue };
        let years = &mut years[place as usize];
        match (in_operation(object), generation(slots, object)) {
            (Ok(false), _) | (_, Ok(None)) => {}
            (Ok(true), Ok(Some(year))) if year <= this_year(slots) => {
                years.sure.insert(year);
            }
            (Err(fact), Ok(Some(year))) if year <= this_year(slots) => years.doubts.push((Some(year), fact)),
            (_, Ok(Some(_))) => {}
            (_, Err(fact)) => years.doubts.push((None, fact)),
        }
    }
    for years in &mut years {
        let sure = &years.sure;
        years.doubts.retain(|(year, _)| year.is_none_or(|year| !sure.contains(&year)));
    }
    years
}

/// A device's generation, none when its model has none, or the fact that would tell.
fn generation(slots: &Slots, device: u32) -> Result<Option<i64>, FactId> {
    match follow(slots, ids("device.model"), device)? {
        Some(model) => number(slots, ids("model.generation"), model),
        None => Ok(None),
    }
}

fn this_year(slots: &Slots) -> i64 {
    i64::from(slots.today().year())
}

/// How many of the years from `first` to today the doubtful devices may add to those known.
fn may_add(years: &Years, first: i64, last: i64) -> i64 {
    let known = i64::try_from(years.sure.range(first..).count()).unwrap_or(i64::MAX);
    let possible = (last - first + 1).max(0) - known;
    let doubts = years.doubts.iter().filter(|(year, _)| year.is_none_or(|year| year >= first)).count();
    possible.clamp(0, i64::try_from(doubts).unwrap_or(i64::MAX))
}

/// Different generations in operation in the category.
pub(super) fn generations_in_use(slots: &Slots) -> Column {
    let all = years_by_category(slots);
    let mut column = Column::missing(all.len());
    column.state.fill(State::Value);
    let mut high = vec![0; all.len()];
    for (at, years) in all.iter().enumerate() {
        column.low[at] = i64::try_from(years.sure.len()).unwrap_or(i64::MAX);
        let first = this_year(slots) - OLDEST_YEARS;
        high[at] = column.low[at] + may_add(years, first, this_year(slots));
        if !years.doubts.is_empty() {
            let blame: Arc<[FactId]> = years.doubts.iter().map(|(_, fact)| *fact).collect();
            column.hindered.insert(u32::try_from(at).unwrap_or(u32::MAX), blame);
        }
    }
    column.high = Some(high);
    column
}

/// Generations in operation in the device's category that are newer than its own.
pub(super) fn newer_generations(slots: &Slots) -> Column {
    let all = years_by_category(slots);
    let blames: Vec<Arc<[FactId]>> =
        all.iter().map(|years| years.doubts.iter().map(|(_, fact)| *fact).collect()).collect();
    let (device, category) = ids("device.category");
    let mut column = Column::missing(slots.keys(device).len());
    let mut high = vec![0; column.state.len()];
    for object in 0..slots.count(device) {
        let at = object as usize;
        let place = match follow(slots, (device, category), object) {
            Ok(Some(place)) => place as usize,
            Ok(None) => continue,
            Err(fact) => {
                column.hindered.insert(object, Arc::from([fact]));
                continue;
            }
        };
        match generation(slots, object) {
            Ok(Some(own)) => {
                let years = &all[place];
                column.state[at] = State::Value;
                column.low[at] = i64::try_from(years.sure.range(own + 1..).count()).unwrap_or(i64::MAX);
                high[at] = column.low[at] + may_add(years, own + 1, this_year(slots));
                if high[at] > column.low[at] {
                    column.hindered.insert(object, Arc::clone(&blames[place]));
                }
            }
            Ok(None) => column.state[at] = State::None,
            Err(fact) => {
                column.hindered.insert(object, Arc::from([fact]));
            }
        }
    }
    column.high = Some(high);
    column
}

#[cfg(test)]
mod tests {
    use crate::derive::tests::{number, town};

    const MODELS: &str = "category C\n model M22 generation=2022\n model M24 generation=2024\n model M25 generation=2025\n model M28 generation=2028\n";

    fn in_use(devices: &str) -> (Option<(i64, i64)>, usize) {
        let slots = town(&format!("{MODELS}{devices}"));
        let (range, blame) = number(&slots, "category.generations_in_use", "C");
        (range, blame.len())
    }

    #[test]
    fn generations_are_years_in_operation() {
        let devices = "device 1 category=C model=M22 status=in_operation\n device 2 category=C model=M22 status=in_operation\n device 3 category=C model=M24 status=in_operation\n device 4 category=C model=M25 status=disposed\n device 5 category=C model=M28 status=in_operation";
        assert_eq!(in_use(devices), (Some((2, 2)), 0));
    }

    #[test]
    fn an_unknown_model_may_add_one() {
        let devices = "device 1 category=C model=M22 status=in_operation\n device 2 category=C status=in_operation\n device 3 category=C model=M22";
        assert_eq!(in_use(devices), (Some((1, 2)), 1));
    }

    #[test]
    fn the_years_that_are_left_bound_what_an_unknown_device_can_add() {
        let slots = town(&format!(
            "{MODELS} device 1 category=C model=M25 status=in_operation\n device 2 category=C status=in_operation\n device 3 category=C status=in_operation\n device 4 category=C model=M24 status=in_operation"
        ));
        assert_eq!(number(&slots, "device.newer_generations", "1").0, Some((0, 1)));
        assert_eq!(number(&slots, "device.newer_generations", "4").0, Some((1, 2)));
        assert_eq!(number(&slots, "device.newer_generations", "2").0, None);
    }
}
