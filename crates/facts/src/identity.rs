//! Identity: which objects of different sources are one and the same (DESIGN.md "facts"; docs/decisions/0016).
//!
//! What a source states stays under the key it gave. Objects are made one when the estate is read: because they share an
//! identifier that sources state (a CVR number, an e-mail address), or because a person said so. A name alone never
//! does; it is proposed to a person. A person's word that two are apart holds against both.

mod groups;
mod likeness;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use self::groups::{Ended, Groups, Weight};
use crate::estate::{Answer, Estate, KindTable, Rank};
use crate::schema::{AttrId, KindId, schema};
use crate::slots::NOWHERE;

/// How far a value tells one object of a kind from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifies {
    /// Nobody else has the same: a CVR number.
    Alone,
    /// Nobody else should have the same, but some do: a shared mailbox. The names must be alike too.
    WithName,
    /// It is the key under which another source knows the object.
    OtherKey,
}

/// A person's word on two objects of a kind, by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// One key.
    pub key: Arc<str>,
    /// The other.
    pub other: Arc<str>,
    /// Whether they are the same; else they are apart, whatever they share.
    pub same: bool,
}

/// Why two keys are, or may be, one object's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Because {
    /// A person said so.
    Person,
    /// They share that identifier.
    Identifier(AttrId),
    /// Their names are the same.
    Name,
}

/// A key that leads to an object which has another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The kind.
    pub kind: KindId,
    /// The object's place.
    pub object: u32,
    /// The other key.
    pub key: Arc<str>,
    /// Why it leads there.
    pub because: Because,
}

/// Two objects that may be the same; a person must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The kind.
    pub kind: KindId,
    /// The key of one.
    pub key: Arc<str>,
    /// The key of the other.
    pub other: Arc<str>,
    /// Why they may be.
    pub because: Because,
}

/// What was found out about identity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    pub(crate) judgements: HashMap<KindId, Vec<Judgement>>,
    /// By kind, object and key.
    pub(crate) joined: Vec<Joined>,
    pub(crate) proposals: Vec<Proposal>,
}

impl Estate {
    /// Records a person's word on two objects, by their keys. It counts from the next [`Estate::unify`]; a later word on
    /// the same two goes before an earlier one.
    pub fn judge(&mut self, kind: KindId, judgement: Judgement) {
        self.identity.judgements.entry(kind).or_default().push(judgement);
    }

    /// The same estate, with the objects made one that are one.
    #[must_use]
    pub fn unified(mut self) -> Self {
        self.unify();
        self
    }

    /// Makes those objects one that are one. To be called once, when everything is recorded.
    pub fn unify(&mut self) {
        for kind in schema().kinds() {
            let judgements = self.identity.judgements.remove(&kind).unwrap_or_default();
            let sources = self.sources_of(kind);
            // Where one source states every object, no two are of different sources.
            let several = sources.iter().fold(u64::MAX, |all, some| all & some) == 0;
            let other_keys = has_other_keys(kind);
            if judgements.is_empty() && !several && !other_keys {
                continue;
            }
            let mut groups = Groups::new(kind, self.table(kind), sources);
            groups.judge(&judgements);
            if several || other_keys {
                groups.by_identifiers();
            }
            if several {
                groups.by_name();
            }
            let ended = groups.ended(&self.weights(kind));
            self.merge(kind, ended);
        }
        self.identity.joined.sort_by(|a, b| (a.kind, a.object, &a.key).cmp(&(b.kind, b.object, &b.key)));
    }

    /// For each object the sources other than people that state anything of it, a bit each; those after the 63rd share the last.
    fn sources_of(&self, kind: KindId) -> Vec<u64> {
        let mut bits: Vec<Option<u64>> = vec![None; self.sources.len()];
        let mut next = 0;
        let table = self.table(kind);
        let mut sources = vec![0; table.keys.len()];
        for observation in table.observations.iter().flatten() {
            let source = usize::from(observation.source.0);
            if self.sources[source].rank == Rank::Person {
                continue;
            }
            let bit = *bits[source].get_or_insert_with(|| {
                next += 1;
                1 << (next - 1).min(63)
            });
            sources[observation.object as usize] |= bit;
        }
        sources
    }

    /// How good a name each object's key is.
    fn weights(&self, kind: KindId) -> Vec<Weight> {
        let table = self.table(kind);
        let mut weights = vec![(false, 0); table.keys.len()];
        for observation in table.observations.iter().flatten() {
            let source = &self.sources[usize::from(observation.source.0)];
            if source.rank != Rank::Person {
                let (owned, stated) = &mut weights[observation.object as usize];
                *owned |= &*source.register == schema().def(kind).register;
                *stated += 1;
            }
        }
        weights
    }

    /// Gives the objects of each group one place, and lets the other keys lead there.
    fn merge(&mut self, kind: KindId, Ended { into, led, proposals }: Ended) {
        self.identity.proposals.extend(proposals);
        if into.is_empty() && led.is_empty() {
            return;
        }
        let table = &mut self.kinds[usize::from(kind.0)];
        let gone: HashMap<u32, (u32, Because)> = into.into_iter().map(|(from, to, why)| (from, (to, why))).collect();
        let mut place = vec![NOWHERE; table.keys.len()];
        let mut keys = Vec::with_capacity(table.keys.len() - gone.len());
        for (old, key) in table.keys.iter().enumerate() {
            if !gone.contains_key(&u32::try_from(old).unwrap_or(NOWHERE)) {
                place[old] = u32::try_from(keys.len()).unwrap_or(NOWHERE);
                keys.push(Arc::clone(key));
            }
        }
        for (from, (to, because)) in &gone {
            place[*from as usize] = place[*to as usize];
            let key = Arc::clone(&table.keys[*from as usize]);
            self.identity.joined.push(Joined { kind, object: place[*to as usize], key, because: *because });
        }
        let index = Arc::make_mut(&mut table.index);
        for at in index.values_mut() {
            *at = place[*at as usize];
        }
        for (key, old, because) in led {
            let object = place[old as usize];
            index.insert(Arc::clone(&key), object);
            self.identity.joined.push(Joined { kind, object, key, because });
        }
        let old_keys = std::mem::replace(&mut table.keys, Arc::new(keys));
        for observation in table.observations.iter_mut().flatten() {
            observation.object = place[observation.object as usize];
        }
        self.merge_answers(kind, &place, &old_keys);
    }

    /// Of two answers to one question the later counts.
    fn merge_answers(&mut self, kind: KindId, place: &[u32], old_keys: &[Arc<str>]) {
        let mut of_kind: Vec<(u32, HashMap<Arc<str>, Answer>)> =
            self.answers.extract_if(|(of, _), _| *of == kind).map(|((_, object), answers)| (object, answers)).collect();
        // An object's own answers last: on one day they are the later ones, given since it is one.
        let own = |object: &u32| self.table(kind).keys.get(place[*object as usize] as usize).cloned();
        of_kind.sort_by_cached_key(|(object, _)| own(object).as_ref() == Some(&old_keys[*object as usize]));
        for (object, answers) in of_kind {
            for (rule, answer) in answers {
                self.answer(kind, place[object as usize], &rule, answer);
            }
        }
    }

    /// Every key that leads to an object which has another, by kind, object and key.
    pub fn joined(&self) -> &[Joined] {
        &self.identity.joined
    }

    /// The objects that may be the same, by kind.
    pub fn proposals(&self) -> &[Proposal] {
        &self.identity.proposals
    }
}

/// The identifiers of a kind.
fn identifiers(kind: KindId) -> impl Iterator<Item = (AttrId, Identifies)> {
    let attributes = schema().def(kind).attributes.iter().enumerate();
    attributes.filter_map(|(place, attribute)| {
        let place = u8::try_from(place).ok()?;
        attribute.identifies.map(|how| (AttrId(place), how))
    })
}

fn has_other_keys(kind: KindId) -> bool {
    identifiers(kind).any(|(_, how)| how == Identifies::OtherKey)
}

/// What objects state of an attribute, as texts compared by [`likeness`]: which objects state each.
fn stated(table: &KindTable, attribute: AttrId, read: impl Fn(&str) -> Option<String>) -> BTreeMap<String, Vec<u32>> {
    let mut stated: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for observation in &table.observations[usize::from(attribute.0)] {
        let crate::value::Value::Text(text) = &observation.value else { continue };
        if let Some(read) = read(text) {
            stated.entry(read).or_default().push(observation.object);
        }
    }
    for objects in stated.values_mut() {
        objects.sort_unstable();
        objects.dedup();
    }
    stated
}
