//! What is put to the executive board and what it answers: a dispensation on a ground of necessity, with conditions, an end and a
//! review, or a refusal (strategy §3).

use kernel::{Day, Kroner};
use serde::{Deserialize, Serialize};

use crate::explanation::Severity;
use crate::screening::words;

/// The IT manager's emergency dispensation lasts at most so many days.
pub const EMERGENCY_DAYS: i32 = 14;

words! {
    /// Why it is necessary to dispense.
    Necessity {
        /// A law or an authority asks for it.
        Legal = "legal", "lovkrav", "required by law";
        /// No supplier can do otherwise.
        NoSupplier = "no_supplier", "ingen leverandør kan levere det, princippet kræver", "no supplier";
        /// The cost stands in no relation to the gain.
        Cost = "cost", "omkostningen", "cost";
        /// Citizens would lose a service.
        CitizenService = "citizen_service", "hensynet til borgerne", "service to citizens";
        /// Security asks for it.
        Security = "security", "sikkerheden", "security";
    }
}

words! {
    /// What IT recommends.
    Recommendation {
        /// To grant.
        Grant = "grant", "giv dispensation", "grant";
        /// To refuse.
        Refuse = "refuse", "giv afslag", "refuse";
    }
}

/// A condition of a dispensation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What must be done or hold.
    pub text: String,
    /// By when, when it is something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// The same as a rule expression, when a machine can see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
}

/// A case put to the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What IT recommends.
    pub recommendation: Recommendation,
    /// Why, in a few lines.
    pub summary: String,
    /// The ground of necessity that is proposed.
    pub necessity: Necessity,
    /// What it means in kroner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<Kroner>,
    /// The risk of granting.
    pub risk: Severity,
    /// Until when it is proposed to last.
    pub until: Day,
    /// The conditions that are proposed.
    #[serde(default)]
    pub conditions: Vec<Condition>,
}

/// A dispensation, as the board gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispensation {
    /// The ground of necessity.
    pub necessity: Necessity,
    /// Why.
    pub reason: String,
    /// The last day it counts.
    pub until: Day,
    /// When it is looked at.
    pub review: Day,
    /// On these conditions.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// The meeting it was given at, when at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
}
