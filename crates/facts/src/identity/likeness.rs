//! When two texts are the same identifier, or two names alike.

/// An identifier shorter than this tells nothing.
const SHORTEST: usize = 4;

/// What equipment and forms say when they have no number.
const NO_NUMBER: &[&str] =
    &["tobefilledbyoem", "systemserialnumber", "defaultstring", "notspecified", "notapplicable", "none", "ukendt"];

/// An identifier without what people write differently: case, blanks, dots and dashes, `DK` before a CVR number. Nothing
/// when it tells nothing.
pub(super) fn identifier(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    if text.contains('@') {
        return (!text.contains(char::is_whitespace)).then_some(text);
    }
    let mut plain: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if let Some(digits) = plain.strip_prefix("dk").filter(|rest| rest.len() == 8 && is_digits(rest)) {
        plain = digits.to_owned();
    }
    let first = plain.chars().next()?;
    let says = plain.chars().count() >= SHORTEST && plain.chars().any(|letter| letter != first);
    (says && !NO_NUMBER.contains(&plain.as_str())).then_some(plain)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name without what people write differently: case, punctuation, and the form of a company.
pub(super) fn name(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace("a/s", " ").replace("i/s", " ").replace("k/s", " ");
    let words: Vec<&str> =
        words(&lower).filter(|word| !matches!(*word, "aps" | "amba" | "ab" | "ltd" | "gmbh")).collect();
    let joined = words.join(" ");
    (!joined.is_empty()).then_some(joined)
}

/// Whether of two names, as [`name`] reads them, one has every word of the other: `ane bach` and `ane kirstine bach`.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let within = |one: &str, other: &str| words(one).all(|word| words(other).any(|its| its == word));
    within(one, other) || within(other, one)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}
