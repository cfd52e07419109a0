//! What somebody wanted to do in a case, an acquisition, at a meeting of the board or with a deputy, and was refused: the log keeps what
//! they were told, word for word, so that years later nobody has to guess which of a label's sentences it was.

use decisions::Detail;
use kernel::Text;
use serde_json::{Value as Json, json};
use store::{ACQUISITION, CASE, LogEntry, StoreError};

use crate::cases::{RefusedTry, Seat};
use crate::people::Who;
use crate::{House, HouseError, Refusal};

/// A meeting of the board, as the log calls it.
pub const MEETING: &str = "meeting";
/// Somebody who stands in for somebody, as the log calls it.
pub const DEPUTY: &str = "deputy";

/// So many particulars of a refusal are kept: whoever comes back to a case after a year is told all that others did.
const KEPT: usize = 20;
/// And of each sentence so many letters.
const LONGEST: usize = 1_000;

impl House {
    /// Logs a refusal before it is told, whoever refused: the gate, the domain, or time.
    pub(crate) async fn logged<T>(
        &self,
        seat: Seat<'_>,
        about: (&'static str, Option<&str>),
        command: &str,
        done: Result<T, HouseError>,
    ) -> Result<T, HouseError> {
        if let Some(refusal) = done.as_ref().err().and_then(refusal_of) {
            self.refused_if_there(seat, about, command, &refusal).await?;
        }
        done
    }

    /// Logs that somebody came with a command that none of their roles, or not their token, is for, or that could not be read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refused_at_gate(
        &self,
        who: &Who,
        about: (&'static str, Option<&str>),
        command: &str,
        refusal: &Refusal,
    ) -> Result<(), HouseError> {
        self.refused_if_there(Seat::of(who), about, command, refusal).await
    }

    /// Logs a refusal about what is there, or of what is to be.
    pub(crate) async fn refused_if_there(
        &self,
        seat: Seat<'_>,
        (kind, id): (&'static str, Option<&str>),
        command: &str,
        refusal: &Refusal,
    ) -> Result<(), HouseError> {
        // A number that nobody has seen is no case's: it is not written down as one.
        let is_one = match id {
            Some(id) if kind == CASE => self.case(id).await?.is_some(),
            Some(id) if kind == MEETING => self.meetings().await?.iter().any(|one| one.id == id),
            Some(id) => self.acquisition(id).await?.is_some(),
            None => true,
        };
        if is_one {
            self.log_refusal(seat, (kind, id), command, refusal).await?;
        }
        Ok(())
    }

    async fn log_refusal(
        &self,
        seat: Seat<'_>,
        (kind, id): (&'static str, Option<&str>),
        command: &str,
        refusal: &Refusal,
    ) -> Result<(), HouseError> {
        let mut detail = json!({
            "command": command, "label": refusal.label, "acting_for": seat.acting_for, "told": short(&refusal.text),
        });
        if !refusal.details.is_empty() {
            detail["details"] = json!(refusal.details.iter().take(KEPT).map(shortened).collect::<Vec<_>>());
        }
        let act = match kind {
            ACQUISITION => "acquisition-refused",
            MEETING => "meeting-refused",
            DEPUTY => "deputy-refused",
            _ => "case-refused",
        };
        // A meeting's version is its last act: what was refused made no other of it.
        if kind == MEETING {
            detail[MEETING] = json!(id);
        }
        let subject = id.filter(|_| kind != MEETING).map(|id| (kind.to_owned(), id.to_owned()));
        self.store.note(&self.tenant, &self.act(&seat.who.actor(), act, subject, detail)).await?;
        Ok(())
    }
}

/// What somebody is told who asked for what cannot be; nothing when the house itself failed.
fn refusal_of(error: &HouseError) -> Option<Refusal> {
    match error {
        HouseError::Refused(refusal) => Some(refusal.clone()),
        HouseError::Store(StoreError::Changed { .. } | StoreError::Unknown { .. } | StoreError::Taken { .. }) => {
            Some(Refusal { label: error.label(), text: error.text(), details: Vec::new() })
        }
        _ => None,
    }
}

impl RefusedTry {
    /// What an entry tells of it.
    pub fn of(entry: LogEntry) -> Self {
        let detail: Json = serde_json::from_str(&entry.detail).unwrap_or_default();
        let field = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
        Self {
            seq: entry.seq,
            at: entry.at,
            act: format!("{}-{}", entry.act.split('-').next().unwrap_or_default(), field("command")),
            command: field("command"),
            label: field("label"),
            told: serde_json::from_value(detail["told"].clone()).ok(),
            details: serde_json::from_value(detail["details"].clone()).unwrap_or_default(),
            name: entry.name,
        }
    }
}

fn shortened(detail: &Detail) -> Detail {
    Detail { at: detail.at.clone(), text: short(&detail.text) }
}

/// A sentence quotes what was sent, which may be long: of that the log keeps its beginning.
fn short(text: &Text) -> Text {
    let cut = |text: &str| match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    Text { da: cut(&text.da), en: cut(&text.en) }
}

/// What somebody wanted to do, after "wanted to": an act that was not done is not told in the past tense.
pub fn wanted(act: &str) -> Option<Text<&'static str>> {
    Some(match act {
        "case-open" => Text::new("oprette en sag", "open a case"),
        "case-declare-conflict" | "acquisition-declare-conflict" => {
            Text::new("melde sig inhabil", "declare a conflict of interest")
        }
        "case-screen" => Text::new("screene", "screen"),
        "case-conclude" => Text::new("afslutte screeningen", "conclude the screening"),
        "case-explain" => Text::new("forklare afvigelsen", "explain the deviation"),
        "case-send-back" => Text::new("sende sagen tilbage", "send the case back"),
        "case-withdraw" => {
            Text::new("trække indstillingen eller forklaringen tilbage", "withdraw the submission or the explanation")
        }
        "case-accept" => Text::new("godkende forklaringen", "accept the explanation"),
        "case-submit" => Text::new("indstille sagen til direktionen", "submit the case to the board"),
        "case-dispense" => Text::new("give dispensation", "give a dispensation"),
        "case-refuse" => Text::new("give afslag", "refuse"),
        "case-grant-emergency" => Text::new("give nøddispensation", "grant an emergency dispensation"),
        "case-revoke" => Text::new("tilbagekalde dispensationen", "revoke the dispensation"),
        "case-meet-condition" => Text::new("melde et vilkår opfyldt", "show that a condition is met"),
        "case-claim-step" => Text::new("melde et trin udført", "report a step done"),
        "case-redate-step" => Text::new("flytte et trin", "move a step"),
        "case-review" => Text::new("gennemgå afgørelsen", "review the decision"),
        "case-note" => Text::new("skrive et notat", "write a note"),
        "case-attach" => Text::new("lægge en fil på sagen", "add a file"),
        "case-split" => Text::new("dele sagen", "split the case"),
        "case-reach-phase" => Text::new("skifte fase", "set the phase"),
        "case-cancel" => Text::new("lukke sagen", "close the case"),
        // The page gives both answers by one form, which the gate does not read.
        "case-decide" => Text::new("afgøre sagen", "decide the case"),
        "acquisition-decide" => Text::new("tage stilling til valget", "decide on the choice"),
        "acquisition-open" => Text::new("oprette en anskaffelse", "open an acquisition"),
        "acquisition-revise" => Text::new("rette anskaffelsens plan", "change the acquisition's plan"),
        "acquisition-state-own" => {
            Text::new("gemme kommunens svar for alle tilbud", "save the municipality's answers for all offers")
        }
        "acquisition-add-candidate" => Text::new("tilføje et tilbud", "add an offer"),
        "acquisition-state" => Text::new("gemme oplysninger om et tilbud", "save facts of an offer"),
        "acquisition-withdraw" => Text::new("trække et tilbud tilbage", "withdraw an offer"),
        "acquisition-explain-no-reuse" => {
            Text::new("forklare, hvorfor der ikke genbruges", "explain why nothing is reused")
        }
        "acquisition-make-sheet" => Text::new("danne kravarket", "make the requirement sheet"),
        "acquisition-check" => Text::new("gennemgå et punkt på tjeklisten", "go through a point of the check list"),
        "acquisition-screen" => Text::new("screene en afvigelse", "screen a deviation"),
        "acquisition-assess-part" => Text::new("sikkerhedsvurdere en komponent", "assess a component"),
        "acquisition-pass-gate" => Text::new("gennemføre en faseovergang", "pass a gate"),
        "acquisition-choose" => Text::new("vælge vinderen", "choose the winner"),
        "acquisition-reopen-offers" => Text::new("gå tilbage til tilbuddene", "go back to the offers"),
        "acquisition-approve" => Text::new("godkende valget", "approve the choice"),
        "acquisition-refuse" => Text::new("afslå valget", "refuse the choice"),
        "acquisition-answer-board" => Text::new("lægge valget frem igen", "put the choice forward again"),
        "acquisition-become-system" => Text::new("gøre vinderen til et system", "make the winner a system"),
        "acquisition-cancel" => Text::new("opgive anskaffelsen", "give the acquisition up"),
        "meeting-plan" => Text::new("planlægge et møde", "plan a meeting"),
        "meeting-set-agenda" => Text::new("sætte dagsordenen", "set the agenda"),
        "meeting-close" => Text::new("give mødet et referat", "give the meeting its minutes"),
        // A program changes both by one operation, which the gate does not read.
        "meeting-change" => Text::new("ændre mødet", "change the meeting"),
        "meeting-decide" => Text::new("afgøre mødets sager", "decide the meeting's cases"),
        "deputy-appoint" => Text::new("udpege en stedfortræder", "appoint a deputy"),
        "deputy-end" => Text::new("afslutte en stedfortræder", "end a deputy's time"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_sentence_the_log_keeps_the_beginning() {
        let long = Text { da: "æ".repeat(300_000), en: "For kort.".to_owned() };
        let kept = short(&long);
        assert_eq!((kept.da.chars().count(), kept.en.as_str()), (LONGEST + 1, "For kort."));
        assert!(kept.da.ends_with('…'));
    }
}
