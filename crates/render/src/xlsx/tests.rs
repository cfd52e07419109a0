//! What is written is read back as it was, in Excel's own types; and what does not fit is said.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType, Range, Reader, Xlsx};
use kernel::Kroner;

use super::*;

fn read_back(bytes: Vec<u8>) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    book.worksheet_range(&name).expect("readable")
}

fn of(rows: Vec<Vec<Cell>>) -> Table {
    let columns = rows.first().map_or(0, Vec::len);
    Table {
        title: "It-systemer: alle [2026]".to_owned(),
        made_on: day(2026, 11, 25),
        columns: (0..columns).map(|place| format!("Kolonne {place}")).collect(),
        rows,
    }
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).expect("a day")
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn written(cell: Cell, lang: Lang) -> Data {
    let bytes = workbook(&of(vec![vec![text("S0001"), cell]]), lang).expect("written");
    read_back(bytes).get_value((1, 1)).cloned().unwrap_or(Data::Empty)
}

fn excel_day(serial: f64) -> Data {
    Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))
}

#[test]
fn every_type_is_read_back_as_it_was() {
    for (cell, expected) in [
        (text("Æblehaven, ærø"), Data::String("Æblehaven, ærø".to_owned())),
        (text("to\nlinjer"), Data::String("to\nlinjer".to_owned())),
        (text("0012"), Data::String("0012".to_owned())),
        (Cell::Whole(-1_250), Data::Float(-1_250.0)),
        (Cell::Whole(i64::MAX), Data::String(i64::MAX.to_string())),
        (Cell::Amount(Kroner::from_oere(125_050)), Data::Float(1_250.5)),
        (Cell::Day(day(2026, 11, 25)), excel_day(46_351.0)),
        (Cell::Day(day(1900, 3, 1)), excel_day(61.0)),
        (Cell::Day(day(1849, 6, 5)), Data::String("1849-06-05".to_owned())),
        (Cell::YesNo(true), Data::String("ja".to_owned())),
        (Cell::List(vec!["Skole".to_owned(), "Ældre".to_owned()]), Data::String("Skole, Ældre".to_owned())),
        (Cell::Empty, Data::Empty),
    ] {
        assert_eq!(written(cell.clone(), Lang::Da), expected, "{cell:?}");
    }
    assert_eq!(written(Cell::YesNo(false), Lang::En), Data::String("no".to_owned()));
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    for words in
        ["=1+1", "+45 12 34 56 78", "-2+3", "@SUM(A1)", "{=A1}", "=HYPERLINK(\"https://x\")", "https://x.dk", "\t=1"]
    {
        assert_eq!(written(text(words), Lang::Da), Data::String(words.to_owned()));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&of(vec![vec![text("=1+1")]]), Lang::Da).expect("written")))
        .expect("a workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    assert!(book.worksheet_formula(&name).expect("readable").used_cells().next().is_none());
}

#[test]
fn a_table_of_twenty_thousand_rows_is_read_back_equal_in_every_cell() {
    let rows: Vec<Vec<Cell>> =
        (0..20_000).map(|row| vec![text(&format!("PC{row}")), Cell::Whole(row), text("=x")]).collect();
    let range = read_back(workbook(&of(rows.clone()), Lang::Da).expect("written"));
    assert_eq!(range.height(), rows.len() + 1);
    for (row, read) in range.rows().skip(1).enumerate() {
        let expected = [format!("PC{row}"), row.to_string(), "=x".to_owned()];
        assert_eq!(read.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_text_longer_than_a_cell_is_refused_with_its_place() {
    let fits = text(&"æ".repeat(LONGEST_TEXT));
    assert!(workbook(&of(vec![vec![fits]]), Lang::Da).is_ok());
    let error = workbook(&of(vec![vec![text("a")], vec![text(&"æ".repeat(LONGEST_TEXT + 1))]]), Lang::Da);
    let expected =
        TableError::TextTooLong { row: 2, column: "Kolonne 0".to_owned(), length: 32_768, most: LONGEST_TEXT };
    assert_eq!(error, Err(expected));
}

#[test]
fn more_rows_than_a_sheet_has_are_refused() {
    let error = workbook(&of(vec![Vec::new(); MOST_ROWS]), Lang::Da);
    assert_eq!(error, Err(TableError::TooManyRows { rows: 1_048_576, most: 1_048_575 }));
}

#[test]
fn the_same_table_is_the_same_bytes() {
    let table = of(vec![vec![text("a"), Cell::Whole(1)]]);
    assert_eq!(workbook(&table, Lang::Da), workbook(&table, Lang::Da));
}
