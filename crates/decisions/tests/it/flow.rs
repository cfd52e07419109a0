//! The ways through a case, from a deviation to a decision and back.

use decisions::{Command, Mark, Opening, Outcome, Party, Rating, Standing, Trigger, Waiting, marks, standing, waiting};
use findings::Verdict;
use kernel::Role;

use super::cast::{Play, architect, area, board, first_day, ground, held, manager, opening, owner};

#[test]
fn a_minor_deviation_is_closed_by_it_and_the_area_with_a_plan() {
    let mut play = Play::minor();
    assert_eq!(standing(&play.case.face, play.day), Standing::Open);
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Screen(Party::It));
    play.does(&architect(), &play.screen(Party::It, Rating::Red));
    assert_eq!(standing(&play.case.face, play.day), Standing::InScreening);
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Screen(Party::Area));
    play.does(&area(), &play.screen(Party::Area, Rating::Red));
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Conclude);
    play.does(&area(), &Command::Conclude { outcome: Outcome::Explain });
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Explain);
    let play = play.explained();
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Accept(Party::It));
    let play = play.accepted();
    let due = first_day().plus_days(120);
    assert_eq!(standing(&play.case.face, play.day), Standing::Explained { due });
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Plan);
}

#[test]
fn a_material_deviation_needs_the_board_and_lapses_by_itself() {
    let until = first_day().plus_days(180);
    let play = Play::material().screened(Outcome::Board).explained().submitted();
    assert_eq!(standing(&play.case.face, play.day), Standing::AwaitingBoard);
    let play = play.dispensed(until);
    assert_eq!(standing(&play.case.face, until), Standing::Dispensed { until });
    let after = until.plus_days(1);
    assert_eq!(standing(&play.case.face, after), Standing::Lapsed { since: after });
    assert_eq!(waiting(&play.case.face, after), Waiting::Screen(Party::It));
}

#[test]
fn a_renewal_goes_through_a_fresh_round_and_shows_how_many_times() {
    let until = first_day().plus_days(30);
    let mut play = Play::material().screened(Outcome::Board).explained().submitted().dispensed(until);
    play.day = until.plus_days(1);
    assert_eq!(play.refused(&board(), &play.dispense(until.plus_days(60))), "case-wrong-stage");
    play.day = first_day().plus_days(20);
    let play = play.screened(Outcome::Board).explained().submitted();
    assert_eq!(standing(&play.case.face, play.day), Standing::Dispensed { until }, "the old one counts meanwhile");
    assert!(marks(&play.case.face, play.day).contains(&Mark::RenewalPending));
    assert!(marks(&play.case.face, play.day).contains(&Mark::Renewal { number: 2 }));
    assert_eq!(standing(&play.case.face, until.plus_days(1)), Standing::AwaitingBoard);
    let play = play.dispensed(first_day().plus_days(90));
    assert_eq!(play.case.decided.len(), 2, "the old decision is kept to be shown");
    assert!(marks(&play.case.face, play.day).contains(&Mark::Renewal { number: 2 }));
}

#[test]
fn a_refusal_asks_for_a_plan_by_a_day() {
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    let plan_by = first_day().plus_days(30);
    let refuse = Command::Refuse {
        reason: "Systemet kan skiftes allerede i år.".to_owned(),
        plan_by,
        meeting: None,
        shown: play.shown(),
    };
    play.does(&board(), &refuse);
    assert_eq!(standing(&play.case.face, play.day), Standing::Refused { plan_by });
}

#[test]
fn a_refused_renewal_leaves_what_was_granted_to_run_out_and_asks_for_a_plan() {
    let until = first_day().plus_days(60);
    let mut play = Play::material().screened(Outcome::Board).explained().submitted().dispensed(until);
    let watched = play.case.face.watching.clone();
    play.day = first_day().plus_days(20);
    let mut play = play.screened(Outcome::Board).explained().submitted();
    let plan_by = first_day().plus_days(50);
    let reason = "Systemet kan skiftes allerede i år.".to_owned();
    let refuse = Command::Refuse { reason, plan_by, meeting: None, shown: play.shown() };
    play.does(&board(), &refuse);
    let face = &play.case.face;
    assert_eq!(standing(face, until), Standing::Dispensed { until });
    assert!(marks(face, play.day).contains(&Mark::RenewalRefused { plan_by }));
    assert_eq!((waiting(face, play.day), &face.watching), (Waiting::Screen(Party::It), &watched));
    let after = until.plus_days(1);
    assert_eq!(standing(face, after), Standing::Lapsed { since: after });
    let revoke = Command::Revoke { reason: "Leverandøren er gået konkurs.".to_owned() };
    play.does(&board(), &revoke);
    assert_eq!(standing(&play.case.face, play.day), Standing::Lapsed { since: play.day });
}

#[test]
fn a_case_about_what_is_not_in_use_yet_waits_until_it_is() {
    let bought = Opening { trigger: Trigger::Acquisition, ..opening() };
    let mut play = Play::opened_about(&bought, ground(Verdict::NotApplicable, false, "planned"));
    play.ground = ground(Verdict::NotApplicable, false, "planned, with an owner");
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day), Standing::Open);
    play.ground = ground(Verdict::Deviates, false, "in use");
    assert!(play.observe());
    assert_eq!((standing(&play.case.face, play.day), play.case.face.relapses), (Standing::Open, 0));
    play.ground = ground(Verdict::NotApplicable, false, "out of use");
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day), Standing::NoLongerNeeded);
}

#[test]
fn a_step_that_is_moved_takes_back_who_accepted_the_old_day() {
    let mut play = Play::minor().screened(Outcome::Explain).explained();
    let accept = |play: &Play, party| Command::Accept { party, shown: play.shown() };
    play.does(&architect(), &accept(&play, Party::It));
    let due = play.case.steps[0].mark.due;
    let redate = |due| Command::RedateStep { step: 0, due, reason: "Leverandøren er forsinket.".to_owned() };
    assert_eq!(play.refused(&owner(), &redate(due)), "case-step-same-day");
    play.does(&owner(), &redate(due.plus_days(5)));
    assert_eq!(play.case.face.accepted, []);
    play.does(&architect(), &accept(&play, Party::It));
}

#[test]
fn what_follows_closes_the_case_and_what_turns_back_reopens_it() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    play.ground = ground(Verdict::Follows, false, "b");
    assert!(play.observe());
    assert!(!play.observe(), "nothing is new");
    assert_eq!(standing(&play.case.face, play.day), Standing::NoLongerNeeded);
    play.ground = ground(Verdict::Deviates, false, "a");
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day), Standing::Open, "an older decision does not come back by itself");
    assert_eq!(marks(&play.case.face, play.day), [Mark::Relapse { times: 1 }]);
}

#[test]
fn an_emergency_is_for_the_it_manager_and_a_fortnight_until_the_board_decides() {
    let mut play = Play::material();
    let grant = |days: i32| Command::GrantEmergency {
        reason: "Vagtordningen kan ikke arbejde uden systemet.".to_owned(),
        consequence: "Systemet lukkes, og vagten går over til papir.".to_owned(),
        until: first_day().plus_days(days),
        shown: "hash of Deviates a".to_owned(),
    };
    assert_eq!(play.refused(&architect(), &grant(14)), "case-no-seat");
    assert_eq!(play.refused(&manager(), &grant(15)), "case-too-long");
    play.does(&manager(), &grant(14));
    let until = first_day().plus_days(14);
    assert_eq!(standing(&play.case.face, until), Standing::Dispensed { until });
    assert!(marks(&play.case.face, until).contains(&Mark::Emergency));
    assert_eq!(play.refused(&manager(), &grant(14)), "case-still-accounted");
    play.day = until.plus_days(1);
    assert_eq!(play.refused(&manager(), &grant(20)), "case-emergency-used");
    assert_eq!(
        play.refused(&architect(), &Command::Cancel { reason: "Det var ikke nødvendigt.".to_owned() }),
        "case-wrong-stage"
    );
    play.day = first_day();
    let mut play = play.screened(Outcome::Board).explained().submitted();
    assert_eq!(standing(&play.case.face, until.plus_days(1)), Standing::AwaitingBoard);
    play.does(&board(), &play.dispense(first_day().plus_days(180)));
    assert!(!marks(&play.case.face, play.day).contains(&Mark::Emergency), "ratified");
}

#[test]
fn parties_who_differ_go_to_the_board_with_both_views() {
    let mut play = Play::minor();
    play.does(&architect(), &play.screen(Party::It, Rating::Red));
    play.does(&area(), &play.screen(Party::Area, Rating::Yellow));
    let refused = play.refused(&architect(), &Command::Conclude { outcome: Outcome::Explain });
    assert_eq!(refused, "case-parties-differ");
    play.does(&architect(), &Command::Conclude { outcome: Outcome::Board });
    let mut play = play.explained();
    assert_eq!(play.refused(&architect(), &play.accept(Party::It)), "case-for-board");
    play.does(&architect(), &play.submit());
    assert_eq!(play.case.round.screening.differences(), ["rule-one", "rule-two"]);
}

#[test]
fn a_batch_can_be_split_and_must_have_a_cause() {
    let mut opening = opening();
    opening.keys = (1..=400).map(|number| format!("D{number:04}")).collect();
    opening.kind = "device".to_owned();
    opening.cause = "Samme model kan ikke opdateres til næste styresystem.".to_owned();
    let mut play = Play::opened_about(&opening, ground(Verdict::Deviates, false, "a"));
    let keys = vec!["D0001".to_owned(), "D0002".to_owned()];
    let reason = "De to kan opdateres, men mangler plads på disken.".to_owned();
    let split = Command::Split { keys: keys.clone(), into: "2026-0002".to_owned(), reason };
    let why = Command::Split { keys, into: "2026-0002".to_owned(), reason: String::new() };
    assert_eq!(play.refused(&architect(), &why), "case-reason-missing");
    play.does(&architect(), &split);
    assert_eq!(play.case.face.keys.len(), 398);
    assert_eq!(play.refused(&architect(), &split), "case-split-what");
}

#[test]
fn somebody_with_every_role_still_needs_colleagues() {
    let everybody = held("alt", &Role::ALL);
    let mut play = Play::material();
    play.does(&everybody, &play.screen(Party::It, Rating::Red));
    assert_eq!(play.refused(&everybody, &play.screen(Party::Area, Rating::Red)), "case-same-hand");
    play.does(&area(), &play.screen(Party::Area, Rating::Red));
    play.does(&everybody, &Command::Conclude { outcome: Outcome::Board });
    play.does(&owner(), &play.explain());
    play.does(&everybody, &play.submit());
    assert_eq!(play.refused(&everybody, &play.dispense(first_day().plus_days(30))), "case-same-hand");
}

#[test]
fn who_disagrees_with_the_principle_proposes_how_it_ought_to_change() {
    let mut play = Play::minor();
    let says = |text: &str, about_principle| Command::Note { text: text.to_owned(), about_principle };
    assert_eq!(play.refused(&owner(), &says("Nej.", true)), "case-proposal-short");
    play.does(&owner(), &says("Nej.", false));
    assert_eq!(play.case.face.proposals, 0);
    play.does(&owner(), &says("Fristen bør være to år for udstyr uden netadgang.", true));
    assert_eq!((play.case.face.proposals, standing(&play.case.face, play.day)), (1, Standing::Open));
}
