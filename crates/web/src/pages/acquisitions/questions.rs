//! The requirement sheet as a form: one field a fact or question, filled with what is stated now; what is changed is stated.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use decisions::{Acquisition, Candidate, Detail, FactSource, Said, Statement};
use facts::{AttrId, KindId, ValueType, schema};
use house::Snapshot;
use kernel::Text;
use maud::{Markup, html};
use reports::sheet::{Answerer, Asks, SheetRow, own_rows, rule_questions, sheet};

use crate::form::Fields;
use crate::locale::Say;
use crate::problem::Problem;

fn attribute_of(code: &str) -> Option<(KindId, AttrId)> {
    code.starts_with("system.").then(|| schema().path(code))?
}

/// What is stated now of every candidate, as it is written in a field.
pub(super) fn of_every(it: &Acquisition, code: &str) -> String {
    if let Some(name) = code.strip_prefix("system.") {
        let fact = it.own_facts.iter().find(|fact| fact.fact == name);
        return fact.map_or_else(String::new, |fact| written(&fact.value));
    }
    it.own_answers.iter().find(|answer| answer.rule == code).map(|answer| answer.word.clone()).unwrap_or_default()
}

/// The same of one candidate: what people typed in before what the supplier answered.
pub(super) fn of_one(candidate: &Candidate, code: &str) -> String {
    if let Some(name) = code.strip_prefix("system.") {
        let by = |source| candidate.facts.iter().find(|fact| fact.fact == name && fact.source == source);
        return by(FactSource::Typed)
            .or_else(|| by(FactSource::Answers))
            .map_or_else(String::new, |fact| written(&fact.value));
    }
    if let Some(said) = candidate.words_of(code) {
        return said.words.clone();
    }
    candidate.answers.iter().find(|answer| answer.rule == code).map(|answer| answer.word.clone()).unwrap_or_default()
}

fn written(said: &Said) -> String {
    match said {
        Said::Bool(true) => "ja".to_owned(),
        Said::Bool(false) => "nej".to_owned(),
        Said::Number(number) => number.to_string(),
        Said::Text(text) => text.clone(),
        Said::List(items) => items.join("|"),
        Said::Nothing(_) => "-".to_owned(),
    }
}

/// What stands in a field: what was written in a form that was refused, else what is stated.
pub(super) fn shown_in<'a>(
    refused: Option<&'a Fields>,
    stated: impl Fn(&str) -> String + 'a,
) -> impl Fn(&str) -> String + 'a {
    move |code| match refused.filter(|fields| !fields.all(code).is_empty()) {
        Some(fields) => fields.get(code).to_owned(),
        None => stated(code),
    }
}

/// The fields of a candidate: those for the supplier, then what the municipality may answer otherwise of this offer than of all.
pub(super) fn fields(snapshot: &Snapshot, value: &dyn Fn(&str) -> String, say: Say) -> Markup {
    let rows = sheet(&snapshot.packs());
    let questions = rule_questions(&snapshot.packs());
    let supplier = rows.iter().filter(|row| row.answerer == Answerer::Supplier && row.code != "sbom");
    html! {
        fieldset .fu-card {
            legend { (say.t("Leverandøren svarer", "The supplier answers")) }
            @for row in supplier { (field(row, &value(&row.code), &questions, say)) }
        }
        details {
            summary { (say.t("Svar fra kommunen, der kun gælder dette tilbud", "The municipality's answers that hold of this offer only")) }
            fieldset .fu-card {
                legend { (say.t("Kun for dette tilbud", "Of this offer only")) }
                @for row in &own_rows(&snapshot.packs()) { (field(row, &value(&row.code), &questions, say)) }
            }
        }
    }
}

/// The fields of what the municipality answers once for all offers.
pub(super) fn own_fields(snapshot: &Snapshot, value: &dyn Fn(&str) -> String, say: Say) -> Markup {
    let questions = rule_questions(&snapshot.packs());
    html! { @for row in &own_rows(&snapshot.packs()) { (field(row, &value(&row.code), &questions, say)) } }
}

fn field(row: &SheetRow, value: &str, questions: &[reports::sheet::RuleQuestion], say: Say) -> Markup {
    let id = format!("f-{}", row.code);
    let hint = format!("{id}-h");
    let options: Option<Vec<(String, String)>> = match attribute_of(&row.code) {
        Some((kind, attribute)) => match schema().attribute(kind, attribute).value {
            ValueType::Bool => Some(
                ["ja", "nej"]
                    .map(|word| (word.to_owned(), say.t(word, if word == "ja" { "yes" } else { "no" }).to_owned()))
                    .to_vec(),
            ),
            ValueType::Enum(words) => {
                Some(words.iter().map(|word| (word.word.to_owned(), word.label.pick(say.0).to_owned())).collect())
            }
            _ => None,
        },
        None => questions.iter().find(|(code, _)| *code == row.code).map(|(_, words)| {
            words.iter().map(|(word, label): &(String, Text)| (word.clone(), say.text(label).to_owned())).collect()
        }),
    };
    html! {
        div .form-group {
            label .form-label for=(id) { (say.text(&row.question)) }
            @match options {
                Some(options) => select .form-select id=(id) name=(row.code) {
                    option value="" selected[value.is_empty()] { (say.t("ved ikke endnu", "not known yet")) }
                    @for (word, label) in options { option value=(word) selected[word == value] { (label) } }
                },
                None => {
                    span .form-hint id=(hint) { (say.text(&row.allowed)) }
                    @if row.asks == Asks::Principle { textarea .form-input id=(id) name=(row.code) rows="3" aria-describedby=(hint) { "\n" (value) } }
                    @else { input .form-input id=(id) name=(row.code) value=(value) autocomplete="off" aria-describedby=(hint); }
                }
            }
        }
    }
}

/// What a sent form changes.
pub(super) fn read(snapshot: &Snapshot, now: &dyn Fn(&str) -> String, sent: &Fields) -> Result<Statement, Problem> {
    let mut statement = Statement::default();
    let mut wrong: Vec<Detail> = Vec::new();
    for row in sheet(&snapshot.packs()) {
        let value = sent.get(&row.code);
        if value.is_empty() || value == now(&row.code) {
            continue;
        }
        if row.asks == Asks::Principle {
            // A browser sends line ends of its own.
            let (written, now) = (sent.written(&row.code), now(&row.code).replace("\r\n", "\n"));
            if written.trim() != now.trim() {
                statement.principles.insert(row.code, written);
            }
            continue;
        }
        let Some((kind, attribute)) = attribute_of(&row.code) else {
            statement.answers.insert(row.code, value.to_owned());
            continue;
        };
        match inbound::read_fact(kind, attribute, value) {
            Ok(Some(value)) => {
                let name = schema().attribute(kind, attribute).name.to_owned();
                statement.facts.insert(name, Said::of(&value));
            }
            Ok(None) => {}
            Err(expected) => {
                let text = Text {
                    da: format!("{} {}", row.question.da, expected.da),
                    en: format!("{} {}", row.question.en, expected.en),
                };
                wrong.push(Detail { at: Some(row.code), text });
            }
        }
    }
    if wrong.is_empty() {
        return Ok(statement);
    }
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "acquisition-answers",
        "Nogle af svarene kan ikke læses. Intet er gemt; ret dem, og gem igen.",
        "Some of the answers cannot be read. Nothing was saved; correct them, and save again.",
    );
    Err(Problem { details: wrong, ..problem })
}

type Told = (Vec<(AttrId, facts::Value)>, Vec<(String, String)>, Vec<(String, String)>);

/// A statement from the facts, answers and own words that an importer read.
pub(super) fn statement((facts, answers, principles): Told, file: &str) -> Statement {
    let system = schema().kind("system");
    let named = |(attribute, value): (AttrId, facts::Value)| {
        system.map(|system| (schema().attribute(system, attribute).name.to_owned(), Said::of(&value)))
    };
    let facts: BTreeMap<String, Said> = facts.into_iter().filter_map(named).collect();
    let (answers, principles) = (answers.into_iter().collect(), principles.into_iter().collect());
    Statement { facts, answers, principles, parts: Vec::new(), file: file.to_owned() }
}
