//! `fundament import kitos-excel`: lists that a register exports as files, for those who cannot read it through its API.

use std::io::Write;

use anyhow::{Context, Result, bail};
use facts::schema;
use house::Much;
use inbound::kitos::{ExcelFile, SOURCE, read_excel};
use inbound::{Outcome, Report, Told};
use kernel::Lang;
use store::Difference;

use super::home;
use super::import::{try_out, turned, unless_much};
use crate::args::register::Excel;
use crate::folder;
use crate::say::say;

pub fn kitos(args: &Excel, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let told = read(args, lang)?;
    notices(&told.import.report, lang, out)?;
    let intake = house::intake_of_lists(&told);
    home::wait(async {
        let house = home::open(&args.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        if house.is_read_by_api(SOURCE).await.map_err(failed)? {
            bail!("{}", say(lang, BY_API.0, BY_API.1));
        }
        let differences = try_out(&house, &args.home, &intake, lang, out).await?;
        if args.dry_run {
            writeln!(out, "{}", say(lang, "Prøve: intet er gemt.", "Dry run: nothing was saved."))?;
            return Ok(0);
        }
        let lost = |one: &&Difference| Much::of(std::slice::from_ref(one)) == Some(Much::Gone);
        if let Some(difference) = differences.iter().find(lost).filter(|_| !args.much_gone) {
            bail!("{}", few(difference, lang));
        }
        unless_much(&differences, args.much_gone, lang)?;
        let imported =
            house.import_told(&home::actor(&args.actor), &intake, Some(&told.import.report)).await.map_err(failed)?;
        let (act, turned) = (imported.act, turned(imported.turned, lang));
        writeln!(out, "{} {act}. {turned}.", say(lang, "Gemt som handling", "Saved as act"))?;
        let undo = say(lang, "Fortryd med: fundament undo", "Undo it by: fundament undo");
        writeln!(out, "{undo} {act} {}", args.home.shown())?;
        house.store().close().await;
        Ok(0)
    })
}

fn read(args: &Excel, lang: Lang) -> Result<Told> {
    let mut files = Vec::new();
    for path in &args.files {
        let shown = path.display().to_string();
        let content = folder::read(path, lang).with_context(|| format!("{shown} kan ikke læses"))?;
        files.push((shown, content));
    }
    let files: Vec<ExcelFile<'_>> = files.iter().map(|(name, content)| ExcelFile { name, content }).collect();
    let told = read_excel(&files, &args.role.iter().cloned().collect(), folder::today()?);
    super::unread(&told.import, lang)?;
    if told.kinds.is_empty() {
        bail!(
            "{}",
            say(
                lang,
                "Filerne siger intet om kommunens systemer.",
                "The files say nothing of the municipality's systems."
            )
        );
    }
    Ok(told)
}

const BY_API: (&str, &str) = (
    "OS2kitos læses allerede gennem sit API. Eksporter ville sige det samme igen under andre nøgler; brug: fundament import kitos.",
    "OS2kitos is already read through its API. Exports would say the same again under other keys; use: fundament import kitos.",
);

fn few(difference: &Difference, lang: Lang) -> String {
    let kind = schema().kind(difference.kind).map_or(difference.kind, |kind| schema().def(kind).many.get(lang));
    let gone = difference.gone.len();
    match lang {
        Lang::Da => format!(
            "{gone} {kind} er ikke med i eksporten. Er listen eksporteret med et filter, så fjern det og eksportér igen; er de væk, så kør igen med --much-gone."
        ),
        Lang::En => format!(
            "{gone} {kind} are not in the export. If the list was exported with a filter, remove it and export again; if they are gone, run again with --much-gone."
        ),
    }
}

fn notices(report: &Report, lang: Lang, out: &mut dyn Write) -> Result<()> {
    for file in report.files.iter().filter(|file| file.outcome != Outcome::Refused) {
        for notice in &file.notices {
            writeln!(out, "{}: {}", file.name, notice.text.get(lang))?;
        }
    }
    for rejected in &report.rejected {
        let (file, line, column) = (&rejected.file, rejected.line, &rejected.column);
        let word = say(lang, "afvist", "rejected");
        writeln!(out, "{word}: {file} {line} {column}: '{}'. {}", rejected.value, rejected.expected.get(lang))?;
    }
    Ok(())
}
