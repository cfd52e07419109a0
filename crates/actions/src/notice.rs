//! Notices: what happened in a case since somebody was last told. Much of it nobody did: a dispensation lapses and a plan grows late
//! by the calendar alone, so faces and days are compared, not only events.

use std::collections::BTreeSet;

use decisions::{
    CaseId, Event, Face, Hand, Mark, Means, Recorded, Reviewed, Stage, Stale, Standing, Withdrawn, marks, standing,
};
use kernel::Day;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    /// The case was opened.
    Opened,
    /// The explanation or submission was sent back.
    SentBack,
    /// The submission was taken back, or the accepted explanation.
    Withdrawn(Withdrawn),
    /// The explanation was accepted; the deviation is to follow by then.
    Explained(Day),
    /// The board dispensed until then.
    Dispensed(Day),
    /// The IT manager granted until then.
    Emergency(Day),
    /// The board refused; there must be a plan by then.
    Refused(Day),
    /// The dispensation was taken back.
    Revoked,
    /// A review came to that.
    Reviewed(Reviewed),
    /// A step was given another day: its place, from 0, and the day.
    Redated(usize, Day),
    /// What was dispensed or granted has ended.
    Lapsed(Day),
    /// The plan is late.
    Overdue(Day),
    /// A condition is not met.
    ConditionBroken(usize),
    /// The decision must be looked at.
    Stale(Stale),
    /// What followed deviates again.
    Reopened,
    /// The objects follow.
    Followed,
    /// The objects or the principle are gone.
    Moot,
    /// People ended it.
    Cancelled,
}

/// A line about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// What happened.
    pub what: Happening,
    /// Who did it, when anybody did.
    pub by: Option<Hand>,
}

/// A case as it was on a day.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'f> {
    /// Its face.
    pub face: &'f Face,
    /// The day.
    pub day: Day,
}

/// What happened between two days. `before` is none when the case was not there; `since` are the events in between.
pub fn notices(before: Option<Seen<'_>>, after: Seen<'_>, since: &[Recorded]) -> Vec<Notice> {
    let notice = |what: Happening, by: Option<&Hand>| Notice {
        case: after.face.id.clone(),
        title: after.face.title.clone(),
        what,
        by: by.cloned(),
    };
    let mut all: Vec<Notice> =
        since.iter().filter_map(|recorded| Some(notice(of_event(&recorded.event)?, Some(&recorded.by)))).collect();
    let revoked = all.iter().any(|notice| matches!(notice.what, Happening::Revoked | Happening::Withdrawn(_)));
    for what in of_faces(before, after) {
        // Whoever was told that it was revoked need not be told that it lapsed.
        if !(revoked && matches!(what, Happening::Lapsed(_))) {
            // An explanation is accepted by the second of two.
            let accepted = since.iter().rev().find(|one| matches!(one.event, Event::Accepted { .. }));
            let by = accepted.filter(|_| matches!(what, Happening::Explained(_))).map(|one| &one.by);
            all.push(notice(what, by));
        }
    }
    all
}

fn of_event(event: &Event) -> Option<Happening> {
    Some(match event {
        Event::Opened(_) => Happening::Opened,
        Event::SentBack { .. } => Happening::SentBack,
        Event::Withdrawn { what, .. } => Happening::Withdrawn(*what),
        Event::Dispensed { dispensation, .. } => Happening::Dispensed(dispensation.until),
        Event::Refused { plan_by, .. } => Happening::Refused(*plan_by),
        Event::GrantedInEmergency { until, .. } => Happening::Emergency(*until),
        Event::Revoked { .. } => Happening::Revoked,
        Event::Reviewed { outcome, .. } => Happening::Reviewed(*outcome),
        Event::StepRedated { step, due, .. } => Happening::Redated(*step, *due),
        Event::Cancelled { .. } => Happening::Cancelled,
        _ => return None,
    })
}

/// What the calendar and the facts did.
fn of_faces(before: Option<Seen<'_>>, after: Seen<'_>) -> Vec<Happening> {
    let mut all = Vec::new();
    let stood = before.map(|seen| standing(seen.face, seen.day));
    let stands = standing(after.face, after.day);
    if stood.is_some_and(|stood| stood.word() != stands.word()) {
        all.extend(match stands {
            Standing::Lapsed { since } => Some(Happening::Lapsed(since)),
            Standing::Overdue { since } => Some(Happening::Overdue(since)),
            Standing::Explained { due } if stood.is_some_and(|stood| !matches!(stood, Standing::Overdue { .. })) => {
                Some(Happening::Explained(due))
            }
            Standing::NoLongerNeeded if after.face.stage == Stage::Followed => Some(Happening::Followed),
            Standing::NoLongerNeeded if after.face.stage == Stage::Moot => Some(Happening::Moot),
            _ => None,
        });
    }
    // A round under way hides from the standing that what was granted has ended.
    let ended = before.is_some_and(|seen| granted(seen).is_some_and(|one| one.ended.is_none()));
    if let Some(since) = granted(after).and_then(|one| one.ended).filter(|_| ended)
        && !matches!(stands, Standing::Lapsed { .. } | Standing::NoLongerNeeded)
    {
        all.push(Happening::Lapsed(since));
    }
    if before.map_or(0, |seen| seen.face.relapses) < after.face.relapses {
        all.push(Happening::Reopened);
    }
    let known = before.map(|seen| marks(seen.face, seen.day)).unwrap_or_default();
    for mark in marks(after.face, after.day).into_iter().filter(|mark| !known.contains(mark)) {
        match mark {
            Mark::Stale { why } => all.push(Happening::Stale(why)),
            Mark::ConditionBroken { condition } => all.push(Happening::ConditionBroken(condition)),
            _ => {}
        }
    }
    all
}

/// What the board or the IT manager granted.
struct Granted {
    /// The first day without it.
    ended: Option<Day>,
}

fn granted(seen: Seen<'_>) -> Option<Granted> {
    let in_force = seen.face.in_force.as_ref().filter(|in_force| in_force.means != Means::Explanation)?;
    let over = (in_force.until < seen.day).then(|| in_force.until.plus_days(1));
    Some(Granted { ended: in_force.dead_since.or(over) })
}

/// The accounts that had a part in a case: acted in it, or were acted for. The house itself has none.
pub fn took_part<'e>(events: impl IntoIterator<Item = &'e Recorded>) -> BTreeSet<&'e str> {
    let mut accounts = BTreeSet::new();
    for recorded in events.into_iter().filter(|one| !matches!(one.event, Event::Observed { .. })) {
        accounts.insert(recorded.by.holder.account.as_str());
        accounts.extend(recorded.by.deputy_for.as_ref().map(|holder| holder.account.as_str()));
    }
    accounts
}
