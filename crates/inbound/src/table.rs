//! A CSV file from its first byte to its last row: encoding, header and the faults that any row can have.

use std::io::{self, Read};

use kernel::Text;

use crate::bounds::{COST_OF_A_ROW, LARGEST_FILE, too_large, too_many_facts};
use crate::encoding::{self, Encoding};
use crate::folder::EstateFile;
use crate::header::{Heading, MOST_COLUMNS, Mapping, Names, Target};
use crate::no_table;
use crate::records::{Flaw, MOST_LINES, Next, Record, Records};
use crate::report::{Fault, FileReport, Outcome, Report, shown, text};

/// Rows between two words of progress.
const STRIDE: u64 = 1_000;

/// An opened file whose header has been understood.
pub(crate) struct Table<'f> {
    records: Records<Box<dyn Read + 'f>>,
    encoding: Encoding,
    /// Its columns, in the file's order.
    pub headings: Vec<Heading>,
}

/// Opens a file; when it is refused, the report says why and there is no table.
pub(crate) fn open<'f>(
    file: &'f EstateFile<'_>,
    targets: &[Target],
    must_have: &[usize],
    mapping: &Mapping,
    report: &mut FileReport,
) -> Option<Table<'f>> {
    match try_open(file, targets, must_have, mapping, report) {
        Ok(table) => Some(table),
        Err(reason) => {
            report.end(Outcome::Refused, reason);
            None
        }
    }
}

/// The columns of a file, be they none of those that it must have; none when it has no first line that can be read.
pub(crate) fn headings(file: &EstateFile<'_>, targets: &[Target], mapping: &Mapping) -> Option<Vec<Heading>> {
    let mut report = FileReport::new(file.name(), None, "");
    opened(file, &Names::new(targets, mapping), &mut report).ok().map(|table| table.headings)
}

fn try_open<'f>(
    file: &'f EstateFile<'_>,
    targets: &[Target],
    must_have: &[usize],
    mapping: &Mapping,
    report: &mut FileReport,
) -> Result<Table<'f>, Text> {
    let names = Names::new(targets, mapping);
    let table = opened(file, &names, report)?;
    names.refusal(&table.headings, must_have).map_or(Ok(table), Err)
}

fn opened<'f>(file: &'f EstateFile<'_>, names: &Names<'_>, report: &mut FileReport) -> Result<Table<'f>, Text> {
    let mut first = Vec::new();
    // An error comes again when the file is read.
    file.open().map_err(|error| unreadable(&error))?.take(no_table::FIRST).read_to_end(&mut first).ok();
    if let Some(why) = no_table::why(&first) {
        return Err(why);
    }
    // The first look goes through the file anyway.
    let mut look = file.open().map_err(|error| unreadable(&error))?.take(LARGEST_FILE + 1);
    let encoding = encoding::decide(&mut look).ok_or_else(utf_16)?;
    // A mark at the start ends the look early; an error comes again when the file is read.
    io::copy(&mut look, &mut io::sink()).ok();
    if look.limit() == 0 {
        return Err(too_large());
    }
    report.encoding = Some(encoding);
    let mut records = Records::new(file.open().map_err(|error| unreadable(&error))?, encoding);
    // Excel's own word for the separator, on a line before the header.
    if records.peek().is_some_and(|line| matches!(line.trim(), "sep=;" | "sep=," | "sep=")) {
        records.skip();
    }
    let separator = records.peek().map_or(b';', |line| names.separator(line));
    records.separate_by(separator);
    report.separator = Some(char::from(separator));
    let mut header = Record::default();
    match records.read(&mut header) {
        Next::Record => {}
        Next::Flawed(line, flaw) => return Err(bad_header(line, flaw, encoding)),
        Next::End => return Err(records.failure().map_or_else(empty, unreadable)),
    }
    if header.len() > MOST_COLUMNS {
        return Err(too_wide());
    }
    if header.cells().any(|cell| cell.contains('\r')) {
        return Err(old_line_ends());
    }
    let headings = names.resolve(&header, report);
    Ok(Table { records, encoding, headings })
}

impl Table<'_> {
    /// Gives every row that can be read to the caller, who accepts it or says what is wrong with it, and how many facts it
    /// has. When no more are allowed the file is refused midway, and the caller lets go of all of it.
    pub fn each_row(
        mut self,
        file: &mut FileReport,
        report: &mut Report,
        on_progress: &mut dyn FnMut(u64, u64),
        allowed: &mut usize,
        mut row: impl FnMut(&Record, &[Heading], &mut Vec<Fault>) -> usize,
    ) {
        let mut record = Record::default();
        let mut faults = Vec::new();
        let mut rows = 0;
        while let Some((line, facts)) = self.next_row(&mut record, &mut faults, &mut row) {
            if faults.is_empty() {
                let Some(left) = allowed.checked_sub(facts + COST_OF_A_ROW) else {
                    file.accepted = 0;
                    return file.end(Outcome::Refused, too_many_facts());
                };
                *allowed = left;
                file.accepted += 1;
            } else {
                report.reject(file, line, &mut faults);
            }
            rows += 1;
            if rows % STRIDE == 0 {
                on_progress(rows, self.records.bytes());
            }
        }
        on_progress(rows, self.records.bytes());
        if let Some(error) = self.records.failure() {
            file.end(Outcome::Incomplete, incomplete(error));
        } else if rows == 0 {
            file.note(
                "Der er ingen rækker under overskriften i filen.",
                "There are no rows under the header in the file.",
            );
        }
    }

    /// Reads the next row that is not empty and gives its line and facts; what is wrong with it stands in the faults.
    fn next_row(
        &mut self,
        record: &mut Record,
        faults: &mut Vec<Fault>,
        row: &mut impl FnMut(&Record, &[Heading], &mut Vec<Fault>) -> usize,
    ) -> Option<(u64, usize)> {
        loop {
            match self.records.read(record) {
                Next::End => return None,
                Next::Flawed(line, flaw) => {
                    faults.push(Fault::row(expected(flaw, self.encoding)));
                    return Some((line, 0));
                }
                Next::Record if record.cells().all(|cell| cell.trim().is_empty()) => {}
                Next::Record => {
                    let facts = match wrong_width(record, self.headings.len()) {
                        Some(fault) => {
                            faults.push(fault);
                            0
                        }
                        None => row(record, &self.headings, faults),
                    };
                    return Some((record.line, facts));
                }
            }
        }
    }
}

/// Too few cells, or more than empty ones too many.
fn wrong_width(record: &Record, columns: usize) -> Option<Fault> {
    let cells = record.len();
    let extra = (columns..cells).any(|place| !record.cell(place).trim().is_empty());
    (cells < columns || extra).then(|| {
        Fault::row(text(
            format!("Rækken har {cells} celler, men overskriften har {columns}. Mangler et skilletegn eller et citationstegn?"),
            format!("The row has {cells} cells, but the header has {columns}. Is a separator or a quote missing?"),
        ))
    })
}

fn expected(flaw: Flaw, encoding: Encoding) -> Text {
    match flaw {
        Flaw::TooLong => text(
            "Linjen er længere end 1 MiB. Del den, eller ret udtrækket.",
            "The line is longer than 1 MiB. Split it, or correct the export.",
        ),
        Flaw::Byte(bad) if bad.byte == 0 => text(
            format!("Byte {} på linjen er nul. Gem filen som CSV UTF-8.", bad.column),
            format!("Byte {} of the line is zero. Save the file as CSV UTF-8.", bad.column),
        ),
        Flaw::Byte(bad) => text(
            format!(
                "Byte {} på linjen (0x{:02X}) er ikke et tegn i {}. Gem filen som CSV UTF-8.",
                bad.column,
                bad.byte,
                encoding.name()
            ),
            format!(
                "Byte {} of the line (0x{:02X}) is no letter in {}. Save the file as CSV UTF-8.",
                bad.column,
                bad.byte,
                encoding.name()
            ),
        ),
        Flaw::OpenQuote => text(
            format!("Et citationstegn på linjen lukkes ikke inden for {MOST_LINES} linjer. Luk det, eller fjern det."),
            format!("A quote on the line is not closed within {MOST_LINES} lines. Close it, or remove it."),
        ),
        Flaw::AfterQuote => text(
            "Efter et lukkende citationstegn skal der stå et skilletegn. Skriv citationstegn inde i en celle dobbelt.",
            "A separator must follow a closing quote. Write quotes inside a cell twice.",
        ),
    }
}

fn bad_header(line: u64, flaw: Flaw, encoding: Encoding) -> Text {
    let why = expected(flaw, encoding);
    text(
        format!("Overskriften på linje {line} kan ikke læses. {}", why.da),
        format!("The header on line {line} cannot be read. {}", why.en),
    )
}

fn utf_16() -> Text {
    text(
        "Filen er UTF-16. Gem den som 'CSV UTF-8 (semikolonsepareret)' i Excel, og prøv igen.",
        "The file is UTF-16. Save it as 'CSV UTF-8' in Excel, and try again.",
    )
}

fn empty() -> Text {
    text(
        "Filen er tom. Den første linje skal være overskrifter.",
        "The file is empty. Its first line must be a header.",
    )
}

fn too_wide() -> Text {
    text(
        format!("Filen har flere end {MOST_COLUMNS} kolonner. Er skilletegnet rigtigt?"),
        format!("The file has more than {MOST_COLUMNS} columns. Is the separator right?"),
    )
}

fn old_line_ends() -> Text {
    text(
        "Filens linjer slutter med CR alene. Gem den som CSV UTF-8, og prøv igen.",
        "The file's lines end with CR alone. Save it as CSV UTF-8, and try again.",
    )
}

/// Why a file that cannot be opened or begun is refused.
pub(crate) fn unreadable(error: &io::Error) -> Text {
    use std::io::ErrorKind;
    let (da, en) = match error.kind() {
        ErrorKind::NotFound => (
            "Filen findes ikke; måske er den en genvej til noget, der er flyttet.",
            "The file does not exist; it may be a link to something that has moved.",
        ),
        ErrorKind::PermissionDenied => (
            "Der er ikke ret til at læse filen. Ret filens rettigheder.",
            "The file may not be read. Change its permissions.",
        ),
        ErrorKind::IsADirectory => (
            "Det er ikke en almindelig fil. Læg selve filen i mappen.",
            "It is not a regular file. Put the file itself in the folder.",
        ),
        ErrorKind::FileTooLarge => ("Filen er for stor.", "The file is too large."),
        _ => {
            let error = shown(&error.to_string());
            return text(
                format!("Filen kan ikke læses ({error}). Se efter, om den er åben i et andet program."),
                format!("The file cannot be read ({error}). See whether another program has it open."),
            );
        }
    };
    text(da.to_owned(), en.to_owned())
}

fn incomplete(error: &io::Error) -> Text {
    let error = shown(&error.to_string());
    text(
        format!(
            "Filen er ufuldstændig: læsningen stoppede undervejs ({error}). Rækkerne før er med. Læs filen ind igen."
        ),
        format!(
            "The file is incomplete: reading stopped midway ({error}). The rows before it are in. Import the file again."
        ),
    )
}
