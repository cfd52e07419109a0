//! What a reader of records owes to whatever a file holds.

use super::*;

/// A record with its line, or a flaw with the line to blame.
type Found = Result<(u64, Vec<String>), (u64, Flaw)>;

fn read(bytes: &[u8], encoding: Encoding) -> Vec<Found> {
    let mut records = Records::new(bytes, encoding);
    let mut record = Record::default();
    let mut all = Vec::new();
    loop {
        match records.read(&mut record) {
            Next::Record => all.push(Ok((record.line, record.cells().map(str::to_owned).collect()))),
            Next::Flawed(line, flaw) => all.push(Err((line, flaw))),
            Next::End => return all,
        }
    }
}

fn utf8(text: &str) -> Vec<Found> {
    read(text.as_bytes(), Encoding::Utf8)
}

fn row(line: u64, cells: &[&str]) -> Found {
    Ok((line, cells.iter().map(ToString::to_string).collect()))
}

#[test]
fn cells_are_split_and_blank_lines_are_nothing() {
    let all = utf8("a;b;\r\n\n  \n;\nc;5\" skærm;\"\"\n");
    assert_eq!(all, [row(1, &["a", "b", ""]), row(4, &["", ""]), row(5, &["c", "5\" skærm", ""])]);
}

#[test]
fn a_quoted_cell_may_hold_separators_quotes_and_line_breaks_and_numbers_stay_right() {
    let all = utf8("a;\"b;\"\"x\"\"\r\nc\" ;d\ne;f\n");
    assert_eq!(all, [row(1, &["a", "b;\"x\"\nc", "d"]), row(3, &["e", "f"])]);
}

#[test]
fn an_open_quote_costs_its_own_line_only() {
    let mut text = "1;\"open\n".to_owned();
    for n in 2..=500 {
        text.push_str(&format!("{n};x\n"));
    }
    let all = utf8(&text);
    assert_eq!(all[0], Err((1, Flaw::OpenQuote)));
    assert_eq!(all[1], row(2, &["2", "x"]));
    assert_eq!(all.len(), 500);
    assert_eq!(utf8("1;\"open\n2;x"), [Err((1, Flaw::OpenQuote)), row(2, &["2", "x"])]);
}

#[test]
fn a_record_of_the_most_lines_is_read() {
    let fits = format!("\"{}x\"\nz", "\n".repeat(MOST_LINES - 1));
    assert_eq!(utf8(&fits).last(), Some(&row(201, &["z"])));
    assert_eq!(utf8(&fits).len(), 2);
    let too_many = format!("\"{}x\"\nz", "y\n".repeat(MOST_LINES));
    assert_eq!(utf8(&too_many)[0], Err((1, Flaw::OpenQuote)));
}

#[test]
fn words_after_a_closing_quote_cost_the_line_only() {
    assert_eq!(utf8("\"a\" b;c\nd;e"), [Err((1, Flaw::AfterQuote)), row(2, &["d", "e"])]);
    assert_eq!(utf8("1;\"open\n\"2\";x"), [Err((1, Flaw::AfterQuote)), row(2, &["2", "x"])]);
}

#[test]
fn many_open_quotes_do_not_fill_the_memory() {
    let text = "5\";\"x\n".repeat(5_000);
    let mut records = Records::new(text.as_bytes(), Encoding::Utf8);
    let mut record = Record::default();
    while records.read(&mut record) != Next::End {
        assert!(records.marks.len() <= 6 * MOST_LINES);
    }
}

#[test]
fn many_blank_lines_do_not_fill_the_memory() {
    let text = "\n".repeat(100_000) + "a";
    let mut records = Records::new(text.as_bytes(), Encoding::Utf8);
    let mut record = Record::default();
    assert_eq!((records.read(&mut record), record.line), (Next::Record, 100_001));
    assert!(records.marks.capacity() <= 6 * MOST_LINES);
}

#[test]
fn a_bad_byte_costs_its_record_only() {
    let bad = |line, column, byte| Err((line, Flaw::Byte(BadByte { column, byte })));
    assert_eq!(
        read(b"a\nb\xff\nc\0d\ne", Encoding::Utf8),
        [row(1, &["a"]), bad(2, 2, 0xff), bad(3, 2, 0), row(4, &["e"])]
    );
    assert_eq!(read(b"\"a\nb\xff\nc\";d\ne", Encoding::Utf8), [bad(2, 2, 0xff), row(4, &["e"])]);
    assert_eq!(read(b"\xe6\n\x81\n", Encoding::Windows1252), [row(1, &["æ"]), bad(2, 1, 0x81)]);
}

#[test]
fn a_line_that_is_too_long_costs_itself_and_what_was_open_before_it() {
    let long = "x".repeat(LONGEST_LINE + 1);
    assert_eq!(utf8(&format!("a\n{long}\nb")), [row(1, &["a"]), Err((2, Flaw::TooLong)), row(3, &["b"])]);
    assert_eq!(utf8(&format!("\"a\n{long}\nb")), [Err((1, Flaw::OpenQuote)), Err((2, Flaw::TooLong)), row(3, &["b"])]);
}

#[test]
fn peeking_takes_nothing_and_a_mark_at_the_start_is_no_letter() {
    let mut records = Records::new("\u{feff}\n\na;b\n".as_bytes(), Encoding::Utf8WithMark);
    assert_eq!(records.peek(), Some("a;b"));
    let mut record = Record::default();
    assert_eq!(records.read(&mut record), Next::Record);
    assert_eq!((record.line, record.cell(0), record.cell(7)), (3, "a", ""));
    assert_eq!(records.read(&mut record), Next::End);
}

#[test]
fn rows_before_a_reading_error_are_kept() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 1 {
                return Err(io::Error::other("gone"));
            }
            buffer[..10].copy_from_slice(b"a;b\n\"c\nd;e");
            Ok(10)
        }
    }
    let mut records = Records::new(Broken(0), Encoding::Utf8);
    let mut record = Record::default();
    assert_eq!(records.read(&mut record), Next::Record);
    assert_eq!(records.read(&mut record), Next::Flawed(2, Flaw::OpenQuote));
    assert_eq!(records.read(&mut record), Next::End);
    assert!(records.failure().is_some());
}
