//! The way back from the solution to the offers: the winner was withdrawn, or cannot be had as it was chosen. The choice falls, and
//! everything that was said of the offers stays.

use kernel::Day;

use super::Acquisition;
use super::event::AcquisitionEvent;
use super::verbs::{Gatekeeper, reason, too_early};
use crate::Refusal;
use crate::authority::Hand;
use crate::screening::Phase;

/// Why an acquisition went back to its offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopened {
    /// Why.
    pub reason: String,
    /// Who took it back.
    pub by: Hand,
    /// When.
    pub day: Day,
}

impl Acquisition {
    /// Whether its solution has no winner any more.
    pub fn is_without_winner(&self) -> bool {
        self.phase == Phase::Solution && self.system.is_none() && self.chosen().is_none()
    }

    /// Whether it can go back to its offers.
    pub fn can_reopen(&self) -> bool {
        !self.is_over() && self.phase == Phase::Solution && self.system.is_none()
    }

    pub(super) fn reopen_offers(&self, _seat: &Gatekeeper, why: &str) -> Result<AcquisitionEvent, Refusal> {
        if let Some((system, _)) = &self.system {
            return Err(Refusal::new(
                "acquisition-is-system",
                format!("Vinderen er allerede optaget som system {system}. Følg op på systemet selv."),
                format!("The winner has already become the system {system}. Follow up on the system itself."),
            ));
        }
        if self.phase != Phase::Solution {
            return Err(too_early(
                "Anskaffelsen er ikke kommet længere end til tilbuddene. Vælg vinderen i fasen tilbud.",
                "The acquisition has not gone beyond its offers. Choose the winner in the offer phase.",
            ));
        }
        Ok(AcquisitionEvent::OffersReopened { reason: reason(why)? })
    }

    pub(super) fn reopened(&mut self, why: &str, (by, day): (&Hand, Day)) {
        self.phase = Phase::Offer;
        // The check list of the solution was gone through for the winner that fell; what was seen before it counts again.
        self.checked.retain(|point| point.phase <= Phase::Offer);
        self.winner = None;
        self.approved = None;
        self.reopened = Some(Reopened { reason: why.to_owned(), by: by.clone(), day });
    }
}

/// There is no winner to go on with.
pub(super) fn winner_gone() -> Refusal {
    Refusal::new(
        "acquisition-winner-withdrawn",
        "Vinderen er trukket tilbage. Gå tilbage til tilbuddene og vælg et andet, eller opgiv anskaffelsen.",
        "The winner has been withdrawn. Go back to the offers and choose another, or give the acquisition up.",
    )
}
