//! A supplier of systems, services or equipment, and what it has promised (strategy §8 independence, §9 sustainability).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, count, done, text, yes_no};

/// The schema of this noun.
pub const SUPPLIER: KindDef = KindDef {
    name: "supplier",
    file: "suppliers",
    one: Text::new("leverandør", "supplier"),
    many: Text::new("leverandører", "suppliers"),
    register: "kitos",
    responsible: Responsible::Nobody,
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("cvr", "CVR-nummer", "CVR number").identifies(Identifies::Alone),
        text("country", "Land", "Country"),
        yes_no("equipment_supplier", "Leverer udstyr", "Supplies equipment"),
        yes_no(
            "energy_efficient_production",
            "Energieffektive produkter i produktion og levering",
            "Energy-efficient products in production and delivery",
        ),
        done("sustainability_assessed_on", "Bæredygtighed vurderet", "Sustainability assessed on"),
        count("system_count", "Systemer i drift", "Systems in operation")
            .derived(&["system.supplier", "system.status"]),
    ],
};
