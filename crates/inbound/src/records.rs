//! Records: the rows of a CSV file, quoted cells with line breaks included, each with its physical line number.
//!
//! A forgotten quote must not swallow the rest of the file: a record has at most 200 lines and a mebibyte, and after
//! a record that cannot be read the next line is a new chance.

use std::io::{self, Read};

use crate::encoding::{self, BadByte, Encoding};
use crate::lines::{LONGEST_LINE, Line, Lines};

/// The most physical lines that one record may have.
pub(crate) const MOST_LINES: usize = 200;

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A physical line is longer than a mebibyte.
    TooLong,
    /// A byte is no letter.
    Byte(BadByte),
    /// A quote is opened and not closed.
    OpenQuote,
    /// Something stands between a closing quote and the next separator.
    AfterQuote,
}

/// What comes next in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A record, now in the caller's hands.
    Record,
    /// A record that cannot be read, and the line that is to blame.
    Flawed(u64, Flaw),
    /// Nothing more.
    End,
}

/// The cells of one row, in one text.
#[derive(Debug, Default)]
pub(crate) struct Record {
    text: String,
    ends: Vec<usize>,
    /// The physical line it starts on, from 1.
    pub line: u64,
}

impl Record {
    /// The number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell as it stands, quotes resolved; empty beyond the last.
    pub fn cell(&self, place: usize) -> &str {
        let Some(end) = self.ends.get(place) else { return "" };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.cell(place))
    }
}

/// One decoded line in the window.
#[derive(Clone, Copy)]
struct Mark {
    number: u64,
    start: usize,
    end: usize,
    flaw: Option<Flaw>,
}

/// A reader of records.
pub(crate) struct Records<R> {
    lines: Lines<R>,
    encoding: Encoding,
    separator: u8,
    window: String,
    marks: Vec<Mark>,
    at: usize,
    failure: Option<io::Error>,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// The records of that reader, separated by `;` until said otherwise.
    pub fn new(reader: R, encoding: Encoding) -> Self {
        Self {
            lines: Lines::new(reader),
            encoding,
            separator: b';',
            window: String::new(),
            marks: Vec::new(),
            at: 0,
            failure: None,
            ended: false,
        }
    }

    /// Says what separates the cells.
    pub fn separate_by(&mut self, separator: u8) {
        self.separator = separator;
    }

    /// The bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.lines.bytes()
    }

    /// The error that ended the reading too early, if one did.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// The next line that is not blank, without taking it; none at the end or when it cannot be read.
    pub fn peek(&mut self) -> Option<&str> {
        self.skip_blank();
        let mark = self.marks.get(self.at).filter(|mark| mark.flaw.is_none())?;
        Some(&self.window[mark.start..mark.end])
    }

    /// Passes over the line that [`Records::peek`] showed.
    pub fn skip(&mut self) {
        self.at = self.marks.len().min(self.at + 1);
    }

    /// Reads the next record into the caller's.
    pub fn read(&mut self, record: &mut Record) -> Next {
        self.skip_blank();
        let Some(first) = self.marks.get(self.at).copied() else { return Next::End };
        if first.flaw == Some(Flaw::TooLong) {
            self.at += 1;
            return Next::Flawed(first.number, Flaw::TooLong);
        }
        match self.split(record) {
            Err(flaw) => {
                self.at += 1;
                Next::Flawed(first.number, first.flaw.unwrap_or(flaw))
            }
            Ok(after) => {
                let flawed = self.marks[self.at..after].iter().find_map(|mark| Some((mark.number, mark.flaw?)));
                self.at = after;
                record.line = first.number;
                flawed.map_or(Next::Record, |(line, flaw)| Next::Flawed(line, flaw))
            }
        }
    }

    fn skip_blank(&mut self) {
        self.forget_the_past();
        while self.have(self.at) {
            let mark = self.marks[self.at];
            if mark.flaw.is_some() || !self.window[mark.start..mark.end].trim().is_empty() {
                return;
            }
            self.at += 1;
            self.forget_the_past();
        }
    }

    /// Makes sure that the window holds that line; false at the end of the file.
    fn have(&mut self, place: usize) -> bool {
        if place < self.marks.len() {
            return true;
        }
        if self.ended {
            return false;
        }
        let start = self.window.len();
        let flaw = match self.lines.next() {
            Ok(Some(Line::Whole(raw))) => encoding::append(self.encoding, raw, &mut self.window).map(Flaw::Byte),
            Ok(Some(Line::TooLong)) => Some(Flaw::TooLong),
            Ok(None) => {
                self.ended = true;
                return false;
            }
            Err(error) => {
                self.failure = Some(error);
                self.ended = true;
                return false;
            }
        };
        if start == 0 && self.lines.number() == 1 && self.window.starts_with('\u{feff}') {
            self.window.drain(..'\u{feff}'.len_utf8());
        }
        self.marks.push(Mark { number: self.lines.number(), start, end: self.window.len(), flaw });
        true
    }

    /// Forgets the lines that are done with, seldom enough to cost nothing.
    fn forget_the_past(&mut self) {
        if self.at == self.marks.len() {
            self.window.clear();
            self.marks.clear();
            self.at = 0;
        } else if self.marks[self.at].start > LONGEST_LINE || self.at > 4 * MOST_LINES {
            let done = self.marks[self.at].start;
            self.window.drain(..done);
            self.marks.drain(..self.at);
            self.at = 0;
            for mark in &mut self.marks {
                mark.start -= done;
                mark.end -= done;
            }
        }
    }

    /// Splits the record that starts at the current line; gives the line after it.
    fn split(&mut self, record: &mut Record) -> Result<usize, Flaw> {
        record.text.clear();
        record.ends.clear();
        let mut line = self.at;
        let mut from = self.marks[line].start;
        loop {
            let end = self.marks[line].end;
            if self.window.as_bytes().get(from..end).is_some_and(|rest| rest.first() == Some(&b'"')) {
                (line, from) = self.quoted(line, from + 1, record)?;
            } else {
                let rest = &self.window[from..end];
                let length = rest.bytes().position(|byte| byte == self.separator).unwrap_or(rest.len());
                record.text.push_str(&rest[..length]);
                from += length;
            }
            record.ends.push(record.text.len());
            if from >= self.marks[line].end {
                return Ok(line + 1);
            }
            from += 1;
        }
    }

    /// Reads on from after an opening quote; gives the line and the byte of the separator after the closing one.
    fn quoted(&mut self, mut line: usize, mut from: usize, record: &mut Record) -> Result<(usize, usize), Flaw> {
        loop {
            let end = self.marks[line].end;
            let rest = &self.window[from..end];
            if let Some(quote) = rest.find('"') {
                record.text.push_str(&rest[..quote]);
                from += quote + 1;
                if rest.as_bytes().get(quote + 1) != Some(&b'"') {
                    break;
                }
                record.text.push('"');
                from += 1;
                continue;
            }
            record.text.push_str(rest);
            record.text.push('\n');
            line += 1;
            let full = line - self.at >= MOST_LINES || record.text.len() > LONGEST_LINE;
            if full || !self.have(line) || self.marks[line].flaw == Some(Flaw::TooLong) {
                return Err(Flaw::OpenQuote);
            }
            from = self.marks[line].start;
        }
        let rest = &self.window[from..self.marks[line].end];
        let blank = rest.bytes().take_while(|byte| *byte == b' ').count();
        match rest.as_bytes().get(blank) {
            Some(byte) if *byte != self.separator => Err(Flaw::AfterQuote),
            _ => Ok((line, from + blank)),
        }
    }
}

#[cfg(test)]
mod tests;
