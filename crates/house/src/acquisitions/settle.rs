//! The winner becomes a system: what was stated of it is taken in as the acquisition's own word, and what it departs from goes on as
//! cases about the new system, each with both parties' views as a note.
//!
//! One transaction: whoever is broken off has done nothing. The cases rest on facts of the system, which is not there until it is
//! written; so they are opened on the estate as it will be.

use std::collections::BTreeMap;
use std::sync::Arc;

use decisions::{
    Acquisition, AcquisitionCommand, AcquisitionRecorded, Assessed, Bearer, Candidate, Case, CaseId, Event, Face,
    FactSource, Hand, Holder, Now, Opening, Phase, Recorded, Stand, Trigger,
};
use facts::{Answer, AttrId, KindId, Rank, Source, Value, schema};
use findings::Verdict;
use kernel::Lang;
use principles::Strength;
use serde_json::json;
use store::{Actor, DeliveredRow, Delivery, Intake, Settlement, StoreError, SuppliedAnswer, SuppliedFact, Unsettled};
use tokio::runtime::Handle;

use super::act::TRIES;
use super::{PARTIES, act};
use crate::cases::Seat;
use crate::cases::act::{Write, kind_of, row};
use crate::effects::lay_over;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::{House, HouseError, Refusal, Snapshot};

impl House {
    /// Makes the winner a system with that key.
    ///
    /// # Errors
    /// When they may not, the phase is another, the key is taken, or the store fails; then nothing is written.
    pub(super) async fn settle(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        key: &str,
    ) -> Result<Acquisition, HouseError> {
        let snapshot = self.now();
        let mut acquisition = self.as_seen(id, seen).await?;
        let held = act::held(&snapshot, seat, Action::PassGate, acquisition.plan.unit.as_ref())?;
        let winner = acquisition.check_become_system(&held).cloned().map_err(Refusal::from)?;
        let key = checked(key)?;
        let assessed = Assessed::of(&acquisition, &winner, &snapshot.slots, (&snapshot.packs(), &[]));
        let intake = intake(&snapshot, &acquisition, &winner, key)?;
        let then = self.as_if_taken_in(&snapshot, &intake).await?;
        for _ in 0..TRIES {
            let cases = self.carried_over(seat, &then, (&acquisition, &winner, &assessed), key).await?;
            let numbers = cases.iter().filter(|(seen, ..)| *seen == 0).map(|(_, face, ..)| face.id.0.clone()).collect();
            let command = AcquisitionCommand::BecomeSystem { system: key.to_owned(), cases: numbers };
            let recorded = self.decided(&snapshot, &held, &acquisition, &command)?;
            let mut after = acquisition.clone();
            after.apply(&recorded);
            let faces: Vec<Face> = cases.iter().map(|(_, face, ..)| face.clone()).collect();
            let cases = cases.into_iter().map(|(seen, face, recorded, file)| row(seen, &face, &recorded, file));
            let settlement = Settlement {
                system: Some(key.to_owned()),
                act: self.import_act(&seat.who.actor(), &intake),
                intake: intake.clone(),
                own: Vec::new(),
                cases: cases.collect::<Result<_, _>>()?,
                acquisition: act::write(seen, &after, &recorded)?,
            };
            match self.store.settle_acquisition(&self.tenant, &settlement).await {
                Ok(revision) => {
                    {
                        let mut docket = self.docket_mut();
                        faces.into_iter().for_each(|face| docket.put(face));
                    }
                    self.acted(revision).await?;
                    return Ok(after);
                }
                Err(StoreError::Taken { what: "system", .. }) => return Err(taken()),
                // Somebody else opened a case meanwhile: the next numbers are others.
                Err(StoreError::Taken { .. }) => acquisition = self.as_seen(id, seen).await?,
                Err(StoreError::Changed { .. }) => return Err(self.others_did(id, seen).await?),
                Err(error) => return Err(error.into()),
            }
        }
        Err(HouseError::BrokenOff)
    }

    /// Passes the last gate: the system that the winner became is in use, and so is what its cases are about. In one transaction.
    ///
    /// # Errors
    /// When they may not, the phase is another, or the store fails; then nothing is written.
    pub(super) async fn put_in_use(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        command: &AcquisitionCommand,
    ) -> Result<Acquisition, HouseError> {
        let snapshot = self.now();
        let mut acquisition = self.as_seen(id, seen).await?;
        let held = act::held(&snapshot, seat, Action::PassGate, acquisition.plan.unit.as_ref())?;
        let recorded = self.decided(&snapshot, &held, &acquisition, command)?;
        acquisition.apply(&recorded);
        let event = act::write(seen, &acquisition, &recorded)?;
        let (system, status) = (kind_of("system")?, "status");
        let made = acquisition.system.clone().zip(schema().attribute_id(system, status));
        let Some(((key, cases), attribute)) = made else {
            self.store.write_acquisitions(&self.tenant, &[event]).await?;
            return Ok(acquisition);
        };
        let fact = SuppliedFact {
            kind: system,
            key: key.clone(),
            attribute,
            value: Value::text("in_operation"),
            by: source_name(&acquisition),
            seen_at: self.clock.today(),
            valid_until: None,
        };
        let detail = json!({ "fact": format!("system.{status}"), "value": "in_operation", "acquisition": id });
        let writes = self.brought_into_use(seat, &snapshot, &cases).await?;
        let faces: Vec<Face> = writes.iter().map(|(_, face, ..)| face.clone()).collect();
        let writes = writes.into_iter().map(|(seen, face, recorded, file)| row(seen, &face, &recorded, file));
        let settlement = Settlement {
            system: None,
            act: self.act(&seat.who.actor(), "supply-fact", Some(("system".to_owned(), key)), detail),
            intake: Intake::default(),
            own: vec![(source_of(&acquisition), fact)],
            cases: writes.collect::<Result<_, _>>()?,
            acquisition: event,
        };
        match self.store.settle_acquisition(&self.tenant, &settlement).await {
            Ok(revision) => {
                {
                    let mut docket = self.docket_mut();
                    faces.into_iter().for_each(|face| docket.put(face));
                }
                self.acted(revision).await?;
                Ok(acquisition)
            }
            Err(StoreError::Changed { .. }) => Err(self.others_did(id, seen).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// The cases about what was bought, each told that it is in use. Whoever may not work on one leaves it to those who may.
    async fn brought_into_use(
        &self,
        seat: Seat<'_>,
        snapshot: &Snapshot,
        cases: &[String],
    ) -> Result<Vec<Write>, HouseError> {
        let reached = decisions::Command::ReachPhase { phase: Phase::InOperation };
        let mut writes = Vec::new();
        for id in cases {
            let Some(view) = self.case(id).await? else { continue };
            let (mut case, face) = (view.case.clone(), &view.case.face);
            let objects = (kind_of(&face.kind)?, &face.keys[..]);
            let Ok(held) = seat.held(snapshot, Action::KeepCase, objects) else { continue };
            let Some(ground) = self.ground_of(face) else { continue };
            let now = Now { day: self.clock.today(), ground: &ground, earlier: &[], bearer: Bearer::Unknown };
            let Ok(event) = decisions::decide(&case, &reached, &held, &now) else { continue };
            let recorded = Recorded { by: held.hand().clone(), at: self.clock.now(), day: now.day, event };
            let seen = face.version;
            case.apply(&recorded);
            writes.push((seen, case.face, recorded, None));
        }
        Ok(writes)
    }

    /// The acquisitions whose winner is a system that an import stated, each with the event that it is one no more.
    pub(crate) async fn settled_by(&self, actor: &Actor, import: i64) -> Result<Vec<Unsettled>, HouseError> {
        let keys = self.store.stated_by(&self.tenant, "system", import).await?;
        let mut all = Vec::new();
        for face in self.acquisitions().await? {
            let Some(system) = face.system.filter(|system| keys.contains(system)) else { continue };
            let Some(view) = self.acquisition(&face.id.0).await? else { continue };
            let Some(event) = view.acquisition.lose_system(&system) else { continue };
            let holder = Holder { account: actor.account.clone(), name: actor.name.clone() };
            let by = Hand { holder, deputy_for: None };
            let recorded = AcquisitionRecorded { by, at: self.clock.now(), day: self.clock.today(), event };
            let (seen, mut after) = (view.acquisition.version, view.acquisition);
            after.apply(&recorded);
            let source = source_name(&after);
            all.push(Unsettled { system, source, acquisition: act::write(seen, &after, &recorded)? });
        }
        Ok(all)
    }

    /// The estate as it will be when that is taken in, assessed.
    async fn as_if_taken_in(&self, snapshot: &Snapshot, intake: &Intake) -> Result<Arc<Snapshot>, HouseError> {
        let (store, tenant, runtime) = (self.store.clone(), self.tenant.clone(), Handle::current());
        let (at, packs, intake) = ((snapshot.revision, snapshot.today), snapshot.packs.clone(), intake.clone());
        let making = tokio::task::spawn_blocking(move || {
            let mut estate = runtime.block_on(store.stated_estate(&tenant, None))?;
            intake.deliveries.iter().for_each(|delivery| lay_over(&mut estate, delivery));
            for SuppliedAnswer { kind, key, rule, answer } in &intake.answers {
                let object = estate.object(*kind, key);
                estate.answer(*kind, object, rule, answer.clone());
            }
            Ok(Arc::new(Snapshot::made(at.0, at.1, &estate.unified(), packs)))
        });
        making.await.map_err(|_| HouseError::BrokenOff)?
    }

    /// The cases that the winner's deviations go on as: each opened, and told where it comes from.
    async fn carried_over(
        &self,
        seat: Seat<'_>,
        then: &Snapshot,
        (acquisition, winner, assessed): (&Acquisition, &Candidate, &Assessed),
        key: &str,
    ) -> Result<Vec<Write>, HouseError> {
        let (kind, keys) = (kind_of("system")?, [key.to_owned()]);
        let mut writes = Vec::new();
        let year = self.clock.today().year();
        let mut number = self.store.last_case(&self.tenant, year).await?;
        for stand in assessed.deviating().filter(|stand| stand.strength != Strength::Aspiration) {
            let (da, product) = (stand.title.get(Lang::Da), &winner.product);
            let opening = Opening {
                pack: stand.pack.clone(),
                principle: stand.principle.clone(),
                kind: "system".to_owned(),
                keys: keys.to_vec(),
                cause: String::new(),
                title: format!("{product}: {da}"),
                phase: Phase::Solution,
                trigger: Trigger::Acquisition,
                split_from: None,
            };
            let held = seat.held(then, Action::KeepCase, (kind, &keys))?;
            let worker = held.case_worker().map_err(Refusal::from)?;
            let ground = self.ground(then, (&stand.pack, &stand.principle), (kind, &keys))?;
            let recorded = |event: Event| Recorded {
                by: held.hand().clone(),
                at: self.clock.now(),
                day: self.clock.today(),
                event,
            };
            let opened = recorded(decisions::open(&worker, &opening, &ground, &[]).map_err(Refusal::from)?);
            number += 1;
            let id = CaseId(format!("{year:04}-{number:04}"));
            let mut case = Case::opened(&id, &opened).ok_or(HouseError::BrokenOff)?;
            writes.push((0, case.face.clone(), opened, None));
            let note = decisions::Command::Note { text: note(acquisition, winner, stand), about_principle: false };
            let now = Now { day: self.clock.today(), ground: &ground, earlier: &[], bearer: Bearer::Unknown };
            let noted = recorded(decisions::decide(&case, &note, &held, &now).map_err(Refusal::from)?);
            case.apply(&noted);
            writes.push((1, case.face.clone(), noted, None));
        }
        Ok(writes)
    }
}

/// A key that a register can have.
fn checked(key: &str) -> Result<&str, HouseError> {
    let key = key.trim();
    if key.is_empty() || key.chars().count() > 60 || key.contains(['|', '/']) || key.chars().any(char::is_control) {
        return Err(refusal(
            "acquisition-key",
            "Skriv den nøgle, systemet skal have i registret: højst 60 tegn, uden / og |.",
            "Write the key that the system is to have in the register: 60 characters at most, without / and |.",
        ));
    }
    Ok(key)
}

fn taken() -> HouseError {
    refusal(
        "acquisition-key-taken",
        "Der er allerede et system med den nøgle. Vælg en anden.",
        "There is a system with that key already. Choose another.",
    )
}

/// What the case is told of where it comes from.
fn note(acquisition: &Acquisition, winner: &Candidate, stand: &Stand) -> String {
    let mut text = format!(
        "Fra anskaffelse {} ({}): {} fra {} afviger fra \u{201d}{}\u{201d}.",
        acquisition.id, acquisition.plan.title, winner.product, winner.supplier, stand.title.da
    );
    for blamed in stand.blamed.iter().filter(|blamed| blamed.verdict == Verdict::Deviates) {
        text.push_str(&format!("\n- {}: {}", blamed.rule, blamed.facts.join(", ")));
    }
    for party in PARTIES {
        if let Some(held) = winner.view((&stand.pack, &stand.principle), party) {
            text.push_str(&format!(
                "\nScreening for {} af {} den {}: {}. {}",
                party.label().da,
                held.by,
                held.day.long(Lang::Da),
                held.view.rating.label().da,
                held.view.reason
            ));
        }
    }
    if let Some((_, reason, by, day)) = &acquisition.approved {
        text.push_str(&format!("\nDirektionen ({by}) godkendte valget den {}: {reason}", day.long(Lang::Da)));
    }
    text
}

fn source_name(acquisition: &Acquisition) -> String {
    format!("Anskaffelse {}", acquisition.id)
}

/// A register of its own: where a register that owns the attribute comes to know the system, its word goes first.
fn source_of(acquisition: &Acquisition) -> Source {
    Source { name: Arc::from(source_name(acquisition)), register: Arc::from("acquisition"), rank: Rank::Register }
}

type Facts = Vec<(AttrId, Value)>;

fn intake(snapshot: &Snapshot, acquisition: &Acquisition, winner: &Candidate, key: &str) -> Result<Intake, HouseError> {
    let (system, supplier, component) = (kind_of("system")?, kind_of("supplier")?, kind_of("component")?);
    let source = source_of(acquisition);
    let delivery = |kind: KindId, rows: Vec<DeliveredRow>| Delivery {
        source: source.clone(),
        kind,
        seen_at: snapshot.today,
        complete: false,
        spared: Vec::new(),
        rows,
    };
    let mut deliveries = Vec::new();
    if snapshot.slots.find(supplier, &winner.supplier).is_none() {
        let facts = facts_of(supplier, [("name", Some(Value::text(&winner.supplier)))]);
        deliveries.push(delivery(supplier, vec![DeliveredRow { key: winner.supplier.clone(), facts }]));
    }
    let facts = facts_of_winner(system, acquisition, winner);
    deliveries.push(delivery(system, vec![DeliveredRow { key: key.to_owned(), facts }]));
    if !winner.parts.is_empty() {
        let rows = winner.parts.iter().enumerate().map(|(number, part)| {
            let text = |text: &String| (!text.is_empty()).then(|| Value::text(text));
            let assessed = acquisition.assessed_parts.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&part.name));
            let facts = facts_of(
                component,
                [
                    ("name", Some(Value::text(&part.name))),
                    ("system", Some(Value::text(key))),
                    ("version", text(&part.version)),
                    ("licence", text(&part.licence)),
                    ("new_to_portfolio", assessed.map(|_| Value::Bool(true))),
                    ("security_assessed_on", assessed.map(|(.., day)| Value::Day(*day))),
                ],
            );
            DeliveredRow { key: format!("{key}.{}", number + 1), facts }
        });
        deliveries.push(delivery(component, rows.collect()));
    }
    let answers = acquisition.answers_of(winner).map(|answer| SuppliedAnswer {
        kind: system,
        key: key.to_owned(),
        rule: answer.rule.clone(),
        answer: Answer {
            word: Arc::from(answer.word.as_str()),
            by: Arc::from(answer.by.holder.name.as_str()),
            on: answer.day,
            valid_until: None,
        },
    });
    Ok(Intake { deliveries, facts: Vec::new(), answers: answers.collect() })
}

fn facts_of<const N: usize>(kind: KindId, said: [(&str, Option<Value>); N]) -> Facts {
    let with_id = |(name, value): (&str, Option<Value>)| Some((schema().attribute_id(kind, name)?, value?));
    said.into_iter().filter_map(with_id).collect()
}

/// One value an attribute: what the municipality says goes before the supplier's answers.
fn facts_of_winner(system: KindId, acquisition: &Acquisition, winner: &Candidate) -> Facts {
    let plan = &acquisition.plan;
    let mut facts: BTreeMap<AttrId, Value> = facts_of(
        system,
        [
            ("name", Some(Value::text(&winner.product))),
            ("supplier", Some(Value::text(&winner.supplier))),
            ("kle_tasks", (!plan.tasks.is_empty()).then(|| Value::list(&plan.tasks))),
            ("business_area", plan.unit.as_ref().map(Value::text)),
            ("owner", plan.owner.as_ref().map(Value::text)),
        ],
    )
    .into_iter()
    .collect();
    let by = |source: FactSource| winner.facts.iter().filter(move |fact| fact.source == source);
    let suppliers = by(FactSource::Sbom).chain(by(FactSource::Answers));
    for fact in suppliers.chain(acquisition.own_facts_of(winner)).chain(by(FactSource::Typed)) {
        let Some(attribute) = schema().attribute_id(system, &fact.fact) else { continue };
        if let Some(value) = fact.value.value(schema().attribute(system, attribute).value) {
            facts.insert(attribute, value);
        }
    }
    // It is not in use yet, whatever was assumed to assess it.
    facts.extend(facts_of(system, [("status", Some(Value::text("planned")))]));
    facts.into_iter().collect()
}
