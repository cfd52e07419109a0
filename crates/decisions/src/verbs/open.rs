//! Opening a case: about a deviation that the evaluator sees, and that no other live case is about.

use findings::Verdict;
use principles::Strength;

use crate::Refusal;
use crate::authority::CaseWorker;
use crate::event::{Event, Opened, Opening, Trigger};
use crate::face::CaseId;
use crate::ground::Ground;

use super::{SHORTEST, needed};

/// Opens a case. `others` are the live cases that already have one of the objects under this principle.
///
/// # Errors
/// When there is nothing to decide, others decide it already, or several objects have no common cause.
pub fn open(_seat: &CaseWorker, opening: &Opening, ground: &Ground, others: &[CaseId]) -> Result<Event, Refusal> {
    let mut opening = opening.clone();
    opening.keys.sort_unstable();
    opening.keys.dedup();
    if let Some(other) = others.first() {
        return Err(Refusal::new(
            "case-exists",
            format!("Sag {other} handler allerede om det. Arbejd videre i den."),
            format!("Case {other} is about that already. Go on in it."),
        ));
    }
    if opening.keys.is_empty() || opening.keys.iter().any(|key| ground.mark.gone.contains(key)) {
        return Err(Refusal::new(
            "case-no-object",
            "Sagen skal handle om mindst ét objekt, og alle dens objekter skal findes i dag. Ret nøglerne.",
            "The case must be about at least one object, and all its objects must exist today. Correct the keys.",
        ));
    }
    if ground.mark.strength == Strength::Aspiration {
        return Err(Refusal::new(
            "case-aspiration",
            "Princippet er en sigtelinje. Der oprettes ingen sag; se under Strategi, hvor kommunen står.",
            "The principle is an aspiration. No case is kept; see under Strategy where the municipality stands.",
        ));
    }
    nothing_to_decide(ground, opening.trigger)?;
    opening.title = needed(
        &kernel::one_line(&opening.title),
        "case-title-missing",
        &format!("Giv sagen en titel, som andre kan kende den på: mindst {SHORTEST} bogstaver eller tal."),
        &format!("Give the case a title by which others know it: {SHORTEST} letters or figures at least."),
    )?;
    if opening.cause.trim().is_empty() {
        opening.cause.clear();
    }
    if opening.keys.len() > 1 {
        opening.cause = needed(
            &opening.cause,
            "case-cause-missing",
            "Flere objekter i én sag skal have en fælles årsag. Skriv den, eller opret en sag for hver.",
            "Several objects in one case must share a cause. Write it, or open a case for each.",
        )?;
    }
    Ok(Event::Opened(Opened { opening, carried: None, ground: ground.mark.clone() }))
}

fn nothing_to_decide(ground: &Ground, trigger: Trigger) -> Result<(), Refusal> {
    // What is to be acquired is screened whatever the verdict; so is what another case was split from.
    if matches!(trigger, Trigger::Acquisition | Trigger::Split) {
        return Ok(());
    }
    match ground.mark.verdict {
        Verdict::Deviates => Ok(()),
        Verdict::NotAssessed => Err(Refusal::new(
            "case-not-assessed",
            "Det er ikke vurderet, om princippet følges. Oplys det, der mangler, først.",
            "Whether the principle is followed has not been assessed. Supply what is missing first.",
        )),
        Verdict::Follows | Verdict::NotApplicable => Err(Refusal::new(
            "case-nothing-deviates",
            "Der er ingen afvigelse at tage stilling til. Ret oplysningerne, hvis de er forkerte; ellers skal der ingen sag til.",
            "There is no deviation to decide about. Correct the facts if they are wrong; else no case is needed.",
        )),
    }
}
