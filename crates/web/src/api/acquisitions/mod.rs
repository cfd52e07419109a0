//! Acquisitions for programs: listed, read with every candidate's findings, opened, acted in on the version that was read, and given
//! suppliers' files.

pub(crate) mod act;
pub(crate) mod schema;

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use decisions::{Acquisition, AcquisitionFace, AcquisitionPlan, Phase};
use house::acquisition_document;
use house::cases::Seat;
use reports::sheet::{Answerer, SheetRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::cases::{no_phase, tag};
use super::model::ProblemDetails;
use super::objects::day;
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::acquisitions::Open;
use crate::problem::Problem;

/// An acquisition as a line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcquisitionItem {
    /// Its number: `A2026-0001`.
    number: String,
    /// How many events it has; `If-Match` names it.
    version: u32,
    title: String,
    /// The KLE tasks that it is to serve.
    tasks: Vec<String>,
    /// The business area, as a unit's key; none for the whole municipality.
    unit: Option<String>,
    phase: String,
    cancelled: bool,
    /// How many candidates are in.
    candidates: usize,
    winner: Option<String>,
    /// The system that it became.
    system: Option<String>,
    opened: String,
    changed: String,
}

impl AcquisitionItem {
    fn of(face: AcquisitionFace) -> Self {
        Self {
            number: face.id.0,
            version: face.version,
            title: face.title,
            tasks: face.tasks,
            unit: face.unit,
            phase: face.phase.word().to_owned(),
            cancelled: face.cancelled,
            candidates: face.candidates,
            winner: face.winner,
            system: face.system,
            opened: face.opened.to_string(),
            changed: face.changed.to_string(),
        }
    }
}

/// What is to be acquired.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenAcquisition {
    title: String,
    #[serde(default)]
    purpose: String,
    /// The KLE tasks that it is to serve.
    #[serde(default)]
    tasks: Vec<String>,
    /// The business area, as a unit's key; the whole municipality when there is none.
    #[serde(default)]
    unit: Option<String>,
    /// Who is to own the system, as a person's key.
    #[serde(default)]
    owner: Option<String>,
    /// `idea` or `analysis`; `idea` when nobody says otherwise.
    #[serde(default)]
    phase: Option<String>,
    /// The account for whom one stands in.
    #[serde(default)]
    acting_for: Option<String>,
}

/// One row of the requirement sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SheetItem {
    /// `system.hosting`, a rule's code, `sbom`, or a pack and principle of it.
    code: String,
    /// `fact`, `rule`, `parts`, or `principle` when it is answered in own words.
    asks: String,
    pack: String,
    principle: String,
    question_da: String,
    question_en: String,
    allowed_da: String,
    allowed_en: String,
    /// `supplier` or `municipality`.
    answerer: String,
    /// The rules that the answer bears on.
    rules: Vec<String>,
    /// Whether one of them is, or may be, one for the board.
    material: bool,
}

/// What came of an act: the number and the version after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcquisitionActed {
    number: String,
    version: u32,
    phase: String,
}

pub(crate) fn acted(acquisition: &Acquisition, status: StatusCode) -> Response {
    let done = AcquisitionActed {
        number: acquisition.id.0.clone(),
        version: acquisition.version,
        phase: acquisition.phase.word().to_owned(),
    };
    (status, [(header::ETAG, tag(acquisition.version))], Json(done)).into_response()
}

#[utoipa::path(get, path = "/api/v1/acquisitions", tag = "acquisitions", summary = "Every acquisition, the latest opened first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AcquisitionItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AcquisitionItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let latest = |one: &AcquisitionFace| Reverse((one.id.0.len(), one.id.0.clone()));
    Ok(Json(Page::of(app.house.acquisitions().await?, &asked, latest)?.told(AcquisitionItem::of)))
}

#[utoipa::path(post, path = "/api/v1/acquisitions", tag = "acquisitions", summary = "Open an acquisition", request_body = OpenAcquisition,
    responses((status = 201, body = AcquisitionActed), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn open(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let asked: OpenAcquisition = body(&bytes)?;
    let phase = match asked.phase.as_deref() {
        None => Phase::Idea,
        Some(word) => Phase::from_word(word).ok_or_else(no_phase)?,
    };
    let plan = AcquisitionPlan {
        title: asked.title,
        purpose: asked.purpose,
        tasks: asked.tasks,
        unit: asked.unit,
        owner: asked.owner,
        phase,
    };
    let seat = Seat { who: &signed.0, acting_for: asked.acting_for.as_deref() };
    Ok(acted(&app.house.open_acquisition(seat, &plan).await?, StatusCode::CREATED))
}

#[utoipa::path(get, path = "/api/v1/acquisitions/{number}", tag = "acquisitions", summary = "An acquisition: its candidates under every principle today, what the next gate lacks, and every event",
    description = "`candidates[].principles[].hash` is what a screening names as `shown`, `candidates[].hash` what the board names; the ETag is what every act names as If-Match. With `as_of`, the acquisition as it stood at the end of that day, assessed on what was known then, without an ETag.",
    params(("number" = String, Path), ("as_of" = Option<String>, Query, description = "A day gone by: 2026-10-01; today is the same as none", format = Date)),
    responses((status = 200, body = Object), (status = 400, body = ProblemDetails, description = "as_of is no day, or there is no such parameter"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is no such acquisition, or was none on that day"), (status = 422, body = ProblemDetails, description = "as_of has not come yet, or is before the first import"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "as_of")?;
    if let Some(day) = day(asked.get("as_of"))?.filter(|day| *day != app.clock.today()) {
        return Ok(Json(document(&Open::as_of(&app, &number, day).await?)).into_response());
    }
    let open = Open::of(&app, &number).await?;
    Ok(([(header::ETAG, tag(open.it().version))], Json(document(&open))).into_response())
}

fn document(open: &Open) -> Value {
    acquisition_document(&open.snapshot, &open.view, &open.assessed, open.then)
}

#[utoipa::path(get, path = "/api/v1/acquisitions/{number}/sheet", tag = "acquisitions", summary = "The requirement sheet: every principle of the packs in force as questions, one row a fact or question",
    params(("number" = String, Path), ("audience" = Option<String>, Query, description = "`own` with every row, or `tender` with what suppliers are asked; `own` when nobody says"),
        ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<SheetItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn sheet(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<SheetItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "audience" || PAGED.contains(&name))?;
    let tender = match asked.get("audience") {
        "" | "own" => false,
        "tender" => true,
        _ => {
            return Err(Problem::bad(
                "audience",
                "audience skal være own eller tender.",
                "audience must be own or tender.",
            ));
        }
    };
    app.house.acquisition(&number).await?.ok_or_else(Problem::not_found)?;
    let rows = reports::sheet::sheet(&app.house.now().packs());
    let item = |row: SheetRow| SheetItem {
        code: row.code,
        asks: row.asks.word().to_owned(),
        pack: row.pack,
        principle: row.principle,
        question_da: row.question.da,
        question_en: row.question.en,
        allowed_da: row.allowed.da,
        allowed_en: row.allowed.en,
        answerer: if row.answerer == Answerer::Supplier { "supplier" } else { "municipality" }.to_owned(),
        // What weighs is not for the tender.
        rules: if tender { Vec::new() } else { row.rules },
        material: !tender && row.material,
    };
    let asked_of = rows.into_iter().filter(|row| !tender || row.answerer == Answerer::Supplier);
    // The sheet's own order is the list's.
    let all: Vec<(usize, SheetRow)> = asked_of.enumerate().collect();
    Ok(Json(Page::of(all, &asked, |(place, _)| *place)?.told(|(_, row)| item(row))))
}
