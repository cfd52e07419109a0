//! People who left and what still names them, for programs: the same list as the page Overdragelse.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use facts::schema;
use house::{Handover, Snapshot};
use reports::handover::Post;
use serde::Serialize;
use utoipa::ToSchema;

use super::Parameters;
use super::model::ProblemDetails;
use super::paging::{PAGED, Page};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::{handover, kind_of};
use crate::problem::Problem;

/// Somebody who left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandoverItem {
    /// The person's key.
    person: String,
    name: Option<String>,
    /// `2026-10-31`; none when the registers no longer know the person.
    left_on: Option<String>,
    /// The key of the unit they were in.
    unit: Option<String>,
    /// Who could take over, the nearest first.
    successors: Vec<HandoverSuccessor>,
    facts: Vec<HandoverFact>,
    cases: Vec<HandoverCase>,
    /// The numbers of the acquisitions they opened and that are not over.
    acquisitions: Vec<String>,
    /// The logins of their accounts that are not closed.
    accounts: Vec<String>,
}

/// Somebody who could take over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandoverSuccessor {
    person: String,
    name: Option<String>,
    /// `leader` or `substitute`.
    post: &'static str,
    unit: String,
}

/// A fact that names them; `PUT /api/v1/objects/{kind}/{key}/facts/{fact}` changes it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandoverFact {
    kind: &'static str,
    key: String,
    name: Option<String>,
    fact: &'static str,
}

/// A case that is not over about something they answer for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandoverCase {
    number: String,
    title: String,
    /// The steps of its plan that are not done.
    open_steps: usize,
}

#[utoipa::path(get, path = "/api/v1/handover", tag = "portfolio", summary = "People who left and what still names them, the last to leave first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<HandoverItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<HandoverItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let all = handover::mine(&app, &signed, &snapshot).await?;
    let last = |one: &Handover| (Reverse(one.leaver.left_on.map(|day| day.to_string())), one.leaver.key.clone());
    Ok(Json(Page::of(all, &asked, last)?.try_told(|one| item(&snapshot, one))?))
}

fn item(snapshot: &Snapshot, one: Handover) -> Result<HandoverItem, Problem> {
    let slots = &snapshot.slots;
    let (people, units) = (kind_of("person")?, kind_of("unit")?);
    let unit_key = |unit: u32| slots.keys(units)[unit as usize].to_string();
    let leaver = one.leaver;
    let successors = leaver.successors.iter().map(|next| HandoverSuccessor {
        person: slots.keys(people)[next.person as usize].to_string(),
        name: slots.name(people, next.person),
        post: match next.as_ {
            Post::Leader => "leader",
            Post::Substitute => "substitute",
        },
        unit: unit_key(next.unit),
    });
    let facts = leaver.holds.iter().map(|held| HandoverFact {
        kind: schema().def(held.kind).name,
        key: slots.keys(held.kind)[held.object as usize].to_string(),
        name: slots.name(held.kind, held.object),
        fact: schema().attribute(held.kind, held.attribute).name,
    });
    let cases = one.cases.into_iter().map(|case| HandoverCase {
        number: case.number,
        title: case.title,
        open_steps: case.open_steps,
    });
    Ok(HandoverItem {
        name: leaver.person.and_then(|person| slots.name(people, person)),
        left_on: leaver.left_on.map(|day| day.to_string()),
        unit: leaver.unit.map(unit_key),
        successors: successors.collect(),
        facts: facts.collect(),
        cases: cases.collect(),
        acquisitions: one.acquisitions.into_iter().map(|opened| opened.number).collect(),
        accounts: one.accounts.into_iter().map(|account| account.login).collect(),
        person: leaver.key,
    })
}
