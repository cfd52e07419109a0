//! OS2mo: units, employees, engagements, managers, addresses and accounts over GraphQL, at a pinned version, in pages by cursor.
//! OS2mo keeps time: every row comes with all its validities, and the day it is read decides which holds.
//!
//! The CPR number is a field one must ask for, and it is not asked for.

mod read;

use kernel::{Day, Text};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use read::read_mo;

use super::line::{Door, Line, Script};
use super::rows::{bury_missing, gathered, put, said, strange, too_few};
use super::{Address, People};
use crate::Mirror;
use crate::register::{Gathered, Gathering, Register, Run};
use crate::report::{shown, text};
use crate::talk::Request;
use crate::telling::Told;

/// What people call the source.
pub const MO: &str = "OS2mo";
/// How many rows a page holds.
const PAGE: u32 = 200;
/// The oldest version whose last days are told as they are.
const OLDEST_VERSION: u16 = 29;
/// Fields of a validity that say from when to when it holds.
const VALIDITY: &str = "validity { from to }";

/// The lists, and what is asked of each validity.
const LISTS: [(&str, &str); 6] = [
    ("org_units", "name parent_response { uuid }"),
    ("employees", "name"),
    ("engagements", "person_response { uuid } org_unit_response { uuid } is_primary"),
    ("managers", "person_response { uuid } org_unit_response { uuid } manager_type_response { uuid }"),
    (
        "addresses",
        "value address_type_response { uuid } address_type { scope } person_response { uuid } org_unit_response { uuid }",
    ),
    ("itusers", "user_key person_response { uuid } itsystem_response { uuid }"),
];

/// The settings of an OS2mo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoSettings {
    /// Where it answers.
    pub url: Address,
    /// Where tokens are given: Keycloak's `…/realms/mo/protocol/openid-connect/token`.
    pub token_url: Address,
    /// The client.
    pub client_id: String,
    /// The file with the client's secret, beside the settings.
    pub secret_file: String,
    /// The version of the GraphQL interface, 29 or later.
    #[serde(default = "version", deserialize_with = "recent")]
    pub graphql_version: u16,
    /// The types of manager (uuid) that stand in for the leader; the other managers lead.
    #[serde(default)]
    pub substitute_types: Vec<String>,
    /// The types of address (uuid) that are a work e-mail; none, and any e-mail is.
    #[serde(default)]
    pub email_types: Vec<String>,
    /// The IT system (uuid) whose accounts count as an IT account; none, and accounts are not told.
    #[serde(default)]
    pub account_system: Option<String>,
    /// How people are taken in.
    #[serde(default)]
    pub people: People,
}

const fn version() -> u16 {
    30
}

fn recent<'de, D: Deserializer<'de>>(written: D) -> Result<u16, D::Error> {
    let version = u16::deserialize(written)?;
    if version >= OLDEST_VERSION {
        return Ok(version);
    }
    Err(D::Error::custom(format!("graphql_version: {OLDEST_VERSION} eller nyere / {OLDEST_VERSION} or later")))
}

/// A municipality's OS2mo; it is always read whole.
pub struct MoRegister {
    settings: MoSettings,
    secret: String,
}

impl MoRegister {
    /// With those settings and the client's secret.
    pub const fn new(settings: MoSettings, secret: String) -> Self {
        Self { settings, secret }
    }
}

impl Register for MoRegister {
    fn source(&self) -> &str {
        MO
    }

    fn begin(&self, run: Run, before: Mirror) -> Box<dyn Gathering> {
        let settings = &self.settings;
        let door = Door::token(settings.token_url.at(""), &settings.client_id, &self.secret, None);
        let reading = Reading {
            much_may_be_gone: run == Run::Full { much_may_be_gone: true },
            url: settings.url.at(&format!("/graphql/v{}", settings.graphql_version)),
            version: settings.graphql_version,
            people: settings.people,
            before,
            now: Mirror::default(),
            today: Day::default(),
            list: 0,
            cursor: None,
        };
        Box::new(Line::new(reading, door))
    }

    fn read(&self, mirror: &Mirror, seen_at: Day) -> Told {
        read_mo(mirror, &self.settings, seen_at)
    }

    fn link(&self, _kind: &str, _key: &str) -> Option<String> {
        None
    }
}

struct Reading {
    much_may_be_gone: bool,
    url: String,
    version: u16,
    people: People,
    before: Mirror,
    now: Mirror,
    today: Day,
    list: usize,
    cursor: Option<String>,
}

/// The question for a page of a list: everything that holds, held or will hold.
fn question(list: &str, fields: &str, cursor: Option<&str>) -> Value {
    let scopes = if list == "addresses" { ", address_type: { scope: [\"EMAIL\", \"EAN\"] }" } else { "" };
    let query = format!(
        "query Fundament($cursor: Cursor, $limit: int!) {{ {list}(cursor: $cursor, limit: $limit, filter: {{ from_date: null, to_date: null{scopes} }}) {{ objects {{ uuid validities(start: null, end: null) {{ {fields} {VALIDITY} }} }} page_info {{ next_cursor }} }} }}"
    );
    json!({"query": query, "variables": {"cursor": cursor, "limit": PAGE}})
}

impl Script for Reading {
    fn begin(&mut self, today: Day) {
        self.today = today;
    }

    fn ask(&mut self) -> Option<Request> {
        let (list, fields) = LISTS.get(self.list)?;
        Some(Request::post(self.url.clone(), &question(list, fields, self.cursor.as_deref())))
    }

    fn told(&mut self, answer: Option<Value>) -> Result<(), Text> {
        let Some((list, _)) = LISTS.get(self.list) else { return Ok(()) };
        let version = self.version;
        let answer = answer.ok_or_else(|| {
            text(
                format!("OS2mo har ikke (længere) version {version} af GraphQL. Skriv en version, den har, i graphql_version."),
                format!("OS2mo has no version {version} of GraphQL (any more). Write one that it has in graphql_version."),
            )
        })?;
        if let Some(error) = answer.get("errors").and_then(Value::as_array).and_then(|errors| errors.first()) {
            let said = shown(said(error, "message").unwrap_or_default());
            return Err(text(
                format!("OS2mo afviste spørgsmålet om {list}: {said}"),
                format!("OS2mo refused the question for {list}: {said}"),
            ));
        }
        let page = answer.pointer(&format!("/data/{list}")).ok_or_else(|| strange(list))?;
        let objects = page.get("objects").and_then(Value::as_array).ok_or_else(|| strange(list))?;
        let rows = self.now.rows_mut(list);
        for object in objects {
            if let (Some(id), Some(validities)) = (said(object, "uuid"), object.get("validities")) {
                put(rows, id, json!({"validities": validities}), &[], Value::clone);
            }
        }
        let next = page.get("page_info").and_then(|info| said(info, "next_cursor")).map(str::to_owned);
        if next.is_some() && next == self.cursor {
            return Err(text(
                format!("Sider af {list} går i ring."),
                format!("The pages of {list} go round in circles."),
            ));
        }
        if next.is_none() {
            self.list += 1;
        }
        self.cursor = next;
        Ok(())
    }

    fn gathered(&mut self) -> Result<Gathered, Text> {
        let lists = [("org_units", Text::new("enheder", "units")), ("employees", Text::new("personer", "people"))];
        for (list, what) in lists {
            let (before, rows) = (self.before.rows(list), self.now.rows_mut(list));
            if !self.much_may_be_gone
                && let Some(why) = too_few(what, before, rows)
            {
                return Err(why);
            }
        }
        // The engagements of those who are gone say where they worked.
        for list in ["org_units", "employees", "engagements"] {
            bury_missing(self.before.rows(list), self.now.rows_mut(list), self.today, self.people.keep_left_days);
        }
        Ok(gathered(&self.before, std::mem::take(&mut self.now), None))
    }
}
