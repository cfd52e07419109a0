//! Cases: an event is its entry and its case's face, written together or not at all, by whoever has seen what the other wrote.

use serde_json::json;
use store::{CaseWrite, StoreError};

use super::{House, MORNING, act, in_both};

in_both!(
    two_who_decide_at_once_become_one_and_one_who_is_told,
    events_stand_in_the_log_and_the_chain_holds,
    several_events_are_written_together_or_not_at_all,
    deputies_and_meetings_are_kept,
);

fn write(id: &str, seen: i64, face: &str) -> CaseWrite {
    let mut act = act("case-note", 0);
    act.detail = json!({ "text": face });
    CaseWrite { id: id.to_owned(), seen, act, face: face.to_owned(), words: None, file: None }
}

async fn two_who_decide_at_once_become_one_and_one_who_is_told(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.write_cases(tenant, &[write("2026-0001", 0, "opened")]).await.expect("opens");
    let (one, other) = ([write("2026-0001", 1, "one")], [write("2026-0001", 1, "other")]);
    let (one, other) = tokio::join!(store.write_cases(tenant, &one), store.write_cases(tenant, &other));
    let winner = if one.is_ok() { "one" } else { "other" };
    assert_ne!(one.is_ok(), other.is_ok(), "one of the two");
    let loser = one.err().or(other.err()).expect("a loser");
    assert!(matches!(loser, StoreError::Changed { expected: 1, found: 2, .. }), "{loser:?}");
    let faces = store.case_faces(tenant, 0).await.expect("read");
    assert_eq!(faces.iter().map(|face| face.face.as_str()).collect::<Vec<_>>(), [winner]);
    assert_eq!(store.case_entries(tenant, "2026-0001").await.expect("read").len(), 2);
}

async fn events_stand_in_the_log_and_the_chain_holds(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let mut opening = write("2026-0007", 0, "opened");
    opening.words = Some(("pack".to_owned(), "principle".to_owned(), "derfor".to_owned()));
    opening.file = Some(("ab12".to_owned(), vec![1, 2, 3]));
    store.write_cases(tenant, &[opening]).await.expect("opens");
    assert!(matches!(
        store.write_cases(tenant, &[write("2026-0007", 0, "again")]).await,
        Err(StoreError::Taken { .. })
    ));
    assert!(matches!(
        store.write_cases(tenant, &[write("2026-0008", 3, "none")]).await,
        Err(StoreError::Unknown { .. })
    ));
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
    assert_eq!(store.last_case(tenant, 2026).await.expect("read"), 7);
    assert_eq!(store.last_case(tenant, 2025).await.expect("read"), 0);
    let same = store.explanations(tenant, ("pack", "principle"), "2026-0001", 10).await.expect("read");
    assert_eq!(same, [("2026-0007".to_owned(), "derfor".to_owned())]);
    assert!(store.explanations(tenant, ("pack", "principle"), "2026-0007", 10).await.expect("read").is_empty());
    let others = |principle| store.latest_explanations(tenant, ("pack", principle), 10);
    assert_eq!(others("another").await.expect("read"), [("2026-0007".to_owned(), "derfor".to_owned())]);
    assert!(others("principle").await.expect("read").is_empty());
    assert_eq!(store.attachment(tenant, "2026-0007", "ab12").await.expect("read"), Some(vec![1, 2, 3]));
    assert_eq!(store.attachment(tenant, "2026-0008", "ab12").await.expect("read"), None);
}

async fn several_events_are_written_together_or_not_at_all(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.write_cases(tenant, &[write("2026-0001", 0, "opened")]).await.expect("opens");
    let before = store.revision(tenant).await.expect("read");
    let half = [write("2026-0002", 0, "new"), write("2026-0001", 9, "seen too much")];
    store.write_cases(tenant, &half).await.expect_err("refused");
    assert_eq!(store.revision(tenant).await.expect("read"), before);
    let both = [write("2026-0002", 0, "new"), write("2026-0001", 1, "split")];
    let numbers = store.write_cases(tenant, &both).await.expect("written");
    assert_eq!(numbers, [before + 1, before + 2]);
    let later = store.case_faces(tenant, before).await.expect("read");
    assert_eq!(later.iter().map(|face| face.id.as_str()).collect::<Vec<_>>(), ["2026-0002", "2026-0001"]);
}

async fn deputies_and_meetings_are_kept(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let days = (kernel::Day::from_days(20_000), kernel::Day::from_days(20_010));
    let id = store.add_deputy(tenant, &act("add-deputy", 0), ("a", "b"), days).await.expect("added");
    store.end_deputy(tenant, &act("end-deputy", 0), id).await.expect("ended");
    store.end_deputy(tenant, &act("end-deputy", 0), id).await.expect_err("ended before");
    let deputies = store.deputies(tenant).await.expect("read");
    assert_eq!((deputies[0].from, deputies[0].until, deputies[0].ended_at), (days.0, days.1, Some(MORNING)));
    let meeting =
        store.plan_meeting(tenant, &act("plan-meeting", 0), (days.0, "Direktionsmøde")).await.expect("planned");
    let cases = ["2026-0002".to_owned(), "2026-0001".to_owned()];
    store.set_agenda(tenant, &act("set-agenda", 0), &meeting, &cases).await.expect("set");
    assert_eq!(store.agenda(tenant, &meeting).await.expect("read"), cases);
    store.close_meeting(tenant, &act("close-meeting", 0), &meeting, "2026/17").await.expect("closed");
    assert_eq!(store.meetings(tenant).await.expect("read")[0].minutes.as_deref(), Some("2026/17"));
    store.close_meeting(tenant, &act("close-meeting", 0), "M0", "2026/17").await.expect_err("no such meeting");
}
