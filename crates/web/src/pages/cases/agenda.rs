//! A case on a meeting's agenda: what is read of it, and the decision with every day that it sets. What is decided is what is read:
//! the days that are proposed stand in fields, and nothing else is written.

use decisions::{Dispensation, Recommendation, Stage};
use house::cases::OfCase;
use kernel::Day;
use maud::{Markup, html};
use store::Meeting;

use super::super::widgets::Field;
use house::cases::{CaseAlike, Precedent};

use super::brief::glance;
use super::decide::{plan_by, review_of};
use super::{Open, case_href, day, standing_badge};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell;

/// Where it stands on the agenda, and whether the reader decides it.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) number: usize,
    pub(super) decides: bool,
    pub(super) meeting: &'a Meeting,
    /// What was written, when it could not be decided so.
    pub(super) written: Option<&'a Fields>,
}

/// The case, with the decision to be taken when it is the reader's.
pub(super) fn item(
    app: &App,
    signed: &Signed,
    (open, alike): (&Open, &[(CaseAlike, Precedent)]),
    slot: Slot<'_>,
) -> Markup {
    let say = signed.say();
    let face = &open.case().face;
    let id = &face.id.0;
    html! {
        section .fu-card aria-labelledby={ "p-" (id) } {
            h3 id={ "p-" (id) } { (slot.number) ". " a href=(case_href(id)) { (id) } " " (super::title(&open.snapshot, face, say)) }
            p { (standing_badge(decisions::standing(face, app.clock.today()), say)) }
            @if let Some(until) = until(open).filter(|until| *until < slot.meeting.day) { (shell::alert("warning", &html! { p { (too_early(until, slot.meeting.day, say)) } })) }
            (glance(app, signed, open, alike))
            @if slot.decides && face.stage == Stage::Submitted { (decision(app, open, slot, say)) }
        }
    }
}

/// The last day that is proposed for a case that lies with the board.
pub(super) fn until(open: &Open) -> Option<Day> {
    let pending = open.case().face.stage == Stage::Submitted;
    open.case().round.submitted.as_ref().filter(|_| pending).map(|(submission, _)| submission.until)
}

/// Says that what is proposed ends before the board meets.
fn too_early(until: Day, meeting: Day, say: Say) -> String {
    format!(
        "{} {}, {} {}. {}",
        say.t("Dispensationen foreslås kun til og med", "The dispensation is proposed only until"),
        say.day(until),
        say.t("og mødet holdes", "and the meeting is held on"),
        say.day(meeting),
        say.t(
            "Vælg en senere dato, når sagen afgøres, eller send sagen tilbage.",
            "Choose a later day when the case is decided, or send the case back."
        )
    )
}

fn decision(app: &App, open: &Open, slot: Slot<'_>, say: Say) -> Markup {
    let (face, today) = (&open.case().face, app.clock.today());
    let id = &face.id.0;
    let name = |field: &str| format!("{field}-{id}");
    let Some((submission, _)) = &open.case().round.submitted else { return html! {} };
    let value = |field: &str, proposed: Day| match slot.written {
        Some(fields) if fields.all("sag").contains(id) => fields.get(&name(field)).to_owned(),
        _ => proposed.to_string(),
    };
    let date = |field: &str, label: &str, proposed: Day| {
        Field { name: &name(field), label, kind: "date", value: &value(field, proposed), ..Field::default() }.show()
    };
    let written = |field: &str| slot.written.map_or("", |fields| fields.get(&name(field)));
    let advised = |recommendation: Recommendation| {
        if submission.recommendation == recommendation { say.t(" (som indstillet)", " (as recommended)") } else { "" }
    };
    let choice = |word: &str, text: &str| {
        html! { div .form-group-radio { input .form-radio type="radio" id={ (name("b")) "-" (word) } name=(name("beslutning")) value=(word) checked[written("beslutning") == word]; label for={ (name("b")) "-" (word) } { (text) } } }
    };
    let grant = format!("{}{}", say.t("Giv dispensation", "Grant"), advised(Recommendation::Grant));
    let refuse = format!("{}{}", say.t("Giv afslag", "Refuse"), advised(Recommendation::Refuse));
    html! {
        input type="hidden" name="sag" value=(id);
        input type="hidden" name=(name("version")) value=(face.version);
        input type="hidden" name=(name("set")) value=(open.shown());
        fieldset .form-group { legend .form-label { (say.t("Beslutning", "Decision")) }
            (choice("", say.t("Ikke i dag", "Not today")))
            (choice("giv", &grant))
            div .fu-row {
                (date("til", say.t("Dispensation til og med", "Dispensation until"), submission.until))
                (date("gennemsyn", say.t("Gennemgås", "Reviewed on"), review_of(open, submission.until, today)))
            }
            @if !submission.conditions.is_empty() { p .form-hint { (say.t("Dispensationen gives på de foreslåede vilkår. Åbn sagen for at ændre dem.", "The dispensation is given on the proposed conditions. Open the case to amend them.")) } }
            (choice("afslaa", &refuse))
            div .fu-row { (date("plan", say.t("Ved afslag: der skal ligge en plan senest", "When refused: there must be a plan by"), plan_by(today))) }
        }
        div .form-group { label .form-label for=(name("begrundelse")) { (say.t("Begrundelse", "Reason")) } input .form-input id=(name("begrundelse")) name=(name("begrundelse")) type="text" value=(written("begrundelse")); }
    }
}

/// What a case's row says: a dispensation or a refusal, with the days that stood there; none when it is left for another day.
pub(super) fn decision_of(open: &Open, fields: &Fields) -> Option<Result<OfCase, Problem>> {
    let id = &open.case().face.id.0;
    let name = |field: &str| format!("{field}-{id}");
    let get = |field: &str| fields.get(&name(field)).to_owned();
    let (submission, _) = open.case().round.submitted.as_ref()?;
    let (reason, shown) = (fields.written(&name("begrundelse")), get("set"));
    let date = |field: &str| day(fields, &name(field));
    match get("beslutning").as_str() {
        "giv" => Some(date("til").and_then(|until| {
            let review = date("gennemsyn")?;
            let (necessity, conditions) = (submission.necessity, submission.conditions.clone());
            let dispensation = Dispensation { necessity, reason, until, review, conditions, meeting: None };
            Ok(OfCase::Dispense { dispensation, shown })
        })),
        "afslaa" => Some(date("plan").map(|plan_by| OfCase::Refuse { reason, plan_by, shown })),
        _ => None,
    }
}
