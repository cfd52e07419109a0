//! How each source names its columns, as remembered from import to import: read, set, forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::ProblemDetails;
use super::objects::{named_version, record_tag};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::changed::explained;
use crate::gate::Signed;
use crate::pages::kind_of;
use crate::problem::Problem;

/// How a source names its columns of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MappingItem {
    source: String,
    kind: String,
    /// A column's header, and what it holds: `key`, an attribute's name, or nothing for a column that is not read. Headers that are
    /// not here are known by the attributes' own names and labels.
    columns: BTreeMap<String, String>,
}

/// The columns' names from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MappingBody {
    /// All of them: what is not named is forgotten.
    columns: BTreeMap<String, String>,
}

#[utoipa::path(get, path = "/api/v1/mappings", tag = "imports", summary = "How each source names its columns, by source and kind",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<MappingItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<MappingItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let all = app.house.store().mappings(app.house.tenant()).await?;
    let item = |one: store::Mapping| MappingItem { source: one.source, kind: one.kind, columns: one.columns };
    let all = all.into_iter().map(item).collect();
    Ok(Json(Page::of(all, &asked, |one: &MappingItem| (one.source.clone(), one.kind.clone()))?))
}

#[utoipa::path(get, path = "/api/v1/mappings/{kind}/{source}", tag = "imports", summary = "How one source names its columns",
    description = "Without columns when nothing is remembered of it.",
    params(("kind" = String, Path), ("source" = String, Path)),
    responses((status = 200, body = MappingItem, headers(("etag" = String, description = "Send it as If-Match when you write"))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is no such kind"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path((kind, source)): Path<(String, String)>,
) -> Result<Response, Problem> {
    kind_of(&kind)?;
    shown(&app, kind, source).await
}

/// What is remembered now, with the tag that a write names.
async fn shown(app: &App, kind: String, source: String) -> Result<Response, Problem> {
    let version = app.house.mapping_version(&source, &kind).await?;
    let columns = app.house.store().mapping(app.house.tenant(), &source, &kind).await?;
    Ok(([(header::ETAG, record_tag(version))], Json(MappingItem { source, kind, columns })).into_response())
}

#[utoipa::path(put, path = "/api/v1/mappings/{kind}/{source}", tag = "imports", summary = "Say how a source names its columns",
    params(("kind" = String, Path), ("source" = String, Path), ("If-Match" = String, Header, description = "The ETag that it was read with")), request_body = MappingBody,
    responses((status = 200, body = MappingItem, headers(("etag" = String, description = "The new one"))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is no such kind"), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they did"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "A column cannot hold that"), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, source)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    kind_of(&kind)?;
    super::imports::check_source(&source)?;
    let seen = named_version(&headers)?;
    let MappingBody { columns } = body(&bytes)?;
    match app.house.remember_mapping(&signed.0, (&source, &kind, Some(seen)), &columns).await {
        Ok(()) => shown(&app, kind, source).await,
        Err(error) => Err(explained(&app, error).await),
    }
}

#[utoipa::path(delete, path = "/api/v1/mappings/{kind}/{source}", tag = "imports", summary = "Forget how a source names its columns",
    description = "Its next import goes by the attributes' own names and labels.",
    params(("kind" = String, Path), ("source" = String, Path)),
    responses((status = 204, description = "Forgotten"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "Nothing is remembered of it"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, source)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    kind_of(&kind)?;
    app.house.forget_mapping(&signed.0, (&source, &kind)).await?;
    Ok(StatusCode::NO_CONTENT)
}
