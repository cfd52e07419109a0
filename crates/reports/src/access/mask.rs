//! Masking: each person becomes a number, the same wherever the person is named, counted from the first that is met.

use std::collections::HashMap;

use kernel::chain::Entry;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Known;

/// The account of what the house does by itself: nobody's name.
const HOUSE: &str = "system";

pub(super) struct Mask {
    /// Account ids, and the person of each.
    accounts: HashMap<String, usize>,
    /// Folded names by their first letter, the longest first, and the person of each.
    names: HashMap<char, Vec<(Vec<char>, usize)>>,
    /// The number that each person has got so far.
    numbers: HashMap<usize, usize>,
}

impl Mask {
    /// `named` are those whom events name in fields of their own, each with all that the field calls them.
    pub(super) fn of(known: &[Known], entries: &[&Entry], named: &[Vec<&str>]) -> Self {
        let mut mask = Self { accounts: HashMap::new(), names: HashMap::new(), numbers: HashMap::new() };
        for (person, one) in known.iter().enumerate() {
            mask.accounts.insert(one.account.clone(), person);
            one.names.iter().for_each(|name| mask.know(name, person));
            // An id stands in particulars where a program wrote it.
            mask.know(&one.account, person);
        }
        let mut people = known.len();
        for entry in entries.iter().filter(|entry| entry.account != HOUSE) {
            // Somebody may have had another name then; whoever has no account is told by name.
            let person = mask.accounts.get(&entry.account).copied().or_else(|| mask.named(&entry.name));
            mask.know(&entry.name, person.unwrap_or(people));
            people += usize::from(person.is_none());
        }
        for called in named {
            let called: Vec<&str> = called.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
            let person = called.iter().find_map(|name| mask.named(name));
            // A single word may be a team or a title: it would be masked wherever it stands.
            let new = called.iter().any(|name| name.contains(' ') || is_key(name));
            if person.is_some() || new {
                let person = person.unwrap_or(people);
                called
                    .iter()
                    .filter(|name| name.contains(' ') || is_key(name))
                    .for_each(|name| mask.know(name, person));
                people += usize::from(person == people);
            }
        }
        for names in mask.names.values_mut() {
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        mask
    }

    /// A name, also with the last one first: `Friis, Ane`.
    fn know(&mut self, name: &str, person: usize) {
        self.know_as(name, person);
        if let Some((first, last)) = name.trim().rsplit_once(char::is_whitespace) {
            self.know_as(&format!("{last}, {first}"), person);
        }
    }

    fn know_as(&mut self, name: &str, person: usize) {
        let name = searched(name);
        let Some(first) = name.first().filter(|_| name.len() > 1) else { return };
        let names = self.names.entry(*first).or_default();
        if names.iter().all(|(known, _)| *known != name) {
            names.push((name, person));
        }
    }

    fn named(&self, name: &str) -> Option<usize> {
        let name = searched(name);
        self.names.get(name.first()?)?.iter().find(|(known, _)| *known == name).map(|(_, person)| *person)
    }

    fn shown(&mut self, person: usize) -> String {
        let next = self.numbers.len() + 1;
        format!("Person {}", self.numbers.entry(person).or_insert(next))
    }

    /// Who acted.
    pub(super) fn actor(&mut self, entry: &Entry) -> String {
        if entry.account == HOUSE {
            return entry.name.clone();
        }
        let person = self.accounts.get(&entry.account).copied().or_else(|| self.named(&entry.name));
        // A name of one letter is no name that could be found in a text.
        person.map_or_else(|| "Person".to_owned(), |person| self.shown(person))
    }

    /// A text with every name in it masked: whole words only, in any case, also as a genitive (`Ane Friis'`, `Almas`).
    pub(super) fn text(&mut self, text: &str) -> String {
        let written = Written::of(text);
        let (mut masked, mut place) = (String::with_capacity(text.len()), 0);
        while place < written.search.len() {
            let begins = place == 0 || !written.search[place - 1].is_alphanumeric();
            let found = if begins { self.at(&written.search[place..]) } else { None };
            if let Some((length, person)) = found {
                masked.push_str(&self.shown(person));
                place += length;
            } else {
                masked.push_str(&text[written.starts[place]..written.starts[place + 1]]);
                place += 1;
            }
        }
        masked
    }

    /// The longest name that the text begins with.
    fn at(&self, search: &[char]) -> Option<(usize, usize)> {
        let ends = |rest: &[char]| rest.first().is_none_or(|letter| !letter.is_alphanumeric());
        let fits = |name: &[char]| {
            search.strip_prefix(name).is_some_and(|rest| ends(rest) || rest.strip_prefix(&['s']).is_some_and(ends))
        };
        let names = self.names.get(search.first()?)?;
        names.iter().find(|(name, _)| fits(name)).map(|(name, person)| (name.len(), *person))
    }
}

/// A person's key has a figure in it.
fn is_key(name: &str) -> bool {
    !name.contains(' ') && name.contains(|letter: char| letter.is_ascii_digit())
}

/// A name or text as it is searched: small letters, each one composed (`å`, never `a` and a ring); one space for any run of spaces
/// and line breaks; one hyphen for all; and nothing of what is never seen.
pub fn searchable(text: &str) -> String {
    searched(text).into_iter().collect()
}

fn searched(text: &str) -> Vec<char> {
    Written::of(text.trim()).search
}

/// A text as it is searched, with where each letter stands in what was written.
struct Written {
    search: Vec<char>,
    /// Where each begins, in bytes; the text's end last.
    starts: Vec<usize>,
}

impl Written {
    fn of(text: &str) -> Self {
        let mut written = Self { search: Vec::with_capacity(text.len()), starts: Vec::with_capacity(text.len() + 1) };
        let mut letters = text.char_indices().peekable();
        while let Some((start, letter)) = letters.next() {
            if is_unseen(letter) {
                continue;
            }
            let mut whole = String::from(letter);
            while let Some((_, mark)) = letters.next_if(|(_, next)| is_combining_mark(*next)) {
                whole.push(mark);
            }
            let repeats = letter.is_whitespace() && written.search.last() == Some(&' ');
            if !repeats {
                // What is not composed to one letter goes with the first of it.
                let end = start + whole.len();
                for (place, letter) in whole.nfc().enumerate() {
                    written.search.push(folded(letter));
                    written.starts.push(if place == 0 { start } else { end });
                }
            }
        }
        // What is not searched goes with what stands before it, at the beginning with what comes after.
        if let Some(first) = written.starts.first_mut() {
            *first = 0;
        }
        written.starts.push(text.len());
        written
    }
}

/// A soft hyphen, a joiner, a mark of direction: nothing that a reader sees.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn folded(letter: char) -> char {
    match letter {
        letter if letter.is_whitespace() => ' ',
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        letter => letter.to_lowercase().next().unwrap_or(letter),
    }
}
