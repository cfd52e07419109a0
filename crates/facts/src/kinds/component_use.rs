//! One system's use of one shared municipal component, with its own decision (strategy §7).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const COMPONENT_USE: KindDef = KindDef {
    name: "component_use",
    file: "component_uses",
    one: Text::new("komponentanvendelse", "component use"),
    many: Text::new("komponentanvendelser", "component uses"),
    register: "fki",
    responsible: Responsible::Path(&["system", "owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        refer("component", "Komponent", "Component", "shared_component").required().inverse("uses"),
        refer("system", "System", "System", "system").required().inverse("shared_component_uses"),
        one_of(
            "status",
            "Status",
            "Status",
            &[
                word("in_use", "i brug", "in use"),
                word("planned", "planlagt", "planned"),
                word("possible", "mulig", "possible"),
                word("not_relevant", "ikke relevant", "not relevant"),
            ],
        ),
        done("decided_on", "Besluttet", "Decided on"),
        text("decision_reason", "Begrundelse", "Reason"),
        yes_no("shares_data", "Deler data", "Shares data"),
    ],
};
