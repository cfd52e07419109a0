//! The face of a case: all that its standing, its marks and a row of a list need, and no more. It is what the store keeps beside
//! the log, and what lies in memory for every case.

use std::collections::BTreeSet;
use std::fmt;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::ground::{GroundMark, Watched};
use crate::premise::Truth;
use crate::screening::{Party, Phase};
use crate::standing::Stale;

/// A case's number, as people say it: `2026-0042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub String);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far the round under way has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has done anything in this round.
    Open,
    /// One party at least has screened.
    Screening,
    /// The screening is concluded; an explanation is awaited.
    ToExplain,
    /// Explained; to be accepted, or submitted.
    Explained,
    /// Put to the board.
    Submitted,
    /// Over: the objects follow.
    Followed,
    /// Over: the objects are gone, or the principle is.
    Moot,
    /// Over: people ended it.
    Cancelled,
}

/// What lets a deviation stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// An accepted explanation.
    Explanation,
    /// The board's dispensation.
    Dispensation,
    /// The IT manager's emergency grant.
    Emergency,
}

/// A decision that lets the deviation stand until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// By what.
    pub means: Means,
    /// Since when.
    pub since: Day,
    /// The last day it counts.
    pub until: Day,
    /// When it is looked at.
    pub review: Day,
    /// Since when it is dead: revoked, or its premise turned false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_since: Option<Day>,
    /// Its conditions: when due, and whether met or seen broken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionMark>,
}

/// How one condition stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionMark {
    /// What must be done or hold, in the condition's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// By when.
    pub due: Option<Day>,
    /// Whether somebody showed that it is met.
    pub met: bool,
    /// What the facts say.
    pub seen: Truth,
}

/// How one step of the plan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMark {
    /// What is done, in the plan's own words; empty in a face of before November 2026.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// The key of the person whose step it is, when the plan names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// When it is due now.
    pub due: Day,
    /// When it was due at first.
    pub first_due: Day,
    /// How many times it was given another day.
    pub moved: u32,
    /// Whether somebody says that it is done.
    pub claimed: bool,
    /// Whether it names a fact that it is to bring about.
    #[serde(default)]
    pub expects: bool,
    /// What the facts say of what it was to bring about.
    pub seen: Truth,
}

impl PlanMark {
    /// Whether the facts show that it is done: somebody's word for it does not.
    pub fn is_done(&self) -> bool {
        self.expects && self.seen == Truth::Holds
    }

    /// Whether its owner still has something to do. Of a step that names no fact nothing more can be seen once it is said to be
    /// done; whether the plan did what it was for, the verdict says.
    pub fn is_open(&self) -> bool {
        !self.is_done() && (self.expects || !self.claimed)
    }
}

/// The face of a case: all that its standing, its marks and a row of a list need. It is what the store keeps beside the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// The number.
    pub id: CaseId,
    /// The pack.
    pub pack: String,
    /// The principle.
    pub principle: String,
    /// The objects' kind.
    pub kind: String,
    /// The objects that are in it.
    pub keys: Vec<String>,
    /// The title.
    pub title: String,
    /// How far what is screened has come.
    pub phase: Phase,
    /// When it was opened.
    pub opened: Day,
    /// How many events it has.
    pub version: u32,
    /// How far the round has come.
    pub stage: Stage,
    /// Which parties have screened in this round.
    pub screened: Vec<Party>,
    /// Which parties have accepted in this round.
    pub accepted: Vec<Party>,
    /// Whether this round ends with the board.
    pub to_board: bool,
    /// What lets the deviation stand.
    pub in_force: Option<InForce>,
    /// The board refused: there must be a plan by that day.
    pub refused: Option<Day>,
    /// Since when the decision in force waits for the board to look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated: Option<Day>,
    /// The plan's steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlanMark>,
    /// How many dispensations the board has given in it.
    pub dispensations: u32,
    /// How many emergency grants have been given since the board last decided.
    pub emergencies: u32,
    /// How many times what followed has come to deviate again.
    pub relapses: u32,
    /// How many times somebody in it proposed to change the principle.
    #[serde(default, skip_serializing_if = "is_none")]
    pub proposals: u32,
    /// Why somebody must look at the decision.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stale: BTreeSet<Stale>,
    /// The expressions that it watches: premises, conditions, and what the plan's steps are to bring about.
    #[serde(default, skip_serializing_if = "Watched::is_empty")]
    pub watching: Watched<String>,
    /// What the facts said of the premises when last seen; all held when the explanation was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premises_seen: Vec<Truth>,
    /// The ground as it was last seen.
    pub seen: GroundMark,
    /// The day of the last event.
    pub changed: Day,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

impl Face {
    /// In which form faces are kept beside the log. Another number says that the same log makes another face: what was kept
    /// before is made anew from the log. A test holds a history to it.
    pub const FORM: u32 = 5;

    /// Whether nothing more can be done in it.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Moot | Stage::Cancelled)
    }
}
