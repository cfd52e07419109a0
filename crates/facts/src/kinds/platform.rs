//! A cloud platform for office work and collaboration, and the area it serves (strategy §5).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const PLATFORM: KindDef = KindDef {
    name: "platform",
    file: "platforms",
    one: Text::new("platform", "platform"),
    many: Text::new("platforme", "platforms"),
    register: "architecture",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "product",
            "Produkt",
            "Product",
            &[
                word("microsoft_365", "Microsoft 365", "Microsoft 365"),
                word("google_workspace", "Google Workspace", "Google Workspace"),
                word("chromebook", "Chromebook", "Chromebook"),
                word("other", "andet", "other"),
            ],
        ),
        one_of(
            "area",
            "Område",
            "Area",
            &[
                word("administration", "administration", "administration"),
                word("schools", "skoler", "schools"),
                word("other", "andet", "other"),
            ],
        ),
        yes_no("primary", "Primær platform", "Primary platform"),
        yes_no("in_use", "I brug", "In use"),
        refer("owner", "Ansvarlig", "Owner", "person"),
        text("exception_reason", "Begrundelse for undtagelse", "Reason for the exception").empty_is_none(),
        done("procedures_documented_on", "Forvaltningsprocedurer dokumenteret", "Management procedures documented on"),
        yes_no("management_tools", "Forvaltningsværktøjer i brug", "Management tools in use"),
        refer("contract", "Kontrakt", "Contract", "contract").empty_is_none(),
    ],
};
