//! How much of other people's files is taken in: a file is refused before it can fill the memory.

use facts::schema::{Attribute, ValueType};
use kernel::{Day, Text, danish_count};

use crate::report::text;

/// The most bytes of one file; the caller reads no further.
pub const LARGEST_FILE: u64 = 64 << 20;

/// The most facts of one import: eight towns of Eksempel's size, and some 300 MB of memory.
pub(crate) const MOST_FACTS: usize = 4_000_000;

/// What an object costs beside its facts, counted in facts: its key, and its place among the others.
pub(crate) const COST_OF_A_ROW: usize = 2;

/// What a person's word costs: it has a giver and a last day, and an answer stands in a list of its own.
pub(crate) const COST_OF_A_STATEMENT: usize = 4;

/// The most letters of a key: it stands in addresses, and people read it.
const LONGEST_KEY: usize = 200;

/// The most letters of a name.
const LONGEST_NAME: usize = 500;

/// The most letters of another text, or of one text in a list.
const LONGEST_TEXT: usize = 10_000;

/// What is wrong with a key; none when it can stand in an address.
pub(crate) fn bad_key(key: &str) -> Option<Text> {
    let most = LONGEST_KEY;
    unreachable_key(key).or_else(|| {
        (key.chars().count() > most).then(|| {
            text(
                format!("Nøglen er for lang. Skriv højst {most} tegn."),
                format!("The key is too long. Write at most {most} characters."),
            )
        })
    })
}

/// What is wrong with a key that another tool made, which may be long; none when it can stand in an address.
pub(crate) fn unreachable_key(key: &str) -> Option<Text> {
    (matches!(key, "." | "..") || key.contains(char::is_control)).then(|| {
        text(
            "Nøglen kan ikke bruges i en adresse. Skriv en nøgle med bogstaver eller tal og uden linjeskift.",
            "The key cannot be used in an address. Write a key with letters or digits and without line breaks.",
        )
    })
}

/// What is wrong with a text, a key or one item of a list; none when it is short enough for its attribute.
pub(crate) fn too_long(attribute: &Attribute, written: &str) -> Option<Text> {
    let most = match attribute.value {
        ValueType::Ref(_) | ValueType::RefList(_) => LONGEST_KEY,
        _ if attribute.name == "name" => LONGEST_NAME,
        _ => LONGEST_TEXT,
    };
    // No letter is less than a byte: most texts need not be counted.
    if written.len() <= most {
        return None;
    }
    let count = written.chars().count();
    (count > most).then(|| {
        text(
            format!("Teksten er på {} tegn. Skriv højst {}.", danish_count(count as u64), danish_count(most as u64)),
            format!("The text has {count} characters. Write at most {most}."),
        )
    })
}

/// A file is larger than [`LARGEST_FILE`].
pub fn too_large() -> Text {
    let most = LARGEST_FILE >> 20;
    text(
        format!("Filen fylder over {most} MB. Udtræk mindre ad gangen, og prøv igen."),
        format!("The file is larger than {most} MB. Export less at a time, and try again."),
    )
}

/// An import has more than [`MOST_FACTS`].
pub(crate) fn too_many_facts() -> Text {
    text(
        "Der er over 4 millioner oplysninger, og intet er læst ind. Udtræk mindre ad gangen, og prøv igen.",
        "There are more than 4 million facts, and nothing was read. Export less at a time, and try again.",
    )
}

/// The day, when it is one that a municipality's facts can be about: nobody wrote one of the year 20 on purpose.
pub(crate) fn likely(day: Day) -> Option<Day> {
    (1900..=2200).contains(&day.year()).then_some(day)
}

/// Such a day as it is written; none when it is no day.
pub(crate) fn likely_day(written: &str) -> Option<Day> {
    Day::parse(written).ok().and_then(likely)
}
