//! What the house does by itself: every act told outside in order, and what is over swept out at night.

use std::sync::Mutex;

use house::{Courier, Delivery};
use store::LogEntry;

use crate::{Town, ane};

/// A courier that remembers what it brought, when the receiver answers.
#[derive(Default)]
struct Remembering {
    brought: Mutex<Vec<i64>>,
    silent: Mutex<bool>,
}

impl Courier for Remembering {
    fn deliver<'a>(&'a self, entries: &'a [LogEntry]) -> Delivery<'a> {
        Box::pin(async move {
            if *self.silent.lock().expect("unpoisoned") {
                return Err("ingen svarer".to_owned());
            }
            self.brought.lock().expect("unpoisoned").extend(entries.iter().map(|entry| entry.seq));
            Ok(())
        })
    }
}

const ADDRESS: Option<&str> = Some("tcp://127.0.0.1:601");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_act_is_told_once_and_later_when_nobody_answered() {
    let town = Town::new().await;
    let house = town.house().await;
    house.set_receiver(&ane(), "syslog", ADDRESS).await.expect("set");
    house.set_receiver(&ane(), "syslog", ADDRESS).await.expect("set already");
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    let courier = Remembering::default();
    *courier.silent.lock().expect("unpoisoned") = true;
    assert_eq!(house.forward("syslog", &courier).await.expect("tried"), 0);
    *courier.silent.lock().expect("unpoisoned") = false;
    assert_eq!(house.forward("syslog", &courier).await.expect("too early"), 0);
    town.clock.pass(5);
    assert_eq!(house.forward("syslog", &courier).await.expect("told"), 1);
    assert_eq!(house.forward("syslog", &courier).await.expect("nothing new"), 0);
    // The act that set the receiver was before it; setting it again was no act.
    assert_eq!(*courier.brought.lock().expect("unpoisoned"), [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn housekeeping_is_done_at_once_and_then_every_night_at_three() {
    let town = Town::new().await;
    let house = town.house().await;
    assert_eq!(house.housekeeping().await.expect("done"), Some(0));
    assert_eq!(house.housekeeping().await.expect("asked"), None);
    let job = house.store().jobs(house.tenant()).await.expect("read").remove(0);
    // From nine in the morning, local time, to three at night.
    let now = kernel::Clock::now(&*town.clock);
    assert_eq!(job.due_at.seconds_since(now), 18 * 3_600);
    town.clock.pass(18 * 3_600);
    assert_eq!(house.housekeeping().await.expect("done"), Some(0));
}
