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
                "En sag, der er afgjort eller ligger hos direktionen, kan ikke bare lukkes.",
                "A case that has been decided or lies with the board cannot simply be closed.",
            ));
        }
        Ok(Event::Cancelled { reason: reason(why)? })
    }
}
