//! A value as a candidate's facts carry it in the log: JSON in the obvious shape, amounts in øre and days as ISO 8601.

use facts::{Value, ValueType};
use kernel::{Day, Kroner};
use serde::{Deserialize, Serialize};

/// A value without its type, which the schema knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// Yes or no.
    Bool(bool),
    /// A number, or an amount in øre.
    Number(i64),
    /// A text, word, key or day.
    Text(String),
    /// Several.
    List(Vec<String>),
    /// There is none.
    Nothing(Option<()>),
}

impl Said {
    /// What a value says.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::None => Self::Nothing(None),
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Int(number) => Self::Number(*number),
            Value::Money(amount) => Self::Number(amount.oere()),
            Value::Day(day) => Self::Text(day.to_string()),
            Value::Text(text) => Self::Text(text.to_string()),
            Value::List(items) => Self::List(items.iter().map(ToString::to_string).collect()),
        }
    }

    /// The value that it is of an attribute of that type; none when it cannot be one.
    pub fn value(&self, of: ValueType) -> Option<Value> {
        use ValueType as V;
        Some(match (self, of) {
            (Self::Nothing(_), _) => Value::None,
            (Self::Bool(yes), V::Bool) => Value::Bool(*yes),
            (Self::Number(number), V::Int) if *number >= 0 => Value::Int(*number),
            (Self::Number(oere), V::Money) => Value::Money(Kroner::from_oere(*oere)),
            (Self::Text(text), V::Day) => Value::Day(Day::parse(text).ok()?),
            (Self::Text(text), V::Text | V::Ref(_)) if !text.trim().is_empty() => Value::text(text),
            (Self::Text(text), V::Enum(words)) => {
                words.iter().any(|word| word.word == text).then(|| Value::text(text))?
            }
            (Self::List(items), V::TextList | V::RefList(_)) => Value::list(items),
            (Self::List(items), V::EnumList(words)) => {
                let known = |item: &String| words.iter().any(|word| word.word == item);
                items.iter().all(known).then(|| Value::list(items))?
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use facts::schema;

    use super::*;

    #[test]
    fn what_is_said_comes_back_as_it_was() {
        for (path, value) in [
            ("system.mfa", Value::Bool(true)),
            ("system.users", Value::Int(1_250)),
            ("system.sbom_on", Value::Day(Day::from_days(20_000))),
            ("system.hosting", Value::text("saas")),
            ("system.licence", Value::text("MIT")),
            ("system.supported_until", Value::None),
            ("system.kle_tasks", Value::list(["82.01"])),
            ("device.price", Value::Money(Kroner::from_oere(125_050))),
        ] {
            let (kind, attribute) = schema().path(path).expect(path);
            let of = schema().attribute(kind, attribute).value;
            let written = serde_json::to_string(&Said::of(&value)).expect("written");
            let read: Said = serde_json::from_str(&written).expect("read");
            assert_eq!(read.value(of), Some(value), "{path}: {written}");
        }
    }

    #[test]
    fn what_the_schema_does_not_allow_is_no_value() {
        let (kind, attribute) = schema().path("system.hosting").expect("hosting");
        let of = schema().attribute(kind, attribute).value;
        assert_eq!(Said::Text("maanen".to_owned()).value(of), None);
        assert_eq!(Said::Bool(true).value(of), None);
    }
}
