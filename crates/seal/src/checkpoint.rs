//! Checkpoints: what the log's last entry was on a day, signed. As a small text that can be mailed away, so that nobody who holds
//! the whole house can cut the log short or write it anew unseen.

use kernel::chain::Checkpoint;
use kernel::{Day, Hash, Hasher};

use crate::{Key, Public};

/// The first line of the text.
const TITLE: &str = "Fundament: kontrolpunkt for loggen (log checkpoint, docs/log/README.md)";

/// Why a text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint")]
pub struct CheckpointError;

/// The checkpoint of an end of the log.
pub fn sign(key: &Key, tenant: &str, day: Day, (seq, hash): (i64, &str)) -> Checkpoint {
    let mut checkpoint = Checkpoint {
        tenant: tenant.to_owned(),
        day,
        seq,
        hash: hash.to_owned(),
        key: key.public().to_string(),
        signature: String::new(),
    };
    checkpoint.signature = key.sign(&signed(&checkpoint));
    checkpoint
}

/// Whether the signature is that of the key it names. Whose key that is, is another question.
pub fn holds(checkpoint: &Checkpoint) -> bool {
    let key: Result<Public, _> = checkpoint.key.parse();
    key.is_ok_and(|key| key.signed(&signed(checkpoint), &checkpoint.signature))
}

/// What is signed: everything but the signature.
fn signed(checkpoint: &Checkpoint) -> Hash {
    Hasher::default()
        .field(b"fundament-log-checkpoint-1")
        .field(checkpoint.tenant.as_bytes())
        .field(checkpoint.day.to_string().as_bytes())
        .field(&checkpoint.seq.to_be_bytes())
        .field(checkpoint.hash.as_bytes())
        .field(checkpoint.key.as_bytes())
        .finish()
}

/// The checkpoint as a text.
pub fn written(checkpoint: &Checkpoint) -> String {
    let Checkpoint { tenant, day, seq, hash, key, signature } = checkpoint;
    format!("{TITLE}\ntenant: {tenant}\nday: {day}\nseq: {seq}\nhash: {hash}\nkey: {key}\nsignature: {signature}\n")
}

/// The checkpoint of a text; mail may have changed the line ends and put blanks around.
///
/// # Errors
/// When it is none. That its signature does not count is told by [`holds`].
pub fn read(text: &str) -> Result<Checkpoint, CheckpointError> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.next() != Some(TITLE) {
        return Err(CheckpointError);
    }
    let mut field = |name: &str| {
        let value = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.map(str::to_owned).ok_or(CheckpointError)
    };
    let checkpoint = Checkpoint {
        tenant: field("tenant")?,
        day: Day::parse(&field("day")?).map_err(|_| CheckpointError)?,
        seq: field("seq")?.parse().map_err(|_| CheckpointError)?,
        hash: field("hash")?,
        key: field("key")?,
        signature: field("signature")?,
    };
    if lines.next().is_some() { Err(CheckpointError) } else { Ok(checkpoint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Checkpoint {
        sign(&Key::of(&[7; 32]), "eksempel", Day::parse("2026-11-23").expect("a day"), (12, &"ab".repeat(32)))
    }

    #[test]
    fn a_checkpoint_is_mailed_and_read_again() {
        let text = written(&one());
        assert_eq!(read(&text), Ok(one()));
        assert_eq!(read(&format!("\r\n {}", text.replace('\n', "\r\n"))), Ok(one()));
        assert!(holds(&one()));
    }

    #[test]
    fn any_changed_byte_is_refused() {
        let text = written(&one());
        for place in 0..text.len() - 1 {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(!read(&changed).is_ok_and(|it| holds(&it)), "{changed}");
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let text = written(&one());
        let without = text.replace("seq: 12\n", "");
        for wrong in ["", TITLE, &without, &format!("{text}mere\n"), &text.replace("12", "tolv")] {
            assert_eq!(read(wrong), Err(CheckpointError), "{wrong}");
        }
    }
}
