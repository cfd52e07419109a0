//! The feed of what turned: who has read up to a number goes on from there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};

use super::Parameters;
use super::model::{Changes, ProblemDetails, TurnItem};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", summary = "What turned after a place in the feed",
    params(("after" = Option<u32>, Query, description = "0 begins at the beginning"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Changes), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Changes>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "after" | "limit"))?;
    let after = asked.number("after", 0)?;
    let limit = i64::try_from(asked.limit()?).unwrap_or(1);
    let turns = app.house.store().turns(app.house.tenant(), after, limit).await?;
    let next = turns.last().map_or(after, |(seq, ..)| *seq);
    let snapshot = app.house.now();
    // People's own registers stay with those who may see them; the numbers have gaps then.
    let may_see = |kind: &str, key: &str| {
        let Some(kind) = facts::schema().kind(kind) else { return true };
        match snapshot.slots.find(kind, key) {
            Some(object) => crate::pages::may_see(&snapshot, &signed, (kind, object)),
            None => !house::rights::is_personal(kind),
        }
    };
    let items =
        turns.into_iter().filter(|(_, _, turn)| may_see(&turn.kind, &turn.key)).map(|(seq, at, turn)| TurnItem {
            seq,
            at: Some(at.to_string()),
            rule: turn.rule,
            kind: turn.kind,
            key: turn.key,
            before: turn.before,
            after: turn.after,
            because: serde_json::from_str(&turn.because).unwrap_or_default(),
        });
    Ok(Json(Changes { items: items.collect(), next }))
}
