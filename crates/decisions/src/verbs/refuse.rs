//! The board's refusal: the deviation must go, and there must be a plan by a day.

use kernel::Day;

use crate::Refusal;
use crate::authority::BoardSeat;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;

use super::{later, reason, same_ground};

impl Case {
    pub(crate) fn refuse(
        &self,
        seat: &BoardSeat,
        (why, plan_by, meeting): (&str, Day, Option<&str>),
        shown: &str,
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        self.decidable(seat)?;
        same_ground(shown, now.ground)?;
        later(plan_by, now.day)?;
        Ok(Event::Refused { reason: reason(why)?, plan_by, meeting: meeting.map(str::to_owned) })
    }
}
