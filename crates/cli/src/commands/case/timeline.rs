//! A case's timeline: who did what, each with its particulars, and what was refused on the way.

use anyhow::Result;
use decisions::{Event, Rating, Truth};
use kernel::Lang;

use super::told::Telling;
use crate::clock::SystemClock;
use crate::commands::log::local;
use crate::say::{plural, say};

impl Telling<'_> {
    pub(super) fn timeline(&mut self) -> Result<()> {
        let (lang, view) = (self.lang, self.view);
        for event in &view.events {
            self.line(0, &format!("{:>6}  {}", event.seq, event.told().get(lang)))?;
            let particulars = particulars(&event.recorded.event, lang);
            if !particulars.trim().is_empty() {
                self.line(8, &particulars)?;
            }
        }
        if !view.refused.is_empty() {
            self.line(0, say(lang, "Afvist undervejs", "Refused on the way"))?;
        }
        let clock = SystemClock::new()?;
        for one in &view.refused {
            let why = one.told.as_ref().map_or(one.label.as_str(), |told| told.get(lang));
            self.line(0, &format!("{:>6}  {}, {}: {why}", one.seq, local(&clock, one.at, lang), one.name))?;
        }
        Ok(())
    }
}

/// What an event says beyond its name; nothing where it stands elsewhere, or is all said by the name.
fn particulars(event: &Event, lang: Lang) -> String {
    let (step, until) = (say(lang, "Trin", "Step"), say(lang, "til og med", "until"));
    match event {
        Event::Opened(opened) => opened.opening.cause.clone(),
        Event::ConflictDeclared { reason }
        | Event::SentBack { reason }
        | Event::Withdrawn { reason, .. }
        | Event::Revoked { reason }
        | Event::Cancelled { reason } => reason.clone(),
        Event::Screened { party, views, .. } => {
            let count = |rating: &Rating| views.iter().filter(|view| view.rating == *rating).count();
            let ratings: Vec<String> =
                Rating::ALL.iter().map(|one| format!("{} {}", count(one), one.label().pick(lang))).collect();
            format!("{} {}: {}", say(lang, "for", "for"), party.label().pick(lang), ratings.join(", "))
        }
        Event::Concluded { outcome, .. } => outcome.label().pick(lang).to_owned(),
        Event::Explained { explanation, .. } => {
            format!("{}, {until} {}", explanation.kind.label().pick(lang), explanation.until.long(lang))
        }
        Event::Accepted { party } => format!("{} {}", say(lang, "for", "for"), party.label().pick(lang)),
        Event::Submitted { submission } => {
            format!("{}: {}", submission.recommendation.label().pick(lang), submission.summary)
        }
        Event::Dispensed { dispensation, .. } => {
            format!("{until} {}: {}", dispensation.until.long(lang), dispensation.reason)
        }
        Event::Refused { reason, plan_by, .. } => {
            format!("{} {}: {reason}", say(lang, "plan senest", "plan by"), plan_by.long(lang))
        }
        Event::GrantedInEmergency { reason, consequence, until: last, .. } => {
            let no = say(lang, "Hvis direktionen siger nej", "If the board says no");
            format!("{until} {}: {reason} {no}: {consequence}", last.long(lang))
        }
        Event::ConditionMet { condition, evidence } => {
            format!("{} {}: {evidence}", say(lang, "Vilkår", "Condition"), condition + 1)
        }
        Event::StepClaimed { step: place, evidence } => format!("{step} {}: {evidence}", place + 1),
        Event::StepRedated { step: place, due, reason } => {
            format!("{step} {} {} {}: {reason}", place + 1, say(lang, "til", "to"), due.long(lang))
        }
        Event::Reviewed { outcome, note, next, .. } => {
            let again = say(lang, "næste gang", "next");
            format!("{}, {again} {}: {note}", outcome.label().pick(lang), next.long(lang))
        }
        Event::Noted { text, about_principle: true } => {
            format!("{}: {text}", say(lang, "Forslag om at ændre princippet", "A proposal to change the principle"))
        }
        Event::Noted { text, .. } => text.clone(),
        Event::Attached(file) => file.name.clone(),
        Event::Split { keys, into, reason, .. } => {
            let count = plural(lang, keys.len() as u64, ["objekt", "objekter"], ["object", "objects"]);
            format!("{count} → {into}: {reason}")
        }
        Event::PhaseReached { phase } => phase.label().pick(lang).to_owned(),
        Event::Observed { ground, watched, retired } => {
            let mut told = vec![ground.verdict.label().pick(lang).to_owned()];
            if *retired {
                told.push(
                    say(lang, "princippet er ikke længere i kraft", "the principle is no longer in force").to_owned(),
                );
            }
            let broken = watched.premises.iter().filter(|truth| **truth == Truth::Broken).count() as u64;
            if broken > 0 {
                let da = ["forudsætning holder ikke længere", "forudsætninger holder ikke længere"];
                told.push(plural(lang, broken, da, ["premise no longer holds", "premises no longer hold"]));
            }
            if !ground.gone.is_empty() {
                let gone = say(lang, "findes ikke længere", "gone");
                told.push(format!("{gone}: {}", ground.gone.join(", ")));
            }
            told.join(" · ")
        }
    }
}
