//! Sending an explanation or a submission back to be mended.

use crate::Refusal;
use crate::authority::Held;
use crate::case::Case;
use crate::event::Event;
use crate::face::Stage;

use super::{reason, too_early};

impl Case {
    pub(crate) fn send_back(&self, held: &Held, why: &str) -> Result<Event, Refusal> {
        match self.face.stage {
            Stage::Submitted => {
                held.board_seat(self)?;
            }
            Stage::Explained => {
                let it = held.it_screener(self);
                it.map(|_| ()).or_else(|_| held.area_screener(self).map(|_| ()))?;
            }
            _ => {
                return Err(too_early(
                    "Der er ingen forklaring eller indstilling at sende tilbage. Se på sagens side, hvem den venter på.",
                    "There is no explanation or submission to send back. See on the case's page whom it waits for.",
                ));
            }
        }
        Ok(Event::SentBack { reason: reason(why)? })
    }
}
