//! Chance that is the same on every machine: SplitMix64 (Steele, Lea and Flood 2014), and the shapes of facts made with it.

use kernel::Day;

use super::sheet::Cell;

/// A seeded source of chance.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A day between that many days ago.
    pub fn ago(&mut self, least: i64, most: i64) -> Day {
        super::TODAY.plus_days(-i32::try_from(self.between(least, most)).unwrap_or(0))
    }

    /// Filled in, except so many times in a hundred.
    pub fn known(&mut self, blank: usize, cell: impl Into<Cell>) -> Cell {
        let cell = cell.into();
        if self.percent(blank) { Cell::Blank } else { cell }
    }

    /// Yes so many times in a hundred; not filled in now and then.
    pub fn yes(&mut self, share: usize, blank: usize) -> Cell {
        let yes = self.percent(share);
        self.known(blank, yes)
    }

    /// A day in that range ago; not filled in now and then.
    pub fn day(&mut self, least: i64, most: i64, blank: usize) -> Cell {
        let day = self.ago(least, most);
        self.known(blank, day)
    }

    /// A reason, or none so many times in a hundred.
    pub fn reason(&mut self, none: usize) -> Cell {
        let reason = self.pick(super::words::REASONS);
        if self.percent(none) { Cell::None } else { reason.into() }
    }
}
