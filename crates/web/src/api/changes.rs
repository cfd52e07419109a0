//! The feeds of what changed: verdicts that turned, and objects that acts touched. Who has read up to a place goes on from there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;

use super::Parameters;
use store::FeedPlace;
use utoipa::ToSchema;

use super::model::{Changes, ProblemDetails, TurnItem};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

/// An object that an act touched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TouchedItem {
    /// The act's number in the log.
    pub(crate) act: i64,
    pub(crate) at: String,
    /// The act: `import`, `undo`, `supply-fact`.
    pub(crate) what: String,
    pub(crate) kind: String,
    pub(crate) key: String,
    /// Whose word it is.
    pub(crate) source: String,
    /// The attribute, where a person spoke of one only.
    pub(crate) attribute: Option<String>,
    /// `added`: the source had not told of it. `changed`. `gone`: the source tells of it no more.
    pub(crate) touch: String,
}

/// The objects touched after a place in the feed, act by act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectChanges {
    pub(crate) items: Vec<TouchedItem>,
    /// Give it as `after` to go on, now or later; the same again when there was nothing more.
    pub(crate) next: String,
}

/// So many are read at a time, and so many times for one answer: what may not be seen is passed over within the answer, and yet
/// no answer reads for ever.
const READ: i64 = 500;
const READS: usize = 20;

#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", summary = "What turned after a place in the feed",
    description = "The feed ends, for now, where `next` is the `after` that was given. Before that an answer may hold fewer than `limit`, or none, when what was passed over may not be seen: go on from its `next`.",
    params(("after" = Option<u32>, Query, description = "0 begins at the beginning"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Changes), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Changes>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "after" | "limit"))?;
    let after = asked.number("after", 0)?;
    let limit = asked.limit()?;
    let (mut items, mut next) = (Vec::new(), after);
    for _ in 0..READS {
        let turns = app.house.store().turns(app.house.tenant(), next, READ).await?;
        let more = i64::try_from(turns.len()).is_ok_and(|read| read == READ);
        let may_see = may_see(&app, &signed);
        for (seq, at, turn) in turns {
            if items.len() == limit {
                break;
            }
            next = seq;
            if may_see(&turn.kind, &turn.key) {
                items.push(turned((seq, at, turn)));
            }
        }
        if items.len() == limit || !more {
            break;
        }
    }
    Ok(Json(Changes { items, next }))
}

fn turned((seq, at, turn): (i64, kernel::Instant, store::Turn)) -> TurnItem {
    TurnItem {
        seq,
        at: Some(at.to_string()),
        rule: turn.rule,
        kind: turn.kind,
        key: turn.key,
        before: turn.before,
        after: turn.after,
        because: serde_json::from_str(&turn.because).unwrap_or_default(),
    }
}

#[utoipa::path(get, path = "/api/v1/changes/objects", tag = "changes", summary = "Objects added, changed and gone after a place in the feed",
    description = "The feed ends, for now, where `next` is the `after` that was given. Before that an answer may hold fewer than `limit`, or none, when what was passed over may not be seen: go on from its `next`.",
    params(("after" = Option<String>, Query, description = "`next` of an earlier answer, or an act's number: what came after it. Without it the feed begins at the beginning"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = ObjectChanges), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn objects(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ObjectChanges>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "after" | "limit"))?;
    let after = place(asked.get("after"))?;
    let limit = asked.limit()?;
    let (mut items, mut place) = (Vec::new(), after);
    for _ in 0..READS {
        let (touched, end) = app.house.store().touched(app.house.tenant(), place, READ).await?;
        let more = i64::try_from(touched.len()).is_ok_and(|read| read == READ);
        let may_see = may_see(&app, &signed);
        let all = touched.len();
        for (read, one) in touched.into_iter().enumerate() {
            place = past(place, one.act);
            if may_see(&one.kind, &one.key) {
                items.push(touched_item(one));
            }
            if items.len() == limit && read + 1 < all {
                return Ok(Json(ObjectChanges { items, next: written(place) }));
            }
        }
        place = end;
        if items.len() == limit || !more {
            break;
        }
    }
    Ok(Json(ObjectChanges { items, next: written(place) }))
}

/// The place when one more object of that act is read.
fn past(place: FeedPlace, act: i64) -> FeedPlace {
    let passed = if place.act == act { place.passed } else { 0 };
    FeedPlace { act, passed: passed + 1 }
}

fn touched_item(one: store::Touched) -> TouchedItem {
    TouchedItem {
        act: one.act,
        at: one.at.to_string(),
        what: one.word,
        kind: one.kind,
        key: one.key,
        source: one.source,
        attribute: one.attribute,
        touch: one.touch.word().to_owned(),
    }
}

fn written(place: FeedPlace) -> String {
    if place.passed == 0 { place.act.to_string() } else { format!("{}.{}", place.act, place.passed) }
}

/// A place as it is written: an act, or an act and how many of its objects are read.
fn place(written: &str) -> Result<FeedPlace, Problem> {
    let (act, passed) = written.split_once('.').unwrap_or((written, "0"));
    let number = |digits: &str| digits.parse::<i64>().ok().filter(|number| *number >= 0);
    match (number(if act.is_empty() { "0" } else { act }), number(passed)) {
        (Some(act), Some(passed)) => Ok(FeedPlace { act, passed }),
        _ => Err(Problem::bad(
            "number",
            "after skal være next fra et tidligere svar, eller en handlings nummer.",
            "after must be next of an earlier answer, or the number of an act.",
        )),
    }
}

/// People's own registers stay with those who may see them; the numbers have gaps then.
fn may_see<'a>(app: &App, signed: &'a Signed) -> impl Fn(&str, &str) -> bool + 'a {
    let snapshot = app.house.now();
    move |kind, key| {
        let Some(kind) = facts::schema().kind(kind) else { return true };
        match snapshot.slots.find(kind, key) {
            Some(object) => crate::pages::may_see(&snapshot, signed, (kind, object)),
            None => !house::rights::is_personal(kind),
        }
    }
}
