//! The roles of the house: who supplies, explains, decides and only reads. Labels are data, rights come with sign-in.

use serde::{Deserialize, Serialize};

use crate::Text;

/// A role that people hold on an org unit, for its subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs screenings and keeps the architecture (strategy §3, §8).
    ItArchitect,
    /// Leads IT: grants for a fortnight when there is no time, and stands in for IT's own roles (§3).
    ItManager,
    /// Owns a system in a business area: supplies its facts and explains its deviations (§3).
    SystemOwner,
    /// Leads a business area (§3).
    BusinessAreaLead,
    /// Gives dispensations (§3).
    ExecutiveBoard,
    /// Runs alarms and updates (§4).
    ItOperations,
    /// Information security: incidents, awareness, authorities (§4).
    Security,
    /// Keeps the equipment register, models and plans (§9).
    AssetManager,
    /// Leads a unit: its devices, budget and courses (§4, §9).
    UnitLead,
    /// Reads everything and changes nothing.
    Auditor,
    /// Runs Fundament itself.
    Admin,
}

impl Role {
    /// Every role, in the order people read them.
    pub const ALL: [Self; 11] = [
        Self::ItArchitect,
        Self::ItManager,
        Self::SystemOwner,
        Self::BusinessAreaLead,
        Self::ExecutiveBoard,
        Self::ItOperations,
        Self::Security,
        Self::AssetManager,
        Self::UnitLead,
        Self::Auditor,
        Self::Admin,
    ];

    /// The word that packs and files use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ItArchitect => "it_architect",
            Self::ItManager => "it_manager",
            Self::SystemOwner => "system_owner",
            Self::BusinessAreaLead => "business_area_lead",
            Self::ExecutiveBoard => "executive_board",
            Self::ItOperations => "it_operations",
            Self::Security => "security",
            Self::AssetManager => "asset_manager",
            Self::UnitLead => "unit_lead",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// What people call the role.
    pub const fn label(self) -> Text<&'static str> {
        let (da, en) = match self {
            Self::ItArchitect => ("it-arkitekt", "IT architect"),
            Self::ItManager => ("it-chef", "IT manager"),
            Self::SystemOwner => ("systemejer", "system owner"),
            Self::BusinessAreaLead => ("fagchef", "business area lead"),
            Self::ExecutiveBoard => ("direktion", "executive board"),
            Self::ItOperations => ("it-drift", "IT operations"),
            Self::Security => ("informationssikkerhed", "information security"),
            Self::AssetManager => ("udstyrsansvarlig", "asset manager"),
            Self::UnitLead => ("leder af enheden", "unit lead"),
            Self::Auditor => ("revision", "auditor"),
            Self::Admin => ("administrator", "administrator"),
        };
        Text { da, en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_found_by_its_own_word_only() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(Role::from_word("boss"), None);
    }
}
