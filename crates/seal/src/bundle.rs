//! Bundles: a stretch of the log as JSON lines that a third party verifies without the database. A head, one line an entry, and a
//! foot with the signature; described to the byte in `docs/log/README.md`. Read line by line, so a bundle may be of any length.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Write};

use kernel::chain::{Broken, Chain, Entry, Flaw};
use kernel::{Hash, Hasher, Instant, Text};
use serde::{Deserialize, Serialize};

use crate::{Former, Key, Public};

/// The format's name and version.
const FORMAT: &str = "fundament-log-1";
/// No entry is longer than this, in bytes; whoever sends a longer line wants our memory.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadLine {
    bundle: String,
    tenant: String,
    first: i64,
    previous: String,
    key: String,
    /// The keys that signed checkpoints before this one; the bundle's signature is over them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former: Vec<Former>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine<'e> {
    seq: i64,
    at: i64,
    account: Cow<'e, str>,
    name: Cow<'e, str>,
    act: Cow<'e, str>,
    kind: Option<Cow<'e, str>>,
    key: Option<Cow<'e, str>>,
    detail: Cow<'e, str>,
    hash: Cow<'e, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FootLine {
    entries: i64,
    last: i64,
    hash: String,
    signature: String,
}

impl<'e> EntryLine<'e> {
    fn of(entry: &'e Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.0,
            account: Cow::from(&entry.account),
            name: Cow::from(&entry.name),
            act: Cow::from(&entry.act),
            kind: entry.kind.as_ref().map(Cow::from),
            key: entry.key.as_ref().map(Cow::from),
            detail: Cow::from(&entry.detail),
            hash: Cow::from(&entry.hash),
        }
    }

    fn into_entry(self) -> Entry {
        Entry {
            seq: self.seq,
            at: Instant(self.at),
            account: self.account.into_owned(),
            name: self.name.into_owned(),
            act: self.act.into_owned(),
            kind: self.kind.map(Cow::into_owned),
            key: self.key.map(Cow::into_owned),
            detail: self.detail.into_owned(),
            hash: self.hash.into_owned(),
        }
    }
}

/// What is signed: the head's line as it is written, how many entries follow, and the last one's hash.
fn signed(head: &[u8], entries: i64, last: &str) -> Hash {
    Hasher::default()
        .field(b"fundament-log-bundle-1")
        .field(head)
        .field(&entries.to_be_bytes())
        .field(last.as_bytes())
        .finish()
}

/// Why a bundle was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The chain does not hold: what is broken is not signed.
    #[error("the chain is broken at act {}", .0.seq)]
    Broken(Broken),
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A bundle as it is written.
pub struct Writer<'k, W: Write> {
    out: W,
    key: &'k Key,
    head: Vec<u8>,
    chain: Chain,
    entries: i64,
}

impl<'k, W: Write> Writer<'k, W> {
    /// Begins a bundle of the entries after one that is known by number and hash; zero and nothing before the first.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(
        mut out: W,
        (key, former): (&'k Key, &[Former]),
        tenant: &str,
        (last, hash): (i64, &str),
    ) -> io::Result<Self> {
        let head = HeadLine {
            bundle: FORMAT.to_owned(),
            tenant: tenant.to_owned(),
            first: last + 1,
            previous: hash.to_owned(),
            key: key.public().to_string(),
            former: former.to_vec(),
        };
        let head = serde_json::to_vec(&head)?;
        out.write_all(&head)?;
        out.write_all(b"\n")?;
        Ok(Self { out, key, head, chain: Chain::after(tenant, last, hash), entries: 0 })
    }

    /// Adds the next entry.
    ///
    /// # Errors
    /// When it does not follow, or the file cannot be written.
    pub fn add(&mut self, entry: &Entry) -> Result<(), WriteError> {
        self.chain.hold(entry).map_err(WriteError::Broken)?;
        serde_json::to_writer(&mut self.out, &EntryLine::of(entry)).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        self.entries += 1;
        Ok(())
    }

    /// Where it is written to: what is there already may be taken away meanwhile.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Signs the bundle. Gives how many entries it holds, and what it was written to.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> io::Result<(i64, W)> {
        let signature = self.key.sign(&signed(&self.head, self.entries, self.chain.head()));
        let (entries, last, hash) = (self.entries, self.chain.last(), self.chain.head().to_owned());
        serde_json::to_writer(&mut self.out, &FootLine { entries, last, hash, signature })?;
        self.out.write_all(b"\n")?;
        self.out.flush()?;
        Ok((entries, self.out))
    }
}

/// What a bundle that holds says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose log it is.
    pub tenant: String,
    /// The number of its first entry.
    pub first: i64,
    /// The number of its last.
    pub last: i64,
    /// How many there are.
    pub entries: i64,
    /// The last one's hash.
    pub hash: String,
    /// The key that signed it. Whose key that is, the bundle cannot prove.
    pub key: Public,
    /// The keys that it says were in use before.
    pub former: Vec<Former>,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file is empty.
    Empty,
    /// The first line is no head of a bundle.
    Head,
    /// The file ends before its foot.
    Cut,
    /// The line is no entry, or not written as Fundament writes it.
    Line,
    /// An entry does not fit the chain.
    Chain(Flaw),
    /// The foot does not fit what stands above it.
    Foot,
    /// The signature is not the key's.
    Signature,
    /// Something stands below the foot.
    Below,
}

/// Why a bundle does not hold.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The first line that is wrong, from 1, and what it is.
    #[error("line {line}: {}", .wrong.text().en)]
    Wrong {
        /// The line.
        line: u64,
        /// What is wrong.
        wrong: Wrong,
    },
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Wrong {
    /// What people read.
    pub const fn text(self) -> Text<&'static str> {
        match self {
            Self::Empty => Text::new("filen er tom", "the file is empty"),
            Self::Head => {
                Text::new("filen er ikke en logpakke fra Fundament", "the file is no bundle of Fundament's log")
            }
            Self::Cut => Text::new(
                "filen er klippet af: underskriften mangler",
                "the file is cut short: the signature is missing",
            ),
            Self::Line => {
                Text::new("linjen er ikke, som Fundament skriver den", "the line is not as Fundament writes it")
            }
            Self::Chain(Flaw::Gap) => {
                Text::new("en handling mangler før denne linje", "an act is missing before this line")
            }
            Self::Chain(_) => Text::new(
                "handlingen er ændret eller hører ikke til her",
                "the act has been changed or does not belong here",
            ),
            Self::Foot => Text::new(
                "sidste linje passer ikke til handlingerne over den",
                "the last line does not fit the acts above it",
            ),
            Self::Signature => Text::new("underskriften passer ikke", "the signature does not fit"),
            Self::Below => Text::new("der står noget under underskriften", "something stands below the signature"),
        }
    }
}

/// Verifies a bundle: every line, the chain, and the signature by the key that the bundle names.
///
/// # Errors
/// The first line that is wrong.
pub fn verify(reader: impl BufRead) -> Result<Held, BundleError> {
    let mut lines = Lines { reader, number: 0, line: Vec::new(), again: Vec::new() };
    if !lines.next()? && lines.line.is_empty() {
        return Err(lines.wrong(Wrong::Empty));
    }
    let head: HeadLine = lines.read(Wrong::Head)?;
    let Ok(key) = head.key.parse::<Public>() else { return Err(lines.wrong(Wrong::Head)) };
    if head.bundle != FORMAT || head.first < 1 {
        return Err(lines.wrong(Wrong::Head));
    }
    let head_line = lines.line.clone();
    let mut chain = Chain::after(&head.tenant, head.first - 1, &head.previous);
    loop {
        if !lines.next()? {
            return Err(lines.wrong(Wrong::Cut));
        }
        if lines.line.starts_with(b"{\"entries\":") {
            break;
        }
        let line: EntryLine<'_> = lines.read(Wrong::Line)?;
        chain.hold(&line.into_entry()).map_err(|broken| lines.wrong(Wrong::Chain(broken.what)))?;
    }
    let foot: FootLine = lines.read(Wrong::Foot)?;
    let entries = chain.last() - head.first + 1;
    if (foot.entries, foot.last, foot.hash.as_str()) != (entries, chain.last(), chain.head()) {
        return Err(lines.wrong(Wrong::Foot));
    }
    if !key.signed(&signed(&head_line, entries, &foot.hash), &foot.signature) {
        return Err(lines.wrong(Wrong::Signature));
    }
    if lines.next()? || !lines.line.is_empty() {
        return Err(lines.wrong(Wrong::Below));
    }
    Ok(Held {
        tenant: head.tenant,
        first: head.first,
        last: foot.last,
        entries,
        hash: foot.hash,
        key,
        former: head.former,
    })
}

struct Lines<R> {
    reader: R,
    number: u64,
    /// The line without its end.
    line: Vec<u8>,
    /// The same line as we would write it.
    again: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line; false at the end of the file, also when what is left there is no whole line.
    fn next(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.number += 1;
        self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        Ok(self.line.pop_if(|last| *last == b'\n').is_some())
    }

    /// The line, read; refused also when it says the same in other bytes.
    fn read<T: Serialize + serde::de::DeserializeOwned>(&mut self, wrong: Wrong) -> Result<T, BundleError> {
        let read: T = serde_json::from_slice(&self.line).map_err(|_| self.wrong(wrong))?;
        self.again.clear();
        serde_json::to_writer(&mut self.again, &read).map_err(io::Error::from)?;
        if self.again == self.line { Ok(read) } else { Err(self.wrong(wrong)) }
    }

    fn wrong(&self, wrong: Wrong) -> BundleError {
        BundleError::Wrong { line: self.number, wrong }
    }
}

#[cfg(test)]
mod tests;
