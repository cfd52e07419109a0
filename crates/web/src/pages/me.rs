//! One's own account: language, password, second factor, tokens; proving again who one is; signing out.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use house::rights::{Action, may};
use house::{ACCOUNTS_SCOPE, Secret};
use kernel::Lang;
use maud::{Markup, html};
use store::{Token, TokenOwner};

use super::sign_in::set_cookie;
use super::widgets::{Field, select};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::{COOKIE, LANG_COOKIE, Signed, encoded, local};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// Tokens last so many days when nobody says otherwise.
const USUAL_DAYS: &str = "90";

/// `POST /log-ud`
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(_): Posted,
) -> Result<Response, Problem> {
    app.house.sign_out(&signed.0).await?;
    let mut response = Redirect::to("/log-ind").into_response();
    set_cookie(&mut response, COOKIE, "", app.settings.https);
    Ok(response)
}

/// `POST /sprog`
pub(crate) async fn language(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let lang = if fields.get("sprog") == "en" { Lang::En } else { Lang::Da };
    app.house.store().set_lang(app.house.tenant(), &signed.0.account.id, lang).await?;
    let mut response = Redirect::to(local(fields.get("til"))).into_response();
    set_cookie(&mut response, LANG_COOKIE, if lang == Lang::En { "en" } else { "da" }, app.settings.https);
    Ok(response)
}

/// `GET /bekraeft`
pub(crate) async fn prove_form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Markup {
    prove_page(&app, &signed, local(Fields::of(pairs).get("til")), None)
}

/// `POST /bekraeft`
pub(crate) async fn prove(State(app): State<Arc<App>>, signed: Signed, Posted(fields): Posted) -> Response {
    let next = local(fields.get("til"));
    match app.house.prove(&signed.0, fields.raw("adgangskode")).await {
        Ok(()) => Redirect::to(next).into_response(),
        Err(error) => {
            let problem = Problem::from(error);
            problem.answered(prove_page(&app, &signed, next, Some(&problem)))
        }
    }
}

fn prove_page(app: &App, signed: &Signed, next: &str, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let head = Head { title: say.t("Bekræft, at det er dig", "Confirm that it is you"), menu: "", above: &[] };
    let body = html! {
        h1 { (head.title) }
        p { (say.t("Det, du er ved at gøre, kan ikke bare gøres om. Vis igen, at det er dig.", "What you are about to do is not easily undone. Show again that it is you.")) }
        @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        @if let (Some(_), Some(elsewhere)) = (&signed.0.account.subject, &app.elsewhere) {
            p { a .button .button-primary href={ "/bekraeft/kommune?til=" (encoded(next)) } { (elsewhere.label) } }
        }
        @if signed.0.account.password.is_some() || signed.0.account.subject.is_none() {
            form method="post" action="/bekraeft" .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="til" value=(next);
                (Field { name: "adgangskode", label: say.t("Adgangskode", "Password"), kind: "password", required: true, autocomplete: "current-password", ..Field::default() }.show())
                button .button .button-primary { (say.t("Fortsæt", "Continue")) }
            }
        }
    };
    shell::page(app, signed, "/bekraeft", &head, &body)
}

/// What the page tells after an act.
#[derive(Default)]
pub(crate) struct Told<'a> {
    wrong: Option<Problem>,
    done: &'a str,
    secret: Option<Secret>,
    totp: Option<Secret>,
    /// A calendar's address, just made.
    calendar: Option<String>,
}

impl Told<'_> {
    /// A calendar's address was made.
    pub(crate) fn of_calendar(address: String) -> Self {
        Self { calendar: Some(address), ..Self::default() }
    }
}

/// `GET /mig`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Markup, Problem> {
    page(&app, &signed, &Told::default()).await
}

/// `POST /mig/adgangskode`: the old password is proof; all sessions end, this one too.
pub(crate) async fn password(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let changed = async {
        app.house.prove(&signed.0, fields.raw("adgangskode")).await?;
        if fields.raw("ny") != fields.raw("gentag") {
            return Err(Problem::bad(
                "password-repeat",
                "De to adgangskoder er ikke ens. Skriv dem igen.",
                "The two passwords are not the same. Write them again.",
            ));
        }
        Ok(app.house.set_password(&signed.0.actor(), &signed.0.account, fields.raw("ny")).await?)
    };
    match changed.await {
        Ok(()) => Ok(Redirect::to("/log-ind").into_response()),
        Err(problem) => failed(&app, &signed, problem).await,
    }
}

pub(crate) async fn failed(app: &App, signed: &Signed, problem: Problem) -> Result<Response, Problem> {
    let status = problem.status;
    Ok((status, page(app, signed, &Told { wrong: Some(problem), ..Told::default() }).await?).into_response())
}

/// `POST /mig/totrin`: first without a code, which shows a secret; then with the app's code, which sets it.
pub(crate) async fn second_factor(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let (totp, code) = (fields.get("hemmelighed"), fields.get("kode"));
    if totp.is_empty() {
        let told = Told { totp: Some(app.house.new_totp()?), ..Told::default() };
        return Ok(page(&app, &signed, &told).await?.into_response());
    }
    match app.house.set_totp(&signed.0, totp, code).await {
        Ok(()) => Ok(Redirect::to("/mig").into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status;
            let told = Told { wrong: Some(problem), totp: Some(Secret(totp.to_owned())), ..Told::default() };
            Ok((status, page(&app, &signed, &told).await?).into_response())
        }
    }
}

/// `POST /mig/totrin/fjern`
pub(crate) async fn drop_second_factor(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    if let Err(error) = app.house.prove(&signed.0, fields.raw("adgangskode")).await {
        return failed(&app, &signed, error.into()).await;
    }
    app.house.drop_totp(&signed.0.actor(), &signed.0.account.id).await?;
    Ok(Redirect::to("/mig").into_response())
}

/// `POST /mig/noegler`
pub(crate) async fn make_token(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let days = fields.get("dage").parse().unwrap_or(0);
    match app.house.make_token(&signed.0, fields.get("navn"), fields.get("omfang"), days).await {
        Ok((_, secret)) => {
            let told = Told { secret: Some(secret), ..Told::default() };
            Ok(page(&app, &signed, &told).await?.into_response())
        }
        Err(error) => failed(&app, &signed, error.into()).await,
    }
}

/// `POST /mig/noegler/{id}/fjern`: one's own only.
pub(crate) async fn revoke_token(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(_): Posted,
) -> Result<Response, Problem> {
    let own = app.house.store().tokens(app.house.tenant(), TokenOwner::Account(&signed.0.account.id)).await?;
    if own.iter().all(|token| token.id != id) {
        return Err(Problem::not_found());
    }
    app.house.revoke_token(&signed.0.actor(), &id).await?;
    Ok(Redirect::to("/mig").into_response())
}

pub(crate) async fn page(app: &App, signed: &Signed, told: &Told<'_>) -> Result<Markup, Problem> {
    let say = signed.say();
    let tokens = app.house.store().tokens(app.house.tenant(), TokenOwner::Account(&signed.0.account.id)).await?;
    let head = Head { title: say.t("Min konto", "My account"), menu: "", above: &[] };
    let account = &signed.0.account;
    let body = html! {
        h1 { (head.title) }
        @if let Some(problem) = &told.wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        @if !told.done.is_empty() { (shell::alert("success", &html! { p { (told.done) } })) }
        dl .fu-facts {
            dt { (say.t("Navn", "Name")) } dd { (account.name) }
            dt { (say.t("Brugernavn", "User name")) } dd { (account.login) }
            dt { (say.t("Roller", "Roles")) }
            dd { ul { @for grant in &signed.0.grants { li { (grant.role.label().pick(say.0)) " · " (unit_name(app, &grant.unit, say)) } } } }
        }
        @if account.password.is_some() {
            (password_form(signed, say))
            (factor(signed, told, say))
        }
        (super::reach::section(app, signed, told.calendar.as_deref()).await?)
        (super::deputy::section(app, signed).await?)
        (token_list(app, signed, &tokens, told, say))
    };
    Ok(shell::page(app, signed, "/mig", &head, &body))
}

/// A unit's name; the empty one is all of the municipality.
pub(crate) fn unit_name(app: &App, unit: &str, say: Say) -> String {
    if unit.is_empty() {
        return say.t("hele kommunen", "the whole municipality").to_owned();
    }
    let snapshot = app.house.now();
    facts::schema().kind("unit").map_or_else(|| unit.to_owned(), |kind| snapshot.slots.name_of(kind, unit))
}

fn password_form(signed: &Signed, say: Say) -> Markup {
    html! {
        section {
            h2 { (say.t("Skift adgangskode", "Change the password")) }
            form method="post" action="/mig/adgangskode" .fu-form {
                (shell::csrf(signed))
                (Field { name: "adgangskode", label: say.t("Nuværende adgangskode", "Current password"), kind: "password", required: true, autocomplete: "current-password", ..Field::default() }.show())
                (Field { name: "ny", label: say.t("Ny adgangskode", "New password"), hint: say.t("Mindst 12 tegn. Du skal logge ind igen bagefter.", "12 characters or more. You sign in again afterwards."), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
                (Field { name: "gentag", label: say.t("Gentag den nye", "Repeat the new one"), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
                button .button .button-secondary { (say.t("Skift", "Change")) }
            }
        }
    }
}

fn factor(signed: &Signed, told: &Told<'_>, say: Say) -> Markup {
    html! {
        section {
            h2 { (say.t("Totrinslogin", "Second factor")) }
            @if let Some(Secret(totp)) = &told.totp {
                p { (say.t("Skriv denne nøgle ind i din godkendelsesapp (tidsbaseret, seks cifre):", "Write this key into your authenticator app (time-based, six digits):")) }
                p { code .fu-secret { (totp) } }
                form method="post" action="/mig/totrin" .fu-form {
                    (shell::csrf(signed))
                    input type="hidden" name="hemmelighed" value=(totp);
                    (Field { name: "kode", label: say.t("Koden, som appen viser nu", "The code that the app shows now"), required: true, autocomplete: "one-time-code", ..Field::default() }.show())
                    button .button .button-primary { (say.t("Slå til", "Turn on")) }
                }
            } @else if signed.0.account.totp.is_some() {
                p { (say.t("Slået til.", "Turned on.")) }
                form method="post" action="/mig/totrin/fjern" .fu-form {
                    (shell::csrf(signed))
                    (Field { name: "adgangskode", label: say.t("Adgangskode", "Password"), kind: "password", required: true, autocomplete: "current-password", ..Field::default() }.show())
                    button .button .button-secondary { (say.t("Slå fra", "Turn off")) }
                }
            } @else {
                p { (say.t("Slået fra. Med en kode fra en app på telefonen kan ingen logge ind med din adgangskode alene.", "Turned off. With a code from an app on your phone nobody can sign in with your password alone.")) }
                form method="post" action="/mig/totrin" { (shell::csrf(signed)) button .button .button-secondary { (say.t("Sæt op", "Set up")) } }
            }
        }
    }
}

fn token_list(app: &App, signed: &Signed, tokens: &[Token], told: &Told<'_>, say: Say) -> Markup {
    let now = app.clock.now();
    let alive = |token: &&Token| token.revoked_at.is_none() && token.expires_at > now;
    html! {
        section {
            h2 { (say.t("Adgangsnøgler til API", "Tokens for the API")) }
            p { (say.t("En nøgle har højst dine egne rettigheder.", "A token has at most your own rights.")) }
            @if let Some(Secret(secret)) = &told.secret {
                (shell::alert("success", &html! { p { (say.t("Her er nøglen. Den vises kun denne ene gang:", "Here is the token. It is shown this once only:")) } p { code .fu-secret { (secret) } } }))
            }
            @if !tokens.iter().any(|token| alive(&token)) { p { (say.t("Du har ingen nøgler.", "You have no tokens.")) } }
            @else { ul {
                @for token in tokens.iter().filter(alive) {
                    li {
                        (token.name) " · " (scope_name(&token.scope, say)) " · " (say.t("til ", "until ")) (say.instant(token.expires_at, &*app.clock)) " "
                        form .fu-inline method="post" action={ "/mig/noegler/" (token.id) "/fjern" } { (shell::csrf(signed)) button .fu-link { (say.t("Træk tilbage", "Withdraw")) span .sr-only { " " (token.name) } } }
                    }
                }
            } }
            form method="post" action="/mig/noegler" .fu-form {
                (shell::csrf(signed))
                (Field { name: "navn", label: say.t("Hvad bruges den til?", "What is it for?"), required: true, ..Field::default() }.show())
                (select("omfang", say.t("Må", "May"), &scopes(signed, say)))
                (Field { name: "dage", label: say.t("Gælder i dage", "Lasts for days"), hint: if keeps_accounts(signed) { say.t("Højst 366; en nøgle til at administrere brugere højst 1", "366 at most; a token for managing accounts 1 at most") } else { say.t("Højst 366", "366 at most") }, value: USUAL_DAYS, required: true, ..Field::default() }.show())
                button .button .button-secondary { (say.t("Lav nøgle", "Make a token")) }
            }
        }
    }
}

fn keeps_accounts(signed: &Signed) -> bool {
    may(&signed.0.grants, Action::ManageAccounts)
}

/// What a token may be for; only who keeps accounts can make one for that.
fn scopes(signed: &Signed, say: Say) -> Vec<(String, String, bool)> {
    let mut words = vec!["read", "write"];
    words.extend(keeps_accounts(signed).then_some(ACCOUNTS_SCOPE));
    words.into_iter().map(|word| (word.to_owned(), scope_name(word, say), word == "read")).collect()
}

fn scope_name(scope: &str, say: Say) -> String {
    match scope {
        "write" => say.t("læse og skrive", "read and write"),
        ACCOUNTS_SCOPE => say.t("administrere brugere", "manage accounts"),
        _ => say.t("læse", "read"),
    }
    .to_owned()
}
