//! A business process and the systems that carry it (strategy §8: documented as the ground for change).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, refer, refer_many, text, yes_no};

/// The schema of this noun.
pub const PROCESS: KindDef = KindDef {
    name: "process",
    file: "processes",
    one: Text::new("arbejdsgang", "business process"),
    many: Text::new("arbejdsgange", "business processes"),
    register: "processes",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::BusinessAreaLead,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("unit", "Enhed", "Unit", "unit").inverse("processes"),
        refer("owner", "Procesejer", "Process owner", "person"),
        yes_no("essential", "Væsentlig", "Essential"),
        refer_many("systems", "Systemer", "Systems", "system").inverse("processes"),
        done("documented_on", "Dokumentation ajourført", "Documentation updated on"),
        text("documentation_url", "Link til dokumentation", "Documentation link").empty_is_none(),
    ],
};
