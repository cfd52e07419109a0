//! Acting in an acquisition: decided on the candidates' findings as they are now, and written with the face, or the refusal with its
//! label. Whoever has not seen what others did meanwhile is told what it was.

use decisions::{
    Acquisition, AcquisitionCommand, AcquisitionEvent, AcquisitionId, AcquisitionNow, AcquisitionPlan,
    AcquisitionRecorded, Held, OfferGround, Phase, decide_acquisition, open_acquisition,
};
use store::{ACQUISITION, AcquisitionWrite, Actor, StoreError};

use super::action_of;
use crate::cases::Seat;
use crate::cases::act::{detail_of, kind_of, unwritable};
use crate::kept::written;
use crate::rights::Action;
use crate::{House, HouseError, Refusal, Snapshot};

/// Two who open at once both ask for the next number; the one who is late asks again.
pub(crate) const TRIES: usize = 5;

/// The words that each question of a rule allows.
type Words = Vec<(String, Vec<String>)>;

impl House {
    /// Writes an acquisition down.
    ///
    /// # Errors
    /// When they may not, or it has no title.
    pub async fn open_acquisition(&self, seat: Seat<'_>, plan: &AcquisitionPlan) -> Result<Acquisition, HouseError> {
        let opened = self.opened_acquisition(seat, plan).await;
        self.logged(seat, (ACQUISITION, None), "open", opened).await
    }

    async fn opened_acquisition(&self, seat: Seat<'_>, plan: &AcquisitionPlan) -> Result<Acquisition, HouseError> {
        let snapshot = self.now();
        let held = held(&snapshot, seat, Action::KeepAcquisition, plan.unit.as_ref())?;
        check_refers(&snapshot, None, plan)?;
        let event = open_acquisition(&held, plan).map_err(Refusal::from)?;
        for _ in 0..TRIES {
            let year = self.clock.today().year();
            let last = self.store.last_acquisition(&self.tenant, year).await?;
            let id = AcquisitionId(format!("A{year:04}-{:04}", last + 1));
            let recorded = self.recorded(&held, event.clone());
            let Some(acquisition) = Acquisition::opened(&id, &recorded) else { break };
            match self.write_acquisition(0, &acquisition, &recorded).await {
                Err(HouseError::Store(StoreError::Taken { .. })) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(acquisition),
            }
        }
        Err(HouseError::BrokenOff)
    }

    /// Does something with an acquisition. `seen` is the number of its events that the person has seen. Gives it as it is after.
    ///
    /// # Errors
    /// The domain's refusal, which is logged; `acquisition-changed` with what others did meanwhile; or when the store fails.
    pub async fn act_on_acquisition(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        command: &AcquisitionCommand,
    ) -> Result<Acquisition, HouseError> {
        let acted = self.acted_on(seat, (id, seen), command).await;
        self.logged(seat, (ACQUISITION, Some(id)), command.word(), acted).await
    }

    async fn acted_on(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        command: &AcquisitionCommand,
    ) -> Result<Acquisition, HouseError> {
        if let AcquisitionCommand::BecomeSystem { system, .. } = command {
            return self.settle(seat, (id, seen), system).await;
        }
        if let AcquisitionCommand::PassGate { phase: Phase::InOperation } = command {
            return self.put_in_use(seat, (id, seen), command).await;
        }
        let snapshot = self.now();
        let mut acquisition = self.as_seen(id, seen).await?;
        let held = match command {
            AcquisitionCommand::Revise { change } => {
                let after = change.of(&acquisition.plan);
                check_refers(&snapshot, Some(&acquisition.plan), &after)?;
                held_over_both(&snapshot, seat, action_of(command), (&acquisition.plan, &after))?
            }
            _ => held(&snapshot, seat, action_of(command), acquisition.plan.unit.as_ref())?,
        };
        let recorded = self.decided(&snapshot, &held, &acquisition, command)?;
        acquisition.apply(&recorded);
        match self.write_acquisition(seen, &acquisition, &recorded).await {
            Err(HouseError::Store(StoreError::Changed { .. })) => Err(self.others_did(id, seen).await?),
            Err(error) => Err(error),
            Ok(()) => Ok(acquisition),
        }
    }

    /// The event that follows from a command, as things stand in that snapshot.
    pub(super) fn decided(
        &self,
        snapshot: &Snapshot,
        held: &Held,
        acquisition: &Acquisition,
        command: &AcquisitionCommand,
    ) -> Result<AcquisitionRecorded, HouseError> {
        let overlapping = Self::systems_alike(snapshot, acquisition);
        let offers: Vec<OfferGround> =
            Self::assess_candidates(snapshot, acquisition).iter().map(OfferGround::of).collect();
        let points = Self::check_list(snapshot, acquisition);
        let questions: Words = reports::sheet::rule_questions(&snapshot.packs())
            .into_iter()
            .map(|(rule, words)| (rule, words.into_iter().map(|(word, _)| word).collect()))
            .collect();
        let principles = reports::sheet::principle_codes(&snapshot.packs());
        let asked = reports::sheet::supplier_codes(&snapshot.packs());
        let now = AcquisitionNow {
            day: self.clock.today(),
            overlapping: &overlapping,
            offers: &offers,
            points: &points,
            questions: &questions,
            principles: &principles,
            asked: &asked,
        };
        let command = match command {
            // What a sheet is made of is seen here, not told.
            AcquisitionCommand::MakeSheet { .. } => AcquisitionCommand::MakeSheet {
                questions: reports::sheet::sheet(&snapshot.packs()).len(),
                packs: snapshot.packs.iter().map(|pack| format!("{} {}", pack.id, pack.version)).collect(),
            },
            other => other.clone(),
        };
        let event = decide_acquisition(acquisition, &command, held, &now).map_err(Refusal::from)?;
        Ok(self.recorded(held, event))
    }

    /// The acquisition, when the person has seen all of it.
    pub(super) async fn as_seen(&self, id: &str, seen: u32) -> Result<Acquisition, HouseError> {
        let view = self.acquisition(id).await?.ok_or_else(|| unknown(id))?;
        if view.acquisition.version != seen {
            return Err(self.others_did(id, seen).await?);
        }
        Ok(view.acquisition)
    }

    fn recorded(&self, held: &Held, event: AcquisitionEvent) -> AcquisitionRecorded {
        AcquisitionRecorded { by: held.hand().clone(), at: self.clock.now(), day: self.clock.today(), event }
    }

    /// What others did since somebody looked.
    pub(super) async fn others_did(&self, id: &str, seen: u32) -> Result<HouseError, HouseError> {
        let view = self.acquisition(id).await?.ok_or_else(|| unknown(id))?;
        let mut refusal = Refusal::new(
            "acquisition-changed",
            "En anden har gjort noget i anskaffelsen, siden du åbnede den. Se det nye, og prøv igen.",
            "Somebody else has done something in the acquisition since you opened it. Look at what is new, and try again.",
        );
        let new = view.events.iter().skip(seen as usize);
        refusal.details = new.map(|entry| entry.told().into()).collect();
        Ok(refusal.into())
    }

    async fn write_acquisition(
        &self,
        seen: u32,
        acquisition: &Acquisition,
        recorded: &AcquisitionRecorded,
    ) -> Result<(), HouseError> {
        self.store.write_acquisitions(&self.tenant, &[write(seen, acquisition, recorded)?]).await?;
        Ok(())
    }
}

/// An event with the face after it, as the store takes it.
pub(super) fn write(
    seen: u32,
    acquisition: &Acquisition,
    recorded: &AcquisitionRecorded,
) -> Result<AcquisitionWrite, HouseError> {
    let holder = &recorded.by.holder;
    let act = store::Act {
        actor: Actor { account: holder.account.clone(), name: holder.name.clone() },
        act: recorded.event.act(),
        subject: None,
        detail: detail_of(recorded, &recorded.by)?,
        at: recorded.at,
        seen: None,
    };
    let face = written(decisions::AcquisitionFace::FORM, &acquisition.face()).map_err(|error| unwritable(&error))?;
    Ok(AcquisitionWrite { id: acquisition.id.0.clone(), seen: i64::from(seen), act, face })
}

/// What somebody holds over an acquisition: over its business area, or over the whole municipality when it has none.
pub(super) fn held(
    snapshot: &Snapshot,
    seat: Seat<'_>,
    action: Action,
    unit: Option<&String>,
) -> Result<Held, HouseError> {
    let keys: Vec<String> = unit.into_iter().cloned().collect();
    seat.held(snapshot, action, (kind_of("unit")?, &keys))
}

/// What somebody holds both where an acquisition is and where it goes: nobody brings one into an area that is not theirs, or takes
/// it out of one.
fn held_over_both(
    snapshot: &Snapshot,
    seat: Seat<'_>,
    action: Action,
    (before, after): (&AcquisitionPlan, &AcquisitionPlan),
) -> Result<Held, HouseError> {
    let keys = before.unit.clone().zip(after.unit.clone()).map(|(one, other)| vec![one, other]).unwrap_or_default();
    seat.held(snapshot, action, (kind_of("unit")?, &keys))
}

/// An acquisition's business area and owner are known ones, and so are its tasks when the municipality's copy of KLE is here; what the
/// plan said before stays, though a register may have lost it.
fn check_refers(
    snapshot: &Snapshot,
    before: Option<&AcquisitionPlan>,
    plan: &AcquisitionPlan,
) -> Result<(), HouseError> {
    let [unit, owner] = [before.map(|old| &old.unit), before.map(|old| &old.owner)];
    for (kind, old, key) in [("unit", unit, &plan.unit), ("person", owner, &plan.owner)] {
        let Some(key) = key.as_ref().filter(|_| old != Some(key)) else { continue };
        if snapshot.slots.find(kind_of(kind)?, key).is_none() {
            return Err(HouseError::Store(StoreError::Unknown {
                what: facts::schema().def(kind_of(kind)?).name,
                key: key.clone(),
            }));
        }
    }
    let subjects = kind_of("kle_subject")?;
    let is_new = |task: &&String| before.is_none_or(|old| !old.tasks.contains(*task));
    // A number that is malformed is the domain's to refuse.
    let unknown = |task: &&String| task.len() > 4 && snapshot.slots.find(subjects, task).is_none();
    if snapshot.slots.count(subjects) > 0
        && let Some(task) = plan.tasks.iter().filter(is_new).find(unknown)
    {
        return Err(crate::refusal::refusal(
            "acquisition-task-unknown",
            &format!("{task} findes ikke i kommunens KLE. Slå nummeret op, eller hent KLE ind på ny."),
            &format!("{task} is not in the municipality's KLE. Look the number up, or import KLE anew."),
        ));
    }
    Ok(())
}

pub(super) fn unknown(id: &str) -> HouseError {
    HouseError::Store(StoreError::Unknown { what: ACQUISITION, key: id.to_owned() })
}
