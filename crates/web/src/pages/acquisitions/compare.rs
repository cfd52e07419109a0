//! The candidates side by side against all principles: a badge each, and why.

use decisions::Assessed;
use findings::Verdict;
use maud::{Markup, html};
use principles::Pack;
use reports::{Depth, offer_reasons};

use super::{Open, called};
use crate::gate::encoded;
use crate::locale::Say;
use crate::pages::widgets::{badge, counts};

/// So many reasons are shown in a cell.
const MOST: usize = 3;

/// The table; nothing when there are no candidates.
pub(super) fn table(open: &Open, say: Say) -> Markup {
    let packs = open.snapshot.packs();
    let live: Vec<(&decisions::Candidate, &Assessed)> =
        open.it().live().filter_map(|candidate| Some((candidate, open.assessed(&candidate.key)?))).collect();
    let Some((_, first)) = live.first() else {
        let none = if open.it().candidates.is_empty() {
            say.t("Der er ingen tilbud endnu.", "There are no offers yet.")
        } else {
            say.t("Alle tilbud er trukket tilbage.", "All offers have been withdrawn.")
        };
        return html! { p { (none) } (withdrawn(open, say)) };
    };
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Tilbud side om side", "Offers side by side")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" .fu-wide-col { (say.t("Princip", "Principle")) }
                    @for (candidate, _) in &live {
                        th scope="col" .fu-wide-col {
                            a href=(open.to(&format!("/tilbud/{}", encoded(&candidate.key)))) { (candidate.key) ": " (called(candidate)) }
                            @if open.it().winner.as_ref().is_some_and(|(winner, ..)| *winner == candidate.key) { " " strong { (say.t("(valgt)", "(chosen)")) } }
                        }
                    }
                } }
                tbody {
                    tr {
                        th scope="row" { (say.t("I alt, principper", "In all, principles")) }
                        @for (_, assessed) in &live { td { (tally(assessed, say)) } }
                    }
                    @for (place, stand) in first.stands.iter().enumerate() {
                        tr class=[differs(&live, place).then_some("fu-differs")] {
                            th scope="row" {
                                a href={ "/strategi/" (encoded(&stand.pack)) "/principper/" (encoded(&stand.principle)) } { (say.text(&stand.title)) }
                            }
                            @for (_, assessed) in &live { td { (cell(assessed, place, &packs, say)) } }
                        }
                    }
                }
            }
        }
        @let without = packs.iter().map(|pack| pack.principles.len()).sum::<usize>().saturating_sub(first.stands.len());
        @if without > 0 {
            p .fu-quiet { (say.count(without, ["princip har ingen regler om it-systemer og kan ikke vurderes for et tilbud.", "principper har ingen regler om it-systemer og kan ikke vurderes for et tilbud."], ["principle has no rules about IT systems, and cannot be assessed for an offer.", "principles have no rules about IT systems, and cannot be assessed for an offer."])) }
        }
        (withdrawn(open, say))
    }
}

/// The offers that are out, and why.
fn withdrawn(open: &Open, say: Say) -> Markup {
    let out: Vec<(&decisions::Candidate, &String)> =
        open.it().candidates.iter().filter_map(|one| Some((one, one.withdrawn.as_ref()?))).collect();
    html! {
        @if !out.is_empty() {
            p { (say.t("Trukket tilbage:", "Withdrawn:")) }
            ul { @for (candidate, why) in out { li { a href=(open.to(&format!("/tilbud/{}", encoded(&candidate.key)))) { (candidate.key) ": " (called(candidate)) } ". " (why) } } }
        }
    }
}

fn differs(live: &[(&decisions::Candidate, &Assessed)], place: usize) -> bool {
    let verdicts: Vec<Option<Verdict>> =
        live.iter().map(|(_, one)| one.stands.get(place).map(|stand| stand.verdict)).collect();
    verdicts.windows(2).any(|pair| pair[0] != pair[1])
}

fn tally(assessed: &Assessed, say: Say) -> String {
    let mut tally = findings::Tally::default();
    assessed.stands.iter().for_each(|stand| tally.count(stand.verdict));
    let besides = (say.number(tally.not_applicable), Verdict::NotApplicable.label().pick(say.0));
    format!("{} · {} {}", counts(tally, say), besides.0, besides.1)
}

fn cell(assessed: &Assessed, place: usize, packs: &[&Pack], say: Say) -> Markup {
    let Some(stand) = assessed.stands.get(place) else { return html! {} };
    let reasons = offer_reasons(assessed, (&stand.pack, &stand.principle), packs, (Depth::Sentence, say.0));
    let more = reasons.len().saturating_sub(MOST);
    html! {
        (badge(stand.verdict, say))
        @if stand.for_board { " " span .fu-quiet { (say.t("for direktionen", "for the board")) } }
        @if !reasons.is_empty() {
            ul .fu-evidence {
                @for reason in reasons.iter().take(MOST) { li { (reason) } }
                @if more > 0 { li { (say.t("og ", "and ")) (more) (say.t(" mere", " more")) } }
            }
        }
    }
}
