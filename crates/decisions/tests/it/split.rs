//! A batch is split without anybody getting round what was decided, or who takes no part.

use decisions::{Command, Outcome, Party, Rating};
use findings::Verdict;

use super::cast::{Play, architect, area, board, first_day, ground, manager};

fn batch() -> Play {
    Play::batch(3, ground(Verdict::Deviates, true, "a"))
}

fn split() -> Command {
    let reason = "Det ene system udfases allerede til sommer.".to_owned();
    Command::Split { keys: vec!["S0003".to_owned()], into: "2026-0002".to_owned(), reason }
}

#[test]
fn whoever_has_a_conflict_of_interest_splits_nothing_off_and_has_it_there_too() {
    let mut play = batch();
    play.does(&manager(), &Command::DeclareConflict { reason: "Min søster ejer leverandøren.".to_owned() });
    for command in [split(), Command::Note { text: "Jeg kender dem godt.".to_owned(), about_principle: false }] {
        assert_eq!(play.refused(&manager(), &command), "case-conflict-of-interest");
    }
    play.does(&architect(), &split());
    let mut other = play.split_off("S0003");
    assert_eq!(other.refused(&manager(), &other.screen(Party::It, Rating::Red)), "case-conflict-of-interest");
    other.does(&architect(), &other.screen(Party::It, Rating::Red));
}

#[test]
fn what_the_board_or_the_it_manager_let_stand_is_not_split_away() {
    let mut play = batch().screened(Outcome::Board).explained().submitted();
    play.does(&board(), &play.dispense(first_day().plus_days(30)));
    assert_eq!(play.refused(&architect(), &split()), "case-split-granted");
    play.day = first_day().plus_days(31);
    play.does(&architect(), &split());
    let mut urgent = batch();
    urgent.does(&manager(), &emergency(&urgent));
    assert_eq!(urgent.refused(&architect(), &split()), "case-split-granted");
    urgent.day = first_day().plus_days(11);
    urgent.does(&architect(), &split());
    let mut other = urgent.split_off("S0003");
    assert_eq!(other.refused(&manager(), &emergency(&other)), "case-emergency-used");
}

fn emergency(play: &Play) -> Command {
    Command::GrantEmergency {
        reason: "Det haster meget for borgerne.".to_owned(),
        consequence: "Vagtplanen går i stå.".to_owned(),
        until: play.day.plus_days(10),
        shown: play.shown(),
    }
}

#[test]
fn what_the_board_took_back_is_not_granted_in_an_emergency_by_any_way_round() {
    let mut play = batch().screened(Outcome::Board).explained().submitted();
    play.does(&board(), &play.dispense(first_day().plus_days(30)));
    play.does(&board(), &Command::Revoke { reason: "Leverandøren har ikke leveret.".to_owned() });
    assert_eq!(play.refused(&manager(), &emergency(&play)), "case-board-revoked");
    play.does(&architect(), &split());
    let mut other = play.split_off("S0003");
    assert_eq!(other.refused(&manager(), &emergency(&other)), "case-board-revoked");
    // What the board lets stand again may be granted anew when it has ended.
    play.does(&architect(), &play.screen(Party::It, Rating::Red));
    play.does(&area(), &play.screen(Party::Area, Rating::Red));
    play.does(&architect(), &Command::Conclude { outcome: Outcome::Board });
    let mut play = play.explained().submitted();
    play.does(&board(), &play.dispense(first_day().plus_days(40)));
    play.day = first_day().plus_days(41);
    play.does(&manager(), &emergency(&play));
}
