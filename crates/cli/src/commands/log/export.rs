//! `fundament log export`: the log as a signed bundle that others verify by themselves; or one case as a file that people read, for
//! whoever asks for access to it (aktindsigt).

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use house::House;
use kernel::{Clock, Instant, Lang};
use web::NamesAre;

use super::{home, keys};
use crate::args::log::Export;
use crate::clock::SystemClock;
use crate::commands::partial::{Partial, shown, there};
use crate::say::{plural, say};

pub fn run(args: &Export, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    if args.to.exists() && !args.force {
        return Err(there(&args.to, lang));
    }
    home::wait(async {
        let house = home::existing(&args.home, lang).await?;
        let partial = Partial::beside(&args.to)?;
        let file = OpenOptions::new().write(true).open(partial.path()).with_context(|| shown(&args.to))?;
        let done = match &args.case {
            Some(case) => one_case(&house, case, args, file, lang).await?,
            None => bundle(&house, args, file, lang).await?,
        };
        house.store().close().await;
        partial.become_file(&args.to, args.force, lang)?;
        writeln!(out, "{}: {done}", shown(&args.to))?;
        Ok(0)
    })
}

async fn bundle(house: &House, args: &Export, file: File, lang: Lang) -> Result<String> {
    let data = keys::folder(&args.home, lang)?;
    let key = keys::found(house, data, lang).await?;
    let former = keys::former(data, lang)?;
    let written = house.export_log((&key, &former), BufWriter::new(file), (args.from, args.until)).await;
    let written = written.map_err(|error| home::told(&error, lang))?;
    let acts = plural(lang, written.unsigned_abs(), ["handling", "handlinger"], ["act", "acts"]);
    let signed = say(lang, "underskrevet med", "signed by");
    Ok(format!("{acts}, {signed} {}", key.public()))
}

async fn one_case(house: &House, case: &str, args: &Export, mut file: File, lang: Lang) -> Result<String> {
    // Who is in the register of people, and what principles are called, stands in the estate: without it nothing is masked.
    house.refresh().await.map_err(|error| home::told_of(&args.home, &error, lang))?;
    let names = if args.mask_names { NamesAre::Masked } else { NamesAre::Shown };
    let request = web::access_to_case(house, case, names, lang).await.map_err(|error| home::told_store(error, lang))?;
    let Some(request) = request else {
        bail!(
            "{case}: {}",
            say(
                lang,
                "loggen har ingen sag eller anskaffelse med det nummer.",
                "the log has no case or acquisition of that number."
            )
        )
    };
    let clock = SystemClock::new()?;
    let when = |at: Instant| local(&clock, at, lang);
    let text = if is_text(&args.to) {
        request.text(lang, clock.today(), &when)
    } else {
        web::access_page(&request, lang, clock.today(), &when)
    };
    file.write_all(text.as_bytes()).with_context(|| shown(&args.to))?;
    let acts = plural(lang, request.acts.len() as u64, ["handling", "handlinger"], ["act", "acts"]);
    let names = match names {
        NamesAre::Shown => say(lang, "med navne", "with names"),
        NamesAre::Masked => say(
            lang,
            "navne skjult; læs filen igennem, før den udleveres",
            "names masked; read it before handing it out",
        ),
    };
    Ok(format!("{acts}, {names}"))
}

fn is_text(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
}

/// An instant as local day and time.
pub fn local(clock: &SystemClock, at: Instant, lang: Lang) -> String {
    let second = clock.second_of_day(at);
    let (hour, minute, day) = (second / 3_600, second / 60 % 60, clock.day_of(at).long(lang));
    match lang {
        Lang::Da => format!("{day} kl. {hour:02}.{minute:02}"),
        Lang::En => format!("{day} at {hour:02}:{minute:02}"),
    }
}
