//! Taking back a submission before the board has decided, or an explanation that IT and the area accepted.

use decisions::{Means, Stage};
use house::rights::Action;
use maud::{Markup, html};

use super::page::At;

impl At<'_> {
    /// For IT, while the board has not decided.
    pub(super) fn withdraw_submission(&self) -> Markup {
        let lies_there = self.open.case().face.stage == Stage::Submitted && self.may(Action::SubmitCase);
        self.withdraw(lies_there, self.say.t("Træk indstillingen tilbage", "Withdraw the submission"))
    }

    /// For either party, while the explanation counts and has not been put to the board.
    pub(super) fn withdraw_explanation(&self) -> Markup {
        let face = &self.open.case().face;
        let explained =
            face.in_force.as_ref().is_some_and(|one| one.means == Means::Explanation && one.dead_since.is_none());
        let is_theirs = explained
            && !matches!(face.stage, Stage::Submitted | Stage::Followed)
            && face.escalated.is_none()
            && self.may(Action::ScreenCase);
        self.withdraw(is_theirs, self.say.t("Træk forklaringen tilbage", "Withdraw the explanation"))
    }

    fn withdraw(&self, is_theirs: bool, what: &str) -> Markup {
        html! {
            @if is_theirs {
                details { summary { (what) } (self.form("traek", &self.reason(self.say.t("Hvorfor?", "Why?")), self.say.t("Træk tilbage", "Withdraw"))) }
            }
        }
    }
}
