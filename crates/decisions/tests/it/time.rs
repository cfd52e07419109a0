//! What time alone does to a case: plans run late and climb, reviews fall due, decisions end.

use decisions::{
    Command, Mark, Outcome, Party, Plan, Rating, Reviewed, Rung, Standing, Truth, Waiting, marks, rung, standing,
    waiting,
};
use findings::Verdict;
use kernel::Day;
use proptest::prelude::*;

use super::cast::{Play, architect, area, explanation, first_day, ground, owner};

#[test]
fn a_plan_is_late_from_the_day_after_its_step_and_climbs() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    let due = first_day().plus_days(90);
    assert_eq!(standing(&play.case.face, due).word(), "explained");
    let late = due.plus_days(1);
    assert_eq!(standing(&play.case.face, late), Standing::Overdue { since: late });
    assert!(marks(&play.case.face, late).contains(&Mark::StepLate { step: 0, days: 1 }));
    assert_eq!([1, 7, 14, 30].map(rung), [Rung::Owner, Rung::AreaLead, Rung::ItArchitect, Rung::Board]);
    play.day = late;
    let again = Command::RedateStep {
        step: 0,
        due: first_day().plus_days(110),
        reason: "Leverandøren er forsinket tre uger.".to_owned(),
    };
    play.does(&owner(), &again);
    assert_eq!(standing(&play.case.face, late).word(), "explained");
    assert!(marks(&play.case.face, late).contains(&Mark::Redated { times: 1, days: 20 }));
    let beyond =
        Command::RedateStep { step: 0, due: first_day().plus_days(121), reason: "Endnu en udsættelse.".to_owned() };
    assert_eq!(play.refused(&owner(), &beyond), "case-step-beyond-end");
}

#[test]
fn a_claim_closes_a_step_but_only_the_evaluator_closes_the_case() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    let due = first_day().plus_days(90);
    play.day = due;
    play.does(&owner(), &Command::ClaimStep { step: 0, evidence: "Opgraderet natten til mandag.".to_owned() });
    assert_eq!(standing(&play.case.face, due).word(), "explained");
    assert_eq!(waiting(&play.case.face, due), Waiting::Plan, "the plan is done when the facts show it");
    // Its last day has passed, and the object does not follow: nobody's word makes the plan done.
    let late = due.plus_days(1);
    assert_eq!(standing(&play.case.face, late), Standing::Overdue { since: late });
    assert!(marks(&play.case.face, late).contains(&Mark::PlanLate { days: 1 }));
    assert_eq!(waiting(&play.case.face, late), Waiting::Plan);
    play.ground = ground(Verdict::Follows, false, "b");
    play.observe();
    assert_eq!(standing(&play.case.face, play.day), Standing::NoLongerNeeded);
}

#[test]
fn a_step_that_names_a_fact_is_done_when_the_fact_is_there_and_not_before() {
    let mut said = explanation();
    if let Plan::Steps { steps } = &mut said.plan {
        steps[0].expects = Some("system.is_mfa_on".to_owned());
        let mut last = steps[0].clone();
        (last.due, last.expects) = (first_day().plus_days(110), None);
        steps.push(last);
    }
    let mut play = Play::minor().screened(Outcome::Explain);
    play.does(&owner(), &Command::Explain { explanation: Box::new(said), shown: play.shown() });
    let mut play = play.accepted();
    play.does(&owner(), &Command::ClaimStep { step: 0, evidence: "Slået til for alle brugere.".to_owned() });
    let late = first_day().plus_days(91);
    let says = |play: &Play, mark: Mark| marks(&play.case.face, late).contains(&mark);
    assert!(says(&play, Mark::ClaimNotSeen { step: 0 }) && says(&play, Mark::StepLate { step: 0, days: 1 }));
    assert_eq!(standing(&play.case.face, late), Standing::Overdue { since: late });
    play.ground.watched.steps = vec![Truth::Holds, Truth::Unknown];
    play.observe();
    assert!(!says(&play, Mark::ClaimNotSeen { step: 0 }) && !says(&play, Mark::StepLate { step: 0, days: 1 }));
    assert_eq!(standing(&play.case.face, late).word(), "explained");
}

#[test]
fn what_no_machine_can_see_is_looked_at_within_six_months() {
    let mut said = explanation();
    said.until = first_day().plus_months(12);
    let mut play = Play::minor().screened(Outcome::Explain);
    play.does(&owner(), &Command::Explain { explanation: Box::new(said), shown: play.shown() });
    let mut play = play.accepted();
    let review = |play: &Play| play.case.face.in_force.as_ref().expect("in force").review;
    assert_eq!(review(&play), first_day().plus_months(6));
    play.day = first_day().plus_months(1);
    let confirm = |play: &Play, next: Day| Command::Review {
        outcome: Reviewed::Confirm,
        note: "Forholdene er som før.".to_owned(),
        next,
        shown: play.shown(),
    };
    let (too_late, in_time) = (first_day().plus_months(8), first_day().plus_months(7));
    assert_eq!(play.refused(&architect(), &confirm(&play, too_late)), "case-review-too-late");
    play.does(&architect(), &confirm(&play, in_time));
    assert_eq!(review(&play), in_time);
}

#[test]
fn a_submission_and_an_accepted_explanation_can_be_withdrawn_and_a_decision_amended() {
    let withdraw = Command::Withdraw { reason: "Leverandøren kan alligevel levere i år.".to_owned() };
    let mut play = Play::material().screened(Outcome::Board).explained().submitted();
    assert_eq!(play.refused(&owner(), &withdraw), "case-no-seat");
    play.does(&architect(), &withdraw);
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Submit);
    let mut play = play.submitted().dispensed(first_day().plus_days(90));
    assert_eq!(play.refused(&architect(), &withdraw), "case-wrong-stage");

    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    let amend = Command::Review {
        outcome: Reviewed::Amend,
        note: "Planen holder ikke længere.".to_owned(),
        next: first_day().plus_days(30),
        shown: play.shown(),
    };
    play.does(&architect(), &amend);
    assert_eq!(standing(&play.case.face, play.day).word(), "explained", "it stands until there is another");
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Screen(Party::It));
    assert_eq!(play.refused(&architect(), &amend), "case-wrong-stage");
    play.does(&area(), &withdraw);
    assert_eq!(standing(&play.case.face, play.day).word(), "in_screening");
}

#[test]
fn the_plan_that_is_decided_is_the_one_that_is_followed() {
    let due = |play: &Play| play.case.face.plan.iter().map(|step| step.due).collect::<Vec<_>>();
    let ends = first_day().plus_days(60);
    let mut play = Play::material().screened(Outcome::Board).explained().submitted().dispensed(ends);
    // A renewal is explained while the old dispensation counts, and decided after it has ended.
    play.day = first_day().plus_days(50);
    let mut said = explanation();
    (said.reason, said.until) = ("Udgaven kommer først til foråret, skriver de.".to_owned(), play.day.plus_days(120));
    if let Plan::Steps { steps } = &mut said.plan {
        steps[0].due = play.day.plus_days(100);
    }
    let mut play = play.screened(Outcome::Board);
    play.does(&owner(), &Command::Explain { explanation: Box::new(said), shown: play.shown() });
    assert_eq!(due(&play), [first_day().plus_days(90)], "the old plan goes on while its decision does");
    let mut play = play.submitted();
    play.day = ends.plus_days(40);
    let late = marks(&play.case.face, play.day);
    assert!(
        !late.iter().any(|mark| matches!(mark, Mark::StepLate { .. })),
        "nothing stands that it belongs to: {late:?}"
    );
    let until = play.day.plus_days(60);
    let play = play.dispensed(until);
    assert_eq!(due(&play), [first_day().plus_days(150)]);
}

#[test]
fn what_is_late_waits_for_the_round_that_is_under_way_and_what_has_run_out_for_a_new_one() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    play.day = first_day().plus_days(100);
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Plan);
    assert_eq!(waiting(&play.case.face, first_day().plus_days(121)), Waiting::Screen(Party::It), "it has run out");
    play.does(&architect(), &play.screen(Party::It, Rating::Red));
    assert_eq!(standing(&play.case.face, play.day).word(), "overdue");
    assert_eq!(waiting(&play.case.face, play.day), Waiting::Screen(Party::Area));
}

proptest! {
    /// One function tells where a case stands; a dispensation is one on its last day and none on the next, whatever the day.
    #[test]
    fn a_dispensation_counts_to_its_last_day_and_not_a_day_longer(length in 1_i32..=365, ahead in 0_i32..800) {
        let until = first_day().plus_days(length);
        let play = Play::material().screened(Outcome::Board).explained().submitted().dispensed(until);
        let day: Day = first_day().plus_days(ahead);
        let dispensed = matches!(standing(&play.case.face, day), Standing::Dispensed { .. });
        prop_assert_eq!(dispensed, day <= until);
    }
}
