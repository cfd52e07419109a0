//! `fundament board decide`: what a meeting decides about several cases and acquisitions, from a file in the form that the API takes.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, anyhow};
use house::HouseError;
use house::cases::{Decided, Decisions, Seat};
use kernel::Lang;
use serde::Serialize;

use crate::args::ListFormat;
use crate::args::case::By;
use crate::commands::case::{at_work, fields, who};
use crate::commands::{FOUND, home};
use crate::output;
use crate::say::say;

/// Decides, and tells of each what became of it.
pub(super) async fn run(
    meeting: &str,
    file: &Path,
    (by, format): (&By, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<u8> {
    let read: Decisions = serde_json::from_value(fields(Some(file), None, lang)?)
        .map_err(|error| anyhow!("{}: {}", file.display(), inbound::json_fault(&error).get(lang)))?;
    let house = at_work(&by.home, lang).await?;
    let (who, acting_for) = who(&house, by, lang).await?;
    let acting_for = acting_for.or(read.acting_for);
    let seat = Seat { who: &who, acting_for: acting_for.as_deref() };
    let decided = house.decide_in_one_go(seat, meeting, &read.decisions).await;
    let told = match decided {
        Ok(decided) => told(&decided, format, lang, out),
        Err(HouseError::Refused(refusal)) => {
            output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    };
    house.store().close().await;
    told
}

/// What became of one, as programs read it.
#[derive(Serialize)]
struct Row<'d> {
    number: &'d str,
    outcome: &'static str,
    version: Option<u32>,
    label: Option<&'static str>,
    told: Option<String>,
}

impl<'d> Row<'d> {
    fn of(one: &'d Decided, lang: Lang) -> Self {
        let number = &one.number;
        match &one.outcome {
            Ok(version) => Self { number, outcome: "decided", version: Some(*version), label: None, told: None },
            Err(error) => {
                let told = error.text().get(lang).to_owned();
                Self { number, outcome: "refused", version: None, label: Some(error.label()), told: Some(told) }
            }
        }
    }
}

fn told(decided: &[Decided], format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let rows: Vec<Row> = decided.iter().map(|one| Row::of(one, lang)).collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text => decided.iter().try_for_each(|one| line(one, lang, out))?,
    }
    Ok(if decided.iter().all(|one| one.outcome.is_ok()) { 0 } else { FOUND })
}

/// One line, and one more for each thing that is wrong.
fn line(one: &Decided, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let number = &one.number;
    match &one.outcome {
        Ok(version) => writeln!(out, "{number}: {} (version {version})", say(lang, "afgjort", "decided"))?,
        Err(error) => {
            writeln!(out, "{number}: {} ({})", error.text().get(lang), error.label())?;
            if let HouseError::Refused(refusal) = error {
                refusal.details.iter().try_for_each(|detail| writeln!(out, "  {}", detail.text.get(lang)))?;
            }
        }
    }
    Ok(())
}
