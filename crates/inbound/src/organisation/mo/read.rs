//! What OS2mo's rows say on a day: of each row the validity that holds then, and of what is over, its last day.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::Day;
use serde_json::Value;

use super::{MO, MoSettings};
use crate::organisation::rows::{Kept, day, id_of, is_so, items, kept, said, there_or_gone};
use crate::organisation::tree::{Keys, Person, Said, Unit, refuse_row, tell_people, tell_units};
use crate::telling::{Telling, Told};
use crate::{Mirror, MirrorRows};

/// Reads units and people of OS2mo's rows, as they stand on that day.
pub(super) fn read_mo(mirror: &Mirror, settings: &MoSettings, seen_at: Day) -> Told {
    let mut telling = Telling::of(MO, "organisation", seen_at);
    let (mut units, refused_units) = units(mirror, seen_at);
    let own = lead(mirror, settings, &mut units, seen_at);
    let (mut people, refused_people) = people(mirror, settings, seen_at);
    for person in &mut people {
        person.manager = Some(own.contains(&person.id));
    }
    let keys = Keys::of(&people, settings.people.key);
    let units = units.into_values().collect();
    tell_units(&mut telling, "org_units", units, &refused_units, &keys);
    tell_people(&mut telling, "employees", people, &refused_people, &keys);
    if settings.account_system.is_some() && !account_system_is_there(mirror, settings) {
        telling.note(
            "Ingen konto i OS2mo hører til det it-system, der står i account_system. Om folk har en it-konto, er derfor ikke oplyst. Ret account_system i indstillingerne.",
            "No account in OS2mo belongs to the IT system in account_system. Whether people have an IT account is therefore not told. Correct account_system in the settings.",
        );
    }
    for list in ["engagements", "managers", "addresses", "itusers"] {
        let mut refused = refused(mirror, list).peekable();
        if refused.peek().is_some() {
            telling.part(list, &[]);
            refused.for_each(|id| refuse_row(&mut telling, id));
        }
    }
    telling.done()
}

/// The rows of a list that hold a CPR number, so that nothing of them was kept.
fn refused<'m>(mirror: &'m Mirror, list: &str) -> impl Iterator<Item = &'m str> {
    let rows = mirror.rows(list).into_iter().flatten();
    rows.filter(|(_, row)| matches!(kept(row), Kept::Refused)).map(|(id, _)| id.as_str())
}

/// Whether anybody ever had an account in the system that the settings name: one that is misspelt says nothing of anybody.
fn account_system_is_there(mirror: &Mirror, settings: &MoSettings) -> bool {
    let rows = mirror.rows("itusers").into_iter().flat_map(MirrorRows::values);
    let there = rows.filter_map(|row| if let Kept::There(row) = kept(row) { Some(row) } else { None });
    there.flat_map(validities).any(|validity| {
        let of = id_of(validity.fields, "itsystem_response");
        of.is_some() && of == settings.account_system.as_deref()
    })
}

/// A validity, and from when to before when it holds.
struct Validity<'m> {
    fields: &'m Value,
    from: Option<Day>,
    to: Option<Day>,
}

impl Validity<'_> {
    fn holds(&self, on: Day) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on < to)
    }
}

/// A row's validities, the oldest first.
fn validities(row: &Value) -> Vec<Validity<'_>> {
    let mut all = Vec::new();
    for fields in items(row, "validities").filter(|fields| fields.is_object()) {
        let validity = &fields["validity"];
        all.push(Validity { fields, from: day(validity.get("from")), to: day(validity.get("to")) });
    }
    all.sort_by_key(|validity| validity.from.unwrap_or(Day::from_days(i32::MIN)));
    all
}

/// The validity that holds on that day; of two, the later.
fn holding(row: &Value, on: Day) -> Option<Validity<'_>> {
    validities(row).into_iter().rfind(|validity| validity.holds(on))
}

/// The day from which there is nothing more; none when it goes on.
fn end(validities: &[Validity<'_>]) -> Option<Day> {
    let ends: Option<Vec<Day>> = validities.iter().map(|validity| validity.to).collect();
    ends?.into_iter().max()
}

/// What holds of a list on that day, the latest first.
fn rows_on<'m>(mirror: &'m Mirror, list: &str, on: Day) -> impl Iterator<Item = &'m Value> {
    let rows = mirror.rows(list).into_iter().flat_map(MirrorRows::values);
    let held = rows.filter_map(|row| if let Kept::There(row) = kept(row) { holding(row, on) } else { None });
    let mut held: Vec<Validity<'m>> = held.collect();
    held.sort_by_key(|validity| std::cmp::Reverse(validity.from));
    held.into_iter().map(|validity| validity.fields)
}

fn units(mirror: &Mirror, on: Day) -> (BTreeMap<String, Unit>, Vec<String>) {
    let (mut units, mut refused) = (BTreeMap::new(), Vec::new());
    for (id, row) in mirror.rows("org_units").into_iter().flatten() {
        let Some((row, gone)) = there_or_gone(id, row, &mut refused) else { continue };
        let all = validities(row);
        // A unit that is yet to come is not there yet.
        let begun = all.iter().rfind(|validity| validity.from.is_none_or(|from| from <= on));
        let Some(last) = begun else { continue };
        let closed = match (end(&all), gone) {
            (Some(end), Some(gone)) => Some(end.min(gone)),
            (end, gone) => end.or(gone),
        };
        let unit = Unit {
            id: id.clone(),
            name: said(last.fields, "name").map(str::to_owned),
            parent: Said::or_none(id_of(last.fields, "parent_response").map(str::to_owned)),
            closed_on: Said::or_none(closed),
            ..Unit::default()
        };
        units.insert(id.clone(), unit);
    }
    for address in rows_on(mirror, "addresses", on).filter(|address| scope(address) == Some("EAN")) {
        if let Some(unit) = id_of(address, "org_unit_response").and_then(|id| units.get_mut(id)) {
            unit.ean = Said::or_silent(said(address, "value").map(str::to_owned));
        }
    }
    (units, refused)
}

fn scope(address: &Value) -> Option<&str> {
    said(address.get("address_type")?, "scope")
}

/// Says who leads each unit and who stands in: its own manager, or that of the nearest unit above. Returns those who lead
/// a unit of their own.
fn lead(mirror: &Mirror, settings: &MoSettings, units: &mut BTreeMap<String, Unit>, on: Day) -> HashSet<String> {
    let (mut leaders, mut substitutes) = (HashMap::new(), HashMap::new());
    for manager in rows_on(mirror, "managers", on) {
        // A post that nobody holds names no person.
        let both = id_of(manager, "org_unit_response").zip(id_of(manager, "person_response"));
        let Some((unit, person)) = both else { continue };
        let of = id_of(manager, "manager_type_response");
        let stands_in = of.is_some_and(|of| settings.substitute_types.iter().any(|known| known == of));
        let list = if stands_in { &mut substitutes } else { &mut leaders };
        list.entry(unit.to_owned()).or_insert_with(|| person.to_owned());
    }
    let parents: HashMap<String, String> = units
        .values()
        .filter_map(|unit| match &unit.parent {
            Said::Is(parent) => Some((unit.id.clone(), parent.clone())),
            _ => None,
        })
        .collect();
    for unit in units.values_mut() {
        unit.leader = nearest(&unit.id, &leaders, &parents);
        if !settings.substitute_types.is_empty() {
            unit.substitute = Said::or_none(substitutes.get(&unit.id).cloned());
        }
    }
    leaders.into_values().collect()
}

fn nearest(unit: &str, leaders: &HashMap<String, String>, parents: &HashMap<String, String>) -> Option<String> {
    let (mut at, mut seen) = (unit, HashSet::new());
    while seen.insert(at) {
        if let Some(leader) = leaders.get(at) {
            return Some(leader.clone());
        }
        at = parents.get(at)?;
    }
    None
}

/// What somebody's employments say together.
#[derive(Default)]
struct Work<'m> {
    /// The unit of the employment that counts most: one that holds, the primary, the last to end.
    unit: Option<((bool, bool, Day), &'m str)>,
    hired: Option<Day>,
    /// The day after the last; none while one goes on.
    ends: Option<Day>,
    goes_on: bool,
}

fn people(mirror: &Mirror, settings: &MoSettings, on: Day) -> (Vec<Person>, Vec<String>) {
    let work = work(mirror, on);
    let email = |address: &Value| {
        let of = id_of(address, "address_type_response");
        let known = &settings.email_types;
        scope(address) == Some("EMAIL") && (known.is_empty() || of.is_some_and(|of| known.iter().any(|it| it == of)))
    };
    let emails = by_person(mirror, "addresses", on, "value", email);
    let account = |ituser: &Value| {
        let of = id_of(ituser, "itsystem_response");
        of.is_some() && of == settings.account_system.as_deref()
    };
    let accounts = by_person(mirror, "itusers", on, "user_key", account);
    let accounts_are_told = account_system_is_there(mirror, settings);
    let accounts_are_whole = refused(mirror, "itusers").next().is_none();
    let (mut people, mut refused) = (Vec::new(), Vec::new());
    for (id, row) in mirror.rows("employees").into_iter().flatten() {
        let Some((row, gone)) = there_or_gone(id, row, &mut refused) else { continue };
        let all = validities(row);
        let named = all.iter().rfind(|validity| validity.holds(on)).or_else(|| all.last());
        let work = work.get(id.as_str());
        // Nobody knows whose a refused account is: then only a yes is sure.
        let has_account = accounts.contains_key(id.as_str());
        let told = gone.is_none() && accounts_are_told && (has_account || accounts_are_whole);
        people.push(Person {
            id: id.clone(),
            name: named.and_then(|validity| said(validity.fields, "name")).map(str::to_owned),
            unit: work.and_then(|work| work.unit).map(|(_, unit)| unit.to_owned()),
            email: emails.get(id.as_str()).map(|&email| email.to_owned()),
            user_name: accounts.get(id.as_str()).map(|&name| name.to_owned()),
            manager: None,
            it_account: told.then_some(has_account),
            hired_on: work.and_then(|work| work.hired),
            left_on: left(work, gone),
        });
    }
    (people, refused)
}

/// When somebody left; whoever never had an employment has not left one.
fn left(work: Option<&Work<'_>>, gone: Option<Day>) -> Said<Day> {
    let last = work.filter(|work| !work.goes_on).and_then(|work| work.ends).map(|end| end.plus_days(-1));
    match (last, gone) {
        (Some(last), Some(gone)) => Said::Is(last.min(gone)),
        (Some(day), None) | (None, Some(day)) => Said::Is(day),
        (None, None) => work.map_or(Said::Silent, |_| Said::None),
    }
}

fn work(mirror: &Mirror, on: Day) -> HashMap<&str, Work<'_>> {
    let mut all: HashMap<&str, Work<'_>> = HashMap::new();
    for row in mirror.rows("engagements").into_iter().flat_map(MirrorRows::values) {
        let (row, gone) = match kept(row) {
            Kept::There(row) => (row, None),
            Kept::Gone(row, since) => (row, Some(since)),
            Kept::Refused => continue,
        };
        for Validity { fields, from, to } in validities(row) {
            let both = id_of(fields, "person_response").zip(id_of(fields, "org_unit_response"));
            let Some((person, unit)) = both else { continue };
            let to = match (to, gone) {
                (Some(to), Some(gone)) => Some(to.min(gone)),
                (to, gone) => to.or(gone),
            };
            let work = all.entry(person).or_default();
            work.hired = from.map(|from| work.hired.map_or(from, |hired| hired.min(from))).or(work.hired);
            work.goes_on |= to.is_none();
            work.ends = work.ends.max(to);
            let holds = Validity { fields, from, to }.holds(on);
            let weight = (holds, is_so(fields, "is_primary"), to.unwrap_or(Day::from_days(i32::MAX)));
            if work.unit.is_none_or(|(other, _)| weight > other) {
                work.unit = Some((weight, unit));
            }
        }
    }
    all
}

/// A field of the rows that fit, by the person they are of.
fn by_person<'m>(
    mirror: &'m Mirror,
    list: &str,
    on: Day,
    field: &str,
    fits: impl Fn(&Value) -> bool,
) -> HashMap<&'m str, &'m str> {
    let mut by_person = HashMap::new();
    for row in rows_on(mirror, list, on).filter(|row| fits(row)) {
        if let (Some(person), Some(value)) = (id_of(row, "person_response"), said(row, field)) {
            by_person.entry(person).or_insert(value);
        }
    }
    by_person
}
