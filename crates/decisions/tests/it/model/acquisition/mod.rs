//! Acquisitions in the same way: random commands by random people, offers whose facts change under them, and a reference model of what
//! each gate asks for.

mod slip;

use std::collections::BTreeMap;

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionEvent as E, AcquisitionId, AcquisitionNow, AcquisitionPlan,
    AcquisitionRecorded, Alike, FactSource, Held, OfferGround, Party, Phase, PlanChange, Point, PrincipleGround,
    PrincipleView, Rating, Relevance, Said, Statement, decide_acquisition, next_phase, open_acquisition,
};
use kernel::{Instant, Text};
use proptest::prelude::*;

use self::slip::Slip;
use super::people::{self, Person, person};
use super::{Tried, accounts, play};
use crate::cast::{architect, first_day};

/// How an offer stands under the one principle there is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Offer {
    #[default]
    Follows,
    Minor,
    Material,
    Unanswered,
    /// It follows, and has a component that is new to the portfolio.
    New,
}

const OFFERS: [&str; 2] = ["T1", "T2"];
const PART: &str = "helt-ny";

/// The world beside the acquisition.
#[derive(Default)]
struct World {
    offers: BTreeMap<&'static str, Offer>,
    /// Whether the municipality has a system that serves the task.
    overlaps: bool,
}

impl World {
    fn offer(&self, key: &str) -> Offer {
        self.offers.get(key).copied().unwrap_or_default()
    }

    fn hash(&self, key: &str) -> String {
        format!("{key} {:?}", self.offer(key))
    }

    fn grounds(&self, acquisition: &Acquisition) -> Vec<OfferGround> {
        let ground = |key: &String| {
            let offer = self.offer(key);
            let principle = PrincipleGround {
                id: ("pack".to_owned(), "principle".to_owned()),
                title: text("Princip"),
                hash: self.hash(key),
                deviates: matches!(offer, Offer::Minor | Offer::Material),
                for_board: offer == Offer::Material,
                unanswered: offer == Offer::Unanswered,
            };
            let new_parts = if offer == Offer::New { vec![PART.to_owned()] } else { Vec::new() };
            OfferGround { candidate: key.clone(), hash: self.hash(key), principles: vec![principle], new_parts }
        };
        acquisition.live().map(|one| ground(&one.key)).collect()
    }

    fn overlapping(&self) -> Vec<Alike> {
        let system = Alike { key: "S1".to_owned(), name: "Omsorg".to_owned() };
        if self.overlaps { vec![system] } else { Vec::new() }
    }
}

/// The check list grows: one point in every phase, one more from the offers on, and one of the solution.
fn rules(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Idea | Phase::Analysis | Phase::Tender => &["first"],
        Phase::Offer => &["first", "second"],
        Phase::Solution | Phase::InOperation => &["first", "second", "third"],
    }
}

fn text(said: &str) -> Text {
    Text { da: said.to_owned(), en: said.to_owned() }
}

fn points(phase: Phase) -> Vec<Point> {
    let point = |rule: &&str| Point {
        pack: "pack".to_owned(),
        rule: (*rule).to_owned(),
        principle: "principle".to_owned(),
        title: text(rule),
        question: text(rule),
    };
    rules(phase).iter().map(point).collect()
}

#[derive(Clone, Debug)]
enum Move {
    Revise(bool),
    StateOwn,
    Add(usize),
    State(usize),
    Withdraw(usize),
    NoReuse,
    Sheet,
    Check(&'static str, Relevance),
    Screen(usize, Party, Rating),
    Assess,
    Pass(Phase),
    Choose(usize),
    Reopen,
    Conflict,
    Approve(usize),
    Refuse(usize),
    Answer,
    Become,
    Cancel,
    /// The facts of an offer are others.
    Facts(usize, Offer),
    Overlaps(bool),
    /// The system that the winner became is undone.
    Lose,
}

/// The words of all commands; the slip cannot be built while one is forgotten.
const WORDS: [&str; 19] = [
    "revise",
    "state-own",
    "add-candidate",
    "state",
    "withdraw",
    "explain-no-reuse",
    "make-sheet",
    "check",
    "screen",
    "assess-part",
    "pass-gate",
    "choose",
    "reopen-offers",
    "declare-conflict",
    "approve",
    "refuse",
    "answer-board",
    "become-system",
    "cancel",
];

/// Who tries, whether on facts that are not those of today, and what.
type Try = (usize, bool, Move);

fn moves() -> impl Strategy<Value = Move> {
    let offer = || 0..OFFERS.len();
    let party = prop_oneof![Just(Party::It), Just(Party::Area)];
    let rating = prop_oneof![3 => Just(Rating::Yellow), 1 => Just(Rating::Red)];
    let relevance = prop_oneof![2 => Just(Relevance::Relevant), 1 => Just(Relevance::Later)];
    let rule = prop::sample::select(vec!["first", "second", "third"]);
    let facts =
        prop::sample::select(vec![Offer::Follows, Offer::Minor, Offer::Material, Offer::Unanswered, Offer::New]);
    prop_oneof![
        1 => any::<bool>().prop_map(Move::Revise),
        1 => Just(Move::StateOwn),
        2 => offer().prop_map(Move::Add),
        1 => offer().prop_map(Move::State),
        1 => offer().prop_map(Move::Withdraw),
        1 => Just(Move::NoReuse),
        1 => Just(Move::Sheet),
        2 => (rule, relevance).prop_map(|(rule, relevance)| Move::Check(rule, relevance)),
        4 => (offer(), party, rating).prop_map(|(offer, party, rating)| Move::Screen(offer, party, rating)),
        1 => Just(Move::Assess),
        4 => prop::sample::select(Phase::ALL.to_vec()).prop_map(Move::Pass),
        2 => offer().prop_map(Move::Choose),
        1 => Just(Move::Reopen),
        1 => Just(Move::Conflict),
        2 => offer().prop_map(Move::Approve),
        2 => offer().prop_map(Move::Refuse),
        1 => Just(Move::Answer),
        2 => Just(Move::Become),
        1 => Just(Move::Cancel),
        3 => (offer(), facts).prop_map(|(offer, facts)| Move::Facts(offer, facts)),
        1 => any::<bool>().prop_map(Move::Overlaps),
        1 => Just(Move::Lose),
    ]
}

/// The ways that acquisitions take in an office, so that long histories get somewhere.
fn ways() -> impl Strategy<Value = Vec<Try>> {
    let sure =
        |all: &[(usize, Move)]| -> Vec<Try> { all.iter().map(|(who, one)| (*who, false, one.clone())).collect() };
    let to_offers = sure(&[
        (0, Move::Revise(true)),
        (1, Move::Check("first", Relevance::Relevant)),
        (0, Move::Pass(Phase::Analysis)),
        (1, Move::Sheet),
        (2, Move::NoReuse),
        (4, Move::Pass(Phase::Tender)),
        (1, Move::Add(0)),
        (0, Move::Pass(Phase::Offer)),
        (1, Move::Check("second", Relevance::Relevant)),
        (0, Move::Choose(0)),
    ]);
    let material = sure(&[(0, Move::Facts(0, Offer::Material)), (0, Move::Choose(0))]);
    let screened = sure(&[
        (0, Move::Screen(0, Party::It, Rating::Yellow)),
        (10, Move::Screen(0, Party::Area, Rating::Yellow)),
        (12, Move::Assess),
    ]);
    let approved = sure(&[(6, Move::Approve(0))]);
    let refused = sure(&[(3, Move::Refuse(0)), (1, Move::Answer)]);
    let third = || (1, Move::Check("third", Relevance::Relevant));
    let (pass, last) = (|| (0, Move::Pass(Phase::Solution)), (0, Move::Pass(Phase::InOperation)));
    let bought = sure(&[pass(), third(), (4, Move::Become), last.clone()]);
    let back = sure(&[pass(), third(), (4, Move::Reopen), (0, Move::Choose(0)), pass(), (4, Move::Become), last]);
    // The area lead approves for the director, and then screens as the area lead.
    let approver_screens = sure(&[
        (0, Move::Facts(0, Offer::Material)),
        (0, Move::Choose(0)),
        (8, Move::Approve(0)),
        (0, Move::Screen(0, Party::It, Rating::Yellow)),
        (1, Move::Screen(0, Party::Area, Rating::Yellow)),
    ]);
    prop_oneof![
        4 => Just(to_offers),
        2 => Just(material),
        3 => Just(screened),
        2 => Just(approved),
        1 => Just(refused),
        1 => Just(back),
        1 => Just(approver_screens),
        3 => Just(bought),
    ]
}

fn histories() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..people::COUNT, prop::bool::weighted(0.05), moves()).prop_map(|one| vec![one]);
    let step = prop_oneof![2 => one, 1 => ways()];
    prop::collection::vec(step, 0..40).prop_map(|steps| steps.concat())
}

/// An acquisition beside its slip.
struct Beside {
    acquisition: Acquisition,
    history: Vec<AcquisitionRecorded>,
    world: World,
    slip: Slip,
}

impl Beside {
    fn begun() -> Self {
        let plan = AcquisitionPlan {
            title: "Nyt omsorgssystem".to_owned(),
            purpose: String::new(),
            tasks: Vec::new(),
            unit: None,
            owner: None,
            phase: Phase::Idea,
        };
        let event = open_acquisition(&architect(), &plan).expect("opened");
        let recorded = AcquisitionRecorded { by: architect().hand().clone(), at: Instant(0), day: first_day(), event };
        let acquisition = Acquisition::opened(&AcquisitionId("A2026-0001".to_owned()), &recorded).expect("opened");
        Self { acquisition, history: vec![recorded], world: World::default(), slip: Slip::default() }
    }

    fn command(&self, one: &Move, old: bool) -> C {
        let reason = || "Drøftet med leverandøren i markedsdialogen.".to_owned();
        let shown = |offer: usize| if old { "what was".to_owned() } else { self.world.hash(OFFERS[offer]) };
        let candidate = |offer: usize| OFFERS[offer].to_owned();
        let facts = || BTreeMap::from([("hosting_country".to_owned(), Said::Text("Danmark".to_owned()))]);
        match one {
            Move::Revise(tasks) => {
                let tasks = Some(if *tasks { vec!["27.36".to_owned()] } else { Vec::new() });
                C::Revise { change: PlanChange { tasks, ..PlanChange::default() } }
            }
            Move::StateOwn => C::StateOwn { facts: facts(), answers: BTreeMap::new() },
            Move::Add(offer) => C::AddCandidate {
                candidate: candidate(*offer),
                supplier: "Nordsoft A/S".to_owned(),
                product: "Omsorg Ny".to_owned(),
            },
            Move::State(offer) => C::State {
                candidate: candidate(*offer),
                source: FactSource::Typed,
                statement: Statement { facts: facts(), ..Statement::default() },
            },
            Move::Withdraw(offer) => C::Withdraw { candidate: candidate(*offer), reason: reason() },
            Move::NoReuse => C::ExplainNoReuse { reason: reason() },
            Move::Sheet => C::MakeSheet { questions: 40, packs: Vec::new() },
            Move::Check(rule, relevance) => {
                C::Check { rule: (*rule).to_owned(), relevance: *relevance, rating: Rating::Green, reason: reason() }
            }
            Move::Screen(offer, party, rating) => C::Screen {
                candidate: candidate(*offer),
                view: PrincipleView {
                    pack: "pack".to_owned(),
                    principle: "principle".to_owned(),
                    party: *party,
                    rating: *rating,
                    reason: reason(),
                    shown: shown(*offer),
                },
            },
            Move::Assess => C::AssessPart { part: PART.to_owned(), conclusion: reason() },
            Move::Pass(phase) => C::PassGate { phase: *phase },
            Move::Choose(offer) => C::Choose { candidate: candidate(*offer), reason: reason() },
            Move::Reopen => C::ReopenOffers { reason: reason() },
            Move::Conflict => C::DeclareConflict { reason: reason() },
            Move::Approve(offer) => C::Approve { reason: reason(), meeting: None, shown: shown(*offer) },
            Move::Refuse(offer) => {
                C::Refuse { reason: reason(), different: reason(), meeting: None, shown: shown(*offer) }
            }
            Move::Answer => C::AnswerBoard { answer: reason() },
            Move::Become => C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() },
            Move::Cancel => C::Cancel { reason: reason() },
            Move::Facts(..) | Move::Overlaps(_) | Move::Lose => unreachable!("nobody does that"),
        }
    }

    fn remember(&mut self, by: &Held, event: E) {
        let recorded = AcquisitionRecorded { by: by.hand().clone(), at: Instant(0), day: first_day(), event };
        self.acquisition.apply(&recorded);
        self.slip.write_down(&recorded, &self.world);
        self.history.push(recorded);
    }

    /// Somebody tries something.
    fn tries(&mut self, (who, old, one): (&Person, bool, &Move), tried: &Tried) -> Result<(), TestCaseError> {
        let command = self.command(one, old);
        let (offers, overlapping) = (self.world.grounds(&self.acquisition), self.world.overlapping());
        let points = points(self.acquisition.phase);
        let now = AcquisitionNow {
            day: first_day(),
            overlapping: &overlapping,
            offers: &offers,
            points: &points,
            questions: &[],
            principles: &[],
            asked: &[],
        };
        let expected = self.slip.lets(&command, who, &self.world);
        let before = self.acquisition.clone();
        let done = decide_acquisition(&self.acquisition, &command, &who.held, &now);
        prop_assert_eq!(done.is_ok(), expected, "{:?} by {:?}: {:?}", one, who.held.hand(), done);
        tried.count(command.word(), done.is_ok());
        let Ok(event) = done else {
            prop_assert_eq!(&before, &self.acquisition, "a refusal changes nothing");
            return Ok(());
        };
        self.remember(&who.held, event);
        self.holds(&before)
    }

    /// What must hold of any acquisition, by the log and the world alone.
    fn holds(&self, before: &Acquisition) -> Result<(), TestCaseError> {
        let now = &self.acquisition;
        if let Some((winner, ..)) = &now.winner {
            prop_assert!(now.live().any(|one| one.key == *winner), "{} wins and is withdrawn", winner);
        }
        let (last, earlier) = self.history.split_last().expect("opened");
        if matches!(last.event, E::GatePassed { .. }) {
            prop_assert_eq!(next_phase(before.phase), Some(now.phase), "no phase is passed over");
        }
        if matches!(last.event, E::GatePassed { phase: Phase::Solution } | E::BecameSystem { .. }) {
            prop_assert!(chosen_rightly(earlier, now, &self.world), "{:?}", self.history);
        }
        let conflicted = earlier.iter().filter(|one| matches!(one.event, E::ConflictDeclared { .. }));
        let mut conflicted = conflicted.map(|one| &one.by.holder);
        let declares = matches!(last.event, E::ConflictDeclared { .. });
        prop_assert!(declares || !conflicted.any(|person| last.by.is_of(person)), "{:?} takes part", last.by);
        prop_assert_eq!(now.face().version as usize, self.history.len());
        Ok(())
    }
}

/// What the log says of the winner: IT chose it, two people have said what they think of what it departs from as it is now, and where that
/// is material somebody on the board who had no part in it has approved it.
fn chosen_rightly(history: &[AcquisitionRecorded], now: &Acquisition, world: &World) -> bool {
    let Some((winner, ..)) = &now.winner else { return false };
    let (offer, hash) = (world.offer(winner), world.hash(winner));
    let screener = |party: Party| {
        let seen = history.iter().rev().find_map(|one| match &one.event {
            E::Screened { candidate, view } if candidate == winner && view.party == party => Some((one, view)),
            _ => None,
        });
        seen.filter(|(_, view)| view.shown == hash).map(|(one, _)| &one.by)
    };
    let chosen = history.iter().any(|one| matches!(&one.event, E::Chosen { candidate, .. } if candidate == winner));
    let is_seen = matches!(offer, Offer::Minor | Offer::Material | Offer::Unanswered);
    let by_two = || screener(Party::It).zip(screener(Party::Area)).is_some_and(|(it, area)| !it.shares(area));
    let has_part = |by: &decisions::Hand| {
        history.iter().any(|one| match &one.event {
            E::OwnStated { .. } => one.by.shares(by),
            E::Stated { candidate, .. } | E::Screened { candidate, .. } | E::Chosen { candidate, .. } => {
                candidate == winner && one.by.shares(by)
            }
            _ => false,
        })
    };
    let sits = |by: &decisions::Hand| {
        let seat = by.deputy_for.as_ref().unwrap_or(&by.holder);
        matches!(seat.account.as_str(), "d" | "e")
    };
    let approved = || {
        history.iter().any(|one| {
            matches!(&one.event, E::Approved { shown, .. } if *shown == hash) && sits(&one.by) && !has_part(&one.by)
        })
    };
    chosen && (!is_seen || by_two()) && (offer != Offer::Material || approved())
}

#[test]
fn no_sequence_passes_a_gate_without_what_it_asks_for_nor_buys_without_those_who_must_have_said_so() {
    let tried = Tried::of(&WORDS);
    play(histories(), |all| {
        let mut beside = Beside::begun();
        for (number, old, one) in &all {
            match one {
                Move::Facts(offer, facts) => {
                    beside.world.offers.insert(OFFERS[*offer], *facts);
                }
                Move::Overlaps(yes) => beside.world.overlaps = *yes,
                Move::Lose => {
                    if let Some(event) = beside.acquisition.lose_system("S9999") {
                        beside.remember(&Held::house(), event);
                    }
                }
                _ => beside.tries((&person(*number), *old, one), &tried)?,
            }
            beside.slip.agrees(&beside.acquisition)?;
        }
        let (id, now) = (beside.acquisition.id.clone(), beside.acquisition);
        let written = serde_json::to_string(&beside.history).expect("writes");
        let read: Vec<AcquisitionRecorded> = serde_json::from_str(&written).expect("reads");
        prop_assert_eq!(&read, &beside.history);
        prop_assert_eq!(Acquisition::replay(&id, &read), Some(now));
        Ok(())
    });
    tried.every_command();
}
