//! Which objects are the same, for programs: what waits for a person's word, and that word.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use facts::{Because, KindId, schema};
use house::Judging;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Done, ProblemDetails};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::{identity, kind_of};
use crate::problem::Problem;

/// Another key of an object.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OtherKey {
    pub(crate) key: String,
    /// `person`, `name`, or the name of the fact that both share.
    pub(crate) because: String,
}

/// Two objects that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalItem {
    kind: &'static str,
    key: String,
    other: String,
    /// `name`, or the name of the fact that both share.
    because: String,
}

/// A word on two objects.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JudgementBody {
    key: String,
    other: String,
    /// Whether they are the same; else they are apart, whatever they share.
    same: bool,
    reason: String,
}

pub(crate) fn because(kind: KindId, because: Because) -> String {
    match because {
        Because::Person => "person".to_owned(),
        Because::Name => "name".to_owned(),
        Because::Identifier(attribute) => schema().attribute(kind, attribute).name.to_owned(),
    }
}

#[utoipa::path(get, path = "/api/v1/identity/proposals", tag = "objects", summary = "Objects of different sources that may be the same; a person must say",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<ProposalItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn proposals(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<ProposalItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let all = identity::proposed(&snapshot, &signed).into_iter().map(|one| ProposalItem {
        kind: schema().def(one.kind).name,
        key: one.key.to_string(),
        other: one.other.to_string(),
        because: because(one.kind, one.because),
    });
    let by_key = |one: &ProposalItem| [one.kind, &one.key, &one.other, &one.because].map(str::to_owned);
    Ok(Json(Page::of(all.collect(), &asked, by_key)?))
}

#[utoipa::path(put, path = "/api/v1/identity/{kind}", tag = "objects", summary = "Say that two objects are the same, or that they are apart",
    params(("kind" = String, Path)), request_body = JudgementBody,
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn judge(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(kind): Path<String>,
    bytes: Bytes,
) -> Result<Json<Done>, Problem> {
    let kind = kind_of(&kind)?;
    let JudgementBody { key, other, same, reason } = body(&bytes)?;
    Ok(Json(app.house.judge(&signed.0, &Judging { kind, key, other, same, reason }).await?.into()))
}
