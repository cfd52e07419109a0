//! The feed of objects: every act's own, in the acts' order, each once at any page size, and nothing that was only seen again.

use std::sync::Arc;

use facts::{Rank, Source, Value, schema};
use kernel::Day;
use store::{DeliveredRow, Delivery, FeedPlace, SuppliedFact, Touch, TouchedCount};

use crate::{House, act, in_both};

in_both!(each_act_s_objects_are_told_once_whatever_the_page);

fn delivery(complete: bool, rows: &[(&str, &str)]) -> Delivery {
    let (kind, name) = schema().path("system.name").expect("in the schema");
    let row =
        |(key, word): &(&str, &str)| DeliveredRow { key: (*key).to_owned(), facts: vec![(name, Value::text(*word))] };
    Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind,
        seen_at: Day::parse("2026-11-20").expect("a day"),
        complete,
        spared: Vec::new(),
        rows: rows.iter().map(row).collect(),
    }
}

async fn all(house: &House, most: i64) -> Vec<(i64, String, Touch, Option<String>)> {
    let (mut place, mut all) = (FeedPlace::default(), Vec::new());
    loop {
        let (touched, next) = house.store.touched(&house.tenant, place, most).await.expect("read");
        assert!(touched.len() <= usize::try_from(most).expect("few"));
        all.extend(touched.into_iter().map(|one| (one.act, one.key, one.touch, one.attribute)));
        if next == place {
            return all;
        }
        place = next;
    }
}

async fn each_act_s_objects_are_told_once_whatever_the_page(house: &House) {
    let deliver = async |seconds: i64, delivery: Delivery| {
        let act = act("import", seconds);
        house.store.deliver(&house.tenant, &act, &[delivery], (&[], &[])).await.expect("delivered").0
    };
    let first = deliver(0, delivery(true, &[("S1", "Ørn"), ("S2", "Ål"), ("S3", "Elg")])).await;
    let second = deliver(1, delivery(true, &[("S1", "Ørn"), ("S2", "Ulv")])).await;
    deliver(2, delivery(false, &[("S1", "Ørn")])).await;
    let (kind, attribute) = schema().path("system.licence").expect("in the schema");
    let fact = SuppliedFact {
        kind,
        key: "S1".to_owned(),
        attribute,
        value: Value::None,
        by: "Ane Friis".to_owned(),
        seen_at: Day::parse("2026-11-20").expect("a day"),
        valid_until: None,
    };
    let seen = house.store.version(&house.tenant, kind, "S1").await.expect("read");
    let supplied = house.store.supply_fact(&house.tenant, &act("supply-fact", 3), &fact, seen).await.expect("supplied");
    let one = |act: i64, key: &str, touch: Touch| (act, key.to_owned(), touch, None);
    let expected = [
        one(first, "S1", Touch::Added),
        one(first, "S2", Touch::Added),
        one(first, "S3", Touch::Added),
        one(second, "S2", Touch::Changed),
        one(second, "S3", Touch::Gone),
        (supplied, "S1".to_owned(), Touch::Changed, Some("licence".to_owned())),
    ];
    for most in [1, 2, 3, 4, 100] {
        assert_eq!(all(house, most).await, expected, "{most}");
    }
    let counts = house.store.touched_by(&house.tenant, second).await.expect("read");
    let count = |touch| TouchedCount { kind: "system".to_owned(), touch, count: 1 };
    assert_eq!(counts, [count(Touch::Changed), count(Touch::Gone)]);
}
