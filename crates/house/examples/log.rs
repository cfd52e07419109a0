//! Measures how fast a long log is verified: `cargo run --release -p house --example log -- [ENTRIES] [POSTGRES-URL]`. The entries
//! are written past the store, since two million acts one by one would take the night; `docs/bench` keeps what was seen.
#![expect(clippy::print_stdout, reason = "a measurement's report")]

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use house::House;
use kernel::Instant;
use kernel::chain::{Chain, Entry, hash_of};
use seal::{Key, Trusted};
use sqlx::{AssertSqlSafe, Executor};
use store::{LogSearch, Place, Store, Tenant};
use testkit::StillClock;

const TENANT: &str = "kommune";
/// Rows a statement.
const AT_ONCE: usize = 500;

type Failed = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let count = std::env::args().nth(1).map_or(Ok(2_000_000), |word| word.parse())?;
    let dir = tempfile::TempDir::new()?;
    let place = match std::env::args().nth(2) {
        Some(url) => Place::Url(url),
        None => Place::File(dir.path().join("fundament.db")),
    };
    let tenant = Tenant(TENANT.to_owned());
    let store = Store::open(&place).await?;
    store.found(&tenant, "Eksempel Kommune", Instant(0)).await?;
    fill(&place, count).await?;
    println!("{count} entries in {}", place.shown());
    let house = House::new(store, tenant.clone(), Arc::new(StillClock::at_nine()));

    let began = Stopwatch::now();
    assert_eq!(house.verify_log(&[], &Trusted::default()).await?.doubt, None);
    told("database verified", count, began);
    let file = dir.path().join("log.jsonl");
    let key = Key::of(&[7; 32]);
    let began = Stopwatch::now();
    house.export_log((&key, &[]), BufWriter::new(File::create(&file)?), (1, i64::MAX)).await?;
    told("verified and written as a bundle", count, began);
    let began = Stopwatch::now();
    seal::bundle::verify(BufReader::with_capacity(1 << 16, File::open(&file)?))?;
    told("bundle verified", count, began);
    println!("  the bundle fills {} MB", file.metadata()?.len() / 1_000_000);
    in_memory(count);

    let one = |search: LogSearch| {
        let (store, tenant) = (house.store(), &tenant);
        async move {
            let began = Stopwatch::now();
            let found = store.search_log(tenant, &search, 50).await?.len();
            println!("  {found} found in {:.2} ms: {search:?}", began.elapsed().as_secs_f64() * 1e3);
            Ok::<(), Failed>(())
        }
    };
    let text = |text: &str| Some(text.to_owned());
    one(LogSearch::default()).await?;
    one(LogSearch { act: text("rare"), ..LogSearch::default() }).await?;
    one(LogSearch { act: text("case-opened"), account: text("a7"), ..LogSearch::default() }).await?;
    one(LogSearch { kind: text("case"), key: text("77"), ..LogSearch::default() }).await?;
    let at = |day: i64| Some(Instant(day * 86_400_000_000));
    one(LogSearch { from: at(100), until: at(101), ..LogSearch::default() }).await?;
    one(LogSearch { from: at(100), until: at(101), act: text("rare"), ..LogSearch::default() }).await?;
    let began = Stopwatch::now();
    let acts = house.store().log_acts(&tenant).await?.len();
    println!("  {acts} words of acts in {:.2} ms", began.elapsed().as_secs_f64() * 1e3);
    println!("  {} MB at most", most_memory());
    Ok(())
}

fn told(what: &str, count: i64, began: Stopwatch) {
    let seconds = began.elapsed().as_secs_f64();
    println!("  {what}: {seconds:.2} s, {:.0} entries/s", (count as f64) / seconds);
}

/// An entry as a case will leave it, every 500,000th of a rare kind; a thousand a day.
fn entry(seq: i64) -> Entry {
    let act = if seq % 500_000 == 7 { "rare" } else { "case-opened" };
    Entry {
        seq,
        at: Instant(seq * 86_400_000),
        account: format!("a{}", seq % 300),
        name: "Søren Åkjær Østergård".to_owned(),
        act: act.to_owned(),
        kind: Some("case".to_owned()),
        key: Some((seq % 100_000).to_string()),
        detail: format!(
            r#"{{"object":{{"key":"S{seq}","kind":"system"}},"principle":"drift-hybrid","reason":"Leverandøren kan ikke levere før næste udbud; planen følger det.","until":"2027-05-03"}}"#
        ),
        hash: String::new(),
    }
}

fn chained(count: i64) -> impl Iterator<Item = Entry> {
    let mut previous = String::new();
    (1..=count).map(move |seq| {
        let mut entry = entry(seq);
        entry.hash = hash_of(&previous, TENANT, &entry).to_string();
        previous.clone_from(&entry.hash);
        entry
    })
}

/// What the hashing alone takes.
fn in_memory(count: i64) {
    let entries: Vec<Entry> = chained(count.min(100_000)).collect();
    let mut chain = Chain::new(TENANT);
    let began = Stopwatch::now();
    assert!(entries.iter().all(|entry| chain.hold(entry).is_ok()));
    told("hashing alone, in memory", chain.last(), began);
}

async fn fill(place: &Place, count: i64) -> Result<(), Failed> {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut rows = Vec::with_capacity(AT_ONCE);
    let mut statements = Vec::new();
    let sqlite = match place {
        Place::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
            pool.execute("PRAGMA synchronous = OFF").await?;
            Some(pool)
        }
        Place::Url(_) => None,
    };
    let postgres = match place {
        Place::Url(url) => Some(sqlx::PgPool::connect(url).await?),
        Place::File(_) => None,
    };
    for entry in chained(count) {
        let texts = [&entry.account, &entry.name, &entry.act].map(|text| quoted(text)).join(",");
        let about = [&entry.kind, &entry.key].map(|text| text.as_deref().map_or("NULL".to_owned(), quoted)).join(",");
        let (seq, at, detail, hash) = (entry.seq, entry.at.0, quoted(&entry.detail), quoted(&entry.hash));
        rows.push(format!("('{TENANT}',{seq},{at},{texts},{about},{detail},{hash})"));
        if rows.len() == AT_ONCE || seq == count {
            let head = "INSERT INTO log (tenant, seq, at, account, name, act, kind, key, detail, hash) VALUES ";
            statements.push(format!("{head}{}", rows.join(",")));
            rows.clear();
        }
        if statements.len() == 40 || seq == count {
            let all = format!("BEGIN; {}; COMMIT;", statements.join(";"));
            statements.clear();
            if let Some(pool) = &sqlite {
                pool.execute(sqlx::raw_sql(AssertSqlSafe(all))).await?;
            } else if let Some(pool) = &postgres {
                pool.execute(sqlx::raw_sql(AssertSqlSafe(all))).await?;
            }
        }
    }
    let set = format!("UPDATE tenant SET revision = {count}");
    if let Some(pool) = sqlite {
        pool.execute(sqlx::raw_sql(AssertSqlSafe(set))).await?;
        pool.close().await;
    } else if let Some(pool) = postgres {
        pool.execute(sqlx::raw_sql(AssertSqlSafe(set))).await?;
        pool.execute("ANALYZE log").await?;
        pool.close().await;
    }
    Ok(())
}

/// The most memory that this process has held, in MB; 0 where the system does not tell.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1_024
}
