//! A clock that goes on from the example's day, and that days can be told to pass on.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Clock, Day, Instant};

use crate::clock::SystemClock;

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

pub struct DemoClock<C = SystemClock> {
    real: C,
    /// Microseconds between the real time and the example's.
    shift: AtomicI64,
}

impl<C: Clock> DemoClock<C> {
    /// The time of the day that it is, on that day.
    pub fn on(real: C, today: Day) -> Self {
        let clock = Self { real, shift: AtomicI64::new(0) };
        clock.shift_days(today.days() - clock.today().days());
        clock
    }

    /// The same time of the day so many days later, also where summer time begins or ends in between.
    pub fn shift_days(&self, days: i32) {
        let now = self.now();
        let then = Instant(now.0 + i64::from(days) * DAY);
        let ahead = self.offset_at(now) - self.offset_at(then);
        self.shift.fetch_add(i64::from(days) * DAY + ahead * 1_000_000, Ordering::SeqCst);
    }
}

impl<C: Clock> Clock for DemoClock<C> {
    fn now(&self) -> Instant {
        Instant(self.real.now().0 + self.shift.load(Ordering::SeqCst))
    }

    fn offset_at(&self, instant: Instant) -> i64 {
        self.real.offset_at(instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that stands; summer time is from April to October.
    struct Stands(Instant);

    impl Clock for Stands {
        fn now(&self) -> Instant {
            self.0
        }

        fn offset_at(&self, instant: Instant) -> i64 {
            if (4..=10).contains(&instant.utc_day().month()) { 7_200 } else { 3_600 }
        }
    }

    #[test]
    fn at_every_hour_of_summer_and_winter_the_day_is_the_one_that_was_asked_for() {
        let day = |month, day| Day::new(2026, month, day).expect("a day");
        for real in [day(7, 1), day(11, 29), day(3, 31), day(10, 31)] {
            for hour in 0..24 {
                let now = Instant((i64::from(real.days()) * 24 + hour) * 3_600_000_000 + 540_000_000);
                let clock = DemoClock::on(Stands(now), day(11, 23));
                assert_eq!(clock.today(), day(11, 23), "{real} {hour}");
                clock.shift_days(-31);
                assert_eq!(clock.today(), day(10, 23), "{real} {hour}");
                clock.shift_days(31);
                assert_eq!(clock.today(), day(11, 23), "{real} {hour}");
            }
        }
    }
}
