//! A step on the slip.

use decisions::{PlanStep, Truth};
use kernel::Day;

/// One step of a plan.
#[derive(Clone)]
pub struct Step {
    pub due: Day,
    pub claimed: bool,
    expects: bool,
    pub seen: Truth,
    pub is_directors: bool,
}

impl Step {
    pub fn of(step: &PlanStep) -> Self {
        Self {
            due: step.due,
            claimed: false,
            expects: step.expects.is_some(),
            seen: Truth::Unknown,
            is_directors: step.person.is_some(),
        }
    }

    /// A step that names a fact is done when the fact is there; another when its owner says so.
    pub fn is_late(&self, day: Day) -> bool {
        let done = if self.expects { self.seen == Truth::Holds } else { self.claimed };
        !done && self.due < day
    }
}
