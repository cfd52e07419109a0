//! Better or worse: what turned since an earlier day because the facts did, and apart from it what a changed strategy turned. Only
//! the first is anybody's getting better or worse.

use findings::Tally;

/// By how much counts differ: after less before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Follow.
    pub follows: i64,
    /// Deviate.
    pub deviates: i64,
    /// Not assessed.
    pub not_assessed: i64,
    /// Not applicable.
    pub not_applicable: i64,
}

impl Shift {
    /// From one tally to another.
    pub fn between(before: Tally, after: Tally) -> Self {
        let less = |after: u64, before: u64| i64::try_from(i128::from(after) - i128::from(before)).unwrap_or(0);
        Self {
            follows: less(after.follows, before.follows),
            deviates: less(after.deviates, before.deviates),
            not_assessed: less(after.not_assessed, before.not_assessed),
            not_applicable: less(after.not_applicable, before.not_applicable),
        }
    }

    /// Both, one after the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            follows: self.follows + other.follows,
            deviates: self.deviates + other.deviates,
            not_assessed: self.not_assessed + other.not_assessed,
            not_applicable: self.not_applicable + other.not_applicable,
        }
    }

    fn without(self, part: Self) -> Self {
        self.and(Self {
            follows: -part.follows,
            deviates: -part.deviates,
            not_assessed: -part.not_assessed,
            not_applicable: -part.not_applicable,
        })
    }

    /// Follow, deviate, not assessed, not applicable.
    pub fn of_counts([follows, deviates, not_assessed, not_applicable]: [i64; 4]) -> Self {
        Self { follows, deviates, not_assessed, not_applicable }
    }

    /// In the same order.
    pub fn counts(self) -> [i64; 4] {
        [self.follows, self.deviates, self.not_assessed, self.not_applicable]
    }
}

/// A section's counts against those of an earlier day: both parts together are all of the difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// What facts turned, that they became too old included.
    pub by_facts: Shift,
    /// What strategies turned that were adopted since.
    pub by_strategy: Shift,
}

/// The trend, when so much of the difference is the strategy's.
pub fn trend(before: Tally, now: Tally, by_strategy: Shift) -> Trend {
    Trend { by_facts: Shift::between(before, now).without(by_strategy), by_strategy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_strategy_turned_is_nobodys_getting_worse() {
        let before = Tally { follows: 10, deviates: 4, not_assessed: 1, not_applicable: 0 };
        let now = Tally { follows: 7, deviates: 9, not_assessed: 0, not_applicable: 2 };
        let by_strategy = Shift { follows: -6, deviates: 6, ..Shift::default() };
        let trend = trend(before, now, by_strategy);
        assert_eq!(trend.by_facts, Shift { follows: 3, deviates: -1, not_assessed: -1, not_applicable: 2 });
        assert_eq!(trend.by_facts.and(trend.by_strategy), Shift::between(before, now));
    }
}
