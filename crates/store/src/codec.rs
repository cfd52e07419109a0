//! Facts as JSON text: `{"hosting":"saas","mfa":true,"screened_on":"2026-05-03"}`, attributes in the schema's order, so that
//! equal facts have equal texts.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use facts::{AttrId, KindId, Value, ValueType, schema};
use kernel::{Day, Kroner};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::error::StoreError;

/// One object's facts as text. Money is øre, a day is ISO 8601, "there is none" is null.
pub(crate) fn encode(kind: KindId, facts: &[(AttrId, Value)]) -> String {
    let mut ordered: Vec<&(AttrId, Value)> = facts.iter().collect();
    ordered.sort_by_key(|(attribute, _)| *attribute);
    let mut text = String::from("{");
    for (place, (attribute, value)) in ordered.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&Json::from(schema().attribute(kind, *attribute).name).to_string());
        text.push(':');
        text.push_str(&as_json(value).to_string());
    }
    text.push('}');
    text
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(yes) => Json::from(*yes),
        Value::Int(number) => Json::from(*number),
        Value::Money(amount) => Json::from(amount.oere()),
        Value::Day(day) => Json::from(day.to_string()),
        Value::Text(text) => Json::from(&**text),
        Value::List(items) => items.iter().map(|item| Json::from(&**item)).collect(),
    }
}

/// Texts that come again share their memory: words, keys, items of lists.
#[derive(Debug, Default)]
pub(crate) struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&new));
        new
    }
}

/// Gives the facts of a text one by one. Attributes that this version's schema no longer has are left where they are.
pub(crate) fn decode(
    kind: KindId,
    text: &str,
    texts: &mut Texts,
    each: &mut dyn FnMut(AttrId, Value),
) -> Result<(), StoreError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(Facts { kind, texts, each }).and_then(|()| json.end());
    read.map_err(|_| StoreError::Unreadable(format!("{}: {text}", schema().def(kind).name)))
}

struct Facts<'d> {
    kind: KindId,
    texts: &'d mut Texts,
    each: &'d mut dyn FnMut(AttrId, Value),
}

impl<'de> Visitor<'de> for Facts<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("facts by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(attribute) = map.next_key_seed(Name(self.kind))? {
            let Some(attribute) = attribute else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = schema().attribute(self.kind, attribute).value;
            (self.each)(attribute, map.next_value_seed(Stated { value, texts: self.texts })?);
        }
        Ok(())
    }
}

/// An attribute's name.
struct Name(KindId);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<AttrId>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Option<AttrId>, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<AttrId>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an attribute's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<AttrId>, E> {
        Ok(schema().attribute_id(self.0, name))
    }
}

/// A value of that type.
struct Stated<'d> {
    value: ValueType,
    texts: &'d mut Texts,
}

impl Stated<'_> {
    fn other<E: Error>() -> E {
        E::custom("a value of another type")
    }
}

impl<'de> DeserializeSeed<'de> for Stated<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Stated<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value of the attribute's type")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        if matches!(self.value, ValueType::Bool) { Ok(Value::Bool(yes)) } else { Err(Self::other()) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        match self.value {
            ValueType::Int => Ok(Value::Int(number)),
            ValueType::Money => Ok(Value::Money(Kroner::from_oere(number))),
            _ => Err(Self::other()),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        self.visit_i64(i64::try_from(number).map_err(|_| Self::other())?)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        match self.value {
            ValueType::Day => Day::parse(text).map(Value::Day).map_err(|_| Self::other()),
            // A name or a remark is seldom said twice.
            ValueType::Text => Ok(Value::text(text)),
            ValueType::Enum(_) | ValueType::Ref(_) => Ok(Value::Text(self.texts.share(text))),
            _ => Err(Self::other()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        if !self.value.is_list() {
            return Err(Self::other());
        }
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Item(self.texts))? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
}

/// One item of a list.
struct Item<'d>(&'d mut Texts);

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Arc<str>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Arc<str>, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Item<'_> {
    type Value = Arc<str>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E: Error>(self, item: &str) -> Result<Arc<str>, E> {
        Ok(self.0.share(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: KindId, text: &str) -> Result<Vec<(AttrId, Value)>, StoreError> {
        let mut facts = Vec::new();
        decode(kind, text, &mut Texts::default(), &mut |attribute, value| facts.push((attribute, value)))?;
        Ok(facts)
    }

    #[test]
    fn every_value_comes_back_as_it_went_in() {
        let unit = schema().kind("unit").expect("unit");
        for (kind, name, value) in [
            ("system", "name", Value::text("Løn \"Kerne\"\n\u{1F600}")),
            ("system", "mfa", Value::Bool(true)),
            ("system", "screened_on", Value::Day(Day::from_days(20_000))),
            ("system", "kle_tasks", Value::list(["11.11.11", "22.22.22"])),
            ("system", "owner", Value::None),
            ("unit", "replacement_budget", Value::Money(Kroner::from_oere(-125_000_000))),
        ] {
            let kind = schema().kind(kind).expect(kind);
            let attribute = schema().attribute_id(kind, name).expect(name);
            let facts = vec![(attribute, value)];
            assert_eq!(read(kind, &encode(kind, &facts)).expect(name), facts);
        }
        assert!(read(unit, "{\"no_such_thing\":{\"a\":[1]}}").expect("skipped").is_empty());
        for wrong in ["{\"name\":1}", "{\"name\":[\"a\"]}", "{\"name\":true}", "{\"name\":\"a\"", "{} {}", "[]"] {
            assert!(read(unit, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn equal_facts_have_equal_texts_whatever_their_order() {
        let kind = schema().kind("system").expect("system");
        let fact = |name, value| (schema().attribute_id(kind, name).expect("attribute"), value);
        let (a, b) = (fact("mfa", Value::Bool(true)), fact("name", Value::text("A")));
        assert_eq!(encode(kind, &[a.clone(), b.clone()]), encode(kind, &[b, a]));
    }
}
