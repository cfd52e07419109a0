//! `fundament estate conflicts`: sources that disagree, references that lead nowhere, units inside themselves.

use std::io::Write;

use anyhow::Result;
use facts::{Conflict, ConflictKind, Slots, SourceId, Value, schema};
use kernel::Lang;
use serde::Serialize;

use crate::args::{EstateArgs, ListFormat};
use crate::output;
use crate::say::say;

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    key: String,
    attribute: &'static str,
    conflict: &'static str,
    stated: String,
    sentence: String,
}

pub fn run(args: &EstateArgs, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let slots = super::slots(args, lang)?;
    let rows: Vec<Row> = slots.conflicts().iter().map(|conflict| row(conflict, &slots, lang)).collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text if rows.is_empty() => {
            writeln!(out, "{}", say(lang, "Alt passer sammen.", "Everything fits."))?;
        }
        ListFormat::Text => {
            for row in &rows {
                writeln!(out, "{}", row.sentence)?;
            }
        }
    }
    Ok(0)
}

fn row(conflict: &Conflict, slots: &Slots, lang: Lang) -> Row {
    let attribute = schema().attribute(conflict.kind, conflict.attribute);
    let title = slots.title(conflict.kind, conflict.object);
    let label = attribute.label.get(lang);
    let source = |id: &SourceId| slots.source(*id).map(|source| source.name.to_string()).unwrap_or_default();
    let (what, stated, sentence) = match &conflict.what {
        ConflictKind::Disagreement { stated, tie } => {
            let all: Vec<String> =
                stated.iter().map(|(id, value)| format!("{} = {}", source(id), shown(value, lang))).collect();
            let counts = match (tie, lang) {
                (false, Lang::Da) => "den første gælder",
                (false, Lang::En) => "the first counts",
                (true, Lang::Da) => "vejer lige tungt, den første gælder indtil videre",
                (true, Lang::En) => "equally good, the first counts for now",
            };
            let all = all.join("; ");
            ("disagreement", all.clone(), format!("{title}: {label}: {all} ({counts})"))
        }
        ConflictKind::Dangling { key } => {
            let nowhere = say(lang, "findes ikke", "does not exist");
            ("dangling", key.to_string(), format!("{title}: {label}: {key} {nowhere}"))
        }
        ConflictKind::NotYet { day } => {
            let yet = say(lang, "er ikke kommet endnu", "has not come yet");
            ("not_yet", day.to_string(), format!("{title}: {label}: {} {yet}", day.long(lang)))
        }
        ConflictKind::Cycle => {
            let inside = say(lang, "ligger inden i sig selv", "lies inside itself");
            ("cycle", String::new(), format!("{title}: {label}: {inside}"))
        }
    };
    Row {
        kind: schema().def(conflict.kind).name,
        key: slots.keys(conflict.kind)[conflict.object as usize].to_string(),
        attribute: attribute.name,
        conflict: what,
        stated,
        sentence,
    }
}

fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::None => "-".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Money(amount) => amount.shown(lang),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => items.join("|"),
    }
}
