//! Whose turn it is, and how a late plan climbs.

use std::collections::HashSet;

use actions::{CaseTask, Duty, Limit, Owner, Reach, Seat, ahead, deadlines, newly, tasks};
use decisions::{Face, Means, Party, Stage, Stale, Truth};
use kernel::Role;

use crate::{first, holder, named, opened, standing_by, step};

fn one(face: &Face, days: i32) -> CaseTask {
    let mut all = tasks(face, first().plus_days(days), Owner::Known);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn each_stage_waits_for_its_own_seat() {
    let both = vec![Party::It, Party::Area];
    let stage = |stage, screened: &[Party], to_board| Face { stage, screened: screened.to_vec(), to_board, ..opened() };
    for (face, duty, who, others) in [
        (opened(), Duty::Screen(Party::It), Role::ItArchitect, Role::BusinessAreaLead),
        (stage(Stage::Screening, &[Party::It], false), Duty::Screen(Party::Area), Role::SystemOwner, Role::ItArchitect),
        (stage(Stage::Screening, &both, false), Duty::Conclude, Role::ItManager, Role::ExecutiveBoard),
        (stage(Stage::Explained, &both, false), Duty::Accept(Party::It), Role::ItArchitect, Role::SystemOwner),
        (stage(Stage::Explained, &both, true), Duty::Submit, Role::ItManager, Role::ExecutiveBoard),
        (stage(Stage::Submitted, &both, true), Duty::Decide, Role::ExecutiveBoard, Role::ItManager),
    ] {
        let task = one(&face, 0);
        assert_eq!(task.duty, duty);
        assert!(task.falls_to(&holder(who)), "{duty:?} {who:?}");
        assert!(!task.falls_to(&holder(others)) && !task.falls_to(&holder(Role::Auditor)), "{duty:?} {others:?}");
    }
}

#[test]
fn an_explanation_is_asked_of_the_owner_and_of_the_keeping_role_when_no_owner_can_be_told() {
    let face = Face { stage: Stage::ToExplain, ..opened() };
    let task = one(&face, 0);
    assert!(task.falls_to(&named()) && !task.falls_to(&holder(Role::SystemOwner)));
    let task = tasks(&face, first(), Owner::NotKnown).remove(0);
    let architects = Seat::Role(Role::ItArchitect);
    assert_eq!(task.whom, [Seat::Role(Role::SystemOwner), Seat::Area, architects.clone()]);
    assert!(task.as_held(&holder(Role::ItArchitect)).is_some_and(|task| task.follows_up));
    let device = Face { kind: "device".to_owned(), ..face };
    let whom = [Seat::Role(Role::AssetManager), Seat::Area, architects];
    assert_eq!(tasks(&device, first(), Owner::NotKnown)[0].whom, whom);
}

#[test]
fn what_is_kept_by_a_role_that_does_not_explain_is_the_areas_to_explain_and_its_to_follow_up() {
    let face = Face { stage: Stage::ToExplain, kind: "platform".to_owned(), ..opened() };
    let explain = tasks(&face, first(), Owner::NotKnown).remove(0);
    let text = |role| explain.as_held(&holder(role)).map(|task| task.text().da);
    assert_eq!(text(Role::BusinessAreaLead).as_deref(), Some("Forklar afvigelsen"));
    assert_eq!(text(Role::ItArchitect).as_deref(), Some("Følg op på sagen: forklar afvigelsen"));
    assert_eq!(text(Role::Security), None);
    let both = [holder(Role::ItArchitect), holder(Role::UnitLead)];
    let (place, task) = explain.as_any(&both).expect("theirs");
    assert_eq!((place, task.follows_up), (1, false), "what they can do themselves goes first");
}

#[test]
fn the_steps_and_conditions_of_what_has_lapsed_bind_nobody_also_while_it_is_screened_anew() {
    let mut face = standing_by(Means::Dispensation);
    let until = face.in_force.as_ref().expect("in force").until;
    let is_of_decision = |task: &&CaseTask| matches!(task.duty, Duty::Step(_) | Duty::Condition(_) | Duty::Plan);
    let count = |face: &Face, day| tasks(face, day, Owner::Known).iter().filter(is_of_decision).count();
    assert!(count(&face, until) > 0, "on its last day");
    for stage in [Stage::Open, Stage::Screening, Stage::Explained, Stage::Submitted] {
        face.stage = stage;
        assert_eq!(count(&face, until.plus_days(1)), 0, "{stage:?}");
    }
}

#[test]
fn what_the_board_would_not_renew_is_reviewed_while_it_still_counts() {
    let mut face = standing_by(Means::Dispensation);
    face.refused = Some(first().plus_days(300));
    let duties = |face: &Face, day| tasks(face, day, Owner::Known).iter().map(|task| task.duty).collect::<Vec<_>>();
    let review = face.in_force.as_ref().expect("in force").review;
    assert!(!duties(&face, first()).contains(&Duty::Review));
    assert!(duties(&face, review).contains(&Duty::Review) && duties(&face, review).contains(&Duty::Screen(Party::It)));
    face.stale.insert(Stale::StrategyChanged);
    assert!(duties(&face, first()).contains(&Duty::Review));
}

#[test]
fn who_may_not_do_what_has_climbed_to_them_follows_it_up() {
    let mut face = standing_by(Means::Explanation);
    face.in_force.as_mut().expect("in force").conditions.clear();
    let all = tasks(&face, first().plus_days(90 + 30), Owner::Known);
    let task = all.iter().find(|task| task.duty == Duty::Step(0)).expect("late");
    let follows = |held: &decisions::Held| task.as_held(held).map(|task| task.follows_up);
    assert_eq!(follows(&named()), Some(false));
    let by_role = [Role::BusinessAreaLead, Role::ItArchitect, Role::ExecutiveBoard, Role::Auditor];
    let seen: Vec<Option<bool>> = by_role.iter().map(|role| follows(&holder(*role))).collect();
    assert_eq!(seen, [Some(false), Some(true), Some(true), None]);
}

#[test]
fn a_late_step_climbs_from_owner_to_board_and_each_keeps_it() {
    let mut face = standing_by(Means::Explanation);
    face.in_force.as_mut().expect("in force").conditions.clear();
    let above = [Role::BusinessAreaLead, Role::ItArchitect, Role::ExecutiveBoard];
    for (day, late, reached) in
        [(60, 0, 0), (90, 0, 0), (96, 6, 0), (97, 7, 1), (104, 14, 2), (119, 29, 2), (120, 30, 3)]
    {
        let all = tasks(&face, first().plus_days(day), Owner::Known);
        let task = all.iter().find(|task| task.duty == Duty::Step(0)).unwrap_or_else(|| panic!("{day}: {all:?}"));
        assert_eq!(task.days_late, late, "day {day}");
        assert!(task.falls_to(&named()));
        let told = above.iter().filter(|role| task.falls_to(&holder(**role))).count();
        assert_eq!(told, reached, "day {day}");
    }
    assert!(tasks(&face, first().plus_days(59), Owner::Known).is_empty(), "too early to be a task");
    (face.plan[0].expects, face.plan[0].claimed) = (true, true);
    assert_eq!(one(&face, 90).duty, Duty::Step(0), "said to be done, but not seen");
    face.plan[0].seen = Truth::Holds;
    assert!(tasks(&face, first().plus_days(90), Owner::Known).is_empty(), "done when the facts say so");
    // The plan is over, and still it does not follow: that climbs as a step does.
    let late = one(&face, 91);
    assert_eq!((late.duty, late.days_late), (Duty::Plan, 1));
    assert!(one(&face, 97).falls_to(&holder(Role::BusinessAreaLead)));
    face.plan.clear();
    // Without a plan from the day it ended, and IT begins a new round.
    let ended: Vec<(Duty, i32)> =
        tasks(&face, first().plus_days(121), Owner::Known).iter().map(|task| (task.duty, task.days_late)).collect();
    assert_eq!(ended, [(Duty::Plan, 1), (Duty::Screen(Party::It), 0)]);
}

#[test]
fn a_step_of_somebodys_own_is_theirs_when_they_can_be_told_and_the_owners_as_well_when_it_is_late() {
    let mut face = standing_by(Means::Explanation);
    face.in_force.as_mut().expect("in force").conditions.clear();
    face.plan[0].person = Some("P7".to_owned());
    let due = face.plan[0].due;
    let people = HashSet::from(["P7".to_owned()]);
    let on = |days: i32, people| {
        let reach = Reach { owner: Owner::Known, people };
        let mut all = tasks(&face, due.plus_days(days), reach);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    };
    let theirs = Seat::Person("P7".to_owned());
    assert_eq!(on(0, Some(&people)).whom, std::slice::from_ref(&theirs));
    assert_eq!(on(1, Some(&people)).whom, [theirs.clone(), Seat::Named]);
    let empty = HashSet::new();
    for nobody in [None, Some(&empty)] {
        assert_eq!(on(0, nobody).whom, [Seat::Named], "who has no account is told nothing");
    }
    let person = holder(Role::Auditor).known_as(vec!["P3".to_owned(), "P7".to_owned()]);
    assert!(on(0, Some(&people)).falls_to(&person) && !on(0, None).falls_to(&person));
    assert!(!on(0, Some(&people)).falls_to(&named()));
    let reach = Reach { owner: Owner::Known, people: Some(&people) };
    let step = deadlines(&face, first(), reach).into_iter().find(|deadline| deadline.limit == Limit::Step(0));
    assert_eq!(step.map(|step| step.whom), Some(vec![theirs]));
}

#[test]
fn a_step_is_told_by_its_own_words_on_one_line_and_not_too_many() {
    let mut face = standing_by(Means::Explanation);
    face.in_force.as_mut().expect("in force").conditions.clear();
    let told = |face: &Face| one(face, 61).text().da;
    assert_eq!(told(&face), "Gennemfør trin 1 i handleplanen (Tage den nye udgave i brug)");
    face.plan[0].what = "æ ".repeat(200);
    assert_eq!(told(&face).chars().rev().take(5).collect::<String>(), ")…æ æ");
    face.plan[0].what.clear();
    assert_eq!(told(&face), "Gennemfør trin 1 i handleplanen");
}

#[test]
fn a_decision_to_look_at_is_its_and_the_boards_when_the_board_made_it() {
    let mut face = standing_by(Means::Dispensation);
    face.stale.insert(Stale::OwnerChanged);
    let task = one(&face, 1);
    assert_eq!((task.duty, task.due), (Duty::Review, None));
    assert!(task.falls_to(&holder(Role::ExecutiveBoard)) && task.falls_to(&holder(Role::ItArchitect)));
    let mut face = standing_by(Means::Explanation);
    face.stale.insert(Stale::OwnerChanged);
    assert!(!one(&face, 1).falls_to(&holder(Role::ExecutiveBoard)));
}

#[test]
fn a_condition_becomes_a_task_a_month_before_and_climbs_when_it_is_late() {
    let mut face = standing_by(Means::Dispensation);
    face.plan.clear();
    assert!(tasks(&face, first().plus_days(9), Owner::Known).is_empty());
    assert_eq!(one(&face, 10).duty, Duty::Condition(0));
    assert_eq!(one(&face, 10).text().da, "Opfyld vilkår 1 (Adgang lukkes udefra.)");
    assert!(one(&face, 47).falls_to(&holder(Role::BusinessAreaLead)));
    let in_force = face.in_force.as_mut().expect("in force");
    in_force.conditions[0].met = true;
    assert!(tasks(&face, first().plus_days(47), Owner::Known).is_empty());
    face.in_force.as_mut().expect("in force").conditions[0].seen = Truth::Broken;
    assert!(one(&face, 1).falls_to(&holder(Role::ItArchitect)));
}

#[test]
fn an_emergency_grant_is_to_be_ratified_before_it_ends_and_a_refusal_asks_for_a_plan_in_time() {
    let face = Face { stage: Stage::Submitted, ..standing_by(Means::Emergency) };
    let ratify = tasks(&face, first(), Owner::Known).into_iter().find(|task| task.duty == Duty::Ratify);
    assert_eq!(ratify.and_then(|task| task.due), Some(first().plus_days(120)));
    let refused = Face { refused: Some(first().plus_days(10)), ..opened() };
    let task = one(&refused, 13);
    assert_eq!((task.duty, task.days_late), (Duty::Screen(Party::It), 3));
}

#[test]
fn nobody_has_anything_to_do_in_a_case_that_is_over_or_lapsed_but_to_begin_again() {
    for stage in [Stage::Followed, Stage::Moot, Stage::Cancelled] {
        let face = Face { stage, ..standing_by(Means::Explanation) };
        assert!(tasks(&face, first().plus_days(200), Owner::Known).is_empty(), "{stage:?}");
        assert!(deadlines(&face, first().plus_days(200), Owner::Known).is_empty(), "{stage:?}");
    }
    assert_eq!(one(&standing_by(Means::Dispensation), 121).duty, Duty::Screen(Party::It));
}

#[test]
fn a_task_is_new_once_and_again_when_it_has_climbed() {
    let mut face = standing_by(Means::Explanation);
    face.in_force.as_mut().expect("in force").conditions.clear();
    let on = |days| tasks(&face, first().plus_days(days), Owner::Known);
    assert_eq!(newly(&on(59), &on(60)).len(), 1);
    assert_eq!(newly(&on(60), &on(61)).len(), 0);
    assert_eq!(newly(&on(96), &on(97)).len(), 1);
}

#[test]
fn deadlines_are_told_on_five_days_and_on_no_other() {
    let end = first().plus_days(120);
    let told: Vec<i32> =
        (1..140).filter_map(|days| ahead(end, first().plus_days(days - 1), first().plus_days(days))).collect();
    assert_eq!(told, [60, 30, 7, 1, 0]);
    // A weekend without a server: on Monday what should have been told on Saturday is, with the days that are left.
    assert_eq!(ahead(end, first().plus_days(112), first().plus_days(115)), Some(5));
    assert_eq!(ahead(end, first().plus_days(120), first().plus_days(123)), None);
}

#[test]
fn the_deadlines_of_what_stands_each_concern_their_own() {
    let all = deadlines(&standing_by(Means::Dispensation), first(), Owner::Known);
    let limits: Vec<Limit> = all.iter().map(|deadline| deadline.limit).collect();
    assert_eq!(limits, [Limit::Condition(0), Limit::Step(0), Limit::Review, Limit::Ends(Means::Dispensation)]);
    assert!(all[1].concerns(&named()) && !all[1].concerns(&holder(Role::ExecutiveBoard)));
    assert!(all[2].concerns(&holder(Role::ExecutiveBoard)) && !all[2].concerns(&named()));
    assert!(all[3].concerns(&holder(Role::BusinessAreaLead)));
    let mut face = standing_by(Means::Explanation);
    face.plan = vec![step(first())];
    let in_force = face.in_force.as_mut().expect("in force");
    in_force.review = in_force.until;
    assert!(deadlines(&face, first(), Owner::Known).iter().all(|deadline| deadline.limit != Limit::Review));
}
