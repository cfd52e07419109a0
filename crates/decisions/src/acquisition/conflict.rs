//! Conflict of interest in an acquisition: whoever declares one takes no part in it from then on, and what they judged in it is asked
//! again of somebody else. Facts that they wrote down stay, marked: without them a deviation could go unseen.

use kernel::Day;

use super::Acquisition;
use super::event::AcquisitionEvent;
use super::verbs::reason;
use crate::Refusal;
use crate::authority::{Hand, Held, Holder};
use crate::screening::Phase;

/// Who takes no part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicted {
    /// Who.
    pub by: Hand,
    /// Why.
    pub reason: String,
    /// When they said so.
    pub day: Day,
}

impl Acquisition {
    /// Whether whoever did something has since declared a conflict of interest, or did it for one who has.
    pub fn is_conflicted(&self, hand: &Hand) -> bool {
        self.conflicted.iter().any(|one| hand.is_of(&one.by.holder))
    }

    pub(super) fn free_of_conflict(&self, held: &Held) -> Result<(), Refusal> {
        if !self.is_conflicted(held.hand()) {
            return Ok(());
        }
        Err(Refusal::new(
            "acquisition-conflict-of-interest",
            "Du har meldt dig inhabil i anskaffelsen. Lad en anden med samme rolle tage den.",
            "You have declared a conflict of interest in the acquisition. Let somebody else with the same role take it.",
        ))
    }

    pub(super) fn declare_conflict(&self, held: &Held, why: &str) -> Result<AcquisitionEvent, Refusal> {
        if self.conflicted.iter().any(|one| one.by.holder.account == held.hand().holder.account) {
            return Err(Refusal::new(
                "acquisition-conflict-declared",
                "Du har allerede meldt dig inhabil i anskaffelsen. Lad en anden med samme rolle tage den.",
                "You have declared a conflict of interest in the acquisition already. Let somebody else with the same role take it.",
            ));
        }
        Ok(AcquisitionEvent::ConflictDeclared { reason: reason(why)? })
    }

    pub(super) fn conflict_declared(&mut self, why: &str, (by, day): (&Hand, Day)) {
        self.conflicted.push(Conflicted { by: by.clone(), reason: why.to_owned(), day });
        if self.system.is_none() {
            self.without(&by.holder);
        }
    }

    /// What led to a system leads to nothing any more: what people with a conflict of interest judged falls.
    pub(super) fn without_the_conflicted(&mut self) {
        let all: Vec<Holder> = self.conflicted.iter().map(|one| one.by.holder.clone()).collect();
        all.iter().for_each(|person| self.without(person));
    }

    /// Whoever has a conflict of interest had it before they said so: what they judged falls, as far as it has led to nothing yet. A
    /// choice that the solution has begun on stands, marked; it can go back to the offers.
    fn without(&mut self, person: &Holder) {
        let own = |hand: &Hand| hand.is_of(person);
        for candidate in &mut self.candidates {
            candidate.views.retain(|held| !own(&held.by));
        }
        self.checked.retain(|point| point.phase < self.phase || !own(&point.by));
        self.assessed_parts.retain(|(.., by, _)| !own(by));
        self.approved.take_if(|(_, _, by, _)| own(by));
        self.turned.take_if(|turned| own(&turned.by));
        if self.phase == Phase::Offer && self.winner.take_if(|(.., by)| own(by)).is_some() {
            self.approved = None;
        }
        if matches!(self.phase, Phase::Idea | Phase::Analysis) {
            self.no_reuse.take_if(|(_, by, _)| own(by));
        }
    }
}
