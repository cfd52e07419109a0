//! The board's dispensation: on a ground of necessity, until a date, by somebody who has had no other part in the case.

use kernel::{Day, Lang};

use crate::Refusal;
use crate::authority::{BoardSeat, Hand};
use crate::board::Dispensation;
use crate::case::Case;
use crate::checks::LOOK_AGAIN_MONTHS;
use crate::command::Now;
use crate::event::Event;
use crate::explanation::Explanation;
use crate::face::{Means, Stage};

use super::submit::{conditions, within_longest};
use super::{later, new_premises_hold, reason, same_ground, same_hand, too_early};

impl Case {
    pub(crate) fn dispense(
        &self,
        seat: &BoardSeat,
        (dispensation, shown): (&Dispensation, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        self.decidable(seat)?;
        same_ground(shown, now.ground)?;
        if let Some(told) = &self.round.told {
            same_ground(&told.ground.hash, now.ground)?;
        }
        new_premises_hold(self, now.ground)?;
        within_longest(dispensation.until, now)?;
        later(dispensation.review, now.day)?;
        let told = self.round.told.as_ref().map(|told| &told.explanation);
        looked_at_in_time(dispensation.review, (Means::Dispensation, told), now)?;
        if dispensation.review > dispensation.until {
            return Err(Refusal::new(
                "case-review-too-late",
                "Sagen skal gennemgås senest den dag, dispensationen udløber. Vælg en tidligere dag.",
                "The case must be reviewed no later than the day the dispensation ends. Choose an earlier day.",
            ));
        }
        conditions(&dispensation.conditions, dispensation.until, now)?;
        let mut dispensation = dispensation.clone();
        dispensation.reason = reason(&dispensation.reason)?;
        Ok(Event::Dispensed { dispensation, ground: now.ground.mark.clone() })
    }

    /// Whether the board can decide, and this member of it may: who decides has neither screened, explained nor submitted.
    pub(super) fn decidable(&self, seat: &BoardSeat) -> Result<(), Refusal> {
        if self.face.stage != Stage::Submitted {
            return Err(too_early(
                "Sagen er ikke indstillet til direktionen. Bed it-arkitekten om at indstille den.",
                "The case has not been submitted to the board. Ask the IT architect to submit it.",
            ));
        }
        if self.has_part(seat.hand()) {
            return Err(same_hand(
                "Du har selv screenet, forklaret eller indstillet sagen eller givet nøddispensation i den. En anden i direktionen skal afgøre den.",
                "You have screened, explained or submitted the case yourself, or granted in an emergency. Another member of the board must decide it.",
            ));
        }
        let told = self.round.told.iter().flat_map(|told| told.explanation.plan.steps());
        if self
            .steps
            .iter()
            .map(|step| &step.planned)
            .chain(told)
            .any(|step| step.person.as_deref().is_some_and(|person| seat.is_person(person)))
        {
            return Err(same_hand(
                "Du har selv et trin i planen. Et andet medlem af direktionen skal afgøre sagen.",
                "You have a step of the plan yourself. Another member of the board must decide the case.",
            ));
        }
        Ok(())
    }

    /// Whether somebody screened, explained, accepted or submitted in this round, or granted in an emergency what is to be decided.
    pub(super) fn has_part(&self, hand: &Hand) -> bool {
        let screening = &self.round.screening;
        let sides = [&screening.it, &screening.area].into_iter().flatten().map(|side| &side.by);
        let told = self.round.told.iter().map(|told| &told.by);
        let submitted = self.round.submitted.iter().map(|(_, by)| by);
        let accepted = self.round.accepted.iter().map(|(_, by)| by);
        sides.chain(told).chain(submitted).chain(accepted).chain(&self.emergency_by).any(|other| other.shares(hand))
    }
}

/// What the board dispenses from is looked at as often as the principle says, and everything within six months when no machine can see
/// whether it still is as it was.
pub(super) fn looked_at_in_time(
    review: Day,
    (means, told): (Means, Option<&Explanation>),
    now: &Now<'_>,
) -> Result<(), Refusal> {
    let unseen = told.is_none_or(Explanation::leans_on_nothing_seen);
    let unseen = unseen.then(|| now.day.plus_months(LOOK_AGAIN_MONTHS));
    let asked = (means != Means::Explanation).then(|| now.day.plus(now.ground.principle.review));
    let Some(latest) = unseen.into_iter().chain(asked).min().filter(|latest| review > *latest) else { return Ok(()) };
    let why = if asked == Some(latest) {
        ("Princippet skal gennemgås jævnligt", "The principle is reviewed regularly")
    } else {
        ("Ingen forudsætning kan efterprøves automatisk", "No premise can be checked by machine")
    };
    let (da, en) = (latest.long(Lang::Da), latest.long(Lang::En));
    Err(Refusal::new(
        "case-review-too-late",
        format!("{}, så sagen skal gennemgås senest {da}. Vælg den dag eller en tidligere.", why.0),
        format!("{}, so the case must be reviewed by {en} at the latest. Choose that day or an earlier one.", why.1),
    ))
}
