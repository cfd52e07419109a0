//! A service agreement between a consumer system and a shared service, with its expiry (strategy §7).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const SERVICE_AGREEMENT: KindDef = KindDef {
    name: "service_agreement",
    file: "service_agreements",
    one: Text::new("serviceaftale", "service agreement"),
    many: Text::new("serviceaftaler", "service agreements"),
    register: "fki",
    responsible: Responsible::Path(&["system", "owner"]),
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name"),
        refer("system", "Anvendersystem", "Consumer system", "system").required().inverse("service_agreements"),
        refer("component", "Komponent", "Component", "shared_component").inverse("service_agreements"),
        one_of(
            "status",
            "Status",
            "Status",
            &[
                word("approved", "godkendt", "approved"),
                word("pending", "afventer", "pending"),
                word("closed", "lukket", "closed"),
            ],
        ),
        day("approved_on", "Godkendt", "Approved on"),
        day("expires_on", "Udløber", "Expires on").empty_is_none(),
        yes_no("discloses_data", "Videregiver data", "Discloses data"),
    ],
};
