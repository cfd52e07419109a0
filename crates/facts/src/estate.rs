//! The estate: every object and everything every source has stated about it. Nothing is overwritten.

use foldhash::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use kernel::Day;

use crate::identity::Identity;
use crate::schema::{AttrId, KindId, schema};
use crate::value::Value;

/// A source's place in the estate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u16);

/// What rank a source's word has, highest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// A file or register; the register that owns the attribute goes before the others.
    Register,
    /// One of our own engines (traffic, updates, equipment, awareness).
    Engine,
    /// People, who answered with their name.
    Person,
}

/// Someone who states facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What people call it: `KITOS`, `systems.csv`.
    pub name: Arc<str>,
    /// The register whose attributes it owns: `kitos`, `hr`, `mdm`.
    pub register: Arc<str>,
    /// The rank of its word.
    pub rank: Rank,
}

/// Who gave a fact, when people gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The person's name or key.
    pub by: Arc<str>,
    /// The last day it counts.
    pub valid_until: Option<Day>,
}

/// One value of one attribute of one object, as one source stated it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The object's place among those of its kind.
    pub object: u32,
    /// Who stated it.
    pub source: SourceId,
    /// When the source saw it.
    pub seen_at: Day,
    /// What it stated.
    pub value: Value,
    /// Who gave it, when people did.
    pub given: Option<Box<Given>>,
}

/// A person's answer to a rule's question about one object: a fact with assessor and valid-until.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer's word, as the rule defines it.
    pub word: Arc<str>,
    /// Who answered.
    pub by: Arc<str>,
    /// When.
    pub on: Day,
    /// The last day it counts; the rule's own period when not said.
    pub valid_until: Option<Day>,
}

/// Which register owns an attribute in this municipality, where that differs from the schema.
pub type Precedence = HashMap<(KindId, AttrId), Arc<str>>;

/// All objects of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct KindTable {
    /// Shared with the slots made of them.
    pub keys: Arc<Vec<Arc<str>>>,
    pub index: Arc<HashMap<Arc<str>, u32>>,
    pub observations: Vec<Vec<Observation>>,
    pub delivered: bool,
}

/// Every object of every kind, with all observations.
#[derive(Clone, Debug)]
pub struct Estate {
    pub(crate) kinds: Vec<KindTable>,
    pub(crate) sources: Vec<Source>,
    pub(crate) answers: HashMap<(KindId, u32), HashMap<Arc<str>, Answer>>,
    pub(crate) precedence: Precedence,
    pub(crate) identity: Identity,
}

impl Default for Estate {
    fn default() -> Self {
        let kinds = schema()
            .kinds()
            .map(|kind| KindTable {
                observations: vec![Vec::new(); schema().def(kind).attributes.len()],
                ..KindTable::default()
            })
            .collect();
        Self {
            kinds,
            sources: Vec::new(),
            answers: HashMap::default(),
            precedence: HashMap::default(),
            identity: Identity::default(),
        }
    }
}

impl Estate {
    pub(crate) fn table(&self, kind: KindId) -> &KindTable {
        &self.kinds[usize::from(kind.0)]
    }

    fn table_mut(&mut self, kind: KindId) -> &mut KindTable {
        &mut self.kinds[usize::from(kind.0)]
    }

    /// Registers a source and gives its id; a source of the same name, register and rank keeps the id it has.
    ///
    /// # Panics
    /// When an estate has more than 65,536 sources.
    pub fn source(&mut self, name: &str, register: &str, rank: Rank) -> SourceId {
        let same = |s: &Source| &*s.name == name && &*s.register == register && s.rank == rank;
        let place = self.sources.iter().position(same).unwrap_or_else(|| {
            self.sources.push(Source { name: Arc::from(name), register: Arc::from(register), rank });
            self.sources.len() - 1
        });
        SourceId(u16::try_from(place).expect("fewer than 65,536 sources"))
    }

    /// Every source, in the order they came.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Says that a source has delivered this kind, be it with no objects: from then on an empty list is empty.
    pub fn deliver(&mut self, kind: KindId) {
        self.table_mut(kind).delivered = true;
    }

    /// Whether any source has delivered this kind.
    pub fn is_delivered(&self, kind: KindId) -> bool {
        self.table(kind).delivered
    }

    /// The place of the object with that key, new if the key is.
    ///
    /// # Panics
    /// When a kind has more than four thousand million objects.
    pub fn object(&mut self, kind: KindId, key: &str) -> u32 {
        let table = self.table_mut(kind);
        table.delivered = true;
        if let Some(place) = table.index.get(key) {
            return *place;
        }
        let place = u32::try_from(table.keys.len()).expect("fewer than 2^32 objects");
        let key: Arc<str> = Arc::from(key);
        Arc::make_mut(&mut table.keys).push(Arc::clone(&key));
        Arc::make_mut(&mut table.index).insert(key, place);
        place
    }

    /// The place of the object with that key, be it one of several it has, if there is one.
    pub fn find(&self, kind: KindId, key: &str) -> Option<u32> {
        self.table(kind).index.get(key).copied()
    }

    /// The keys of a kind's objects, in the order they came.
    pub fn keys(&self, kind: KindId) -> &[Arc<str>] {
        &self.table(kind).keys
    }

    /// Records one observation. Nothing earlier is overwritten.
    pub fn observe(&mut self, kind: KindId, attribute: AttrId, observation: Observation) {
        let table = self.table_mut(kind);
        let all = &mut table.observations[usize::from(attribute.0)];
        if all.is_empty() {
            // Most attributes are stated once of every object; what is not used is never touched.
            all.reserve(table.keys.len());
        }
        all.push(observation);
    }

    /// Everything stated about one attribute, in the order it came.
    pub fn observations(&self, kind: KindId, attribute: AttrId) -> &[Observation] {
        &self.table(kind).observations[usize::from(attribute.0)]
    }

    /// Takes away everything that a source states of those objects of a kind.
    pub fn withdraw(&mut self, kind: KindId, source: SourceId, objects: &HashSet<u32>) {
        for all in &mut self.table_mut(kind).observations {
            all.retain(|observation| observation.source != source || !objects.contains(&observation.object));
        }
    }

    /// Takes away everything stated about one attribute of one object, and gives it back to the caller.
    pub fn forget(&mut self, kind: KindId, attribute: AttrId, object: u32) -> Vec<Observation> {
        let all = &mut self.table_mut(kind).observations[usize::from(attribute.0)];
        all.extract_if(.., |observation| observation.object == object).collect()
    }

    /// Records a person's answer to the question of the rule with that code; a later answer replaces an earlier one.
    pub fn answer(&mut self, kind: KindId, object: u32, rule: &str, answer: Answer) {
        let answers = self.answers.entry((kind, object)).or_default();
        match answers.get(rule) {
            Some(earlier) if earlier.on > answer.on => {}
            _ => {
                answers.insert(Arc::from(rule), answer);
            }
        }
    }

    /// Takes an answer away, and gives it back to the caller.
    pub fn forget_answer(&mut self, kind: KindId, object: u32, rule: &str) -> Option<Answer> {
        self.answers.get_mut(&(kind, object))?.remove(rule)
    }

    /// The answer to the question of the rule with that code.
    pub fn answer_to(&self, kind: KindId, object: u32, rule: &str) -> Option<&Answer> {
        self.answers.get(&(kind, object))?.get(rule)
    }

    /// Every answer, as kind, object and rule code, in no order.
    pub fn answers(&self) -> impl Iterator<Item = (KindId, u32, &str, &Answer)> {
        self.answers
            .iter()
            .flat_map(|((kind, object), by_rule)| by_rule.iter().map(|(rule, a)| (*kind, *object, &**rule, a)))
    }

    /// Says which register owns an attribute in this municipality.
    pub fn prefer(&mut self, kind: KindId, attribute: AttrId, register: &str) {
        self.precedence.insert((kind, attribute), Arc::from(register));
    }

    /// The number of observations of all kinds.
    pub fn fact_count(&self) -> usize {
        self.kinds.iter().flat_map(|table| &table.observations).map(Vec::len).sum()
    }
}
