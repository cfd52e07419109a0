//! Ending a case that should not have been opened.

use crate::Refusal;
use crate::authority::ItScreener;
use crate::case::Case;
use crate::event::Event;
use crate::face::Stage;

use super::{reason, too_early};

impl Case {
    pub(crate) fn cancel(&self, _seat: &ItScreener, why: &str) -> Result<Event, Refusal> {
        if self.face.in_force.is_some() || self.face.stage == Stage::Submitted {
            return Err(too_early(
                "En sag, der er afgjort eller ligger hos direktionen, kan ikke bare lukkes. Den lukkes, når afvigelsen er væk; ligger den hos direktionen, så bed om at få den sendt tilbage.",
                "A case that has been decided or lies with the board cannot simply be closed. It closes when the deviation is gone; if it lies with the board, ask to have it sent back.",
            ));
        }
        if self.face.refused.is_some() || self.face.emergencies > 0 {
            return Err(too_early(
                "Direktionen har givet afslag, eller en nøddispensation venter på den. Forklar afvigelsen, og indstil sagen igen; den lukkes, når afvigelsen er væk.",
                "The board has refused, or an emergency grant awaits it. Explain the deviation and submit the case again; it closes when the deviation is gone.",
            ));
        }
        Ok(Event::Cancelled { reason: reason(why)? })
    }
}
