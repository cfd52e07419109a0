//! An acquisition's timeline: who did what, with the particulars that stand nowhere else, and what was refused on the way.

use anyhow::Result;
use decisions::AcquisitionEvent as Event;
use kernel::Lang;

use super::show::Shown;
use crate::clock::SystemClock;
use crate::commands::log::local;
use crate::say::{plural, say};

impl Shown<'_> {
    pub(super) fn timeline(&mut self) -> Result<()> {
        let (view, lang, clock) = (self.view, self.lang, SystemClock::new()?);
        self.line(0, say(lang, "Forløb", "Timeline"))?;
        for event in &view.events {
            self.line(0, &format!("{:>6}  {}", event.seq, event.told().get(lang)))?;
            let particulars = particulars(&event.recorded.event, lang);
            if !particulars.is_empty() {
                self.line(8, &particulars)?;
            }
        }
        if !view.refused.is_empty() {
            self.line(0, say(lang, "Afvist undervejs", "Refused on the way"))?;
        }
        for one in &view.refused {
            let why = one.told.as_ref().map_or(one.label.as_str(), |told| told.get(lang));
            self.line(0, &format!("{:>6}  {}, {}: {why}", one.seq, local(&clock, one.at, lang), one.name))?;
        }
        Ok(())
    }
}

/// What an event says beyond its name; nothing where the name says it all.
fn particulars(event: &Event, lang: Lang) -> String {
    match event {
        Event::Opened(_) | Event::Revised(_) => String::new(),
        Event::OwnStated { facts, answers } => {
            let count = (facts.len() + answers.len()) as u64;
            plural(lang, count, ["svar", "svar"], ["answer", "answers"])
        }
        Event::CandidateAdded { candidate, supplier, product } => format!("{candidate} {product}, {supplier}"),
        Event::Stated { candidate, source, statement } => {
            let answers = plural(lang, statement.count() as u64, ["svar", "svar"], ["answer", "answers"]);
            let parts =
                plural(lang, statement.parts.len() as u64, ["komponent", "komponenter"], ["component", "components"]);
            let told = if statement.parts.is_empty() { answers } else { parts };
            format!("{candidate}, {}: {told}", source.label().pick(lang))
        }
        Event::Withdrawn { candidate, reason } | Event::Chosen { candidate, reason } => {
            format!("{candidate}: {reason}")
        }
        Event::NoReuse { reason, .. }
        | Event::OffersReopened { reason }
        | Event::ConflictDeclared { reason }
        | Event::Approved { reason, .. }
        | Event::Cancelled { reason } => reason.clone(),
        Event::SheetMade { packs, .. } => packs.join(", "),
        Event::Checked { rule, rating, .. } => format!("{rule}: {}", rating.label().pick(lang)),
        Event::Screened { candidate, view } => {
            let (party, rating) = (view.party.label().pick(lang), view.rating.label().pick(lang));
            format!("{candidate}, {}/{}, {party}: {rating}", view.pack, view.principle)
        }
        Event::PartAssessed { part, conclusion } => format!("{part}: {conclusion}"),
        Event::GatePassed { phase } => phase.label().pick(lang).to_owned(),
        Event::Refused { reason, different, .. } => {
            format!("{reason} {}: {different}", say(lang, "Skal være anderledes", "To be different"))
        }
        Event::BoardAnswered { answer } => answer.clone(),
        Event::BecameSystem { system, cases } if !cases.is_empty() => {
            format!("{system} ({}: {})", say(lang, "sager", "cases"), cases.join(", "))
        }
        Event::BecameSystem { system, .. } | Event::SystemUndone { system } => system.clone(),
    }
}
