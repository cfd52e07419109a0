//! How long the files of closed cases are kept. Asks for a token for managing accounts, as the page Administration asks for that right.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body;
use super::model::ProblemDetails;
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

/// How long files are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionItem {
    /// Years after the case was closed; null when they are kept without limit.
    years: Option<u16>,
    /// The closed cases whose files are removed tonight.
    due: Vec<DueCase>,
}

/// A closed case whose files have been kept so long.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DueCase {
    number: String,
    closed: String,
    files: i64,
}

/// How long files are kept from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetentionBody {
    /// From 1 to 100 years after the case was closed; null for: without limit.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    years: Option<u16>,
}

async fn item(app: &App) -> Result<Json<RetentionItem>, Problem> {
    let years = app.house.files_kept().await?;
    let due = match years {
        Some(years) => app.house.files_due(years).await?,
        None => Vec::new(),
    };
    let due = due.into_iter().map(|one| DueCase { number: one.case, closed: one.closed.to_string(), files: one.files });
    Ok(Json(RetentionItem { years, due: due.collect() }))
}

#[utoipa::path(get, path = "/api/v1/retention", tag = "accounts", summary = "How long the files of closed cases are kept",
    responses((status = 200, body = RetentionItem), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>) -> Result<Json<RetentionItem>, Problem> {
    item(&app).await
}

#[utoipa::path(put, path = "/api/v1/retention", tag = "accounts", summary = "Say how long the files of closed cases are kept",
    description = "What is older is removed the next night, and cannot be had back; the answer's `due` is what goes. Needs no If-Match: it is one whole word, and the earlier one stands in the log.",
    request_body = RetentionBody,
    responses((status = 200, body = RetentionItem), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "Too few years, or too many"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    signed: Signed,
    bytes: Bytes,
) -> Result<Json<RetentionItem>, Problem> {
    let RetentionBody { years } = body(&bytes)?;
    app.house.keep_files(&signed.0, years).await?;
    item(&app).await
}
