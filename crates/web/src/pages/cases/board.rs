//! Direktion: what awaits the board, acquisitions among it, each with what deviates, recommendation, consequence and risk;
//! then what it granted that is about to end, was moved, or is not kept.

use std::sync::Arc;

use axum::extract::{Query, State};
use decisions::{Face, Mark, Means, Standing, marks, standing};
use house::rights::{Action, may};
use maud::{Markup, html};

use super::brief::{Compared, compared, glance};
use super::list::{about, principle_title};
use super::{Open, case_href, mark_text, may_see, standing_badge};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::pages::acquisitions;
use crate::problem::Problem;
use crate::shell::{self, Head};

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
        let open = Open::of(&app, &signed, &face.id.0).await?;
        let alike = compared(&app, &signed, &open).await?;
        briefs.push((open, alike));
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
        @for (open, alike) in &briefs { (submitted(&app, &signed, open, alike)) }
        @if awaiting.len() > MOST { p { a href="/sager?stilling=awaiting_board" { (say.t("Se alle, der afventer", "See all that await")) } } }
        section aria-labelledby="holder-oeje" {
            h2 #holder-oeje { (say.t("Hold øje med", "Watch")) }
            @if watched.is_empty() { p { (say.t("Ingen afgørelser er ved at udløbe, har flyttede frister eller mangler at få vilkår opfyldt.", "No decision is about to end, was moved, or lacks a condition.")) } }
            ul .fu-findings { @for (face, marks) in watched.iter().take(if all { usize::MAX } else { MOST }) {
                li { a href=(case_href(&face.id.0)) { (face.id) " " (super::title(&snapshot, face, say)) } " " (standing_badge(standing(face, today), say)) br;
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

fn submitted(app: &App, signed: &Signed, open: &Open, alike: &[Compared]) -> Markup {
    let say = signed.say();
    let face = &open.case().face;
    html! {
        section .fu-card aria-labelledby={ "s-" (face.id) } {
            h2 id={ "s-" (face.id) } { a href=(case_href(&face.id.0)) { (face.id) } " " (super::title(&open.snapshot, face, say)) }
            p .fu-quiet { (about(&open.snapshot, face, say)) " · " (principle_title(&open.snapshot, face, say)) }
            (glance(app, signed, open, alike))
            @if may(&signed.0.grants, Action::DecideCase) || signed.0.stands_in_for.iter().any(|one| may(&one.grants, Action::DecideCase)) {
                p { a .button .button-primary href={ (open.href()) "/afgoerelse" } { (say.t("Afgør", "Decide")) } }
            }
        }
    }
}
