//! Which system of ours a role catalogue means: as the municipality's own list says, else by key, local id or name.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use facts::{Cell, schema};
use house::Snapshot;
use inbound::RoleSystem;
use kernel::Lang;

use super::bytes;

/// The systems by what they may be called there.
pub struct Known {
    listed: HashMap<String, String>,
    keys: HashMap<String, String>,
    local_ids: HashMap<String, Option<String>>,
    names: HashMap<String, Option<String>>,
}

impl Known {
    /// The house's systems, and the municipality's own list if it has one.
    pub fn of(now: &Snapshot, list: Option<&Path>, lang: Lang) -> Result<Self> {
        let listed = match list {
            None => HashMap::new(),
            Some(path) => {
                let toml = String::from_utf8_lossy(&bytes(path, lang)?).into_owned();
                inbound::read_role_systems(&toml).map_err(|why| anyhow!("{}: {}", path.display(), why.get(lang)))?
            }
        };
        let mut known = Self { listed, keys: HashMap::new(), local_ids: HashMap::new(), names: HashMap::new() };
        let Some(kind) = schema().kind("system") else { return Ok(known) };
        let slots = &now.slots;
        for (object, key) in (0_u32..).zip(slots.keys(kind).iter()) {
            known.keys.insert(key.to_lowercase(), key.to_string());
            for (attribute, by) in [("local_id", &mut known.local_ids), ("name", &mut known.names)] {
                let Some(id) = schema().attribute_id(kind, attribute) else { continue };
                if let Cell::Text(text) = slots.cell(kind, object, id) {
                    // Two of the same name are neither.
                    by.entry(slots.symbols().text(text).to_lowercase())
                        .and_modify(|key| *key = None)
                        .or_insert_with(|| Some(key.to_string()));
                }
            }
        }
        Ok(known)
    }

    /// The key of the system that it is.
    pub fn find(&self, one: &RoleSystem) -> Option<String> {
        let identifier = one.identifier.trim();
        if let Some(key) = self.listed.get(identifier).or_else(|| self.listed.get(&one.number())) {
            return self.keys.get(&key.to_lowercase()).cloned();
        }
        let (identifier, name) = (identifier.to_lowercase(), one.name.trim().to_lowercase());
        let by_id = self.keys.get(&identifier).or_else(|| self.local_ids.get(&identifier)?.as_ref());
        by_id.or_else(|| self.names.get(&name)?.as_ref()).cloned()
    }
}
