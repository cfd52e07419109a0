//! An event of an acquisition in a reader's words: its particulars stand as the log has them, but what only a machine reads.

use decisions::{FactSource, Party, Phase, Rating, Relevance};
use facts::schema;
use kernel::Lang;
use serde_json::{Map, Value};

use super::Reading;

/// Takes out what the act says already, and puts words and titles where codes are.
pub(super) fn readable(fields: &mut Map<String, Value>, reading: &Reading<'_>) {
    for machines in ["event", "day", "shown"] {
        fields.remove(machines);
    }
    for (name, value) in fields.iter_mut() {
        if let Value::String(word) = value
            && let Some(told) = told(name, word, reading)
        {
            *value = Value::String(told);
        }
    }
    for (name, label) in [("facts", true), ("answers", false), ("principles", false)] {
        if let Some(Value::Object(said)) = fields.get_mut(name) {
            *said =
                std::mem::take(said).into_iter().map(|(code, value)| (titled(&code, label, reading), value)).collect();
        }
    }
}

fn told(name: &str, word: &str, reading: &Reading<'_>) -> Option<String> {
    let lang: Lang = reading.lang;
    let label = match name {
        "phase" => Phase::from_word(word)?.label(),
        "rating" => Rating::from_word(word)?.label(),
        "relevance" => Relevance::from_word(word)?.label(),
        "party" => Party::from_word(word)?.label(),
        "source" => FactSource::from_word(word)?.label(),
        "rule" | "principle" => return (reading.titles)(word).map(|title| format!("{word} {title}")),
        _ => return None,
    };
    Some(label.pick(lang).to_owned())
}

/// What is said of: an attribute by its label, a rule or principle (`pack/principle`) by its title.
fn titled(code: &str, is_attribute: bool, reading: &Reading<'_>) -> String {
    if is_attribute {
        let found = schema().path(&format!("system.{code}"));
        return found.map_or_else(
            || code.to_owned(),
            |(kind, place)| schema().attribute(kind, place).label.pick(reading.lang).to_owned(),
        );
    }
    let id = code.rsplit('/').next().unwrap_or(code);
    (reading.titles)(id).map_or_else(|| code.to_owned(), |title| format!("{id} {title}"))
}
