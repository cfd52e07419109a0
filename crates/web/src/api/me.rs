//! Whose token it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use house::By;

use super::model::{Me, ProblemDetails, RoleOnUnit};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/me", tag = "me", summary = "Whose token it is", responses(
    (status = 200, body = Me), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Json<Me>, Problem> {
    Ok(Json(told(&app, &signed).await?))
}

pub(super) async fn told(app: &App, signed: &Signed) -> Result<Me, Problem> {
    let who = &signed.0;
    let (scope, expires_at) = match &who.by {
        By::Token(token) => (token.scope.clone(), token.expires_at.to_string()),
        By::Session(session) => ("session".to_owned(), session.ends_at.to_string()),
    };
    let since = app.house.store().calendar_since(app.house.tenant(), &who.account.id).await?;
    let role = |grant: &store::Grant| RoleOnUnit { role: grant.role.word().to_owned(), unit: grant.unit.clone() };
    Ok(Me {
        name: who.account.name.clone(),
        login: who.account.login.clone(),
        mail: who.account.mail.clone(),
        calendar_since: since.map(|at| at.to_string()),
        scope,
        expires_at,
        roles: who.grants.iter().map(role).collect(),
    })
}
