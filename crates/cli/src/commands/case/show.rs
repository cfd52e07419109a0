//! `fundament case show`: one case, as its page and the API tell it.

use std::io::Write;

use anyhow::Result;
use decisions::{Ground, marks, standing, waiting};
use house::House;
use house::cases::{CaseView, PRINT, case_document};
use kernel::{Day, Lang};

use super::told::Telling;
use crate::args::ListFormat;
use crate::output;
use crate::say::say;

/// The case on its ground, as it stands on a day; `as_of` when it is told as it was at the end of a day gone by.
pub(super) fn run(
    house: &House,
    (view, ground): (&CaseView, Option<&Ground>),
    (as_of, day, format): (Option<Day>, Day, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    if format != ListFormat::Text {
        return output::pretty(&case_document(view, ground, (as_of, day)), out);
    }
    head(view, day, lang, out)?;
    if let Some(ground) = ground {
        let print = ground.mark.hash.get(..PRINT).unwrap_or_default();
        writeln!(out, "{}: {print}", say(lang, "Aftryk af grundlaget", "Fingerprint of the ground"))?;
        for blamed in &ground.blamed {
            writeln!(out, "  {} {}: {}", blamed.rule, blamed.key, blamed.verdict.label().pick(lang))?;
        }
    }
    let premises = ground.map(|ground| &ground.watched.premises[..]).unwrap_or_default();
    Telling { snapshot: &house.now(), view, premises, lang, out }.tell()
}

fn head(view: &CaseView, day: Day, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let case = &view.case;
    let standing = standing(&case.face, day);
    let since = standing.day().map(|day| format!(" {}", day.long(lang))).unwrap_or_default();
    writeln!(out, "{} {}", case.face.id, case.face.title)?;
    writeln!(out, "{}: {}{since}", say(lang, "Stilling", "Standing"), standing.label().pick(lang))?;
    writeln!(out, "{}: {} ({})", say(lang, "Princip", "Principle"), case.face.principle, case.face.pack)?;
    writeln!(out, "{}: {} {}", say(lang, "Om", "About"), case.face.kind, case.face.keys.join(", "))?;
    if !case.cause.is_empty() {
        writeln!(out, "{}: {}", say(lang, "Fælles årsag", "Common cause"), case.cause)?;
    }
    writeln!(out, "{}: {}", say(lang, "Fase", "Phase"), case.face.phase.label().pick(lang))?;
    writeln!(out, "{}: {}", say(lang, "Version", "Version"), case.face.version)?;
    writeln!(out, "{}: {}", say(lang, "Afventer", "Awaits"), waiting(&case.face, day).told(lang))?;
    for mark in marks(&case.face, day) {
        writeln!(out, "{}: {}", say(lang, "Bemærk", "Note"), mark.told(lang))?;
    }
    for (hand, reason) in &case.conflicted {
        writeln!(out, "{}: {hand}: {reason}", say(lang, "Inhabil", "Conflict of interest"))?;
    }
    Ok(())
}
