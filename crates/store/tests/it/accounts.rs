//! Accounts, sessions, tokens and uploads.

use std::collections::BTreeMap;

use kernel::{Instant, Role};
use store::{Grant, NewAccount, Session, StoreError, Token, TokenOwner, Upload};

use crate::{House, MORNING, act, in_both};

const HOUR: i64 = 3_600_000_000;

fn new(id: &str, login: &str) -> NewAccount {
    NewAccount {
        id: id.to_owned(),
        login: login.to_owned(),
        name: format!("Navn {id}"),
        mail: None,
        person: None,
        password: Some("$argon2id$..".to_owned()),
        subject: None,
    }
}

fn grant(role: Role, unit: &str) -> Grant {
    Grant { role, unit: unit.to_owned() }
}

async fn an_account_is_found_by_its_login_in_any_case_and_a_taken_login_is_refused(house: &House) {
    let roles = [grant(Role::SystemOwner, "U1"), grant(Role::Auditor, "")];
    house
        .store
        .add_account(&house.tenant, &act("add-account", 0), &new("a", "Åse@Eksempel.dk"), &roles)
        .await
        .expect("made");
    let found = house.store.account_by_login(&house.tenant, "åse@eksempel.dk").await.expect("read").expect("there");
    assert_eq!((found.id.as_str(), found.failures), ("a", 0));
    let mut held = house.store.grants(&house.tenant, "a").await.expect("read");
    held.sort();
    let mut given = roles.to_vec();
    given.sort();
    assert_eq!(held, given);
    let again = house.store.add_account(&house.tenant, &act("add-account", 0), &new("b", "ÅSE@eksempel.dk"), &[]).await;
    assert!(matches!(again, Err(StoreError::Taken { .. })), "{again:?}");
    // The refused act left no entry: the chain has only the first.
    assert_eq!(house.store.revision(&house.tenant).await.expect("read"), 1);
}

async fn only_one_of_two_first_administrators_is_made(house: &House) {
    let admin = [grant(Role::Admin, "")];
    let (store, tenant, entry) = (&house.store, &house.tenant, act("first-account", 0));
    let (one, two) = (new("a", "a@x"), new("b", "b@x"));
    let (first, second) = tokio::join!(
        store.add_first_account(tenant, &entry, &one, &admin),
        store.add_first_account(tenant, &entry, &two, &admin),
    );
    assert_ne!(first.is_ok(), second.is_ok());
    assert_eq!(store.accounts(tenant).await.expect("read").len(), 1);
}

async fn failures_lock_and_a_success_forgets_them(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.add_account(tenant, &act("add-account", 0), &new("a", "a@x"), &[]).await.expect("made");
    let until = Instant(MORNING.0 + HOUR);
    for _ in 0..2 {
        store.count_failure(tenant, "a", 3, until).await.expect("counted");
    }
    assert_eq!(store.account(tenant, "a").await.expect("read").locked_until, None);
    store.count_failure(tenant, "a", 3, until).await.expect("counted");
    assert_eq!(store.account(tenant, "a").await.expect("read").locked_until, Some(until));
    assert!(store.succeeded(tenant, "a", None).await.expect("forgotten"));
    let account = store.account(tenant, "a").await.expect("read");
    assert_eq!((account.failures, account.locked_until), (0, None));
}

async fn a_time_step_of_the_second_factor_counts_once(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.add_account(tenant, &act("add-account", 0), &new("a", "a@x"), &[]).await.expect("made");
    assert!(store.succeeded(tenant, "a", Some(100)).await.expect("read"));
    assert!(!store.succeeded(tenant, "a", Some(100)).await.expect("read"));
    assert!(!store.succeeded(tenant, "a", Some(99)).await.expect("read"));
    assert!(store.succeeded(tenant, "a", Some(101)).await.expect("read"));
    assert!(store.succeeded(tenant, "a", None).await.expect("read"));
}

fn session(hash: &str, began: Instant) -> Session {
    Session {
        hash: hash.to_owned(),
        account: "a".to_owned(),
        csrf: "c".to_owned(),
        began_at: began,
        proved_at: began,
        seen_at: began,
        ends_at: Instant(began.0 + HOUR),
    }
}

async fn sessions_end_with_the_password_and_the_account(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.add_account(tenant, &act("add-account", 0), &new("a", "a@x"), &[]).await.expect("made");
    store.begin_session(tenant, &session("h1", MORNING)).await.expect("begun");
    let later = Instant(MORNING.0 + 60_000_000);
    store.session_proved(tenant, "h1", later).await.expect("proved");
    assert_eq!(store.session(tenant, "h1").await.expect("read").expect("there").proved_at, later);
    store.set_password(tenant, &act("set-password", 0), "a", "$argon2id$new").await.expect("set");
    assert_eq!(store.session(tenant, "h1").await.expect("read"), None);
    store.begin_session(tenant, &session("h2", MORNING)).await.expect("begun");
    // A session that has ended is swept out when the next begins.
    store.begin_session(tenant, &session("h3", Instant(MORNING.0 + 2 * HOUR))).await.expect("begun");
    assert_eq!(store.session(tenant, "h2").await.expect("read"), None);
    store.close_account(tenant, &act("close-account", 0), "a").await.expect("closed");
    assert_eq!(store.session(tenant, "h3").await.expect("read"), None);
    assert!(store.close_account(tenant, &act("close-account", 0), "a").await.is_err());
}

async fn a_token_is_known_by_its_hash_until_it_is_withdrawn(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let token = Token {
        id: "t1".to_owned(),
        account: "a".to_owned(),
        name: "Import fra OS2kitos".to_owned(),
        scope: "write".to_owned(),
        created_at: MORNING,
        expires_at: Instant(MORNING.0 + HOUR),
        used_at: None,
        revoked_at: None,
    };
    store.add_token(tenant, &act("add-token", 0), &token, "hash").await.expect("made");
    assert_eq!(store.token(tenant, "hash").await.expect("read"), Some(token.clone()));
    assert_eq!(store.token(tenant, "other").await.expect("read"), None);
    assert_eq!(store.tokens(tenant, TokenOwner::Account("b")).await.expect("read"), []);
    assert_eq!(store.tokens(tenant, TokenOwner::Anyone).await.expect("read"), [token]);
    store.revoke_token(tenant, &act("revoke-token", 0), "t1").await.expect("withdrawn");
    assert!(store.token(tenant, "hash").await.expect("read").expect("there").revoked_at.is_some());
    assert!(store.revoke_token(tenant, &act("revoke-token", 0), "t1").await.is_err());
}

async fn what_somebody_uploaded_is_theirs_alone_and_goes_after_a_day(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let upload = |id: &str, at: Instant| Upload {
        id: id.to_owned(),
        account: "a".to_owned(),
        at,
        kind: "system".to_owned(),
        file: "systemer.csv".to_owned(),
        source: "OS2kitos".to_owned(),
        register: String::new(),
        exported: Some(kernel::Day::from_days(20_000)),
        complete: true,
        content: b"key;Navn\nS1;\xc6blet\0\n".to_vec(),
    };
    store.keep_upload(tenant, &upload("u1", MORNING), Instant(0)).await.expect("kept");
    assert_eq!(store.upload(tenant, "a", "u1").await.expect("read"), upload("u1", MORNING));
    assert!(store.upload(tenant, "b", "u1").await.is_err());
    let tomorrow = Instant(MORNING.0 + 24 * HOUR);
    store.keep_upload(tenant, &upload("u2", tomorrow), Instant(MORNING.0 + HOUR)).await.expect("kept");
    assert!(store.upload(tenant, "a", "u1").await.is_err());
    store.drop_upload(tenant, "u2").await.expect("dropped");
    assert!(store.upload(tenant, "a", "u2").await.is_err());
}

async fn a_mapping_is_remembered_per_source_and_kind(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    let columns = |to: &str| BTreeMap::from([("Systemnavn".to_owned(), to.to_owned())]);
    let place = ("OS2kitos", "system");
    store.remember_mapping(tenant, &act("set-mapping", 0), place, &columns("name")).await.expect("kept");
    store.remember_mapping(tenant, &act("set-mapping", 0), place, &columns("licence")).await.expect("kept");
    assert_eq!(store.mapping(tenant, "OS2kitos", "system").await.expect("read"), columns("licence"));
    assert_eq!(store.mapping(tenant, "OS2kitos", "device").await.expect("read"), BTreeMap::new());
    store.remember_mapping(tenant, &act("set-mapping", 0), ("Ark", "unit"), &columns("name")).await.expect("kept");
    let all = store.mappings(tenant).await.expect("read");
    let names: Vec<_> = all.iter().map(|one| (one.source.as_str(), one.kind.as_str(), &one.columns)).collect();
    assert_eq!(names, [("Ark", "unit", &columns("name")), ("OS2kitos", "system", &columns("licence"))]);
    store.forget_mapping(tenant, &act("forget-mapping", 0), place).await.expect("forgotten");
    assert_eq!(store.mapping(tenant, "OS2kitos", "system").await.expect("read"), BTreeMap::new());
    let before = store.revision(tenant).await.expect("read");
    let again = store.forget_mapping(tenant, &act("forget-mapping", 0), place).await;
    assert!(matches!(again, Err(StoreError::Unknown { .. })), "{again:?}");
    assert_eq!(store.revision(tenant).await.expect("read"), before, "what was refused left no entry");
}

async fn acts_on_accounts_leave_what_was_assessed_as_it_is(house: &House) {
    let (store, tenant) = (&house.store, &house.tenant);
    store.add_account(tenant, &act("add-account", 0), &new("a", "a@x"), &[]).await.expect("made");
    store.set_grants(tenant, &act("set-roles", 0), "a", &[grant(Role::Admin, "")], false).await.expect("set");
    assert_eq!(store.revision(tenant).await.expect("read"), 2);
    assert_eq!(store.changed(tenant).await.expect("read"), 0);
}

in_both!(
    an_account_is_found_by_its_login_in_any_case_and_a_taken_login_is_refused,
    only_one_of_two_first_administrators_is_made,
    failures_lock_and_a_success_forgets_them,
    a_time_step_of_the_second_factor_counts_once,
    sessions_end_with_the_password_and_the_account,
    a_token_is_known_by_its_hash_until_it_is_withdrawn,
    what_somebody_uploaded_is_theirs_alone_and_goes_after_a_day,
    a_mapping_is_remembered_per_source_and_kind,
    acts_on_accounts_leave_what_was_assessed_as_it_is,
);
