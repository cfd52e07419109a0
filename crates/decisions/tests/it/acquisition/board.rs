//! A choice before the board: refused, answered, put forward again; and a winner that is no system any more.

use decisions::{Acquisition, AcquisitionCommand as C, AcquisitionRecorded, OfferGround, Party, Phase, Said};
use kernel::Instant;

use super::Play;
use crate::cast::{architect, area, board, manager};

#[test]
fn what_the_board_refuses_waits_at_its_gate_until_it_is_answered_or_is_another() {
    let mut play = Play::at_offers();
    let choose = C::Choose { candidate: "T1".to_owned(), reason: "Bedst i prøven.".to_owned() };
    play.done(&manager(), &choose);
    for (party, who) in [(Party::It, manager()), (Party::Area, area())] {
        for command in play.views(party) {
            play.done(&who, &command);
        }
    }
    let hash = |play: &Play| OfferGround::of(&play.assessed()[0]).hash;
    let refuse = |reason: &str, different: &str, shown: String| C::Refuse {
        reason: reason.to_owned(),
        different: different.to_owned(),
        meeting: Some("M7".to_owned()),
        shown,
    };
    let (why, different) = ("Risikoen er for stor.", "Borgerdata skal blive i EU");
    let shown = hash(&play);
    assert_eq!(play.refused(&manager(), &refuse(why, different, shown.clone())), "acquisition-no-seat");
    assert_eq!(play.refused(&board(), &refuse(why, different, "x".to_owned())), "acquisition-facts-changed");
    assert_eq!(play.refused(&board(), &refuse("", different, shown.clone())), "acquisition-reason-missing");
    assert_eq!(play.refused(&board(), &refuse(why, " ", shown.clone())), "acquisition-different-missing");
    let answer = C::AnswerBoard { answer: "Leverandøren driver det nu i Danmark.".to_owned() };
    assert_eq!(play.refused(&area(), &answer), "acquisition-nothing-refused");
    play.done(&board(), &refuse(why, different, shown.clone()));
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.acquisition.phase, Phase::Offer, "back at the gate it came from");
    assert_eq!(play.refused(&architect(), &solution), "acquisition-refused-by-board");
    let approve = |shown: String| C::Approve { reason: "Vilkår om drift i EU.".to_owned(), meeting: None, shown };
    for again in [approve(shown.clone()), refuse(why, different, shown.clone())] {
        assert_eq!(play.refused(&board(), &again), "acquisition-refused-by-board", "it is not before the board");
    }
    // Choosing the same once more changes nothing.
    play.done(&manager(), &choose);
    assert_eq!(play.refused(&architect(), &solution), "acquisition-refused-by-board");
    let empty = C::AnswerBoard { answer: String::new() };
    assert_eq!(play.refused(&area(), &empty), "acquisition-reason-missing");
    assert_eq!(play.refused(&board(), &answer), "acquisition-no-seat");
    play.done(&area(), &answer);
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board", "before the board again");
    play.done(&board(), &refuse(why, different, shown));
    // When the offer is another, so is what the board said of it.
    play.state(
        "T1",
        &[("hosting_country", Said::Text("Indien".to_owned())), ("hosting", Said::Text("saas".to_owned()))],
    );
    for (party, who) in [(Party::It, manager()), (Party::Area, area())] {
        for command in play.views(party) {
            play.done(&who, &command);
        }
    }
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    let shown = hash(&play);
    play.done(&board(), &approve(shown.clone()));
    play.done(&board(), &refuse(why, different, shown));
    assert!(play.acquisition.approved.is_none(), "the board thinks better of it");
    assert_eq!(
        Acquisition::replay(&play.acquisition.id, &play.history).map(|again| again.turned),
        Some(play.acquisition.turned)
    );
}

#[test]
fn an_acquisition_whose_system_is_undone_can_settle_its_winner_again() {
    let mut play = Play::at_offers();
    assert_eq!(play.acquisition.lose_system("S9999"), None);
    for (system, phase) in [("S9999", Phase::Solution), ("S9998", Phase::InOperation)] {
        play.acquisition.system = Some((system.to_owned(), Vec::new()));
        play.acquisition.phase = phase;
        assert_eq!(play.acquisition.lose_system("S1"), None, "another system");
        let event = play.acquisition.lose_system(system).expect("lost");
        let by = architect().hand().clone();
        let recorded = AcquisitionRecorded { by, at: Instant(0), day: testkit::today(), event };
        play.acquisition.apply(&recorded);
        let after = &play.acquisition;
        assert_eq!((after.phase, after.system.is_none(), after.is_over()), (Phase::Solution, true, false));
    }
}
