//! What takes a part of a case away without deciding it: a batch is split, somebody declares a conflict of interest, people look at marks.

use findings::Verdict;
use kernel::Day;

use crate::authority::Holder;
use crate::case::{Case, Round, Told};
use crate::event::Carried;
use crate::face::{InForce, Means, Stage};
use crate::ground::GroundMark;
use crate::premise::Truth;
use crate::standing::Stale;
use crate::step::steps_of;

impl Case {
    /// A decision ends a round; whoever screens after it begins another.
    pub(crate) fn begin_round(&mut self) {
        let ended = !matches!(self.face.stage, Stage::Screening | Stage::ToExplain | Stage::Explained);
        if ended {
            self.round = Round::default();
            self.plan_is_rounds = false;
        } else {
            // Whoever screens again takes back what the screening came to.
            self.round.outcome = None;
            self.round.accepted.clear();
            self.round.submitted = None;
        }
    }

    /// Whether a dispensation that the board gave runs that day.
    pub(crate) fn is_dispensed(&self, day: Day) -> bool {
        let runs = |one: &InForce| one.means == Means::Dispensation && one.dead_since.is_none() && day <= one.until;
        self.face.in_force.as_ref().is_some_and(runs)
    }

    /// The round under way came to nothing: the decision that stands goes on with its own plan and premises.
    pub(crate) fn forget_round(&mut self) {
        self.face.premises_seen.truncate(self.premises_in_force());
        self.round = Round::default();
        self.plan_is_rounds = false;
    }

    /// What let the deviation stand does so no more, and its plan is not followed: that of the explanation under way is.
    pub(crate) fn end_decision(&mut self, day: Day) {
        if let Some(in_force) = &mut self.face.in_force {
            in_force.dead_since = Some(day);
        }
        let under_way = self.round.told.as_ref().filter(|_| !self.round.stands);
        if self.plan_is_rounds && under_way.is_some() {
            return;
        }
        self.steps = under_way.map(|told| steps_of(&told.explanation)).unwrap_or_default();
        self.plan_is_rounds = under_way.is_some();
    }

    /// What stays in the case is judged as before: only that there is less of it is new.
    pub(crate) fn keep_rest(&mut self, rest: &GroundMark) {
        let before = std::mem::replace(&mut self.face.seen, rest.clone());
        let screening = &mut self.round.screening;
        let sides = [&mut screening.it, &mut screening.area].into_iter().flatten();
        sides.filter(|side| side.ground == before.hash).for_each(|side| side.ground.clone_from(&rest.hash));
        let told = self.round.told.iter_mut();
        told.filter(|told| told.ground.hash == before.hash).for_each(|told| told.ground = rest.clone());
    }

    /// How many of the premises that are watched are those of the decision in force; the others are those of the round under way.
    pub fn premises_in_force(&self) -> usize {
        self.leans_on.as_ref().map_or(0, |told| told.explanation.must_hold().count())
    }

    /// How many watched premises come before those of the round's explanation.
    pub fn premises_before(&self) -> usize {
        if self.round.stands { 0 } else { self.premises_in_force() }
    }

    /// Whether a decision stands that day whose plan is not that of the round under way.
    pub fn has_standing_plan(&self, day: Day) -> bool {
        let stands = |in_force: &InForce| in_force.dead_since.is_none() && in_force.until >= day;
        self.leans_on.is_some() && !self.round.stands && self.face.in_force.as_ref().is_some_and(stands)
    }

    /// Whether the plan that is followed is that of a decision, while another explanation is under way or none is.
    pub fn has_other_plan(&self) -> bool {
        !self.plan_is_rounds && !self.steps.is_empty() && self.leans_on.is_some() && !self.round.stands
    }

    /// What a decision leans on from now on: its premises are watched, and those it leaned on before are no more.
    pub(crate) fn lean_on(&mut self, told: Option<Told>) {
        let before = self.premises_in_force().min(self.face.premises_seen.len());
        if !self.round.stands {
            self.face.premises_seen.drain(..before);
        }
        self.round.stands = told.is_some();
        self.leans_on = told;
    }

    /// Whether only the board can let it stand: it is material, the board has looked at it before, or what made it material is not
    /// known any more. Missing knowledge is never consent.
    pub(crate) fn must_go_to_board(&self) -> bool {
        let unknown = self.face.seen.verdict == Verdict::NotAssessed && self.face.to_board;
        self.face.seen.is_for_board() || self.face.escalated.is_some() || self.board_has_decided || unknown
    }

    /// What an emergency let pass is decided, and from now on the board decides.
    pub(crate) fn the_board_decided(&mut self) {
        self.face.emergencies = 0;
        self.face.to_board = true;
        self.board_has_decided = true;
        self.revoked = false;
        self.emergency_by = None;
    }

    /// What goes with the objects that are split off.
    pub fn carried(&self) -> Carried {
        Carried {
            refused: self.face.refused,
            board_has_decided: self.board_has_decided,
            revoked: self.revoked,
            dispensations: self.face.dispensations,
            emergencies: self.face.emergencies,
            emergency_by: self.emergency_by.clone(),
            conflicted: self.conflicted.clone(),
        }
    }

    /// People have looked: the marks go, but for what they could not see either.
    pub(crate) fn looked_at(&mut self) {
        self.face.stale.clear();
        for (truth, why) in [(Truth::Broken, Stale::PremiseBroken), (Truth::Unknown, Stale::PremiseUnknown)] {
            if self.face.premises_seen.contains(&truth) {
                self.face.stale.insert(why);
            }
        }
    }

    /// Whoever has a conflict of interest had it before they said so: what they did in the round under way falls, and what was
    /// done for them.
    pub(crate) fn without(&mut self, person: &Holder) {
        let runs = matches!(self.face.stage, Stage::Screening | Stage::ToExplain | Stage::Explained | Stage::Submitted);
        if !runs {
            return;
        }
        let (kept, plan_stands) = (self.premises_in_force(), self.has_standing_plan(self.face.changed));
        let round = &mut self.round;
        round.accepted.retain(|(_, by)| !by.is_of(person));
        if round.submitted.take_if(|(_, by)| by.is_of(person)).is_some() {
            self.face.stage = Stage::Explained;
        }
        if round.told.take_if(|told| told.by.is_of(person)).is_some() {
            // One of the two who screened has begun anew: it is concluded before it is explained.
            if self.face.stage != Stage::Screening {
                self.face.stage = Stage::ToExplain;
            }
            self.face.premises_seen.truncate(kept);
            if !plan_stands {
                self.steps.clear();
                self.plan_is_rounds = false;
            }
        }
        let screening = &mut round.screening;
        let fell = [&mut screening.it, &mut screening.area]
            .into_iter()
            .filter_map(|side| side.take_if(|side| side.by.is_of(person)))
            .count();
        if fell > 0 {
            round.outcome = None;
            self.face.stage = Stage::Screening;
        }
        if self.face.stage != Stage::Submitted {
            round.submitted = None;
        }
        if self.face.stage != Stage::Explained && self.face.stage != Stage::Submitted {
            round.accepted.clear();
        }
    }
}
