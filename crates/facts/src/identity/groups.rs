//! The objects of a kind in groups, each group one object. A group never holds two objects of one source, unless a person
//! said so, and never two that a person said are apart.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use super::likeness::{alike, identifier, name};
use super::{Because, Identifies, Judgement, Proposal, identifiers, stated};
use crate::estate::KindTable;
use crate::schema::{AttrId, KindId, schema};
use crate::slots::NOWHERE;

/// So many objects that share something are looked at; more share nothing that tells.
const MOST_SHARING: usize = 8;

/// The prefixes of keys that are an identifier themselves, and the attribute it is.
const KEY_IS: [(&str, &str); 2] = [("cvr:", "cvr"), ("nr:", "number")];

/// What the objects state of one identifier.
struct Values {
    attribute: AttrId,
    how: Identifies,
    /// Which objects state each value.
    stated: BTreeMap<String, Vec<u32>>,
}

/// How good a name an object's key is: whether the register that owns the kind gave it, and how much registers state under it.
pub(super) type Weight = (bool, usize);

/// What the groups came to.
pub(super) struct Ended {
    /// Which object goes into which.
    pub(super) into: Vec<(u32, u32, Because)>,
    /// Which keys that no object has lead where.
    pub(super) led: Vec<(Arc<str>, u32, Because)>,
    /// What a person must say.
    pub(super) proposals: Vec<Proposal>,
}

pub(super) struct Groups<'e> {
    kind: KindId,
    table: &'e KindTable,
    /// The object that stands for each, itself when it stands for itself.
    head: Vec<u32>,
    /// The sources of each head's group.
    sources: Vec<u64>,
    /// Why each object is in the group it was put into.
    why: HashMap<u32, Because>,
    /// The objects that people said are apart from those of each head's group.
    apart: HashMap<u32, Vec<u32>>,
    /// The objects that people said are apart from a key that no object has.
    apart_from: HashMap<Arc<str>, Vec<u32>>,
    /// Keys that no object has, and where they lead.
    led: BTreeMap<Arc<str>, (u32, Because)>,
    names: HashMap<u32, Vec<String>>,
    proposals: Vec<(u32, u32, Because)>,
}

impl<'e> Groups<'e> {
    pub(super) fn new(kind: KindId, table: &'e KindTable, sources: Vec<u64>) -> Self {
        let count = u32::try_from(table.keys.len()).unwrap_or(NOWHERE);
        let mut names: HashMap<u32, Vec<String>> = HashMap::default();
        if let Some(attribute) = schema().attribute_id(kind, "name") {
            for (name, objects) in stated(table, attribute, name) {
                objects.into_iter().for_each(|object| names.entry(object).or_default().push(name.clone()));
            }
        }
        Self {
            kind,
            table,
            head: (0..count).collect(),
            sources,
            why: HashMap::default(),
            apart: HashMap::default(),
            apart_from: HashMap::default(),
            led: BTreeMap::new(),
            names,
            proposals: Vec::new(),
        }
    }

    fn head(&self, mut object: u32) -> u32 {
        while self.head[object as usize] != object {
            object = self.head[object as usize];
        }
        object
    }

    fn join(&mut self, one: u32, other: u32, because: Because) {
        let (one, other) = (self.head(one), self.head(other));
        if one == other {
            return;
        }
        let (low, high) = (one.min(other), one.max(other));
        self.head[high as usize] = low;
        self.sources[low as usize] |= self.sources[high as usize];
        if let Some(apart) = self.apart.remove(&high) {
            self.apart.entry(low).or_default().extend(apart);
        }
        self.why.insert(high, because);
    }

    fn are_apart(&self, one: u32, other: u32) -> bool {
        let other = self.head(other);
        self.apart.get(&self.head(one)).is_some_and(|apart| apart.iter().any(|object| self.head(*object) == other))
    }

    /// What people said, the latest first: what contradicts a later word is passed over.
    pub(super) fn judge(&mut self, judgements: &[Judgement]) {
        for Judgement { key, other, same } in judgements.iter().rev() {
            let place = |key: &Arc<str>| self.table.index.get(key).copied();
            match (place(key), place(other)) {
                (Some(one), Some(other)) if *same => {
                    if !self.are_apart(one, other) {
                        self.join(one, other, Because::Person);
                    }
                }
                (Some(one), Some(other)) => {
                    let (one, other) = (self.head(one), self.head(other));
                    if one != other {
                        self.apart.entry(one).or_default().push(other);
                        self.apart.entry(other).or_default().push(one);
                    }
                }
                (Some(one), None) => self.judge_absent(one, other, *same),
                (None, Some(one)) => self.judge_absent(one, key, *same),
                (None, None) => {}
            }
        }
    }

    /// A person's word on an object and a key that no object has.
    fn judge_absent(&mut self, object: u32, key: &Arc<str>, same: bool) {
        if !same {
            self.apart_from.entry(Arc::clone(key)).or_default().push(object);
        } else if !self.is_apart_from(object, key) {
            self.led.entry(Arc::clone(key)).or_insert((object, Because::Person));
        }
    }

    fn is_apart_from(&self, object: u32, key: &str) -> bool {
        let apart = self.apart_from.get(key).into_iter().flatten();
        apart.into_iter().any(|one| self.head(*one) == self.head(object))
    }

    /// What identifiers say: they join objects of different sources, one of each, when nothing else speaks against it.
    pub(super) fn by_identifiers(&mut self) {
        let all: Vec<(AttrId, Identifies)> = identifiers(self.kind).collect();
        let values: Vec<Values> = all
            .into_iter()
            .map(|(attribute, how)| {
                let read =
                    |text: &str| if how == Identifies::OtherKey { Some(text.to_owned()) } else { identifier(text) };
                Values { attribute, how, stated: stated(self.table, attribute, read) }
            })
            .collect();
        let mut of: Vec<HashMap<u32, Vec<&str>>> = Vec::new();
        for Values { stated, .. } in &values {
            let mut by_object: HashMap<u32, Vec<&str>> = HashMap::default();
            for (value, objects) in stated {
                objects.iter().for_each(|object| by_object.entry(*object).or_default().push(value));
            }
            of.push(by_object);
        }
        let keyed = self.keyed(&values);
        for Values { attribute, how, stated } in &values {
            // Objects that share a value never contradict each other on it.
            let contradict = |one: u32, other: u32| {
                of.iter().zip(&values).any(|(by_object, values)| {
                    let both = by_object.get(&one).zip(by_object.get(&other));
                    values.how != Identifies::OtherKey
                        && both.is_some_and(|(one, other)| !one.iter().any(|value| other.contains(value)))
                })
            };
            if *how == Identifies::OtherKey {
                self.by_other_key(*attribute, stated, contradict);
                continue;
            }
            for (value, objects) in stated {
                let mut sharing = objects.clone();
                for object in keyed.get(&(*attribute, value.as_str())).into_iter().flatten() {
                    if !sharing.contains(object) {
                        sharing.push(*object);
                    }
                }
                if !(2..=MOST_SHARING).contains(&sharing.len()) {
                    continue;
                }
                let named = *how == Identifies::WithName;
                self.share(&sharing, Because::Identifier(*attribute), |groups, one, other| {
                    !contradict(one, other) && (!named || groups.named_alike(one, other))
                });
            }
        }
    }

    /// The objects whose key is itself an identifier that others state.
    fn keyed<'v>(&self, values: &'v [Values]) -> HashMap<(AttrId, &'v str), Vec<u32>> {
        let mut keyed: HashMap<(AttrId, &str), Vec<u32>> = HashMap::default();
        for (place, key) in self.table.keys.iter().enumerate() {
            let prefix = KEY_IS.iter().find_map(|(prefix, name)| key.strip_prefix(prefix).map(|rest| (rest, *name)));
            let Some(value) = identifier(prefix.map_or(&**key, |(rest, _)| rest)) else { continue };
            for Values { attribute, stated, .. } in values {
                let fits = match prefix {
                    Some((_, name)) => schema().attribute(self.kind, *attribute).name == name,
                    None => value.contains('@'),
                };
                if let (true, Some((value, _))) = (fits, stated.get_key_value(&value)) {
                    keyed.entry((*attribute, value)).or_default().push(u32::try_from(place).unwrap_or(NOWHERE));
                }
            }
        }
        keyed
    }

    /// An object that says under which key another source knows it is the one of that key, if it alone says so.
    fn by_other_key(
        &mut self,
        attribute: AttrId,
        stated: &BTreeMap<String, Vec<u32>>,
        contradict: impl Fn(u32, u32) -> bool,
    ) {
        for (key, objects) in stated {
            let because = Because::Identifier(attribute);
            match (self.table.index.get(key.as_str()).copied(), objects.as_slice()) {
                (Some(there), objects) if objects.contains(&there) => {}
                (Some(there), [object]) => {
                    let mut pair = [there, *object];
                    pair.sort_unstable();
                    self.share(&pair, because, |_, one, other| !contradict(one, other));
                }
                (Some(there), several) => {
                    several.iter().for_each(|object| self.propose(there, *object, because));
                }
                (None, [object]) if !self.is_apart_from(*object, key) => {
                    let key: Arc<str> = Arc::from(key.as_str());
                    self.led.entry(key).or_insert((*object, because));
                }
                (None, _) => {}
            }
        }
    }

    /// Objects of the same name in different sources may be one: a person must say.
    pub(super) fn by_name(&mut self) {
        let Some(attribute) = schema().attribute_id(self.kind, "name") else { return };
        for (_, objects) in stated(self.table, attribute, name) {
            let mut heads: Vec<u32> = objects.iter().map(|object| self.head(*object)).collect();
            heads.sort_unstable();
            heads.dedup();
            if let [one, other] = heads[..]
                && self.sources[one as usize] & self.sources[other as usize] == 0
            {
                self.propose(one, other, Because::Name);
            }
        }
    }

    fn named_alike(&self, one: u32, other: u32) -> bool {
        match (self.names.get(&one), self.names.get(&other)) {
            (Some(one), Some(other)) => one.iter().any(|name| other.iter().any(|its| alike(name, its))),
            // Whom nobody describes any more has only the key, which says it all.
            (None, _) => self.sources[self.head(one) as usize] == 0,
            (_, None) => self.sources[self.head(other) as usize] == 0,
        }
    }

    /// Joins objects that share something, all or none; else proposes them.
    fn share(&mut self, objects: &[u32], because: Because, fits: impl Fn(&Self, u32, u32) -> bool) {
        let pairs = || {
            objects.iter().enumerate().flat_map(|(at, one)| objects[at + 1..].iter().map(move |other| (*one, *other)))
        };
        let fine = pairs().all(|(one, other)| {
            let heads = (self.head(one), self.head(other));
            heads.0 == heads.1
                || self.sources[heads.0 as usize] & self.sources[heads.1 as usize] == 0
                    && !self.are_apart(one, other)
                    && fits(self, one, other)
        });
        for (one, other) in pairs() {
            if fine { self.join(one, other, because) } else { self.propose(one, other, because) }
        }
    }

    fn propose(&mut self, one: u32, other: u32, because: Because) {
        self.proposals.push((one.min(other), one.max(other), because));
    }

    /// Which object goes into which, which keys lead where besides, and what is proposed.
    pub(super) fn ended(mut self, weights: &[Weight]) -> Ended {
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for object in self.why.keys().copied().collect::<BTreeSet<u32>>() {
            members.entry(self.head(object)).or_default().push(object);
        }
        let proposals = self.proposed();
        let (mut into, mut stands) = (Vec::new(), HashMap::default());
        for (head, others) in members {
            let mut all = vec![head];
            all.extend(others);
            // The key of the register that owns the kind; else the one under which most is stated; else the first.
            let rank = |object: &u32| (Reverse(weights[*object as usize]), *object);
            let canonical = all.iter().copied().min_by_key(rank).unwrap_or(head);
            let first = all.iter().copied().filter(|object| *object != head).find_map(|object| self.why.get(&object));
            for object in all.iter().copied().filter(|object| *object != canonical) {
                let because = self.why.get(&object).or(first).copied().unwrap_or(Because::Person);
                into.push((object, canonical, because));
                stands.insert(object, canonical);
            }
        }
        let led = std::mem::take(&mut self.led).into_iter();
        let led = led
            .filter(|(key, _)| !self.table.index.contains_key(key))
            .map(|(key, (object, why))| (key, stands.get(&object).copied().unwrap_or(object), why))
            .collect();
        Ended { into, led, proposals }
    }

    /// What is still to be said: of objects that are not one by now and that nobody said are apart, each pair once.
    fn proposed(&self) -> Vec<Proposal> {
        let mut seen = BTreeSet::new();
        let mut proposals = Vec::new();
        for (one, other, because) in &self.proposals {
            let heads = (self.head(*one), self.head(*other));
            let pair = (heads.0.min(heads.1), heads.0.max(heads.1));
            if pair.0 != pair.1 && !self.are_apart(*one, *other) && seen.insert(pair) {
                let key = |object: u32| Arc::clone(&self.table.keys[object as usize]);
                proposals.push(Proposal { kind: self.kind, key: key(*one), other: key(*other), because: *because });
            }
        }
        proposals
    }
}
