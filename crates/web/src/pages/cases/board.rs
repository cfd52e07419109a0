//! Direktion: what awaits the board, acquisitions among it, each with what deviates, recommendation, consequence and risk;
//! then what it granted that is about to end, was moved, or is not kept.

use std::sync::Arc;

use axum::extract::{Query, State};
use house::cases::{CaseAlike, Precedent};
use house::rights::{Action, may};
use maud::{Markup, html};
use reports::{Board, Watched, board};

use super::brief::{glance, precedents};
use super::list::{about, principle_title};
use super::{Open, case_href, may_see_row, standing_badge};
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
    let snapshot = app.house.now();
    let Board { awaiting, watched } = {
        let docket = app.house.docket();
        board(docket.rows().filter(|row| may_see_row(&snapshot, &signed, row)), app.clock.today())
    };
    let mut briefs = Vec::new();
    for face in awaiting.iter().take(MOST) {
        let open = Open::of(&app, &signed, &face.id.0).await?;
        let alike = precedents(&app, &signed, &open).await?;
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
            ul .fu-findings { @for Watched { face, standing, marks } in watched.iter().take(if all { usize::MAX } else { MOST }) {
                li { a href=(case_href(&face.id.0)) { (face.id) " " (super::title(&snapshot, face, say)) } " " (standing_badge(*standing, say)) br;
                    span .fu-quiet { (marks.iter().map(|mark| mark.told(say.0)).collect::<Vec<_>>().join(" · ")) } }
            } }
            @if !all && watched.len() > MOST { p { a href="/direktion?alle=1" { (say.t("Vis alle ", "Show all ")) (say.number(watched.len() as u64)) } } }
        }
        (super::meeting::section(&signed, &meetings, say))
    };
    Ok(shell::page(&app, &signed, "/direktion", &head, &body))
}

fn submitted(app: &App, signed: &Signed, open: &Open, alike: &[(CaseAlike, Precedent)]) -> Markup {
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
