//! Keys that were in use before the one of today: what each signed in its time still counts, what it signs afterwards does not.
//! Kept beside the key and not in the database: whoever can write the database must not be able to name a key of the past.

use kernel::Day;
use kernel::chain::Checkpoint;
use serde::{Deserialize, Serialize};

use crate::{KeyError, Public};

/// The first line of the text.
const TITLE: &str = "Fundament: loggens tidligere nøgler (former log keys, docs/log/README.md)";

/// A key that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// Its public half.
    pub key: Public,
    /// The first day that it signed.
    pub from: Day,
    /// The last.
    pub until: Day,
}

/// The keys that somebody trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trusted {
    /// These, on whatever day.
    pub keys: Vec<Public>,
    /// These, in their time.
    pub former: Vec<Former>,
}

/// What becomes of a checkpoint whose signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Its key is trusted, or nobody has said whom they trust.
    Counts,
    /// Its key had been replaced by then, or was not there yet.
    NotItsTime,
    /// Its key is nobody's who is trusted.
    Foreign,
}

impl Trusted {
    /// Whether nobody is named, so that every key counts.
    pub fn is_anybody(&self) -> bool {
        self.keys.is_empty() && self.former.is_empty()
    }

    /// Whether a checkpoint counts.
    pub fn judge(&self, checkpoint: &Checkpoint) -> Trust {
        let by = |key: &Public| key.to_string() == checkpoint.key;
        if self.is_anybody() || self.keys.iter().any(by) {
            return Trust::Counts;
        }
        let mut former = self.former.iter().filter(|former| by(&former.key)).peekable();
        if former.peek().is_none() {
            return Trust::Foreign;
        }
        let in_time = former.any(|former| (former.from..=former.until).contains(&checkpoint.day));
        if in_time { Trust::Counts } else { Trust::NotItsTime }
    }
}

/// The keys as a text, a line each: the key, its first day, its last.
pub fn written(former: &[Former]) -> String {
    let line = |Former { key, from, until }: &Former| format!("{key} {from} {until}\n");
    format!("{TITLE}\n{}", former.iter().map(line).collect::<String>())
}

/// The keys of a text.
///
/// # Errors
/// When it is none.
pub fn read(text: &str) -> Result<Vec<Former>, KeyError> {
    let mut lines = text.lines();
    if lines.next() != Some(TITLE) {
        return Err(KeyError);
    }
    let day = |word: Option<&str>| word.and_then(|word| Day::parse(word).ok()).ok_or(KeyError);
    let former = |line: &str| {
        let mut words = line.split(' ');
        let key = words.next().ok_or(KeyError)?.parse()?;
        let (from, until) = (day(words.next())?, day(words.next())?);
        if words.next().is_some() { Err(KeyError) } else { Ok(Former { key, from, until }) }
    };
    lines.map(former).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, sign};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn old() -> Former {
        Former { key: Key::of(&[7; 32]).public(), from: day("2026-01-01"), until: day("2026-11-23") }
    }

    #[test]
    fn a_key_of_the_past_counts_in_its_time_only() {
        let trusted = Trusted { keys: vec![Key::of(&[8; 32]).public()], former: vec![old()] };
        for (secret, on, trust) in [
            (7, "2025-12-31", Trust::NotItsTime),
            (7, "2026-01-01", Trust::Counts),
            (7, "2026-11-23", Trust::Counts),
            (7, "2026-11-24", Trust::NotItsTime),
            (8, "2026-11-24", Trust::Counts),
            (9, "2026-11-23", Trust::Foreign),
        ] {
            let checkpoint = sign(&Key::of(&[secret; 32]), "eksempel", day(on), (12, "ab"));
            assert_eq!(trusted.judge(&checkpoint), trust, "{secret} {on}");
            assert_eq!(Trusted::default().judge(&checkpoint), Trust::Counts);
        }
    }

    #[test]
    fn former_keys_are_kept_and_read_again() {
        let text = written(&[old(), old()]);
        assert_eq!(read(&text), Ok(vec![old(), old()]));
        assert_eq!(read(&written(&[])), Ok(Vec::new()));
        for wrong in ["", "x", &text.replace("2026-11-23", "i går"), &format!("{text}mere\n"), &text.replace(' ', "  ")]
        {
            assert_eq!(read(wrong), Err(KeyError), "{wrong}");
        }
    }
}
