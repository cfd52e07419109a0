//! What waits for whoever asks in cases and in acquisitions, as on Mine opgaver.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Parameters;
use super::model::{BothLanguages, ProblemDetails};
use super::paging::{PAGED, Page};
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
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<CaseTaskItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn cases(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<CaseTaskItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let all = app.house.case_tasks(&signed.0).await?.into_iter().map(|one| CaseTaskItem {
        task: BothLanguages::from(&one.task.text()),
        case: one.task.case.0,
        title: one.task.title,
        due: one.task.due.map(|day| day.to_string()),
        days_late: one.task.days_late,
        for_whom: one.for_whom,
    });
    let soonest = |one: &CaseTaskItem| {
        let whose = (one.task.en.clone(), one.for_whom.clone());
        (one.due.is_none(), one.due.clone(), one.case.clone(), whose)
    };
    Ok(Json(Page::of(all.collect(), &asked, soonest)?))
}

#[utoipa::path(get, path = "/api/v1/tasks/acquisitions", tag = "acquisitions", summary = "What waits for you in acquisitions, by number",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AcquisitionTaskItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn acquisitions(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AcquisitionTaskItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let all = app.house.acquisition_tasks(&signed.0).await?.into_iter().map(|one| AcquisitionTaskItem {
        task: BothLanguages::from(&one.task.errand.text()),
        acquisition: one.task.acquisition.0,
        title: one.task.title,
        for_whom: one.for_whom,
    });
    let by_number = |one: &AcquisitionTaskItem| (one.acquisition.clone(), one.task.en.clone(), one.for_whom.clone());
    Ok(Json(Page::of(all.collect(), &asked, by_number)?))
}
