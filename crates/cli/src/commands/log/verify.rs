//! `fundament log verify`: computes the whole chain again, holds it to every checkpoint, and says where it breaks; replays what
//! stands beside it; or verifies a bundle, without any database.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use house::{Doubt, Verified};
use kernel::Lang;
use kernel::chain::{Checkpoint, Flaw};
use seal::bundle::{self, BundleError};
use seal::{Former, Public, Trusted};

use super::{FOUND, act, before, beside, home, house_of, keys, opened};
use crate::args::Home;
use crate::args::log::Verify;
use crate::say::{plural, say};

pub fn run(args: &Verify, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let given = given(&args.key, lang)?;
    if let Some(file) = &args.bundle {
        return of_bundle(file, &given, lang, out);
    }
    let home = Home { data: args.data.clone(), database_url: args.database_url.clone() };
    let trusted = match &home.data {
        Some(data) if given.is_empty() => keys::trusted(data, lang)?,
        _ => Trusted { keys: given, former: Vec::new() },
    };
    let outside = keys::checkpoints(home.data.as_deref(), &args.checkpoint, lang)?;
    home::wait(async {
        let store = opened(&home, lang).await?;
        let tenants = store.tenants().await?;
        if let Some(other) = outside.iter().find(|one| tenants.iter().all(|(tenant, _)| tenant.0 != one.tenant)) {
            bail!(
                "{}: {}",
                other.tenant,
                say(lang, "kontrolpunktet er fra en anden kommunes log.", "the checkpoint is of another log.")
            );
        }
        let mut code = 0;
        for (tenant, name) in tenants {
            let ours: Vec<Checkpoint> = outside.iter().filter(|one| one.tenant == tenant.0).cloned().collect();
            let house = house_of(&store, &tenant)?;
            let verified = house.verify_log(&ours, &trusted).await;
            let verified = verified.map_err(|error| home::told(&error, lang))?;
            match &verified.doubt {
                None => {
                    writeln!(out, "{name}: {}", holds(&verified, &trusted, lang))?;
                    let held = house.hold_up().await.map_err(|error| home::told(&error, lang))?;
                    let counted = beside::counted(&held, lang);
                    if held.strayed.is_empty() {
                        writeln!(out, "{counted} {}", say(lang, "svarer til loggen", "are what the log tells"))?;
                    } else {
                        let count = plural(
                            lang,
                            held.strayed.len() as u64,
                            ["afvigelse fra loggen", "afvigelser fra loggen"],
                            ["stray from the log", "strays from the log"],
                        );
                        writeln!(out, "{counted}: {count}\n{}", beside::strayed(&held.strayed, lang))?;
                        code = FOUND;
                    }
                }
                Some(doubt) => {
                    writeln!(out, "{name}: {}", doubted(doubt, lang))?;
                    code = FOUND;
                }
            }
        }
        store.close().await;
        Ok(code)
    })
}

/// The public keys that were given.
fn given(written: &[String], lang: Lang) -> Result<Vec<Public>> {
    let read = |written: &String| {
        written.parse().map_err(|_| {
            let text = say(
                lang,
                "er ikke en nøgle. Skriv den som 64 cifre 0-9 og a-f, som fundament log key viser den.",
                "is no key. Write it as 64 digits 0-9 and a-f, as fundament log key shows it.",
            );
            anyhow!("--key {written}: {text}")
        })
    };
    written.iter().map(read).collect()
}

fn holds(verified: &Verified, trusted: &Trusted, lang: Lang) -> String {
    let acts = plural(lang, verified.acts.unsigned_abs(), ["handling", "handlinger"], ["act", "acts"]);
    let chain = say(lang, "kæden holder", "the chain holds");
    if verified.checkpoints == 0 {
        return format!("{acts}, {chain}; {}", say(lang, "ingen kontrolpunkter endnu", "no checkpoints yet"));
    }
    let count = verified.checkpoints as u64;
    let count =
        plural(lang, count, ["kontrolpunkt passer", "kontrolpunkter passer"], ["checkpoint fits", "checkpoints fit"]);
    let (old, now): (Vec<&String>, Vec<&String>) = verified.keys.iter().partition(|key| former(trusted, key).is_some());
    let mut told = format!("{acts}, {chain}; {count}");
    if !now.is_empty() {
        let keys: Vec<&str> = now.into_iter().map(String::as_str).collect();
        let proven = if trusted.is_anybody() { unproven(lang) } else { "" };
        told.push_str(&format!("\n{} {}{proven}", say(lang, "underskrevet med", "signed by"), keys.join(", ")));
    }
    for key in old.into_iter().filter_map(|key| former(trusted, key)) {
        told.push_str(&format!("\n{}", before(key, lang)));
    }
    told
}

/// The former key of that name, when it is no key of today as well.
fn former<'t>(trusted: &'t Trusted, key: &str) -> Option<&'t Former> {
    let now = trusted.keys.iter().any(|one| one.to_string() == *key);
    trusted.former.iter().find(|former| !now && former.key.to_string() == *key)
}

fn unproven(lang: Lang) -> &'static str {
    say(
        lang,
        " (det er ikke efterprøvet, hvis nøglen er: angiv den, du kender, med --key)",
        " (whose key it is has not been proven: give the one you know by --key)",
    )
}

fn doubted(doubt: &Doubt, lang: Lang) -> String {
    match doubt {
        Doubt::Broken { broken, after } => {
            let broken_at = say(lang, "kæden er brudt:", "the chain is broken:");
            let (seq, what) = (
                act(lang, broken.seq),
                match broken.what {
                    Flaw::Gap => say(lang, "mangler", "is missing"),
                    Flaw::Hash => say(lang, "er ændret", "has been changed"),
                    Flaw::Checkpoint => say(
                        lang,
                        "er ikke den, kontrolpunktet blev lavet af",
                        "is not the one the checkpoint was made of",
                    ),
                },
            );
            if broken.what != Flaw::Checkpoint {
                return format!("{broken_at} {seq} {what}");
            }
            let anew = say(lang, "loggen er skrevet om et sted efter", "the log was written anew somewhere after");
            format!("{broken_at} {seq} {what}; {anew} {}", act(lang, *after))
        }
        Doubt::Forged(checkpoint) => format!(
            "{} {} {}",
            say(lang, "kontrolpunktet fra", "the checkpoint of"),
            checkpoint.day.long(lang),
            say(lang, "er falsk: underskriften passer ikke", "is forged: its signature does not fit")
        ),
        Doubt::NotItsTime(checkpoint) => format!(
            "{} {} {} {}",
            say(lang, "kontrolpunktet fra", "the checkpoint of"),
            checkpoint.day.long(lang),
            say(
                lang,
                "er underskrevet med en tidligere nøgle, som ikke var i brug den dag:",
                "is signed by a former key, which was not in use that day:"
            ),
            checkpoint.key,
        ),
        Doubt::Foreign(checkpoint) => format!(
            "{} {} {} {}{}",
            say(lang, "kontrolpunktet fra", "the checkpoint of"),
            checkpoint.day.long(lang),
            say(lang, "er underskrevet med en anden nøgle:", "is signed by another key:"),
            checkpoint.key,
            say(
                lang,
                ". Kender du den, så angiv alle kendte nøgler med --key",
                ". If you know it, give all known keys by --key"
            ),
        ),
    }
}

fn of_bundle(file: &Path, trusted: &[Public], lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let shown = file.display();
    let reader = BufReader::with_capacity(1 << 16, File::open(file).with_context(|| shown.to_string())?);
    let held = match bundle::verify(reader) {
        Ok(held) => held,
        Err(BundleError::Io(error)) => return Err(error).with_context(|| shown.to_string()),
        Err(BundleError::Wrong { line, wrong }) => {
            writeln!(out, "{shown}: {} {line}: {}", say(lang, "linje", "line"), wrong.text().pick(lang))?;
            return Ok(FOUND);
        }
    };
    if !trusted.is_empty() && !trusted.contains(&held.key) {
        let other = say(
            lang,
            "logpakken er underskrevet med en anden nøgle end den angivne:",
            "the bundle is signed by another key than the one given:",
        );
        writeln!(out, "{shown}: {other} {}", held.key)?;
        return Ok(FOUND);
    }
    let acts = plural(lang, held.entries.unsigned_abs(), ["handling", "handlinger"], ["act", "acts"]);
    let holds = say(lang, "kæden og underskriften holder", "the chain and the signature hold");
    writeln!(out, "{}: {acts} ({}-{}), {holds}", held.tenant, held.first, held.last)?;
    let key = say(lang, "underskrevet med", "signed by");
    writeln!(out, "{key} {}{}", held.key, if trusted.is_empty() { unproven(lang) } else { "" })?;
    for former in &held.former {
        writeln!(out, "{}", before(former, lang))?;
    }
    Ok(0)
}
