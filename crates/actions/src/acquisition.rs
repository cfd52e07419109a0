//! Acquisitions: what each waits for at its next gate, and whose turn it is (strategy §8). No day is promised in one, so nothing of
//! it is late and nothing climbs.

use decisions::{Acquisition, AcquisitionId, Held, Holder, Lack, Lacking, OfferGround, Party, Phase, next_phase};
use kernel::Role;

use crate::seat::Seat;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Errand {
    /// Say which KLE tasks it is to serve.
    TellTasks,
    /// Say why nothing is reused.
    ExplainNoReuse,
    /// Make the requirement sheet.
    MakeSheet,
    /// Go through the check list of the phase.
    Check,
    /// Write the offers down.
    AddOffers,
    /// Choose the winner.
    Choose,
    /// Go back to the offers: the winner is gone.
    ReopenOffers,
    /// Take a stand on what the winner departs from, for a party.
    Screen(Party),
    /// Assess the winner's new components.
    AssessParts,
    /// Approve the choice, or refuse it.
    Approve,
    /// Mend what the board refused, and put it forward again.
    AnswerBoard,
    /// Make the winner a system.
    BecomeSystem,
    /// Go on to that phase.
    PassGate(Phase),
}

/// One task of an acquisition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcquisitionTask {
    /// The acquisition.
    pub acquisition: AcquisitionId,
    /// Its title.
    pub title: String,
    /// What is to be done.
    pub errand: Errand,
    /// Whose it is: any of these, held over its business area.
    pub whom: Vec<Seat>,
    /// Whose it is not, whatever they hold: they have declared a conflict of interest.
    pub barred: Vec<Holder>,
}

impl AcquisitionTask {
    /// Whether it is for whoever holds that.
    pub fn falls_to(&self, held: &Held) -> bool {
        self.whom.iter().any(|seat| seat.is_held(held)) && !self.barred.iter().any(|one| held.hand().is_of(one))
    }
}

/// What an acquisition waits for: what its next gate lacks, or that somebody passes it.
pub fn acquisition_tasks(acquisition: &Acquisition, lacks: &[Lack], offers: &[OfferGround]) -> Vec<AcquisitionTask> {
    let Some(next) = next_phase(acquisition.phase).filter(|_| !acquisition.is_over()) else { return Vec::new() };
    let lacking = |what: Lacking| lacks.iter().any(|lack| lack.what == what);
    let mut errands = Vec::new();
    for (what, errand) in [
        (Lacking::Tasks, Errand::TellTasks),
        (Lacking::NoReuse, Errand::ExplainNoReuse),
        (Lacking::Sheet, Errand::MakeSheet),
        (Lacking::Points, Errand::Check),
        (Lacking::Offers, Errand::AddOffers),
        (Lacking::Winner, Errand::Choose),
        (Lacking::WinnerGone, Errand::ReopenOffers),
        (Lacking::PartAssessment, Errand::AssessParts),
        (Lacking::BoardAnswer, Errand::AnswerBoard),
    ] {
        if lacking(what) {
            errands.push(errand);
        }
    }
    let is_unseen = lacking(Lacking::Screening) || lacking(Lacking::Answers);
    let to_screen = |party: &Party| is_unseen && acquisition.is_to_be_screened(*party, offers);
    errands.extend(Party::ALL.iter().copied().filter(to_screen).map(Errand::Screen));
    // The board sees what both parties and information security have said first.
    if lacking(Lacking::Approval) && !is_unseen && !lacking(Lacking::PartAssessment) {
        errands.push(Errand::Approve);
    }
    // Whatever lacks of the winner comes before it becomes a system.
    if lacking(Lacking::System) && lacks.iter().all(|lack| matches!(lack.what, Lacking::System | Lacking::Points)) {
        errands.push(Errand::BecomeSystem);
    }
    if lacks.is_empty() {
        errands.push(Errand::PassGate(next));
    }
    errands.sort_unstable();
    let task = |errand: Errand| AcquisitionTask {
        acquisition: acquisition.id.clone(),
        title: acquisition.plan.title.clone(),
        errand,
        whom: whom(errand),
        barred: acquisition.conflicted.iter().map(|one| one.by.holder.clone()).collect(),
    };
    errands.into_iter().map(task).collect()
}

/// Who may do it: the seats that the domain asks for.
fn whom(errand: Errand) -> Vec<Seat> {
    match errand {
        Errand::TellTasks
        | Errand::ExplainNoReuse
        | Errand::MakeSheet
        | Errand::Check
        | Errand::AddOffers
        | Errand::AnswerBoard => {
            vec![Seat::It, Seat::Area]
        }
        Errand::Screen(Party::It)
        | Errand::Choose
        | Errand::ReopenOffers
        | Errand::BecomeSystem
        | Errand::PassGate(_) => vec![Seat::It],
        Errand::Screen(Party::Area) => vec![Seat::Area],
        Errand::AssessParts => vec![Seat::Role(Role::Security), Seat::It],
        Errand::Approve => vec![Seat::Board],
    }
}

/// The tasks that were not there when somebody was last told.
pub fn newly_in_acquisition<'t>(
    before: &[AcquisitionTask],
    today: &'t [AcquisitionTask],
) -> impl Iterator<Item = &'t AcquisitionTask> {
    today.iter().filter(|task| !before.iter().any(|old| old.errand == task.errand))
}
