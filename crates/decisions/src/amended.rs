//! What takes a part of a case away without deciding it: a batch is split, somebody declares a conflict of interest, people look at marks.

use crate::authority::Hand;
use crate::case::Case;
use crate::face::Stage;
use crate::ground::GroundMark;
use crate::premise::Truth;
use crate::standing::Stale;

impl Case {
    /// What stays in the case is judged as before: only that there is less of it is new.
    pub(crate) fn keep_rest(&mut self, rest: &GroundMark) {
        let before = std::mem::replace(&mut self.face.seen, rest.clone());
        let screening = &mut self.round.screening;
        let sides = [&mut screening.it, &mut screening.area].into_iter().flatten();
        sides.filter(|side| side.ground == before.hash).for_each(|side| side.ground.clone_from(&rest.hash));
        let told = self.round.told.iter_mut();
        told.filter(|told| told.ground.hash == before.hash).for_each(|told| told.ground = rest.clone());
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

    /// Whoever has a conflict of interest had it before they said so: their part in the round under way falls.
    pub(crate) fn without(&mut self, hand: &Hand) {
        let runs = matches!(self.face.stage, Stage::Screening | Stage::ToExplain | Stage::Explained | Stage::Submitted);
        if !runs {
            return;
        }
        let round = &mut self.round;
        round.accepted.retain(|(_, by)| !by.shares(hand));
        if round.submitted.take_if(|(_, by)| by.shares(hand)).is_some() {
            self.face.stage = Stage::Explained;
        }
        if round.told.take_if(|told| told.by.shares(hand)).is_some() {
            self.face.stage = Stage::ToExplain;
            self.steps.clear();
            self.face.premises_seen.clear();
        }
        let screening = &mut round.screening;
        let fell = [&mut screening.it, &mut screening.area]
            .into_iter()
            .filter_map(|side| side.take_if(|side| side.by.shares(hand)))
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
