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
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::{identity, kind_of};
use crate::problem::Problem;

/// So many are answered at once.
const AT_ONCE: usize = 100;

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

/// What waits for a person's word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposals {
    proposals: Vec<ProposalItem>,
    /// Ask for `after` this for more; null when there are no more.
    next: Option<usize>,
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
    params(("after" = Option<usize>, Query, description = "The `next` of the answer before")),
    responses((status = 200, body = Proposals), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn proposals(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Proposals>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "after")?;
    let after: usize = match asked.get("after") {
        "" => 0,
        written => written
            .parse()
            .map_err(|_| Problem::bad("bad-after", "after skal være et helt tal.", "after must be a whole number."))?,
    };
    let snapshot = app.house.now();
    let all = identity::proposed(&snapshot, &signed);
    let page = all.iter().skip(after).take(AT_ONCE).map(|one| ProposalItem {
        kind: schema().def(one.kind).name,
        key: one.key.to_string(),
        other: one.other.to_string(),
        because: because(one.kind, one.because),
    });
    let next = after.checked_add(AT_ONCE).filter(|next| *next < all.len());
    Ok(Json(Proposals { proposals: page.collect(), next }))
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
