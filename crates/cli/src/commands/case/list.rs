//! `fundament case list`: cases and where they stand, searched, narrowed and sorted as the page and the API do it.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use decisions::{Face, Standing};
use house::House;
use kernel::{Day, Lang};
use reports::{CaseQuery, case_line, matching_cases};
use serde::Serialize;

use crate::args::ListFormat;
use crate::output;
use crate::say::say;

#[derive(Serialize)]
struct Row {
    number: String,
    title: String,
    principle: String,
    kind: String,
    keys: String,
    phase: &'static str,
    standing: &'static str,
    day: Option<Day>,
    opened: Day,
    changed: Day,
    version: u32,
}

/// The cases that are asked for, each as it stands on that day.
pub(super) fn run(
    house: &House,
    query: &CaseQuery,
    (day, format): (Day, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let faces: Vec<Arc<Face>> = matching_cases(house.docket().rows_for(query), day, query).0;
    let row = |face: &Arc<Face>| {
        let line = case_line(face, day);
        Row {
            number: face.id.0.clone(),
            title: face.title.clone(),
            principle: face.principle.clone(),
            kind: face.kind.clone(),
            keys: face.keys.join("|"),
            phase: face.phase.word(),
            standing: line.standing.word(),
            day: line.standing.day(),
            opened: face.opened,
            changed: face.changed,
            version: face.version,
        }
    };
    let rows: Vec<Row> = faces.iter().map(row).collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text if rows.is_empty() => writeln!(out, "{}", say(lang, "Ingen sager.", "No cases."))?,
        ListFormat::Text => {
            for row in &rows {
                let label = Standing::label_of(row.standing).pick(lang);
                let day = row.day.map(|day| format!(" {}", day.long(lang))).unwrap_or_default();
                writeln!(out, "{:<10} {:<40} {}", row.number, format!("{label}{day}"), row.title)?;
            }
        }
    }
    Ok(())
}
