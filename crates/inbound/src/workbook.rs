//! The first sheet of an Excel workbook as CSV lines, one line a row, so that it is read like any other file and errors name its rows.
//!
//! A workbook is a compressed archive: it is unpacked with a bound first, so that a small file cannot fill the memory.

use std::fmt::Write;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use kernel::{Day, Text};

use crate::report::text;

/// The archive's parts hold no more than this together, unpacked.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// A sheet that people fill in has no more rows and columns.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 100;
/// Excel's number of 1 January 1970.
const EPOCH: f64 = 25_569.0;

/// The rows of the first sheet as semicolon-separated lines.
pub(crate) fn as_csv(bytes: &[u8]) -> Result<String, Text> {
    bounded(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheet = book.worksheet_range_at(0).ok_or_else(unreadable)?.map_err(|_| unreadable())?;
    let (rows, columns) = sheet.end().map_or((0, 0), |(row, column)| (row as usize + 1, column as usize + 1));
    if rows > MOST_ROWS || columns > MOST_COLUMNS {
        return Err(too_large());
    }
    let mut csv = String::new();
    for row in 0..rows {
        for column in 0..columns {
            if column > 0 {
                csv.push(';');
            }
            let place = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            let cell = sheet.get_value(place).map(shown).unwrap_or_default();
            // A line break would move the lines below, and their numbers are what errors name.
            let cell: String = cell.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
            write!(csv, "\"{}\"", cell.replace('"', "\"\"")).map_err(|_| unreadable())?;
        }
        csv.push('\n');
    }
    Ok(csv)
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Bool(yes) => if *yes { "ja" } else { "nej" }.to_owned(),
        Data::DateTime(serial) => day(serial.as_f64()),
        // The shortest decimal that means the number: 12 and not 12.0.
        Data::Float(number) => format!("{number}"),
        other => other.to_string(),
    }
}

/// The day of Excel's number; the time of day is let go.
fn day(serial: f64) -> String {
    let days = (serial - EPOCH).floor();
    if days.abs() < 1_000_000.0 { Day::from_days(days as i32).to_string() } else { String::new() }
}

/// Unpacks every part once, and counts.
fn bounded(bytes: &[u8]) -> Result<(), Text> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut left = MOST_UNPACKED;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| unreadable())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| unreadable())?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

fn unreadable() -> Text {
    text(
        "Filen kan ikke læses som en Excel-fil (.xlsx). Gem den igen i Excel, eller gem den som CSV UTF-8.",
        "The file cannot be read as an Excel file (.xlsx). Save it again in Excel, or save it as CSV UTF-8.",
    )
}

fn too_large() -> Text {
    text(
        "Excel-filen er for stor til at være et kravark. Behold kun arket med svarene, og prøv igen.",
        "The Excel file is too large to be a requirement sheet. Keep only the sheet with the answers, and try again.",
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
    fn a_part_that_swells_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("begun");
        let block = vec![b'a'; 1024 * 1024];
        for _ in 0..65 {
            std::io::Write::write_all(&mut archive, &block).expect("written");
        }
        let bytes = archive.finish().expect("finished").into_inner();
        assert!(bytes.len() < 1024 * 1024, "{}", bytes.len());
        assert_eq!(as_csv(&bytes), Err(too_large()));
    }
}
