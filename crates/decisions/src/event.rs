//! Events: what a case remembers. Each one is an entry of the log; nothing else changes a case.

use kernel::{Day, Instant};
use serde::{Deserialize, Serialize};

use crate::authority::Hand;
use crate::board::{Dispensation, Submission};
use crate::checks::Check;
use crate::explanation::Explanation;
use crate::ground::{GroundMark, Watched};
use crate::likeness::Likeness;
use crate::premise::Truth;
use crate::screening::{Outcome, Party, Phase, View, words};

words! {
    /// What made somebody open the case.
    Trigger {
        /// A finding.
        Finding = "finding", "en afvigelse", "a deviation";
        /// Something is to be acquired.
        Acquisition = "acquisition", "en anskaffelse", "an acquisition";
        /// A contract is to be renewed.
        Renewal = "renewal", "en kontraktfornyelse", "a contract renewal";
        /// The principle was changed.
        PrincipleChanged = "principle_changed", "et ændret princip", "a changed principle";
        /// Another case was split.
        Split = "split", "en opdelt sag", "a split case";
    }
}

words! {
    /// What is taken back.
    Withdrawn {
        /// What was put to the board.
        Submission = "submission", "indstillingen", "the submission";
        /// What IT and the area accepted.
        Explanation = "explanation", "forklaringen", "the explanation";
    }
}

words! {
    /// What a review comes to.
    Reviewed {
        /// It stands as it was decided.
        Confirm = "confirm", "bekræftet", "confirmed";
        /// It is to be amended: a new round begins, and what was decided stands until that round has its decision.
        Amend = "amend", "skal ændres", "to be amended";
        /// It goes to the board, which confirms it or has it decided anew.
        Escalate = "escalate", "til direktionen", "to the board";
    }
}

/// What a case is opened about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The pack's id.
    pub pack: String,
    /// The principle's id.
    pub principle: String,
    /// The objects' kind.
    pub kind: String,
    /// The objects' keys; several, when one cause is behind them all.
    pub keys: Vec<String>,
    /// That cause.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
    /// The case's title.
    pub title: String,
    /// How far what is screened has come.
    pub phase: Phase,
    /// What made somebody open it.
    pub trigger: Trigger,
    /// The case it was split from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<String>,
}

/// What a case that is split off takes with it of what was decided and granted, so that splitting undoes none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The day by which a plan was to come when the board refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Day>,
    /// Whether the board has decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub board_has_decided: bool,
    /// Whether the board has taken back what stood.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// How many times it was dispensed.
    #[serde(default)]
    pub dispensations: u32,
    /// How many emergency grants the board has not decided on.
    #[serde(default)]
    pub emergencies: u32,
    /// Who gave the last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_by: Option<Hand>,
    /// Who takes no part, and why: none in a log of before December 2026.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicted: Vec<(Hand, String)>,
}

/// A case that was opened, with the ground that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// About what.
    #[serde(flatten)]
    pub opening: Opening,
    /// What it takes with it from the case it was split from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Box<Carried>>,
    /// The ground.
    pub ground: GroundMark,
}

/// A file that belongs to the case; its bytes lie elsewhere, its hash stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's name, as it was.
    pub name: String,
    /// Its media type, as the house judged it.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The case was opened.
    Opened(Opened),
    /// Somebody declared that they take no part.
    ConflictDeclared {
        /// Why.
        reason: String,
    },
    /// A party screened.
    Screened {
        /// Which.
        party: Party,
        /// The ground it saw.
        ground: String,
        /// How it sees each rule.
        views: Vec<View>,
    },
    /// The screening came to something.
    Concluded {
        /// To what.
        outcome: Outcome,
        /// The rules that the parties see differently.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differences: Vec<String>,
    },
    /// The deviation was explained.
    Explained {
        /// How.
        explanation: Box<Explanation>,
        /// The ground its author saw.
        ground: GroundMark,
        /// What the reader is to be warned of.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<Check>,
        /// The earlier explanation that it is nearly a copy of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        like: Option<Likeness>,
    },
    /// The explanation or submission was sent back.
    SentBack {
        /// What is to be mended.
        reason: String,
    },
    /// The submission was taken back, or the accepted explanation and its plan.
    Withdrawn {
        /// Which of the two.
        what: Withdrawn,
        /// Why.
        reason: String,
    },
    /// A party accepted the explanation.
    Accepted {
        /// Which.
        party: Party,
    },
    /// The case was put to the board.
    Submitted {
        /// With this.
        submission: Submission,
    },
    /// The board gave a dispensation.
    Dispensed {
        /// Which.
        dispensation: Dispensation,
        /// The ground it saw.
        ground: GroundMark,
    },
    /// The board refused.
    Refused {
        /// Why.
        reason: String,
        /// By when there must be a plan.
        plan_by: Day,
        /// The meeting, when at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<String>,
    },
    /// The IT manager granted for a fortnight at most.
    GrantedInEmergency {
        /// Why it could not wait.
        reason: String,
        /// What follows if the board does not ratify.
        consequence: String,
        /// The last day it counts.
        until: Day,
        /// The ground that was seen.
        ground: GroundMark,
    },
    /// A dispensation was taken back.
    Revoked {
        /// Why.
        reason: String,
    },
    /// A condition was met.
    ConditionMet {
        /// Its place among the conditions, from 0.
        condition: usize,
        /// What shows it.
        evidence: String,
    },
    /// Somebody says that a step is done; the evaluator says whether the verdict follows.
    StepClaimed {
        /// Its place in the plan, from 0.
        step: usize,
        /// What shows it.
        evidence: String,
    },
    /// A step was given another day.
    StepRedated {
        /// Its place in the plan, from 0.
        step: usize,
        /// The new day.
        due: Day,
        /// Why.
        reason: String,
    },
    /// A decision was looked at again.
    Reviewed {
        /// What it came to.
        outcome: Reviewed,
        /// Why.
        note: String,
        /// When it is looked at next.
        next: Day,
        /// The ground that was seen.
        ground: GroundMark,
    },
    /// Somebody wrote a note.
    Noted {
        /// It.
        text: String,
        /// Whether it proposes how the principle ought to change.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        about_principle: bool,
    },
    /// A file was added.
    Attached(Attachment),
    /// Some objects went to a case of their own.
    Split {
        /// Their keys.
        keys: Vec<String>,
        /// That case.
        into: String,
        /// Why; empty in a log of before December 2026.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// The ground of those that stay; none in a log of before December 2026.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest: Option<GroundMark>,
    },
    /// What is screened came further.
    PhaseReached {
        /// How far.
        phase: Phase,
    },
    /// The case was ended by people.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// The house saw that the ground is not what it was.
    Observed {
        /// What it is.
        ground: GroundMark,
        /// What the facts say of premises, conditions and steps.
        watched: Watched<Truth>,
        /// Whether the principle is still in force.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        retired: bool,
    },
}

/// An event, with who and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Who.
    pub by: Hand,
    /// When.
    #[serde(skip, default = "epoch")]
    pub at: Instant,
    /// The municipality's day at that instant.
    pub day: Day,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// The instant of an event is the log's; it is not written twice.
fn epoch() -> Instant {
    Instant(0)
}

impl Event {
    /// The act, as the log names it.
    pub const fn act(&self) -> &'static str {
        match self {
            Self::Opened(_) => "case-open",
            Self::ConflictDeclared { .. } => "case-declare-conflict",
            Self::Screened { .. } => "case-screen",
            Self::Concluded { .. } => "case-conclude",
            Self::Explained { .. } => "case-explain",
            Self::SentBack { .. } => "case-send-back",
            Self::Withdrawn { what: Withdrawn::Submission, .. } => "case-withdraw-submission",
            Self::Withdrawn { what: Withdrawn::Explanation, .. } => "case-withdraw-explanation",
            Self::Accepted { .. } => "case-accept",
            Self::Submitted { .. } => "case-submit",
            Self::Dispensed { .. } => "case-dispense",
            Self::Refused { .. } => "case-refuse",
            Self::GrantedInEmergency { .. } => "case-grant-emergency",
            Self::Revoked { .. } => "case-revoke",
            Self::ConditionMet { .. } => "case-meet-condition",
            Self::StepClaimed { .. } => "case-claim-step",
            Self::StepRedated { .. } => "case-redate-step",
            Self::Reviewed { .. } => "case-review",
            Self::Noted { .. } => "case-note",
            Self::Attached(_) => "case-attach",
            Self::Split { .. } => "case-split",
            Self::PhaseReached { .. } => "case-reach-phase",
            Self::Cancelled { .. } => "case-cancel",
            Self::Observed { .. } => "case-observe",
        }
    }
}
