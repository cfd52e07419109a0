//! The rows of one kind's file: a row comes in whole or not at all, and becomes an object with its observations.

use facts::schema::{ValueType, Word};
use facts::{AttrId, Estate, KindId, Observation, SourceId, Value, schema};
use kernel::{Day, Lang, Text, count};

use crate::bounds::bad_key;
use crate::cell::CellReader;
use crate::cpr;
use crate::header::{Fate, Heading};
use crate::records::Record;
use crate::report::{Fault, FileReport, text};

/// Whose word a file is, and when it was exported.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    /// The source.
    pub source: SourceId,
    /// The day of the export.
    pub seen_at: Day,
}

/// What one column needs to be read.
struct Column {
    watched: bool,
    used: Use,
}

enum Use {
    Key,
    Attribute(AttrId, CellReader),
    Nothing,
}

/// The reader of one file's rows.
pub(crate) struct Rows {
    kind: KindId,
    origin: Origin,
    columns: Vec<Column>,
    required: Vec<Required>,
    /// By object: the line of its row in this file, 0 when it has none.
    first_lines: Vec<u64>,
    staged: Vec<(AttrId, Value)>,
    /// The rows that say nothing beside their key.
    bare: u64,
}

/// An attribute that every object must have, and the place of its column.
struct Required {
    attribute: AttrId,
    column: Option<usize>,
}

impl Rows {
    /// The reader of a file with those columns.
    pub fn new(kind: KindId, origin: Origin, headings: &mut [Heading], file: &mut FileReport) -> Self {
        let columns: Vec<Column> = headings.iter_mut().map(|heading| column(kind, heading, file)).collect();
        let mut required = Vec::new();
        for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
            if attribute.required {
                let id = attribute_id(place);
                let column = columns.iter().position(|c| matches!(&c.used, Use::Attribute(a, _) if *a == id));
                if column.is_none() {
                    let (da, en) = (attribute.label.da, attribute.label.en);
                    file.note(
                        format!("Kolonnen '{da}' mangler: kun rækker om det, der allerede er læst ind, kommer med."),
                        format!("The column '{en}' is missing: only rows on what is already known can come in."),
                    );
                }
                required.push(Required { attribute: id, column });
            }
        }
        Self { kind, origin, columns, required, first_lines: Vec::new(), staged: Vec::new(), bare: 0 }
    }

    /// Reads one row. Without faults it is in the estate afterwards. Gives the number of its facts.
    pub fn read(
        &mut self,
        record: &Record,
        headings: &[Heading],
        estate: &mut Estate,
        faults: &mut Vec<Fault>,
    ) -> usize {
        self.staged.clear();
        let mut key = ("", "");
        for (place, (column, heading)) in self.columns.iter_mut().zip(headings).enumerate() {
            let cell = record.cell(place).trim();
            if column.watched && cpr::has_cpr(cell) {
                faults.push(Fault::cell(&heading.shown, cell, no_cpr()));
            }
            match &mut column.used {
                Use::Key => key = (&heading.shown, cell),
                Use::Nothing => {}
                Use::Attribute(id, reader) => match reader.read(cell) {
                    Ok(Some(value)) => self.staged.push((*id, value)),
                    Ok(None) => {}
                    Err(expected) => faults.push(Fault::cell(&heading.shown, cell, expected)),
                },
            }
        }
        let known = self.check_key(key, estate, faults);
        self.check_required(record, headings, known, faults);
        let facts = self.staged.len();
        if faults.is_empty() {
            self.bare += u64::from(facts == 0);
            self.accept(key.1, record.line, estate);
        }
        facts
    }

    /// Says how many rows have come in and changed nothing.
    pub fn tell_bare(&self, file: &mut FileReport) {
        let (da, en) = (count(self.bare, Lang::Da), count(self.bare, Lang::En));
        match self.bare {
            0 => {}
            1 => file.note(
                "1 række har kun en nøgle og siger intet om objektet. Udfyld flere kolonner, hvis den skal ændre noget.",
                "1 row has a key only and says nothing of its object. Fill in more columns if it is to change anything.",
            ),
            _ => file.note(
                format!(
                    "{da} rækker har kun en nøgle og siger intet om objekterne. Udfyld flere kolonner, hvis de skal ændre noget."
                ),
                format!(
                    "{en} rows have a key only and say nothing of their objects. Fill in more columns if they are to change anything."
                ),
            ),
        }
    }

    /// Whether the estate knows the key; a missing or repeated one is a fault.
    fn check_key(&self, (header, key): (&str, &str), estate: &Estate, faults: &mut Vec<Fault>) -> bool {
        if matches!(key, "" | "?" | "-") {
            let expected = text(
                "Skriv den nøgle, som objektet altid kendes på.",
                "Write the key by which the object is always known.",
            );
            faults.push(Fault::cell(header, key, expected));
            return false;
        }
        if let Some(expected) = bad_key(key) {
            faults.push(Fault::cell(header, key, expected));
        }
        let Some(object) = estate.find(self.kind, key) else { return false };
        let first = self.first_lines.get(object as usize).copied().unwrap_or_default();
        if first > 0 {
            let expected = text(
                format!("Nøglen står allerede på linje {first}. Ret den ene nøgle, eller slet den ene række."),
                format!("The key already stands on line {first}. Correct one key, or delete one row."),
            );
            faults.push(Fault::cell(header, key, expected));
        }
        true
    }

    /// An object without what it must have is none. One that another file has told of already has it.
    fn check_required(&self, record: &Record, headings: &[Heading], known: bool, faults: &mut Vec<Fault>) {
        for required in &self.required {
            let staged = self.staged.iter().find(|(id, _)| *id == required.attribute).map(|(_, value)| value);
            let cell = required.column.map_or("", |place| record.cell(place).trim());
            let silent = matches!(cell, "" | "?" | "-") || cell.trim_matches(['|', ' ']).is_empty();
            match staged {
                Some(Value::None) => {}
                Some(_) => continue,
                None if known || !silent => continue,
                None => {}
            }
            let attribute = schema().attribute(self.kind, required.attribute);
            let header = required.column.map_or(attribute.label.da, |place| &headings[place].shown);
            let expected = text(
                format!("'{}' skal være udfyldt: {}.", attribute.label.da, form(attribute.value).da),
                format!("'{}' must be filled in: {}.", attribute.label.en, form(attribute.value).en),
            );
            faults.push(Fault::cell(header, cell, expected));
        }
    }

    fn accept(&mut self, key: &str, line: u64, estate: &mut Estate) {
        let object = estate.object(self.kind, key);
        let place = object as usize;
        if place >= self.first_lines.len() {
            self.first_lines.resize(place + 1, 0);
        }
        self.first_lines[place] = line;
        let Origin { source, seen_at } = self.origin;
        for (attribute, value) in self.staged.drain(..) {
            estate.observe(self.kind, attribute, Observation { object, source, seen_at, value, given: None });
        }
    }
}

fn column(kind: KindId, heading: &mut Heading, file: &mut FileReport) -> Column {
    let place = match heading.fate {
        Fate::Read(0) => return Column { watched: true, used: Use::Key },
        Fate::Read(place) => place - 1,
        Fate::Ignored => return Column { watched: true, used: Use::Nothing },
        Fate::Forbidden => return Column { watched: false, used: Use::Nothing },
    };
    let id = attribute_id(place);
    let attribute = schema().attribute(kind, id);
    let watched = match attribute.value {
        ValueType::Text | ValueType::TextList | ValueType::Ref(_) | ValueType::RefList(_) => true,
        ValueType::Enum(_) | ValueType::EnumList(_) | ValueType::Bool => false,
        ValueType::Int | ValueType::Money | ValueType::Day => false,
    };
    if attribute.is_derived() {
        let shown = &heading.shown;
        file.note(
            format!("Kolonnen '{shown}' er sprunget over: Fundament regner den selv ud."),
            format!("The column '{shown}' was skipped: Fundament computes it itself."),
        );
        heading.fate = Fate::Ignored;
        return Column { watched, used: Use::Nothing };
    }
    Column { watched, used: Use::Attribute(id, CellReader::new(attribute)) }
}

/// A place in a kind's attributes as id; the schema's tests hold that there are at most 256.
pub(crate) fn attribute_id(place: usize) -> AttrId {
    AttrId(u8::try_from(place).unwrap_or(u8::MAX))
}

/// What to write where a CPR number stands.
pub(crate) fn no_cpr() -> Text {
    text(
        "Cellen indeholder et CPR-nummer. Fjern det, og brug en anden nøgle, for eksempel medarbejdernummeret.",
        "The cell holds a CPR number. Remove it, and use another key, such as the employee number.",
    )
}

fn form(value: ValueType) -> Text {
    match value {
        ValueType::Bool => text("ja eller nej", "yes or no"),
        ValueType::Int => text("et helt tal", "a whole number"),
        ValueType::Money => text("et beløb i kroner", "an amount in kroner"),
        ValueType::Day => text("en dato, for eksempel 2026-05-03", "a date, for example 2026-05-03"),
        ValueType::Text | ValueType::TextList => text("en tekst", "a text"),
        ValueType::Ref(kind) | ValueType::RefList(kind) => {
            let one = schema().kind(kind).map_or(Text::new("objekt", "object"), |kind| schema().def(kind).one);
            text(format!("nøglen på: {}", one.da), format!("the key of: {}", one.en))
        }
        ValueType::Enum(words) | ValueType::EnumList(words) => {
            let list = |label: fn(&Word) -> &'static str| words.iter().map(label).collect::<Vec<_>>().join(", ");
            text(list(|word| word.label.da), list(|word| word.label.en))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_must_be_filled_in_says_how() {
        for kind in schema().kinds() {
            for attribute in schema().def(kind).attributes {
                let form = form(attribute.value);
                assert!(!form.da.is_empty() && !form.en.is_empty(), "{}", attribute.name);
            }
        }
    }

    #[test]
    fn every_attribute_has_an_id_of_its_own() {
        for kind in schema().kinds() {
            for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
                assert_eq!(schema().attribute_id(kind, attribute.name), Some(attribute_id(place)));
            }
        }
    }
}
