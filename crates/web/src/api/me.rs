//! Whose token it is.

use axum::Json;
use house::By;

use super::model::{Me, ProblemDetails, RoleOnUnit};
use crate::gate::Signed;

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
