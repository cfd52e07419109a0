//! What people want done with an acquisition. Each command is decided against the acquisition, the findings as they are and the
//! seat, and gives an event or a refusal; deciding changes nothing.

use std::collections::BTreeMap;

use kernel::Day;
use serde::{Deserialize, Serialize};

use super::event::{AcquisitionEvent, AcquisitionPlan, FactSource, PlanChange, PrincipleView, Statement};
use super::gate::OfferGround;
use super::said::Said;
use super::{Acquisition, Alike, Point, plan, verbs};
use crate::Refusal;
use crate::authority::Held;
use crate::screening::{Phase, Rating, Relevance};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum AcquisitionCommand {
    /// Say anew what is to be acquired.
    Revise {
        /// What of it.
        #[serde(flatten)]
        change: PlanChange,
    },
    /// Say what holds of whatever is bought here: what only the municipality can answer, once for all candidates.
    StateOwn {
        /// Facts of the system, by attribute.
        #[serde(default)]
        facts: BTreeMap<String, Said>,
        /// Answers to rules' questions: code to word.
        #[serde(default)]
        answers: BTreeMap<String, String>,
    },
    /// Write an offer down.
    AddCandidate {
        /// Its key; the next free one when empty.
        #[serde(default)]
        candidate: String,
        /// The supplier.
        supplier: String,
        /// What the supplier calls it.
        product: String,
    },
    /// State facts, answers or components of a candidate.
    State {
        /// Which.
        candidate: String,
        /// Who says so.
        source: FactSource,
        /// What.
        #[serde(flatten)]
        statement: Statement,
    },
    /// Take a candidate out.
    Withdraw {
        /// Which.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// Say why no system that is there is used.
    ExplainNoReuse {
        /// Why.
        reason: String,
    },
    /// Make the requirement sheet; the house fills in of what.
    MakeSheet {
        /// How many questions it asks.
        #[serde(default)]
        questions: usize,
        /// The packs, with version.
        #[serde(default)]
        packs: Vec<String>,
    },
    /// Go through a point of the check list.
    Check {
        /// The rule's code.
        rule: String,
        /// Whether it matters here.
        relevance: Relevance,
        /// How it is seen.
        rating: Rating,
        /// Why.
        reason: String,
    },
    /// Screen a principle that a candidate departs from, for a party.
    Screen {
        /// Which candidate.
        candidate: String,
        /// How.
        #[serde(flatten)]
        view: PrincipleView,
    },
    /// Note the security assessment of a component that is new to the portfolio.
    AssessPart {
        /// Its name.
        part: String,
        /// What was concluded.
        conclusion: String,
    },
    /// Go on to the next phase.
    PassGate {
        /// Which.
        phase: Phase,
    },
    /// Choose the winner.
    Choose {
        /// Which.
        candidate: String,
        /// Why.
        reason: String,
    },
    /// Go back from the solution to the offers, to choose anew.
    ReopenOffers {
        /// Why.
        reason: String,
    },
    /// Take no part in it.
    DeclareConflict {
        /// Why.
        reason: String,
    },
    /// Let the winner depart from principles as it does.
    Approve {
        /// Why.
        reason: String,
        /// The meeting, when at one.
        #[serde(default)]
        meeting: Option<String>,
        /// The hash of what was seen.
        shown: String,
    },
    /// Refuse the choice: it goes back to the gate that it came from.
    Refuse {
        /// Why.
        reason: String,
        /// What must be different.
        different: String,
        /// The meeting, when at one.
        #[serde(default)]
        meeting: Option<String>,
        /// The hash of what was seen.
        shown: String,
    },
    /// Put a choice that the board refused to it again.
    AnswerBoard {
        /// What has been done about what it wanted different.
        answer: String,
    },
    /// Make the winner a system of the municipality.
    BecomeSystem {
        /// The system's key.
        system: String,
        /// Its cases; the house fills them in.
        #[serde(default)]
        cases: Vec<String>,
    },
    /// Give the acquisition up.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// What a command is decided against, beside the acquisition.
#[derive(Clone, Copy, Debug)]
pub struct AcquisitionNow<'a> {
    /// The municipality's day.
    pub day: Day,
    /// The systems that serve the same tasks.
    pub overlapping: &'a [Alike],
    /// Each candidate's findings.
    pub offers: &'a [OfferGround],
    /// The check list of the phase.
    pub points: &'a [Point],
    /// The rules that ask people about systems: code and words.
    pub questions: &'a [(String, Vec<String>)],
    /// The principles that may be spoken of: pack and principle.
    pub principles: &'a [String],
    /// What suppliers are asked: facts as `system.hosting`, and principles.
    pub asked: &'a [String],
}

impl AcquisitionCommand {
    /// The command's word, for routes and the log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Revise { .. } => "revise",
            Self::StateOwn { .. } => "state-own",
            Self::AddCandidate { .. } => "add-candidate",
            Self::State { .. } => "state",
            Self::Withdraw { .. } => "withdraw",
            Self::ExplainNoReuse { .. } => "explain-no-reuse",
            Self::MakeSheet { .. } => "make-sheet",
            Self::Check { .. } => "check",
            Self::Screen { .. } => "screen",
            Self::AssessPart { .. } => "assess-part",
            Self::PassGate { .. } => "pass-gate",
            Self::Choose { .. } => "choose",
            Self::ReopenOffers { .. } => "reopen-offers",
            Self::DeclareConflict { .. } => "declare-conflict",
            Self::Approve { .. } => "approve",
            Self::Refuse { .. } => "refuse",
            Self::AnswerBoard { .. } => "answer-board",
            Self::BecomeSystem { .. } => "become-system",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// Writes an acquisition down.
///
/// # Errors
/// When it has no name, or their role has no part in acquisitions.
pub fn open_acquisition(held: &Held, wanted: &AcquisitionPlan) -> Result<AcquisitionEvent, Refusal> {
    plan::open(&verbs::buyer(held)?, wanted)
}

/// Decides a command: the event that follows from it, or why not.
///
/// # Errors
/// A [`Refusal`] with its label, the reason and the next step.
pub fn decide_acquisition(
    acquisition: &Acquisition,
    command: &AcquisitionCommand,
    held: &Held,
    now: &AcquisitionNow<'_>,
) -> Result<AcquisitionEvent, Refusal> {
    use AcquisitionCommand as C;
    if acquisition.is_over() {
        return Err(Refusal::new(
            "acquisition-over",
            "Anskaffelsen er afsluttet. Opret en ny, hvis der igen skal købes ind.",
            "The acquisition is over. Open a new one if something is to be bought again.",
        ));
    }
    if !matches!(command, C::DeclareConflict { .. }) {
        acquisition.free_of_conflict(held)?;
    }
    match command {
        C::DeclareConflict { reason } => acquisition.declare_conflict(held, reason),
        C::Revise { change } => acquisition.revise(&verbs::buyer(held)?, change),
        C::StateOwn { facts, answers } => acquisition.state_own(&verbs::buyer(held)?, facts, answers, now),
        C::AddCandidate { candidate, supplier, product } => {
            acquisition.add_candidate(&verbs::buyer(held)?, candidate, (supplier, product))
        }
        C::State { candidate, source, statement } => {
            acquisition.say(&verbs::buyer(held)?, (candidate, *source), statement, now)
        }
        C::Withdraw { candidate, reason } => acquisition.withdraw(&verbs::buyer(held)?, candidate, reason),
        C::ExplainNoReuse { reason } => acquisition.explain_no_reuse(&verbs::buyer(held)?, reason, now),
        C::MakeSheet { questions, packs } => acquisition.make_sheet(&verbs::buyer(held)?, *questions, packs),
        C::Check { rule, relevance, rating, reason } => {
            acquisition.check(&verbs::buyer(held)?, rule, (*relevance, *rating, reason), now)
        }
        C::Screen { candidate, view } => acquisition.screen(held, candidate, view, now),
        C::AssessPart { part, conclusion } => acquisition.assess_part(held, part, conclusion, now),
        C::PassGate { phase } => acquisition.pass_gate(&verbs::gatekeeper(held)?, *phase, now),
        C::Choose { candidate, reason } => acquisition.choose(&verbs::gatekeeper(held)?, candidate, reason),
        C::ReopenOffers { reason } => acquisition.reopen_offers(&verbs::gatekeeper(held)?, reason),
        C::Approve { reason, meeting, shown } => {
            acquisition.approve(&verbs::approver(held)?, (reason, meeting.as_deref()), shown, now)
        }
        C::Refuse { reason, different, meeting, shown } => {
            acquisition.refuse(&verbs::approver(held)?, (reason, different, meeting.as_deref()), shown, now)
        }
        C::AnswerBoard { answer } => acquisition.answer_board(&verbs::buyer(held)?, answer, now),
        C::BecomeSystem { system, cases } => acquisition.become_system(&verbs::gatekeeper(held)?, system, cases, now),
        C::Cancel { reason } => acquisition.cancel(&verbs::gatekeeper(held)?, reason),
    }
}
