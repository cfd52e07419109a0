//! `statements.csv`: what people said by name, be it a fact of the schema or the answer to a rule's question.
//!
//! Whether an answer's word is one the rule knows is the rule's own business; here it only has to be one.

mod row;
mod vocabulary;

use std::collections::HashMap;
use std::sync::Arc;

use facts::{Answer, AttrId, Estate, Given, KindId, Observation, Rank, SourceId, Value, schema};
use kernel::Day;

use crate::cell::CellReader;
use crate::cpr;
use crate::header::{Fate, Heading, Target, meant_da, meant_en};
use crate::nearest::{fold, nearest, nearest_word};
use crate::records::Record;
use crate::report::{Fault, text};
use crate::rows::no_cpr;
use row::Row;
use vocabulary::{attributes_of, is_rule_code, kinds_by_spelling};

/// The columns that the file must have, as places in [`targets`].
pub(crate) const MUST_HAVE: [usize; 6] = [KIND, KEY, FACT, VALUE, GIVEN_BY, GIVEN_ON];
const KIND: usize = 0;
const KEY: usize = 1;
const FACT: usize = 2;
const VALUE: usize = 3;
const GIVEN_BY: usize = 4;
const GIVEN_ON: usize = 5;
const VALID_UNTIL: usize = 6;

/// Looking a wrong key up among all keys is slow, so only the first wrong ones are.
const MOST_KEYS_LOOKED_UP: u32 = 100;

/// The most sources an estate may have.
const MOST_SOURCES: usize = u16::MAX as usize;

/// What the columns can hold.
pub(crate) fn targets() -> Vec<Target> {
    [
        ("kind", "type", "type"),
        ("key", "nøgle", "key"),
        ("fact", "oplysning", "fact"),
        ("value", "værdi", "value"),
        ("given_by", "oplyst af", "given by"),
        ("given_on", "oplyst den", "given on"),
        ("valid_until", "gælder til", "valid until"),
    ]
    .map(|(name, da, en)| Target::new(name, da, en))
    .into()
}

/// What a statement is about.
enum Fact<'r> {
    Attribute(AttrId),
    Rule(&'r str),
}

/// The reader of the statements of one file.
pub(crate) struct Statements {
    places: [Option<usize>; 7],
    kinds: HashMap<String, KindId>,
    attributes: HashMap<KindId, HashMap<String, AttrId>>,
    readers: HashMap<(KindId, AttrId), CellReader>,
    people: HashMap<Arc<str>, SourceId>,
    keys_to_look_up: u32,
    room_for_sources: usize,
}

impl Statements {
    /// The reader of a file with those columns.
    pub fn new(headings: &[Heading]) -> Self {
        Self {
            places: std::array::from_fn(|target| headings.iter().position(|h| h.fate == Fate::Read(target))),
            kinds: kinds_by_spelling(),
            attributes: HashMap::new(),
            readers: HashMap::new(),
            people: HashMap::new(),
            keys_to_look_up: MOST_KEYS_LOOKED_UP,
            room_for_sources: MOST_SOURCES,
        }
    }

    /// Reads one row. Without faults it is in the estate afterwards.
    pub fn read(&mut self, record: &Record, headings: &[Heading], estate: &mut Estate, faults: &mut Vec<Fault>) {
        for (heading, cell) in headings.iter().zip(record.cells()) {
            if heading.fate != Fate::Forbidden && cpr::has_cpr(cell) {
                faults.push(Fault::cell(&heading.shown, cell, no_cpr()));
            }
        }
        let row = &mut Row { record, headings, places: self.places, faults };
        let about = self.about(row, estate);
        let given = self.given(row);
        let (Some((kind, object, fact)), Some((by, on, valid_until))) = (about, given) else { return };
        match fact {
            Fact::Attribute(attribute) => {
                let Some(value) = self.value(row, kind, attribute) else { return };
                if row.faults.is_empty() {
                    let Some(source) = self.person(row, &by, estate) else { return };
                    let given = Some(Box::new(Given { by, valid_until }));
                    estate.observe(kind, attribute, Observation { object, source, seen_at: on, value, given });
                }
            }
            Fact::Rule(code) => {
                let word = row.cell(VALUE);
                if matches!(word, "" | "?" | "-") {
                    row.fault(
                        VALUE,
                        text(
                            "Skriv svarets ord, for eksempel yes eller no.",
                            "Write the answer's word, such as yes or no.",
                        ),
                    );
                } else if row.faults.is_empty() {
                    estate.answer(kind, object, code, Answer { word: Arc::from(word), by, on, valid_until });
                }
            }
        }
    }

    /// The object and the fact that the row is about.
    fn about<'r>(&mut self, row: &mut Row<'r>, estate: &Estate) -> Option<(KindId, u32, Fact<'r>)> {
        let Some(kind) = self.kinds.get(&fold(row.cell(KIND))).copied() else {
            let all = schema().kinds().map(|kind| schema().def(kind));
            let near = nearest(
                row.cell(KIND),
                all.flat_map(|def| [(def.name, def.name), (def.one.da, def.name), (def.file, def.name)]),
            );
            row.fault(
                KIND,
                text(
                    format!("Skriv en type, som Fundament kender, for eksempel system eller device.{}", meant_da(near)),
                    format!("Write a kind that Fundament knows, such as system or device.{}", meant_en(near)),
                ),
            );
            return None;
        };
        let object = self.object(row, kind, estate);
        let fact = self.fact(row, kind);
        Some((kind, object?, fact?))
    }

    fn object(&mut self, row: &mut Row<'_>, kind: KindId, estate: &Estate) -> Option<u32> {
        let key = row.cell(KEY);
        let found = estate.find(kind, key);
        if found.is_none() {
            let look_up = self.keys_to_look_up > 0;
            self.keys_to_look_up = self.keys_to_look_up.saturating_sub(1);
            let keys = if look_up { estate.keys(kind) } else { &[] };
            let near = nearest_word(key, keys.iter().map(|key| &**key));
            let one = schema().def(kind).one;
            row.fault(
                KEY,
                text(
                    format!("Skriv nøglen på et objekt, der er læst ind ({}).{}", one.da, meant_da(near)),
                    format!("Write the key of an object that has been imported ({}).{}", one.en, meant_en(near)),
                ),
            );
        }
        found
    }

    fn fact<'r>(&mut self, row: &mut Row<'r>, kind: KindId) -> Option<Fact<'r>> {
        let cell = row.cell(FACT);
        let attributes = self.attributes.entry(kind).or_insert_with(|| attributes_of(kind));
        if let Some(id) = attributes.get(&fold(cell)).copied() {
            if schema().attribute(kind, id).is_derived() {
                let (da, en) = (
                    "Oplysningen regner Fundament selv ud. Slet rækken.",
                    "Fundament computes this fact itself. Delete the row.",
                );
                row.fault(FACT, text(da, en));
                return None;
            }
            return Some(Fact::Attribute(id));
        }
        if is_rule_code(cell) {
            return Some(Fact::Rule(cell));
        }
        let def = schema().def(kind);
        let near =
            nearest(cell, def.attributes.iter().flat_map(|a| [a.name, a.label.da, a.label.en].map(|s| (s, a.name))));
        row.fault(
            FACT,
            text(
                format!("Skriv navnet på en oplysning ({}) eller en regels kode.{}", def.one.da, meant_da(near)),
                format!("Write an attribute of: {}, or a rule's code.{}", def.one.en, meant_en(near)),
            ),
        );
        None
    }

    /// Who said it, when, and until when it counts.
    fn given(&self, row: &mut Row<'_>) -> Option<(Arc<str>, Day, Option<Day>)> {
        let by = row.cell(GIVEN_BY);
        let named = !matches!(by, "" | "?" | "-");
        if !named {
            row.fault(GIVEN_BY, text("Skriv, hvem der har oplyst det.", "Write who said it."));
        }
        let on = row.day(GIVEN_ON);
        let valid_until = match row.cell(VALID_UNTIL) {
            "" | "?" | "-" => None,
            _ => Some(row.day(VALID_UNTIL)?),
        };
        let on = on?;
        if valid_until.is_some_and(|until| until < on) {
            row.fault(
                VALID_UNTIL,
                text(
                    "Datoen ligger før den dag, det blev oplyst. Ret en af datoerne.",
                    "The date is before the day it was said. Correct one of them.",
                ),
            );
            return None;
        }
        let known = self.people.get_key_value(by).map(|(name, _)| Arc::clone(name));
        named.then(|| (known.unwrap_or_else(|| Arc::from(by)), on, valid_until))
    }

    fn value(&mut self, row: &mut Row<'_>, kind: KindId, id: AttrId) -> Option<Value> {
        let attribute = schema().attribute(kind, id);
        let reader = self.readers.entry((kind, id)).or_insert_with(|| CellReader::new(attribute));
        let cell = row.cell(VALUE);
        match reader.read(cell) {
            Ok(Some(Value::None)) if attribute.required => {
                row.fault(VALUE, text("Oplysningen skal have en værdi.", "The fact must have a value."));
                None
            }
            Ok(Some(value)) => Some(value),
            Ok(None) => {
                row.fault(
                    VALUE,
                    text("Skriv en værdi eller -, hvis der ingen er.", "Write a value, or - when there is none."),
                );
                None
            }
            Err(expected) => {
                row.fault(VALUE, expected);
                None
            }
        }
    }

    /// The person as a source; an estate has room for 65,535 of them.
    fn person(&mut self, row: &mut Row<'_>, by: &Arc<str>, estate: &mut Estate) -> Option<SourceId> {
        if let Some(known) = self.people.get(by) {
            return Some(*known);
        }
        if estate.sources().len() >= self.room_for_sources {
            row.fault(
                GIVEN_BY,
                text("Der er for mange forskellige navne i filen.", "There are too many different names in the file."),
            );
            return None;
        }
        let source = estate.source(by, "", Rank::Person);
        self.people.insert(Arc::clone(by), source);
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Encoding;
    use crate::records::Records;

    #[test]
    fn more_people_than_an_estate_has_room_for_are_told_so() {
        let mut records = Records::new(&b"system;S1;users;7;Ane;2026-11-01"[..], Encoding::Utf8);
        let mut record = Record::default();
        records.read(&mut record);
        let heading = |target| Heading { shown: String::new(), fate: Fate::Read(target) };
        let headings: Vec<Heading> = MUST_HAVE.into_iter().map(heading).collect();
        let mut estate = Estate::default();
        estate.object(schema().kind("system").expect("system"), "S1");
        let mut statements = Statements::new(&headings);
        let mut faults = Vec::new();
        statements.room_for_sources = 0;
        statements.read(&record, &headings, &mut estate, &mut faults);
        assert_eq!((faults.len(), estate.fact_count()), (1, 0));
        statements.room_for_sources = 1;
        faults.clear();
        statements.read(&record, &headings, &mut estate, &mut faults);
        assert_eq!((faults.len(), estate.fact_count()), (0, 1));
    }
}
