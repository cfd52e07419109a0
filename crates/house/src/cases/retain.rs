//! Retention: so many years after a case was closed, the bytes of its files are removed. The log keeps each file's name and SHA-256,
//! so that the chain holds, and a copy kept elsewhere can still be shown to be the file (docs/decisions/0012).

use decisions::{Face, Standing, standing};
use kernel::Day;
use serde_json::json;
use store::Actor;

use crate::{House, HouseError};

/// The act that removes a case's files.
pub(crate) const REMOVED: &str = "case-remove-files";

/// A closed case whose files have been kept long enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The case's number.
    pub case: String,
    /// Its title.
    pub title: String,
    /// The day of the last that happened in it.
    pub closed: Day,
    /// How many files there are.
    pub files: i64,
    /// Their bytes.
    pub bytes: i64,
}

/// The first day on which the files of a case that was closed on a day are no longer kept.
fn ends(closed: Day, years: u16) -> Day {
    closed.plus_months(i32::from(years) * 12)
}

impl House {
    /// The closed cases whose files have been kept for so many years, the oldest number first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn files_due(&self, years: u16) -> Result<Vec<Due>, HouseError> {
        self.sync_cases().await?;
        let today = self.clock.today();
        let kept = |face: &Face| {
            !matches!(standing(face, today), Standing::NoLongerNeeded) || today < ends(face.changed, years)
        };
        let mut due = Vec::new();
        for (case, files, bytes) in self.store.cases_with_files(&self.tenant).await? {
            let Some(face) = self.docket().face(&case).filter(|face| !kept(face)) else { continue };
            due.push(Due { case, title: face.title.clone(), closed: face.changed, files, bytes });
        }
        Ok(due)
    }

    /// Removes the files of the cases that are due. Gives those.
    ///
    /// # Errors
    /// When the store fails; what was removed until then is in the log.
    pub async fn remove_due_files(&self, actor: &Actor, years: u16) -> Result<Vec<Due>, HouseError> {
        let due = self.files_due(years).await?;
        for one in &due {
            let view = self.case(&one.case).await?;
            let gone = view.map(|view| view.case.attachments).unwrap_or_default();
            let files: Vec<&str> = gone.iter().map(|file| file.sha256.as_str()).collect();
            let subject = Some((store::CASE.to_owned(), one.case.clone()));
            let act = self.act(actor, REMOVED, subject, json!({ "years": years, "files": files }));
            self.store.remove_files(&self.tenant, &act, (&one.case, &files)).await?;
        }
        Ok(due)
    }
}
