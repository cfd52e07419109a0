//! Administration: accounts and their roles, and how long files are kept.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use facts::schema;
use house::Joining;
use kernel::Role;
use maud::{Markup, html};
use store::{Account, Grant};

use super::accounts;
use super::me::unit_name;
use super::reach::mail_field;
use super::retention;
use super::rows::Asked;
use super::widgets::Field;
use crate::app::App;
use crate::changed::explained;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /administration`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    listing(&app, &signed, &Asked::of(pairs), (None, None)).await
}

/// `POST /administration`: a new account.
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let grants = match grants(&fields) {
        Ok(grants) => grants,
        Err(problem) => return refused(&app, &signed, &problem).await,
    };
    let joining = Joining {
        login: fields.get("bruger").to_owned(),
        name: fields.get("navn").to_owned(),
        mail: Some(fields.get("mail").to_owned()),
        person: Some(fields.get("person").to_owned()),
        password: fields.raw("adgangskode").to_owned(),
        grants,
    };
    match app.house.add_account(&signed.0.actor(), &joining).await {
        Ok(id) => Ok(Redirect::to(&format!("/administration/{id}")).into_response()),
        Err(error) => refused(&app, &signed, &error.into()).await,
    }
}

/// `POST /administration/navn`: the municipality's name.
pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    match app.house.rename_by(&signed.0, fields.get("kommune")).await {
        Ok(()) => Ok(Redirect::to("/administration#navn").into_response()),
        Err(error) => refused(&app, &signed, &error.into()).await,
    }
}

async fn refused(app: &App, signed: &Signed, problem: &Problem) -> Result<Response, Problem> {
    Ok((problem.status, page(app, signed, (Some(problem), None)).await?).into_response())
}

/// The roles of a form: `rolle` and `enhed` come in pairs; pairs without a role are passed over.
fn grants(fields: &Fields) -> Result<Vec<Grant>, Problem> {
    let mut grants = Vec::new();
    for (role, unit) in fields.all("rolle").iter().zip(fields.all("enhed")).filter(|(role, _)| !role.is_empty()) {
        let role = Role::from_word(role).ok_or_else(|| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "account-role",
                "Den rolle findes ikke. Vælg en på listen.",
                "There is no such role. Choose one of the list.",
            )
        })?;
        grants.push(Grant { role, unit: unit.clone() });
    }
    grants.sort();
    grants.dedup();
    Ok(grants)
}

/// The page; `years` is what was written of how long files are kept, when that was refused.
pub(crate) async fn page(
    app: &App,
    signed: &Signed,
    wrong: (Option<&Problem>, Option<&str>),
) -> Result<Markup, Problem> {
    listing(app, signed, &Asked::of(Vec::new()), wrong).await
}

async fn listing(
    app: &App,
    signed: &Signed,
    asked: &Asked,
    (wrong, years): (Option<&Problem>, Option<&str>),
) -> Result<Markup, Problem> {
    let say = signed.say();
    let all = accounts::all(app).await?;
    let unreached = |account: &Account| account.closed_at.is_none() && account.mail.is_none();
    let without = all.iter().filter(|held| unreached(&held.account)).count();
    let keeping = retention::section(app, signed, years).await?;
    let head = Head { title: say.t("Administration", "Administration"), menu: "/administration", above: &[] };
    let body = html! {
        h1 { (head.title) }
        @if let Some(problem) = wrong { (shell::alert("error", &html! { p { (say.text(&problem.text)) } })) }
        p { a href="/overdragelse" { (say.t("Overdragelse efter fratrådte", "Hand-over after people who left")) } }
        h2 { (say.t("Brugere", "Accounts")) }
        @if without > 0 {
            p { (say.count(without, ["bruger har ingen mailadresse og får ingen mail om sager.", "brugere har ingen mailadresse og får ingen mail om sager."], ["account has no mail address and gets no mail about cases.", "accounts have no mail address and get no mail about cases."])) }
        }
        (accounts::list(app, say, asked, all))
        h2 { (say.t("Ny bruger", "New account")) }
        form method="post" action="/administration" .fu-form {
            (shell::csrf(signed))
            (Field { name: "navn", label: say.t("Navn", "Name"), required: true, ..Field::default() }.show())
            (Field { name: "bruger", label: say.t("Brugernavn", "User name"), required: true, ..Field::default() }.show())
            (Field { name: "adgangskode", label: say.t("Første adgangskode", "First password"), hint: say.t("Mindst 12 tegn", "12 characters or more"), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
            (mail_field(None, say))
            (person_field("", say))
            (role_rows(app, &[], say))
            button .button .button-primary { (say.t("Opret", "Make")) }
        }
        section aria-labelledby="navn" {
            h2 #navn { (say.t("Kommunens navn", "The municipality's name")) }
            form method="post" action="/administration/navn" .fu-row {
                (shell::csrf(signed))
                (Field { name: "kommune", label: say.t("Navn", "Name"), hint: say.t("Står øverst på alle sider og i mails", "Stands at the head of every page and in mails"), value: &app.house.name(), required: true, ..Field::default() }.show())
                button .button .button-secondary { (say.t("Gem", "Save")) }
            }
        }
        (keeping)
    };
    Ok(shell::page(app, signed, "/administration", &head, &body))
}

fn person_field(value: &str, say: Say) -> Markup {
    Field {
        name: "person",
        label: say.t("Medarbejdernøgle", "Staff key"),
        hint: say.t(
            "Så ved Fundament, hvilke systemer der er personens egne. Tom: ingen",
            "So that Fundament knows which systems are the person's own. Empty: nobody",
        ),
        value,
        ..Field::default()
    }
    .show()
}

/// A row for each role held, and two more to give.
fn role_rows(app: &App, held: &[Grant], say: Say) -> Markup {
    let snapshot = app.house.now();
    let mut units: Vec<(String, String)> = schema().kind("unit").map_or_else(Vec::new, |kind| {
        let key = |object: u32| snapshot.slots.keys(kind)[object as usize].to_string();
        (0..snapshot.slots.count(kind)).map(|object| (key(object), snapshot.slots.title(kind, object))).collect()
    });
    units.sort_by_cached_key(|(_, title)| kernel::danish_sort_key(title));
    units.insert(0, (String::new(), say.t("hele kommunen", "the whole municipality").to_owned()));
    let rows: Vec<Option<&Grant>> = held.iter().map(Some).chain([None, None]).collect();
    html! {
        fieldset .form-group {
            legend .form-label { (say.t("Roller", "Roles")) }
            @for (place, grant) in rows.iter().enumerate() {
                @let label = format!("{} {}", say.t("Rolle", "Role"), place + 1);
                div .fu-row {
                    div .form-group {
                        label .form-label for={ "rolle-" (place) } { (label) }
                        select .form-select id={ "rolle-" (place) } name="rolle" {
                            option value="" { (say.t("ingen", "none")) }
                            @for role in Role::ALL { option value=(role.word()) selected[grant.is_some_and(|grant| grant.role == role)] { (role.label().pick(say.0)) } }
                        }
                    }
                    div .form-group {
                        label .form-label for={ "enhed-" (place) } { (say.t("Enhed", "Unit")) }
                        select .form-select id={ "enhed-" (place) } name="enhed" {
                            @if let Some(grant) = grant.filter(|grant| !units.iter().any(|(key, _)| *key == grant.unit)) {
                                option value=(grant.unit) selected { (grant.unit) " " (say.t("(findes ikke mere)", "(not there any more)")) }
                            }
                            @for (key, title) in &units { option value=(key) selected[grant.is_some_and(|grant| grant.unit == *key)] { (title) } }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /administration/{account}`
pub(crate) async fn account(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let account = app.house.store().account(app.house.tenant(), &id).await?;
    account_page(&app, &signed, &account, None).await
}

async fn account_page(
    app: &App,
    signed: &Signed,
    account: &Account,
    wrong: Option<&Problem>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let mut grants = app.house.store().grants(app.house.tenant(), &account.id).await?;
    let mapped = app.house.store().mapped_grants(app.house.tenant(), &account.id).await?;
    grants.retain(|grant| !mapped.contains(grant));
    let version = app.house.account_version(&account.id).await?;
    let above = [("/administration".to_owned(), say.t("Administration", "Administration").to_owned())];
    let head = Head { title: &account.name, menu: "/administration", above: &above };
    let base = format!("/administration/{}", account.id);
    let body = html! {
        h1 { (account.name) }
        @if let Some(problem) = wrong { (wrongly(app, problem, say)) }
        p .fu-quiet { (account.login) @if let Some(person) = &account.person { " · " (person) } }
        @if account.closed_at.is_some() { p { (say.t("Brugeren er lukket.", "The account is closed.")) } }
        @else {
            @if !mapped.is_empty() {
                p { (say.t("Fra kommunens grupper, rettes hos udbyderen:", "From the municipality's groups, changed at the provider:")) }
                ul { @for grant in &mapped { li { (grant.role.label().pick(say.0)) " · " (unit_name(app, &grant.unit, say)) } } }
            }
            form method="post" action={ (base) "/roller" } .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(version);
                (role_rows(app, &grants, say))
                button .button .button-primary { (say.t("Gem roller", "Save the roles")) }
            }
            h2 { (say.t("Navn og medarbejdernøgle", "Name and staff key")) }
            form method="post" action={ (base) "/person" } .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(version);
                (Field { name: "navn", label: say.t("Navn", "Name"), value: &account.name, required: true, ..Field::default() }.show())
                (person_field(account.person.as_deref().unwrap_or_default(), say))
                button .button .button-secondary { (say.t("Gem navn og nøgle", "Save name and key")) }
            }
            h2 { (say.t("Mail", "Mail")) }
            form method="post" action={ (base) "/mail" } .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(version);
                (mail_field(account.mail.as_deref(), say))
                button .button .button-secondary { (say.t("Gem adressen", "Save the address")) }
            }
            h2 { (say.t("Ny adgangskode", "New password")) }
            form method="post" action={ (base) "/adgangskode" } .fu-form {
                (shell::csrf(signed))
                (Field { name: "adgangskode", label: say.t("Adgangskode", "Password"), hint: say.t("Brugeren bliver logget ud overalt", "The user is signed out everywhere"), kind: "password", required: true, autocomplete: "new-password", ..Field::default() }.show())
                button .button .button-secondary { (say.t("Sæt adgangskode", "Set the password")) }
            }
            @if account.totp.is_some() {
                form method="post" action={ (base) "/totrin" } .fu-form { (shell::csrf(signed)) button .button .button-secondary { (say.t("Fjern totrinslogin (telefonen er væk)", "Drop the second factor (the phone is lost)")) } }
            }
            h2 { (say.t("Luk brugeren", "Close the account")) }
            form method="post" action={ (base) "/luk" } .fu-form {
                (shell::csrf(signed))
                p { (say.t("Brugeren kan ikke logge ind mere, og adgangsnøglerne holder op med at virke. Det kan ikke fortrydes.", "The user can sign in no more, and the tokens stop working. This cannot be undone.")) }
                button .button .button-warning { (say.t("Luk", "Close")) }
            }
        }
    };
    Ok(shell::page(app, signed, &base, &head, &body))
}

/// What was wrong, and what others have done meanwhile when they were faster.
fn wrongly(app: &App, problem: &Problem, say: Say) -> Markup {
    let body = html! {
        p { (say.text(&problem.text)) }
        @if let Some(changed) = &problem.changed {
            (changed.sentences(&app.house.now(), &*app.clock, say))
            p { (say.t("Intet er gemt. Siden viser nu brugeren, som den er.", "Nothing was saved. The page now shows the account as it is.")) }
        }
    };
    shell::alert("error", &body)
}

/// After an act on an account: back to its page, or the page with what was wrong.
async fn done(
    app: &App,
    signed: &Signed,
    id: &str,
    result: Result<(), house::HouseError>,
) -> Result<Response, Problem> {
    match result {
        Ok(()) => Ok(Redirect::to(&format!("/administration/{id}")).into_response()),
        Err(error) => {
            let problem = explained(app, error).await;
            let account = app.house.store().account(app.house.tenant(), id).await?;
            Ok((problem.status, account_page(app, signed, &account, Some(&problem)).await?).into_response())
        }
    }
}

/// `POST /administration/{account}/roller`
pub(crate) async fn roles(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let version = fields.version()?;
    let grants = match grants(&fields) {
        Ok(grants) => grants,
        Err(problem) => {
            let account = app.house.store().account(app.house.tenant(), &id).await?;
            return Ok((problem.status, account_page(&app, &signed, &account, Some(&problem)).await?).into_response());
        }
    };
    let result = app.house.set_roles(&signed.0.actor(), (id.as_str(), version), &grants).await;
    done(&app, &signed, &id, result).await
}

/// `POST /administration/{account}/person`
pub(crate) async fn person(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let named = (fields.get("navn"), fields.get("person"));
    let result = app.house.set_person(&signed.0.actor(), (id.as_str(), fields.version()?), named).await;
    done(&app, &signed, &id, result).await
}

/// `POST /administration/{account}/adgangskode`
pub(crate) async fn password(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let account = app.house.store().account(app.house.tenant(), &id).await?;
    let result = app.house.set_password(&signed.0.actor(), &account, fields.raw("adgangskode")).await;
    done(&app, &signed, &id, result).await
}

/// `POST /administration/{account}/mail`
pub(crate) async fn mail(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = app.house.set_mail(&signed.0.actor(), (id.as_str(), fields.version()?), fields.get("mail")).await;
    done(&app, &signed, &id, result).await
}

/// `POST /administration/{account}/totrin`
pub(crate) async fn drop_second_factor(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(_): Posted,
) -> Result<Response, Problem> {
    let result = app.house.drop_totp(&signed.0.actor(), &id).await;
    done(&app, &signed, &id, result).await
}

/// `POST /administration/{account}/luk`
pub(crate) async fn close(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(_): Posted,
) -> Result<Response, Problem> {
    let result = app.house.close_account(&signed.0.actor(), &id).await;
    done(&app, &signed, &id, result).await
}
