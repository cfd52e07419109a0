//! Fixtures: for each rule an object that follows, one that deviates, one that cannot be assessed, kept beside the rule.
//!
//! Reading and shape only; running them is `findings::fixtures`.

use std::collections::BTreeMap;

use facts::{AttrId, KindId, Value, ValueType, schema};
use kernel::{Day, Kroner};
use serde::Deserialize;
use toml::{Spanned, Table, Value as Toml};

use super::load::toml;
use super::place::{PackError, Source};
use super::{Pack, PackFile};
use crate::lang::nearest;

/// A fixture file's content.
#[derive(Clone, Debug)]
pub struct FixtureFile {
    /// The file.
    pub name: String,
    /// The day its cases are judged on.
    pub today: Day,
    /// Its fixtures, in the order of their codes.
    pub fixtures: Vec<RuleFixture>,
}

/// One rule's fixture.
#[derive(Clone, Debug)]
pub struct RuleFixture {
    /// The rule.
    pub code: String,
    /// The line it stands on.
    pub line: usize,
    /// The object under test as it follows, with key `x`, then related objects.
    pub objects: Vec<FixtureObject>,
    /// The answer that follows, for a question.
    pub answer: Option<String>,
    /// How it is made to deviate.
    pub deviates: FixtureCase,
    /// How it is made not assessable.
    pub not_assessed: FixtureCase,
    /// How it is made not applicable.
    pub not_applicable: Option<FixtureCase>,
}

/// One object of a fixture. A fact without value is unknown.
#[derive(Clone, Debug)]
pub struct FixtureObject {
    /// Its kind.
    pub kind: KindId,
    /// Its key.
    pub key: String,
    /// Its facts.
    pub facts: Vec<(AttrId, Option<Value>)>,
}

/// A change to the object that follows, and what the evaluator must name then.
#[derive(Clone, Debug, Default)]
pub struct FixtureCase {
    /// Facts laid over those of objects, by kind and key.
    pub overlay: Vec<FixtureObject>,
    /// Related objects taken away.
    pub without: Vec<(KindId, String)>,
    /// Another answer.
    pub answer: Option<String>,
    /// Facts the evidence must name, as `kind.name`.
    pub by: Vec<String>,
    /// Facts that must be named as lacking, exactly.
    pub missing: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFixture {
    #[serde(default)]
    facts: Table,
    #[serde(default)]
    objects: Vec<Table>,
    answer: Option<String>,
    deviates: Option<RawCase>,
    not_assessed: Option<RawCase>,
    not_applicable: Option<RawCase>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawCase {
    #[serde(default)]
    set: Table,
    #[serde(default)]
    unset: Vec<String>,
    #[serde(default)]
    others: BTreeMap<String, Table>,
    #[serde(default)]
    without: Vec<String>,
    answer: Option<String>,
    #[serde(default)]
    by: Vec<String>,
    missing: Option<Vec<String>>,
}

/// The key of the object under test.
const UNDER_TEST: &str = "x";
const DEFAULT_DAY: &str = "2026-11-23";

impl FixtureFile {
    /// Reads every fixture file among a pack's files.
    ///
    /// # Errors
    /// What is wrong with them, with file and line.
    pub fn parse(files: &[PackFile], pack: &Pack) -> Result<Vec<Self>, Vec<PackError>> {
        let (mut read, mut errors) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| file.name.ends_with(".fixtures.toml")) {
            let source = Source { name: &file.name, text: &file.text };
            match one_file(source, pack, &mut errors) {
                Ok(fixtures) => read.push(fixtures),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }
}

fn one_file(source: Source<'_>, pack: &Pack, errors: &mut Vec<PackError>) -> Result<FixtureFile, PackError> {
    let mut table: BTreeMap<Spanned<String>, Spanned<Toml>> = toml(source)?;
    let today_key = table.keys().find(|key| key.get_ref() == "today").cloned();
    let stated = today_key.and_then(|key| table.remove(&key));
    let today = match stated.as_ref().map(|value| (value.get_ref().as_str(), value.span().start)) {
        Some((Some(text), at)) => Day::parse(text)
            .map_err(|error| source.error(at, "bad-date", "today skal være en dato", error.to_string()))?,
        _ => Day::parse(DEFAULT_DAY).unwrap_or_default(),
    };
    let mut fixtures = Vec::new();
    for (code, value) in table {
        let at = code.span().start;
        let Some(rule) = pack.rule(code.get_ref()) else {
            let near = nearest(code.get_ref(), pack.rules.iter().map(|rule| rule.code.as_str())).unwrap_or("-");
            errors.push(source.error(
                at,
                "unknown-code",
                format!("der er ingen regel {}: mente du {near}?", code.get_ref()),
                format!("there is no rule {}: did you mean {near}?", code.get_ref()),
            ));
            continue;
        };
        let raw: Result<RawFixture, _> = value.into_inner().try_into();
        match raw {
            Ok(raw) => match fixture(source, at, code.get_ref(), rule.kind, raw) {
                Ok(fixture) => fixtures.push(fixture),
                Err(error) => errors.push(error),
            },
            Err(error) => {
                let said = error.message().to_owned();
                errors.push(source.error(
                    at,
                    "toml",
                    format!("{}: {said}", code.get_ref()),
                    format!("{}: {said}", code.get_ref()),
                ));
            }
        }
    }
    Ok(FixtureFile { name: source.name.to_owned(), today, fixtures })
}

fn fixture(source: Source<'_>, at: usize, code: &str, kind: KindId, raw: RawFixture) -> Result<RuleFixture, PackError> {
    let bad = |said: String| source.error(at, "bad-fixture", format!("{code}: {said}"), format!("{code}: {said}"));
    let mut objects = vec![object(kind, UNDER_TEST, &raw.facts).map_err(&bad)?];
    for table in &raw.objects {
        let text = |name: &str| table.get(name).and_then(Toml::as_str).ok_or_else(|| bad(format!("objects: {name}?")));
        let (kind_name, key) = (text("kind")?, text("key")?);
        let kind = schema().kind(kind_name).ok_or_else(|| bad(format!("kind {kind_name}?")))?;
        let facts: Table = table
            .iter()
            .filter(|(name, _)| *name != "kind" && *name != "key")
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        objects.push(object(kind, key, &facts).map_err(&bad)?);
    }
    let wanted = |raw: Option<RawCase>, name: &str| match raw {
        Some(raw) => case(kind, raw).map_err(&bad),
        None => Err(bad(format!("{name}?"))),
    };
    Ok(RuleFixture {
        code: code.to_owned(),
        line: source.line_and_column(at).0,
        objects,
        answer: raw.answer,
        deviates: wanted(raw.deviates, "deviates")?,
        not_assessed: wanted(raw.not_assessed, "not_assessed")?,
        not_applicable: raw.not_applicable.map(|raw| case(kind, raw)).transpose().map_err(&bad)?,
    })
}

fn case(kind: KindId, raw: RawCase) -> Result<FixtureCase, String> {
    let mut under_test = object(kind, UNDER_TEST, &raw.set)?;
    for name in &raw.unset {
        let attribute = schema().attribute_id(kind, name).ok_or_else(|| format!("unset {name}?"))?;
        under_test.facts.push((attribute, None));
    }
    let mut overlay = vec![under_test];
    for (name, facts) in &raw.others {
        let (kind, key) = kind_and_key(name)?;
        overlay.push(object(kind, &key, facts)?);
    }
    let without = raw.without.iter().map(|name| kind_and_key(name)).collect::<Result<_, _>>()?;
    Ok(FixtureCase { overlay, without, answer: raw.answer, by: raw.by, missing: raw.missing })
}

fn kind_and_key(name: &str) -> Result<(KindId, String), String> {
    let (kind, key) = name.split_once(':').ok_or_else(|| format!("{name}: kind:key?"))?;
    Ok((schema().kind(kind).ok_or_else(|| format!("kind {kind}?"))?, key.to_owned()))
}

fn object(kind: KindId, key: &str, table: &Table) -> Result<FixtureObject, String> {
    let mut facts = Vec::with_capacity(table.len());
    for (name, value) in table {
        let attribute = schema().attribute_id(kind, name).ok_or_else(|| {
            let near = nearest(name, schema().field_names(kind)).unwrap_or("-");
            format!("{}.{name}? ({near})", schema().def(kind).name)
        })?;
        facts.push((
            attribute,
            fact(schema().attribute(kind, attribute).value, value).map_err(|e| format!("{name}: {e}"))?,
        ));
    }
    Ok(FixtureObject { kind, key: key.to_owned(), facts })
}

/// A fact as TOML writes it; `"?"` is unknown, `"-"` is none.
fn fact(ty: ValueType, value: &Toml) -> Result<Option<Value>, String> {
    let words = |text: &str| match ty.words() {
        Some(words) if !words.iter().any(|word| word.word == text) => Err(format!("'{text}' is not one of the words")),
        _ => Ok(()),
    };
    Ok(Some(match (ty, value) {
        (_, Toml::String(text)) if text == "?" => return Ok(None),
        (_, Toml::String(text)) if text == "-" => Value::None,
        (ValueType::Bool, Toml::Boolean(yes)) => Value::Bool(*yes),
        (ValueType::Int, Toml::Integer(number)) => Value::Int(*number),
        (ValueType::Money, Toml::Integer(kroner)) => Value::Money(Kroner::from_kroner(*kroner)),
        (ValueType::Day, Toml::String(text)) => Value::Day(Day::parse(text).map_err(|error| error.to_string())?),
        (ValueType::Text | ValueType::Enum(_) | ValueType::Ref(_), Toml::String(text)) => {
            words(text)?;
            Value::text(text)
        }
        (ValueType::TextList | ValueType::EnumList(_) | ValueType::RefList(_), Toml::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Toml::as_str).collect();
            let texts = texts.ok_or("a list of texts is wanted")?;
            texts.iter().try_for_each(|text| words(text))?;
            Value::list(texts)
        }
        _ => return Err(format!("{value:?} does not fit")),
    }))
}
