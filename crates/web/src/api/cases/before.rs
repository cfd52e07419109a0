//! What stands before the board, and earlier cases to hold one against, for programs: as on Direktion and beside an explanation.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use decisions::Face;
use house::cases::{CaseAlike, Precedent};
use reports::{Board, Watched, board, case_line};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::super::Parameters;
use super::super::model::ProblemDetails;
use super::super::paging::{PAGED, Page};
use super::CaseItem;
use crate::app::App;
use crate::gate::Signed;
use crate::pages::cases::{Open, may_see, may_see_row};
use crate::problem::Problem;

/// A case that is like another: under the same principle, about the same kind of object.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlikeItem {
    case: CaseItem,
    /// What their objects have in common besides: `supplier`, `product`, `model`.
    shares: Vec<&'static str>,
    /// What the board last decided in it; null when it has not.
    decided: Option<PrecedentItem>,
}

/// What the board last decided in a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrecedentItem {
    day: String,
    /// Until when it dispensed; null for a refusal.
    until: Option<String>,
    reason: String,
}

impl From<Precedent> for PrecedentItem {
    fn from(precedent: Precedent) -> Self {
        Self {
            day: precedent.day.to_string(),
            until: precedent.until.map(|day| day.to_string()),
            reason: precedent.reason,
        }
    }
}

/// A case that is put to the board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwaitingItem {
    case: CaseItem,
    /// What is recommended, until when, what it costs and risks, as the case itself gives it.
    submission: Value,
    /// The cases most like it that the board has decided, at most three.
    comparable: Vec<AlikeItem>,
}

/// So many comparable decisions are given with each case that is put to the board.
const COMPARED: usize = 3;

/// Its line in a list, as it stands today.
fn item(app: &App, face: &Arc<Face>) -> CaseItem {
    CaseItem::of(&case_line(face, app.clock.today()))
}

fn alike_item(app: &App, alike: &CaseAlike, decided: Option<Precedent>) -> AlikeItem {
    AlikeItem { case: item(app, &alike.face), shares: alike.names(), decided: decided.map(PrecedentItem::from) }
}

#[utoipa::path(get, path = "/api/v1/cases/{number}/alike", tag = "cases", summary = "Earlier cases under the same principle about the same kind of object, with what the board decided in them",
    description = "Those whose objects share supplier, product or model come first, then the latest. To learn from, not to copy: an explanation taken over names the case in `reuses`.",
    params(("number" = String, Path), ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AlikeItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn alike(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AlikeItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let open = Open::of(&app, &signed, &number).await?;
    let sees = |face: &Face| may_see(&open.snapshot, &signed, face);
    let all = app.house.cases_alike(&open.snapshot, &open.case().face, sees);
    let most = |one: &CaseAlike| (Reverse(one.shares.len()), Reverse(one.face.id.0.clone()));
    let Page { items, total, next } = Page::of(all, &asked, most)?;
    let mut told = Vec::with_capacity(items.len());
    for one in items {
        let decided = app.house.precedent(&one.face).await?;
        told.push(alike_item(&app, &one, decided));
    }
    Ok(Json(Page { items: told, total, next }))
}

fn before(app: &App, signed: &Signed) -> Board {
    let snapshot = app.house.now();
    let docket = app.house.docket();
    board(docket.rows().filter(|row| may_see_row(&snapshot, signed, row)), app.clock.today())
}

#[utoipa::path(get, path = "/api/v1/board/awaiting", tag = "cases", summary = "The cases put to the board: what is recommended, and what it decided in cases like them",
    description = "Acquisitions that await the board are in `/tasks/acquisitions` of who may approve them.",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AwaitingItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn awaiting(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AwaitingItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let faces = before(&app, &signed).awaiting;
    let Page { items, total, next } = Page::of(faces, &asked, |face| face.id.0.clone())?;
    let mut told = Vec::with_capacity(items.len());
    for face in items {
        let open = Open::of(&app, &signed, &face.id.0).await?;
        let sees = |other: &Face| may_see(&open.snapshot, &signed, other);
        let precedents = app.house.precedents(&open.snapshot, (&face, COMPARED), sees).await?;
        let submitted = open.case().round.submitted.as_ref();
        told.push(AwaitingItem {
            case: item(&app, &face),
            submission: submitted.map_or(Value::Null, |(submission, by)| json!({ "submission": submission, "by": by })),
            comparable: precedents.into_iter().map(|(one, decided)| alike_item(&app, &one, Some(decided))).collect(),
        });
    }
    Ok(Json(Page { items: told, total, next }))
}

#[utoipa::path(get, path = "/api/v1/board/watched", tag = "cases", summary = "The cases the board keeps an eye on: what it granted that ends, was moved or is not kept, and what has climbed to it",
    description = "What presses most comes first; `marks` says what is the matter.",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<CaseItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn watched(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<CaseItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let presses = |one: &Watched| (Reverse(one.weight()), one.face.id.0.clone());
    let page = Page::of(before(&app, &signed).watched, &asked, presses)?;
    Ok(Json(page.told(|one| item(&app, &one.face))))
}
