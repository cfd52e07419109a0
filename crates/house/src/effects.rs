//! What an import would change of what counts: a source that is tried may describe objects that others know already, and its word may
//! go before theirs.

use std::collections::HashSet;

use facts::{AttrId, ConflictKind, Estate, Field, KindId, NamedFact, Observation, Slots, Value, schema};
use kernel::{Lang, Text};
use store::{Delivery, Intake};
use tokio::runtime::Handle;

use crate::{House, HouseError};

/// What would count otherwise of the objects of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The kind.
    pub kind: KindId,
    /// So many objects would be there that nobody told of before.
    pub new: usize,
    /// So many known objects would have facts that count otherwise.
    pub changed: usize,
    /// The facts told that would stand beside what counts, since a source that goes first says otherwise.
    pub beside: Vec<Overruled>,
    /// The first of both, in the order of their keys: those that are known before those that are new.
    pub objects: Vec<Effect>,
}

/// A fact told that would not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overruled {
    /// The object's key.
    pub key: String,
    /// The attribute.
    pub attribute: AttrId,
    /// What counts.
    pub counts: Value,
    /// What is told.
    pub told: Value,
}

/// One object of which something would count otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Its key.
    pub key: String,
    /// Whether nobody told of it before.
    pub is_new: bool,
    /// Fact by fact.
    pub facts: Vec<Turn>,
}

/// One fact that would count otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The attribute.
    pub attribute: AttrId,
    /// What counts now.
    pub before: Text,
    /// What would count.
    pub after: Text,
    /// Whether sources would disagree about it.
    pub disagree: bool,
}

impl House {
    /// What would count otherwise, kind by kind, of the objects that are told of; details of at most so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn effects(&self, intake: &Intake, most: usize) -> Result<Vec<Effects>, HouseError> {
        let (store, tenant, runtime) = (self.store.clone(), self.tenant.clone(), Handle::current());
        let (now, intake) = (self.now(), intake.clone());
        let working = tokio::task::spawn_blocking(move || {
            let mut estate = runtime.block_on(store.stated_estate(&tenant, None))?;
            intake.deliveries.iter().for_each(|delivery| lay_over(&mut estate, delivery));
            let then = estate.unified().slots(now.today);
            Ok(intake.deliveries.iter().map(|delivery| of_delivery(delivery, (&now.slots, &then), most)).collect())
        });
        working.await.map_err(|_| HouseError::BrokenOff)?
    }
}

/// The estate with a delivery in it: what its source said of the objects before has ended, and of all others when these are all it has.
pub(crate) fn lay_over(estate: &mut Estate, delivery: &Delivery) {
    let source = estate.source(&delivery.source.name, &delivery.source.register, delivery.source.rank);
    let told: Vec<u32> = delivery.rows.iter().map(|row| estate.object(delivery.kind, &row.key)).collect();
    let mut ended: HashSet<u32> = told.iter().copied().collect();
    if delivery.complete {
        let spared: HashSet<&str> = delivery.spared.iter().map(String::as_str).collect();
        let gone = (0_u32..).zip(estate.keys(delivery.kind)).filter(|(_, key)| !spared.contains(&***key));
        ended.extend(gone.map(|(object, _)| object));
    }
    estate.withdraw(delivery.kind, source, &ended);
    for (row, object) in delivery.rows.iter().zip(told) {
        for (attribute, value) in row.facts.iter().cloned() {
            let observation = Observation { object, source, seen_at: delivery.seen_at, value, given: None };
            estate.observe(delivery.kind, attribute, observation);
        }
    }
}

fn of_delivery(delivery: &Delivery, (now, then): (&Slots, &Slots), most: usize) -> Effects {
    let kind = delivery.kind;
    let mut effects = Effects { kind, new: 0, changed: 0, beside: beside(delivery, then), objects: Vec::new() };
    let mut keys: Vec<&str> = delivery.rows.iter().map(|row| &*row.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut new = Vec::new();
    for key in keys {
        let Some(after) = then.find(kind, key) else { continue };
        let Some(before) = now.find(kind, key) else {
            new.push((key, after));
            continue;
        };
        let facts = turns(kind, (now, Some(before)), (then, after), effects.objects.len() < most);
        if facts.is_empty() {
            continue;
        }
        effects.changed += 1;
        if effects.objects.len() < most {
            let facts = mark(then, (kind, after), facts);
            effects.objects.push(Effect { key: key.to_owned(), is_new: false, facts });
        }
    }
    effects.new = new.len();
    // What takes the place of something comes first: none of it is hidden behind what is new.
    for (key, after) in new.into_iter().take(most.saturating_sub(effects.objects.len())) {
        let facts = mark(then, (kind, after), turns(kind, (now, None), (then, after), true));
        effects.objects.push(Effect { key: key.to_owned(), is_new: true, facts });
    }
    effects
}

/// Those of a delivery's facts that say otherwise than what would count.
fn beside(delivery: &Delivery, then: &Slots) -> Vec<Overruled> {
    let told: HashSet<u32> = delivery.rows.iter().filter_map(|row| then.find(delivery.kind, &row.key)).collect();
    let ours = |id: facts::SourceId| then.source(id) == Some(&delivery.source);
    let here = then.conflicts().iter().filter(|one| one.kind == delivery.kind && told.contains(&one.object));
    let loses = |conflict: &facts::Conflict| {
        let ConflictKind::Disagreement { stated, .. } = &conflict.what else { return None };
        let ((first, counts), rest) = stated.split_first()?;
        let (_, told) = rest.iter().find(|(id, _)| ours(*id) && !ours(*first))?;
        let key = then.keys(conflict.kind)[conflict.object as usize].to_string();
        Some(Overruled { key, attribute: conflict.attribute, counts: counts.clone(), told: told.clone() })
    };
    here.filter_map(loses).collect()
}

/// The facts that would count otherwise; only whether there are any, when they are not to be told.
fn turns(kind: KindId, (now, before): (&Slots, Option<u32>), (then, after): (&Slots, u32), told: bool) -> Vec<Turn> {
    let mut turns = Vec::new();
    for (place, def) in schema().def(kind).attributes.iter().enumerate() {
        if def.is_derived() {
            continue;
        }
        let attribute = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
        let fact = |object| NamedFact { kind, object, field: Field::Attribute(attribute) };
        let shown = |slots: &Slots, object: Option<u32>, lang| match object {
            Some(object) if slots.column(kind, attribute).state[object as usize] != facts::State::Missing => {
                slots.show(fact(object), lang)
            }
            _ => String::new(),
        };
        let (was, is) = (shown(now, before, Lang::Da), shown(then, Some(after), Lang::Da));
        if was == is {
            continue;
        }
        let before = Text { da: was, en: shown(now, before, Lang::En) };
        turns.push(Turn {
            attribute,
            before,
            after: Text { da: is, en: shown(then, Some(after), Lang::En) },
            disagree: false,
        });
        if !told {
            break;
        }
    }
    turns
}

fn mark(then: &Slots, (kind, object): (KindId, u32), mut facts: Vec<Turn>) -> Vec<Turn> {
    let here = then.conflicts().iter().filter(|conflict| conflict.kind == kind && conflict.object == object);
    let disagreements = here.filter(|conflict| matches!(conflict.what, ConflictKind::Disagreement { .. }));
    for conflict in disagreements {
        facts.iter_mut().filter(|turn| turn.attribute == conflict.attribute).for_each(|turn| turn.disagree = true);
    }
    facts
}
