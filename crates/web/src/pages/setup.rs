//! The first visit to an empty house: its name, its first administrator, and the strategies to begin with.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use house::Joining;
use maud::{Markup, html};
use store::Actor;

use super::sign_in::set_cookie;
use super::widgets::Field;
use crate::app::App;
use crate::form::{Fields, Open};
use crate::gate::{COOKIE, Guest};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// What a house is called that was founded without a name.
const NAMELESS: [&str; 2] = ["Kommunen", "The municipality"];

/// `GET /opsaetning`: there is nothing here once there is an account.
pub(crate) async fn form(State(app): State<Arc<App>>, Guest(say): Guest) -> Result<Response, Problem> {
    if !app.is_open() {
        return Ok(shell::moving_in(say));
    }
    if app.house.store().has_accounts(app.house.tenant()).await? {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(page(&app, say, &Fields::default(), None).into_response())
}

/// `POST /opsaetning`
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    Guest(say): Guest,
    Open(fields): Open,
) -> Result<Response, Problem> {
    if !app.is_open() {
        return Ok(shell::moving_in(say));
    }
    if app.house.store().has_accounts(app.house.tenant()).await? {
        return Ok(Redirect::to("/").into_response());
    }
    match make(&app, &fields).await {
        Ok(secret) => {
            let mut response = Redirect::to("/import").into_response();
            set_cookie(&mut response, COOKIE, &secret, app.settings.https);
            Ok(response)
        }
        Err(problem) => Ok((problem.status, page(&app, say, &fields, Some(&problem))).into_response()),
    }
}

async fn make(app: &App, fields: &Fields) -> Result<String, Problem> {
    if fields.raw("adgangskode") != fields.raw("gentag") {
        return Err(Problem::bad(
            "password-repeat",
            "De to adgangskoder er ikke ens. Skriv dem igen.",
            "The two passwords are not the same. Write them again.",
        ));
    }
    let joining = Joining {
        login: fields.get("bruger").to_owned(),
        name: fields.get("navn").to_owned(),
        password: fields.raw("adgangskode").to_owned(),
        ..Joining::default()
    };
    let actor = Actor { account: "setup".to_owned(), name: joining.name.clone() };
    // Before the account: when the name is refused, the page can still be sent again.
    let name = fields.get("kommune");
    if !name.is_empty() {
        app.house.rename(&actor, name).await?;
    }
    app.house.first_administrator(&joining).await?;
    let secret = app.house.sign_in(&joining.login, &joining.password, "").await?;
    for pack in app.built_in() {
        if fields.all("strategi").contains(&pack.id) {
            app.house.adopt(&actor, app.built_in_files(&pack.id)?, "Taget i brug ved opsætningen").await?;
        }
    }
    Ok(secret.0)
}

fn page(app: &App, say: Say, fields: &Fields, wrong: Option<&Problem>) -> Markup {
    let title = say.t("Velkommen til Fundament", "Welcome to Fundament");
    let name = app.house.name();
    // What a house is called before anybody has said is no name to keep.
    let known = if NAMELESS.contains(&&*name) { "" } else { &*name };
    let named = if fields.get("kommune").is_empty() { known } else { fields.get("kommune") };
    let packs = app.built_in();
    shell::bare(
        say,
        title,
        &html! {
            h1 { (title) }
            p .lead { (say.t(
                "Her er ingen data endnu. Opret den første administrator; bagefter kan du importere kommunens systemer, udstyr og enheder.",
                "There are no data here yet. Make the first administrator; then you can import the municipality's systems, devices and units.",
            )) }
            @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
            form method="post" action="/opsaetning" .fu-form {
                (Field { name: "kommune", label: say.t("Kommunens navn", "The municipality's name"), value: named, required: true, ..Field::default() }.show())
                (Field { name: "navn", label: say.t("Dit navn", "Your name"), value: fields.get("navn"), required: true, autocomplete: "name", ..Field::default() }.show())
                (Field { name: "bruger", label: say.t("Brugernavn", "User name"), hint: say.t("For eksempel din e-mailadresse", "Your e-mail address, for instance"), value: fields.get("bruger"), required: true, autocomplete: "username", ..Field::default() }.show())
                (Field { name: "adgangskode", label: say.t("Adgangskode", "Password"), hint: say.t("Mindst 12 tegn", "12 characters or more"), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
                (Field { name: "gentag", label: say.t("Gentag adgangskoden", "Repeat the password"), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
                @if !packs.is_empty() {
                    fieldset .form-group {
                        legend .form-label { (say.t("Strategier, der tages i brug", "Strategies to adopt")) }
                        @for pack in packs {
                            div .form-group-checkbox {
                                input .form-checkbox type="checkbox" id={ "p-" (pack.id) } name="strategi" value=(pack.id) checked;
                                label for={ "p-" (pack.id) } { (say.text(&pack.title)) }
                            }
                        }
                    }
                }
                button .button .button-primary { (say.t("Opret administrator", "Make the administrator")) }
            }
        },
    )
}
