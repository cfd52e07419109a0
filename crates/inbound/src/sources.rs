//! `sources.toml`: per file the source, its register, its day and its columns; and which register's word counts.
//!
//! Each mistake is told by itself and costs nothing but itself.

use std::collections::{BTreeSet, HashMap};

use facts::{AttrId, KindId, schema};
use kernel::{Day, nests_deeply};
use toml::{Table, Value};

use crate::cell::read_day;
use crate::header::{Mapping, meant_da, meant_en};
use crate::nearest::{fold, nearest_word};
use crate::report::{FileReport, Outcome, shown, text};

/// What `sources.toml` says.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Which register owns an attribute.
    pub precedence: Vec<(KindId, AttrId, String)>,
    files: HashMap<String, FileSource>,
}

/// What it says of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileSource {
    /// What people call the source.
    pub source: Option<String>,
    /// The register whose attributes it owns.
    pub register: Option<String>,
    /// When it was exported.
    pub exported: Option<Day>,
    /// What its columns are called.
    pub columns: Mapping,
}

impl Sources {
    /// What it says of the file with that name.
    pub fn of(&self, file: &str) -> FileSource {
        self.files.get(&file.to_lowercase()).cloned().unwrap_or_default()
    }

    /// One file of which everything is said already.
    pub fn of_one(file: &str, says: FileSource) -> Self {
        Self { precedence: Vec::new(), files: HashMap::from([(file.to_lowercase(), says)]) }
    }

    /// Reads the text; mistakes are noted. `names` are the folder's files.
    pub fn read(content: &str, names: &[&str], report: &mut FileReport) -> Self {
        if nests_deeply(content) {
            report.end(
                Outcome::Refused,
                text(
                    "Filen åbner flere parenteser, end den lukker. Luk hver { og [ igen. Filerne er læst uden sources.toml.",
                    "The file opens more brackets than it closes. Close each { and [ again. The files were read without sources.toml.",
                ),
            );
            return Self::default();
        }
        let table = match content.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let (line, column) = error.span().map_or((1, 1), |span| place_of(content, span.start));
                let why = shown(error.message());
                report.end(
                    Outcome::Refused,
                    text(
                        format!("Linje {line}, tegn {column} kan ikke læses: {why}. Filerne er læst uden sources.toml."),
                        format!("Line {line}, column {column} cannot be read: {why}. The files were read without sources.toml."),
                    ),
                );
                return Self::default();
            }
        };
        let mut sources = Self::default();
        for (name, value) in &table {
            match (name.as_str(), value) {
                ("files", Value::Table(files)) => sources.read_files(files, names, report),
                ("precedence", Value::Table(_)) => {}
                _ => unknown(name, &["precedence", "files"], report),
            }
        }
        if let Some(Value::Table(precedence)) = table.get("precedence") {
            sources.read_precedence(precedence, report);
        }
        sources
    }

    fn read_files(&mut self, files: &Table, names: &[&str], report: &mut FileReport) {
        for (name, value) in files {
            let Value::Table(says) = value else {
                unknown(name, &[], report);
                continue;
            };
            if !names.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                let (shown, near) = (shown(name), nearest_word(name, names.iter().copied()));
                report.note(
                    format!("Filen '{shown}' er ikke i mappen.{}", meant_da(near)),
                    format!("The file '{shown}' is not in the folder.{}", meant_en(near)),
                );
            }
            self.files.insert(name.to_lowercase(), read_file(name, says, report));
        }
    }

    fn read_precedence(&mut self, precedence: &Table, report: &mut FileReport) {
        let mut decided = Vec::new();
        let registers = self.registers();
        for (path, value) in precedence {
            let (path_shown, Value::String(register)) = (shown(path), value) else {
                unknown(path, &[], report);
                continue;
            };
            let Some((kind, attribute)) = schema().path(path) else {
                let all = all_paths();
                let near = nearest_word(path, all.iter().map(String::as_str));
                report.note(
                    format!("'{path_shown}' er ikke en oplysning.{}", meant_da(near)),
                    format!("'{path_shown}' is not an attribute.{}", meant_en(near)),
                );
                continue;
            };
            if !registers.contains(register.as_str()) {
                let (shown, near) = (shown(register), nearest_word(register, registers.iter().copied()));
                report.note(
                    format!("Intet register hedder '{shown}' ('{path_shown}').{}", meant_da(near)),
                    format!("No register is called '{shown}' ('{path_shown}').{}", meant_en(near)),
                );
            }
            decided.push((kind, attribute, register.clone()));
        }
        self.precedence = decided;
    }

    /// Every register that the schema or a file names; a source that names none may be one of its own.
    fn registers(&self) -> BTreeSet<&str> {
        let kinds = schema().kinds().map(|kind| schema().def(kind));
        let own = kinds.flat_map(|def| def.attributes.iter().filter_map(|a| a.register).chain([def.register]));
        let said = self.files.values().filter_map(|file| file.register.as_deref().or(file.source.as_deref()));
        own.chain(said).collect()
    }
}

fn read_file(name: &str, says: &Table, report: &mut FileReport) -> FileSource {
    let mut file = FileSource::default();
    for (word, value) in says {
        match (word.as_str(), value) {
            ("source", Value::String(source)) if !source.trim().is_empty() => file.source = Some(shown(source)),
            ("register", Value::String(register)) => file.register = Some(register.trim().to_owned()),
            ("exported", Value::String(_) | Value::Datetime(_)) => {
                let day = value
                    .as_datetime()
                    .map_or_else(|| value.as_str().unwrap_or_default().to_owned(), ToString::to_string);
                match read_day(&day) {
                    Ok(day) => file.exported = Some(day),
                    Err(why) => {
                        let (name, day) = (shown(name), shown(&day));
                        report.note(
                            format!("{name}, exported '{day}': {}", why.da),
                            format!("{name}, exported '{day}': {}", why.en),
                        );
                    }
                }
            }
            ("columns", Value::Table(columns)) => {
                for (header, target) in columns {
                    match target.as_str() {
                        Some(target) => drop(file.columns.insert(fold(header), target.to_owned())),
                        None => unknown(header, &[], report),
                    }
                }
            }
            _ => unknown(word, &["source", "register", "exported", "columns"], report),
        }
    }
    file
}

/// A word that means nothing here, or that has a value of the wrong form.
fn unknown(word: &str, words: &[&str], report: &mut FileReport) {
    let shown = shown(word);
    let form = words.contains(&word) || words.is_empty();
    if form {
        report.note(
            format!("Værdien af '{shown}' har forkert form."),
            format!("The value of '{shown}' has the wrong form."),
        );
        return;
    }
    let near = nearest_word(word, words.iter().copied());
    report.note(
        format!("'{shown}' kendes ikke her.{}", meant_da(near)),
        format!("'{shown}' is not known here.{}", meant_en(near)),
    );
}

fn all_paths() -> Vec<String> {
    let kinds = schema().kinds().map(|kind| schema().def(kind));
    kinds.flat_map(|def| def.attributes.iter().map(|a| format!("{}.{}", def.name, a.name))).collect()
}

/// Line and column, both from 1, of a byte.
fn place_of(content: &str, byte: usize) -> (usize, usize) {
    let before = content.get(..byte).unwrap_or(content);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> (Sources, FileReport) {
        let mut report = FileReport::new("sources.toml", None, "");
        let sources = Sources::read(content, &["systems.csv", "Devices.csv"], &mut report);
        (sources, report)
    }

    fn told(content: &str) -> String {
        read(content).1.notices.iter().map(|notice| notice.text.en.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_contract_is_read() {
        let (sources, report) = read(
            "[precedence]\n\"device.model\" = \"purchase\"\n[files.\"systems.csv\"]\nsource = \"OS2kitos\"\nregister = \"kitos\"\n\
             exported = \"2026-11-20\"\n[files.\"systems.csv\".columns]\n\"Systemnavn\" = \"name\"\n[files.\"devices.csv\"]\nexported = 2026-11-21",
        );
        assert_eq!(report.notices, []);
        let systems = sources.of("Systems.CSV");
        assert_eq!((systems.source.as_deref(), systems.register.as_deref()), (Some("OS2kitos"), Some("kitos")));
        assert_eq!(systems.exported, Day::new(2026, 11, 20));
        assert_eq!(systems.columns["systemnavn"], "name");
        assert_eq!(sources.of("devices.csv").exported, Day::new(2026, 11, 21));
        assert_eq!(sources.of("other.csv"), FileSource::default());
        let model = schema().path("device.model").expect("model");
        assert_eq!(sources.precedence, [(model.0, model.1, "purchase".to_owned())]);
    }

    #[test]
    fn each_mistake_is_told_with_the_nearest_right_word() {
        assert!(told("[file]").contains("'file' is not known here. Did you mean 'files'?"));
        assert!(told("[files.\"system.csv\"]").contains("Did you mean 'systems.csv'?"));
        assert!(told("[files.\"systems.csv\"]\nsorce = 'x'").contains("Did you mean 'source'?"));
        assert!(told("[files.\"systems.csv\"]\nexported = 'i går'").contains("systems.csv, exported 'i går'"));
        assert!(told("[files.\"systems.csv\"]\nsource = 7").contains("'source' has the wrong form"));
        assert!(told("[precedence]\n'device.modl' = 'mdm'").contains("Did you mean 'device.model'?"));
        assert!(told("[precedence]\n'device.model' = 'purchas'").contains("Did you mean 'purchase'?"));
        assert!(told("[precedence]\n'device.model' = 7").contains("wrong form"));
    }

    #[test]
    fn a_mistake_costs_nothing_but_itself() {
        let (sources, report) =
            read("[files.\"systems.csv\"]\nsource = 'KITOS'\nexported = 'x'\n[precedence]\n'a.b' = 'c'");
        assert_eq!((report.notices.len(), report.outcome), (2, Outcome::Read));
        assert_eq!(sources.of("systems.csv").source.as_deref(), Some("KITOS"));
    }

    #[test]
    fn broken_toml_is_refused_with_its_place() {
        let (sources, report) = read("[files]\n\"x\" = = 1");
        assert_eq!(report.outcome, Outcome::Refused);
        assert!(report.notices[0].text.da.starts_with("Linje 2, tegn"), "{:?}", report.notices);
        assert!(sources.precedence.is_empty());
    }
}
