//! Keeping a case: notes, files, phases, and who takes no part.

use crate::Refusal;
use crate::authority::{CaseWorker, Held};
use crate::case::Case;
use crate::event::{Attachment, Event};
use crate::screening::Phase;

use super::{is_short, reason};

impl Case {
    pub(crate) fn note(&self, _seat: &CaseWorker, text: &str, about_principle: bool) -> Result<Event, Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::new(
                "case-note-empty",
                "Notatet er tomt. Skriv noget.",
                "The note is empty. Write something.",
            ));
        }
        if about_principle && is_short(text) {
            return Err(Refusal::new(
                "case-proposal-short",
                "Skriv, hvordan princippet bør ændres, og hvorfor, så andre kan tage stilling til det.",
                "Write how the principle ought to change, and why, so that others can take a stand on it.",
            ));
        }
        // A note is kept as it was written, to the last space.
        Ok(Event::Noted { text: text.to_owned(), about_principle })
    }

    pub(crate) fn attach(&self, _seat: &CaseWorker, attachment: &Attachment) -> Result<Event, Refusal> {
        if self.attachments.iter().any(|other| other.sha256 == attachment.sha256) {
            return Err(Refusal::new(
                "case-file-there",
                "Filen ligger allerede på sagen. Brug den, eller vælg en anden.",
                "The file is in the case already. Use it, or choose another.",
            ));
        }
        Ok(Event::Attached(attachment.clone()))
    }

    pub(crate) fn reach_phase(&self, _seat: &CaseWorker, phase: Phase) -> Result<Event, Refusal> {
        if phase == self.face.phase {
            return Err(Refusal::new(
                "case-phase-same",
                "Sagen er allerede i den fase. Vælg en anden.",
                "The case is in that phase already. Choose another.",
            ));
        }
        Ok(Event::PhaseReached { phase })
    }

    pub(crate) fn declare_conflict(&self, held: &Held, why: &str) -> Result<Event, Refusal> {
        // Whoever stood in for somebody spoke for themselves: the other may still have one of their own to declare.
        if self.conflicted.iter().any(|(hand, _)| hand.holder.account == held.hand().holder.account) {
            return Err(Refusal::new(
                "case-conflict-declared",
                "Du har allerede meldt dig inhabil i sagen. Lad en anden med samme rolle tage den.",
                "You have declared a conflict of interest in the case already. Let somebody else with the same role take it.",
            ));
        }
        Ok(Event::ConflictDeclared { reason: reason(why)? })
    }
}
