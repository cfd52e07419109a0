//! `fundament backup` and `fundament restore`: the whole house in one file, checked before it is called done.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use kernel::Lang;
use serde_json::json;
use store::{Accepted, Others, Place, Store, StoreError};

use super::partial::{Partial, shown, there};
use super::{home, keys};
use crate::args::operate::{Backup, Restore};
use crate::say::{plural, say};

pub fn backup(args: &Backup, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    if args.file.exists() && !args.force {
        return Err(there(&args.file, lang));
    }
    home::wait(async {
        let failed = |error: StoreError| home::told_store(error, lang);
        let source = Store::look(&home::place(&args.home, lang)?).await.map_err(failed)?;
        source.expect_schema(Accepted::NewestOrEarlier).await.map_err(failed)?;
        let partial = Partial::beside(&args.file)?;
        source.write_file(partial.path()).await.map_err(failed)?;
        source.close().await;
        let acts = check(partial.path(), lang).await?;
        let bytes = partial.become_file(&args.file, args.force, lang)?;
        let done = say(lang, "Sikkerhedskopien er skrevet og kontrolleret", "The backup is written and checked");
        writeln!(out, "{done}: {}", args.file.display())?;
        writeln!(out, "{}, {}", size(bytes, lang), chain(acts, lang))?;
        Ok(0)
    })
}

pub fn restore(args: &Restore, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let mut beside = OsString::from(args.file.as_os_str());
    beside.push("-wal");
    if fs::metadata(beside).is_ok_and(|wal| wal.len() > 0) {
        bail!(
            "{}: {}",
            args.file.display(),
            say(
                lang,
                "filen er en database i brug, ikke en sikkerhedskopi. Lav en med fundament backup.",
                "the file is a database in use, not a backup. Make one by fundament backup.",
            )
        );
    }
    home::wait(async {
        let acts = match home::place(&args.home, lang)? {
            Place::File(target) => to_folder(&args.file, &target, lang).await?,
            url @ Place::Url(_) => to_postgres(&args.file, &url, lang).await?,
        };
        let failed = |error: StoreError| home::told_store(error, lang);
        let restored = Store::open(&home::place(&args.home, lang)?).await.map_err(failed)?;
        home::note_all(&restored, &args.actor, "restore", &json!({ "acts": acts })).await.map_err(failed)?;
        let signed = !restored.checkpoints(&home::tenant()).await.map_err(failed)?.is_empty();
        restored.close().await;
        writeln!(out, "{}: {}", say(lang, "Genskabt", "Restored"), chain(acts, lang))?;
        let without_key = args.home.data.as_deref().is_some_and(|data| !keys::file_in(data).exists());
        if signed && without_key {
            let key = say(
                lang,
                "Loggens nøgle er ikke med i kopien: kopiér mapperne keys og checkpoints fra den gamle datamappe, før serveren startes.",
                "The log's key is not in the backup: copy the folders keys and checkpoints from the old data folder before the server is started.",
            );
            writeln!(out, "{key}")?;
        }
        let next = say(
            lang,
            "Adgangsnøgler og brugere er, som de var i kopien: træk dem tilbage, der siden er lukket. Start med: fundament serve",
            "Tokens and accounts are as they were in the backup: withdraw those closed since. Start by: fundament serve",
        );
        writeln!(out, "{next} {}", args.home.shown())?;
        Ok(0)
    })
}

async fn to_folder(file: &Path, target: &Path, lang: Lang) -> Result<i64> {
    if target.exists() {
        bail!(
            "{}: {}",
            target.display(),
            say(
                lang,
                "mappen har allerede en database. Vælg en tom mappe, eller flyt den gamle væk først.",
                "the folder holds a database already. Choose an empty one, or move the old one away first.",
            )
        );
    }
    whole(file, lang).await?;
    if let Some(folder) = target.parent() {
        home::make_private_folder(folder, lang)?;
    }
    let partial = Partial::beside(target)?;
    let mut writer = OpenOptions::new().write(true).open(partial.path()).with_context(|| shown(partial.path()))?;
    std::io::copy(&mut File::open(file).with_context(|| shown(file))?, &mut writer).with_context(|| shown(target))?;
    let acts = check(partial.path(), lang).await?;
    partial.become_file(target, false, lang)?;
    Ok(acts)
}

async fn to_postgres(file: &Path, target: &Place, lang: Lang) -> Result<i64> {
    let failed = |error: StoreError| home::told_store(error, lang);
    let acts = whole(file, lang).await?;
    let source = Store::look(&Place::File(file.to_owned())).await.map_err(failed)?;
    source.expect_schema(Accepted::Newest).await.map_err(failed)?;
    let target = Store::open(target).await.map_err(failed)?;
    source.copy_into(&target, Others::MustStandStill).await.map_err(failed)?;
    target.close().await;
    source.close().await;
    Ok(acts)
}

/// Checks a file that somebody calls a backup. Of one that was cut, or is something else, the database engine's words help nobody.
async fn whole(file: &Path, lang: Lang) -> Result<i64> {
    sound(file).await.map_err(|error| {
        if let StoreError::Damaged { what } = &error {
            return match lang {
                Lang::Da => {
                    anyhow!("{}: filen er beskadiget ({what}). Intet er genskabt. Brug en anden.", file.display())
                }
                Lang::En => {
                    anyhow!("{}: the file is damaged ({what}). Nothing was restored. Use another.", file.display())
                }
            };
        }
        let is_none = matches!(
            error,
            StoreError::Place { .. }
                | StoreError::Unreadable(_)
                | StoreError::Database(_)
                | StoreError::Schema { found: 0, .. }
        );
        if !is_none || error.is_full() {
            return home::told_store(error, lang).context(shown(file));
        }
        let told = say(
            lang,
            "filen er ikke en hel sikkerhedskopi fra Fundament. Intet er genskabt. Brug en anden.",
            "the file is no whole backup of Fundament's. Nothing was restored. Use another.",
        );
        anyhow!("{}: {told}", file.display())
    })
}

/// Goes through all of a file that was just written.
async fn check(file: &Path, lang: Lang) -> Result<i64> {
    sound(file).await.map_err(|error| home::told_store(error, lang).context(shown(file)))
}

/// Opens a file by itself, and goes through all of it. Gives how many acts its logs hold.
async fn sound(file: &Path) -> Result<i64, StoreError> {
    let copy = Store::look(&Place::File(file.to_owned())).await?;
    let acts = copy.expect_sound().await;
    copy.close().await;
    acts
}

fn chain(acts: i64, lang: Lang) -> String {
    let acts = plural(lang, acts.unsigned_abs(), ["handling", "handlinger"], ["act", "acts"]);
    format!("{acts}, {}", say(lang, "kæden holder", "the chain holds"))
}

/// In megabytes, from a thousand of them on in gigabytes.
pub fn size(bytes: u64, lang: Lang) -> String {
    let point = say(lang, ",", ".");
    if bytes < 1_000_000_000 {
        let tenths = bytes.saturating_mul(10).div_ceil(1_000_000);
        return format!("{}{point}{} MB", tenths / 10, tenths % 10);
    }
    let tenths = bytes / 100_000_000;
    format!("{}{point}{} GB", tenths / 10, tenths % 10)
}
