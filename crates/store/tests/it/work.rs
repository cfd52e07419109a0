//! Jobs and the outbox: done once, given back by those who die, told in order, and never of what was undone.

use crate::{House, MORNING, act, in_both};

in_both!(
    a_job_is_done_by_one_and_given_back_by_those_who_die,
    a_job_that_failed_is_tried_again_and_says_why,
    a_receiver_is_told_every_act_in_order_and_nothing_from_before,
    what_could_not_be_sent_is_sent_later,
    a_receiver_that_is_taken_away_leaves_nothing_waiting,
);

const JOB: &str = "housekeeping";

async fn a_job_is_done_by_one_and_given_back_by_those_who_die(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let claim = |after: i64| store.claim_job(tenant, JOB, MORNING.plus_seconds(after), 60);
    assert_eq!(claim(0).await.expect("claimed"), Some(0));
    assert_eq!(claim(59).await.expect("asked"), None);
    assert_eq!(claim(60).await.expect("given back"), Some(0));
    store.job_done(tenant, JOB, MORNING.plus_seconds(61), MORNING.plus_seconds(600)).await.expect("done");
    assert_eq!(claim(599).await.expect("asked"), None);
    assert_eq!(claim(600).await.expect("due again"), Some(0));
}

async fn a_job_that_failed_is_tried_again_and_says_why(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.claim_job(tenant, JOB, MORNING, 60).await.expect("claimed");
    store.job_failed(tenant, JOB, "disken er fuld", MORNING.plus_seconds(30)).await.expect("failed");
    let jobs = store.jobs(tenant).await.expect("read");
    assert_eq!((jobs[0].attempts, jobs[0].last_error.as_deref()), (1, Some("disken er fuld")));
    assert_eq!(store.claim_job(tenant, JOB, MORNING.plus_seconds(29), 60).await.expect("asked"), None);
    assert_eq!(store.claim_job(tenant, JOB, MORNING.plus_seconds(30), 60).await.expect("again"), Some(1));
}

async fn claimed(house: &House, after: i64, most: i64) -> Vec<i64> {
    let now = MORNING.plus_seconds(after);
    let claimed = house.store.claim_outbox(&house.tenant, "syslog", now, (60, most)).await.expect("claimed");
    claimed.0.iter().map(|entry| entry.seq).collect()
}

async fn told(house: &House) {
    house.store.note(&house.tenant, &act("sign-in", 0)).await.expect("noted");
    let set = act("set-receiver", 1);
    house.store.set_receiver(&house.tenant, &set, "syslog", Some("tcp://127.0.0.1:601")).await.expect("set");
    for number in 2..5 {
        house.store.note(&house.tenant, &act("sign-in", number)).await.expect("noted");
    }
}

async fn a_receiver_is_told_every_act_in_order_and_nothing_from_before(house: &House) {
    told(house).await;
    assert_eq!(claimed(house, 10, 2).await, [3, 4]);
    // The first two are under way: nobody else sends them, nor goes past them.
    assert_eq!(claimed(house, 11, 2).await, [0_i64; 0]);
    let sent = house.store.outbox_sent(&house.tenant, "syslog", 4, MORNING.plus_seconds(12)).await.expect("sent");
    assert_eq!(sent, 2);
    assert_eq!(claimed(house, 13, 2).await, [5]);
}

async fn what_could_not_be_sent_is_sent_later(house: &House) {
    told(house).await;
    assert_eq!(claimed(house, 10, 100).await, [3, 4, 5]);
    let next = MORNING.plus_seconds(40);
    house.store.outbox_failed(&house.tenant, "syslog", "ingen svarer", next).await.expect("failed");
    assert_eq!(claimed(house, 39, 100).await, [0_i64; 0]);
    let again = house.store.claim_outbox(&house.tenant, "syslog", next, (60, 100)).await.expect("claimed");
    assert_eq!((again.0.len(), again.1), (3, 1));
    assert_eq!(house.store.outbox_waiting(&house.tenant).await.expect("counted"), 3);
}

async fn a_receiver_that_is_taken_away_leaves_nothing_waiting(house: &House) {
    told(house).await;
    house.store.set_receiver(&house.tenant, &act("set-receiver", 6), "syslog", None).await.expect("taken away");
    assert_eq!(house.store.outbox_waiting(&house.tenant).await.expect("counted"), 0);
    assert_eq!(house.store.receiver(&house.tenant, "syslog").await.expect("read"), None);
    house.store.note(&house.tenant, &act("sign-in", 7)).await.expect("noted");
    assert_eq!(claimed(house, 10, 100).await, [0_i64; 0]);
}
