//! The reference model: what a careful clerk would write on a slip of paper, and what the slip then says of each command.

use std::collections::BTreeSet;

use decisions::{Command, Event, Hand, Means, Outcome, Party, Phase, Plan, Rating, Recorded, Reviewed, Withdrawn};
use findings::Verdict;
use kernel::Day;

use super::super::cast::Play;
use super::accounts;
use super::people::{DIRECTOR, Person};
use super::step::Step;

mod conflict;

/// Who did something: the one who acted, and the one they acted for.
type Who = BTreeSet<String>;

/// How far the case has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Open,
    Screening,
    ToExplain,
    Explained,
    Submitted,
    Followed,
    Over,
}

/// One party's screening.
struct Side {
    who: Who,
    rating: Rating,
    ground: String,
}

/// The explanation of the round.
#[derive(Clone)]
struct Told {
    who: Who,
    ground: String,
    until: Day,
    steps: Vec<Step>,
}

/// What lets the deviation stand.
struct Stands {
    means: Means,
    until: Day,
    dead: bool,
    conditions: usize,
}

/// The slip.
#[derive(Default)]
pub struct Slip {
    stage: Stage,
    it: Option<Side>,
    area: Option<Side>,
    outcome: Option<Outcome>,
    told: Option<Told>,
    accepted: Vec<(Party, Who)>,
    submitted: Option<Who>,
    stands: Option<Stands>,
    /// Whose explanation the decision in force rests on, and whether that is the explanation of the round.
    rests_on: Option<Who>,
    is_rounds_own: bool,
    /// The plan that is followed.
    steps: Vec<Step>,
    /// And whether it is the plan of the round's explanation.
    is_rounds_plan: bool,
    /// This round ends with the board, whatever else is said.
    to_board: bool,
    /// The board has had its word, and what it was when it was no.
    decided: bool,
    refused: bool,
    revoked: bool,
    escalated: bool,
    emergencies: u32,
    emergency_by: Option<Who>,
    conflicted: BTreeSet<String>,
    files: BTreeSet<String>,
    phase: Option<Phase>,
    objects: usize,
    /// The verdict when the house last looked, and whether it was for the board.
    seen: Option<(Verdict, bool)>,
}

fn who(hand: &Hand) -> Who {
    [Some(&hand.holder), hand.deputy_for.as_ref()].into_iter().flatten().map(|one| one.account.clone()).collect()
}

fn meet(one: &Who, other: &Who) -> bool {
    !one.is_disjoint(other)
}

impl Slip {
    pub fn of(play: &Play) -> Self {
        let mark = &play.ground.mark;
        Self {
            to_board: mark.material,
            phase: Some(play.case.face.phase),
            objects: play.case.face.keys.len(),
            seen: Some((mark.verdict, mark.material)),
            ..Self::default()
        }
    }

    /// Another slip for what was split off: no decision that let it stand goes with it, but every no.
    pub fn split_off(&mut self, play: &Play) {
        let old = std::mem::replace(self, Self::of(play));
        (self.decided, self.refused, self.revoked) = (old.decided, old.refused, old.revoked);
        (self.emergencies, self.emergency_by, self.conflicted) = (old.emergencies, old.emergency_by, old.conflicted);
        self.to_board |= old.decided;
    }

    /// Where the case stands.
    pub fn standing(&self, day: Day) -> &'static str {
        let lives = |stands: &&Stands| !stands.dead && day <= stands.until;
        match (&self.stands, self.stage) {
            (_, Stage::Followed | Stage::Over) => "no_longer_needed",
            (Some(stands), _) if stands.means != Means::Explanation && lives(&stands) => "dispensed",
            (_, Stage::Submitted) => "awaiting_board",
            (Some(stands), _) if stands.means == Means::Explanation && !stands.dead => {
                // The plan as a whole is over on its last day, and the case would be closed if it had done what it was for.
                let over = !self.steps.is_empty() && self.steps.iter().all(|step| step.due < day);
                let late = stands.until < day || over || self.steps.iter().any(|step| step.is_late(day));
                if late { "overdue" } else { "explained" }
            }
            (_, Stage::Screening | Stage::ToExplain | Stage::Explained) => "in_screening",
            (Some(_), Stage::Open) => "lapsed",
            (None, Stage::Open) if self.refused => "refused",
            (None, Stage::Open) => "open",
        }
    }

    /// Everybody with a part in the round, and in the emergency grant that awaits the board.
    fn has_part(&self, account: &Who) -> bool {
        let sides = [&self.it, &self.area].into_iter().flatten().map(|side| &side.who);
        let accepted = self.accepted.iter().map(|(_, who)| who);
        let told = self.told.iter().map(|told| &told.who);
        sides.chain(accepted).chain(told).chain(&self.submitted).chain(&self.emergency_by).any(|one| meet(one, account))
    }

    /// Whether the plan of a decision that stands goes on beside the round under way.
    fn has_standing_plan(&self, day: Day) -> bool {
        let counts = self.stands.as_ref().is_some_and(|stands| !stands.dead && day <= stands.until);
        self.rests_on.is_some() && !self.is_rounds_own && counts
    }

    fn is_dispensed(&self, day: Day) -> bool {
        let runs = |one: &Stands| one.means == Means::Dispensation && !one.dead && day <= one.until;
        self.stands.as_ref().is_some_and(runs)
    }

    /// Whether that member of the board may decide now.
    fn decides(&self, person: &Person) -> bool {
        let told = self.told.iter().flat_map(|told| &told.steps);
        let is_directors = self.steps.iter().chain(told).any(|step| step.is_directors);
        person.board
            && self.stage == Stage::Submitted
            && !self.has_part(&accounts(&person.held))
            && !(is_directors && person.held.is_person(DIRECTOR))
    }

    /// Whether the command is done. No command is left out: another one does not build.
    pub fn lets(&self, command: &Command, person: &Person, play: &Play) -> bool {
        let acts = accounts(&person.held);
        let free = !meet(&self.conflicted, &acts);
        let (ground, today) = (&play.ground.mark, play.day);
        let for_board = ground.material;
        let kept = matches!(command, Command::Note { .. } | Command::Attach { .. });
        if self.stage == Stage::Over && !kept {
            return false;
        }
        if let Command::DeclareConflict { .. } = command {
            return !self.conflicted.contains(&person.held.hand().holder.account);
        }
        let accounted = matches!(self.standing(today), "explained" | "dispensed");
        let on_what_is = |told: &Told| told.ground == ground.hash;
        free && match command {
            Command::DeclareConflict { .. } => false,
            Command::Screen { party, shown, .. } => {
                let (may, other) = match party {
                    Party::It => (person.it, &self.area),
                    Party::Area => (person.area, &self.it),
                };
                let runs = matches!(self.stage, Stage::Screening | Stage::ToExplain | Stage::Explained);
                may && *shown == ground.hash
                    && !matches!(self.stage, Stage::Submitted | Stage::Followed)
                    && !(runs && other.as_ref().is_some_and(|side| meet(&side.who, &acts)))
            }
            Command::Conclude { outcome } => {
                let (Some(it), Some(area)) = (&self.it, &self.area) else { return false };
                let unknown = ground.verdict == Verdict::NotAssessed && self.to_board;
                let fits = match outcome {
                    Outcome::Board => true,
                    Outcome::Follows => it.rating == area.rating && ground.verdict == Verdict::Follows,
                    Outcome::Explain => it.rating == area.rating && !for_board && !self.decided && !unknown,
                };
                (person.it || person.area)
                    && self.stage == Stage::Screening
                    && (meet(&it.who, &acts) || meet(&area.who, &acts))
                    && it.ground == ground.hash
                    && area.ground == ground.hash
                    && fits
            }
            Command::Explain { shown, .. } => {
                person.explains && *shown == ground.hash && matches!(self.stage, Stage::ToExplain | Stage::Explained)
            }
            Command::SendBack { .. } => match self.stage {
                Stage::Submitted => person.board,
                Stage::Explained => person.it || person.area,
                _ => false,
            },
            Command::Withdraw { .. } if self.stage == Stage::Submitted => person.it,
            Command::Withdraw { .. } => {
                let explained = |stands: &Stands| stands.means == Means::Explanation && !stands.dead;
                (person.it || person.area)
                    && self.stage != Stage::Followed
                    && !self.escalated
                    && self.stands.as_ref().is_some_and(explained)
            }
            Command::Accept { party, shown } => {
                let may = if *party == Party::It { person.it } else { person.area };
                let told = self.told.as_ref().filter(|told| on_what_is(told) && !meet(&told.who, &acts));
                may && *shown == ground.hash
                    && self.stage == Stage::Explained
                    && !(self.to_board || for_board)
                    && told.is_some()
                    && !self.accepted.iter().any(|(other, who)| other == party || meet(who, &acts))
            }
            Command::Submit { shown, .. } => {
                person.it
                    && *shown == ground.hash
                    && self.stage == Stage::Explained
                    && self.told.as_ref().is_some_and(on_what_is)
            }
            Command::Dispense { dispensation, shown } => {
                self.decides(person)
                    && *shown == ground.hash
                    && self.told.as_ref().is_some_and(on_what_is)
                    && dispensation.until <= today.plus_months(12)
            }
            Command::Refuse { shown, .. } => self.decides(person) && *shown == ground.hash,
            Command::GrantEmergency { until, shown, .. } => {
                person.emergency
                    && *shown == ground.hash
                    && *until <= today.plus_days(14)
                    && ground.verdict == Verdict::Deviates
                    && self.stage != Stage::Followed
                    && !(self.refused || self.revoked || accounted)
                    && self.emergencies == 0
            }
            Command::Revoke { .. } => {
                let put_to_board = self.escalated && self.stage != Stage::Followed;
                let explained = |stands: &Stands| stands.means == Means::Explanation && !stands.dead;
                person.board
                    && (self.standing(today) == "dispensed"
                        || (put_to_board && self.stands.as_ref().is_some_and(explained)))
            }
            Command::MeetCondition { condition, .. } => {
                person.explains && self.stands.as_ref().is_some_and(|stands| *condition < stands.conditions)
            }
            Command::ClaimStep { step, .. } => self
                .steps
                .get(*step)
                .is_some_and(|step| person.explains || (step.is_directors && person.held.is_person(DIRECTOR))),
            Command::RedateStep { step, due, .. } => {
                let stands = self.is_rounds_own || self.has_standing_plan(today);
                let decided = self.stands.as_ref().map(|stands| stands.until);
                let told = self.told.as_ref().map(|told| told.until);
                let until = if stands { decided } else { told.or(decided) };
                person.explains
                    && self.steps.get(*step).is_some_and(|step| step.due != *due)
                    && *due > today
                    && until.is_some_and(|until| *due <= until)
            }
            Command::Review { outcome, next, shown, .. } => {
                let Some(stands) = self.stands.as_ref().filter(|stands| !stands.dead) else { return false };
                let boards = stands.means != Means::Explanation || self.escalated || for_board;
                let told = self.told.as_ref().map(|told| &told.who);
                let explained_it = self.rests_on.as_ref().or(told).is_some_and(|who| meet(who, &acts));
                let may = match outcome {
                    Reviewed::Escalate => person.it,
                    Reviewed::Amend => person.it && self.stage == Stage::Open && stands.means != Means::Emergency,
                    Reviewed::Confirm if boards => person.board && !explained_it && !self.has_part(&acts),
                    Reviewed::Confirm => person.it && !explained_it,
                };
                // No premise is watched by a machine in these plays.
                let soon = *outcome != Reviewed::Confirm || *next <= today.plus_months(6);
                may && soon && *shown == ground.hash && *next > today && *next <= stands.until
            }
            Command::Note { .. } => person.works,
            Command::Attach { attachment } => person.works && !self.files.contains(&attachment.sha256),
            Command::Split { .. } => {
                let granted = self.stands.as_ref().is_some_and(|stands| stands.means != Means::Explanation);
                person.works && self.stage != Stage::Submitted && !(granted && accounted) && self.objects > 1
            }
            Command::ReachPhase { phase } => person.works && self.phase != Some(*phase),
            Command::Cancel { .. } => {
                person.it
                    && self.stage != Stage::Submitted
                    && self.stands.is_none()
                    && !self.refused
                    && self.emergencies == 0
            }
        }
    }

    /// Writes down what the log now ends with.
    pub fn write_down(&mut self, play: &Play) {
        let Recorded { by, event, day, .. } = play.history.last().expect("an event");
        let by = who(by);
        match event {
            Event::Opened(_) | Event::Noted { .. } | Event::ConditionMet { .. } => {}
            Event::ConflictDeclared { .. } => {
                let account = play.history.last().expect("an event").by.holder.account.clone();
                self.without(&account, *day);
                self.conflicted.insert(account);
            }
            Event::Screened { party, ground, views } => {
                if matches!(self.stage, Stage::Open) {
                    self.new_round();
                }
                (self.outcome, self.submitted, self.stage) = (None, None, Stage::Screening);
                self.accepted.clear();
                let side = Some(Side { who: by, rating: views[0].rating, ground: ground.clone() });
                *(if *party == Party::It { &mut self.it } else { &mut self.area }) = side;
            }
            Event::Concluded { outcome: Outcome::Follows, .. } => {
                (self.stage, self.outcome) = (Stage::Followed, Some(Outcome::Follows));
                self.to_board = self.must_go_to_board();
            }
            Event::Concluded { outcome, .. } => {
                (self.stage, self.outcome) = (Stage::ToExplain, Some(*outcome));
                self.to_board = *outcome == Outcome::Board || self.must_go_to_board();
            }
            Event::Explained { explanation, ground, .. } => {
                let Plan::Steps { steps } = &explanation.plan else { return };
                let steps: Vec<Step> = steps.iter().map(Step::of).collect();
                self.is_rounds_plan = !self.has_standing_plan(*day);
                if self.is_rounds_plan {
                    self.steps.clone_from(&steps);
                }
                self.seen = Some((ground.verdict, ground.material));
                self.to_board = self.outcome == Some(Outcome::Board) || self.must_go_to_board();
                self.told = Some(Told { who: by, ground: ground.hash.clone(), until: explanation.until, steps });
                (self.stage, self.submitted) = (Stage::Explained, None);
                self.accepted.clear();
            }
            Event::SentBack { .. } => {
                (self.stage, self.submitted) = (Stage::ToExplain, None);
                self.accepted.clear();
            }
            Event::Withdrawn { what: Withdrawn::Submission, .. } => {
                (self.stage, self.submitted) = (Stage::Explained, None);
            }
            Event::Withdrawn { what: Withdrawn::Explanation, .. } => self.end(),
            Event::Accepted { party } => {
                self.accepted.push((*party, by));
                if let (2, Some(until)) = (self.accepted.len(), self.told.as_ref().map(|told| told.until)) {
                    self.let_stand(Means::Explanation, until, 0);
                    self.stage = Stage::Open;
                }
            }
            Event::Submitted { .. } => (self.stage, self.submitted) = (Stage::Submitted, Some(by)),
            Event::Dispensed { dispensation, ground } => {
                self.board_decided();
                self.seen = Some((ground.verdict, ground.material));
                self.let_stand(Means::Dispensation, dispensation.until, dispensation.conditions.len());
            }
            Event::Refused { .. } => {
                self.board_decided();
                (self.refused, self.escalated) = (true, false);
                if self.is_dispensed(*day) {
                    // Only more time was refused.
                    self.new_round();
                } else {
                    (self.stands, self.rests_on, self.is_rounds_own) = (None, None, false);
                }
            }
            Event::GrantedInEmergency { until, ground, .. } => {
                self.emergencies += 1;
                self.emergency_by = Some(by);
                self.seen = Some((ground.verdict, ground.material));
                self.let_stand(Means::Emergency, *until, 0);
            }
            Event::Revoked { .. } => {
                self.revoked = true;
                self.end();
            }
            Event::StepClaimed { step, .. } => self.steps[*step].claimed = true,
            Event::StepRedated { step, due, .. } => {
                let step = &mut self.steps[*step];
                (step.due, step.claimed) = (*due, false);
                if self.is_rounds_plan && self.stage == Stage::Explained {
                    self.accepted.clear();
                }
            }
            Event::Reviewed { outcome: Reviewed::Amend, .. } => {
                self.new_round();
                self.stage = Stage::Screening;
            }
            Event::Reviewed { outcome: Reviewed::Escalate, .. } => self.escalated = true,
            Event::Reviewed { outcome: Reviewed::Confirm, ground, .. } => {
                self.escalated = false;
                self.seen = Some((ground.verdict, ground.material));
            }
            Event::Attached(file) => {
                self.files.insert(file.sha256.clone());
            }
            Event::Split { keys, .. } => self.objects -= keys.len(),
            Event::PhaseReached { phase } => self.phase = Some(*phase),
            Event::Cancelled { .. } => self.stage = Stage::Over,
            Event::Observed { ground, watched, .. } => {
                self.steps.iter_mut().zip(&watched.steps).for_each(|(step, truth)| step.seen = *truth);
                self.observed(ground.verdict, ground.material);
            }
        }
    }

    fn observed(&mut self, verdict: Verdict, material: bool) {
        let before = self.seen.replace((verdict, material));
        let explained = self.stands.as_ref().is_some_and(|stands| stands.means == Means::Explanation);
        match verdict {
            Verdict::Follows | Verdict::NotApplicable => self.stage = Stage::Followed,
            // It followed and does no more: people look at it anew.
            Verdict::Deviates if self.stage == Stage::Followed => {
                self.new_round();
                (self.stage, self.stands, self.rests_on) = (Stage::Open, None, None);
                self.steps.clear();
                (self.decided, self.refused, self.revoked, self.escalated) = (false, false, false, false);
                self.emergency_by = None;
            }
            // What IT and the area let stand as minor is so no more.
            _ if material && before.is_some_and(|(_, before)| !before) && explained => {
                (self.escalated, self.to_board) = (true, true);
            }
            _ => {}
        }
    }

    fn must_go_to_board(&self) -> bool {
        let (verdict, material) = self.seen.expect("the house has looked");
        material || self.escalated || self.decided || (verdict == Verdict::NotAssessed && self.to_board)
    }

    fn board_decided(&mut self) {
        (self.stage, self.decided, self.to_board) = (Stage::Open, true, true);
        (self.emergencies, self.emergency_by, self.revoked) = (0, None, false);
    }

    fn let_stand(&mut self, means: Means, until: Day, conditions: usize) {
        let told = self.told.as_ref().filter(|_| means != Means::Emergency);
        if let Some(told) = told.filter(|_| !self.is_rounds_plan) {
            self.steps = told.steps.clone();
        }
        self.is_rounds_plan |= told.is_some();
        self.rests_on = told.map(|told| told.who.clone());
        self.is_rounds_own = self.rests_on.is_some();
        self.stands = Some(Stands { means, until, dead: false, conditions });
        (self.refused, self.escalated) = (false, false);
    }

    fn new_round(&mut self) {
        (self.it, self.area, self.outcome, self.told, self.submitted) = (None, None, None, None, None);
        (self.is_rounds_own, self.is_rounds_plan) = (false, false);
        self.accepted.clear();
    }

    /// The decision counts no more, and the plan that is followed is that of the explanation under way, if there is one.
    fn end(&mut self) {
        self.stands.iter_mut().for_each(|stands| stands.dead = true);
        match self.told.as_ref().filter(|_| !self.is_rounds_own) {
            Some(_) if self.is_rounds_plan => {}
            Some(told) => (self.steps, self.is_rounds_plan) = (told.steps.clone(), true),
            None => {
                self.steps.clear();
                self.is_rounds_plan = false;
            }
        }
    }
}
