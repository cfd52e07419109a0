//! The board's meetings and the deputies, for programs.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::HouseError;
use kernel::Day;
use serde::{Deserialize, Serialize};
use store::Meeting;
use utoipa::ToSchema;

use super::super::model::ProblemDetails;
use super::super::objects::{named_version, record_tag};
use super::super::paging::{PAGED, Page};
use super::super::{Parameters, body};
use crate::app::App;
use crate::changed::explained;
use crate::gate::Signed;
use crate::problem::Problem;

/// A meeting of the board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeetingItem {
    id: String,
    day: String,
    title: String,
    /// The number of its minutes.
    minutes: Option<String>,
    /// The cases and acquisitions on its agenda, in order.
    agenda: Vec<String>,
    /// Another after each act on the meeting; If-Match names it.
    version: i64,
}

/// A meeting to be planned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanMeeting {
    day: String,
    title: String,
}

/// What of a meeting is to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMeeting {
    /// The cases and acquisitions on its agenda, in order.
    #[serde(default)]
    agenda: Option<Vec<String>>,
    #[serde(default)]
    minutes: Option<String>,
}

/// Somebody who stands in for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeputyItem {
    id: i64,
    account: String,
    principal: String,
    from: String,
    until: String,
    ended: bool,
}

/// A deputy to be appointed for oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppointDeputy {
    account: String,
    from: String,
    until: String,
}

fn day(written: &str) -> Result<Day, Problem> {
    Day::parse(written).map_err(|_| {
        Problem::bad("day", "Datoen skal skrives som 2027-05-03.", "The date must be written as 2027-05-03.")
    })
}

#[utoipa::path(get, path = "/api/v1/meetings", tag = "cases", summary = "The board's meetings with their agendas, the latest day first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<MeetingItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn meetings(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<MeetingItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let latest = |one: &Meeting| Reverse((one.day.to_string(), one.id.clone()));
    let Page { items, total, next } = Page::of(app.house.meetings().await?, &asked, latest)?;
    let mut told = Vec::with_capacity(items.len());
    for meeting in items {
        told.push(item(&app, meeting).await?);
    }
    Ok(Json(Page { items: told, total, next }))
}

async fn item(app: &App, meeting: Meeting) -> Result<MeetingItem, Problem> {
    let agenda = app.house.agenda(&meeting.id).await?;
    let version = app.house.meeting_version(&meeting.id).await?;
    let Meeting { id, day, title, minutes } = meeting;
    Ok(MeetingItem { id, day: day.to_string(), title, minutes, agenda, version })
}

#[utoipa::path(get, path = "/api/v1/meetings/{id}", tag = "cases", summary = "One meeting with its agenda", params(("id" = String, Path)),
    responses((status = 200, body = MeetingItem, headers(("etag" = String, description = "Send it as If-Match when you write"))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn meeting(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = app.house.meetings().await?.into_iter().find(|meeting| meeting.id == id);
    let item = item(&app, found.ok_or_else(Problem::not_found)?).await?;
    Ok(([(header::ETAG, record_tag(item.version))], Json(item)).into_response())
}

#[utoipa::path(post, path = "/api/v1/meetings", tag = "cases", summary = "Plan a meeting of the board", request_body = PlanMeeting,
    responses((status = 201, body = String, content_type = "application/json", description = "The meeting's id"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn plan(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let asked: PlanMeeting = body(&bytes)?;
    let id = app.house.plan_meeting(&signed.0, day(&asked.day)?, &asked.title).await?;
    Ok((StatusCode::CREATED, Json(id)).into_response())
}

#[utoipa::path(put, path = "/api/v1/meetings/{id}", tag = "cases", summary = "Set a meeting's agenda, or the number of its minutes",
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The meeting's ETag")), request_body = ChangeMeeting,
    responses((status = 204, headers(("etag" = String, description = "The new one"))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they did"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let seen = named_version(&headers)?;
    let asked: ChangeMeeting = body(&bytes)?;
    match changed(&app, &signed, (&id, seen), &asked).await {
        Ok(version) => Ok((StatusCode::NO_CONTENT, [(header::ETAG, record_tag(version))]).into_response()),
        Err(error) => Err(explained(&app, error).await),
    }
}

async fn changed(
    app: &App,
    signed: &Signed,
    (id, mut seen): (&str, i64),
    asked: &ChangeMeeting,
) -> Result<i64, HouseError> {
    if let Some(agenda) = &asked.agenda {
        seen = app.house.set_agenda(&signed.0, (id, seen), agenda).await?;
    }
    if let Some(minutes) = &asked.minutes {
        seen = app.house.close_meeting(&signed.0, (id, seen), minutes).await?;
    }
    Ok(seen)
}

#[utoipa::path(get, path = "/api/v1/deputies", tag = "cases", summary = "Who stands in for whom, and when, the last appointed first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<DeputyItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn deputies(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<DeputyItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let item = |one: store::Deputy| DeputyItem {
        id: one.id,
        account: one.account,
        principal: one.principal,
        from: one.from.to_string(),
        until: one.until.to_string(),
        ended: one.ended_at.is_some(),
    };
    Ok(Json(Page::of(app.house.deputies().await?, &asked, |one| Reverse(one.id))?.told(item)))
}

#[utoipa::path(post, path = "/api/v1/deputies", tag = "cases", summary = "Appoint somebody to stand in for you", request_body = AppointDeputy,
    responses((status = 201, body = i64, content_type = "application/json", description = "The deputy's number"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn appoint(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let asked: AppointDeputy = body(&bytes)?;
    let period = (day(&asked.from)?, day(&asked.until)?);
    let id = app.house.appoint_deputy(&signed.0, &asked.account, period).await?;
    Ok((StatusCode::CREATED, Json(id)).into_response())
}

#[utoipa::path(delete, path = "/api/v1/deputies/{id}", tag = "cases", summary = "End a deputy's time early", params(("id" = i64, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    app.house.end_deputy(&signed.0, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
