//! An explanation: how the object departs from the principle, why, what is done instead, and how and by when it comes to follow
//! (strategy §3; the questions are those of the governance codes: FRC 2012, EU Recommendation 2014/208/EU).

use kernel::{Day, Kroner};
use serde::{Deserialize, Serialize};

use crate::premise::Premise;
use crate::screening::words;

words! {
    /// Why a deviation is to stand.
    ExplanationKind {
        /// The purpose is met in another way.
        MetOtherwise = "met_otherwise", "formålet nås på en anden måde", "met otherwise";
        /// Not possible now.
        CannotNow = "cannot_now", "kan ikke lade sig gøre nu", "cannot be done now";
        /// Costs more than it gives.
        Disproportionate = "disproportionate", "uforholdsmæssigt", "disproportionate";
        /// Gives no meaning for this object.
        NotMeaningfulHere = "not_meaningful_here", "giver ikke mening her", "not meaningful here";
        /// Says that the principle is wrong: no explanation, but a proposal to revise it.
        AgainstPrinciple = "against_principle", "uenig i princippet", "against the principle itself";
    }
}

words! {
    /// How heavy.
    Severity {
        /// Low.
        Low = "low", "lav", "low";
        /// Middling.
        Medium = "medium", "middel", "medium";
        /// High.
        High = "high", "høj", "high";
    }
}

words! {
    /// What a step of a plan does.
    StepType {
        /// Sets something up.
        Configure = "configure", "opsætning", "configure";
        /// Updates.
        Upgrade = "upgrade", "opgradering", "upgrade";
        /// Puts another in its place.
        Replace = "replace", "udskiftning", "replace";
        /// Ends it.
        PhaseOut = "phase_out", "udfasning", "phase out";
        /// Negotiates or tenders.
        Contract = "contract", "kontrakt", "contract";
        /// Describes.
        Document = "document", "dokumentation", "document";
        /// Teaches.
        Train = "train", "oplæring", "train";
    }
}

/// Something else that was considered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What.
    pub what: String,
    /// What it would lead to, economy included.
    pub consequence: String,
    /// What it would cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Kroner>,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// What is done.
    pub what: String,
    /// What sort of step.
    #[serde(rename = "type")]
    pub kind: StepType,
    /// Who does it, by name.
    pub owner: String,
    /// The same by the person's key in the municipality's facts: the step is then that person's task, and theirs to report done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// By when.
    pub due: Day,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Kroner>,
    /// The fact that is then true, as a rule expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expects: Option<String>,
}

/// How the object comes to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Plan {
    /// By these steps.
    Steps {
        /// In order.
        steps: Vec<PlanStep>,
    },
    /// It cannot, for this reason; it is looked at again on a day.
    CannotFollow {
        /// Why.
        why: String,
        /// When it is looked at again.
        review: Day,
    },
}

impl Plan {
    /// Its steps.
    pub fn steps(&self) -> &[PlanStep] {
        match self {
            Self::Steps { steps } => steps,
            Self::CannotFollow { .. } => &[],
        }
    }
}

/// E6: what shows that something is done instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A fact, as a rule expression that must stay true: it is watched as a premise is.
    Fact(String),
    /// A file of the case, by its SHA-256.
    File(String),
    /// A document that is kept elsewhere, by its journal number or address.
    Document(String),
}

/// The whole explanation. Which questions it must answer is in [`crate::check`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Why it is to stand.
    pub kind: ExplanationKind,
    /// E1: how it departs from the principle; proposed from the facts, confirmed by the author.
    pub departs: String,
    /// E2: which business process it serves, and what is special there.
    #[serde(default)]
    pub context: String,
    /// E3: the reason, for this very object.
    pub reason: String,
    /// E5: what else was considered.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// E6: what is done instead.
    pub instead: String,
    /// E6: how that meets the principle's purpose.
    pub purpose: String,
    /// E6: what shows it; nothing in a log of before December 2026.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_by: Vec<Proof>,
    /// E7: the risk that remains.
    pub risk: Severity,
    /// E7: what it consists in.
    pub risk_text: String,
    /// E7: who in the business area bears it, by name.
    pub risk_bearer: String,
    /// E8: how it comes to follow.
    pub plan: Plan,
    /// E9: the last day the deviation stands.
    pub until: Day,
    /// What must stay true.
    #[serde(default)]
    pub premises: Vec<Premise>,
    /// The case it was learned from, when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reuses: Option<String>,
}

impl Explanation {
    /// What is compared with other explanations: the words that are the author's own.
    pub fn own_words(&self) -> String {
        format!("{} {} {}", self.reason, self.instead, self.purpose)
    }

    /// The expressions that must stay true: the premises, and then the facts that show what is done instead.
    pub fn must_hold(&self) -> impl Iterator<Item = &str> {
        self.must_hold_at().map(|(holds, _)| holds)
    }

    /// The same, each with the JSON pointer to where it stands in the explanation.
    pub(crate) fn must_hold_at(&self) -> impl Iterator<Item = (&str, String)> {
        let premises = self.premises.iter().enumerate();
        let premises = premises.map(|(place, premise)| (premise.holds.as_str(), format!("/premises/{place}/holds")));
        let facts = self.shown_by.iter().enumerate().filter_map(|(place, proof)| match proof {
            Proof::Fact(holds) => Some((holds.as_str(), format!("/shown_by/{place}"))),
            Proof::File(_) | Proof::Document(_) => None,
        });
        premises.chain(facts)
    }

    /// Whether nothing that it leans on can be seen by a machine.
    pub fn leans_on_nothing_seen(&self) -> bool {
        self.must_hold().next().is_none()
    }
}
