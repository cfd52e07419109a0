//! What a register tells of its own accord, through an API or a file of its own form: objects typed by the schema, each
//! in whole or not at all, and none with a CPR number in it (GDPR art. 5 and 87, Danish Data Protection Act §11).
//!
//! The reader of a source says what the source said and nothing else: what is not stated is not told, and never "no".

use std::collections::HashSet;
use std::sync::Arc;

use facts::schema::ValueType;
use facts::{AttrId, Estate, KindId, Observation, Rank, Source, SourceId, Value, schema};
use kernel::{Day, Kroner, Text};

use crate::bounds::{too_long, unreachable_key};
use crate::cpr;
use crate::folder::Import;
use crate::report::{Fault, FileReport, Outcome, Report, text};
use crate::rows::attribute_id;

/// Everything one register told in one run.
#[derive(Debug)]
pub struct Told {
    /// The facts, and what became of each list or file.
    pub import: Import,
    /// Whose word it is.
    pub source: Source,
    /// The kinds it told of, be it with no objects: what it no longer names is gone from it.
    pub kinds: Vec<KindId>,
    /// The kinds that it told of in part only: what it does not name of them is not gone from it.
    pub partial: Vec<KindId>,
    /// The objects that it told so that they could not be read: they are not gone from it.
    pub unread: Vec<(KindId, String)>,
    /// The day it told.
    pub seen_at: Day,
}

/// A register while it is read.
pub(crate) struct Telling {
    told: Told,
    id: SourceId,
    part: Option<FileReport>,
    place: u64,
    /// The keys told in this part.
    keys: HashSet<(KindId, Arc<str>)>,
}

impl Telling {
    /// A register of that name, whose attributes are those of that register in the schema.
    pub fn of(source: &str, register: &str, seen_at: Day) -> Self {
        let mut import = Import { estate: Estate::default(), report: Report::default() };
        let id = import.estate.source(source, register, Rank::Register);
        let source = Source { name: Arc::from(source), register: Arc::from(register), rank: Rank::Register };
        Self {
            told: Told { import, source, kinds: Vec::new(), partial: Vec::new(), unread: Vec::new(), seen_at },
            id,
            part: None,
            place: 0,
            keys: HashSet::new(),
        }
    }

    /// From here on the objects come from that list or file, which tells of those kinds.
    ///
    /// # Panics
    /// When the schema has no such kind.
    pub fn part(&mut self, name: &str, kinds: &[&'static str]) {
        self.end_part();
        for kind in kinds {
            let kind = schema().kind(kind).expect("a kind of the schema");
            self.told.import.estate.deliver(kind);
            if !self.told.kinds.contains(&kind) {
                self.told.kinds.push(kind);
            }
        }
        self.part = Some(FileReport::new(name, kinds.first().copied(), &self.told.source.name));
        self.place = 0;
        self.keys.clear();
    }

    /// Of that kind this register has more than what it tells now.
    ///
    /// # Panics
    /// When the schema has no such kind.
    pub fn in_part(&mut self, kind: &str) {
        self.told.partial.push(schema().kind(kind).expect("a kind of the schema"));
    }

    /// Says something of this part.
    pub fn note(&mut self, da: impl Into<String>, en: impl Into<String>) {
        if let Some(part) = &mut self.part {
            part.note(da, en);
        }
    }

    /// Nothing more of this part can be read.
    pub fn refuse(&mut self, reason: Text) {
        if let Some(part) = &mut self.part {
            part.end(Outcome::Refused, reason);
        }
    }

    /// An object with no facts yet.
    ///
    /// # Panics
    /// When the schema has no such kind.
    pub fn object(&self, kind: &'static str, key: &str) -> Object {
        Object {
            kind: schema().kind(kind).expect("a kind of the schema"),
            key: key.trim().to_owned(),
            known: false,
            facts: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// An object that the municipality has already, as the caller knows: this source need not say what others have said.
    ///
    /// # Panics
    /// When the schema has no such kind.
    pub fn known(&self, kind: &'static str, key: &str) -> Object {
        Object { known: true, ..self.object(kind, key) }
    }

    /// Counts the next element of the list; faults name its place.
    pub fn next(&mut self) {
        self.place += 1;
    }

    /// What comes now stands on that line of the file; faults name it.
    pub fn at(&mut self, line: u64) {
        self.place = line;
    }

    /// Takes the object in, or says why not.
    pub fn take(&mut self, mut object: Object) {
        object.check();
        let Object { kind, key, known: _, facts, mut faults } = object;
        let key: Arc<str> = Arc::from(key);
        if faults.is_empty() && !self.keys.insert((kind, Arc::clone(&key))) {
            faults.push(Fault::cell(
                "key",
                &key,
                text("Nøglen kom to gange; den første tæller.", "The key came twice; the first counts."),
            ));
        }
        let Some(part) = &mut self.part else { return };
        if !faults.is_empty() {
            self.told.import.report.reject(part, self.place, &mut faults);
            self.told.unread.push((kind, key.to_string()));
            return;
        }
        part.accepted += 1;
        let estate = &mut self.told.import.estate;
        let place = estate.object(kind, &key);
        let (source, seen_at) = (self.id, self.told.seen_at);
        for (attribute, value) in facts {
            estate.observe(kind, attribute, Observation { object: place, source, seen_at, value, given: None });
        }
    }

    /// An object that is there but cannot be read: what was said of it before still stands.
    ///
    /// # Panics
    /// When the schema has no such kind.
    pub fn spare(&mut self, kind: &'static str, key: &str) {
        self.told.unread.push((schema().kind(kind).expect("a kind of the schema"), key.to_owned()));
    }

    /// An element that is no object: what was expected of it.
    pub fn reject(&mut self, field: &str, value: &str, expected: Text) {
        if let Some(part) = &mut self.part {
            self.told.import.report.reject(part, self.place, &mut vec![Fault::cell(field, value, expected)]);
        }
    }

    fn end_part(&mut self) {
        self.told.import.report.files.extend(self.part.take());
    }

    /// All that was told.
    pub fn done(mut self) -> Told {
        self.end_part();
        self.told
    }
}

/// One object on its way in. Attributes are named as in the schema.
pub(crate) struct Object {
    kind: KindId,
    key: String,
    known: bool,
    facts: Vec<(AttrId, Value)>,
    faults: Vec<Fault>,
}

impl Object {
    /// A text; an empty one says nothing.
    pub fn text(&mut self, attribute: &str, written: Option<&str>) {
        if let Some(written) = written.and_then(fit) {
            self.put(attribute, Value::text(written));
        }
    }

    /// Texts; an empty list says nothing.
    pub fn texts<S: AsRef<str>>(&mut self, attribute: &str, written: impl IntoIterator<Item = S>) {
        let mut items: Vec<String> = Vec::new();
        for item in written {
            let item = fit(item.as_ref());
            items.extend(item.filter(|item| !items.contains(item)));
        }
        if !items.is_empty() {
            self.put(attribute, Value::list(items));
        }
    }

    /// A word of an enumeration.
    ///
    /// # Panics
    /// When the schema's attribute has no such word.
    pub fn word(&mut self, attribute: &str, word: Option<&str>) {
        let Some(word) = word else { return };
        let (_, value) = self.attribute(attribute);
        assert!(value.words().is_some_and(|words| words.iter().any(|known| known.word == word)), "{attribute} {word}");
        self.put(attribute, Value::text(word));
    }

    /// Yes or no.
    pub fn yes_no(&mut self, attribute: &str, yes: Option<bool>) {
        self.put_some(attribute, yes.map(Value::Bool));
    }

    /// A whole number; a negative one is a fault.
    pub fn count(&mut self, attribute: &str, count: Option<i64>) {
        match count {
            Some(count) if count < 0 => self.fault(
                attribute,
                &count.to_string(),
                text("Et antal kan ikke være negativt.", "A count cannot be negative."),
            ),
            _ => self.put_some(attribute, count.map(Value::Int)),
        }
    }

    /// An amount.
    pub fn money(&mut self, attribute: &str, amount: Option<Kroner>) {
        self.put_some(attribute, amount.map(Value::Money));
    }

    /// A day.
    pub fn day(&mut self, attribute: &str, day: Option<Day>) {
        self.put_some(attribute, day.map(Value::Day));
    }

    /// The key of another object; an empty one says nothing.
    pub fn refer(&mut self, attribute: &str, key: Option<&str>) {
        self.text(attribute, key);
    }

    /// The keys of other objects; an empty list says nothing.
    pub fn refer_many<S: AsRef<str>>(&mut self, attribute: &str, keys: impl IntoIterator<Item = S>) {
        self.texts(attribute, keys);
    }

    /// That there is none.
    pub fn none(&mut self, attribute: &str) {
        self.put(attribute, Value::None);
    }

    /// Something of the source that cannot be read: then the object does not come in.
    pub fn fault(&mut self, field: &str, value: &str, expected: Text) {
        self.faults.push(Fault::cell(field, value, expected));
    }

    fn put_some(&mut self, attribute: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(attribute, value);
        }
    }

    fn attribute(&self, name: &str) -> (AttrId, ValueType) {
        let id = schema().attribute_id(self.kind, name).expect("an attribute of the schema");
        (id, schema().attribute(self.kind, id).value)
    }

    fn put(&mut self, name: &str, value: Value) {
        let (id, of) = self.attribute(name);
        debug_assert!(fits(&value, of), "{name}: {value:?}");
        self.facts.retain(|(known, _)| *known != id);
        self.facts.push((id, value));
    }

    /// Whether it has a key and what it must have, and holds no CPR number.
    fn check(&mut self) {
        if self.key.is_empty() {
            self.fault("key", "", text("Objektet har ingen nøgle.", "The object has no key."));
        }
        if let Some(expected) = unreachable_key(&self.key) {
            let key = self.key.clone();
            self.fault("key", &key, expected);
        }
        for (id, value) in &self.facts {
            let attribute = schema().attribute(self.kind, *id);
            let long = match value {
                // Keys of what another tool made may be long.
                _ if matches!(attribute.value, ValueType::Ref(_) | ValueType::RefList(_)) => None,
                Value::Text(written) => too_long(attribute, written),
                Value::List(items) => items.iter().find_map(|item| too_long(attribute, item)),
                _ => None,
            };
            self.faults.extend(long.map(|expected| Fault::cell(attribute.name, "", expected)));
        }
        let mut bare = Vec::new();
        let mut look = |field: &'static str, written: &str| {
            if cpr::has_cpr(written) {
                bare.push((field, written.to_owned()));
            }
        };
        look("key", &self.key);
        for (id, value) in &self.facts {
            let name = schema().attribute(self.kind, *id).name;
            match value {
                Value::Text(written) => look(name, written),
                Value::List(items) => items.iter().for_each(|item| look(name, item)),
                _ => {}
            }
        }
        for (field, written) in bare {
            self.fault(
                field,
                &written,
                text(
                    "Feltet indeholder et CPR-nummer. Fjern det i kilden.",
                    "The field holds a CPR number. Remove it at the source.",
                ),
            );
        }
        for (place, attribute) in schema().def(self.kind).attributes.iter().enumerate() {
            if attribute.required && !self.known && !self.facts.iter().any(|(id, _)| *id == attribute_id(place)) {
                let (da, en) = (attribute.label.da, attribute.label.en);
                let expected = text(
                    format!("'{da}' mangler i kilden; udfyld feltet dér."),
                    format!("'{en}' is missing at the source; fill it in there."),
                );
                self.fault(attribute.name, "", expected);
            }
        }
    }
}

/// A text without what no database and no page can hold; none when nothing is left.
fn fit(written: &str) -> Option<String> {
    let fit: String = written.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\t')).collect();
    let fit = fit.trim();
    (!fit.is_empty()).then(|| fit.to_owned())
}

fn fits(value: &Value, of: ValueType) -> bool {
    match value {
        Value::None => true,
        Value::Bool(_) => of == ValueType::Bool,
        Value::Int(_) => of == ValueType::Int,
        Value::Money(_) => of == ValueType::Money,
        Value::Day(_) => of == ValueType::Day,
        Value::Text(_) => matches!(of, ValueType::Text | ValueType::Enum(_) | ValueType::Ref(_)),
        Value::List(_) => of.is_list(),
    }
}

/// What was told of a fact: keys and values as text, by key.
#[cfg(test)]
pub(crate) fn stated(told: &Told, path: &str) -> Vec<(String, String)> {
    let (kind, attribute) = schema().path(path).expect("a fact of the schema");
    let estate = &told.import.estate;
    let shown = |value: &Value| match value {
        Value::None => "-".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(count) => count.to_string(),
        Value::Money(amount) => amount.shown(kernel::Lang::Da),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => items.join("|"),
    };
    let mut all: Vec<(String, String)> = estate
        .observations(kind, attribute)
        .iter()
        .map(|one| (estate.keys(kind)[one.object as usize].to_string(), shown(&one.value)))
        .collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(build: impl FnOnce(&mut Telling)) -> Told {
        let mut telling = Telling::of("OS2kitos", "kitos", Day::new(2026, 11, 25).expect("a day"));
        telling.part("it-systems", &["system", "supplier"]);
        build(&mut telling);
        telling.done()
    }

    #[test]
    fn what_is_not_stated_is_not_told() {
        let told = told(|telling| {
            let mut object = telling.object("system", " s1 ");
            object.text("name", Some("Omsorg\u{0}"));
            object.text("licence", Some(" "));
            object.yes_no("mfa", None);
            object.texts("kle_tasks", ["", "27.36.00", "27.36.00"]);
            telling.next();
            telling.take(object);
        });
        let estate = &told.import.estate;
        let kind = schema().kind("system").expect("a kind");
        assert!(estate.find(kind, "s1").is_some());
        let values = |name: &str| {
            let id = schema().attribute_id(kind, name).expect("an attribute");
            estate.observations(kind, id).iter().map(|one| one.value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(values("name"), [Value::text("Omsorg")]);
        assert_eq!(values("kle_tasks"), [Value::list(["27.36.00"])]);
        assert!(values("licence").is_empty() && values("mfa").is_empty());
        assert_eq!(told.kinds.len(), 2);
    }

    #[test]
    fn an_object_with_a_cpr_number_anywhere_does_not_come_in() {
        for (key, name, task) in
            [("010190-1234", "A", "1"), ("s", "Sag om 0101901234", "1"), ("s", "A", "se 010190 1234")]
        {
            let told = told(|telling| {
                let mut object = telling.object("system", key);
                object.text("name", Some(name));
                object.texts("kle_tasks", [task]);
                telling.next();
                telling.take(object);
            });
            assert_eq!(told.import.estate.fact_count(), 0);
            let rejected = &told.import.report.rejected;
            assert_eq!((rejected.len(), rejected[0].line), (1, 1));
            assert!(rejected[0].expected.da.contains("CPR") && !rejected[0].value.contains("1234"));
        }
    }

    #[test]
    fn an_object_without_a_key_or_a_name_or_told_twice_is_rejected() {
        let told = told(|telling| {
            for (key, name) in [("", Some("A")), ("s1", None), ("s2", Some("B")), ("s2", Some("C"))] {
                let mut object = telling.object("system", key);
                object.text("name", name);
                telling.next();
                telling.take(object);
            }
        });
        let told: Vec<(u64, &str)> =
            told.import.report.rejected.iter().map(|fault| (fault.line, &*fault.column)).collect();
        assert_eq!(told, [(1, "key"), (2, "name"), (4, "key")]);
    }
}
