//! A link to our page on a system's page in KITOS: the only thing that is ever written there, and only added.
//!
//! Each usage is looked at just before, and again whenever it is not known what became of the writing, so that no link stands
//! twice. A refusal concerns its system; it is told and not tried again.

use std::collections::VecDeque;

use kernel::{Instant, Text};
use serde_json::{Value, json};

use super::settings::KitosSettings;
use super::sign_in::{self, Token};
use super::{list, row};
use crate::mirror::Mirror;
use crate::register::{Links, LinksWritten};
use crate::talk::{Answer, Heard, Next, Patience, Request, Talk};

/// What the link is called in KITOS.
const TITLE: &str = "Fundament: følg eller forklar";
/// After so many refusals for want of a right, and none that was let through, the user has none.
const MOST_FORBIDDEN: usize = 5;

/// One thing to ask.
#[derive(Clone, Debug)]
enum Step {
    /// Whether the usage has the link.
    Look(String),
    /// That it gets it.
    Write(String),
}

enum Asked {
    Token,
    Step(Step),
}

/// The conversation.
pub struct KitosLinks {
    settings: KitosSettings,
    password: String,
    pages: String,
    steps: VecDeque<Step>,
    asked: Option<(Asked, Request)>,
    token: Option<Token>,
    renewed: bool,
    patience: Patience,
    /// With the writing of one link: looking in between goes well and must not begin it anew.
    writing: Patience,
    wait: Option<u64>,
    failed: Option<Text>,
    result: LinksWritten,
}

impl KitosLinks {
    /// For those usages that have no link to our pages at that address yet, as far as the mirror knows.
    pub fn new(settings: KitosSettings, password: String, mirror: &Mirror, public_address: &str) -> Self {
        let pages = format!("{}/objekter/system", public_address.trim_end_matches('/'));
        let (mut steps, mut there) = (VecDeque::new(), 0);
        for (uuid, usage) in mirror.rows(list::USAGES).into_iter().flatten() {
            if has(usage, &address(&pages, uuid)) {
                there += 1;
            } else {
                steps.push_back(Step::Look(uuid.clone()));
            }
        }
        Self {
            settings,
            password,
            pages,
            steps,
            asked: None,
            token: None,
            renewed: false,
            patience: Patience::default(),
            writing: Patience::default(),
            wait: None,
            failed: None,
            result: LinksWritten { there, ..LinksWritten::default() },
        }
    }

    fn request(&self, step: &Step, token: &str) -> Request {
        let usage = |uuid: &str| format!("{}/api/v2/it-system-usages/{uuid}", self.settings.base);
        let request = match step {
            Step::Look(uuid) => Request::get(usage(uuid)),
            Step::Write(uuid) => {
                let url = address(&self.pages, uuid);
                let link = json!({ "title": TITLE, "documentId": "Fundament", "url": url, "masterReference": false });
                Request::post(format!("{}/external-references", usage(uuid)), &link)
            }
        };
        request.with("authorization", format!("Bearer {token}"))
    }

    fn told(&mut self, asked: Asked, told: Value) {
        let told = &row::normal(told, "", &mut Vec::new());
        match asked {
            Asked::Token => match Token::of(told) {
                Some(token) => self.token = Some(token),
                None => self.failed = Some(sign_in::refused()),
            },
            Asked::Step(Step::Look(uuid)) if has(told, &address(&self.pages, &uuid)) => self.result.there += 1,
            Asked::Step(Step::Look(uuid)) => self.steps.push_front(Step::Write(uuid)),
            Asked::Step(Step::Write(uuid)) => self.result.written.push(uuid),
        }
    }

    fn refused(&mut self, uuid: String, status: u16) {
        self.writing = Patience::default();
        self.result.refused.push((uuid, status));
        let forbidden = self.result.refused.iter().filter(|(_, status)| *status == 403).count();
        if self.result.written.is_empty() && forbidden >= MOST_FORBIDDEN {
            self.steps.clear();
            self.failed = Some(crate::report::text(
                "API-brugeren må ikke skrive på systemerne i OS2kitos (status 403). Giv den skriveadgang, eller sæt write_links = false.",
                "The API user may not write on the systems in OS2kitos (status 403). Give it the right, or set write_links = false.",
            ));
        }
    }
}

fn address(pages: &str, uuid: &str) -> String {
    format!("{pages}/{uuid}")
}

/// Whether the usage has a link to that address.
fn has(usage: &Value, address: &str) -> bool {
    let links = row::items(usage, "externalReferences").iter().filter_map(|link| row::text(link, "url"));
    links.map(|url| url.trim().trim_end_matches('/')).any(|url| url.eq_ignore_ascii_case(address))
}

/// An answer that says no to this one writing: the status.
fn refusal(asked: &Asked, answer: &Answer) -> Option<u16> {
    match (asked, answer) {
        (Asked::Step(Step::Write(_)), Answer::Got { status: status @ 400..=499, .. })
            if !matches!(status, 401 | 408 | 425 | 429) =>
        {
            Some(*status)
        }
        _ => None,
    }
}

impl Talk for KitosLinks {
    fn next(&mut self, now: Instant) -> Next {
        if let Some(reason) = &self.failed {
            return Next::Failed(reason.clone());
        }
        if let Some(seconds) = self.wait.take() {
            return Next::Wait(seconds);
        }
        if let Some((_, request)) = &self.asked {
            return Next::Ask(request.clone());
        }
        if self.steps.is_empty() {
            return Next::Done;
        }
        let token = match &self.token {
            Some(token) if self.renewed || !token.ends_soon(now) => token.words.clone(),
            _ => {
                let request = sign_in::request(&self.settings, &self.password);
                self.asked = Some((Asked::Token, request.clone()));
                return Next::Ask(request);
            }
        };
        let Some(step) = self.steps.pop_front() else { return Next::Done };
        let request = self.request(&step, &token);
        self.asked = Some((Asked::Step(step), request.clone()));
        Next::Ask(request)
    }

    fn hear(&mut self, answer: Answer) {
        let Some((asked, request)) = self.asked.take() else { return };
        if let (Some(status), Asked::Step(Step::Write(uuid))) = (refusal(&asked, &answer), &asked) {
            return self.refused(uuid.clone(), status);
        }
        // What was written is written, whatever else the answer says.
        let written = matches!(&answer, Answer::Got { status: 200..=299, .. });
        if let (true, Asked::Step(Step::Write(_))) = (written, &asked) {
            self.renewed = false;
            self.writing = Patience::default();
            return self.told(asked, Value::Null);
        }
        let patience =
            if matches!(asked, Asked::Step(Step::Write(_))) { &mut self.writing } else { &mut self.patience };
        match patience.hear(&request, answer) {
            Heard::Json(told) => {
                self.renewed = matches!(asked, Asked::Token);
                self.told(asked, told);
            }
            Heard::Again(seconds) => {
                self.wait = Some(seconds);
                match asked {
                    // Nobody knows whether it was written.
                    Asked::Step(Step::Write(uuid)) => self.steps.push_front(Step::Look(uuid)),
                    asked => self.asked = Some((asked, request)),
                }
            }
            Heard::Stranger => match asked {
                Asked::Step(step) if !self.renewed => {
                    self.token = None;
                    self.steps.push_front(step);
                }
                _ => self.failed = Some(sign_in::refused()),
            },
            // A usage that is gone needs no link.
            Heard::Absent => {}
            Heard::Failed(reason) => self.failed = Some(reason),
        }
    }
}

impl Links for KitosLinks {
    fn missing(&self) -> usize {
        self.steps.len()
    }

    fn written(self: Box<Self>) -> LinksWritten {
        self.result
    }
}
