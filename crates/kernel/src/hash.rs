//! Content hashes: SHA-256 over length-prefixed fields, so that no two different inputs share a byte stream.

use std::fmt::{self, Write};

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A SHA-256 digest, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The first twelve hexadecimal digits: enough for people to tell versions apart.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }

    /// The 64 hexadecimal digits as bytes.
    pub fn hex(&self) -> [u8; 64] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (byte, pair) in self.0.iter().zip(text.chunks_exact_mut(2)) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        text
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hex().iter().try_for_each(|digit| f.write_char(char::from(*digit)))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Collects fields into one hash.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// The plain SHA-256 of some bytes, as `sha256sum` gives it.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// Adds one field: its length in bytes as eight big-endian bytes, then the bytes.
    #[must_use]
    pub fn field(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds one field that is made of several parts.
    #[must_use]
    pub fn parts(mut self, parts: &[&[u8]]) -> Self {
        self.0.update((parts.iter().map(|part| part.len()).sum::<usize>() as u64).to_be_bytes());
        parts.iter().for_each(|part| self.0.update(part));
        self
    }

    /// The digest of all fields so far.
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_border_between_fields_changes_the_hash() {
        let one = Hasher::default().field(b"ab").field(b"c").finish();
        let other = Hasher::default().field(b"a").field(b"bc").finish();
        assert_ne!(one, other);
    }

    #[test]
    fn a_field_of_parts_is_the_field_of_their_bytes() {
        let one = Hasher::default().field(b"+ab").finish();
        assert_eq!(one, Hasher::default().parts(&[b"+", b"ab"]).finish());
    }

    #[test]
    fn the_digest_is_plain_sha256() {
        // 8 zero bytes: the length prefix of one empty field.
        let empty = Hasher::default().field(b"").finish();
        assert_eq!(empty.to_string(), "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
        assert_eq!(empty.short().len(), 12);
    }
}
