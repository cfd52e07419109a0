//! Texts in two languages, and the small Danish conventions that every printed number and sorted list needs.

use serde::{Deserialize, Serialize};

/// The language a person reads. Danish is the house's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text<T = String> {
    /// In Danish.
    pub da: T,
    /// In English.
    pub en: T,
}

impl<T: AsRef<str>> Text<T> {
    /// The text in that language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Da => self.da.as_ref(),
            Lang::En => self.en.as_ref(),
        }
    }

    /// An owned copy.
    pub fn to_text(&self) -> Text<String> {
        Text { da: self.da.as_ref().to_owned(), en: self.en.as_ref().to_owned() }
    }
}

impl Text<&'static str> {
    /// A text of two literals.
    pub const fn new(da: &'static str, en: &'static str) -> Self {
        Self { da, en }
    }

    /// The literal in that language.
    pub const fn pick(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Da => self.da,
            Lang::En => self.en,
        }
    }
}

/// A count with Danish thousands: `1.250.000`.
pub fn danish_count(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count as the reader of a language writes it: `1.250.000`, `1,250,000`.
pub fn count(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Da => danish_count(count),
        Lang::En => danish_count(count).replace('.', ","),
    }
}

/// A text of one line: breaks and other signs that only steer are blanks, no two blanks stand together, none at the ends.
pub fn one_line(text: &str) -> String {
    let breaks = |sign: char| sign.is_whitespace() || sign.is_control();
    let words: Vec<&str> = text.split(breaks).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a sign only turns the direction of writing (Unicode's embeddings, overrides and isolates): in a name, what follows it reads
/// as something else.
pub fn turns_writing(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A key that sorts as a Danish reader expects: case folded, æ ø å last and in that order, `aa` as `å`.
pub fn danish_sort_key(text: &str) -> String {
    let folded = text.to_lowercase().replace("aa", "å");
    folded
        .chars()
        .map(|letter| match letter {
            'æ' | 'ä' => '\u{f0000}',
            'ø' | 'ö' => '\u{f0001}',
            'å' => '\u{f0002}',
            'é' | 'è' => 'e',
            'ü' => 'y',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_points() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1.000"), (1_250_000, "1.250.000")] {
            assert_eq!(danish_count(count), text);
        }
    }

    #[test]
    fn one_line_has_no_breaks() {
        assert_eq!(one_line("  Nyt\r\nfagsystem\u{2028}til \t omsorg\u{0} "), "Nyt fagsystem til omsorg");
        assert_eq!(one_line("שלום æøå 👩‍👩‍👧"), "שלום æøå 👩‍👩‍👧");
        assert_eq!(one_line("\n"), "");
        assert!("aftale\u{202e}fdp.exe".chars().any(turns_writing) && !"שלום".chars().any(turns_writing));
    }

    #[test]
    fn danish_letters_come_last_in_their_own_order() {
        let mut names = vec!["Århus", "Østerby", "Ærø", "Zoo", "Aabenraa", "Abe", "Aalborg"];
        names.sort_by_key(|name| danish_sort_key(name));
        assert_eq!(names, ["Abe", "Zoo", "Ærø", "Østerby", "Aabenraa", "Aalborg", "Århus"]);
    }
}
