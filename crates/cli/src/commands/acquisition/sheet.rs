//! `fundament acquisition sheet`: the requirement sheet, as CSV or as a workbook.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use decisions::Acquisition;
use house::House;
use kernel::Lang;
use reports::sheet::{Audience, csv, sheet, table};

use crate::say::say;

/// Writes it to a file, or as CSV to standard output.
pub(super) fn write(
    house: &House,
    bought: &Acquisition,
    (audience, path): (Audience, Option<&Path>),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let snapshot = house.now();
    let title = format!("{} {}", say(lang, "Kravark", "Requirements"), bought.id);
    let table = table(&sheet(&snapshot.packs()), audience, lang, (&title, snapshot.today));
    let Some(path) = path else {
        out.write_all(csv(&table, lang).as_bytes())?;
        return Ok(());
    };
    let bytes = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        render::workbook(&table, lang).map_err(|error| anyhow!("{}", error.text().get(lang)))?
    } else {
        csv(&table, lang).into_bytes()
    };
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
