//! Two write on the same object, fifty read meanwhile, in both databases: no word is lost, and nobody waits in vain.

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
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let (town, token, done) = (Arc::new(town), Arc::new(token), Arc::new(AtomicBool::new(false)));
    let readers: Vec<_> = (0..50)
        .map(|number| {
            let (town, token, done) = (Arc::clone(&town), Arc::clone(&token), Arc::clone(&done));
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
    let (ane, bo) = tokio::join!(write(&town, &token, "ane"), write(&town, &token, "bo"));
    done.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.expect("every reader was answered");
    }
    let (store, tenant) = (town.house.store(), town.house.tenant());
    let entries = store.log(tenant, i64::MAX, 1_000).await.expect("read");
    let supplied = entries.iter().filter(|entry| entry.act == "supply-fact");
    let value = |detail: &str| serde_json::from_str::<Value>(detail).expect("JSON")["value"].clone();
    let mut logged: Vec<String> =
        supplied.map(|entry| value(&entry.detail).as_str().expect("text").to_owned()).collect();
    let last = logged[0].clone();
    let mut accepted = [ane, bo].concat();
    accepted.sort();
    logged.sort();
    assert_eq!(logged, accepted, "each accepted word once, and no other");
    let object = town.api("GET", OBJECT, &token, &[], "").await.json();
    let licence = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "licence").cloned();
    assert_eq!(licence.expect("licence")["value"], json!(last));
    assert_eq!(store.verify_log(tenant).await.expect("read"), None);
}
