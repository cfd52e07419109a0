//! The daily digest: at half past six each who has a mail address, and something new to be told, is sent one mail. Never two in a
//! day; what could not be sent is told the next time, whole.

use std::collections::BTreeMap;

use actions::{Digest, Letter, Sender};
use kernel::{Day, Hasher};
use store::{Account, Grant, Told};

use super::mail::{NotSent, Post};
use super::news::{NEVER, News, Since};
use super::reader::Reader;
use super::tasks::order;
use crate::rights::{self, Action};
use crate::work::{DAY, wait_after};
use crate::{House, HouseError, Snapshot};

/// The job that tells people.
pub const DIGEST: &str = "digest";
/// Half past six: it is there when people come.
const AT: i64 = 6 * 3_600 + 30 * 60;
/// One process has so many seconds; each mail is begun by one process only all the same.
const LEASE: i64 = 15 * 60;

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Went {
    /// So many mails were handed over.
    sent: usize,
    /// So many are to be tried again today.
    later: usize,
}

impl House {
    /// Tells everybody what is new, once a day. Gives how many mails were handed over; nothing when it is not due. A house that
    /// has never told anybody begins the next morning.
    ///
    /// # Errors
    /// When the store fails; it is tried again. That a mail server does not answer is no error of the house.
    pub async fn tell(&self, post: &dyn Post, sender: Sender<'_>) -> Result<Option<usize>, HouseError> {
        let now = self.clock.now();
        let first = self.store.jobs(&self.tenant).await?.iter().all(|job| job.name != DIGEST);
        let Some(attempts) = self.store.claim_job(&self.tenant, DIGEST, now, LEASE).await? else {
            return Ok(None);
        };
        let went = if first { Ok(Went::default()) } else { self.tell_all(post, sender).await };
        let again = now.plus_seconds(wait_after(attempts));
        match went {
            Ok(Went { sent, later: 0 }) => {
                let wait = (AT - self.clock.second_of_day(now)).rem_euclid(DAY);
                let next = now.plus_seconds(if wait == 0 { DAY } else { wait });
                self.store.job_done(&self.tenant, DIGEST, now, next).await?;
                Ok(Some(sent))
            }
            Ok(Went { sent, later }) => {
                let why = format!("{later} mails could not be sent");
                self.store.job_failed(&self.tenant, DIGEST, &why, again).await?;
                Ok(Some(sent))
            }
            Err(error) => {
                self.store.job_failed(&self.tenant, DIGEST, error.label(), again).await?;
                Err(error)
            }
        }
    }

    async fn tell_all(&self, post: &dyn Post, sender: Sender<'_>) -> Result<Went, HouseError> {
        // The log is read up to here: what is written meanwhile is for tomorrow.
        let upto = self.store.revision(&self.tenant).await?;
        self.sync_cases().await?;
        let (snapshot, today) = (self.now(), self.clock.today());
        let reachable = self.reachable().await?;
        let told: BTreeMap<String, Told> =
            self.store.told(&self.tenant).await?.into_iter().map(|told| (told.account.clone(), told)).collect();
        let grants = self.store.all_grants(&self.tenant).await?;
        let mut news: BTreeMap<Since, News> = BTreeMap::new();
        let mut went = Went::default();
        for account in self.store.accounts(&self.tenant).await? {
            let account = snapshot.known(account);
            let grants: Vec<Grant> =
                grants.iter().filter(|(holder, _)| *holder == account.id).map(|(_, grant)| grant.clone()).collect();
            let told = told.get(&account.id);
            let silent = account.closed_at.is_some() || account.mail.is_none();
            if silent || !rights::may(&grants, Action::ReadEstate) || told.and_then(|told| told.begun_on) == Some(today)
            {
                continue;
            }
            let since = since(told, today);
            if let std::collections::btree_map::Entry::Vacant(place) = news.entry(since) {
                place.insert(self.news((&snapshot, today), since, &reachable).await?);
            }
            let principals = self.principals_of(&account.id).await?;
            let reader = Reader { account: &account, grants: &grants, stands_in_for: &principals };
            let digest = news.get(&since).map(|news| digest(&snapshot, &reader, news)).unwrap_or_default();
            if digest.is_empty() {
                self.store.digest_told(&self.tenant, &account.id, (upto, today)).await?;
                continue;
            }
            if told.is_none() {
                self.store.digest_told(&self.tenant, &account.id, (since.upto, since.on)).await?;
            }
            let letter = self.letter(&digest, &account, today, sender);
            match self.send(post, &account, &letter, (upto, today)).await? {
                Sent::Now => went.sent += 1,
                Sent::Not => {}
                Sent::Later => went.later += 1,
                Sent::NobodyThere => {
                    went.later += 1;
                    break;
                }
            }
        }
        Ok(went)
    }

    fn letter(&self, digest: &Digest, account: &Account, today: Day, sender: Sender<'_>) -> Letter {
        let address = account.mail.as_deref().unwrap_or_default();
        let mut letter = digest.letter((&account.name, address), account.lang, today, sender);
        let day = today.to_string();
        let hash = [self.tenant.0.as_str(), account.id.as_str(), day.as_str()];
        letter.id = hash.iter().fold(Hasher::default(), |hasher, part| hasher.field(part.as_bytes())).finish().short();
        letter
    }

    async fn send(
        &self,
        post: &dyn Post,
        account: &Account,
        letter: &Letter,
        told: (i64, Day),
    ) -> Result<Sent, HouseError> {
        let (store, tenant, id) = (&self.store, &self.tenant, account.id.as_str());
        if !store.begin_digest(tenant, id, told.1).await? {
            return Ok(Sent::Not);
        }
        let (why, begun_on, sent) = match post.send(letter).await {
            Ok(()) => {
                store.digest_told(tenant, id, told).await?;
                return Ok(Sent::Now);
            }
            Err(NotSent::Refused(why)) => (why, Some(told.1), Sent::Not),
            Err(NotSent::Later(why)) => (why, None, Sent::Later),
            Err(NotSent::Unreachable(why)) => (why, None, Sent::NobodyThere),
        };
        tracing::warn!(account = id, why, "a digest was not sent");
        store.digest_failed(tenant, id, &why, begun_on).await?;
        Ok(sent)
    }
}

/// How one mail went.
enum Sent {
    Now,
    Not,
    Later,
    NobodyThere,
}

/// Since when somebody is told: since they last were, else what waits now and what falls due from today.
fn since(told: Option<&Told>, today: Day) -> Since {
    told.map_or(Since { upto: NEVER, on: today.plus_days(-1) }, |told| Since { upto: told.upto, on: told.on })
}

/// What of the news is one reader's.
fn digest(snapshot: &Snapshot, reader: &Reader<'_>, news: &News) -> Digest {
    let mut digest = Digest::default();
    let account = reader.account;
    let keys = account.person.as_deref().map(|key| snapshot.person_keys(key)).unwrap_or_default();
    for bought in &news.acquisitions {
        let held: Vec<_> = reader.held_in_acquisition(snapshot, &bought.face).map(|(_, held)| held).collect();
        let mine = |task: &&actions::AcquisitionTask| held.iter().any(|held| task.falls_to(held));
        digest.waiting += bought.tasks.iter().filter(mine).count();
        digest.acquisitions.extend(bought.new.iter().filter(mine).cloned());
        let owns = account.person.is_some() && account.person == bought.owner;
        if owns || bought.part.contains(&account.id) {
            let others = bought.milestones.iter().filter(|notice| notice.by.holder.account != account.id);
            digest.milestones.extend(others.cloned());
        }
    }
    for case in &news.cases {
        let held: Vec<_> = reader.held(snapshot, &case.face).map(|(_, held)| held).collect();
        let mine = |task: &actions::CaseTask| task.as_any(&held).map(|(_, task)| task);
        digest.waiting += case.tasks.iter().filter_map(mine).count();
        digest.tasks.extend(case.new.iter().filter_map(mine));
        let concerns = |(deadline, _): &&(actions::Deadline, i32)| held.iter().any(|held| deadline.concerns(held));
        digest.ahead.extend(case.ahead.iter().filter(concerns).cloned());
        let owns = keys.iter().any(|key| case.face.seen.owners.contains(key));
        // The board must ratify what is granted in an emergency, and hears that it has ended.
        let board = held.iter().any(decisions::Held::is_board);
        let for_board = |notice: &&actions::Notice| {
            board && matches!(notice.what, actions::Happening::Emergency(_) | actions::Happening::Lapsed(_))
        };
        let part = owns || case.part.contains(&account.id);
        // Whoever was told that the end was coming is told that it has come.
        let warned = held.iter().any(|held| case.warned.iter().any(|seat| seat.is_held(held)));
        let ended = |notice: &&actions::Notice| warned && case.is_end(notice);
        // Nobody is told what they did themselves.
        let own = |notice: &&actions::Notice| notice.by.as_ref().is_some_and(|hand| hand.holder.account == account.id);
        let told = case.notices.iter().filter(|notice| (part || ended(notice) || for_board(notice)) && !own(notice));
        digest.notices.extend(told.cloned());
    }
    digest.tasks.sort_by(|a, b| order(a).cmp(&order(b)));
    digest.ahead.sort_by(|(a, _), (b, _)| (a.day, &a.case).cmp(&(b.day, &b.case)));
    digest
}
