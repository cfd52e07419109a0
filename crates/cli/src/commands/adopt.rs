//! `fundament strategy adopt|adopted`: a strategy put in force by the command line, and those that are or could be.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use findings::Tally;
use house::{Adoption, House, HouseError};
use kernel::{Clock, Lang};
use principles::PackFile;
use serde::Serialize;

use super::{home, import};
use crate::args::ListFormat;
use crate::args::strategy::{Adopt, Adopted};
use crate::clock::SystemClock;
use crate::folder::{self, Loaded};
use crate::output;
use crate::say::{number, plural, say};

/// Tries a pack and tells what would turn; puts it in force unless that was only to be seen.
pub fn run(args: &Adopt, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let loaded = named(&args.pack, lang)?;
    let files: Vec<PackFile> = loaded.files.clone();
    let packs = folder::checked(vec![loaded], lang)?;
    let at = &args.keeper.home;
    home::wait(async {
        let house = super::case::at_work(at, lang).await?;
        let failed = |error: HouseError| home::told_of(at, &error, lang);
        // Told when it is done: a call that is refused writes nothing.
        let mut told = Vec::new();
        for pack in packs {
            writeln!(told, "{} ({} {})", pack.titled(lang), pack.id, pack.version)?;
            try_out(&house, pack, lang, &mut told).await.map_err(|error| error.context(at.shown()))?;
        }
        if args.dry_run {
            out.write_all(&told)?;
            return import::nothing_saved(lang, out);
        }
        let reason = args.reason.as_deref().unwrap_or_default();
        let acted = house.adopt(&home::actor(&args.keeper.actor), &files, reason).await.map_err(failed)?;
        let saved =
            say(lang, "Taget i brug. Husets seneste handling er nummer", "In force. The house's last act is number");
        writeln!(out, "{saved} {}.", acted.revision)?;
        house.store().close().await;
        Ok(0)
    })
}

/// A pack by its id inside the binary, or by its folder.
fn named(name: &str, lang: Lang) -> Result<Loaded> {
    let mut own = folder::own_packs();
    let ids: Vec<String> = own.iter().filter_map(|one| one.pack.as_ref().ok().map(|pack| pack.id.clone())).collect();
    let place = own.iter().position(|one| one.pack.as_ref().is_ok_and(|pack| pack.id == name));
    if let Some(place) = place {
        return Ok(own.swap_remove(place));
    }
    if !Path::new(name).is_dir() {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let neither = say(
            lang,
            "Det er hverken en mappe eller en af programmets strategier",
            "It is neither a folder nor one of the program's strategies",
        );
        bail!("{name} {}\n{neither}: {}", output::unknown(name, &ids, lang), ids.join(", "));
    }
    folder::pack(Path::new(name), lang)
}

async fn try_out(house: &House, pack: principles::Pack, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let now = house.now();
    let (then, changes) = house.try_pack(pack).await.map_err(|error| home::told(&error, lang))?;
    let counted = |tally: Tally| {
        let words = match lang {
            Lang::Da => ["følger", "afviger", "ikke vurderet"],
            Lang::En => ["follow", "deviate", "not assessed"],
        };
        let counts = [tally.follows, tally.deviates, tally.not_assessed];
        let each = counts.into_iter().zip(words).map(|(count, word)| format!("{} {word}", number(lang, count)));
        each.collect::<Vec<_>>().join(", ")
    };
    let (old, new) = (now.assessment.summary(&now.slots).verdicts, then.assessment.summary(&then.slots).verdicts);
    writeln!(out, "{}: {}", say(lang, "Nu", "Now"), counted(old))?;
    writeln!(out, "{}: {}", say(lang, "Derefter", "Then"), counted(new))?;
    let turns = ["vurdering skifter", "vurderinger skifter"];
    writeln!(out, "{}", plural(lang, changes.len() as u64, turns, ["verdict turns", "verdicts turn"]))?;
    Ok(())
}

/// A strategy in force, or one that comes with the program.
#[derive(Serialize)]
struct Row {
    pack: String,
    version: String,
    /// `in_force` or `built_in`: not in force.
    state: &'static str,
    adopted_on: Option<String>,
    adopted_by: Option<String>,
    reason: Option<String>,
}

/// The strategies in force, with who adopted them and why; then those that only come with the program.
pub fn list(args: &Adopted, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let house = home::existing(&args.home, lang).await?;
        let all = house.adoptions().await.map_err(|error| home::told_of(&args.home, &error, lang))?;
        let clock = SystemClock::new()?;
        let in_force = |one: &&Adoption| one.adopted.retired_at.is_none();
        let mut rows: Vec<Row> = all.iter().filter(in_force).map(|one| adopted(&clock, one)).collect();
        for pack in folder::own_packs().into_iter().filter_map(|one| one.pack.ok()) {
            if rows.iter().all(|row| row.pack != pack.id) {
                let (adopted_on, adopted_by, reason) = (None, None, None);
                rows.push(Row {
                    pack: pack.id,
                    version: pack.version,
                    state: "built_in",
                    adopted_on,
                    adopted_by,
                    reason,
                });
            }
        }
        house.store().close().await;
        match args.format {
            ListFormat::Json => output::pretty(&rows, out)?,
            ListFormat::Csv => output::csv(&rows, out)?,
            ListFormat::Text => rows.iter().try_for_each(|row| told(row, lang, out))?,
        }
        Ok(0)
    })
}

fn adopted(clock: &dyn Clock, one: &Adoption) -> Row {
    Row {
        pack: one.adopted.pack.pack.clone(),
        version: one.adopted.pack.version.clone(),
        state: "in_force",
        adopted_on: Some(clock.day_of(one.adopted.at).to_string()),
        adopted_by: Some(one.name.clone()),
        reason: Some(one.reason.clone()),
    }
}

fn told(row: &Row, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let Row { pack, version, .. } = row;
    match (&row.adopted_on, &row.adopted_by, &row.reason) {
        (Some(day), Some(by), Some(reason)) => {
            let (since, of) = (say(lang, "i brug siden", "in force since"), say(lang, "af", "by"));
            writeln!(out, "{pack} {version}: {since} {day}, {of} {by}: {reason}")?;
        }
        _ => {
            let no = say(lang, "følger med programmet, ikke i brug", "comes with the program, not in force");
            writeln!(out, "{pack} {version}: {no}")?;
        }
    }
    Ok(())
}
