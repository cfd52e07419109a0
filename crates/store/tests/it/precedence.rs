//! Which register goes first is remembered with when it was chosen: a day gone by is read as it was then.

use std::sync::Arc;

use facts::{Cell, Rank, Source, Value, schema};
use kernel::Day;
use serde_json::json;
use store::{Act, AsOf, DeliveredRow, Delivery, Store};

use crate::{House, MORNING, act, in_both};

in_both!(
    what_a_source_said_as_each_register_is_told_and_the_latest_is_what_it_speaks_as,
    a_day_gone_by_goes_by_what_was_preferred_then,
    what_was_preferred_before_days_were_kept_is_read_from_the_log
);

const DAY: i64 = 86_400;

/// Two registers that disagree about S1.
async fn two_registers(house: &House) {
    let (kind, hosting) = schema().path("system.hosting").expect("hosting");
    let delivery = |(name, register, word): (&str, &str, &str)| Delivery {
        source: Source { name: Arc::from(name), register: Arc::from(register), rank: Rank::Register },
        kind,
        seen_at: Day::parse("2026-11-20").expect("a day"),
        complete: true,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: "S1".to_owned(), facts: vec![(hosting, Value::text(word))] }],
    };
    let both = [delivery(("OS2kitos", "kitos", "saas")), delivery(("CMDB", "cmdb", "iaas"))];
    house.store.deliver(&house.tenant, &act("import", 0), &both, (&[], &[])).await.expect("delivered");
}

async fn prefer(house: &House, register: &str, seconds: i64) {
    let chosen = schema().path("system.hosting").expect("hosting");
    let act = Act { detail: json!({ "fact": "system.hosting", "register": register }), ..act("prefer", seconds) };
    house.store.prefer(&house.tenant, &act, chosen, register).await.expect("preferred");
}

/// S1's hosting as it counts so many seconds into the story.
async fn counts(store: &Store, house: &House, seconds: Option<i64>) -> String {
    let (kind, hosting) = schema().path("system.hosting").expect("hosting");
    let day = Day::parse("2026-12-24").expect("a day");
    let as_of = seconds.map(|seconds| AsOf { instant: MORNING.plus_seconds(seconds), day });
    let slots = store.estate(&house.tenant, as_of).await.expect("read").slots(day);
    match slots.cell(kind, 0, hosting) {
        Cell::Text(word) => slots.symbols().text(word).to_owned(),
        other => format!("{other:?}"),
    }
}

async fn story(store: &Store, house: &House) -> Vec<String> {
    let mut words = Vec::new();
    for seconds in [Some(1), Some(DAY), Some(2 * DAY - 1), Some(2 * DAY), None] {
        words.push(counts(store, house, seconds).await);
    }
    words
}

async fn a_day_gone_by_goes_by_what_was_preferred_then(house: &House) {
    two_registers(house).await;
    prefer(house, "cmdb", DAY).await;
    prefer(house, "kitos", 2 * DAY).await;
    assert_eq!(story(&house.store, house).await, ["saas", "iaas", "iaas", "saas", "saas"]);
}

async fn what_was_preferred_before_days_were_kept_is_read_from_the_log(house: &House) {
    two_registers(house).await;
    prefer(house, "kitos", DAY / 2).await;
    prefer(house, "cmdb", DAY).await;
    prefer(house, "kitos", 2 * DAY).await;
    // The table as an earlier version left it: what holds now, and one that no entry tells of.
    for sql in [
        "DROP TABLE precedence",
        "CREATE TABLE precedence (tenant TEXT NOT NULL, kind TEXT NOT NULL, attribute TEXT NOT NULL, register TEXT NOT NULL, PRIMARY KEY (tenant, kind, attribute))",
        "INSERT INTO precedence VALUES ('eksempel', 'system', 'hosting', 'kitos'), ('eksempel', 'system', 'status', 'cmdb')",
        "DELETE FROM _sqlx_migrations WHERE version = 6",
    ] {
        house.meddle(sql).await;
    }
    let store = Store::open(&house.place).await.expect("brought up to date");
    assert_eq!(story(&store, house).await, ["saas", "iaas", "iaas", "saas", "saas"]);
    store.close().await;
}

async fn what_a_source_said_as_each_register_is_told_and_the_latest_is_what_it_speaks_as(house: &House) {
    let (kind, hosting) = schema().path("system.hosting").expect("hosting");
    let said = async |register: &str, keys: &[&str], seconds: i64| {
        let row = |key: &&str| DeliveredRow { key: (*key).to_owned(), facts: vec![(hosting, Value::text("saas"))] };
        let delivery = Delivery {
            source: Source { name: Arc::from("Ark"), register: Arc::from(register), rank: Rank::Register },
            kind,
            seen_at: Day::parse("2026-11-20").expect("a day"),
            complete: true,
            spared: Vec::new(),
            rows: keys.iter().map(row).collect(),
        };
        house.store.deliver(&house.tenant, &act("import", seconds), &[delivery], (&[], &[])).await.expect("delivered");
    };
    let speaks = async || house.store.speaks_as(&house.tenant, "Ark", "system").await.expect("read");
    assert_eq!(speaks().await, None);
    said("Ark", &["S1", "S2"], 0).await;
    said("kitos", &["S2"], 1).await;
    assert_eq!(speaks().await.as_deref(), Some("kitos"));
    let spoken = house.store.spoken_as(&house.tenant, "Ark", "system").await.expect("read");
    let told: Vec<(&str, usize)> = spoken.iter().map(|(register, keys)| (register.as_str(), keys.len())).collect();
    assert_eq!(told, [("Ark", 2), ("kitos", 1)]);
    said("kitos", &[], 2).await;
    assert_eq!(speaks().await.as_deref(), Some("Ark"), "what has ended is not what it speaks as");
    assert_eq!(house.store.speaks_as(&house.tenant, "Ark", "device").await.expect("read"), None);
}
