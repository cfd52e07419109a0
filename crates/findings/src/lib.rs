//! Findings: what follows from facts and principles. A verdict per object and rule, with the facts that decided it.
//!
//! Findings never read decisions: a dispensation cannot change the arithmetic that justified it. Evaluation is done
//! whole after every change; [`changes`] names what turned and which fact turned it.

mod assess;
mod changes;
pub mod fixtures;
mod verdict;
mod worklist;

pub use assess::{Assessment, Finding, RuleFindings, Summary, Tally, assess, cause_of};
pub use changes::{Change, TurnedBy, changes};
pub use verdict::{Cause, Verdict};
pub use worklist::{Lacking, Whom, WorkItem, worklist};
