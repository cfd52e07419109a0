//! A pack's parameters: thresholds that a municipality may set, with type, bounds and the reason for their value.

use kernel::{Day, Kroner, Period, Text};
use toml::Value;

use super::place::{PackError, Source};
use super::raw::RawParameter;
use crate::lang::{Constant, nearest};

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name rules use after `p.`.
    pub name: String,
    /// The value as rules see it.
    pub value: Constant,
    /// The least it may be (int and money in whole kroner).
    pub min: Option<i64>,
    /// The most it may be.
    pub max: Option<i64>,
    /// The section it belongs to.
    pub section: Option<String>,
    /// What it means.
    pub text: Text,
    /// Why it is what it is, where the strategy is unclear.
    pub note: Option<Text>,
}

impl Parameter {
    /// The value as a pack writes it.
    pub fn written(&self) -> String {
        match &self.value {
            Constant::Bool(yes) => yes.to_string(),
            Constant::Int(number) => number.to_string(),
            Constant::Money(amount) => (amount.oere() / 100).to_string(),
            Constant::Day(day) => day.to_string(),
            Constant::Period(period) => period.to_string(),
            Constant::Text(text) => text.clone(),
            Constant::Texts(texts) => texts.join("|"),
        }
    }
}

const TYPES: [&str; 7] = ["int", "bool", "text", "texts", "money", "day", "period"];

pub(super) fn parameter(source: Source<'_>, name: &str, raw: RawParameter) -> Result<Parameter, PackError> {
    let span = raw.value.span();
    let value = constant(source, &raw)?;
    let number = match &value {
        Constant::Int(number) => Some(*number),
        Constant::Money(amount) => Some(amount.oere() / 100),
        _ => None,
    };
    if let Some(number) = number
        && (raw.min.is_some_and(|min| number < min) || raw.max.is_some_and(|max| number > max))
    {
        let bounds = format!("{}..{}", bound(raw.min), bound(raw.max));
        return Err(source.error(
            span.start,
            "parameter-out-of-range",
            format!("{name} er {number}, men skal ligge i {bounds}"),
            format!("{name} is {number}, but must lie in {bounds}"),
        ));
    }
    Ok(Parameter {
        name: name.to_owned(),
        value,
        min: raw.min,
        max: raw.max,
        section: raw.section.map(toml::Spanned::into_inner),
        text: raw.text,
        note: raw.note,
    })
}

fn bound(end: Option<i64>) -> String {
    end.map_or_else(String::new, |end| end.to_string())
}

fn constant(source: Source<'_>, raw: &RawParameter) -> Result<Constant, PackError> {
    let at = raw.value.span().start;
    let value = raw.value.get_ref();
    let bad = |da: &str, en: &str| source.error(at, "parameter-value", da, en);
    match (raw.ty.get_ref().as_str(), value) {
        ("int", Value::Integer(number)) => Ok(Constant::Int(*number)),
        ("bool", Value::Boolean(yes)) => Ok(Constant::Bool(*yes)),
        ("text", Value::String(text)) => Ok(Constant::Text(text.clone())),
        ("money", Value::Integer(kroner)) => Ok(Constant::Money(Kroner::from_kroner(*kroner))),
        ("day", Value::String(text)) => {
            Day::parse(text).map(Constant::Day).map_err(|error| bad("skriv en dato som 2026-05-03", &error.to_string()))
        }
        ("period", Value::String(text)) => Period::parse(text)
            .map(Constant::Period)
            .map_err(|error| bad("skriv en periode som P1Y, P6M eller P30D", &error.to_string())),
        ("texts", Value::Array(items)) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.map(Constant::Texts).ok_or_else(|| bad("skriv en liste af tekster", "write a list of texts"))
        }
        (ty, _) if TYPES.contains(&ty) => {
            Err(bad(&format!("værdien passer ikke til typen {ty}"), &format!("the value does not fit the type {ty}")))
        }
        (ty, _) => {
            let hint = nearest(ty, TYPES).map_or_else(|| TYPES.join(", "), str::to_owned);
            Err(source.error(
                raw.ty.span().start,
                "unknown-type",
                format!("typen {ty} kendes ikke: brug {hint}"),
                format!("the type {ty} is not known: use {hint}"),
            ))
        }
    }
}
