//! How long the files of closed cases are kept, on Administration: off until somebody sets it, for what is removed is gone.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::admin;
use super::widgets::Field;
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// A number of years, as a whole.
pub(crate) fn years(count: usize, say: Say) -> String {
    say.count(count, ["år", "år"], ["year", "years"])
}

/// What is set now, how much it concerns, and a form to set it.
pub(crate) async fn section(app: &App, signed: &Signed, written: Option<&str>) -> Result<Markup, Problem> {
    let say = signed.say();
    let kept = app.house.files_kept().await?;
    let due = match kept {
        Some(kept) => app.house.files_due(kept).await?.len(),
        None => 0,
    };
    let stands = kept.map(|kept| kept.to_string()).unwrap_or_default();
    Ok(html! {
        section aria-labelledby="opbevaring" {
            h2 #opbevaring { (say.t("Opbevaring af bilag", "Keeping of files")) }
            @match kept {
                None => p { (say.t("Bilag i lukkede sager gemmes uden grænse. Intet slettes af sig selv.", "The files of closed cases are kept without limit. Nothing is removed by itself.")) },
                Some(kept) => p {
                    (say.t("Bilag slettes om natten, når sagen har været lukket i ", "Files are removed at night when the case has been closed for ")) (years(usize::from(kept), say)) ". "
                    @if due > 0 { strong { (say.count(due, ["sag får slettet sine bilag i nat.", "sager får slettet deres bilag i nat."], ["case has its files removed tonight.", "cases have their files removed tonight."])) } }
                    @else { (say.t("Ingen bilag er gamle nok i dag.", "No files are old enough today.")) }
                },
            }
            p .fu-quiet { (say.t("Det, der slettes, kan ikke hentes tilbage. Filernes navn og SHA-256 bliver i loggen.", "What is removed cannot be had back. The files' names and SHA-256 stay in the log.")) }
            form method="post" action="/administration/opbevaring" .fu-row {
                (shell::csrf(signed))
                (Field { name: "aar", label: say.t("Antal år efter, at sagen er lukket", "Years after the case was closed"), hint: say.t("Fra 1 til 100. Tomt: gemmes uden grænse", "From 1 to 100. Empty: kept without limit"), kind: "number", value: written.unwrap_or(&stands), ..Field::default() }.show())
                button .button .button-secondary { (say.t("Gem", "Save")) }
            }
        }
    })
}

/// `POST /administration/opbevaring`
pub(crate) async fn set(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let written = fields.get("aar");
    // What is no number is refused as 0 is: the house says what will do.
    let years = (!written.is_empty()).then(|| written.parse::<u16>().unwrap_or(0));
    match app.house.keep_files(&signed.0, years).await {
        Ok(()) => Ok(Redirect::to("/administration#opbevaring").into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let page = admin::page(&app, &signed, (Some(&problem), Some(written))).await?;
            Ok((problem.status, page).into_response())
        }
    }
}
