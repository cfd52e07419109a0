//! The log's chain as arithmetic: an entry, the hash that binds it to the one before, and whether a row of entries holds. Whoever
//! has the entries can verify them; no database is asked (Strategy §3: who decided what, and when).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Day, Hash, Hasher, Instant};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// The account that acted.
    pub account: String,
    /// Its name on that day.
    pub name: String,
    /// What was done.
    pub act: String,
    /// The object's kind, when it was done to one.
    pub kind: Option<String>,
    /// The object's key.
    pub key: Option<String>,
    /// The particulars as JSON text.
    pub detail: String,
    /// SHA-256 over the entry and the hash before it, in hexadecimal.
    pub hash: String,
}

/// What was said of the log's end on a day, signed: kept elsewhere, it tells when the log is cut short or written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is.
    pub tenant: String,
    /// The day it was made.
    pub day: Day,
    /// The last entry then.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// The public key, in hexadecimal.
    pub key: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An entry is missing.
    Gap,
    /// An entry is not what its hash was taken of, or does not follow the one before.
    Hash,
    /// The entries hold together, but are not those that a checkpoint was made of.
    Checkpoint,
}

/// The permanent word.
impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gap => "gap",
            Self::Hash => "hash",
            Self::Checkpoint => "checkpoint",
        })
    }
}

impl Serialize for Flaw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where the chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The first entry that does not fit.
    pub seq: i64,
    /// What does not fit.
    pub what: Flaw,
}

/// The hash of an entry: SHA-256 over the hash before it (as text, empty for the first), the tenant, and the entry's fields in
/// their order, each with its length before it; numbers as eight big-endian bytes; of what may be absent, `-` or `+` and the text.
pub fn hash_of(previous: &str, tenant: &str, entry: &Entry) -> Hash {
    let optional = |hasher: Hasher, field: &Option<String>| match field {
        None => hasher.field(b"-"),
        Some(text) => hasher.parts(&[b"+", text.as_bytes()]),
    };
    let hasher = Hasher::default()
        .field(previous.as_bytes())
        .field(tenant.as_bytes())
        .field(&entry.seq.to_be_bytes())
        .field(&entry.at.0.to_be_bytes())
        .field(entry.account.as_bytes())
        .field(entry.name.as_bytes())
        .field(entry.act.as_bytes());
    let hasher = optional(optional(hasher, &entry.kind), &entry.key);
    hasher.field(entry.detail.as_bytes()).finish()
}

/// A chain as it is verified, entry by entry.
#[derive(Clone, Debug)]
pub struct Chain {
    tenant: String,
    last: i64,
    head: String,
    /// What checkpoints say of it, the latest first: number and hash.
    marks: Vec<(i64, String)>,
}

impl Chain {
    /// A chain from its beginning.
    pub fn new(tenant: &str) -> Self {
        Self::after(tenant, 0, "")
    }

    /// A chain that goes on after an entry.
    pub fn after(tenant: &str, last: i64, head: &str) -> Self {
        Self { tenant: tenant.to_owned(), last, head: head.to_owned(), marks: Vec::new() }
    }

    /// The same, held to what checkpoints say: numbers and hashes. Those of entries gone by are passed over.
    #[must_use]
    pub fn held_to(mut self, mut marks: Vec<(i64, String)>) -> Self {
        marks.retain(|(seq, _)| *seq > self.last);
        marks.sort_by(|one, other| other.cmp(one));
        self.marks = marks;
        self
    }

    /// The number of the last entry that held.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Its hash; empty before the first.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// The place, when it does not fit.
    pub fn hold(&mut self, entry: &Entry) -> Result<(), Broken> {
        let next = self.last.saturating_add(1);
        if entry.seq != next {
            return Err(Broken { seq: next, what: Flaw::Gap });
        }
        let hash = hash_of(&self.head, &self.tenant, entry).hex();
        if hash.as_slice() != entry.hash.as_bytes() {
            return Err(Broken { seq: entry.seq, what: Flaw::Hash });
        }
        while self.marks.last().is_some_and(|(seq, _)| *seq == entry.seq) {
            if self.marks.pop().is_some_and(|(_, marked)| marked != entry.hash) {
                return Err(Broken { seq: entry.seq, what: Flaw::Checkpoint });
            }
        }
        self.last = entry.seq;
        self.head.clone_from(&entry.hash);
        Ok(())
    }

    /// The end of the chain: whether it reaches as far as the checkpoints say, and ends at `length` when that is known.
    ///
    /// # Errors
    /// The first number that is missing, or is one too many.
    pub fn end(&self, length: Option<i64>) -> Result<(), Broken> {
        let marked = self.marks.first().map_or(0, |(seq, _)| *seq);
        if self.last < marked || length.is_some_and(|length| length != self.last) {
            return Err(Broken { seq: self.last.saturating_add(1), what: Flaw::Gap });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
