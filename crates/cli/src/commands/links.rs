//! `fundament kitos-links`: links to our pages, written in the register that lets us.

use std::io::Write;

use anyhow::{Result, bail};
use inbound::kitos::SOURCE;
use kernel::Lang;

use super::{home, registers};
use crate::args::register::Links;
use crate::say::{number, say};

pub fn kitos(args: &Links, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let connected = registers::read(&args.registers)?;
    home::wait(async {
        let house = super::case::at_work(&args.home, lang).await?;
        house.connect(connected);
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        if args.dry_run {
            let missing = house.links_missing(SOURCE, &args.public_url).await.map_err(failed)?;
            let missing = number(lang, missing as u64);
            writeln!(
                out,
                "{missing} {}",
                say(lang, "systemer mangler et link. Intet er skrevet.", "systems lack a link. Nothing was written.")
            )?;
            return Ok(0);
        }
        let linked = house.write_links(&home::actor(&args.actor), SOURCE, &args.public_url).await.map_err(failed)?;
        let (links, count) = (&linked.links, |count: usize| number(lang, count as u64));
        let words = match lang {
            Lang::Da => ["skrevet", "var der allerede", "afvist"],
            Lang::En => ["written", "there already", "refused"],
        };
        let counts = [links.written.len(), links.there, links.refused.len()].map(count);
        let told: Vec<String> = counts.iter().zip(words).map(|(count, word)| format!("{count} {word}")).collect();
        writeln!(out, "Links: {}.", told.join(", "))?;
        for (uuid, status) in &links.refused {
            writeln!(out, "{}: {uuid}: status {status}", say(lang, "afvist", "refused"))?;
        }
        if let Some(act) = linked.act {
            writeln!(out, "{} {act}.", say(lang, "Gemt som handling", "Saved as act"))?;
        }
        house.store().close().await;
        if let Some(failure) = &linked.failure {
            bail!("{}", failure.get(lang));
        }
        Ok(0)
    })
}
