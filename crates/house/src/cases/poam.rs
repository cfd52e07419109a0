//! Plans for other tools: every live plan, or one case's, as OSCAL.

use decisions::Face;
use reports::{PoamCase, has_live_plan, poam};
use serde_json::Value;
use std::sync::Arc;

use super::act::unknown;
use crate::refusal::refusal;
use crate::{House, HouseError};

impl House {
    /// Every live plan, or the plan of one case whether it lives or not, as an OSCAL plan of action and milestones.
    ///
    /// # Errors
    /// `case-no-plan` when there is none, which the format cannot say; when there is no such case, or the store fails.
    pub async fn poam(&self, only: Option<&str>) -> Result<Value, HouseError> {
        let today = self.clock.today();
        let faces: Vec<Arc<Face>> = match only {
            Some(id) => vec![self.docket().face(id).ok_or_else(|| unknown(id))?],
            None => self.docket().faces().filter(|face| has_live_plan(face, today)).cloned().collect(),
        };
        let snapshot = self.now();
        let mut cases = Vec::with_capacity(faces.len());
        for face in faces {
            let Some(view) = self.case(&face.id.0).await? else { continue };
            let pack = snapshot.packs.iter().find(|pack| pack.id == face.pack);
            let principle = pack.and_then(|pack| pack.principles.iter().find(|one| one.id == face.principle));
            let title = principle.map_or_else(|| face.principle.clone(), |principle| principle.title.da.clone());
            cases.push(PoamCase { case: view.case, principle: title });
        }
        let tenants = self.store.tenants().await?;
        let name = tenants.iter().find(|(id, _)| *id == self.tenant).map_or("", |(_, name)| name.as_str());
        let house = format!("{} {name}", self.tenant.0);
        poam((&house, name), today, &cases).ok_or_else(|| {
            refusal(
                "case-no-plan",
                "Der er ingen handleplan at eksportere. En handleplan bliver til, når en afvigelse forklares: forklar en først.",
                "There is no plan to export. A plan comes with the explanation of a deviation: explain one first.",
            )
        })
    }
}
