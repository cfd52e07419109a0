//! Files made wrong: what was written well is flipped, cut, mixed, nested and blown up, always the same by the same chance.

use serde_json::Value;

use crate::town::chance::Chance;

/// What stands between the parts of a file that is several: the answers of a conversation.
pub const BETWEEN: &[u8] = b"\n\x1e\n";
/// No file grows beyond this; large ones are the business of `files`.
const LARGEST: usize = 1 << 20;

/// Opened without end, closed or not.
const NESTS: &[(&str, &str)] = &[
    ("[", "]"),
    ("{\"a\":", "}"),
    ("<a>", "</a>"),
    ("(", ")"),
    ("(MIT OR ", ")"),
    ("!", ""),
    ("\"", ""),
    ("a.", ""),
    ("a = [", "]"),
    ("\"\"", ""),
    (";", ""),
    ("&amp;", ""),
    ("\u{0030}\u{0080}", ""),
    ("<text>", "</text>"),
    ("- ", ""),
];
const DEPTHS: [usize; 8] = [2, 3, 40, 40, 200, 200, 5_000, 100_000];

/// Numbers and days at the edge of what can be said.
const NUMBERS: &[&str] = &[
    "99999999999999999999999999999999",
    "-9223372036854775808",
    "18446744073709551615",
    "2147483648",
    "-1",
    "1e308",
    "1e999",
    "-0.0",
    "0.1e-400",
    "NaN",
    "0000-00-00",
    "-0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59.9999999Z",
    "10000-01-01",
    "2026-02-30",
    "2024-02-29T23:59:60+14:00",
    "1899-12-30",
    "010190-1234",
    "0101901234",
];

/// Letters that are longer, shorter or other when they are folded, cut or shown.
const LETTERS: &[&str] = &[
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{10ffff}",
    "İ",
    "ß",
    "ﬃ",
    "é",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "\r",
    "\n",
    "\t",
    "'",
    "=",
    "æ",
];
const NO_LETTERS: [&[u8]; 6] = [b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x81", b"\0\0\0"];

/// One file made of the samples.
pub fn harmed(chance: &mut Chance, samples: &[Vec<u8>]) -> Vec<u8> {
    let whole = chance.choose(samples).clone();
    let mut parts = split(&whole);
    let changes = if chance.percent(60) { 1 } else { 2 + chance.below(2) };
    for _ in 0..changes {
        let at = chance.below(parts.len());
        if parts.len() > 1 && chance.percent(10) {
            let other = chance.below(parts.len());
            parts.swap(at, other);
            continue;
        }
        let other = split(chance.choose::<Vec<u8>>(samples));
        let other = &other[chance.below(other.len())];
        parts[at] = part(chance, &parts[at], other);
    }
    let mut bytes = parts.join(BETWEEN);
    bytes.truncate(LARGEST);
    bytes
}

/// The parts of a file.
pub fn split(whole: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in whole.iter().enumerate().filter(|(_, byte)| **byte == BETWEEN[1]) {
        if at > from && whole[at - 1..].starts_with(BETWEEN) {
            parts.push(whole[from..at - 1].to_vec());
            from = at + 2;
        }
    }
    parts.push(whole[from..].to_vec());
    parts
}

/// A part by its first line and the rest: a status or a file's name is seldom harmed, since nothing is read then.
fn part(chance: &mut Chance, part: &[u8], other: &[u8]) -> Vec<u8> {
    let head = part.iter().position(|byte| *byte == b'\n').filter(|at| *at < 40 && chance.percent(95));
    let (head, body) = part.split_at(head.map_or(0, |at| at + 1));
    if chance.percent(50)
        && let Ok(mut value) = serde_json::from_slice::<Value>(body)
    {
        for _ in 0..=chance.below(3) {
            reshaped(chance, &mut value);
        }
        return [head, value.to_string().as_bytes()].concat();
    }
    let mut bytes = body.to_vec();
    // One change leaves most of the file to be read; several go past what one is refused for.
    let changes = if chance.percent(60) { 1 } else { 2 + chance.below(4) };
    for _ in 0..changes {
        garbled(chance, &mut bytes, other);
    }
    [head, &bytes].concat()
}

/// One change of bytes.
fn garbled(chance: &mut Chance, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = chance.below(bytes.len() + 1);
    let end = at + chance.below((bytes.len() - at).min(200) + 1);
    match chance.below(13) {
        0 => {
            let bit = 1_u8 << chance.below(8);
            bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= bit);
        }
        1 => {
            let byte = u8::try_from(chance.below(256)).unwrap_or_default();
            bytes.get_mut(at).into_iter().for_each(|old| *old = byte);
        }
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let again = bytes[at..end].repeat(1 + chance.below(3));
            insert(bytes, at, &again);
        }
        5 => {
            let times = *chance.choose(&DEPTHS);
            let again = bytes[at..end].repeat(times.min(LARGEST / (end - at).max(1)));
            insert(bytes, at, &again);
        }
        6 => {
            let from = chance.below(other.len() + 1);
            let to = from + chance.below((other.len() - from).min(2_000) + 1);
            insert(bytes, at, &other[from..to]);
        }
        7 => {
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        8 => {
            let (open, close) = *chance.choose(NESTS);
            let times = *chance.choose(&DEPTHS);
            let close = if chance.percent(50) { close.repeat(times) } else { String::new() };
            insert(bytes, at, format!("{}{close}", open.repeat(times)).as_bytes());
        }
        9 => number(chance, bytes, at),
        10 => {
            let letters = chance.pick(LETTERS).repeat(1 + chance.below(3));
            insert(bytes, at, letters.as_bytes());
        }
        11 => {
            let none = *chance.choose(&NO_LETTERS);
            insert(bytes, at, none);
        }
        _ => {
            let to = chance.below(bytes.len() + 1);
            let moved: Vec<u8> = bytes.drain(at..end).collect();
            let to = to.min(bytes.len());
            insert(bytes, to, &moved);
        }
    }
    bytes.truncate(LARGEST);
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    bytes.splice(at..at, what.iter().copied());
}

/// The next number becomes another; a number anywhere where none follows.
fn number(chance: &mut Chance, bytes: &mut Vec<u8>, at: usize) {
    let new = chance.pick(NUMBERS).as_bytes().to_vec();
    let digit = |byte: &u8| byte.is_ascii_digit();
    let start = at + bytes[at..].iter().position(digit).unwrap_or(0);
    let end = start + bytes[start..].iter().take_while(|byte| digit(byte) || matches!(byte, b'-' | b'.')).count();
    bytes.splice(start..end, new);
}

/// One change of a tree: another value, no value, the same twice, a name that another had.
fn reshaped(chance: &mut Chance, value: &mut Value) {
    let count = nodes(value);
    let donor = node(value, chance.below(count)).cloned().unwrap_or_default();
    let mut at = chance.below(count);
    let Some(place) = node_mut(value, &mut at) else { return };
    match chance.below(8) {
        0 => *place = Value::Null,
        1 => *place = donor,
        2 => *place = Value::String((*chance.pick(NUMBERS)).to_owned()),
        3 => *place = serde_json::from_str(chance.pick(NUMBERS)).unwrap_or(Value::Bool(true)),
        4 => {
            let letters = chance.pick(LETTERS).repeat(1 + chance.below(300));
            *place = Value::String(letters);
        }
        5 => *place = Value::Array(vec![donor; *chance.choose(&DEPTHS[..6])]),
        6 => match place {
            Value::Array(items) => drop(items.pop()),
            Value::Object(fields) => {
                let name = fields.keys().nth(chance.below(fields.len())).cloned().unwrap_or_default();
                fields.remove(&name);
            }
            Value::String(text) => {
                let cut = text.char_indices().nth(chance.below(text.len())).map_or(0, |(at, _)| at);
                let letters = *chance.choose(LETTERS);
                text.insert_str(cut, letters);
            }
            other => *other = Value::Array(Vec::new()),
        },
        _ => {
            let inner = place.take();
            let nested = (0..chance.below(120)).fold(inner, |inner, _| Value::Array(vec![inner]));
            *place = nested;
        }
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(fields) => fields.values().map(nodes).sum(),
        _ => 0,
    }
}

fn node(value: &Value, at: usize) -> Option<&Value> {
    fn find<'v>(value: &'v Value, at: &mut usize) -> Option<&'v Value> {
        if *at == 0 {
            return Some(value);
        }
        *at -= 1;
        match value {
            Value::Array(items) => items.iter().find_map(|item| find(item, at)),
            Value::Object(fields) => fields.values().find_map(|field| find(field, at)),
            _ => None,
        }
    }
    find(value, &mut { at })
}

fn node_mut<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| node_mut(item, at)),
        Value::Object(fields) => fields.values_mut().find_map(|field| node_mut(field, at)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_chance_harms_alike_and_parts_are_put_together_as_they_were() {
        let samples = [[b"200\n{\"a\":[1,2]}".as_slice(), b"404\n"].join(BETWEEN), b"key;name\n1;a\n".to_vec()];
        let all = |seed| (0..500_u64).map(|turn| harmed(&mut Chance::new(seed + turn), &samples)).collect::<Vec<_>>();
        assert_eq!(all(7), all(7));
        assert_ne!(all(7), all(8_000));
        assert_eq!(split(&samples[0]).join(BETWEEN), samples[0]);
        assert!(all(7).iter().all(|bytes| bytes.len() <= LARGEST));
    }
}
