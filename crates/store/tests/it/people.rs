//! What people supply: bound to what they saw, never lost, never over somebody else's head.

use std::sync::Arc;

use facts::{Answer, Cell, KindId, Rank, Source, Value, schema};
use kernel::Day;
use store::{DeliveredRow, Delivery, StoreError, SuppliedAnswer, SuppliedFact};

use crate::{House, act, in_both};

in_both!(
    a_persons_fact_goes_before_the_register_until_its_day,
    whoever_saw_an_older_version_is_told,
    of_two_who_saw_the_same_one_wins,
    many_writers_and_readers_lose_nothing,
    an_answer_replaces_the_earlier_one,
);

fn system() -> KindId {
    schema().kind("system").expect("system")
}

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

fn hosting(key: &str, word: &str, by: &str) -> SuppliedFact {
    SuppliedFact {
        kind: system(),
        key: key.to_owned(),
        attribute: schema().attribute_id(system(), "hosting").expect("hosting"),
        value: Value::text(word),
        by: by.to_owned(),
        seen_at: day("2026-11-23"),
        valid_until: Some(day("2027-05-31")),
    }
}

async fn twenty_systems(house: &House) {
    let rows = (0..20).map(|number| DeliveredRow {
        key: format!("S{number}"),
        facts: vec![(schema().attribute_id(system(), "hosting").expect("hosting"), Value::text("saas"))],
    });
    let delivery = Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind: system(),
        seen_at: day("2026-11-20"),
        complete: true,
        spared: Vec::new(),
        rows: rows.collect(),
    };
    house.store.deliver(&house.tenant, &act("import", 0), &[delivery], (&[], &[])).await.expect("delivered");
}

async fn seen(house: &House, key: &str, on: &str) -> String {
    let slots = house.store.estate(&house.tenant, None).await.expect("loaded").slots(day(on));
    let attribute = schema().attribute_id(system(), "hosting").expect("hosting");
    match slots.cell(system(), slots.find(system(), key).expect(key), attribute) {
        Cell::Text(symbol) => slots.symbols().text(symbol).to_owned(),
        other => format!("{other:?}"),
    }
}

async fn a_persons_fact_goes_before_the_register_until_its_day(house: &House) {
    twenty_systems(house).await;
    let fact = hosting("S1", "iaas", "Ane Friis");
    house.store.supply_fact(&house.tenant, &act("supply-fact", 1), &fact, 1).await.expect("supplied");
    assert_eq!(seen(house, "S1", "2026-11-23").await, "iaas");
    assert_eq!(seen(house, "S1", "2027-06-01").await, "saas");
    // The same person's later word replaces the earlier one.
    let fact = hosting("S1", "paas", "Ane Friis");
    house.store.supply_fact(&house.tenant, &act("supply-fact", 2), &fact, 2).await.expect("supplied again");
    assert_eq!(seen(house, "S1", "2026-11-23").await, "paas");
}

async fn whoever_saw_an_older_version_is_told(house: &House) {
    twenty_systems(house).await;
    let fact = hosting("S1", "iaas", "Ane Friis");
    house.store.supply_fact(&house.tenant, &act("supply-fact", 1), &fact, 1).await.expect("supplied");
    let late = house.store.supply_fact(&house.tenant, &act("supply-fact", 2), &fact, 1).await;
    assert!(matches!(late, Err(StoreError::Changed { expected: 1, found: 2, .. })), "{late:?}");
    let nobody = house.store.supply_fact(&house.tenant, &act("supply-fact", 3), &hosting("X", "saas", "Ane"), 1).await;
    assert!(matches!(nobody, Err(StoreError::Unknown { what: "system", .. })), "{nobody:?}");
    assert_eq!(house.store.revision(&house.tenant).await.expect("revision"), 2);
    assert_eq!(house.store.version(&house.tenant, system(), "S1").await.expect("version"), 2);
}

async fn of_two_who_saw_the_same_one_wins(house: &House) {
    twenty_systems(house).await;
    let (ane, bo) = (hosting("S1", "iaas", "Ane Friis"), hosting("S1", "paas", "Bo Dahl"));
    let (one, other) = (act("supply-fact", 1), act("supply-fact", 1));
    let (a, b) = tokio::join!(
        house.store.supply_fact(&house.tenant, &one, &ane, 1),
        house.store.supply_fact(&house.tenant, &other, &bo, 1)
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!([a, b].into_iter().any(|it| matches!(it, Err(StoreError::Changed { .. }))));
}

async fn many_writers_and_readers_lose_nothing(house: &House) {
    twenty_systems(house).await;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (store, tenant) = (house.store.clone(), house.tenant.clone());
        writers.spawn(async move {
            let fact = hosting(&format!("S{number}"), "iaas", "Ane Friis");
            store.supply_fact(&tenant, &act("supply-fact", number), &fact, 1).await.expect("supplied");
        });
    }
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (store, tenant) = (house.store.clone(), house.tenant.clone());
        readers.spawn(async move { store.estate(&tenant, None).await.expect("read").keys(system()).len() });
    }
    while let Some(done) = writers.join_next().await {
        done.expect("a writer");
    }
    while let Some(done) = readers.join_next().await {
        assert_eq!(done.expect("a reader"), 20);
    }
    for number in 0..20 {
        assert_eq!(seen(house, &format!("S{number}"), "2026-11-23").await, "iaas");
    }
    assert_eq!(house.store.revision(&house.tenant).await.expect("revision"), 21);
    assert_eq!(house.store.verify_log(&house.tenant).await.expect("verified"), None);
}

async fn an_answer_replaces_the_earlier_one(house: &House) {
    twenty_systems(house).await;
    for (version, word) in [(1, "yes"), (2, "no")] {
        let answer =
            Answer { word: Arc::from(word), by: Arc::from("Ane Friis"), on: day("2026-11-23"), valid_until: None };
        let supplied = SuppliedAnswer { kind: system(), key: "S1".to_owned(), rule: "a-rule".to_owned(), answer };
        let act = act("answer", version);
        house.store.supply_answer(&house.tenant, &act, &supplied, version).await.expect("answered");
    }
    let estate = house.store.estate(&house.tenant, None).await.expect("loaded");
    let object = estate.find(system(), "S1").expect("S1");
    assert_eq!(&*estate.answer_to(system(), object, "a-rule").expect("an answer").word, "no");
}
