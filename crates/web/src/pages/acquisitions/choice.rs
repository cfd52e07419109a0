//! The choice among the offers: the winner, the board's word, the system it becomes, the ways back, and who takes no part.

use decisions::{Acquisition, Hand, OfferGround, Phase, PrincipleGround};
use house::rights::Action;
use maud::{Markup, html};

use super::page::At;
use super::{called, reason};
use crate::locale::Say;
use crate::pages::widgets::{Field, select};

impl At<'_> {
    /// The winner, the board's word, the system it becomes, and giving up.
    pub(super) fn choice(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let candidates: Vec<(String, String, bool)> =
            it.live().map(|one| (one.key.clone(), format!("{}: {}", one.key, called(one)), false)).collect();
        let why = |name: &str| reason(name, say.t("Begrundelse", "Reason"), "");
        let choose = html! { (select("tilbud", say.t("Vinder", "Winner"), &candidates)) (why("begrundelse")) };
        html! {
            section aria-labelledby="valg" {
                h2 #valg { (say.t("Valget", "The choice")) }
                @match (it.chosen(), &it.winner) {
                    (Some(winner), Some((_, why, by))) => { p { strong { (called(winner)) } ", " (say.t("valgt af ", "chosen by ")) (by) (conflicted(it, by, say)) } p .fu-prose { (why) } },
                    _ if it.is_without_winner() => p { (say.t("Vinderen er trukket tilbage, så der er ikke noget valg.", "The winner has been withdrawn, so there is no choice.")) },
                    _ => p { (say.t("Der er ikke valgt et tilbud.", "No offer has been chosen.")) },
                }
                @if it.phase == Phase::Offer && self.may(Action::PassGate) && !candidates.is_empty() {
                    details { summary { (say.t("Vælg vinderen", "Choose the winner")) } (self.open.form(self.signed, "vinder", &choose, say.t("Vælg", "Choose"))) }
                }
                @if let Some(reopened) = it.reopened.as_ref().filter(|_| it.phase == Phase::Offer) {
                    p { (say.t("Tilbage til tilbuddene ", "Back to the offers ")) (say.day(reopened.day)) ", " (reopened.by) ": " (reopened.reason) }
                }
                (self.board())
                @if it.can_reopen() && it.chosen().is_some() && self.may(Action::PassGate) {
                    @let key = Field { name: "noegle", label: say.t("Systemets nøgle", "The system's key"), hint: say.t("Den, systemet skal have i jeres register", "The one that the system is to have in your register"), value: &it.id.0, required: true, ..Field::default() }.show();
                    details { summary { (say.t("Gør vinderen til et system", "Make the winner a system")) }
                        p { (say.t("Det oplyste om tilbuddet bliver taget ind som et planlagt system, og hver afvigelse fortsætter som en sag.", "What was stated of the offer is taken in as a planned system, and each deviation goes on as a case.")) }
                        (self.open.form(self.signed, "system", &key, say.t("Gør til system", "Make it a system"))) }
                }
                @if it.can_reopen() && self.may(Action::PassGate) {
                    details { summary { (say.t("Gå tilbage til tilbuddene", "Go back to the offers")) }
                        p { (say.t("Valget falder, og anskaffelsen er igen i fasen tilbud. Det, der er sagt om tilbuddene, bliver stående, og der kan komme flere til.", "The choice falls, and the acquisition is in the offer phase again. What has been said of the offers stays, and more can be added.")) }
                        (self.open.form(self.signed, "tilbage", &why("begrundelse"), say.t("Gå tilbage", "Go back"))) }
                }
                @if self.may(Action::PassGate) {
                    details { summary { (say.t("Opgiv anskaffelsen", "Give the acquisition up")) } (self.open.form(self.signed, "opgiv", &why("begrundelse"), say.t("Opgiv", "Give up"))) }
                }
            }
        }
    }

    fn board(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let Some(offer) = it.chosen().and_then(|one| self.offers.iter().find(|offer| offer.candidate == one.key))
        else {
            return html! {};
        };
        let differences = it.differences(offer);
        if !offer.is_for_board() && differences.is_empty() {
            return html! {};
        }
        let turned = it.turned_down(&self.offers);
        let fields = |different: &Markup| {
            html! {
                input type="hidden" name="set" value=(offer.hash);
                (reason("begrundelse", say.t("Begrundelse", "Reason"), ""))
                (different)
                (Field { name: "moede", label: say.t("Møde eller referat", "Meeting or minutes"), ..Field::default() }.show())
            }
        };
        let different = reason("anderledes", say.t("Hvad skal være anderledes?", "What must be different?"), "");
        let answer = reason("svar", say.t("Hvad er der gjort ved det?", "What has been done about it?"), "");
        html! {
            h3 { (say.t("Til direktionen", "To the executive board")) }
            (named(offer, |one| one.deviates && one.for_board, say.t("Vinderen afviger væsentligt fra:", "The winner departs materially from:"), say))
            (named(offer, |one| one.unanswered && one.for_board, say.t("Leverandøren har ikke svaret på noget, der kan være væsentligt for:", "The supplier has not answered what may be material to:"), say))
            @if !differences.is_empty() {
                p { (say.t("It og fagområdet ser forskelligt på:", "IT and the business area differ on:")) }
                ul { @for one in &differences { li { (say.text(&one.title)) } } }
            }
            @if let Some(turned) = turned {
                p { strong { (say.t("Afslået ", "Refused ")) (say.day(turned.day)) } ", " (turned.by) (conflicted(it, &turned.by, say)) ": " (turned.reason) }
                p .fu-prose { (say.t("Det skal være anderledes: ", "This must be different: ")) (turned.different) }
            }
            @match &it.approved {
                Some((shown, why, by, day)) if *shown == offer.hash => p { (say.t("Godkendt ", "Approved ")) (say.day(*day)) ", " (by) ": " (why) },
                Some(_) => p { strong { (say.t("Godkendt på andre oplysninger; skal godkendes igen.", "Approved on other facts; must be approved again.")) } },
                None if turned.is_none() => p { strong { (say.t("Ikke godkendt.", "Not approved.")) } },
                None => {},
            }
            @if turned.is_some() && self.may(Action::KeepAcquisition) {
                details { summary { (say.t("Læg valget frem igen", "Put the choice forward again")) } (self.open.form(self.signed, "svar-direktionen", &answer, say.t("Læg frem", "Put forward"))) }
            }
            @if turned.is_none() && self.may(Action::ApproveAcquisition) {
                details { summary { (say.t("Godkend valget", "Approve the choice")) } (self.open.form(self.signed, "godkend", &fields(&html! {}), say.t("Godkend", "Approve"))) }
                @if it.phase == Phase::Offer {
                    details { summary { (say.t("Giv afslag", "Refuse")) }
                        p { (say.t("Anskaffelsen bliver i fasen tilbud, og de, der behandler den, får det som opgave.", "The acquisition stays in the offer phase, and those who keep it have it as a task.")) }
                        (self.open.form(self.signed, "afslaa", &fields(&different), say.t("Giv afslag", "Refuse"))) }
                }
            }
        }
    }

    /// Who takes no part, and the form by which one says so.
    pub(super) fn conflicts(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        if it.conflicted.is_empty() && !self.may(Action::DeclareConflict) {
            return html! {};
        }
        let why = reason("begrundelse", say.t("Hvorfor?", "Why?"), "");
        html! {
            section aria-labelledby="inhabile" {
                h2 #inhabile { (say.t("Inhabilitet", "Conflicts of interest")) }
                @if it.conflicted.is_empty() { p { (say.t("Ingen har meldt sig inhabil.", "Nobody has declared a conflict of interest.")) } }
                @else { ul { @for one in &it.conflicted { li { (one.by) ", " (say.day(one.day)) ": " (one.reason) } } } }
                @if self.may(Action::DeclareConflict) {
                    details { summary { (say.t("Meld dig inhabil", "Declare a conflict of interest")) }
                        p { (say.t("Du tager ikke mere del i anskaffelsen. Det, du har taget stilling til, og som ikke har ført til noget endnu, skal en anden tage stilling til.", "You take no more part in the acquisition. What you have judged, and has led to nothing yet, is to be judged by somebody else.")) }
                        (self.open.form(self.signed, "inhabil", &why, say.t("Meld mig inhabil", "Declare"))) }
                }
            }
        }
    }
}

/// The principles that are so, under a heading; nothing when there are none.
fn named(offer: &OfferGround, is: fn(&PrincipleGround) -> bool, heading: &str, say: Say) -> Markup {
    let mut found = offer.principles.iter().filter(|one| is(one)).peekable();
    html! {
        @if found.peek().is_some() { p { (heading) } ul { @for one in found { li { (say.text(&one.title)) } } } }
    }
}

/// The mark of whoever has since declared a conflict of interest.
pub(super) fn conflicted(it: &Acquisition, hand: &Hand, say: Say) -> &'static str {
    if it.is_conflicted(hand) {
        say.t(" (har meldt sig inhabil)", " (has declared a conflict of interest)")
    } else {
        ""
    }
}
