//! Direktion: what awaits the board, acquisitions among it, each with recommendation, comparable earlier decisions, and consequence in kroner and risk;
//! then what it granted that is about to end, was moved, or is not kept.

use std::sync::Arc;

use axum::extract::{Query, State};
use decisions::{Event, Face, Mark, Means, Standing, marks, standing};
use house::rights::{Action, may};
use maud::{Markup, html};

use super::explain::comparable;
use super::list::{about, principle_title};
use super::{Open, case_href, mark_text, may_see, standing_badge};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::acquisitions;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many comparable decisions are shown.
const COMPARED: usize = 3;
/// So many submissions are on the page; the list has the rest.
const MOST: usize = 25;

/// `GET /direktion`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let (say, all) = (signed.say(), Fields::of(pairs).get("alle") == "1");
    let today = app.clock.today();
    let snapshot = app.house.now();
    let (awaiting, watched) = {
        let docket = app.house.docket();
        let seen = docket.faces().filter(|face| may_see(&snapshot, &signed, face));
        let mut awaiting: Vec<Arc<Face>> = Vec::new();
        let mut watched: Vec<(Arc<Face>, Vec<Mark>)> = Vec::new();
        for face in seen {
            if face.stage == decisions::Stage::Submitted {
                awaiting.push(Arc::clone(face));
            } else if let Some(heavy) = heavy(face, today) {
                watched.push((Arc::clone(face), heavy));
            }
        }
        watched.sort_by_key(|(face, marks)| weight(face, marks, today));
        (awaiting, watched)
    };
    let mut briefs = Vec::new();
    for face in awaiting.iter().take(MOST) {
        briefs.push(Open::of(&app, &signed, &face.id.0).await?);
    }
    let for_board = app.house.acquisitions_for_board().await?;
    let mut choices = Vec::new();
    for id in for_board.iter().take(MOST) {
        choices.push(acquisitions::Open::of(&app, id).await?);
    }
    let meetings = app.house.meetings().await?;
    let head = Head { title: say.t("Direktion", "Board"), menu: "/direktion", above: &[] };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.count(awaiting.len(), ["sag afventer direktionens afgørelse.", "sager afventer direktionens afgørelse."], ["case awaits the board's decision.", "cases await the board's decision."])) }
        @if !for_board.is_empty() { p .lead { (say.count(for_board.len(), ["anskaffelse afventer direktionens godkendelse.", "anskaffelser afventer direktionens godkendelse."], ["acquisition awaits the board's approval.", "acquisitions await the board's approval."])) } }
        @for open in &choices { (acquisitions::board::card(&signed, open)) }
        @for open in &briefs { (submitted(&app, &signed, open)) }
        @if awaiting.len() > MOST { p { a href="/sager?stilling=awaiting_board" { (say.t("Se alle, der afventer", "See all that await")) } } }
        section aria-labelledby="holder-oeje" {
            h2 #holder-oeje { (say.t("Hold øje med", "Watch")) }
            @if watched.is_empty() { p { (say.t("Ingen afgørelser er ved at udløbe, har flyttede frister eller mangler at få vilkår opfyldt.", "No decision is about to end, was moved, or lacks a condition.")) } }
            ul .fu-findings { @for (face, marks) in watched.iter().take(if all { usize::MAX } else { MOST }) {
                li { a href=(case_href(&face.id.0)) { (face.id) " " (face.title) } " " (standing_badge(standing(face, today), say)) br;
                    span .fu-quiet { (marks.iter().map(|mark| mark_text(*mark, say)).collect::<Vec<_>>().join(" · ")) } }
            } }
            @if !all && watched.len() > MOST { p { a href="/direktion?alle=1" { (say.t("Vis alle ", "Show all ")) (say.number(watched.len() as u64)) } } }
        }
        (super::meeting::section(&signed, &meetings, say))
    };
    Ok(shell::page(&app, &signed, "/direktion", &head, &body))
}

/// What the board should know of a case that it does not have before it.
fn heavy(face: &Face, today: kernel::Day) -> Option<Vec<Mark>> {
    let standing = standing(face, today);
    if standing == Standing::NoLongerNeeded {
        return None;
    }
    let by_board = face.in_force.as_ref().is_some_and(|in_force| in_force.means != Means::Explanation);
    let climbed =
        |mark: &Mark| matches!(mark, Mark::StepLate { days, .. } if decisions::rung(*days) == decisions::Rung::Board);
    let marks = marks(face, today);
    // What the board granted or must ratify, and what it refused until a plan that is late.
    let lapsed = matches!(standing, Standing::Lapsed { .. }) && (face.dispensations > 0 || face.emergencies > 0);
    let late = face.refused.is_some_and(|plan_by| plan_by < today);
    let told = by_board && marks.iter().any(|mark| !matches!(mark, Mark::Renewal { .. } | Mark::Relapse { .. }));
    let moved = |mark: &Mark| matches!(mark, Mark::Redated { .. } | Mark::Escalated { .. });
    (lapsed || late || told || marks.iter().any(climbed) || marks.iter().any(moved)).then_some(marks)
}

/// What presses most comes first: grants that the board must ratify, what was put to it again, what has ended or is late, and then
/// the rest by number.
fn weight(face: &Face, marks: &[Mark], today: kernel::Day) -> (u8, String) {
    let has = |wanted: fn(&Mark) -> bool| marks.iter().any(wanted);
    let place = if face.emergencies > 0 || has(|mark| matches!(mark, Mark::Emergency)) {
        0
    } else if has(|mark| matches!(mark, Mark::Escalated { .. })) {
        1
    } else if matches!(standing(face, today), Standing::Lapsed { .. } | Standing::Refused { .. }) {
        2
    } else if has(|mark| matches!(mark, Mark::Stale { .. } | Mark::ConditionBroken { .. })) {
        3
    } else {
        4
    };
    (place, face.id.0.clone())
}

fn submitted(app: &App, signed: &Signed, open: &Open) -> Markup {
    let say = signed.say();
    let face = &open.case().face;
    html! {
        section .fu-card aria-labelledby={ "s-" (face.id) } {
            h2 id={ "s-" (face.id) } { a href=(case_href(&face.id.0)) { (face.id) } " " (face.title) }
            p .fu-quiet { (about(&open.snapshot, face, say)) " · " (principle_title(&open.snapshot, face, say)) }
            (brief(app, signed, open))
            @if may(&signed.0.grants, Action::DecideCase) || signed.0.stands_in_for.iter().any(|one| may(&one.grants, Action::DecideCase)) {
                p { a .button .button-primary href={ (open.href()) "/afgoerelse" } { (say.t("Afgør", "Decide")) } }
            }
        }
    }
}

/// What the board needs to decide: recommendation, consequence, risk, what it lets stand, and what it decided before.
pub(crate) fn brief(app: &App, signed: &Signed, open: &Open) -> Markup {
    let say = signed.say();
    let case = open.case();
    let today = app.clock.today();
    let Some((submission, by)) = &case.round.submitted else { return html! {} };
    let marks = marks(&case.face, today);
    let told = case.round.told.as_ref();
    html! {
        @if !marks.is_empty() { p { strong { (marks.iter().map(|mark| mark_text(*mark, say)).collect::<Vec<_>>().join(" · ")) } } }
        dl .fu-facts {
            dt { (say.t("Indstilling", "Recommendation")) } dd { strong { (super::super::capital(submission.recommendation.label().pick(say.0))) } " · " (by) }
            dt { (say.t("Kort fremstilling", "Summary")) } dd .fu-prose { (submission.summary) }
            dt { (say.t("Nødvendighed", "Necessity")) } dd { (submission.necessity.label().pick(say.0)) }
            dt { (say.t("Konsekvens i kroner", "Consequence in kroner")) } dd { @match submission.consequence { Some(amount) => (amount.shown(say.0)), None => (say.t("ikke opgjort", "not stated")) } }
            dt { (say.t("Risiko", "Risk")) } dd { (submission.risk.label().pick(say.0)) @if let Some(told) = told { ": " (told.explanation.risk_text) " · " (say.t("bæres af", "borne by")) " " (told.explanation.risk_bearer) } }
            dt { (say.t("Foreslået til", "Proposed until")) } dd { (say.day(submission.until)) }
            @for condition in &submission.conditions { dt { (say.t("Foreslået vilkår", "Proposed condition")) } dd { (condition.text) } }
            @if let Some(told) = told {
                dt { (say.t("Forklaring", "Explanation")) } dd .fu-prose { (told.explanation.reason) }
                @if !told.explanation.instead.is_empty() { dt { (say.t("Gøres i stedet", "Done instead")) } dd .fu-prose { (told.explanation.instead) } }
                @for one in &told.explanation.alternatives {
                    dt { (say.t("Alternativ", "Alternative")) }
                    dd { (one.what) ": " (one.consequence) @if let Some(cost) = one.cost { " · " (cost.shown(say.0)) } }
                }
                @for warning in &told.warnings { dt { (say.t("Bemærk", "Note")) } dd { (warning.name().get(say.0)) ": " (say.text(&warning.text)) } }
            }
            @let differences = case.round.screening.differences();
            @if !differences.is_empty() { dt { (say.t("Parterne er uenige om", "The parties differ on")) } dd { (differences.join(", ")) } }
        }
        (emergency(open, say))
        (before(case, say))
        (similar(app, signed, open))
    }
}

/// Why the IT manager granted it when there was no time, which the board is to ratify or not.
fn emergency(open: &Open, say: Say) -> Markup {
    if open.case().face.emergencies == 0 {
        return html! {};
    }
    let granted = open.view.events.iter().rev().find_map(|one| match &one.recorded.event {
        Event::GrantedInEmergency { reason, consequence, until, .. } => {
            Some((&one.recorded.by, reason, consequence, *until))
        }
        _ => None,
    });
    html! {
        @if let Some((name, reason, consequence, until)) = granted {
            p { strong { (say.t("Nøddispensation til og med ", "Emergency dispensation until ")) (say.day(until)) } " · " (name) }
            dl .fu-facts {
                dt { (say.t("Begrundelse", "Reason")) } dd .fu-prose { (reason) }
                dt { (say.t("Hvis den ikke godkendes", "If it is not ratified")) } dd .fu-prose { (consequence) }
            }
        }
    }
}

fn before(case: &decisions::Case, say: Say) -> Markup {
    html! {
        @if !case.decided.is_empty() {
            p { strong { (say.t("Direktionen har før afgjort sagen:", "The board has decided the case before:")) } }
            ul { @for one in case.decided.iter().rev() {
                li { (say.day(one.day)) ": " @match &one.dispensation {
                    Some(dispensation) => { (say.t("dispensation til", "dispensation until")) " " (say.day(dispensation.until)) " – " (dispensation.reason) },
                    None => { (say.t("afslag", "refused")) " – " (one.refusal.as_deref().unwrap_or_default()) },
                } }
            } }
        }
    }
}

fn similar(app: &App, signed: &Signed, open: &Open) -> Markup {
    let say = signed.say();
    let decided = comparable(app, signed, open, 50);
    let decided: Vec<_> =
        decided.into_iter().filter(|face| face.dispensations > 0 || face.refused.is_some()).take(COMPARED).collect();
    html! {
        @if !decided.is_empty() {
            p { (say.t("Sammenlignelige afgørelser", "Comparable decisions")) ": "
                @for (place, face) in decided.iter().enumerate() {
                    @if place > 0 { ", " }
                    a href=(case_href(&face.id.0)) { (face.id) } " (" (standing(face, app.clock.today()).label().pick(say.0)) ")"
                } }
        }
    }
}
