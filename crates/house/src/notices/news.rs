//! What is new in cases and acquisitions since a point in the log and a day: computed once for all who were last told then.

use std::collections::BTreeSet;
use std::sync::Arc;

use actions::{
    AcquisitionNotice, AcquisitionTask, CaseTask, Deadline, Happening, Notice, Reach, Seat, Seen, ahead,
    concerned_by_end, deadlines, milestones, newly, newly_in_acquisition, notices, tasks, took_part,
    took_part_in_acquisition,
};
use decisions::{Acquisition, AcquisitionFace, AcquisitionRecorded, Case, Face, Recorded};
use kernel::Day;

use super::reader::{Reachable, reach};
use crate::cases::CaseEvent;
use crate::{House, HouseError, Snapshot};

/// An account that has been told nothing yet has been told the log up to here.
pub(crate) const NEVER: i64 = -1;

/// Since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Since {
    /// The log was told up to this entry; [`NEVER`] when nothing was.
    pub(crate) upto: i64,
    /// As things stood on that day.
    pub(crate) on: Day,
}

/// What is to be said of one case.
pub(crate) struct CaseNews {
    pub(crate) face: Arc<Face>,
    /// All that waits.
    pub(crate) tasks: Vec<CaseTask>,
    /// What is new of it.
    pub(crate) new: Vec<CaseTask>,
    pub(crate) ahead: Vec<(Deadline, i32)>,
    pub(crate) notices: Vec<Notice>,
    /// Whom the end of what let the deviation stand concerns: they were told that it was coming.
    pub(crate) warned: Vec<Seat>,
    /// The accounts that had a part in it; found out when there is a notice.
    pub(crate) part: BTreeSet<String>,
}

/// What is to be said of one acquisition.
pub(crate) struct AcquisitionNews {
    pub(crate) face: AcquisitionFace,
    /// All that waits.
    pub(crate) tasks: Vec<AcquisitionTask>,
    /// What is new of it.
    pub(crate) new: Vec<AcquisitionTask>,
    pub(crate) milestones: Vec<AcquisitionNotice>,
    /// Who is to own the system, as a person's key; found out when there is a milestone, as is who had a part.
    pub(crate) owner: Option<String>,
    /// The accounts that had a part in it.
    pub(crate) part: BTreeSet<String>,
}

/// What is to be said to all who were last told at the same moment.
pub(crate) struct News {
    pub(crate) cases: Vec<CaseNews>,
    pub(crate) acquisitions: Vec<AcquisitionNews>,
}

impl House {
    /// What is to be said of cases and acquisitions.
    pub(crate) async fn news(
        &self,
        at: (&Snapshot, Day),
        since: Since,
        reachable: &Reachable,
    ) -> Result<News, HouseError> {
        let cases = self.case_news(at, since, reachable).await?;
        Ok(News { cases, acquisitions: self.acquisition_news(at.0, since).await? })
    }

    /// What each acquisition under way waits for, and what of that came by what was done in it since; and what happened in each since,
    /// those that are over included.
    async fn acquisition_news(&self, snapshot: &Snapshot, since: Since) -> Result<Vec<AcquisitionNews>, HouseError> {
        let awaiting = self.awaiting(snapshot).await?;
        let mut waiting: Vec<(AcquisitionFace, Vec<AcquisitionTask>)> =
            awaiting.iter().map(|one| (one.face.clone(), one.tasks.clone())).collect();
        let over = self.acquisitions().await?.into_iter().filter(AcquisitionFace::is_over);
        waiting.extend(over.map(|face| (face, Vec::new())));
        let mut all = Vec::new();
        for (face, tasks) in waiting {
            let mut news = AcquisitionNews {
                new: if since.upto == NEVER { tasks.clone() } else { Vec::new() },
                face,
                tasks,
                milestones: Vec::new(),
                owner: None,
                part: BTreeSet::new(),
            };
            if since.upto != NEVER && news.face.changed >= since.on {
                self.changed_since(snapshot, since, &mut news).await?;
            }
            all.push(news);
        }
        Ok(all)
    }

    /// What came of what was done in an acquisition since.
    async fn changed_since(
        &self,
        snapshot: &Snapshot,
        since: Since,
        news: &mut AcquisitionNews,
    ) -> Result<(), HouseError> {
        let Some(view) = self.acquisition(&news.face.id.0).await? else { return Ok(()) };
        let (told, late): (Vec<_>, Vec<_>) = view.events.iter().partition(|event| event.seq <= since.upto);
        let before = Acquisition::replay(&news.face.id, told.into_iter().map(|event| &event.recorded));
        let before = before.map(|before| Self::tasks_of(snapshot, &before)).unwrap_or_default();
        news.new = newly_in_acquisition(&before, &news.tasks).cloned().collect();
        let late: Vec<AcquisitionRecorded> = late.into_iter().map(|event| event.recorded.clone()).collect();
        news.milestones = milestones(&view.acquisition, &late);
        news.owner = view.acquisition.plan.owner.map(|key| snapshot.person_key(&key));
        let part = took_part_in_acquisition(view.events.iter().map(|event| &event.recorded));
        news.part = part.into_iter().map(str::to_owned).collect();
        Ok(())
    }

    /// What is to be said of each case; those of which nothing is are left out.
    async fn case_news(
        &self,
        (snapshot, today): (&Snapshot, Day),
        since: Since,
        reachable: &Reachable,
    ) -> Result<Vec<CaseNews>, HouseError> {
        let faces: Vec<Arc<Face>> = self.docket().faces().cloned().collect();
        let mut all = Vec::new();
        for face in faces {
            // What was over before is over still: nothing brings a cancelled case back.
            let changed = since.upto != NEVER && face.changed >= since.on;
            if face.is_over() && !changed {
                continue;
            }
            let events = if changed { self.case(&face.id.0).await?.map(|view| view.events) } else { None };
            let reach = reach(snapshot, &face, reachable);
            let mut news = of_case(&face, events.as_deref().unwrap_or_default(), (since, today), reach);
            if news.is_empty() {
                continue;
            }
            if !news.notices.is_empty() {
                let events = match events {
                    Some(events) => events,
                    None => self.case(&face.id.0).await?.map(|view| view.events).unwrap_or_default(),
                };
                let part = took_part(events.iter().map(|event| &event.recorded));
                news.part = part.into_iter().map(str::to_owned).collect();
            }
            all.push(news);
        }
        Ok(all)
    }
}

impl CaseNews {
    /// Whether it tells that what let the deviation stand has ended.
    pub(crate) fn is_end(&self, notice: &Notice) -> bool {
        match notice.what {
            Happening::Lapsed(_) => true,
            // A late step is no end of the whole.
            Happening::Overdue(since) => {
                self.face.in_force.as_ref().is_some_and(|in_force| in_force.until.plus_days(1) == since)
            }
            _ => false,
        }
    }

    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.ahead.is_empty() && self.notices.is_empty()
    }
}

/// `events` is the case's history when it may have changed since; empty, it has not.
fn of_case(face: &Arc<Face>, events: &[CaseEvent], (since, today): (Since, Day), reach: Reach<'_>) -> CaseNews {
    let (old, late): (Vec<&CaseEvent>, Vec<&CaseEvent>) = events.iter().partition(|event| event.seq <= since.upto);
    let late: Vec<Recorded> = late.into_iter().map(|event| event.recorded.clone()).collect();
    let replayed = if late.is_empty() {
        None
    } else {
        Case::replay(&face.id, old.into_iter().map(|event| &event.recorded)).map(|case| case.face)
    };
    // A case of which nothing new is written was the same face on the day it was last told.
    let before: Option<&Face> = if late.is_empty() { Some(face.as_ref()) } else { replayed.as_ref() };
    let now = tasks(face, today, reach);
    let told = before.map(|before| tasks(before, since.on, reach)).unwrap_or_default();
    let new = match since.upto {
        NEVER => now.clone(),
        _ => newly(&told, &now).into_iter().cloned().collect(),
    };
    let near = deadlines(face, today, reach).into_iter();
    let near = near.filter_map(|deadline| ahead(deadline.day, since.on, today).map(|left| (deadline, left)));
    let happened = match since.upto {
        NEVER => Vec::new(),
        _ => {
            let before = before.map(|face| Seen { face, day: since.on });
            notices(before, Seen { face, day: today }, &late)
        }
    };
    let ended = face.in_force.as_ref().or_else(|| before.and_then(|before| before.in_force.as_ref()));
    CaseNews {
        face: Arc::clone(face),
        warned: ended.map(|ended| concerned_by_end(face, ended.means, reach)).unwrap_or_default(),
        ahead: near.collect(),
        notices: happened,
        tasks: now,
        new,
        part: BTreeSet::new(),
    }
}
