//! An imported estate as what it is for the store: each source's deliveries, and people's facts and answers.

use std::collections::BTreeMap;

use facts::{AttrId, Estate, KindId, Observation, Source, SourceId, Value, schema};
use kernel::Day;

use crate::deliver::{DeliveredRow, Delivery};
use crate::supply::{SuppliedAnswer, SuppliedFact};

/// What an import brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    /// One a source and kind, kinds in the schema's order. Each is complete: an export holds all the source has.
    pub deliveries: Vec<Delivery>,
    /// Facts in people's names.
    pub facts: Vec<SuppliedFact>,
    /// Answers to rules' questions.
    pub answers: Vec<SuppliedAnswer>,
}

/// The facts of one object.
type Facts = Vec<(AttrId, Value)>;

impl Intake {
    /// Takes apart what an importer put together. Of several words of one source on one attribute the last counts.
    pub fn of(estate: &Estate) -> Self {
        let mut intake = Self::default();
        for kind in schema().kinds() {
            let mut rows: BTreeMap<SourceId, BTreeMap<u32, Facts>> = BTreeMap::new();
            let mut seen: BTreeMap<SourceId, Day> = BTreeMap::new();
            for place in 0..schema().def(kind).attributes.len() {
                let attribute = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
                for observation in estate.observations(kind, attribute) {
                    if let Some(fact) = supplied(estate, kind, attribute, observation) {
                        intake.facts.push(fact);
                        continue;
                    }
                    let last = seen.entry(observation.source).or_insert(observation.seen_at);
                    *last = (*last).max(observation.seen_at);
                    let facts = rows.entry(observation.source).or_default().entry(observation.object).or_default();
                    facts.retain(|(known, _)| *known != attribute);
                    facts.push((attribute, observation.value.clone()));
                }
            }
            for (source, objects) in rows {
                let key = |object: u32| estate.keys(kind)[object as usize].to_string();
                let rows = objects.into_iter().map(|(object, facts)| DeliveredRow { key: key(object), facts });
                intake.deliveries.push(Delivery {
                    source: estate.sources()[usize::from(source.0)].clone(),
                    kind,
                    seen_at: seen[&source],
                    complete: true,
                    spared: Vec::new(),
                    rows: rows.collect(),
                });
            }
        }
        let mut answers: Vec<SuppliedAnswer> = estate
            .answers()
            .map(|(kind, object, rule, answer)| SuppliedAnswer {
                kind,
                key: estate.keys(kind)[object as usize].to_string(),
                rule: rule.to_owned(),
                answer: answer.clone(),
            })
            .collect();
        answers.sort_by(|a, b| (a.kind, &a.key, &a.rule).cmp(&(b.kind, &b.key, &b.rule)));
        intake.answers = answers;
        intake
    }

    /// What one source tells of those kinds: of a kind with no objects too, for what it had is gone from it, but for the
    /// objects `spared`, which it told so that they could not be read.
    pub fn of_source(
        estate: &Estate,
        source: &Source,
        (kinds, spared): (&[KindId], &[(KindId, String)]),
        seen_at: Day,
    ) -> Self {
        let mut intake = Self::of(estate);
        for kind in kinds {
            if !intake.deliveries.iter().any(|delivery| delivery.kind == *kind) {
                let (source, kind) = (source.clone(), *kind);
                intake.deliveries.push(Delivery {
                    source,
                    kind,
                    seen_at,
                    complete: true,
                    spared: Vec::new(),
                    rows: Vec::new(),
                });
            }
        }
        for delivery in &mut intake.deliveries {
            let of_it = spared.iter().filter(|(kind, _)| *kind == delivery.kind);
            delivery.spared = of_it.map(|(_, key)| key.clone()).collect();
        }
        intake.deliveries.sort_by_key(|delivery| delivery.kind);
        intake
    }
}

fn supplied(estate: &Estate, kind: KindId, attribute: AttrId, observation: &Observation) -> Option<SuppliedFact> {
    let given = observation.given.as_ref()?;
    Some(SuppliedFact {
        kind,
        key: estate.keys(kind)[observation.object as usize].to_string(),
        attribute,
        value: observation.value.clone(),
        by: given.by.to_string(),
        seen_at: observation.seen_at,
        valid_until: given.valid_until,
    })
}
