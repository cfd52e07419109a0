//! OS2sofd: units, people and substitutes over its REST API. Everything by identity in pages, or what changed since an offset.
//! Its log of changes goes ten days back, so whoever comes later than a week reads everything.
//!
//! A person's record holds a CPR number and a home address: neither gets further than the answer it came in.

mod read;

use std::collections::{BTreeSet, VecDeque};

use kernel::{Day, Text};
use serde::Deserialize;
use serde_json::Value;

use read::read_sofd;

use super::address::escaped;
use super::line::{Door, Line, Script};
use super::rows::{bury, bury_missing, forget, gathered, id_of, only, only_of_each, put, said, strange, too_few};
use super::{Address, People};
use crate::Mirror;
use crate::register::{Gathered, Gathering, Register, Run};
use crate::report::text;
use crate::talk::Request;
use crate::telling::Told;

/// What people call the source.
pub const SOFD: &str = "OS2sofd";
/// How many rows a page holds.
const PAGE: usize = 250;
/// For how many days an offset holds.
const OFFSET_DAYS: i32 = 7;
/// More changes than this are read faster by reading everything.
const MOST_CHANGES: usize = 2_000;
/// The lists of the mirror.
const UNITS: &str = "orgunits";
const PERSONS: &str = "persons";
const SUBSTITUTES: &str = "substitutes";
/// Fields nobody reads: numbers that may look like a CPR number, and where people live.
const UNREAD: [&str; 13] = [
    "id",
    "cvr",
    "pnr",
    "senr",
    "masterId",
    "employeeId",
    "phones",
    "postAddresses",
    "registeredPostAddress",
    "residencePostAddress",
    "authorizationCode",
    "authorizationCodes",
    "leave",
];

/// The settings of an OS2sofd.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SofdSettings {
    /// Where it answers.
    pub url: Address,
    /// The file with the key of the API client, beside the settings.
    pub key_file: String,
    /// The kinds of account that count as an IT account.
    #[serde(default = "accounts")]
    pub account_types: Vec<String>,
    /// The number of the context whose substitutes stand in for a unit's leader; none, and no substitutes are read.
    #[serde(default)]
    pub substitute_context: Option<i64>,
    /// How people are taken in.
    #[serde(default)]
    pub people: People,
}

fn accounts() -> Vec<String> {
    ["ACTIVE_DIRECTORY", "AZURE_AD"].map(str::to_owned).to_vec()
}

/// A municipality's OS2sofd.
pub struct SofdRegister {
    settings: SofdSettings,
    key: String,
}

impl SofdRegister {
    /// With those settings and the key of the API client.
    pub const fn new(settings: SofdSettings, key: String) -> Self {
        Self { settings, key }
    }
}

impl Register for SofdRegister {
    fn source(&self) -> &str {
        SOFD
    }

    fn begin(&self, run: Run, before: Mirror) -> Box<dyn Gathering> {
        let (much_may_be_gone, since) = match run {
            Run::Full { much_may_be_gone } => (much_may_be_gone, None),
            Run::Changes { since } => (false, offset_of(&since).filter(|_| !before.is_empty())),
        };
        let reading = Reading {
            much_may_be_gone,
            url: self.settings.url.clone(),
            substitutes: self.settings.substitute_context.is_some(),
            people: self.settings.people,
            before,
            now: Mirror::default(),
            since,
            today: Day::default(),
            head: 0,
            step: Step::Head,
            changed: VecDeque::new(),
        };
        Box::new(Line::new(reading, Door::Key("ApiKey", self.key.clone())))
    }

    fn read(&self, mirror: &Mirror, seen_at: Day) -> Told {
        read_sofd(mirror, &self.settings, seen_at)
    }

    fn link(&self, _kind: &str, _key: &str) -> Option<String> {
        None
    }
}

/// `4711 2026-11-25`: the offset, and the day it was given.
fn offset_of(high_water: &str) -> Option<(i64, Day)> {
    let (offset, on) = high_water.split_once(' ')?;
    Some((offset.parse().ok()?, Day::parse(on).ok()?))
}

enum Step {
    /// The newest offset, asked before anything else: what changes meanwhile is told again next time.
    Head,
    /// All of a list, after that identity.
    All(&'static str, String),
    /// What changed of a list.
    Changes(&'static str),
    /// The rows that changed, one by one.
    Each,
    Substitutes,
    Done,
}

struct Reading {
    much_may_be_gone: bool,
    url: Address,
    substitutes: bool,
    people: People,
    before: Mirror,
    now: Mirror,
    /// The offset to go on from, and the day it was given.
    since: Option<(i64, Day)>,
    today: Day,
    head: i64,
    step: Step,
    changed: VecDeque<(&'static str, String)>,
}

impl Reading {
    fn everything(&mut self) {
        (self.since, self.now, self.step) = (None, Mirror::default(), Step::All(UNITS, String::new()));
        self.changed.clear();
    }

    fn take_head(&mut self, answer: &Value) -> Result<(), Text> {
        self.head = answer.as_i64().filter(|head| *head >= 0).ok_or_else(|| strange("/api/sync/head"))?;
        match self.since {
            // An offset from before the register was set up anew says nothing.
            Some((since, _)) if since <= self.head => {
                self.now = self.before.clone();
                self.step = Step::Changes(UNITS);
            }
            _ => self.everything(),
        }
        Ok(())
    }

    fn take_page(&mut self, list: &'static str, after: &str, answer: &Value) -> Result<(), Text> {
        let (path, name) = place(list);
        let page = answer.get(name).and_then(Value::as_array).ok_or_else(|| strange(path))?;
        for row in page {
            put_row(&mut self.now, list, row);
        }
        let next = said(answer, "nextOffset").filter(|_| !page.is_empty());
        self.step = match next {
            Some(next) if next <= after => {
                return Err(text(
                    format!("Sider fra {path} går i ring."),
                    format!("The pages of {path} go round in circles."),
                ));
            }
            Some(next) => Step::All(list, next.to_owned()),
            None if list == UNITS => Step::All(PERSONS, String::new()),
            None if self.substitutes => Step::Substitutes,
            None => Step::Done,
        };
        Ok(())
    }

    fn take_changes(&mut self, list: &'static str, answer: &Value) -> Result<(), Text> {
        let changes = answer.get("uuids").and_then(Value::as_array).ok_or_else(|| strange("/api/sync"))?;
        // Whatever is said to have happened to a row, it is asked how it is now.
        let ids: BTreeSet<&str> = changes.iter().filter_map(|change| said(change, "uuid")).collect();
        self.changed.extend(ids.into_iter().map(|id| (list, id.to_owned())));
        if self.changed.len() > MOST_CHANGES {
            self.everything();
        } else {
            self.step = if list == UNITS { Step::Changes(PERSONS) } else { Step::Each };
        }
        Ok(())
    }

    fn take_one(&mut self, answer: Option<&Value>) {
        let Some((list, id)) = self.changed.pop_front() else { return };
        match answer {
            Some(row) => put_row(&mut self.now, list, row),
            None => bury(self.now.rows_mut(list), &id, self.today),
        }
    }

    fn take_substitutes(&mut self, answer: &Value) -> Result<(), Text> {
        let all = answer.as_array().ok_or_else(|| strange("/api/substitutes/assignments"))?;
        let rows = self.now.rows_mut(SUBSTITUTES);
        rows.clear();
        for assignment in all {
            let id =
                assignment.get("id").and_then(Value::as_i64).ok_or_else(|| strange("/api/substitutes/assignments"))?;
            put(rows, &format!("{id:010}"), assignment.clone(), &UNREAD, |row| {
                let mut kept = only(row, &["substituteContextId"]);
                for who in ["manager", "substitute"] {
                    kept[who] = only(row.get(who).unwrap_or(&Value::Null), &["uuid"]);
                }
                kept["constraintOrgUnits"] = only_of_each(row, "constraintOrgUnits", &["uuid"]);
                kept
            });
        }
        self.step = Step::Done;
        Ok(())
    }
}

/// Where a list is asked for, and what it is called in the answer.
fn place(list: &str) -> (&'static str, &'static str) {
    if list == UNITS { ("/api/v2/orgUnits", "orgUnits") } else { ("/api/v2/persons", "persons") }
}

fn put_row(mirror: &mut Mirror, list: &'static str, row: &Value) {
    let Some(id) = said(row, "uuid").map(str::to_owned) else { return };
    put(mirror.rows_mut(list), &id, row.clone(), &UNREAD, |row| if list == UNITS { unit(row) } else { person(row) });
}

fn unit(row: &Value) -> Value {
    let mut kept = only(row, &["name", "displayName", "parentUuid", "ean", "inheritedEan", "deleted", "lastChanged"]);
    if id_of(row, "manager").is_some() {
        kept["manager"] = only(&row["manager"], &["uuid", "inherited"]);
    }
    kept
}

fn person(row: &Value) -> Value {
    let names = ["firstname", "surname", "chosenName", "firstEmploymentDate", "deleted", "lastChanged"];
    let mut kept = only(row, &names);
    let affiliation = ["orgUnitUuid", "alternativeOrgUnitUuid", "startDate", "stopDate", "deleted", "prime"];
    kept["affiliations"] = only_of_each(row, "affiliations", &affiliation);
    kept["users"] = only_of_each(row, "users", &["userType", "userId", "prime", "disabled"]);
    kept
}

impl Script for Reading {
    fn begin(&mut self, today: Day) {
        self.today = today;
        self.since = self.since.filter(|(_, on)| on.plus_days(OFFSET_DAYS) >= today);
    }

    fn ask(&mut self) -> Option<Request> {
        if matches!(self.step, Step::Each) && self.changed.is_empty() {
            self.step = if self.substitutes { Step::Substitutes } else { Step::Done };
        }
        let path = match &self.step {
            Step::Head => "/api/sync/head".to_owned(),
            Step::All(list, after) => {
                let offset = if after.is_empty() { String::new() } else { format!("&offset={}", escaped(after)) };
                format!("{}?size={PAGE}{offset}", place(list).0)
            }
            Step::Changes(list) => format!("/api/sync/{list}?offset={}", self.since.map_or(0, |(offset, _)| offset)),
            Step::Each => {
                let (list, id) = self.changed.front()?;
                format!("{}/{}", place(list).0, escaped(id))
            }
            Step::Substitutes => "/api/substitutes/assignments".to_owned(),
            Step::Done => return None,
        };
        Some(Request::get(self.url.at(&path)))
    }

    fn told(&mut self, answer: Option<Value>) -> Result<(), Text> {
        if matches!(self.step, Step::Each) {
            self.take_one(answer.as_ref());
            return Ok(());
        }
        let answer = answer.ok_or_else(|| {
            text(
                "OS2sofd kender ikke det, der spørges om (404). Kontrollér adressen.",
                "OS2sofd does not know what is asked for (404). Check the address.",
            )
        })?;
        match std::mem::replace(&mut self.step, Step::Done) {
            Step::Head => self.take_head(&answer),
            Step::All(list, after) => self.take_page(list, &after, &answer),
            Step::Changes(list) => self.take_changes(list, &answer),
            Step::Substitutes => self.take_substitutes(&answer),
            Step::Each | Step::Done => Ok(()),
        }
    }

    fn gathered(&mut self) -> Result<Gathered, Text> {
        let (complete, keep) = (self.since.is_none(), self.people.keep_left_days);
        let lists = [(UNITS, Text::new("enheder", "units")), (PERSONS, Text::new("personer", "people"))];
        for (list, what) in lists {
            let (before, rows) = (self.before.rows(list), self.now.rows_mut(list));
            if complete {
                if !self.much_may_be_gone
                    && let Some(why) = too_few(what, before, rows)
                {
                    return Err(why);
                }
                bury_missing(before, rows, self.today, keep);
            } else {
                forget(rows, self.today, keep);
            }
        }
        let high_water = Some(format!("{} {}", self.head, self.today));
        Ok(gathered(&self.before, std::mem::take(&mut self.now), high_water))
    }
}
