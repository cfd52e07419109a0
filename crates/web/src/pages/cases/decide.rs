//! The board's decision: what it needs on one page, and three clicks and a reason to decide.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Command, Dispensation, Necessity};
use house::rights::Action;
use maud::{Markup, html};

use super::super::widgets::{Area, Field, radios};
use super::submit::{condition_fields, conditions, necessities};
use super::{Open, case_href, chosen, day, done, seats};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// After a refusal a plan is due within so many days, unless the board says otherwise.
const PLAN_WITHIN: i32 = 60;

/// `GET /sager/{id}/afgoerelse`
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    seats::check(&open, &signed, Action::DecideCase)?;
    let fields = proposed(&open, app.clock.today());
    page(&app, &signed, &open, &fields, None).await
}

/// The day by which a plan is asked for, unless the board says otherwise.
pub(super) fn plan_by(today: kernel::Day) -> kernel::Day {
    today.plus_days(PLAN_WITHIN)
}

/// What is recommended stands in the form already.
fn proposed(open: &Open, today: kernel::Day) -> Fields {
    let mut pairs = vec![("plan".to_owned(), plan_by(today).to_string())];
    if let Some((submission, _)) = &open.case().round.submitted {
        let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        put("noedvendighed", submission.necessity.word());
        put("til", &submission.until.to_string());
        put("gennemsyn", &review_of(open, submission.until, today).to_string());
        for (row, condition) in submission.conditions.iter().enumerate() {
            put(&format!("vilkaar-{row}"), &condition.text);
            put(&format!("vilkaar-frist-{row}"), &condition.due.map(|due| due.to_string()).unwrap_or_default());
            put(&format!("vilkaar-sandt-{row}"), condition.holds.as_deref().unwrap_or(""));
        }
    }
    Fields::of(pairs)
}

/// When what is dispensed until a day is to be reviewed: halfway, when the principle asks for it, or within six months when no premise
/// can be checked by machine, whichever is first.
pub(super) fn review_of(open: &Open, until: kernel::Day, today: kernel::Day) -> kernel::Day {
    let half = today.plus_days((until.days() - today.days()) / 2);
    let asked = open.principle().map_or(half, |(_, principle)| today.plus(principle.review));
    let told = open.case().round.told.as_ref();
    let is_watched = told.is_some_and(|told| !told.explanation.leans_on_nothing_seen());
    let seen = if is_watched { asked } else { today.plus_months(decisions::LOOK_AGAIN_MONTHS) };
    half.min(asked).min(seen).max(today.plus_days(1))
}

/// `POST /sager/{id}/afgoerelse`
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = match command(&fields) {
        Ok(command) => done(&app, &signed, &id, &fields, &command).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(Redirect::to(&case_href(&id)).into_response()),
        Err(problem) if problem.status == StatusCode::NOT_FOUND || problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(&app, &signed, &id).await?;
            let fields = fields.refused(&problem, signed.say());
            let page = page(&app, &signed, &open, &fields, Some(&problem)).await?;
            Ok(problem.answered(page))
        }
    }
}

/// The decision of a form: `giv` or `afslaa`.
pub(crate) fn command(fields: &Fields) -> Result<Command, Problem> {
    let shown = fields.get("set").to_owned();
    let meeting = Some(fields.get("moede").to_owned()).filter(|meeting| !meeting.is_empty());
    let reason = fields.written("begrundelse");
    if fields.get("afgoer") == "afslaa" {
        return Ok(Command::Refuse { reason, plan_by: day(fields, "plan")?, meeting, shown });
    }
    let dispensation = Dispensation {
        necessity: chosen(fields, "noedvendighed", Necessity::from_word)?,
        reason,
        until: day(fields, "til")?,
        review: day(fields, "gennemsyn")?,
        conditions: conditions(fields)?,
        meeting,
    };
    Ok(Command::Dispense { dispensation, shown })
}

async fn page(
    app: &App,
    signed: &Signed,
    open: &Open,
    fields: &Fields,
    wrong: Option<&Problem>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let alike = super::brief::precedents(app, signed, open).await?;
    let href = open.href();
    let face = &open.case().face;
    let above = [("/direktion".to_owned(), say.t("Direktion", "Board").to_owned()), (href.clone(), face.id.0.clone())];
    let head = Head { title: say.t("Afgør sagen", "Decide the case"), menu: "/direktion", above: &above };
    let field = |name: &str, label: &str, kind: &str| {
        Field { name, label, kind, value: fields.get(name), wrong: fields.wrong(name), ..Field::default() }.show()
    };
    let body = html! {
        h1 { (head.title) }
        p .lead { (super::title(&open.snapshot, face, say)) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        (super::brief::whole(app, signed, open, &alike))
        h2 { (say.t("Afgørelse", "Decision")) }
        form method="post" action={ (href) "/afgoerelse" } .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(face.version);
            input type="hidden" name="set" value=(open.shown());
            (Area { name: "begrundelse", label: say.t("Begrundelse", "Reason"), hint: say.t("Den står i loggen og i sagen.", "It stands in the log and in the case."), value: fields.raw("begrundelse"), rows: 4, wrong: None }.show())
            fieldset .fu-card {
                legend { (say.t("Giv dispensation", "Grant a dispensation")) }
                (radios("noedvendighed", say.t("Nødvendighed", "Necessity"), &necessities(say), fields))
                div .fu-row {
                    (field("til", say.t("Til og med", "Until"), "date"))
                    (field("gennemsyn", say.t("Gennemgås", "Reviewed on"), "date"))
                    (field("moede", say.t("Møde eller referat, hvis der er et", "Meeting or minutes, if any"), "text"))
                }
                details open[!fields.get("vilkaar-0").is_empty()] { summary { (say.t("Vilkår", "Conditions")) } (condition_fields(fields, say)) }
                button .button .button-primary name="afgoer" value="giv" { (say.t("Giv dispensation", "Grant")) }
            }
            fieldset .fu-card {
                legend { (say.t("Giv afslag", "Refuse")) }
                @if let decisions::Standing::Dispensed { until } = decisions::standing(face, app.clock.today()) {
                    @if face.in_force.as_ref().is_some_and(|one| one.means == decisions::Means::Dispensation) {
                        p { (say.t("Den nuværende dispensation gælder fortsat til og med ", "The dispensation that is in force counts until ")) (say.day(until)) (say.t(". Skal den ophøre før, skal den tilbagekaldes.", ". To end it before then, revoke it.")) }
                    }
                }
                (field("plan", say.t("Der skal ligge en plan senest", "There must be a plan by"), "date"))
                button .button .button-secondary name="afgoer" value="afslaa" { (say.t("Giv afslag", "Refuse")) }
            }
            (super::act::seat_choice(signed, seats::first(open, signed, Action::DecideCase).as_deref()))
        }
    };
    Ok(shell::page(app, signed, &format!("{href}/afgoerelse"), &head, &body))
}
