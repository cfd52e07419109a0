//! The connection is lost in the middle of an import: nothing of it is in, and the store finds its way back by itself.

use std::sync::Arc;

use facts::{Rank, Source, Value, schema};
use kernel::Day;
use sqlx::Executor;
use store::{DeliveredRow, Delivery, Place};

use crate::{House, act};

/// So many systems that the import is under way for a while.
fn many() -> Vec<Delivery> {
    let kind = schema().kind("system").expect("system");
    let hosting = schema().attribute_id(kind, "hosting").expect("hosting");
    let row = |number: u32| DeliveredRow { key: format!("S{number}"), facts: vec![(hosting, Value::text("saas"))] };
    let source = Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register };
    let seen_at = Day::parse("2026-11-23").expect("a day");
    vec![Delivery { source, kind, seen_at, complete: true, spared: Vec::new(), rows: (0..60_000).map(row).collect() }]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_whose_connection_is_lost_leaves_nothing_and_the_next_one_succeeds() {
    let house = House::in_postgres().await;
    let Place::Url(url) = &house.place else { panic!("a URL") };
    let meddler = sqlx::PgPool::connect(url).await.expect("the server");
    let before = house.store.revision(&house.tenant).await.expect("read");
    let cutting = tokio::spawn(async move {
        // Whoever is writing facts is cut off; asked again until somebody was.
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                   AND pid <> pg_backend_pid() AND query LIKE 'INSERT INTO%' AND xact_start IS NOT NULL";
        while meddler.fetch_all(sqlx::query(cut)).await.expect("cut").is_empty() {
            tokio::task::yield_now().await;
        }
    });
    let lost =
        house.store.deliver(&house.tenant, &act("import", 1), &many(), (&[], &[])).await.expect_err("it was cut off");
    assert_eq!(lost.label(), "database");
    assert!(lost.text().da.contains("Intet er gemt"), "{}", lost.text().da);
    cutting.await.expect("cut");
    assert_eq!(house.store.revision(&house.tenant).await.expect("the store is back"), before);
    let kind = schema().kind("system").expect("system");
    assert!(house.store.estate(&house.tenant, None).await.expect("read").keys(kind).is_empty());
    house.store.deliver(&house.tenant, &act("import", 2), &many(), (&[], &[])).await.expect("it goes in now");
    assert_eq!(house.store.estate(&house.tenant, None).await.expect("read").keys(kind).len(), 60_000);
    assert_eq!(house.store.verify_log(&house.tenant).await.expect("read"), None);
}
