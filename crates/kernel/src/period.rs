//! A `Period`: a length of time in the calendar's own units, written as ISO 8601 (`P1Y6M`, `P30D`).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Lang;

/// Months and days; a year is twelve months, a week seven days. Never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Period {
    months: i32,
    days: i32,
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a period; write P1Y, P6M, P2W or P30D")]
pub struct PeriodError(String);

impl Period {
    /// A period of that many months and days.
    pub const fn of(months: i32, days: i32) -> Self {
        Self { months, days }
    }

    /// Whole months, years included.
    pub const fn months(self) -> i32 {
        self.months
    }

    /// Days beyond the months.
    pub const fn days(self) -> i32 {
        self.days
    }

    /// Reads ISO 8601 date periods: `P` and one or more of `nY`, `nM`, `nW`, `nD`, in that order.
    ///
    /// # Errors
    /// [`PeriodError`] when the text has another shape, or is longer than 1,000 years.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        Self::read(text.trim()).ok_or_else(|| PeriodError(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('P')?;
        let (mut months, mut days) = (0_i32, 0_i32);
        let mut units = "YMWD";
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let amount: i32 = rest[..end].parse().ok().filter(|n| *n <= 366_000)?;
            let unit = rest[end..].chars().next()?;
            let place = units.find(unit)?;
            units = &units[place + 1..];
            match unit {
                'Y' => months += amount.checked_mul(12)?,
                'M' => months += amount,
                'W' => days += amount.checked_mul(7)?,
                _ => days += amount,
            }
            rest = &rest[end + 1..];
        }
        (months <= 12_000 && days <= 366_000).then_some(Self { months, days })
    }

    /// As people say it: `1 år og 6 måneder`, `30 dage`.
    pub fn long(self, lang: Lang) -> String {
        let (years, months) = (self.months / 12, self.months % 12);
        let words: [(i32, &str, &str); 3] = match lang {
            Lang::Da => [(years, "år", "år"), (months, "måned", "måneder"), (self.days, "dag", "dage")],
            Lang::En => [(years, "year", "years"), (months, "month", "months"), (self.days, "day", "days")],
        };
        let said: Vec<String> = words
            .iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
            .collect();
        match (said.is_empty(), lang) {
            (true, Lang::Da) => "0 dage".to_owned(),
            (true, Lang::En) => "0 days".to_owned(),
            (false, Lang::Da) => said.join(" og "),
            (false, Lang::En) => said.join(" and "),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, months) = (self.months / 12, self.months % 12);
        f.write_str("P")?;
        for (amount, unit) in [(years, 'Y'), (months, 'M'), (self.days, 'D')] {
            if amount != 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        if *self == Self::default() { f.write_str("0D") } else { Ok(()) }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_reads_back_as_it_was_written() {
        for text in ["P1Y", "P6M", "P30D", "P1Y6M", "P2Y1M10D", "P0D"] {
            assert_eq!(Period::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Period::parse("P2W"), Ok(Period::of(0, 14)));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "P", "1Y", "P1", "PY", "P1D1Y", "P-1D", "PT1H", "P99999999999Y", "P1Yæ"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn plurals_are_right() {
        assert_eq!(Period::of(13, 1).long(Lang::Da), "1 år og 1 måned og 1 dag");
        assert_eq!(Period::of(6, 0).long(Lang::Da), "6 måneder");
        assert_eq!(Period::of(0, 30).long(Lang::En), "30 days");
    }
}
