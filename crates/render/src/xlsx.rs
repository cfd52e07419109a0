//! A table as an Excel workbook (xlsx): one sheet, its head frozen and filtered, every cell with its own type. A text stays a text,
//! whatever it looks like: no formula, no link, no number is ever made of it.

use kernel::{Day, Lang};
use reports::table::{Cell, Table, TableError};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Excel's sheets have so many rows, the head included.
const MOST_ROWS: usize = 1_048_576;
/// Excel's cells hold so many UTF-16 units.
const LONGEST_TEXT: usize = 32_767;
/// From here on a whole number is no longer exact in Excel; it is written as text instead.
const EXACT: i64 = 999_999_999_999_999;
/// Excel counts days from here right; before 1 March 1900 it has a day too many.
const FIRST_DAY: (i16, i8, i8) = (1900, 3, 1);
/// Excel's number of 1 January 1970.
const EPOCH: i32 = 25_569;
/// A sheet's name holds no more.
const LONGEST_NAME: usize = 31;
/// Columns are between so many characters wide.
const WIDTHS: (usize, usize) = (8, 60);

/// The table as the bytes of a workbook, with dates and amounts as that language writes them.
///
/// # Errors
/// When the table is larger than Excel's sheets and cells are, or the engine fails.
pub fn workbook(table: &Table, lang: Lang) -> Result<Vec<u8>, TableError> {
    if table.rows.len() >= MOST_ROWS {
        return Err(TableError::TooManyRows { rows: table.rows.len(), most: MOST_ROWS - 1 });
    }
    let mut book = Workbook::new();
    book.set_properties(&properties(table).map_err(|error| engine(&error))?);
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(&table.title)).map_err(|error| engine(&error))?;
    let formats = Formats::of(lang);
    let mut widths: Vec<usize> = table.columns.iter().map(|head| head.chars().count()).collect();
    for (place, head) in table.columns.iter().enumerate() {
        let written = text(sheet, (0, place), head, Some(&formats.head));
        written.map_err(|what| what.at(0, head))?;
    }
    for (row, cells) in table.rows.iter().enumerate() {
        for (place, cell) in cells.iter().enumerate() {
            let head = table.columns.get(place).map_or("", String::as_str);
            let width = one(sheet, (row + 1, place), cell, &formats).map_err(|what| what.at(row + 1, head))?;
            if let Some(widest) = widths.get_mut(place) {
                *widest = width.max(*widest);
            }
        }
    }
    shape(sheet, table.rows.len(), &widths).map_err(|error| engine(&error))?;
    book.save_to_buffer().map_err(|error| engine(&error))
}

/// What every cell of a type looks like.
struct Formats {
    lang: Lang,
    head: Format,
    whole: Format,
    amount: Format,
    day: Format,
}

impl Formats {
    /// Excel puts the reader's own separators for `,` and `.`.
    fn of(lang: Lang) -> Self {
        let (amount, day) = match lang {
            Lang::Da => ("#,##0.00 \"kr.\"", "dd\\-mm\\-yyyy"),
            Lang::En => ("\"DKK\" #,##0.00", "d mmm yyyy"),
        };
        Self {
            lang,
            head: Format::new().set_bold(),
            whole: Format::new().set_num_format("0"),
            amount: Format::new().set_num_format(amount),
            day: Format::new().set_num_format(day),
        }
    }
}

/// Why one cell was not written.
enum Unwritten {
    TooLong(usize),
    Engine(XlsxError),
}

impl From<XlsxError> for Unwritten {
    fn from(error: XlsxError) -> Self {
        Self::Engine(error)
    }
}

impl Unwritten {
    fn at(self, row: usize, column: &str) -> TableError {
        match self {
            Self::TooLong(length) => {
                TableError::TextTooLong { row, column: column.to_owned(), length, most: LONGEST_TEXT }
            }
            Self::Engine(error) => engine(&error),
        }
    }
}

fn engine(error: &XlsxError) -> TableError {
    TableError::Engine(error.to_string())
}

/// Writes one cell; gives how wide it looks.
fn one(sheet: &mut Worksheet, at: (usize, usize), cell: &Cell, formats: &Formats) -> Result<usize, Unwritten> {
    match cell {
        Cell::Empty => Ok(0),
        Cell::Text(words) => text(sheet, at, words, None),
        Cell::List(items) => text(sheet, at, &items.join(", "), None),
        Cell::YesNo(yes) => text(sheet, at, yes_no(*yes, formats.lang), None),
        Cell::Whole(number) if number.unsigned_abs() > EXACT.unsigned_abs() => {
            text(sheet, at, &number.to_string(), None)
        }
        Cell::Whole(number) => {
            self::number(sheet, at, *number as f64, &formats.whole).map(|()| number.to_string().len())
        }
        Cell::Amount(amount) => {
            // Longer than the digits, for separators and currency.
            let width = amount.oere().to_string().len() + 8;
            number(sheet, at, amount.oere() as f64 / 100.0, &formats.amount).map(|()| width)
        }
        Cell::Day(day) => match serial(*day) {
            Some(serial) => number(sheet, at, f64::from(serial), &formats.day).map(|()| 11),
            None => text(sheet, at, &day.to_string(), None),
        },
    }
}

fn yes_no(yes: bool, lang: Lang) -> &'static str {
    match (yes, lang) {
        (true, Lang::Da) => "ja",
        (false, Lang::Da) => "nej",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    }
}

/// Excel's number of a day, where Excel's calendar is right.
fn serial(day: Day) -> Option<i32> {
    let first = Day::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2)?;
    (day >= first && day.year() <= 9_999).then(|| day.days().saturating_add(EPOCH))
}

fn place((row, column): (usize, usize)) -> Result<(u32, u16), XlsxError> {
    let row = u32::try_from(row).map_err(|_| XlsxError::RowColumnLimitError)?;
    let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
    Ok((row, column))
}

fn text(sheet: &mut Worksheet, at: (usize, usize), words: &str, format: Option<&Format>) -> Result<usize, Unwritten> {
    let length = words.encode_utf16().count();
    if length > LONGEST_TEXT {
        return Err(Unwritten::TooLong(length));
    }
    let (row, column) = place(at)?;
    match format {
        Some(format) => sheet.write_string_with_format(row, column, words, format)?,
        None => sheet.write_string(row, column, words)?,
    };
    Ok(words.lines().map(|line| line.chars().count()).max().unwrap_or(0))
}

fn number(sheet: &mut Worksheet, at: (usize, usize), number: f64, format: &Format) -> Result<(), Unwritten> {
    let (row, column) = place(at)?;
    sheet.write_number_with_format(row, column, number, format)?;
    Ok(())
}

/// The head stays in sight and filters; every column is as wide as what it holds, within reason.
fn shape(sheet: &mut Worksheet, rows: usize, widths: &[usize]) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 1)?;
    for (column, width) in widths.iter().enumerate() {
        let (_, column) = place((0, column))?;
        // Two more, for the filter's arrow.
        let width = (width + 2).clamp(WIDTHS.0, WIDTHS.1);
        sheet.set_column_width(column, f64::from(u32::try_from(width).unwrap_or(u32::MAX)))?;
    }
    if let Some(last) = widths.len().checked_sub(1) {
        let (last_row, last_column) = place((rows, last))?;
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    Ok(())
}

/// The engine would read the clock for the day the workbook was made; the table knows it.
fn properties(table: &Table) -> Result<DocProperties, XlsxError> {
    let day = table.made_on;
    let [year, month, day] = [day.year(), day.month().into(), day.day_of_month().into()].map(i16::unsigned_abs);
    let made = ExcelDateTime::from_ymd(year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))?;
    Ok(DocProperties::new().set_title(&table.title).set_creation_datetime(&made))
}

/// Excel allows neither these letters nor long names.
fn sheet_name(title: &str) -> String {
    let allowed = title.chars().map(|letter| if "[]:*?/\\'".contains(letter) { '-' } else { letter });
    let name: String = allowed.filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if name.trim().is_empty() { "Ark".to_owned() } else { name }
}

#[cfg(test)]
mod tests;
