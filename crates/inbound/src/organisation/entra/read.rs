//! What Entra ID's rows say on a day. It knows accounts: an account that is closed is no person who left, and a guest is no
//! employee.

use std::collections::{HashMap, HashSet};

use kernel::Day;
use serde_json::Value;

use super::{ENTRA, EntraSettings, GROUPS, LEAVES, USERS};
use crate::organisation::rows::{Kept, day, items, kept, said, there_or_gone};
use crate::organisation::tree::{Keys, Person, Said, Unit, tell_people, tell_units};
use crate::telling::{Telling, Told};
use crate::{Mirror, MirrorRows};

/// Reads people, and units when the settings say so, of Entra ID's rows, as they stand on that day.
pub(super) fn read_entra(mirror: &Mirror, settings: &EntraSettings, seen_at: Day) -> Told {
    let mut telling = Telling::of(ENTRA, "organisation", seen_at);
    let (people, refused, guests) = people(mirror, settings);
    let keys = Keys::of(&people, settings.people.key);
    if settings.tell_units {
        let (units, refused) = units(mirror, settings);
        tell_units(&mut telling, GROUPS, units, &refused, &keys);
    }
    tell_people(&mut telling, USERS, people, &refused, &keys);
    if guests > 0 {
        telling.note(
            format!("{guests} gæster i Entra ID er ikke taget med: de er ikke ansatte."),
            format!("{guests} guests in Entra ID were left out: they are not employees."),
        );
    }
    let lacking: Vec<&str> =
        settings.groups.keys().filter(|id| mirror.row(GROUPS, id).is_none()).map(|id| &**id).collect();
    if !lacking.is_empty() {
        let named = lacking.join(", ");
        telling.note(
            format!("Grupper i indstillingerne findes ikke i Entra ID: {named}."),
            format!("Groups in the settings do not exist in Entra ID: {named}."),
        );
    }
    telling.done()
}

fn units(mirror: &Mirror, settings: &EntraSettings) -> (Vec<Unit>, Vec<String>) {
    let (mut units, mut refused) = (Vec::new(), Vec::new());
    for (id, group) in &settings.groups {
        let (row, gone) = match mirror.row(GROUPS, id).map(kept) {
            Some(Kept::There(row)) => (row, None),
            Some(Kept::Gone(row, since)) => (row, Some(since)),
            Some(Kept::Refused) => {
                refused.push(id.clone());
                continue;
            }
            None => continue,
        };
        units.push(Unit {
            id: group.unit.clone(),
            name: said(row, "displayName").map(str::to_owned),
            parent: Said::or_none(group.parent.clone()),
            closed_on: Said::or_none(gone),
            ..Unit::default()
        });
    }
    (units, refused)
}

fn people(mirror: &Mirror, settings: &EntraSettings) -> (Vec<Person>, Vec<String>, usize) {
    let units = units_of_members(mirror, settings);
    let rows = || mirror.rows(USERS).into_iter().flat_map(MirrorRows::values);
    let there = rows().filter_map(|row| if let Kept::There(row) = kept(row) { Some(row) } else { None });
    let managers: HashSet<&str> = there.filter_map(|row| said(row, "manager")).collect();
    let (mut people, mut refused, mut guests) = (Vec::new(), Vec::new(), 0);
    for (id, row) in mirror.rows(USERS).into_iter().flatten() {
        let Some((row, gone)) = there_or_gone(id, row, &mut refused) else { continue };
        if said(row, "userType") == Some("Guest") {
            guests += 1;
            continue;
        }
        let left = match (day(row.get(LEAVES)), gone) {
            (Some(leaves), Some(gone)) => Some(leaves.min(gone)),
            (leaves, gone) => leaves.or(gone),
        };
        let name = ["onPremisesSamAccountName", "userPrincipalName"].into_iter().find_map(|name| said(row, name));
        people.push(Person {
            id: id.clone(),
            name: said(row, "displayName").map(str::to_owned),
            unit: units.get(id.as_str()).copied().or_else(|| last_unit(row, settings)).map(str::to_owned),
            email: said(row, "mail").map(str::to_owned),
            user_name: name.map(str::to_owned),
            manager: Some(managers.contains(id.as_str())),
            it_account: if gone.is_some() { Some(false) } else { row.get("accountEnabled").and_then(Value::as_bool) },
            hired_on: day(row.get("employeeHireDate")),
            left_on: match left {
                Some(day) => Said::Is(day),
                // Without the right to see when people leave, an account that is there says nothing of it.
                None if settings.leave_dates => Said::None,
                None => Said::Silent,
            },
        });
    }
    (people, refused, guests)
}

/// The unit of somebody who is gone.
fn last_unit<'s>(row: &Value, settings: &'s EntraSettings) -> Option<&'s str> {
    items(row, "groups").filter_map(Value::as_str).find_map(|id| settings.groups.get(id)).map(|group| &*group.unit)
}

/// The unit each member belongs to: of several groups the smallest, which is the nearest.
fn units_of_members<'s>(mirror: &'s Mirror, settings: &'s EntraSettings) -> HashMap<&'s str, &'s str> {
    let mut groups: Vec<(usize, &Value, &str)> = Vec::new();
    for (id, group) in &settings.groups {
        if let Some(Kept::There(row) | Kept::Gone(row, _)) = mirror.row(GROUPS, id).map(kept) {
            groups.push((items(row, "members").count(), row, &group.unit));
        }
    }
    groups.sort_by_key(|(members, ..)| *members);
    let mut units = HashMap::new();
    for (_, row, unit) in groups {
        for member in items(row, "members").filter_map(Value::as_str) {
            units.entry(member).or_insert(unit);
        }
    }
    units
}
