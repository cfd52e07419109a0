//! Random commands by random people on random days against a reference model that is simple enough to be read (`slip`): what a careful
//! clerk would write on a slip of paper. The seeds are fixed, so that a fault is found by everybody or by nobody.

mod acquisition;
mod moves;
mod people;
mod slip;
mod step;

use std::cell::RefCell;
use std::collections::BTreeSet;

use decisions::{
    Case, Event, Face, Held, Mark, Outcome, Party, Rating, Recorded, Reviewed, Standing, Stood, Truth, is_before_board,
    marks, may_come_before_board, standing,
};
use findings::Verdict;
use kernel::Day;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::moves::{Move, command, moves};
use self::people::{Person, person};
use self::slip::Slip;
use super::cast::{Play, first_day, ground};

/// Which histories are played: so many of each seed.
const SEEDS: [u8; 4] = [1, 2, 3, 5];
const HISTORIES: u32 = 250;

/// Plays histories, the same ones each time.
fn play<S: Strategy>(histories: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    for seed in SEEDS {
        let config = Config { cases: HISTORIES, failure_persistence: None, ..Config::default() };
        let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let played = TestRunner::new_with_rng(config, chance).run(&histories, &test);
        played.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}

/// How often a command was done and refused: what is never done, or never refused, was not tried.
struct Tried(RefCell<Vec<(&'static str, u32, u32)>>);

impl Tried {
    fn of(words: &[&'static str]) -> Self {
        Self(RefCell::new(words.iter().map(|word| (*word, 0, 0)).collect()))
    }

    fn count(&self, word: &str, is_done: bool) {
        let mut tried = self.0.borrow_mut();
        let (_, done, refused) = tried.iter_mut().find(|(known, ..)| *known == word).expect("a known command");
        *(if is_done { done } else { refused }) += 1;
    }

    fn every_command(&self) {
        let tried = self.0.borrow();
        assert!(tried.iter().all(|(_, done, refused)| *done > 0 && *refused > 0), "{tried:?}");
    }
}

/// One thing that somebody tries: who, whether on facts that are not those of today, and what.
type Try = (usize, bool, Move);

/// The ways that cases take in an office, so that long histories get somewhere.
fn ways() -> impl Strategy<Value = Vec<Try>> {
    let it = |who| (who, false, Move::Screen(Party::It, Rating::Red));
    let area = |who| (who, false, Move::Screen(Party::Area, Rating::Red));
    let sure = |who, one| (who, false, one);
    let submitted =
        [it(0), area(1), sure(0, Move::Conclude(Outcome::Board)), sure(2, Move::Explain(false)), sure(0, Move::Submit)];
    let with = |last: Vec<Try>| submitted.iter().cloned().chain(last).collect::<Vec<_>>();
    let dispensed = with(vec![sure(3, Move::Dispense(60))]);
    let refused = with(vec![sure(8, Move::Refuse), sure(4, Move::Refuse), sure(3, Move::Refuse)]);
    let sent_back = with(vec![sure(3, Move::SendBack), sure(1, Move::Explain(true)), sure(1, Move::SendBack)]);
    let withdrawn = with(vec![sure(1, Move::Withdraw), sure(0, Move::Withdraw), sure(0, Move::Submit)]);
    let by_deputies = vec![
        it(9),
        area(10),
        sure(9, Move::Conclude(Outcome::Board)),
        sure(11, Move::Explain(false)),
        sure(0, Move::Submit),
        sure(6, Move::Dispense(200)),
    ];
    let minor = vec![
        it(0),
        area(1),
        sure(1, Move::Conclude(Outcome::Explain)),
        sure(11, Move::Explain(true)),
        sure(4, Move::Accept(Party::It)),
        sure(1, Move::Accept(Party::Area)),
    ];
    let followed_up: Vec<Try> =
        minor.iter().cloned().chain([sure(3, Move::Claim(0)), sure(2, Move::Redate(0, 50))]).collect();
    let again = vec![
        sure(3, Move::Review(Reviewed::Confirm, 10)),
        sure(0, Move::Review(Reviewed::Escalate, 10)),
        sure(0, Move::Review(Reviewed::Amend, 10)),
        sure(1, Move::Withdraw),
    ];
    let screened_again = vec![
        it(0),
        area(1),
        sure(1, Move::Conclude(Outcome::Explain)),
        sure(11, Move::Explain(false)),
        (4, false, Move::Screen(Party::It, Rating::Green)),
        sure(11, Move::Conflict),
    ];
    prop_oneof![
        3 => Just(dispensed),
        1 => Just(by_deputies),
        2 => Just(minor),
        1 => Just(followed_up),
        1 => Just(refused),
        1 => Just(sent_back),
        1 => Just(withdrawn),
        1 => Just(again),
        1 => Just(screened_again),
    ]
}

fn histories() -> impl Strategy<Value = (bool, Vec<Try>)> {
    let one = (0..people::COUNT, prop::bool::weighted(0.05), moves());
    let inserted = prop::collection::vec((0_usize..60, ways()), 0..5);
    (any::<bool>(), prop::collection::vec(one, 0..60), inserted).prop_map(|(material, mut all, inserted)| {
        for (place, way) in inserted {
            let place = place.min(all.len());
            all.splice(place..place, way);
        }
        (material, all)
    })
}

/// What the log alone says of its last entry, a dispensation: in its round two people screened, somebody explained and IT put it to the
/// board, and a member of the board who is none of them decided.
fn dispensed_rightly(history: &[Recorded]) -> bool {
    let (last, before) = history.split_last().expect("a dispensation");
    let (mut it, mut area, mut told, mut submitted) = (None, None, None, None);
    for recorded in before.iter().rev() {
        let by = Some(&recorded.by);
        match &recorded.event {
            Event::Dispensed { .. } | Event::Refused { .. } => break,
            Event::Screened { party: Party::It, .. } => it = it.or(by),
            Event::Screened { party: Party::Area, .. } => area = area.or(by),
            Event::Explained { .. } => told = told.or(by),
            Event::Submitted { .. } => submitted = submitted.or(by),
            _ => {}
        }
    }
    let (Some(it), Some(area), Some(told), Some(submitted)) = (it, area, told, submitted) else { return false };
    let sits = |account: &str| matches!(account, "d" | "e");
    let seat = last.by.deputy_for.as_ref().unwrap_or(&last.by.holder);
    sits(&seat.account) && !it.shares(area) && ![it, area, told, submitted].iter().any(|hand| hand.shares(&last.by))
}

/// A case beside its slip.
struct Beside {
    play: Play,
    slip: Slip,
}

impl Beside {
    fn looks(&mut self, state: u8, truth: Truth) {
        self.play.ground.watched.steps.clear();
        self.play.ground = match state {
            0 => ground(Verdict::Follows, false, "done"),
            1 => ground(Verdict::NotAssessed, false, "gone"),
            2 => ground(Verdict::Deviates, true, "other"),
            3 => ground(Verdict::Deviates, false, "minor"),
            _ => ground(Verdict::Deviates, true, "a"),
        };
        self.play.ground.watched.steps = vec![truth; self.play.case.face.plan.len()];
    }

    /// Somebody tries something.
    fn tries(&mut self, (who, old, one): (&Person, bool, &Move), tried: &Tried) -> Result<(), TestCaseError> {
        let command = command(&self.play, one, old);
        let before = self.play.case.clone();
        let expected = self.slip.lets(&command, who, &self.play);
        let done = self.play.act(&who.held, &command);
        prop_assert_eq!(done.is_ok(), expected, "{:?} by {:?}: {:?}", one, who.held.hand(), done);
        tried.count(command.word(), done.is_ok());
        if done.is_err() {
            prop_assert_eq!(&before, &self.play.case, "a refusal changes nothing");
            return Ok(());
        }
        self.slip.write_down(&self.play);
        if matches!(self.play.history.last(), Some(Recorded { event: Event::Dispensed { .. }, .. })) {
            prop_assert!(dispensed_rightly(&self.play.history), "by {:?} on {:?}", who.held.hand(), self.play.history);
        }
        if let Move::Split(true) = one {
            self.play = self.play.split_off(&before.face.keys[0]);
            self.slip.split_off(&self.play);
        }
        Ok(())
    }

    /// Case and slip say the same, on this day and on every day that matters, and so does the log.
    fn agree(&self, after: &Move) -> Result<(), TestCaseError> {
        let (face, stood) = (&self.play.case.face, Stood::of(&self.play.case.face));
        for days in [0, 1, 14, 15, 59, 60, 61, 90, 91, 120, 121, 400] {
            let day = self.play.day.plus_days(days);
            let standing = standing(face, day);
            prop_assert_eq!(stood.on(face, day), standing, "{} days on", days);
            prop_assert_eq!(standing.word(), self.slip.standing(day), "{} days after {:?}", days, after);
            prop_assert!(may_come_before_board(face) || !concerns_board(face, day), "{} days after {:?}", days, after);
        }
        Ok(())
    }
}

/// Whether the board has to do with a case on a day, by all that is said of it.
fn concerns_board(face: &Face, day: Day) -> bool {
    use {Mark as M, Standing as S};
    let climbs =
        |mark: &Mark| matches!(mark, M::StepLate { .. } | M::PlanLate { .. } | M::Redated { .. } | M::Escalated { .. });
    let stands =
        matches!(standing(face, day), S::Lapsed { .. } | S::Refused { .. } | S::Overdue { .. } | S::AwaitingBoard);
    is_before_board(face, day) || stands || marks(face, day).iter().any(climbs)
}

#[test]
fn no_sequence_reaches_a_dispensation_without_two_screeners_and_a_board_seat() {
    let tried = Tried::of(&moves::WORDS);
    play(histories(), |(material, all)| {
        let case = Play::batch(40, ground(Verdict::Deviates, material, if material { "a" } else { "minor" }));
        let slip = Slip::of(&case);
        let mut beside = Beside { play: case, slip };
        for (number, old, one) in &all {
            match one {
                Move::Wait(days) => beside.play.day = beside.play.day.plus_days(*days),
                Move::Facts(state, truth, seen) => {
                    beside.looks(*state, *truth);
                    if *seen && beside.play.observe() {
                        beside.slip.write_down(&beside.play);
                    }
                }
                _ => beside.tries((&person(*number), *old, one), &tried)?,
            }
            beside.agree(one)?;
        }
        let play = beside.play;
        prop_assert_eq!(Case::replay(&play.id, &play.history), Some(play.case.clone()));
        let written = serde_json::to_string(&(&play.case.face, &play.history)).expect("writes");
        let (face, history): (Face, Vec<Recorded>) = serde_json::from_str(&written).expect("reads");
        prop_assert_eq!((&face, &history), (&play.case.face, &play.history));
        prop_assert!(first_day() <= play.day);
        Ok(())
    });
    tried.every_command();
}

/// Whoever a hand is: the one who acts, and the one they act for.
fn accounts(held: &Held) -> BTreeSet<String> {
    let hand = held.hand();
    [Some(&hand.holder), hand.deputy_for.as_ref()].into_iter().flatten().map(|holder| holder.account.clone()).collect()
}
