//! Strategies in force, verdicts that turned, and the counts of each day.

use kernel::Day;
use store::{AdoptedPack, DailyCount, StrategyShift, Turn};

use crate::{House, MORNING, act, in_both};

in_both!(
    a_new_version_retires_the_one_before,
    what_turned_is_fed_in_order_and_stands_since_that_day,
    a_days_last_counts_stand_and_a_trend_finds_the_nearest_earlier_day,
    what_an_adoption_moved_is_kept_once_and_found_from_the_days_before_it,
    municipalities_do_not_see_each_other,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

async fn a_new_version_retires_the_one_before(house: &House) {
    let pack = |version: &str| AdoptedPack {
        pack: "it".to_owned(),
        version: version.to_owned(),
        hash: format!("hash of {version}"),
        files: vec![("strategy.toml".to_owned(), format!("version = \"{version}\" # æøå"))],
    };
    house.store.adopt(&house.tenant, &act("adopt-strategy", 0), &pack("1.0")).await.expect("adopted");
    house.store.adopt(&house.tenant, &act("adopt-strategy", 1), &pack("1.1")).await.expect("adopted");
    let all = house.store.strategies(&house.tenant).await.expect("read");
    let seen: Vec<_> = all.iter().map(|it| (it.pack.clone(), it.retired_at)).collect();
    assert_eq!(seen, [(pack("1.0"), Some(MORNING.plus_seconds(1))), (pack("1.1"), None)]);
}

fn turn(key: &str, before: Option<&str>, after: Option<&str>) -> Turn {
    let owned = |word: Option<&str>| word.map(str::to_owned);
    let (rule, kind, because) = ("a-rule".to_owned(), "system".to_owned(), "[]".to_owned());
    Turn { rule, kind, key: key.to_owned(), before: owned(before), after: owned(after), because }
}

async fn what_turned_is_fed_in_order_and_stands_since_that_day(house: &House) {
    let first: Vec<Turn> = (0..450).map(|number| turn(&format!("S{number:03}"), None, Some("deviates"))).collect();
    house.store.turned(&house.tenant, (MORNING, day("2026-11-23")), &first).await.expect("first");
    let later = [
        turn("S001", Some("deviates"), Some("follows")),
        turn("S002", Some("deviates"), None),
        turn("S900", None, Some("follows")),
    ];
    let tomorrow = (MORNING.plus_seconds(86_400), day("2026-11-24"));
    house.store.turned(&house.tenant, tomorrow, &later).await.expect("later");
    let feed = house.store.turns(&house.tenant, 449, 10).await.expect("fed");
    let seen: Vec<_> = feed.iter().map(|(seq, _, turn)| (*seq, turn.key.as_str())).collect();
    assert_eq!(seen, [(450, "S449"), (451, "S001"), (452, "S002")]);
    assert_eq!(feed[1].2, later[0]);
    for (key, stands) in [
        ("S000", Some(("deviates", "2026-11-23"))),
        ("S001", Some(("follows", "2026-11-24"))),
        ("S002", None),
        // What first appears and does not deviate stands, but has not turned.
        ("S900", Some(("follows", "2026-11-24"))),
    ] {
        let since = house.store.standing(&house.tenant, "system", key).await.expect("read");
        let expected = stands.map(|(verdict, on)| ("a-rule".to_owned(), verdict.to_owned(), day(on)));
        assert_eq!(since, expected.into_iter().collect::<Vec<_>>(), "{key}");
    }
}

fn counts(counts: [i64; 4]) -> DailyCount {
    DailyCount { pack: "it".to_owned(), section: "4".to_owned(), principle: "drift".to_owned(), counts }
}

async fn a_days_last_counts_stand_and_a_trend_finds_the_nearest_earlier_day(house: &House) {
    let deviating = |deviates| counts([10, deviates, 3, 4]);
    for (on, deviates) in [("2026-10-20", 9), ("2026-11-23", 7), ("2026-11-23", 6)] {
        house.store.count_day(&house.tenant, day(on), (&[deviating(deviates)], &[])).await.expect("counted");
    }
    for (until, found) in
        [("2026-11-30", Some(("2026-11-23", 6))), ("2026-11-01", Some(("2026-10-20", 9))), ("2026-10-01", None)]
    {
        let found = found.map(|(on, deviates)| (day(on), vec![deviating(deviates)]));
        let last = house.store.counted_last(&house.tenant, day(until)).await.expect("read");
        assert_eq!(last, found.as_ref().map(|(on, _)| *on), "{until}");
        assert_eq!(house.store.counts_on(&house.tenant, day(until)).await.expect("read"), found, "{until}");
    }
}

async fn what_an_adoption_moved_is_kept_once_and_found_from_the_days_before_it(house: &House) {
    let pack = AdoptedPack { pack: "it".to_owned(), version: "2".to_owned(), hash: String::new(), files: Vec::new() };
    let adoption = house.store.adopt(&house.tenant, &act("adopt-strategy", 5), &pack).await.expect("adopted");
    assert_eq!(house.store.shifting_acts(&house.tenant).await.expect("read"), Vec::<i64>::new());
    let shift = |deviates| StrategyShift { act: adoption, day: day("2026-11-23"), moved: counts([-3, deviates, 0, 0]) };
    for deviates in [3, 99] {
        let moved = [shift(deviates)];
        house.store.count_day(&house.tenant, day("2026-11-23"), (&[], &moved)).await.expect("counted");
    }
    assert_eq!(house.store.shifting_acts(&house.tenant).await.expect("read"), [adoption]);
    let since = house.store.shifts_since(&house.tenant, day("2026-11-22")).await.expect("read");
    assert_eq!(since, [(MORNING.plus_seconds(5), shift(3))], "whoever comes second tells nothing");
    // The counts of that day have it in them.
    assert!(house.store.shifts_since(&house.tenant, day("2026-11-23")).await.expect("read").is_empty());
}

async fn municipalities_do_not_see_each_other(house: &House) {
    let other = store::Tenant("naboby".to_owned());
    house.store.found(&other, "Naboby Kommune", MORNING).await.expect("founded");
    house.store.note(&house.tenant, &act("sign-in", 0)).await.expect("noted");
    let turned = [turn("S1", None, Some("follows"))];
    house.store.turned(&house.tenant, (MORNING, day("2026-11-23")), &turned).await.expect("turned");
    assert_eq!(house.store.revision(&other).await.expect("revision"), 0);
    assert!(house.store.log(&other, i64::MAX, 10).await.expect("read").is_empty());
    assert!(house.store.turns(&other, 0, 10).await.expect("read").is_empty());
    assert!(house.store.standing(&other, "system", "S1").await.expect("read").is_empty());
    assert_eq!(house.store.tenants().await.expect("read").len(), 2);
}
