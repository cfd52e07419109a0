//! What the board has looked at stays the board's, and a decision keeps what it leans on while another is under way.

use decisions::{
    Command, Explanation, Hand, Held, Holder, Mark, Outcome, Party, Premise, Rating, Responsible, Reviewed, Stale,
    Truth, marks,
};
use findings::Verdict;
use kernel::Role;

use super::cast::{Play, architect, area, board, explanation, first_day, ground, hand, held, manager, owner};

fn leaning() -> Command {
    let mut leaning: Explanation = explanation();
    leaning.premises = vec![Premise { holds: "system.in_use".to_owned(), says: "systemet er i drift".to_owned() }];
    Command::Explain { explanation: Box::new(leaning), shown: "hash of Deviates a".to_owned() }
}

#[test]
fn what_the_board_has_decided_is_not_let_stand_by_others() {
    let until = first_day().plus_days(30);
    let refuse = |play: &Play| Command::Refuse {
        reason: "Risikoen er for stor for borgerne.".to_owned(),
        plan_by: until,
        meeting: None,
        shown: play.shown(),
    };
    for word in ["refused", "dispensed", "revoked"] {
        let mut play = Play::minor().screened(Outcome::Board).explained().submitted();
        match word {
            "refused" => play.does(&board(), &refuse(&play)),
            _ => play.does(&board(), &play.dispense(until)),
        }
        if word == "revoked" {
            play.does(&board(), &Command::Revoke { reason: "Leverandøren har ikke leveret.".to_owned() });
        }
        play.does(&architect(), &play.screen(Party::It, Rating::Yellow));
        play.does(&area(), &play.screen(Party::Area, Rating::Yellow));
        let explain = Command::Conclude { outcome: Outcome::Explain };
        assert_eq!(play.refused(&architect(), &explain), "case-for-board", "{word}");
        play.does(&architect(), &Command::Conclude { outcome: Outcome::Board });
        let mut play = play.explained();
        assert_eq!(play.refused(&architect(), &play.accept(Party::It)), "case-for-board", "{word}");
    }
}

#[test]
fn nobody_ratifies_what_they_granted_in_an_emergency() {
    let mut play = Play::material();
    let grant = Command::GrantEmergency {
        reason: "Det haster meget for borgerne.".to_owned(),
        until: first_day().plus_days(10),
        consequence: "Vagtplanen går i stå.".to_owned(),
        shown: play.shown(),
    };
    play.does(&manager(), &grant);
    let mut play = play.screened(Outcome::Board).explained().submitted();
    let principal = Holder { account: "direktør".to_owned(), name: "Direktør".to_owned() };
    let deputy = Hand { deputy_for: Some(principal), ..manager().hand().clone() };
    let deputy = Held::by(deputy, vec![Role::ExecutiveBoard], Responsible::NotNamed);
    assert_eq!(play.refused(&deputy, &play.dispense(first_day().plus_days(30))), "case-same-hand");
    play.does(&board(), &play.dispense(first_day().plus_days(30)));
}

#[test]
fn a_decision_keeps_its_premises_and_plan_while_another_is_under_way() {
    let mut play = Play::minor().screened(Outcome::Explain);
    let explain = leaning();
    play.ground.watched.premises = vec![Truth::Holds];
    play.does(&owner(), &explain);
    let mut play = play.accepted();
    let watched = play.case.face.watching.clone();
    let plan = play.case.face.plan.clone();
    assert!(!watched.premises.is_empty() && !plan.is_empty());
    play.does(&architect(), &play.screen(Party::It, Rating::Yellow));
    assert_eq!((&play.case.face.watching, &play.case.face.plan), (&watched, &plan), "one has screened again");
    play.does(&area(), &play.screen(Party::Area, Rating::Yellow));
    play.does(&architect(), &Command::Conclude { outcome: Outcome::Explain });
    // What is written is looked at by itself.
    play.ground.watched.premises = vec![Truth::Holds];
    play.does(&owner(), &explain);
    assert_eq!(play.case.face.plan, plan, "an explanation that nobody has accepted is no plan yet");
    assert_eq!(play.case.face.watching.premises.len(), 2 * watched.premises.len());
    // What the new one leans on turns false: the decision in force does not fall by that.
    let count = watched.premises.len();
    play.ground.watched.premises = [vec![Truth::Holds; count], vec![Truth::Broken; count]].concat();
    assert!(play.observe());
    assert!(play.case.face.in_force.as_ref().is_some_and(|in_force| in_force.dead_since.is_none()));
    assert_eq!(play.refused(&architect(), &play.accept(Party::It)), "case-premise-broken");
    // What it leans on itself does.
    play.ground.watched.premises = [vec![Truth::Broken; count], vec![Truth::Holds; count]].concat();
    assert!(play.observe());
    assert!(play.case.face.in_force.as_ref().is_some_and(|in_force| in_force.dead_since.is_some()));
    // And the new one can be accepted for all that.
    let play = play.accepted();
    assert!(play.case.face.in_force.as_ref().is_some_and(|in_force| in_force.dead_since.is_none()));
    assert_eq!(play.case.face.watching.premises.len(), count, "only what counts now is watched");
}

#[test]
fn what_was_minor_and_is_so_no_more_is_the_boards_to_confirm() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    play.ground = ground(Verdict::Deviates, true, "a");
    assert!(play.observe());
    assert!(marks(&play.case.face, first_day()).contains(&Mark::Stale { why: Stale::FactsChanged }));
    let next = first_day().plus_days(20);
    let confirm = |play: &Play| Command::Review {
        outcome: Reviewed::Confirm,
        note: "Det er som før, og planen følges.".to_owned(),
        next,
        shown: play.shown(),
    };
    assert_eq!(play.refused(&held("anden", &[Role::ItArchitect]), &confirm(&play)), "case-no-seat");
    play.does(&board(), &confirm(&play));
}

#[test]
fn what_is_not_known_any_more_is_no_consent() {
    let mut play = Play::material();
    play.ground = ground(Verdict::NotAssessed, false, "b");
    assert!(play.observe());
    play.does(&architect(), &play.screen(Party::It, Rating::Yellow));
    play.does(&area(), &play.screen(Party::Area, Rating::Yellow));
    let explain = Command::Conclude { outcome: Outcome::Explain };
    assert_eq!(play.refused(&architect(), &explain), "case-for-board");
}

#[test]
fn whoever_is_in_conflict_explains_nothing_and_shuts_nobody_else_out() {
    let mut play = Play::minor().screened(Outcome::Explain);
    play.does(&owner(), &play.explain());
    play.does(&owner(), &Command::DeclareConflict { reason: "Jeg har selv valgt leverandøren.".to_owned() });
    assert_eq!(play.refused(&owner(), &play.explain()), "case-conflict-of-interest");
    let principal = Holder { account: "direktør".to_owned(), name: "Direktør".to_owned() };
    let deputy = Hand { deputy_for: Some(principal.clone()), ..hand("afløser") };
    let deputy = Held::by(deputy, vec![Role::ExecutiveBoard], Responsible::NotNamed);
    play.does(&deputy, &Command::DeclareConflict { reason: "Min bror arbejder hos leverandøren.".to_owned() });
    let hand_of_principal = Hand { holder: principal, deputy_for: None };
    let own = Held::by(hand_of_principal, vec![Role::ExecutiveBoard], Responsible::NotNamed);
    assert!(own.board_seat(&play.case).is_ok() && deputy.board_seat(&play.case).is_err());
}
