//! A server and its state of updates and support (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, done, refer, text, yes_no};

/// The schema of this noun.
pub const SERVER: KindDef = KindDef {
    name: "server",
    file: "servers",
    one: Text::new("server", "server"),
    many: Text::new("servere", "servers"),
    register: "patching",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("system", "System", "System", "system").inverse("servers"),
        refer("owner", "Driftsansvarlig", "Operations owner", "person"),
        yes_no("in_operation", "I drift", "In operation"),
        text("os", "Styresystem", "Operating system"),
        day("os_supported_until", "Styresystem understøttet til", "Operating system supported until"),
        refer("standard", "Teknologistandard", "Technology standard", "standard").empty_is_none().inverse("servers"),
        yes_no("centrally_managed", "Styres centralt", "Centrally managed"),
        count("oldest_missing_update_days", "Ældste manglende opdatering (dage)", "Oldest missing update (days)"),
        done("last_seen_on", "Senest set", "Last seen on"),
    ],
};
