//! `fundament acquisition list`: every acquisition and how far it has come.

use std::io::Write;

use anyhow::Result;
use decisions::Phase;
use house::House;
use kernel::Lang;

use crate::args::ListFormat;
use crate::commands::home;
use crate::output;
use crate::say::say;

#[derive(serde::Serialize)]
struct Row {
    number: String,
    title: String,
    phase: &'static str,
    cancelled: bool,
    tasks: String,
    candidates: usize,
    winner: Option<String>,
    system: Option<String>,
    version: u32,
}

/// Every acquisition, the latest opened first.
pub(super) async fn run(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let faces = house.acquisitions().await.map_err(|error| home::told(&error, lang))?;
    let rows: Vec<Row> = faces
        .into_iter()
        .map(|face| Row {
            number: face.id.0,
            title: face.title,
            phase: face.phase.word(),
            cancelled: face.cancelled,
            tasks: face.tasks.join("|"),
            candidates: face.candidates,
            winner: face.winner,
            system: face.system,
            version: face.version,
        })
        .collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text if rows.is_empty() => {
            writeln!(out, "{}", say(lang, "Ingen anskaffelser.", "No acquisitions."))?;
        }
        ListFormat::Text => {
            for row in &rows {
                let phase = Phase::from_word(row.phase).map_or("", |phase| phase.label().pick(lang));
                let phase = if row.cancelled { say(lang, "opgivet", "given up") } else { phase };
                writeln!(out, "{:<12} {phase:<14} {}", row.number, row.title)?;
            }
        }
    }
    Ok(())
}
