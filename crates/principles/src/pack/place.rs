//! Where in a file something stands, for errors that people can act on.

use kernel::Text;

/// What is wrong with a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// The file's name.
    pub file: String,
    /// Line, from one.
    pub line: usize,
    /// Column in characters, from one.
    pub column: usize,
    /// Permanent label: `unknown-fact`, `duplicate-code`, ..
    pub label: &'static str,
    /// What is wrong and what to write instead.
    pub text: Text,
}

/// One file under reading.
#[derive(Clone, Copy)]
pub(super) struct Source<'f> {
    pub name: &'f str,
    pub text: &'f str,
}

impl Source<'_> {
    /// An error at a byte of the file.
    pub fn error(&self, byte: usize, label: &'static str, da: impl Into<String>, en: impl Into<String>) -> PackError {
        let (line, column) = self.line_and_column(byte);
        let text = Text { da: da.into(), en: en.into() };
        PackError { file: self.name.to_owned(), line, column, label, text }
    }

    /// Line and column of a byte, both from one.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        (line, column)
    }

    /// The byte of a character of a string value whose TOML text spans those bytes.
    ///
    /// Exact when the value stands in the file as it is; with escapes in it, the value's start.
    pub fn byte_in_value(&self, span: std::ops::Range<usize>, value: &str, character: usize) -> usize {
        let written = self.text.get(span.clone()).unwrap_or("");
        match written.find(value) {
            Some(inner) => {
                let ahead = value.char_indices().nth(character).map_or(value.len(), |(byte, _)| byte);
                span.start + inner + ahead
            }
            None => span.start,
        }
    }
}
