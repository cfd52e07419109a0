//! `fundament case show`: one case, as its page and the API tell it.

use std::io::Write;

use anyhow::Result;
use decisions::{Ground, standing};
use house::cases::{CaseView, case_document};
use kernel::{Day, Lang};

use crate::args::ListFormat;
use crate::output;
use crate::say::say;

/// The case on its ground, as it stands on a day; `as_of` when it is told as it was at the end of a day gone by.
pub(super) fn run(
    view: &CaseView,
    ground: Option<&Ground>,
    (as_of, day, format): (Option<Day>, Day, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let case = &view.case;
    let standing = standing(&case.face, day);
    if format != ListFormat::Text {
        return output::pretty(&case_document(view, ground, (as_of, day)), out);
    }
    let since = standing.day().map(|day| format!(" {}", day.long(lang))).unwrap_or_default();
    writeln!(out, "{} {}", case.face.id, case.face.title)?;
    writeln!(out, "{}: {}{since}", say(lang, "Stilling", "Standing"), standing.label().pick(lang))?;
    writeln!(out, "{}: {} ({})", say(lang, "Princip", "Principle"), case.face.principle, case.face.pack)?;
    writeln!(out, "{}: {} {}", say(lang, "Om", "About"), case.face.kind, case.face.keys.join(", "))?;
    writeln!(out, "{}: {}", say(lang, "Version", "Version"), case.face.version)?;
    if let Some(ground) = ground {
        let print = ground.mark.hash.get(..12).unwrap_or_default();
        writeln!(out, "{}: {print}", say(lang, "Aftryk af grundlaget", "Fingerprint of the ground"))?;
        for blamed in &ground.blamed {
            writeln!(out, "  {} {}: {}", blamed.rule, blamed.key, blamed.verdict.label().pick(lang))?;
        }
    }
    said(case, lang, out)?;
    for event in &view.events {
        writeln!(out, "{:>6}  {}", event.seq, event.told().get(lang))?;
    }
    Ok(())
}

/// What people have said of it: the explanation with its plan, the decisions with their reasons, and the conditions in force.
fn said(case: &decisions::Case, lang: Lang, out: &mut dyn Write) -> Result<()> {
    if let Some(told) = case.round.told.as_ref().or(case.leans_on.as_ref()) {
        let explanation = &told.explanation;
        let kind = explanation.kind.label().pick(lang);
        writeln!(out, "{} ({kind}): {}", say(lang, "Forklaring", "Explanation"), explanation.reason)?;
    }
    for (place, step) in case.steps.iter().enumerate() {
        let (due, state) =
            (step.mark.due.long(lang), if step.mark.is_done() { say(lang, ", udført", ", done") } else { "" });
        writeln!(out, "  {} {}: {} ({due}{state})", say(lang, "Trin", "Step"), place + 1, step.planned.what)?;
    }
    for decided in &case.decided {
        let day = decided.day.long(lang);
        match (&decided.dispensation, &decided.refusal) {
            (Some(given), _) => {
                let until = given.until.long(lang);
                let label = say(lang, "Dispensation til og med", "Dispensation until");
                writeln!(out, "{day}, {}: {label} {until}. {}", decided.by, given.reason)?;
            }
            (None, reason) => {
                let label = say(lang, "Afslag", "Refusal");
                writeln!(out, "{day}, {}: {label}. {}", decided.by, reason.as_deref().unwrap_or_default())?;
            }
        }
    }
    for (place, (condition, met)) in case.conditions.iter().enumerate() {
        let due = condition.due.map(|day| format!(" ({})", day.long(lang))).unwrap_or_default();
        writeln!(out, "  {} {}: {}{due}", say(lang, "Vilkår", "Condition"), place + 1, condition.text)?;
        if let Some(met) = met {
            writeln!(out, "    {}: {met}", say(lang, "Opfyldt", "Met"))?;
        }
    }
    Ok(())
}
