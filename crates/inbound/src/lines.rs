//! Physical lines, one at a time and never more than a mebibyte of one: a file without line ends costs no memory.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read. A longer one is skipped and reported.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// One physical line without its ending.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'l> {
    /// All of it.
    Whole(&'l [u8]),
    /// It was longer than [`LONGEST_LINE`] and has been passed over.
    TooLong,
}

/// A reader of physical lines.
pub(crate) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
}

impl<R: Read> Lines<R> {
    /// The lines of that reader.
    pub fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), line: Vec::new(), number: 0, bytes: 0 }
    }

    /// The number of the line read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line; none after the last.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let most = LONGEST_LINE as u64 + 2;
        let read = (&mut self.reader).take(most).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.bytes += read as u64;
        let ended = self.line.last() == Some(&b'\n');
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() <= LONGEST_LINE {
            return Ok(Some(Line::Whole(line)));
        }
        if !ended {
            self.bytes += self.reader.skip_until(b'\n')? as u64;
        }
        Ok(Some(Line::TooLong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(bytes);
        let mut all = Vec::new();
        while let Some(line) = lines.next().expect("bytes in memory do not fail") {
            all.push(match line {
                Line::Whole(line) => Some(line.to_vec()),
                Line::TooLong => None,
            });
        }
        all
    }

    #[test]
    fn lines_end_as_unix_or_windows_ends_them_and_the_last_need_not() {
        assert_eq!(lines(b"a\nb\r\n\nc"), [&b"a"[..], b"b", b"", b"c"].map(|line| Some(line.to_vec())));
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_of_exactly_the_limit_is_read_and_one_byte_more_is_passed_over() {
        for ending in ["\n", "\r\n"] {
            let fits = format!("{}{ending}next", "x".repeat(LONGEST_LINE));
            assert_eq!(lines(fits.as_bytes())[0].as_ref().map(Vec::len), Some(LONGEST_LINE));
            let long = format!("{}{ending}next", "x".repeat(LONGEST_LINE + 1));
            assert_eq!(lines(long.as_bytes()), [None, Some(b"next".to_vec())]);
        }
    }

    #[test]
    fn a_line_that_is_far_too_long_is_never_held() {
        let endless = io::repeat(b'x').take(64 << 20).chain(&b"\nnext"[..]);
        let mut lines = Lines::new(endless);
        assert_eq!(lines.next().expect("read"), Some(Line::TooLong));
        assert!(lines.line.capacity() <= 4 * LONGEST_LINE);
        assert_eq!(lines.next().expect("read"), Some(Line::Whole(b"next")));
        assert_eq!((lines.number(), lines.bytes()), (2, (64 << 20) + 5));
    }
}
