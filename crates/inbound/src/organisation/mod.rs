//! The organisation as other registers keep it: units, people, leaders and substitutes (strategy §3: responsibility lies with
//! people in units). OS2sofd, OS2mo and Entra ID are read through their APIs; plain CSV comes by the estate folder.
//!
//! A register's rows are kept without what nobody needs, and none that holds a CPR number is kept at all. Whoever is no longer
//! in a complete run has left: the row stays as a tombstone for a while, so that what the person had can be handed over.

mod address;
mod entra;
mod line;
mod mo;
mod rows;
mod sofd;
#[cfg(test)]
mod tests;
mod tree;

use serde::Deserialize;

pub use address::Address;
pub use entra::{ENTRA, EntraRegister, EntraSettings, GroupUnit};
pub use mo::{MO, MoRegister, MoSettings};
pub use sofd::{SOFD, SofdRegister, SofdSettings};

/// What a person is known by in the other registers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonKey {
    /// The register's own identity.
    #[default]
    Identity,
    /// The work e-mail; whoever has none is known by the identity.
    Email,
    /// The user name; whoever has none is known by the identity.
    UserName,
}

/// How people are taken in: `[people]` of a register's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// What they are known by.
    pub key: PersonKey,
    /// For how many days the row of somebody who left is kept.
    pub keep_left_days: u16,
}

impl Default for People {
    fn default() -> Self {
        Self { key: PersonKey::Identity, keep_left_days: 730 }
    }
}
