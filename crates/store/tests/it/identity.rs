//! What people say of two objects is kept with its days: a day gone by is read as it was then.

use std::sync::Arc;

use facts::{Judgement, Rank, Source, Value, schema};
use kernel::Day;
use store::{AsOf, DeliveredRow, Delivery, Seen, StoreError, SuppliedFact};

use crate::{House, MORNING, act, in_both};

in_both!(what_was_made_one_is_one_from_that_day_until_it_is_parted, a_version_counts_what_is_said_under_every_key);

const DAY: i64 = 86_400;

/// A system that two sources know by two keys.
async fn two_keys(house: &House) {
    let (kind, name) = schema().path("system.name").expect("name");
    let delivery = |source: &str, key: &str| Delivery {
        source: Source { name: Arc::from(source), register: Arc::from(source), rank: Rank::Register },
        kind,
        seen_at: Day::parse("2026-11-20").expect("a day"),
        complete: true,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: key.to_owned(), facts: vec![(name, Value::text("Tavlen"))] }],
    };
    let both = [delivery("kitos", "K1"), delivery("cmdb", "C1")];
    house.store.deliver(&house.tenant, &act("import", 0), &both, (&[], &[])).await.expect("delivered");
}

async fn judge(house: &House, same: bool, seconds: i64) {
    let kind = schema().kind("system").expect("system");
    let judgement = Judgement { key: "K1".into(), other: "C1".into(), same };
    house.store.judge(&house.tenant, &act("join-objects", seconds), kind, &[judgement]).await.expect("judged");
}

async fn keys(house: &House, seconds: i64) -> Vec<String> {
    let (kind, day) = (schema().kind("system").expect("system"), Day::parse("2026-12-24").expect("a day"));
    let as_of = Some(AsOf { instant: MORNING.plus_seconds(seconds), day });
    let estate = house.store.estate(&house.tenant, as_of).await.expect("read");
    estate.keys(kind).iter().map(ToString::to_string).collect()
}

async fn what_was_made_one_is_one_from_that_day_until_it_is_parted(house: &House) {
    two_keys(house).await;
    judge(house, true, DAY).await;
    judge(house, false, 2 * DAY).await;
    assert_eq!(keys(house, DAY - 1).await, ["C1", "K1"]);
    assert_eq!(keys(house, DAY).await, ["K1"], "the register that owns systems names it");
    assert_eq!(keys(house, 2 * DAY).await, ["C1", "K1"]);
    let said = house.store.judgements(&house.tenant).await.expect("read");
    assert_eq!(said.into_iter().map(|(_, one)| one.same).collect::<Vec<_>>(), [false], "the latest word counts");
}

async fn a_version_counts_what_is_said_under_every_key(house: &House) {
    two_keys(house).await;
    let (kind, attribute) = schema().path("system.purpose").expect("purpose");
    let fact = |key: &str| SuppliedFact {
        kind,
        key: key.to_owned(),
        attribute,
        value: Value::text("Opslag"),
        by: "Ane Friis".to_owned(),
        seen_at: Day::parse("2026-11-20").expect("a day"),
        valid_until: None,
    };
    let others: [Arc<str>; 1] = ["C1".into()];
    let (store, tenant) = (&house.store, &house.tenant);
    let seen = store.version_of(tenant, kind, ("K1", &others)).await.expect("known");
    store.supply_fact(tenant, &act("supply-fact", 1), &fact("C1"), 1).await.expect("supplied");
    let late = Seen { version: seen, others: &others };
    let refused = store.supply_fact(tenant, &act("supply-fact", 2), &fact("K1"), late).await;
    assert!(matches!(refused, Err(StoreError::Changed { .. })), "{refused:?}");
    let version = store.version_of(tenant, kind, ("K1", &others)).await.expect("known");
    let seen = Seen { version, others: &others };
    store.supply_fact(tenant, &act("supply-fact", 3), &fact("K1"), seen).await.expect("supplied");
    // Parted, no number of what was together comes again, however often it changes.
    let mut parted = store.version(tenant, kind, "K1").await.expect("known");
    for at in 4..10 {
        assert_ne!(parted, version);
        store.supply_fact(tenant, &act("supply-fact", at), &fact("K1"), parted).await.expect("supplied");
        parted = store.version(tenant, kind, "K1").await.expect("known");
    }
    assert!(store.ever_had(tenant, kind, "C1").await.expect("read"));
    assert!(!store.ever_had(tenant, kind, "C11").await.expect("read"));
}
