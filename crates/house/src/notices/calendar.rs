//! Calendars: the deadlines that concern somebody, by a secret address that a calendar program keeps. It is kept as a hash, shows
//! titles and days only, and can be withdrawn.

use actions::Entry;
use serde_json::json;

use super::reader::{Reader, reach};
use crate::people::{Secret, Who};
use crate::rights::{self, Action};
use crate::{House, HouseError, secret};

/// Deadlines past stay so many days,
const PAST: i32 = 30;
/// and those ahead are shown so many days before.
const AHEAD: i32 = 3 * 366;
/// A calendar holds no more.
const MOST: usize = 2_000;

impl House {
    /// Gives somebody a calendar. Its secret is given once; an earlier one stops working.
    ///
    /// # Errors
    /// When they may not see the estate, or the store fails.
    pub async fn make_calendar(&self, who: &Who) -> Result<Secret, HouseError> {
        who.may(Action::ReadEstate)?;
        let secret = secret::random(32)?;
        let subject = Some(("account".to_owned(), who.account.id.clone()));
        let act = self.act(&who.actor(), "make-calendar", subject, json!({}));
        self.store.set_calendar(&self.tenant, &act, &who.account.id, &secret::hash(&secret)).await?;
        Ok(Secret(secret))
    }

    /// Withdraws somebody's calendar.
    ///
    /// # Errors
    /// When they have none.
    pub async fn drop_calendar(&self, who: &Who) -> Result<(), HouseError> {
        let subject = Some(("account".to_owned(), who.account.id.clone()));
        let act = self.act(&who.actor(), "drop-calendar", subject, json!({}));
        Ok(self.store.drop_calendar(&self.tenant, &act, &who.account.id).await?)
    }

    /// The calendar with that secret, as text; none when there is none, or its account is closed or may see nothing any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn calendar(&self, secret: &str, address: Option<&str>) -> Result<Option<String>, HouseError> {
        let found = self.store.account_of_calendar(&self.tenant, &secret::hash(secret)).await?;
        let Some(id) = found else { return Ok(None) };
        let account = self.now().known(self.store.account(&self.tenant, &id).await?);
        let grants = self.store.grants(&self.tenant, &id).await?;
        if account.closed_at.is_some() || !rights::may(&grants, Action::ReadEstate) {
            return Ok(None);
        }
        let reader = Reader { account: &account, grants: &grants, stands_in_for: &[] };
        let (snapshot, today, reachable) = (self.now(), self.clock.today(), self.reachable().await?);
        let shown = today.plus_days(-PAST)..=today.plus_days(AHEAD);
        let faces: Vec<_> = self.docket().faces().filter(|face| !face.is_over()).cloned().collect();
        let mut entries = Vec::new();
        for face in &faces {
            let mut near = actions::deadlines(face, today, reach(&snapshot, face, &reachable));
            near.retain(|deadline| shown.contains(&deadline.day));
            if near.is_empty() {
                continue;
            }
            for (_, held) in reader.held(&snapshot, face) {
                let mine = near.iter().filter(|deadline| deadline.concerns(&held));
                entries.extend(mine.map(|deadline| Entry::of(deadline, account.lang)));
            }
        }
        entries.sort_by(|a, b| (a.day, &a.name).cmp(&(b.day, &b.name)));
        entries.truncate(MOST);
        let name = match account.lang {
            kernel::Lang::Da => "Fundament: frister",
            kernel::Lang::En => "Fundament: deadlines",
        };
        Ok(Some(actions::calendar(name, (&format!("{}.fundament", self.tenant.0), address), &entries)))
    }
}
