//! Writing an acquisition down.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{AcquisitionPlan, Phase};
use house::Snapshot;
use house::cases::Seat;
use house::rights::{Action, may};
use maud::{Markup, html};
use store::Grant;

use super::acquisition_href;
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::kind_of;
use crate::pages::people::{self, PersonField};
use crate::pages::widgets::{Area, Field, select};
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/ny`
pub(crate) async fn form(State(app): State<Arc<App>>, signed: Signed) -> Result<Markup, Problem> {
    page(&app, &signed, &Fields::default(), None).await
}

/// `POST /anskaffelser/ny`
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let acting_for = Some(fields.get("for")).filter(|account| !account.is_empty());
    let opened = match plan(&app.house.now(), &fields) {
        Ok(plan) => app.house.open_acquisition(Seat { who: &signed.0, acting_for }, &plan).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match opened {
        Ok(acquisition) => Ok(Redirect::to(&acquisition_href(&acquisition.id.0)).into_response()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => Ok(problem.answered(page(&app, &signed, &fields, Some(&problem)).await?)),
    }
}

fn plan(snapshot: &Snapshot, fields: &Fields) -> Result<AcquisitionPlan, Problem> {
    let some = |name: &str| Some(fields.get(name).to_owned()).filter(|written| !written.is_empty());
    Ok(AcquisitionPlan {
        title: fields.get("titel").to_owned(),
        purpose: fields.written("formaal"),
        tasks: tasks(fields),
        unit: some("enhed"),
        owner: people::key_of(snapshot, fields.get("ejer"))?,
        phase: Phase::from_word(fields.get("fase")).unwrap_or(Phase::Idea),
    })
}

/// The KLE tasks of a form, separated as people separate them.
pub(super) fn tasks(fields: &Fields) -> Vec<String> {
    let tasks = fields.get("kle").split(['|', ',', '\n']).map(|task| task.trim().to_owned());
    tasks.filter(|task| !task.is_empty()).collect()
}

/// The fields of a plan.
pub(super) async fn plan_fields(app: &App, snapshot: &Snapshot, fields: &Fields, say: Say) -> Result<Markup, Problem> {
    let units = kind_of("unit")?;
    let mut options: Vec<(String, String, bool)> = (0..snapshot.slots.count(units))
        .map(|object| {
            let key = snapshot.slots.keys(units)[object as usize].to_string();
            let chosen = key == fields.get("enhed");
            (key, snapshot.slots.title(units, object), chosen)
        })
        .collect();
    options.sort_by_cached_key(|(_, title, _)| kernel::danish_sort_key(title));
    let unit = fields.get("enhed");
    if !unit.is_empty() && options.iter().all(|(.., chosen)| !chosen) {
        // What a register no longer has is still what was said; whoever changes something else does not change that.
        let gone = format!("{unit} ({})", say.t("findes ikke længere", "no longer there"));
        options.insert(0, (unit.to_owned(), gone, true));
    }
    options.insert(0, (String::new(), say.t("hele kommunen", "the whole municipality").to_owned(), false));
    let suggestions = people::suggestions(app, snapshot).await?;
    let owner = PersonField {
        name: "ejer",
        label: say.t("Kommende systemejer", "System owner to be"),
        hint: say.t(
            "Kan udelades. Søg på navn, eller skriv medarbejderens nøgle",
            "May be left out. Search by name, or write the employee's key",
        ),
        value: fields.get("ejer"),
    };
    Ok(html! {
        (Field { name: "titel", label: say.t("Titel", "Title"), value: fields.get("titel"), required: true, ..Field::default() }.show())
        (Area { name: "formaal", label: say.t("Hvad skal den bruges til?", "What is it for?"), hint: "", value: fields.raw("formaal"), rows: 3, wrong: None }.show())
        (Field { name: "kle", label: say.t("KLE-opgaver", "KLE tasks"), hint: say.t("For eksempel 27.36; flere adskilles med komma. Ud fra dem ses det, hvilke systemer I har i forvejen.", "Such as 27.36; separate several by commas. By them it is seen which systems you have already."), value: fields.get("kle"), ..Field::default() }.show())
        (select("enhed", say.t("Fagområde", "Business area"), &options))
        (suggestions)
        (owner.show())
    })
}

async fn page(app: &App, signed: &Signed, fields: &Fields, wrong: Option<&Problem>) -> Result<Markup, Problem> {
    let say = signed.say();
    let phases: Vec<(String, String, bool)> = [Phase::Idea, Phase::Analysis]
        .map(|phase| {
            (phase.word().to_owned(), phase.label().pick(say.0).to_owned(), phase.word() == fields.get("fase"))
        })
        .to_vec();
    let above = [("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned())];
    let head = Head { title: say.t("Opret anskaffelse", "Open an acquisition"), menu: "/anskaffelser", above: &above };
    let plan = plan_fields(app, &app.house.now(), fields, say).await?;
    // The business area is not chosen yet: whoever has the role anywhere begins as themselves.
    let keeps = |grants: &[Grant]| may(grants, Action::KeepAcquisition);
    let lent = signed.0.stands_in_for.iter().filter(|_| !keeps(&signed.0.grants)).find(|one| keeps(&one.grants));
    let first = lent.map(|one| one.account.clone());
    let body = html! {
        h1 { (head.title) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        form method="post" action="/anskaffelser/ny" .fu-form {
            (shell::csrf(signed))
            (plan)
            (select("fase", say.t("Fase", "Phase"), &phases))
            (crate::pages::cases::act::seat_choice(signed, first.as_deref()))
            div .fu-row { button .button .button-primary { (say.t("Opret anskaffelsen", "Open the acquisition")) } a href="/anskaffelser" { (say.t("Fortryd", "Cancel")) } }
        }
    };
    Ok(shell::page(app, signed, "/anskaffelser/ny", &head, &body))
}
