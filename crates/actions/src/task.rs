//! Tasks: what a case waits for today, and whose turn it is.

use decisions::{
    CaseId, Face, Held, InForce, Means, Party, PlanMark, Standing, Truth, Waiting, is_followed, plan_late, standing,
    waiting,
};
use kernel::{Day, Role, Text};

use crate::seat::{Owner, Reach, Seat, climbed, explaining_seats, step_seats};
use crate::words;

/// A step or condition becomes a task so many days before it is due.
const SOON: i32 = 30;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Screen for a party.
    Screen(Party),
    /// Conclude the screening.
    Conclude,
    /// Explain the deviation.
    Explain,
    /// Accept the explanation for a party, or send it back.
    Accept(Party),
    /// Put the case to the board.
    Submit,
    /// Decide it.
    Decide,
    /// Ratify an emergency grant, or refuse.
    Ratify,
    /// Look at the decision again.
    Review,
    /// Bring about that step of the plan; counted from 0.
    Step(usize),
    /// Meet that condition; counted from 0.
    Condition(usize),
    /// The whole plan is past its last day, though each step is said to be done.
    Plan,
}

/// One task of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTask {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// What is to be done.
    pub duty: Duty,
    /// By when, when there is a day.
    pub due: Option<Day>,
    /// How many days ago that was; 0 when it is not late.
    pub days_late: i32,
    /// Whose it is: any of these.
    pub whom: Vec<Seat>,
    /// What a step or a condition is in its own words; empty for everything else.
    pub what: String,
    /// Whether whoever reads it is to see to it that others do it: it has climbed to them, and is not theirs to do.
    pub follows_up: bool,
}

impl CaseTask {
    /// What is to be done, as an order; a step of the plan by its own words.
    pub fn text(&self) -> Text {
        let order = words::with_words(self.duty.text(), &self.what);
        if self.follows_up { words::to_follow_up(&order) } else { order }
    }

    /// Whether it is for whoever holds that.
    pub fn falls_to(&self, held: &Held) -> bool {
        self.whom.iter().any(|seat| seat.is_held(held))
    }

    /// The task as whoever holds that has it: to do, or, where doing it is for those who explain, to follow up. None when it is not
    /// for them.
    pub fn as_held(&self, held: &Held) -> Option<Self> {
        let explainers = matches!(self.duty, Duty::Explain | Duty::Step(_) | Duty::Condition(_) | Duty::Plan);
        let own = |seat: &Seat| matches!(seat, Seat::Person(_)) && seat.is_held(held);
        let does = !explainers || held.may_explain() || self.whom.iter().any(own);
        self.falls_to(held).then(|| Self { follows_up: !does, ..self.clone() })
    }

    /// The same for whoever holds any of these, with the place of the one that they have it by: first as what they can do themselves.
    pub fn as_any<'h>(&self, held: impl IntoIterator<Item = &'h Held>) -> Option<(usize, Self)> {
        let all = held.into_iter().enumerate().filter_map(|(place, held)| Some((place, self.as_held(held)?)));
        all.min_by_key(|(place, task)| (task.follows_up, *place))
    }
}

/// What the case waits for, the most urgent first.
pub fn tasks<'a>(face: &Face, today: Day, reach: impl Into<Reach<'a>>) -> Vec<CaseTask> {
    let stands = standing(face, today);
    if stands == Standing::NoLongerNeeded {
        return Vec::new();
    }
    let made = Made { face, today, reach: reach.into() };
    let mut tasks: Vec<CaseTask> = made.of_round(waiting(face, today), stands).into_iter().collect();
    // What has lapsed binds nobody any more, also while it is screened anew.
    if let Some(in_force) = face.in_force.as_ref().filter(|_| is_followed(face, today)) {
        tasks.extend(made.of_plan());
        tasks.extend(made.of_conditions(in_force));
        if let Some(days) = plan_late(face, today) {
            tasks.push(made.climbing(Duty::Plan, today.plus_days(-days)));
        } else if matches!(stands, Standing::Overdue { .. }) && in_force.until < today {
            tasks.push(made.climbing(Duty::Plan, in_force.until));
        }
        // What is late is looked at on its day all the same; so is what the board would not renew, while it still counts.
        let unseen = matches!(stands, Standing::Overdue { .. }) && in_force.until >= today && in_force.review <= today;
        let runs_out = matches!(stands, Standing::Dispensed { .. }) && face.refused.is_some();
        let is_to_review = in_force.review <= today || !face.stale.is_empty();
        tasks.extend(made.of_review().filter(|_| unseen || (runs_out && is_to_review)));
    }
    tasks.sort_by_key(|task| (task.due.is_none(), task.due, task.duty));
    tasks
}

/// The tasks that were not there when somebody was last told, or have climbed since.
pub fn newly<'t>(before: &[CaseTask], today: &'t [CaseTask]) -> Vec<&'t CaseTask> {
    let known = |task: &&CaseTask| before.iter().any(|old| old.duty == task.duty && old.whom == task.whom);
    today.iter().filter(|task| !known(task)).collect()
}

struct Made<'f> {
    face: &'f Face,
    today: Day,
    reach: Reach<'f>,
}

impl Made<'_> {
    fn task(&self, duty: Duty, due: Option<Day>, whom: Vec<Seat>) -> CaseTask {
        let days_late = due.map_or(0, |due| (self.today.days() - due.days()).max(0));
        CaseTask {
            case: self.face.id.clone(),
            title: self.face.title.clone(),
            duty,
            due,
            days_late,
            whom,
            what: String::new(),
            follows_up: false,
        }
    }

    fn climbing(&self, duty: Duty, due: Day) -> CaseTask {
        let whom = climbed(self.explainers(), self.explainers(), self.today.days() - due.days());
        self.task(duty, Some(due), whom)
    }

    /// Where nobody who answers for the objects can be told, IT's architects see to it that somebody explains.
    fn to_explain(&self) -> Vec<Seat> {
        let mut whom = self.explainers();
        let architects = Seat::Role(Role::ItArchitect);
        if self.reach.owner == Owner::NotKnown && !whom.contains(&architects) {
            whom.push(architects);
        }
        whom
    }

    fn explainers(&self) -> Vec<Seat> {
        explaining_seats(self.face, self.reach.owner)
    }

    fn of_step(&self, place: usize, step: &PlanMark) -> CaseTask {
        let first = step_seats(self.face, step, self.reach);
        let whom = climbed(first, self.explainers(), self.today.days() - step.due.days());
        CaseTask { what: words::short(&step.what), ..self.task(Duty::Step(place), Some(step.due), whom) }
    }

    /// What the round, or the decision, waits for.
    fn of_round(&self, waiting: Waiting, stands: Standing) -> Option<CaseTask> {
        let emergency = self.face.in_force.as_ref().filter(|in_force| in_force.means == Means::Emergency);
        // A refusal gives a day for a plan, an emergency grant one for the board.
        let due = match stands {
            Standing::Refused { plan_by } => Some(plan_by),
            _ => self.face.refused.or(emergency.map(|in_force| in_force.until)),
        };
        let party = |party| if party == Party::It { Seat::It } else { Seat::Area };
        let (duty, due, whom) = match waiting {
            Waiting::Screen(who) => (Duty::Screen(who), due, vec![party(who)]),
            Waiting::Conclude => (Duty::Conclude, due, vec![Seat::It, Seat::Area]),
            Waiting::Explain => (Duty::Explain, due, self.to_explain()),
            Waiting::Accept(who) => (Duty::Accept(who), due, vec![party(who)]),
            Waiting::Submit => (Duty::Submit, due, vec![Seat::It]),
            Waiting::Board if emergency.is_some() => (Duty::Ratify, due, vec![Seat::Board]),
            Waiting::Board => (Duty::Decide, due, vec![Seat::Board]),
            Waiting::Review => return self.of_review(),
            Waiting::Plan | Waiting::Nobody => return None,
        };
        Some(self.task(duty, due, whom))
    }

    /// What the board decided, the board confirms; IT prepares it, and confirms what it accepted itself.
    fn of_review(&self) -> Option<CaseTask> {
        let in_force = self.face.in_force.as_ref()?;
        let mut whom = vec![Seat::Role(Role::ItArchitect), Seat::Role(Role::ItManager)];
        if in_force.means != Means::Explanation || self.face.escalated.is_some() {
            whom.push(Seat::Board);
        }
        let due = self.face.escalated.or(Some(in_force.review).filter(|day| *day <= self.today));
        Some(self.task(Duty::Review, due, whom))
    }

    fn of_plan(&self) -> impl Iterator<Item = CaseTask> {
        let near = |due: Day| due.days() - self.today.days() <= SOON;
        let steps = self.face.plan.iter().enumerate();
        steps.filter(move |(_, step)| step.is_open() && near(step.due)).map(|(place, step)| self.of_step(place, step))
    }

    fn of_conditions(&self, in_force: &InForce) -> Vec<CaseTask> {
        let mut tasks = Vec::new();
        for (place, mark) in in_force.conditions.iter().enumerate() {
            let duty = Duty::Condition(place);
            let in_words = |task: CaseTask| CaseTask { what: words::short(&mark.what), ..task };
            match mark.due {
                // What the facts say is broken is IT's to look at as well, in time or not.
                _ if mark.seen == Truth::Broken => {
                    let whom = self.explainers().into_iter().chain([Seat::It]).collect();
                    tasks.push(in_words(self.task(duty, mark.due, whom)));
                }
                Some(due) if !mark.met && mark.seen != Truth::Holds && due.days() - self.today.days() <= SOON => {
                    tasks.push(in_words(self.climbing(duty, due)));
                }
                _ => {}
            }
        }
        tasks
    }
}
