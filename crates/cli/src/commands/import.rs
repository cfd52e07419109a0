//! `fundament import` and `fundament undo`: an estate folder into the house, tried first if wanted, and out again.

use std::io::Write;

use anyhow::{Result, bail};
use facts::KindId;
use house::{Foreseen, House, Much};
use inbound::Report;
use kernel::Lang;
use store::{Actor, Difference, Intake};

use super::home;
use crate::args::{Home, Import, Undo};
use crate::output;
use crate::say::{number, plural, say};

/// So many references that lead nowhere are shown; the rest are counted.
const MOST_SHOWN: usize = 20;

pub fn run(args: &Import, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    if let Some(from) = &args.from {
        return super::registers::run(from, lang, out);
    }
    let Some(estate) = &args.estate else {
        bail!(
            "{}",
            say(
                lang,
                "Skriv --estate MAPPE eller et register, fx: fundament import kitos.",
                "Write --estate FOLDER or a register, such as: fundament import kitos."
            )
        )
    };
    let (import, _) = super::read(estate, lang)?;
    super::unread(&import, lang)?;
    let mut intake = Intake::of(&import.estate);
    writeln!(out, "{}", output::intake(&import.report, lang))?;
    output::note_rejects(&import.report, lang);
    let packs = args.strategy.iter().map(|dir| crate::folder::pack(dir, lang)).collect::<Result<Vec<_>>>()?;
    home::wait(async {
        let house = home::open(&args.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        let actor = home::actor(&args.actor);
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        house.end_former_registers(&mut intake).await.map_err(failed)?;
        let differences = try_out(&house, &args.home, &intake, lang, out).await?;
        if args.dry_run {
            return nothing_saved(lang, out);
        }
        unless_much(&differences, args.much_gone, lang)?;
        for pack in &packs {
            let reason = say(lang, "taget i brug fra kommandolinjen", "adopted from the command line");
            house.adopt(&actor, &pack.files, reason).await.map_err(failed)?;
        }
        take_in(&house, &args.home, &actor, (&intake, &import.report), lang, out).await?;
        house.store().close().await;
        Ok(0)
    })
}

/// What the intake would change, on a line a delivery, and what should be known of it.
pub async fn try_out(
    house: &House,
    at: &Home,
    intake: &Intake,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<Vec<Difference>> {
    let differences = house.try_import(intake).await.map_err(|error| home::told_of(at, &error, lang))?;
    table(intake, &differences, lang, out)?;
    tell_foreseen(&house.foresee(intake, &differences), lang, out)?;
    Ok(differences)
}

/// What should be known of an import, and the first references that lead nowhere.
fn tell_foreseen(foreseen: &Foreseen, lang: Lang, out: &mut dyn Write) -> Result<()> {
    for text in foreseen.told() {
        writeln!(out, "{}", text.get(lang))?;
    }
    for one in foreseen.loose.iter().take(MOST_SHOWN) {
        let kind = facts::schema().def(one.kind).one.get(lang);
        let label = facts::schema().attribute(one.kind, one.attribute).label.get(lang);
        writeln!(out, "  {kind} {}: {label}: {} {}", one.key, one.to, say(lang, "findes ikke", "does not exist"))?;
    }
    if foreseen.loose_count > MOST_SHOWN {
        let more = number(lang, (foreseen.loose_count - MOST_SHOWN) as u64);
        writeln!(out, "  {} {more} {}", say(lang, "og", "and"), say(lang, "flere", "more"))?;
    }
    Ok(())
}

/// Stops where much would be gone, or many facts end, and nobody said that it is right.
pub fn unless_much(differences: &[Difference], much_gone: bool, lang: Lang) -> Result<()> {
    let (da, en) = match Much::of(differences).filter(|_| !much_gone) {
        None => return Ok(()),
        Some(Much::Gone) => GONE,
        Some(Much::Ended) => ENDED,
    };
    bail!("{}", say(lang, da, en))
}

const GONE: (&str, &str) = (
    "Meget ville forsvinde på én gang, så intet er gemt. Er det rigtigt, så kør igen med --much-gone.",
    "Much would be gone at once, so nothing was saved. If it is right, run again with --much-gone.",
);

const ENDED: (&str, &str) = (
    "Mange oplysninger ville slutte på én gang, så intet er gemt: der mangler kolonner eller celler, som kilden har udfyldt før. Er det rigtigt, så kør igen med --much-gone.",
    "Many facts would end at once, so nothing was saved: columns or cells are missing that the source filled in before. If it is right, run again with --much-gone.",
);

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
    (intake, report): (&Intake, &Report),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let imported = house.import_told(actor, intake, Some(report)).await;
    let imported = imported.map_err(|error| home::told_of(at, &error, lang))?;
    let turned = turned(imported.turned, lang);
    let saved = say(lang, "Gemt som handling", "Saved as act");
    writeln!(out, "{saved} {}. {turned}.", imported.act)?;
    if house.now().packs.is_empty() {
        let hint = say(
            lang,
            "Ingen strategi er i brug. Se dem, der følger med: fundament strategy adopted.",
            "No strategy is in force. See those that come with the program: fundament strategy adopted.",
        );
        writeln!(out, "{hint}")?;
    }
    let undo = say(lang, "Fortryd med: fundament undo", "Undo it by: fundament undo");
    writeln!(out, "{undo} {} {}", imported.act, at.shown())?;
    Ok(())
}

const MUCH: (&str, &str) = (
    "Meget ville forsvinde helt, så intet er fortrudt. Er det rigtigt, så kør igen med --much-gone.",
    "Much would be gone altogether, so nothing was undone. If it is right, run again with --much-gone.",
);

/// Undoes an import: tells first what would be gone, and stops there when that is much and nobody said that it is right.
pub fn undo(args: &Undo, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let house = super::case::at_work(&args.home, lang).await?;
        let failed = |error: house::HouseError| home::told_of(&args.home, &error, lang);
        let plan = house.undoing(args.act).await.map_err(failed)?;
        if !plan.lost.is_empty() {
            let gone: Vec<String> = plan.told().iter().map(|line| line.get(lang).to_owned()).collect();
            let head = say(lang, "Forsvinder helt", "Gone altogether");
            writeln!(out, "{head}: {}", gone.join(", "))?;
        }
        if plan.much_gone && !args.much_gone {
            bail!("{}", say(lang, MUCH.0, MUCH.1));
        }
        let turned = house.undo(&home::actor(&args.actor), args.act).await.map_err(failed)?;
        let turned = self::turned(turned.turned, lang);
        writeln!(out, "{} {}. {turned}.", say(lang, "Fortrudt: handling", "Undone: act"), args.act)?;
        house.store().close().await;
        Ok(0)
    })
}

/// How many verdicts turned, in words.
pub fn turned(turned: Option<usize>, lang: Lang) -> String {
    plural(
        lang,
        turned.unwrap_or_default() as u64,
        ["vurdering skiftede", "vurderinger skiftede"],
        ["verdict turned", "verdicts turned"],
    )
}

/// One line a delivery: how many are new, changed, as before, gone.
fn table(intake: &Intake, differences: &[Difference], lang: Lang, out: &mut dyn Write) -> Result<()> {
    for (delivery, difference) in intake.deliveries.iter().zip(differences) {
        write_difference((delivery.kind, &delivery.source.name), difference, lang, out)?;
    }
    Ok(())
}

/// How many of a kind are new, changed, as before, gone.
pub fn write_difference(
    (kind, source): (KindId, &str),
    difference: &Difference,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let kind = facts::schema().def(kind).many.get(lang);
    let count = |count: usize| number(lang, count as u64);
    let words = match lang {
        Lang::Da => [["ny", "nye"], ["ændret", "ændrede"], ["uændret", "uændrede"], ["forsvundet", "forsvundne"]],
        Lang::En => ["new", "changed", "as before", "gone"].map(|word| [word; 2]),
    };
    let counts = [difference.added.len(), difference.changed.len(), difference.same, difference.gone.len()];
    let each = counts.into_iter().zip(words);
    let told: Vec<String> =
        each.map(|(n, [one, many])| format!("{} {}", count(n), if n == 1 { one } else { many })).collect();
    writeln!(out, "{kind} ({source}): {}", told.join(", "))?;
    if let Some(ended) = house::ended_told(difference) {
        writeln!(out, "  {}", ended.get(lang))?;
    }
    if let Some(newer) = difference.newer {
        let day = newer.long(lang);
        match lang {
            Lang::Da => {
                writeln!(
                    out,
                    "  Kilden har før leveret noget nyere, fra den {day}: det ældre træder i stedet for det nyere."
                )?;
            }
            Lang::En => {
                writeln!(
                    out,
                    "  The source has delivered something newer before, of {day}: what is older takes its place."
                )?;
            }
        }
    }
    Ok(())
}
