//! A conversation with a register's API, without a socket: what to ask next, and what the answer means. Whoever holds the
//! socket asks, waits and listens; so every conversation can be played in a test.

use kernel::{Instant, Text};
use serde_json::Value;

use crate::report::{shown, text};

/// No answer may hold more bytes.
pub const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// No answer may hold more values: read, each takes some tens of bytes, however short it was written.
const MOST_VALUES: usize = 3_000_000;
/// How long to wait before the second, third and last try, in seconds.
const WAITS: [u64; 3] = [1, 5, 15];
/// No register is waited for longer at a time, in seconds.
const LONGEST_WAIT: u64 = 120;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Headers; some hold secrets and are never told.
    pub headers: Vec<(&'static str, String)>,
    /// What is posted.
    pub body: Option<String>,
}

impl Request {
    /// A question for JSON.
    pub fn get(url: String) -> Self {
        Self { method: "GET", url, headers: vec![("accept", "application/json".to_owned())], body: None }
    }

    /// Something posted as JSON.
    pub fn post(url: String, body: &Value) -> Self {
        let headers = ["accept", "content-type"].map(|name| (name, "application/json".to_owned()));
        Self { method: "POST", url, headers: headers.to_vec(), body: Some(body.to_string()) }
    }

    /// With that header too.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The address without its query, which may hold names.
    pub fn place(&self) -> &str {
        self.url.split(['?', '#']).next().unwrap_or_default()
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer.
    Got {
        /// The HTTP status.
        status: u16,
        /// How many seconds to wait, when the other end says so.
        retry_after: Option<u64>,
        /// At most [`LARGEST_ANSWER`] bytes.
        body: Vec<u8>,
    },
    /// No answer within the time, or one too large; why.
    Nothing(String),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask this and let the talk hear the answer.
    Ask(Request),
    /// Wait so many seconds.
    Wait(u64),
    /// All is told.
    Done,
    /// The run fails whole, and why; nothing of it counts.
    Failed(Text),
}

/// A conversation.
pub trait Talk {
    /// What to do next, at that instant.
    fn next(&mut self, now: Instant) -> Next;
    /// What came of the last request.
    fn hear(&mut self, answer: Answer);
}

/// An answer that is good for something, or what to do about it.
pub(crate) enum Heard {
    /// The answer as JSON.
    Json(Value),
    /// There is no such thing (404 or 410).
    Absent,
    /// The token no longer holds (401).
    Stranger,
    /// Ask again after so many seconds.
    Again(u64),
    /// There is no use in asking again, and why.
    Failed(Text),
}

/// How often one request has been tried.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    tries: usize,
}

impl Patience {
    /// What an answer to a request means. A server that is busy or out of order, and an answer that is cut short, are asked
    /// again three times.
    pub fn hear(&mut self, of: &Request, answer: Answer) -> Heard {
        let place = of.place();
        let (status, retry_after, body) = match answer {
            Answer::Got { status, retry_after, body } => (status, retry_after, body),
            Answer::Nothing(why) => {
                return self.again(
                    None,
                    &text(format!("{place} svarer ikke: {why}."), format!("{place} does not answer: {why}.")),
                );
            }
        };
        match status {
            200..=299 if commas(&body) > MOST_VALUES => Heard::Failed(text(
                format!("Svaret fra {place} er for stort til at blive læst. Meld det til registrets leverandør."),
                format!("The answer from {place} is too large to be read. Tell the register's supplier."),
            )),
            200..=299 => match serde_json::from_slice(&body) {
                Ok(value) => {
                    self.tries = 0;
                    Heard::Json(value)
                }
                Err(error) => {
                    let (line, column) = (error.line(), error.column());
                    let reason = text(
                        format!("Svaret fra {place} er ikke hel JSON: linje {line}, tegn {column}."),
                        format!("The answer from {place} is not whole JSON: line {line}, column {column}."),
                    );
                    self.again(None, &reason)
                }
            },
            401 => Heard::Stranger,
            404 | 410 => {
                self.tries = 0;
                Heard::Absent
            }
            408 | 425 | 429 | 500..=599 => {
                let reason =
                    text(format!("{place} svarede med status {status}."), format!("{place} answered status {status}."));
                self.again(retry_after, &reason)
            }
            _ => {
                let said = shown(&String::from_utf8_lossy(&body[..body.len().min(400)]));
                Heard::Failed(text(
                    format!("{place} afviste forespørgslen med status {status}: {said}"),
                    format!("{place} refused the request with status {status}: {said}"),
                ))
            }
        }
    }

    fn again(&mut self, retry_after: Option<u64>, reason: &Text) -> Heard {
        let Some(wait) = WAITS.get(self.tries) else {
            let tried = WAITS.len() + 1;
            return Heard::Failed(text(
                format!("{} Prøvet {tried} gange; næste kørsel prøver igen.", reason.da),
                format!("{} Tried {tried} times; the next run tries again.", reason.en),
            ));
        };
        self.tries += 1;
        Heard::Again(retry_after.unwrap_or(*wait).min(LONGEST_WAIT))
    }
}

/// No value but the first of a list or an object is written without one.
fn commas(body: &[u8]) -> usize {
    body.iter().filter(|byte| **byte == b',').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_would_fill_the_memory_is_refused_unread() {
        let (request, mut patience) = (Request::get("https://r.example/api".to_owned()), Patience::default());
        let body = format!("[0{}]", ",0".repeat(MOST_VALUES + 1));
        let Heard::Failed(why) = patience.hear(&request, got(200, &body)) else { panic!("failed") };
        assert!(why.da.starts_with("Svaret fra https://r.example/api er for stort"), "{}", why.da);
    }

    fn got(status: u16, body: &str) -> Answer {
        Answer::Got { status, retry_after: None, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_busy_server_is_asked_four_times_and_then_the_run_fails() {
        let (request, mut patience) = (Request::get("https://r.example/api?cvr=1".to_owned()), Patience::default());
        for wait in WAITS {
            assert!(matches!(patience.hear(&request, got(500, "")), Heard::Again(seconds) if seconds == wait));
        }
        let Heard::Failed(why) = patience.hear(&request, got(503, "")) else { panic!("failed") };
        assert_eq!(why.da, "https://r.example/api svarede med status 503. Prøvet 4 gange; næste kørsel prøver igen.");
    }

    #[test]
    fn a_register_says_itself_how_long_to_wait_but_not_for_ever() {
        let (request, mut patience) = (Request::get("https://r.example".to_owned()), Patience::default());
        for (said, wait) in [(7, 7), (86_400, LONGEST_WAIT)] {
            let answer = Answer::Got { status: 429, retry_after: Some(said), body: Vec::new() };
            assert!(matches!(patience.hear(&request, answer), Heard::Again(seconds) if seconds == wait));
        }
    }

    #[test]
    fn an_answer_cut_short_is_asked_for_again_and_a_refusal_is_not() {
        let (request, mut patience) = (Request::get("https://r.example".to_owned()), Patience::default());
        assert!(matches!(patience.hear(&request, got(200, "[{\"uuid\":")), Heard::Again(1)));
        assert!(matches!(patience.hear(&request, got(200, "[]")), Heard::Json(_)));
        assert!(matches!(patience.hear(&request, Answer::Nothing("timeout".to_owned())), Heard::Again(1)));
        let Heard::Failed(why) = patience.hear(&request, got(403, "nej 010190-1234")) else { panic!("failed") };
        assert!(why.da.contains("status 403: nej 010190-****"), "{}", why.da);
    }
}
