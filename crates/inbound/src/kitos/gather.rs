//! The conversation with KITOS: token, organisation, list by list and page by page, deletions. A run is whole or nothing: the
//! mirror and the high water that it gives out are those of a run that came to its end.
//!
//! A full run is the truth. A run of changes asks for what changed since ten minutes before the high water, and again where a
//! row moved between two pages while they were read; what neither sees, the next full run heals.

use std::collections::{HashSet, VecDeque};

use kernel::{Instant, Text};
use serde_json::Value;

use super::row::{self, normal};
use super::settings::KitosSettings;
use super::sign_in::{self, Token};
use super::{days, list};
use crate::mirror::Mirror;
use crate::register::{Gathered, Gathering, Run};
use crate::report::text;
use crate::talk::{Answer, Heard, Next, Patience, Request, Talk};

/// Changes are asked for from so long before the high water, in seconds: rows move while they are read.
const OVERLAP: i64 = 600;
/// Deletions are asked for from so long before it.
const DELETED_OVERLAP: i64 = 86_400;
/// A list in which rows move is read again so many times.
const MOST_READINGS: u8 = 4;
/// No list has more pages: a server that answers every page with the same one has no end.
const MOST_PAGES: usize = 4_000;
/// So many rows may be gone from a list without anybody being asked,
const FEW_GONE: usize = 20;
/// and this part of it.
const SMALL_PART: usize = 4;

/// Every list, in the order of reading.
const LISTS: [&str; 7] =
    [list::UNITS, list::USERS, list::SYSTEMS, list::INTERFACES, list::CONTRACTS, list::AGREEMENTS, list::USAGES];
/// What the deletion feed calls the rows of a list.
const DELETIONS: [(&str, &str); 6] = [
    ("ItSystem", list::SYSTEMS),
    ("ItSystemUsage", list::USAGES),
    ("ItInterface", list::INTERFACES),
    ("ItContract", list::CONTRACTS),
    ("DataProcessingRegistration", list::AGREEMENTS),
    ("OrganizationUnit", list::UNITS),
];

/// One thing to ask.
#[derive(Clone, Debug)]
enum Step {
    Organisation {
        page: usize,
    },
    Page {
        list: &'static str,
        page: usize,
    },
    Deleted {
        entity: &'static str,
        list: &'static str,
        page: usize,
    },
    /// One row: whether it is still there, or one that another row names.
    Row {
        list: &'static str,
        id: String,
    },
}

impl Step {
    /// The page it asks for.
    fn page(&self) -> usize {
        match self {
            Self::Organisation { page } | Self::Page { page, .. } | Self::Deleted { page, .. } => *page,
            Self::Row { .. } => 0,
        }
    }
}

/// What a request was for.
enum Asked {
    Token,
    Step(Step),
}

/// The conversation.
pub struct Kitos {
    settings: KitosSettings,
    password: String,
    run: Run,
    /// How far the earlier run came; a run of changes without it is a full one.
    high_water: Option<Instant>,
    before: Mirror,
    mirror: Mirror,
    organisation: Option<String>,
    token: Option<Token>,
    /// A new token was just had, so that another 401 is a refusal.
    renewed: bool,
    steps: VecDeque<Step>,
    asked: Option<(Asked, Request)>,
    patience: Patience,
    wait: Option<u64>,
    failed: Option<Text>,
    /// The identities read of the list that is being read, whether one came twice, and how often it was read.
    read: HashSet<String>,
    moved: bool,
    readings: u8,
    confirming: bool,
    done: bool,
    covered: Vec<String>,
    started: Option<Instant>,
}

impl Kitos {
    /// A run with those settings, onto what was known before.
    pub fn new(settings: KitosSettings, password: String, run: Run, before: Mirror) -> Self {
        let (run, high_water) = match run {
            Run::Full { .. } => (run, None),
            Run::Changes { ref since } => match days::instant(since) {
                Some(since) => (run, Some(since)),
                None => (Run::Full { much_may_be_gone: false }, None),
            },
        };
        let mirror = if high_water.is_some() { before.clone() } else { Mirror::default() };
        Self {
            settings,
            password,
            run,
            high_water,
            before,
            mirror,
            organisation: None,
            token: None,
            renewed: false,
            steps: VecDeque::from([Step::Organisation { page: 0 }]),
            asked: None,
            patience: Patience::default(),
            wait: None,
            failed: None,
            read: HashSet::new(),
            moved: false,
            readings: 0,
            confirming: false,
            done: false,
            covered: Vec::new(),
            started: None,
        }
    }

    fn address(&self, step: &Step) -> String {
        let (base, size) = (&self.settings.base, self.settings.page_size);
        let organisation = self.organisation.as_deref().unwrap_or_default();
        let of_organisation = |list: &str| format!("{base}/api/v2/organizations/{organisation}/{}", path_of(list));
        match step {
            Step::Organisation { page } => format!(
                "{base}/api/v2/organizations?cvrContent={}&onlyWhereUserHasMembership=true&page={page}&pageSize={size}",
                self.settings.cvr
            ),
            Step::Row { list, id } if is_of_organisation(list) => format!("{}/{id}", of_organisation(list)),
            Step::Row { list, id } => format!("{base}/api/v2/{list}/{id}"),
            Step::Deleted { entity, page, .. } => {
                let since = self.since(DELETED_OVERLAP).map_or_else(String::new, |since| since.to_string());
                format!(
                    "{base}/api/v2/delta-feed/deleted-entities?entityType={entity}&deletedSinceUTC={since}&page={page}&pageSize={size}"
                )
            }
            Step::Page { list, page } => {
                let place =
                    if is_of_organisation(list) { of_organisation(list) } else { format!("{base}/api/v2/{list}") };
                let of = match *list {
                    list::SYSTEMS | list::INTERFACES => {
                        format!("usedInOrganizationUuid={organisation}&includeDeactivated=true&")
                    }
                    list::UNITS | list::USERS => String::new(),
                    _ => format!("organizationUuid={organisation}&"),
                };
                let since = match self.since(OVERLAP) {
                    Some(since) if *list != list::USERS => format!("changedSinceGtEq={since}&"),
                    _ => String::new(),
                };
                let order = if *list == list::USERS { "" } else { "orderByProperty=CreationOrder&" };
                format!("{place}?{of}{since}{order}page={page}&pageSize={size}")
            }
        }
    }

    /// So long before the high water; none in a full run.
    fn since(&self, overlap: i64) -> Option<Instant> {
        match &self.run {
            Run::Full { .. } => None,
            Run::Changes { .. } => self.high_water.map(|since| since.plus_seconds(-overlap)),
        }
    }

    fn fail(&mut self, reason: Text) {
        self.failed = Some(reason);
    }

    /// The next step when none is left: what is gone is asked for one by one before it counts as gone.
    fn go_on(&mut self) {
        if self.confirming {
            self.done = true;
            return;
        }
        self.confirming = true;
        let mut steps: Vec<Step> = Vec::new();
        if let Run::Full { much_may_be_gone } = self.run {
            for list in LISTS {
                let Some(before) = self.before.rows(list) else { continue };
                let now = self.mirror.rows(list);
                let absent: Vec<String> =
                    before.keys().filter(|id| now.is_none_or(|rows| !rows.contains_key(*id))).cloned().collect();
                if !much_may_be_gone && absent.len() > FEW_GONE && absent.len() > before.len() / SMALL_PART {
                    let (gone, all) = (absent.len(), before.len());
                    return self.fail(text(
                        format!("OS2kitos viser {gone} af {all} rækker i {list} som forsvundet. Er det rigtigt, så kør igen med --much-gone; er det ikke, så se API-brugerens rettigheder efter."),
                        format!("OS2kitos shows {gone} of {all} rows of {list} as gone. If that is right, run again with --much-gone; if not, look at the API user's rights."),
                    ));
                }
                steps.extend(absent.into_iter().map(|id| Step::Row { list, id }));
            }
        }
        // A system that came into use may have changed long before.
        let usages = self.mirror.rows(list::USAGES).into_iter().flatten();
        let named: HashSet<&str> = usages.filter_map(|(_, usage)| row::id(usage, "systemContext")).collect();
        let mut missing: Vec<&str> =
            named.into_iter().filter(|id| self.mirror.row(list::SYSTEMS, id).is_none()).collect();
        missing.sort_unstable();
        steps.extend(missing.into_iter().map(|id| Step::Row { list: list::SYSTEMS, id: id.to_owned() }));
        self.steps.extend(steps);
        self.done = self.steps.is_empty();
    }

    fn told(&mut self, asked: Asked, told: Value) {
        let mut covered = Vec::new();
        let told = normal(told, "", &mut covered);
        match asked {
            Asked::Token => self.token_told(&told),
            Asked::Step(Step::Organisation { page }) => self.organisations_told(page, &told),
            Asked::Step(Step::Row { list, id }) => {
                self.covered_in(list, covered);
                self.keep(list, id, told);
            }
            Asked::Step(Step::Page { list, page }) => {
                self.covered_in(list, covered);
                self.page_told(list, page, told);
            }
            Asked::Step(Step::Deleted { entity, list, page }) => {
                let Some(rows) = told.as_array() else { return self.no_list(list) };
                for deleted in rows {
                    let of_it = row::text(deleted, "entityType").is_none_or(|named| named == entity);
                    if let (true, Some(id)) = (of_it, row::text(deleted, "entityUuid")) {
                        self.mirror.rows_mut(list).remove(id);
                    }
                }
                if rows.len() >= self.settings.page_size {
                    self.steps.push_front(Step::Deleted { entity, list, page: page + 1 });
                }
            }
        }
    }

    fn covered_in(&mut self, list: &str, paths: Vec<String>) {
        self.covered.extend(paths.into_iter().map(|path| format!("{list}: {path}")));
    }

    fn token_told(&mut self, told: &Value) {
        match Token::of(told) {
            Some(token) => self.token = Some(token),
            None => self.fail(sign_in::refused()),
        }
    }

    fn organisations_told(&mut self, page: usize, told: &Value) {
        let Some(rows) = told.as_array() else { return self.no_list("organizations") };
        let ours: Vec<&Value> = rows.iter().filter(|row| row::text(row, "cvr") == Some(&*self.settings.cvr)).collect();
        let is_municipality = |row: &&&Value| row::text(row, "organizationType") == Some("Municipality");
        let one = if ours.len() > 1 { ours.iter().find(is_municipality).copied() } else { ours.first().copied() };
        let full = rows.len() >= self.settings.page_size;
        match one.and_then(|one| row::text(one, "uuid")) {
            Some(uuid) => {
                self.organisation = Some(uuid.to_owned());
                self.steps.extend(LISTS.map(|list| Step::Page { list, page: 0 }));
                if matches!(self.run, Run::Changes { .. }) {
                    self.steps.extend(DELETIONS.map(|(entity, list)| Step::Deleted { entity, list, page: 0 }));
                }
            }
            None if full => self.steps.push_front(Step::Organisation { page: page + 1 }),
            None => {
                let cvr = self.settings.cvr.clone();
                self.fail(text(
                    format!("API-brugeren er ikke medlem af en organisation med CVR-nummer {cvr} i OS2kitos. Ret cvr i indstillingerne, eller bed den lokale administrator om at tilføje brugeren."),
                    format!("The API user is no member of an organisation with CVR number {cvr} in OS2kitos. Correct cvr in the settings, or ask the local administrator to add the user."),
                ));
            }
        }
    }

    fn page_told(&mut self, list: &'static str, page: usize, told: Value) {
        let Value::Array(rows) = told else { return self.no_list(list) };
        if page == 0 {
            self.read.clear();
            self.moved = false;
        }
        let full = rows.len() >= self.settings.page_size;
        if self.mirror.rows(list).is_none() {
            self.mirror.rows_mut(list);
        }
        for row in rows {
            let Some(id) = row::text(&row, "uuid").map(str::to_owned) else {
                return self.fail(text(
                    format!("En række i {list} har intet uuid. OS2kitos' API har måske ændret form; meld det til leverandøren af Fundament."),
                    format!("A row of {list} has no uuid. The API of OS2kitos may have changed; tell the supplier of Fundament."),
                ));
            };
            self.moved |= !self.read.insert(id.clone());
            self.keep(list, id, row);
        }
        if full {
            self.steps.push_front(Step::Page { list, page: page + 1 });
        } else if self.moved && self.readings + 1 < MOST_READINGS {
            self.readings += 1;
            self.steps.push_front(Step::Page { list, page: 0 });
        } else {
            self.readings = 0;
        }
    }

    /// Keeps a row without what is nobody's business here.
    fn keep(&mut self, list: &str, id: String, mut row: Value) {
        if let (list::USERS, Some(fields)) = (list, row.as_object_mut()) {
            fields.remove("phoneNumber");
        }
        // Some lists are told whole every time; a row that is as before need not be written, and the list stays shared.
        if self.mirror.row(list, &id) != Some(&row) {
            self.mirror.rows_mut(list).insert(id, row);
        }
    }

    fn no_list(&mut self, list: &str) {
        self.fail(text(
            format!(
                "Svaret fra OS2kitos på {list} er ikke en liste. Adressen i indstillingerne (base) er måske forkert."
            ),
            format!("The answer of OS2kitos to {list} is no list. The address in the settings (base) may be wrong."),
        ));
    }
}

fn path_of(list: &str) -> &str {
    if list == list::USERS { "users" } else { list }
}

fn is_of_organisation(list: &str) -> bool {
    matches!(list, list::UNITS | list::USERS)
}

fn changed_at(row: &Value) -> Option<Instant> {
    days::instant(row::text(row, "lastModified")?)
}

impl Talk for Kitos {
    fn next(&mut self, now: Instant) -> Next {
        self.started.get_or_insert(now);
        if let Some(reason) = &self.failed {
            return Next::Failed(reason.clone());
        }
        if let Some(seconds) = self.wait.take() {
            return Next::Wait(seconds);
        }
        if let Some((_, request)) = &self.asked {
            return Next::Ask(request.clone());
        }
        let token = match &self.token {
            Some(token) if self.renewed || !token.ends_soon(now) => token.words.clone(),
            _ => {
                let request = sign_in::request(&self.settings, &self.password);
                self.asked = Some((Asked::Token, request.clone()));
                return Next::Ask(request);
            }
        };
        if self.steps.is_empty() {
            self.go_on();
            if let Some(reason) = &self.failed {
                return Next::Failed(reason.clone());
            }
        }
        let Some(step) = self.steps.pop_front() else {
            self.done = true;
            return Next::Done;
        };
        if step.page() > MOST_PAGES {
            let reason = text(
                "OS2kitos bliver ved med at svare med flere sider. Kørslen er stoppet; meld det til OS2kitos.",
                "OS2kitos goes on answering with more pages. The run was stopped; tell OS2kitos.",
            );
            self.fail(reason.clone());
            return Next::Failed(reason);
        }
        let request = Request::get(self.address(&step)).with("authorization", format!("Bearer {token}"));
        self.asked = Some((Asked::Step(step), request.clone()));
        Next::Ask(request)
    }

    fn hear(&mut self, answer: Answer) {
        let Some((asked, request)) = self.asked.take() else { return };
        // A single row that may no longer be seen is not there for us; the lists themselves must be seen.
        let answer = match (&asked, answer) {
            (Asked::Step(Step::Row { .. }), Answer::Got { status: 403, retry_after, body }) => {
                Answer::Got { status: 404, retry_after, body }
            }
            (_, answer) => answer,
        };
        match self.patience.hear(&request, answer) {
            Heard::Json(told) => {
                self.renewed = matches!(asked, Asked::Token);
                self.told(asked, told);
            }
            Heard::Again(seconds) => {
                self.wait = Some(seconds);
                self.asked = Some((asked, request));
            }
            Heard::Stranger => match asked {
                Asked::Step(step) if !self.renewed => {
                    self.token = None;
                    self.steps.push_front(step);
                }
                _ => self.fail(sign_in::refused()),
            },
            Heard::Absent => match asked {
                Asked::Step(Step::Row { list, id }) => {
                    self.mirror.rows_mut(list).remove(&id);
                }
                _ => {
                    let place = request.place().to_owned();
                    self.fail(text(
                        format!("{place} findes ikke. Ret adressen i indstillingerne (base)."),
                        format!("{place} does not exist. Correct the address in the settings (base)."),
                    ));
                }
            },
            Heard::Failed(reason) => self.fail(reason),
        }
    }
}

impl Gathering for Kitos {
    fn gathered(self: Box<Self>) -> Option<Gathered> {
        if !self.done {
            return None;
        }
        let of_rows = self.mirror.lists().flat_map(|(_, rows)| rows.values()).filter_map(changed_at).max();
        // A row from the future would let changes until then go by unseen.
        let high_water = of_rows.map(|last| self.started.map_or(last, |started| last.min(started)));
        Some(Gathered::against(&self.before, self.mirror, high_water.map(|last| last.to_string()), self.covered))
    }
}
