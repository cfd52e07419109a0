//! One condition of an authority's decision, with its due date and evidence (strategy §4, §5).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, one_of, refer, text, word};

/// The schema of this noun.
pub const CONDITION: KindDef = KindDef {
    name: "condition",
    file: "conditions",
    one: Text::new("vilkår", "condition"),
    many: Text::new("vilkår", "conditions"),
    register: "security",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::Security,
    attributes: &[
        refer("decision", "Afgørelse", "Decision", "authority_decision").required().inverse("conditions"),
        text("description", "Beskrivelse", "Description"),
        day("due_on", "Frist", "Due on").empty_is_none(),
        one_of(
            "status",
            "Status",
            "Status",
            &[word("open", "åbent", "open"), word("met", "opfyldt", "met"), word("waived", "frafaldet", "waived")],
        ),
        refer("owner", "Ansvarlig", "Owner", "person"),
        text("evidence", "Dokumentation", "Evidence").empty_is_none(),
    ],
};
