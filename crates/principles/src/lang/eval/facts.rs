//! Reading facts: through references, with their age, and with what is lacking when there is nothing to read.

use ::facts::{Column, Field, KindId, State};
use kernel::Kleene;

use super::number::Range;
use super::{Bound, Outcome};
use crate::lang::nodes::{Hop, NO_AGE, Path};

/// Where a path leads.
pub(super) enum Reached {
    /// To an object.
    Object(u32),
    /// To nothing: a reference on the way is known to be none.
    Nothing,
    /// Nobody knows; what is lacking has been noted.
    Unknown,
}

/// What is known of one cell.
pub(super) enum Known<'s> {
    Value(&'s Column, u32),
    None,
    Unknown,
}

/// The target of a reference that leads nowhere, as facts mark it.
const NOWHERE: u32 = u32::MAX;

impl<'s> Bound<'s> {
    /// Whether a fact is too old for the rule.
    fn is_stale(&self, column: &Column, object: u32, age: u8) -> bool {
        age != NO_AGE && column.seen[object as usize] < self.cutoffs[usize::from(age)]
    }

    #[inline]
    fn start(out: &Outcome, var: u8) -> u32 {
        u32::try_from(out.vars[usize::from(var)]).unwrap_or(0)
    }

    /// Follows the references of a path.
    #[inline]
    pub(super) fn reach(&self, path: &Path, out: &mut Outcome) -> Reached {
        let mut at = Self::start(out, path.var);
        for Hop { kind, attribute, age } in &path.hops {
            let column = self.slots.column(*kind, *attribute);
            let fact = column.fact(at);
            let state = column.state[at as usize];
            let target = column.target[at as usize];
            if self.is_stale(column, at, *age)
                || state <= State::Expired
                || (state == State::Value && target == NOWHERE)
            {
                out.lacking.push(fact);
                return Reached::Unknown;
            }
            out.seen.push(fact);
            if state == State::None {
                return Reached::Nothing;
            }
            at = target;
        }
        Reached::Object(at)
    }

    /// The cell at the end of a path whose last name is an attribute.
    #[inline]
    pub(super) fn known(&self, path: &Path, out: &mut Outcome) -> Known<'s> {
        // By far the most: a fact of the object itself, of any age, stated by a source.
        match self.stated(path, out) {
            Some((column, object)) => Known::Value(column, object),
            None => self.known_with_care(path, out),
        }
    }

    /// The cell of an attribute of the object under assessment, when no more needs asking.
    #[inline(always)]
    pub(super) fn stated(&self, path: &Path, out: &mut Outcome) -> Option<(&'s Column, u32)> {
        let Field::Attribute(attribute) = path.field else { return None };
        if path.var != 0 || path.age != NO_AGE || !path.hops.is_empty() {
            return None;
        }
        let object = Self::start(out, 0);
        let column = &self.own[usize::from(attribute.0)];
        if column.state[object as usize] != State::Value || !column.hindered.is_empty() {
            return None;
        }
        out.seen.push(column.fact(object));
        Some((column, object))
    }

    #[inline(never)]
    fn known_with_care(&self, path: &Path, out: &mut Outcome) -> Known<'s> {
        let object = match self.reach(path, out) {
            Reached::Object(object) => object,
            Reached::Nothing => return Known::None,
            Reached::Unknown => return Known::Unknown,
        };
        let Field::Attribute(attribute) = path.field else { return Known::Unknown };
        let column = self.slots.column(path.kind, attribute);
        let fact = column.fact(object);
        match column.state[object as usize] {
            State::Missing | State::Expired => {
                match column.hindered.get(&object) {
                    Some(facts) => out.lacking.extend_from_slice(facts),
                    None => out.lacking.push(fact),
                }
                Known::Unknown
            }
            _ if self.is_stale(column, object, path.age) => {
                out.lacking.push(fact);
                Known::Unknown
            }
            State::None => {
                out.seen.push(fact);
                Known::None
            }
            State::Value => {
                out.seen.push(fact);
                if !column.hindered.is_empty()
                    && let Some(facts) = column.hindered.get(&object)
                {
                    out.lacking.extend_from_slice(facts);
                }
                Known::Value(column, object)
            }
        }
    }

    pub(super) fn truth_of_fact(&self, path: &Path, out: &mut Outcome) -> Kleene {
        if let Some((column, object)) = self.stated(path, out) {
            return Kleene::of(column.low[object as usize] != 0);
        }
        let mark = out.mark();
        let truth = match self.known(path, out) {
            Known::Value(column, object) => Kleene::of(column.low[object as usize] != 0),
            // There is none of it, so it does not hold.
            Known::None => Kleene::False,
            Known::Unknown => Kleene::Unknown,
        };
        out.settle(mark, truth)
    }

    /// Whether there is a value: not a question of whether we know one.
    pub(super) fn has(&self, path: &Path, out: &mut Outcome) -> Kleene {
        let mark = out.mark();
        let truth = match self.known(path, out) {
            Known::Value(..) => Kleene::True,
            Known::None => Kleene::False,
            Known::Unknown => Kleene::Unknown,
        };
        out.settle(mark, truth)
    }

    pub(super) fn number_of_fact(&self, path: &Path, out: &mut Outcome) -> Range {
        match self.known(path, out) {
            Known::Value(column, object) => {
                let (low, high) = column.range(object);
                Range { low, high }
            }
            Known::None => Range::NONE,
            Known::Unknown => Range::ANY,
        }
    }

    /// An object's key as a symbol.
    pub(super) fn key(&self, kind: KindId, object: u32) -> i64 {
        self.slots.key_symbols(kind).get(object as usize).map_or(super::NO_SYMBOL, |symbol| i64::from(symbol.0))
    }
}
