//! What stands beside the log: told by `log verify` and `doctor`, made anew by `log mend`.

use std::io::Write;

use anyhow::{Result, bail};
use house::{Beside, Stray, Strayed};
use kernel::Lang;
use kernel::chain::Checkpoint;
use seal::Trusted;

use super::{house_of, keys, opened};
use crate::args::operate::Keeper;
use crate::commands::{FOUND, home};
use crate::say::{plural, say};

/// So many are named; whoever has more has the same trouble with them all.
const NAMED: usize = 20;

/// `fundament log mend`.
pub fn mend(args: &Keeper, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let data = args.home.data.as_deref();
    let trusted = match data {
        Some(data) => keys::trusted(data, lang)?,
        None => Trusted { keys: Vec::new(), former: Vec::new() },
    };
    let outside = keys::checkpoints(data, &[], lang)?;
    home::wait(async {
        let store = opened(&args.home, lang).await?;
        let mut code = 0;
        for (tenant, name) in store.tenants().await? {
            let house = house_of(&store, &tenant)?;
            let failed = |error: house::HouseError| home::told(&error, lang);
            // A log that was cut short, and whose chain holds all the same, is found by its checkpoints only.
            let ours: Vec<Checkpoint> = outside.iter().filter(|one| one.tenant == tenant.0).cloned().collect();
            if house.verify_log(&ours, &trusted).await.map_err(failed)?.doubt.is_some() {
                bail!(
                    "{name}: {}",
                    say(
                        lang,
                        "loggen holder ikke, så intet rettes efter den. Se hvorfor: fundament log verify.",
                        "the log does not hold, so nothing is mended from it. See why: fundament log verify.",
                    )
                );
            }
            let found = house.hold_up().await.map_err(failed)?.strayed;
            let mended = house.mend(&home::actor(&args.actor), &found).await.map_err(failed)?;
            let left = if found.is_empty() { found } else { house.hold_up().await.map_err(failed)?.strayed };
            let rows = plural(lang, mended, ["række", "rækker"], ["row", "rows"]);
            let anew = say(lang, "skrevet på ny efter loggen", "written anew from the log");
            writeln!(out, "{name}: {rows} {anew}")?;
            if mended > 0 {
                let restart = say(
                    lang,
                    "Genstart serveren, hvis den kører: den har læst det, der stod før.",
                    "Restart the server if it runs: it has read what stood before.",
                );
                writeln!(out, "{restart}")?;
            }
            if !left.is_empty() {
                writeln!(out, "{}", strayed(&left, lang))?;
                code = FOUND;
            }
        }
        store.close().await;
        Ok(code)
    })
}

/// What was held up, in a line: `120 sager, 4 anskaffelser og 3 bilag`.
pub fn counted(beside: &Beside, lang: Lang) -> String {
    let count = |many: usize, da, en| plural(lang, many as u64, da, en);
    format!(
        "{}, {} {} {}",
        count(beside.cases, ["sag", "sager"], ["case", "cases"]),
        count(beside.acquisitions, ["anskaffelse", "anskaffelser"], ["acquisition", "acquisitions"]),
        say(lang, "og", "and"),
        count(beside.files, ["bilag", "bilag"], ["file", "files"]),
    )
}

/// What strays, a line each, and what to do.
pub fn strayed(all: &[Strayed], lang: Lang) -> String {
    let mut lines: Vec<String> = all.iter().take(NAMED).map(|stray| one(stray, lang)).collect();
    if let Some(more) = all.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(plural(lang, more as u64, ["til", "til"], ["more", "more"]));
    }
    lines.push(next(all, lang).to_owned());
    lines.join("\n")
}

/// What to do about it.
pub fn next(all: &[Strayed], lang: Lang) -> &'static str {
    if all.iter().all(|one| matches!(one.how, Stray::FileChanged(_) | Stray::FileMissing(_))) {
        return say(
            lang,
            "Gem databasen, som den er, inddrag informationssikkerhed, og hent bilagene i en sikkerhedskopi.",
            "Keep the database as it is, call information security, and fetch the files from a backup.",
        );
    }
    if all.iter().all(|one| matches!(one.how, Stray::Unreadable(_))) {
        return say(
            lang,
            "Er databasen skrevet af en nyere udgave, så brug den. Ellers: inddrag informationssikkerhed.",
            "If a later version wrote the database, use that one. Else call information security.",
        );
    }
    say(
        lang,
        "Nogen har rettet i databasen uden om Fundament. Gem en kopi, inddrag informationssikkerhed, og ret det efter loggen: fundament log mend.",
        "Somebody has changed the database past Fundament. Keep a copy, call information security, and mend it from the log: fundament log mend.",
    )
}

/// One that strays.
pub fn one(stray: &Strayed, lang: Lang) -> String {
    let thing = match stray.kind {
        store::CASE => say(lang, "sag", "case"),
        _ => say(lang, "anskaffelse", "acquisition"),
    };
    let how = match &stray.how {
        Stray::Changed => say(
            lang,
            "det, lister og overblik læser, er ikke det, loggen fortæller",
            "what lists and overviews read is not what the log tells",
        )
        .to_owned(),
        Stray::Missing => {
            say(lang, "står i loggen, men er væk fra lister og overblik", "is in the log, but gone from the lists")
                .to_owned()
        }
        Stray::Unlogged => {
            say(lang, "står i lister og overblik, men ikke i loggen", "is in the lists, but not in the log").to_owned()
        }
        Stray::Unreadable(why) => {
            let told = say(
                lang,
                "loggen har en handling, som denne udgave ikke kan læse:",
                "the log has an act that this version cannot read:",
            );
            format!("{told} {why}")
        }
        Stray::FileChanged(name) => {
            let told =
                say(lang, "bilaget er ikke det, der blev lagt på sagen:", "the file is not the one that was added:");
            format!("{told} {name}")
        }
        Stray::FileMissing(name) => {
            format!(
                "{} {name}",
                say(lang, "bilaget er væk, uden at nogen har slettet det:", "the file is gone, and nobody removed it:")
            )
        }
    };
    format!("{thing} {}: {how}", stray.id)
}
