//! One object from several sources: what people said under one key counts when another source knows it by another.

use std::sync::Arc;

use facts::{KindId, Rank, Source, Value, schema};
use house::cases::Seat;
use house::{House, HouseError, Judging, Supplying};
use store::{DeliveredRow, Delivery, Intake};

use super::cases::{Cast, opening};
use super::{Town, ane};

fn system() -> KindId {
    schema().kind("system").expect("in the schema")
}

/// Another source tells of the same system by a key of its own, and by which key the first one knows it.
async fn told_by_another(house: &House, key: &str, other: Option<&str>, name: &str) {
    let fact = |name: &str, text: &str| (schema().attribute_id(system(), name).expect("known"), Value::text(text));
    let mut facts = vec![fact("name", name)];
    facts.extend(other.map(|other| fact("catalogue_id", other)));
    let delivery = Delivery {
        source: Source { name: Arc::from("Portefølje"), register: Arc::from("portfolio"), rank: Rank::Register },
        kind: system(),
        seen_at: house.now().today,
        complete: false,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: key.to_owned(), facts }],
    };
    house.import(&ane(), &Intake { deliveries: vec![delivery], ..Intake::default() }).await.expect("imported");
}

fn judging(key: &str, other: &str, same: bool) -> Judging {
    Judging {
        kind: system(),
        key: key.to_owned(),
        other: other.to_owned(),
        same,
        reason: "Set på fakturaen".to_owned(),
    }
}

fn any_deviation(house: &House) -> String {
    let now = house.now();
    let packs = now.packs();
    let deviates = |finding: &findings::Finding<'_>| {
        finding.verdict == findings::Verdict::Deviates && finding.rule(&packs).kind == system()
    };
    let finding = now.assessment.findings().find(deviates).expect("one deviates");
    finding.rule(&packs).code.clone()
}

#[tokio::test]
async fn cases_and_facts_follow_an_object_to_its_other_keys_and_come_back_when_it_is_parted() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let opened = opening(&house, &any_deviation(&house));
    let key = opened.keys[0].clone();
    let case = house.open_case(Seat::of(&cast.architect), &opened).await.expect("opened");
    let name = house.now().slots.name(system(), house.now().slots.find(system(), &key).expect("there"));
    told_by_another(&house, "P-1", Some(&key), name.as_deref().unwrap_or("Systemet")).await;
    let now = house.now();
    let object = now.slots.find(system(), "P-1").expect("found by its other key");
    assert_eq!(now.slots.find(system(), &key), Some(object));
    let own = now.slots.keys(system())[object as usize].to_string();
    assert_eq!(own, key, "the register that owns systems names it");
    assert!(now.keys_beside("P-1").contains(&("system", key.clone())), "its cases are found by it");
    // By the other key it is the same object: its case stands in the way of a second one.
    let again = decisions::Opening { keys: vec!["P-1".to_owned()], ..opened.clone() };
    let refused = house.open_case(Seat::of(&cast.architect), &again).await.expect_err("one case is enough");
    assert!(matches!(&refused, HouseError::Refused(_)), "{refused:?}");
    // What somebody says under the other key is said of the same object.
    let attribute = schema().attribute_id(system(), "purpose").expect("purpose");
    let seen_version = house.version(&now, (system(), object)).await.expect("known");
    let supplying = |key: &str, seen_version| Supplying {
        kind: system(),
        key: key.to_owned(),
        attribute,
        value: Value::text("Opslag for borgere"),
        valid_until: None,
        seen_version,
    };
    house.supply(&cast.architect, &supplying("P-1", seen_version)).await.expect("supplied");
    house.supply(&cast.architect, &supplying("P-1", seen_version)).await.expect_err("it has changed since");
    let now = house.now();
    let stated = house.stated(&now, (system(), object), None).await.expect("read");
    assert!(stated.iter().any(|one| one.attribute == attribute && one.key == own), "under its own key");
    assert!(stated.iter().any(|one| one.source == "Portefølje" && one.key == "P-1"), "each source under its own");
    assert!(
        house.acts_on(&now, (system(), object), 10).await.expect("read").iter().any(|act| act.act == "supply-fact")
    );
    assert!(house.ground_of(&house.docket().face(&case.id.0).expect("kept")).is_some());
    // Parted again, each is what its sources said.
    house.judge(&cast.architect, &judging(&key, "P-1", false)).await.expect("parted");
    let now = house.now();
    assert_ne!(now.slots.find(system(), "P-1"), now.slots.find(system(), &key));
    assert!(now.slots.joined().is_empty());
}

#[tokio::test]
async fn a_name_is_proposed_and_who_may_not_or_says_nothing_sensible_is_refused() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let first = house.now();
    let (key, name) = (first.slots.keys(system())[0].to_string(), first.slots.name(system(), 0).expect("a name"));
    told_by_another(&house, "P-1", None, &name.to_uppercase()).await;
    let proposed = |house: &House| {
        let now = house.now();
        now.slots.proposals().iter().any(|one| [&*one.key, &*one.other].contains(&"P-1"))
    };
    assert!(proposed(&house));
    let label = |error: HouseError| error.label();
    for (who, judging, says) in [
        (&cast.owner, judging(&key, "P-1", true), "not-allowed"),
        (&cast.architect, judging(&key, &key, true), "identity-keys"),
        (&cast.architect, judging("findes-ikke", "heller-ikke", true), "identity-keys"),
        (&cast.architect, Judging { reason: " ".to_owned(), ..judging(&key, "P-1", true) }, "identity-reason"),
        (&cast.architect, judging(&key, "P-11", true), "identity-unknown-key"),
    ] {
        assert_eq!(label(house.judge(who, &judging).await.expect_err("refused")), says);
    }
    // Who may not see people says nothing of them, as if they were not there.
    let (people, named) = schema().path("person.name").expect("in the schema");
    let delivery = Delivery {
        source: Source { name: Arc::from("HR"), register: Arc::from("hr"), rank: Rank::Register },
        kind: people,
        seen_at: house.now().today,
        complete: false,
        spared: Vec::new(),
        rows: vec![DeliveredRow { key: "M1".to_owned(), facts: vec![(named, Value::text("Mette Holm"))] }],
    };
    house.import(&ane(), &Intake { deliveries: vec![delivery], ..Intake::default() }).await.expect("imported");
    let somebody = "M1".to_owned();
    let told = Judging { kind: people, ..judging(&somebody, "en anden", true) };
    assert_eq!(label(house.judge(&cast.architect, &told).await.expect_err("refused")), "identity-keys");
    house.judge(&cast.architect, &judging(&key, "P-1", true)).await.expect("joined");
    assert!(!proposed(&house));
    assert_eq!(house.now().slots.find(system(), "P-1"), house.now().slots.find(system(), &key));
}

#[tokio::test]
async fn two_with_a_live_case_each_about_the_same_are_not_made_one() {
    let town = Town::new().await;
    let house = town.lived_in().await;
    let cast = Cast::of(&house).await;
    let rule = any_deviation(&house);
    let one = opening(&house, &rule);
    let other = {
        let now = house.now();
        let packs = now.packs();
        let mut deviating = now
            .assessment
            .findings()
            .filter(|finding| finding.verdict == findings::Verdict::Deviates && finding.rule(&packs).code == rule);
        let second = deviating.nth(1).expect("two deviate");
        decisions::Opening { keys: vec![now.slots.keys(system())[second.object as usize].to_string()], ..one.clone() }
    };
    for opening in [&one, &other] {
        house.open_case(Seat::of(&cast.architect), opening).await.expect("opened");
    }
    let refused =
        house.judge(&cast.architect, &judging(&one.keys[0], &other.keys[0], true)).await.expect_err("refused");
    assert_eq!(refused.label(), "identity-both-have-cases");
    house.judge(&cast.architect, &judging(&one.keys[0], &other.keys[0], false)).await.expect("they may be told apart");
}
