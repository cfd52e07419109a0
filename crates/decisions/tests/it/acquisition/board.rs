//! A choice before the board: refused, answered, put forward again; and a winner that is no system any more.

use decisions::{
    Acquisition, AcquisitionCommand as C, AcquisitionRecorded, Hand, Held, Holder, OfferGround, Party, Phase, Rating,
    Responsible, Said,
};
use kernel::{Instant, Role};

use super::Play;
use crate::cast::{architect, area, board, hand, held, manager};

/// At the gate to the solution, the winner chosen and screened by both.
fn screened() -> Play {
    let mut play = Play::at_offers();
    play.done(&manager(), &C::Choose { candidate: "T1".to_owned(), reason: "Bedst i prøven.".to_owned() });
    screen(&mut play);
    play
}

fn screen(play: &mut Play) {
    for (party, who) in [(Party::It, manager()), (Party::Area, area())] {
        for command in play.views(party) {
            play.done(&who, &command);
        }
    }
}

fn approval(play: &Play) -> C {
    let shown = OfferGround::of(&play.assessed()[0]).hash;
    C::Approve { reason: "Ingen leverandør kan andet i år.".to_owned(), meeting: None, shown }
}

#[test]
fn whoever_screened_stated_or_chose_decides_not_for_the_board_by_any_seat() {
    let mut play = screened();
    let approve = approval(&play);
    let C::Approve { shown, .. } = &approve else { panic!("an approval") };
    let refuse = C::Refuse {
        reason: "Risikoen er for stor.".to_owned(),
        different: "Data i EU".to_owned(),
        meeting: None,
        shown: shown.clone(),
    };
    let director = Holder { account: "direktør".to_owned(), name: "Dorte".to_owned() };
    for account in ["fagchef", "itchef"] {
        let deputy = Hand { deputy_for: Some(director.clone()), ..hand(account) };
        let deputy = Held::by(deputy, vec![Role::ExecutiveBoard], Responsible::NotNamed);
        let own = held(account, &[Role::ExecutiveBoard]);
        for (who, command) in [(&deputy, &approve), (&deputy, &refuse), (&own, &approve)] {
            assert_eq!(play.refused(who, command), "acquisition-same-hand", "{account}");
        }
    }
    // A view that another has since replaced was held all the same.
    let other = held("fagchef2", &[Role::BusinessAreaLead]);
    for command in play.views(Party::Area) {
        play.done(&other, &command);
    }
    assert_eq!(play.refused(&held("fagchef", &[Role::ExecutiveBoard]), &approve), "acquisition-same-hand");
    play.done(&board(), &approve);
}

#[test]
fn whoever_approved_and_screens_afterwards_has_approved_nothing() {
    let mut play = Play::at_offers();
    play.done(&manager(), &C::Choose { candidate: "T1".to_owned(), reason: "Bedst i prøven.".to_owned() });
    let director = Holder { account: "direktør".to_owned(), name: "Dorte".to_owned() };
    let deputy = Hand { deputy_for: Some(director), ..hand("fagchef2") };
    let deputy = Held::by(deputy, vec![Role::ExecutiveBoard], Responsible::NotNamed);
    let approve = approval(&play);
    play.done(&deputy, &approve);
    for (party, who) in [(Party::It, manager()), (Party::Area, held("fagchef2", &[Role::BusinessAreaLead]))] {
        for command in play.views(party) {
            play.done(&who, &command);
        }
    }
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    assert_eq!(play.refused(&deputy, &approve), "acquisition-same-hand");
    play.done(&board(), &approve);
    play.done(&architect(), &solution);
}

#[test]
fn what_is_stated_after_the_gate_is_screened_and_approved_before_the_winner_becomes_a_system() {
    let mut play = screened();
    let approve = approval(&play);
    play.done(&board(), &approve);
    play.done(&architect(), &C::PassGate { phase: Phase::Solution });
    play.state("T1", &[("hosting_country", Said::Text("USA".to_owned())), ("hosting", Said::Text("saas".to_owned()))]);
    let system = C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() };
    assert_eq!(play.refused(&architect(), &system), "acquisition-deviation-not-screened");
    screen(&mut play);
    assert_eq!(play.refused(&architect(), &system), "acquisition-for-board");
    let approve = approval(&play);
    play.done(&board(), &approve);
    play.done(&architect(), &system);
}

#[test]
fn what_the_supplier_has_not_answered_is_answered_or_both_parties_take_a_stand() {
    let mut play = screened();
    let approve = approval(&play);
    play.done(&board(), &approve);
    play.asked = vec!["system.mfa".to_owned()];
    let unanswered = |play: &Play| {
        let offer = OfferGround::of(&play.assessed()[0]);
        offer.principles.into_iter().filter(|one| one.unanswered).count()
    };
    assert!(unanswered(&play) > 0);
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.refused(&architect(), &solution), "acquisition-supplier-unanswered");
    let mut answered = Play { own: play.own.clone(), packs: play.packs.clone(), ..screened() };
    answered.asked.clone_from(&play.asked);
    answered.state("T1", &[("mfa", Said::Bool(true))]);
    assert_eq!(unanswered(&answered), 0, "what is answered is assessed");
    screen(&mut play);
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board", "a material one, too");
    let approve = approval(&play);
    play.done(&board(), &approve);
    play.done(&architect(), &solution);
}

#[test]
fn what_the_parties_do_not_see_alike_goes_to_the_board() {
    let mut play = screened();
    let approve = approval(&play);
    play.done(&board(), &approve);
    let views = play.views(Party::It);
    let Some(C::Screen { candidate, view }) = views.first() else { panic!("a view") };
    let view = decisions::PrincipleView { rating: Rating::Red, ..view.clone() };
    play.done(&manager(), &C::Screen { candidate: candidate.clone(), view });
    let offer = OfferGround::of(&play.assessed()[0]);
    assert_eq!(play.acquisition.differences(&offer).len(), 1);
    let minor = OfferGround {
        principles: offer
            .principles
            .iter()
            .map(|one| decisions::PrincipleGround { for_board: false, ..one.clone() })
            .collect(),
        ..offer.clone()
    };
    assert!(!minor.is_for_board() && play.acquisition.is_for_board(&minor), "a minor one that they differ on too");
    let lacks = play.acquisition.lacks(&[], &[], &[minor]);
    assert!(lacks.iter().any(|lack| lack.text.da.contains("ser forskelligt på")), "{lacks:?}");
    assert_eq!(play.refused(&architect(), &C::PassGate { phase: Phase::Solution }), "acquisition-for-board");
    let approve = approval(&play);
    play.done(&board(), &approve);
    play.done(&architect(), &C::PassGate { phase: Phase::Solution });
}

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
