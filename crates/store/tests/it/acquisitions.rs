//! Acquisitions: an event is its entry and its acquisition's face, by whoever has seen what the other wrote.

use std::sync::Arc;

use facts::{Answer, Rank, Source, Value, schema};
use serde_json::json;
use store::{
    AcquisitionWrite, CaseWrite, DeliveredRow, Delivery, Intake, Settlement, Store, StoreError, SuppliedAnswer,
    SuppliedFact, Tenant,
};

use super::{House, act, in_both};

in_both!(
    an_event_is_written_with_its_face_by_whoever_has_seen_the_last,
    numbers_run_through_a_year,
    a_winner_its_cases_and_the_event_are_in_together_or_not_at_all,
);

fn write(id: &str, seen: i64, face: &str) -> AcquisitionWrite {
    let mut act = act("acquisition-state", 0);
    act.detail = json!({ "text": face });
    AcquisitionWrite { id: id.to_owned(), seen, act, face: face.to_owned() }
}

/// The faces, without whose they are.
async fn faces(store: &Store, tenant: &Tenant) -> Vec<String> {
    store.acquisition_faces(tenant).await.expect("read").into_iter().map(|(_, face)| face).collect()
}

async fn an_event_is_written_with_its_face_by_whoever_has_seen_the_last(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.write_acquisitions(tenant, &[write("A2026-0001", 0, "opened")]).await.expect("opens");
    let (one, other) = ([write("A2026-0001", 1, "one")], [write("A2026-0001", 1, "other")]);
    let (one, other) = tokio::join!(store.write_acquisitions(tenant, &one), store.write_acquisitions(tenant, &other));
    let winner = if one.is_ok() { "one" } else { "other" };
    let loser = one.err().or(other.err()).expect("a loser");
    assert!(matches!(loser, StoreError::Changed { expected: 1, found: 2, .. }), "{loser:?}");
    assert_eq!(faces(store, tenant).await, [winner]);
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
    assert_eq!(faces(store, tenant).await, ["ten", "nine"], "the latest first");
}

/// A winner that is taken in as that system, with one case, by whoever has seen one event of the acquisition.
fn settlement(system: &str, case: &str, seen: i64) -> Settlement {
    let (kind, name) = schema().path("system.name").expect("a name");
    let owner = schema().attribute_id(kind, "licence").expect("a licence");
    let source =
        Source { name: Arc::from("Anskaffelse A2026-0001"), register: Arc::from("acquisition"), rank: Rank::Register };
    let today = testkit::today();
    let row = DeliveredRow { key: system.to_owned(), facts: vec![(name, Value::text("Omsorg Ny"))] };
    let answer = Answer { word: Arc::from("yes"), by: Arc::from("Ane Friis"), on: today, valid_until: None };
    let fact = SuppliedFact {
        kind,
        key: system.to_owned(),
        attribute: owner,
        value: Value::text("MIT"),
        by: "Ane Friis".to_owned(),
        seen_at: today,
        valid_until: None,
    };
    let event = |kind: &'static str, seen: i64| CaseWrite {
        id: case.to_owned(),
        seen,
        act: act(kind, 0),
        face: format!("{case} {kind}"),
        words: None,
        file: None,
    };
    Settlement {
        system: Some(system.to_owned()),
        own: Vec::new(),
        act: act("import", 0),
        intake: Intake {
            deliveries: vec![Delivery {
                source,
                kind,
                seen_at: today,
                complete: false,
                spared: Vec::new(),
                rows: vec![row],
            }],
            facts: vec![fact],
            answers: vec![SuppliedAnswer { kind, key: system.to_owned(), rule: "regel".to_owned(), answer }],
        },
        cases: vec![event("case-open", 0), event("case-note", 1)],
        acquisition: write("A2026-0001", seen, "settled"),
    }
}

async fn a_winner_its_cases_and_the_event_are_in_together_or_not_at_all(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let system = schema().kind("system").expect("system");
    store.write_acquisitions(tenant, &[write("A2026-0001", 0, "opened")]).await.expect("opens");
    let taken = CaseWrite { id: "2026-0001".to_owned(), ..settlement("S9", "2026-0001", 1).cases[0].clone() };
    store.write_cases(tenant, &[taken]).await.expect("a case");
    let before = store.revision(tenant).await.expect("read");
    // The last to be written is the event, before it the cases: whatever fails last takes all before it along.
    let late = store.settle_acquisition(tenant, &settlement("S9", "2026-0002", 7)).await;
    assert!(matches!(late, Err(StoreError::Changed { expected: 7, found: 1, .. })), "{late:?}");
    let number = store.settle_acquisition(tenant, &settlement("S9", "2026-0001", 1)).await;
    assert!(matches!(number, Err(StoreError::Taken { what: "case", .. })), "{number:?}");
    assert!(store.version(tenant, system, "S9").await.is_err(), "no system");
    assert_eq!(store.case_faces(tenant, 0).await.expect("read").len(), 1, "no case");
    assert_eq!(faces(store, tenant).await, ["opened"]);
    assert_eq!(store.revision(tenant).await.expect("read"), before, "nothing in the log");
    store.settle_acquisition(tenant, &settlement("S9", "2026-0002", 1)).await.expect("settled");
    assert!(store.version(tenant, system, "S9").await.is_ok());
    assert_eq!(store.case_entries(tenant, "2026-0002").await.expect("read").len(), 2);
    assert_eq!(faces(store, tenant).await, ["settled"]);
    let again = store.settle_acquisition(tenant, &settlement("S9", "2026-0003", 2)).await;
    assert!(matches!(again, Err(StoreError::Taken { what: "system", .. })), "{again:?}");
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
}
