//! The house lived in: one municipality's estate held in memory as a snapshot, assessed whole after every act, and what
//! turned written to the store. Readers never wait: they hold the last snapshot while the next one is made.
//!
//! Knows no SQL, no page and no file; the clock comes in through the door.

mod accounts;
mod acquisitions;
mod acted;
mod as_of;
pub mod cases;
mod effects;
mod elsewhere;
mod foresee;
mod forms;
mod handover;
mod identity;
mod import;
mod kept;
mod links;
mod log;
mod mapping;
mod much;
mod name;
pub mod notices;
mod people;
mod prefer;
mod record;
mod refusal;
mod registers;
pub mod rights;
mod runs;
mod scope;
mod secret;
mod snapshot;
mod sources;
mod strangers;
mod strategy;
mod supply;
mod trend;
mod tried;
mod turns;
mod work;

use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Clock, Text};
use principles::PackError;
use store::{Actor, Store, StoreError, Tenant};

pub use seal::{Former, Key as LogKey, Trusted};

pub use accounts::{ACCOUNTS_SCOPE, Joining, LONGEST_ACCOUNTS_TOKEN_DAYS, LONGEST_TOKEN_DAYS};
pub use acquisitions::{
    AcquisitionEntry, AcquisitionView, acquisition_document, acquisition_label, known_acquisition_label,
};
pub use acted::Acted;
pub use effects::{Effect, Effects, Overruled, Turn};
pub use elsewhere::{Asks, Begun, GroupRole, Later, Provider, Vouched};
pub use foresee::{Foreseen, Loose};
pub use forms::{Brought, BroughtFile, Form, Gone, RoleSystems, TriedFiles, intake_of, intake_of_lists, tell_scuba};
pub use handover::{HandedCase, Handover, OpenAccount, OpenedAcquisition};
pub use identity::Judging;
pub use import::{Imported, UndoPlan, UploadedFile, has_been};
pub use kept::{Beside, Stray, Strayed};
pub use links::Linked;
pub use log::{CHECKPOINT, Doubt, KeepOutside, Verified, new_log_key};
pub use much::Much;
pub use people::{By, LOCKED_FOR, Secret, Who, refused};
pub use record::Record;
pub use refusal::Refusal;
pub use registers::{Asker, Asking, Connected, Synced, Wanted};
pub use runs::{RunReport, ended_told, said_again};
pub use scope::{covers, unit_of};
pub use snapshot::Snapshot;
pub use sources::{OWN_REGISTER, register_label};
pub use strategy::Adoption;
pub use supply::{Answering, Supplying, USUAL_MONTHS};
pub use trend::Trends;
pub use tried::{DEPUTY, MEETING, wanted};
pub use work::{Batch, Courier, Delivery, HOUSEKEEPING, NotTold};

/// One municipality's living estate.
pub struct House {
    store: Store,
    tenant: Tenant,
    clock: Arc<dyn Clock>,
    now: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made, so that two never race to be the last.
    making: tokio::sync::Mutex<()>,
    looked: as_of::Looked,
    docket: RwLock<cases::Docket>,
    attendance: acted::Attendance,
    registers: RwLock<Vec<Arc<Connected>>>,
    /// The registers of which a run is under way.
    running: registers::UnderWay,
    worked: acquisitions::Worked,
    strangers: strangers::Strangers,
    /// The municipality's name as it was last read.
    name: RwLock<Arc<str>>,
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
    /// The house will not do that, or not for them.
    #[error("refused: {}", .0.label)]
    Refused(#[from] Refusal),
    /// The act was saved, but what follows from it could not be assessed yet; the next refresh does.
    #[error("saved, but not assessed: {0}")]
    SavedOnly(Box<HouseError>),
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers")]
    NoChance,
    /// The work was broken off: the process is stopping.
    #[error("the work was broken off")]
    BrokenOff,
}

impl HouseError {
    /// The permanent label, for problem details and logs.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Store(error) => error.label(),
            Self::Pack(_) => "pack-errors",
            Self::AdoptedPack { .. } => "adopted-pack-unreadable",
            Self::Refused(refusal) => refusal.label,
            Self::SavedOnly(_) => "saved-not-assessed",
            Self::NoChance => "no-chance",
            Self::BrokenOff => "broken-off",
        }
    }

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
            Self::Refused(refusal) => refusal.text.clone(),
            Self::SavedOnly(_) => Text {
                da: "Det er gemt, men vurderingerne er ikke regnet om endnu. Fundament prøver selv igen; skriv det ikke en gang til."
                    .to_owned(),
                en: "It is saved, but the verdicts have not been worked out again yet. Fundament tries by itself; do not enter it again."
                    .to_owned(),
            },
            Self::NoChance | Self::BrokenOff => Text {
                da: "Arbejdet blev afbrudt. Prøv igen.".to_owned(),
                en: "The work was broken off. Try again.".to_owned(),
            },
        }
    }
}

impl House {
    /// The house before anybody has moved in: nothing is read yet, and [`House::now`] is empty with a revision below zero,
    /// until the first [`House::refresh`].
    pub fn new(store: Store, tenant: Tenant, clock: Arc<dyn Clock>) -> Self {
        let empty = Arc::new(Snapshot::empty(clock.today()));
        Self {
            store,
            tenant,
            clock,
            now: RwLock::new(empty),
            making: tokio::sync::Mutex::new(()),
            looked: as_of::Looked::default(),
            docket: RwLock::default(),
            attendance: acted::Attendance::default(),
            registers: RwLock::default(),
            running: registers::UnderWay::default(),
            worked: acquisitions::Worked::default(),
            strangers: strangers::Strangers::default(),
            name: RwLock::new("".into()),
        }
    }

    /// Moves in: reads the estate and assesses it. What turned since the house was last lived in is remembered.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn open(store: Store, tenant: Tenant, clock: Arc<dyn Clock>) -> Result<Self, HouseError> {
        let house = Self::new(store, tenant, clock);
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
        store::Act { actor: actor.clone(), act, subject, detail, at: self.clock.now(), seen: None }
    }
}
