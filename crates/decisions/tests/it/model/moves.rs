//! What is tried: every command of a case, days that pass and facts that change.

use decisions::{Attachment, Command, Condition, Outcome, Party, Phase, Plan, Rating, Reviewed, Truth};
use proptest::prelude::*;

use super::super::cast::{Play, dispensation, explanation, submission, views};
use super::people::DIRECTOR;

#[derive(Clone, Debug)]
pub enum Move {
    Screen(Party, Rating),
    Conclude(Outcome),
    /// The plan has two steps, the last of which expects a fact. They are the director's own, or nobody's by name.
    Explain(bool),
    Accept(Party),
    Submit,
    Dispense(i32),
    Refuse,
    Emergency(i32),
    SendBack,
    Withdraw,
    Revoke,
    Cancel,
    Conflict,
    /// One object is split off, and it goes on with that one or with the rest.
    Split(bool),
    Note,
    Meet(usize),
    Claim(usize),
    /// Which step, and to how many days from now.
    Redate(usize, i32),
    /// And to be looked at again so many days from now.
    Review(Reviewed, i32),
    Attach(u8),
    Reach(Phase),
    Wait(i32),
    /// The facts are others; what is said of the plan's steps; and whether the house has looked.
    Facts(u8, Truth, bool),
}

/// The words of all commands; `slip` cannot be built while one is forgotten, and this list is held to it.
pub const WORDS: [&str; 21] = [
    "declare-conflict",
    "screen",
    "conclude",
    "explain",
    "send-back",
    "withdraw",
    "accept",
    "submit",
    "dispense",
    "refuse",
    "grant-emergency",
    "revoke",
    "meet-condition",
    "claim-step",
    "redate-step",
    "review",
    "note",
    "attach",
    "split",
    "reach-phase",
    "cancel",
];

pub fn moves() -> impl Strategy<Value = Move> {
    let party = || prop_oneof![Just(Party::It), Just(Party::Area)];
    let rating = prop_oneof![3 => Just(Rating::Red), 1 => Just(Rating::Green)];
    let outcome = prop_oneof![Just(Outcome::Explain), Just(Outcome::Board), Just(Outcome::Follows)];
    let truth = prop_oneof![2 => Just(Truth::Unknown), 1 => Just(Truth::Holds), 1 => Just(Truth::Broken)];
    let reviewed = prop_oneof![Just(Reviewed::Confirm), Just(Reviewed::Amend), Just(Reviewed::Escalate)];
    let phase = prop_oneof![Just(Phase::InOperation), Just(Phase::Solution)];
    prop_oneof![
        6 => (party(), rating).prop_map(|(party, rating)| Move::Screen(party, rating)),
        5 => outcome.prop_map(Move::Conclude),
        5 => any::<bool>().prop_map(Move::Explain),
        4 => party().prop_map(Move::Accept),
        4 => Just(Move::Submit),
        4 => (1_i32..400).prop_map(Move::Dispense),
        1 => Just(Move::Refuse),
        1 => (1_i32..20).prop_map(Move::Emergency),
        1 => Just(Move::SendBack),
        1 => Just(Move::Withdraw),
        1 => Just(Move::Revoke),
        1 => Just(Move::Cancel),
        1 => Just(Move::Conflict),
        2 => any::<bool>().prop_map(Move::Split),
        1 => Just(Move::Note),
        1 => (0_usize..2).prop_map(Move::Meet),
        1 => (0_usize..3).prop_map(Move::Claim),
        2 => (0_usize..3, 0_i32..140).prop_map(|(step, days)| Move::Redate(step, days)),
        2 => (reviewed, 0_i32..220).prop_map(|(outcome, days)| Move::Review(outcome, days)),
        1 => (0_u8..3).prop_map(Move::Attach),
        1 => phase.prop_map(Move::Reach),
        1 => (1_i32..40).prop_map(Move::Wait),
        2 => (0_u8..5, truth, prop::bool::weighted(0.8)).prop_map(|(state, truth, seen)| Move::Facts(state, truth, seen)),
    ]
}

/// The command that a move tries, on the facts of today or on others.
pub fn command(play: &Play, one: &Move, old: bool) -> Command {
    let shown = if old { "hash of what was".to_owned() } else { play.shown() };
    let in_days = |days: i32| play.day.plus_days(days);
    let evidence = || "Se det vedlagte referat fra mødet.".to_owned();
    match one {
        Move::Screen(party, rating) => Command::Screen { party: *party, shown, views: views(*rating) },
        Move::Conclude(outcome) => Command::Conclude { outcome: *outcome },
        Move::Explain(directors) => {
            let mut explanation = explanation();
            explanation.until = in_days(120);
            if let Plan::Steps { steps } = &mut explanation.plan {
                steps[0].due = in_days(60);
                steps[0].person = directors.then(|| DIRECTOR.to_owned());
                let mut last = steps[0].clone();
                (last.due, last.expects) = (in_days(90), Some("system.is_mfa_on".to_owned()));
                steps.push(last);
            }
            Command::Explain { explanation: Box::new(explanation), shown }
        }
        Move::Accept(party) => Command::Accept { party: *party, shown },
        Move::Submit => {
            let mut submission = submission();
            submission.until = in_days(100);
            Command::Submit { submission, shown }
        }
        Move::Dispense(length) => {
            let mut given = dispensation(in_days(*length));
            given.review = given.until.min(in_days(180));
            let text = "Leverandøren skal revideres hvert år.".to_owned();
            given.conditions = vec![Condition { text, due: Some(given.until), holds: None }];
            Command::Dispense { dispensation: given, shown }
        }
        Move::Refuse => Command::Refuse {
            reason: "Der kan skiftes allerede i år.".to_owned(),
            plan_by: in_days(30),
            meeting: None,
            shown,
        },
        Move::Emergency(length) => Command::GrantEmergency {
            reason: "Det haster for vagten i nat.".to_owned(),
            consequence: "Systemet lukkes, og vagten bruger papir.".to_owned(),
            until: in_days(*length),
            shown,
        },
        Move::SendBack => Command::SendBack { reason: "Økonomien mangler i forklaringen.".to_owned() },
        Move::Withdraw => Command::Withdraw { reason: "Leverandøren kan alligevel levere nu.".to_owned() },
        Move::Revoke => Command::Revoke { reason: "Vilkårene blev ikke holdt.".to_owned() },
        Move::Cancel => Command::Cancel { reason: "Sagen var åbnet ved en fejl.".to_owned() },
        Move::Conflict => Command::DeclareConflict { reason: "Min bror er direktør hos dem.".to_owned() },
        Move::Split(_) => Command::Split {
            keys: play.case.face.keys[..1].to_vec(),
            into: "2026-0002".to_owned(),
            reason: "Dette ene har en anden årsag.".to_owned(),
        },
        Move::Note => Command::Note { text: "Leverandøren er spurgt igen.".to_owned(), about_principle: false },
        Move::Meet(condition) => Command::MeetCondition { condition: *condition, evidence: evidence() },
        Move::Claim(step) => Command::ClaimStep { step: *step, evidence: evidence() },
        Move::Redate(step, days) => {
            Command::RedateStep { step: *step, due: in_days(*days), reason: "Leverandøren er forsinket.".to_owned() }
        }
        Move::Review(outcome, days) => Command::Review {
            outcome: *outcome,
            note: "Drøftet med leverandøren i går.".to_owned(),
            next: in_days(*days),
            shown,
        },
        Move::Attach(number) => Command::Attach {
            attachment: Attachment {
                name: format!("bilag-{number}.pdf"),
                media_type: "application/pdf".to_owned(),
                size: 3,
                sha256: format!("{number:064}"),
            },
        },
        Move::Reach(phase) => Command::ReachPhase { phase: *phase },
        Move::Wait(_) | Move::Facts(..) => unreachable!("nobody does that"),
    }
}
