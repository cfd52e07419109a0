//! Money: whole øre in an `i64`, shown by one function as each reader writes it: `7.500 kr.`, `DKK 7,500`.

use serde::{Deserialize, Serialize};

use crate::Lang;

/// An amount in øre (1 krone = 100 øre).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Kroner(i64);

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an amount; write 1250000, 1.250.000 or 1.250.000,50")]
pub struct KronerError(String);

impl Kroner {
    /// An amount of that many øre.
    pub const fn from_oere(oere: i64) -> Self {
        Self(oere)
    }

    /// An amount of that many whole kroner; stops at the ends of the range.
    pub const fn from_kroner(kroner: i64) -> Self {
        Self(kroner.saturating_mul(100))
    }

    /// The amount in øre.
    pub const fn oere(self) -> i64 {
        self.0
    }

    /// Reads `1250000`, `1.250.000`, `1.250.000,50`, `1250000.50` and the same with `kr`, `kr.`, `DKK` or `,-` at the end. What begins with
    /// `DKK`, or has several commas, is read as English writes it: `DKK 7,500.50`, `1,250,000`.
    ///
    /// # Errors
    /// [`KronerError`] for anything else, among it groups that are not of three digits (`1.25.000`), and `7,500`: that is seven and a half in
    /// Danish and seven thousand five hundred in English.
    pub fn parse(text: &str) -> Result<Self, KronerError> {
        Self::read(text).ok_or_else(|| KronerError(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        for ending in ["kr.", "kr", "DKK", ",-"] {
            rest = rest.strip_suffix(ending).unwrap_or(rest).trim_end();
        }
        let (mut negative, mut rest) = match rest.strip_prefix('-') {
            Some(after) => (true, after),
            None => (false, rest),
        };
        let turned;
        if let Some(after) = rest.strip_prefix("DKK") {
            rest = after.trim_start();
            if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
                (negative, rest) = (true, after);
            }
            turned = danish_marks(rest);
            rest = &turned;
        } else if rest.matches(',').count() > 1 {
            turned = danish_marks(rest);
            rest = &turned;
        }
        let (whole, fraction) = split_fraction(rest)?;
        let whole = join_groups(whole)?;
        let oere = match fraction.len() {
            0 => 0,
            1 => fraction.parse::<i64>().ok()? * 10,
            2 => fraction.parse::<i64>().ok()?,
            _ => return None,
        };
        let amount = whole.checked_mul(100)?.checked_add(oere)?;
        Some(Self(if negative { -amount } else { amount }))
    }

    /// `1.250.000 kr.`, `DKK 1,250,000`, with øre only when there are any. The full stop is part of the abbreviation, as Retskrivningsordbogen
    /// has it; until November 2026 it was left out, so that no sentence ended with two. A sentence that ends with an amount has its full stop
    /// already.
    pub fn shown(self, lang: Lang) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let amount = self.0.unsigned_abs();
        let whole = crate::count(amount / 100, lang);
        match (lang, amount % 100) {
            (Lang::Da, 0) => format!("{sign}{whole} kr."),
            (Lang::Da, oere) => format!("{sign}{whole},{oere:02} kr."),
            (Lang::En, 0) => format!("{sign}DKK {whole}"),
            (Lang::En, oere) => format!("{sign}DKK {whole}.{oere:02}"),
        }
    }
}

/// English marks as Danish ones.
fn danish_marks(text: &str) -> String {
    let turned = |mark: char| match mark {
        ',' => '.',
        '.' => ',',
        other => other,
    };
    text.chars().map(turned).collect()
}

/// The digits before and after the decimal mark. A single point followed by other than three digits is a decimal point.
fn split_fraction(text: &str) -> Option<(&str, &str)> {
    if let Some((whole, fraction)) = text.split_once(',') {
        return all_digits(fraction).then_some((whole, fraction));
    }
    match text.rsplit_once('.') {
        Some((whole, fraction)) if !whole.contains('.') && fraction.len() < 3 => {
            all_digits(fraction).then_some((whole, fraction))
        }
        _ => Some((text, "")),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `1.250.000` or `1 250 000` or `1250000` as a number; groups after the first have three digits.
fn join_groups(text: &str) -> Option<i64> {
    let mut groups = text.split(['.', ' ', '\u{a0}']);
    let first = groups.next()?;
    if !all_digits(first) {
        return None;
    }
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    joined.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_danes_and_machines_write_them() {
        for (text, oere) in [
            ("1250000", 125_000_000),
            ("1.250.000", 125_000_000),
            ("1.250.000 kr.", 125_000_000),
            ("1.250.000,50", 125_000_050),
            ("1250000.5", 125_000_050),
            ("446,80", 44_680),
            ("-12,5 kr", -1_250),
            ("DKK 7,500", 750_000),
            ("DKK 7,500.50", 750_050),
            ("-DKK 12.5", -1_250),
            ("DKK -12.50", -1_250),
            ("1,250,000", 125_000_000),
            ("7.500 DKK", 750_000),
            ("0", 0),
        ] {
            assert_eq!(Kroner::parse(text).expect(text).oere(), oere, "{text}");
        }
    }

    #[test]
    fn half_amounts_are_refused() {
        for text in [
            "",
            "kr",
            "1.25.000",
            "1,2,3",
            "12,345",
            "1e6",
            "ti",
            "1.250.00",
            "99999999999999999999",
            "7,500",
            "DKK 1,25,000",
            "--1",
            "DKK",
        ] {
            assert!(Kroner::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_shown_as_each_reader_writes_them_and_read_again() {
        for (oere, da, en) in [
            (125_000_000, "1.250.000 kr.", "DKK 1,250,000"),
            (-44_680, "-446,80 kr.", "-DKK 446.80"),
            (0, "0 kr.", "DKK 0"),
            (750_000, "7.500 kr.", "DKK 7,500"),
        ] {
            let amount = Kroner::from_oere(oere);
            for (lang, text) in [(Lang::Da, da), (Lang::En, en)] {
                assert_eq!(amount.shown(lang), text);
                assert_eq!(Kroner::parse(text), Ok(amount), "{text}");
            }
        }
        assert_eq!(Kroner::from_oere(i64::MIN).shown(Lang::Da), "-92.233.720.368.547.758,08 kr.");
    }
}
