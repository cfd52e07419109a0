//! `fundament case export-oscal`: the live plans as an OSCAL document.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use kernel::Lang;

use super::home;
use crate::args::Home;

pub fn run(place: &Home, case: Option<&str>, file: Option<&Path>, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let house = home::existing(place, lang).await?;
        house.refresh().await.map_err(|error| home::told_of(place, &error, lang))?;
        let document = house.poam(case).await.map_err(|error| home::told(&error, lang))?;
        house.store().close().await;
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        match file {
            Some(file) => std::fs::write(file, text).with_context(|| file.display().to_string())?,
            None => out.write_all(text.as_bytes())?,
        }
        Ok(0)
    })
}
