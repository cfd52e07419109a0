//! Registers: a run's rows, facts and standing are one; of two at once one comes too late; what each run did can be read.

use std::sync::Arc;

use facts::{Rank, Source, Value, schema};
use kernel::Day;
use store::{DeliveredRow, Delivery, MirrorRow, RegisterState, StoreError};

use super::{House, act, in_both};

in_both!(
    a_run_is_kept_with_its_rows_and_told_of_afterwards,
    an_undoing_comes_before_a_run_that_began_earlier,
    what_could_not_be_read_is_not_gone,
);

fn delivery(rows: &[(&str, &str)], spared: &[&str]) -> Delivery {
    let kind = schema().kind("system").expect("a kind");
    let name = schema().attribute_id(kind, "name").expect("an attribute");
    let row =
        |(key, named): &(&str, &str)| DeliveredRow { key: (*key).to_owned(), facts: vec![(name, Value::text(*named))] };
    Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind,
        seen_at: Day::from_days(20_780),
        complete: true,
        spared: spared.iter().map(|key| (*key).to_owned()).collect(),
        rows: rows.iter().map(row).collect(),
    }
}

fn state(runs: i64) -> RegisterState {
    RegisterState { source: "OS2kitos".to_owned(), runs, told: "{\"read\":1}".to_owned(), ..RegisterState::default() }
}

fn row(id: &str, content: Option<&str>) -> MirrorRow {
    MirrorRow { list: "it-systems".to_owned(), id: id.to_owned(), content: content.map(str::to_owned) }
}

async fn a_run_is_kept_with_its_rows_and_told_of_afterwards(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let rows = [row("a", Some("{}")), row("b", Some("{\"x\":\"æ\\u0000\"}"))];
    let first = [delivery(&[("S1", "Løn"), ("S2", "Sager")], &[])];
    let (one, _) = store.deliver_run(tenant, &act("import", 0), &first, (&rows, &state(1))).await.expect("first");
    let rows = [row("a", None), row("b", Some("[]"))];
    let second = [delivery(&[("S1", "Lønnen"), ("S3", "Veje")], &[])];
    let (two, _) = store.deliver_run(tenant, &act("import", 1), &second, (&rows, &state(2))).await.expect("second");
    assert_eq!(store.mirror(tenant, "OS2kitos").await.expect("read"), [row_told("b", "[]")]);
    let kept = store.registers(tenant).await.expect("read");
    assert_eq!(kept, [RegisterState { act: Some(two), ..state(2) }]);
    let runs = store.import_runs(tenant, i64::MAX, 10).await.expect("read");
    let told: Vec<(i64, bool, Vec<String>)> = runs.into_iter().map(|run| (run.act, run.undone, run.sources)).collect();
    let kitos = || vec!["OS2kitos".to_owned()];
    assert_eq!(told, [(two, false, kitos()), (one, false, kitos())]);
    assert_eq!(store.import_runs(tenant, two, 1).await.expect("read").len(), 1);
    let done = store.done_by(tenant, two).await.expect("read").remove(0).difference;
    let changed: Vec<&str> = done.changed.iter().map(|changed| &*changed.key).collect();
    assert_eq!((done.added, changed, done.gone), (vec!["S3".to_owned()], vec!["S1"], vec!["S2".to_owned()]));
    assert_eq!(store.run_report(tenant, two).await.expect("read").as_deref(), Some("{\"read\":1}"));
    store.undo(tenant, &act("undo", 2), two, &[]).await.expect("undone");
    assert!(store.import_runs(tenant, i64::MAX, 1).await.expect("read")[0].undone);
}

fn row_told(id: &str, content: &str) -> (String, String, String) {
    ("it-systems".to_owned(), id.to_owned(), content.to_owned())
}

async fn an_undoing_comes_before_a_run_that_began_earlier(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let (one, _) = store
        .deliver_run(tenant, &act("import", 0), &[delivery(&[("S1", "Løn")], &[])], (&[], &state(1)))
        .await
        .expect("first");
    store.undo(tenant, &act("undo", 1), one, &[]).await.expect("undone");
    // A run that had seen one run before it: delivered, unchanged, or failed.
    let late = [delivery(&[("S1", "Løn")], &[])];
    let refused = store.deliver_run(tenant, &act("import", 2), &late, (&[], &state(2))).await;
    assert!(matches!(refused, Err(StoreError::Changed { expected: 1, found: 2, .. })), "{refused:?}");
    for after in [state(2), state(1)] {
        let refused = store.note_register(tenant, &after, 1).await;
        assert!(matches!(refused, Err(StoreError::Changed { .. })), "{refused:?}");
    }
    let kept = store.registers(tenant).await.expect("read").remove(0);
    assert!(kept.paused_by.is_some() && kept.runs == 2, "{kept:?}");
    store.note_register(tenant, &state(3), 2).await.expect("noted");
    assert_eq!(store.registers(tenant).await.expect("read")[0].paused_by, None);
    assert_eq!(store.verify_log(tenant).await.expect("verified"), None);
}

async fn what_could_not_be_read_is_not_gone(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let first = [delivery(&[("S1", "Løn"), ("S2", "Sager")], &[])];
    store.deliver_run(tenant, &act("import", 0), &first, (&[], &state(1))).await.expect("first");
    let second = [delivery(&[("S1", "Løn")], &["S2", "S9"])];
    let difference = store.difference(tenant, &second).await.expect("worked out").remove(0);
    assert_eq!((difference.same, difference.gone), (2, Vec::<String>::new()));
    store.deliver_run(tenant, &act("import", 1), &second, (&[], &state(2))).await.expect("second");
    let estate = store.estate(tenant, None).await.expect("read");
    assert!(estate.find(schema().kind("system").expect("a kind"), "S2").is_some());
}
