//! The server killed while files are taken in over HTTP, by programs and by the page, in both databases: each import that was
//! answered is there whole, each other one whole or not at all, and the server goes on from there.

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;

use super::super::postgres::Postgres;
use super::super::served::{Answer, Home, PASSWORD, Served, ask, heard, request, tenant, wait};
use super::super::{err, fundament, out};

const STRATEGY: &str = "strategy/it-teknologi-2023";
/// So many systems that taking a file in is more than one write.
const ROWS: usize = 600;

/// How a file comes in.
#[derive(Clone, Copy, Debug)]
enum Way {
    Api,
    Page,
}

/// When the server is killed.
#[derive(Clone, Copy, Debug)]
enum Spot {
    /// Half of the request is sent.
    Half,
    /// All of it is.
    Sent,
    /// The database is being written.
    Writing,
    /// It is saved: what is left is the assessment and the answer.
    Saved,
    /// It is answered.
    Answered,
}

/// After so many answered imports one more comes in that way, and the server is killed at that spot.
const ROUNDS: [(usize, Way, Spot); 7] = [
    (2, Way::Api, Spot::Half),
    (0, Way::Page, Spot::Sent),
    (1, Way::Api, Spot::Writing),
    (0, Way::Page, Spot::Writing),
    (1, Way::Api, Spot::Saved),
    (1, Way::Page, Spot::Saved),
    (0, Way::Api, Spot::Answered),
];

fn csv(number: usize) -> String {
    let rows: String = (0..ROWS).map(|row| format!("N{number}-{row};System {number}-{row};i drift;saas\n")).collect();
    format!("key;name;status;hosting\n{rows}")
}

/// The request that takes a file in, with all that a browser does before it done.
fn taking_in(served: &Served, home: &Home, (number, way): (usize, Way)) -> String {
    match way {
        Way::Api => {
            let bearer = format!("Bearer {}", home.token);
            let headers = [("Authorization", bearer.as_str())];
            let path = "/api/v1/imports/system?source=Regneark";
            request(&served.address, ("POST", path), &headers, &csv(number))
        }
        Way::Page => {
            let form = format!("bruger=arkitekt&adgangskode={}&til=/", PASSWORD.replace(' ', "+"));
            let signed = ask(&served.address, "POST", "/log-ind", &[], &form).expect("an answer");
            let cookie = signed.header("set-cookie").split(';').next().expect("a cookie").to_owned();
            let page = ask(&served.address, "GET", "/import", &[("Cookie", &cookie)], "").expect("an answer").body;
            let mark = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            let mark = mark.expect("a mark").to_owned();
            let fields = [("csrf", mark.as_str()), ("slags", "system"), ("kilde", "Regneark")];
            let part =
                |(name, value)| format!("--snit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            let form: String = fields.into_iter().map(part).collect();
            let file = "--snit\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"systemer.csv\"\r\n\r\n";
            let form = format!("{form}{file}{}\r\n--snit--\r\n", csv(number));
            let headers = [("Cookie", cookie.as_str()), ("Content-Type", "multipart/form-data; boundary=snit")];
            let kept = ask(&served.address, "POST", "/import", &headers, &form).expect("an answer");
            assert_eq!(kept.status, 303, "{}", kept.body);
            let path = format!("{}/gem", kept.header("location"));
            let headers = [("Cookie", cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
            request(&served.address, ("POST", &path), &headers, &format!("csrf={mark}"))
        }
    }
}

/// The database under the server, and how its being written is seen from outside.
enum Under {
    File,
    Postgres(Postgres),
}

const OTHERS: &str = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

/// How long the journal is, and when it was last written: what is begun anew does not grow.
type Journal = Option<(u64, SystemTime)>;

fn journal(home: &Home) -> Journal {
    let file = std::fs::metadata(home.path("data/fundament.db-wal")).ok()?;
    Some((file.len(), file.modified().ok()?))
}

impl Under {
    fn is_writing(&self, home: &Home, before: &Journal) -> bool {
        match self {
            Self::File => journal(home) != *before,
            Self::Postgres(postgres) => {
                let writing =
                    format!("SELECT count(*) {OTHERS} AND xact_start IS NOT NULL AND query LIKE 'INSERT INTO %'");
                postgres.number(&writing) > 0
            }
        }
    }

    /// Until the database has let go of what a killed server had begun.
    fn settle(&self) {
        if let Self::Postgres(postgres) = self {
            while postgres.number(&format!("SELECT count(*) {OTHERS}")) > 0 {}
        }
    }
}

/// Sends the file and kills the server at the spot; gives the answer, if there was one.
fn kill_at(spot: Spot, (served, home): (&mut Served, &Home), under: &Under, import: (usize, Way)) -> Option<Answer> {
    let request = taking_in(served, home, import);
    let part = if matches!(spot, Spot::Half) { request.len() / 2 } else { request.len() };
    let before = journal(home);
    let mut stream = TcpStream::connect(&served.address).expect("a connection");
    wait(async {
        let store = home.store().await;
        let changed = store.changed(&tenant()).await.expect("read");
        stream.write_all(&request.as_bytes()[..part]).expect("sent");
        let client = std::thread::spawn(move || heard(stream));
        loop {
            let is_there = match spot {
                Spot::Half | Spot::Sent => true,
                Spot::Writing => under.is_writing(home, &before),
                Spot::Saved => store.changed(&tenant()).await.expect("read") > changed,
                Spot::Answered => false,
            };
            if is_there || client.is_finished() {
                break;
            }
        }
        served.child.kill().expect("killed");
        served.child.wait().expect("it ends");
        store.close().await;
        client.join().expect("the client")
    })
}

/// How many rows of each import there are, and how many imports the log has.
fn there(home: &Home, imports: usize) -> (Vec<usize>, usize) {
    wait(async {
        let store = home.store().await;
        let estate = store.estate(&tenant(), None).await.expect("read");
        let system = facts::schema().kind("system").expect("system");
        let mut rows = vec![0; imports];
        for key in estate.keys(system) {
            if let Some(number) = key.strip_prefix('N').and_then(|rest| rest.split('-').next()) {
                rows[number.parse::<usize>().expect("a number")] += 1;
            }
        }
        let log = store.log(&tenant(), i64::MAX, 10_000).await.expect("read");
        store.close().await;
        (rows, log.iter().filter(|entry| entry.act == "import").count())
    })
}

fn is_content(home: &Home) {
    let [flag, place] = home.place();
    let verified = fundament(&["log", "verify", &flag, &place]);
    assert!(verified.status.success(), "{}{}", out(&verified), err(&verified));
    let told = fundament(&["doctor", &flag, &place, "--format", "json"]);
    let checks: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    // It may have been killed before it had signed the log for the first time.
    let unsigned = |check: &&Value| check["check"] != "log-key" && check["check"] != "checkpoints";
    for check in checks.as_array().expect("checks").iter().filter(unsigned) {
        assert_ne!(check["state"], "fault", "{check}");
    }
}

/// Somebody who comes back finds the import's last system, held up against the strategy.
fn is_assessed(served: &Served, home: &Home, number: usize) {
    let key = format!("N{number}-{}", ROWS - 1);
    let object = served.get(&format!("/api/v1/objects/system/{key}"), &home.token).expect("an answer").json();
    let name = object["facts"].as_array().expect("facts").iter().find(|fact| fact["name"] == "name").cloned();
    assert_eq!(name.expect("a name")["value"], format!("System {number}-{}", ROWS - 1));
    assert!(object["findings"].as_array().is_some_and(|findings| !findings.is_empty()), "{object}");
}

fn nothing_answered_is_lost(home: &Home, under: &Under) {
    let mut acknowledged = Vec::new();
    let (mut number, mut unanswered) = (0, 0);
    for (answered, way, spot) in ROUNDS {
        let mut served = Served::start(home, &[], Path::new("/dev/null"));
        for before in 0..answered {
            let other = if before % 2 == 0 { Way::Page } else { Way::Api };
            let request = taking_in(&served, home, (number, other));
            let mut stream = TcpStream::connect(&served.address).expect("a connection");
            stream.write_all(request.as_bytes()).expect("sent");
            let answer = heard(stream).expect("an answer");
            assert_eq!(answer.status, 200, "{}", answer.body);
            acknowledged.push(number);
            number += 1;
        }
        match kill_at(spot, (&mut served, home), under, (number, way)) {
            Some(answer) if answer.status == 200 => acknowledged.push(number),
            Some(answer) => panic!("{}: {}", answer.status, answer.body),
            None => unanswered += 1,
        }
        number += 1;
        under.settle();
        is_content(home);
        let (rows, logged) = there(home, number);
        let whole: Vec<usize> = (0..number).filter(|import| rows[*import] == ROWS).collect();
        assert!(rows.iter().all(|count| [0, ROWS].contains(count)), "{way:?} {spot:?}: half of it is in: {rows:?}");
        assert!(
            acknowledged.iter().all(|import| whole.contains(import)),
            "{way:?} {spot:?}: {acknowledged:?}, {rows:?}"
        );
        assert_eq!(logged, whole.len() + 1, "{way:?} {spot:?}: an import and its entry are one");
        let served = Served::start(home, &[], Path::new("/dev/null"));
        is_assessed(&served, home, *whole.last().expect("one"));
    }
    assert!(unanswered >= 2, "the answers were always faster than the kill");
}

#[test]
fn no_import_over_http_that_was_answered_is_lost_in_sqlite() {
    nothing_answered_is_lost(&Home::under(STRATEGY), &Under::File);
}

#[test]
fn no_import_over_http_that_was_answered_is_lost_in_postgres() {
    let postgres = Postgres::new();
    let home = Home::in_postgres_under(&postgres.url(), STRATEGY);
    nothing_answered_is_lost(&home, &Under::Postgres(postgres));
}
