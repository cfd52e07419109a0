//! What follows an act that is saved: it is assessed at once, or by whoever attends the house. Who acts in an attended house
//! waits a moment only: several acts share one assessment, and it may take longer than a person cares to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::{House, HouseError};

/// So long does an act wait to see its verdicts.
const PATIENCE: Duration = Duration::from_millis(300);

/// What became of an act that is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acted {
    /// The act's number: a snapshot of this revision, or a later one, knows of it.
    pub revision: i64,
    /// How many verdicts turned, other acts of the same moment included; none while they are still worked out.
    pub turned: Option<usize>,
}

/// Between those who act and the one who assesses.
#[derive(Debug)]
pub(crate) struct Attendance {
    attended: AtomicBool,
    /// Whether acts are assessed later, all in one.
    later: AtomicBool,
    asked: Notify,
    /// The last revision that was assessed, and how many verdicts turned with it.
    assessed: watch::Sender<(i64, usize)>,
}

impl Default for Attendance {
    fn default() -> Self {
        let (attended, later) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { attended, later, asked: Notify::new(), assessed: watch::Sender::new((-1, 0)) }
    }
}

impl House {
    /// Says that somebody attends the house: refreshes it whenever [`House::asked`] says so. From then on those who act
    /// wait a moment only.
    pub fn attend(&self) {
        self.attendance.attended.store(true, Ordering::SeqCst);
    }

    /// For whoever does several things before anybody looks: whether acts wait to be assessed until the next [`House::refresh`].
    pub fn assess_later(&self, later: bool) {
        self.attendance.later.store(later, Ordering::SeqCst);
    }

    /// Waits until somebody has acted since it was last asked.
    pub async fn asked(&self) {
        self.attendance.asked.notified().await;
    }

    pub(crate) fn tell_assessed(&self, revision: i64, turned: usize) {
        self.attendance.assessed.send_replace((revision, turned));
    }

    /// Lets an act that is saved be assessed. Should that fail, the act stands all the same, and nobody is told otherwise.
    pub(crate) async fn acted(&self, revision: i64) -> Result<Acted, HouseError> {
        if self.attendance.later.load(Ordering::SeqCst) {
            return Ok(Acted { revision, turned: None });
        }
        if !self.attendance.attended.load(Ordering::SeqCst) {
            let turned = self.refresh().await.map_err(|error| HouseError::SavedOnly(Box::new(error)))?;
            return Ok(Acted { revision, turned: Some(turned) });
        }
        let mut assessed = self.attendance.assessed.subscribe();
        self.attendance.asked.notify_one();
        let seen = tokio::time::timeout(PATIENCE, assessed.wait_for(|(last, _)| *last >= revision)).await;
        let turned = seen.ok().and_then(Result::ok).map(|last| last.1);
        Ok(Acted { revision, turned })
    }
}
