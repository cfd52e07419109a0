//! The token's owner's own account: where they are told by mail, their calendar's address, and their tokens. Passwords, second factors
//! and new tokens are for the page alone, where a browser asks again who one is.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use house::{By, Secret};
use kernel::Instant;
use serde::{Deserialize, Serialize};
use store::{Token, TokenOwner};
use utoipa::ToSchema;

use super::model::{Me, ProblemDetails};
use super::paging::{PAGED, Page};
use super::{Parameters, body, me};
use crate::app::App;
use crate::gate::Signed;
use crate::problem::Problem;

/// Where one is told by mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailBody {
    /// The address; null for: nowhere. There is one mail a day at most, and only when there is news.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    mail: Option<String>,
}

/// A calendar's address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CalendarAddress {
    /// Shown this once only. Whoever knows it can see the cases' titles and days. Without the server's name when nobody has told it.
    address: String,
}

/// One of the owner's tokens; its secret was shown once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenItem {
    id: String,
    name: String,
    /// `read`, `write` or `accounts`.
    scope: String,
    made_at: String,
    expires_at: String,
    /// When it was last used, to the minute.
    used_at: Option<String>,
    /// Whether it is the one that asks.
    own: bool,
}

#[utoipa::path(put, path = "/api/v1/me/mail", tag = "me", summary = "Say where one is told by mail about what is new",
    description = "Needs no If-Match: it is one field of one person, and the last word is theirs.", request_body = MailBody,
    responses((status = 200, body = Me), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "It cannot be an address"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn mail(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Json<Me>, Problem> {
    signed.0.may_change_own()?;
    let MailBody { mail } = body(&bytes)?;
    let mail = mail.unwrap_or_default();
    app.house.set_mail(&signed.0.actor(), &signed.0.account.id, &mail).await?;
    let told = me::told(&app, &signed).await?;
    Ok(Json(Me { mail: Some(mail.trim().to_owned()).filter(|mail| !mail.is_empty()), ..told }))
}

#[utoipa::path(post, path = "/api/v1/me/calendar", tag = "me", summary = "Make an address by which a calendar program reads one's deadlines",
    description = "An earlier one stops working.",
    responses((status = 201, body = CalendarAddress), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn make_calendar(
    State(app): State<Arc<App>>,
    signed: Signed,
) -> Result<(StatusCode, Json<CalendarAddress>), Problem> {
    signed.0.may_change_own()?;
    let Secret(secret) = app.house.make_calendar(&signed.0).await?;
    let server = app.settings.public_address.as_deref().unwrap_or_default();
    Ok((StatusCode::CREATED, Json(CalendarAddress { address: format!("{server}/kalender/{secret}.ics") })))
}

#[utoipa::path(delete, path = "/api/v1/me/calendar", tag = "me", summary = "Withdraw the calendar's address",
    responses((status = 204, description = "Withdrawn"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is none"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn drop_calendar(State(app): State<Arc<App>>, signed: Signed) -> Result<StatusCode, Problem> {
    signed.0.may_change_own()?;
    app.house.drop_calendar(&signed.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The owner's tokens that are not withdrawn and have not ended.
async fn alive(app: &App, signed: &Signed) -> Result<Vec<Token>, Problem> {
    let now = app.clock.now();
    let mut all = app.house.store().tokens(app.house.tenant(), TokenOwner::Account(&signed.0.account.id)).await?;
    all.retain(|token| token.revoked_at.is_none() && token.expires_at > now);
    Ok(all)
}

#[utoipa::path(get, path = "/api/v1/me/tokens", tag = "me", summary = "One's own tokens that work, the oldest first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<TokenItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn tokens(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<TokenItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let all = alive(&app, &signed).await?;
    let own = match &signed.0.by {
        By::Token(token) => token.id.as_str(),
        By::Session(_) => "",
    };
    let at = |at: Instant| at.to_string();
    let page = Page::of(all, &asked, |one| (one.created_at.0, one.id.clone()))?;
    Ok(Json(page.told(|one| TokenItem {
        own: one.id == own,
        made_at: at(one.created_at),
        expires_at: at(one.expires_at),
        used_at: one.used_at.map(at),
        id: one.id,
        name: one.name,
        scope: one.scope,
    })))
}

#[utoipa::path(delete, path = "/api/v1/me/tokens/{token}", tag = "me", summary = "Withdraw one of one's own tokens",
    params(("token" = String, Path, description = "The token's id; the secret is nobody's to send")),
    responses((status = 204, description = "Withdrawn"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "No such token of one's own works"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    signed.0.may_change_own()?;
    if alive(&app, &signed).await?.iter().all(|token| token.id != id) {
        return Err(Problem::not_found());
    }
    app.house.revoke_token(&signed.0.actor(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
