//! Entra ID over Microsoft Graph: users and the groups that stand for units, as a delta query from the first run on. What it
//! answers later is only what changed, so a row is put together of all it was told.
//!
//! Links to further pages come from the other end; they are followed on the same host only.

mod read;

use std::collections::BTreeMap;

use kernel::{Day, Text};
use serde::Deserialize;
use serde_json::{Value, json};

use read::read_entra;

use super::address::escaped;
use super::line::{Door, Line, Script};
use super::rows::{Kept, bury, bury_missing, forget, gathered, items, kept, put, said, strange, too_few};
use super::{Address, People};
use crate::Mirror;
use crate::mirror::Rows;
use crate::register::{Gathered, Gathering, Register, Run};
use crate::report::text;
use crate::talk::Request;
use crate::telling::Told;

/// What people call the source.
pub const ENTRA: &str = "Entra ID";
/// The lists of the mirror.
const USERS: &str = "users";
const GROUPS: &str = "groups";
/// A delta query follows at most so many groups by identity.
const GROUPS_AT_ONCE: usize = 50;
/// What is asked of a user, and kept.
const FIELDS: [&str; 8] = [
    "displayName",
    "mail",
    "userPrincipalName",
    "onPremisesSamAccountName",
    "accountEnabled",
    "userType",
    "employeeHireDate",
    "manager",
];
/// Asked for as well when the client has the right to it (`User-LifeCycleInfo.Read.All`).
const LEAVES: &str = "employeeLeaveDateTime";

/// The settings of an Entra ID.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntraSettings {
    /// The tenant: its id or domain.
    pub tenant: String,
    /// The client.
    pub client_id: String,
    /// The file with the client's secret, beside the settings.
    pub secret_file: String,
    /// Where Microsoft Graph answers.
    #[serde(default = "graph")]
    pub url: Address,
    /// Where tokens are given.
    #[serde(default = "login")]
    pub login_url: Address,
    /// Whether the client may read the day people leave.
    #[serde(default)]
    pub leave_dates: bool,
    /// Whether the units themselves are told of, by the groups' names; otherwise another register does.
    #[serde(default)]
    pub tell_units: bool,
    /// The groups that stand for units, by their id.
    #[serde(default)]
    pub groups: BTreeMap<String, GroupUnit>,
    /// How people are taken in.
    #[serde(default)]
    pub people: People,
}

/// The unit that a group stands for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupUnit {
    /// The unit's key.
    pub unit: String,
    /// The key of the unit above it.
    #[serde(default)]
    pub parent: Option<String>,
}

fn graph() -> Address {
    Address::try_from("https://graph.microsoft.com".to_owned()).expect("an address")
}

fn login() -> Address {
    Address::try_from("https://login.microsoftonline.com".to_owned()).expect("an address")
}

/// A municipality's Entra ID.
pub struct EntraRegister {
    settings: EntraSettings,
    secret: String,
}

impl EntraRegister {
    /// With those settings and the client's secret.
    pub const fn new(settings: EntraSettings, secret: String) -> Self {
        Self { settings, secret }
    }
}

impl Register for EntraRegister {
    fn source(&self) -> &str {
        ENTRA
    }

    fn begin(&self, run: Run, before: Mirror) -> Box<dyn Gathering> {
        let settings = &self.settings;
        let tokens = settings.login_url.at(&format!("/{}/oauth2/v2.0/token", escaped(&settings.tenant)));
        let door = Door::token(tokens, &settings.client_id, &self.secret, Some(&settings.url.at("/.default")));
        let first = first_links(settings);
        let (much_may_be_gone, since) = match run {
            Run::Full { much_may_be_gone } => (much_may_be_gone, None),
            // Without the rows there is nothing to put changes on top of, and other questions have other marks.
            Run::Changes { since } => (false, marks_of(&since, &first).filter(|_| !before.is_empty())),
        };
        let whole = since.is_none();
        let mut reading = Reading {
            much_may_be_gone,
            url: settings.url.clone(),
            people: settings.people,
            now: if whole { Mirror::default() } else { before.clone() },
            before,
            today: Day::default(),
            ways: since.unwrap_or_else(|| first.clone()),
            first,
            marks: Vec::new(),
            whole,
            asked: 0,
            unfit: false,
        };
        reading.now.rows_mut(USERS);
        reading.now.rows_mut(GROUPS);
        Box::new(Line::new(reading, door))
    }

    fn read(&self, mirror: &Mirror, seen_at: Day) -> Told {
        read_entra(mirror, &self.settings, seen_at)
    }

    fn link(&self, _kind: &str, _key: &str) -> Option<String> {
        None
    }
}

/// The links a complete run begins with: of the users, and of the groups by fifty.
fn first_links(settings: &EntraSettings) -> Vec<String> {
    let mut fields = FIELDS.to_vec();
    if settings.leave_dates {
        fields.push(LEAVES);
    }
    let mut links = vec![settings.url.at(&format!("/v1.0/users/delta?$select={}", fields.join(",")))];
    let ids: Vec<&String> = settings.groups.keys().collect();
    for some in ids.chunks(GROUPS_AT_ONCE) {
        let any: Vec<String> = some.iter().map(|id| format!("id eq '{}'", id.replace('\'', "''"))).collect();
        let filter = escaped(&any.join(" or "));
        links.push(settings.url.at(&format!("/v1.0/groups/delta?$select=displayName,members&$filter={filter}")));
    }
    links
}

/// The links a high water goes on from, when it was given for the same questions.
fn marks_of(high_water: &str, first: &[String]) -> Option<Vec<String>> {
    let marks: Value = serde_json::from_str(high_water).ok()?;
    let texts = |name: &str| -> Option<Vec<String>> {
        marks.get(name)?.as_array()?.iter().map(|link| link.as_str().map(str::to_owned)).collect()
    };
    let (asked, links) = (texts("asked")?, texts("links")?);
    (asked == first && links.len() == first.len()).then_some(links)
}

struct Reading {
    much_may_be_gone: bool,
    url: Address,
    people: People,
    before: Mirror,
    now: Mirror,
    today: Day,
    /// The link to ask next of each question.
    ways: Vec<String>,
    first: Vec<String>,
    /// Where the next run goes on.
    marks: Vec<String>,
    whole: bool,
    asked: usize,
    /// Whether a change came to a row that is not whole here, so that the next run must read everything.
    unfit: bool,
}

impl Reading {
    fn everything(&mut self) {
        (self.whole, self.asked, self.unfit) = (true, 0, false);
        self.ways = self.first.clone();
        self.marks.clear();
        self.now = Mirror::default();
        self.now.rows_mut(USERS);
        self.now.rows_mut(GROUPS);
    }

    fn take_row(&mut self, list: &str, row: &Value) {
        let Some(id) = said(row, "id") else { return };
        let rows = self.now.rows_mut(list);
        if row.get("@removed").is_some() {
            return bury(rows, id, self.today);
        }
        let known = match rows.get(id).map(kept) {
            Some(Kept::There(known) | Kept::Gone(known, _)) => Some(known.clone()),
            Some(Kept::Refused) => None,
            None => Some(json!({})),
        };
        self.unfit |= match &known {
            Some(known) => row.get("displayName").is_none() && known.get("displayName").is_none(),
            // What was refused is not known in part either.
            None => true,
        };
        let known = known.unwrap_or_else(|| json!({}));
        put(rows, id, row.clone(), &[], |row| if list == USERS { user(known, row) } else { group(known, row) });
    }

    fn go_on(&mut self, answer: &Value) -> Result<(), Text> {
        let link = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let (next, last) = (link("@odata.nextLink"), link("@odata.deltaLink"));
        let way = next.as_ref().or(last.as_ref()).ok_or_else(|| strange("@odata.nextLink"))?;
        if !self.url.holds(way) {
            return Err(text(
                "Svaret henviser til en side på en anden vært end Microsoft Graphs. Den følges ikke.",
                "The answer refers to a page on another host than Microsoft Graph's. It is not followed.",
            ));
        }
        if self.ways[self.asked] == *way && next.is_some() {
            return Err(text(
                "Sider fra Microsoft Graph går i ring.",
                "The pages of Microsoft Graph go round in circles.",
            ));
        }
        if next.is_some() {
            self.ways[self.asked] = way.clone();
        } else {
            self.marks.push(way.clone());
            self.asked += 1;
        }
        Ok(())
    }
}

/// A user as told so far, with what is told now.
fn user(mut known: Value, row: &Value) -> Value {
    for name in FIELDS.iter().copied().chain([LEAVES]).filter(|name| *name != "manager") {
        if let Some(value) = row.get(name) {
            known[name] = value.clone();
        }
    }
    for change in items(row, "manager@delta") {
        let id = said(change, "id");
        if change.get("@removed").is_none() {
            known["manager"] = json!(id);
        } else if said(&known, "manager") == id {
            known["manager"] = Value::Null;
        }
    }
    known
}

/// A group as told so far, with what is told now.
fn group(mut known: Value, row: &Value) -> Value {
    if let Some(name) = row.get("displayName") {
        known["displayName"] = name.clone();
    }
    let mut members: Vec<String> = items(&known, "members").filter_map(Value::as_str).map(str::to_owned).collect();
    for change in items(row, "members@delta") {
        let Some(id) = said(change, "id") else { continue };
        members.retain(|member| member != id);
        if change.get("@removed").is_none() {
            members.push(id.to_owned());
        }
    }
    members.sort_unstable();
    known["members"] = json!(members);
    known
}

/// Keeps the groups of those who are gone, since they are no members any more.
fn remember_groups(users: &mut Rows, groups: Option<&Rows>) {
    for (id, row) in users {
        let unknown = matches!(kept(row), Kept::Gone(was, _) if was.get("groups").is_none());
        if unknown {
            let of = |group: &Value| items(group, "members").any(|member| member.as_str() == Some(id));
            let of_user: Vec<&String> =
                groups.into_iter().flatten().filter(|(_, group)| of(group)).map(|(group, _)| group).collect();
            row["was"]["groups"] = json!(of_user);
        }
    }
}

impl Script for Reading {
    fn begin(&mut self, today: Day) {
        self.today = today;
    }

    fn ask(&mut self) -> Option<Request> {
        Some(Request::get(self.ways.get(self.asked)?.clone()))
    }

    fn told(&mut self, answer: Option<Value>) -> Result<(), Text> {
        let Some(answer) = answer else {
            if self.whole {
                return Err(text(
                    "Microsoft Graph kender ikke det, der spørges om (404). Kontrollér adressen.",
                    "Microsoft Graph does not know what is asked for (404). Check the address.",
                ));
            }
            // The place we came to is forgotten (410): begin anew.
            self.everything();
            return Ok(());
        };
        let rows = answer.get("value").and_then(Value::as_array).ok_or_else(|| strange("delta"))?;
        let list = if self.asked == 0 { USERS } else { GROUPS };
        for row in rows {
            self.take_row(list, row);
        }
        self.go_on(&answer)
    }

    fn gathered(&mut self) -> Result<Gathered, Text> {
        let keep = self.people.keep_left_days;
        let before = self.before.rows(USERS);
        let rows: &mut Rows = self.now.rows_mut(USERS);
        if self.whole {
            if !self.much_may_be_gone
                && let Some(why) = too_few(Text::new("personer", "people"), before, rows)
            {
                return Err(why);
            }
            bury_missing(before, rows, self.today, keep);
        } else {
            forget(rows, self.today, keep);
        }
        remember_groups(rows, self.before.rows(GROUPS));
        let marks = json!({"asked": self.first, "links": self.marks}).to_string();
        let high_water = (!self.unfit).then_some(marks);
        Ok(gathered(&self.before, std::mem::take(&mut self.now), high_water))
    }
}
