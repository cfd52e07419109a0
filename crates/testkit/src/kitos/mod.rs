//! A KITOS on this machine that behaves as badly as a real one may: busy, slow, cut short, changed while it is read.

mod rows;
mod server;
mod town;

use std::collections::BTreeMap;

use inbound::{Answer, Gathered, Gathering, Next, Request, Talk};
use kernel::{Instant, Text};
use serde_json::{Value, json};

pub use rows::{Generation, MUNICIPALITY, rows, settings, uuid};
pub use server::serve;
pub use town::town;

/// What goes wrong, or changes.
#[derive(Clone, Debug)]
pub enum Act {
    /// The answer has that status.
    Status(u16),
    /// Busy: ask again after so many seconds.
    Busy(u64),
    /// No answer at all.
    Nothing,
    /// It is done, but no answer comes.
    Lost,
    /// The answer's last bytes do not come.
    CutShort,
    /// The serialiser writes its own `$type` and `$values`.
    Wrapped,
    /// The token no longer holds.
    TokenEnds,
    /// After the answer, the row is changed and so comes last in its list.
    Touch(&'static str, String),
    /// After the answer, the row is gone.
    Delete(&'static str, String),
}

/// When it happens: at the nth request, from 1, whose address has that in it.
#[derive(Clone, Debug)]
pub struct Trick {
    /// A part of the address.
    pub at: &'static str,
    /// Which of those requests.
    pub nth: usize,
    /// What happens.
    pub act: Act,
}

/// The register.
#[derive(Clone, Debug)]
pub struct FakeKitos {
    /// Its rows by list, in the order of their last change.
    pub lists: BTreeMap<&'static str, Vec<Value>>,
    /// What its deletion feed tells: type, identity, when.
    pub deleted: Vec<(&'static str, String, String)>,
    /// What happens and when.
    pub tricks: Vec<Trick>,
    /// The requests so far, method and address.
    pub requests: Vec<String>,
    /// The last change of a row that is touched.
    pub clock: String,
    met: BTreeMap<usize, usize>,
    token: usize,
}

impl FakeKitos {
    /// With those rows.
    pub fn of(lists: BTreeMap<&'static str, Vec<Value>>) -> Self {
        Self {
            lists,
            deleted: Vec::new(),
            tricks: Vec::new(),
            requests: Vec::new(),
            clock: "2026-11-23T08:00:00.1234567Z".to_owned(),
            met: BTreeMap::new(),
            token: 1,
        }
    }

    /// And with that happening.
    #[must_use]
    pub fn with(mut self, at: &'static str, nth: usize, act: Act) -> Self {
        self.tricks.push(Trick { at, nth, act });
        self
    }

    /// Its answer to one request: status, seconds to wait, body; none when it stays silent.
    pub fn answer(&mut self, request: &Request) -> Option<(u16, Option<u64>, Vec<u8>)> {
        self.requests.push(format!("{} {}", request.method, request.url));
        let acts = self.acts(&request.url);
        for act in &acts {
            match act {
                Act::Status(status) => return Some((*status, None, b"fejl".to_vec())),
                Act::Busy(seconds) => return Some((429, Some(*seconds), Vec::new())),
                Act::Nothing => return None,
                Act::TokenEnds => self.token += 1,
                _ => {}
            }
        }
        let path = request.url.split_once("/api/").map_or("", |(_, path)| path);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let given = request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.clone());
        let (status, value) = match path {
            "authorize/GetToken" => self.sign_in(request.body.as_deref().unwrap_or_default()),
            _ if given != Some(format!("Bearer token-{}", self.token)) => (401, Value::Null),
            _ if request.method == "POST" => self.write(path, request.body.as_deref().unwrap_or_default()),
            _ => self.tell(path.trim_start_matches("v2/"), query),
        };
        if acts.iter().any(|act| matches!(act, Act::Lost)) {
            return None;
        }
        let value = if acts.iter().any(|act| matches!(act, Act::Wrapped)) { wrapped(value) } else { value };
        let mut body = value.to_string().into_bytes();
        for act in acts {
            match act {
                Act::CutShort => body.truncate(body.len() / 2),
                Act::Touch(list, id) => self.touch(list, &id),
                Act::Delete(list, id) => {
                    self.lists.get_mut(list).into_iter().for_each(|rows| rows.retain(|row| row["uuid"] != id));
                }
                _ => {}
            }
        }
        Some((status, None, body))
    }

    fn acts(&mut self, url: &str) -> Vec<Act> {
        let mut acts = Vec::new();
        for (place, trick) in self.tricks.iter().enumerate() {
            if url.contains(trick.at) {
                let met = self.met.entry(place).or_default();
                *met += 1;
                if *met == trick.nth {
                    acts.push(trick.act.clone());
                }
            }
        }
        acts
    }

    fn sign_in(&self, body: &str) -> (u16, Value) {
        let who: Value = serde_json::from_str(body).unwrap_or_default();
        if who["email"] != "api@proevelund.example" || who["password"] != "hemmelig" {
            return (401, Value::Null);
        }
        let token = format!("token-{}", self.token);
        (
            200,
            json!({ "msg": "", "response": { "token": token, "loginSuccessful": true, "expires": "2099-01-01T00:00:00Z" } }),
        )
    }

    /// Only links are written, and only added.
    fn write(&mut self, path: &str, body: &str) -> (u16, Value) {
        let usage =
            path.strip_prefix("v2/it-system-usages/").and_then(|rest| rest.strip_suffix("/external-references"));
        let mut usages = self.lists.get_mut("it-system-usages").into_iter().flatten();
        let Some(row) = usages.find(|row| usage.is_some_and(|uuid| row["uuid"] == uuid)) else {
            return (404, Value::Null);
        };
        let Ok(link) = serde_json::from_str::<Value>(body) else { return (400, Value::Null) };
        let links = row["externalReferences"].as_array_mut().expect("a list of links");
        links.push(link.clone());
        (201, link)
    }

    fn tell(&self, path: &str, query: &str) -> (u16, Value) {
        let given = |name: &str| {
            query
                .split('&')
                .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
                .map(|(_, value)| value)
        };
        let number = |name: &str| given(name).and_then(|value| value.parse::<usize>().ok());
        // Only the page is copied: a list may be long.
        let (page, size) = (number("page").unwrap_or(0), number("pageSize").unwrap_or(250));
        let page = |rows: &mut dyn Iterator<Item = &Value>| {
            Value::Array(rows.skip(page.saturating_mul(size)).take(size).cloned().collect())
        };
        let path = path.strip_prefix(&format!("organizations/{}/", uuid(MUNICIPALITY))).unwrap_or(path);
        let list = if path == "users" { "organization-users" } else { path };
        if let (true, Some((list, id))) = (!list.starts_with("delta-feed"), list.split_once('/')) {
            let row = self.lists.get(list).and_then(|rows| rows.iter().find(|row| row["uuid"] == id));
            return row.map_or((404, Value::Null), |row| (200, row.clone()));
        }
        match list {
            "organizations" => {
                let part = given("cvrContent").unwrap_or_default();
                let holds = |row: &&Value| row["cvr"].as_str().is_some_and(|cvr| cvr.contains(part));
                (200, page(&mut self.lists["organizations"].iter().filter(holds)))
            }
            "delta-feed/deleted-entities" => {
                let of = given("entityType").unwrap_or_default();
                let since = given("deletedSinceUTC").unwrap_or_default();
                let told = self.deleted.iter().filter(|(entity, _, at)| *entity == of && at.as_str() >= since);
                let told =
                    told.map(|(entity, id, at)| json!({ "occurredAtUtc": at, "entityUuid": id, "entityType": entity }));
                (200, page(&mut told.collect::<Vec<_>>().iter()))
            }
            _ => {
                let Some(rows) = self.lists.get(list) else { return (404, Value::Null) };
                let since = given("changedSinceGtEq").unwrap_or_default();
                let new = |row: &&Value| since.is_empty() || row["lastModified"].as_str().is_some_and(|at| at >= since);
                (200, page(&mut rows.iter().filter(new)))
            }
        }
    }

    /// The row is changed: it comes last in its list.
    pub fn touch(&mut self, list: &'static str, id: &str) {
        let clock = self.clock.clone();
        if let Some(rows) = self.lists.get_mut(list)
            && let Some(place) = rows.iter().position(|row| row["uuid"] == id)
        {
            let mut row = rows.remove(place);
            row["lastModified"] = json!(clock);
            rows.push(row);
        }
    }

    /// A row.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row_mut(&mut self, list: &'static str, id: &str) -> &mut Value {
        let rows = self.lists.get_mut(list).expect("a list");
        rows.iter_mut().find(|row| row["uuid"] == id).expect("a row")
    }
}

fn wrapped(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            json!({ "$type": "System.Collections.Generic.List`1", "$values": items.into_iter().map(wrapped).collect::<Vec<_>>() })
        }
        Value::Object(fields) => {
            let mut fields: serde_json::Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, wrapped(value))).collect();
            fields.insert("$type".to_owned(), json!("Presentation.Web.DTO"));
            Value::Object(fields)
        }
        other => other,
    }
}

/// Plays a run to its end without a socket, a second a request, and gives what it gathered or why it failed.
///
/// # Errors
/// What the run says of its failing.
///
/// # Panics
/// When a run goes on for ten thousand requests.
pub fn play(mut talk: Box<dyn Gathering>, fake: &mut FakeKitos, now: Instant) -> Result<Gathered, Text> {
    converse(&mut *talk, fake, now)?;
    Ok(talk.gathered().expect("a run that came to its end"))
}

/// The same for any conversation.
///
/// # Errors
/// What the conversation says of its failing.
///
/// # Panics
/// When it goes on for ten thousand requests.
pub fn converse(talk: &mut dyn Talk, fake: &mut FakeKitos, mut now: Instant) -> Result<(), Text> {
    for _ in 0..10_000 {
        match talk.next(now) {
            Next::Ask(request) => {
                let answer = match fake.answer(&request) {
                    Some((status, retry_after, body)) => Answer::Got { status, retry_after, body },
                    None => Answer::Nothing("timeout".to_owned()),
                };
                talk.hear(answer);
                now = now.plus_seconds(1);
            }
            Next::Wait(seconds) => now = now.plus_seconds(i64::try_from(seconds).expect("a wait")),
            Next::Done => return Ok(()),
            Next::Failed(reason) => return Err(reason),
        }
    }
    panic!("the run does not end")
}
