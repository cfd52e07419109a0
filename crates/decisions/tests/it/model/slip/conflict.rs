//! What falls on the slip when somebody turns out to have a conflict of interest.

use kernel::Day;

use super::{Slip, Stage};

impl Slip {
    /// What somebody did in the round under way, or others did for them, falls when they turn out to have a conflict of interest.
    pub(super) fn without(&mut self, account: &str, day: Day) {
        if matches!(self.stage, Stage::Open | Stage::Followed | Stage::Over) {
            return;
        }
        let plan_stands = self.has_standing_plan(day);
        self.accepted.retain(|(_, who)| !who.contains(account));
        if self.submitted.take_if(|who| who.contains(account)).is_some() {
            self.stage = Stage::Explained;
        }
        if self.told.take_if(|told| told.who.contains(account)).is_some() {
            if matches!(self.stage, Stage::Explained | Stage::Submitted) {
                self.stage = Stage::ToExplain;
            }
            if !plan_stands {
                self.steps.clear();
                self.is_rounds_plan = false;
            }
        }
        let it = self.it.take_if(|side| side.who.contains(account)).is_some();
        let area = self.area.take_if(|side| side.who.contains(account)).is_some();
        if it || area {
            (self.outcome, self.stage) = (None, Stage::Screening);
        }
        if self.stage != Stage::Submitted {
            self.submitted = None;
        }
        if !matches!(self.stage, Stage::Explained | Stage::Submitted) {
            self.accepted.clear();
        }
    }
}
