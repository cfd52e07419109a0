//! Accounts: what the page Administration shows and does. Asks for a token that is made for that, and lasts a day at most.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::Joining;
use kernel::{Role, danish_sort_key};
use serde::{Deserialize, Serialize};
use store::{Account, Grant};
use utoipa::ToSchema;

use super::model::ProblemDetails;
use super::objects::{named_version, record_tag};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::changed::explained;
use crate::gate::Signed;
use crate::problem::Problem;

/// Somebody who can sign in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountItem {
    id: String,
    /// What is written to sign in.
    login: String,
    name: String,
    /// Where they are told by mail; none when nowhere.
    mail: Option<String>,
    /// The person of the estate that this is, by key.
    person: Option<String>,
    /// Whether it is closed for good.
    closed: bool,
    second_factor: bool,
    roles: Vec<HeldRole>,
    /// Another after each act on the account; If-Match names it.
    version: i64,
}

/// A role that is held on a unit and its subtree; the empty unit is the whole municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldRole {
    role: String,
    unit: String,
    /// Whether it comes from the identity provider's groups, and is changed there.
    mapped: bool,
}

/// A role to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GivenRole {
    role: String,
    /// The unit's key; empty for the whole municipality.
    #[serde(default)]
    unit: String,
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountBody {
    login: String,
    name: String,
    /// Where they are told by mail.
    #[serde(default)]
    mail: Option<String>,
    #[serde(default)]
    person: Option<String>,
    /// The first password, 12 characters or more.
    password: String,
    #[serde(default)]
    roles: Vec<GivenRole>,
}

/// The roles that an account holds from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RolesBody {
    roles: Vec<GivenRole>,
}

/// What an account is called, and who it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeAccount {
    name: String,
    /// The person of the estate, by key; none for nobody.
    person: Option<String>,
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    password: String,
}

fn grants(roles: &[GivenRole]) -> Result<Vec<Grant>, Problem> {
    let mut grants = Vec::new();
    for given in roles {
        let role = Role::from_word(&given.role).ok_or_else(|| {
            let words = Role::ALL.map(Role::word).join(", ");
            Problem::bad("role", &format!("role skal være en af: {words}."), &format!("role must be one of: {words}."))
        })?;
        grants.push(Grant { role, unit: given.unit.clone() });
    }
    grants.sort();
    grants.dedup();
    Ok(grants)
}

async fn item(app: &App, account: Account) -> Result<AccountItem, Problem> {
    let (store, tenant) = (app.house.store(), app.house.tenant());
    let grants = store.grants(tenant, &account.id).await?;
    let mapped = store.mapped_grants(tenant, &account.id).await?;
    let held = |grant: &Grant| HeldRole {
        role: grant.role.word().to_owned(),
        unit: grant.unit.clone(),
        mapped: mapped.contains(grant),
    };
    Ok(AccountItem {
        version: app.house.account_version(&account.id).await?,
        roles: grants.iter().map(held).collect(),
        closed: account.closed_at.is_some(),
        second_factor: account.totp.is_some(),
        id: account.id,
        login: account.login,
        name: account.name,
        mail: account.mail,
        person: account.person,
    })
}

async fn of_id(app: &App, id: &str) -> Result<Account, Problem> {
    Ok(app.house.store().account(app.house.tenant(), id).await?)
}

#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", summary = "Every account with its roles, by name",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AccountItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AccountItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let all = app.house.store().accounts(app.house.tenant()).await?;
    let by_name = |one: &Account| (danish_sort_key(&one.name), one.login.clone());
    let Page { items, total, next } = Page::of(all, &asked, by_name)?;
    let mut told = Vec::with_capacity(items.len());
    for account in items {
        told.push(item(&app, account).await?);
    }
    Ok(Json(Page { items: told, total, next }))
}

#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", summary = "Make an account", request_body = NewAccountBody,
    responses((status = 201, body = AccountItem, headers(("location" = String, description = "The new account"))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "The login is taken"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn add(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let new: NewAccountBody = body(&bytes)?;
    let joining = Joining {
        grants: grants(&new.roles)?,
        login: new.login,
        name: new.name,
        mail: new.mail,
        person: new.person,
        password: new.password,
    };
    let id = app.house.add_account(&signed.0.actor(), &joining).await?;
    let item = item(&app, of_id(&app, &id).await?).await?;
    let location = [(header::LOCATION, format!("/api/v1/accounts/{id}"))];
    Ok((StatusCode::CREATED, location, Json(item)).into_response())
}

#[utoipa::path(get, path = "/api/v1/accounts/{account}", tag = "accounts", summary = "One account with its roles", params(("account" = String, Path, description = "The account's id")),
    responses((status = 200, body = AccountItem, headers(("etag" = String, description = "Send it as If-Match when you write"))), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Problem> {
    shown(&app, &id).await
}

/// The account as it is now, with the tag that a write names.
async fn shown(app: &App, id: &str) -> Result<Response, Problem> {
    let item = item(app, of_id(app, id).await?).await?;
    Ok(([(header::ETAG, record_tag(item.version))], Json(item)).into_response())
}

#[utoipa::path(put, path = "/api/v1/accounts/{account}", tag = "accounts", summary = "Name an account anew, and say which person of the estate it is",
    params(("account" = String, Path), ("If-Match" = String, Header, description = "The account's ETag")), request_body = ChangeAccount,
    responses((status = 200, body = AccountItem, headers(("etag" = String, description = "The new one"))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they did"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "The name will not do, or nobody has that key"), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let seen = named_version(&headers)?;
    let ChangeAccount { name, person } = body(&bytes)?;
    let named = (name.as_str(), person.as_deref().unwrap_or_default());
    match app.house.set_person(&signed.0.actor(), (id.as_str(), seen), named).await {
        Ok(()) => shown(&app, &id).await,
        Err(error) => Err(explained(&app, error).await),
    }
}

#[utoipa::path(put, path = "/api/v1/accounts/{account}/roles", tag = "accounts", summary = "Give an account exactly these roles",
    description = "Roles that are not named are taken away, except those that the identity provider's groups give.",
    params(("account" = String, Path), ("If-Match" = String, Header, description = "The account's ETag")), request_body = RolesBody,
    responses((status = 200, body = AccountItem, headers(("etag" = String, description = "The new one"))), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they did"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "No administrator would be left"), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn roles(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let seen = named_version(&headers)?;
    let wanted: RolesBody = body(&bytes)?;
    let grants = grants(&wanted.roles)?;
    match app.house.set_roles(&signed.0.actor(), (id.as_str(), seen), &grants).await {
        Ok(()) => shown(&app, &id).await,
        Err(error) => Err(explained(&app, error).await),
    }
}

#[utoipa::path(put, path = "/api/v1/accounts/{account}/password", tag = "accounts", summary = "Set a password; all sessions of the account end",
    description = "Needs no If-Match: no password can be read, so none is set on the ground of another. The last one counts.",
    params(("account" = String, Path)), request_body = PasswordBody,
    responses((status = 204, description = "Set"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn password(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Problem> {
    let account = of_id(&app, &id).await?;
    let wanted: PasswordBody = body(&bytes)?;
    app.house.set_password(&signed.0.actor(), &account, &wanted.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/api/v1/accounts/{account}/second-factor", tag = "accounts", summary = "Drop a second factor whose phone is lost",
    params(("account" = String, Path)),
    responses((status = 204, description = "Dropped"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn drop_second_factor(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.house.drop_totp(&signed.0.actor(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/api/v1/accounts/{account}/close", tag = "accounts", summary = "Close an account for good, and its tokens with it",
    params(("account" = String, Path)),
    responses((status = 204, description = "Closed"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "No administrator would be left"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    app.house.close_account(&signed.0.actor(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
