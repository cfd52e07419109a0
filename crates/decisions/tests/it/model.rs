//! Random commands by random people on random days against a reference model that is simple enough to be read: sets of accounts
//! and one word for how far the case has come.

use std::collections::BTreeSet;

use decisions::{Case, Command, Event, Held, Outcome, Party, Rating, Standing, Stood, standing};
use findings::Verdict;
use kernel::{Day, Role};
use proptest::prelude::*;

use super::cast::{Play, first_day, ground, held, views};

/// Six people; some hold more seats than one.
fn person(number: usize) -> Held {
    match number {
        0 => held("a", &[Role::ItArchitect]),
        1 => held("b", &[Role::BusinessAreaLead, Role::SystemOwner]),
        2 => held("c", &[Role::SystemOwner]),
        3 => held("d", &[Role::ExecutiveBoard]),
        4 => held("e", &[Role::ItManager, Role::ExecutiveBoard]),
        _ => held("f", &[Role::Auditor, Role::Admin]),
    }
}

#[derive(Clone, Debug)]
enum Move {
    Screen(Party, Rating),
    Conclude(Outcome),
    Explain,
    Accept(Party),
    Submit,
    Dispense(i32),
    Refuse,
    Emergency(i32),
    SendBack,
    Revoke,
    Cancel,
    Conflict,
    /// One object is split off, and it goes on with that one or with the rest.
    Split(bool),
    Note,
    Wait(i32),
    Facts(u8),
}

fn moves() -> impl Strategy<Value = (usize, Move)> {
    let party = prop_oneof![Just(Party::It), Just(Party::Area)];
    let rating = prop_oneof![3 => Just(Rating::Red), 1 => Just(Rating::Green)];
    let outcome = prop_oneof![Just(Outcome::Explain), Just(Outcome::Board), Just(Outcome::Follows)];
    let one = prop_oneof![
        6 => (party.clone(), rating).prop_map(|(party, rating)| Move::Screen(party, rating)),
        5 => outcome.prop_map(Move::Conclude),
        5 => Just(Move::Explain),
        4 => party.prop_map(Move::Accept),
        4 => Just(Move::Submit),
        4 => (1_i32..400).prop_map(Move::Dispense),
        1 => Just(Move::Refuse),
        1 => (1_i32..20).prop_map(Move::Emergency),
        1 => Just(Move::SendBack),
        1 => Just(Move::Revoke),
        1 => Just(Move::Cancel),
        1 => Just(Move::Conflict),
        2 => any::<bool>().prop_map(Move::Split),
        1 => Just(Move::Note),
        1 => (1_i32..40).prop_map(Move::Wait),
        1 => (0_u8..4).prop_map(Move::Facts),
    ];
    (0_usize..6, one)
}

/// Roughly the straight way, so that long histories get somewhere.
fn plausible() -> impl Strategy<Value = Vec<(usize, Move)>> {
    let straight = vec![
        (0, Move::Screen(Party::It, Rating::Red)),
        (1, Move::Screen(Party::Area, Rating::Red)),
        (0, Move::Conclude(Outcome::Board)),
        (2, Move::Explain),
        (0, Move::Submit),
        (3, Move::Dispense(60)),
    ];
    (prop::collection::vec(moves(), 0..60), prop::collection::vec((0_usize..60, Just(straight)), 0..4)).prop_map(
        |(mut all, inserted)| {
            for (place, way) in inserted {
                let place = place.min(all.len());
                all.splice(place..place, way);
            }
            all
        },
    )
}

/// The reference: what a careful clerk would keep on a slip of paper.
#[derive(Default)]
struct Slip {
    it: Option<(String, Rating, String)>,
    area: Option<(String, Rating, String)>,
    concluded: Option<Outcome>,
    explained: Option<(String, String)>,
    accepted: BTreeSet<String>,
    submitted: Option<String>,
    dispensed_until: Option<Day>,
    emergencies: u32,
    emergency_by: Option<String>,
    /// The board's last word was no.
    refused: bool,
    /// The board has taken back what stood, and has not decided since.
    revoked: bool,
    /// Who takes no part.
    conflicted: BTreeSet<String>,
    /// An explanation stands until then, as long as the step of the plan is not late.
    stands_until: Option<Day>,
    step_due: Option<Day>,
    explained_until: Option<Day>,
    granted: bool,
    over: bool,
    followed: bool,
}

impl Slip {
    fn new_round(&mut self) {
        (self.it, self.area, self.concluded, self.explained, self.submitted) = (None, None, None, None, None);
        self.accepted.clear();
    }

    /// What somebody had done in the round under way falls when they turn out to have a conflict of interest.
    fn without(&mut self, account: &str) {
        let is_theirs = |side: &Option<(String, Rating, String)>| side.as_ref().is_some_and(|(by, ..)| by == account);
        let (it, area) = (is_theirs(&self.it), is_theirs(&self.area));
        self.it.take_if(|_| it);
        self.area.take_if(|_| area);
        self.accepted.remove(account);
        self.submitted.take_if(|by| by == account);
        let explained = self.explained.take_if(|(by, _)| by == account).is_some();
        if it || area || explained {
            self.submitted = None;
            self.accepted.clear();
        }
        if it || area {
            (self.concluded, self.explained) = (None, None);
        }
    }

    /// What goes along with an object that is split off: no decision that let it stand, but every no.
    fn split_off(&mut self) {
        self.new_round();
        (self.dispensed_until, self.stands_until, self.step_due) = (None, None, None);
        (self.granted, self.followed) = (false, false);
    }
}

/// Whether the slip says that the board may decide, and who did what before.
fn ready_for_board(slip: &Slip, account: &str, hash: &str) -> bool {
    let (Some((it, _, _)), Some((area, _, _)), Some((author, ground)), Some(submitter)) =
        (&slip.it, &slip.area, &slip.explained, &slip.submitted)
    else {
        return false;
    };
    it != area
        && slip.emergency_by.as_deref() != Some(account)
        && ![it, area, author, submitter].contains(&&account.to_owned())
        && ground == hash
}

fn command(play: &Play, one: &Move) -> Option<Command> {
    Some(match one {
        Move::Screen(party, rating) => Command::Screen { party: *party, shown: play.shown(), views: views(*rating) },
        Move::Conclude(outcome) => Command::Conclude { outcome: *outcome },
        Move::Explain => {
            let mut explanation = super::cast::explanation();
            explanation.until = play.day.plus_days(120);
            if let decisions::Plan::Steps { steps } = &mut explanation.plan {
                steps[0].due = play.day.plus_days(90);
            }
            Command::Explain { explanation: Box::new(explanation), shown: play.shown() }
        }
        Move::Accept(party) => play.accept(*party),
        Move::Submit => {
            let mut submission = super::cast::submission();
            submission.until = play.day.plus_days(100);
            Command::Submit { submission, shown: play.shown() }
        }
        Move::Dispense(length) => {
            let mut given = super::cast::dispensation(play.day.plus_days(*length));
            given.review = given.until.min(play.day.plus_days(180));
            Command::Dispense { dispensation: given, shown: play.shown() }
        }
        Move::Refuse => Command::Refuse {
            reason: "Der kan skiftes allerede i år.".to_owned(),
            plan_by: play.day.plus_days(30),
            meeting: None,
            shown: play.shown(),
        },
        Move::Emergency(length) => Command::GrantEmergency {
            reason: "Det haster for vagten i nat.".to_owned(),
            consequence: "Systemet lukkes, og vagten bruger papir.".to_owned(),
            until: play.day.plus_days(*length),
            shown: play.shown(),
        },
        Move::SendBack => Command::SendBack { reason: "Økonomien mangler i forklaringen.".to_owned() },
        Move::Revoke => Command::Revoke { reason: "Vilkårene blev ikke holdt.".to_owned() },
        Move::Cancel => Command::Cancel { reason: "Sagen var åbnet ved en fejl.".to_owned() },
        Move::Conflict => Command::DeclareConflict { reason: "Min bror er direktør hos dem.".to_owned() },
        Move::Split(_) => Command::Split {
            keys: play.case.face.keys[..1].to_vec(),
            into: "2026-0002".to_owned(),
            reason: "Dette ene har en anden årsag.".to_owned(),
        },
        Move::Note => Command::Note { text: "Leverandøren er spurgt igen.".to_owned() },
        Move::Wait(_) | Move::Facts(_) => return None,
    })
}

/// Whether the slip has an explanation or a dispensation that counts that day.
fn accounted(slip: &Slip, day: Day) -> bool {
    let explained = slip.stands_until.into_iter().chain(slip.step_due).min();
    slip.dispensed_until.is_some_and(|until| day <= until)
        || (slip.stands_until.is_some() && slip.submitted.is_none() && explained.is_some_and(|until| day <= until))
}

/// What the slip says of a dispensation and of the board's refusal before the case is asked.
fn expects(slip: &Slip, one: &Move, who: &Held, play: &Play) -> Option<bool> {
    let account = &who.hand().holder.account;
    let ready = ready_for_board(slip, account, &play.shown());
    let board = matches!(account.as_str(), "d" | "e");
    let works = !matches!(account.as_str(), "d" | "f");
    Some(match one {
        // A note is written when all is over, too.
        Move::Note => works && !slip.conflicted.contains(account),
        _ if slip.over || slip.conflicted.contains(account) => false,
        Move::Split(_) => {
            let granted = !slip.followed && slip.dispensed_until.is_some_and(|until| play.day <= until);
            works && (slip.followed || slip.submitted.is_none()) && !granted && play.case.face.keys.len() > 1
        }
        Move::Dispense(length) => {
            board && ready && play.day.plus_days(*length) <= play.day.plus_months(12) && !slip.followed
        }
        Move::Emergency(length) => {
            account == "e"
                && *length <= 14
                && slip.emergencies == 0
                && !slip.refused
                && !slip.revoked
                && !accounted(slip, play.day)
                && play.ground.mark.verdict == Verdict::Deviates
                && !slip.followed
        }
        Move::Explain => {
            matches!(account.as_str(), "b" | "c")
                && slip.concluded.is_some()
                && slip.submitted.is_none()
                && !slip.followed
        }
        Move::Submit => {
            matches!(account.as_str(), "a" | "e")
                && slip.submitted.is_none()
                && slip.explained.as_ref().is_some_and(|(_, ground)| *ground == play.shown())
                && !slip.followed
        }
        _ => return None,
    })
}

fn write_down(slip: &mut Slip, who: &Held, play: &Play) {
    let account = who.hand().holder.account.clone();
    let event = &play.history.last().expect("an event").event;
    match event {
        Event::Screened { party, ground, views } => {
            let fresh = slip.it.is_none() && slip.area.is_none();
            if fresh {
                slip.new_round();
            }
            (slip.concluded, slip.submitted) = (None, None);
            // The explanation is not asked for again until the screening is concluded anew.
            slip.explained = None;
            slip.accepted.clear();
            let side = Some((account, views[0].rating, ground.clone()));
            match party {
                Party::It => slip.it = side,
                Party::Area => slip.area = side,
            }
        }
        Event::Concluded { outcome: Outcome::Follows, .. } => slip.followed = true,
        Event::Concluded { outcome, .. } => slip.concluded = Some(*outcome),
        Event::Explained { ground, .. } => {
            slip.explained = Some((account, ground.hash.clone()));
            slip.step_due = Some(play.day.plus_days(90));
            slip.explained_until = Some(play.day.plus_days(120));
            slip.accepted.clear();
        }
        Event::SentBack { .. } => {
            slip.submitted = None;
            slip.explained = None;
            slip.accepted.clear();
        }
        Event::Accepted { .. } => {
            slip.accepted.insert(account);
            if slip.accepted.len() == 2 {
                slip.dispensed_until = None;
                slip.granted = false;
                (slip.refused, slip.stands_until) = (false, slip.explained_until);
                slip.new_round();
            }
        }
        Event::Submitted { .. } => slip.submitted = Some(account),
        Event::Dispensed { dispensation, .. } => {
            slip.dispensed_until = Some(dispensation.until);
            slip.granted = true;
            (slip.emergencies, slip.emergency_by) = (0, None);
            slip.revoked = false;
            (slip.refused, slip.stands_until) = (false, None);
            slip.new_round();
        }
        Event::Refused { .. } => {
            slip.dispensed_until = None;
            (slip.emergencies, slip.emergency_by) = (0, None);
            slip.revoked = false;
            (slip.refused, slip.stands_until) = (true, None);
            slip.new_round();
        }
        Event::GrantedInEmergency { until, .. } => {
            slip.dispensed_until = Some(*until);
            slip.emergencies += 1;
            slip.emergency_by = Some(account);
            slip.stands_until = None;
        }
        Event::Revoked { .. } => (slip.dispensed_until, slip.revoked) = (None, true),
        Event::ConflictDeclared { .. } => {
            if !slip.followed && !slip.over {
                slip.without(&account);
            }
            slip.conflicted.insert(account);
        }
        Event::Cancelled { .. } => slip.over = true,
        Event::Observed { ground, .. } => match ground.verdict {
            Verdict::Follows | Verdict::NotApplicable => slip.followed = true,
            Verdict::Deviates if slip.followed => {
                slip.followed = false;
                slip.dispensed_until = None;
                (slip.revoked, slip.emergency_by) = (false, None);
                (slip.refused, slip.stands_until, slip.step_due) = (false, None, None);
                slip.new_round();
            }
            _ => {}
        },
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_sequence_reaches_a_dispensation_without_two_screeners_and_a_board_seat(all in plausible()) {
        let mut play = Play::batch(40, ground(Verdict::Deviates, true, "a"));
        let mut slip = Slip::default();
        for (number, one) in &all {
            let who = person(*number);
            match one {
                Move::Wait(days) => play.day = play.day.plus_days(*days),
                Move::Facts(state) => {
                    play.ground = match state {
                        0 => ground(Verdict::Follows, false, "done"),
                        1 => ground(Verdict::NotAssessed, false, "gone"),
                        2 => ground(Verdict::Deviates, true, "other"),
                        _ => ground(Verdict::Deviates, true, "a"),
                    };
                    if play.observe() {
                        write_down(&mut slip, &Held::house(), &play);
                    }
                }
                _ => {
                    let command = command(&play, one).expect("a command");
                    let before = play.case.clone();
                    let expected = expects(&slip, one, &who, &play);
                    let done = play.act(&who, &command);
                    if let Some(expected) = expected {
                        prop_assert_eq!(done.is_ok(), expected, "{:?} by {:?}: {:?}", one, number, done);
                    }
                    match done {
                        Ok(()) => {
                            write_down(&mut slip, &who, &play);
                            if let Move::Split(true) = one {
                                let key = before.face.keys[0].clone();
                                play = play.split_off(&key);
                                slip.split_off();
                            }
                        }
                        Err(_) => prop_assert_eq!(&before, &play.case, "a refusal changes nothing"),
                    }
                }
            }
            let dispensed = matches!(standing(&play.case.face, play.day), Standing::Dispensed { .. });
            let by_slip = !slip.over && !slip.followed && slip.dispensed_until.is_some_and(|until| play.day <= until);
            prop_assert_eq!(dispensed, by_slip, "after {:?}", one);
            let (face, stood) = (&play.case.face, Stood::of(&play.case.face));
            for days in [0, 1, 14, 15, 59, 60, 61, 90, 91, 120, 121, 400] {
                let day = play.day.plus_days(days);
                prop_assert_eq!(stood.on(face, day), standing(face, day), "{} days on", days);
            }
        }
        prop_assert_eq!(Case::replay(&play.id, &play.history), Some(play.case.clone()));
        let written = serde_json::to_string(&play.case.face).expect("writes");
        let read: decisions::Face = serde_json::from_str(&written).expect("reads");
        prop_assert_eq!(read, play.case.face);
        prop_assert!(first_day() <= play.day);
    }
}
