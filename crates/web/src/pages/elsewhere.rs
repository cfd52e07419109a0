//! Signing in with the municipality's own accounts: off to the identity provider, and back from it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use house::{Asks, By, Refusal};
use maud::html;

use super::sign_in::set_cookie;
use crate::app::App;
use crate::elsewhere::{Awaited, Elsewhere};
use crate::form::Fields;
use crate::gate::{COOKIE, Guest, Signed, cookie, local};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// The cookie that holds the ticket of a sign-in under way.
const TICKET: &str = "fundament-kommune";

/// `GET /log-ind/kommune`
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    Guest(say): Guest,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let elsewhere = app.elsewhere.as_ref().ok_or_else(Problem::not_found)?;
    if !app.is_open() {
        return Ok(shell::moving_in(say));
    }
    // The first administrator is a local account, and must not come second.
    if !app.house.store().has_accounts(app.house.tenant()).await? {
        return Ok(Redirect::to("/opsaetning").into_response());
    }
    let fields = Fields::of(pairs);
    Ok(send_off(&app, elsewhere, say, Asks::WhoItIs, (local(fields.get("til")), None)).await)
}

/// `GET /bekraeft/kommune`: signs in again before a grave act.
pub(crate) async fn prove(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let elsewhere = app.elsewhere.as_ref().ok_or_else(Problem::not_found)?;
    let By::Session(session) = &signed.0.by else { return Err(Problem::not_found()) };
    let fields = Fields::of(pairs);
    let then = (local(fields.get("til")), Some(session.hash.clone()));
    Ok(send_off(&app, elsewhere, signed.say(), Asks::ProofAgain, then).await)
}

async fn send_off(
    app: &App,
    elsewhere: &Elsewhere,
    say: Say,
    asks: Asks,
    (next, session): (&str, Option<String>),
) -> Response {
    let begun = match elsewhere.provider.begin(asks, say.0, app.clock.now()).await {
        Ok(begun) => begun,
        Err(refusal) => return failed(say, &refusal.into()),
    };
    let mut response = Redirect::to(&begun.address).into_response();
    set_cookie(&mut response, TICKET, &begun.ticket, app.settings.https);
    elsewhere.waiting.put(Awaited { begun, next: next.to_owned(), session });
    response
}

/// `GET /log-ind/kommune/retur`
pub(crate) async fn back(
    State(app): State<Arc<App>>,
    Guest(say): Guest,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let elsewhere = app.elsewhere.as_ref().ok_or_else(Problem::not_found)?;
    let mut response = match arrive(&app, elsewhere, &headers, &Fields::of(pairs)).await {
        Ok(response) => response,
        Err(problem) => failed(say, &problem),
    };
    set_cookie(&mut response, TICKET, "", app.settings.https);
    Ok(response)
}

async fn arrive(app: &App, elsewhere: &Elsewhere, headers: &HeaderMap, fields: &Fields) -> Result<Response, Problem> {
    let now = app.clock.now();
    let ticket = cookie(headers, TICKET).unwrap_or_default();
    let awaited = elsewhere.waiting.take(ticket, fields.raw("state"), now).ok_or_else(strange)?;
    if !fields.raw("error").is_empty() || fields.raw("code").is_empty() {
        return Err(declined(fields.raw("error")));
    }
    let vouched = elsewhere.provider.finish(fields.raw("code"), &awaited.begun, now).await?;
    let mut response = Redirect::to(&awaited.next).into_response();
    let Some(hash) = &awaited.session else {
        let secret = app.house.sign_in_elsewhere(&vouched, &elsewhere.map).await?;
        set_cookie(&mut response, COOKIE, &secret.0, app.settings.https);
        return Ok(response);
    };
    let who = app.house.who_by_session(cookie(headers, COOKIE).unwrap_or_default()).await?;
    // The session that asked for the proof, and no other, is given it.
    let who = who.filter(|who| matches!(&who.by, By::Session(session) if session.hash == *hash)).ok_or_else(strange)?;
    app.house.prove_elsewhere(&who, &vouched, awaited.begun.at).await?;
    Ok(response)
}

fn strange() -> Problem {
    Refusal::new(
        "oidc-state",
        "Dette login er ikke begyndt i denne browser, er brugt før eller er mere end ti minutter gammelt. Log ind igen fra begyndelsen.",
        "This sign-in was not begun in this browser, has been used before or is more than ten minutes old. Sign in again from the start.",
    )
    .into()
}

fn declined(error: &str) -> Problem {
    let error: String = error.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '_').take(40).collect();
    tracing::warn!(error, "the identity provider declined a sign-in");
    Refusal::new(
        "oidc-declined",
        "Kommunens login lukkede dig ikke ind, eller du afbrød. Prøv igen, eller spørg it-drift, om du har adgang til programmet Fundament.",
        "The municipality's sign-in did not let you in, or you broke off. Try again, or ask IT operations whether you have access to the application Fundament.",
    )
    .into()
}

/// What went wrong, what to do, and the label to name when asking for help.
fn failed(say: Say, problem: &Problem) -> Response {
    let title = problem.title(say);
    let body = shell::bare(
        say,
        title,
        &html! {
            h1 { (title) }
            p .lead { (say.text(&problem.text)) }
            p { a href="/log-ind" { (say.t("Til log ind", "To sign in")) } }
            p { (say.t("Kode: ", "Code: ")) code { (problem.label) } }
        },
    );
    (problem.status, body).into_response()
}
