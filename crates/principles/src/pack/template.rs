//! A sentence about an object, with its facts put in: `Netværket {network.name} har ingen sensor.`

use facts::{Field, KindId, Slots, schema};
use kernel::Lang;

use crate::lang::nearest;

/// A checked sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Literal(String),
    /// References to follow, then the fact.
    Fact(Vec<(KindId, Field)>),
}

/// Why a sentence is refused: the character, and the name that is wrong with the nearest right one.
pub(super) struct TemplateError {
    pub at: usize,
    pub da: String,
    pub en: String,
}

impl Template {
    /// Reads a sentence about objects of that kind.
    pub(super) fn parse(text: &str, kind: KindId) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let at = text.chars().count() - rest[open..].chars().count();
            let Some(close) = rest[open..].find('}') else {
                let (da, en) = ("{ uden }".to_owned(), "{ without }".to_owned());
                return Err(TemplateError { at, da, en });
            };
            if open > 0 {
                parts.push(Part::Literal(rest[..open].to_owned()));
            }
            let steps = resolve(&rest[open + 1..open + close], kind).map_err(|(da, en)| TemplateError {
                at: at + 1,
                da,
                en,
            })?;
            parts.push(Part::Fact(steps));
            rest = &rest[open + close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The sentence for one object. What nobody knows is said to be unknown.
    pub fn fill(&self, slots: &Slots, object: u32, lang: Lang) -> String {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                // A fact that ends with an abbreviation, such as an amount, has the sentence's full stop already.
                Part::Literal(text) => {
                    let rest = text.strip_prefix('.').filter(|_| filled.ends_with('.'));
                    filled.push_str(rest.unwrap_or(text));
                }
                Part::Fact(steps) => {
                    let told = fact(slots, steps, object, lang);
                    // In brackets already, what is unknown needs none of its own.
                    let bare = told.strip_prefix('(').and_then(|told| told.strip_suffix(')'));
                    filled.push_str(bare.filter(|_| filled.ends_with('(')).unwrap_or(&told));
                }
            }
        }
        filled
    }
}

fn fact(slots: &Slots, steps: &[(KindId, Field)], object: u32, lang: Lang) -> String {
    let mut at = object;
    for (step, (kind, field)) in steps.iter().enumerate() {
        if step + 1 == steps.len() {
            return slots.show_short(facts::NamedFact { kind: *kind, object: at, field: *field }, lang);
        }
        let Field::Attribute(attribute) = field else { break };
        let column = slots.column(*kind, *attribute);
        match column.target.get(at as usize) {
            Some(&target) if column.state[at as usize] == facts::State::Value && target != u32::MAX => at = target,
            _ => break,
        }
    }
    match lang {
        Lang::Da => "(ukendt)".to_owned(),
        Lang::En => "(unknown)".to_owned(),
    }
}

type Resolved = Result<Vec<(KindId, Field)>, (String, String)>;

fn resolve(name: &str, kind: KindId) -> Resolved {
    let mut names = name.split('.');
    let object = schema().def(kind).name;
    if names.next() != Some(object) {
        return Err((
            format!("{{{name}}}: skriv {{{object}.oplysning}}"),
            format!("{{{name}}}: write {{{object}.fact}}"),
        ));
    }
    let mut at = Some(kind);
    let mut steps = Vec::new();
    for name in names {
        let Some(kind) = at else {
            return Err((
                format!("{name}: det foregående er ikke en henvisning"),
                format!("{name}: what precedes is no reference"),
            ));
        };
        let names = schema().field_names(kind);
        match schema().field(kind, name) {
            Some(field @ Field::Attribute(attribute)) => {
                at = schema().attribute(kind, attribute).value.target().and_then(|target| schema().kind(target));
                steps.push((kind, field));
            }
            Some(field @ Field::Key) => {
                at = None;
                steps.push((kind, field));
            }
            _ => {
                let near = nearest(name, names).unwrap_or("name");
                return Err((
                    format!("{} har ingen oplysning {name}: mente du {near}?", schema().def(kind).name),
                    format!("{} has no fact {name}: did you mean {near}?", schema().def(kind).name),
                ));
            }
        }
    }
    if steps.is_empty() {
        return Err((format!("{{{name}}}: hvilken oplysning?"), format!("{{{name}}}: which fact?")));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use facts::{Estate, Observation, Rank, Value};
    use kernel::{Day, Kroner};

    use super::*;

    #[test]
    fn a_sentence_that_ends_with_an_amount_has_one_full_stop() {
        let day = Day::parse("2026-11-23").expect("a day");
        let (kind, attribute) = schema().path("contract.yearly_amount").expect("in the schema");
        let mut estate = Estate::default();
        let source = estate.source("test", "test", Rank::Register);
        let object = estate.object(kind, "K1");
        let value = Value::Money(Kroner::from_kroner(7_500));
        estate.observe(kind, attribute, Observation { object, source, seen_at: day, value, given: None });
        let slots = estate.slots(day);
        let template = |text: &str| Template::parse(text, kind).unwrap_or_else(|error| panic!("{}", error.en));
        let sentence = template("Den koster {contract.yearly_amount}.");
        assert_eq!(sentence.fill(&slots, object, Lang::Da), "Den koster 7.500 kr.");
        assert_eq!(sentence.fill(&slots, object, Lang::En), "Den koster DKK 7,500.");
        let goes_on = template("{contract.yearly_amount} om året.");
        assert_eq!(goes_on.fill(&slots, object, Lang::Da), "7.500 kr. om året.");
    }
}
