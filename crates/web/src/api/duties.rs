//! What waits for whoever asks in cases and in acquisitions, as on Mine opgaver.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{BothLanguages, ProblemDetails};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

/// A task in a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseTaskItem {
    case: String,
    title: String,
    task: BothLanguages,
    /// By when, when there is a day.
    due: Option<String>,
    /// How many days ago that was; 0 when it is not late.
    days_late: i32,
    /// The name of whom you stand in for in this.
    for_whom: Option<String>,
}

/// A task in an acquisition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcquisitionTaskItem {
    acquisition: String,
    title: String,
    task: BothLanguages,
    /// The name of whom you stand in for in this.
    for_whom: Option<String>,
}

#[utoipa::path(get, path = "/api/v1/tasks/cases", tag = "cases", summary = "What waits for you in cases, what is late first",
    responses((status = 200, body = Vec<CaseTaskItem>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn cases(State(app): State<Arc<App>>, signed: Signed) -> Result<Json<Vec<CaseTaskItem>>, Problem> {
    let all = app.house.case_tasks(&signed.0).await?.into_iter().map(|one| CaseTaskItem {
        task: BothLanguages::from(&one.task.text()),
        case: one.task.case.0,
        title: one.task.title,
        due: one.task.due.map(|day| day.to_string()),
        days_late: one.task.days_late,
        for_whom: one.for_whom,
    });
    Ok(Json(all.collect()))
}

#[utoipa::path(get, path = "/api/v1/tasks/acquisitions", tag = "acquisitions", summary = "What waits for you in acquisitions, by number",
    responses((status = 200, body = Vec<AcquisitionTaskItem>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn acquisitions(
    State(app): State<Arc<App>>,
    signed: Signed,
) -> Result<Json<Vec<AcquisitionTaskItem>>, Problem> {
    let all = app.house.acquisition_tasks(&signed.0).await?.into_iter().map(|one| AcquisitionTaskItem {
        task: BothLanguages::from(&one.task.errand.text()),
        acquisition: one.task.acquisition.0,
        title: one.task.title,
        for_whom: one.for_whom,
    });
    Ok(Json(all.collect()))
}
