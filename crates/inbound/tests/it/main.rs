//! The estate folder as people deliver it: what comes in, what does not, and what they are told (strategy §2).

mod anything;
mod files;
mod forms;
mod guards;
mod kitos;
mod kitos_excel;
mod kitos_links;
mod kitos_run;
mod rows;
mod statements;

use facts::{Observation, Value, schema};
use inbound::{EstateFile, FileReport, Import, import_folder, write_rejects};
use kernel::Day;

/// A folder of texts, read on 23 November 2026.
fn import(files: &[(&str, &str)]) -> Import {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    import_bytes(&files)
}

fn import_bytes(files: &[(&str, &[u8])]) -> Import {
    let files: Vec<EstateFile<'_>> = files.iter().map(|(name, bytes)| EstateFile::from_bytes(*name, *bytes)).collect();
    import_folder(&files, day("2026-11-23"), &mut |_| {})
}

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

/// What has been stated of `system.name`-like paths about the object with that key.
fn stated<'i>(import: &'i Import, path: &str, key: &str) -> Vec<&'i Observation> {
    let (kind, attribute) = schema().path(path).expect(path);
    let Some(object) = import.estate.find(kind, key) else { return Vec::new() };
    import.estate.observations(kind, attribute).iter().filter(|observation| observation.object == object).collect()
}

/// The one value stated, if one was.
fn value(import: &Import, path: &str, key: &str) -> Option<Value> {
    stated(import, path, key).first().map(|observation| observation.value.clone())
}

fn keys(import: &Import, kind: &str) -> Vec<String> {
    import.estate.keys(schema().kind(kind).expect(kind)).iter().map(ToString::to_string).collect()
}

fn file<'i>(import: &'i Import, name: &str) -> &'i FileReport {
    import.report.files.iter().find(|file| file.name == name).expect(name)
}

/// The rejected cells as `line column value`, and what was expected in Danish.
fn rejected(import: &Import) -> Vec<(u64, &str, &str, &str)> {
    import.report.rejected.iter().map(|r| (r.line, &*r.column, &*r.value, &*r.expected.da)).collect()
}

/// Everything that an import shows to anybody, in one text.
fn everything_shown(import: &Import) -> String {
    let mut rejects = Vec::new();
    write_rejects(&import.report, &mut rejects).expect("memory does not fail");
    format!("{:?}\n{}", import.report, String::from_utf8(rejects).expect("UTF-8"))
}
