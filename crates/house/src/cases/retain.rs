//! Retention: so many years after a case was closed, the bytes of its files are removed. The log keeps each file's name and SHA-256,
//! so that the chain holds, and a copy kept elsewhere can still be shown to be the file (docs/decisions/0012). Nothing goes by itself
//! unless an administrator has said after how many years; then housekeeping does it at night.

use decisions::{Face, Standing, standing};
use kernel::Day;
use serde_json::json;
use store::Actor;

use crate::people::Who;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::{House, HouseError};

/// The act that removes a case's files.
pub(crate) const REMOVED: &str = "case-remove-files";

/// The fewest and the most years that can be set: a slip of the pen must not remove what was closed last week.
const YEARS: std::ops::RangeInclusive<u16> = 1..=100;

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
    /// For how many years files are kept after a case was closed; none for ever.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn files_kept(&self) -> Result<Option<u16>, HouseError> {
        Ok(self.store.files_kept(&self.tenant).await?)
    }

    /// Sets that. What is older is removed the next night. Nothing happens when it was so already.
    ///
    /// # Errors
    /// When they may not, or the years are too few or too many.
    pub async fn keep_files(&self, who: &Who, years: Option<u16>) -> Result<(), HouseError> {
        who.may(Action::ManageAccounts)?;
        if years.is_some_and(|years| !YEARS.contains(&years)) {
            return Err(refusal(
                "retention-years",
                "Skriv et helt antal år fra 1 til 100, eller lad feltet være tomt, så intet slettes.",
                "Write a whole number of years from 1 to 100, or leave the field empty, so that nothing is removed.",
            ));
        }
        let before = self.files_kept().await?;
        if before == years {
            return Ok(());
        }
        let act = self.act(&who.actor(), "set-retention", None, json!({ "years": years, "before": before }));
        Ok(self.store.keep_files(&self.tenant, &act, years).await?)
    }

    /// Removes what has been kept as long as was set. Gives how many files went.
    pub(crate) async fn remove_what_is_due(&self) -> Result<u64, HouseError> {
        let Some(years) = self.files_kept().await? else { return Ok(0) };
        let gone = self.remove_due_files(&Actor::system(), years).await?;
        Ok(gone.iter().map(|one| u64::try_from(one.files).unwrap_or(0)).sum())
    }

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
