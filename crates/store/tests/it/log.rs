//! The log's chain: whatever is done to it past the store is found, and where.

use kernel::Day;
use store::{Broken, Checkpoint, Flaw, LogSearch};

use crate::{House, act, in_both};

in_both!(
    an_untouched_log_holds_and_reads_backwards,
    the_database_itself_refuses_to_change_or_remove_an_entry,
    a_flipped_letter_is_found,
    a_dropped_entry_is_found,
    swapped_entries_are_found,
    an_entry_put_in_is_found,
    a_log_cut_short_is_found,
    a_log_cut_short_is_found_by_a_checkpoint_though_its_length_was_set_back,
    a_log_of_another_hand_is_found_by_a_checkpoint_kept_elsewhere,
    a_day_has_one_checkpoint_and_no_database_changes_or_removes_it,
    every_text_is_read_by_pages_as_it_was_written,
    the_log_is_searched_by_act_person_object_and_time_and_paged,
);

async fn five(house: &House) {
    for number in 0..5 {
        house.store.note(&house.tenant, &act("sign-in", number)).await.expect("noted");
    }
}

async fn broken(house: &House) -> Option<Broken> {
    house.store.verify_log(&house.tenant).await.expect("verified")
}

async fn an_untouched_log_holds_and_reads_backwards(house: &House) {
    five(house).await;
    assert_eq!(broken(house).await, None);
    let last = house.store.log(&house.tenant, i64::MAX, 2).await.expect("read");
    assert_eq!(last.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [5, 4]);
    assert_eq!((last[0].name.as_str(), last[0].detail.as_str()), ("Ane Friis", r#"{"why":"æøå"}"#));
    let first = house.store.log(&house.tenant, 2, 10).await.expect("read");
    assert_eq!(first.len(), 1);
}

async fn the_database_itself_refuses_to_change_or_remove_an_entry(house: &House) {
    five(house).await;
    for meddling in [
        "UPDATE log SET name = 'Ane Friiz' WHERE seq = 3",
        "DELETE FROM log WHERE seq > 3",
        "DELETE FROM log",
        // Each of these is the one or the other database's; what is no SQL there is refused as well.
        "TRUNCATE log",
        "INSERT OR REPLACE INTO log (tenant, seq, at, account, name, act, detail, hash) VALUES ('eksempel', 3, 0, 'x', 'x', 'x', '{}', 'x')",
    ] {
        assert!(house.try_meddle(meddling).await.is_err(), "{meddling}");
    }
    assert_eq!(broken(house).await, None);
}

async fn a_flipped_letter_is_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("UPDATE log SET name = 'Ane Friiz' WHERE seq = 3").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 3, what: Flaw::Hash }));
}

async fn a_dropped_entry_is_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("DELETE FROM log WHERE seq = 2").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 2, what: Flaw::Gap }));
}

async fn swapped_entries_are_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("UPDATE log SET seq = 100 WHERE seq = 2").await;
    house.meddle("UPDATE log SET seq = 2 WHERE seq = 3").await;
    house.meddle("UPDATE log SET seq = 3 WHERE seq = 100").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 2, what: Flaw::Hash }));
}

async fn an_entry_put_in_is_found(house: &House) {
    five(house).await;
    house
        .meddle("INSERT INTO log (tenant, seq, at, account, name, act, detail, hash) VALUES ('eksempel', 6, 0, 'x', 'x', 'x', '{}', 'x')")
        .await;
    house.meddle("UPDATE tenant SET revision = 6").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 6, what: Flaw::Hash }));
}

async fn a_log_cut_short_is_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("DELETE FROM log WHERE seq > 3").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 4, what: Flaw::Gap }));
}

async fn mark(house: &House, seq: i64, day: &str) -> Checkpoint {
    let entry = house.store.log(&house.tenant, seq + 1, 1).await.expect("read").remove(0);
    Checkpoint {
        tenant: house.tenant.0.clone(),
        day: Day::parse(day).expect("a day"),
        seq,
        hash: entry.hash,
        key: "k".to_owned(),
        signature: "s".to_owned(),
    }
}

async fn a_log_cut_short_is_found_by_a_checkpoint_though_its_length_was_set_back(house: &House) {
    five(house).await;
    let checkpoint = mark(house, 4, "2026-11-23").await;
    assert!(house.store.keep_checkpoint(&house.tenant, &checkpoint).await.expect("kept"));
    assert_eq!(broken(house).await, None);
    house.unguard_log().await;
    house.meddle("DELETE FROM log WHERE seq > 2").await;
    house.meddle("UPDATE tenant SET revision = 2").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 3, what: Flaw::Gap }));
}

async fn a_log_of_another_hand_is_found_by_a_checkpoint_kept_elsewhere(house: &House) {
    five(house).await;
    let theirs = mark(house, 3, "2026-11-23").await;
    let against = |marks| house.store.verify_log_against(&house.tenant, marks);
    assert_eq!(against(vec![(3, theirs.hash.clone())]).await.expect("verified"), None);
    let other = vec![(3, theirs.hash.clone()), (5, theirs.hash)];
    assert_eq!(against(other).await.expect("verified"), Some(Broken { seq: 5, what: Flaw::Checkpoint }));
}

async fn a_day_has_one_checkpoint_and_no_database_changes_or_removes_it(house: &House) {
    five(house).await;
    let first = mark(house, 4, "2026-11-23").await;
    assert!(house.store.keep_checkpoint(&house.tenant, &first).await.expect("kept"));
    let second = mark(house, 5, "2026-11-23").await;
    assert!(!house.store.keep_checkpoint(&house.tenant, &second).await.expect("asked"));
    for meddling in [
        "UPDATE checkpoint SET seq = 1",
        "DELETE FROM checkpoint",
        "TRUNCATE checkpoint",
        "INSERT OR REPLACE INTO checkpoint (tenant, day, seq, hash, public_key, signature) SELECT tenant, day, 1, hash, public_key, signature FROM checkpoint",
    ] {
        assert!(house.try_meddle(meddling).await.is_err(), "{meddling}");
    }
    assert_eq!(house.store.checkpoints(&house.tenant).await.expect("read"), [first]);
}

async fn the_log_is_searched_by_act_person_object_and_time_and_paged(house: &House) {
    for number in 0..6 {
        let mut act = act(if number % 2 == 0 { "sign-in" } else { "case-opened" }, number);
        if number > 3 {
            act.actor.account = "bo".to_owned();
        }
        if number % 2 == 1 {
            act.subject = Some(("case".to_owned(), format!("{}", number % 4)));
        }
        house.store.note(&house.tenant, &act).await.expect("noted");
    }
    let text = |text: &str| Some(text.to_owned());
    let at = |seconds| Some(crate::MORNING.plus_seconds(seconds));
    let all = LogSearch::default();
    let cases: [(LogSearch, &[i64]); 8] = [
        (all.clone(), &[6, 5, 4, 3, 2, 1]),
        (LogSearch { act: text("case-opened"), ..all.clone() }, &[6, 4, 2]),
        (LogSearch { account: text("bo"), ..all.clone() }, &[6, 5]),
        (LogSearch { kind: text("case"), key: text("1"), ..all.clone() }, &[6, 2]),
        (LogSearch { kind: text("case"), before: Some(6), ..all.clone() }, &[4, 2]),
        (LogSearch { from: at(2), until: at(4), ..all.clone() }, &[4, 3]),
        (LogSearch { act: text("sign-in"), account: text("bo"), ..all.clone() }, &[5]),
        (LogSearch { act: text("' OR 1=1 --"), ..all.clone() }, &[]),
    ];
    for (search, wanted) in cases {
        let found = house.store.search_log(&house.tenant, &search, 10).await.expect("read");
        assert_eq!(found.iter().map(|entry| entry.seq).collect::<Vec<_>>(), wanted, "{search:?}");
    }
    assert_eq!(house.store.log_acts(&house.tenant).await.expect("read"), ["case-opened", "sign-in"]);
    let mut pages = house.store.log_pages(&house.tenant, 2).await.expect("begins");
    let page = pages.next().await.expect("read");
    assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert!(pages.next().await.expect("read").is_empty());
}

async fn every_text_is_read_by_pages_as_it_was_written(house: &House) {
    let odd = ["", " ", "12 -1 0 ", "æøå\u{1F600}", "a\nb\t\"'\\", "NULL", "\u{202e}mod"];
    for number in 0..450 {
        let text = |shift: usize| odd[(usize::try_from(number).expect("few") + shift) % odd.len()].to_owned();
        let mut act = act("case-opened", number);
        (act.actor.account, act.actor.name) = (text(0), text(1));
        act.subject = (number % 3 > 0).then(|| (text(2), text(3)));
        act.detail = serde_json::json!({ text(4): text(5), "nul": "\u{0}" });
        house.store.note(&house.tenant, &act).await.expect("noted");
    }
    let mut plain = house.store.log(&house.tenant, i64::MAX, 1_000).await.expect("read");
    plain.reverse();
    let (mut pages, mut paged) = (house.store.log_pages(&house.tenant, 0).await.expect("begins"), Vec::new());
    loop {
        let page = pages.next().await.expect("read");
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, plain);
    assert_eq!(broken(house).await, None);
}
