//! The log's proofs: a checkpoint a day, bundles, and what is found when somebody writes past the house.

use std::sync::Mutex;

use house::{Doubt, House, HouseError, Verified};
use kernel::chain::{Broken, Checkpoint, Flaw};
use seal::{Former, Key, Trusted};
use serde_json::json;
use store::Act;

use crate::{Town, ane};

fn key() -> Key {
    Key::of(&[7; 32])
}

async fn acts(house: &House, count: i64) {
    for number in 0..count {
        let act = Act {
            actor: ane(),
            act: "case-opened",
            subject: Some(("case".to_owned(), "1".to_owned())),
            detail: json!({ "number": number }),
            at: kernel::Instant(number),
            seen: None,
        };
        house.store().note(house.tenant(), &act).await.expect("noted");
    }
}

async fn signed(house: &House) -> Option<Checkpoint> {
    house.checkpoint(&key(), &|_| Ok(())).await.expect("signed or not due")
}

async fn found(house: &House, elsewhere: &[Checkpoint], trusted: &[Key]) -> Verified {
    let trusted = Trusted { keys: trusted.iter().map(Key::public).collect(), former: Vec::new() };
    house.verify_log(elsewhere, &trusted).await.expect("verified")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_logs_end_is_signed_once_a_day_at_two() {
    let town = Town::new().await;
    let house = town.house().await;
    acts(&house, 3).await;
    let first = signed(&house).await.expect("due at once");
    assert_eq!((first.seq, first.day.to_string().as_str(), seal::holds(&first)), (3, "2026-11-23", true));
    assert_eq!(signed(&house).await, None);
    town.clock.pass(17 * 3_600);
    assert_eq!(signed(&house).await.map(|it| (it.seq, it.day.to_string())), Some((3, "2026-11-24".to_owned())));
    assert_eq!(
        found(&house, &[], &[key()]).await,
        Verified { acts: 3, checkpoints: 2, keys: vec![key().public().to_string()], doubt: None }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_signed_before_the_first_act_and_what_cannot_be_kept_is_tried_again() {
    let town = Town::new().await;
    let house = town.house().await;
    assert_eq!(signed(&house).await, None);
    acts(&house, 1).await;
    town.clock.pass(17 * 3_600);
    let refused = house.checkpoint(&key(), &|_| Err("skrivebeskyttet".to_owned())).await;
    assert!(matches!(&refused, Err(HouseError::Refused(it)) if it.label == "checkpoint-not-kept"), "{refused:?}");
    assert!(house.store().checkpoints(house.tenant()).await.expect("read").is_empty());
    assert_eq!(signed(&house).await, None, "not before it has waited");
    town.clock.pass(5);
    let kept = Mutex::new(Vec::new());
    let keep = |one: &Checkpoint| {
        kept.lock().expect("unpoisoned").push(one.clone());
        Ok(())
    };
    let made = house.checkpoint(&key(), &keep).await;
    assert_eq!(made.expect("signed").into_iter().collect::<Vec<_>>(), *kept.lock().expect("unpoisoned"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_that_was_mailed_away_finds_a_log_that_is_another() {
    let (town, other) = (Town::new().await, Town::new().await);
    let (house, false_one) = (town.house().await, other.house().await);
    acts(&house, 4).await;
    let mailed = signed(&house).await.expect("signed");
    // The same acts but for one, and fewer of them.
    false_one.note_log_key(&ane(), &key(), &[]).await.expect("noted");
    acts(&false_one, 3).await;
    let doubt = found(&false_one, std::slice::from_ref(&mailed), &[]).await.doubt;
    assert_eq!(doubt, Some(Doubt::Broken { broken: Broken { seq: 4, what: Flaw::Checkpoint }, after: 0 }));
    let longer = Checkpoint { seq: 9, ..mailed.clone() };
    assert_eq!(found(&house, std::slice::from_ref(&longer), &[]).await.doubt, Some(Doubt::Forged(longer)));
    let later = seal::sign(&key(), &mailed.tenant, mailed.day, (9, &mailed.hash));
    let doubt = found(&house, &[later], &[]).await.doubt;
    assert_eq!(doubt, Some(Doubt::Broken { broken: Broken { seq: 5, what: Flaw::Gap }, after: 4 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_of_another_key_does_not_count_when_ours_is_known() {
    let town = Town::new().await;
    let house = town.house().await;
    acts(&house, 2).await;
    let checkpoint = signed(&house).await.expect("signed");
    let stranger = Key::of(&[9; 32]);
    assert_eq!(found(&house, &[], &[]).await.doubt, None);
    assert_eq!(found(&house, &[], &[stranger]).await.doubt, Some(Doubt::Foreign(checkpoint)));
    assert_eq!(found(&house, &[], &[Key::of(&[9; 32]), key()]).await.doubt, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_key_signed_before_it_was_replaced_still_counts() {
    let town = Town::new().await;
    let house = town.house().await;
    acts(&house, 2).await;
    let old = signed(&house).await.expect("signed");
    let new = Key::of(&[9; 32]);
    town.clock.pass(17 * 3_600);
    house.checkpoint(&new, &|_| Ok(())).await.expect("signed").expect("due");
    let former = Former { key: key().public(), from: old.day, until: old.day };
    let trusting = |former: &[Former]| Trusted { keys: vec![new.public()], former: former.to_vec() };
    let found = async |former: &[Former]| house.verify_log(&[], &trusting(former)).await.expect("verified").doubt;
    assert_eq!(found(&[]).await, Some(Doubt::Foreign(old.clone())));
    assert_eq!(found(&[former]).await, None);
    let too_early = Former { from: old.day.plus_days(-9), until: old.day.plus_days(-1), ..former };
    assert_eq!(found(&[too_early]).await, Some(Doubt::NotItsTime(old)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stretch_of_the_log_is_exported_and_holds_by_itself() {
    let town = Town::new().await;
    let house = town.house().await;
    acts(&house, 5).await;
    for ((from, until), wanted) in [((1, i64::MAX), (1, 5)), ((0, 2), (1, 2)), ((3, 4), (3, 4)), ((5, 99), (5, 5))] {
        let mut bundle = Vec::new();
        let written = house.export_log((&key(), &[]), &mut bundle, (from, until)).await.expect("written");
        let held = seal::bundle::verify(bundle.as_slice()).expect("holds");
        assert_eq!(((held.first, held.last), held.entries), (wanted, written));
    }
    for stretch in [(6, 9), (4, 3), (i64::MAX, i64::MAX)] {
        let refused = house.export_log((&key(), &[]), Vec::new(), stretch).await;
        assert!(matches!(&refused, Err(HouseError::Refused(it)) if it.label == "log-nothing"), "{refused:?}");
    }
}
