//! Slots: the effective facts of one estate on one day, in columns, so that a whole estate is assessed in one sweep.
//!
//! A column holds one attribute of all objects of a kind. A number is a range: what sources state has equal ends,
//! what is derived from incomplete facts may not. Missing is not false, none is not missing.

use foldhash::HashMap;
use std::sync::Arc;

use kernel::{Day, Kleene};

use crate::conflict::Conflict;
use crate::estate::{Answer, Source, SourceId};
use crate::identity::{Joined, Proposal};
use crate::schema::{AttrId, Field, KindId, schema};
use crate::symbols::{Symbol, Symbols};

/// What is known about one attribute of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// No source has stated it.
    Missing,
    /// It was stated, but no longer counts (a person's answer past its date).
    Expired,
    /// A source states that there is none.
    None,
    /// There is a value.
    Value,
}

/// One fact's number: attribute (or relation) of an object, counted through all kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u32);

/// A fact's number taken apart again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedFact {
    /// The object's kind.
    pub kind: KindId,
    /// The object's place.
    pub object: u32,
    /// What is said of it.
    pub field: Field,
}

/// One attribute of all objects of a kind.
#[derive(Clone, Debug)]
pub struct Column {
    /// The number of the first object's fact; the others' follow in the objects' order.
    pub first_fact: u32,
    /// What is known, by object.
    pub state: Vec<State>,
    /// The least the number can be; for texts, words and references the symbol; for lists the first item's place.
    pub low: Vec<i64>,
    /// The most the number can be, when that differs from `low` for any object.
    pub high: Option<Vec<i64>>,
    /// When it was seen.
    pub seen: Vec<Day>,
    /// Who stated it.
    pub source: Vec<SourceId>,
    /// For references: the target's place, `u32::MAX` when the key leads nowhere. For reference lists: by item.
    pub target: Vec<u32>,
    /// For lists: the number of items, by object.
    pub length: Vec<u32>,
    /// For lists: all items as symbols.
    pub items: Vec<Symbol>,
    /// For lists: how many more members there may be than are known, by object.
    pub open: Option<Vec<u32>>,
    /// For derived facts: what must be known to know more, by object.
    pub hindered: HashMap<u32, Arc<[FactId]>>,
}

/// The marker of a reference that leads nowhere.
pub const NOWHERE: u32 = u32::MAX;

impl Column {
    /// A column of `count` missing facts.
    pub(crate) fn missing(count: usize) -> Self {
        Self {
            first_fact: 0,
            state: vec![State::Missing; count],
            low: vec![0; count],
            high: None,
            seen: vec![Day::default(); count],
            source: vec![SourceId(0); count],
            target: Vec::new(),
            length: Vec::new(),
            items: Vec::new(),
            open: None,
            hindered: HashMap::default(),
        }
    }

    /// The number of one object's fact.
    #[inline]
    pub fn fact(&self, object: u32) -> FactId {
        FactId(self.first_fact + object)
    }

    /// The range of a number.
    #[inline]
    pub fn range(&self, object: u32) -> (i64, i64) {
        let at = object as usize;
        let low = self.low[at];
        (low, self.high.as_ref().map_or(low, |high| high[at]))
    }

    /// A list's items: the places of its symbols, and how many more there may be.
    #[inline]
    pub fn list(&self, object: u32) -> ListCell<'_> {
        let at = object as usize;
        let start = usize::try_from(self.low[at]).unwrap_or_default();
        let end = start + self.length[at] as usize;
        ListCell {
            items: &self.items[start..end],
            targets: self.target.get(start..end).unwrap_or(&[]),
            open: self.open.as_ref().map_or(0, |open| open[at]),
        }
    }
}

/// One list as it stands in a column.
#[derive(Clone, Copy, Debug)]
pub struct ListCell<'s> {
    /// The known items.
    pub items: &'s [Symbol],
    /// Where they lead, for reference lists.
    pub targets: &'s [u32],
    /// How many more there may be.
    pub open: u32,
}

/// The objects that point at each object of a kind, by one attribute of theirs.
#[derive(Clone, Debug)]
pub struct RelationColumn {
    /// Whether any source has delivered the pointing kind.
    pub delivered: bool,
    /// Where each object's members start; one more than there are objects.
    pub starts: Vec<u32>,
    /// The members' places.
    pub members: Vec<u32>,
    /// The pointing attributes that are unknown: each could point at any object.
    pub open: Arc<[FactId]>,
}

impl RelationColumn {
    /// The known members of one object.
    #[inline]
    pub fn of(&self, object: u32) -> &[u32] {
        let at = object as usize;
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// One scalar fact, read out of its column for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known.
    Missing,
    /// It counted once, until a day that has passed.
    Expired,
    /// There is none.
    None,
    /// Yes or no.
    Bool(bool),
    /// A number, amount (øre) or day (since 1970), with its range.
    Number(i64, i64),
    /// A text, word or key.
    Text(Symbol),
    /// A list, and how many more members there may be.
    List(Vec<Symbol>, u32),
}

/// Everything of one kind.
#[derive(Clone, Debug)]
pub(crate) struct KindSlots {
    pub keys: Arc<Vec<Arc<str>>>,
    pub key_symbols: Vec<Symbol>,
    pub columns: Vec<Column>,
    pub relations: Vec<RelationColumn>,
    pub conflicts: Vec<Vec<AttrId>>,
    pub index: Arc<HashMap<Arc<str>, u32>>,
    pub delivered: bool,
    pub base: u32,
}

/// The effective facts of one estate on one day.
#[derive(Clone, Debug)]
pub struct Slots {
    pub(crate) kinds: Vec<KindSlots>,
    pub(crate) symbols: Symbols,
    pub(crate) sources: Vec<Source>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) answers: HashMap<Arc<str>, HashMap<(KindId, u32), Answer>>,
    pub(crate) today: Day,
    pub(crate) joined: Vec<Joined>,
    pub(crate) proposals: Vec<Proposal>,
}

impl Slots {
    #[inline]
    pub(crate) fn kind(&self, kind: KindId) -> &KindSlots {
        &self.kinds[usize::from(kind.0)]
    }

    /// The day they hold for.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The number of objects of a kind.
    pub fn count(&self, kind: KindId) -> u32 {
        u32::try_from(self.kind(kind).keys.len()).unwrap_or(u32::MAX)
    }

    /// The objects' keys.
    pub fn keys(&self, kind: KindId) -> &[Arc<str>] {
        &self.kind(kind).keys
    }

    /// The place of the object with that key, be it one of several it has.
    pub fn find(&self, kind: KindId, key: &str) -> Option<u32> {
        self.kind(kind).index.get(key).copied()
    }

    /// Every key of one object: its own first, then those that other sources know it by.
    pub fn keys_of(&self, kind: KindId, object: u32) -> impl Iterator<Item = &Arc<str>> {
        let own = &self.kind(kind).keys[object as usize];
        std::iter::once(own).chain(self.joined_to(kind, object).iter().map(|joined| &joined.key))
    }

    /// The other keys of one object, each with why it leads there.
    pub fn joined_to(&self, kind: KindId, object: u32) -> &[Joined] {
        let from = self.joined.partition_point(|joined| (joined.kind, joined.object) < (kind, object));
        let count = self.joined[from..].partition_point(|joined| (joined.kind, joined.object) == (kind, object));
        &self.joined[from..from + count]
    }

    /// Every key that leads to an object which has another, by kind, object and key.
    pub fn joined(&self) -> &[Joined] {
        &self.joined
    }

    /// The objects that may be the same, by kind; a person must say.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// The objects' keys as symbols.
    #[inline]
    pub fn key_symbols(&self, kind: KindId) -> &[Symbol] {
        &self.kind(kind).key_symbols
    }

    /// Whether any source has delivered this kind.
    pub fn is_delivered(&self, kind: KindId) -> bool {
        self.kind(kind).delivered
    }

    /// One attribute of all objects.
    #[inline]
    pub fn column(&self, kind: KindId, attribute: AttrId) -> &Column {
        &self.kind(kind).columns[usize::from(attribute.0)]
    }

    /// All attributes of all objects of a kind, in the schema's order.
    pub fn columns(&self, kind: KindId) -> &[Column] {
        &self.kind(kind).columns
    }

    /// One relation of all objects.
    #[inline]
    pub fn relation(&self, kind: KindId, place: u8) -> &RelationColumn {
        &self.kind(kind).relations[usize::from(place)]
    }

    /// The attributes of one object on which sources disagree.
    pub fn disagreements(&self, kind: KindId, object: u32) -> &[AttrId] {
        &self.kind(kind).conflicts[object as usize]
    }

    /// Everything that does not fit together.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Who stated a fact.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(usize::from(id.0))
    }

    /// Every source that has stated anything.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }

    /// The texts behind the symbols.
    #[inline]
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// The answer to a rule's question about an object.
    pub fn answer(&self, rule: &str, kind: KindId, object: u32) -> Option<&Answer> {
        self.answers.get(rule)?.get(&(kind, object))
    }

    /// All answers to a rule's question.
    pub fn answers(&self, rule: &str) -> Option<&HashMap<(KindId, u32), Answer>> {
        self.answers.get(rule)
    }

    /// The number of the fact, for evidence.
    pub fn fact(&self, kind: KindId, object: u32, field: Field) -> FactId {
        let slots = self.kind(kind);
        let attributes = slots.columns.len();
        let row = match field {
            Field::Attribute(attribute) => usize::from(attribute.0),
            Field::Key => attributes,
            Field::Conflicts => attributes + 1,
            Field::Relation(place) => attributes + 2 + usize::from(place),
        };
        FactId(slots.base + u32::try_from(row * slots.keys.len()).unwrap_or(0) + object)
    }

    /// The fact behind a number.
    pub fn named(&self, fact: FactId) -> NamedFact {
        let place = self.kinds.partition_point(|kind| kind.base <= fact.0) - 1;
        let slots = &self.kinds[place];
        let count = u32::try_from(slots.keys.len()).unwrap_or(u32::MAX).max(1);
        let (row, object) = ((fact.0 - slots.base) / count, (fact.0 - slots.base) % count);
        let attributes = u32::try_from(slots.columns.len()).unwrap_or(u32::MAX);
        let field = if row < attributes {
            Field::Attribute(AttrId(u8::try_from(row).unwrap_or(u8::MAX)))
        } else if row == attributes {
            Field::Key
        } else if row == attributes + 1 {
            Field::Conflicts
        } else {
            Field::Relation(u8::try_from(row - attributes - 2).unwrap_or(u8::MAX))
        };
        NamedFact { kind: KindId(u8::try_from(place).unwrap_or(u8::MAX)), object, field }
    }

    /// What is known of one attribute of one object.
    pub fn cell(&self, kind: KindId, object: u32, attribute: AttrId) -> Cell {
        use crate::schema::ValueType as V;
        let column = self.column(kind, attribute);
        match column.state[object as usize] {
            State::Missing => return Cell::Missing,
            State::Expired => return Cell::Expired,
            State::None => return Cell::None,
            State::Value => {}
        }
        let (low, high) = column.range(object);
        match schema().attribute(kind, attribute).value {
            V::Bool => Cell::Bool(low != 0),
            V::Int | V::Money | V::Day => Cell::Number(low, high),
            V::Text | V::Enum(_) | V::Ref(_) => Cell::Text(as_symbol(low)),
            V::TextList | V::EnumList(_) | V::RefList(_) => {
                let list = column.list(object);
                Cell::List(list.items.to_vec(), list.open)
            }
        }
    }

    /// The truth of a yes-or-no attribute; none counts as no.
    pub fn truth(&self, kind: KindId, object: u32, attribute: AttrId) -> Kleene {
        let column = self.column(kind, attribute);
        match column.state[object as usize] {
            State::Missing | State::Expired => Kleene::Unknown,
            State::None => Kleene::False,
            State::Value => Kleene::of(column.low[object as usize] != 0),
        }
    }

    /// The person who answers for an object's facts, as place among the people, when one is known.
    pub fn responsible(&self, kind: KindId, object: u32) -> Option<u32> {
        let mut at = object;
        for (kind, attribute) in schema().responsible_path(kind)? {
            let column = self.column(kind, attribute);
            if column.state[at as usize] != State::Value || column.target[at as usize] == NOWHERE {
                return None;
            }
            at = column.target[at as usize];
        }
        Some(at)
    }
}

/// The symbol that a column's number stands for.
pub(crate) fn as_symbol(number: i64) -> Symbol {
    Symbol(u32::try_from(number).unwrap_or(u32::MAX))
}
