//! Days to dates and back in the Gregorian calendar: rules add months to every object's dates, so this runs millions
//! of times a second. The method is Howard Hinnant's ("chrono-compatible low-level date algorithms", 2013): years
//! begin in March, so that the leap day is the last of its year, and 400 years are one era of 146,097 days.

/// Days of an era of 400 years.
const ERA: i32 = 146_097;
/// Days from 1 March of year 0 to 1 January 1970.
const EPOCH: i32 = 719_468;

/// Year, month (1-12) and day of month (1-31) of a day counted from 1 January 1970. Exact within five million years.
pub(crate) const fn date_of(days: i32) -> (i32, i32, i32) {
    let shifted = days + EPOCH;
    let era = shifted.div_euclid(ERA);
    let day_of_era = shifted.rem_euclid(ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + (month <= 2) as i32, month, day)
}

/// The day counted from 1 January 1970, of a date that the calendar has.
pub(crate) const fn days_of(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * ERA + day_of_era - EPOCH
}

/// The number of days in a month (1-12).
pub(crate) const fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use jiff::{ToSpan, Unit};

    use super::*;

    const FIRST: Date = Date::constant(-9_999, 1, 1);

    #[test]
    fn every_day_of_twenty_thousand_years_is_the_librarys() {
        let mut date = FIRST;
        let mut days = Date::constant(1970, 1, 1).until((Unit::Day, date)).expect("in range").get_days();
        loop {
            let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
            assert_eq!(date_of(days), (year, month, day), "{days}");
            assert_eq!(days_of(year, month, day), days, "{date}");
            assert_eq!(days_in_month(year, month), i32::from(date.days_in_month()), "{date}");
            let Ok(next) = date.tomorrow() else { break };
            (date, days) = (next, days + 1);
        }
        assert_eq!(date.year(), 9_999);
    }

    #[test]
    fn adding_months_is_the_librarys() {
        for days in (-30_000..60_000).step_by(97) {
            let date = Date::constant(1970, 1, 1).saturating_add(days.days());
            for months in [-1_201, -13, -12, -1, 0, 1, 2, 11, 12, 13, 48, 1_201] {
                let theirs = date.saturating_add(months.months());
                let ours = crate::Day::from_days(days).plus_months(months);
                assert_eq!(ours.to_string(), theirs.to_string(), "{date} and {months} months");
            }
        }
    }
}
