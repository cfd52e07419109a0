//! An acquisition before the board: the winner, what it departs from that only the board can let stand, and what both parties say to
//! that; on its own under Direktion, and on a meeting's agenda.

use decisions::{Assessed, Candidate, OfferGround, Party, Stand};
use findings::Verdict;
use house::cases::OfAcquisition;
use house::rights::Action;
use maud::{Markup, html};

use super::choice::conflicted;
use super::{Open, called, may_in};
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::capital;
use crate::pages::cases::screen::rating_badge;

/// The card of an acquisition whose choice awaits the board; nothing when there is no winner any more.
pub(crate) fn card(signed: &Signed, open: &Open) -> Markup {
    let (say, it) = (signed.say(), open.it());
    if it.chosen().is_none() {
        return html! {};
    }
    let heading = format!("s-{}", it.id);
    html! {
        section .fu-card aria-labelledby=(heading) {
            h2 id=(heading) { a href=(open.href()) { (it.id) } " " (it.plan.title) }
            (brief(open, say))
            @if may_in(open, signed, Action::ApproveAcquisition) { p { a .button .button-primary href={ (open.href()) "#valg" } { (say.t("Tag stilling til valget", "Decide on the choice")) } } }
        }
    }
}

/// What the board needs to decide: the winner, why it was chosen, and what it departs from.
fn brief(open: &Open, say: Say) -> Markup {
    let it = open.it();
    let Some((winner, (_, why, by))) = it.chosen().zip(it.winner.as_ref()) else { return html! {} };
    html! {
        p .fu-quiet { (say.t("Anskaffelse", "Acquisition")) " · " (say.count(it.live().count(), ["tilbud", "tilbud"], ["offer", "offers"])) }
        @if !it.plan.purpose.is_empty() { p .fu-prose { (it.plan.purpose) } }
        dl .fu-facts {
            dt { (say.t("Vinder", "Winner")) } dd { strong { (called(winner)) } }
            dt { (say.t("Valgt af", "Chosen by")) } dd { (by) (conflicted(it, by, say)) }
            dt { (say.t("Begrundelse", "Reason")) } dd .fu-prose { (why) }
            @for (reason, different, answer) in open.turned_down() {
                dt { (say.t("Tidligere afslag", "Refused before")) } dd .fu-prose { (reason) " " (say.t("Skulle være anderledes: ", "To be different: ")) (different) }
                @if let Some(answer) = answer { dt { (say.t("Svar på afslaget", "Answer to the refusal")) } dd .fu-prose { (answer) } }
            }
        }
        @if let Some(assessed) = open.assessed(&winner.key) { (departs(assessed, winner, say)) }
    }
}

fn departs(assessed: &Assessed, winner: &Candidate, say: Say) -> Markup {
    let heavy: Vec<&Stand> = assessed.stands.iter().filter(|stand| stand.for_board).collect();
    let (departs, unanswered): (Vec<&Stand>, Vec<&Stand>) =
        heavy.into_iter().partition(|stand| stand.verdict == Verdict::Deviates);
    html! {
        (stands(&departs, say.t("Vinderen afviger væsentligt fra:", "The winner departs materially from:"), winner, say))
        (stands(&unanswered, say.t("Leverandøren har ikke svaret på noget, der kan være væsentligt for:", "The supplier has not answered what may be material to:"), winner, say))
    }
}

fn stands(heavy: &[&Stand], heading: &str, winner: &Candidate, say: Say) -> Markup {
    if heavy.is_empty() {
        return html! {};
    }
    html! {
        p { (heading) }
        ul {
            @for stand in heavy {
                li {
                    (say.text(&stand.title))
                    @for held in Party::ALL.iter().filter_map(|party| winner.view((&stand.pack, &stand.principle), *party)) {
                        br; (rating_badge(held.view.rating, say)) " " (capital(held.view.party.label().pick(say.0))) ", " (held.by) ": " (held.view.reason)
                    }
                }
            }
        }
    }
}

/// Where an acquisition on an agenda stands with the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The reader decides it here.
    Yours,
    /// It awaits the board.
    Boards,
    /// It does not await the board, any more or again.
    Nobodys,
}

/// An acquisition on a meeting's agenda, with the board's answer to be given when it is the reader's.
pub(crate) fn agenda_item(signed: &Signed, open: &Open, (number, turn): (usize, Turn)) -> Markup {
    let (say, it) = (signed.say(), open.it());
    let id = &it.id.0;
    let name = |field: &str| format!("{field}-{id}");
    let line = |field: &str, label: &str| {
        html! { div .form-group { label .form-label for=(name(field)) { (label) } input .form-input id=(name(field)) name=(name(field)) type="text"; } }
    };
    html! {
        section .fu-card aria-labelledby={ "p-" (id) } {
            h3 id={ "p-" (id) } { (number) ". " a href=(open.href()) { (id) } " " (it.plan.title) }
            p { (state(open, turn, say)) }
            (brief(open, say))
            @if turn == Turn::Yours {
                input type="hidden" name="sag" value=(id);
                input type="hidden" name=(name("version")) value=(it.version);
                input type="hidden" name=(name("set")) value=(open.winner_hash());
                fieldset .form-group { legend .form-label { (say.t("Beslutning", "Decision")) }
                    @for (word, text) in [("", say.t("Ikke i dag", "Not today")), ("giv", say.t("Godkend valget", "Approve the choice")), ("afslaa", say.t("Giv afslag", "Refuse"))] {
                        div .form-group-radio { input .form-radio type="radio" id={ (name("b")) "-" (word) } name=(name("beslutning")) value=(word) checked[word.is_empty()]; label for={ (name("b")) "-" (word) } { (text) } }
                    }
                }
                (line("begrundelse", say.t("Begrundelse", "Reason")))
                (line("anderledes", say.t("Ved afslag: hvad skal være anderledes?", "When refused: what must be different?")))
            }
        }
    }
}

fn state(open: &Open, turn: Turn, say: Say) -> &'static str {
    let it = open.it();
    let offers: Vec<OfferGround> = open.assessed.iter().map(OfferGround::of).collect();
    if turn != Turn::Nobodys {
        say.t("Afventer direktionen.", "Awaits the board.")
    } else if it.turned_down(&offers).is_some() {
        say.t("Afslået; ligger hos dem, der behandler anskaffelsen.", "Refused; with those who keep the acquisition.")
    } else if it.approved.as_ref().is_some_and(|(shown, ..)| *shown == open.winner_hash()) {
        say.t("Godkendt.", "Approved.")
    } else {
        say.t("Afventer ikke direktionen i dag.", "Does not await the board today.")
    }
}

/// What an acquisition's row of an agenda says.
pub(crate) fn decision_of(id: &str, fields: &Fields) -> Option<OfAcquisition> {
    let get = |name: &str| fields.get(&format!("{name}-{id}")).to_owned();
    let written = |name: &str| fields.written(&format!("{name}-{id}"));
    let (reason, shown) = (written("begrundelse"), get("set"));
    match get("beslutning").as_str() {
        "giv" => Some(OfAcquisition::Approve { reason, shown }),
        "afslaa" => Some(OfAcquisition::Refuse { reason, different: written("anderledes"), shown }),
        _ => None,
    }
}
