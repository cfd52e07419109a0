//! The reader's language: Danish first, English by switch. Texts stand in pairs where they are used.

use kernel::{Day, Instant, Lang, Text};

/// A reader's language, short because every page uses it on every line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Say(pub Lang);

impl Say {
    /// The text in the reader's language.
    pub(crate) fn t<'t>(self, da: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Lang::Da => da,
            Lang::En => en,
        }
    }

    /// The same, made of parts.
    pub(crate) fn text(self, text: &Text) -> &str {
        text.get(self.0)
    }

    /// A count with its noun: `1 it-system`, `1.250 it-systemer`.
    pub(crate) fn count(self, count: usize, da: [&str; 2], en: [&str; 2]) -> String {
        let [one, many] = match self.0 {
            Lang::Da => da,
            Lang::En => en,
        };
        format!("{} {}", self.number(count as u64), if count == 1 { one } else { many })
    }

    /// A number as it is written: `1.250` in Danish, `1,250` in English.
    pub(crate) fn number(self, number: u64) -> String {
        kernel::count(number, self.0)
    }

    /// A day: `3. maj 2026`, `3 May 2026`.
    pub(crate) fn day(self, day: Day) -> String {
        day.long(self.0)
    }

    /// How old something is: `i dag`, `12 dage`, `3 måneder`.
    pub(crate) fn age(self, days: i32) -> String {
        let count = |number: i32, da, en| self.count(usize::try_from(number).unwrap_or(0), da, en);
        match days {
            ..=0 => self.t("i dag", "today").to_owned(),
            1..=60 => count(days, ["dag", "dage"], ["day", "days"]),
            61..=730 => count(days / 30, ["måned", "måneder"], ["month", "months"]),
            _ => count(days / 365, ["år", "år"], ["year", "years"]),
        }
    }

    /// A share of a whole, in whole per cent; never 0 or 100 when it is not. An empty whole has none.
    pub(crate) fn percent(self, part: u64, whole: u64) -> String {
        let rounded = match (part, whole) {
            (_, 0) => return "–".to_owned(),
            (0, _) => 0,
            (part, whole) if part == whole => 100,
            (part, whole) => ((part * 200 + whole) / (whole * 2)).clamp(1, 99),
        };
        match self.0 {
            Lang::Da => format!("{rounded} %"),
            Lang::En => format!("{rounded}%"),
        }
    }

    /// An instant as local day and time of day.
    pub(crate) fn instant(self, instant: Instant, clock: &dyn kernel::Clock) -> String {
        let day = clock.day_of(instant);
        // The clock knows the local day only; the hour follows from how far that day is from UTC's.
        let second = clock.second_of_day(instant);
        match self.0 {
            Lang::Da => format!("{} kl. {:02}.{:02}", self.day(day), second / 3_600, second / 60 % 60),
            Lang::En => format!("{} at {:02}:{:02}", self.day(day), second / 3_600, second / 60 % 60),
        }
    }

    /// The language's code, for `lang` attributes.
    pub(crate) fn code(self) -> &'static str {
        match self.0 {
            Lang::Da => "da",
            Lang::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_none_or_all() {
        let say = Say(Lang::Da);
        assert_eq!(say.percent(1, 1_000), "1 %");
        assert_eq!(say.percent(999, 1_000), "99 %");
        assert_eq!(say.percent(0, 7), "0 %");
        assert_eq!(say.percent(7, 7), "100 %");
        assert_eq!(say.percent(0, 0), "–");
        assert_eq!(say.percent(1, 3), "33 %");
    }

    #[test]
    fn ages_are_told_in_the_largest_unit_that_says_enough() {
        let say = Say(Lang::Da);
        assert_eq!([0, 1, 60, 90, 800].map(|days| say.age(days)), ["i dag", "1 dag", "60 dage", "3 måneder", "2 år"]);
    }
}
