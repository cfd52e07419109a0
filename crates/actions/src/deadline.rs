//! Deadlines: the days that lie ahead in a case. People are told at sixty, thirty and seven days, the day before and on the
//! day, never every day.

use decisions::{CaseId, Face, Held, Means, Standing, Truth, is_followed, standing};
use kernel::{Day, Role, Text};

use crate::seat::{Reach, Seat, owner_seat, step_seats};
use crate::words;

/// So many days before a deadline people are told.
const TOLD_AT: [i32; 5] = [60, 30, 7, 1, 0];

/// What ends or falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// What lets the deviation stand ends.
    Ends(Means),
    /// The decision is looked at.
    Review,
    /// A step of the plan; counted from 0.
    Step(usize),
    /// A condition; counted from 0.
    Condition(usize),
    /// The board refused: there must be a plan.
    PlanBy,
}

/// One day ahead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub limit: Limit,
    /// The last day.
    pub day: Day,
    /// When the case last changed.
    pub changed: Day,
    /// Whom it concerns.
    pub whom: Vec<Seat>,
    /// What a step or a condition is in its own words; empty for everything else.
    pub what: String,
}

impl Deadline {
    /// What ends or falls due, without its day; a step of the plan by its own words.
    pub fn text(&self) -> Text {
        words::with_words(self.limit.text(), &self.what)
    }

    /// Whether it concerns whoever holds that.
    pub fn concerns(&self, held: &Held) -> bool {
        self.whom.iter().any(|seat| seat.is_held(held))
    }
}

/// The deadlines of what stands today, past and to come, the first first.
pub fn deadlines<'a>(face: &Face, today: Day, reach: impl Into<Reach<'a>>) -> Vec<Deadline> {
    let reach = reach.into();
    let made = |limit: Limit, day: Day, whom: Vec<Seat>| Deadline {
        case: face.id.clone(),
        title: face.title.clone(),
        limit,
        day,
        changed: face.changed,
        whom,
        what: String::new(),
    };
    let owner = || owner_seat(face, reach.owner);
    let mut all = Vec::new();
    let stands = standing(face, today);
    if stands == Standing::NoLongerNeeded {
        return all;
    }
    // What was refused asks for a plan; so does a renewal that was, while the old decision runs.
    let refused = face.refused.filter(|_| matches!(stands, Standing::Refused { .. } | Standing::Dispensed { .. }));
    if let Some(plan_by) = refused {
        all.push(made(Limit::PlanBy, plan_by, vec![owner(), Seat::Role(Role::BusinessAreaLead), Seat::It]));
    }
    let live = face.in_force.as_ref().filter(|in_force| in_force.dead_since.is_none());
    if let Some(in_force) = live {
        all.push(made(Limit::Ends(in_force.means), in_force.until, concerned_by_end(face, in_force.means, reach)));
        // An explanation is often looked at on its last day: one line is enough.
        if in_force.review != in_force.until {
            all.push(made(Limit::Review, in_force.review, vec![Seat::It, Seat::Board]));
        }
        let binds = is_followed(face, today);
        let steps = face.plan.iter().enumerate().filter(|(_, step)| binds && step.is_open());
        all.extend(steps.map(|(place, step)| Deadline {
            what: words::short(&step.what),
            ..made(Limit::Step(place), step.due, step_seats(face, step, reach))
        }));
        for (place, mark) in in_force.conditions.iter().enumerate() {
            if let Some(due) = mark.due.filter(|_| binds && !mark.met && mark.seen != Truth::Holds) {
                let what = words::short(&mark.what);
                all.push(Deadline { what, ..made(Limit::Condition(place), due, vec![owner(), Seat::It]) });
            }
        }
    }
    all.sort_by_key(|deadline| deadline.day);
    all
}

/// Whom it concerns that what lets the deviation stand ends: they are told of it before, and when it has.
pub fn concerned_by_end<'a>(face: &Face, means: Means, reach: impl Into<Reach<'a>>) -> Vec<Seat> {
    let mut whom = vec![owner_seat(face, reach.into().owner), Seat::Role(Role::BusinessAreaLead), Seat::It];
    if means == Means::Emergency {
        // The board must ratify it before then.
        whom.push(Seat::Board);
    }
    whom
}

/// How many days are left, when one of the days on which people are told lies after `before` and no later than `today`.
pub fn ahead(deadline: Day, before: Day, today: Day) -> Option<i32> {
    let (was, left) = (deadline.days() - before.days(), deadline.days() - today.days());
    (left >= 0 && TOLD_AT.iter().any(|days| left <= *days && *days < was)).then_some(left)
}
