//! The house behind `--data` or `--database-url`: opened, founded when it is new, and its errors told.

use std::future::Future;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use house::{House, HouseError};
use kernel::{Clock, Lang};
use store::{Actor, Place, Store, StoreError, Tenant};

use crate::args::Home;
use crate::clock::SystemClock;
use crate::folder;

/// A single municipality's id; a consortium will give its own.
const ONLY: &str = "kommune";

/// Runs what needs a database to its end.
pub fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(work)
}

pub fn tenant() -> Tenant {
    Tenant(ONLY.to_owned())
}

/// Where the database is.
fn place(home: &Home) -> Option<Place> {
    match (&home.data, &home.database_url) {
        (_, Some(url)) => Some(Place::Url(url.clone())),
        (Some(data), None) => Some(Place::File(data.join("fundament.db"))),
        (None, None) => None,
    }
}

/// Opens the store; the folder is made when it is not there.
pub async fn store(home: &Home, lang: Lang) -> Result<Store> {
    let place = place(home).ok_or_else(|| anyhow!("--data"))?;
    if let Some(data) = &home.data {
        std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
    }
    let opened = Store::open(&place).await;
    opened.map_err(|error| told(&error.into(), lang).context(place.shown()))
}

/// Opens the house and moves in; a new one is founded under that name.
pub async fn open(home: &Home, name: &str, lang: Lang) -> Result<House> {
    let house = built(home, name, lang).await?;
    house.refresh().await.map_err(|error| told_of(home, &error, lang))?;
    Ok(house)
}

/// Opens the house without reading it yet; a new one is founded under that name.
pub async fn built(home: &Home, name: &str, lang: Lang) -> Result<House> {
    let clock = SystemClock::new()?;
    let store = store(home, lang).await?;
    let failed = |error: StoreError| told_of(home, &error.into(), lang);
    if store.tenants().await.map_err(failed)?.iter().all(|(tenant, _)| *tenant != self::tenant()) {
        store.found(&tenant(), name, clock.now()).await.map_err(failed)?;
    }
    Ok(House::new(store, tenant(), Arc::new(clock)))
}

/// Who acts on the command line.
pub fn actor(name: &str) -> Actor {
    Actor { account: "cli".to_owned(), name: name.to_owned() }
}

/// The same, with the database's place in front when it is the database that failed.
pub fn told_of(home: &Home, error: &HouseError, lang: Lang) -> anyhow::Error {
    let told = told(error, lang);
    match (error, place(home)) {
        (HouseError::Store(_) | HouseError::SavedOnly(_), Some(place)) => told.context(place.shown()),
        _ => told,
    }
}

/// An error in people's words; a pack's errors each with their place, the database's own words last.
pub fn told(error: &HouseError, lang: Lang) -> anyhow::Error {
    let text = error.text();
    match error {
        HouseError::Pack(errors) | HouseError::AdoptedPack { errors, .. } => {
            let lines: Vec<String> = errors.iter().map(|error| folder::located("strategy", error, lang)).collect();
            anyhow!("{}\n{}", text.get(lang), lines.join("\n"))
        }
        HouseError::Refused(_) => anyhow!("{}", text.get(lang)),
        HouseError::Store(_) | HouseError::SavedOnly(_) | HouseError::NoChance | HouseError::BrokenOff => {
            anyhow!("{} ({error})", text.get(lang))
        }
    }
}
