//! Facts as JSON text: `{"hosting":"saas","mfa":true,"screened_on":"2026-05-03"}`, attributes in the schema's order, so that
//! equal facts have equal texts.

use facts::{AttrId, KindId, Value, ValueType, schema};
use kernel::{Day, Kroner};
use serde_json::{Map, Value as Json};

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

/// The facts of a text. Attributes that this version's schema no longer has are left where they are.
pub(crate) fn decode(kind: KindId, text: &str) -> Result<Vec<(AttrId, Value)>, StoreError> {
    let unreadable = || StoreError::Unreadable(format!("{}: {text}", schema().def(kind).name));
    let map: Map<String, Json> = serde_json::from_str(text).map_err(|_| unreadable())?;
    let mut facts = Vec::with_capacity(map.len());
    for (name, json) in &map {
        let Some(attribute) = schema().attribute_id(kind, name) else { continue };
        let value = of_json(schema().attribute(kind, attribute).value, json).ok_or_else(unreadable)?;
        facts.push((attribute, value));
    }
    Ok(facts)
}

fn of_json(value_type: ValueType, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::None);
    }
    Some(match value_type {
        ValueType::Bool => Value::Bool(json.as_bool()?),
        ValueType::Int => Value::Int(json.as_i64()?),
        ValueType::Money => Value::Money(Kroner::from_oere(json.as_i64()?)),
        ValueType::Day => Value::Day(Day::parse(json.as_str()?).ok()?),
        ValueType::Text | ValueType::Enum(_) | ValueType::Ref(_) => Value::text(json.as_str()?),
        ValueType::TextList | ValueType::EnumList(_) | ValueType::RefList(_) => {
            Value::list(json.as_array()?.iter().map(Json::as_str).collect::<Option<Vec<_>>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(decode(kind, &encode(kind, &facts)).expect(name), facts);
        }
        assert!(decode(unit, "{\"no_such_thing\":1}").expect("skipped").is_empty());
        assert!(decode(unit, "{\"name\":1}").is_err());
    }

    #[test]
    fn equal_facts_have_equal_texts_whatever_their_order() {
        let kind = schema().kind("system").expect("system");
        let fact = |name, value| (schema().attribute_id(kind, name).expect("attribute"), value);
        let (a, b) = (fact("mfa", Value::Bool(true)), fact("name", Value::text("A")));
        assert_eq!(encode(kind, &[a.clone(), b.clone()]), encode(kind, &[b, a]));
    }
}
