//! An integration from one system to another: what breaks if this changes (strategy §8).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const INTEGRATION: KindDef = KindDef {
    name: "integration",
    file: "integrations",
    one: Text::new("integration", "integration"),
    many: Text::new("integrationer", "integrations"),
    register: "kitos",
    responsible: Responsible::Path(&["from", "owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name"),
        refer("from", "Fra system", "From system", "system").required().inverse("integrations_out"),
        refer("to", "Til system", "To system", "system").required().inverse("integrations_in"),
        yes_no("in_use", "I brug", "In use"),
        text("interface", "Snitflade", "Interface"),
        one_of(
            "pattern",
            "Mønster",
            "Pattern",
            &[
                word("service_platform", "Serviceplatformen", "service platform"),
                word("api", "API", "API"),
                word("message", "besked", "message"),
                word("file_transfer", "filoverførsel", "file transfer"),
                word("database_link", "direkte databaseadgang", "database link"),
                word("robot", "softwarerobot", "software robot"),
                word("manual", "manuel overførsel", "manual transfer"),
            ],
        ),
        refer("standard", "Standard", "Standard", "standard").empty_is_none(),
        yes_no("open_standard", "Åben standard", "Open standard"),
        yes_no("personal_data", "Personoplysninger", "Personal data"),
        yes_no("monitored", "Overvåget", "Monitored"),
        done("documented_on", "Dokumentation ajourført", "Documentation updated on"),
    ],
};
