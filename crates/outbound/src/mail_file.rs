//! Letters that go nowhere: written to a file or a folder, for the demo and for whoever wants to see them before they are sent.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use house::notices::{Letter, NotSent, Post, Sending};
use lettre::message::Mailbox;

use crate::mail::{MailError, mail_from, message};

/// A mailbox in a file (mbox), or a folder of messages (.eml) when there is a folder with that name.
#[derive(Clone, Debug)]
pub struct MailFile {
    place: PathBuf,
    from: Mailbox,
}

impl MailFile {
    /// Letters to that file or folder.
    ///
    /// # Errors
    /// When the sender is no address.
    pub fn at(place: &Path, from: &str) -> Result<Self, MailError> {
        Ok(Self { place: place.to_owned(), from: mail_from(from)? })
    }

    fn keep(&self, letter: &Letter, message: &[u8]) -> io::Result<()> {
        if self.place.is_dir() {
            return private(self.place.join(format!("{}.eml", letter.id)))?.write_all(message);
        }
        // One write a letter: two servers on one file do not mix their lines.
        private(self.place.clone())?.write_all(&as_mbox(message))
    }
}

impl Post for MailFile {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let message = message(letter, &self.from).map_err(NotSent::Refused)?;
            self.keep(letter, &message.formatted()).map_err(|error| NotSent::Unreachable(error.kind().to_string()))
        })
    }
}

/// For its owner alone: letters tell of people.
fn private(place: PathBuf) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(place)
}

/// A message in a mailbox: its lines end in \n, and none but the first begins with `From ` (mboxrd).
fn as_mbox(message: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(message).replace("\r\n", "\n");
    let mut kept = String::from("From fundament Thu Jan  1 00:00:00 1970\n");
    for line in text.lines() {
        if line.trim_start_matches('>').starts_with("From ") {
            kept.push('>');
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept.push('\n');
    kept.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::as_mbox;

    #[test]
    fn only_a_message_begins_with_from() {
        let kept = String::from_utf8(as_mbox(b"Subject: a\r\n\r\nFrom nu af\r\n>From x\r\n")).expect("text");
        assert_eq!(kept, "From fundament Thu Jan  1 00:00:00 1970\nSubject: a\n\n>From nu af\n>>From x\n\n");
    }
}
