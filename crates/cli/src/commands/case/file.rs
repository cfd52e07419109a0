//! `fundament case file`: a file of a case, given to those who may see the case.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use decisions::{Attachment, Case};
use house::HouseError;
use house::cases::PRINT;
use kernel::Lang;

use super::{found, lived_in, who_by_token};
use crate::args::board::Token;
use crate::commands::partial::{Partial, shown, there};
use crate::commands::{FOUND, home};
use crate::output;
use crate::say::{number, say};

/// Writes the file that is named by its hash, the hash's first signs, or its name.
pub(super) async fn run(
    (number_of_case, which): (&str, &str),
    token: &Token,
    (to, force): (&Path, bool),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<u8> {
    if to.exists() && !force {
        return Err(there(to, lang));
    }
    let house = lived_in(&token.home, lang).await?;
    let who = who_by_token(&house, &token.token_file, lang).await?;
    let view = found(&house, number_of_case, lang).await?;
    // Whoever may not see the case is not told which files it has.
    let given = match who.sees_case(&house.now(), &view.case.face) {
        Err(refusal) => Err(refusal.into()),
        Ok(()) => {
            let file = named(&view.case, which, lang)?;
            house.case_file(&who, &view, file).await.map(|content| (file, content))
        }
    };
    house.store().close().await;
    match given {
        Ok((file, Some(content))) => {
            write(&content, (to, force), lang)?;
            let size = number(lang, file.size);
            writeln!(out, "{}: {} ({size} byte, SHA-256 {})", shown(to), file.name, file.sha256)?;
            Ok(0)
        }
        Ok((file, None)) => {
            bail!("{}: {}", file.name, say(lang, "filen er ikke i databasen.", "the file is not in the database."))
        }
        Err(HouseError::Refused(refusal)) => {
            output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    }
}

fn named<'c>(case: &'c Case, which: &str, lang: Lang) -> Result<&'c Attachment> {
    let is = |one: &&Attachment| {
        one.name == which || one.sha256 == which || (which.len() >= PRINT && one.sha256.starts_with(which))
    };
    let mut found: Vec<&Attachment> = case.attachments.iter().filter(is).collect();
    found.dedup_by(|one, other| one.sha256 == other.sha256);
    let told = |one: &Attachment| format!("  {} {}", one.sha256.get(..PRINT).unwrap_or_default(), one.name);
    match found[..] {
        [one] => Ok(one),
        [] if case.attachments.is_empty() => {
            bail!("{}: {}", case.face.id, say(lang, "sagen har ingen bilag.", "the case has no files."))
        }
        [] => {
            let none = say(lang, "er ikke et af sagens bilag. Det er:", "is none of the case's files. They are:");
            let all: Vec<String> = case.attachments.iter().map(told).collect();
            Err(anyhow!("{which}: {none}\n{}", all.join("\n")))
        }
        _ => {
            let several = say(lang, "er flere bilag. Skriv aftrykket:", "is several files. Write the hash:");
            let all: Vec<String> = found.into_iter().map(told).collect();
            Err(anyhow!("{which}: {several}\n{}", all.join("\n")))
        }
    }
}

/// There whole or not at all, and its owner's alone.
fn write(content: &[u8], (to, force): (&Path, bool), lang: Lang) -> Result<()> {
    let partial = Partial::beside(to)?;
    fs::write(partial.path(), content).with_context(|| shown(to))?;
    partial.become_file(to, force, lang)?;
    Ok(())
}
