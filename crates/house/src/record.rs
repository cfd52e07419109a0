//! What is kept by acts on it alone: accounts, meetings, the names of columns. Its version is the number of the last act on it, so that nobody
//! overwrites what they have not seen.

use store::{Act, LogEntry};

use crate::{House, HouseError};

/// So many acts are told; who has been away longer reads it again.
const MOST: i64 = 20;

/// An account or a meeting, and its version when its author read it; none for who builds on nothing that was read.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(crate) id: &'a str,
    seen: Option<i64>,
}

impl<'a> From<&'a str> for Record<'a> {
    fn from(id: &'a str) -> Self {
        Self { id, seen: None }
    }
}

impl<'a> From<&'a String> for Record<'a> {
    fn from(id: &'a String) -> Self {
        Self { id, seen: None }
    }
}

impl<'a> From<(&'a str, i64)> for Record<'a> {
    fn from((id, seen): (&'a str, i64)) -> Self {
        Self { id, seen: Some(seen) }
    }
}

impl Record<'_> {
    /// The act, on this and as it was seen.
    pub(crate) fn act(&self, kind: &str, act: Act) -> Act {
        Act { subject: Some((kind.to_owned(), self.id.to_owned())), seen: self.seen, ..act }
    }
}

impl House {
    /// The version of an account: another after each act on it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_version(&self, account: &str) -> Result<i64, HouseError> {
        Ok(self.store.last_act(&self.tenant, ("account", account)).await?)
    }

    /// The version of a meeting of the board: another after each act on it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn meeting_version(&self, meeting: &str) -> Result<i64, HouseError> {
        Ok(self.store.last_act(&self.tenant, ("meeting", meeting)).await?)
    }

    /// What was done to an account or a meeting after it had that version, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn acts_since(&self, subject: (&str, &str), seen: i64) -> Result<Vec<LogEntry>, HouseError> {
        let mut acts = self.store.log_of(&self.tenant, subject, MOST).await?;
        acts.retain(|entry| entry.seq > seen);
        Ok(acts)
    }
}
