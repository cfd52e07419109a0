//! A table as plain data, for whichever file it is to be written as: every cell with its type, so that a day stays a day.

use kernel::{Day, Kroner, Text};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is a table of.
    pub title: String,
    /// The day it was made.
    pub made_on: Day,
    /// The columns' heads.
    pub columns: Vec<String>,
    /// The rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: unknown, or known to be none.
    Empty,
    /// A text, taken word for word.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An amount.
    Amount(Kroner),
    /// A day.
    Day(Day),
    /// Yes or no.
    YesNo(bool),
    /// Several texts.
    List(Vec<String>),
}

/// Why a table could not be written as a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A text is longer than a cell can hold.
    #[error("row {row}, {column}: a text of {length} is longer than the {most} a cell can hold")]
    TextTooLong {
        /// The row, counted from 1 under the head; 0 is the head.
        row: usize,
        /// The column's head.
        column: String,
        /// The text's length, in UTF-16 units.
        length: usize,
        /// The most that a cell holds.
        most: usize,
    },
    /// There are more rows than a sheet can hold.
    #[error("{rows} rows are more than the {most} a sheet can hold")]
    TooManyRows {
        /// The table's rows, without the head.
        rows: usize,
        /// The most that a sheet holds beside its head.
        most: usize,
    },
    /// The engine that writes the file failed.
    #[error("the file could not be written: {0}")]
    Engine(String),
}

impl TableError {
    /// The permanent label, for problem details.
    pub fn label(&self) -> &'static str {
        match self {
            Self::TextTooLong { .. } => "table-text-too-long",
            Self::TooManyRows { .. } => "table-too-many-rows",
            Self::Engine(_) => "table-engine",
        }
    }

    /// What people read, with the next step.
    pub fn text(&self) -> Text {
        match self {
            Self::TextTooLong { row, column, length, most } => Text {
                da: format!(
                    "Teksten i række {row}, \u{201d}{column}\u{201d}, fylder {length} tegn, og en celle i Excel kan højst rumme {most}. Fravælg kolonnen, eller hent listen som CSV."
                ),
                en: format!(
                    "The text in row {row}, \"{column}\", has {length} characters, and a cell in Excel holds {most} at most. Leave out the column, or download the list as CSV."
                ),
            },
            Self::TooManyRows { rows, most } => Text {
                da: format!(
                    "Listen har {rows} rækker, og et ark i Excel kan højst rumme {most}. Afgræns listen, eller hent den som CSV."
                ),
                en: format!(
                    "The list has {rows} rows, and a sheet in Excel holds {most} at most. Narrow the list, or download it as CSV."
                ),
            },
            Self::Engine(_) => Text {
                da: "Excel-filen kunne ikke laves. Hent listen som CSV, og kontakt it-drift.".to_owned(),
                en: "The Excel file could not be made. Download the list as CSV, and contact IT operations.".to_owned(),
            },
        }
    }
}
