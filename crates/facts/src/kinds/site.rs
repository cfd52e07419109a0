//! A place with equipment or networks (strategy §4 coverage, §9 printers).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, refer, text};

/// The schema of this noun.
pub const SITE: KindDef = KindDef {
    name: "site",
    file: "sites",
    one: Text::new("lokation", "site"),
    many: Text::new("lokationer", "sites"),
    register: "assets",
    responsible: Responsible::Nobody,
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("unit", "Enhed", "Unit", "unit").inverse("sites"),
        text("address", "Adresse", "Address"),
        count("multifunction_printers", "Multifunktionsmaskiner i drift", "Multifunction printers in operation")
            .derived(&["device.site", "device.status", "category.group"]),
    ],
};
