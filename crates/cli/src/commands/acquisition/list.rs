//! `fundament acquisition list`: every acquisition and how far it has come.

use std::io::Write;

use anyhow::Result;
use decisions::AcquisitionFace;
use house::House;
use kernel::{Day, Lang};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::ListFormat;
use crate::commands::home;
use crate::output;
use crate::say::say;

/// An acquisition as a line of a spreadsheet.
#[derive(Serialize)]
struct Row<'f> {
    number: &'f str,
    title: &'f str,
    phase: &'static str,
    cancelled: bool,
    tasks: String,
    unit: Option<&'f str>,
    candidates: usize,
    winner: Option<&'f str>,
    system: Option<&'f str>,
    opened: Day,
    changed: Day,
    version: u32,
}

impl<'f> Row<'f> {
    fn of(face: &'f AcquisitionFace) -> Self {
        Self {
            number: &face.id.0,
            title: &face.title,
            phase: face.phase.word(),
            cancelled: face.cancelled,
            tasks: face.tasks.join("|"),
            unit: face.unit.as_deref(),
            candidates: face.candidates,
            winner: face.winner.as_deref(),
            system: face.system.as_deref(),
            opened: face.opened,
            changed: face.changed,
            version: face.version,
        }
    }
}

/// An acquisition as the API lists it.
fn item(face: &AcquisitionFace) -> Value {
    json!({
        "number": face.id, "version": face.version, "title": face.title, "tasks": face.tasks, "unit": face.unit,
        "phase": face.phase, "cancelled": face.cancelled, "candidates": face.candidates, "winner": face.winner,
        "system": face.system, "opened": face.opened, "changed": face.changed,
    })
}

/// Every acquisition, the latest opened first.
pub(super) async fn run(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let faces = house.acquisitions().await.map_err(|error| home::told(&error, lang))?;
    match format {
        ListFormat::Json => output::pretty(&faces.iter().map(item).collect::<Vec<_>>(), out)?,
        ListFormat::Csv => output::csv(&faces.iter().map(Row::of).collect::<Vec<_>>(), out)?,
        ListFormat::Text if faces.is_empty() => {
            writeln!(out, "{}", say(lang, "Ingen anskaffelser.", "No acquisitions."))?;
        }
        ListFormat::Text => {
            for face in &faces {
                let phase =
                    if face.cancelled { say(lang, "opgivet", "given up") } else { face.phase.label().pick(lang) };
                writeln!(out, "{:<12} {phase:<14} {}", face.id.0, face.title)?;
            }
        }
    }
    Ok(())
}
