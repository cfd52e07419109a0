//! What OS2sofd's rows say on a day: who leads a unit, where people work, when they left.

use std::collections::{BTreeSet, HashMap, HashSet};

use kernel::Day;
use serde_json::Value;

use super::{PERSONS, SOFD, SUBSTITUTES, SofdSettings, UNITS};
use crate::organisation::rows::{Kept, day, id_of, is_so, items, kept, said, there_or_gone};
use crate::organisation::tree::{Keys, Person, Said, Unit, tell_people, tell_units};
use crate::telling::{Telling, Told};
use crate::{Mirror, MirrorRows};

/// The kinds of account OS2sofd knows by itself.
const KNOWN_ACCOUNTS: [&str; 10] = [
    "ACTIVE_DIRECTORY",
    "ACTIVE_DIRECTORY_AND_EXCHANGE",
    "ACTIVE_DIRECTORY_SCHOOL",
    "AZURE_AD",
    "EXCHANGE",
    "KSPCICS",
    "MITID_ERHVERV",
    "OPUS",
    "SCHOOL_EMAIL",
    "UNILOGIN",
];

/// Reads units and people of OS2sofd's rows, as they stand on that day.
pub(super) fn read_sofd(mirror: &Mirror, settings: &SofdSettings, seen_at: Day) -> Told {
    let mut telling = Telling::of(SOFD, "organisation", seen_at);
    let (units, refused_units) = units(mirror, settings);
    let leaders: HashSet<&str> =
        units.iter().filter(|(_, own)| *own).filter_map(|(unit, _)| unit.leader.as_deref()).collect();
    let (people, refused_people) = people(mirror, settings, &leaders, seen_at);
    let keys = Keys::of(&people, settings.people.key);
    let units = units.into_iter().map(|(unit, _)| unit).collect();
    tell_units(&mut telling, UNITS, units, &refused_units, &keys);
    let undated = undated(mirror);
    if undated > 0 {
        telling.note(
            format!("{undated} slettede enheder i OS2sofd har ingen dag (lastChanged): hvornår de blev lukket, er ikke oplyst."),
            format!("{undated} deleted units in OS2sofd have no day (lastChanged): when they were closed is not told."),
        );
    }
    tell_people(&mut telling, PERSONS, people, &refused_people, &keys);
    let strangers = unknown_accounts(mirror, settings);
    if !strangers.is_empty() {
        let named = strangers.into_iter().collect::<Vec<_>>().join(", ");
        telling.note(
            format!("OS2sofd har kontotyper, der ikke kendes: {named}. Er de it-konti, så skriv dem i account_types."),
            format!("OS2sofd has kinds of account that are not known: {named}. If they are IT accounts, write them in account_types."),
        );
    }
    telling.done()
}

/// How many units are deleted on a day that nobody says.
fn undated(mirror: &Mirror) -> usize {
    let rows = mirror.rows(UNITS).into_iter().flat_map(MirrorRows::values);
    let there = rows.filter_map(|row| if let Kept::There(row) = kept(row) { Some(row) } else { None });
    there.filter(|row| is_so(row, "deleted") && day(row.get("lastChanged")).is_none()).count()
}

/// The units, and whether each has a leader of its own.
fn units(mirror: &Mirror, settings: &SofdSettings) -> (Vec<(Unit, bool)>, Vec<String>) {
    let (mut units, mut refused) = (Vec::new(), Vec::new());
    let substitutes = substitutes(mirror, settings);
    for (id, row) in mirror.rows(UNITS).into_iter().flatten() {
        let Some((row, gone)) = there_or_gone(id, row, &mut refused) else { continue };
        let leader = id_of(row, "manager").map(str::to_owned);
        let ean = ["ean", "inheritedEan"].into_iter().find_map(|name| row.get(name)?.as_u64().filter(|ean| *ean > 0));
        let deleted = is_so(row, "deleted");
        let closed = if deleted { day(row.get("lastChanged")).or(gone) } else { gone };
        let substitute = leader.as_deref().and_then(|leader| substitutes.of(leader, id));
        let own = leader.is_some() && !is_so(&row["manager"], "inherited");
        let unit = Unit {
            id: id.clone(),
            name: said(row, "displayName").or_else(|| said(row, "name")).map(str::to_owned),
            parent: Said::or_none(said(row, "parentUuid").map(str::to_owned)),
            ean: Said::or_none(ean.map(|ean| ean.to_string())),
            leader,
            substitute: if settings.substitute_context.is_some() { Said::or_none(substitute) } else { Said::Silent },
            // One that is deleted is not open, though nobody says since when.
            closed_on: if deleted { Said::or_silent(closed) } else { Said::or_none(closed) },
        };
        units.push((unit, own));
    }
    (units, refused)
}

struct Substitutes<'m>(HashMap<&'m str, Vec<(&'m Value, &'m str)>>);

impl Substitutes<'_> {
    /// Who stands in for a leader in a unit: whoever does so there, or else everywhere.
    fn of(&self, leader: &str, unit: &str) -> Option<String> {
        let all = self.0.get(leader)?;
        let here = |row: &Value| items(row, "constraintOrgUnits").any(|item| said(item, "uuid") == Some(unit));
        let everywhere = |row: &Value| items(row, "constraintOrgUnits").next().is_none();
        let chosen = all.iter().find(|(row, _)| here(row)).or_else(|| all.iter().find(|(row, _)| everywhere(row)));
        chosen.map(|(_, substitute)| (*substitute).to_owned())
    }
}

fn substitutes<'m>(mirror: &'m Mirror, settings: &SofdSettings) -> Substitutes<'m> {
    let mut by_leader: HashMap<&str, Vec<(&Value, &str)>> = HashMap::new();
    for row in mirror.rows(SUBSTITUTES).into_iter().flat_map(MirrorRows::values) {
        let context = row.get("substituteContextId").and_then(Value::as_i64);
        if let (Some(leader), Some(substitute)) = (id_of(row, "manager"), id_of(row, "substitute"))
            && context.is_some()
            && context == settings.substitute_context
        {
            by_leader.entry(leader).or_default().push((row, substitute));
        }
    }
    Substitutes(by_leader)
}

fn people(mirror: &Mirror, settings: &SofdSettings, leaders: &HashSet<&str>, today: Day) -> (Vec<Person>, Vec<String>) {
    let (mut people, mut refused) = (Vec::new(), Vec::new());
    for (id, row) in mirror.rows(PERSONS).into_iter().flatten() {
        let (row, gone) = match kept(row) {
            Kept::There(row) if is_so(row, "deleted") => (row, Some(day(row.get("lastChanged")).unwrap_or(today))),
            Kept::There(row) => (row, None),
            Kept::Gone(row, since) => (row, Some(since)),
            Kept::Refused => {
                refused.push(id.clone());
                continue;
            }
        };
        let name = said(row, "chosenName").map(str::to_owned).or_else(|| {
            let parts: Vec<&str> = ["firstname", "surname"].into_iter().filter_map(|part| said(row, part)).collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        });
        let work = work(row, today);
        let account = |of: &str| settings.account_types.iter().any(|known| known == of);
        people.push(Person {
            id: id.clone(),
            name,
            unit: work.as_ref().map(|work| work.unit.to_owned()),
            email: user(row, |of| matches!(of, "EXCHANGE" | "SCHOOL_EMAIL")),
            user_name: user(row, |of| of == "ACTIVE_DIRECTORY").or_else(|| user(row, account)),
            manager: Some(leaders.contains(id.as_str())),
            it_account: gone.is_none().then(|| user(row, account).is_some()),
            hired_on: day(row.get("firstEmploymentDate")),
            left_on: left(work.as_ref(), gone),
        });
    }
    (people, refused)
}

/// The employment that counts, and the last day of the last one.
struct Work<'m> {
    unit: &'m str,
    last: Option<Day>,
}

fn work(row: &Value, today: Day) -> Option<Work<'_>> {
    let mut last = Some(None::<Day>);
    let mut best: Option<((bool, bool, Day), &str)> = None;
    for affiliation in items(row, "affiliations").filter(|affiliation| !is_so(affiliation, "deleted")) {
        let named = said(affiliation, "alternativeOrgUnitUuid").or_else(|| said(affiliation, "orgUnitUuid"));
        let Some(unit) = named else { continue };
        let stop = day(affiliation.get("stopDate"));
        let start = day(affiliation.get("startDate"));
        last = match (last, stop) {
            (Some(last), Some(stop)) => Some(last.max(Some(stop))),
            // One without a last day goes on.
            _ => None,
        };
        let live = start.is_none_or(|start| start <= today) && stop.is_none_or(|stop| stop >= today);
        let weight = (live, is_so(affiliation, "prime"), stop.unwrap_or(Day::from_days(i32::MAX)));
        if best.is_none_or(|(other, _)| weight > other) {
            best = Some((weight, unit));
        }
    }
    best.map(|(_, unit)| Work { unit, last: last.flatten() })
}

/// When somebody left: the last day of the last employment, or the day they were gone if that is earlier.
fn left(work: Option<&Work<'_>>, gone: Option<Day>) -> Said<Day> {
    let stop = work.and_then(|work| work.last);
    match (stop, gone) {
        (Some(stop), Some(gone)) => Said::Is(stop.min(gone)),
        (Some(day), None) | (None, Some(day)) => Said::Is(day),
        // Whoever has no employment at all has not left one.
        (None, None) if work.is_none() => Said::Silent,
        (None, None) => Said::None,
    }
}

/// The name of an account of that kind that is not closed; the prime one first.
fn user(row: &Value, of: impl Fn(&str) -> bool) -> Option<String> {
    let open = items(row, "users").filter(|user| !is_so(user, "disabled"));
    let fit: Vec<&Value> = open.filter(|user| said(user, "userType").is_some_and(&of)).collect();
    let chosen = fit.iter().find(|user| is_so(user, "prime")).or_else(|| fit.first())?;
    said(chosen, "userId").map(str::to_owned)
}

fn unknown_accounts(mirror: &Mirror, settings: &SofdSettings) -> BTreeSet<String> {
    let rows = mirror.rows(PERSONS).into_iter().flat_map(MirrorRows::values);
    let types = rows.flat_map(|row| items(row, "users")).filter_map(|user| said(user, "userType"));
    let strange =
        types.filter(|of| !KNOWN_ACCOUNTS.contains(of) && !settings.account_types.iter().any(|known| known == of));
    strange.map(str::to_owned).take(200).collect()
}
