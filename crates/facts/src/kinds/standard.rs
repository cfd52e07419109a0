//! An entry in the municipality's list of technology standards (strategy §4: a standardised, harmonised portfolio).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, done, one_of, refer, text, word};

/// The schema of this noun.
pub const STANDARD: KindDef = KindDef {
    name: "standard",
    file: "standards",
    one: Text::new("teknologistandard", "technology standard"),
    many: Text::new("teknologistandarder", "technology standards"),
    register: "architecture",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("field", "Teknologiområde", "Field"),
        one_of(
            "status",
            "Status",
            "Status",
            &[
                word("preferred", "foretrukken", "preferred"),
                word("permitted", "tilladt", "permitted"),
                word("phase_out", "under udfasning", "phase-out"),
                word("prohibited", "ikke tilladt", "prohibited"),
            ],
        ),
        refer("owner", "Ansvarlig", "Owner", "person"),
        done("decided_on", "Besluttet", "Decided on"),
        day("review_by", "Revideres senest", "Review by"),
        refer("successor", "Afløses af", "Successor", "standard").empty_is_none(),
        day("phase_out_by", "Udfaset senest", "Phased out by").empty_is_none(),
    ],
};
