//! The board's dispensation: on a ground of necessity, until a date, by somebody who has had no other part in the case.

use crate::Refusal;
use crate::authority::{BoardSeat, Hand};
use crate::board::Dispensation;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;

use super::submit::{conditions, within_longest};
use super::{later, reason, same_ground, same_hand, too_early};

impl Case {
    pub(crate) fn dispense(
        &self,
        seat: &BoardSeat,
        (dispensation, shown): (&Dispensation, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        self.decidable(seat.hand())?;
        same_ground(shown, now.ground)?;
        if let Some(told) = &self.round.told {
            same_ground(&told.ground.hash, now.ground)?;
        }
        within_longest(dispensation.until, now)?;
        later(dispensation.review, now.day)?;
        if dispensation.review > dispensation.until {
            return Err(Refusal::new(
                "case-review-too-late",
                "Sagen skal gennemgås senest den dag, dispensationen udløber.",
                "The case must be reviewed no later than the day the dispensation ends.",
            ));
        }
        conditions(&dispensation.conditions, now)?;
        let mut dispensation = dispensation.clone();
        dispensation.reason = reason(&dispensation.reason)?;
        Ok(Event::Dispensed { dispensation, ground: now.ground.mark.clone() })
    }

    /// Whether the board can decide, and this member of it may: who decides has neither screened, explained nor submitted.
    pub(super) fn decidable(&self, hand: &Hand) -> Result<(), Refusal> {
        if self.face.stage != Stage::Submitted {
            return Err(too_early(
                "Sagen er ikke indstillet til direktionen. It-arkitekten indstiller den.",
                "The case has not been submitted to the board. The IT architect submits it.",
            ));
        }
        let screening = &self.round.screening;
        let sides = [&screening.it, &screening.area].into_iter().flatten().map(|side| &side.by);
        let told = self.round.told.iter().map(|told| &told.by);
        let submitted = self.round.submitted.iter().map(|(_, by)| by);
        if sides.chain(told).chain(submitted).any(|other| other.shares(hand)) {
            return Err(same_hand(
                "Du har selv screenet, forklaret eller indstillet sagen. Et andet medlem af direktionen skal afgøre den.",
                "You have screened, explained or submitted the case yourself. Another member of the board must decide it.",
            ));
        }
        Ok(())
    }
}
