//! The house lived in: one municipality's estate held in memory as a snapshot, assessed whole after every act, and what
//! turned written to the store. Readers never wait: they hold the last snapshot while the next one is made.
//!
//! Knows no SQL, no page and no file; the clock comes in through the door.

mod import;
mod snapshot;
mod strategy;
mod turns;

use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Clock, Text};
use principles::PackError;
use store::{Actor, Store, StoreError, Tenant};

pub use import::Imported;
pub use snapshot::Snapshot;

/// One municipality's living estate.
pub struct House {
    store: Store,
    tenant: Tenant,
    clock: Arc<dyn Clock>,
    now: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made, so that two never race to be the last.
    making: tokio::sync::Mutex<()>,
}

/// Why the house did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A strategy pack has errors; nothing was adopted.
    #[error("the pack has {} errors", .0.len())]
    Pack(Vec<PackError>),
    /// A pack in the store is not what this version can read.
    #[error("the adopted pack {pack} {version} cannot be read by this version: {} errors", .errors.len())]
    AdoptedPack {
        /// The pack's id.
        pack: String,
        /// Its version.
        version: String,
        /// What is wrong with it now.
        errors: Vec<PackError>,
    },
    /// The work was broken off: the process is stopping.
    #[error("the work was broken off")]
    BrokenOff,
}

impl HouseError {
    /// What people read, with the next step.
    pub fn text(&self) -> Text {
        match self {
            Self::Store(error) => error.text(),
            Self::Pack(errors) => Text {
                da: format!("Strategien har {} fejl og er ikke taget i brug. Ret dem, og prøv igen.", errors.len()),
                en: format!(
                    "The strategy has {} errors and was not adopted. Correct them, and try again.",
                    errors.len()
                ),
            },
            Self::AdoptedPack { pack, version, .. } => Text {
                da: format!(
                    "Strategien {pack} {version} kan ikke læses af denne version. Tag en ny version af strategien i brug."
                ),
                en: format!(
                    "The strategy {pack} {version} cannot be read by this version. Adopt a new version of the strategy."
                ),
            },
            Self::BrokenOff => Text {
                da: "Arbejdet blev afbrudt. Prøv igen.".to_owned(),
                en: "The work was broken off. Try again.".to_owned(),
            },
        }
    }
}

impl House {
    /// Moves in: reads the estate and assesses it. What turned since the house was last lived in is remembered.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn open(store: Store, tenant: Tenant, clock: Arc<dyn Clock>) -> Result<Self, HouseError> {
        let empty = Arc::new(Snapshot::empty(clock.today()));
        let house = Self { store, tenant, clock, now: RwLock::new(empty), making: tokio::sync::Mutex::new(()) };
        house.refresh().await?;
        Ok(house)
    }

    /// The estate as it was last assessed. Never waits for one under way.
    pub fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The store behind the house.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whose house it is.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    fn act(
        &self,
        actor: &Actor,
        act: &'static str,
        subject: Option<(String, String)>,
        detail: serde_json::Value,
    ) -> store::Act {
        store::Act { actor: actor.clone(), act, subject, detail, at: self.clock.now() }
    }
}
