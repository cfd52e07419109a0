//! Civil registration (CPR) numbers and recovery codes: found, masked and kept out (GDPR art. 5 and 87, Danish
//! Data Protection Act §11). The estate never needs one, so a row that carries one does not come in.

use std::borrow::Cow;
use std::ops::Range;

/// A column that is never read, whatever its cells look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// Civil registration numbers.
    Cpr,
    /// Disk encryption recovery codes.
    RecoveryCode,
}

/// Whether a cell holds a CPR number: `DDMMYY-XXXX`, `DDMMYYXXXX` or `DDMMYY XXXX`, also with the date in pairs
/// (`DD.MM.YY-XXXX`), with a day that exists; administrative numbers add 60 to the day.
pub(crate) fn has_cpr(text: &str) -> bool {
    next_cpr(text, 0).is_some()
}

/// Whether a number is shaped like a CPR number: one born on the first to the ninth of a month has lost its leading nought.
pub(crate) fn is_cpr(number: u64) -> bool {
    has_cpr(&format!("{number:010}"))
}

/// Whether a number of JSON is shaped like a CPR number, written with decimals or without.
pub(crate) fn holds_number(number: &serde_json::Number) -> bool {
    let text = number.to_string();
    let whole = number.as_u64().or_else(|| {
        let (whole, decimals) = text.split_once('.')?;
        decimals.bytes().all(|digit| digit == b'0').then(|| whole.parse().ok())?
    });
    whole.is_some_and(is_cpr)
}

/// The text with the last four digits of every CPR number covered: `010190-****`.
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    let Some(mut found) = next_cpr(text, 0) else { return Cow::Borrowed(text) };
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    loop {
        masked.push_str(&text[from..found.start]);
        masked.extend(text[found.clone()].chars().filter(char::is_ascii_digit).take(6));
        masked.push_str("-****");
        from = found.end;
        match next_cpr(text, from) {
            Some(next) => found = next,
            None => break,
        }
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

/// Whether a column with that header is refused.
pub(crate) fn forbidden_header(header: &str) -> Option<Forbidden> {
    let lower = header.to_lowercase();
    let joined: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let cpr_word =
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| word.ends_with("cpr") || word.starts_with("cprn"));
    if cpr_word || ["personnummer", "personnr", "civilregistration"].iter().any(|name| joined.contains(name)) {
        return Some(Forbidden::Cpr);
    }
    let code = ["key", "code", "kode", "nøgle", "noegle", "recovery", "gendan", "password"];
    let bitlocker = joined.contains("bitlocker") && code.iter().any(|word| joined.contains(word));
    let recovery = ["recoverykey", "recoverycode", "recoverypassword", "gendannelsesnøgle", "gendannelseskode"];
    (bitlocker || recovery.iter().any(|name| joined.contains(name))).then_some(Forbidden::RecoveryCode)
}

/// The next CPR number at or after that byte.
fn next_cpr(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = digit_run(bytes, at);
        let starts_token = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if starts_token
            && let Some(end) = cpr_end(text, at, run)
            && !text[end..].chars().next().is_some_and(char::is_alphanumeric)
        {
            return Some(at..end);
        }
        at += run;
    }
    None
}

fn digit_run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where a number that starts there with a run of that many digits ends, if it is shaped like a CPR number.
fn cpr_end(text: &str, at: usize, run: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if run == 2 {
        return pairs_end(text, at);
    }
    if !(run == 10 || run == 6) || !is_date(&bytes[at..at + 6]) {
        return None;
    }
    if run == 10 { Some(at + 10) } else { serial_end(text, at + 6) }
}

/// The date in pairs: `DD MM YY`, `DD.MM.YY`, `DD-MM-YY`, the same mark between both.
fn pairs_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = *bytes.get(at + 2)?;
    let shaped = matches!(mark, b' ' | b'.' | b'-') && bytes.get(at + 5) == Some(&mark);
    if !shaped || digit_run(bytes, at + 3) != 2 || digit_run(bytes, at + 6) != 2 {
        return None;
    }
    let date = [at, at + 1, at + 3, at + 4, at + 6, at + 7].map(|place| bytes[place]);
    if is_date(&date) { serial_end(text, at + 8) } else { None }
}

/// Where the serial number that follows a date ends.
fn serial_end(text: &str, date_end: usize) -> Option<usize> {
    let gap: usize = text[date_end..].chars().take(3).take_while(|c| is_gap(*c)).map(char::len_utf8).sum();
    let serial = date_end + gap;
    (gap > 0 && digit_run(text.as_bytes(), serial) == 4).then_some(serial + 4)
}

/// What people and word processors put between the date and the serial number.
fn is_gap(c: char) -> bool {
    matches!(c, '-' | ' ' | '.' | '/' | '\u{a0}' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}

/// `DDMMYY`: the century is not known, so 29 February always exists.
fn is_date(digits: &[u8]) -> bool {
    let pair = |at: usize| (digits[at] - b'0') * 10 + (digits[at + 1] - b'0');
    let last = match pair(2) {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    let day = pair(0);
    (1..=last).contains(&day) || (61..=60 + last).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpr_number_is_found_however_it_is_written() {
        for text in [
            "010190-1234",
            "0101901234",
            "010190 1234",
            "Ane, 290200-1234.",
            "(311299–0001)",
            "cpr:010190\u{a0}1234",
            "é010190 1234 010190-1234",
            "01 01 90 1234",
            "01.01.90-1234",
            "010190.1234",
            "010190/1234",
            "610190-1234",
        ] {
            assert!(has_cpr(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "",
            "5790001234567",
            "010190-12345",
            "20010190-1234",
            "321390-1234",
            "310490-1234",
            "300290-1234",
            "000190-1234",
            "SN0101901234",
            "0101901234A",
            "920190-1234",
            "01.01.1990",
            "01 01 90",
            "01.01.90 og 1234",
            "32.01.90-1234",
            "010190",
            "010190-",
            "010190-123",
            "12345678",
            "010190-123456-123456",
            "æ0101901234ø",
        ] {
            assert!(!has_cpr(text), "{text}");
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn the_serial_number_is_covered_in_every_shape() {
        assert_eq!(mask("0101901234"), "010190-****");
        assert_eq!(mask("010190 1234"), "010190-****");
        assert_eq!(mask("Ib 01.01.90-1234."), "Ib 010190-****.");
        assert_eq!(mask("Bo 010190-1234 og Ib 311299-4321, æ"), "Bo 010190-**** og Ib 311299-****, æ");
    }

    #[test]
    fn a_column_headed_as_a_cpr_number_or_a_recovery_code_is_forbidden() {
        for header in [
            "CPR",
            "cpr-nummer",
            "Cpr nr.",
            "CPRnummer",
            "Personnummer",
            "Medarbejders personnummer",
            "cpr_nr",
            "BorgerCPR",
        ] {
            assert_eq!(forbidden_header(header), Some(Forbidden::Cpr), "{header}");
        }
        for header in [
            "BitLocker key",
            "Bitlocker-nøgle",
            "BitLocker Recovery",
            "bitlocker_code",
            "Recovery key",
            "Gendannelsesnøgle",
        ] {
            assert_eq!(forbidden_header(header), Some(Forbidden::RecoveryCode), "{header}");
        }
        for header in ["key", "Nøgle", "Bitlocker", "BitLocker status", "Personale", "Nøglesystem"] {
            assert_eq!(forbidden_header(header), None, "{header}");
        }
    }
}
