//! What an import tells people: per file what came in, and every cell that did not, with what to write instead.
//!
//! Nothing shown here carries a CPR number, a control character or a whole page: it passes through [`shown`].

use kernel::Text;
use serde::{Deserialize, Serialize};

use crate::cpr;
use crate::encoding::Encoding;

/// How many rejected cells are kept in detail; the rest are counted.
pub(crate) const MOST_DETAILS: usize = 100_000;

/// How many letters of a value are shown.
const MOST_LETTERS: usize = 120;

/// One rejected cell, or one rejected row when no single cell is to blame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The file's name.
    pub file: String,
    /// The physical line, from 1.
    pub line: u64,
    /// The column's header as it stands in the file; empty when the whole row is to blame.
    pub column: String,
    /// What stands there, shortened, with CPR numbers covered.
    pub value: String,
    /// What should stand there.
    pub expected: Text,
}

/// How a file fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Outcome {
    /// Read to its end; single rows may have been rejected.
    Read,
    /// A reading error ended it early; what came before it is in.
    Incomplete,
    /// Nothing of it is in; a notice says why.
    Refused,
    /// Not a file of the estate folder.
    Ignored,
}

/// Something people should know about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// In a sentence or two.
    pub text: Text,
}

/// A column that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownColumn {
    /// Its header as it stands in the file.
    pub header: String,
    /// The name that is nearest to it.
    pub nearest: Option<String>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file's name.
    pub name: String,
    /// The kind of its objects; none for statements, `sources.toml` and unknown files.
    pub kind: Option<&'static str>,
    /// What people call its source.
    pub source: String,
    /// How it fared.
    pub outcome: Outcome,
    /// How its letters are written, once known.
    pub encoding: Option<Encoding>,
    /// What separates its cells, once known.
    pub separator: Option<char>,
    /// The rows that came in.
    pub accepted: u64,
    /// The rows that did not.
    pub rejected: u64,
    /// The columns that nobody knows, each once.
    pub unknown_columns: Vec<UnknownColumn>,
    /// What else people should know.
    pub notices: Vec<Notice>,
}

impl FileReport {
    pub(crate) fn new(name: &str, kind: Option<&'static str>, source: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            source: source.to_owned(),
            outcome: Outcome::Read,
            encoding: None,
            separator: None,
            accepted: 0,
            rejected: 0,
            unknown_columns: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, da: impl Into<String>, en: impl Into<String>) {
        self.notices.push(Notice { text: text(da, en) });
    }

    pub(crate) fn end(&mut self, outcome: Outcome, reason: Text) {
        self.outcome = outcome;
        self.notices.push(Notice { text: reason });
    }
}

/// What became of a whole folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One entry a file, in the order they were read.
    pub files: Vec<FileReport>,
    /// The first 100,000 rejected cells.
    pub rejected: Vec<Rejected>,
    /// Rejected cells beyond those.
    pub rejected_not_shown: u64,
}

impl Report {
    /// The rows that came in, of all files.
    pub fn accepted_rows(&self) -> u64 {
        self.files.iter().map(|file| file.accepted).sum()
    }

    /// The rows that did not, of all files.
    pub fn rejected_rows(&self) -> u64 {
        self.files.iter().map(|file| file.rejected).sum()
    }

    /// Whether every file and every row came in.
    pub fn is_clean(&self) -> bool {
        let read = |file: &FileReport| file.outcome == Outcome::Read && file.rejected == 0;
        self.files.iter().all(|file| read(file) || file.outcome == Outcome::Ignored)
    }

    /// Notes a row that did not come in: one row, however many of its cells are to blame.
    pub(crate) fn reject(&mut self, file: &mut FileReport, line: u64, faults: &mut Vec<Fault>) {
        file.rejected += 1;
        for fault in faults.drain(..) {
            if self.rejected.len() >= MOST_DETAILS {
                self.rejected_not_shown += 1;
                continue;
            }
            let Fault { column, value, expected } = fault;
            self.rejected.push(Rejected { file: file.name.clone(), line, column, value, expected });
        }
    }
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    column: String,
    value: String,
    expected: Text,
}

impl Fault {
    /// A cell that is wrong; the value is made fit to be shown.
    pub fn cell(column: &str, value: &str, expected: Text) -> Self {
        Self { column: column.to_owned(), value: shown(value), expected }
    }

    /// A row that is wrong as a whole.
    pub fn row(expected: Text) -> Self {
        Self { column: String::new(), value: String::new(), expected }
    }
}

/// A text in both languages.
pub(crate) fn text(da: impl Into<String>, en: impl Into<String>) -> Text {
    Text { da: da.into(), en: en.into() }
}

/// What may be shown of a file's own words: CPR numbers covered, control characters blank, not too long.
pub fn shown(value: &str) -> String {
    let masked = cpr::mask(value);
    let mut letters = masked.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = letters.by_ref().take(MOST_LETTERS).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_short_and_harmless() {
        assert_eq!(shown("a\nb\u{1b}[31m"), "a b [31m");
        assert_eq!(shown(&"æ".repeat(200)).chars().count(), MOST_LETTERS + 1);
        assert_eq!(shown(&"æ".repeat(MOST_LETTERS)).chars().count(), MOST_LETTERS);
    }

    #[test]
    fn a_cpr_number_at_the_cut_is_covered_before_the_text_is_shortened() {
        let value = format!("{} 010190-1234", "x".repeat(MOST_LETTERS - 9));
        assert!(!shown(&value).contains("-1"), "{}", shown(&value));
    }

    #[test]
    fn a_row_with_several_bad_cells_is_one_rejected_row() {
        let mut report = Report::default();
        let mut file = FileReport::new("systems.csv", Some("system"), "KITOS");
        let mut faults = vec![Fault::cell("a", "1", text("x", "x")), Fault::cell("b", "2", text("y", "y"))];
        report.reject(&mut file, 7, &mut faults);
        assert_eq!((file.rejected, report.rejected.len(), report.rejected[1].line), (1, 2, 7));
    }

    #[test]
    fn details_beyond_the_first_hundred_thousand_are_counted() {
        let mut report = Report::default();
        let mut file = FileReport::new("systems.csv", None, "");
        for line in 0..MOST_DETAILS as u64 + 5 {
            report.reject(&mut file, line, &mut vec![Fault::row(text("", ""))]);
        }
        assert_eq!((report.rejected.len(), report.rejected_not_shown, file.rejected), (MOST_DETAILS, 5, 100_005));
    }
}
