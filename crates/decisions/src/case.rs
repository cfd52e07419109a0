//! A case: one principle, and one object or several with one cause. What has happened to it is applied event by event and cannot
//! fail; where it stands is another matter (`standing`).

use std::collections::BTreeSet;

use findings::Verdict;
use kernel::{Day, Instant};

use crate::authority::Hand;
use crate::board::{Condition, Dispensation, Submission};
use crate::checks::{Check, LOOK_AGAIN_MONTHS};
use crate::event::{Attachment, Event, Opened, Recorded, Reviewed, Trigger, Withdrawn};
use crate::explanation::Explanation;
use crate::face::{CaseId, ConditionMark, Face, InForce, Means, Stage};
use crate::ground::{GroundMark, Watched};
use crate::likeness::Likeness;
use crate::premise::Truth;
use crate::screening::{Outcome, Party, Screening, Side};
use crate::standing::Stale;
use crate::step::{Step, steps_of};

/// The explanation of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// It.
    pub explanation: Explanation,
    /// Whose.
    pub by: Hand,
    /// When.
    pub day: Day,
    /// The ground its author saw.
    pub ground: GroundMark,
    /// What the reader is warned of.
    pub warnings: Vec<Check>,
    /// The earlier one it resembles.
    pub like: Option<Likeness>,
}

/// One round: from screening to decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Both parties' screening.
    pub screening: Screening,
    /// What it came to.
    pub outcome: Option<Outcome>,
    /// The explanation.
    pub told: Option<Told>,
    /// Who accepted it.
    pub accepted: Vec<(Party, Hand)>,
    /// What was put to the board, and by whom.
    pub submitted: Option<(Submission, Hand)>,
    /// Why it was last sent back.
    pub sent_back: Option<String>,
    /// Whether the explanation is the one that the decision in force leans on.
    pub stands: bool,
}

/// One decision of the past, for those who renew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub by: Hand,
    /// When.
    pub day: Day,
    /// The dispensation; none for a refusal.
    pub dispensation: Option<Dispensation>,
    /// The reason of a refusal.
    pub refusal: Option<String>,
    /// The explanation it rested on.
    pub told: Option<Told>,
}

/// The whole case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its face.
    pub face: Face,
    /// What made somebody open it.
    pub trigger: Trigger,
    /// The cause that several objects share.
    pub cause: String,
    /// The case it was split from.
    pub split_from: Option<String>,
    /// Who opened it.
    pub opened_by: Hand,
    /// Who takes no part, and why.
    pub conflicted: Vec<(Hand, String)>,
    /// The round under way; after a decision, the one that led to it.
    pub round: Round,
    /// What the decision in force leans on; none for an emergency grant.
    pub leans_on: Option<Told>,
    /// What has been decided, the latest last.
    pub decided: Vec<Decided>,
    /// Whether the board has decided since it last followed: nobody else lets it stand then.
    pub board_has_decided: bool,
    /// Whether the board has taken back what stood, and has not decided since.
    pub revoked: bool,
    /// Who granted in an emergency what the board has not decided yet.
    pub emergency_by: Option<Hand>,
    /// The plan.
    pub steps: Vec<Step>,
    /// Whether that is the plan of the round's explanation, and not that of an earlier decision.
    pub plan_is_rounds: bool,
    /// The conditions in force, with what was said to meet them.
    pub conditions: Vec<(Condition, Option<String>)>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// When the last event was.
    pub at: Instant,
}

impl Case {
    /// The case that an opening makes; none for any other event.
    pub fn opened(id: &CaseId, recorded: &Recorded) -> Option<Self> {
        let Event::Opened(Opened { opening, ground, carried }) = &recorded.event else { return None };
        let carried = carried.as_deref().cloned().unwrap_or_default();
        let face = Face {
            id: id.clone(),
            pack: opening.pack.clone(),
            principle: opening.principle.clone(),
            kind: opening.kind.clone(),
            keys: opening.keys.clone(),
            title: opening.title.clone(),
            phase: opening.phase,
            opened: recorded.day,
            version: 1,
            stage: Stage::Open,
            screened: Vec::new(),
            accepted: Vec::new(),
            to_board: ground.is_for_board() || carried.board_has_decided,
            in_force: None,
            refused: carried.refused,
            escalated: None,
            plan: Vec::new(),
            dispensations: carried.dispensations,
            emergencies: carried.emergencies,
            relapses: 0,
            proposals: 0,
            stale: BTreeSet::new(),
            watching: Watched::default(),
            premises_seen: Vec::new(),
            seen: ground.clone(),
            changed: recorded.day,
        };
        Some(Self {
            face,
            trigger: opening.trigger,
            cause: opening.cause.clone(),
            split_from: opening.split_from.clone(),
            opened_by: recorded.by.clone(),
            conflicted: carried.conflicted,
            round: Round::default(),
            leans_on: None,
            decided: Vec::new(),
            board_has_decided: carried.board_has_decided,
            revoked: carried.revoked,
            emergency_by: carried.emergency_by,
            steps: Vec::new(),
            plan_is_rounds: false,
            conditions: Vec::new(),
            attachments: Vec::new(),
            at: recorded.at,
        })
    }

    /// The case that a whole history makes; none when it does not begin with an opening.
    pub fn replay<'r>(id: &CaseId, history: impl IntoIterator<Item = &'r Recorded>) -> Option<Self> {
        let mut history = history.into_iter();
        let mut case = Self::opened(id, history.next()?)?;
        history.for_each(|recorded| case.apply(recorded));
        Some(case)
    }

    /// What the case watches: its premises, conditions and the facts its steps are to bring about.
    fn watching(&self) -> Watched<String> {
        let in_force = self.leans_on.iter().chain(self.round.told.iter().filter(|_| !self.round.stands));
        Watched {
            premises: in_force.flat_map(|told| told.explanation.must_hold().map(str::to_owned)).collect(),
            conditions: self
                .conditions
                .iter()
                .map(|(condition, _)| condition.holds.clone().unwrap_or_default())
                .collect(),
            steps: self.steps.iter().map(|step| step.planned.expects.clone().unwrap_or_default()).collect(),
        }
    }

    /// Remembers an event.
    pub fn apply(&mut self, recorded: &Recorded) {
        let Recorded { by, at, day, event } = recorded;
        self.face.version += 1;
        self.face.changed = *day;
        self.at = *at;
        match event {
            Event::Opened(_) => {}
            Event::ConflictDeclared { reason } => {
                self.conflicted.push((by.clone(), reason.clone()));
                self.without(&by.holder);
            }
            Event::Screened { party, ground, views } => {
                self.begin_round();
                let side = Side { by: by.clone(), day: *day, ground: ground.clone(), views: views.clone() };
                match party {
                    Party::It => self.round.screening.it = Some(side),
                    Party::Area => self.round.screening.area = Some(side),
                }
                self.face.stage = Stage::Screening;
            }
            Event::Concluded { outcome, .. } => {
                self.round.outcome = Some(*outcome);
                self.face.stage = match outcome {
                    Outcome::Follows => Stage::Followed,
                    Outcome::Explain | Outcome::Board => Stage::ToExplain,
                };
                self.face.to_board = *outcome == Outcome::Board || self.must_go_to_board();
            }
            Event::Explained { explanation, ground, warnings, like } => {
                self.explained(
                    explanation,
                    Told {
                        explanation: (**explanation).clone(),
                        by: by.clone(),
                        day: *day,
                        ground: ground.clone(),
                        warnings: warnings.clone(),
                        like: like.clone(),
                    },
                );
            }
            Event::SentBack { reason } => {
                self.round.sent_back = Some(reason.clone());
                self.round.accepted.clear();
                self.round.submitted = None;
                self.face.stage = Stage::ToExplain;
            }
            // A submission goes back to whoever submits; an explanation that was accepted counts no more.
            Event::Withdrawn { what: Withdrawn::Submission, .. } => {
                self.round.submitted = None;
                self.face.stage = Stage::Explained;
            }
            Event::Withdrawn { what: Withdrawn::Explanation, .. } => self.end_decision(*day),
            Event::Accepted { party } => {
                self.round.accepted.push((*party, by.clone()));
                if self.round.accepted.len() == 2 {
                    self.accepted(*day);
                }
            }
            Event::Submitted { submission } => {
                self.round.submitted = Some((submission.clone(), by.clone()));
                self.face.stage = Stage::Submitted;
            }
            Event::Dispensed { dispensation, ground } => self.dispensed(by, *day, dispensation, ground),
            Event::Refused { reason, plan_by, .. } => self.refused(by, *day, reason, *plan_by),
            Event::GrantedInEmergency { until, ground, .. } => {
                self.face.emergencies += 1;
                self.emergency_by = Some(by.clone());
                self.face.seen = ground.clone();
                self.let_stand(Means::Emergency, *day, *until, *until, Vec::new());
            }
            Event::Revoked { .. } => {
                self.revoked = true;
                self.end_decision(*day);
            }
            Event::ConditionMet { condition, evidence } => {
                if let Some((_, met)) = self.conditions.get_mut(*condition) {
                    *met = Some(evidence.clone());
                }
            }
            Event::StepClaimed { step, evidence } => {
                if let Some(step) = self.steps.get_mut(*step) {
                    step.mark.claimed = true;
                    step.evidence = Some(evidence.clone());
                }
            }
            Event::StepRedated { step, due, .. } => {
                if let Some(step) = self.steps.get_mut(*step) {
                    step.mark.due = *due;
                    step.mark.moved += 1;
                    step.mark.claimed = false;
                }
                // Whoever had accepted the explanation had accepted other days.
                if self.plan_is_rounds && self.face.stage == Stage::Explained {
                    self.round.accepted.clear();
                }
            }
            // What is put to the board stays to be looked at, with its reasons, until the board has.
            Event::Reviewed { outcome: Reviewed::Escalate, .. } => self.face.escalated = Some(*day),
            // It is looked at when the round has its decision: until then its review day stands.
            Event::Reviewed { outcome: Reviewed::Amend, note, .. } => {
                self.begin_round();
                self.round.sent_back = Some(note.clone());
                self.face.stage = Stage::Screening;
            }
            Event::Reviewed { outcome: Reviewed::Confirm, next, ground, .. } => {
                self.face.escalated = None;
                self.face.seen = ground.clone();
                self.looked_at();
                if let Some(in_force) = &mut self.face.in_force {
                    in_force.review = *next;
                }
            }
            Event::Noted { about_principle, .. } => self.face.proposals += u32::from(*about_principle),
            Event::Attached(attachment) => self.attachments.push(attachment.clone()),
            Event::Split { keys, rest, .. } => {
                self.face.keys.retain(|key| !keys.contains(key));
                if let Some(rest) = rest {
                    self.keep_rest(rest);
                }
            }
            Event::PhaseReached { phase } => self.face.phase = *phase,
            Event::Cancelled { .. } => self.face.stage = Stage::Cancelled,
            Event::Observed { ground, watched, retired } => self.observed(*day, ground, watched, *retired),
        }
        self.face.screened =
            [Party::It, Party::Area].into_iter().filter(|party| self.round.screening.side(*party).is_some()).collect();
        self.face.accepted = self.round.accepted.iter().map(|(party, _)| *party).collect();
        self.face.watching = self.watching();
        self.face.plan = self.steps.iter().map(|step| step.mark.clone()).collect();
        if let Some(in_force) = &mut self.face.in_force {
            for (mark, (_, met)) in in_force.conditions.iter_mut().zip(&self.conditions) {
                mark.met = met.is_some();
            }
        }
    }

    fn explained(&mut self, explanation: &Explanation, told: Told) {
        // The plan of a decision that stands goes on until another is made.
        self.plan_is_rounds = !self.has_standing_plan(told.day);
        if self.plan_is_rounds {
            self.steps = steps_of(explanation);
        }
        self.face.premises_seen.truncate(self.premises_in_force());
        self.face.premises_seen.extend(vec![Truth::Holds; explanation.must_hold().count()]);
        self.face.seen = told.ground.clone();
        self.face.to_board = self.round.outcome == Some(Outcome::Board) || self.must_go_to_board();
        self.round.told = Some(told);
        self.round.stands = false;
        self.round.accepted.clear();
        self.round.submitted = None;
        self.face.stage = Stage::Explained;
    }

    /// When an explanation is next looked at: on its plan's own day, or when it ends; within six months when no machine can see
    /// whether it still is as it was.
    fn accepted(&mut self, day: Day) {
        let Some(told) = &self.round.told else { return };
        let until = told.explanation.until;
        let review = match &told.explanation.plan {
            crate::explanation::Plan::CannotFollow { review, .. } => (*review).min(until),
            crate::explanation::Plan::Steps { .. } => until,
        };
        let unseen = told.explanation.leans_on_nothing_seen();
        let review = if unseen { review.min(day.plus_months(LOOK_AGAIN_MONTHS)) } else { review };
        self.let_stand(Means::Explanation, day, until, review, Vec::new());
        self.face.stage = Stage::Open;
    }

    fn dispensed(&mut self, by: &Hand, day: Day, dispensation: &Dispensation, ground: &GroundMark) {
        self.decided.push(Decided {
            by: by.clone(),
            day,
            dispensation: Some(dispensation.clone()),
            refusal: None,
            told: self.round.told.clone(),
        });
        self.face.dispensations += 1;
        self.the_board_decided();
        self.face.seen = ground.clone();
        self.face.stage = Stage::Open;
        let conditions = dispensation.conditions.clone();
        self.let_stand(Means::Dispensation, day, dispensation.until, dispensation.review, conditions);
    }

    fn refused(&mut self, by: &Hand, day: Day, reason: &str, plan_by: Day) {
        self.decided.push(Decided {
            by: by.clone(),
            day,
            dispensation: None,
            refusal: Some(reason.to_owned()),
            told: self.round.told.clone(),
        });
        self.the_board_decided();
        self.face.escalated = None;
        self.face.refused = Some(plan_by);
        self.face.stage = Stage::Open;
        if self.is_dispensed(day) {
            // No longer time was given: what was granted before runs to its own end, unless the board revokes it.
            self.forget_round();
            return;
        }
        self.face.in_force = None;
        self.lean_on(None);
        self.conditions.clear();
    }

    fn let_stand(&mut self, means: Means, since: Day, until: Day, review: Day, conditions: Vec<Condition>) {
        let marks = conditions
            .iter()
            .map(|condition| ConditionMark {
                what: condition.text.clone(),
                due: condition.due,
                met: false,
                seen: Truth::Unknown,
            })
            .collect();
        self.conditions = conditions.into_iter().map(|condition| (condition, None)).collect();
        let told = (means != Means::Emergency).then(|| self.round.told.clone()).flatten();
        // Its steps may have been moved or reported done since it was explained: those are kept.
        if let Some(told) = told.as_ref().filter(|_| !self.plan_is_rounds) {
            self.steps = steps_of(&told.explanation);
            self.plan_is_rounds = true;
        }
        self.lean_on(told);
        self.face.in_force = Some(InForce { means, since, until, review, dead_since: None, conditions: marks });
        self.face.refused = None;
        self.face.escalated = None;
        self.looked_at();
    }

    fn observed(&mut self, day: Day, ground: &GroundMark, watched: &Watched<Truth>, retired: bool) {
        let before = std::mem::replace(&mut self.face.seen, ground.clone());
        self.face.premises_seen.clone_from(&watched.premises);
        for (step, truth) in self.steps.iter_mut().zip(&watched.steps) {
            step.mark.seen = *truth;
        }
        if self.face.is_over() {
            return;
        }
        if retired || self.face.keys.iter().all(|key| ground.gone.contains(key)) {
            self.face.stage = Stage::Moot;
            return;
        }
        match ground.verdict {
            // The principle does not apply yet, as to what is not in use: the case waits until it does.
            Verdict::NotApplicable if before.verdict == Verdict::NotApplicable => {}
            Verdict::Follows | Verdict::NotApplicable => {
                self.face.stage = Stage::Followed;
                return;
            }
            Verdict::Deviates if self.face.stage == Stage::Followed => {
                // What was decided before it followed does not count any more: people look at it anew.
                self.face.relapses += 1;
                self.face.stage = Stage::Open;
                self.face.in_force = None;
                self.face.refused = None;
                self.face.escalated = None;
                self.face.stale.clear();
                self.round = Round::default();
                self.leans_on = None;
                self.board_has_decided = false;
                self.revoked = false;
                self.emergency_by = None;
                self.steps.clear();
                self.plan_is_rounds = false;
                self.conditions.clear();
                self.face.premises_seen.clear();
                return;
            }
            _ => {}
        }
        self.mark_stale(day, &before, ground, watched);
    }

    /// A mark stays until people have looked, also when the fact is put back (a restored fact revives no decision by itself).
    fn mark_stale(&mut self, day: Day, before: &GroundMark, ground: &GroundMark, watched: &Watched<Truth>) {
        let in_force = &watched.premises[..self.premises_in_force().min(watched.premises.len())];
        let kills = in_force.contains(&Truth::Broken);
        // What IT and the area let stand as minor and is so no more, is the board's to look at.
        let grown = ground.is_for_board() && !before.is_for_board();
        if grown && self.face.in_force.as_ref().is_some_and(|in_force| in_force.means == Means::Explanation) {
            self.face.escalated = self.face.escalated.or(Some(day));
            self.face.to_board = true;
        }
        let mut stale = |reason: Stale, is: bool| {
            if is {
                self.face.stale.insert(reason);
            }
        };
        stale(Stale::FactsChanged, before.hash != ground.hash || grown);
        stale(Stale::StrategyChanged, before.digest != ground.digest);
        stale(Stale::OwnerChanged, before.owners != ground.owners);
        stale(Stale::ObjectGone, ground.gone.iter().any(|key| !before.gone.contains(key)));
        stale(Stale::PremiseBroken, watched.premises.contains(&Truth::Broken));
        stale(Stale::PremiseUnknown, watched.premises.contains(&Truth::Unknown));
        // An emergency grant leans on no explanation.
        let stood = |one: &InForce| one.dead_since.is_none() && one.means != Means::Emergency;
        if kills && self.face.in_force.as_ref().is_some_and(stood) {
            self.end_decision(day);
        }
        if let Some(in_force) = &mut self.face.in_force {
            for (mark, truth) in in_force.conditions.iter_mut().zip(&watched.conditions) {
                mark.seen = *truth;
            }
        }
    }
}
