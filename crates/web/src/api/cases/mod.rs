//! Cases for programs: listed, read with their whole history, opened, and acted in on the version and the ground that were read.

pub(crate) mod act;
pub(crate) mod before;
pub(crate) mod board;
pub(crate) mod meeting;
pub(crate) mod schema;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use decisions::{Face, Opening, Phase, Standing, Trigger, standing};
use house::cases::{Seat, case_document};
use reports::{CaseLine, CaseQuery, CaseSort, list_cases};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::model::ProblemDetails;
use super::objects::day;
use super::paging::no_such_place;
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::cases::{Open, may_see_row};
use crate::problem::Problem;

/// A case as a line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseItem {
    /// Its number: `2026-0042`.
    number: String,
    /// How many events it has; `If-Match` names it.
    version: u32,
    title: String,
    pack: String,
    principle: String,
    kind: String,
    keys: Vec<String>,
    phase: String,
    /// Where it stands today: `open`, `in_screening`, `explained`, `awaiting_board`, `dispensed`, `refused`, `overdue`, `lapsed`, `no_longer_needed`.
    standing: String,
    /// The day that goes with the standing.
    day: Option<String>,
    /// What else is to be said, each with its particulars.
    marks: Vec<Value>,
    /// Who must act next.
    waiting: Value,
    opened: String,
    changed: String,
}

impl CaseItem {
    fn of(line: &CaseLine) -> Self {
        let face = &line.face;
        Self {
            number: face.id.0.clone(),
            version: face.version,
            title: face.title.clone(),
            pack: face.pack.clone(),
            principle: face.principle.clone(),
            kind: face.kind.clone(),
            keys: face.keys.clone(),
            phase: face.phase.word().to_owned(),
            standing: line.standing.word().to_owned(),
            day: line.standing.day().map(|day| day.to_string()),
            marks: line.marks.iter().map(|mark| json!(mark)).collect(),
            waiting: json!(line.waiting),
            opened: face.opened.to_string(),
            changed: face.changed.to_string(),
        }
    }
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseList {
    total: usize,
    items: Vec<CaseItem>,
    /// Give it as `after` for the next page; null on the last.
    next: Option<String>,
}

/// What a case is opened about.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenCase {
    pack: String,
    principle: String,
    kind: String,
    /// The objects' keys; several must share a cause.
    keys: Vec<String>,
    title: String,
    #[serde(default)]
    cause: String,
    /// `in_operation` when nobody says otherwise.
    #[serde(default)]
    phase: Option<String>,
    /// The account for whom one stands in.
    #[serde(default)]
    acting_for: Option<String>,
}

const LIST: [&str; 9] = ["q", "standing", "principle", "kind", "phase", "stale", "sort", "after", "limit"];

#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", summary = "Cases: searched, narrowed by where they stand today, sorted, paged",
    params(("q" = Option<String>, Query, description = "In number, title or an object's key"), ("standing" = Option<String>, Query), ("principle" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("phase" = Option<String>, Query), ("stale" = Option<bool>, Query, description = "Only those to be reviewed"),
        ("sort" = Option<String>, Query, description = "`number`, `title`, `day` or `changed`; `-` before it turns it round"),
        ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = CaseList), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<CaseList>, Problem> {
    let asked = Parameters::of(pairs, &|name| LIST.contains(&name))?;
    let snapshot = app.house.now();
    let query = CaseQuery { also: snapshot.keys_beside(asked.get("q").trim()), ..query(&asked)? };
    let docket = app.house.docket();
    let seen = docket.rows_for(&query).filter(|row| may_see_row(&snapshot, &signed, row));
    let page = list_cases(seen, app.clock.today(), &query);
    if query.after.is_some() && page.before == 0 {
        return Err(no_such_place());
    }
    Ok(Json(CaseList { total: page.total, items: page.lines.iter().map(CaseItem::of).collect(), next: page.next }))
}

/// What narrows and sorts a list of cases.
pub(super) fn query(asked: &Parameters) -> Result<CaseQuery, Problem> {
    let written = asked.get("sort");
    let (descending, name) = written.strip_prefix('-').map_or((false, written), |name| (true, name));
    let sort = match name {
        "" | "number" => CaseSort::Number,
        "title" => CaseSort::Title,
        "day" => CaseSort::Day,
        "changed" => CaseSort::Changed,
        _ => {
            return Err(Problem::bad(
                "sort",
                "sort skal være number, title, day eller changed.",
                "sort must be number, title, day or changed.",
            ));
        }
    };
    let known = asked.get("standing");
    if !known.is_empty() && !Standing::WORDS.contains(&known) {
        return Err(Problem::bad(
            "standing",
            &format!("standing skal være en af: {}.", Standing::WORDS.join(", ")),
            &format!("standing must be one of: {}.", Standing::WORDS.join(", ")),
        ));
    }
    let after = asked.get("after");
    Ok(CaseQuery {
        search: asked.get("q").to_owned(),
        also: Vec::new(),
        standing: known.to_owned(),
        principle: asked.get("principle").to_owned(),
        kind: asked.get("kind").to_owned(),
        phase: asked.get("phase").to_owned(),
        stale: asked.get("stale") == "true",
        sort,
        descending,
        after: (!after.is_empty()).then(|| after.to_owned()),
        limit: asked.limit()?,
    })
}

/// What is told of a phase that is none.
pub(super) fn no_phase() -> Problem {
    let words: Vec<&str> = Phase::ALL.iter().map(|phase| phase.word()).collect();
    let words = words.join(", ");
    Problem::bad(
        "phase",
        &format!("phase er ikke en af faserne. Skriv en af disse: {words}."),
        &format!("phase is none of the phases. Write one of these: {words}."),
    )
}

/// The entity tag of a case: its version.
pub(crate) fn tag(version: u32) -> String {
    format!("\"{version}\"")
}

#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases", summary = "A case: where it stands, the ground it rests on today, what was said, and every event",
    description = "`ground.hash` is what a decision names as `shown`; the ETag is what it names as If-Match. With `as_of`, the case as it stood at the end of that day, without an ETag; `ground` is null when the facts of that day are not known.",
    params(("number" = String, Path), ("as_of" = Option<String>, Query, description = "A day gone by: 2026-10-01; today is the same as none", format = Date)),
    responses((status = 200, body = Object), (status = 400, body = ProblemDetails, description = "as_of is no day, or there is no such parameter"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is no such case, or was none on that day"), (status = 422, body = ProblemDetails, description = "as_of has not come yet"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "as_of")?;
    if let Some(day) = day(asked.get("as_of"))?.filter(|day| *day != app.clock.today()) {
        let open = Open::as_of(&app, &signed, &number, day).await?;
        return Ok(Json(document(&app, &open)).into_response());
    }
    let open = Open::of(&app, &signed, &number).await?;
    let version = open.case().face.version;
    Ok(([(header::ETAG, tag(version))], Json(document(&app, &open))).into_response())
}

/// The whole case, as the command line tells it too.
pub(crate) fn document(app: &App, open: &Open) -> Value {
    case_document(&open.view, open.ground.as_ref(), (open.then, open.then.unwrap_or(app.clock.today())))
}

/// What came of an act: the number and the version after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseActed {
    pub(crate) number: String,
    pub(crate) version: u32,
    /// Where it stands now.
    pub(crate) standing: String,
}

pub(crate) fn acted(app: &App, face: &Face, status: StatusCode) -> Response {
    let done = CaseActed {
        number: face.id.0.clone(),
        version: face.version,
        standing: standing(face, app.clock.today()).word().to_owned(),
    };
    (status, [(header::ETAG, tag(face.version))], Json(done)).into_response()
}

#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", summary = "Open a case about a deviation", request_body = OpenCase,
    responses((status = 201, body = CaseActed), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "There is one already"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn open(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let asked: OpenCase = body(&bytes)?;
    let phase = match asked.phase.as_deref() {
        None => Phase::InOperation,
        Some(word) => Phase::from_word(word).ok_or_else(no_phase)?,
    };
    let opening = Opening {
        pack: asked.pack,
        principle: asked.principle,
        kind: asked.kind,
        keys: asked.keys,
        cause: asked.cause,
        title: asked.title,
        phase,
        trigger: Trigger::Finding,
        split_from: None,
    };
    let seat = Seat { who: &signed.0, acting_for: asked.acting_for.as_deref() };
    let face = app.house.open_case(seat, &opening).await?;
    Ok(acted(&app, &face, StatusCode::CREATED))
}
