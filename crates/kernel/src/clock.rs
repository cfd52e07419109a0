//! The clock comes in through the door: whoever needs the time is handed one, so tests can stand still.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Day;

/// A point in time, in microseconds since 1 January 1970, UTC. Events have instants; facts have days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// That many seconds later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from an earlier instant to this one; negative when that one is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    /// The UTC day it falls on. The municipality's own day is the clock's to say.
    pub fn utc_day(self) -> Day {
        Day::from_days(i32::try_from(self.0.div_euclid(86_400_000_000)).unwrap_or(i32::MAX))
    }
}

/// ISO 8601, to the second, in UTC: `2026-05-03T10:00:00Z`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.div_euclid(1_000_000).rem_euclid(86_400);
        write!(f, "{}T{:02}:{:02}:{:02}Z", self.utc_day(), second / 3_600, second / 60 % 60, second % 60)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Says what time it is, and which day that is where the municipality lies (Europe/Copenhagen).
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
    /// How many seconds the municipality's local time is ahead of UTC at an instant.
    fn offset_at(&self, instant: Instant) -> i64;
    /// The municipality's local date at an instant.
    fn day_of(&self, instant: Instant) -> Day {
        instant.plus_seconds(self.offset_at(instant)).utc_day()
    }
    /// The seconds since local midnight at an instant.
    fn second_of_day(&self, instant: Instant) -> i64 {
        instant.plus_seconds(self.offset_at(instant)).0.div_euclid(1_000_000).rem_euclid(86_400)
    }
    /// Today.
    fn today(&self) -> Day {
        self.day_of(self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_iso_8601() {
        assert_eq!(Instant(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Instant(1_000_000 * (86_400 * 20_780 + 3_661)).to_string(), "2026-11-23T01:01:01Z");
        assert_eq!(Instant(-1).to_string(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn seconds_pass() {
        assert_eq!(Instant(0).plus_seconds(90).seconds_since(Instant(0)), 90);
        assert_eq!(Instant(i64::MAX).plus_seconds(90), Instant(i64::MAX));
    }
}
