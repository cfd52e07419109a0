//! Which system of ours a role catalogue means: as the municipality's own list says, else by key or local id. A name alone proves nothing.

use std::collections::HashMap;

use facts::{Cell, schema};
use inbound::{RoleSystem, SystemHere};

use crate::Snapshot;

/// The systems by what they may be called there.
pub struct RoleSystems {
    listed: HashMap<String, String>,
    keys: HashMap<String, String>,
    local_ids: HashMap<String, Option<String>>,
    names: HashMap<String, Option<String>>,
}

impl RoleSystems {
    /// The house's systems, and what the municipality's own list says: identifier or number there to key here.
    pub fn of(now: &Snapshot, listed: HashMap<String, String>) -> Self {
        let mut known = Self { listed, keys: HashMap::new(), local_ids: HashMap::new(), names: HashMap::new() };
        let Some(kind) = schema().kind("system") else { return known };
        let slots = &now.slots;
        for (object, own) in (0_u32..).zip(slots.keys(kind).iter()) {
            known.keys.extend(slots.keys_of(kind, object).map(|key| (key.to_lowercase(), own.to_string())));
            for (attribute, by) in [("local_id", &mut known.local_ids), ("name", &mut known.names)] {
                let Some(id) = schema().attribute_id(kind, attribute) else { continue };
                if let Cell::Text(text) = slots.cell(kind, object, id) {
                    // Two of the same name are neither.
                    by.entry(slots.symbols().text(text).to_lowercase())
                        .and_modify(|key| *key = None)
                        .or_insert_with(|| Some(own.to_string()));
                }
            }
        }
        known
    }

    /// The system that it is, as far as can be said.
    pub fn find(&self, one: &RoleSystem) -> SystemHere {
        let identifier = one.identifier.trim();
        if let Some(key) = self.listed.get(identifier).or_else(|| self.listed.get(&one.number())) {
            return self.keys.get(&key.to_lowercase()).cloned().map_or(SystemHere::Unknown, SystemHere::Known);
        }
        let (identifier, name) = (identifier.to_lowercase(), one.name.trim().to_lowercase());
        if let Some(key) = self.keys.get(&identifier).or_else(|| self.local_ids.get(&identifier)?.as_ref()) {
            return SystemHere::Known(key.clone());
        }
        self.names.get(&name).cloned().flatten().map_or(SystemHere::Unknown, SystemHere::Alike)
    }
}
