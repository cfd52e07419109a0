//! The types of the rule language, and the constants a pack's parameters may be.

use facts::schema::Word;
use facts::{KindId, ValueType, schema};
use kernel::{Day, Kroner, Period};

/// The type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A whole number, also a number of days.
    Int,
    /// An amount.
    Money,
    /// A day.
    Day,
    /// A calendar period: only to add to a day or take from one.
    Period,
    /// A text.
    Text,
    /// One of a fixed set of words.
    Enum(&'static [Word]),
    /// A reference to an object of that kind; as a text it is the object's key.
    Ref(KindId),
    /// An object: the one under assessment or a list's element.
    Object(KindId),
    /// A list.
    List(Box<Type>),
}

impl Type {
    /// The type of an attribute.
    pub fn of(value: ValueType) -> Self {
        let target = |name: &str| schema().kind(name);
        match value {
            ValueType::Bool => Self::Bool,
            ValueType::Int => Self::Int,
            ValueType::Money => Self::Money,
            ValueType::Day => Self::Day,
            ValueType::Text => Self::Text,
            ValueType::Enum(words) => Self::Enum(words),
            ValueType::TextList => Self::List(Box::new(Self::Text)),
            ValueType::EnumList(words) => Self::List(Box::new(Self::Enum(words))),
            ValueType::Ref(name) => target(name).map_or(Self::Text, Self::Ref),
            ValueType::RefList(name) => Self::List(Box::new(target(name).map_or(Self::Text, Self::Object))),
        }
    }

    /// What people call the type, in Danish and English.
    pub fn name(&self) -> (String, String) {
        let pair = |da: &str, en: &str| (da.to_owned(), en.to_owned());
        match self {
            Self::Bool => pair("ja/nej", "yes/no"),
            Self::Int => pair("et helt tal", "a whole number"),
            Self::Money => pair("et beløb", "an amount"),
            Self::Day => pair("en dato", "a day"),
            Self::Period => pair("en periode", "a period"),
            Self::Text => pair("en tekst", "a text"),
            Self::Enum(_) => pair("et fast ord", "a fixed word"),
            Self::Ref(kind) => {
                let def = schema().def(*kind);
                (format!("en henvisning til {}", def.one.da), format!("a reference to {}", def.one.en))
            }
            Self::Object(kind) => {
                let def = schema().def(*kind);
                (def.one.da.to_owned(), def.one.en.to_owned())
            }
            Self::List(item) => {
                let (da, en) = item.name();
                (format!("en liste af {da}"), format!("a list of {en}"))
            }
        }
    }
}

/// The value of a pack's parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An amount.
    Money(Kroner),
    /// A day.
    Day(Day),
    /// A period.
    Period(Period),
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
}
