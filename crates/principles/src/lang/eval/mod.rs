//! Evaluation in Kleene's three-valued logic (Kleene 1952, the strong tables), with ranges for numbers.
//!
//! Beside the truth comes what it rests on: when it is known, the facts that decided it; when it is not, the facts
//! that are lacking. Both are complete: no fact that is named nowhere can turn the outcome.

mod facts;
mod list;
mod number;
mod text;

use ::facts::{Column, FactId, Slots};
use kernel::{Day, Kleene, Period};

use super::check::VARIABLES;
use super::nodes::{Bool, Code, Compare, Txt};
use number::Range;

/// Work space of one evaluation, reused from object to object.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The facts that decided, when the truth is known; they follow on what stood there before.
    pub seen: Vec<FactId>,
    /// The facts that are lacking, when it is not.
    pub lacking: Vec<FactId>,
    /// Why the expression could not be computed, when the truth is not known for that reason.
    pub error: Option<&'static str>,
    vars: [i64; VARIABLES],
    /// Whether to name every part that decides, or only the first.
    thorough: bool,
}

/// How far both lists had come.
#[derive(Clone, Copy)]
struct Mark {
    seen: usize,
    lacking: usize,
}

impl Outcome {
    #[inline]
    fn mark(&self) -> Mark {
        Mark { seen: self.seen.len(), lacking: self.lacking.len() }
    }

    /// Known: what was lacking on the way did not matter.
    #[inline]
    fn settle(&mut self, mark: Mark, truth: Kleene) -> Kleene {
        match truth {
            Kleene::Unknown => self.seen.truncate(mark.seen),
            Kleene::True | Kleene::False => {
                self.lacking.truncate(mark.lacking);
                self.error = None;
            }
        }
        truth
    }

    /// As if this part had not been looked at.
    #[inline]
    fn forget(&mut self, mark: Mark) {
        self.seen.truncate(mark.seen);
        self.lacking.truncate(mark.lacking);
    }
}

/// An expression bound to one estate: texts as symbols, ages as days.
#[derive(Debug)]
pub struct Bound<'s> {
    root: &'s Bool,
    slots: &'s Slots,
    /// The columns of the objects under assessment.
    own: &'s [Column],
    texts: &'s [std::sync::Arc<str>],
    symbols: Vec<i64>,
    cutoffs: Vec<Day>,
    today: i64,
}

/// The symbol of a text that no fact has.
const NO_SYMBOL: i64 = -1;

impl<'s> Bound<'s> {
    /// Binds checked code. `ages` are the periods for the facts that the checker was given, in the same order.
    pub fn new(code: &'s Code, slots: &'s Slots, ages: &[Period]) -> Self {
        let symbol = |text: &std::sync::Arc<str>| slots.symbols().find(text).map_or(NO_SYMBOL, |s| i64::from(s.0));
        Self {
            root: &code.root,
            slots,
            own: slots.columns(code.kind),
            texts: &code.texts,
            symbols: code.texts.iter().map(symbol).collect(),
            cutoffs: ages.iter().map(|age| slots.today().minus(*age)).collect(),
            today: i64::from(slots.today().days()),
        }
    }

    /// The truth of the expression for one object, with the first sufficient grounds added to `outcome`.
    #[inline]
    pub fn decide(&self, object: u32, outcome: &mut Outcome) -> Kleene {
        outcome.thorough = false;
        self.run(object, outcome)
    }

    /// The truth of the expression for one object, with all that decides it added to `outcome`: each failing part of
    /// `a && b`, not only the first.
    #[inline]
    pub fn evaluate(&self, object: u32, outcome: &mut Outcome) -> Kleene {
        outcome.thorough = true;
        self.run(object, outcome)
    }

    #[inline]
    fn run(&self, object: u32, outcome: &mut Outcome) -> Kleene {
        outcome.lacking.clear();
        outcome.error = None;
        outcome.vars[0] = i64::from(object);
        self.truth(self.root, outcome)
    }

    fn truth(&self, node: &Bool, out: &mut Outcome) -> Kleene {
        match node {
            Bool::Const(yes) => Kleene::of(*yes),
            Bool::And(parts) => self.connected(parts, Kleene::False, out),
            Bool::Or(parts) => self.connected(parts, Kleene::True, out),
            Bool::Not(part) => !self.truth(part, out),
            Bool::If(parts) => self.conditional(parts, out),
            Bool::Same(sides, compare) => self.same(sides, *compare, out),
            Bool::Fact(path) => self.truth_of_fact(path, out),
            Bool::Has(path) => self.has(path, out),
            Bool::Number(compare, sides) => self.compared(*compare, sides, out),
            Bool::NumberIn(needle, items) => self.number_in(needle, items, out),
            Bool::Text(compare, sides) => match &**sides {
                [Txt::Fact(path), Txt::Const(place)] => self.word_is(path, *compare, *place, out),
                sides => self.texts_compared(*compare, sides, out),
            },
            Bool::TextIn(needle, list) => self.text_in(needle, list, out),
            Bool::TextTest(text, test) => self.text_tested(text, test, out),
            Bool::Quantified { quantifier, list, var, body } => {
                self.quantified(*quantifier, list, usize::from(*var), body, out)
            }
        }
    }

    /// `&&` (decided by a false) and `||` (decided by a true): all deciding parts are named, no other.
    fn connected(&self, parts: &[Bool], decisive: Kleene, out: &mut Outcome) -> Kleene {
        let start = out.mark();
        let mut result = !decisive;
        for part in parts {
            let mark = out.mark();
            let truth = self.truth(part, out);
            if truth == decisive {
                if result == decisive {
                    continue;
                }
                // The first to decide: what the parts before it named does not matter.
                out.seen.drain(start.seen..mark.seen);
                result = decisive;
                if !out.thorough {
                    break;
                }
            } else if result == decisive {
                out.forget(mark);
            } else if truth == Kleene::Unknown {
                result = Kleene::Unknown;
            }
        }
        out.settle(start, result)
    }

    /// `c ? a : b`; with `c` unknown it is known where both branches agree.
    fn conditional(&self, parts: &[Bool; 3], out: &mut Outcome) -> Kleene {
        let [test, yes, no] = parts;
        let start = out.mark();
        match self.truth(test, out) {
            Kleene::True => {
                let truth = self.truth(yes, out);
                out.settle(start, truth)
            }
            Kleene::False => {
                let truth = self.truth(no, out);
                out.settle(start, truth)
            }
            Kleene::Unknown => {
                let (a, b) = (self.truth(yes, out), self.truth(no, out));
                out.settle(start, if a == b { a } else { Kleene::Unknown })
            }
        }
    }

    fn same(&self, sides: &[Bool; 2], compare: Compare, out: &mut Outcome) -> Kleene {
        let start = out.mark();
        let (a, b) = (self.truth(&sides[0], out), self.truth(&sides[1], out));
        let truth = match (a, b) {
            (Kleene::Unknown, _) | (_, Kleene::Unknown) => Kleene::Unknown,
            _ => Kleene::of((a == b) == (compare == Compare::Equal)),
        };
        out.settle(start, truth)
    }

    fn compared(&self, compare: Compare, sides: &[super::nodes::Num; 2], out: &mut Outcome) -> Kleene {
        let start = out.mark();
        let (a, b) = (self.number(&sides[0], out), self.number(&sides[1], out));
        out.settle(start, Range::compare(compare, a, b))
    }

    fn number_in(&self, needle: &super::nodes::Num, items: &[super::nodes::Num], out: &mut Outcome) -> Kleene {
        let start = out.mark();
        let needle = self.number(needle, out);
        let mut truth = Kleene::False;
        for item in items {
            let item = self.number(item, out);
            truth = truth.or(Range::compare(Compare::Equal, needle, item));
        }
        out.settle(start, truth)
    }
}
