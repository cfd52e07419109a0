//! `fundament import` and `fundament undo`: an estate folder into the house, tried first if wanted, and out again.

use std::io::Write;

use anyhow::Result;
use house::House;
use kernel::Lang;
use store::{Actor, Difference, Intake};

use super::home;
use crate::args::{Home, Import, Undo};
use crate::output;
use crate::say::{number, plural, say};

pub fn run(args: &Import, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let (import, _) = super::read(&args.estate, lang)?;
    super::unread(&import, lang)?;
    let intake = Intake::of(&import.estate);
    writeln!(out, "{}", output::intake(&import.report, lang))?;
    output::note_rejects(&import.report, lang);
    let packs = args.strategy.iter().map(|dir| crate::folder::pack(dir, lang)).collect::<Result<Vec<_>>>()?;
    home::wait(async {
        let house = home::open(&args.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        let actor = home::actor(&args.actor);
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        try_out(&house, &args.home, &intake, lang, out).await?;
        if args.dry_run {
            return nothing_saved(lang, out);
        }
        for pack in &packs {
            let reason = say(lang, "taget i brug fra kommandolinjen", "adopted from the command line");
            house.adopt(&actor, &pack.files, reason).await.map_err(failed)?;
        }
        take_in(&house, &args.home, &actor, &intake, lang, out).await?;
        house.store().close().await;
        Ok(0)
    })
}

/// What the intake would change, on a line a delivery.
pub async fn try_out(house: &House, at: &Home, intake: &Intake, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let differences = house.try_import(intake).await.map_err(|error| home::told_of(at, &error, lang))?;
    table(intake, &differences, lang, out)
}

/// The end of a trial.
pub fn nothing_saved(lang: Lang, out: &mut dyn Write) -> Result<u8> {
    writeln!(out, "{}", say(lang, "Prøve: intet er gemt.", "Dry run: nothing was saved."))?;
    Ok(0)
}

/// Takes the intake in as one act, and says how to undo it.
pub async fn take_in(
    house: &House,
    at: &Home,
    actor: &Actor,
    intake: &Intake,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let imported = house.import(actor, intake).await.map_err(|error| home::told_of(at, &error, lang))?;
    let turned = plural(
        lang,
        imported.turned.unwrap_or_default() as u64,
        ["vurdering skiftede", "vurderinger skiftede"],
        ["verdict turned", "verdicts turned"],
    );
    let saved = say(lang, "Gemt som handling", "Saved as act");
    writeln!(out, "{saved} {}. {turned}.", imported.act)?;
    if house.now().packs.is_empty() {
        let hint = say(
            lang,
            "Ingen strategi er i brug: tilføj --strategy MAPPE.",
            "No strategy is in force: add --strategy FOLDER.",
        );
        writeln!(out, "{hint}")?;
    }
    let undo = say(lang, "Fortryd med: fundament undo", "Undo it by: fundament undo");
    writeln!(out, "{undo} {} {}", imported.act, at.shown())?;
    Ok(())
}

pub fn undo(args: &Undo, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let house = home::open(&args.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        let turned = house.undo(&home::actor(&args.actor), args.act).await.map_err(failed)?;
        let turned = plural(
            lang,
            turned.turned.unwrap_or_default() as u64,
            ["vurdering skiftede", "vurderinger skiftede"],
            ["verdict turned", "verdicts turned"],
        );
        writeln!(out, "{} {}. {turned}.", say(lang, "Fortrudt: handling", "Undone: act"), args.act)?;
        house.store().close().await;
        Ok(0)
    })
}

/// One line a delivery: how many are new, changed, as before, gone.
fn table(intake: &Intake, differences: &[Difference], lang: Lang, out: &mut dyn Write) -> Result<()> {
    for (delivery, difference) in intake.deliveries.iter().zip(differences) {
        let kind = facts::schema().def(delivery.kind).many.get(lang);
        let count = |count: usize| number(lang, count as u64);
        let words = match lang {
            Lang::Da => ["nye", "ændrede", "uændrede", "forsvundne"],
            Lang::En => ["new", "changed", "as before", "gone"],
        };
        let counts =
            [difference.added.len(), difference.changed.len(), difference.same, difference.gone.len()].map(count);
        let told: Vec<String> = counts.iter().zip(words).map(|(count, word)| format!("{count} {word}")).collect();
        writeln!(out, "{kind} ({}): {}", delivery.source.name, told.join(", "))?;
    }
    Ok(())
}
