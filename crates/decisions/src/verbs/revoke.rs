//! Taking a dispensation back.

use crate::Refusal;
use crate::authority::BoardSeat;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Means;
use crate::standing::{Standing, standing};

use super::{reason, too_early};

impl Case {
    pub(crate) fn revoke(&self, _seat: &BoardSeat, why: &str, now: &Now<'_>) -> Result<Event, Refusal> {
        let dispensed = matches!(standing(&self.face, now.day), Standing::Dispensed { .. });
        let explained = self.face.in_force.as_ref().is_some_and(|in_force| in_force.means == Means::Explanation);
        if !dispensed || explained {
            return Err(too_early(
                "Der er ingen gældende dispensation at tilbagekalde.",
                "There is no dispensation in force to take back.",
            ));
        }
        Ok(Event::Revoked { reason: reason(why)? })
    }
}
