//! The files of closed cases are removed when they have been kept long enough, and the log still holds.

use decisions::Command;
use house::cases::{AttachedFile, Seat};
use kernel::Role;

use super::acquisitions::who;
use super::cases::{Cast, act, material_rule, opening};
use super::{Town, ane};

const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_go_so_many_years_after_the_case_was_closed_and_their_hashes_stay() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let id = face.id.0.clone();
    let file = || AttachedFile { name: "aftale.txt".to_owned(), content: "Ane Friis har skrevet under".into() };
    let face = house.attach_to_case(Seat::of(&cast.architect), (&id, face.version), file()).await.expect("added");
    town.clock.pass(5 * 366 * DAY);
    house.refresh().await.expect("refreshed");
    assert_eq!(house.files_due(5).await.expect("looked"), [], "a case that is not closed keeps its files");
    let face =
        act(&house, &cast.architect, &face, &Command::Cancel { reason: "Oprettet ved en fejl.".to_owned() }).await;
    let sha256 = house.case(&id).await.expect("read").expect("there").case.attachments[0].sha256.clone();
    town.clock.pass(5 * 365 * DAY);
    assert_eq!(house.remove_due_files(&ane(), 5).await.expect("looked"), [], "a day too early, a leap year counted");
    town.clock.pass(2 * DAY);
    let due = house.files_due(5).await.expect("looked");
    assert_eq!((due.len(), due[0].case.as_str(), due[0].closed, due[0].files), (1, id.as_str(), face.changed, 1));
    let bytes = async || house.store().attachment(house.tenant(), &id, &sha256).await.expect("read");
    assert!(bytes().await.is_some(), "looking removes nothing");
    assert_eq!(house.remove_due_files(&ane(), 5).await.expect("removed"), due);
    assert!(bytes().await.is_none());
    assert_eq!(house.remove_due_files(&ane(), 5).await.expect("once"), []);
    // The log says who removed what, the case is as it was, and nothing is broken.
    let entry = house.store().log(house.tenant(), i64::MAX, 1).await.expect("read").remove(0);
    assert_eq!((entry.act.as_str(), entry.name.as_str()), ("case-remove-files", "Ane Friis"));
    assert!(entry.detail.contains(&sha256), "{}", entry.detail);
    let view = house.case(&id).await.expect("read").expect("there");
    assert_eq!((view.case.attachments[0].sha256.as_str(), view.files_removed), (sha256.as_str(), Some(entry.at)));
    assert_eq!(view.case.face.version, face.version);
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_night_removes_nothing_until_an_administrator_has_said_after_how_many_years() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let admin = who(&house, Role::Admin, "").await;
    let opening = opening(&house, &material_rule(&house));
    let face = house.open_case(Seat::of(&cast.architect), &opening).await.expect("opened");
    let id = face.id.0.clone();
    let file = AttachedFile { name: "aftale.txt".to_owned(), content: "Ane Friis har skrevet under".into() };
    let face = house.attach_to_case(Seat::of(&cast.architect), (&id, face.version), file).await.expect("added");
    act(&house, &cast.architect, &face, &Command::Cancel { reason: "Oprettet ved en fejl.".to_owned() }).await;
    let sha256 = house.case(&id).await.expect("read").expect("there").case.attachments[0].sha256.clone();
    let kept = async || house.store().attachment(house.tenant(), &id, &sha256).await.expect("read").is_some();
    house.housekeeping().await.expect("swept");
    let night = async || {
        town.clock.pass(DAY);
        house.housekeeping().await.expect("swept").expect("due")
    };
    town.clock.pass(6 * 366 * DAY);
    night().await;
    assert!(kept().await, "off until somebody sets it");
    for (years, refused) in [(Some(0), "retention-years"), (Some(101), "retention-years")] {
        assert_eq!(house.keep_files(&admin, years).await.expect_err("refused").label(), refused);
    }
    assert_eq!(house.keep_files(&cast.architect, Some(5)).await.expect_err("refused").label(), "not-allowed");
    house.keep_files(&admin, Some(10)).await.expect("set");
    house.keep_files(&admin, Some(10)).await.expect("set already");
    night().await;
    assert!(kept().await, "not old enough");
    house.keep_files(&admin, Some(5)).await.expect("set");
    assert_eq!(house.files_kept().await.expect("read"), Some(5));
    night().await;
    assert!(!kept().await);
    let log = house.store().log(house.tenant(), i64::MAX, 3).await.expect("read");
    let acts: Vec<(&str, &str)> = log.iter().map(|entry| (entry.act.as_str(), entry.name.as_str())).collect();
    assert_eq!(
        acts,
        [("case-remove-files", "Fundament"), ("set-retention", "Navn admin"), ("set-retention", "Navn admin")]
    );
    house.keep_files(&admin, None).await.expect("taken away");
    assert_eq!(house.files_kept().await.expect("read"), None);
    assert_eq!(house.store().verify_log(house.tenant()).await.expect("read"), None);
}
