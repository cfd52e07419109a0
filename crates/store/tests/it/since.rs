//! Whoever came too late is told what others have said since: act by act, and nothing that they had seen.

use std::sync::Arc;

use facts::{AttrId, KindId, Rank, Source, Value, schema};
use kernel::Day;
use store::{DeliveredRow, Delivery, FactChange, SuppliedAnswer, SuppliedFact};

use crate::{House, act, in_both};

in_both!(what_others_have_said_since_a_version_is_told_act_by_act);

fn place(name: &str) -> (KindId, AttrId) {
    schema().path(&format!("system.{name}")).expect(name)
}

fn day() -> Day {
    Day::parse("2026-11-20").expect("a day")
}

async fn import(house: &House, seconds: i64, facts: &[(&str, &str)]) -> i64 {
    let facts = facts.iter().map(|(name, word)| (place(name).1, Value::text(*word))).collect();
    let delivery = Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind: place("hosting").0,
        seen_at: day(),
        complete: true,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: "S1".to_owned(), facts }],
    };
    house.store.deliver(&house.tenant, &act("import", seconds), &[delivery], (&[], &[])).await.expect("delivered").0
}

async fn version(house: &House) -> i64 {
    house.store.version(&house.tenant, place("hosting").0, "S1").await.expect("read")
}

/// The acts since a version, each with what it changed: `hosting: saas -> iaas`.
async fn since(house: &House, seen: i64) -> Vec<(String, Vec<String>)> {
    let changes = house.store.changes_since(&house.tenant, (place("hosting").0, "S1"), seen).await.expect("read");
    let word = |value: &Option<Value>| match value {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::None) => "none".to_owned(),
        None => "?".to_owned(),
        other => format!("{other:?}"),
    };
    let fact = |one: &FactChange| {
        let name = schema().attribute(place("hosting").0, one.attribute).name;
        format!("{name}: {} -> {}", word(&one.before), word(&one.after))
    };
    let told = |change: store::ObjectChange| {
        let answers = change.answers.iter().map(|one| format!("{}: {:?} -> {:?}", one.rule, one.before, one.after));
        (change.word, change.facts.iter().map(fact).chain(answers).collect())
    };
    changes.into_iter().map(told).collect()
}

async fn what_others_have_said_since_a_version_is_told_act_by_act(house: &House) {
    import(house, 0, &[("hosting", "saas"), ("licence", "MIT")]).await;
    let first = version(house).await;
    assert_eq!(since(house, first).await, []);
    let second = import(house, 1, &[("hosting", "iaas"), ("licence", "MIT")]).await;
    let after_import = version(house).await;
    let fact = SuppliedFact {
        kind: place("licence").0,
        key: "S1".to_owned(),
        attribute: place("licence").1,
        value: Value::None,
        by: "Ane Friis".to_owned(),
        seen_at: day(),
        valid_until: None,
    };
    house.store.supply_fact(&house.tenant, &act("supply-fact", 2), &fact, after_import).await.expect("supplied");
    let answer = facts::Answer { word: Arc::from("yes"), by: Arc::from("Ane Friis"), on: day(), valid_until: None };
    let answer = SuppliedAnswer { kind: fact.kind, key: "S1".to_owned(), rule: "en-regel".to_owned(), answer };
    let seen = version(house).await;
    house.store.supply_answer(&house.tenant, &act("answer-question", 3), &answer, seen).await.expect("answered");
    let told = |word: &str, changes: &[&str]| (word.to_owned(), changes.iter().map(|one| (*one).to_owned()).collect());
    let imported = told("import", &["hosting: saas -> iaas"]);
    let supplied = told("supply-fact", &["licence: ? -> none"]);
    let answered = told("answer-question", &["en-regel: None -> Some(\"yes\")"]);
    assert_eq!(since(house, first).await, [answered.clone(), supplied.clone(), imported]);
    assert_eq!(since(house, after_import).await, [answered.clone(), supplied]);
    assert_eq!(since(house, seen).await, [answered]);
    let before_undo = version(house).await;
    house.store.undo(&house.tenant, &act("undo", 4), second, &[]).await.expect("undone");
    assert_eq!(since(house, before_undo).await, [told("undo", &["hosting: iaas -> saas"])]);
}
