//! Mail, how far each has been told, and the calendars' addresses.

use kernel::Day;
use store::{NewAccount, StoreError};

use crate::{House, act, in_both};

in_both!(
    a_mail_is_begun_once_a_day_and_what_was_told_is_remembered,
    a_mail_address_is_set_and_taken_away_and_is_not_in_the_log,
    a_calendars_address_is_replaced_by_the_next_and_withdrawn,
);

fn day(number: i32) -> Day {
    Day::from_days(20_000 + number)
}

async fn with_account(house: &House) {
    let new = NewAccount {
        id: "a".to_owned(),
        login: "ane".to_owned(),
        name: "Ane Friis".to_owned(),
        mail: Some("ane@eksempel.example".to_owned()),
        person: None,
        password: None,
        subject: None,
    };
    house.store.add_account(&house.tenant, &act("add-account", 0), &new, &[]).await.expect("made");
}

async fn a_mail_is_begun_once_a_day_and_what_was_told_is_remembered(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    assert!(!store.begin_digest(tenant, "a", day(0)).await.expect("asked"), "nobody has been heard of yet");
    store.digest_told(tenant, "a", (7, day(0))).await.expect("written");
    let (one, two) = tokio::join!(store.begin_digest(tenant, "a", day(1)), store.begin_digest(tenant, "a", day(1)));
    assert_ne!(one.expect("asked"), two.expect("asked"), "of two servers one begins");
    // It could not be handed over, and is tried again.
    store.digest_failed(tenant, "a", "ingen svarer", None).await.expect("written");
    assert!(store.begin_digest(tenant, "a", day(1)).await.expect("asked"));
    // It was refused for good: not again today.
    store.digest_failed(tenant, "a", "ukendt modtager", Some(day(1))).await.expect("written");
    assert!(!store.begin_digest(tenant, "a", day(1)).await.expect("asked"));
    let told = store.told(tenant).await.expect("read").remove(0);
    assert_eq!((told.upto, told.on, told.last_error.as_deref()), (7, day(0), Some("ukendt modtager")));
    assert!(store.begin_digest(tenant, "a", day(2)).await.expect("asked"));
    store.digest_told(tenant, "a", (9, day(2))).await.expect("written");
    let told = store.told(tenant).await.expect("read").remove(0);
    assert_eq!((told.upto, told.on, told.begun_on, told.last_error), (9, day(2), Some(day(2)), None));
}

async fn a_mail_address_is_set_and_taken_away_and_is_not_in_the_log(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    with_account(house).await;
    assert_eq!(store.account(tenant, "a").await.expect("read").mail.as_deref(), Some("ane@eksempel.example"));
    store.set_mail(tenant, &act("set-mail", 1), "a", Some("af@eksempel.example")).await.expect("set");
    store.set_mail(tenant, &act("set-mail", 2), "a", None).await.expect("taken away");
    assert_eq!(store.account(tenant, "a").await.expect("read").mail, None);
    let nobody = store.set_mail(tenant, &act("set-mail", 3), "b", None).await;
    assert!(matches!(nobody, Err(StoreError::Unknown { .. })), "{nobody:?}");
    let log = store.log(tenant, i64::MAX, 10).await.expect("read");
    assert!(log.len() == 3 && log.iter().all(|entry| !entry.detail.contains("eksempel.example")), "{log:?}");
}

async fn a_calendars_address_is_replaced_by_the_next_and_withdrawn(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    with_account(house).await;
    for hash in ["one", "two"] {
        store.set_calendar(tenant, &act("make-calendar", 1), "a", hash).await.expect("made");
    }
    assert_eq!(store.account_of_calendar(tenant, "one").await.expect("read"), None);
    assert_eq!(store.account_of_calendar(tenant, "two").await.expect("read").as_deref(), Some("a"));
    assert!(store.calendar_since(tenant, "a").await.expect("read").is_some());
    store.drop_calendar(tenant, &act("drop-calendar", 2), "a").await.expect("withdrawn");
    assert_eq!(store.account_of_calendar(tenant, "two").await.expect("read"), None);
    let again = store.drop_calendar(tenant, &act("drop-calendar", 3), "a").await;
    assert!(matches!(again, Err(StoreError::Unknown { .. })), "{again:?}");
}
