//! An acquisition as it is read: its history out of the log, replayed.

use decisions::{Acquisition, AcquisitionFace, AcquisitionId, AcquisitionRecorded};
use kernel::{Day, Lang, Text};
use store::{Filed, LogEntry};

use crate::cases::RefusedTry;
use crate::cases::act::unwritable;
use crate::cases::read::of_entry;
use crate::{House, HouseError, kept};

/// One event of an acquisition, with its number in the log.
#[derive(Clone, Debug)]
pub struct AcquisitionEntry {
    /// The log's number.
    pub seq: i64,
    /// The event.
    pub recorded: AcquisitionRecorded,
}

/// An acquisition with its whole history.
#[derive(Clone, Debug)]
pub struct AcquisitionView {
    /// As it is.
    pub acquisition: Acquisition,
    /// What happened, the earliest first.
    pub events: Vec<AcquisitionEntry>,
    /// What was refused.
    pub refused: Vec<RefusedTry>,
}

impl AcquisitionEntry {
    /// Who did what, in a line.
    pub fn told(&self) -> Text {
        let by = &self.recorded.by;
        let label = acquisition_label(self.recorded.event.act());
        let line = |lang: Lang| format!("{}: {by} {}", self.recorded.day.long(lang), label.pick(lang));
        Text { da: line(Lang::Da), en: line(Lang::En) }
    }
}

/// What an event is called, after a name.
pub fn acquisition_label(act: &str) -> Text<&'static str> {
    known_acquisition_label(act).unwrap_or(Text::new("gjorde noget", "did something"))
}

/// The same; none for an act that this version does not know.
pub fn known_acquisition_label(act: &str) -> Option<Text<&'static str>> {
    Some(match act {
        "acquisition-open" => Text::new("oprettede anskaffelsen", "opened the acquisition"),
        "acquisition-revise" => Text::new("rettede anskaffelsens plan", "changed the acquisition's plan"),
        "acquisition-state-own" => {
            Text::new("gemte kommunens svar for alle tilbud", "saved the municipality's answers for all offers")
        }
        "acquisition-add-candidate" => Text::new("tilføjede et tilbud", "added an offer"),
        "acquisition-state" => Text::new("gemte oplysninger om et tilbud", "saved facts of an offer"),
        "acquisition-withdraw" => Text::new("trak et tilbud tilbage", "withdrew an offer"),
        "acquisition-explain-no-reuse" => {
            Text::new("forklarede, hvorfor der ikke genbruges", "explained why nothing is reused")
        }
        "acquisition-make-sheet" => Text::new("dannede kravarket", "made the requirement sheet"),
        "acquisition-check" => Text::new("gennemgik et punkt på tjeklisten", "went through a point of the check list"),
        "acquisition-screen" => Text::new("screenede en afvigelse", "screened a deviation"),
        "acquisition-assess-part" => Text::new("sikkerhedsvurderede en komponent", "assessed a component"),
        "acquisition-pass-gate" => Text::new("gennemførte en faseovergang", "passed a gate"),
        "acquisition-choose" => Text::new("valgte vinderen", "chose the winner"),
        "acquisition-reopen-offers" => Text::new("gik tilbage til tilbuddene", "went back to the offers"),
        "acquisition-declare-conflict" => Text::new("meldte sig inhabil", "declared a conflict of interest"),
        "acquisition-approve" => Text::new("godkendte valget", "approved the choice"),
        "acquisition-refuse" => Text::new("afslog valget", "refused the choice"),
        "acquisition-answer-board" => Text::new("lagde valget frem igen", "put the choice forward again"),
        "acquisition-undo-system" => Text::new(
            "fortrød importen, der gjorde vinderen til et system",
            "undid the import that made the winner a system",
        ),
        "acquisition-become-system" => Text::new("gjorde vinderen til et system", "made the winner a system"),
        "acquisition-cancel" => Text::new("opgav anskaffelsen", "gave the acquisition up"),
        "acquisition-refused" => Text::new("fik nej i en anskaffelse", "was refused in an acquisition"),
        _ => return None,
    })
}

impl House {
    /// Every acquisition's face, the latest opened first.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn acquisitions(&self) -> Result<Vec<AcquisitionFace>, HouseError> {
        let kept = self.store.acquisition_faces(&self.tenant).await?;
        let (mut faces, mut anew) = (Vec::with_capacity(kept.len()), Vec::new());
        for (id, face) in kept {
            if let Some(face) = kept::read(AcquisitionFace::FORM, &face) {
                faces.push(face);
            } else if let Some(view) = self.acquisition(&id).await? {
                let face = view.acquisition.face();
                let text = kept::written(AcquisitionFace::FORM, &face).map_err(|error| unwritable(&error))?;
                anew.push((id, i64::from(face.version), text));
                faces.push(face);
            }
        }
        self.store.write_anew(&self.tenant, Filed::Acquisition, &anew).await?;
        Ok(faces)
    }

    /// An acquisition with its history; none when there is no such one.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn acquisition(&self, id: &str) -> Result<Option<AcquisitionView>, HouseError> {
        view(id, self.store.acquisition_entries(&self.tenant, id).await?)
    }

    /// An acquisition as it stood at the end of a day gone by; none when there was no such one yet.
    ///
    /// # Errors
    /// Refused for a day to come; else as [`House::acquisition`].
    pub async fn acquisition_as_of(&self, id: &str, day: Day) -> Result<Option<AcquisitionView>, HouseError> {
        if day > self.clock.today() {
            return Err(crate::as_of::future());
        }
        let (end, mut entries) = (self.end_of(day).instant, self.store.acquisition_entries(&self.tenant, id).await?);
        entries.retain(|entry| entry.at <= end);
        view(id, entries)
    }
}

/// The acquisition that entries of the log make.
pub(crate) fn view(id: &str, entries: Vec<LogEntry>) -> Result<Option<AcquisitionView>, HouseError> {
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    for entry in entries {
        if entry.act == "acquisition-refused" {
            refused.push(RefusedTry::of(entry));
        } else {
            let mut recorded: AcquisitionRecorded = of_entry(&entry)?;
            recorded.at = entry.at;
            events.push(AcquisitionEntry { seq: entry.seq, recorded });
        }
    }
    let id = AcquisitionId(id.to_owned());
    let acquisition = Acquisition::replay(&id, events.iter().map(|event| &event.recorded));
    Ok(acquisition.map(|acquisition| AcquisitionView { acquisition, events, refused }))
}
