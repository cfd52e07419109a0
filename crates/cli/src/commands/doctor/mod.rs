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

    /// A check that could not be made: why, and the database's own words.
    fn not_made(name: &'static str, why: &Text, error: &dyn std::fmt::Display) -> Self {
        let told = |why: &str| format!("kan ikke undersøges. {why} ({error})");
        let english = |why: &str| format!("cannot be checked. {why} ({error})");
        let found = Text { da: told(why.get(Lang::Da)), en: english(why.get(Lang::En)) };
        Self { name, state: State::Fault, found, next: None }
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
        let folder = args.home.data.as_deref();
        let in_file = args.home.database_url.is_none();
        let place = home::place(&args.home, lang)?;
        let (mut checks, store) = match Store::look(&place).await {
            Ok(store) => (vec![database::made("schema", database::schema(&store).await)], Some(store)),
            // Nothing is there to be looked after, or not by whoever asks.
            Err(error @ (StoreError::Missing { .. } | StoreError::Closed { .. })) => {
                return Err(home::told_store(error, lang));
            }
            Err(error) => (vec![Check::not_made("database", &error.text(), &error)], None),
        };
        // What is no database of ours, of a later version or not whole is asked nothing more.
        let (whole, ours) = (checks[0].state != State::Fault, checks[0].state == State::Ok);
        let mut size = None;
        if let Some(store) = &store {
            if whole {
                checks.extend(database::all(store).await);
            }
            checks.push(database::made("integrity", database::integrity(store, in_file).await));
            size = store.size().await.ok();
        }
        match folder.filter(|_| in_file) {
            Some(folder) => {
                checks.push(machine::rights(folder)?);
                let file = || std::fs::metadata(home::file_in(folder)).map_or(0, |file| file.len());
                checks.push(machine::room(folder, size.unwrap_or_else(file))?);
            }
            // A database that does not answer has been told of already.
            None => checks.extend(size.map(machine::room_elsewhere)),
        }
        let asked = store.as_ref().filter(|_| ours);
        checks.push(told_by("log-key", signing::key(asked, folder, lang).await));
        // What has no checkpoints yet is not asked for any.
        if let Some(store) = asked {
            checks.push(told_by("checkpoints", signing::checkpoints(store, folder, lang).await));
            match database::beside(store, lang).await {
                Ok(beside) => checks.extend(beside),
                Err(error) => checks.push(told_by("beside-the-log", Err(error))),
            }
        }
        checks.push(machine::zone());
        if let Some(store) = store {
            store.close().await;
        }
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

/// A check, or that it could not be made: the error is in the reader's language already.
fn told_by(name: &'static str, check: Result<Check>) -> Check {
    check.unwrap_or_else(|error| {
        let text = format!("{error:#}");
        let found = Text { da: format!("kan ikke undersøges. {text}"), en: format!("cannot be checked. {text}") };
        Check { name, state: State::Fault, found, next: None }
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
