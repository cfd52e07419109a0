//! The log's chain: whatever is done to it past the store is found, and where.

use store::Broken;

use crate::{House, act, in_both};

in_both!(
    an_untouched_log_holds_and_reads_backwards,
    the_database_itself_refuses_to_change_or_remove_an_entry,
    a_flipped_letter_is_found,
    a_dropped_entry_is_found,
    swapped_entries_are_found,
    an_entry_put_in_is_found,
    a_log_cut_short_is_found,
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
    assert_eq!(broken(house).await, Some(Broken { seq: 3, what: "hash" }));
}

async fn a_dropped_entry_is_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("DELETE FROM log WHERE seq = 2").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 2, what: "gap" }));
}

async fn swapped_entries_are_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("UPDATE log SET seq = 100 WHERE seq = 2").await;
    house.meddle("UPDATE log SET seq = 2 WHERE seq = 3").await;
    house.meddle("UPDATE log SET seq = 3 WHERE seq = 100").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 2, what: "hash" }));
}

async fn an_entry_put_in_is_found(house: &House) {
    five(house).await;
    house
        .meddle("INSERT INTO log (tenant, seq, at, account, name, act, detail, hash) VALUES ('eksempel', 6, 0, 'x', 'x', 'x', '{}', 'x')")
        .await;
    house.meddle("UPDATE tenant SET revision = 6").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 6, what: "hash" }));
}

async fn a_log_cut_short_is_found(house: &House) {
    five(house).await;
    house.unguard_log().await;
    house.meddle("DELETE FROM log WHERE seq > 3").await;
    assert_eq!(broken(house).await, Some(Broken { seq: 4, what: "gap" }));
}
