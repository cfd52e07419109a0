//! `cargo xtask bench registers`: a large OS2kitos on this machine read whole, at night without news, and after fifty changes. Each
//! run is a process of its own, so that its memory can be told. Arguments: where the house is.
#![expect(clippy::print_stdout, reason = "a benchmark's report")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use house::{Connected, House, Wanted};
use inbound::kitos::{KitosRegister, SOURCE};
use kernel::Clock;
use outbound::HttpAsker;
use serde_json::json;
use store::{Actor, Place, Store, Tenant};
use testkit::StillClock;
use testkit::kitos::{FakeKitos, serve, settings, town};

/// As the binary has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGES: u32 = 3_000;
const CONTRACTS: u32 = 5_000;
const USERS: u32 = 20_000;
/// Of each of two lists so many rows change.
const CHANGES: usize = 25;
const DAY: i64 = 86_400;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["run", base, days, full, place @ ..] => run(base, days.parse()?, *full == "full", place),
        place => all(place),
    }
}

/// The runs one after the other.
fn all(place: &[&str]) -> Result<()> {
    let rows = town(USAGES, CONTRACTS, USERS);
    println!(
        "{}: {} rows, of which {USAGES} usages, {CONTRACTS} contracts, {USERS} users",
        place.first().map_or("", |word| if *word == "--data" { "SQLite" } else { "PostgreSQL" }),
        rows.values().map(Vec::len).sum::<usize>()
    );
    let fake = Arc::new(Mutex::new(FakeKitos::of(rows)));
    let base = serve(Arc::clone(&fake));
    let child = |what: &str, days: i64, full: &str| -> Result<()> {
        let mut child = Command::new(std::env::current_exe()?);
        let run = child.args(["run", &base, &days.to_string(), full]).args(place).stderr(Stdio::inherit()).output()?;
        ensure!(run.status.success(), "{what} failed");
        println!("  {what}: {}", String::from_utf8_lossy(&run.stdout).trim());
        Ok(())
    };
    child("the first run", 0, "full")?;
    child("everything again the same night, nothing new", 0, "full")?;
    child("everything the next night, nothing new", 1, "full")?;
    child("changes, nothing new", 1, "changes")?;
    change(&fake);
    child("changes, fifty rows changed", 1, "changes")?;
    child("everything the night after, nothing new", 2, "full")
}

/// Other contents in rows of two lists.
fn change(fake: &Mutex<FakeKitos>) {
    let mut fake = fake.lock().unwrap_or_else(PoisonError::into_inner);
    for list in ["it-system-usages", "it-contracts"] {
        let ids: Vec<String> =
            fake.lists[list].iter().step_by(97).take(CHANGES).map(|row| said(&row["uuid"])).collect();
        for id in ids {
            let row = fake.row_mut(list, &id);
            if list == "it-contracts" {
                row["name"] = json!(format!("{} (ny)", said(&row["name"])));
            } else {
                row["gdpr"]["dpiaDate"] = json!("2026-11-01T00:00:00Z");
            }
            fake.touch(list, &id);
        }
    }
}

fn said(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One run, so many days after the example's, and what it took.
fn run(base: &str, days: i64, full: bool, place: &[&str]) -> Result<()> {
    let place = match place {
        ["--data", dir] => {
            std::fs::create_dir_all(dir)?;
            Place::File(Path::new(dir).join("fundament.db"))
        }
        [_, url] => Place::Url((*url).to_owned()),
        _ => anyhow::bail!("--data DIR or --database-url URL"),
    };
    let clock = StillClock::at_nine();
    clock.pass(days * DAY);
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = Store::open(&place).await?;
        let tenant = Tenant("kommune".to_owned());
        if store.tenants().await?.is_empty() {
            store.found(&tenant, "Prøvelund Kommune", clock.now()).await?;
        }
        let began = Instant::now();
        let house = House::open(store, tenant, Arc::new(clock)).await?;
        if house.now().packs.is_empty() {
            house.adopt(&Actor::system(), &testkit::pack_files("it-teknologi-2023"), "bench").await?;
        }
        let opened = began.elapsed();
        let (store, tenant) = (house.store().clone(), house.tenant().clone());
        let before = (store.revision(&tenant).await?, store.size().await?);
        let asker = Arc::new(HttpAsker::new(base)?);
        let register = Box::new(KitosRegister::new(settings(base, 250), "hemmelig".to_owned()));
        house.connect(vec![Connected { register, asker }]);
        let began = Instant::now();
        let synced = house.sync(&Actor::system(), SOURCE, Wanted { full, ..Wanted::default() }).await?;
        let took = began.elapsed();
        let count = |of: fn(&store::Difference) -> usize| synced.differences.iter().map(of).sum::<usize>();
        let objects = [count(|one| one.added.len()), count(|one| one.changed.len()), count(|one| one.same), count(|one| one.gone.len())];
        let acts = store.revision(&tenant).await? - before.0;
        let grown = store.size().await?.saturating_sub(before.1) >> 10;
        let read = f64::from(USAGES * 2 + CONTRACTS + USERS) / took.as_secs_f64();
        println!(
            "{:.2} s, {read:.0} rows/s; {acts} acts, objects new, changed, same, gone {objects:?}; {grown} KB more in the database; memory at most {} MB (opened in {:.2} s)",
            took.as_secs_f64(),
            peak().context("the memory")? >> 10,
            opened.as_secs_f64()
        );
        store.close().await;
        Ok(())
    })
}

/// The most resident memory so far, in KB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
