//! One exported file: rows of facts, written as the source system would write them.

use std::fmt::Write as _;

use facts::{ValueType, schema};
use kernel::{Day, Kroner};

/// How a source writes its export.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Danish labels and words, semicolons, ISO dates.
    Danish,
    /// Danish labels and words, semicolons, dates as 3.5.2026, Windows-1252.
    OldDanish,
    /// Attribute names, commas.
    English,
}

/// One cell.
#[derive(Clone)]
pub enum Cell {
    /// Nobody has filled it in.
    Blank,
    /// There is none.
    None,
    Bool(bool),
    Int(i64),
    Kr(i64),
    Day(Day),
    Text(String),
    List(Vec<String>),
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A file under way.
pub struct Sheet {
    /// The file's name.
    pub file: String,
    kind: facts::KindId,
    style: Style,
    columns: Vec<&'static str>,
    lines: Vec<String>,
    keys: Vec<String>,
}

impl Sheet {
    /// A file of that kind with those columns beside the key.
    pub fn new(file: &str, kind: &str, style: Style, columns: &[&'static str]) -> Self {
        let kind = schema().kind(kind).unwrap_or_else(|| panic!("{kind} is in the schema"));
        let mut sheet =
            Self { file: file.to_owned(), kind, style, columns: columns.to_vec(), lines: Vec::new(), keys: Vec::new() };
        let head = if style == Style::English { "key" } else { "nøgle" };
        let mut cells = vec![head.to_owned()];
        for column in columns {
            let attribute = sheet.attribute(column);
            cells.push(if style == Style::English { attribute.name.to_owned() } else { attribute.label.da.to_owned() });
        }
        sheet.line(&cells);
        sheet
    }

    fn attribute(&self, name: &str) -> &'static facts::Attribute {
        let attribute = schema().attribute_id(self.kind, name);
        let id = attribute.unwrap_or_else(|| panic!("{}.{name} is in the schema", schema().def(self.kind).name));
        schema().attribute(self.kind, id)
    }

    /// Adds one object; cells in the columns' order.
    pub fn add(&mut self, key: &str, cells: &[Cell]) {
        assert_eq!(cells.len(), self.columns.len(), "{}: {key}", self.file);
        self.keys.push(key.to_owned());
        let mut written = vec![key.to_owned()];
        for (column, cell) in self.columns.iter().zip(cells) {
            written.push(self.written(self.attribute(column).value, cell));
        }
        self.line(&written);
    }

    /// Adds a line as it is: a planted flaw.
    pub fn raw(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        self.line(&cells);
    }

    /// Whether it holds objects of that kind.
    pub fn is_of(&self, kind: &str) -> bool {
        schema().def(self.kind).name == kind
    }

    /// The objects' keys.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The number of columns, the key included.
    pub fn width(&self) -> usize {
        self.columns.len() + 1
    }

    fn line(&mut self, cells: &[String]) {
        let separator = if self.style == Style::English { "," } else { ";" };
        let mut line = String::new();
        for (place, cell) in cells.iter().enumerate() {
            let quoted = cell.contains([',', ';', '"']);
            let cell = if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() };
            let _ = write!(line, "{}{cell}", if place == 0 { "" } else { separator });
        }
        self.lines.push(line);
    }

    fn written(&self, value: ValueType, cell: &Cell) -> String {
        let danish = self.style != Style::English;
        match cell {
            Cell::Blank => "?".to_owned(),
            Cell::None => "-".to_owned(),
            Cell::Bool(yes) => match (yes, danish) {
                (true, true) => "ja",
                (false, true) => "nej",
                (true, false) => "yes",
                (false, false) => "no",
            }
            .to_owned(),
            Cell::Int(number) => number.to_string(),
            Cell::Kr(kroner) if danish => Kroner::from_kroner(*kroner).shown(kernel::Lang::Da).replace(" kr.", ",00"),
            Cell::Kr(kroner) => kroner.to_string(),
            Cell::Day(day) if self.style == Style::OldDanish => {
                format!("{}.{}.{}", day.day_of_month(), day.month(), day.year())
            }
            Cell::Day(day) => day.to_string(),
            Cell::Text(text) => match value.words().and_then(|words| words.iter().find(|word| word.word == text)) {
                Some(word) if danish => word.label.da.to_owned(),
                _ => text.clone(),
            },
            Cell::List(items) => items.join("|"),
        }
    }

    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.lines.join("\r\n") + "\r\n";
        match self.style {
            // The letters used here are all in Latin-1, whose codes Windows-1252 shares.
            Style::OldDanish => text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect(),
            Style::Danish => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            Style::English => text.replace("\r\n", "\n").into_bytes(),
        }
    }
}
