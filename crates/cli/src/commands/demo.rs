//! `fundament demo`: Eksempel Kommune through the real importer, assessed under both packs, as an overview.

use std::io::Write;

use anyhow::{Context, Result};
use kernel::{Day, Lang};
use principles::Pack;

use crate::args::Demo;
use crate::folder;
use crate::output::{self, text};
use crate::say::say;

/// The day the example's exports were made for; on a later day they would be stale, as real ones would.
const EXAMPLE_DAY: (i16, i8, i8) = (2026, 11, 23);

pub fn run(args: &Demo, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let (year, month, day) = EXAMPLE_DAY;
    let today = match args.today {
        Some(day) => day,
        None => Day::new(year, month, day).context("example day")?,
    };
    let import = folder::eksempel(today);
    let packs = folder::checked(folder::own_packs(), lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let slots = import.estate.slots(today);
    let assessment = findings::assess(&slots, &packs);
    writeln!(out, "{}", say(lang, "Eksempel Kommune (opdigtet)", "Eksempel Kommune (invented)"))?;
    writeln!(out, "{}", output::intake(&import.report, lang))?;
    text::overview(&reports::overview(&assessment, &slots, &packs, 10), lang, out)?;
    writeln!(out)?;
    let next = say(
        lang,
        "Prøv selv: fundament assess --estate samples/eksempel --strategy strategy/it-teknologi-2023 --today 2026-11-23",
        "Try it: fundament assess --estate samples/eksempel --strategy strategy/it-teknologi-2023 --today 2026-11-23",
    );
    writeln!(out, "{next}")?;
    if !args.once {
        let web = say(
            lang,
            "Webserveren findes ikke endnu; overblikket er hele demoen.",
            "There is no web server yet; the overview is all of the demo.",
        );
        writeln!(out, "{web}")?;
    }
    Ok(0)
}
