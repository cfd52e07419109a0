//! From chosen observations to a column: texts as symbols, references followed, what leads nowhere reported.

use std::sync::Arc;

use kernel::Day;

use crate::conflict::{Conflict, ConflictKind};
use crate::estate::{Estate, KindTable, Observation};
use crate::schema::{AttrId, KindId, ValueType, schema};
use crate::slots::{Column, NOWHERE, State};
use crate::symbols::{Symbol, Symbols};
use crate::value::Value;

/// Where the objects stand, by their keys' symbols: a reference is followed by looking at one number.
pub(super) struct Places {
    /// By kind and symbol.
    places: Vec<Vec<u32>>,
    /// By kind and place: the symbol of the object's own key.
    own: Vec<Vec<Symbol>>,
}

impl Places {
    /// Gives every key its symbol, before any other text.
    pub(super) fn of(estate: &Estate, symbols: &mut Symbols) -> Self {
        let mut by_symbol = |(place, table): (usize, &KindTable)| {
            let kind = KindId(u8::try_from(place).unwrap_or(u8::MAX));
            let mut places = Vec::new();
            let own = table.keys.iter().zip(0..);
            let others = estate.joined().iter().filter(|joined| joined.kind == kind);
            for (key, place) in own.chain(others.map(|joined| (&joined.key, joined.object))) {
                let symbol = symbols.share(key).0 as usize;
                if places.len() <= symbol {
                    places.resize(symbol + 1, NOWHERE);
                }
                places[symbol] = place;
            }
            places
        };
        let places = estate.kinds.iter().enumerate().map(&mut by_symbol).collect();
        let own = |table: &KindTable| table.keys.iter().map(|key| symbols.share(key)).collect();
        Self { places, own: estate.kinds.iter().map(own).collect() }
    }

    fn own(&self, kind: KindId, place: u32) -> Symbol {
        self.own[usize::from(kind.0)][place as usize]
    }

    fn find(&self, kind: KindId, key: Symbol) -> Option<u32> {
        self.places[usize::from(kind.0)].get(key.0 as usize).copied().filter(|place| *place != NOWHERE)
    }
}

/// One attribute of all objects, from what was chosen for each.
pub(super) fn column(
    (kind, attribute, today): (KindId, AttrId, Day),
    chosen: &[Option<(&Observation, bool)>],
    places: &Places,
    symbols: &mut Symbols,
    conflicts: &mut Vec<Conflict>,
) -> Column {
    let def = schema().attribute(kind, attribute);
    let value_type = def.value;
    let mut column = Column::missing(chosen.len());
    if value_type.is_list() {
        column.length = vec![0; chosen.len()];
    } else if value_type.target().is_some() {
        column.target = vec![NOWHERE; chosen.len()];
    }
    let target = value_type.target().and_then(|name| schema().kind(name));
    for (at, choice) in chosen.iter().enumerate() {
        let Some((observation, in_date)) = choice else { continue };
        if let Value::Day(day) = observation.value
            && def.is_yet_to_come(&observation.value, today)
        {
            let what = ConflictKind::NotYet { day };
            conflicts.push(Conflict { kind, object: observation.object, attribute, what });
            continue;
        }
        column.seen[at] = observation.seen_at;
        column.source[at] = observation.source;
        column.state[at] = match (&observation.value, in_date) {
            (_, false) => State::Expired,
            (Value::None, true) => State::None,
            (_, true) => State::Value,
        };
        if column.state[at] != State::Value {
            continue;
        }
        let mut dangle = |key: &Arc<str>| {
            conflicts.push(Conflict {
                kind,
                object: observation.object,
                attribute,
                what: ConflictKind::Dangling { key: Arc::clone(key) },
            });
        };
        match &observation.value {
            Value::Text(text) => {
                let mut symbol = symbols.share(text);
                if let Some(target) = target {
                    match places.find(target, symbol) {
                        Some(place) => {
                            column.target[at] = place;
                            symbol = places.own(target, place);
                        }
                        None => dangle(text),
                    }
                }
                column.low[at] = i64::from(symbol.0);
            }
            Value::List(items) => {
                column.low[at] = i64::try_from(column.items.len()).unwrap_or(i64::MAX);
                let first = column.items.len();
                for item in items {
                    let symbol = symbols.share(item);
                    let (ValueType::RefList(_), Some(target)) = (value_type, target) else {
                        column.items.push(symbol);
                        continue;
                    };
                    let place = places.find(target, symbol);
                    let own = place.map_or(symbol, |place| places.own(target, place));
                    // Two keys of one object are one member.
                    if place.is_some() && column.items[first..].contains(&own) {
                        continue;
                    }
                    column.items.push(own);
                    column.target.push(place.unwrap_or(NOWHERE));
                    if place.is_none() {
                        dangle(item);
                    }
                }
                column.length[at] = u32::try_from(column.items.len() - first).unwrap_or(u32::MAX);
            }
            other => column.low[at] = other.number().unwrap_or_default(),
        }
    }
    column
}
