//! Following up: conditions met, steps done or given another day. What is said to be done counts only when the facts do not
//! say otherwise.

use kernel::Day;

use crate::Refusal;
use crate::authority::{Explainer, StepKeeper};
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;

use super::{later, needed, not_there, reason};

impl Case {
    pub(crate) fn meet_condition(&self, _seat: &Explainer, condition: usize, evidence: &str) -> Result<Event, Refusal> {
        if self.conditions.get(condition).is_none() {
            return Err(not_there());
        }
        Ok(Event::ConditionMet { condition, evidence: shown(evidence)? })
    }

    pub(crate) fn claim_step(&self, _seat: &StepKeeper, step: usize, evidence: &str) -> Result<Event, Refusal> {
        if self.steps.get(step).is_none() {
            return Err(not_there());
        }
        Ok(Event::StepClaimed { step, evidence: shown(evidence)? })
    }

    pub(crate) fn redate_step(
        &self,
        _seat: &Explainer,
        (step, due, why): (usize, Day, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        let planned = self.steps.get(step).ok_or_else(not_there)?;
        if planned.mark.due == due {
            return Err(Refusal::new(
                "case-step-same-day",
                "Trinnet har allerede den frist. Vælg en anden dato.",
                "The step is due on that day already. Choose another day.",
            ));
        }
        later(due, now.day)?;
        // The plan is that of the decision while it stands, and else that of the explanation under way.
        let stands = self.round.stands || self.has_standing_plan(now.day);
        let until = match (&self.face.in_force, &self.round.told) {
            (Some(in_force), _) if stands => in_force.until,
            (_, Some(told)) => told.explanation.until,
            (Some(in_force), None) => in_force.until,
            (None, None) => return Err(not_there()),
        };
        if due > until {
            return Err(Refusal::new(
                "case-step-beyond-end",
                "Trinnet kan ikke ligge efter den dag, afgørelsen udløber. Søg en fornyelse, hvis planen skal være længere.",
                "The step cannot fall after the day the decision ends. Seek a renewal if the plan must be longer.",
            ));
        }
        Ok(Event::StepRedated { step, due, reason: reason(why)? })
    }
}

fn shown(evidence: &str) -> Result<String, Refusal> {
    needed(
        evidence,
        "case-evidence-missing",
        "Skriv, hvad der viser, at det er gjort: et dokument, et bilag eller en oplysning.",
        "Write what shows that it is done: a document, an attachment, a fact.",
    )
}
