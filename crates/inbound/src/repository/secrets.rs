//! Whether a file gives access to something: by its name, or by the marks that keys and tokens bear.
//!
//! Whole marks only, so that prose about passwords is none. What was found is never kept.

/// A token: how it starts, which letters follow and at least how many.
struct Mark {
    start: &'static [u8],
    letters: fn(u8) -> bool,
    at_least: usize,
}

const fn plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

const fn dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

const fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

const MARKS: &[Mark] = &[
    Mark { start: b"AKIA", letters: upper, at_least: 16 },
    Mark { start: b"ASIA", letters: upper, at_least: 16 },
    Mark { start: b"ghp_", letters: plain, at_least: 36 },
    Mark { start: b"gho_", letters: plain, at_least: 36 },
    Mark { start: b"ghs_", letters: plain, at_least: 36 },
    Mark { start: b"github_pat_", letters: dashed, at_least: 50 },
    Mark { start: b"glpat-", letters: dashed, at_least: 20 },
    Mark { start: b"xoxb-", letters: dashed, at_least: 20 },
    Mark { start: b"xoxp-", letters: dashed, at_least: 20 },
    Mark { start: b"AIza", letters: dashed, at_least: 35 },
    Mark { start: b"AccountKey=", letters: base64, at_least: 40 },
    Mark { start: b"SharedAccessKey=", letters: base64, at_least: 40 },
    Mark { start: b"sk_live_", letters: plain, at_least: 20 },
    Mark { start: b"npm_", letters: plain, at_least: 36 },
];

/// A file that is a secret by its name alone. The path is in small letters.
pub(super) fn is_secret_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let key = [".pfx", ".p12", ".jks", ".keystore", ".ppk", ".kdbx"].iter().any(|ending| name.ends_with(ending));
    let environment = name == ".env"
        || (name.starts_with(".env.")
            && !["example", "sample", "template", "dist", "test"].iter().any(|word| name.ends_with(word)));
    key || environment
        || matches!(name, "id_rsa" | "id_ed25519" | "id_ecdsa" | ".netrc" | ".pgpass" | ".git-credentials")
}

/// A file whose name says that it holds no text: too large a one need not be searched.
pub(super) fn is_no_text(path: &str) -> bool {
    let endings = [
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".pdf", ".woff", ".woff2", ".ttf", ".otf", ".mp3", ".mp4",
        ".mov", ".webm", ".docx", ".xlsx", ".pptx",
    ];
    endings.iter().any(|ending| path.ends_with(ending))
}

/// Whether the bytes hold the mark of a key or a token.
pub(super) fn holds_secret(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'-' => is_private_key(&bytes[at..]),
        b'A' | b'g' | b'x' | b'S' | b's' | b'n' => {
            let starts = at == 0 || !dashed(bytes[at - 1]);
            starts && MARKS.iter().any(|mark| is_marked(&bytes[at..], mark))
        }
        _ => false,
    })
}

fn is_marked(bytes: &[u8], mark: &Mark) -> bool {
    let Some(rest) = bytes.strip_prefix(mark.start) else { return false };
    let rest = &rest[..rest.len().min(mark.at_least)];
    if rest.len() < mark.at_least || !rest.iter().all(|byte| (mark.letters)(*byte)) {
        return false;
    }
    // "AKIAXXXXXXXXXXXXXXXX" is what documentation writes.
    let mut kinds: Vec<u8> = rest.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() > 4
}

/// A private key's first line with a key below it, not the mere words: letters of base64 in a run that no prose has.
fn is_private_key(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"-----BEGIN ") else { return false };
    let head = &rest[..rest.len().min(60)];
    let line = &head[..head.iter().position(|byte| *byte == b'\n').unwrap_or(head.len())];
    let Some(end) = line.windows(11).position(|part| part == b"PRIVATE KEY") else { return false };
    let after = &rest[end + 11..rest.len().min(end + 600)];
    after.split(|byte| !base64(*byte)).any(|run| run.len() >= 40)
}
