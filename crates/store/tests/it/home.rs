//! Opening: what is there is kept, what is no database is said to be none, and a password is never shown.

use std::fs;

use store::{Place, Store, StoreError, Tenant};
use tempfile::TempDir;

use crate::{House, MORNING, act, in_both};

in_both!(what_was_acknowledged_is_there_when_the_store_opens_again, a_name_is_taken_once);

async fn what_was_acknowledged_is_there_when_the_store_opens_again(house: &House) {
    house.store.note(&house.tenant, &act("sign-in", 0)).await.expect("noted");
    // Not closed: as after a kill.
    let again = Store::open(&house.place).await.expect("opens again");
    assert_eq!(again.revision(&house.tenant).await.expect("revision"), 1);
    assert_eq!(again.tenants().await.expect("read"), [(house.tenant.clone(), "Eksempel Kommune".to_owned())]);
    again.close().await;
}

async fn a_name_is_taken_once(house: &House) {
    let taken = house.store.found(&house.tenant, "Eksempel Kommune igen", MORNING).await;
    assert!(matches!(taken, Err(StoreError::Taken { .. })), "{taken:?}");
    let nobody = house.store.revision(&Tenant("ingen".to_owned())).await;
    assert!(matches!(nobody, Err(StoreError::Unknown { .. })), "{nobody:?}");
}

#[tokio::test]
async fn a_folder_a_text_and_a_missing_folder_are_no_database() {
    let dir = TempDir::new().expect("a directory");
    let text = dir.path().join("noter.db");
    fs::write(&text, "Dette er ikke en database, men en lang nok tekst til at ligne en.".repeat(40)).expect("written");
    for path in [dir.path().to_path_buf(), text, dir.path().join("findes/ikke/fundament.db")] {
        let refused = Store::open(&Place::File(path.clone())).await;
        let Err(StoreError::Place { place, reason }) = refused else { panic!("{refused:?}") };
        assert!(place == path.display().to_string() && !reason.is_empty(), "{place}: {reason}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    let place = Place::Url("postgres://fundament:hemmelig@127.0.0.1:1/fundament".to_owned());
    let refused = Store::open(&place).await.expect_err("nobody listens there");
    let shown = refused.to_string();
    assert!(shown.contains("127.0.0.1:1/fundament") && !shown.contains("hemmelig"), "{shown}");
    let place = Place::Url("postgres://127.0.0.1:1/fundament?user=fundament&password=hemmelig".to_owned());
    assert_eq!(place.shown(), "postgres://127.0.0.1:1/fundament");
}
