//! `fundament doctor`: is the installation as it should be? Each check tells what it found and what to do next. It only reads:
//! nothing is made, no schema brought up to date.

mod database;
mod machine;
mod mail;
mod signing;

use std::io::Write;

use anyhow::Result;
use kernel::{Lang, Text};
use serde::Serialize;
use store::{Store, StoreError};

use super::{FOUND, home};
use crate::args::operate::{Doctor, DoctorFormat};
use crate::output;
use crate::say::{Paint, say};

/// How grave what was found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Fault,
}

/// One check: a permanent word, what was found, and the next step when it is not fine.
struct Check {
    name: &'static str,
    state: State,
    found: Text,
    next: Option<Text<&'static str>>,
}

impl Check {
    fn ok(name: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { name, state: State::Ok, found: Text { da: da.into(), en: en.into() }, next: None }
    }

    fn warning(name: &'static str, found: (String, String), next: (&'static str, &'static str)) -> Self {
        Self::not_fine(name, State::Warning, found, next)
    }

    fn fault(name: &'static str, found: (String, String), next: (&'static str, &'static str)) -> Self {
        Self::not_fine(name, State::Fault, found, next)
    }

    fn not_fine(
        name: &'static str,
        state: State,
        (da, en): (String, String),
        next: (&'static str, &'static str),
    ) -> Self {
        Self { name, state, found: Text { da, en }, next: Some(Text { da: next.0, en: next.1 }) }
    }
}

#[derive(Serialize)]
struct Told<'c> {
    check: &'c str,
    state: State,
    found: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'c str>,
}

pub fn run(args: &Doctor, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let failed = |error: StoreError| home::told_store(error, lang);
        let store = Store::look(&home::place(&args.home)?).await.map_err(failed)?;
        let mut checks = vec![database::schema(&store).await?];
        // What is no database of ours, or of a later version, is asked nothing more.
        if checks[0].state != State::Fault {
            checks.extend(database::all(&store).await.map_err(failed)?);
        }
        if let Some(folder) = args.home.data.as_ref().filter(|_| args.home.database_url.is_none()) {
            checks.push(database::integrity(&store).await.map_err(failed)?);
            checks.push(machine::rights(folder)?);
            checks.push(machine::room(folder, store.size().await?)?);
        }
        let ours = Some(&store).filter(|_| checks[0].state == State::Ok);
        checks.push(signing::key(ours, args.home.data.as_deref(), lang).await?);
        // What has no checkpoints yet is not asked for any.
        if checks[0].state == State::Ok {
            checks.push(signing::checkpoints(&store, args.home.data.as_deref(), lang).await?);
            checks.extend(database::beside(&store, lang).await?);
        }
        checks.push(machine::zone());
        store.close().await;
        match args.format {
            DoctorFormat::Text => text(&checks, lang, out)?,
            DoctorFormat::Json => {
                let told: Vec<Told<'_>> = checks.iter().map(|check| told(check, lang)).collect();
                output::pretty(&told, out)?;
            }
        }
        Ok(if checks.iter().any(|check| check.state != State::Ok) { FOUND } else { 0 })
    })
}

fn told(check: &Check, lang: Lang) -> Told<'_> {
    let next = check.next.as_ref().map(|next| match lang {
        Lang::Da => next.da,
        Lang::En => next.en,
    });
    Told { check: check.name, state: check.state, found: check.found.get(lang), next }
}

fn text(checks: &[Check], lang: Lang, out: &mut dyn Write) -> Result<()> {
    let paint = Paint::for_stdout();
    for check in checks {
        let state = match check.state {
            State::Ok => paint.green(say(lang, "i orden ", "ok     ")),
            State::Warning => paint.yellow(say(lang, "advarsel", "warning")),
            State::Fault => paint.red(say(lang, "fejl    ", "fault  ")),
        };
        let told = told(check, lang);
        writeln!(out, "{state}  {}: {}", told.check, told.found)?;
        if let Some(next) = told.next {
            writeln!(out, "         → {next}")?;
        }
    }
    Ok(())
}
