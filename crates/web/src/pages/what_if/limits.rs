//! The limits and terms of a pack as people read and write them: each value in the reader's words, and what is wrong with one
//! told where it was written.

use std::collections::BTreeMap;

use facts::schema;
use facts::schema::Word;
use kernel::{Day, Period, Text};
use maud::{Markup, html};
use principles::{Pack, Parameter, lang::Constant};

use super::super::widgets::{Field, select};
use crate::form::Fields;
use crate::locale::Say;

/// What is wrong with the values that were written, by the parameter's name.
pub(super) type Wrong = BTreeMap<String, Text>;

fn name(parameter: &Parameter) -> String {
    format!("p.{}", parameter.name)
}

/// The name of the field that says that a list was shown as boxes: of boxes that are all empty nothing else is sent.
fn shown(parameter: &Parameter) -> String {
    format!("liste.{}", parameter.name)
}

/// The words that a list is chosen from, when some attribute of the schema has all that stand in it.
fn vocabulary(texts: &[String]) -> Option<&'static [Word]> {
    let all = |words: &&'static [Word]| texts.iter().all(|text| words.iter().any(|word| word.word == text));
    if texts.is_empty() {
        return None;
    }
    schema().kinds().find_map(|kind| {
        let words = schema().def(kind).attributes.iter().filter_map(|attribute| attribute.value.words());
        words.into_iter().find(all)
    })
}

/// A value in the reader's words, as it stands among the changes of a pack.
pub(super) fn told(value: &Constant, say: Say) -> String {
    match value {
        Constant::Bool(true) => say.t("ja", "yes").to_owned(),
        Constant::Bool(false) => say.t("nej", "no").to_owned(),
        Constant::Int(number) => {
            u64::try_from(*number).map_or_else(|_| number.to_string(), |number| say.number(number))
        }
        Constant::Money(amount) => amount.shown(say.0),
        Constant::Day(day) => say.day(*day),
        Constant::Period(period) => period.long(say.0),
        Constant::Text(text) => text.clone(),
        Constant::Texts(texts) => {
            let words = vocabulary(texts).unwrap_or_default();
            let label = |text: &String| {
                let known = words.iter().find(|word| word.word == text);
                known.map_or(text.as_str(), |word| word.label.pick(say.0)).to_owned()
            };
            texts.iter().map(label).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The field of a parameter, with what was written in it before when that was refused.
pub(super) fn field(parameter: &Parameter, written: Option<&Fields>, wrong: Option<&Text>, say: Say) -> Markup {
    let (name, label) = (name(parameter), say.text(&parameter.text));
    let typed = written.and_then(|fields| Some(fields.all(&name).first()?.trim().to_owned()));
    let (hint, shown) = (hint(parameter, say), shown(parameter));
    let text = |value: String, kind: &str| {
        let value = typed.clone().unwrap_or(value);
        Field {
            name: &name,
            label,
            hint: &hint,
            value: &value,
            kind,
            wrong: wrong.map(|text| say.text(text)),
            ..Field::default()
        }
        .show()
    };
    match &parameter.value {
        Constant::Texts(texts) => match vocabulary(texts) {
            Some(words) => {
                let on = |word: &Word| match written {
                    Some(fields) if !fields.get(&shown).is_empty() => {
                        fields.all(&name).iter().any(|one| one == word.word)
                    }
                    _ => texts.iter().any(|one| one == word.word),
                };
                html! {
                    fieldset .form-group .form-error[wrong.is_some()] {
                        legend .form-label { (label) }
                        @if let Some(text) = wrong { span .form-error-message { (say.text(text)) } }
                        input type="hidden" name=(shown) value="1";
                        @for word in words {
                            @let id = format!("f-{name}-{}", word.word);
                            div .form-group-checkbox {
                                input .form-checkbox type="checkbox" id=(id) name=(name) value=(word.word) checked[on(word)];
                                label for=(id) { (word.label.pick(say.0)) }
                            }
                        }
                    }
                }
            }
            None => text(texts.join("; "), "text"),
        },
        Constant::Bool(yes) => {
            let yes = typed.map_or(*yes, |typed| typed == "ja");
            let options = [("ja", say.t("ja", "yes"), yes), ("nej", say.t("nej", "no"), !yes)];
            select(&name, label, &options.map(|(value, text, chosen)| (value.to_owned(), text.to_owned(), chosen)))
        }
        Constant::Day(day) => text(day.to_string(), "date"),
        Constant::Int(number) => text(number.to_string(), "text"),
        Constant::Money(amount) => text((amount.oere() / 100).to_string(), "text"),
        Constant::Period(_) | Constant::Text(_) => text(parameter.written(), "text"),
    }
}

fn hint(parameter: &Parameter, say: Say) -> String {
    let kind = match &parameter.value {
        Constant::Texts(_) => say.t("Flere adskilles med semikolon", "Separate several by semicolons").to_owned(),
        Constant::Day(_) => say.t("En dato, for eksempel 2026-05-03", "A date, such as 2026-05-03").to_owned(),
        Constant::Period(period) => format!(
            "{} ({})",
            say.t("Som P1Y, P6M eller P30D: år, måneder eller dage", "As P1Y, P6M or P30D: years, months or days"),
            period.long(say.0)
        ),
        Constant::Money(_) => say.t("Hele kroner", "Whole kroner").to_owned(),
        _ => String::new(),
    };
    let range = range(parameter, say).unwrap_or_default();
    [kind, range].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn range(parameter: &Parameter, say: Say) -> Option<String> {
    Some(match (parameter.min, parameter.max) {
        (None, None) => return None,
        (Some(min), Some(max)) => format!("{min} {} {max}", say.t("til", "to")),
        (Some(min), None) => format!("{} {min}", say.t("mindst", "at least")),
        (None, Some(max)) => format!("{} {max}", say.t("højst", "at most")),
    })
}

/// What was written otherwise than it is, as a pack writes it; or what is wrong with it.
pub(super) fn changes(pack: &Pack, fields: &Fields) -> Result<Vec<(String, String)>, Wrong> {
    let (mut changes, mut wrong) = (Vec::new(), Wrong::new());
    for parameter in &pack.parameters {
        match read(parameter, fields) {
            Ok(Some(value)) if value != parameter.written() => changes.push((parameter.name.clone(), value)),
            Ok(_) => {}
            Err(text) => {
                wrong.insert(parameter.name.clone(), text);
            }
        }
    }
    if wrong.is_empty() { Ok(changes) } else { Err(wrong) }
}

/// A value as a pack writes it; none when nothing was written.
fn read(parameter: &Parameter, fields: &Fields) -> Result<Option<String>, Text> {
    let (name, bad) = (name(parameter), |da: &str, en: &str| Err(Text { da: da.to_owned(), en: en.to_owned() }));
    if let Constant::Texts(_) = parameter.value
        && !fields.get(&shown(parameter)).is_empty()
    {
        return match fields.all(&name) {
            [] => bad("Vælg mindst én.", "Choose at least one."),
            chosen => Ok(Some(chosen.join("|"))),
        };
    }
    let written = fields.get(&name);
    if written.is_empty() {
        return Ok(None);
    }
    Ok(Some(match &parameter.value {
        Constant::Int(_) | Constant::Money(_) => {
            let number: Option<i64> = written.trim_end_matches("kr.").trim().replace(['.', ' '], "").parse().ok();
            let Some(number) = number else { return bad("Skriv et helt tal.", "Write a whole number.") };
            if parameter.min.is_some_and(|min| number < min) || parameter.max.is_some_and(|max| number > max) {
                let text = |lang| range(parameter, Say(lang)).unwrap_or_default();
                let (da, en) = (text(kernel::Lang::Da), text(kernel::Lang::En));
                return bad(&format!("Skriv et tal: {da}."), &format!("Write a number: {en}."));
            }
            number.to_string()
        }
        Constant::Day(_) => match Day::parse(written) {
            Ok(day) => day.to_string(),
            Err(_) => return bad("Skriv en dato som 2026-05-03.", "Write a date as 2026-05-03."),
        },
        Constant::Period(_) => match Period::parse(written) {
            Ok(period) => period.to_string(),
            Err(_) => return bad("Skriv en periode som P1Y, P6M eller P30D.", "Write a period as P1Y, P6M or P30D."),
        },
        Constant::Texts(_) => {
            let parts = written.split([';', '|']).map(str::trim).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join("|")
        }
        Constant::Bool(_) => (written == "ja").to_string(),
        Constant::Text(_) => written.to_owned(),
    }))
}
