//! Registers played without a network: each is a function from what is asked to what is answered.

mod cpr;
mod entra;
mod garbled;
mod mo;
mod sofd;

use kernel::{Day, Instant, Text};
use serde_json::Value;

use crate::register::{Gathered, Gathering, Register, Run};
use crate::talk::{Answer, Next, Request};
use crate::{Mirror, Told};
use facts::schema;

/// What became of a run.
struct Played {
    asked: Vec<Request>,
    waited: Vec<u64>,
    failed: Option<Text>,
}

/// Plays a run to its end on that day; each answer comes a second after its question.
fn play_on(day: Day, talk: &mut dyn Gathering, mut register: impl FnMut(&Request) -> Answer) -> Played {
    let mut played = Played { asked: Vec::new(), waited: Vec::new(), failed: None };
    let mut now = Instant(i64::from(day.days()) * 86_400_000_000).plus_seconds(9 * 3_600);
    for _ in 0..10_000 {
        match talk.next(now) {
            Next::Ask(request) => {
                let answer = register(&request);
                played.asked.push(request);
                now = now.plus_seconds(1);
                talk.hear(answer);
            }
            Next::Wait(seconds) => {
                played.waited.push(seconds);
                now = now.plus_seconds(i64::try_from(seconds).expect("seconds"));
            }
            Next::Done => return played,
            Next::Failed(why) => {
                played.failed = Some(why);
                return played;
            }
        }
    }
    panic!("the run has no end");
}

/// Plays a run of a register today: what became of it, and what it gathered when it came to its end.
fn run(
    register: &dyn Register,
    (wanted, before): (Run, Mirror),
    answer: impl FnMut(&Request) -> Answer,
) -> (Played, Option<Gathered>) {
    let mut talk = register.begin(wanted, before);
    let played = play_on(today(), &mut *talk, answer);
    (played, talk.gathered())
}

const FULL: Run = Run::Full { much_may_be_gone: false };

/// A run of changes since a high water; everything when there is none.
fn since(high_water: Option<&str>) -> Run {
    high_water.map_or(FULL, |since| Run::Changes { since: since.to_owned() })
}

fn ok(body: &Value) -> Answer {
    got(200, &body.to_string())
}

fn got(status: u16, body: &str) -> Answer {
    Answer::Got { status, retry_after: None, body: body.as_bytes().to_vec() }
}

fn token(seconds: i64) -> Answer {
    ok(&serde_json::json!({"access_token": "bevis", "expires_in": seconds, "token_type": "Bearer"}))
}

/// 25 November 2026.
fn today() -> Day {
    day("2026-11-25")
}

fn day(written: &str) -> Day {
    Day::parse(written).expect("a day")
}

/// The facts of an object, as `attribute=value`, in the schema's order.
fn facts(told: &Told, kind: &str, key: &str) -> Vec<String> {
    let estate = &told.import.estate;
    let kind = schema().kind(kind).expect("a kind");
    let Some(object) = estate.find(kind, key) else { return Vec::new() };
    let mut facts = Vec::new();
    for attribute in schema().def(kind).attributes {
        let id = schema().attribute_id(kind, attribute.name).expect("an attribute");
        let said = estate.observations(kind, id).iter().find(|one| one.object == object);
        facts.extend(said.map(|said| format!("{}={}", attribute.name, written(&said.value))));
    }
    facts
}

fn written(value: &facts::Value) -> String {
    match value {
        facts::Value::None => "-".to_owned(),
        facts::Value::Text(text) => text.to_string(),
        facts::Value::Day(day) => day.to_string(),
        facts::Value::Bool(yes) => yes.to_string(),
        other => format!("{other:?}"),
    }
}

/// Whether a text stands anywhere in a mirror.
fn stands_in(mirror: &Mirror, text: &str) -> bool {
    mirror.lists().any(|(_, rows)| rows.iter().any(|(id, row)| id.contains(text) || row.to_string().contains(text)))
}
