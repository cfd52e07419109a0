//! Taking a dispensation back.

use crate::Refusal;
use crate::authority::BoardSeat;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::{InForce, Means, Stage};
use crate::standing::{Standing, standing};

use super::{reason, too_early};

impl Case {
    pub(crate) fn revoke(&self, _seat: &BoardSeat, why: &str, now: &Now<'_>) -> Result<Event, Refusal> {
        let dispensed = matches!(standing(&self.face, now.day), Standing::Dispensed { .. });
        let lives = |in_force: &&InForce| in_force.dead_since.is_none() && self.face.stage != Stage::Followed;
        let explained = self.face.in_force.as_ref().filter(lives).is_some_and(|one| one.means == Means::Explanation);
        // What IT and the area let stand, and was put to the board since, is the board's to end.
        let escalated = explained && self.face.escalated.is_some();
        if !dispensed && !escalated {
            return Err(too_early(
                "Der er ingen gældende dispensation eller forelagt forklaring at tilbagekalde. Se på sagens side, hvor den står.",
                "There is no dispensation in force, and no explanation put to the board, to take back. See on the case's page where it stands.",
            ));
        }
        Ok(Event::Revoked { reason: reason(why)? })
    }
}
