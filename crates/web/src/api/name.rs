//! The municipality's name. Asks for a token for managing accounts to change it, as the page Administration asks for that right.

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

/// The name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameItem {
    name: String,
}

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    /// One line of at most 100 signs, such as `Eksempel Kommune`.
    #[schema(min_length = 1)]
    name: String,
}

fn item(app: &App) -> Json<NameItem> {
    Json(NameItem { name: app.house.name().to_string() })
}

#[utoipa::path(get, path = "/api/v1/name", tag = "accounts", summary = "The municipality's name",
    responses((status = 200, body = NameItem), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>) -> Json<NameItem> {
    item(&app)
}

#[utoipa::path(put, path = "/api/v1/name", tag = "accounts", summary = "Give the municipality another name",
    description = "It stands in the head of every page and in every mail. Needs no If-Match: it is one whole word, and the earlier one stands in the log.",
    request_body = NameBody,
    responses((status = 200, body = NameItem), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "No name, or too long a one"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn set(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Json<NameItem>, Problem> {
    let NameBody { name } = body(&bytes)?;
    app.house.rename_by(&signed.0, &name).await?;
    Ok(item(&app))
}
