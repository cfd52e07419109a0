//! Changing what is to be acquired: title, purpose, KLE tasks, business area and owner.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use decisions::{AcquisitionCommand, PlanChange};
use maud::{Markup, html};

use super::{From, Open, finish, new};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}/plan`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &id).await?;
    page(&app, &signed, &open, None)
}

/// `POST /anskaffelser/{id}/plan`
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let some = |name: &str| Some(fields.get(name).to_owned());
    let change = PlanChange {
        title: some("titel"),
        purpose: some("formaal"),
        tasks: Some(new::tasks(&fields)),
        unit: some("enhed"),
        owner: some("ejer"),
    };
    finish(&app, &signed, (&id, From::Plan), &fields, Ok(AcquisitionCommand::Revise { change })).await
}

pub(super) fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<&Problem>) -> Result<Markup, Problem> {
    let say = signed.say();
    let plan = &open.it().plan;
    let above = [
        ("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned()),
        (open.href(), plan.title.clone()),
    ];
    let head = Head { title: say.t("Ret planen", "Change the plan"), menu: "/anskaffelser", above: &above };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let now = Fields::of(vec![
        ("titel".to_owned(), plan.title.clone()),
        ("formaal".to_owned(), plan.purpose.clone()),
        ("kle".to_owned(), plan.tasks.join(", ")),
        ("enhed".to_owned(), text(&plan.unit)),
        ("ejer".to_owned(), text(&plan.owner)),
    ]);
    let body = html! {
        h1 { (head.title) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        (open.form(signed, "plan", &new::plan_fields(&open.snapshot, &now, say)?, say.t("Gem planen", "Save the plan")))
    };
    Ok(shell::page(app, signed, &format!("{}/plan", open.href()), &head, &body))
}
