//! A choice before the executive board: approved, or refused with what must be different; and its way back to the board, answered.
//! What was refused waits at the gate it came from, until the offer or the choice is another, or its keeper has answered.

use kernel::Day;

use super::event::AcquisitionEvent;
use super::gate::OfferGround;
use super::verbs::{Approver, Buyer, facts_changed, reason, too_early};
use super::{Acquisition, AcquisitionNow};
use crate::Refusal;
use crate::authority::Hand;
use crate::screening::Phase;
use crate::verbs::needed;

/// The board's refusal of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The winner that was refused.
    pub candidate: String,
    /// The hash of everything that it departed from.
    pub shown: String,
    /// Why.
    pub reason: String,
    /// What must be different.
    pub different: String,
    /// Who refused.
    pub by: Hand,
    /// When.
    pub day: Day,
}

impl Acquisition {
    pub(super) fn approve(
        &self,
        seat: &Approver,
        (why, meeting): (&str, Option<&str>),
        shown: &str,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        self.before_board(seat, shown, now)?;
        let meeting = named(meeting);
        Ok(AcquisitionEvent::Approved { reason: reason(why)?, meeting, shown: shown.to_owned() })
    }

    pub(super) fn refuse(
        &self,
        seat: &Approver,
        (why, different, meeting): (&str, &str, Option<&str>),
        shown: &str,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        if self.phase != Phase::Offer {
            return Err(too_early(
                "Direktionen kan afslå et valg i fasen tilbud. Er løsningen i gang, så bed it om at gå tilbage til tilbuddene.",
                "The board can refuse a choice in the offer phase. Once the solution is under way, ask IT to go back to the offers.",
            ));
        }
        let offer = self.before_board(seat, shown, now)?;
        if !self.is_for_board(offer) {
            return Err(Refusal::new(
                "acquisition-not-for-board",
                "Vinderen afviger ikke væsentligt fra noget princip, intet væsentligt mangler svar, og parterne er enige, så valget skal ikke for direktionen. Lad it føre anskaffelsen videre.",
                "The winner departs materially from no principle, nothing material lacks an answer, and the parties agree, so the choice is not for the board. Let IT take the acquisition on.",
            ));
        }
        let different = needed(
            different,
            "acquisition-different-missing",
            "Skriv, hvad der skal være anderledes, før valget kan lægges frem igen.",
            "Write what must be different before the choice can be put forward again.",
        )?;
        let (reason, meeting) = (reason(why)?, named(meeting));
        Ok(AcquisitionEvent::Refused { reason, different, meeting, shown: shown.to_owned() })
    }

    pub(super) fn answer_board(
        &self,
        _seat: &Buyer,
        answer: &str,
        now: &AcquisitionNow<'_>,
    ) -> Result<AcquisitionEvent, Refusal> {
        if self.turned_down(now.offers).is_none() {
            return Err(Refusal::new(
                "acquisition-nothing-refused",
                "Direktionen har ikke afslået valget, som det er nu. Der er ikke noget at svare på; se på anskaffelsens side, hvad der mangler.",
                "The board has not refused the choice as it is now. There is nothing to answer; see on the acquisition's page what is lacking.",
            ));
        }
        let answer = needed(
            answer,
            "acquisition-reason-missing",
            "Skriv, hvad der er gjort ved det, direktionen krævede anderledes.",
            "Write what has been done about what the board wanted different.",
        )?;
        Ok(AcquisitionEvent::BoardAnswered { answer })
    }

    /// The board's refusal of the choice as it is now; none when the winner or what it departs from is another, or the board was
    /// answered.
    pub fn turned_down(&self, offers: &[OfferGround]) -> Option<&Turned> {
        let (winner, ..) = self.winner.as_ref()?;
        let offer = offers.iter().find(|offer| offer.candidate == *winner)?;
        self.turned.as_ref().filter(|turned| turned.candidate == *winner && turned.shown == offer.hash)
    }

    /// Whether somebody screened, stated or chose a candidate, by whatever seat.
    fn has_part(&self, candidate: &str, hand: &Hand) -> bool {
        let of_it = |of: &Option<String>| of.as_deref().is_none_or(|of| of == candidate);
        self.worked_on.iter().any(|(of, by)| of_it(of) && by.shares(hand))
    }

    /// The winner as the board was shown it, when somebody else than the board's member made it so.
    fn before_board<'n>(
        &self,
        seat: &Approver,
        shown: &str,
        now: &AcquisitionNow<'n>,
    ) -> Result<&'n OfferGround, Refusal> {
        let Some((winner, ..)) = &self.winner else {
            return Err(too_early(
                "Der er ikke valgt et tilbud, som direktionen kan tage stilling til. Bed it om at vælge vinderen først.",
                "No offer has been chosen for the board to decide on. Ask IT to choose the winner first.",
            ));
        };
        if self.has_part(winner, &seat.0) {
            return Err(Refusal::new(
                "acquisition-same-hand",
                "Du har selv screenet, oplyst om eller valgt vinderen. En anden i direktionen skal tage stilling til valget.",
                "You have screened, stated facts of or chosen the winner yourself. Somebody else on the board must decide on the choice.",
            ));
        }
        let offer = now.offers.iter().find(|offer| offer.candidate == *winner && offer.hash == shown);
        let offer = offer.ok_or_else(facts_changed)?;
        if self.turned_down(now.offers).is_some() {
            return Err(Refusal::new(
                "acquisition-refused-by-board",
                "Direktionen har afslået valget. Det skal lægges frem igen, før der kan tages stilling til det. Bed it eller fagområdet om at svare på afslaget.",
                "The board has refused the choice. It must be put forward again before it can be decided on. Ask IT or the business area to answer the refusal.",
            ));
        }
        Ok(offer)
    }
}

fn named(meeting: Option<&str>) -> Option<String> {
    meeting.map(str::trim).filter(|meeting| !meeting.is_empty()).map(str::to_owned)
}
