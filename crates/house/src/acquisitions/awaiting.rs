//! What each acquisition under way waits for. Whose turn it is follows from the candidates' findings, so it is worked out on a snapshot,
//! and kept until the acquisition or the snapshot is another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actions::{AcquisitionTask, Errand, acquisition_tasks};
use decisions::{Acquisition, AcquisitionFace, OfferGround};
use kernel::Day;

use crate::{House, HouseError, Snapshot};

/// What was worked out last, by number.
#[derive(Debug, Default)]
pub(crate) struct Worked(Mutex<HashMap<String, Arc<Awaiting>>>);

/// An acquisition under way with what it waits for.
#[derive(Debug)]
pub(crate) struct Awaiting {
    pub(crate) face: AcquisitionFace,
    pub(crate) tasks: Vec<AcquisitionTask>,
    /// The snapshot's revision and day.
    on: (i64, Day),
}

impl Awaiting {
    fn still_holds(&self, face: &AcquisitionFace, snapshot: &Snapshot) -> bool {
        self.face.version == face.version && self.on == (snapshot.revision, snapshot.today)
    }
}

impl House {
    /// Every acquisition under way, with what it waits for.
    pub(crate) async fn awaiting(&self, snapshot: &Snapshot) -> Result<Vec<Arc<Awaiting>>, HouseError> {
        let mut faces = self.acquisitions().await?;
        faces.retain(|face| !face.is_over());
        let mut all = Vec::with_capacity(faces.len());
        for face in &faces {
            let known = self.worked_out().get(&face.id.0).filter(|one| one.still_holds(face, snapshot)).cloned();
            if let Some(known) = known {
                all.push(known);
                continue;
            }
            // What others wrote since the list was read counts at once.
            let Some(view) = self.acquisition(&face.id.0).await? else { continue };
            let tasks = Self::tasks_of(snapshot, &view.acquisition);
            let on = (snapshot.revision, snapshot.today);
            all.push(Arc::new(Awaiting { face: view.acquisition.face(), tasks, on }));
        }
        *self.worked_out() = all.iter().map(|one| (one.face.id.0.clone(), Arc::clone(one))).collect();
        Ok(all)
    }

    /// The numbers of the acquisitions whose choice awaits the board.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn acquisitions_for_board(&self) -> Result<Vec<String>, HouseError> {
        let awaiting = self.awaiting(&self.now()).await?;
        let for_board = |one: &&Arc<Awaiting>| one.tasks.iter().any(|task| task.errand == Errand::Approve);
        Ok(awaiting.iter().filter(for_board).map(|one| one.face.id.0.clone()).collect())
    }

    /// What an acquisition waits for, its candidates assessed on that snapshot.
    pub(crate) fn tasks_of(snapshot: &Snapshot, acquisition: &Acquisition) -> Vec<AcquisitionTask> {
        let offers: Vec<OfferGround> =
            Self::assess_candidates(snapshot, acquisition).iter().map(OfferGround::of).collect();
        acquisition_tasks(acquisition, &Self::lacks(snapshot, acquisition, &offers), &offers)
    }

    fn worked_out(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Awaiting>>> {
        self.worked.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
