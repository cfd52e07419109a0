//! A small Excel workbook, as other programs write them: texts in the cells themselves, and days as numbers with a day's form.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Overblik" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Excel's number of a day.
    Day(u32),
}

impl From<&str> for Cell {
    fn from(written: &str) -> Self {
        if written.is_empty() { Self::Empty } else { Self::Text(written.to_owned()) }
    }
}

/// A workbook of one sheet with those rows, from the first cell on.
pub fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    let placed = rows
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, cell)| ((row, column), cell.clone())));
    workbook_of(placed)
}

/// A workbook of one sheet with cells wherever they are said to stand, as rows and columns from 0.
///
/// # Panics
/// When memory cannot be written to.
pub fn workbook_of(cells: impl IntoIterator<Item = ((usize, usize), Cell)>) -> Vec<u8> {
    let mut sheet = r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#.to_owned();
    for ((row, column), cell) in cells {
        let place = format!("{}{}", letters(column), row + 1);
        let written = match cell {
            Cell::Empty => continue,
            Cell::Text(text) => format!(r#"<c r="{place}" t="inlineStr"><is><t>{}</t></is></c>"#, escaped(&text)),
            Cell::Number(number) => format!(r#"<c r="{place}"><v>{number}</v></c>"#),
            Cell::Day(day) => format!(r#"<c r="{place}" s="1"><v>{day}</v></c>"#),
        };
        write!(sheet, r#"<row r="{}">{written}</row>"#, row + 1).expect("a string");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).expect("begun");
        archive.write_all(part.as_bytes()).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}

/// A column's letters: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.iter().rev().collect()
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
