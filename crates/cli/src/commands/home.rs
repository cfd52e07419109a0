//! The house behind `--data` or `--database-url`: opened, founded when it is new, and its errors told.

use std::fs::{File, TryLockError};
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use house::{House, HouseError};
use kernel::{Clock, Lang};
use store::{Act, Actor, Place, Store, StoreError, Tenant};
use tokio::net::TcpListener;

use crate::args::Home;
use crate::clock::SystemClock;
use crate::folder;
use crate::say::say;

/// A single municipality's id; a consortium will give its own.
const ONLY: &str = "kommune";

/// Runs what needs a database to its end.
pub fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    // A thread keeps memory for its next work: one that has none ends soon.
    runtime.worker_threads(2).thread_keep_alive(Duration::from_secs(1)).enable_all().build()?.block_on(work)
}

pub fn tenant() -> Tenant {
    Tenant(ONLY.to_owned())
}

/// The database's file in a data folder.
pub fn file_in(data: &Path) -> PathBuf {
    data.join("fundament.db")
}

/// Where the database is said to be.
pub fn place(home: &Home, lang: Lang) -> Result<Place> {
    match (&home.data, &home.database_url) {
        (_, Some(url)) if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) => {
            Ok(Place::Url(url.clone()))
        }
        // What was written is not told: it may hold a password.
        (_, Some(_)) => Err(anyhow!(
            "--database-url: {}",
            say(
                lang,
                "adressen har en anden form. Skriv den som postgres://bruger:adgangskode@vært/database.",
                "the address has another form. Write it as postgres://user:password@host/database.",
            )
        )),
        (Some(data), None) => Ok(Place::File(file_in(data))),
        (None, None) => {
            let told = say(
                lang,
                "Skriv, hvor databasen er: --data eller --database-url.",
                "Write where the database is: --data or --database-url.",
            );
            Err(anyhow!(told))
        }
    }
}

/// Makes a folder for its owner alone; one that is there keeps its rights.
pub fn make_private_folder(folder: &Path, lang: Lang) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let why = say(
        lang,
        "mappen kan ikke laves. Vælg en, du må skrive i",
        "the folder cannot be made. Choose one that you may write in",
    );
    builder.create(folder).with_context(|| format!("{}: {why}", folder.display()))
}

/// Takes the place at a data folder that only one can have: the server, or whoever must know that none runs. It is free again when
/// the file is let go, however the program ends.
pub fn alone_at(data: &Path, lang: Lang) -> Result<File> {
    let path = data.join("fundament.lock");
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(anyhow!(
            "{}: {}",
            data.display(),
            say(lang, "en server kører på mappen. Stop den først.", "a server runs on the folder. Stop it first.")
        )),
        // A file system that knows no locks tells nobody of anybody.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Listens at an address.
pub async fn listen(address: SocketAddr, lang: Lang) -> Result<TcpListener> {
    let why = |error: &std::io::Error| match error.kind() {
        ErrorKind::AddrInUse => say(
            lang,
            "Et andet program lytter allerede på adressen. Stop det, eller vælg en anden med --listen.",
            "Another program listens at the address already. Stop it, or choose another with --listen.",
        ),
        ErrorKind::PermissionDenied => say(
            lang,
            "Porten kræver særlige rettigheder. Vælg en over 1023 med --listen.",
            "The port takes special rights. Choose one above 1023 with --listen.",
        ),
        _ => say(
            lang,
            "Der kan ikke lyttes på adressen. Vælg en af maskinens egne med --listen.",
            "Nobody can listen at the address. Choose one of the machine's own with --listen.",
        ),
    };
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| anyhow!("{address}: {} ({error})", why(&error)))
}

/// Opens the store; the folder is made when it is not there.
pub async fn store(home: &Home, lang: Lang) -> Result<Store> {
    let place = place(home, lang)?;
    if let Some(data) = &home.data {
        make_private_folder(data, lang)?;
    }
    let opened = Store::open(&place).await;
    opened.map_err(|error| placed(told_store(error, lang), &place))
}

/// Opens the house without reading its estate, and only where there is one already.
pub async fn existing(home: &Home, lang: Lang) -> Result<House> {
    let place = place(home, lang)?;
    let looked = Store::look(&place).await.map_err(|error| told_store(error, lang))?;
    looked.expect_schema(store::Accepted::NewestOrEarlier).await.map_err(|error| told_store(error, lang))?;
    looked.close().await;
    let store = Store::open(&place).await.map_err(|error| told_store(error, lang))?;
    Ok(House::new(store, tenant(), Arc::new(SystemClock::new()?)))
}

/// Logs in every municipality what was done to the database as a whole.
pub async fn note_all(
    store: &Store,
    name: &str,
    act: &'static str,
    detail: &serde_json::Value,
) -> Result<(), StoreError> {
    let at = SystemClock::new().map_or_else(|_| kernel::Instant::default(), |clock| clock.now());
    for (tenant, _) in store.tenants().await? {
        let act = Act { actor: actor(name), act, subject: None, detail: detail.clone(), at, seen: None };
        store.note(&tenant, &act).await?;
    }
    Ok(())
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

/// The store's error in people's words.
pub fn told_store(error: StoreError, lang: Lang) -> anyhow::Error {
    told(&error.into(), lang)
}

/// The same, with the database's place in front when it is the database that failed.
pub fn told_of(home: &Home, error: &HouseError, lang: Lang) -> anyhow::Error {
    let told = told(error, lang);
    match (error, place(home, lang)) {
        (HouseError::Store(_) | HouseError::SavedOnly(_), Ok(place)) => placed(told, &place),
        _ => told,
    }
}

/// The error with the database's place in front, unless it names it already.
fn placed(told: anyhow::Error, place: &Place) -> anyhow::Error {
    let shown = place.shown();
    if told.to_string().contains(&shown) { told } else { told.context(shown) }
}

/// An error in people's words; a pack's errors each with their place, the database's own words last.
pub fn told(error: &HouseError, lang: Lang) -> anyhow::Error {
    let text = error.text();
    match error {
        HouseError::Pack(errors) | HouseError::AdoptedPack { errors, .. } => {
            let lines: Vec<String> = errors.iter().map(|error| folder::located("strategy", error, lang)).collect();
            anyhow!("{}\n{}", text.get(lang), lines.join("\n"))
        }
        HouseError::Refused(_) | HouseError::Store(StoreError::Missing { .. } | StoreError::Closed { .. }) => {
            anyhow!("{}", text.get(lang))
        }
        HouseError::Store(StoreError::Place { reason, .. }) => anyhow!("{} ({reason})", text.get(lang)),
        HouseError::Store(_) | HouseError::SavedOnly(_) | HouseError::NoChance | HouseError::BrokenOff => {
            anyhow!("{} ({error})", text.get(lang))
        }
    }
}
