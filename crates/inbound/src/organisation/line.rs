//! The part of a conversation that is the same with every register: coming in by a key or a token, a token that ends
//! midway, waiting, and giving up. What is asked, and what an answer means, is the script's.

use kernel::{Day, Instant, Text};
use serde_json::Value;

use super::address::escaped;
use crate::register::{Gathered, Gathering};
use crate::report::text;
use crate::talk::{Answer, Heard, Next, Patience, Request, Talk};

/// No run asks more often.
const MOST_REQUESTS: u32 = 200_000;
/// A token that ends within so many seconds is renewed first.
const MARGIN: i64 = 60;
/// How long a token holds when nothing is said of it, in seconds.
const TOKEN_SECONDS: i64 = 300;

/// What is asked of a register in one run.
pub(super) trait Script {
    /// Before the first question: the day of the run.
    fn begin(&mut self, today: Day);
    /// The next question; none when there are no more.
    fn ask(&mut self) -> Option<Request>;
    /// The answer to the last question; none when there is no such thing.
    fn told(&mut self, answer: Option<Value>) -> Result<(), Text>;
    /// After the last answer: what was gathered, or why it cannot be trusted.
    fn gathered(&mut self) -> Result<Gathered, Text>;
}

/// How a register lets us in.
pub(super) enum Door {
    /// A header with a key.
    Key(&'static str, String),
    /// OAuth 2.0 client credentials, at that address, with that form.
    Token { url: String, form: String },
}

impl Door {
    /// Client credentials.
    pub fn token(url: String, client: &str, secret: &str, scope: Option<&str>) -> Self {
        let mut form =
            format!("grant_type=client_credentials&client_id={}&client_secret={}", escaped(client), escaped(secret));
        if let Some(scope) = scope {
            form.push_str("&scope=");
            form.push_str(&escaped(scope));
        }
        Self::Token { url, form }
    }
}

enum State {
    Ready,
    Waiting(u64),
    Asked(Request, Kind),
    Done(Gathered),
    Failed(Text),
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Token,
    Question,
}

/// One run of a script.
pub(super) struct Line<S> {
    script: S,
    door: Door,
    token: Option<(String, Instant)>,
    pending: Option<Request>,
    state: State,
    patience: Patience,
    refused: bool,
    asked: u32,
    now: Instant,
}

impl<S: Script> Line<S> {
    pub fn new(script: S, door: Door) -> Self {
        Self {
            script,
            door,
            token: None,
            pending: None,
            state: State::Ready,
            patience: Patience::default(),
            refused: false,
            asked: 0,
            now: Instant::default(),
        }
    }

    fn ready(&mut self) -> Next {
        if self.asked >= MOST_REQUESTS {
            return self.fail(text(
                format!("Registret bliver ved: {MOST_REQUESTS} svar er hentet uden en ende."),
                format!("The register goes on: {MOST_REQUESTS} answers were fetched without an end."),
            ));
        }
        if self.asked == 0 {
            self.script.begin(self.now.utc_day());
        }
        self.asked += 1;
        if let Door::Token { url, form } = &self.door
            && self.token.as_ref().is_none_or(|(_, ends)| ends.seconds_since(self.now) < MARGIN)
        {
            let form_type = "application/x-www-form-urlencoded".to_owned();
            let mut request = Request::get(url.clone()).with("content-type", form_type);
            (request.method, request.body) = ("POST", Some(form.clone()));
            return self.put(request, Kind::Token);
        }
        let Some(request) = self.pending.take().or_else(|| self.script.ask()) else {
            return match self.script.gathered() {
                Ok(gathered) => {
                    self.state = State::Done(gathered);
                    Next::Done
                }
                Err(why) => self.fail(why),
            };
        };
        self.pending = Some(request.clone());
        let dressed = match (&self.door, &self.token) {
            (Door::Key(header, key), _) => request.with(header, key.clone()),
            (Door::Token { .. }, Some((token, _))) => request.with("authorization", format!("Bearer {token}")),
            (Door::Token { .. }, None) => request,
        };
        self.put(dressed, Kind::Question)
    }

    fn put(&mut self, request: Request, kind: Kind) -> Next {
        self.state = State::Asked(request.clone(), kind);
        Next::Ask(request)
    }

    fn fail(&mut self, why: Text) -> Next {
        self.state = State::Failed(why.clone());
        Next::Failed(why)
    }

    fn take_token(&mut self, place: &str, answer: &Value) {
        let token = answer.get("access_token").and_then(Value::as_str);
        let fit = token.filter(|token| !token.is_empty() && token.chars().all(|sign| sign.is_ascii_graphic()));
        let Some(token) = fit else {
            self.fail(text(
                format!("{place} svarede uden et brugbart adgangsbevis."),
                format!("{place} answered without a usable token."),
            ));
            return;
        };
        let seconds = answer.get("expires_in").and_then(Value::as_i64).unwrap_or(TOKEN_SECONDS);
        // A token that ends at once would be renewed for ever.
        self.token = Some((token.to_owned(), self.now.plus_seconds(seconds.max(MARGIN * 2))));
    }

    fn stranger(&mut self, place: &str, kind: Kind) {
        let renewable = matches!(self.door, Door::Token { .. }) && kind == Kind::Question && !self.refused;
        if renewable {
            (self.refused, self.token) = (true, None);
            return;
        }
        self.fail(text(
            format!("{place} afviser adgangen (401). Kontrollér nøglen eller klienten og dens rettigheder."),
            format!("{place} refuses access (401). Check the key or the client and its rights."),
        ));
    }
}

impl<S: Script> Talk for Line<S> {
    fn next(&mut self, now: Instant) -> Next {
        self.now = now;
        match &self.state {
            State::Waiting(seconds) => {
                let seconds = *seconds;
                self.state = State::Ready;
                Next::Wait(seconds)
            }
            State::Asked(request, _) => Next::Ask(request.clone()),
            State::Done(_) => Next::Done,
            State::Failed(why) => Next::Failed(why.clone()),
            State::Ready => self.ready(),
        }
    }

    fn hear(&mut self, answer: Answer) {
        if !matches!(self.state, State::Asked(..)) {
            return;
        }
        let State::Asked(request, kind) = std::mem::replace(&mut self.state, State::Ready) else { return };
        let told = match (self.patience.hear(&request, answer), kind) {
            (Heard::Json(answer), Kind::Token) => return self.take_token(request.place(), &answer),
            (Heard::Json(answer), Kind::Question) => {
                self.refused = false;
                Some(answer)
            }
            (Heard::Absent, Kind::Question) => None,
            (Heard::Absent, Kind::Token) => {
                let place = request.place();
                self.fail(text(
                    format!("Der er ingen udsteder af adgangsbeviser på {place}."),
                    format!("There is no issuer of tokens at {place}."),
                ));
                return;
            }
            (Heard::Stranger, kind) => return self.stranger(request.place(), kind),
            (Heard::Again(seconds), _) => {
                self.state = State::Waiting(seconds);
                return;
            }
            (Heard::Failed(why), _) => {
                self.fail(why);
                return;
            }
        };
        self.pending = None;
        if let Err(why) = self.script.told(told) {
            self.fail(why);
        }
    }
}

impl<S: Script + Send> Gathering for Line<S> {
    fn gathered(self: Box<Self>) -> Option<Gathered> {
        match self.state {
            State::Done(gathered) => Some(gathered),
            _ => None,
        }
    }
}
