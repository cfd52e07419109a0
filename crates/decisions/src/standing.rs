//! Where a case stands on a day, derived from its face by one function that page, API, paper and command line all use. Nothing
//! here is stored: past its last day a dispensation has lapsed, everywhere and at once.

use kernel::{Day, Text};
use serde::Serialize;

use crate::face::{Face, InForce, Means, PlanMark, Stage};
use crate::premise::Truth;
use crate::screening::{Party, words};

/// What people have decided about a deviation, today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has begun.
    Open,
    /// Being screened and explained.
    InScreening,
    /// Explained, with a plan.
    Explained {
        /// When it is to follow.
        due: Day,
    },
    /// Put to the board.
    AwaitingBoard,
    /// Dispensed.
    Dispensed {
        /// The last day.
        until: Day,
    },
    /// Refused by the board.
    Refused {
        /// By when there must be a plan.
        plan_by: Day,
    },
    /// Explained, but the plan is late.
    Overdue {
        /// The first day it was late.
        since: Day,
    },
    /// The dispensation has ended.
    Lapsed {
        /// The first day without one.
        since: Day,
    },
    /// Nothing to decide any more.
    NoLongerNeeded,
}

impl Standing {
    /// The words of all nine, in the order people read them.
    pub const WORDS: [&'static str; 9] = [
        "open",
        "in_screening",
        "explained",
        "awaiting_board",
        "dispensed",
        "refused",
        "overdue",
        "lapsed",
        "no_longer_needed",
    ];

    /// The permanent word.
    pub const fn word(&self) -> &'static str {
        Self::WORDS[self.place()]
    }

    /// Its place among [`Standing::WORDS`].
    pub const fn place(&self) -> usize {
        match self {
            Self::Open => 0,
            Self::InScreening => 1,
            Self::Explained { .. } => 2,
            Self::AwaitingBoard => 3,
            Self::Dispensed { .. } => 4,
            Self::Refused { .. } => 5,
            Self::Overdue { .. } => 6,
            Self::Lapsed { .. } => 7,
            Self::NoLongerNeeded => 8,
        }
    }

    /// What people call the standing with that word.
    pub fn label_of(word: &str) -> Text<&'static str> {
        match word {
            "open" => Text::new("åben", "open"),
            "in_screening" => Text::new("under screening", "in screening"),
            "explained" => Text::new("forklaret", "explained"),
            "awaiting_board" => Text::new("afventer direktionen", "awaiting the board"),
            "dispensed" => Text::new("dispensation", "dispensed"),
            "refused" => Text::new("afslag", "refused"),
            "overdue" => Text::new("plan overskredet", "plan overdue"),
            "lapsed" => Text::new("bortfaldet", "lapsed"),
            _ => Text::new("ikke længere nødvendig", "no longer needed"),
        }
    }

    /// What people call it.
    pub fn label(&self) -> Text<&'static str> {
        Self::label_of(self.word())
    }

    /// The day that goes with it, when one does.
    pub const fn day(&self) -> Option<Day> {
        match self {
            Self::Explained { due: day }
            | Self::Dispensed { until: day }
            | Self::Refused { plan_by: day }
            | Self::Overdue { since: day }
            | Self::Lapsed { since: day } => Some(*day),
            Self::Open | Self::InScreening | Self::AwaitingBoard | Self::NoLongerNeeded => None,
        }
    }

    /// Whether the deviation is accounted for: explained or dispensed, in date.
    pub const fn accounts(&self) -> bool {
        matches!(self, Self::Explained { .. } | Self::Dispensed { .. })
    }
}

words! {
    /// Why somebody must look at a decision again. A mark stays until somebody has.
    Stale {
        /// A premise is false.
        PremiseBroken = "premise_broken", "en forudsætning holder ikke længere", "a premise no longer holds";
        /// A premise cannot be checked any more.
        PremiseUnknown = "premise_unknown", "en forudsætning kan ikke efterprøves", "a premise cannot be checked";
        /// The facts under it changed.
        FactsChanged = "facts_changed", "oplysningerne bag sagen er ændret", "the facts behind it changed";
        /// The principle judges otherwise than it did.
        StrategyChanged = "strategy_changed", "princippet er ændret", "the principle changed";
        /// Others answer for the objects.
        OwnerChanged = "owner_changed", "der er kommet en anden ejer", "the owner changed";
        /// An object is gone.
        ObjectGone = "object_gone", "et af objekterne findes ikke længere", "an object is gone";
    }
}

/// What else is to be said of a case today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "mark", rename_all = "snake_case")]
pub enum Mark {
    /// The decision must be looked at.
    Stale {
        /// Why.
        why: Stale,
    },
    /// The IT manager granted it; the board must ratify.
    Emergency,
    /// It ends within sixty days.
    Expiring {
        /// So many days from now.
        days: i32,
    },
    /// It was put to the board to look at again.
    Escalated {
        /// The day.
        day: Day,
    },
    /// Its review day has passed.
    ReviewMissed {
        /// The day.
        day: Day,
    },
    /// A condition was not met in time, or the facts say that it does not hold.
    ConditionBroken {
        /// Its place, from 0.
        condition: usize,
    },
    /// A step of the plan is late.
    StepLate {
        /// Its place, from 0.
        step: usize,
        /// How many days.
        days: i32,
    },
    /// The plan's last day has passed, no step is open, and still it does not follow.
    PlanLate {
        /// How many days.
        days: i32,
    },
    /// Somebody says that a step is done, but the facts do not show it.
    ClaimNotSeen {
        /// Its place, from 0.
        step: usize,
    },
    /// Steps were given other days.
    Redated {
        /// So many times.
        times: u32,
        /// The longest slip in days.
        days: i32,
    },
    /// The board has dispensed before.
    Renewal {
        /// This would be, or is, the dispensation with that number.
        number: u32,
    },
    /// What followed came to deviate again.
    Relapse {
        /// So many times.
        times: u32,
    },
    /// There is no verdict today: facts are missing.
    NotAssessed,
    /// A renewal lies with the board while the old dispensation still counts.
    RenewalPending,
    /// The board refused to renew; there must be a plan.
    RenewalRefused {
        /// By when.
        plan_by: Day,
    },
}

/// So many days before the end people are told.
const SOON: i32 = 60;

fn lives(in_force: &InForce, today: Day) -> bool {
    in_force.dead_since.is_none() && today <= in_force.until
}

fn round_runs(face: &Face) -> bool {
    matches!(face.stage, Stage::Screening | Stage::ToExplain | Stage::Explained)
}

/// Where a case stands, and on which days that can be said without looking at it again.
#[derive(Clone, Copy, Debug)]
pub struct Stood {
    standing: Standing,
    from: Day,
    until: Day,
}

impl Stood {
    /// Where it stands from the day of its last event on.
    pub fn of(face: &Face) -> Self {
        let from = face.changed;
        // By the calendar alone, a standing turns the day after a decision or a step of the plan has ended.
        let ends = face.in_force.iter().map(|in_force| in_force.until);
        let turns = ends.chain(face.plan.iter().map(|step| step.due)).filter(|day| *day >= from);
        Self { standing: standing(face, from), from, until: turns.min().unwrap_or(Day::from_days(i32::MAX)) }
    }

    /// Where it stands on a day, as [`standing`] says it.
    pub fn on(&self, face: &Face, day: Day) -> Standing {
        if self.from <= day && day <= self.until { self.standing } else { standing(face, day) }
    }
}

/// Where the case stands.
pub fn standing(face: &Face, today: Day) -> Standing {
    if matches!(face.stage, Stage::Followed | Stage::Moot | Stage::Cancelled) {
        return Standing::NoLongerNeeded;
    }
    match &face.in_force {
        Some(in_force) if in_force.means != Means::Explanation && lives(in_force, today) => {
            Standing::Dispensed { until: in_force.until }
        }
        _ if face.stage == Stage::Submitted => Standing::AwaitingBoard,
        Some(in_force) if in_force.means == Means::Explanation && in_force.dead_since.is_none() => {
            match late_since(face, in_force, today) {
                Some(since) => Standing::Overdue { since },
                None => Standing::Explained { due: in_force.until },
            }
        }
        _ if round_runs(face) => Standing::InScreening,
        Some(in_force) => Standing::Lapsed { since: in_force.dead_since.unwrap_or(in_force.until.plus_days(1)) },
        None => match face.refused {
            Some(plan_by) => Standing::Refused { plan_by },
            None => Standing::Open,
        },
    }
}

/// The last day of the plan. When the object follows, the case is closed: until then the plan has not done what it was for, whatever
/// is said of its steps.
fn plan_ends(face: &Face) -> Option<Day> {
    face.plan.iter().map(|step| step.due).max()
}

/// The first day that an explanation's plan was late.
fn late_since(face: &Face, in_force: &InForce, today: Day) -> Option<Day> {
    let late = face.plan.iter().filter(|step| step.is_open()).map(|step| step.due);
    late.chain(plan_ends(face)).chain([in_force.until]).filter(|due| *due < today).map(|due| due.plus_days(1)).min()
}

/// What else is to be said.
pub fn marks(face: &Face, today: Day) -> Vec<Mark> {
    let standing = standing(face, today);
    if standing == Standing::NoLongerNeeded {
        return Vec::new();
    }
    let mut marks: Vec<Mark> = face.stale.iter().map(|why| Mark::Stale { why: *why }).collect();
    if face.seen.verdict == findings::Verdict::NotAssessed {
        marks.push(Mark::NotAssessed);
    }
    if let Some(in_force) = face.in_force.as_ref().filter(|in_force| lives(in_force, today)) {
        of_decision(face, in_force, today, &mut marks);
    }
    for (step, mark) in face.plan.iter().enumerate() {
        let days = today.days() - mark.due.days();
        if mark.claimed && mark.expects && !mark.is_done() {
            marks.push(Mark::ClaimNotSeen { step });
        }
        if days > 0 && mark.is_open() && is_followed(face, today) {
            marks.push(Mark::StepLate { step, days });
        }
    }
    if let Some(days) = plan_late(face, today) {
        marks.push(Mark::PlanLate { days });
    }
    let times = face.plan.iter().map(|step| step.moved).sum();
    if times > 0 {
        let slip = |step: &PlanMark| step.due.days() - step.first_due.days();
        marks.push(Mark::Redated { times, days: face.plan.iter().map(slip).max().unwrap_or(0) });
    }
    if face.dispensations > 1 || (face.dispensations > 0 && (round_runs(face) || face.stage == Stage::Submitted)) {
        let under_way = u32::from(round_runs(face) || face.stage == Stage::Submitted);
        marks.push(Mark::Renewal { number: face.dispensations + under_way });
    }
    if let Some(plan_by) = face.refused.filter(|_| face.in_force.is_some()) {
        marks.push(Mark::RenewalRefused { plan_by });
    }
    if face.relapses > 0 {
        marks.push(Mark::Relapse { times: face.relapses });
    }
    marks
}

/// Whether what let the deviation stand does so today, or has run out as an explanation does: its plan is then followed.
pub fn is_followed(face: &Face, today: Day) -> bool {
    let counts = |one: &InForce| one.dead_since.is_none() && (one.means == Means::Explanation || today <= one.until);
    face.in_force.as_ref().is_some_and(counts)
}

/// For how many days a plan has been over whose steps are all done, or said to be, while the object does not follow.
pub fn plan_late(face: &Face, today: Day) -> Option<i32> {
    let days = today.days() - plan_ends(face)?.days();
    let over = days > 0 && is_followed(face, today) && !face.plan.iter().any(PlanMark::is_open);
    over.then_some(days)
}

fn of_decision(face: &Face, in_force: &InForce, today: Day, marks: &mut Vec<Mark>) {
    if in_force.means == Means::Emergency {
        marks.push(Mark::Emergency);
    }
    if face.stage == Stage::Submitted {
        marks.push(Mark::RenewalPending);
    }
    if let Some(day) = face.escalated {
        marks.push(Mark::Escalated { day });
    }
    let left = in_force.until.days() - today.days();
    if left <= SOON {
        marks.push(Mark::Expiring { days: left });
    }
    if in_force.review < today {
        marks.push(Mark::ReviewMissed { day: in_force.review });
    }
    for (condition, mark) in in_force.conditions.iter().enumerate() {
        let late = !mark.met && mark.seen != Truth::Holds && mark.due.is_some_and(|due| due < today);
        if late || mark.seen == Truth::Broken {
            marks.push(Mark::ConditionBroken { condition });
        }
    }
}

/// Who must do something next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// A party is to screen.
    Screen(Party),
    /// One of the screeners is to conclude.
    Conclude,
    /// Whoever answers for the objects is to explain.
    Explain,
    /// A party is to accept the explanation.
    Accept(Party),
    /// IT is to put it to the board.
    Submit,
    /// The board is to decide.
    Board,
    /// The plan is to be followed.
    Plan,
    /// The decision is to be looked at again.
    Review,
    /// Nobody.
    Nobody,
}

/// Whether the board can do something about the case: it was submitted, an emergency grant awaits its word, an explanation was put to
/// it, or something is to be said of what it has granted.
pub fn is_before_board(face: &Face, today: Day) -> bool {
    if standing(face, today) == Standing::NoLongerNeeded {
        return false;
    }
    let Some(in_force) = face.in_force.as_ref().filter(|in_force| in_force.dead_since.is_none()) else {
        return face.stage == Stage::Submitted;
    };
    let told = |mark: &Mark| {
        use Mark as M;
        !matches!(mark, M::Renewal { .. } | M::Relapse { .. } | M::RenewalPending | M::RenewalRefused { .. })
    };
    face.stage == Stage::Submitted
        || face.escalated.is_some()
        || (in_force.means != Means::Explanation
            && lives(in_force, today)
            && (in_force.review <= today || marks(face, today).iter().any(told)))
}

/// Whether there may be a day on which a case as it is comes before the board. The calendar alone brings no other there: somebody must
/// have done something in it first.
pub fn may_come_before_board(face: &Face) -> bool {
    !matches!(face.stage, Stage::Followed | Stage::Moot | Stage::Cancelled)
        && (face.stage == Stage::Submitted
            || face.in_force.is_some()
            || face.refused.is_some()
            || face.plan.iter().any(|step| step.moved > 0))
}

fn has_run_out(face: &Face, today: Day) -> bool {
    face.in_force.as_ref().is_some_and(|in_force| in_force.until < today)
}

fn is_emergency(face: &Face) -> bool {
    face.in_force.as_ref().is_some_and(|in_force| in_force.means == Means::Emergency)
}

/// Who must do something next.
pub fn waiting(face: &Face, today: Day) -> Waiting {
    match face.stage {
        Stage::Followed | Stage::Moot | Stage::Cancelled => return Waiting::Nobody,
        Stage::Submitted => return Waiting::Board,
        Stage::ToExplain => return Waiting::Explain,
        Stage::Explained if face.to_board => return Waiting::Submit,
        Stage::Explained => {
            let left = [Party::It, Party::Area].into_iter().find(|party| !face.accepted.contains(party));
            return left.map_or(Waiting::Nobody, Waiting::Accept);
        }
        Stage::Screening if face.screened.len() == 2 => return Waiting::Conclude,
        Stage::Screening | Stage::Open => {}
    }
    let to_screen = if face.stage == Stage::Screening && face.screened.contains(&Party::It) {
        Waiting::Screen(Party::Area)
    } else {
        Waiting::Screen(Party::It)
    };
    match standing(face, today) {
        Standing::Dispensed { .. } | Standing::Explained { .. } if round_runs(face) => to_screen,
        // An emergency grant asks for the board's word, and the way there begins with the screening.
        Standing::Dispensed { .. } if is_emergency(face) => to_screen,
        // So does what the board would not renew: there must be another plan.
        Standing::Dispensed { .. } if face.refused.is_some() => to_screen,
        Standing::Dispensed { .. } | Standing::Explained { .. } => {
            let review =
                face.escalated.is_some() || face.in_force.as_ref().is_some_and(|in_force| in_force.review <= today);
            match (review || !face.stale.is_empty(), face.plan.is_empty()) {
                (true, _) => Waiting::Review,
                (false, false) => Waiting::Plan,
                (false, true) => Waiting::Nobody,
            }
        }
        // What has run out is screened anew; until then the plan is followed.
        Standing::Overdue { .. } if round_runs(face) || has_run_out(face, today) => to_screen,
        Standing::Overdue { .. } => Waiting::Plan,
        _ => to_screen,
    }
}

/// How high a late plan has climbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// Whoever owns the step.
    Owner,
    /// The business area's lead.
    AreaLead,
    /// The IT architect.
    ItArchitect,
    /// The board's list.
    Board,
}

/// To whom a plan that is so many days late has climbed.
pub const fn rung(days_late: i32) -> Rung {
    match days_late {
        ..7 => Rung::Owner,
        7..14 => Rung::AreaLead,
        14..30 => Rung::ItArchitect,
        _ => Rung::Board,
    }
}
