//! Taking back what one has asked for or let stand: IT its submission before the board has decided, IT or the area the explanation
//! that they accepted together, and with it its plan.

use crate::Refusal;
use crate::authority::Held;
use crate::case::Case;
use crate::event::{Event, Withdrawn};
use crate::face::{InForce, Means, Stage};

use super::{reason, too_early};

impl Case {
    pub(crate) fn withdraw(&self, held: &Held, why: &str) -> Result<Event, Refusal> {
        if self.face.stage == Stage::Submitted {
            held.it_screener(self)?;
            return Ok(Event::Withdrawn { what: Withdrawn::Submission, reason: reason(why)? });
        }
        let lives = |in_force: &InForce| in_force.means == Means::Explanation && in_force.dead_since.is_none();
        if self.face.stage == Stage::Followed || !self.face.in_force.as_ref().is_some_and(lives) {
            return Err(too_early(
                "Der er ingen indstilling eller godkendt forklaring at trække tilbage. Er der dispenseret, så bed direktionen om at tilbagekalde.",
                "There is no submission and no accepted explanation to withdraw. If it was dispensed, ask the board to revoke.",
            ));
        }
        if self.face.escalated.is_some() {
            return Err(Refusal::new(
                "case-for-board",
                "Forklaringen er lagt frem for direktionen. Kun direktionen kan tilbagekalde den. Bed direktionen om det.",
                "The explanation was put to the board. Only the board can revoke it. Ask the board to.",
            ));
        }
        let it = held.it_screener(self);
        it.map(|_| ()).or_else(|_| held.area_screener(self).map(|_| ()))?;
        Ok(Event::Withdrawn { what: Withdrawn::Explanation, reason: reason(why)? })
    }
}
