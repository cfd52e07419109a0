//! What the house sees by itself: after each assessment it holds every case's ground up against the one that was last seen, and
//! writes down what is new. So a plan that is done closes its case, and a premise that is false ends its decision.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLockReadGuard, RwLockWriteGuard};

use decisions::{Event, Face, Ground, Held, PrincipleInForce, Recorded, Stage};
use store::{CaseFace, Filed, StoreError};

use super::act::{kind_of, unwritable};
use super::docket::Docket;
use crate::{House, HouseError, Snapshot, kept};

/// So many cases are written in one transaction.
const AT_ONCE: usize = 200;

impl House {
    /// Every case's face. Hold it briefly.
    pub fn docket(&self) -> RwLockReadGuard<'_, Docket> {
        self.docket.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn docket_mut(&self) -> RwLockWriteGuard<'_, Docket> {
        self.docket.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what others have written of cases since.
    pub(crate) async fn sync_cases(&self) -> Result<(), HouseError> {
        let upto = self.docket().upto;
        let written = self.store.case_faces(&self.tenant, upto).await?;
        let Some(upto) = written.iter().map(|one| one.changed).max() else { return Ok(()) };
        let (mut faces, mut anew) = (Vec::with_capacity(written.len()), Vec::new());
        for CaseFace { id, face, .. } in written {
            if let Some(face) = kept::read(Face::FORM, &face) {
                faces.push(face);
            } else if let Some(view) = self.case(&id).await? {
                let face = view.case.face;
                let text = kept::written(Face::FORM, &face).map_err(|error| unwritable(&error))?;
                anew.push((id, i64::from(face.version), text));
                faces.push(face);
            }
        }
        self.docket_mut().take(faces, upto);
        // So that the next start need not replay them.
        Ok(self.store.write_anew(&self.tenant, Filed::Case, &anew).await?)
    }

    /// Looks at every case's ground, and remembers what is new. Gives how many cases that was.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn observe_cases(&self, snapshot: &Snapshot) -> Result<usize, HouseError> {
        self.sync_cases().await?;
        let faces: Vec<Arc<Face>> = self.docket().faces().filter(|face| !face.is_over()).cloned().collect();
        let mut seen = 0;
        let mut writes = Vec::new();
        let packs = snapshot.packs();
        let mut principles = HashMap::new();
        for face in faces {
            let about = (face.pack.clone(), face.principle.clone());
            let looked_at = principles
                .entry(about)
                .or_insert_with_key(|(pack, principle)| PrincipleInForce::find(&packs, pack, principle));
            let Some(event) = observed(snapshot, &face, looked_at.as_ref())? else { continue };
            let Some(view) = self.case(&face.id.0).await? else { continue };
            let version = view.case.face.version;
            let mut case = view.case;
            let by = Held::house().hand().clone();
            let recorded = Recorded { by, at: self.clock.now(), day: snapshot.today, event };
            case.apply(&recorded);
            writes.push((version, case.face, recorded, None));
            if writes.len() == AT_ONCE {
                seen += self.write_observed(std::mem::take(&mut writes)).await?;
            }
        }
        Ok(seen + self.write_observed(writes).await?)
    }

    /// Somebody who acts at the same moment goes first; the house looks again next time.
    async fn write_observed(&self, writes: Vec<super::act::Write>) -> Result<usize, HouseError> {
        let count = writes.len();
        match self.write(writes).await {
            Ok(()) => Ok(count),
            Err(HouseError::Store(StoreError::Changed { .. })) => Ok(0),
            Err(error) => Err(error),
        }
    }
}

fn observed(
    snapshot: &Snapshot,
    face: &Face,
    looked_at: Option<&PrincipleInForce<'_>>,
) -> Result<Option<Event>, HouseError> {
    let (kind, facts) = (kind_of(&face.kind)?, (&snapshot.slots, &snapshot.assessment));
    let Some(looked_at) = looked_at else { return Ok(face.observe(None)) };
    // Most cases of ten years are closed: only whether they deviate again is asked of them.
    if face.stage == Stage::Followed && !looked_at.deviates(facts, (kind, &face.keys)) {
        return Ok(None);
    }
    let ground = Ground::under(looked_at, facts, (kind, &face.keys), &face.watching);
    Ok(face.observe(Some(&ground)))
}
