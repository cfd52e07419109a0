//! Facts as people read them, and as machines do.

use kernel::{Day, Kroner, Lang};
use serde::Serialize;

use crate::schema::{AttrId, Field, KindId, ValueType, Word, schema};
use crate::slots::{Cell, NamedFact, Slots};
use crate::symbols::Symbol;

/// So many of a list are told where there is no room for all.
const SHORT: usize = 8;

/// A fact's value for machines: JSON in the obvious shape, a range as `{at_least, at_most}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Plain {
    /// Unknown, or known to be none.
    Nothing(Option<()>),
    /// Yes or no.
    Bool(bool),
    /// A number, or an amount in øre.
    Number(i64),
    /// A number that is known only within bounds.
    Range {
        /// The least it can be.
        at_least: i64,
        /// The most it can be.
        at_most: i64,
    },
    /// A text, word, key or day.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl Slots {
    /// A fact's value for machines. A relation is the list of the keys that point here.
    pub fn plain(&self, fact: NamedFact) -> Plain {
        let NamedFact { kind, object, field } = fact;
        match field {
            Field::Key => Plain::Text(self.keys(kind)[object as usize].to_string()),
            Field::Conflicts => {
                let names = self.disagreements(kind, object).iter();
                Plain::List(names.map(|attribute| schema().attribute(kind, *attribute).name.to_owned()).collect())
            }
            Field::Relation(place) => {
                let from = schema().relations(kind)[usize::from(place)].from;
                let members = self.relation(kind, place).of(object).iter();
                Plain::List(members.map(|member| self.keys(from)[*member as usize].to_string()).collect())
            }
            Field::Attribute(attribute) => match self.cell(kind, object, attribute) {
                Cell::Missing | Cell::Expired | Cell::None => Plain::Nothing(None),
                Cell::Bool(yes) => Plain::Bool(yes),
                Cell::Number(low, high) if low == high => match schema().attribute(kind, attribute).value {
                    ValueType::Day => Plain::Text(to_day(low).to_string()),
                    _ => Plain::Number(low),
                },
                Cell::Number(at_least, at_most) => Plain::Range { at_least, at_most },
                Cell::Text(symbol) => Plain::Text(self.symbols().text(symbol).to_owned()),
                Cell::List(items, _) => {
                    Plain::List(items.iter().map(|item| self.symbols().text(*item).to_owned()).collect())
                }
            },
        }
    }

    /// A fact's value for people: words by their labels, references by name, dates and amounts as they are written.
    pub fn show(&self, fact: NamedFact, lang: Lang) -> String {
        self.shown(fact, lang, usize::MAX)
    }

    /// The same where there is little room: of a long list the first, and how many more there are.
    pub fn show_short(&self, fact: NamedFact, lang: Lang) -> String {
        self.shown(fact, lang, SHORT)
    }

    /// Whether a list may have more than is known: something it is computed from is unknown.
    pub fn is_open(&self, kind: KindId, object: u32, attribute: AttrId) -> bool {
        matches!(self.cell(kind, object, attribute), Cell::List(_, open) if open > 0)
    }

    fn shown(&self, fact: NamedFact, lang: Lang, most: usize) -> String {
        let NamedFact { kind, object, field } = fact;
        let Field::Attribute(attribute) = field else { return self.show_list(fact, lang) };
        let value = schema().attribute(kind, attribute).value;
        match self.cell(kind, object, attribute) {
            Cell::Missing | Cell::Expired => pick(lang, "(ukendt)", "(unknown)"),
            Cell::None => pick(lang, "ingen", "none"),
            Cell::Bool(true) => pick(lang, "ja", "yes"),
            Cell::Bool(false) => pick(lang, "nej", "no"),
            Cell::Number(low, high) if low == high => number(value, low, lang),
            Cell::Number(low, high) => match lang {
                Lang::Da => format!("mellem {} og {}", number(value, low, lang), number(value, high, lang)),
                Lang::En => format!("between {} and {}", number(value, low, lang), number(value, high, lang)),
            },
            Cell::Text(symbol) => self.show_text(value, symbol, lang),
            Cell::List(items, open) => {
                let shown: Vec<String> =
                    items.iter().take(most).map(|item| self.show_text(value, *item, lang)).collect();
                listed(&shown, items.len() - shown.len(), open > 0, lang)
            }
        }
    }

    fn show_list(&self, fact: NamedFact, lang: Lang) -> String {
        match self.plain(fact) {
            Plain::List(items) if items.len() > 4 => {
                format!("{} ({})", items.len(), listed(&items[..3], items.len() - 3, false, lang))
            }
            Plain::List(items) if items.is_empty() => "0".to_owned(),
            Plain::List(items) => items.join(", "),
            Plain::Text(text) => text,
            _ => String::new(),
        }
    }

    fn show_text(&self, value: ValueType, symbol: Symbol, lang: Lang) -> String {
        let text = self.symbols().text(symbol);
        match value {
            ValueType::Enum(words) | ValueType::EnumList(words) => label(words, text, lang),
            ValueType::Ref(target) | ValueType::RefList(target) => {
                schema().kind(target).map_or_else(|| text.to_owned(), |kind| self.name_of(kind, text))
            }
            _ => text.to_owned(),
        }
    }

    /// What people call the object with that key: its name if it has one.
    pub fn name_of(&self, kind: KindId, key: &str) -> String {
        let place = self.find(kind, key);
        place.and_then(|object| self.name(kind, object)).unwrap_or_else(|| key.to_owned())
    }

    /// An object's name, when its kind has one and it is known.
    pub fn name(&self, kind: KindId, object: u32) -> Option<String> {
        let attribute = schema().attribute_id(kind, "name")?;
        match self.cell(kind, object, attribute) {
            Cell::Text(symbol) => Some(self.symbols().text(symbol).to_owned()),
            _ => None,
        }
    }

    /// Name and key, or the key alone.
    pub fn title(&self, kind: KindId, object: u32) -> String {
        let key = &self.keys(kind)[object as usize];
        match self.name(kind, object) {
            Some(name) => format!("{name} ({key})"),
            None => key.to_string(),
        }
    }
}

/// What is known of a list, how many more are known, and that there may be others.
fn listed(shown: &[String], more: usize, is_open: bool, lang: Lang) -> String {
    if shown.is_empty() {
        return match is_open {
            true => pick(lang, "ingen kendte; kan være flere", "none known; there may be more"),
            false => pick(lang, "ingen", "none"),
        };
    }
    let known = shown.join(", ");
    match (lang, more, is_open) {
        (_, 0, false) => known,
        (Lang::Da, 0, true) => format!("{known} og måske flere"),
        (Lang::En, 0, true) => format!("{known} and perhaps more"),
        (Lang::Da, _, false) => format!("{known} og {more} mere"),
        (Lang::En, _, false) => format!("{known} and {more} more"),
        (Lang::Da, _, true) => format!("{known} og mindst {more} mere"),
        (Lang::En, _, true) => format!("{known} and at least {more} more"),
    }
}

fn pick(lang: Lang, da: &str, en: &str) -> String {
    match lang {
        Lang::Da => da.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn label(words: &[Word], text: &str, lang: Lang) -> String {
    words.iter().find(|word| word.word == text).map_or_else(|| text.to_owned(), |word| word.label.get(lang).to_owned())
}

fn to_day(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap_or(i32::MAX))
}

fn number(value: ValueType, number: i64, lang: Lang) -> String {
    match value {
        ValueType::Day => to_day(number).long(lang),
        ValueType::Money => Kroner::from_oere(number).shown(lang),
        _ => match u64::try_from(number) {
            Ok(count) => kernel::count(count, lang),
            Err(_) => number.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str], more: usize, is_open: bool) -> [String; 2] {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        [Lang::Da, Lang::En].map(|lang| listed(&names, more, is_open, lang))
    }

    #[test]
    fn a_list_says_how_many_are_left_out_and_whether_there_may_be_others() {
        assert_eq!(told(&[], 0, false), ["ingen", "none"]);
        assert_eq!(told(&[], 0, true), ["ingen kendte; kan være flere", "none known; there may be more"]);
        assert_eq!(told(&["a", "b"], 0, false), ["a, b", "a, b"]);
        assert_eq!(told(&["a", "b"], 0, true), ["a, b og måske flere", "a, b and perhaps more"]);
        assert_eq!(told(&["a", "b"], 4, false), ["a, b og 4 mere", "a, b and 4 more"]);
        assert_eq!(told(&["a", "b"], 4, true), ["a, b og mindst 4 mere", "a, b and at least 4 more"]);
    }
}
