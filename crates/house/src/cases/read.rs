//! A case as it is read: its history out of the log, replayed.

use decisions::{Case, CaseId, Detail, Face, Ground, Hand, Holder, Recorded};
use kernel::{Day, Instant, Lang, Text};
use serde_json::Value as Json;
use store::{LogEntry, StoreError};

use super::retain::REMOVED;
use crate::{House, HouseError};

/// One event of a case, with its number in the log.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    /// The log's number.
    pub seq: i64,
    /// The event.
    pub recorded: Recorded,
}

/// Something that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTry {
    /// The log's number.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who tried.
    pub name: String,
    /// What they wanted to do.
    pub command: String,
    /// The same as the log's acts are called, when it is done.
    pub act: String,
    /// Why not.
    pub label: String,
    /// The sentences they were told; until December 2026 the log had the label only.
    pub told: Option<Text>,
    /// Each thing that was wrong, when there were several.
    pub details: Vec<Detail>,
}

/// A case with its whole history.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// As it is.
    pub case: Case,
    /// What happened, the earliest first.
    pub events: Vec<CaseEvent>,
    /// What was refused.
    pub refused: Vec<RefusedTry>,
    /// The day its files were removed, kept long enough: none before that.
    pub files_removed: Option<Instant>,
}

impl CaseEvent {
    /// Who did what, in a line.
    pub fn told(&self) -> Text {
        let by = &self.recorded.by;
        let label = label(self.recorded.event.act());
        let line = |lang: Lang| format!("{}: {by} {}", self.recorded.day.long(lang), label.pick(lang));
        Text { da: line(Lang::Da), en: line(Lang::En) }
    }
}

/// What an event is called, after a name.
pub fn label(act: &str) -> Text<&'static str> {
    known_label(act).unwrap_or(Text::new("gjorde noget", "did something"))
}

/// The same; none for an act that this version does not know.
pub fn known_label(act: &str) -> Option<Text<&'static str>> {
    Some(match act {
        "case-open" => Text::new("oprettede sagen", "opened the case"),
        "case-declare-conflict" => Text::new("meldte sig inhabil", "declared a conflict of interest"),
        "case-screen" => Text::new("screenede", "screened"),
        "case-conclude" => Text::new("afsluttede screeningen", "concluded the screening"),
        "case-explain" => Text::new("forklarede afvigelsen", "explained the deviation"),
        "case-send-back" => Text::new("sendte sagen tilbage", "sent the case back"),
        "case-withdraw-submission" => Text::new("trak indstillingen tilbage", "withdrew the submission"),
        "case-withdraw-explanation" => Text::new("trak forklaringen tilbage", "withdrew the explanation"),
        "case-accept" => Text::new("godkendte forklaringen", "accepted the explanation"),
        "case-submit" => Text::new("indstillede sagen til direktionen", "submitted the case to the board"),
        "case-dispense" => Text::new("gav dispensation", "gave a dispensation"),
        "case-refuse" => Text::new("gav afslag", "refused"),
        "case-grant-emergency" => Text::new("gav nøddispensation", "granted an emergency dispensation"),
        "case-revoke" => Text::new("tilbagekaldte dispensationen", "revoked the dispensation"),
        "case-meet-condition" => Text::new("meldte et vilkår opfyldt", "showed that a condition is met"),
        "case-claim-step" => Text::new("meldte et trin udført", "reported a step done"),
        "case-redate-step" => Text::new("flyttede et trin", "moved a step"),
        "case-review" => Text::new("gennemgik afgørelsen", "reviewed the decision"),
        "case-note" => Text::new("skrev et notat", "wrote a note"),
        "case-attach" => Text::new("lagde en fil på sagen", "added a file"),
        "case-split" => Text::new("delte sagen", "split the case"),
        "case-reach-phase" => Text::new("skiftede fase", "set the phase"),
        "case-cancel" => Text::new("lukkede sagen", "closed the case"),
        "case-observe" => Text::new("konstaterede, at grundlaget er ændret", "saw that the ground has changed"),
        "case-remove-files" => {
            Text::new("slettede sagens bilag efter fristen", "removed the case's files, kept long enough")
        }
        "case-refused" => Text::new("fik nej i en sag", "was refused in a case"),
        _ => return None,
    })
}

impl House {
    /// A case with its history; none when there is no such case.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn case(&self, id: &str) -> Result<Option<CaseView>, HouseError> {
        let entries = self.store.case_entries(&self.tenant, id).await?;
        view(id, entries)
    }
}

impl House {
    /// A case as it stood at the end of a day gone by; none when there was no such case yet.
    ///
    /// # Errors
    /// Refused for a day to come; else as [`House::case`].
    pub async fn case_as_of(&self, id: &str, day: Day) -> Result<Option<CaseView>, HouseError> {
        if day > self.clock.today() {
            return Err(crate::as_of::future());
        }
        let (end, mut entries) = (self.end_of(day).instant, self.store.case_entries(&self.tenant, id).await?);
        entries.retain(|entry| entry.at <= end);
        view(id, entries)
    }

    /// The ground of a case on a day gone by; none when the house does not know the facts of that day.
    ///
    /// # Errors
    /// As [`House::as_of`], but for days before the first import.
    pub async fn ground_as_of(&self, face: &Face, day: Day) -> Result<Option<Ground>, HouseError> {
        let then = match self.as_of(day).await {
            Ok(then) => then,
            Err(HouseError::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(kind) = facts::schema().kind(&face.kind) else { return Ok(None) };
        let facts = (&then.slots, &then.assessment, &then.packs()[..]);
        Ok(Ground::of(facts, (&face.pack, &face.principle), (kind, &face.keys), &face.watching))
    }
}

/// The case that entries of the log make.
pub(crate) fn view(id: &str, entries: Vec<LogEntry>) -> Result<Option<CaseView>, HouseError> {
    let (mut events, mut refused, mut files_removed) = (Vec::new(), Vec::new(), None);
    for entry in entries {
        if entry.act == "case-refused" {
            refused.push(RefusedTry::of(entry));
        } else if entry.act == REMOVED {
            files_removed = Some(entry.at);
        } else {
            events.push(CaseEvent { seq: entry.seq, recorded: recorded(&entry)? });
        }
    }
    let case = Case::replay(&CaseId(id.to_owned()), events.iter().map(|event| &event.recorded));
    Ok(case.map(|case| CaseView { case, events, refused, files_removed }))
}

fn recorded(entry: &LogEntry) -> Result<Recorded, HouseError> {
    let mut recorded: Recorded = of_entry(entry)?;
    recorded.at = entry.at;
    Ok(recorded)
}

/// What an entry records, with the hand that its columns name.
pub(crate) fn of_entry<T: serde::de::DeserializeOwned>(entry: &LogEntry) -> Result<T, HouseError> {
    let unreadable =
        |error: serde_json::Error| HouseError::Store(StoreError::Unreadable(format!("log {}: {error}", entry.seq)));
    let mut detail: Json = serde_json::from_str(&entry.detail).map_err(unreadable)?;
    let holder = Holder { account: entry.account.clone(), name: entry.name.clone() };
    let mut hand = Hand { holder, deputy_for: None };
    if let Json::Object(fields) = &mut detail {
        if let Some(principal) = fields.remove("deputy_for") {
            hand.deputy_for = serde_json::from_value(principal).map_err(unreadable)?;
        }
        fields.insert("by".to_owned(), serde_json::to_value(&hand).map_err(unreadable)?);
    }
    serde_json::from_value(detail).map_err(unreadable)
}
