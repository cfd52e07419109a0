//! The winner becomes a system: what was stated of it is taken in as the acquisition's own word, and what it departs from goes on as
//! cases about the new system, each with both parties' views as a note.
//!
//! Three acts in a row, each whole by itself. Whoever is broken off does it again: what is there already is not made twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use decisions::{Acquisition, AcquisitionCommand, Assessed, Candidate, FactSource, Opening, Phase, Stand, Trigger};
use facts::{Answer, AttrId, KindId, Rank, Source, Value, schema};
use findings::Verdict;
use kernel::Lang;
use principles::Strength;
use store::{DeliveredRow, Delivery, Intake, SuppliedAnswer};

use super::{PARTIES, act};
use crate::cases::Seat;
use crate::cases::act::kind_of;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::{House, HouseError, Snapshot};

impl House {
    /// Makes the winner a system with that key.
    ///
    /// # Errors
    /// When they may not, the phase is another, the key is taken, or the store fails.
    pub(super) async fn settle(
        &self,
        seat: Seat<'_>,
        (id, seen): (&str, u32),
        key: &str,
    ) -> Result<Acquisition, HouseError> {
        let snapshot = self.now();
        let acquisition = self.as_seen(id, seen).await?;
        let held = act::held(&snapshot, seat, Action::PassGate, acquisition.plan.unit.as_ref())?;
        let may = acquisition.check_become_system(&held).cloned();
        let winner = self.told_no(seat, Some(id), "become-system", may).await?;
        let key = key.trim();
        self.check_key(&snapshot, &acquisition, key).await?;
        let assessed = Assessed::of(&acquisition, &winner, &snapshot.slots, &snapshot.packs());
        let intake = intake(&snapshot, &acquisition, &winner, key)?;
        self.import(&seat.who.actor(), &intake).await?;
        // The cases are about the system, which must be in the snapshot that they are opened on.
        self.refresh().await?;
        let mut cases = Vec::new();
        for stand in assessed.deviating().filter(|stand| stand.strength != Strength::Aspiration) {
            cases.extend(self.carried_over(seat, &acquisition, (&winner, stand), key).await?);
        }
        let command = AcquisitionCommand::BecomeSystem { system: key.to_owned(), cases };
        self.decide_and_write(&self.now(), seat, &held, acquisition, &command).await
    }

    /// The key is free, or was taken by this acquisition when it was broken off.
    async fn check_key(&self, snapshot: &Snapshot, acquisition: &Acquisition, key: &str) -> Result<(), HouseError> {
        if key.is_empty() || key.chars().count() > 60 || key.contains(['|', '/']) || key.chars().any(char::is_control) {
            return Err(refusal(
                "acquisition-key",
                "Skriv den nøgle, systemet skal have i registret: højst 60 tegn, uden / og |.",
                "Write the key that the system is to have in the register: 60 characters at most, without / and |.",
            ));
        }
        let system = kind_of("system")?;
        let Some(object) = snapshot.slots.find(system, key) else { return Ok(()) };
        let name = schema().attribute_id(system, "name");
        let column = name.map(|name| snapshot.slots.column(system, name));
        let said_by = column.and_then(|column| snapshot.slots.source(column.source[object as usize]));
        if said_by.is_some_and(|source| *source.name == *source_name(acquisition)) {
            return Ok(());
        }
        Err(refusal(
            "acquisition-key-taken",
            "Der er allerede et system med den nøgle. Vælg en anden.",
            "There is a system with that key already. Choose another.",
        ))
    }

    /// Opens the case that a deviation goes on as, unless one is open; gives its number.
    async fn carried_over(
        &self,
        seat: Seat<'_>,
        acquisition: &Acquisition,
        (winner, stand): (&Candidate, &Stand),
        key: &str,
    ) -> Result<Option<String>, HouseError> {
        let (da, product) = (stand.title.get(Lang::Da), &winner.product);
        let opening = Opening {
            pack: stand.pack.clone(),
            principle: stand.principle.clone(),
            kind: "system".to_owned(),
            keys: vec![key.to_owned()],
            cause: String::new(),
            title: format!("{product}: {da}"),
            phase: Phase::Solution,
            trigger: Trigger::Acquisition,
            split_from: None,
        };
        let face = match self.open_case(seat, &opening).await {
            Ok(face) => face,
            Err(HouseError::Refused(refusal)) if refusal.label == "case-exists" => {
                let docket = self.docket();
                let about = (stand.pack.as_str(), stand.principle.as_str());
                return Ok(docket.about(about, ("system", key)).last().map(|face| face.id.0.clone()));
            }
            Err(error) => return Err(error),
        };
        let note = decisions::Command::Note { text: note(acquisition, winner, stand) };
        self.act_on_case(seat, &face.id.0, face.version, &note).await?;
        Ok(Some(face.id.0))
    }
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
                held.by.holder.name,
                held.day.long(Lang::Da),
                held.view.rating.label().da,
                held.view.reason
            ));
        }
    }
    if let Some((_, reason, by, day)) = &acquisition.approved {
        text.push_str(&format!(
            "\nDirektionen ({}) godkendte valget den {}: {reason}",
            by.holder.name,
            day.long(Lang::Da)
        ));
    }
    text
}

fn source_name(acquisition: &Acquisition) -> String {
    format!("Anskaffelse {}", acquisition.id)
}

type Facts = Vec<(AttrId, Value)>;

fn intake(snapshot: &Snapshot, acquisition: &Acquisition, winner: &Candidate, key: &str) -> Result<Intake, HouseError> {
    let (system, supplier, component) = (kind_of("system")?, kind_of("supplier")?, kind_of("component")?);
    // A register of its own: where a register that owns the attribute comes to know the system, its word goes first.
    let source =
        Source { name: Arc::from(source_name(acquisition)), register: Arc::from("acquisition"), rank: Rank::Register };
    let delivery = |kind: KindId, rows: Vec<DeliveredRow>| Delivery {
        source: source.clone(),
        kind,
        seen_at: snapshot.today,
        complete: false,
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
    let answers = winner.answers.iter().map(|answer| SuppliedAnswer {
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

/// One value an attribute: what people typed in goes before the supplier's answers.
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
    for source in [FactSource::Sbom, FactSource::Answers, FactSource::Typed] {
        for fact in winner.facts.iter().filter(|fact| fact.source == source) {
            let Some(attribute) = schema().attribute_id(system, &fact.fact) else { continue };
            if let Some(value) = fact.value.value(schema().attribute(system, attribute).value) {
                facts.insert(attribute, value);
            }
        }
    }
    // It is not in use yet, whatever was assumed to assess it.
    facts.extend(facts_of(system, [("status", Some(Value::text("planned")))]));
    facts.into_iter().collect()
}
