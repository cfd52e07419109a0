//! The server on PostgreSQL loses its connections, or the whole database, in the midst of its work: nothing acknowledged is
//! lost, what was not is there whole or not at all, and the server finds its way back by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::postgres::Postgres;
use super::served::{Home, Served, ask, supplied, supply, tenant, wait};

const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn facts_that_were_acknowledged_outlive_lost_connections_and_a_database_that_is_gone_for_a_while() {
    let postgres = Postgres::new();
    let home = Home::in_postgres(&postgres.url());
    let served = Served::start(&home, &[], &home.path("log"));
    let (done, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let client = {
        let (address, token) = (served.address.clone(), home.token.clone());
        let (done, heard) = (Arc::clone(&done), Arc::clone(&heard));
        std::thread::spawn(move || {
            let (mut acknowledged, mut refused) = (Vec::new(), 0);
            for number in 0.. {
                if done.load(Ordering::SeqCst) {
                    break;
                }
                let value = format!("MIT-{number}");
                let answer = supply(&address, &token, &value).expect("the server itself stays");
                match answer.status {
                    200 => {
                        acknowledged.push(value);
                        heard.fetch_add(1, Ordering::SeqCst);
                    }
                    503 => refused += 1,
                    status => panic!("{status}: {}", answer.body),
                }
            }
            (acknowledged, refused)
        })
    };
    let goes_on = |more: usize| {
        let wanted = heard.load(Ordering::SeqCst) + more;
        while heard.load(Ordering::SeqCst) < wanted {
            assert!(!client.is_finished(), "the client gave up");
            std::thread::yield_now();
        }
    };
    goes_on(2);
    for _ in 0..8 {
        postgres.number(CUT);
        goes_on(2);
    }
    for _ in 0..2 {
        postgres.stop();
        postgres.start();
        goes_on(3);
    }
    done.store(true, Ordering::SeqCst);
    let (acknowledged, refused) = client.join().expect("the client");
    let there = supplied(&home);
    let once = |value: &&String| there.iter().filter(|one| one == value).count() == 1;
    assert_eq!(acknowledged.iter().filter(|value| !once(value)).collect::<Vec<_>>(), Vec::<&String>::new());
    // Whoever was cut off between the saving and the answer may find their word saved; nobody else's is.
    assert!(there.len() <= acknowledged.len() + refused, "{refused} refused: {there:?}");
    let object = served.get("/api/v1/objects/system/S1", &home.token).expect("an answer").json();
    let licence = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "licence");
    let stated = licence.expect("licence")["stated"].as_array().expect("stated").last().cloned();
    assert_eq!(stated.expect("a word")["value"].as_str(), there.last().map(String::as_str));
}

/// So many systems that taking them in takes its time.
const MANY: usize = 30_000;

/// How many systems there are.
fn systems(home: &Home) -> usize {
    wait(async {
        let store = home.store().await;
        assert_eq!(store.verify_log(&tenant()).await.expect("read"), None);
        let estate = store.estate(&tenant(), None).await.expect("read");
        store.close().await;
        estate.keys(facts::schema().kind("system").expect("system")).len()
    })
}

#[test]
fn an_import_whose_database_goes_away_leaves_nothing_and_the_next_one_succeeds() {
    let postgres = Postgres::new();
    let home = Home::in_postgres(&postgres.url());
    let served = Served::start(&home, &[], &home.path("log"));
    let rows: String = (0..MANY).map(|number| format!("N{number};System {number}\n")).collect();
    let csv = Arc::new(format!("key;Navn\n{rows}"));
    let import = || {
        let (address, bearer, csv) = (served.address.clone(), format!("Bearer {}", home.token), Arc::clone(&csv));
        std::thread::spawn(move || {
            let headers = [("Authorization", bearer.as_str())];
            ask(&address, "POST", "/api/v1/imports/system?source=Regneark", &headers, &csv).expect("an answer")
        })
    };
    let writing = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND query LIKE 'INSERT INTO statement%'";
    let goes: [&dyn Fn() -> bool; 2] =
        [&|| postgres.number(&format!("SELECT count(pg_terminate_backend(pid)) {writing}")) > 0, &|| {
            let now = postgres.number(&format!("SELECT count(*) {writing}")) > 0;
            if now {
                postgres.stop();
                postgres.start();
            }
            now
        }];
    for go in goes {
        let importing = import();
        while !go() {
            assert!(!importing.is_finished(), "it was too fast to be cut off");
        }
        let answer = importing.join().expect("an answer");
        assert_eq!((answer.status, answer.json()["label"].as_str()), (503, Some("database")), "{}", answer.body);
        assert_eq!(systems(&home), 2);
    }
    let answer = import().join().expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(systems(&home), MANY + 2);
}
