//! Acquisitions (anskaffelser): something that the municipality is about to buy, and the candidates for it. A case whose object
//! does not exist yet: each candidate is assessed live by the same rules as the estate, but is no part of it until it wins.
//!
//! Here and not in a room of their own, because screening, phases and authority are those of cases (strategy §3, §4, §8).

mod assess;
mod board;
mod checklist;
mod command;
mod conflict;
mod event;
mod gate;
mod offer;
mod plan;
mod reopen;
mod said;
mod verbs;

use std::fmt;

use kernel::{Day, Instant};
use serde::{Deserialize, Serialize};

use crate::authority::Hand;
use crate::screening::{Phase, Rating, Relevance};
use offer::{put_answers, put_facts};

pub use assess::{Alike, Assessed, Novelty, Stand, overlapping};
pub use board::Turned;
pub use checklist::{Point, points};
pub use command::{AcquisitionCommand, AcquisitionNow, decide_acquisition, open_acquisition};
pub use conflict::Conflicted;
pub use event::{
    AcquisitionEvent, AcquisitionPlan, AcquisitionRecorded, FactSource, PlanChange, PrincipleView, SoftwarePart,
    Statement,
};
pub use gate::{Lack, Lacking, OfferGround, PrincipleGround, next_phase};
pub use offer::{Candidate, HeldView, OwnWords, StatedAnswer, StatedFact};
pub use reopen::Reopened;
pub use said::Said;

/// An acquisition's number, as people say it: `A2026-0001`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AcquisitionId(pub String);

impl fmt::Display for AcquisitionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One point of the check list, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPoint {
    /// The rule's code.
    pub rule: String,
    /// Whether it matters here.
    pub relevance: Relevance,
    /// How it is seen.
    pub rating: Rating,
    /// Why.
    pub reason: String,
    /// In which phase.
    pub phase: Phase,
    /// Who.
    pub by: Hand,
    /// When.
    pub day: Day,
}

/// What the store keeps beside the log: all that a row of the list needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcquisitionFace {
    /// The number.
    pub id: AcquisitionId,
    /// What people call it.
    pub title: String,
    /// The KLE tasks.
    pub tasks: Vec<String>,
    /// The business area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How far it has come.
    pub phase: Phase,
    /// How many candidates are in.
    pub candidates: usize,
    /// The winner's supplier and product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<String>,
    /// The system it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Whether it was given up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// How many events it has.
    pub version: u32,
    /// The day of the first event.
    pub opened: Day,
    /// The day of the last event.
    pub changed: Day,
}

impl AcquisitionFace {
    /// In which form faces are kept beside the log, as [`crate::Face::FORM`].
    pub const FORM: u32 = 1;

    /// Whether nothing more can be done in it.
    pub fn is_over(&self) -> bool {
        self.cancelled || self.phase == Phase::InOperation
    }
}

/// The whole acquisition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acquisition {
    /// The number.
    pub id: AcquisitionId,
    /// What is to be acquired.
    pub plan: AcquisitionPlan,
    /// How far it has come.
    pub phase: Phase,
    /// What the municipality says of whatever it buys here: one value a fact, the latest.
    pub own_facts: Vec<StatedFact>,
    /// Its answers to rules' questions, for every candidate.
    pub own_answers: Vec<StatedAnswer>,
    /// Every candidate, those withdrawn included.
    pub candidates: Vec<Candidate>,
    /// Why no system that is there is used, who said so, and of which systems.
    pub no_reuse: Option<(String, Hand, Vec<String>)>,
    /// How many questions the requirement sheet asks, and of which packs it was made.
    pub sheet: Option<(usize, Vec<String>)>,
    /// The check list as far as it was gone through, phase by phase.
    pub checked: Vec<CheckedPoint>,
    /// The components that had their security assessment: name, conclusion, who and when.
    pub assessed_parts: Vec<(String, String, Hand, Day)>,
    /// The winner's key, why, and who chose it.
    pub winner: Option<(String, String, Hand)>,
    /// The board's word on the winner: what it saw, and why.
    pub approved: Option<(String, String, Hand, Day)>,
    /// The board's last refusal, until it is answered.
    pub turned: Option<Turned>,
    /// Why it last went back to its offers.
    pub reopened: Option<Reopened>,
    /// Who takes no part.
    pub conflicted: Vec<Conflicted>,
    /// Who screened, stated or chose, each of which candidate; of all of them when none is named.
    pub worked_on: Vec<(Option<String>, Hand)>,
    /// The system it became, and its cases.
    pub system: Option<(String, Vec<String>)>,
    /// Why it was given up.
    pub cancelled: Option<String>,
    /// Who opened it.
    pub opened_by: Hand,
    /// When it was opened.
    pub opened: Day,
    /// The day of the last event.
    pub changed: Day,
    /// How many events it has.
    pub version: u32,
    /// When the last event was.
    pub at: Instant,
}

impl Acquisition {
    /// What an opening makes; none for any other event.
    pub fn opened(id: &AcquisitionId, recorded: &AcquisitionRecorded) -> Option<Self> {
        let AcquisitionEvent::Opened(plan) = &recorded.event else { return None };
        Some(Self {
            id: id.clone(),
            plan: plan.clone(),
            phase: plan.phase,
            own_facts: Vec::new(),
            own_answers: Vec::new(),
            candidates: Vec::new(),
            no_reuse: None,
            sheet: None,
            checked: Vec::new(),
            assessed_parts: Vec::new(),
            winner: None,
            approved: None,
            turned: None,
            reopened: None,
            conflicted: Vec::new(),
            worked_on: Vec::new(),
            system: None,
            cancelled: None,
            opened_by: recorded.by.clone(),
            opened: recorded.day,
            changed: recorded.day,
            version: 1,
            at: recorded.at,
        })
    }

    /// What a whole history makes; none when it does not begin with an opening.
    pub fn replay<'r>(id: &AcquisitionId, history: impl IntoIterator<Item = &'r AcquisitionRecorded>) -> Option<Self> {
        let mut history = history.into_iter();
        let mut acquisition = Self::opened(id, history.next()?)?;
        history.for_each(|recorded| acquisition.apply(recorded));
        Some(acquisition)
    }

    /// A candidate by its key.
    pub fn candidate(&self, key: &str) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.key == key)
    }

    /// What the municipality says of a candidate: of it, else of whatever is bought here.
    pub fn own_facts_of<'a>(&'a self, candidate: &'a Candidate) -> impl Iterator<Item = &'a StatedFact> {
        let typed = |name: &str| candidate.facts.iter().any(|one| one.fact == name && one.source == FactSource::Typed);
        self.own_facts.iter().filter(move |own| !typed(&own.fact))
    }

    /// The answers that hold of a candidate: its own, else those for whatever is bought here.
    pub fn answers_of<'a>(&'a self, candidate: &'a Candidate) -> impl Iterator<Item = &'a StatedAnswer> {
        let answered = |rule: &str| candidate.answers.iter().any(|one| one.rule == rule);
        candidate.answers.iter().chain(self.own_answers.iter().filter(move |own| !answered(&own.rule)))
    }

    /// The candidates that are in.
    pub fn live(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.withdrawn.is_none())
    }

    /// The winner.
    pub fn chosen(&self) -> Option<&Candidate> {
        self.winner.as_ref().and_then(|(key, _, _)| self.candidate(key))
    }

    /// Whether nothing more can be done in it.
    pub fn is_over(&self) -> bool {
        self.cancelled.is_some() || self.phase == Phase::InOperation
    }

    /// Its face.
    pub fn face(&self) -> AcquisitionFace {
        AcquisitionFace {
            id: self.id.clone(),
            title: self.plan.title.clone(),
            tasks: self.plan.tasks.clone(),
            unit: self.plan.unit.clone(),
            phase: self.phase,
            candidates: self.live().count(),
            winner: self.chosen().map(|winner| format!("{}: {}", winner.supplier, winner.product)),
            system: self.system.as_ref().map(|(key, _)| key.clone()),
            cancelled: self.cancelled.is_some(),
            version: self.version,
            opened: self.opened,
            changed: self.changed,
        }
    }

    /// Remembers an event.
    pub fn apply(&mut self, recorded: &AcquisitionRecorded) {
        use AcquisitionEvent as E;
        let AcquisitionRecorded { by, at, day, event } = recorded;
        self.version += 1;
        self.changed = *day;
        self.at = *at;
        let worked_on = match event {
            E::OwnStated { .. } => Some(None),
            E::Stated { candidate, .. } | E::Screened { candidate, .. } | E::Chosen { candidate, .. } => {
                Some(Some(candidate.clone()))
            }
            _ => None,
        };
        if let Some(of) = worked_on {
            self.worked_on_by(of, by);
        }
        match event {
            E::Opened(_) => {}
            E::Revised(plan) => self.plan = plan.clone(),
            E::OwnStated { facts, answers } => {
                put_facts(&mut self.own_facts, facts, FactSource::Typed, (by, *day));
                put_answers(&mut self.own_answers, answers, (by, *day));
            }
            E::CandidateAdded { candidate, supplier, product } => self.candidates.push(Candidate {
                key: candidate.clone(),
                supplier: supplier.clone(),
                product: product.clone(),
                facts: Vec::new(),
                answers: Vec::new(),
                own_words: Vec::new(),
                parts: Vec::new(),
                withdrawn: None,
                views: Vec::new(),
            }),
            E::Stated { candidate, source, statement } => {
                self.with(candidate, |one| one.state(*source, statement, (by, *day)));
            }
            E::Withdrawn { candidate, reason } => {
                self.with(candidate, |one| one.withdrawn = Some(reason.clone()));
                if self.winner.as_ref().is_some_and(|(winner, _, _)| winner == candidate) {
                    self.winner = None;
                    self.approved = None;
                }
            }
            E::NoReuse { reason, systems } => self.no_reuse = Some((reason.clone(), by.clone(), systems.clone())),
            E::SheetMade { questions, packs } => self.sheet = Some((*questions, packs.clone())),
            E::Checked { rule, relevance, rating, reason } => {
                self.checked.retain(|point| point.rule != *rule || point.phase != self.phase);
                self.checked.push(CheckedPoint {
                    rule: rule.clone(),
                    relevance: *relevance,
                    rating: *rating,
                    reason: reason.clone(),
                    phase: self.phase,
                    by: by.clone(),
                    day: *day,
                });
            }
            E::Screened { candidate, view } => self.screened(candidate, view, (by, *day)),
            E::PartAssessed { part, conclusion } => {
                self.assessed_parts.retain(|(name, ..)| !same_name(name, part));
                self.assessed_parts.push((part.clone(), conclusion.clone(), by.clone(), *day));
            }
            E::GatePassed { phase } => self.phase = *phase,
            E::Chosen { candidate, reason } => {
                self.winner = Some((candidate.clone(), reason.clone(), by.clone()));
                self.approved = None;
            }
            E::OffersReopened { reason } => self.reopened(reason, (by, *day)),
            E::ConflictDeclared { reason } => self.conflict_declared(reason, (by, *day)),
            E::Approved { reason, shown, .. } => {
                self.approved = Some((shown.clone(), reason.clone(), by.clone(), *day));
            }
            E::Refused { reason, different, shown, .. } => self.refused((reason, different), shown, (by, *day)),
            E::BoardAnswered { .. } => self.turned = None,
            E::SystemUndone { .. } => {
                self.system = None;
                // Its winner is to become a system again, or it is to be given up.
                self.phase = Phase::Solution;
                self.without_the_conflicted();
            }
            E::BecameSystem { system, cases } => self.system = Some((system.clone(), cases.clone())),
            E::Cancelled { reason } => self.cancelled = Some(reason.clone()),
        }
    }

    /// Whoever approved and comes to have a part in the winner afterwards has approved their own: the board is asked again.
    fn worked_on_by(&mut self, of: Option<String>, by: &Hand) {
        let winner = self.winner.as_ref().map(|(key, ..)| key);
        if of.is_none() || of.as_ref() == winner {
            self.approved.take_if(|(_, _, approver, _)| approver.shares(by));
        }
        let work = (of, by.clone());
        if !self.worked_on.contains(&work) {
            self.worked_on.push(work);
        }
    }

    fn screened(&mut self, candidate: &str, view: &PrincipleView, (by, day): (&Hand, Day)) {
        let held = HeldView { view: view.clone(), by: by.clone(), day };
        let mut differ = false;
        self.with(candidate, |one| {
            let of_it = |old: &HeldView| (&old.view.pack, &old.view.principle) == (&view.pack, &view.principle);
            one.views.retain(|old| !(of_it(old) && old.view.party == view.party));
            differ = one
                .views
                .iter()
                .any(|other| of_it(other) && other.view.shown == view.shown && other.view.rating != view.rating);
            one.views.push(held);
        });
        // The board has not seen that they differ.
        if differ && self.winner.as_ref().is_some_and(|(winner, ..)| winner == candidate) {
            self.approved = None;
        }
    }

    fn refused(&mut self, (reason, different): (&str, &str), shown: &str, (by, day): (&Hand, Day)) {
        self.approved = None;
        self.turned = self.winner.as_ref().map(|(candidate, ..)| Turned {
            candidate: candidate.clone(),
            shown: shown.to_owned(),
            reason: reason.to_owned(),
            different: different.to_owned(),
            by: by.clone(),
            day,
        });
    }

    /// What follows when the system of that key is gone from the estate; none when it became another, or none.
    pub fn lose_system(&self, key: &str) -> Option<AcquisitionEvent> {
        let (system, _) = self.system.as_ref().filter(|(system, _)| system == key && self.cancelled.is_none())?;
        Some(AcquisitionEvent::SystemUndone { system: system.clone() })
    }

    fn with(&mut self, key: &str, change: impl FnOnce(&mut Candidate)) {
        if let Some(candidate) = self.candidates.iter_mut().find(|candidate| candidate.key == key) {
            change(candidate);
        }
    }
}

/// Names of components are the same however they are capitalised.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
