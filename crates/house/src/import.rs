//! Imports: tried first, taken in as one act, undone if they were wrong.

use decisions::Detail;
use facts::{KindId, schema};
use inbound::Report;
use kernel::{Day, Lang, Text};
use serde_json::json;
use store::{Act, Actor, Difference, Done, ImportRun, Intake, StoreError, Undoing, Upload};

use crate::acquisitions::TRIES;
use crate::acted::Acted;
use crate::foresee::Foreseen;
use crate::forms::Gone;
use crate::much::Much;
use crate::people::Who;
use crate::runs::{RunReport, is_much};
use crate::{House, HouseError, Refusal, secret};

/// A file that was not taken in is forgotten after so many seconds.
const UPLOAD_LASTS: i64 = 86_400;

/// A file on its way in.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// The kind of its objects.
    pub kind: KindId,
    /// What it was called.
    pub name: String,
    /// Whose word it is.
    pub source: String,
    /// Which register that counts as; empty when nobody chose.
    pub register: String,
    /// When it was exported.
    pub exported: Option<Day>,
    /// Whether it is all that the source has.
    pub complete: bool,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The act's number, by which it can be undone.
    pub act: i64,
    /// What each delivery changed.
    pub differences: Vec<Difference>,
    /// How many verdicts turned; none while they are still worked out.
    pub turned: Option<usize>,
    /// What should be known of it.
    pub foreseen: Foreseen,
}

/// What undoing an import would do.
#[derive(Clone, Debug)]
pub struct UndoPlan {
    /// The import as a run of registers; none when it brought what people said only.
    pub run: Option<ImportRun>,
    /// What it changed, which would be as before.
    pub done: Vec<Done>,
    /// By kind, how many objects would be gone altogether: nobody else tells of them.
    pub lost: Vec<(KindId, usize)>,
    /// Whether that is much.
    pub much_gone: bool,
}

impl UndoPlan {
    /// What would be gone altogether, a line each kind.
    pub fn told(&self) -> Vec<Text> {
        let line = |(kind, count): &(KindId, usize)| {
            let def = schema().def(*kind);
            let name = if *count == 1 { def.one } else { def.many };
            let line = |lang| format!("{} {}", kernel::count(*count as u64, lang), name.get(lang));
            Text { da: line(Lang::Da), en: line(Lang::En) }
        };
        self.lost.iter().map(line).collect()
    }
}

fn undone_already() -> HouseError {
    let (da, en) = ("Importen er allerede fortrudt.", "The import has been undone already.");
    HouseError::Refused(Refusal::new("import-undone", da, en))
}

/// The day of an export or of something done, as somebody says: one that has been, of the years that facts can be about.
///
/// # Errors
/// `import-day` when it is none.
pub fn has_been(day: Option<Day>, today: Day) -> Result<Option<Day>, Refusal> {
    if day.is_none_or(|day| day.year() >= 1900 && day <= today) {
        return Ok(day);
    }
    Err(Refusal::new(
        "import-day",
        "Dagen kan ikke ligge i fremtiden eller før år 1900. Skriv den dag, det er udtrukket eller gjort.",
        "The day cannot be in the future or before the year 1900. Write the day on which it was exported or done.",
    ))
}

impl House {
    /// What an import would change, delivery by delivery, without changing it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn try_import(&self, intake: &Intake) -> Result<Vec<Difference>, HouseError> {
        Ok(self.store.difference(&self.tenant, &intake.deliveries).await?)
    }

    /// Takes an import in as one act, and has it assessed.
    ///
    /// # Errors
    /// When the store fails; then nothing is in.
    pub async fn import(&self, actor: &Actor, intake: &Intake) -> Result<Imported, HouseError> {
        self.import_told(actor, intake, None).await
    }

    /// The same, and what the importer told of itself: what was read, and what did not come in.
    ///
    /// # Errors
    /// When the store fails; then nothing is in.
    pub async fn import_told(
        &self,
        actor: &Actor,
        intake: &Intake,
        report: Option<&Report>,
    ) -> Result<Imported, HouseError> {
        let act = self.import_act(actor, intake);
        let people = (&intake.facts[..], &intake.answers[..]);
        let foreseen = self.foresee(intake, &self.try_import(intake).await?);
        let report = report.map(|report| {
            let mut report = RunReport::of(report);
            report.notices.extend(foreseen.told());
            serde_json::to_string(&report).unwrap_or_default()
        });
        let delivered =
            self.store.deliver_told(&self.tenant, &act, &intake.deliveries, people, report.as_deref()).await;
        let (act, differences) = delivered?;
        let turned = self.acted(act).await?.turned;
        Ok(Imported { act, differences, turned, foreseen })
    }

    /// The entry of what is taken in: how much of what, and from whom.
    pub(crate) fn import_act(&self, actor: &Actor, intake: &Intake) -> Act {
        let sources: Vec<_> = intake
            .deliveries
            .iter()
            .map(|delivery| {
                let kind = schema().def(delivery.kind).name;
                json!({ "source": &*delivery.source.name, "kind": kind, "rows": delivery.rows.len() })
            })
            .collect();
        let detail = json!({ "deliveries": sources, "facts": intake.facts.len(), "answers": intake.answers.len() });
        self.act(actor, "import", None, detail)
    }

    /// Keeps a file until it is taken in, a day at most. Gives the id by which its owner finds it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_upload(&self, who: &Who, file: UploadedFile) -> Result<String, HouseError> {
        let mut upload = self.new_upload(who, schema().def(file.kind).name, file.content)?;
        upload.file = file.name;
        upload.source = file.source;
        upload.register = file.register;
        upload.exported = file.exported;
        upload.complete = file.complete;
        self.keep(upload).await
    }

    pub(crate) fn new_upload(&self, who: &Who, kind: &str, content: Vec<u8>) -> Result<Upload, HouseError> {
        Ok(Upload {
            id: secret::random(8)?,
            account: who.account.id.clone(),
            at: self.clock.now(),
            kind: kind.to_owned(),
            file: String::new(),
            source: String::new(),
            register: String::new(),
            exported: None,
            complete: false,
            content,
        })
    }

    pub(crate) async fn keep(&self, upload: Upload) -> Result<String, HouseError> {
        let stale = upload.at.plus_seconds(-UPLOAD_LASTS);
        self.store.keep_upload(&self.tenant, &upload, stale).await?;
        Ok(upload.id)
    }

    /// Takes in what is all that a source has, unless much would be gone and nobody said that it is right.
    ///
    /// # Errors
    /// As [`House::import_told`]; `import-much-gone`.
    pub async fn import_whole(
        &self,
        actor: &Actor,
        (intake, report): (&Intake, &Report),
        gone: Gone,
    ) -> Result<Imported, HouseError> {
        if gone == Gone::Little
            && let Some(much) = Much::of(&self.try_import(intake).await?)
        {
            return Err(much.refused_import());
        }
        self.import_told(actor, intake, Some(report)).await
    }

    /// What undoing an import would do: what its sources say, kind by kind, and whether so much would be gone that somebody should
    /// say that it is right.
    ///
    /// # Errors
    /// When it has been undone, a later act has touched what it stated, or there is no such import.
    pub async fn undoing(&self, import: i64) -> Result<UndoPlan, HouseError> {
        let (run, done) = self.import_run(import).await?.map(|(run, done, _)| (run, done)).unzip();
        if run.as_ref().is_some_and(|run| run.undone) {
            return Err(undone_already());
        }
        let Undoing { overtaken, said, lost } = self.store.undoing(&self.tenant, import).await?;
        if run.is_none() && said == 0 {
            return Err(StoreError::Unknown { what: "import", key: import.to_string() }.into());
        }
        if overtaken > 0 {
            return Err(StoreError::Overtaken { import, count: overtaken }.into());
        }
        let now = self.now();
        let lost: Vec<(KindId, usize)> = lost
            .into_iter()
            .filter_map(|(kind, count)| Some((schema().kind(&kind)?, usize::try_from(count).ok()?)))
            .collect();
        let much = |(kind, count): &(KindId, usize)| is_much(*count, now.slots.count(*kind) as usize);
        let much_gone = lost.iter().any(much);
        Ok(UndoPlan { run, done: done.unwrap_or_default(), lost, much_gone })
    }

    /// Undoes an import as [`House::undo`], but not when much would be gone and nobody said that it is right.
    ///
    /// # Errors
    /// As [`House::undoing`]; `undo-much-gone` with how many of each kind.
    pub async fn undo_asked(&self, actor: &Actor, import: i64, gone: Gone) -> Result<Acted, HouseError> {
        let plan = self.undoing(import).await?;
        if plan.much_gone && gone == Gone::Little {
            return Err(Refusal {
                label: "undo-much-gone",
                text: Text {
                    da: "Meget ville forsvinde helt, så intet er fortrudt. Er det rigtigt, så bekræft det (i API'et much_gone=true).".to_owned(),
                    en: "Much would be gone altogether, so nothing was undone. If it is right, confirm it (much_gone=true in the API).".to_owned(),
                },
                details: plan.told().into_iter().map(Detail::from).collect(),
            }
            .into());
        }
        self.undo(actor, import).await
    }

    /// Undoes an import, and has that assessed. An acquisition whose winner was made a system by it can make it one again.
    ///
    /// # Errors
    /// When a later act has touched what the import stated, or there is no such import.
    pub async fn undo(&self, actor: &Actor, import: i64) -> Result<Acted, HouseError> {
        if self.import_run(import).await?.is_some_and(|(run, ..)| run.undone) {
            return Err(undone_already());
        }
        for _ in 0..TRIES {
            let settled = self.settled_by(actor, import).await?;
            let act = self.act(actor, "undo", None, json!({ "act": import }));
            match self.store.undo(&self.tenant, &act, import, &settled).await {
                // Somebody acted in the acquisition meanwhile.
                Err(StoreError::Changed { kind, .. }) if kind == store::ACQUISITION => {}
                Err(error) => return Err(error.into()),
                Ok(revision) => return self.acted(revision).await,
            }
        }
        Err(HouseError::BrokenOff)
    }
}
