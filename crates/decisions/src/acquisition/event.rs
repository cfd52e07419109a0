//! What an acquisition remembers. Each event is an entry of the log; nothing else changes an acquisition.

use std::collections::BTreeMap;

use kernel::{Day, Instant};
use serde::{Deserialize, Serialize};

use super::said::Said;
use crate::authority::Hand;
use crate::screening::{Party, Phase, Rating, Relevance, words};

words! {
    /// Who says what is stated of a candidate.
    FactSource {
        /// The municipality, typed in.
        Typed = "typed", "indtastet", "typed in";
        /// The supplier, in the requirement sheet.
        Answers = "answers", "leverandørens svar", "the supplier's answers";
        /// The supplier's bill of materials.
        Sbom = "sbom", "komponentliste", "bill of materials";
    }
}

/// What is to be acquired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcquisitionPlan {
    /// What people call it.
    pub title: String,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
    /// The KLE tasks that it is to serve.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// The business area, as a unit's key; the whole municipality when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Who is to own the system, as a person's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How far it has come when it is first written down.
    #[serde(default = "idea")]
    pub phase: Phase,
}

/// What of a plan is to be another: what is not named stays, and an empty text takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanChange {
    /// What people call it.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The KLE tasks.
    #[serde(default)]
    pub tasks: Option<Vec<String>>,
    /// The business area; empty for the whole municipality.
    #[serde(default)]
    pub unit: Option<String>,
    /// Who is to own the system.
    #[serde(default)]
    pub owner: Option<String>,
}

impl PlanChange {
    /// The plan as it will be.
    pub fn of(&self, plan: &AcquisitionPlan) -> AcquisitionPlan {
        let key = |new: &Option<String>, old: &Option<String>| match new.as_deref().map(str::trim) {
            None => old.clone(),
            Some("") => None,
            Some(key) => Some(key.to_owned()),
        };
        AcquisitionPlan {
            title: self.title.clone().unwrap_or_else(|| plan.title.clone()),
            purpose: self.purpose.clone().unwrap_or_else(|| plan.purpose.clone()),
            tasks: self.tasks.clone().unwrap_or_else(|| plan.tasks.clone()),
            unit: key(&self.unit, &plan.unit),
            owner: key(&self.owner, &plan.owner),
            phase: plan.phase,
        }
    }
}

fn idea() -> Phase {
    Phase::Idea
}

/// A software component that a candidate is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftwarePart {
    /// Its name.
    pub name: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Its licence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
}

/// What is stated of a candidate in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Facts of the system, by attribute.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Said>,
    /// Answers to rules' questions: code to word.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// What is said of principles as such, in own words: pack and principle (`kl-arkitektur/kl-p5-opgaver`) to words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub principles: BTreeMap<String, String>,
    /// Components; they replace those stated before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<SoftwarePart>,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
}

impl Statement {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        self.count() == 0 && self.parts.is_empty()
    }

    /// How many questions are answered by it.
    pub fn count(&self) -> usize {
        self.facts.len() + self.answers.len() + self.principles.len()
    }
}

/// One party's view of a principle that a candidate departs from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipleView {
    /// The pack's id.
    pub pack: String,
    /// The principle's id.
    pub principle: String,
    /// For whom.
    pub party: Party,
    /// How it is rated.
    pub rating: Rating,
    /// Why, and what is to be done about it.
    pub reason: String,
    /// The hash of the verdict and facts that were seen.
    pub shown: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AcquisitionEvent {
    /// It was written down.
    Opened(AcquisitionPlan),
    /// What is to be acquired is another now; the phase is where it was.
    Revised(AcquisitionPlan),
    /// The municipality said what holds of whatever it buys here.
    OwnStated {
        /// Facts of the system, by attribute.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        facts: BTreeMap<String, Said>,
        /// Answers to rules' questions: code to word.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        answers: BTreeMap<String, String>,
    },
    /// A supplier offers something.
    CandidateAdded {
        /// Its key: `T1`.
        candidate: String,
        /// The supplier's name, or key.
        supplier: String,
        /// What the supplier calls it.
        product: String,
    },
    /// Something was stated of a candidate.
    Stated {
        /// Which.
        candidate: String,
        /// Who says so.
        source: FactSource,
        /// What.
        #[serde(flatten)]
        statement: Statement,
    },
    /// A candidate is out.
    Withdrawn {
        /// Which.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// Why no system that the municipality has is used.
    NoReuse {
        /// Why.
        reason: String,
        /// The systems that serve the same tasks, as they were seen.
        systems: Vec<String>,
    },
    /// The requirement sheet was made.
    SheetMade {
        /// How many questions it asks.
        questions: usize,
        /// The packs it was made of, with version.
        packs: Vec<String>,
    },
    /// A point of the check list was gone through.
    Checked {
        /// The rule's code.
        rule: String,
        /// Whether it matters here.
        relevance: Relevance,
        /// How it is seen.
        rating: Rating,
        /// Why.
        reason: String,
    },
    /// A party screened a principle that a candidate departs from.
    Screened {
        /// Which candidate.
        candidate: String,
        /// How.
        #[serde(flatten)]
        view: PrincipleView,
    },
    /// A component that is new to the portfolio had its security assessment.
    PartAssessed {
        /// Its name.
        part: String,
        /// What was concluded.
        conclusion: String,
    },
    /// It came a phase further.
    GatePassed {
        /// How far.
        phase: Phase,
    },
    /// The winner was chosen.
    Chosen {
        /// Which.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// It went back from the solution to the offers, and the choice fell.
    OffersReopened {
        /// Why.
        reason: String,
    },
    /// Somebody takes no part.
    ConflictDeclared {
        /// Why.
        reason: String,
    },
    /// The board lets the winner depart from principles as it does.
    Approved {
        /// Why.
        reason: String,
        /// The meeting, when at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<String>,
        /// The hash of what it saw.
        shown: String,
    },
    /// The board refused the choice.
    Refused {
        /// Why.
        reason: String,
        /// What must be different.
        different: String,
        /// The meeting, when at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<String>,
        /// The hash of what it saw.
        shown: String,
    },
    /// The choice that the board refused was put to it again.
    BoardAnswered {
        /// What was done about what it wanted different.
        answer: String,
    },
    /// The winner became a system of the municipality.
    BecameSystem {
        /// The system's key.
        system: String,
        /// The cases opened about what it departs from.
        cases: Vec<String>,
    },
    /// The import that made the winner a system was undone, and the system is gone.
    SystemUndone {
        /// The key that it had.
        system: String,
    },
    /// It was given up.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl AcquisitionEvent {
    /// The act, as the log names it.
    pub const fn act(&self) -> &'static str {
        match self {
            Self::Opened(_) => "acquisition-open",
            Self::Revised(_) => "acquisition-revise",
            Self::OwnStated { .. } => "acquisition-state-own",
            Self::CandidateAdded { .. } => "acquisition-add-candidate",
            Self::Stated { .. } => "acquisition-state",
            Self::Withdrawn { .. } => "acquisition-withdraw",
            Self::NoReuse { .. } => "acquisition-explain-no-reuse",
            Self::SheetMade { .. } => "acquisition-make-sheet",
            Self::Checked { .. } => "acquisition-check",
            Self::Screened { .. } => "acquisition-screen",
            Self::PartAssessed { .. } => "acquisition-assess-part",
            Self::GatePassed { .. } => "acquisition-pass-gate",
            Self::Chosen { .. } => "acquisition-choose",
            Self::OffersReopened { .. } => "acquisition-reopen-offers",
            Self::ConflictDeclared { .. } => "acquisition-declare-conflict",
            Self::Approved { .. } => "acquisition-approve",
            Self::Refused { .. } => "acquisition-refuse",
            Self::BoardAnswered { .. } => "acquisition-answer-board",
            Self::BecameSystem { .. } => "acquisition-become-system",
            Self::SystemUndone { .. } => "acquisition-undo-system",
            Self::Cancelled { .. } => "acquisition-cancel",
        }
    }
}

/// An event, with who and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcquisitionRecorded {
    /// Who.
    pub by: Hand,
    /// When; the log's own instant.
    #[serde(skip, default = "epoch")]
    pub at: Instant,
    /// The municipality's day at that instant.
    pub day: Day,
    /// What.
    #[serde(flatten)]
    pub event: AcquisitionEvent,
}

fn epoch() -> Instant {
    Instant(0)
}
