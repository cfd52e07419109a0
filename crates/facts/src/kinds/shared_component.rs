//! A shared municipal component (service platform, support systems, shared solutions) and the decision about it (strategy §7).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const SHARED_COMPONENT: KindDef = KindDef {
    name: "shared_component",
    file: "shared_components",
    one: Text::new("fælleskommunal komponent", "shared municipal component"),
    many: Text::new("fælleskommunale komponenter", "shared municipal components"),
    register: "fki",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("number", "Nummer", "Number").empty_is_none(),
        one_of(
            "focus",
            "Fokusområde",
            "Focus area",
            &[
                word("service_platform", "Serviceplatformen", "service platform"),
                word("organisation", "organisation", "organisation"),
                word("access_control", "adgangsstyring", "access control"),
                word("case_document_view", "visning af sager og dokumenter", "case and document view"),
                word("message_broker", "beskedfordeler", "message broker"),
                word("classification", "klassifikation", "classification"),
                word("shared_solution", "fælleskommunal løsning", "shared solution"),
                word("other", "andet", "other"),
            ],
        ),
        refer("owner", "Ansvarlig", "Owner", "person"),
        one_of(
            "decision",
            "Beslutning",
            "Decision",
            &[
                word("use", "anvendes", "use"),
                word("use_later", "anvendes senere", "use later"),
                word("not_use", "anvendes ikke", "not used"),
                word("undecided", "ikke besluttet", "undecided"),
            ],
        ),
        done("decided_on", "Besluttet", "Decided on"),
        text("decision_reason", "Begrundelse", "Reason"),
        day("review_by", "Revurderes senest", "Review by"),
        yes_no("data_sharing_assessed", "Datadeling vurderet", "Data sharing assessed"),
        count("systems_in_use", "Anvendersystemer", "Systems using it")
            .derived(&["component_use.component", "component_use.status"]),
        count("systems_possible", "Mulige anvendersystemer", "Systems that could use it")
            .derived(&["component_use.component", "component_use.status"]),
    ],
};
