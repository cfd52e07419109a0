//! Conflicts of interest of those who stand in for others, and in a round that was begun anew.

use decisions::{Command, Hand, Held, Holder, Means, Outcome, Party, Plan, Rating, Responsible, Reviewed, Stage};
use kernel::Role;

use super::cast::{Play, architect, area, board, first_day, hand, manager, owner};

fn conflict() -> Command {
    Command::DeclareConflict { reason: "Min bror arbejder hos leverandøren.".to_owned() }
}

fn deputy(account: &str, of: &Held, role: Role) -> Held {
    let holder = Holder { account: account.to_owned(), name: format!("{account} Jensen") };
    let hand = Hand { holder, deputy_for: Some(of.hand().holder.clone()) };
    Held::by(hand, vec![role], Responsible::NotNamed)
}

#[test]
fn a_conflict_of_a_deputy_is_their_own_and_no_bar_to_the_one_they_stood_in_for() {
    let mut play = Play::material().screened(Outcome::Board).explained();
    let stands_in = deputy("vikar", &architect(), Role::ItArchitect);
    play.does(&stands_in, &play.submit());
    play.does(&stands_in, &conflict());
    // Its own part falls, and the architect's own does not.
    assert_eq!((play.case.face.stage, play.case.face.screened.len()), (Stage::Explained, 2));
    assert_eq!(play.refused(&stands_in, &play.submit()), "case-conflict-of-interest");
    assert_eq!(play.refused(&stands_in, &conflict()), "case-conflict-declared");
    play.does(&architect(), &play.submit());
    // The architect may have one as well, and what was done for them falls with it.
    play.does(&architect(), &conflict());
    assert_eq!((play.case.face.stage, &*play.case.face.screened), (Stage::Screening, &[Party::Area][..]));
    assert!(play.case.conflicted.iter().map(|(by, _)| by).eq([stands_in.hand(), &hand("arkitekt")]));
}

#[test]
fn a_screening_that_was_begun_anew_is_concluded_before_anybody_explains() {
    let mut play = Play::minor().screened(Outcome::Explain).explained();
    play.does(&manager(), &play.screen(Party::It, Rating::Green));
    play.does(&owner(), &conflict());
    // The parties differ now; a conflict of interest of whoever explained before does not make them agree.
    assert_eq!(play.case.face.stage, Stage::Screening);
    assert_eq!(play.refused(&area(), &play.explain()), "case-wrong-stage");
    assert_eq!(play.refused(&area(), &Command::Conclude { outcome: Outcome::Explain }), "case-parties-differ");
}

#[test]
fn what_was_put_to_the_board_is_taken_back_once_and_not_when_it_follows() {
    let mut play = Play::minor().screened(Outcome::Explain).explained().accepted();
    let (note, next) = ("Skal ses af direktionen nu.".to_owned(), first_day().plus_days(10));
    play.does(&architect(), &Command::Review { outcome: Reviewed::Escalate, note, next, shown: play.shown() });
    let revoke = Command::Revoke { reason: "Vilkårene blev ikke holdt.".to_owned() };
    let mut follows = Play { case: play.case.clone(), history: play.history.clone(), ..Play::minor() };
    follows.ground = super::cast::ground(findings::Verdict::Follows, false, "done");
    assert!(follows.observe());
    assert_eq!(follows.refused(&board(), &revoke), "case-wrong-stage");
    play.does(&board(), &revoke);
    play.day = play.day.plus_days(5);
    assert_eq!(play.refused(&board(), &revoke), "case-wrong-stage");
    let in_force = play.case.face.in_force.as_ref().expect("an explanation");
    assert_eq!((in_force.means, in_force.dead_since), (Means::Explanation, Some(first_day())));
}

#[test]
fn whoever_has_a_conflict_reports_no_step_either_though_it_is_their_own() {
    let mut play = Play::material().screened(Outcome::Board);
    let mut own = super::cast::explanation();
    let Plan::Steps { steps } = &mut own.plan else { panic!("steps") };
    steps[0].person = Some("P9".to_owned());
    play.does(&owner(), &Command::Explain { explanation: Box::new(own), shown: play.shown() });
    let concerned = board().known_as(vec!["P9".to_owned()]);
    let claim = Command::ClaimStep { step: 0, evidence: "Se referatet fra leverandøren.".to_owned() };
    play.does(&concerned, &claim);
    play.does(&concerned, &conflict());
    assert_eq!(play.refused(&concerned, &claim), "case-conflict-of-interest");
}
