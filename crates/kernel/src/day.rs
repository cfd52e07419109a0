//! A `Day`: the municipality's local date. Instants (UTC) belong to events, not to facts.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::{date_of, days_in_month, days_of};
use crate::{Lang, Period};

/// A calendar day in the municipality's own time zone, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(i32);

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// The text has none of the shapes we read.
    #[error("'{0}' is not a date; write 2026-05-03 or 3.5.2026")]
    Shape(String),
    /// The shape is right, but no such day exists (31 February).
    #[error("'{0}' does not exist in the calendar")]
    NoSuchDay(String),
}

const DANISH_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// The day with that year (to 9999 either side of year 0), month (1-12) and day of month, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
        let exists =
            year.abs() <= 9_999 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| Self(days_of(year, month, day)))
    }

    /// The day that many days after 1 January 1970.
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1 January 1970.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month and day of month; days beyond the years 54 to 9909 count as the last of them.
    #[inline]
    fn date(self) -> (i32, i32, i32) {
        date_of(self.0.clamp(-700_000, 2_900_000))
    }

    /// The calendar year.
    #[inline]
    pub fn year(self) -> i16 {
        i16::try_from(self.date().0).unwrap_or(i16::MAX)
    }

    /// The month, 1-12.
    #[inline]
    pub fn month(self) -> i8 {
        i8::try_from(self.date().1).unwrap_or(12)
    }

    /// The day of the month, 1-31.
    #[inline]
    pub fn day_of_month(self) -> i8 {
        i8::try_from(self.date().2).unwrap_or(31)
    }

    /// The day that many days later (earlier when negative); stops at the calendar's ends.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day that many months later; 31 January plus one month is the last day of February.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.date();
        let count = year * 12 + month - 1 + months.clamp(-240_000, 240_000);
        if count.div_euclid(12) > 9_999 {
            return Self(days_of(9_999, 12, 31));
        }
        if count.div_euclid(12) < -9_999 {
            return Self(days_of(-9_999, 1, 1));
        }
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        Self(days_of(year, month, day.min(days_in_month(year, month))))
    }

    /// The day that period later.
    pub fn plus(self, period: Period) -> Self {
        self.plus_months(period.months()).plus_days(period.days())
    }

    /// The day that period earlier.
    pub fn minus(self, period: Period) -> Self {
        self.plus_months(-period.months()).plus_days(-period.days())
    }

    /// Reads `2026-05-03`, `3.5.2026`, `03-05-2026`, `3/5/2026` and `3. maj 2026`, and an ISO date followed by a
    /// time of day (`2026-05-03T10:00:00Z`), of which the date is taken.
    ///
    /// # Errors
    /// [`DayError::Shape`] when the text has another shape, [`DayError::NoSuchDay`] for 31 February and the like.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        let text = text.trim();
        let shape = || DayError::Shape(text.to_owned());
        let (year, month, day) = split_iso(text).or_else(|| split_danish(text)).ok_or_else(shape)?;
        Self::new(year, month, day).ok_or_else(|| DayError::NoSuchDay(text.to_owned()))
    }

    /// As people write it: `3. maj 2026` or `3 May 2026`.
    pub fn long(self, lang: Lang) -> String {
        let month = usize::try_from(self.month() - 1).unwrap_or_default();
        match lang {
            Lang::Da => format!("{}. {} {}", self.day_of_month(), DANISH_MONTHS[month], self.year()),
            Lang::En => format!("{} {} {}", self.day_of_month(), ENGLISH_MONTHS[month], self.year()),
        }
    }
}

/// `2026-05-03`, alone or followed by `T..` or a space and a time.
fn split_iso(text: &str) -> Option<(i16, i8, i8)> {
    let date = match text.get(10..11) {
        Some("T" | " ") => text.get(..10)?,
        Some(_) => return None,
        None => text,
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some((digits(year)?, digits(month)?, digits(day)?))
}

/// `3.5.2026`, `03-05-2026`, `3/5/2026`, `3. maj 2026`, `3. maj. 2026`.
fn split_danish(text: &str) -> Option<(i16, i8, i8)> {
    let parts: Vec<&str> = text.split(['.', '-', '/', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    let month = match digits(month) {
        Some(number) => number,
        None => month_by_name(month)?,
    };
    Some((digits(year)?, month, digits(day)?))
}

fn month_by_name(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    if name.chars().count() < 3 {
        return None;
    }
    let found = (0..12)
        .find(|&i| DANISH_MONTHS[i].starts_with(&name) || ENGLISH_MONTHS[i].to_lowercase().starts_with(&name))?;
    i8::try_from(found + 1).ok()
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl std::str::FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Self, DayError> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    #[test]
    fn a_day_is_read_however_a_dane_writes_it() {
        for text in
            ["2026-05-03", "3.5.2026", "03-05-2026", "3/5/2026", "3. maj 2026", "2026-05-03T23:10:00Z", " 3 May 2026 "]
        {
            assert_eq!(day(text), Day::new(2026, 5, 3).expect("in the calendar"), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_reason() {
        assert_eq!(Day::parse("31.2.2026"), Err(DayError::NoSuchDay("31.2.2026".into())));
        for text in ["", "i går", "2026-5", "3.5.26", "20260503", "2026-05-03x", "æøå", "3. m 2026"] {
            assert_eq!(Day::parse(text), Err(DayError::Shape(text.into())), "{text}");
        }
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2024-02-29").plus_months(12), day("2025-02-28"));
        assert_eq!(day("2026-03-31").minus(Period::of(1, 0)), day("2026-02-28"));
        assert_eq!(day("2026-05-03").plus_days(-3).to_string(), "2026-04-30");
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        assert!(Day::from_days(i32::MAX).plus_months(i32::MAX).year() > 9000);
        assert!(Day::from_days(i32::MIN).plus_months(i32::MIN).year() <= 1970);
    }

    #[test]
    fn people_see_long_dates() {
        assert_eq!(day("2026-05-03").long(Lang::Da), "3. maj 2026");
        assert_eq!(day("2026-05-03").long(Lang::En), "3 May 2026");
    }
}
