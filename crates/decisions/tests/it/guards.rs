//! The guards: no decision on other facts than were shown, no self-approval, no edit of what was accepted, no silent revival.

use decisions::{
    Case, Command, Condition, Event, Explanation, Hand, Held, Holder, Mark, Outcome, Party, Plan, Premise, Rating,
    Responsible, Reviewed, Stage, Stale, Standing, Truth, Waiting, marks, standing, waiting,
};
use findings::Verdict;
use kernel::Role;
use principles::Strength;

use super::cast::{Play, architect, area, board, explanation, first_day, ground, hand, held, manager, owner};

#[test]
fn a_decision_on_other_facts_than_were_shown_is_refused() {
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    let as_shown = play.dispense(first_day().plus_days(30));
    play.ground = ground(Verdict::Deviates, true, "changed");
    assert_eq!(play.refused(&board(), &as_shown), "case-facts-changed");
    // Also when the board sees the new facts: the explanation was written on the old ones.
    assert_eq!(play.refused(&board(), &play.dispense(first_day().plus_days(30))), "case-facts-changed");
}

#[test]
fn nobody_approves_their_own_explanation_nor_as_a_deputy() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let both = held("fagchef", &[Role::BusinessAreaLead, Role::SystemOwner]);
    play.does(&both, &play.explain());
    assert_eq!(play.refused(&both, &play.accept(Party::Area)), "case-same-hand");
    let absent = Holder { account: "fagchef".to_owned(), name: "fagchef Jensen".to_owned() };
    let deputy = Hand { deputy_for: Some(absent), ..hand("afløser") };
    let deputy = Held::by(deputy, vec![Role::BusinessAreaLead], Responsible::NotNamed);
    assert_eq!(
        play.refused(&deputy, &play.accept(Party::Area)),
        "case-same-hand",
        "acts for the very person who explained"
    );
}

#[test]
fn whoever_is_in_conflict_takes_no_seat() {
    let mut play = Play::material();
    play.does(&board(), &Command::DeclareConflict { reason: "Min bror arbejder hos leverandøren.".to_owned() });
    let mut play = play.screened(Outcome::Board).explained().submitted();
    assert_eq!(play.refused(&board(), &play.dispense(first_day().plus_days(30))), "case-conflict-of-interest");
    play.does(&held("anden", &[Role::ExecutiveBoard]), &play.dispense(first_day().plus_days(30)));
}

#[test]
fn a_screening_is_of_the_cases_rules_each_once() {
    let mut play = Play::minor();
    let mut views = super::cast::views(Rating::Yellow);
    views.push(views[0].clone());
    let twice = Command::Screen { party: Party::It, shown: play.shown(), views: views.clone() };
    assert_eq!(play.refused(&architect(), &twice), "case-view-unknown");
    let last = views.len() - 1;
    views[last].rule = "<script>".to_owned();
    let unknown = Command::Screen { party: Party::It, shown: play.shown(), views };
    assert_eq!(play.refused(&architect(), &unknown), "case-view-unknown");
}

#[test]
fn a_full_stop_bears_no_risk() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let mut nobody = explanation();
    nobody.risk_bearer = ".".to_owned();
    let explain = Command::Explain { explanation: Box::new(nobody), shown: play.shown() };
    assert_eq!(play.refused(&owner(), &explain), "case-explanation-incomplete");
}

#[test]
fn accepted_text_is_not_edited() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    assert_eq!(play.refused(&owner(), &play.explain()), "case-wrong-stage");
}

#[test]
fn a_red_line_is_the_boards_and_has_no_emergency() {
    let mut red = ground(Verdict::Deviates, false, "a");
    red.mark.strength = Strength::RedLine;
    let mut play = Play::opened(red);
    let emergency = Command::GrantEmergency {
        reason: "Det haster meget for borgerne.".to_owned(),
        consequence: "Systemet lukkes igen med det samme.".to_owned(),
        until: first_day().plus_days(7),
        shown: play.shown(),
    };
    assert_eq!(play.refused(&manager(), &emergency), "case-red-line");
    play.does(&architect(), &play.screen(Party::It, Rating::Red));
    play.does(&area(), &play.screen(Party::Area, Rating::Red));
    assert_eq!(play.refused(&architect(), &Command::Conclude { outcome: Outcome::Explain }), "case-for-board");
}

#[test]
fn restoring_a_fact_does_not_revive_a_decision_without_a_human() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    play.ground = ground(Verdict::Deviates, false, "changed");
    play.observe();
    play.ground = ground(Verdict::Deviates, false, "a");
    play.observe();
    let stale = Mark::Stale { why: Stale::FactsChanged };
    assert!(marks(&play.case.face, play.day).contains(&stale));
    let review = Command::Review {
        outcome: Reviewed::Confirm,
        note: "Set igennem: intet er ændret for brugerne.".to_owned(),
        next: first_day().plus_days(60),
        shown: play.shown(),
    };
    play.does(&architect(), &review);
    assert!(!marks(&play.case.face, play.day).contains(&stale));
}

fn leaning() -> (Explanation, Command) {
    let mut leaning = explanation();
    leaning.premises = vec![Premise { holds: "system.in_use".to_owned(), says: "systemet er i drift".to_owned() }];
    let command = Command::Explain { explanation: Box::new(leaning.clone()), shown: "hash of Deviates a".to_owned() };
    (leaning, command)
}

#[test]
fn a_decision_dies_when_its_premise_turns_false() {
    let mut play = Play::material().screened(Outcome::Board);
    let (_, explain) = leaning();
    play.ground.watched.premises = vec![Truth::Unknown];
    assert_eq!(play.refused(&owner(), &explain), "case-premise-not-true");
    play.ground.watched.premises = vec![Truth::Holds];
    play.does(&owner(), &explain);
    let mut play = play.submitted().dispensed(first_day().plus_days(180));
    assert!(!play.observe(), "the premise holds as it did");
    play.day = first_day().plus_days(10);
    play.ground.watched.premises = vec![Truth::Broken];
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day), Standing::Lapsed { since: play.day });
    play.ground.watched.premises = vec![Truth::Holds];
    assert!(play.observe());
    assert_eq!(standing(&play.case.face, play.day).word(), "lapsed", "people decide anew");
}

#[test]
fn a_broken_condition_shows_and_lets_the_board_revoke() {
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    let mut given = super::cast::dispensation(first_day().plus_days(180));
    given.conditions = vec![Condition {
        text: "Adgangen logges fra første dag.".to_owned(),
        due: Some(first_day().plus_days(30)),
        holds: None,
    }];
    play.ground.watched.conditions = vec![Truth::Unknown];
    play.does(&board(), &Command::Dispense { dispensation: given, shown: play.shown() });
    assert!(!marks(&play.case.face, first_day().plus_days(30)).contains(&Mark::ConditionBroken { condition: 0 }));
    play.day = first_day().plus_days(31);
    assert!(marks(&play.case.face, play.day).contains(&Mark::ConditionBroken { condition: 0 }));
    play.does(
        &owner(),
        &Command::MeetCondition { condition: 0, evidence: "Logning slået til, se bilag 2.".to_owned() },
    );
    assert!(!marks(&play.case.face, play.day).contains(&Mark::ConditionBroken { condition: 0 }));
    play.does(&board(), &Command::Revoke { reason: "Logningen blev slået fra igen.".to_owned() });
    assert_eq!(standing(&play.case.face, play.day), Standing::Lapsed { since: play.day });
}

#[test]
fn a_changed_principle_takes_a_new_round() {
    let mut play =
        Play::material().screened(Outcome::Board).explained().submitted().dispensed(first_day().plus_days(90));
    play.ground.mark.digest = "principle 2".to_owned();
    play.observe();
    let review = Command::Review {
        outcome: Reviewed::Confirm,
        note: "Set igennem efter ændringen.".to_owned(),
        next: first_day().plus_days(60),
        shown: play.shown(),
    };
    assert_eq!(play.refused(&board(), &review), "case-principle-changed");
}

#[test]
fn gone_objects_leave_a_case_moot_and_a_retired_principle_too() {
    let mut play =
        Play::material().screened(Outcome::Board).explained().submitted().dispensed(first_day().plus_days(90));
    play.ground.mark.gone = vec!["S0001".to_owned()];
    play.ground.mark.verdict = Verdict::NotApplicable;
    play.observe();
    assert_eq!(standing(&play.case.face, play.day), Standing::NoLongerNeeded);
    assert_eq!(play.refused(&architect(), &play.screen(Party::It, Rating::Red)), "case-over");
    let other = Play::minor();
    let event = other.case.face.observe(None).expect("retired");
    assert!(matches!(event, Event::Observed { retired: true, .. }));
}

#[test]
fn events_are_read_back_as_they_were_written() {
    let mut play = Play::material().screened(Outcome::Board);
    play.does(&owner(), &play.explain());
    let play = play.submitted().dispensed(first_day().plus_days(90));
    let written: Vec<String> =
        play.history.iter().map(|recorded| serde_json::to_string(recorded).expect("writes")).collect();
    let read: Vec<decisions::Recorded> =
        written.iter().map(|text| serde_json::from_str(text).expect("reads")).collect();
    assert_eq!(read, play.history);
    assert_eq!(Case::replay(&play.id, &read), Some(play.case));
}

#[test]
fn nothing_is_decided_on_a_premise_that_has_turned_false_though_nobody_has_looked() {
    let mut play = Play::material().screened(Outcome::Board);
    let (_, explain) = leaning();
    play.ground.watched.premises = vec![Truth::Holds];
    play.does(&owner(), &explain);
    play.ground.watched.premises = vec![Truth::Broken];
    assert_eq!(play.refused(&architect(), &play.submit()), "case-premise-broken");
    play.ground.watched.premises = vec![Truth::Holds];
    let mut play = play.submitted();
    play.ground.watched.premises = vec![Truth::Broken];
    assert!(play.observe());
    assert_eq!(play.refused(&board(), &play.dispense(first_day().plus_days(90))), "case-premise-broken");
    // What nobody can check any more is for people to weigh, but the mark stays.
    play.ground.watched.premises = vec![Truth::Unknown];
    play.observe();
    play.does(&board(), &play.dispense(first_day().plus_days(90)));
    assert!(marks(&play.case.face, play.day).contains(&Mark::Stale { why: Stale::PremiseUnknown }));
    let mut minor = Play::minor().screened(Outcome::Explain);
    minor.ground.watched.premises = vec![Truth::Holds];
    minor.does(&owner(), &explain);
    minor.ground.watched.premises = vec![Truth::Broken];
    assert_eq!(minor.refused(&architect(), &minor.accept(Party::It)), "case-premise-broken");
}

#[test]
fn what_is_put_to_the_board_again_keeps_its_marks_until_the_board_has_looked() {
    let mut play =
        Play::material().screened(Outcome::Board).explained().submitted().dispensed(first_day().plus_days(90));
    play.ground.mark.owners = vec!["P2".to_owned()];
    play.observe();
    let review = |outcome| Command::Review {
        outcome,
        note: "Der er kommet en anden ejer.".to_owned(),
        next: first_day().plus_days(60),
        shown: "hash of Deviates a".to_owned(),
    };
    play.does(&architect(), &review(Reviewed::Escalate));
    let now = marks(&play.case.face, play.day);
    assert!(now.contains(&Mark::Stale { why: Stale::OwnerChanged }), "{now:?}");
    assert!(now.contains(&Mark::Escalated { day: first_day() }), "{now:?}");
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Review);
    assert_eq!(play.refused(&architect(), &review(Reviewed::Confirm)), "case-no-seat");
    play.does(&board(), &review(Reviewed::Confirm));
    assert!(
        marks(&play.case.face, play.day)
            .iter()
            .all(|mark| !matches!(mark, Mark::Escalated { .. } | Mark::Stale { .. }))
    );
    // What IT and the area accepted becomes the board's, and whoever explained it confirms nothing.
    let mut play = Play::minor().screened(Outcome::Explain);
    let both = held("ejer", &[Role::SystemOwner, Role::ItArchitect]);
    play.does(&both, &play.explain());
    let mut play = play.accepted();
    assert_eq!(play.refused(&both, &review(Reviewed::Confirm)), "case-same-hand");
    play.does(&architect(), &review(Reviewed::Escalate));
    assert_eq!(play.refused(&architect(), &review(Reviewed::Confirm)), "case-no-seat");
    assert!(play.screened(Outcome::Explain).explained().case.face.to_board, "a new round ends with the board");
}

#[test]
fn no_emergency_grant_undoes_or_replaces_what_was_decided() {
    let grant = |shown: String| Command::GrantEmergency {
        reason: "Vagtordningen kan ikke arbejde uden systemet.".to_owned(),
        consequence: "Systemet lukkes, og vagten går over til papir.".to_owned(),
        until: first_day().plus_days(7),
        shown,
    };
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    let refuse = Command::Refuse {
        reason: "Der kan skiftes allerede i år.".to_owned(),
        plan_by: first_day().plus_days(30),
        meeting: None,
        shown: play.shown(),
    };
    let mut dispensed = Play::material().screened(Outcome::Board).explained().submitted();
    dispensed.does(&board(), &dispensed.dispense(first_day().plus_days(90)));
    assert_eq!(dispensed.refused(&manager(), &grant(dispensed.shown())), "case-still-accounted");
    play.does(&board(), &refuse);
    assert_eq!(play.refused(&manager(), &grant(play.shown())), "case-board-refused");
    let cancel = Command::Cancel { reason: "Sagen er ikke længere aktuel.".to_owned() };
    assert_eq!(play.refused(&architect(), &cancel), "case-wrong-stage");
}

#[test]
fn a_conflict_declared_late_takes_back_the_part_one_had() {
    let reason = || Command::DeclareConflict { reason: "Min bror arbejder hos leverandøren.".to_owned() };
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    play.does(&architect(), &reason());
    assert_eq!((play.case.face.stage, &*play.case.face.screened), (Stage::Screening, &[Party::Area][..]));
    assert_eq!(play.refused(&board(), &play.dispense(first_day().plus_days(30))), "case-wrong-stage");
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    play.does(&owner(), &reason());
    assert_eq!((play.case.face.stage, play.case.round.told.is_none()), (Stage::ToExplain, true));
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    let before = play.case.face.in_force.clone();
    play.does(&owner(), &reason());
    assert_eq!(play.case.face.in_force, before, "what was decided stands until it is looked at");
}

#[test]
fn who_has_a_step_of_the_plan_does_not_decide_it() {
    let mut play = Play::material().screened(Outcome::Board);
    let mut own = explanation();
    let Plan::Steps { steps } = &mut own.plan else { panic!("steps") };
    steps[0].person = Some("P9".to_owned());
    play.does(&owner(), &Command::Explain { explanation: Box::new(own), shown: play.shown() });
    let mut play = play.submitted();
    let concerned = board().known_as(vec!["P3".to_owned(), "P9".to_owned()]);
    assert_eq!(play.refused(&concerned, &play.dispense(first_day().plus_days(30))), "case-same-hand");
    play.does(&board(), &play.dispense(first_day().plus_days(30)));
}

#[test]
fn conditions_fall_due_while_the_dispensation_lasts_and_it_is_looked_at_in_time() {
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    let given = |due: i32, review: i32| {
        let mut given = super::cast::dispensation(first_day().plus_days(300));
        given.review = first_day().plus_days(review);
        let due = Some(first_day().plus_days(due));
        given.conditions = vec![Condition { text: "Adgangen logges fra første dag.".to_owned(), due, holds: None }];
        Command::Dispense { dispensation: given, shown: "hash of Deviates a".to_owned() }
    };
    play.ground.watched.conditions = vec![Truth::Unknown];
    assert_eq!(play.refused(&board(), &given(301, 90)), "case-condition-too-late");
    assert_eq!(play.refused(&board(), &given(300, 200)), "case-review-too-late");
    play.does(&board(), &given(300, 180));
}

#[test]
fn what_stays_in_a_split_case_is_as_it_was() {
    let mut opening = super::cast::opening();
    opening.keys = ["D1", "D2", "D3"].map(str::to_owned).to_vec();
    opening.cause = "Samme model kan ikke opdateres til næste styresystem.".to_owned();
    let mut play =
        Play::opened_about(&opening, ground(Verdict::Deviates, true, "a")).screened(Outcome::Board).explained();
    let rest = ground(Verdict::Deviates, true, "less");
    let event = Event::Split {
        keys: vec!["D1".to_owned()],
        into: "2026-0002".to_owned(),
        reason: String::new(),
        rest: Some(rest.mark.clone()),
    };
    play.remember(&architect(), event);
    play.ground = rest;
    assert!(!play.observe(), "nothing is new but that there is less of it");
    assert!(marks(&play.case.face, play.day).is_empty());
    play.does(&architect(), &play.submit());
}
