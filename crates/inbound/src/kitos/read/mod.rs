//! The mirror as facts: a usage with its system row, contracts, relations, processing registrations, units and users.

mod agreements;
mod contracts;
mod organisation;
mod systems;

use std::collections::BTreeSet;

use kernel::Day;
use serde_json::Value;

use super::settings::KitosSettings;
use super::{REGISTER, SOURCE, days, known, row};
use crate::mirror::Mirror;
use crate::report::shown;
use crate::telling::{Object, Telling, Told};

/// So many words, options and fields that nobody knows are named; the rest are counted.
const MOST_NAMED: usize = 12;

/// Reads the mirror. The report says what KITOS has that is not understood: new fields, new words, options without a meaning.
pub fn read(mirror: &Mirror, settings: &KitosSettings, seen_at: Day) -> Told {
    let mut reading = Reading {
        mirror,
        settings,
        telling: Telling::of(SOURCE, REGISTER, seen_at),
        words: BTreeSet::new(),
        options: BTreeSet::new(),
        roles: BTreeSet::new(),
        dates: BTreeSet::new(),
    };
    organisation::units(&mut reading);
    organisation::users(&mut reading);
    contracts::suppliers(&mut reading);
    contracts::contracts(&mut reading);
    systems::systems(&mut reading);
    systems::relations(&mut reading);
    agreements::agreements(&mut reading);
    reading.done()
}

/// What is being read, and what of it is strange.
struct Reading<'m> {
    mirror: &'m Mirror,
    settings: &'m KitosSettings,
    telling: Telling,
    /// Paths and words of an enumeration never seen before.
    words: BTreeSet<(&'static str, String)>,
    /// Settings' tables, and the options that they do not say the meaning of.
    options: BTreeSet<(&'static str, String, String)>,
    /// Roles that the settings do not say the meaning of.
    roles: BTreeSet<String>,
    /// Paths of dates that are none.
    dates: BTreeSet<(&'static str, String)>,
}

impl<'m> Reading<'m> {
    /// The rows of a list, in the order of their identity.
    fn rows(&self, list: &str) -> impl Iterator<Item = (&'m String, &'m Value)> + use<'m> {
        self.mirror.rows(list).into_iter().flatten()
    }

    /// The meaning of the word at the first of the paths where one stands.
    fn word<T: Copy>(&mut self, value: &Value, paths: &[&'static str], meanings: &[(&str, T)]) -> Option<T> {
        let word = row::first(value, paths)?.as_str()?.to_owned();
        self.meaning(paths[0], &word, meanings)
    }

    fn meaning<T: Copy>(&mut self, path: &'static str, word: &str, meanings: &[(&str, T)]) -> Option<T> {
        let found = meanings.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.words.insert((path, shown(word)));
        }
        found
    }

    /// Yes or no; neither when it is undecided or nobody knows.
    fn yes_no(&mut self, value: &Value, paths: &[&'static str]) -> Option<bool> {
        if let Some(yes) = row::first(value, paths).and_then(Value::as_bool) {
            return Some(yes);
        }
        let meanings = [
            ("Yes", Some(true)),
            ("No", Some(false)),
            ("Undecided", None),
            ("DontKnow", None),
            ("DONTKNOW", None),
            ("Irrelevant", None),
            ("DecidedByLaw", None),
        ];
        self.word(value, paths, &meanings).flatten()
    }

    /// The day there.
    fn day(&mut self, value: &Value, path: &'static str) -> Option<Day> {
        let written = row::text(value, path)?;
        days::day(written).unwrap_or_else(|()| {
            self.dates.insert((path, shown(written)));
            None
        })
    }

    /// An option that the settings do not say the meaning of.
    fn strange_option(&mut self, table: &'static str, option: &Value) {
        let part = |name| shown(row::text(option, name).unwrap_or_default());
        self.options.insert((table, part("uuid"), part("name")));
    }

    /// The roles held there that the settings do not say the meaning of. Most need none: they are told in one line.
    fn strange_roles(&mut self, of: &Value) {
        for role in row::items(of, "roles").iter().filter_map(|held| row::at(held, "role")) {
            if row::text(role, "uuid").is_some_and(|uuid| !self.settings.roles.contains_key(uuid)) {
                let part = |name| row::text(role, name).unwrap_or_default();
                self.roles.insert(shown(&format!("{} ({})", part("name"), part("uuid"))));
            }
        }
    }

    fn take(&mut self, object: Object) {
        self.telling.take(object);
    }

    fn done(mut self) -> Told {
        let fields = known::unknown_fields(self.mirror);
        let named = |all: Vec<String>| {
            let more = all.len().saturating_sub(MOST_NAMED);
            let mut named = all.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join(", ");
            if more > 0 {
                named.push_str(&format!(" (+{more})"));
            }
            named
        };
        if fields.is_empty()
            && self.words.is_empty()
            && self.options.is_empty()
            && self.roles.is_empty()
            && self.dates.is_empty()
        {
            return self.telling.done();
        }
        self.telling.part("OS2kitos", &[]);
        if !fields.is_empty() {
            let list = named(fields);
            self.telling.note(
                format!("OS2kitos har felter, som Fundament ikke kender: {list}."),
                format!("OS2kitos has fields that Fundament does not know: {list}."),
            );
        }
        if !self.words.is_empty() {
            let list = named(self.words.iter().map(|(path, word)| format!("{path}: {word}")).collect());
            self.telling.note(
                format!("OS2kitos bruger ord, som Fundament ikke kender, og som derfor ikke er læst ind: {list}."),
                format!("OS2kitos uses words that Fundament does not know and has therefore not read: {list}."),
            );
        }
        for (table, uuid, name) in &self.options {
            self.telling.note(
                format!("Valgmuligheden '{name}' i OS2kitos har ingen betydning her: skriv {uuid} under [kitos.{table}] i filen med registre."),
                format!("The OS2kitos option '{name}' means nothing here: write {uuid} under [kitos.{table}] in the file of registers."),
            );
        }
        if !self.roles.is_empty() {
            let list = named(self.roles.iter().cloned().collect());
            self.telling.note(
                format!("Roller i OS2kitos, som ingen betydning har her: {list}. Er en af dem ejer, systemansvarlig eller kontraktansvarlig, så skriv den under [kitos.roles] i filen med registre."),
                format!("Roles of OS2kitos that mean nothing here: {list}. If one of them is the owner, the manager or responsible for contracts, write it under [kitos.roles] in the file of registers."),
            );
        }
        if !self.dates.is_empty() {
            let list = named(self.dates.iter().map(|(path, written)| format!("{path}: {written}")).collect());
            self.telling.note(
                format!("Datoer, der ikke er datoer, er ikke læst ind: {list}."),
                format!("Dates that are none were not read: {list}."),
            );
        }
        self.telling.done()
    }
}
