//! Imports and runs of registers: what each did, how each register stands, and a run that is asked for.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use house::rights::{is_personal, may_see_everybody};
use house::{HouseError, RunReport, Wanted};
use kernel::{Instant, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Changed, Difference, Done, ImportRun, RunSearch, StoreError};
use utoipa::ToSchema;

use super::model::{BothLanguages, ProblemDetails, RejectedCell};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

/// The last imports and runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Runs {
    items: Vec<Run>,
    /// Ask for `before` this for earlier ones; null when there are none.
    next: Option<i64>,
}

/// An import, or a run of a register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Run {
    /// The act's number, by which it is undone.
    act: i64,
    at: String,
    /// The name of who did it.
    by: String,
    sources: Vec<String>,
    undone: bool,
}

/// One run: what it changed, and what it told of itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunDone {
    #[serde(flatten)]
    run: Run,
    changes: Vec<RunChanges>,
    /// What people should know of it.
    notices: Vec<BothLanguages>,
    rejected_rows: u64,
    /// The first of the rejected rows.
    rejected: Vec<RejectedCell>,
}

/// What became of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunChanges {
    source: String,
    kind: &'static str,
    counts: RunCounts,
    /// The keys, as those that follow; none about members of staff for those who may not see them.
    added: Vec<String>,
    changed: Vec<RunChanged>,
    gone: Vec<String>,
    /// Those whose source now says otherwise than another.
    disagreeing: Vec<String>,
}

/// How many objects of a kind became what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunCounts {
    added: u64,
    changed: u64,
    /// How many said what they had said.
    same: u64,
    gone: u64,
}

/// One object, as the source described it before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunChanged {
    key: String,
    #[schema(value_type = Object)]
    before: Value,
    #[schema(value_type = Object)]
    after: Value,
}

/// A register that is read through its API.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Register {
    source: String,
    /// Whether it is connected now.
    connected: bool,
    /// Whether a run is under way.
    running: bool,
    /// When it was last read.
    read_at: Option<String>,
    /// When everything of it was last read.
    full_at: Option<String>,
    /// The last run that changed or confirmed anything.
    act: Option<i64>,
    /// Why the last run failed, when it did.
    failure: Option<BothLanguages>,
    /// Whether it waits to be started by hand, since a run was undone.
    paused: bool,
}

/// What is wanted of a run.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WantedRun {
    /// Everything, and not only what changed.
    full: bool,
    /// Much may be gone at once.
    much_gone: bool,
}

/// A run was begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Begun {
    /// The register whose state tells how it goes.
    source: String,
}

pub(super) fn told(run: ImportRun) -> Run {
    Run { act: run.act, at: run.at.to_string(), by: run.name, sources: run.sources, undone: run.undone }
}

fn both(text: &Text) -> BothLanguages {
    BothLanguages::from(text)
}

#[utoipa::path(get, path = "/api/v1/runs", tag = "imports", summary = "The last imports and runs of registers, newest first",
    params(("before" = Option<i64>, Query, description = "Only those with a lower number"), ("source" = Option<String>, Query, description = "Only those in which a source of this name spoke"),
        ("kind" = Option<String>, Query, description = "Only those about objects of this kind"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Runs), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Runs>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "before" | "limit" | "source" | "kind"))?;
    let (before, limit) = (asked.number("before", i64::MAX)?, asked.limit()?);
    let text = |name: &str| Some(asked.get(name).to_owned()).filter(|text| !text.is_empty());
    let most = i64::try_from(limit).unwrap_or(1);
    let search = RunSearch { before, most, source: text("source"), kind: text("kind") };
    let runs = app.house.search_runs(&search).await?;
    let next = runs.last().filter(|_| runs.len() == limit).map(|last| last.act);
    Ok(Json(Runs { items: runs.into_iter().map(told).collect(), next }))
}

#[utoipa::path(get, path = "/api/v1/runs/{act}", tag = "imports", summary = "What one import or run changed, and what it told of itself",
    params(("act" = i64, Path)),
    responses((status = 200, body = RunDone), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(act): Path<i64>,
) -> Result<Json<RunDone>, Problem> {
    let (run, done, report) = app.house.import_run(act).await?.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "unknown-run",
            "Den handling er ikke en import. Se listen over kørsler.",
            "That act is no import. See the list of runs.",
        )
    })?;
    let report: RunReport = report.unwrap_or_default().seen_by(&signed.0.grants);
    let everybody = may_see_everybody(&signed.0.grants);
    let changes = done.into_iter().map(|one| changes(&app, &run, one, everybody)).collect::<Result<_, _>>()?;
    let rejected = report.rejected.iter().map(|one| RejectedCell {
        line: one.line,
        column: one.column.clone(),
        value: one.value.clone(),
        expected: both(&one.expected),
    });
    Ok(Json(RunDone {
        changes,
        notices: report.notices.iter().map(both).collect(),
        rejected_rows: report.rejected_rows,
        rejected: rejected.collect(),
        run: told(run),
    }))
}

/// What became of one kind; of members of staff only the numbers, for those who may not see them.
fn changes(app: &App, run: &ImportRun, one: Done, everybody: bool) -> Result<RunChanges, Problem> {
    let difference = &one.difference;
    let kind = facts::schema().kind(difference.kind);
    let same = house::said_again(&run.detail, &one.source, difference).unwrap_or(difference.same);
    let counts = RunCounts {
        added: difference.added.len() as u64,
        changed: difference.changed.len() as u64,
        same: same as u64,
        gone: difference.gone.len() as u64,
    };
    let shown = everybody || !kind.is_some_and(is_personal);
    let disagreeing = kind.filter(|_| shown).map(|kind| app.house.disagreeing(kind, &one.source, difference));
    let source = one.source;
    let Difference { kind, added, changed, gone, .. } =
        if shown { one.difference } else { Difference { kind: difference.kind, ..Difference::default() } };
    let changed = self::changed(changed)?;
    Ok(RunChanges { source, kind, counts, added, changed, gone, disagreeing: disagreeing.unwrap_or_default() })
}

/// Objects as a source described them before and after.
pub(super) fn changed(all: Vec<Changed>) -> Result<Vec<RunChanged>, Problem> {
    let json = |text: &str| {
        serde_json::from_str(text).map_err(|_| Problem::from(HouseError::from(StoreError::Unreadable(text.to_owned()))))
    };
    let one = |one: Changed| Ok(RunChanged { before: json(&one.before)?, after: json(&one.after)?, key: one.key });
    all.into_iter().map(one).collect()
}

#[utoipa::path(get, path = "/api/v1/registers", tag = "imports", summary = "How each register stands that is read through its API, by name",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<Register>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn registers(
    State(app): State<Arc<App>>,
    _: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Register>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let states = app.house.register_states().await?;
    let connected = app.house.connected();
    let mut names: Vec<&str> = connected.iter().map(|one| one.register.source()).collect();
    names.extend(states.iter().map(|state| &*state.source));
    names.sort_unstable();
    names.dedup();
    let at = |at: Option<Instant>| at.map(|at| at.to_string());
    let registers = names.into_iter().map(|name| {
        let state = states.iter().find(|state| state.source == name).cloned().unwrap_or_default();
        Register {
            source: name.to_owned(),
            connected: connected.iter().any(|one| one.register.source() == name),
            running: app.house.is_running(name),
            read_at: at(state.run_at),
            full_at: at(state.full_at),
            act: state.act,
            failure: state.failure.and_then(|text| serde_json::from_str::<Text>(&text).ok()).as_ref().map(both),
            paused: state.paused_by.is_some(),
        }
    });
    Ok(Json(Page::of(registers.collect(), &asked, |one| one.source.clone())?))
}

#[utoipa::path(post, path = "/api/v1/registers/{source}/run", tag = "imports", summary = "Read a register; how it goes is seen in its state",
    params(("source" = String, Path)), request_body = Option<WantedRun>,
    responses((status = 202, body = Begun), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(source): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let wanted: WantedRun = if bytes.is_empty() { WantedRun::default() } else { body(&bytes)? };
    let wanted = Wanted { full: wanted.full, much_may_be_gone: wanted.much_gone, dry: false };
    app.house.sync_beside(signed.0.actor(), &source, wanted)?;
    Ok((StatusCode::ACCEPTED, Json(Begun { source })))
}
