//! A meeting's decisions, for programs: several cases and acquisitions in one go, each on the version that was read, and each with its answer.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use house::cases::{Decided, Decision, Decisions, MOST_DECISIONS, Seat, Wanted};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::body;
use super::super::model::ProblemDetails;
use crate::app::App;
use crate::gate::Signed;
use crate::pages::cases::Open;
use crate::problem::Problem;
use crate::refused::{Act, log_of};

/// What a meeting's decisions came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeetingDecided {
    /// How many were decided.
    decided: usize,
    /// How many were refused.
    refused: usize,
    /// Each, in the order they were sent.
    items: Vec<MeetingDecision>,
}

/// What became of one decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeetingDecision {
    /// The number of the case or acquisition.
    number: String,
    /// `decided` or `refused`.
    outcome: String,
    /// The version after the decision; none when it was refused.
    version: Option<u32>,
    /// Why it was refused, with a permanent label and the next step.
    #[schema(value_type = Option<ProblemDetails>)]
    problem: Option<Value>,
}

impl MeetingDecision {
    fn of(number: String, outcome: Result<u32, Problem>) -> Self {
        let (word, version, problem) = match outcome {
            Ok(version) => ("decided", Some(version), None),
            Err(problem) => ("refused", None, Some(problem.told())),
        };
        Self { number, outcome: word.to_owned(), version, problem }
    }
}

#[utoipa::path(post, path = "/api/v1/meetings/{id}/decisions", tag = "cases", summary = "Decide several cases and acquisitions of a meeting's agenda in one go",
    description = "Each is decided on the version that was read, and stands or falls by itself: the answer says of each what became of it, and is 200 also when some were refused. The meeting is put on each decision. `shown` is `ground.hash` of a case, and the winner's `hash` of an acquisition; the first 12 signs of it are enough. A body of another shape decides nothing.",
    params(("id" = String, Path)), request_body = Object,
    responses((status = 200, body = MeetingDecided), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Json<MeetingDecided>, Problem> {
    let Decisions { decisions, acting_for } = body(&bytes)?;
    let (mut hidden, mut wanted) = (Vec::with_capacity(decisions.len()), Vec::with_capacity(decisions.len()));
    let few = decisions.len() <= MOST_DECISIONS;
    for one in decisions {
        match if few { unseen(&app, &signed, &one).await } else { None } {
            Some(problem) => {
                log_of(&app, &signed.0, &Act::at_meeting(&one.number), &problem).await;
                hidden.push(Some((one.number, problem)));
            }
            None => {
                wanted.push(one);
                hidden.push(None);
            }
        }
    }
    let seat = Seat { who: &signed.0, acting_for: acting_for.as_deref() };
    let mut decided = app.house.decide_in_one_go(seat, &id, &wanted).await?.into_iter();
    let items: Vec<MeetingDecision> = hidden
        .into_iter()
        .filter_map(|one| match one {
            Some((number, problem)) => Some(MeetingDecision::of(number, Err(problem))),
            None => decided
                .next()
                .map(|Decided { number, outcome }| MeetingDecision::of(number, outcome.map_err(Problem::from))),
        })
        .collect();
    let refused = items.iter().filter(|item| item.problem.is_some()).count();
    Ok(Json(MeetingDecided { decided: items.len() - refused, refused, items }))
}

/// Whoever may not see a case is told nothing of it.
async fn unseen(app: &App, signed: &Signed, one: &Wanted) -> Option<Problem> {
    match one.decision {
        Decision::Case(_) if app.house.docket().face(&one.number).is_some() => {
            Open::of(app, signed, &one.number).await.err()
        }
        _ => None,
    }
}
