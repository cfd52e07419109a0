//! One attribute of a kind: its name, type, Danish and English label, and how an export states it.

use kernel::Text;

use crate::identity::Identifies;

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// An amount of money, in øre.
    Money,
    /// A calendar day.
    Day,
    /// Free text.
    Text,
    /// One of a fixed set of words.
    Enum(&'static [Word]),
    /// The key of one object of that kind.
    Ref(&'static str),
    /// Several texts.
    TextList,
    /// Several words of a fixed set.
    EnumList(&'static [Word]),
    /// The keys of several objects of that kind.
    RefList(&'static str),
}

impl ValueType {
    /// Whether a value holds several items.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::TextList | Self::EnumList(_) | Self::RefList(_))
    }

    /// The kind it refers to, if it refers.
    pub const fn target(self) -> Option<&'static str> {
        match self {
            Self::Ref(kind) | Self::RefList(kind) => Some(kind),
            _ => None,
        }
    }

    /// The words it allows, if it allows only some.
    pub const fn words(self) -> Option<&'static [Word]> {
        match self {
            Self::Enum(words) | Self::EnumList(words) => Some(words),
            _ => None,
        }
    }
}

/// One word of an enumeration: what rules write, and what people read and may write in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word in rules and JSON.
    pub word: &'static str,
    /// The word for people.
    pub label: Text<&'static str>,
}

/// A word with its Danish and English label.
pub const fn word(word: &'static str, da: &'static str, en: &'static str) -> Word {
    Word { word, label: Text::new(da, en) }
}

/// What an empty cell in an export says about the attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyCell {
    /// Nothing: the fact is missing, and nobody may conclude from it.
    Unknown,
    /// That there is none: no leaving date means still employed.
    None,
}

/// Where an attribute's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Sources state it.
    Stated,
    /// `facts::derive` computes it from those attributes (`kind.attribute`).
    Derived(&'static [&'static str]),
}

/// One attribute of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// The name in rules, JSON and English headers.
    pub name: &'static str,
    /// The name people read, and may use as a header.
    pub label: Text<&'static str>,
    /// The type of its values.
    pub value: ValueType,
    /// Whether it is the day of something done or seen: one that has not come yet cannot be true.
    pub done: bool,
    /// Whether a row without it is no object at all (an integration that goes nowhere).
    pub required: bool,
    /// What an empty cell says.
    pub empty: EmptyCell,
    /// For references: the name under which the target sees the objects that point at it.
    pub inverse: Option<&'static str>,
    /// Stated by sources or derived.
    pub origin: Origin,
    /// The register whose word counts, when it is not the kind's own (`mdm`, `purchase`, `hr`).
    pub register: Option<&'static str>,
    /// Whether objects of different sources that share its value are the same, and how surely.
    pub identifies: Option<Identifies>,
}

const fn attribute(name: &'static str, da: &'static str, en: &'static str, value: ValueType) -> Attribute {
    Attribute {
        name,
        label: Text::new(da, en),
        value,
        done: false,
        required: false,
        empty: EmptyCell::Unknown,
        inverse: None,
        origin: Origin::Stated,
        register: None,
        identifies: None,
    }
}

/// A yes-or-no attribute.
pub const fn yes_no(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Bool)
}

/// A whole-number attribute.
pub const fn count(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Int)
}

/// An amount of money.
pub const fn money(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Money)
}

/// A calendar day.
pub const fn day(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Day)
}

/// The day on which something was done or seen. One that has not come yet does not count.
pub const fn done(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    let mut attribute = attribute(name, da, en, ValueType::Day);
    attribute.done = true;
    attribute
}

/// A free text.
pub const fn text(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Text)
}

/// Several free texts.
pub const fn texts(name: &'static str, da: &'static str, en: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::TextList)
}

/// One of some words.
pub const fn one_of(name: &'static str, da: &'static str, en: &'static str, words: &'static [Word]) -> Attribute {
    attribute(name, da, en, ValueType::Enum(words))
}

/// Several of some words.
pub const fn some_of(name: &'static str, da: &'static str, en: &'static str, words: &'static [Word]) -> Attribute {
    attribute(name, da, en, ValueType::EnumList(words))
}

/// A reference to one object of that kind.
pub const fn refer(name: &'static str, da: &'static str, en: &'static str, kind: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::Ref(kind))
}

/// References to several objects of that kind.
pub const fn refer_many(name: &'static str, da: &'static str, en: &'static str, kind: &'static str) -> Attribute {
    attribute(name, da, en, ValueType::RefList(kind))
}

impl Attribute {
    /// A row without it is rejected.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// An empty cell means that there is none.
    pub const fn empty_is_none(mut self) -> Self {
        self.empty = EmptyCell::None;
        self
    }

    /// The target sees the objects that point at it under that name.
    pub const fn inverse(mut self, name: &'static str) -> Self {
        self.inverse = Some(name);
        self
    }

    /// Computed from those attributes, each written `kind.attribute`.
    pub const fn derived(mut self, inputs: &'static [&'static str]) -> Self {
        self.origin = Origin::Derived(inputs);
        self
    }

    /// That register's word counts, not that of the kind's own.
    pub const fn from_register(mut self, register: &'static str) -> Self {
        self.register = Some(register);
        self
    }

    /// Objects of different sources that share its value are the same.
    pub const fn identifies(mut self, how: Identifies) -> Self {
        self.identifies = Some(how);
        self
    }

    /// Whether the value cannot be true yet: something done on a day to come.
    pub fn is_yet_to_come(&self, value: &crate::value::Value, today: kernel::Day) -> bool {
        self.done && matches!(value, crate::value::Value::Day(day) if *day > today)
    }

    /// Whether it is computed rather than stated.
    pub const fn is_derived(&self) -> bool {
        matches!(self.origin, Origin::Derived(_))
    }
}
