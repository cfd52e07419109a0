//! One stated value. "None" is a value too: an export that says there is no leaving date has said something.

use std::sync::Arc;

use kernel::{Day, Kroner};

/// A value as a source states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// The source says that there is none.
    None,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An amount.
    Money(Kroner),
    /// A day.
    Day(Day),
    /// A text, an enum word, or the key of the object referred to.
    Text(Arc<str>),
    /// Several texts, words or keys.
    List(Vec<Arc<str>>),
}

impl Value {
    /// A text value.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    /// A list value.
    pub fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Self {
        Self::List(items.into_iter().map(|item| Arc::from(item.as_ref())).collect())
    }

    /// The number that stands for it in a slot, when it is a scalar number, day or bool.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Bool(yes) => Some(i64::from(*yes)),
            Self::Int(number) => Some(*number),
            Self::Money(amount) => Some(amount.oere()),
            Self::Day(day) => Some(i64::from(day.days())),
            Self::None | Self::Text(_) | Self::List(_) => None,
        }
    }
}
