//! Changing what is to be acquired: title, purpose, KLE tasks, business area and owner.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use decisions::{AcquisitionCommand, PlanChange};
use maud::{Markup, html};

use super::{From, Open, Wrong, finish, new};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::pages::people;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}/plan`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &id).await?;
    page(&app, &signed, &open, None).await
}

/// `POST /anskaffelser/{id}/plan`
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let some = |name: &str| Some(fields.get(name).to_owned());
    let owner = people::key_of(&app.house.now(), fields.get("ejer"));
    let command = owner.map(|owner| AcquisitionCommand::Revise {
        change: PlanChange {
            title: some("titel"),
            purpose: Some(fields.written("formaal")),
            tasks: Some(new::tasks(&fields)),
            unit: some("enhed"),
            owner: Some(owner.unwrap_or_default()),
        },
    });
    finish(&app, &signed, (&id, From::Plan), &fields, command).await
}

pub(super) async fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<Wrong<'_>>) -> Result<Markup, Problem> {
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
        ("ejer".to_owned(), plan.owner.as_deref().map(|key| people::titled(&open.snapshot, key)).unwrap_or_default()),
    ]);
    let shown = wrong.map_or(&now, |(_, fields)| fields);
    let fields = new::plan_fields(app, &open.snapshot, shown, say).await?;
    let body = html! {
        h1 { (head.title) }
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        (open.form(signed, "plan", &fields, say.t("Gem planen", "Save the plan")))
    };
    Ok(shell::page(app, signed, &format!("{}/plan", open.href()), &head, &body))
}
