//! The Excel exports of OS2kitos, for a municipality that has no API user.
//!
//! A system is known by its `IT-System (UUID)`, which is the shared system's and not the usage's. Contracts and processing
//! registrations have no UUID in their exports; they are known by number or name, and people are told that such an identity is
//! weak. Names are never looked for among what other sources have.

mod columns;
mod registrations;
mod sheet;
mod systems;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Text};

use self::columns::Export;
use self::sheet::{Row, Sheet};
use super::settings::RoleHere;
use super::{REGISTER, SOURCE};
use crate::bounds;
use crate::report::{shown, text};
use crate::telling::{Object, Telling, Told};

/// So many strange titles and words are named; the rest are counted.
const MOST_NAMED: usize = 12;

/// An exported file.
#[derive(Clone, Copy, Debug)]
pub struct ExcelFile<'f> {
    /// What people call it.
    pub name: &'f str,
    /// Its bytes.
    pub content: &'f [u8],
}

/// Reads exports, each list once. `roles` says which roles of OS2kitos are which here, by the role's name.
///
/// A file that cannot be read, or is no export, is refused in the report; what the others say is told all the same.
pub fn read_excel(files: &[ExcelFile<'_>], roles: &BTreeMap<String, RoleHere>, seen_at: Day) -> Told {
    let mut telling = Telling::of(SOURCE, REGISTER, seen_at);
    let sheets = sheets(files, roles, &mut telling);
    let suppliers = Suppliers::of(sheets.values().map(|(_, sheet)| sheet));
    let mut reading =
        Reading { telling, roles, suppliers, words: BTreeSet::new(), dates: BTreeSet::new(), people: BTreeMap::new() };
    for (export, (name, sheet)) in &sheets {
        reading.begin(name, *export);
        reading.titles(sheet);
        match export {
            Export::Usages => systems::systems(&mut reading, sheet),
            Export::Contracts => registrations::contracts(&mut reading, sheet),
            Export::Agreements => registrations::agreements(&mut reading, sheet),
            // Told together with those whom the other exports name.
            Export::Suppliers => {}
            Export::Catalogue | Export::Interfaces => reading.telling.note(
                format!("Eksporten '{}' siger intet om kommunens egne systemer og læses ikke.", export.name()),
                format!(
                    "The export '{}' says nothing of the municipality's own systems and is not read.",
                    export.name()
                ),
            ),
        }
    }
    reading.done(&sheets)
}

type Sheets = BTreeMap<Export, (String, Sheet)>;

/// The sheets by list. What is none is refused.
fn sheets(files: &[ExcelFile<'_>], roles: &BTreeMap<String, RoleHere>, telling: &mut Telling) -> Sheets {
    let mut sheets = Sheets::new();
    for file in files {
        let refusal = match Sheet::read(file.content) {
            Ok(Some(sheet)) if sheet.export == Export::Agreements && !sheet.has(registrations::SYSTEMS) => text(
                format!("Kolonnen '{}' er ikke med. Vis den i OS2kitos, og eksportér igen.", registrations::SYSTEMS),
                format!("The column '{}' is missing. Show it in OS2kitos, and export again.", registrations::SYSTEMS),
            ),
            Ok(Some(sheet)) if sheet.export == Export::Usages && unknown_role(&sheet, roles).is_some() => {
                no_such_role(&sheet, unknown_role(&sheet, roles).unwrap_or_default())
            }
            Ok(Some(sheet)) if !sheets.contains_key(&sheet.export) => {
                sheets.insert(sheet.export, (file.name.to_owned(), sheet));
                continue;
            }
            Ok(Some(sheet)) => text(
                format!("Eksporten '{}' er givet to gange. Vælg den nyeste.", sheet.export.name()),
                format!("The export '{}' is given twice. Choose the newest.", sheet.export.name()),
            ),
            Ok(None) => text(
                "Filen er ikke en eksport fra OS2kitos: overskrifterne i første række passer ikke til nogen af listerne. Vælg 'Eksportér alle kolonner' i OS2kitos.",
                "The file is no export from OS2kitos: the titles in the first row fit none of the lists. Choose to export all columns in OS2kitos.",
            ),
            Err(why) => why,
        };
        telling.part(file.name, &[]);
        telling.refuse(refusal);
    }
    sheets
}

/// A role that somebody chose and the export does not have: read without it, every system would have lost its owner.
fn unknown_role<'r>(sheet: &Sheet, roles: &'r BTreeMap<String, RoleHere>) -> Option<&'r str> {
    let there = sheet.roles();
    roles.keys().map(String::as_str).find(|role| !there.contains(role))
}

fn no_such_role(sheet: &Sheet, role: &str) -> Text {
    let (role, there) = (shown(role), named(sheet.roles().into_iter().map(shown).collect()));
    if there.is_empty() {
        return text(
            format!(
                "Rollen '{role}' er ikke i eksporten, der ingen roller har med adresser (kolonner med Email#). Vis dem i OS2kitos, og eksportér igen."
            ),
            format!(
                "The role '{role}' is not in the export, which has no roles with addresses (columns with Email#). Show them in OS2kitos, and export again."
            ),
        );
    }
    text(
        format!("Rollen '{role}' er ikke i eksporten. Den har: {there}."),
        format!("The role '{role}' is not in the export. It has: {there}."),
    )
}

/// What is being read, and what of it is strange.
struct Reading<'r> {
    telling: Telling,
    roles: &'r BTreeMap<String, RoleHere>,
    suppliers: Suppliers,
    /// Columns and words never seen before.
    words: BTreeSet<(&'static str, String)>,
    /// Columns and dates that are none.
    dates: BTreeSet<(&'static str, String)>,
    /// Those in a role, by address.
    people: BTreeMap<String, String>,
}

impl Reading<'_> {
    fn begin(&mut self, name: &str, export: Export) {
        let kinds: &[&str] = match export {
            Export::Usages => &["system"],
            Export::Contracts => &["contract"],
            Export::Agreements => &["processing_agreement"],
            Export::Catalogue | Export::Interfaces | Export::Suppliers => &[],
        };
        self.telling.part(name, kinds);
    }

    fn titles(&mut self, sheet: &Sheet) {
        let unknown = sheet.unknown();
        if !unknown.is_empty() {
            let list = named(unknown.into_iter().map(shown).collect());
            self.telling.note(
                format!("Kolonner, som Fundament ikke kender: {list}."),
                format!("Columns that Fundament does not know: {list}."),
            );
        }
    }

    /// The meaning of the word in a column, whatever its capitals.
    fn word<T: Copy>(&mut self, row: Row<'_>, title: &'static str, meanings: &[(&str, T)]) -> Option<T> {
        self.meaning(title, row.cell(title)?, meanings)
    }

    fn meaning<T: Copy>(&mut self, title: &'static str, word: &str, meanings: &[(&str, T)]) -> Option<T> {
        let folded = word.to_lowercase();
        let found = meanings.iter().find(|(known, _)| *known == folded).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.words.insert((title, shown(word)));
        }
        found
    }

    /// Yes or no; neither when nobody knows, or it is not for the municipality to say.
    fn yes_no(&mut self, row: Row<'_>, title: &'static str) -> Option<bool> {
        let meanings = [
            ("ja", Some(true)),
            ("nej", Some(false)),
            ("ved ikke", None),
            ("ikke relevant", None),
            ("styret via lovgivning", None),
        ];
        self.word(row, title, &meanings).flatten()
    }

    fn day(&mut self, row: Row<'_>, title: &'static str) -> Option<Day> {
        let written = row.cell(title)?;
        let day = bounds::likely_day(written);
        if day.is_none() {
            self.dates.insert((title, shown(written)));
        }
        day
    }

    fn take(&mut self, object: Object) {
        self.telling.take(object);
    }

    /// The key of whoever holds a role that is this one here; the first counts.
    fn holder(&mut self, row: Row<'_>, here: RoleHere) -> Option<String> {
        let roles = self.roles.iter().filter(|(_, role)| **role == here);
        let (name, address) = roles.filter_map(|(role, _)| row.holder(role)).next()?;
        let key = address.to_lowercase();
        self.people.entry(key.clone()).or_insert_with(|| name.to_owned());
        Some(key)
    }

    fn done(mut self, sheets: &Sheets) -> Told {
        if sheets.keys().any(|export| !matches!(export, Export::Catalogue | Export::Interfaces)) {
            self.suppliers.tell(&mut self.telling);
            // Those whom a list that is not here names are not gone.
            let all = [Export::Usages, Export::Contracts, Export::Agreements, Export::Suppliers];
            if !all.iter().all(|export| sheets.contains_key(export)) {
                self.telling.in_part("supplier");
            }
        }
        // Roles stand in the list of systems alone.
        if !self.roles.is_empty() && sheets.contains_key(&Export::Usages) {
            self.telling.part("Roller", &["person"]);
            for (address, name) in &self.people {
                self.telling.next();
                let mut object = self.telling.object("person", address);
                object.text("name", Some(name));
                object.text("email", Some(address));
                self.telling.take(object);
            }
        }
        self.strange();
        self.telling.done()
    }

    fn strange(&mut self) {
        if self.words.is_empty() && self.dates.is_empty() {
            return;
        }
        self.telling.part(SOURCE, &[]);
        let list = |strange: &BTreeSet<(&str, String)>| {
            named(strange.iter().map(|(title, word)| format!("{title}: {word}")).collect())
        };
        if !self.words.is_empty() {
            let words = list(&self.words);
            self.telling.note(
                format!("OS2kitos bruger ord, som Fundament ikke kender, og som derfor ikke er læst ind: {words}."),
                format!("OS2kitos uses words that Fundament does not know and has therefore not read: {words}."),
            );
        }
        if !self.dates.is_empty() {
            let dates = list(&self.dates);
            self.telling.note(
                format!("Datoer, der ikke er datoer, er ikke læst ind: {dates}."),
                format!("Dates that are none were not read: {dates}."),
            );
        }
    }
}

fn named(all: Vec<String>) -> String {
    let more = all.len().saturating_sub(MOST_NAMED);
    let mut named = all.into_iter().take(MOST_NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" (+{more})"));
    }
    named
}

/// The suppliers that the exports name. One is known by its CVR number where the list of suppliers gives exactly one for the
/// name, else by the name.
struct Suppliers {
    numbers: BTreeMap<String, BTreeSet<String>>,
}

impl Suppliers {
    fn of<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> Self {
        let mut numbers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for sheet in sheets {
            let title = match sheet.export {
                Export::Usages | Export::Contracts => "Leverandør",
                Export::Agreements => "Databehandlere",
                Export::Suppliers => "Leverandørnavn",
                Export::Catalogue | Export::Interfaces => continue,
            };
            for row in sheet.rows() {
                let Some(name) = row.cell(title).filter(|name| title != "Databehandlere" || one_of_many(name)) else {
                    continue;
                };
                let known = numbers.entry(name.to_owned()).or_default();
                let number: String = row.cell("CVR").unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
                if sheet.export == Export::Suppliers && number.len() == 8 {
                    known.insert(number);
                }
            }
        }
        Self { numbers }
    }

    fn number(&self, name: &str) -> Option<&String> {
        let numbers = self.numbers.get(name)?;
        if numbers.len() == 1 { numbers.first() } else { None }
    }

    fn key(&self, name: &str) -> String {
        self.number(name).map_or_else(|| weak(name), |number| format!("cvr:{number}"))
    }

    fn tell(&self, telling: &mut Telling) {
        telling.part(Export::Suppliers.name(), &["supplier"]);
        let by_name = self.numbers.keys().filter(|name| self.number(name).is_none()).count();
        if by_name > 0 {
            telling.note(
                format!(
                    "{by_name} {} kun kendt på navnet: svag identitet. Tag eksporten 'Leverandørsoverblik' med CVR-numre med.",
                    if by_name == 1 { "leverandør er" } else { "leverandører er" }
                ),
                format!(
                    "{by_name} {} known by name only: a weak identity. Include the export 'Leverandørsoverblik' with CVR numbers.",
                    if by_name == 1 { "supplier is" } else { "suppliers are" }
                ),
            );
        }
        // Two names of one company are one supplier.
        let mut told = BTreeSet::new();
        for name in self.numbers.keys() {
            let key = self.key(name);
            if !told.insert(key.clone()) {
                continue;
            }
            telling.next();
            let mut object = telling.object("supplier", &key);
            object.text("name", Some(name));
            object.text("cvr", self.number(name).map(String::as_str));
            telling.take(object);
        }
    }
}

/// The key of what is known by its name only: told apart from every true identity.
fn weak(name: &str) -> String {
    format!("navn:{name}")
}

/// Whether a list of names is certainly one name: a comma may stand between names or in one.
fn one_of_many(names: &str) -> bool {
    !names.contains(',')
}
