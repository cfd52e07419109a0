//! A threat-intelligence feed that the monitoring draws on, and how fresh it is (strategy §4: live, day and night).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, refer, text, yes_no};

/// The schema of this noun.
pub const FEED: KindDef = KindDef {
    name: "feed",
    file: "feeds",
    one: Text::new("trusselsdatakilde", "threat feed"),
    many: Text::new("trusselsdatakilder", "threat feeds"),
    register: "traffic",
    responsible: Responsible::Nobody,
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        yes_no("in_use", "I brug", "In use"),
        count("age_hours", "Alder i timer", "Age in hours"),
        refer("contract", "Kontrakt", "Contract", "contract").empty_is_none(),
    ],
};
