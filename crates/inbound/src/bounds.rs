//! How much of other people's files is taken in: a file is refused before it can fill the memory.

use kernel::{Day, Text};

use crate::report::text;

/// The most bytes of one file; the caller reads no further.
pub const LARGEST_FILE: u64 = 64 << 20;

/// The most facts of one import: eight towns of Eksempel's size, and some 300 MB of memory.
pub(crate) const MOST_FACTS: usize = 4_000_000;

/// What an object costs beside its facts, counted in facts: its key, and its place among the others.
pub(crate) const COST_OF_A_ROW: usize = 2;

/// What a person's word costs: it has a giver and a last day, and an answer stands in a list of its own.
pub(crate) const COST_OF_A_STATEMENT: usize = 4;

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
