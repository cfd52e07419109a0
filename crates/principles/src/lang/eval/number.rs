//! Numbers as ranges: a known number has equal ends, an unknown one reaches from end to end, a count with holes lies between.

use std::cmp::Ordering;

use kernel::{Day, Kleene};

use super::{Bound, Outcome};
use crate::lang::nodes::{Compare, Num};

/// The least and the most a number can be. `low > high` stands for "there is none".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub low: i64,
    pub high: i64,
}

impl Range {
    pub const ANY: Self = Self { low: i64::MIN, high: i64::MAX };
    pub const NONE: Self = Self { low: 1, high: 0 };

    pub const fn exactly(number: i64) -> Self {
        Self { low: number, high: number }
    }

    const fn is_none(self) -> bool {
        self.low > self.high
    }

    fn exact(self) -> Option<i64> {
        (self.low == self.high).then_some(self.low)
    }

    /// Comparison with what there is none of is false, and its inequality true.
    pub fn compare(compare: Compare, a: Self, b: Self) -> Kleene {
        if a.is_none() || b.is_none() {
            return Kleene::of(compare == Compare::NotEqual);
        }
        match compare {
            Compare::Equal => Self::equal(a, b),
            Compare::NotEqual => !Self::equal(a, b),
            Compare::Less => Self::less(a, b),
            Compare::GreaterOrEqual => !Self::less(a, b),
            Compare::Greater => Self::less(b, a),
            Compare::LessOrEqual => !Self::less(b, a),
        }
    }

    fn equal(a: Self, b: Self) -> Kleene {
        match (a.exact(), b.exact()) {
            (Some(x), Some(y)) => Kleene::of(x == y),
            _ if a.high < b.low || b.high < a.low => Kleene::False,
            _ => Kleene::Unknown,
        }
    }

    fn less(a: Self, b: Self) -> Kleene {
        if a.high < b.low {
            Kleene::True
        } else if a.low >= b.high {
            Kleene::False
        } else {
            Kleene::Unknown
        }
    }

    fn hull(a: Self, b: Self) -> Self {
        if a == b {
            return a;
        }
        // "None" on one side only: nothing can be said that holds for both.
        if a.is_none() || b.is_none() { Self::ANY } else { Self { low: a.low.min(b.low), high: a.high.max(b.high) } }
    }
}

/// A sum that leaves the ends of the range where they are, or nothing when known numbers overflow.
fn add_end(a: i64, b: i64) -> Option<i64> {
    for end in [i64::MIN, i64::MAX] {
        if a == end || b == end {
            return Some(end);
        }
    }
    a.checked_add(b)
}

fn negate_end(end: i64) -> i64 {
    match end {
        i64::MIN => i64::MAX,
        i64::MAX => i64::MIN,
        other => -other,
    }
}

const OVERFLOW: &str = "overflow";
const DIVISION_BY_ZERO: &str = "division-by-zero";

impl Bound<'_> {
    pub(super) fn number(&self, node: &Num, out: &mut Outcome) -> Range {
        match node {
            Num::Const(number) => Range::exactly(*number),
            Num::Today => Range::exactly(self.today),
            Num::Fact(path) => self.number_of_fact(path, out),
            Num::Add(sides) => self.both(sides, out, Self::sum),
            Num::Subtract(sides) => self.both(sides, out, |a, b| Self::sum(a, Self::negated(b))),
            Num::Multiply(sides) => self.both(sides, out, Self::product),
            Num::Divide(sides) => self.both(sides, out, |a, b| Self::quotient(a, b, i64::checked_div)),
            Num::Remainder(sides) => self.both(sides, out, Self::remainder),
            Num::Negate(inner) => Self::negated(self.number(inner, out)),
            Num::AddMonths(sides) => self.both(sides, out, Self::months_later),
            Num::Year(day) => self.calendar(day, out, |day| i64::from(day.year())),
            Num::Month(day) => match self.number(day, out).exact() {
                Some(day) => Range::exactly(i64::from(to_day(day).month() - 1)),
                None => Range { low: 0, high: 11 },
            },
            Num::ListSize(list) => self.size(list, out),
            Num::TextSize(text) => self.text_size(text, out),
            Num::If(test, branches) => {
                let mark = out.mark();
                match self.truth(test, out) {
                    Kleene::True => self.number(&branches[0], out),
                    Kleene::False => self.number(&branches[1], out),
                    Kleene::Unknown => {
                        let hull = Range::hull(self.number(&branches[0], out), self.number(&branches[1], out));
                        if hull.exact().is_some() {
                            out.lacking.truncate(mark.lacking);
                        }
                        hull
                    }
                }
            }
        }
    }

    fn both(
        &self,
        sides: &[Num; 2],
        out: &mut Outcome,
        combine: fn(Range, Range) -> Result<Range, &'static str>,
    ) -> Range {
        let (a, b) = (self.number(&sides[0], out), self.number(&sides[1], out));
        if a.is_none() || b.is_none() {
            return Range::NONE;
        }
        combine(a, b).unwrap_or_else(|error| {
            out.error = Some(error);
            Range::ANY
        })
    }

    fn negated(a: Range) -> Range {
        if a.is_none() { a } else { Range { low: negate_end(a.high), high: negate_end(a.low) } }
    }

    fn sum(a: Range, b: Range) -> Result<Range, &'static str> {
        match (add_end(a.low, b.low), add_end(a.high, b.high)) {
            (Some(low), Some(high)) => Ok(Range { low, high }),
            _ => Err(OVERFLOW),
        }
    }

    fn product(a: Range, b: Range) -> Result<Range, &'static str> {
        if a == Range::exactly(0) || b == Range::exactly(0) {
            return Ok(Range::exactly(0));
        }
        if is_open(a) || is_open(b) {
            return Ok(Range::ANY);
        }
        Self::corners(a, b, i64::checked_mul).ok_or(OVERFLOW)
    }

    fn quotient(a: Range, b: Range, divide: fn(i64, i64) -> Option<i64>) -> Result<Range, &'static str> {
        if b == Range::exactly(0) {
            return Err(DIVISION_BY_ZERO);
        }
        if is_open(a) || is_open(b) || (b.low <= 0 && b.high >= 0) {
            return Ok(Range::ANY);
        }
        Self::corners(a, b, divide).ok_or(OVERFLOW)
    }

    fn remainder(a: Range, b: Range) -> Result<Range, &'static str> {
        match (a.exact(), b.exact()) {
            (_, Some(0)) => Err(DIVISION_BY_ZERO),
            (Some(a), Some(b)) => a.checked_rem(b).map(Range::exactly).ok_or(OVERFLOW),
            _ => Ok(Range::ANY),
        }
    }

    /// The hull of an operation that is monotone in each part.
    fn corners(a: Range, b: Range, operation: fn(i64, i64) -> Option<i64>) -> Option<Range> {
        let mut hull: Option<Range> = None;
        for (x, y) in [(a.low, b.low), (a.low, b.high), (a.high, b.low), (a.high, b.high)] {
            let corner = Range::exactly(operation(x, y)?);
            hull = Some(hull.map_or(corner, |hull| Range::hull(hull, corner)));
        }
        hull
    }

    fn months_later(day: Range, months: Range) -> Result<Range, &'static str> {
        if is_open(months) {
            return Ok(Range::ANY);
        }
        let later = |day: i64, months: i64| match day {
            i64::MIN | i64::MAX => day,
            day => {
                let months = i32::try_from(months).unwrap_or(if months < 0 { i32::MIN } else { i32::MAX });
                i64::from(to_day(day).plus_months(months).days())
            }
        };
        Ok(Range { low: later(day.low, months.low), high: later(day.high, months.high) })
    }

    /// A function of a day that never falls as days pass.
    fn calendar(&self, day: &Num, out: &mut Outcome, of: fn(Day) -> i64) -> Range {
        let day = self.number(day, out);
        if day.is_none() {
            return day;
        }
        let end = |end: i64| if end == i64::MIN || end == i64::MAX { end } else { of(to_day(end)) };
        Range { low: end(day.low), high: end(day.high) }
    }
}

fn is_open(range: Range) -> bool {
    range.low == i64::MIN || range.high == i64::MAX
}

fn to_day(number: i64) -> Day {
    Day::from_days(i32::try_from(number).unwrap_or(match number.cmp(&0) {
        Ordering::Less => i32::MIN,
        _ => i32::MAX,
    }))
}
