//! Acquisitions: an event is its entry and its acquisition's face, by whoever has seen what the other wrote.

use serde_json::json;
use store::{AcquisitionWrite, StoreError};

use super::{House, act, in_both};

in_both!(an_event_is_written_with_its_face_by_whoever_has_seen_the_last, numbers_run_through_a_year);

fn write(id: &str, seen: i64, face: &str) -> AcquisitionWrite {
    let mut act = act("acquisition-state", 0);
    act.detail = json!({ "text": face });
    AcquisitionWrite { id: id.to_owned(), seen, act, face: face.to_owned() }
}

async fn an_event_is_written_with_its_face_by_whoever_has_seen_the_last(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.write_acquisitions(tenant, &[write("A2026-0001", 0, "opened")]).await.expect("opens");
    let (one, other) = ([write("A2026-0001", 1, "one")], [write("A2026-0001", 1, "other")]);
    let (one, other) = tokio::join!(store.write_acquisitions(tenant, &one), store.write_acquisitions(tenant, &other));
    let winner = if one.is_ok() { "one" } else { "other" };
    let loser = one.err().or(other.err()).expect("a loser");
    assert!(matches!(loser, StoreError::Changed { expected: 1, found: 2, .. }), "{loser:?}");
    assert_eq!(store.acquisition_faces(tenant).await.expect("read"), [winner]);
    assert_eq!(store.acquisition_entries(tenant, "A2026-0001").await.expect("read").len(), 2);
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
}

async fn numbers_run_through_a_year(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    assert_eq!(store.last_acquisition(tenant, 2026).await.expect("read"), 0);
    store.write_acquisitions(tenant, &[write("A2026-0009", 0, "nine")]).await.expect("opens");
    store.write_acquisitions(tenant, &[write("A2026-0010", 0, "ten")]).await.expect("opens");
    let again = store.write_acquisitions(tenant, &[write("A2026-0010", 0, "again")]).await;
    assert!(matches!(again, Err(StoreError::Taken { .. })));
    let unknown = store.write_acquisitions(tenant, &[write("A2026-0011", 3, "none")]).await;
    assert!(matches!(unknown, Err(StoreError::Unknown { .. })));
    assert_eq!(store.last_acquisition(tenant, 2026).await.expect("read"), 10);
    assert_eq!(store.last_acquisition(tenant, 2025).await.expect("read"), 0);
    assert_eq!(store.acquisition_faces(tenant).await.expect("read"), ["ten", "nine"], "the latest first");
}
