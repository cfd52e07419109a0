//! Putting a case to the board: what it needs to decide in one look.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Command, Condition, Necessity, Recommendation, Severity, Submission};
use house::rights::Action;
use maud::{Markup, html};

use super::super::widgets::{Area, Field, radios};
use super::{Open, amount, case_href, chosen, day, day_if_any, done, seats};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many conditions have a place in a form at least.
const CONDITIONS: usize = 3;
/// No form has more.
const MOST_CONDITIONS: usize = 50;

/// A place for each condition that is there, and an empty one more.
fn rows(fields: &Fields) -> usize {
    let there = |row: &usize| !fields.get(&format!("vilkaar-{row}")).is_empty();
    let last = (0..MOST_CONDITIONS).rev().find(there).map_or(0, |last| last + 2);
    last.clamp(CONDITIONS, MOST_CONDITIONS)
}

/// `GET /sager/{id}/indstilling`
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    seats::check(&open, &signed, Action::SubmitCase)?;
    let told = open.case().round.told.as_ref();
    let until = told.map(|told| told.explanation.until.to_string()).unwrap_or_default();
    let fields = Fields::of(vec![
        ("til".to_owned(), until),
        ("indstilling".to_owned(), Recommendation::Grant.word().to_owned()),
        ("risiko".to_owned(), told.map_or(Severity::Medium, |told| told.explanation.risk).word().to_owned()),
    ]);
    Ok(page(&app, &signed, &open, &fields, None))
}

/// `POST /sager/{id}/indstilling`
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = match submission(&fields) {
        Ok(submission) => {
            let command = Command::Submit { submission, shown: fields.get("set").to_owned() };
            done(&app, &signed, &id, &fields, &command).await
        }
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(Redirect::to(&case_href(&id)).into_response()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(&app, &signed, &id).await?;
            let fields = fields.refused(&problem, signed.say());
            let page = page(&app, &signed, &open, &fields, Some(&problem));
            Ok(problem.answered(page))
        }
    }
}

fn submission(fields: &Fields) -> Result<Submission, Problem> {
    Ok(Submission {
        recommendation: chosen(fields, "indstilling", Recommendation::from_word)?,
        summary: fields.written("resume"),
        necessity: chosen(fields, "noedvendighed", Necessity::from_word)?,
        consequence: amount(fields, "kroner")?,
        risk: chosen(fields, "risiko", Severity::from_word)?,
        until: day(fields, "til")?,
        conditions: conditions(fields)?,
    })
}

/// The conditions of a form.
pub(crate) fn conditions(fields: &Fields) -> Result<Vec<Condition>, Problem> {
    let mut conditions = Vec::new();
    for row in 0..MOST_CONDITIONS {
        let text = fields.written(&format!("vilkaar-{row}"));
        if !text.trim().is_empty() {
            let holds = fields.get(&format!("vilkaar-sandt-{row}")).to_owned();
            let due = day_if_any(fields, &format!("vilkaar-frist-{row}"))?;
            conditions.push(Condition { text, due, holds: (!holds.is_empty()).then_some(holds) });
        }
    }
    Ok(conditions)
}

/// Fields for conditions.
pub(crate) fn condition_fields(fields: &Fields, say: Say) -> Markup {
    let field = |name: String, label: &str, kind: &str| {
        Field { name: &name, label, kind, value: fields.get(&name), wrong: fields.wrong(&name), ..Field::default() }
            .show()
    };
    html! {
        @for row in 0..rows(fields) {
            fieldset .fu-card {
                legend { (say.t("Vilkår", "Condition")) " " (row + 1) }
                (field(format!("vilkaar-{row}"), say.t("Hvad skal gøres eller gælde?", "What must be done or hold?"), "text"))
                div .fu-row {
                    (field(format!("vilkaar-frist-{row}"), say.t("Frist, hvis der er en", "Due, if at all"), "date"))
                    (field(format!("vilkaar-sandt-{row}"), say.t("Som udtryk, hvis det kan efterprøves automatisk", "As an expression, if a machine can see it"), "text"))
                }
            }
        }
    }
}

pub(crate) fn necessities(say: Say) -> Vec<(&'static str, &'static str)> {
    Necessity::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect()
}

fn page(app: &App, signed: &Signed, open: &Open, fields: &Fields, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let href = open.href();
    let face = &open.case().face;
    let above = [("/sager".to_owned(), say.t("Sager", "Cases").to_owned()), (href.clone(), face.id.0.clone())];
    let head = Head { title: say.t("Indstil til direktionen", "Submit to the board"), menu: "/sager", above: &above };
    let recommendations: Vec<(&str, &str)> =
        Recommendation::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect();
    let risks: Vec<(&str, &str)> = Severity::ALL.iter().map(|risk| (risk.word(), risk.label().pick(say.0))).collect();
    let body = html! {
        h1 { (head.title) }
        p .lead { (super::title(&open.snapshot, face, say)) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        form method="post" action={ (href) "/indstilling" } .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(face.version);
            input type="hidden" name="set" value=(open.shown());
            (radios("indstilling", say.t("It's indstilling", "IT's recommendation"), &recommendations, fields))
            (Area { name: "resume", label: say.t("Kort fremstilling", "Summary"), hint: say.t("Hvad skal direktionen tage stilling til, og hvorfor?", "What is the board to decide, and why?"), value: fields.raw("resume"), rows: 5, wrong: None }.show())
            (radios("noedvendighed", say.t("Hvorfor er det nødvendigt?", "Why is it necessary?"), &necessities(say), fields))
            (Field { name: "kroner", label: say.t("Konsekvens i kroner", "Consequence in kroner"), hint: say.t("Hvad koster det at afslå? For eksempel 1.250.000 kr.", "What does a refusal cost? Such as DKK 1,250,000."), value: fields.get("kroner"), ..Field::default() }.show())
            (radios("risiko", say.t("Risiko ved at give dispensation", "Risk of granting"), &risks, fields))
            (Field { name: "til", label: say.t("Dispensation til", "Dispensation until"), kind: "date", value: fields.get("til"), ..Field::default() }.show())
            (condition_fields(fields, say))
            (super::act::seat_choice(signed, seats::first(open, signed, Action::SubmitCase).as_deref()))
            div .fu-row { button .button .button-primary { (say.t("Indstil", "Submit")) } a href=(href) { (say.t("Fortryd", "Cancel")) } }
        }
    };
    shell::page(app, signed, &format!("{href}/indstilling"), &head, &body)
}
