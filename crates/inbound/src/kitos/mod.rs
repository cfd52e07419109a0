//! OS2kitos, the system register that most Danish municipalities keep: REST API v2 in both its generations (2025 and 2026)
//! read by one tolerant reader, and its Excel exports.
//!
//! The usage (`it-system-usages`) is the municipality's system and its UUID the key; the shared `it-systems` row lends it
//! name, subjects and, in the older generation, code model. What a row does not say is not stated, never "no".

mod days;
mod excel;
mod gather;
mod known;
mod links;
mod read;
mod row;
mod settings;
mod sign_in;

pub use excel::{ExcelFile, read_excel};
pub use gather::Kitos;
pub use links::KitosLinks;
pub use read::read;
pub use settings::{KitosSettings, KitosSettingsError, RoleHere};

use kernel::Day;

use crate::mirror::Mirror;
use crate::register::{Gathering, Links, Register, Run};
use crate::telling::Told;

/// What people call the source.
pub const SOURCE: &str = "OS2kitos";
/// The register whose attributes it owns.
pub const REGISTER: &str = "kitos";

/// A list of the API, as the mirror calls it.
pub(crate) mod list {
    pub const SYSTEMS: &str = "it-systems";
    pub const USAGES: &str = "it-system-usages";
    pub const CONTRACTS: &str = "it-contracts";
    pub const INTERFACES: &str = "it-interfaces";
    pub const AGREEMENTS: &str = "data-processing-registrations";
    pub const UNITS: &str = "organization-units";
    pub const USERS: &str = "organization-users";
}

/// A municipality's KITOS.
pub struct KitosRegister {
    settings: KitosSettings,
    password: String,
}

impl KitosRegister {
    /// With those settings and the API user's password.
    pub const fn new(settings: KitosSettings, password: String) -> Self {
        Self { settings, password }
    }
}

impl Register for KitosRegister {
    fn source(&self) -> &str {
        SOURCE
    }

    fn begin(&self, run: Run, before: Mirror) -> Box<dyn Gathering> {
        Box::new(Kitos::new(self.settings.clone(), self.password.clone(), run, before))
    }

    fn read(&self, mirror: &Mirror, seen_at: Day) -> Told {
        read(mirror, &self.settings, seen_at)
    }

    fn link(&self, kind: &str, key: &str) -> Option<String> {
        link(&self.settings, kind, key)
    }

    fn links(&self, mirror: &Mirror, public_address: &str) -> Option<Box<dyn Links>> {
        self.settings.write_links.then(|| {
            let (settings, password) = (self.settings.clone(), self.password.clone());
            Box::new(KitosLinks::new(settings, password, mirror, public_address)) as Box<dyn Links>
        })
    }
}

/// Where a person corrects the object with that key, on the register's own page.
pub fn link(settings: &KitosSettings, kind: &str, key: &str) -> Option<String> {
    // What has no page of its own there is found from its front page.
    if matches!(kind, "integration" | "unit" | "supplier" | "person") {
        return Some(settings.page_base());
    }
    let first = key.split(':').next().unwrap_or_default();
    if !row::is_uuid(first) {
        return None;
    }
    let place = match kind {
        "system" => "it-systems/it-system-usages",
        "contract" => "it-contracts",
        "processing_agreement" => "data-processing",
        _ => return None,
    };
    Some(format!("{}/{place}/{first}/frontpage", settings.page_base()))
}
