//! The steps of a plan, with what has happened to them.

use crate::explanation::{Explanation, PlanStep};
use crate::face::PlanMark;
use crate::premise::Truth;

/// One step with what has happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// As it was planned.
    pub planned: PlanStep,
    /// How it stands.
    pub mark: PlanMark,
    /// What is said to show that it is done.
    pub evidence: Option<String>,
}

/// A plan's steps before anything has happened to them.
pub(crate) fn steps_of(explanation: &Explanation) -> Vec<Step> {
    let mark = |step: &PlanStep| PlanMark {
        what: step.what.clone(),
        person: step.person.clone(),
        due: step.due,
        first_due: step.due,
        moved: 0,
        claimed: false,
        expects: step.expects.is_some(),
        seen: Truth::Unknown,
    };
    let step = |step: &PlanStep| Step { planned: step.clone(), mark: mark(step), evidence: None };
    explanation.plan.steps().iter().map(step).collect()
}
