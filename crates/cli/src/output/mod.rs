//! Writing answers: for people (text), machines (JSON, SARIF) and spreadsheets (CSV).

pub mod json;
pub mod sarif;
pub mod table;
pub mod text;

use std::io::{self, Write};

use anyhow::{Error, Result};
use inbound::{Rejected, Report};
use kernel::Lang;
use serde::Serialize;

use crate::say::{plural, say};

/// An error, told on standard error.
#[expect(clippy::print_stderr, reason = "the binary's own voice")]
pub fn complain(error: &Error, lang: Lang) {
    eprintln!("{}: {error:#}", say(lang, "fejl", "error"));
}

/// A line beside the answer, on standard error.
#[expect(clippy::print_stderr, reason = "the binary's own voice, beside the answer on standard output")]
pub fn aside(line: &str) {
    eprintln!("{line}");
}

/// An answer that is there at once; whoever has gone away does not miss it.
pub fn answer(text: &str) {
    io::stdout().write_all(text.as_bytes()).ok();
}

/// Whether the reader has gone away (`fundament .. | head`).
pub fn is_closed_pipe(error: &Error) -> bool {
    error.chain().any(|cause| {
        let direct = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        let table = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        [direct, json, table].contains(&Some(io::ErrorKind::BrokenPipe))
    })
}

/// A line on standard error when rows were rejected, so that no list looks complete that is not.
#[expect(clippy::print_stderr, reason = "the binary's own voice, beside the answer on standard output")]
pub fn note_rejects(report: &Report, lang: Lang) {
    if !report.is_clean() {
        let how = say(lang, "se dem med fundament estate check", "see them with fundament estate check");
        eprintln!("{} ({how})", intake(report, lang));
    }
}

/// How much came in: `24.310 rækker fra 38 filer, 6 afvist`.
pub fn intake(report: &Report, lang: Lang) -> String {
    let rows = plural(lang, report.accepted_rows(), ["række", "rækker"], ["row", "rows"]);
    let files = plural(lang, report.files.len() as u64, ["fil", "filer"], ["file", "files"]);
    let rejected = plural(lang, report.rejected_rows(), ["afvist", "afvist"], ["rejected", "rejected"]);
    format!("{rows} {} {files}, {rejected}", say(lang, "fra", "from"))
}

/// One rejected row: where, what, what was expected.
pub fn rejected(rejected: &Rejected, lang: Lang) -> String {
    let Rejected { file, line, column, value, expected } = rejected;
    let expected = expected.get(lang);
    if column.is_empty() {
        return format!("{file}:{line}: {expected}");
    }
    format!("{file}:{line}: {column}: \"{value}\": {expected}")
}

/// A name nobody knows, with the nearest that somebody does.
pub fn unknown(name: &str, known: &[&str], lang: Lang) -> String {
    match nearest(name, known) {
        Some(near) => format!("{} {near}?", say(lang, "kendes ikke, mente du", "is not known, did you mean")),
        None => say(lang, "kendes ikke", "is not known").to_owned(),
    }
}

fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |candidate: &str| strsim::jaro_winkler(name, candidate);
    let best = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.75).then_some(best)
}

/// Anything as indented JSON with a final line break.
pub fn pretty(value: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Rows as CSV with a header.
pub fn csv(rows: &[impl Serialize], out: &mut dyn Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.serialize(row)?;
    }
    writer.flush()?;
    Ok(())
}
