//! `fundament case retention`: which closed cases' files have been kept long enough; with `--remove` their bytes go.

use std::io::Write;

use anyhow::{Result, anyhow};
use kernel::Lang;

use super::{case, home};
use crate::args::operate::Keeper;
use crate::say::{plural, say};

pub async fn run(keeper: &Keeper, (years, remove): (Option<u16>, bool), lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let house =
        if remove { case::at_work(&keeper.home, lang).await? } else { case::lived_in(&keeper.home, lang).await? };
    let failed = |error| home::told(&error, lang);
    let years = match years {
        Some(years) => years,
        None => house.files_kept().await.map_err(failed)?.ok_or_else(|| {
            let unset = say(
                lang,
                "Der er ikke sat et antal år under Administration. Skriv det med --years.",
                "No number of years is set under Administration. Write it by --years.",
            );
            anyhow!(unset)
        })?,
    };
    let due = if remove {
        house.remove_due_files(&home::actor(&keeper.actor), years).await
    } else {
        house.files_due(years).await
    };
    let due = due.map_err(failed)?;
    house.store().close().await;
    for one in &due {
        let files = plural(lang, one.files.unsigned_abs(), ["bilag", "bilag"], ["file", "files"]);
        let closed = say(lang, "lukket", "closed");
        let kilobytes = one.bytes.unsigned_abs().div_ceil(1024);
        writeln!(out, "{:<10} {closed} {}: {files}, {kilobytes} kB  {}", one.case, one.closed.long(lang), one.title)?;
    }
    let files: u64 = due.iter().map(|one| one.files.unsigned_abs()).sum();
    let files = plural(lang, files, ["bilag", "bilag"], ["file", "files"]);
    let told = match (due.is_empty(), remove) {
        (true, _) => say(lang, "Ingen bilag har ligget længe nok.", "No files have been kept long enough.").to_owned(),
        (false, true) => format!(
            "{files} {}",
            say(lang, "slettet; loggen beholder deres aftryk.", "removed; the log keeps their hashes.")
        ),
        (false, false) => format!(
            "{files} {}",
            say(lang, "kan slettes: gentag med --remove.", "can be removed: repeat with --remove.")
        ),
    };
    writeln!(out, "{told}")?;
    Ok(0)
}
