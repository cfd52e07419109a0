//! Reads a mailbox file (mbox) as its receiver's program would: who was written to, and the plain text.

use std::fs;
use std::path::Path;

/// A mail in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The receiver's address.
    pub to: String,
    /// The plain text.
    pub text: String,
}

/// The mails in a mailbox, in the order they came; none when there is no such file yet.
pub fn mails(file: &Path) -> Vec<Mail> {
    let text = fs::read_to_string(file).unwrap_or_default();
    // A message under way is not there yet.
    let whole = text.rfind("\n\n").map_or("", |end| &text[..end + 2]);
    whole.split("From fundament ").skip(1).map(mail).collect()
}

fn mail(message: &str) -> Mail {
    let (head, _) = message.split_once("\n\n").expect("a head");
    let to = head.lines().skip_while(|line| !line.starts_with("To: ")).find_map(|line| line.split_once('<'));
    let to = to.and_then(|(_, rest)| rest.split_once('>')).expect("a receiver").0.to_owned();
    let part = message.split("\n--").find(|part| part.contains("Content-Type: text/plain")).expect("a plain text");
    let (head, body) = part.split_once("\n\n").expect("a part's head");
    let text = if head.contains("quoted-printable") { unquoted(body) } else { body.to_owned() };
    assert!(!head.contains("base64"), "{head}");
    Mail { to, text: text.replace("\r\n", "\n").replace("\n>From ", "\nFrom ") }
}

/// Quoted-printable, read (RFC 2045, 6.7).
fn unquoted(body: &str) -> String {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body.as_bytes();
    while let Some((first, left)) = rest.split_first() {
        rest = left;
        match (first, left) {
            (b'=', [b'\n', ..]) => rest = &left[1..],
            (b'=', [a, b, ..]) => {
                let digits = [*a, *b];
                let code = std::str::from_utf8(&digits).ok().and_then(|code| u8::from_str_radix(code, 16).ok());
                bytes.push(code.expect("two digits"));
                rest = &left[2..];
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn what_is_quoted_is_read() {
        assert_eq!(unquoted("S=C3=B8ren er=\n her=3D\n"), "Søren er her=\n");
    }
}
