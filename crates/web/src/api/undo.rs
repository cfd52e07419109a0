//! What undoing an import would do, before anybody does it: what would be gone altogether, and what would be as before.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use facts::schema;
use house::rights::{is_personal, may_see_everybody};
use serde::Serialize;
use store::{Difference, Done};
use utoipa::ToSchema;

use super::imports::number;
use super::model::ProblemDetails;
use super::runs::{Run, RunChanged, changed, told};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::undo::back;
use crate::problem::Problem;

/// What undoing an import would do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoPreview {
    /// The import; null when it brought what people said only.
    run: Option<Run>,
    /// What would be gone altogether, since no other source knows it.
    lost: Vec<LostObjects>,
    /// Whether that is so much that the undoing asks for `much_gone`.
    much_gone: bool,
    /// What each source would say again.
    changes: Vec<UndoChanges>,
}

/// How many objects of a kind would be gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LostObjects {
    kind: &'static str,
    objects: u64,
}

/// What would become of one source's word on one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoChanges {
    source: String,
    kind: &'static str,
    counts: UndoCounts,
    /// The keys that the source would have again, as those that follow; none about members of staff for those who may not see them.
    added: Vec<String>,
    changed: Vec<RunChanged>,
    /// Those that the source would no longer have.
    gone: Vec<String>,
}

/// How many objects would become what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UndoCounts {
    added: u64,
    changed: u64,
    gone: u64,
}

#[utoipa::path(get, path = "/api/v1/acts/{act}/undo", tag = "imports", summary = "What undoing an import would do",
    params(("act" = u32, Path, description = "The number that the import gave")),
    responses((status = 200, body = UndoPreview), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "Its objects have changed since"), (status = 422, body = ProblemDetails, description = "It has been undone already"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(act): Path<String>,
) -> Result<Json<UndoPreview>, Problem> {
    let plan = app.house.undoing(number(&act)?).await?;
    let everybody = may_see_everybody(&signed.0.grants);
    let lost =
        |(kind, count): &(facts::KindId, usize)| LostObjects { kind: schema().def(*kind).name, objects: *count as u64 };
    Ok(Json(UndoPreview {
        lost: plan.lost.iter().map(lost).collect(),
        much_gone: plan.much_gone,
        changes: plan.done.iter().map(|one| changes(one, everybody)).collect::<Result<_, _>>()?,
        run: plan.run.map(told),
    }))
}

fn changes(one: &Done, everybody: bool) -> Result<UndoChanges, Problem> {
    let difference = back(&one.difference);
    let kind = difference.kind;
    let counts = UndoCounts {
        added: difference.added.len() as u64,
        changed: difference.changed.len() as u64,
        gone: difference.gone.len() as u64,
    };
    let shown = everybody || !schema().kind(kind).is_some_and(is_personal);
    let shown = if shown { difference } else { Difference::default() };
    let changed = changed(shown.changed)?;
    Ok(UndoChanges { source: one.source.clone(), kind, counts, added: shown.added, changed, gone: shown.gone })
}
