//! Counting with holes: how many, at least and at most, and what would narrow it.

use foldhash::HashMap;
use std::sync::Arc;

use kernel::Kleene;

use crate::schema::{AttrId, Field, KindId};
use crate::slots::{Column, FactId, NOWHERE, Slots, State};

/// A sum for each object of a kind.
pub(super) struct Tally {
    low: Vec<i64>,
    high: Vec<i64>,
    blame: HashMap<u32, Vec<FactId>>,
    /// What might belong to any of the objects.
    anywhere: i64,
    anywhere_blame: Vec<FactId>,
}

impl Tally {
    pub(super) fn of(slots: &Slots, kind: KindId) -> Self {
        let count = slots.keys(kind).len();
        Self {
            low: vec![0; count],
            high: vec![0; count],
            blame: HashMap::default(),
            anywhere: 0,
            anywhere_blame: Vec::new(),
        }
    }

    /// This much for sure.
    pub(super) fn add(&mut self, object: u32, amount: i64) {
        let at = object as usize;
        self.low[at] = self.low[at].saturating_add(amount);
        self.high[at] = self.high[at].saturating_add(amount);
    }

    /// This much perhaps; the fact would tell.
    pub(super) fn perhaps(&mut self, object: u32, amount: i64, fact: FactId) {
        self.high[object as usize] = self.high[object as usize].saturating_add(amount);
        self.blame.entry(object).or_default().push(fact);
    }

    /// This much perhaps, for whichever object the fact would name.
    pub(super) fn somewhere(&mut self, amount: i64, fact: FactId) {
        self.anywhere = self.anywhere.saturating_add(amount);
        self.anywhere_blame.push(fact);
    }

    pub(super) fn column(mut self) -> Column {
        let mut column = Column::missing(self.low.len());
        column.state.fill(State::Value);
        for high in &mut self.high {
            *high = high.saturating_add(self.anywhere);
        }
        let shared: Arc<[FactId]> = self.anywhere_blame.as_slice().into();
        for object in 0..u32::try_from(self.low.len()).unwrap_or(u32::MAX) {
            let blame = match self.blame.remove(&object) {
                Some(mut own) => {
                    own.extend_from_slice(&shared);
                    own.sort_unstable();
                    own.dedup();
                    own.into()
                }
                None if shared.is_empty() => continue,
                None => Arc::clone(&shared),
            };
            column.hindered.insert(object, blame);
        }
        column.low = self.low;
        column.high = Some(self.high);
        column
    }
}

/// For each object of `to`: how many objects of `from` point at it by `via` and satisfy the test.
///
/// The test says yes, no, or which fact would tell.
pub(super) fn count(
    slots: &Slots,
    to: KindId,
    (from, via): (KindId, AttrId),
    test: impl Fn(u32) -> Result<bool, FactId>,
) -> Column {
    let mut tally = Tally::of(slots, to);
    let column = slots.column(from, via);
    for object in 0..slots.count(from) {
        let verdict = test(object);
        if verdict == Ok(false) {
            continue;
        }
        match (column.state[object as usize], column.target[object as usize]) {
            (State::Missing | State::Expired, _) => tally.somewhere(1, slots.fact(from, object, Field::Attribute(via))),
            (State::None, _) | (State::Value, NOWHERE) => {}
            (State::Value, target) => match verdict {
                Ok(_) => tally.add(target, 1),
                Err(fact) => tally.perhaps(target, 1, fact),
            },
        }
    }
    tally.column()
}

/// Whether an enum or text attribute is one of those words, or which fact would tell.
pub(super) fn is_one_of(
    slots: &Slots,
    (kind, attribute): (KindId, AttrId),
    words: &[&str],
) -> impl Fn(u32) -> Result<bool, FactId> {
    let column = slots.column(kind, attribute);
    let symbols: Vec<i64> =
        words.iter().filter_map(|word| slots.symbols().find(word)).map(|symbol| i64::from(symbol.0)).collect();
    let base = slots.fact(kind, 0, Field::Attribute(attribute)).0;
    move |object| match column.state[object as usize] {
        State::Missing | State::Expired => Err(FactId(base + object)),
        State::None => Ok(false),
        State::Value => Ok(symbols.contains(&column.low[object as usize])),
    }
}

/// Whether a yes-or-no attribute holds, or which fact would tell.
pub(super) fn holds(slots: &Slots, (kind, attribute): (KindId, AttrId)) -> impl Fn(u32) -> Result<bool, FactId> {
    move |object| match slots.truth(kind, object, attribute) {
        Kleene::True => Ok(true),
        Kleene::False => Ok(false),
        Kleene::Unknown => Err(slots.fact(kind, object, Field::Attribute(attribute))),
    }
}

/// What a reference leads to: nothing, an object, or the fact that would tell (missing, or leading nowhere).
pub(super) fn follow(slots: &Slots, (kind, attribute): (KindId, AttrId), object: u32) -> Result<Option<u32>, FactId> {
    let column = slots.column(kind, attribute);
    match (column.state[object as usize], column.target[object as usize]) {
        (State::None, _) => Ok(None),
        (State::Value, target) if target != NOWHERE => Ok(Some(target)),
        _ => Err(slots.fact(kind, object, Field::Attribute(attribute))),
    }
}

/// A number or day, none, or the fact that would tell.
pub(super) fn number(slots: &Slots, (kind, attribute): (KindId, AttrId), object: u32) -> Result<Option<i64>, FactId> {
    let column = slots.column(kind, attribute);
    match column.state[object as usize] {
        State::None => Ok(None),
        State::Value => Ok(Some(column.low[object as usize])),
        State::Missing | State::Expired => Err(slots.fact(kind, object, Field::Attribute(attribute))),
    }
}
