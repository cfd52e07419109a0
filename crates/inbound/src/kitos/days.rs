//! Dates as KITOS writes them: an instant in UTC, most often at midnight. One written where Danish midnight is 22 or 23
//! o'clock the day before, UTC, means the day that begins then.

use jiff::Timestamp;
use jiff::tz::Offset;
use kernel::{Day, Instant};

use crate::bounds::likely;

/// Its year of nothing: .NET's smallest instant.
const NOTHING: i16 = 1;

/// The instant.
pub(super) fn instant(written: &str) -> Option<Instant> {
    let stamp: Timestamp = written.parse().ok()?;
    Some(Instant(stamp.as_microsecond()))
}

/// The day, none when it is .NET's smallest; or the text that is no date.
pub(super) fn day(written: &str) -> Result<Option<Day>, ()> {
    let stamp: Timestamp = written.parse().or_else(|_| format!("{written}Z").parse()).map_err(|_| ())?;
    let at = Offset::UTC.to_datetime(stamp);
    if at.year() == NOTHING {
        return Ok(None);
    }
    let day = Day::new(at.year(), at.month(), at.day()).ok_or(())?;
    let evening = matches!(at.hour(), 22 | 23) && at.minute() == 0 && at.second() == 0;
    likely(if evening { day.plus_days(1) } else { day }).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_day_that_a_dane_meant() {
        let shown = |written: &str| day(written).map(|day| day.map(|day| day.to_string()));
        for (written, means) in [
            ("2020-02-01T00:00:00Z", "2020-02-01"),
            ("2020-01-31T23:00:00Z", "2020-02-01"),
            ("2020-05-31T22:00:00.0000000Z", "2020-06-01"),
            ("2026-07-01T06:02:11.4533333Z", "2026-07-01"),
            ("2026-07-01T00:00:00", "2026-07-01"),
        ] {
            assert_eq!(shown(written), Ok(Some(means.to_owned())), "{written}");
        }
        assert_eq!(shown("0001-01-01T00:00:00Z"), Ok(None));
        for none in ["i morgen", "0020-02-01T00:00:00Z", "1899-12-31T00:00:00Z", "2201-01-01T00:00:00Z"] {
            assert_eq!(shown(none), Err(()), "{none}");
        }
        assert_eq!(instant("1970-01-01T00:00:01.5Z"), Some(Instant(1_500_000)));
    }
}
