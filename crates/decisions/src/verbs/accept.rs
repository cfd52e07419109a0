//! Accepting the explanation of a minor deviation: IT and the business area close it together.

use crate::Refusal;
use crate::authority::Hand;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;
use crate::screening::Party;

use super::{new_premises_hold, same_ground, same_hand, too_early};

impl Case {
    pub(crate) fn accept(&self, party: Party, hand: &Hand, shown: &str, now: &Now<'_>) -> Result<Event, Refusal> {
        let (Stage::Explained, Some(told)) = (self.face.stage, &self.round.told) else {
            return Err(too_early(
                "Der er ingen forklaring at godkende. Den, der er ansvarlig for det, sagen handler om, skal forklare afvigelsen først.",
                "There is no explanation to accept. Whoever answers for what the case is about must explain the deviation first.",
            ));
        };
        if self.face.to_board || now.ground.is_for_board() {
            return Err(Refusal::new(
                "case-for-board",
                "Kun direktionen kan tillade afvigelsen. Indstil sagen til direktionen.",
                "Only the board can let the deviation stand. Submit the case to the board.",
            ));
        }
        same_ground(shown, now.ground)?;
        same_ground(&told.ground.hash, now.ground)?;
        new_premises_hold(self, now.ground)?;
        if told.by.shares(hand) {
            return Err(same_hand(
                "Du har selv forklaret afvigelsen. En kollega skal godkende forklaringen.",
                "You have explained the deviation yourself. A colleague must accept the explanation.",
            ));
        }
        if self.round.accepted.iter().any(|(other, by)| *other == party || by.shares(hand)) {
            return Err(same_hand(
                "Den part eller person har allerede godkendt. Lad en kollega fra den anden part godkende.",
                "That party or person has accepted already. Let a colleague from the other party accept.",
            ));
        }
        Ok(Event::Accepted { party })
    }
}
