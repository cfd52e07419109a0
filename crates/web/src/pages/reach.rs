//! How somebody is reached outside the house: a mail address for the daily digest, and a calendar that their own program reads by a
//! secret address. A calendar program signs in by nothing else, so it is shown titles and days only.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use house::Secret;
use maud::{Markup, html};

use super::me::{Told, failed, page};
use super::widgets::Field;
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// `POST /mig/mail`
pub(crate) async fn mail(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    match app.house.set_mail(&signed.0.actor(), &signed.0.account.id, fields.get("mail")).await {
        Ok(()) => Ok(Redirect::to("/mig#mail").into_response()),
        Err(error) => failed(&app, &signed, error.into()).await,
    }
}

/// `POST /mig/kalender`: makes an address and shows it once; an earlier one stops working.
pub(crate) async fn make_calendar(
    State(app): State<Arc<App>>,
    signed: Signed,
    headers: HeaderMap,
    Posted(_): Posted,
) -> Result<Response, Problem> {
    let Secret(secret) = app.house.make_calendar(&signed.0).await?;
    let told = Told::of_calendar(format!("{}/kalender/{secret}.ics", base(&app, &headers)));
    Ok(page(&app, &signed, &told).await?.into_response())
}

/// `POST /mig/kalender/fjern`
pub(crate) async fn drop_calendar(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(_): Posted,
) -> Result<Redirect, Problem> {
    app.house.drop_calendar(&signed.0).await?;
    Ok(Redirect::to("/mig#kalender"))
}

/// `GET /kalender/{file}`: the file's name is the secret and `.ics`.
pub(crate) async fn calendar(State(app): State<Arc<App>>, Path(file): Path<String>) -> Result<Response, Problem> {
    let Some(secret) = file.strip_suffix(".ics") else { return Err(Problem::not_found()) };
    if !app.is_open() {
        return Err(Problem::not_yet());
    }
    let text =
        app.house.calendar(secret, app.settings.public_address.as_deref()).await?.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"fundament.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// The house's address for browsers: as the operator says, else as this browser found it.
fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(address) = &app.settings.public_address {
        return address.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if app.settings.https { "https" } else { "http" })
}

/// The two sections of Min konto.
pub(crate) async fn section(app: &App, signed: &Signed, calendar: Option<&str>) -> Result<Markup, Problem> {
    let say = signed.say();
    let since = app.house.store().calendar_since(app.house.tenant(), &signed.0.account.id).await?;
    Ok(html! {
        section aria-labelledby="mail" {
            h2 #mail { (say.t("Mail om det, der er nyt", "Mail about what is new")) }
            p { (say.t("Højst én mail om dagen, og kun når der er noget nyt i dine sager og anskaffelser. Uden en adresse sendes intet.", "One mail a day at most, and only when there is news of your cases and acquisitions. Without an address nothing is sent.")) }
            form method="post" action="/mig/mail" .fu-form {
                (shell::csrf(signed))
                (mail_field(signed.0.account.mail.as_deref(), say))
                button .button .button-secondary { (say.t("Gem", "Save")) }
            }
        }
        section aria-labelledby="kalender" {
            h2 #kalender { (say.t("Frister i din kalender", "Deadlines in your calendar")) }
            p { (say.t("Dit kalenderprogram kan abonnere på fristerne i dine sager. Den, der kender adressen, kan se sagernes titler og datoer: giv den ikke videre.", "Your calendar program can subscribe to the deadlines of your cases. Whoever knows the address can see the cases' titles and days: do not pass it on.")) }
            @if let Some(address) = calendar {
                (shell::alert("success", &html! { p { (say.t("Her er adressen. Den vises kun denne ene gang:", "Here is the address. It is shown this once only:")) } p { code .fu-secret { (address) } } }))
            }
            @if let Some(at) = since {
                p { (say.t("Du har en kalenderadresse fra ", "You have a calendar address since ")) (say.instant(at, &*app.clock)) "." }
                form method="post" action="/mig/kalender/fjern" .fu-inline { (shell::csrf(signed)) button .button .button-secondary { (say.t("Træk adressen tilbage", "Withdraw the address")) } }
                " "
            }
            form method="post" action="/mig/kalender" .fu-inline {
                (shell::csrf(signed))
                button .button .button-secondary { @if since.is_some() { (say.t("Lav en ny adresse i stedet", "Make a new address instead")) } @else { (say.t("Lav en adresse", "Make an address")) } }
            }
        }
    })
}

/// The field for a mail address, on one's own page and the administrator's.
pub(crate) fn mail_field(mail: Option<&str>, say: Say) -> Markup {
    let hint = say.t("Tom: ingen mail", "Empty: no mail");
    let (label, value) = (say.t("Mailadresse", "Mail address"), mail.unwrap_or_default());
    Field { name: "mail", label, hint, value, kind: "email", autocomplete: "email", ..Field::default() }.show()
}
