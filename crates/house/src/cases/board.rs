//! Deputies, and the board's meetings: an agenda of cases and acquisitions, and the number of the minutes.

use kernel::{Day, Role};
use serde_json::json;
use store::{Account, Deputy, Grant, Meeting};

use crate::people::Who;
use crate::record::Record;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::tried::{DEPUTY, MEETING};
use crate::{House, HouseError};

use super::Seat;

/// The longest time that somebody stands in for another.
const LONGEST_DEPUTY_MONTHS: i32 = 12;

/// Somebody for whom somebody stands in today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The account.
    pub account: String,
    /// The name.
    pub name: String,
    /// The person of the estate that it is.
    pub person: Option<String>,
    /// The roles that are lent.
    pub grants: Vec<Grant>,
}

impl House {
    /// Lets a colleague stand in for somebody, from a day to a day.
    ///
    /// # Errors
    /// When the days are no period from today on, or somebody would stand in for themselves.
    pub async fn appoint_deputy(&self, who: &Who, deputy: &str, period: (Day, Day)) -> Result<i64, HouseError> {
        let appointed = self.appointed(who, deputy, period).await;
        self.logged(Seat::of(who), (DEPUTY, None), "appoint", appointed).await
    }

    async fn appointed(&self, who: &Who, deputy: &str, (from, until): (Day, Day)) -> Result<i64, HouseError> {
        who.may(Action::AppointDeputy)?;
        if until < from || from < self.clock.today() {
            return Err(refusal(
                "deputy-period",
                "Perioden kan tidligst begynde i dag, og den kan ikke slutte, før den begynder. Ret datoerne.",
                "The period can begin today at the earliest, and cannot end before it begins. Correct the dates.",
            ));
        }
        let account = self.store.account(&self.tenant, deputy).await?;
        if account.id == who.account.id || account.closed_at.is_some() {
            return Err(refusal(
                "deputy-who",
                "Vælg en kollega med en aktiv konto.",
                "Choose a colleague with an open account.",
            ));
        }
        if !self.may_stand_in(&account).await? {
            return Err(refusal(
                "deputy-role",
                "En revisor eller administrator kan ikke være stedfortræder. Vælg en kollega med en anden rolle.",
                "An auditor or administrator cannot stand in. Choose a colleague with another role.",
            ));
        }
        if until > from.plus_months(LONGEST_DEPUTY_MONTHS) {
            return Err(refusal(
                "deputy-too-long",
                "En stedfortræder kan højst udpeges for et år ad gangen. Vælg en tidligere slutdato.",
                "A deputy is appointed for a year at a time at most. Choose an earlier end date.",
            ));
        }
        let detail = json!({ "deputy": account.id, "name": account.name, "from": from, "until": until });
        let act = self.act(&who.actor(), "appoint-deputy", None, detail);
        let pair = (account.id.as_str(), who.account.id.as_str());
        Ok(self.store.add_deputy(&self.tenant, &act, pair, (from, until)).await?)
    }

    /// Whether somebody can be a deputy: whoever reads everything and changes nothing, and whoever keeps the accounts, is lent no seat.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn may_stand_in(&self, account: &Account) -> Result<bool, HouseError> {
        let may_sit = |grant: &Grant| !matches!(grant.role, Role::Auditor | Role::Admin);
        Ok(self.store.grants(&self.tenant, &account.id).await?.iter().any(may_sit))
    }

    /// Ends a deputy's time: by whoever appointed them.
    ///
    /// # Errors
    /// When they did not appoint that deputy.
    pub async fn end_deputy(&self, who: &Who, id: i64) -> Result<(), HouseError> {
        let ended = self.ended(who, id).await;
        self.logged(Seat::of(who), (DEPUTY, None), "end", ended).await
    }

    async fn ended(&self, who: &Who, id: i64) -> Result<(), HouseError> {
        who.may(Action::AppointDeputy)?;
        let mine = self.deputies().await?.into_iter().find(|one| one.id == id && one.principal == who.account.id);
        let Some(mine) = mine else {
            return Err(refusal(
                "deputy-not-yours",
                "Kun den, der har udpeget stedfortræderen, kan afslutte perioden. Bed vedkommende om det.",
                "Only whoever appointed the deputy can end the period. Ask them to.",
            ));
        };
        let name = self.store.account(&self.tenant, &mine.account).await?.name;
        let act = self.act(&who.actor(), "end-deputy", None, json!({ "deputy": id, "name": name }));
        Ok(self.store.end_deputy(&self.tenant, &act, id).await?)
    }

    /// Every deputy.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deputies(&self) -> Result<Vec<Deputy>, HouseError> {
        Ok(self.store.deputies(&self.tenant).await?)
    }

    /// For whom somebody stands in today.
    pub(crate) async fn principals_of(&self, account: &str) -> Result<Vec<Principal>, HouseError> {
        let today = self.clock.today();
        let mut principals = Vec::new();
        for deputy in self.store.deputies(&self.tenant).await? {
            let now =
                deputy.account == account && deputy.ended_at.is_none() && deputy.from <= today && today <= deputy.until;
            if !now || principals.iter().any(|one: &Principal| one.account == deputy.principal) {
                continue;
            }
            let principal = self.now().known(self.store.account(&self.tenant, &deputy.principal).await?);
            // What is lent ends with the account it is lent from.
            if principal.closed_at.is_none() {
                let grants = self.store.grants(&self.tenant, &principal.id).await?;
                let (account, name, person) = (principal.id, principal.name, principal.person);
                principals.push(Principal { account, name, person, grants });
            }
        }
        Ok(principals)
    }

    /// Plans a meeting of the board.
    ///
    /// # Errors
    /// When they may not, or it has no title.
    pub async fn plan_meeting(&self, who: &Who, day: Day, title: &str) -> Result<String, HouseError> {
        let planned = self.planned(who, day, title).await;
        self.logged(Seat::of(who), (MEETING, None), "plan", planned).await
    }

    async fn planned(&self, who: &Who, day: Day, title: &str) -> Result<String, HouseError> {
        who.may(Action::PlanMeetings)?;
        let title = kernel::one_line(title);
        if title.is_empty() {
            return Err(refusal("meeting-title", "Giv mødet en titel.", "Give the meeting a title."));
        }
        if day < self.clock.today() {
            return Err(refusal(
                "meeting-day",
                "Mødet skal holdes i dag eller senere. Vælg en anden dag.",
                "The meeting must be held today or later. Choose another day.",
            ));
        }
        let act = self.act(&who.actor(), "plan-meeting", None, json!({ "day": day, "title": title }));
        Ok(self.store.plan_meeting(&self.tenant, &act, (day, &title)).await?)
    }

    /// Puts cases and acquisitions on the agenda, in that order. Gives the meeting's new version.
    ///
    /// # Errors
    /// When they may not, one is not there, twice there or not before the board, or the meeting is not as it was seen.
    pub async fn set_agenda<'a>(
        &self,
        who: &Who,
        meeting: impl Into<Record<'a>>,
        cases: &[String],
    ) -> Result<i64, HouseError> {
        let meeting = meeting.into();
        let set = self.agenda_set(who, meeting, cases).await;
        self.logged(Seat::of(who), (MEETING, Some(meeting.id)), "set-agenda", set).await
    }

    async fn agenda_set(&self, who: &Who, meeting: Record<'_>, cases: &[String]) -> Result<i64, HouseError> {
        who.may(Action::PlanMeetings)?;
        if let Some((_, id)) = cases.iter().enumerate().find(|(place, id)| cases[..*place].contains(id)) {
            return Err(refusal(
                "meeting-twice",
                &format!("{id} står to gange på dagsordenen. Slet den ene."),
                &format!("{id} is twice on the agenda. Delete one of them."),
            ));
        }
        self.before_board(meeting.id, cases).await?;
        let act = meeting.act("meeting", self.act(&who.actor(), "set-agenda", None, json!({ "cases": cases })));
        Ok(self.store.set_agenda(&self.tenant, &act, meeting.id, cases).await?)
    }

    /// Only what the board can do something about comes on an agenda; what stands there stays, decided or not.
    async fn before_board(&self, meeting: &str, cases: &[String]) -> Result<(), HouseError> {
        self.sync_cases().await?;
        let (today, there) = (self.clock.today(), self.agenda(meeting).await?);
        let held_on = self.meetings().await?.into_iter().find(|one| one.id == meeting).map_or(today, |one| one.day);
        let bought = self.acquisitions_for_board().await?;
        for id in cases {
            let face = self.docket().face(id);
            let waits = match &face {
                Some(face) => [today, held_on].iter().any(|day| decisions::is_before_board(face, *day)),
                None if self.acquisition(id).await?.is_none() => return Err(super::act::unknown(id)),
                None => bought.contains(id),
            };
            if !waits && !there.contains(id) {
                return Err(refusal(
                    "meeting-not-before-board",
                    &format!(
                        "{id} ligger ikke hos direktionen. Indstil sagen, eller læg valget frem, før det kommer på dagsordenen."
                    ),
                    &format!(
                        "{id} is not before the board. Submit the case, or put the choice forward, before it comes on the agenda."
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Gives the meeting the number of its minutes; the log keeps the number that it had before. Gives the meeting's new version.
    ///
    /// # Errors
    /// When they may not, the number is empty, or the meeting is not as it was seen.
    pub async fn close_meeting<'a>(
        &self,
        who: &Who,
        meeting: impl Into<Record<'a>>,
        minutes: &str,
    ) -> Result<i64, HouseError> {
        let meeting = meeting.into();
        let closed = self.closed(who, meeting, minutes).await;
        self.logged(Seat::of(who), (MEETING, Some(meeting.id)), "close", closed).await
    }

    async fn closed(&self, who: &Who, meeting: Record<'_>, minutes: &str) -> Result<i64, HouseError> {
        who.may(Action::PlanMeetings)?;
        if minutes.trim().is_empty() {
            return Err(refusal("meeting-minutes", "Skriv referatets nummer.", "Write the number of the minutes."));
        }
        let mut detail = json!({ "minutes": minutes.trim() });
        let before = self.meetings().await?.into_iter().find(|one| one.id == meeting.id).and_then(|one| one.minutes);
        if let Some(before) = before.filter(|before| before != minutes.trim()) {
            detail["before"] = json!(before);
        }
        let act = meeting.act("meeting", self.act(&who.actor(), "close-meeting", None, detail));
        Ok(self.store.close_meeting(&self.tenant, &act, meeting.id, minutes.trim()).await?)
    }

    /// Every meeting, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn meetings(&self) -> Result<Vec<Meeting>, HouseError> {
        Ok(self.store.meetings(&self.tenant).await?)
    }

    /// The cases and acquisitions on a meeting's agenda, in order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agenda(&self, meeting: &str) -> Result<Vec<String>, HouseError> {
        Ok(self.store.agenda(&self.tenant, meeting).await?)
    }
}
