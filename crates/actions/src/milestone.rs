//! Milestones: what happened in an acquisition since somebody was last told. Nothing of it happens by the calendar alone, so the events
//! say it all; what is only written down on the way is left out.

use std::collections::BTreeSet;

use decisions::{Acquisition, AcquisitionEvent, AcquisitionId, AcquisitionRecorded, Hand, Phase};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// It was written down.
    Opened,
    /// Somebody offers that.
    Offered(String),
    /// That offer is out.
    Withdrawn(String),
    /// It came to that phase.
    Reached(Phase),
    /// That offer won.
    Chosen(String),
    /// It went back to the offers, for that reason.
    Reopened(String),
    /// The board lets the choice stand.
    Approved,
    /// The board refused the choice, until that is different.
    Refused(String),
    /// The choice was put to the board again.
    PutForward,
    /// The winner became the system of that key.
    BecameSystem(String),
    /// The system of that key is gone again.
    SystemUndone(String),
    /// It was given up.
    Cancelled,
}

/// A line about an acquisition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcquisitionNotice {
    /// The acquisition.
    pub acquisition: AcquisitionId,
    /// Its title.
    pub title: String,
    /// What happened.
    pub what: Milestone,
    /// Who did it.
    pub by: Hand,
}

/// What happened in an acquisition as it is now, by its events since.
pub fn milestones(acquisition: &Acquisition, since: &[AcquisitionRecorded]) -> Vec<AcquisitionNotice> {
    let notice = |recorded: &AcquisitionRecorded| {
        Some(AcquisitionNotice {
            acquisition: acquisition.id.clone(),
            title: acquisition.plan.title.clone(),
            what: milestone(acquisition, &recorded.event)?,
            by: recorded.by.clone(),
        })
    };
    since.iter().filter_map(notice).collect()
}

fn milestone(acquisition: &Acquisition, event: &AcquisitionEvent) -> Option<Milestone> {
    use AcquisitionEvent as E;
    let product = |key: &String| {
        acquisition.candidate(key).map_or_else(|| key.clone(), |one| format!("{}, {}", one.product, one.supplier))
    };
    Some(match event {
        E::Opened(_) => Milestone::Opened,
        E::CandidateAdded { candidate, .. } => Milestone::Offered(product(candidate)),
        E::Withdrawn { candidate, .. } => Milestone::Withdrawn(product(candidate)),
        E::GatePassed { phase } => Milestone::Reached(*phase),
        E::Chosen { candidate, .. } => Milestone::Chosen(product(candidate)),
        E::OffersReopened { reason } => Milestone::Reopened(reason.clone()),
        E::Approved { .. } => Milestone::Approved,
        E::Refused { different, .. } => Milestone::Refused(different.clone()),
        E::BoardAnswered { .. } => Milestone::PutForward,
        E::BecameSystem { system, .. } => Milestone::BecameSystem(system.clone()),
        E::SystemUndone { system } => Milestone::SystemUndone(system.clone()),
        E::Cancelled { .. } => Milestone::Cancelled,
        E::Revised(_)
        | E::OwnStated { .. }
        | E::Stated { .. }
        | E::NoReuse { .. }
        | E::SheetMade { .. }
        | E::Checked { .. }
        | E::Screened { .. }
        | E::ConflictDeclared { .. }
        | E::PartAssessed { .. } => return None,
    })
}

/// The accounts that had a part in an acquisition: acted in it, or were acted for.
pub fn took_part_in_acquisition<'e>(events: impl IntoIterator<Item = &'e AcquisitionRecorded>) -> BTreeSet<&'e str> {
    let mut accounts = BTreeSet::new();
    for AcquisitionRecorded { by, .. } in events {
        accounts.insert(by.holder.account.as_str());
        accounts.extend(by.deputy_for.as_ref().map(|holder| holder.account.as_str()));
    }
    accounts
}
