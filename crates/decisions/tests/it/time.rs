//! What time alone does to a case: plans run late and climb, reviews fall due, decisions end.

use decisions::{Command, Mark, Outcome, Rung, Standing, marks, rung, standing};
use findings::Verdict;
use kernel::Day;
use proptest::prelude::*;

use super::cast::{Play, first_day, ground, owner};

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
    play.does(&owner(), &Command::ClaimStep { step: 0, evidence: "Opgraderet natten til mandag.".to_owned() });
    assert_eq!(standing(&play.case.face, first_day().plus_days(100)).word(), "explained");
    play.ground = ground(Verdict::Follows, false, "b");
    play.observe();
    assert_eq!(standing(&play.case.face, play.day), Standing::NoLongerNeeded);
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
