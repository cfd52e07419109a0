//! Plans for other tools, as OSCAL.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde_json::Value;

use super::Parameters;
use super::model::ProblemDetails;
use crate::app::App;
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/cases/poam.json", tag = "cases", summary = "Every live plan as an OSCAL 1.1.2 plan of action and milestones",
    description = "One item and one risk a case, one milestone a step. The same state gives the same document.",
    params(("case" = Option<String>, Query, description = "Only this case's plan, live or not")),
    responses((status = 200, body = Object), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "There is no plan"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "case")?;
    let only = Some(asked.get("case")).filter(|case| !case.is_empty());
    Ok(Json(app.house.poam(only).await?))
}
