//! Signing in: by password, and code where a second factor is set up.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Extension;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use house::HouseError;
use maud::{Markup, html};

use super::widgets::Field;
use crate::app::App;
use crate::form::{Fields, Open};
use crate::gate::{COOKIE, Guest, LANG_COOKIE, encoded, local};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// What the form shows again after a failed attempt.
#[derive(Default)]
struct Shown<'a> {
    login: &'a str,
    next: &'a str,
    wrong: Option<&'a Problem>,
}

/// `GET /log-ind`
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    Guest(say): Guest,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if !app.house.store().has_accounts(app.house.tenant()).await? {
        let to_set_up = || Redirect::to("/opsaetning").into_response();
        return Ok(if app.is_open() { to_set_up() } else { shell::moving_in(say) });
    }
    let fields = Fields::of(query);
    Ok(page(&app, say, &Shown { next: local(fields.get("til")), ..Shown::default() }).into_response())
}

/// `POST /log-ind`
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    Guest(say): Guest,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Open(fields): Open,
) -> Response {
    let next = local(fields.get("til"));
    let again = |problem: Problem| {
        let shown = Shown { login: fields.get("bruger"), next, wrong: Some(&problem) };
        problem.answered(page(&app, say, &shown))
    };
    if !app.opened().await {
        return shell::moving_in(say);
    }
    let Some(attempt) = app.attempts.begin(from(address, &headers), &*app.clock).await else {
        return again(Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-attempts",
            "For mange forkerte forsøg herfra. Vent et minut, og prøv igen.",
            "Too many wrong attempts from here. Wait a minute, and try again.",
        ));
    };
    match app.house.sign_in(fields.get("bruger"), fields.raw("adgangskode"), fields.get("kode")).await {
        Ok(secret) => {
            attempt.has_not_failed();
            let mut response = Redirect::to(next).into_response();
            set_cookie(&mut response, COOKIE, &secret.0, app.settings.https);
            response
        }
        Err(error) => {
            // Who was right so far is asked for the code; that the database is away says nothing of anybody.
            let asked_on = error.label() == "sign-in-code" && fields.get("kode").is_empty();
            if asked_on || !matches!(error, HouseError::Refused(_)) {
                attempt.has_not_failed();
            }
            again(error.into())
        }
    }
}

/// `POST /sprog-gaest`: the language of those not signed in.
pub(crate) async fn language(State(app): State<Arc<App>>, Open(fields): Open) -> Response {
    let mut response = Redirect::to(local(fields.get("til"))).into_response();
    let word = if fields.get("sprog") == "en" { "en" } else { "da" };
    set_cookie(&mut response, LANG_COOKIE, word, app.settings.https);
    response
}

/// A cookie that no script sees and no other site sends.
pub(crate) fn set_cookie(response: &mut Response, name: &str, value: &str, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Where an attempt comes from: what the proxy on this machine says, else the connection itself.
fn from(address: Option<Extension<ConnectInfo<SocketAddr>>>, headers: &HeaderMap) -> IpAddr {
    let direct = address.map_or(IpAddr::from([0, 0, 0, 0]), |Extension(ConnectInfo(address))| address.ip());
    let told = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = told.and_then(|told| told.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
    if direct.is_loopback() { last.unwrap_or(direct) } else { direct }
}

fn page(app: &App, say: Say, shown: &Shown<'_>) -> Markup {
    let title = say.t("Log ind", "Sign in");
    let needs_code = shown.wrong.is_some_and(|problem| problem.label == "sign-in-code");
    shell::bare(
        say,
        title,
        &html! {
            h1 { (title) }
            @let municipality = app.house.name();
            @if !municipality.is_empty() { p .lead { (municipality) } }
            @if let Some(problem) = shown.wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
            @if let Some(elsewhere) = &app.elsewhere {
                p { a .button .button-primary href={ "/log-ind/kommune?til=" (encoded(shown.next)) } { (elsewhere.label) } }
                h2 { (say.t("Lokal konto", "Local account")) }
            }
            form method="post" action="/log-ind" .fu-form {
                input type="hidden" name="til" value=(shown.next);
                (Field { name: "bruger", label: say.t("Brugernavn", "User name"), value: shown.login, required: true, autocomplete: "username", ..Field::default() }.show())
                (Field { name: "adgangskode", label: say.t("Adgangskode", "Password"), kind: "password", required: true, autocomplete: "current-password", ..Field::default() }.show())
                (Field { name: "kode", label: say.t("Engangskode", "One-time code"), hint: say.t("Kun hvis du har sat totrinslogin op", "Only if you have set up a second factor"), required: needs_code, autocomplete: "one-time-code", ..Field::default() }.show())
                button .button .button-primary { (title) }
            }
            form method="post" action="/sprog-gaest" .fu-after {
                input type="hidden" name="til" value="/log-ind";
                @let (code, name) = if say.code() == "da" { ("en", "English") } else { ("da", "Dansk") };
                button .fu-link name="sprog" value=(code) lang=(code) { (name) }
            }
            @if !app.settings.demo.is_empty() {
                section .fu-after {
                    h2 { (say.t("Prøv som", "Try as")) }
                    div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Prøv som", "Try as")) { table .table .table--compact {
                        thead { tr { th scope="col" { (say.t("Rolle", "Role")) } th scope="col" { (say.t("Brugernavn", "User name")) } th scope="col" { (say.t("Adgangskode", "Password")) } } }
                        tbody { @for (role, login, password) in &app.settings.demo { tr { td { (role) } td { code { (login) } } td { code { (password) } } } } }
                    } }
                }
            }
        },
    )
}
