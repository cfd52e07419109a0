//! Looking at a decision again: on its day, or because something under it changed.

use kernel::Day;

use crate::Refusal;
use crate::authority::Held;
use crate::case::Case;
use crate::command::Now;
use crate::event::{Event, Reviewed};
use crate::face::{Means, Stage};
use crate::standing::Stale;

use super::dispense::looked_at_in_time;
use super::{later, old_premises_hold, reason, same_ground, same_hand, too_early};

impl Case {
    pub(crate) fn review(
        &self,
        held: &Held,
        (outcome, note, next): (Reviewed, &str, Day),
        shown: &str,
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        let Some(in_force) = self.face.in_force.as_ref().filter(|in_force| in_force.dead_since.is_none()) else {
            return Err(too_early(
                "Der er ingen afgørelse at gennemgå. Se på sagens side, hvem den venter på.",
                "There is no decision to review. See on the case's page whom it waits for.",
            ));
        };
        // What the board decided, the board confirms; what IT and the area accepted, IT confirms.
        let for_board =
            in_force.means != Means::Explanation || self.face.escalated.is_some() || now.ground.is_for_board();
        let hand = if for_board && outcome == Reviewed::Confirm {
            held.board_seat(self)?.hand().clone()
        } else {
            held.it_screener(self)?.hand().clone()
        };
        let told = self.leans_on.as_ref().or(self.round.told.as_ref());
        let explained_it = told.is_some_and(|told| told.by.shares(&hand));
        if outcome == Reviewed::Confirm && (explained_it || (for_board && self.has_part(&hand))) {
            return Err(same_hand(
                "Du har selv haft del i det, afgørelsen hviler på. En anden skal bekræfte den.",
                "You have had a part in what the decision rests on. Somebody else must confirm it.",
            ));
        }
        if in_force.until < now.day {
            return Err(too_early(
                "Afgørelsen er udløbet og kan ikke gennemgås. Begynd en ny screening.",
                "The decision has ended and cannot be reviewed. Begin a new screening.",
            ));
        }
        if outcome == Reviewed::Amend && in_force.means == Means::Emergency {
            return Err(too_early(
                "En nøddispensation ændres ikke. Screen sagen, så direktionen kan tage stilling.",
                "An emergency grant is not amended. Screen the case, so that the board can decide.",
            ));
        }
        if outcome == Reviewed::Amend && self.face.stage != Stage::Open {
            return Err(too_early(
                "Der er allerede en ny runde i gang i sagen. Gør den færdig.",
                "A new round of the case is under way already. Finish it.",
            ));
        }
        same_ground(shown, now.ground)?;
        if outcome == Reviewed::Confirm && self.face.stale.contains(&Stale::StrategyChanged) {
            return Err(Refusal::new(
                "case-principle-changed",
                "Princippet fører nu til en anden vurdering end dengang. Sagen skal screenes og afgøres på ny.",
                "The principle judges otherwise than it did then. The case must be screened and decided anew.",
            ));
        }
        if outcome == Reviewed::Confirm {
            old_premises_hold(self, now.ground)?;
        }
        later(next, now.day)?;
        if next > in_force.until {
            return Err(Refusal::new(
                "case-review-too-late",
                "Sagen skal gennemgås senest den dag, afgørelsen udløber. Vælg en tidligere dag.",
                "The case must be reviewed no later than the day the decision ends. Choose an earlier day.",
            ));
        }
        if outcome == Reviewed::Confirm {
            let told = self.leans_on.as_ref().map(|told| &told.explanation);
            looked_at_in_time(next, (in_force.means, told), now)?;
        }
        Ok(Event::Reviewed { outcome, note: reason(note)?, next, ground: now.ground.mark.clone() })
    }
}
