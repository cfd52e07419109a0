//! What the house does by itself: every act told outside in order, and what is over swept out at night.

use std::sync::Mutex;

use house::{Batch, Courier, Delivery, NotTold};
use store::{Intake, Touch};

use crate::{Town, ane};

/// A courier that remembers what it brought, when the receiver answers.
#[derive(Default)]
struct Remembering {
    brought: Mutex<Vec<i64>>,
    touched: Mutex<Vec<(i64, Touch)>>,
    silent: Mutex<Option<NotTold>>,
}

fn asleep() -> Option<NotTold> {
    Some(NotTold::Later("ingen svarer".to_owned()))
}

impl Courier for Remembering {
    fn deliver<'a>(&'a self, batch: &'a Batch) -> Delivery<'a> {
        Box::pin(async move {
            if let Some(why) = self.silent.lock().expect("unpoisoned").clone() {
                return Err(why);
            }
            self.brought.lock().expect("unpoisoned").extend(batch.entries.iter().map(|entry| entry.seq));
            let counts = batch.touched.values().flatten().map(|one| (one.count, one.touch));
            self.touched.lock().expect("unpoisoned").extend(counts);
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
    *courier.silent.lock().expect("unpoisoned") = asleep();
    assert_eq!(house.forward("syslog", &courier).await.expect("tried"), 0);
    *courier.silent.lock().expect("unpoisoned") = None;
    assert_eq!(house.forward("syslog", &courier).await.expect("too early"), 0);
    town.clock.pass(5);
    assert_eq!(house.forward("syslog", &courier).await.expect("told"), 1);
    assert_eq!(house.forward("syslog", &courier).await.expect("nothing new"), 0);
    // The act that set the receiver was before it; setting it again was no act.
    assert_eq!(*courier.brought.lock().expect("unpoisoned"), [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_while_a_receiver_is_away_waits_behind_what_happened_before() {
    let town = Town::new().await;
    let house = town.house().await;
    house.set_receiver(&ane(), "syslog", ADDRESS).await.expect("set");
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    let courier = Remembering::default();
    *courier.silent.lock().expect("unpoisoned") = asleep();
    house.forward("syslog", &courier).await.expect("tried");
    house.adopt(&ane(), &testkit::pack_files("it-teknologi-2023"), "Vedtaget").await.expect("adopted");
    *courier.silent.lock().expect("unpoisoned") = None;
    assert_eq!(house.forward("syslog", &courier).await.expect("the first has its wait"), 0);
    town.clock.pass(5);
    assert_eq!(house.forward("syslog", &courier).await.expect("told"), 2);
    assert_eq!(*courier.brought.lock().expect("unpoisoned"), [2, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_told_with_what_it_changed_and_a_receiver_that_wants_no_more_is_let_be() {
    let town = Town::new().await;
    let house = town.house().await;
    house.set_receiver(&ane(), "syslog", ADDRESS).await.expect("set");
    let mut exports = Intake::of(&testkit::eksempel().estate);
    exports.deliveries.retain(|delivery| facts::schema().def(delivery.kind).name == "system");
    exports.facts.clear();
    exports.answers.clear();
    exports.deliveries.truncate(1);
    let rows = i64::try_from(exports.deliveries[0].rows.len()).expect("few");
    let imported = house.import(&ane(), &exports).await.expect("imported");
    house.undo(&ane(), imported.act).await.expect("undone");
    let courier = Remembering::default();
    assert_eq!(house.forward("syslog", &courier).await.expect("told"), 2);
    assert_eq!(*courier.touched.lock().expect("unpoisoned"), [(rows, Touch::Added), (rows, Touch::Gone)]);
    *courier.silent.lock().expect("unpoisoned") = Some(NotTold::NeverAgain("status 410".to_owned()));
    house.adopt(&ane(), &testkit::pack_files("kl-arkitektur"), "Vedtaget").await.expect("adopted");
    assert_eq!(house.forward("syslog", &courier).await.expect("refused"), 0);
    assert_eq!(house.store().receivers(house.tenant()).await.expect("read"), Vec::<String>::new());
    assert_eq!(house.store().outbox_waiting(house.tenant()).await.expect("read"), 0);
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
