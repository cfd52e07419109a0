//! `fundament case export-oscal`: the plans as an OSCAL document.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use house::House;
use kernel::Lang;

use super::home;

pub async fn write(
    house: &House,
    case: Option<&str>,
    file: Option<&Path>,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let document = house.poam(case).await.map_err(|error| home::told(&error, lang))?;
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    match file {
        Some(file) => std::fs::write(file, text).with_context(|| file.display().to_string())?,
        None => out.write_all(text.as_bytes())?,
    }
    Ok(())
}
