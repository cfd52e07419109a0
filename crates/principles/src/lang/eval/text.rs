//! Texts, words and keys: compared as symbols, read only where a test looks inside them.

use ::facts::{Field, Symbol};
use kernel::Kleene;

use super::facts::{Known, Reached};
use super::number::Range;
use super::{Bound, Outcome};
use crate::lang::nodes::{Compare, Path, TextTest, Txt};

/// A text as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A symbol of the estate.
    Symbol(i64),
    /// A literal that no fact of the estate has, by its place: it differs from every symbol, and from other literals.
    Foreign(u16),
    None,
    Unknown,
}

impl Word {
    pub(super) fn same(self, other: Self) -> Kleene {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Kleene::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Kleene::Unknown,
            (a, b) => Kleene::of(a == b),
        }
    }
}

impl Bound<'_> {
    pub(super) fn word(&self, node: &Txt, out: &mut Outcome) -> Word {
        match node {
            Txt::Const(place) => self.constant(*place),
            Txt::Element(var) => Word::Symbol(out.vars[usize::from(*var)]),
            Txt::Fact(path) => self.word_at(path, out),
            Txt::If(test, branches) => match self.truth(test, out) {
                Kleene::True => self.word(&branches[0], out),
                Kleene::False => self.word(&branches[1], out),
                Kleene::Unknown => {
                    let (a, b) = (self.word(&branches[0], out), self.word(&branches[1], out));
                    if a == b { a } else { Word::Unknown }
                }
            },
        }
    }

    /// A fact against a word written out, the most frequent question of all.
    #[inline]
    pub(super) fn word_is(&self, path: &Path, compare: Compare, place: u16, out: &mut Outcome) -> Kleene {
        if let Some((column, object)) = self.stated(path, out) {
            let same = column.low[object as usize] == self.symbols[usize::from(place)];
            return Kleene::of(same == (compare == Compare::Equal));
        }
        let mark = out.mark();
        let same = self.word_at(path, out).same(self.constant(place));
        out.settle(mark, if compare == Compare::Equal { same } else { !same })
    }

    fn constant(&self, place: u16) -> Word {
        match self.symbols[usize::from(place)] {
            super::NO_SYMBOL => Word::Foreign(place),
            symbol => Word::Symbol(symbol),
        }
    }

    fn word_at(&self, path: &Path, out: &mut Outcome) -> Word {
        if path.field == Field::Key {
            return match self.reach(path, out) {
                Reached::Object(object) => {
                    out.seen.push(self.slots.fact(path.kind, object, Field::Key));
                    Word::Symbol(self.key(path.kind, object))
                }
                Reached::Nothing => Word::None,
                Reached::Unknown => Word::Unknown,
            };
        }
        match self.known(path, out) {
            Known::Value(column, object) => Word::Symbol(column.low[object as usize]),
            Known::None => Word::None,
            Known::Unknown => Word::Unknown,
        }
    }

    pub(super) fn texts_compared(&self, compare: Compare, sides: &[Txt; 2], out: &mut Outcome) -> Kleene {
        let mark = out.mark();
        let (a, b) = (self.word(&sides[0], out), self.word(&sides[1], out));
        let same = a.same(b);
        out.settle(mark, if compare == Compare::Equal { same } else { !same })
    }

    /// The characters of a known text.
    fn letters(&self, word: Word) -> Option<&str> {
        match word {
            Word::Symbol(symbol) => Some(self.slots.symbols().text(Symbol(u32::try_from(symbol).unwrap_or(u32::MAX)))),
            Word::Foreign(place) => Some(&self.texts[usize::from(place)]),
            Word::None | Word::Unknown => None,
        }
    }

    pub(super) fn text_tested(&self, text: &Txt, test: &TextTest, out: &mut Outcome) -> Kleene {
        let mark = out.mark();
        let word = self.word(text, out);
        let literal = |place: &u16| &*self.texts[usize::from(*place)];
        let truth = match (self.letters(word), test) {
            (Some(letters), TextTest::StartsWith(place)) => Kleene::of(letters.starts_with(literal(place))),
            (Some(letters), TextTest::EndsWith(place)) => Kleene::of(letters.ends_with(literal(place))),
            (Some(letters), TextTest::Contains(place)) => Kleene::of(letters.contains(literal(place))),
            (Some(letters), TextTest::Matches(regex)) => Kleene::of(regex.is_match(letters)),
            (None, _) if word == Word::None => Kleene::False,
            (None, _) => Kleene::Unknown,
        };
        out.settle(mark, truth)
    }

    pub(super) fn text_size(&self, text: &Txt, out: &mut Outcome) -> Range {
        let word = self.word(text, out);
        match self.letters(word) {
            Some(letters) => Range::exactly(i64::try_from(letters.chars().count()).unwrap_or(i64::MAX)),
            None if word == Word::None => Range::NONE,
            None => Range { low: 0, high: i64::MAX },
        }
    }
}
