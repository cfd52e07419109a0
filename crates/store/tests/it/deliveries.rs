//! Facts go in and come out as they went in; what changed is told, and can be undone; yesterday can be read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::{AttrId, Estate, KindId, Rank, Source, Value, schema};
use kernel::Day;
use store::{AsOf, DeliveredRow, Delivery, Intake, StoreError};

use crate::{House, MORNING, act, in_both};

in_both!(
    the_town_comes_back_with_the_same_verdicts,
    a_dry_run_changes_nothing,
    a_later_delivery_ends_what_it_replaces_and_yesterday_stays,
    a_delivery_that_says_the_same_makes_the_facts_fresher,
    an_older_delivery_is_told_and_makes_nothing_fresher,
    an_import_is_undone_and_an_overtaken_one_is_not,
    what_the_database_refuses_is_not_half_done,
    what_a_source_said_of_one_object_can_be_asked_as_of_any_instant,
);

fn system() -> KindId {
    schema().kind("system").expect("system")
}

fn attribute(name: &str) -> AttrId {
    schema().attribute_id(system(), name).expect(name)
}

fn kitos(day: &str, rows: &[(&str, &str)]) -> Delivery {
    let row = |(key, hosting): &(&str, &str)| DeliveredRow {
        key: (*key).to_owned(),
        facts: vec![(attribute("hosting"), Value::text(*hosting))],
    };
    Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind: system(),
        seen_at: Day::parse(day).expect(day),
        complete: true,
        spared: Vec::new(),
        rows: rows.iter().map(row).collect(),
    }
}

/// Each system's hosting as one source states it, with the day it was seen.
fn hostings(estate: &Estate) -> BTreeMap<String, String> {
    let seen = |object: usize| {
        let all = estate.observations(system(), attribute("hosting"));
        let one = all.iter().find(|observation| observation.object as usize == object);
        one.map_or_else(
            || "-".to_owned(),
            |one| match &one.value {
                Value::Text(text) => format!("{text} {}", one.seen_at),
                other => format!("{other:?}"),
            },
        )
    };
    estate.keys(system()).iter().enumerate().map(|(place, key)| (key.to_string(), seen(place))).collect()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn the_town_comes_back_with_the_same_verdicts(house: &House) {
    let packs = testkit::packs();
    let packs: Vec<&principles::Pack> = packs.iter().collect();
    let town = testkit::eksempel().estate;
    let intake = Intake::of(&town);
    let people = (&intake.facts[..], &intake.answers[..]);
    house.store.deliver(&house.tenant, &act("import", 0), &intake.deliveries, people).await.expect("delivered");
    let back = house.store.estate(&house.tenant, None).await.expect("loaded");
    assert_eq!(back.fact_count(), town.fact_count());
    let (before, after) = (town.slots(testkit::today()), back.slots(testkit::today()));
    let (first, second) = (findings::assess(&before, &packs), findings::assess(&after, &packs));
    assert_eq!(first.summary(&before), second.summary(&after));
    let turned = findings::changes((&first, &before, &packs), (&second, &after, &packs));
    assert!(turned.is_empty(), "{:?}", &turned[..turned.len().min(3)]);
    assert_eq!(before.conflicts().len(), after.conflicts().len());
}

async fn a_dry_run_changes_nothing(house: &House) {
    let delivery = [kitos("2026-11-20", &[("S1", "saas"), ("S2", "iaas")])];
    let difference = house.store.difference(&house.tenant, &delivery).await.expect("compared");
    assert_eq!(difference[0].added, ["S1", "S2"]);
    assert_eq!(house.store.revision(&house.tenant).await.expect("revision"), 0);
    assert!(house.store.estate(&house.tenant, None).await.expect("loaded").keys(system()).is_empty());
}

async fn a_later_delivery_ends_what_it_replaces_and_yesterday_stays(house: &House) {
    let first = [kitos("2026-11-20", &[("S1", "saas"), ("S2", "iaas"), ("S3", "paas")])];
    let later = [kitos("2026-11-24", &[("S1", "saas"), ("S2", "own_data_centre"), ("S4", "saas")])];
    house.store.deliver(&house.tenant, &act("import", 0), &first, (&[], &[])).await.expect("first");
    let (revision, told) =
        house.store.deliver(&house.tenant, &act("import", 86_400), &later, (&[], &[])).await.expect("later");
    assert_eq!(revision, 2);
    assert_eq!((told[0].added.as_slice(), told[0].gone.as_slice()), (&["S4".to_owned()][..], &["S3".to_owned()][..]));
    assert_eq!((told[0].same, told[0].changed[0].before.as_str()), (1, r#"{"hosting":"iaas"}"#));
    let now = house.store.estate(&house.tenant, None).await.expect("now");
    assert_eq!(
        hostings(&now),
        map(&[("S1", "saas 2026-11-24"), ("S2", "own_data_centre 2026-11-24"), ("S4", "saas 2026-11-24")])
    );
    let yesterday = AsOf { instant: MORNING.plus_seconds(3_600), day: Day::parse("2026-11-23").expect("a day") };
    let then = house.store.estate(&house.tenant, Some(yesterday)).await.expect("then");
    assert_eq!(
        hostings(&then),
        map(&[("S1", "saas 2026-11-20"), ("S2", "iaas 2026-11-20"), ("S3", "paas 2026-11-20")])
    );
}

async fn a_delivery_that_says_the_same_makes_the_facts_fresher(house: &House) {
    let mut partial = kitos("2026-11-22", &[("S1", "saas")]);
    partial.complete = false;
    let whole = kitos("2026-11-20", &[("S1", "saas"), ("S2", "iaas")]);
    house.store.deliver(&house.tenant, &act("import", 0), &[whole], (&[], &[])).await.expect("whole");
    house.store.deliver(&house.tenant, &act("import", 1), &[partial], (&[], &[])).await.expect("partial");
    let now = house.store.estate(&house.tenant, None).await.expect("now");
    assert_eq!(hostings(&now), map(&[("S1", "saas 2026-11-22"), ("S2", "iaas 2026-11-20")]));
}

async fn an_older_delivery_is_told_and_makes_nothing_fresher(house: &House) {
    let newer = [kitos("2026-11-20", &[("S1", "saas")])];
    let older = [kitos("2026-11-02", &[("S1", "iaas")])];
    let first = house.store.deliver(&house.tenant, &act("import", 0), &newer, (&[], &[])).await.expect("newer");
    assert_eq!(first.1[0].newer, None);
    let day = Day::parse("2026-11-20").ok();
    let tried = house.store.difference(&house.tenant, &older).await.expect("compared");
    assert_eq!(tried[0].newer, day, "it is told before it is taken in");
    let (second, told) =
        house.store.deliver(&house.tenant, &act("import", 1), &older, (&[], &[])).await.expect("older");
    assert_eq!(told[0].newer, day);
    let now = house.store.estate(&house.tenant, None).await.expect("now");
    assert_eq!(hostings(&now), map(&[("S1", "iaas 2026-11-02")]), "nobody saw it later");
    let stated = house.store.stated_at(&house.tenant, (system(), "S1"), None).await.expect("stated");
    assert_eq!(stated[0].seen_at.to_string(), "2026-11-02");
    // What was undone is no longer what was delivered last.
    house.store.undo(&house.tenant, &act("undo", 2), second, &[]).await.expect("undone");
    let tried = house.store.difference(&house.tenant, &older).await.expect("compared");
    assert_eq!(tried[0].newer, day);
    let now = house.store.estate(&house.tenant, None).await.expect("now");
    assert_eq!(hostings(&now), map(&[("S1", "saas 2026-11-20")]));
}

async fn an_import_is_undone_and_an_overtaken_one_is_not(house: &House) {
    let first = [kitos("2026-11-20", &[("S1", "saas"), ("S2", "iaas")])];
    let wrong = [kitos("2026-11-23", &[("S1", "paas"), ("S9", "saas")])];
    let third = [kitos("2026-11-24", &[("S1", "iaas")])];
    let (one, _) = house.store.deliver(&house.tenant, &act("import", 0), &first, (&[], &[])).await.expect("first");
    let before = hostings(&house.store.estate(&house.tenant, None).await.expect("before"));
    let (two, _) = house.store.deliver(&house.tenant, &act("import", 1), &wrong, (&[], &[])).await.expect("wrong");
    let refused = house.store.undo(&house.tenant, &act("undo", 2), one, &[]).await;
    assert!(matches!(refused, Err(StoreError::Overtaken { import: 1, count: 2 })), "{refused:?}");
    house.store.undo(&house.tenant, &act("undo", 3), two, &[]).await.expect("undone");
    assert_eq!(hostings(&house.store.estate(&house.tenant, None).await.expect("after")), before);
    let again = house.store.undo(&house.tenant, &act("undo", 4), two, &[]).await;
    assert!(matches!(again, Err(StoreError::Overtaken { .. })), "{again:?}");
    let nothing = house.store.undo(&house.tenant, &act("undo", 5), 99, &[]).await;
    assert!(matches!(nothing, Err(StoreError::Unknown { what: "import", .. })), "{nothing:?}");
    house.store.deliver(&house.tenant, &act("import", 6), &third, (&[], &[])).await.expect("third");
    let now = hostings(&house.store.estate(&house.tenant, None).await.expect("now"));
    assert_eq!(now, map(&[("S1", "iaas 2026-11-24")]));
    assert_eq!(house.store.verify_log(&house.tenant).await.expect("verified"), None);
}

async fn what_the_database_refuses_is_not_half_done(house: &House) {
    // An act that would take the first one's place in the log: refused after the revision was raised.
    house.store.note(&house.tenant, &act("first", 0)).await.expect("noted");
    house.meddle("UPDATE tenant SET revision = 0").await;
    let delivery = [kitos("2026-11-20", &[("S1", "saas")])];
    let refused = house.store.deliver(&house.tenant, &act("import", 1), &delivery, (&[], &[])).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert_eq!(house.store.revision(&house.tenant).await.expect("revision"), 0);
    assert!(house.store.estate(&house.tenant, None).await.expect("loaded").keys(system()).is_empty());
}

async fn what_a_source_said_of_one_object_can_be_asked_as_of_any_instant(house: &House) {
    assert_eq!(house.store.first_import(&house.tenant).await.expect("asked"), None);
    let first = [kitos("2026-11-20", &[("S1", "saas"), ("S2", "iaas")])];
    let later = [kitos("2026-11-24", &[("S1", "saas"), ("S2", "paas")])];
    let (one, _) = house.store.deliver(&house.tenant, &act("import", 0), &first, (&[], &[])).await.expect("first");
    house.store.deliver(&house.tenant, &act("import", 86_400), &later, (&[], &[])).await.expect("later");
    assert_eq!(house.store.first_import(&house.tenant).await.expect("asked"), Some(MORNING), "act {one}");
    let early = AsOf { instant: MORNING.plus_seconds(-1), day: Day::parse("2026-11-22").expect("a day") };
    let between = AsOf { instant: MORNING.plus_seconds(3_600), day: Day::parse("2026-11-23").expect("a day") };
    let of = async |key: &str, as_of: Option<AsOf>| {
        let stated = house.store.stated_at(&house.tenant, (system(), key), as_of).await.expect("stated");
        stated.iter().map(|one| format!("{:?} {}", one.value, one.seen_at)).collect::<Vec<_>>()
    };
    assert_eq!(of("S2", Some(early)).await, [""; 0]);
    assert_eq!(of("S2", Some(between)).await, ["Text(\"iaas\") 2026-11-20"]);
    assert_eq!(of("S2", None).await, ["Text(\"paas\") 2026-11-24"]);
    assert_eq!(of("S1", Some(between)).await, ["Text(\"saas\") 2026-11-20"]);
    assert_eq!(of("S1", None).await, ["Text(\"saas\") 2026-11-24"]);
}
