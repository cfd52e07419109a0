//! How we stand and what waits: what Overblik and Mine opgaver show, for programs.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use facts::schema;
use findings::{Lacking, WorkItem};
use house::Snapshot;

use super::Parameters;
use super::model::{BothLanguages, ProblemDetails, TaskItem};
use super::paging::{PAGED, Page};
use super::position::{OverviewItem, PackPosition, SectionPosition};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::tasks;
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/overview", tag = "overview", summary = "How we stand, section by section", responses(
    (status = 200, body = OverviewItem), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>) -> Result<Json<OverviewItem>, Problem> {
    let snapshot = app.house.now();
    let trends = app.house.trends(&snapshot).await?;
    let decided = {
        let docket = app.house.docket();
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        reports::accounted(docket.rows(), snapshot.today, facts)
    };
    let section = |pack: &str, section: &reports::SectionOverview| {
        let decided = decided.get(&(pack.to_owned(), section.id.clone())).copied().unwrap_or_default();
        SectionPosition {
            section: section.id.clone(),
            title: BothLanguages::from(&section.title),
            rules: section.rules as u64,
            verdicts: section.verdicts.into(),
            explained: decided.explained,
            dispensed: decided.dispensed,
            in_case: decided.in_case,
            turned: trends.of(pack, &section.id).map(Into::into),
        }
    };
    let pack = |pack: &reports::PackOverview| PackPosition {
        pack: pack.pack.id.clone(),
        version: pack.pack.version.clone(),
        adopted: trends.adopted(&pack.pack.id).iter().map(ToString::to_string).collect(),
        sections: pack.sections.iter().map(|one| section(&pack.pack.id, one)).collect(),
    };
    let packs = snapshot.overview().packs.iter().map(pack).collect();
    let since = trends.from.map(|day| day.to_string());
    Ok(Json(OverviewItem { today: snapshot.today.to_string(), since, packs }))
}

#[utoipa::path(get, path = "/api/v1/tasks", tag = "overview", summary = "The facts and answers that you may supply, what settles most first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<TaskItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn tasks(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<TaskItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let all = tasks::mine(&snapshot, &signed).into_iter().map(|item| task(&snapshot, item)).collect();
    let most = |one: &TaskItem| {
        let lacks = (one.fact.clone(), one.rule.clone());
        (Reverse((one.settles, one.touches)), one.kind.clone(), one.key.clone(), lacks)
    };
    Ok(Json(Page::of(all, &asked, most)?))
}

fn task(snapshot: &Snapshot, item: &WorkItem) -> TaskItem {
    let (fact, rule, kind, object) = match &item.lacking {
        Lacking::Fact(fact) => {
            let named = snapshot.slots.named(*fact);
            let name = match named.field {
                facts::Field::Attribute(attribute) => schema().attribute(named.kind, attribute).name,
                _ => "",
            };
            (Some(name.to_owned()), None, named.kind, named.object)
        }
        Lacking::Answer(rule, kind, object) => (None, Some(rule.clone()), *kind, *object),
    };
    TaskItem {
        kind: schema().def(kind).name.to_owned(),
        key: snapshot.slots.keys(kind)[object as usize].to_string(),
        fact,
        rule,
        cause: item.cause.word().to_owned(),
        settles: u64::from(item.settles),
        touches: u64::from(item.touches),
    }
}
