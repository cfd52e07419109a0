//! Ways back: a winner that is gone leads to another, and whoever has a conflict of interest takes no part.

use decisions::{
    Acquisition, AcquisitionCommand as C, CheckedPoint, Hand, Held, Holder, Lacking, OfferGround, Party, Phase,
    PrincipleGround, Rating, Relevance, Responsible, Said,
};
use kernel::Role;

use super::Play;
use crate::cast::{architect, area, board, hand, held, manager};

fn why(text: &str) -> String {
    text.to_owned()
}

fn choose(key: &str) -> C {
    C::Choose { candidate: key.to_owned(), reason: why("Bedst i prøven.") }
}

fn reopen() -> C {
    C::ReopenOffers { reason: why("Leverandøren kan alligevel ikke levere.") }
}

fn declare() -> C {
    C::DeclareConflict { reason: why("Min bror er ansat hos leverandøren.") }
}

fn screen(play: &mut Play, (it, area): (&Held, &Held)) {
    for (party, who) in [(Party::It, it), (Party::Area, area)] {
        for command in play.views(party) {
            play.done(who, &command);
        }
    }
}

fn approve(play: &mut Play, who: &Held) {
    let shown = OfferGround::of(&play.assessed()[0]).hash;
    play.done(who, &C::Approve { reason: why("Ingen leverandør kan andet i år."), meeting: None, shown });
}

/// In the solution phase, the winner screened and approved.
fn at_solution() -> Play {
    let mut play = Play::at_offers();
    play.done(&manager(), &choose("T1"));
    screen(&mut play, (&manager(), &area()));
    approve(&mut play, &board());
    play.done(&architect(), &C::PassGate { phase: Phase::Solution });
    play
}

fn lacking(play: &Play) -> Vec<Lacking> {
    let offers: Vec<OfferGround> = play.assessed().iter().map(OfferGround::of).collect();
    play.acquisition.lacks(&[], &[], &offers).iter().map(|lack| lack.what).collect()
}

fn replayed(play: &Play) -> Option<Acquisition> {
    Acquisition::replay(&play.acquisition.id, &play.history).map(|mut again| {
        again.plan.clone_from(&play.acquisition.plan);
        again
    })
}

#[test]
fn a_winner_that_is_withdrawn_in_the_solution_leads_back_to_the_offers() {
    let mut play = at_solution();
    let settle = C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() };
    play.done(&area(), &C::Withdraw { candidate: "T1".to_owned(), reason: why("Leverandøren er gået konkurs.") });
    assert_eq!(lacking(&play), [Lacking::WinnerGone], "and nobody is told to make it a system");
    assert_eq!(play.refused(&architect(), &settle), "acquisition-winner-withdrawn");
    let refusal = play.acquisition.check_become_system(&architect()).expect_err("nothing to settle");
    assert!(refusal.text.da.contains("Gå tilbage til tilbuddene"), "{refusal:?}");
    let add = C::AddCandidate {
        candidate: String::new(),
        supplier: "Kystdata ApS".to_owned(),
        product: "Kyst Omsorg".to_owned(),
    };
    assert_eq!(play.refused(&area(), &add), "acquisition-wrong-phase");
    assert_eq!(play.refused(&architect(), &choose("T1")), "acquisition-candidate-withdrawn");
    assert_eq!(play.refused(&area(), &reopen()), "acquisition-no-seat");
    assert_eq!(play.refused(&architect(), &C::ReopenOffers { reason: " ".to_owned() }), "acquisition-reason-missing");
    play.done(&architect(), &reopen());
    assert_eq!(play.acquisition.phase, Phase::Offer);
    assert_eq!(play.refused(&architect(), &reopen()), "acquisition-wrong-phase");
    assert_eq!(lacking(&play), [Lacking::Offers], "no offer is left");
    play.done(&area(), &add);
    assert_eq!(lacking(&play), [Lacking::Winner]);
    play.done(&architect(), &choose("T2"));
    assert_eq!(play.acquisition.chosen().map(|one| one.key.as_str()), Some("T2"));
    assert_eq!(replayed(&play).as_ref(), Some(&play.acquisition));
}

#[test]
fn a_winner_that_cannot_be_had_after_all_is_chosen_anew_and_approved_anew() {
    let mut play = at_solution();
    let asked: Vec<String> = play.points().into_iter().map(|point| point.rule).collect();
    let seen = |play: &Play| -> Vec<Option<CheckedPoint>> {
        asked.iter().map(|rule| play.acquisition.last_checked(rule).cloned()).collect()
    };
    let before = seen(&play);
    assert!(before.iter().any(Option::is_some), "some was seen in earlier phases");
    for rule in &asked {
        let (relevance, rating, reason) = (Relevance::Relevant, Rating::Green, String::new());
        play.done(&area(), &C::Check { rule: rule.clone(), relevance, rating, reason });
    }
    assert!(seen(&play).iter().flatten().all(|point| point.phase == Phase::Solution));
    play.done(&manager(), &reopen());
    let after = &play.acquisition;
    assert!(after.winner.is_none() && after.approved.is_none() && after.candidates[0].withdrawn.is_none());
    assert_eq!(after.candidates[0].views.len(), play.views(Party::It).len() * 2, "what was said stays");
    assert_eq!(seen(&play), before, "the check list of the solution was the fallen winner's");
    play.done(&architect(), &choose("T1"));
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    approve(&mut play, &board());
    play.done(&architect(), &solution);
    play.done(&architect(), &C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() });
    assert_eq!(play.refused(&architect(), &reopen()), "acquisition-is-system");
}

#[test]
fn whoever_declares_a_conflict_of_interest_takes_no_part_any_more() {
    let mut play = Play::at_offers();
    assert_eq!(play.refused(&area(), &C::DeclareConflict { reason: String::new() }), "acquisition-reason-missing");
    let view = play.views(Party::Area).remove(0);
    let shown = OfferGround::of(&play.assessed()[0]).hash;
    let many = held(
        "alt",
        &[Role::ItManager, Role::BusinessAreaLead, Role::ExecutiveBoard, Role::Security, Role::SystemOwner],
    );
    play.done(&many, &declare());
    let text = || "Det er min nabos firma.".to_owned();
    let (rule, rating) = (play.points()[0].rule.clone(), Rating::Green);
    for command in [
        view,
        choose("T1"),
        C::PassGate { phase: Phase::Solution },
        C::Approve { reason: text(), meeting: None, shown: shown.clone() },
        C::Refuse { reason: text(), different: text(), meeting: None, shown },
        C::AnswerBoard { answer: text() },
        C::Check { rule, relevance: Relevance::Relevant, rating, reason: text() },
        C::AssessPart { part: "helt-ny".to_owned(), conclusion: text() },
        C::Withdraw { candidate: "T1".to_owned(), reason: text() },
        C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() },
        reopen(),
        C::Cancel { reason: text() },
    ] {
        assert_eq!(play.refused(&many, &command), "acquisition-conflict-of-interest", "{}", command.word());
    }
    assert_eq!(play.refused(&many, &declare()), "acquisition-conflict-declared");
    let refusal = play.acquisition.check_become_system(&many).expect_err("barred");
    assert_eq!(refusal.label, "acquisition-conflict-of-interest");
    // It is their own: nobody acts for them either, and they act for nobody.
    let person = |account: &str| Holder { account: account.to_owned(), name: account.to_owned() };
    let seat = |by: &str, principal: &str| {
        let hand = Hand { deputy_for: Some(person(principal)), ..hand(by) };
        Held::by(hand, vec![Role::ItManager], Responsible::NotNamed)
    };
    for deputy in [seat("vikar", "alt"), seat("alt", "itchef")] {
        assert_eq!(play.refused(&deputy, &choose("T1")), "acquisition-conflict-of-interest");
    }
    play.done(&manager(), &choose("T1"));
    assert_eq!(replayed(&play).as_ref(), Some(&play.acquisition));
}

#[test]
fn what_they_had_judged_is_judged_again_and_what_they_stated_stays() {
    let mut play = Play::at_offers();
    let (it, lead) = (held("arkitekt2", &[Role::ItArchitect]), held("fagchef2", &[Role::BusinessAreaLead]));
    play.done(&it, &choose("T1"));
    screen(&mut play, (&manager(), &lead));
    approve(&mut play, &board());
    let solution = C::PassGate { phase: Phase::Solution };
    let facts = play.acquisition.candidates[0].facts.clone();
    play.done(&lead, &declare());
    assert!(play.acquisition.is_conflicted(lead.hand()) && !play.acquisition.is_conflicted(manager().hand()));
    assert_eq!(play.refused(&architect(), &solution), "acquisition-deviation-not-screened");
    screen(&mut play, (&manager(), &area()));
    // Whoever had checked a point, it is asked again.
    play.done(&area(), &declare());
    assert_eq!(play.acquisition.candidates[0].facts, facts, "marked, but there");
    assert!(play.acquisition.checked.iter().all(|point| point.phase != Phase::Offer), "asked again in this phase");
    assert!(play.acquisition.checked.iter().any(|point| point.phase == Phase::Tender), "that gate is passed");
    let other = held("fagchef3", &[Role::BusinessAreaLead]);
    screen(&mut play, (&manager(), &other));
    for point in play.points() {
        let (relevance, reason) = (Relevance::Relevant, String::new());
        play.done(&other, &C::Check { rule: point.rule, relevance, rating: Rating::Green, reason });
    }
    // The choice, too, and with it the board's word on it.
    play.done(&it, &declare());
    assert_eq!((&play.acquisition.winner, &play.acquisition.approved), (&None, &None));
    assert_eq!(play.refused(&architect(), &solution), "acquisition-no-winner");
    play.done(&manager(), &choose("T1"));
    approve(&mut play, &board());
    play.done(&board(), &declare());
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    approve(&mut play, &held("direktør2", &[Role::ExecutiveBoard]));
    play.done(&architect(), &solution);
    // A choice that the solution has begun on stands; it can go back to the offers.
    play.done(&manager(), &declare());
    assert!(play.acquisition.winner.is_some());
    let settle = C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() };
    assert_eq!(play.refused(&architect(), &settle), "acquisition-deviation-not-screened");
    play.done(&architect(), &reopen());
    assert_eq!(replayed(&play).as_ref(), Some(&play.acquisition));
}

#[test]
fn what_may_be_material_and_is_not_answered_is_the_boards_to_go_on_without() {
    let mut play = Play::at_offers();
    play.acquisition.candidates[0].facts.clear();
    play.asked = ["system.hosting", "system.hosting_country", "system.mfa"].map(str::to_owned).to_vec();
    play.done(&manager(), &choose("T1"));
    screen(&mut play, (&manager(), &area()));
    let offer = OfferGround::of(&play.assessed()[0]);
    assert!(offer.principles.iter().any(|one| one.unanswered && one.for_board), "{offer:?}");
    // Nothing material that is known, only what the supplier has left open.
    let put = |for_board: bool| {
        let one = |one: &PrincipleGround| PrincipleGround { for_board: for_board && one.unanswered, ..one.clone() };
        OfferGround { principles: offer.principles.iter().map(one).collect(), ..offer.clone() }
    };
    let told = |offer: OfferGround| {
        let lacks = play.acquisition.lacks(&[], &[], &[offer]);
        lacks.into_iter().filter(|lack| lack.what == Lacking::Approval).map(|lack| lack.text.da).collect::<Vec<_>>()
    };
    assert_eq!(told(put(false)), [""; 0], "what is minor, both parties can go on without");
    assert!(told(put(true))[0].contains("lade valget gå videre uden svar"), "{:?}", told(put(true)));
    let solution = C::PassGate { phase: Phase::Solution };
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board", "both going on is not enough");
    approve(&mut play, &board());
    // The board's word is bound to what it saw.
    let text = |text: &str| Said::Text(text.to_owned());
    play.state("T1", &[("access_control", text("local_accounts")), ("personal_data", text("sensitive"))]);
    screen(&mut play, (&manager(), &area()));
    assert_eq!(play.refused(&architect(), &solution), "acquisition-for-board");
    approve(&mut play, &board());
    play.done(&architect(), &solution);
}
