//! Two colleagues, each with a token of their own, write on the same object, and fifty read meanwhile, in both databases: no word is
//! lost or put in another's mouth, and nobody waits in vain.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use kernel::Role;
use serde_json::{Value, json};

use crate::town::Town;

const OBJECT: &str = "/api/v1/objects/system/S0009";
/// So many words each writer gets in.
const WORDS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_word_of_two_writers_is_lost_in_sqlite() {
    no_word_is_lost(Town::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_word_of_two_writers_is_lost_in_postgres() {
    no_word_is_lost(Town::in_postgres().await).await;
}

/// Reads, writes on what was read, and reads again when the other was faster. Gives the words that were accepted.
async fn write(town: &Town, token: &str, name: &str) -> Vec<String> {
    let mut accepted = Vec::new();
    let mut tries = 0;
    while accepted.len() < WORDS {
        tries += 1;
        let tag = town.api("GET", OBJECT, token, &[], "").await.header("etag").to_owned();
        let word = format!("{name}-{tries}");
        let body = json!({ "value": word }).to_string();
        let answer = town.api("PUT", &format!("{OBJECT}/facts/licence"), token, &[("if-match", &tag)], &body).await;
        match answer.status {
            StatusCode::OK => accepted.push(word),
            StatusCode::PRECONDITION_FAILED => assert_eq!(answer.json()["label"], "changed-in-between"),
            status => panic!("{status}: {}", answer.body),
        }
    }
    accepted
}

async fn no_word_is_lost(town: Town) {
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::SystemOwner, Role::Auditor] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let [ane, bo, reader] = <[String; 3]>::try_from(tokens).expect("three");
    let (town, done) = (Arc::new(town), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..50)
        .map(|number| {
            // Those who write read as well, and so does one who may not write.
            let token = [&reader, &ane, &bo][number % 3].clone();
            let (town, done) = (Arc::clone(&town), Arc::clone(&done));
            let path = if number % 2 == 0 { OBJECT } else { "/api/v1/objects/system?limit=20" };
            tokio::spawn(async move {
                while !done.load(Ordering::SeqCst) {
                    let answer = town.api("GET", path, &token, &[], "").await;
                    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let accepted = tokio::join!(write(&town, &ane, "ane"), write(&town, &bo, "bo"));
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.expect("every reader was answered");
    }
    let (store, tenant) = (town.house.store(), town.house.tenant());
    let entries = store.log(tenant, i64::MAX, 1_000).await.expect("read");
    let value = |detail: &str| serde_json::from_str::<Value>(detail).expect("JSON")["value"].clone();
    let supplied = entries.iter().filter(|entry| entry.act == "supply-fact");
    let mut logged: Vec<(String, String)> =
        supplied.map(|entry| (entry.name.clone(), value(&entry.detail).as_str().expect("text").to_owned())).collect();
    // Each person is a source: what both say on one day is a conflict that stands there, with each one's last word.
    let last = |role: Role| {
        let name = format!("Navn {}", role.word());
        logged.iter().find(|(by, _)| *by == name).expect("spoke").1.clone()
    };
    let last = [last(Role::ItArchitect), last(Role::SystemOwner)];
    let by =
        |role: Role, words: Vec<String>| words.into_iter().map(move |word| (format!("Navn {}", role.word()), word));
    let mut expected: Vec<_> = by(Role::ItArchitect, accepted.0).chain(by(Role::SystemOwner, accepted.1)).collect();
    expected.sort();
    logged.sort();
    assert_eq!(logged, expected, "each accepted word once, by whoever said it, and no other");
    let object = town.api("GET", OBJECT, &reader, &[], "").await.json();
    let licence = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "licence").cloned();
    let licence = licence.expect("licence");
    for word in &last {
        let stated = licence["stated"].as_array().expect("stated").iter().filter(|one| one["value"] == json!(word));
        assert_eq!(stated.count(), 1, "{word}: {licence}");
    }
    assert!(last.iter().any(|word| licence["value"] == json!(word)) && licence["conflict"] == true, "{licence}");
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
}
