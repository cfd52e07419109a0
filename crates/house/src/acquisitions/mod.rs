//! Acquisitions lived in: candidates assessed on today's snapshot, commands decided and written with their entry, and the winner
//! taken in among the municipality's systems (strategy §3, §4, §8).

mod act;
mod awaiting;
mod document;
mod read;
mod settle;

pub(crate) use act::TRIES;
pub(crate) use awaiting::Worked;
pub use document::acquisition_document;
pub(crate) use read::view;
pub use read::{AcquisitionEntry, AcquisitionView, acquisition_label, known_acquisition_label};

use decisions::{Acquisition, AcquisitionCommand, Alike, Assessed, Lack, OfferGround, Party, Point};

use crate::rights::Action;
use crate::{House, Snapshot};

/// The action that a command needs, for the matrix and the routes; the domain asks for the seat itself.
pub(crate) const fn action_of(command: &AcquisitionCommand) -> Action {
    use AcquisitionCommand as C;
    match command {
        C::Revise { .. }
        | C::StateOwn { .. }
        | C::AddCandidate { .. }
        | C::State { .. }
        | C::Withdraw { .. }
        | C::ExplainNoReuse { .. }
        | C::MakeSheet { .. }
        | C::Check { .. }
        | C::Screen { .. }
        | C::AnswerBoard { .. } => Action::KeepAcquisition,
        C::AssessPart { .. } => Action::AssessComponent,
        C::PassGate { .. } | C::Choose { .. } | C::ReopenOffers { .. } | C::BecomeSystem { .. } | C::Cancel { .. } => {
            Action::PassGate
        }
        C::DeclareConflict { .. } => Action::DeclareConflict,
        C::Approve { .. } | C::Refuse { .. } => Action::ApproveAcquisition,
    }
}

impl House {
    /// Every candidate that is in, assessed by the packs in force beside the municipality's own systems.
    pub fn assess_candidates(snapshot: &Snapshot, acquisition: &Acquisition) -> Vec<Assessed> {
        let packs = snapshot.packs();
        let asked = reports::sheet::supplier_codes(&packs);
        acquisition.live().map(|one| Assessed::of(acquisition, one, &snapshot.slots, (&packs, &asked))).collect()
    }

    /// The municipality's systems that serve the same tasks.
    pub fn systems_alike(snapshot: &Snapshot, acquisition: &Acquisition) -> Vec<Alike> {
        let Some(system) = facts::schema().kind("system") else { return Vec::new() };
        let alike = decisions::overlapping(&snapshot.slots, &acquisition.plan.tasks).into_iter();
        // What the winner became is no system to reuse instead of it.
        let own = acquisition.system.as_ref().map(|(key, _)| key.as_str());
        alike
            .map(|object| {
                let key = snapshot.slots.keys(system)[object as usize].to_string();
                let name = snapshot.slots.name(system, object).unwrap_or_else(|| key.clone());
                Alike { key, name }
            })
            .filter(|one| Some(one.key.as_str()) != own)
            .collect()
    }

    /// What lacks before the next gate, as the candidates are assessed.
    pub fn lacks(snapshot: &Snapshot, acquisition: &Acquisition, offers: &[OfferGround]) -> Vec<Lack> {
        let (alike, points) = (Self::systems_alike(snapshot, acquisition), Self::check_list(snapshot, acquisition));
        acquisition.lacks(&alike, &points, offers)
    }

    /// The points of the check list in the acquisition's phase.
    pub fn check_list(snapshot: &Snapshot, acquisition: &Acquisition) -> Vec<Point> {
        decisions::points(&snapshot.packs(), acquisition.phase, snapshot.today)
    }
}

/// Both parties, in the order people read them.
pub(crate) const PARTIES: [Party; 2] = [Party::It, Party::Area];
