//! The IT manager's grant when there is no time: a fortnight at most, never across a red line, and never twice before the board
//! has decided.

use findings::Verdict;
use kernel::Day;
use principles::Strength;

use crate::Refusal;
use crate::authority::EmergencySeat;
use crate::board::EMERGENCY_DAYS;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;
use crate::standing::standing;

use super::{later, needed, reason, same_ground};

impl Case {
    pub(crate) fn grant_emergency(
        &self,
        _seat: &EmergencySeat,
        (why, consequence, until): (&str, &str, Day),
        shown: &str,
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        same_ground(shown, now.ground)?;
        if now.ground.mark.strength == Strength::RedLine {
            return Err(Refusal::new(
                "case-red-line",
                "Princippet er en rød linje. Kun direktionen kan fravige det, også når det haster. Indstil sagen til direktionen.",
                "The principle is a red line. Only the board can depart from it, also when it is urgent. Submit the case to the board.",
            ));
        }
        if now.ground.mark.verdict != Verdict::Deviates || self.face.stage == Stage::Followed {
            return Err(Refusal::new(
                "case-nothing-deviates",
                "Der er ingen afvigelse at dispensere fra. Ret eller udfyld oplysningerne, hvis de er forkerte eller mangler; ellers skal der ingen dispensation til.",
                "There is no deviation to dispense from. Correct or supply the facts if they are wrong or missing; else no dispensation is needed.",
            ));
        }
        if self.face.refused.is_some() {
            return Err(Refusal::new(
                "case-board-refused",
                "Direktionen har givet afslag. En nøddispensation kan ikke omgøre det; indstil sagen igen.",
                "The board has refused. An emergency dispensation cannot undo that; submit the case again.",
            ));
        }
        if self.revoked {
            return Err(Refusal::new(
                "case-board-revoked",
                "Direktionen har tilbagekaldt dispensationen. En nøddispensation kan ikke omgøre det; indstil sagen igen.",
                "The board has taken the dispensation back. An emergency dispensation cannot undo that; submit the case again.",
            ));
        }
        if standing(&self.face, now.day).accounts() {
            return Err(Refusal::new(
                "case-still-accounted",
                "Afvigelsen er allerede forklaret eller dispenseret. Der er ikke brug for en nøddispensation; søg en fornyelse, hvis afvigelsen skal vare længere.",
                "The deviation is already explained or dispensed. No emergency dispensation is needed; seek a renewal if the deviation is to stand longer.",
            ));
        }
        if self.face.emergencies > 0 {
            return Err(Refusal::new(
                "case-emergency-used",
                "Sagen har haft en nøddispensation, som direktionen ikke har taget stilling til. Indstil sagen til direktionen.",
                "The case has had an emergency dispensation that the board has not decided about. Submit the case to the board.",
            ));
        }
        later(until, now.day)?;
        let last = now.day.plus_days(EMERGENCY_DAYS);
        if until > last {
            return Err(Refusal::new(
                "case-too-long",
                format!(
                    "En nøddispensation gælder højst {EMERGENCY_DAYS} dage, det vil sige til {}. Vælg den dag eller en tidligere.",
                    last.long(kernel::Lang::Da)
                ),
                format!(
                    "An emergency dispensation counts for at most {EMERGENCY_DAYS} days, that is until {}. Choose that day or an earlier one.",
                    last.long(kernel::Lang::En)
                ),
            ));
        }
        let consequence = needed(
            consequence,
            "case-consequence-missing",
            "Skriv, hvad der sker, hvis direktionen ikke godkender den bagefter.",
            "Write what happens if the board does not ratify it afterwards.",
        )?;
        Ok(Event::GrantedInEmergency { reason: reason(why)?, consequence, until, ground: now.ground.mark.clone() })
    }
}
