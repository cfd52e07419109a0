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
    /// All that a person is called, folded: what a field of its own is held up against.
    called: HashMap<Vec<char>, usize>,
    /// What is looked for in running text, by its first letter, the longest first.
    names: HashMap<char, Vec<Name>>,
    /// The number that each person has got so far.
    numbers: HashMap<usize, usize>,
}

/// What is looked for in running text.
struct Name {
    folded: Vec<char>,
    /// As it must be written, when any case will not do.
    exact: Option<String>,
    /// None when several who take part have it.
    person: Option<usize>,
}

impl Mask {
    /// `named` are those whom events name in fields of their own, each with all that the field calls them.
    pub(super) fn of(known: &[Known], entries: &[&Entry], named: &[Vec<&str>]) -> Self {
        let mut mask =
            Self { accounts: HashMap::new(), called: HashMap::new(), names: HashMap::new(), numbers: HashMap::new() };
        // Those who take part, each with what they are called: of them single names are masked too.
        let mut part: Vec<(usize, String)> = Vec::new();
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
            let place = person.unwrap_or(people);
            mask.know(&entry.name, place);
            part.push((place, entry.name.clone()));
            people += usize::from(person.is_none());
        }
        for called in named {
            let called: Vec<&str> = called.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
            let key = called.iter().copied().find(|name| has_figure(name));
            let people_named: Vec<&str> =
                called.iter().filter(|name| !has_figure(name)).flat_map(|name| people_of(name)).collect();
            let mut of_key = None;
            if let Some(key) = key {
                let person = mask.named(key).or_else(|| people_named.iter().find_map(|name| mask.named(name)));
                let place = person.unwrap_or(people);
                mask.know(key, place);
                people += usize::from(person.is_none());
                of_key = Some(place).filter(|_| people_named.len() < 2);
                part.push((place, String::new()));
            }
            for name in people_named {
                let person = mask.named(name).or(of_key);
                // A single word may be a team or a title: it would be masked wherever it stands.
                if !is_like_a_name(name) && person.is_none() {
                    continue;
                }
                let place = person.unwrap_or(people);
                if is_like_a_name(name) {
                    mask.know(name, place);
                }
                part.push((place, Some(name).filter(|name| is_like_a_name(name)).unwrap_or_default().to_owned()));
                people += usize::from(person.is_none());
            }
        }
        let first_names = part.iter().filter_map(|(person, _)| Some((*person, known.get(*person)?.names.first()?)));
        let first_names: Vec<(usize, String)> = first_names.map(|(person, name)| (person, name.clone())).collect();
        for (person, name) in part.iter().chain(&first_names) {
            name.split_whitespace().for_each(|word| mask.know_part(word, *person));
        }
        for names in mask.names.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.folded.len()));
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
        let folded = searched(name);
        let Some(first) = folded.first().copied().filter(|_| folded.len() > 1) else { return };
        if self.called.contains_key(&folded) {
            return;
        }
        self.called.insert(folded.clone(), person);
        // A sign-in name that is a word is a word in running text.
        if is_unmistakable(name) {
            self.names.entry(first).or_default().push(Name { folded, exact: None, person: Some(person) });
        }
    }

    /// A first name or surname of somebody who takes part, as it is written; `af` and `de` are none.
    fn know_part(&mut self, word: &str, person: usize) {
        let word: String = word.trim_matches(|letter: char| !letter.is_alphanumeric()).nfc().collect();
        let folded = searched(&word);
        let Some(first) = folded.first().copied().filter(|_| folded.len() > 1) else { return };
        if !word.starts_with(char::is_uppercase) {
            return;
        }
        let names = self.names.entry(first).or_default();
        match names.iter_mut().find(|name| name.exact.as_ref() == Some(&word)) {
            // Two have it: nobody can tell which of them is meant.
            Some(name) if name.person != Some(person) => name.person = None,
            Some(_) => {}
            None => names.push(Name { folded, exact: Some(word), person: Some(person) }),
        }
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.called.get(&searched(name)).copied()
    }

    /// What a field says that names somebody: also by a sign-in name that is a word.
    pub(super) fn field(&mut self, value: &str) -> String {
        match self.named(value) {
            Some(person) => self.shown(person),
            None => self.text(value),
        }
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
            let found = if begins { self.at(&written, place, text) } else { None };
            if let Some((length, person)) = found {
                masked.push_str(&person.map_or_else(|| "Person".to_owned(), |person| self.shown(person)));
                place += length;
            } else {
                masked.push_str(&text[written.starts[place]..written.starts[place + 1]]);
                place += 1;
            }
        }
        masked
    }

    /// The longest name that the text has at that place.
    fn at(&self, written: &Written, place: usize, text: &str) -> Option<(usize, Option<usize>)> {
        let search = &written.search[place..];
        let ends = |rest: &[char]| rest.first().is_none_or(|letter| !letter.is_alphanumeric());
        let fits = |name: &Name| {
            let rest = search.strip_prefix(&name.folded[..]);
            rest.is_some_and(|rest| ends(rest) || rest.strip_prefix(&['s']).is_some_and(ends))
                && name.exact.as_ref().is_none_or(|exact| {
                    let stands = &text[written.starts[place]..written.starts[place + name.folded.len()]];
                    stands.nfc().filter(|letter| !is_unseen(*letter)).eq(exact.chars())
                })
        };
        let names = self.names.get(search.first()?)?;
        names.iter().find(|name| fits(name)).map(|name| (name.folded.len(), name.person))
    }
}

/// The people that a field names: `Kim Bach og Lis Holm`.
fn people_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(" og ").flat_map(|rest| rest.split(" and ")).flat_map(|rest| rest.split(['&', '/'])).map(str::trim)
}

/// Several words, each with a capital: a person rather than a team.
fn is_like_a_name(name: &str) -> bool {
    let particle = |word: &str| matches!(word, "de" | "den" | "van" | "von");
    name.contains(' ') && name.split_whitespace().all(|word| particle(word) || word.starts_with(char::is_uppercase))
}

/// What no word of the language is: a full name, a key, a mail address, a sign-in name like `anfr-it`.
fn is_unmistakable(name: &str) -> bool {
    name.trim().contains(|letter: char| letter.is_whitespace() || letter.is_ascii_digit() || ".@-".contains(letter))
}

/// A person's key has a figure in it.
fn has_figure(name: &str) -> bool {
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
