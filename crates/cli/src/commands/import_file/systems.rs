//! The systems that a role catalogue may mean, with the municipality's own list when it has one.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use house::{RoleSystems, Snapshot};
use kernel::Lang;

use super::bytes;

/// The house's systems, and the municipality's own list if it has one.
pub fn known(now: &Snapshot, list: Option<&Path>, lang: Lang) -> Result<RoleSystems> {
    let listed = match list {
        None => HashMap::new(),
        Some(path) => {
            let toml = String::from_utf8_lossy(&bytes(path, lang)?).into_owned();
            inbound::read_role_systems(&toml).map_err(|why| anyhow!("{}: {}", path.display(), why.get(lang)))?
        }
    };
    Ok(RoleSystems::of(now, listed))
}
