//! The first sheet of an Excel workbook: its rows, or CSV lines, one line a row, so that it is read like any other file and
//! errors name its rows.
//!
//! A workbook is a compressed archive whose cells say themselves where they stand: it is unpacked with a bound first, and read
//! cell by cell with bounds, so that a small file cannot fill the memory.

use std::fmt::Write;
use std::io::{BufRead, BufReader, Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use kernel::{Day, Text};
use quick_xml::events::Event;

use crate::cpr::is_cpr;
use crate::report::text;

/// How large a workbook may be.
pub(crate) struct Bounds {
    /// The archive's parts together, unpacked; and all the text of the sheet, since one text can stand in many cells.
    bytes: u64,
    rows: u32,
    columns: u32,
    /// What people are told of a larger one.
    too_large: fn() -> Text,
}

/// A sheet that people fill in.
pub(crate) const ANSWERS: Bounds = Bounds {
    bytes: 64 * 1024 * 1024,
    rows: 20_000,
    columns: 100,
    too_large: || {
        text(
            "Excel-filen er for stor til at være et kravark. Behold kun arket med svarene, og prøv igen.",
            "The Excel file is too large to be a requirement sheet. Keep only the sheet with the answers, and try again.",
        )
    },
};
/// A list that a register exports: a column a role, and more rows than the largest town has systems.
pub(crate) const EXPORT: Bounds = Bounds {
    bytes: 64 * 1024 * 1024,
    rows: 20_000,
    columns: 500,
    too_large: || {
        text(
            "Excel-filen er for stor til at være en eksport. Eksportér listen igen, og prøv med den.",
            "The Excel file is too large to be an export. Export the list again, and try with that.",
        )
    },
};
/// So many cells a sheet may have, the empty ones before the last of each row included: each costs memory, though no text.
const MOST_CELLS: usize = 4_000_000;
/// Excel's number of 1 January 1970.
const EPOCH: f64 = 25_569.0;

/// The rows of the first sheet, each as long as its last cell.
pub(crate) fn rows(bytes: &[u8], bounds: &Bounds) -> Result<Vec<Vec<String>>, Text> {
    bounded(bytes, bounds)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheet = book.sheet_names().first().cloned().ok_or_else(unreadable)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| unreadable())?;
    let (mut rows, mut left, mut room): (Vec<Vec<String>>, u64, usize) = (Vec::new(), bounds.bytes, MOST_CELLS);
    while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        let written = shown(cell.get_value());
        if written.is_empty() {
            continue;
        }
        left = left.checked_sub(written.len() as u64).ok_or_else(bounds.too_large)?;
        if row >= bounds.rows || column >= bounds.columns {
            return Err((bounds.too_large)());
        }
        let (row, column) = (row as usize, column as usize);
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if let Some(more) = (column + 1).checked_sub(rows[row].len()) {
            room = room.checked_sub(more).ok_or_else(bounds.too_large)?;
            rows[row].resize_with(column + 1, String::new);
        }
        rows[row][column] = written;
    }
    Ok(rows)
}

/// The rows of the first sheet as semicolon-separated lines.
pub(crate) fn as_csv(bytes: &[u8]) -> Result<String, Text> {
    let rows = rows(bytes, &ANSWERS)?;
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut csv = String::new();
    for row in &rows {
        for column in 0..columns {
            if column > 0 {
                csv.push(';');
            }
            let cell = row.get(column).map_or("", String::as_str);
            // A line break would move the lines below, and their numbers are what errors name.
            let cell: String = cell.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
            write!(csv, "\"{}\"", cell.replace('"', "\"\"")).map_err(|_| unreadable())?;
        }
        csv.push('\n');
    }
    Ok(csv)
}

fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Bool(yes) => if *yes { "ja" } else { "nej" }.to_owned(),
        DataRef::DateTime(serial) => day(serial.as_f64()),
        // The shortest decimal that means the number: 12 and not 12.0. A CPR number that was typed as a number has lost its
        // leading nought, and must be known again.
        DataRef::Float(number)
            if *number >= 0.0 && number.fract() == 0.0 && *number < 1e10 && is_cpr(*number as u64) =>
        {
            format!("{number:010}")
        }
        DataRef::Float(number) => format!("{number}"),
        DataRef::Int(number) if u64::try_from(*number).is_ok_and(is_cpr) => format!("{number:010}"),
        DataRef::Int(number) => format!("{number}"),
        DataRef::String(written) | DataRef::DateTimeIso(written) | DataRef::DurationIso(written) => written.clone(),
        DataRef::SharedString(written) => (*written).to_owned(),
    }
}

/// The day of Excel's number; the time of day is let go.
fn day(serial: f64) -> String {
    let days = (serial - EPOCH).floor();
    if days.abs() < 1_000_000.0 { Day::from_days(days as i32).to_string() } else { String::new() }
}

/// Unpacks every part once, and counts. No cell may say that it stands where no sheet has a place.
fn bounded(bytes: &[u8], bounds: &Bounds) -> Result<(), Text> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut left = bounds.bytes;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| unreadable())?.take(left + 1);
        let placed = well_placed(BufReader::new(&mut part));
        std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| unreadable())?;
        left = part.limit().checked_sub(1).ok_or_else(bounds.too_large)?;
        if !placed {
            return Err(unreadable());
        }
    }
    Ok(())
}

/// Whether the places of cells, rows and ranges are such as a sheet has; calamine reckons with them whatever they are. What is no
/// XML has none, and calamine refuses it itself.
fn well_placed(part: impl BufRead) -> bool {
    let mut reader = quick_xml::Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let mut attributes = element.attributes();
                let said = attributes.with_checks(false).flatten();
                let mut places = said.filter(|one| matches!(one.key.as_ref(), b"r" | b"ref"));
                let has_places = matches!(element.local_name().as_ref(), b"c" | b"row" | b"dimension");
                if has_places && !places.all(|one| one.value.split(|byte| *byte == b':').all(is_place)) {
                    return false;
                }
            }
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
    }
}

/// At most three letters and seven digits: the last cell of a sheet is XFD1048576.
fn is_place(written: &[u8]) -> bool {
    let letters = written.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    letters <= 3 && written.len() - letters <= 7
}

fn unreadable() -> Text {
    text(
        "Filen kan ikke læses som en Excel-fil (.xlsx). Gem den igen i Excel som .xlsx.",
        "The file cannot be read as an Excel file (.xlsx). Save it again in Excel as .xlsx.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_whatever_the_time() {
        assert_eq!(day(25_569.0), "1970-01-01");
        assert_eq!(day(46_145.75), "2026-05-03");
        assert_eq!(day(f64::MAX), "");
    }

    #[test]
    fn a_cell_that_stands_where_no_sheet_has_a_place_is_refused() {
        let sheet = |place: &str| {
            let mut archive =
                zip::ZipArchive::new(Cursor::new(testkit::workbook(&[vec!["a".into()]]))).expect("a book");
            let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for at in 0..archive.len() {
                let mut part = archive.by_index(at).expect("a part");
                other.start_file(part.name(), zip::write::SimpleFileOptions::default()).expect("begun");
                let mut xml = String::new();
                part.read_to_string(&mut xml).expect("XML");
                let xml = xml.replace("r=\"A1\"", &format!("r=\"{place}\""));
                std::io::Write::write_all(&mut other, xml.as_bytes()).expect("written");
            }
            as_csv(&other.finish().expect("finished").into_inner())
        };
        assert_eq!(sheet("B2"), Ok("\"\";\"\"\n\"\";\"a\"\n".to_owned()));
        for place in ["A4294967297", "AAAAAAAA1", "A99999999999999999999"] {
            assert_eq!(sheet(place), Err(unreadable()), "{place}");
        }
    }

    #[test]
    fn a_sheet_of_few_cells_far_out_is_refused() {
        let cell = |row| ((row, 499), testkit::Cell::from("a"));
        let fits = MOST_CELLS / 500;
        assert_eq!(rows(&testkit::workbook_of((0..fits).map(cell)), &EXPORT).map(|rows| rows.len()), Ok(fits));
        assert_eq!(rows(&testkit::workbook_of((0..=fits).map(cell)), &EXPORT), Err((EXPORT.too_large)()));
    }

    #[test]
    fn a_part_that_swells_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("begun");
        let block = vec![b'a'; 1024 * 1024];
        for _ in 0..65 {
            std::io::Write::write_all(&mut archive, &block).expect("written");
        }
        let bytes = archive.finish().expect("finished").into_inner();
        assert!(bytes.len() < 1024 * 1024, "{}", bytes.len());
        assert_eq!(as_csv(&bytes), Err((ANSWERS.too_large)()));
    }
}
