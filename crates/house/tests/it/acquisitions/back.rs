//! A winner that is gone, and people with a conflict of interest, in a house lived in.

use decisions::{AcquisitionCommand as C, Phase};
use house::cases::Seat;
use house::notices::Errand;
use kernel::Role;

use super::{does, errands, for_board, label, who, won};
use crate::Town;

fn withdraw() -> C {
    C::Withdraw { candidate: "T1".to_owned(), reason: "Leverandøren er gået konkurs.".to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_winner_that_is_gone_is_a_task_for_it_and_leads_back_to_the_offers() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let board = who(&house, Role::ExecutiveBoard, "").await;
    let acquisition = won(&house, &it, &area, &board).await;
    let acquisition = does(&house, &area, &acquisition, withdraw()).await;
    let waits = errands(&house, &it).await;
    assert!(waits.contains(&Errand::ReopenOffers) && !waits.contains(&Errand::BecomeSystem), "{waits:?}");
    let settle = C::BecomeSystem { system: "S9999".to_owned(), cases: Vec::new() };
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let refused = house.act_on_acquisition(Seat::of(&it), at, &settle).await;
    assert_eq!(label(refused), "acquisition-winner-withdrawn");
    let reopen = C::ReopenOffers { reason: "Vinderen er gået konkurs.".to_owned() };
    let acquisition = does(&house, &it, &acquisition, reopen).await;
    assert_eq!((acquisition.phase, errands(&house, &it).await.first()), (Phase::Offer, Some(&Errand::AddOffers)));
    let log = house.store().log(house.tenant(), i64::MAX, 1).await.expect("read");
    assert_eq!(log[0].act, "acquisition-reopen-offers");
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_declares_a_conflict_of_interest_has_nothing_to_do_in_it_and_others_have() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let (it, area) = (who(&house, Role::ItArchitect, "").await, who(&house, Role::BusinessAreaLead, "").await);
    let (board, other) = (who(&house, Role::ExecutiveBoard, "").await, who(&house, Role::UnitLead, "").await);
    let (acquisition, offer) = for_board(&house, &it, &area).await;
    assert_eq!(errands(&house, &board).await, [Errand::Approve]);
    let declare = C::DeclareConflict { reason: "Min søster ejer leverandøren.".to_owned() };
    let acquisition = does(&house, &area, &acquisition, declare.clone()).await;
    // What the lead had judged is judged again, by another; the board waits for that.
    assert_eq!((errands(&house, &area).await, errands(&house, &board).await), (vec![], vec![]));
    assert!(errands(&house, &other).await.contains(&Errand::Screen(decisions::Party::Area)));
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let refused = house.act_on_acquisition(Seat::of(&area), at, &withdraw()).await;
    assert_eq!(label(refused), "acquisition-conflict-of-interest");
    let acquisition = does(&house, &board, &acquisition, declare).await;
    let approve =
        C::Approve { reason: "Ingen leverandør kan andet i år.".to_owned(), meeting: None, shown: offer.hash };
    let at = (acquisition.id.0.as_str(), acquisition.version);
    let refused = house.act_on_acquisition(Seat::of(&board), at, &approve).await;
    assert_eq!(label(refused), "acquisition-conflict-of-interest");
    let view = house.acquisition(at.0).await.expect("read").expect("there");
    assert_eq!(view.acquisition.conflicted.len(), 2);
    assert!(view.events.iter().any(|event| event.told().da.ends_with("meldte sig inhabil")));
}
