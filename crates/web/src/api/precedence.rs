//! Which register's word counts first for each attribute, for programs: as the schema has it, or as the municipality has chosen.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use facts::{Attribute, KindId, schema};
use serde::{Deserialize, Serialize};
use store::Preference;
use utoipa::ToSchema;

use super::model::{Done, ProblemDetails};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::kind_of;
use crate::problem::Problem;

/// An attribute with the register whose word counts first. A person's answer in date counts before any register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PrecedenceItem {
    kind: &'static str,
    attribute: &'static str,
    /// The register that counts first.
    register: String,
    /// The one that does when nobody has chosen.
    usual: &'static str,
    /// The act by which the municipality chose it; null when it has not.
    act: Option<i64>,
}

/// Which register counts first.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PrecedenceBody {
    /// A register that has delivered facts.
    register: String,
}

fn item(kind: KindId, attribute: &'static Attribute, chosen: &[Preference]) -> PrecedenceItem {
    let def = schema().def(kind);
    let preference = chosen.iter().find(|one| one.kind == def.name && one.attribute == attribute.name);
    let usual = attribute.register.unwrap_or(def.register);
    PrecedenceItem {
        kind: def.name,
        attribute: attribute.name,
        register: preference.map_or_else(|| usual.to_owned(), |one| one.register.clone()),
        usual,
        act: preference.map(|one| one.act),
    }
}

#[utoipa::path(get, path = "/api/v1/precedence", tag = "supply", summary = "Which register's word counts first for each attribute",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<PrecedenceItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<PrecedenceItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let chosen = app.house.store().preferences(app.house.tenant()).await?;
    let stated = schema().kinds().flat_map(|kind| {
        let attributes = schema().def(kind).attributes.iter().filter(|attribute| !attribute.is_derived());
        attributes.map(move |attribute| (kind, attribute))
    });
    let all = stated.map(|(kind, attribute)| item(kind, attribute, &chosen)).collect();
    Ok(Json(Page::of(all, &asked, |one: &PrecedenceItem| (one.kind.to_owned(), one.attribute.to_owned()))?))
}

#[utoipa::path(get, path = "/api/v1/precedence/{kind}/{attribute}", tag = "supply", summary = "Which register's word counts first for an attribute",
    params(("kind" = String, Path), ("attribute" = String, Path)),
    responses((status = 200, body = PrecedenceItem), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path((kind, attribute)): Path<(String, String)>,
) -> Result<Json<PrecedenceItem>, Problem> {
    let kind = kind_of(&kind)?;
    let stated = schema().def(kind).attributes.iter().find(|one| one.name == attribute && !one.is_derived());
    let stated = stated.ok_or_else(Problem::not_found)?;
    Ok(Json(item(kind, stated, &app.house.store().preferences(app.house.tenant()).await?)))
}

#[utoipa::path(put, path = "/api/v1/precedence/{kind}/{attribute}", tag = "supply", summary = "Say which register's word counts first for an attribute",
    params(("kind" = String, Path), ("attribute" = String, Path)), request_body = PrecedenceBody,
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, attribute)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<Json<Done>, Problem> {
    let kind = kind_of(&kind)?;
    let attribute = schema().attribute_id(kind, &attribute).ok_or_else(Problem::not_found)?;
    let chosen: PrecedenceBody = body(&bytes)?;
    Ok(Json(app.house.prefer(&signed.0, (kind, attribute), &chosen.register).await?.into()))
}
