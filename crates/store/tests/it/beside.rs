//! What stands beside the log is read together with the log, and written as the log says by whoever has read all of it.

use store::{Act, CaseWrite, Filed, KeptFace, Mended};

use super::{House, act, in_both};

in_both!(things_are_read_in_turn_with_what_stands_beside_them, what_is_mended_was_read_to_its_end);

fn write(id: &str, seen: i64, face: &str) -> CaseWrite {
    let act = act("case-note", 0);
    CaseWrite { id: id.to_owned(), seen, act, face: face.to_owned(), words: None, file: None }
}

fn meddled() -> Act {
    act("meddled", 0)
}

async fn things_are_read_in_turn_with_what_stands_beside_them(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    for id in ["2026-0001", "2026-0002", "2026-0003"] {
        store.write_cases(tenant, &[write(id, 0, "one")]).await.expect("opens");
    }
    store.write_cases(tenant, &[write("2026-0002", 1, "two")]).await.expect("goes on");
    let first = store.filed_after(tenant, Filed::Case, ("", 2)).await.expect("read");
    let told =
        first.iter().map(|thing| (thing.id.as_str(), thing.entries.len(), thing.kept.clone().expect("a face").version));
    assert_eq!(told.collect::<Vec<_>>(), [("2026-0001", 1, 1), ("2026-0002", 2, 2)]);
    let kept = first[1].kept.clone().expect("a face");
    assert_eq!((kept.changed, kept.face.as_str()), (first[1].entries[1].seq, "two"));
    let rest = store.filed_after(tenant, Filed::Case, ("2026-0002", 2)).await.expect("read");
    assert_eq!(rest.iter().map(|thing| thing.id.as_str()).collect::<Vec<_>>(), ["2026-0003"]);
    assert_eq!(store.filed_after(tenant, Filed::Case, ("2026-0003", 2)).await.expect("read"), []);
    assert_eq!(store.filed_after(tenant, Filed::Acquisition, ("", 2)).await.expect("read"), []);
    // A face in another form is written only where no event came since.
    let anew = |version| [("2026-0002".to_owned(), version, "anew".to_owned())];
    store.write_anew(tenant, Filed::Case, &anew(1)).await.expect("looked");
    let face = async || {
        let all = store.case_faces(tenant, 0).await.expect("read");
        all.into_iter().find(|one| one.id == "2026-0002").expect("there").face
    };
    assert_eq!(face().await, "two");
    store.write_anew(tenant, Filed::Case, &anew(2)).await.expect("written");
    assert_eq!(face().await, "anew");
}

async fn what_is_mended_was_read_to_its_end(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let numbers = store.write_cases(tenant, &[write("2026-0001", 0, "one"), write("2026-0001", 1, "two")]).await;
    let upto = numbers.expect("written")[1];
    assert_eq!(store.unlogged(tenant, Filed::Case).await.expect("read"), [""; 0]);
    let kept = KeptFace { version: 2, changed: upto, face: "as it was".to_owned() };
    let row = |upto| Mended { id: "2026-0001".to_owned(), upto, kept: kept.clone() };
    let late = store.mend(tenant, &meddled(), (Filed::Case, &[row(upto - 1)], &[])).await.expect("looked");
    assert_eq!(late, 0, "somebody has acted since it was read");
    assert_eq!(store.mend(tenant, &meddled(), (Filed::Case, &[row(upto)], &[])).await.expect("written"), 1);
    let read = store.filed_after(tenant, Filed::Case, ("", 9)).await.expect("read").remove(0);
    assert_eq!(read.kept, Some(kept));
    house.meddle("INSERT INTO case_file (tenant, id, version, changed, face) SELECT tenant, '2026-0777', version, changed, face FROM case_file").await;
    let unlogged = store.unlogged(tenant, Filed::Case).await.expect("read");
    assert_eq!(unlogged, ["2026-0777"]);
    assert_eq!(store.mend(tenant, &meddled(), (Filed::Case, &[], &unlogged)).await.expect("taken away"), 1);
    assert_eq!(store.unlogged(tenant, Filed::Case).await.expect("read"), [""; 0]);
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
}
