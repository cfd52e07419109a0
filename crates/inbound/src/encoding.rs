//! Which bytes mean which letters: UTF-8, or the Windows-1252 that older Danish exports are written in.
//!
//! The whole file decides, not its first page: the first æ may stand in row 19,000. Reading line by line keeps one
//! broken line from costing the others.

use std::io::{self, Read};

use serde::Serialize;

use crate::lines::{Line, Lines};

/// How a file's letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte-order mark, as Excel writes it.
    Utf8WithMark,
    /// Windows-1252, as older exports are.
    Windows1252,
}

impl Encoding {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 (BOM)",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// A byte that is no letter in the file's encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadByte {
    /// Its place in the physical line, from 1.
    pub column: usize,
    /// The byte.
    pub byte: u8,
}

const BYTES_WITHOUT_LETTER: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// The encoding of the file, or none when it is UTF-16. A reading error ends the look: reading again will meet it.
pub(crate) fn decide(reader: impl Read) -> Option<Encoding> {
    let mut lines = Lines::new(reader);
    let (mut valid, mut invalid) = (0_u64, 0_u64);
    let mut first = true;
    while let Ok(Some(line)) = lines.next() {
        let Line::Whole(bytes) = line else {
            first = false;
            continue;
        };
        if first && bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            return Some(Encoding::Utf8WithMark);
        }
        if first && (bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || looks_like_utf16(bytes)) {
            return None;
        }
        first = false;
        match std::str::from_utf8(bytes) {
            _ if bytes.is_ascii() => {}
            Ok(_) => valid += 1,
            Err(_) => invalid += 1,
        }
    }
    Some(if invalid > valid { Encoding::Windows1252 } else { Encoding::Utf8 })
}

/// UTF-16 without a mark: every other byte of plain letters is zero.
fn looks_like_utf16(first_line: &[u8]) -> bool {
    let zeros = first_line.iter().filter(|byte| **byte == 0).count();
    zeros > 1 && zeros * 3 >= first_line.len()
}

/// Adds the line's letters to the text and names the first byte that is none. The text then holds a stand-in for it,
/// so that the quotes around it still pair up.
pub(crate) fn append(encoding: Encoding, raw: &[u8], text: &mut String) -> Option<BadByte> {
    let zero = raw.iter().position(|byte| *byte == 0);
    let broken = match encoding {
        Encoding::Utf8 | Encoding::Utf8WithMark => append_utf8(raw, text),
        Encoding::Windows1252 => {
            let (letters, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw);
            text.push_str(&letters);
            raw.iter().position(|byte| BYTES_WITHOUT_LETTER.contains(byte))
        }
    };
    let place = [zero, broken].into_iter().flatten().min()?;
    Some(BadByte { column: place + 1, byte: raw[place] })
}

fn append_utf8(raw: &[u8], text: &mut String) -> Option<usize> {
    match std::str::from_utf8(raw) {
        Ok(letters) => {
            text.push_str(letters);
            None
        }
        Err(error) => {
            text.push_str(&String::from_utf8_lossy(raw));
            Some(error.valid_up_to())
        }
    }
}

/// A small file that is not CSV (`sources.toml`), whatever it is written in, at most that many bytes long.
pub(crate) fn read_small(reader: impl Read, longest: u64) -> io::Result<String> {
    let mut raw = Vec::new();
    reader.take(longest + 1).read_to_end(&mut raw)?;
    if raw.len() as u64 > longest {
        return Err(io::Error::other("too large"));
    }
    let raw = raw.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&raw);
    Ok(match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw).0.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_wins_over_what_the_bytes_look_like() {
        assert_eq!(decide(&b"\xef\xbb\xbfkey\n\xe6\n\xe6\n"[..]), Some(Encoding::Utf8WithMark));
    }

    #[test]
    fn utf_16_is_not_guessed_at() {
        assert_eq!(decide(&b"\xff\xfek\0e\0y\0"[..]), None);
        assert_eq!(decide(&b"\xfe\xff\0k\0e\0y"[..]), None);
        assert_eq!(decide(&b"k\0e\0y\0;\0"[..]), None);
        assert_eq!(decide(&b"key;na\0me"[..]), Some(Encoding::Utf8));
    }

    #[test]
    fn the_lines_vote_and_a_file_of_plain_letters_is_utf_8() {
        assert_eq!(decide(&b""[..]), Some(Encoding::Utf8));
        assert_eq!(decide(&b"key;navn\n1;Ane\n"[..]), Some(Encoding::Utf8));
        assert_eq!(decide("nøgle\nå\n".as_bytes()), Some(Encoding::Utf8));
        assert_eq!(decide(&b"n\xf8gle\n1\n"[..]), Some(Encoding::Windows1252));
        assert_eq!(decide(&b"key\n\xc3\xa6\n\xc3\xa6\n\xe6\n"[..]), Some(Encoding::Utf8));
        assert_eq!(decide(&b"key\n\xe6\n\xe6\n\xc3\xa6\n"[..]), Some(Encoding::Windows1252));
    }

    #[test]
    fn the_first_danish_letter_may_come_late() {
        let mut bytes = b"key\n".to_vec();
        bytes.extend(b"abc\n".repeat(20_000));
        bytes.extend(b"\xf8\n");
        assert_eq!(decide(&bytes[..]), Some(Encoding::Windows1252));
    }

    #[test]
    fn a_byte_without_a_letter_is_named_with_its_place() {
        let mut text = String::new();
        assert_eq!(append(Encoding::Windows1252, b"\xe6\x81b", &mut text), Some(BadByte { column: 2, byte: 0x81 }));
        assert_eq!(append(Encoding::Utf8, b"ab\xff", &mut text), Some(BadByte { column: 3, byte: 0xff }));
        assert_eq!(append(Encoding::Utf8, b"a\0\xff", &mut text), Some(BadByte { column: 2, byte: 0 }));
        text.clear();
        assert_eq!(append(Encoding::Windows1252, b"bl\xe5b\xe6r \x80", &mut text), None);
        assert_eq!(text, "blåbær €");
    }
}
