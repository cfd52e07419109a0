//! Whose token it is; the log.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use house::By;

use super::Parameters;
use super::model::{LogItem, LogPage, Me, ProblemDetails, RoleOnUnit};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/me", tag = "me", summary = "Whose token it is", responses(
    (status = 200, body = Me), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(signed: Signed) -> Json<Me> {
    let who = &signed.0;
    let (scope, expires_at) = match &who.by {
        By::Token(token) => (token.scope.clone(), token.expires_at.to_string()),
        By::Session(session) => ("session".to_owned(), session.ends_at.to_string()),
    };
    let role = |grant: &store::Grant| RoleOnUnit { role: grant.role.word().to_owned(), unit: grant.unit.clone() };
    Json(Me { name: who.account.name.clone(), scope, expires_at, roles: who.grants.iter().map(role).collect() })
}

#[utoipa::path(get, path = "/api/v1/log", tag = "log", summary = "Every act, the latest first",
    params(("before" = Option<u32>, Query, description = "Only acts with a lower number"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = LogPage), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<LogPage>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "before" | "limit"))?;
    let limit = asked.limit()?;
    let before = asked.number("before", i64::MAX)?;
    let entries = app.house.store().log(app.house.tenant(), before, i64::try_from(limit).unwrap_or(1)).await?;
    let next = entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1 && entries.len() == limit);
    let items = entries.into_iter().map(|entry| LogItem {
        seq: entry.seq,
        at: entry.at.to_string(),
        account: entry.account,
        name: entry.name,
        act: entry.act,
        kind: entry.kind,
        key: entry.key,
        detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        hash: entry.hash,
    });
    Ok(Json(LogPage { items: items.collect(), next }))
}
