//! Copies: a move to the other database and a backup to a file. Each is whole, or there is none.

use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use facts::{Rank, Source, Value, schema};
use kernel::Day;
use store::{Accepted, DeliveredRow, Delivery, NewAccount, Others, Place, Store, StoreError, Upload};
use tempfile::TempDir;

use crate::{House, MORNING, act, in_both};

in_both!(
    everything_arrives_in_the_other_database_whatever_its_order,
    a_house_that_is_lived_in_is_never_filled,
    a_broken_log_is_not_carried_on,
    what_somebody_took_out_of_the_schema_is_named,
    a_later_versions_database_is_told_as_such,
    what_others_do_during_a_move_stops_it_but_not_a_backup,
    a_backup_is_one_sound_file_and_overwrites_none,
    each_source_tells_when_it_last_delivered,
);

/// More rows than a page, with keys that locales sort otherwise than bytes.
async fn lived_in(house: &House) {
    let system = schema().kind("system").expect("system");
    let name = schema().attribute_id(system, "name").expect("name");
    let rows = (0..2_100).map(|number| {
        let letter = ["a", "B", "Å", "z", "ø", "Z-"][number % 6];
        DeliveredRow { key: format!("{letter}{number}"), facts: vec![(name, Value::text(format!("Løn {number}")))] }
    });
    let delivery = Delivery {
        source: Source { name: Arc::from("OS2kitos"), register: Arc::from("kitos"), rank: Rank::Register },
        kind: system,
        seen_at: Day::parse("2026-11-20").expect("a day"),
        complete: true,
        spared: Vec::new(),
        rows: rows.collect(),
    };
    house.store.deliver(&house.tenant, &act("import", 0), &[delivery], (&[], &[])).await.expect("delivered");
    let upload = Upload {
        id: "u".to_owned(),
        account: "ane".to_owned(),
        at: MORNING,
        kind: "system".to_owned(),
        file: "systemer.csv".to_owned(),
        source: "Kitos".to_owned(),
        register: String::new(),
        exported: None,
        complete: false,
        content: vec![0, 255, 10, 0],
    };
    house.store.keep_upload(&house.tenant, &upload, MORNING).await.expect("kept");
    let new = NewAccount {
        id: "a".to_owned(),
        login: "ane".to_owned(),
        name: "Ane".to_owned(),
        mail: None,
        person: None,
        password: None,
        subject: None,
    };
    house.store.add_account(&house.tenant, &act("add-account", 1), &new, &[]).await.expect("made");
}

async fn everything_arrives_in_the_other_database_whatever_its_order(house: &House) {
    lived_in(house).await;
    let (place, _dir) = house.empty_elsewhere().await;
    let target = Store::open(&place).await.expect("opens");
    let copied = house.store.copy_into(&target, Others::MustStandStill).await.expect("copied");
    let rows = |table: &str| copied.iter().find(|it| it.table == table).map(|it| it.rows);
    assert_eq!((rows("statement"), rows("upload"), rows("log")), (Some(2_100), Some(1), Some(2)));
    assert_eq!(target.verify_log(&house.tenant).await.expect("verified"), None);
    let upload = target.upload(&house.tenant, "ane", "u").await.expect("there");
    assert_eq!(upload.content, [0, 255, 10, 0]);
    let day = Day::parse("2026-11-23").expect("a day");
    let (there, here) =
        (target.estate(&house.tenant, None).await.expect("read"), house.store.estate(&house.tenant, None).await);
    let system = schema().kind("system").expect("system");
    assert_eq!(there.slots(day).keys(system), here.expect("read").slots(day).keys(system));
    // And it is lived in at once: the next act follows the last.
    assert_eq!(target.note(&house.tenant, &act("sign-in", 2)).await.expect("noted"), 3);
    target.close().await;
}

async fn a_house_that_is_lived_in_is_never_filled(house: &House) {
    let (place, _dir) = house.empty_elsewhere().await;
    let target = Store::open(&place).await.expect("opens");
    let other = store::Tenant("naboby".to_owned());
    target.found(&other, "Naboby Kommune", MORNING).await.expect("founded");
    let refused = house.store.copy_into(&target, Others::MustStandStill).await;
    assert!(matches!(&refused, Err(StoreError::NotEmpty { table }) if table == "tenant"), "{refused:?}");
    assert_eq!(target.tenants().await.expect("read"), [(other, "Naboby Kommune".to_owned())]);
    target.close().await;
}

async fn what_somebody_took_out_of_the_schema_is_named(house: &House) {
    assert!(house.store.lacking().await.expect("asked").is_empty());
    house.meddle("DROP TABLE outbox").await;
    house.meddle("ALTER TABLE account DROP COLUMN mail").await;
    house.unguard_log().await;
    let lacking = house.store.lacking().await.expect("asked");
    assert_eq!(lacking[..2], ["account.mail", "outbox"]);
    assert!(lacking.iter().any(|name| name == "log_no_update"), "{lacking:?}");
}

async fn a_later_versions_database_is_told_as_such(house: &House) {
    house.meddle("UPDATE _sqlx_migrations SET version = 99 WHERE version = 15").await;
    let refused = Store::open(&house.place).await.expect_err("refused");
    assert_eq!(refused.label(), "database-version", "{refused}");
    assert!(refused.text().da.contains("nyere version"), "{refused}");
}

async fn a_broken_log_is_not_carried_on(house: &House) {
    lived_in(house).await;
    house.unguard_log().await;
    house.meddle("UPDATE log SET name = 'Ane Friiz' WHERE seq = 1").await;
    let (place, _dir) = house.empty_elsewhere().await;
    let target = Store::open(&place).await.expect("opens");
    let refused = house.store.copy_into(&target, Others::MustStandStill).await;
    assert!(matches!(&refused, Err(StoreError::Damaged { what }) if what.contains('1')), "{refused:?}");
    assert!(target.tenants().await.expect("read").is_empty(), "nothing is half-done");
    assert!(matches!(house.store.expect_sound().await, Err(StoreError::Damaged { .. })));
    target.close().await;
}

async fn what_others_do_during_a_move_stops_it_but_not_a_backup(house: &House) {
    lived_in(house).await;
    let mut acting = tokio::task::JoinSet::new();
    let (store, tenant) = (house.store.clone(), house.tenant.clone());
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let (begin, mut begun) = tokio::sync::mpsc::channel::<()>(1);
    acting.spawn(async move {
        while stopped.try_recv().is_err() {
            store.note(&tenant, &act("sign-in", 2)).await.expect("noted");
            begin.try_send(()).ok();
        }
    });
    begun.recv().await.expect("acting");
    // On a busy machine a copy may be done before anybody acts again: then another is made.
    let mut made = None;
    for _ in 0..20 {
        let (place, dir) = house.empty_elsewhere().await;
        let target = Store::open(&place).await.expect("opens");
        let refused = house.store.copy_into(&target, Others::MustStandStill).await;
        let is_done = refused.is_err();
        made = Some((target, dir, refused));
        if is_done {
            break;
        }
    }
    let (target, _dir, refused) = made.expect("tried");
    assert!(matches!(&refused, Err(StoreError::Copy { table, .. }) if table == "tenant"), "{refused:?}");
    assert!(target.tenants().await.expect("read").is_empty());
    house.store.copy_into(&target, Others::MayGoOn).await.expect("copied");
    stop.send(()).expect("still acting");
    while let Some(done) = acting.join_next().await {
        done.expect("acted");
    }
    assert!(target.expect_sound().await.expect("sound") >= 2);
    target.close().await;
}

async fn a_backup_is_one_sound_file_and_overwrites_none(house: &House) {
    lived_in(house).await;
    let dir = TempDir::new().expect("a directory");
    let file = dir.path().join("kopi.db");
    house.store.write_file(&file).await.expect("written");
    let names: Vec<_> = std::fs::read_dir(dir.path()).expect("read").flatten().map(|it| it.file_name()).collect();
    assert_eq!(names, ["kopi.db"]);
    let copy = Store::look(&Place::File(file.clone())).await.expect("opens");
    assert_eq!(copy.expect_sound().await.expect("sound"), 2);
    copy.expect_schema(Accepted::Newest).await.expect("the newest");
    copy.close().await;
    let again = house.store.write_file(&file).await;
    assert!(matches!(again, Err(StoreError::Place { .. })), "{again:?}");
    assert_eq!(house.store.revision(&house.tenant).await.expect("read"), 2, "a backup is no act");
}

async fn each_source_tells_when_it_last_delivered(house: &House) {
    lived_in(house).await;
    let last = house.store.last_deliveries(&house.tenant).await.expect("read");
    let seen: Vec<_> = last.iter().map(|it| (it.source.as_str(), it.kind.as_str(), it.at)).collect();
    assert_eq!(seen, [("OS2kitos", "system", MORNING)]);
    assert!(house.store.size().await.expect("told") > 100_000);
}

#[tokio::test]
async fn a_text_that_postgresql_cannot_hold_leaves_it_empty() {
    let house = House::in_sqlite().await;
    house.meddle("UPDATE tenant SET name = 'Eksempel' || char(0) || 'Kommune'").await;
    let (place, _dir) = house.empty_elsewhere().await;
    let target = Store::open(&place).await.expect("opens");
    let refused = house.store.copy_into(&target, Others::MustStandStill).await;
    assert!(matches!(&refused, Err(StoreError::Copy { table, .. }) if table == "tenant"), "{refused:?}");
    assert!(target.tenants().await.expect("read").is_empty());
}

#[tokio::test]
async fn a_torn_backup_and_another_programs_file_are_found_out() {
    let house = House::in_sqlite().await;
    lived_in(&house).await;
    let dir = TempDir::new().expect("a directory");
    let file = dir.path().join("kopi.db");
    house.store.write_file(&file).await.expect("written");
    let length = std::fs::metadata(&file).expect("there").len();
    let mut torn = std::fs::OpenOptions::new().read(true).write(true).open(&file).expect("opens");
    torn.seek(SeekFrom::Start(length / 2)).expect("there");
    torn.write_all(&[0x55; 8_192]).expect("written");
    let copy = Store::look(&Place::File(file.clone())).await.expect("opens");
    assert!(copy.expect_sound().await.is_err());
    copy.close().await;
    let nothing = Store::look(&Place::File(dir.path().join("ingen.db"))).await;
    assert!(matches!(nothing, Err(StoreError::Missing { .. })), "{nothing:?}");
    assert!(!dir.path().join("ingen.db").exists(), "looking makes nothing");
    let empty = dir.path().join("tom.db");
    std::fs::write(&empty, "").expect("written");
    let other = Store::look(&Place::File(empty)).await.expect("an empty file is an empty database");
    assert!(matches!(other.expect_sound().await, Err(StoreError::Schema { found: 0, .. })));
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::in_sqlite().await;
    let Place::File(path) = &house.place else { panic!("a file") };
    for entry in std::fs::read_dir(path.parent().expect("a folder")).expect("read").flatten() {
        let mode = entry.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", entry.path().display());
    }
    let mut head = [0; 15];
    std::fs::File::open(path).expect("opens").read_exact(&mut head).expect("read");
    assert_eq!(&head, b"SQLite format 3");
}
