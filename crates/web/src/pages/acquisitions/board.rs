//! An acquisition before the board: the winner, what it departs from that only the board can let stand, and what both parties say to
//! that.

use decisions::{Assessed, Candidate, Party, Stand};
use findings::Verdict;
use house::rights::Action;
use maud::{Markup, html};

use super::{Open, called, may_do};
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::capital;
use crate::pages::cases::screen::rating_badge;

/// The card of an acquisition whose choice awaits the board; nothing when there is no winner any more.
pub(crate) fn card(signed: &Signed, open: &Open) -> Markup {
    let (say, it) = (signed.say(), open.it());
    let Some((winner, (_, why, by))) = it.chosen().zip(it.winner.as_ref()) else { return html! {} };
    let heading = format!("s-{}", it.id);
    html! {
        section .fu-card aria-labelledby=(heading) {
            h2 id=(heading) { a href=(open.href()) { (it.id) } " " (it.plan.title) }
            p .fu-quiet { (say.t("Anskaffelse", "Acquisition")) " · " (say.count(it.live().count(), ["tilbud", "tilbud"], ["offer", "offers"])) }
            @if !it.plan.purpose.is_empty() { p .fu-prose { (it.plan.purpose) } }
            dl .fu-facts {
                dt { (say.t("Vinder", "Winner")) } dd { strong { (called(winner)) } }
                dt { (say.t("Valgt af", "Chosen by")) } dd { (by.holder.name) }
                dt { (say.t("Begrundelse", "Reason")) } dd .fu-prose { (why) }
            }
            @if let Some(assessed) = open.assessed(&winner.key) { (departs(assessed, winner, say)) }
            @if may_do(signed, Action::ApproveAcquisition) { p { a .button .button-primary href={ (open.href()) "#valg" } { (say.t("Tag stilling til valget", "Decide on the choice")) } } }
        }
    }
}

fn departs(assessed: &Assessed, winner: &Candidate, say: Say) -> Markup {
    let heavy = |stand: &&Stand| stand.verdict == Verdict::Deviates && stand.for_board;
    html! {
        p { (say.t("Vinderen afviger væsentligt fra:", "The winner departs materially from:")) }
        ul {
            @for stand in assessed.stands.iter().filter(heavy) {
                li {
                    (say.text(&stand.title))
                    @for held in Party::ALL.iter().filter_map(|party| winner.view((&stand.pack, &stand.principle), *party)) {
                        br; (rating_badge(held.view.rating, say)) " " (capital(held.view.party.label().pick(say.0))) ", " (held.by.holder.name) ": " (held.view.reason)
                    }
                }
            }
        }
    }
}
