//! The real clock, and the municipality's local date.

use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Clock, Instant};

/// The machine's clock, with the date of Europe/Copenhagen.
#[derive(Clone, Debug)]
pub struct SystemClock {
    zone: TimeZone,
}

impl SystemClock {
    /// # Errors
    /// When the time zone is not known; its rules come with the binary.
    pub fn new() -> Result<Self> {
        Ok(Self { zone: TimeZone::get("Europe/Copenhagen").context("Europe/Copenhagen")? })
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant(Timestamp::now().as_microsecond())
    }

    fn offset_at(&self, instant: Instant) -> i64 {
        let offset = Timestamp::from_microsecond(instant.0).map(|at| self.zone.to_offset(at).seconds());
        offset.map_or(0, i64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_copenhagen_summer_and_winter() {
        let clock = SystemClock::new().expect("the zone");
        for (utc, local) in [
            ("2026-11-23T22:59:59Z", "2026-11-23"),
            ("2026-11-23T23:00:00Z", "2026-11-24"),
            ("2026-07-01T21:59:59Z", "2026-07-01"),
            ("2026-07-01T22:00:00Z", "2026-07-02"),
        ] {
            let instant = Instant(utc.parse::<Timestamp>().expect(utc).as_microsecond());
            assert_eq!(clock.day_of(instant).to_string(), local, "{utc}");
        }
    }
}
