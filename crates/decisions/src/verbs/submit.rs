//! Putting a case to the executive board, with what it needs to decide in one look.

use kernel::{Lang, Text};

use crate::Refusal;
use crate::authority::ItScreener;
use crate::board::{Condition, Submission};
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::Stage;

use super::{later, needed, new_premises_hold, same_ground, too_early};

impl Case {
    pub(crate) fn submit(
        &self,
        _seat: &ItScreener,
        (submission, shown): (&Submission, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        let (Stage::Explained, Some(told)) = (self.face.stage, &self.round.told) else {
            return Err(too_early(
                "Sagen skal være screenet og forklaret, før den indstilles til direktionen. Se på sagens side, hvem den venter på.",
                "The case must be screened and explained before it is submitted to the board. See on the case's page whom it waits for.",
            ));
        };
        same_ground(shown, now.ground)?;
        same_ground(&told.ground.hash, now.ground)?;
        new_premises_hold(self, now.ground)?;
        within_longest(submission.until, now)?;
        conditions(&submission.conditions, submission.until, now)?;
        let mut submission = submission.clone();
        submission.summary = needed(
            &submission.summary,
            "case-summary-missing",
            "Skriv i få linjer, hvad direktionen skal tage stilling til.",
            "Write in a few lines what the board is to decide.",
        )?;
        if submission.consequence.is_some_and(|cost| cost.oere() < 0) {
            return Err(Refusal::new(
                "case-consequence-negative",
                "Konsekvensen i kroner kan ikke være negativ. Skriv, hvad det koster at afslå, eller lad feltet stå tomt.",
                "The consequence in kroner cannot be negative. Write what a refusal costs, or leave it empty.",
            ));
        }
        Ok(Event::Submitted { submission })
    }
}

/// No longer than the principle allows, and not in the past.
pub(super) fn within_longest(until: kernel::Day, now: &Now<'_>) -> Result<(), Refusal> {
    later(until, now.day)?;
    let longest = now.day.plus(now.ground.principle.longest);
    if until > longest {
        return Err(Refusal::new(
            "case-too-long",
            format!("Princippet kan længst fraviges til {}. Vælg en tidligere slutdato.", longest.long(Lang::Da)),
            format!(
                "The principle may be departed from until {} at most. Choose an earlier end date.",
                longest.long(Lang::En)
            ),
        ));
    }
    Ok(())
}

/// Conditions say something, are due later, and can be watched when they are written for the machine.
pub(super) fn conditions(conditions: &[Condition], until: kernel::Day, now: &Now<'_>) -> Result<(), Refusal> {
    for condition in conditions {
        needed(
            &condition.text,
            "case-condition-empty",
            "Et vilkår skal sige, hvad der skal gøres eller gælde. Skriv det, eller slet vilkåret.",
            "A condition must say what is to be done or to hold. Write it, or delete the condition.",
        )?;
        if let Some(due) = condition.due {
            later(due, now.day)?;
            if due > until {
                return Err(Refusal::new(
                    "case-condition-too-late",
                    format!(
                        "Et vilkårs frist skal ligge senest {}, hvor dispensationen udløber. Vælg en tidligere frist.",
                        until.long(Lang::Da)
                    ),
                    format!(
                        "A condition must be due by {}, when the dispensation ends. Choose an earlier date.",
                        until.long(Lang::En)
                    ),
                ));
            }
        }
        if let Some(expression) = &condition.holds {
            let what = Text {
                da: "Vilkåret kan ikke efterprøves automatisk".to_owned(),
                en: "The condition cannot be checked by machine".to_owned(),
            };
            now.watchable(expression, &what, None)?;
        }
    }
    Ok(())
}
