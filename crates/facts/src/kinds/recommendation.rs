//! A recommendation from an earlier review or a joint strategy, and what came of it (strategy §2, §7).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, done, one_of, refer, text, word};

/// The schema of this noun.
pub const RECOMMENDATION: KindDef = KindDef {
    name: "recommendation",
    file: "recommendations",
    one: Text::new("anbefaling", "recommendation"),
    many: Text::new("anbefalinger", "recommendations"),
    register: "architecture",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "origin",
            "Oprindelse",
            "Origin",
            &[
                word("organisational_review", "organisatorisk servicetjek", "organisational review"),
                word("technical_review", "teknisk servicetjek", "technical review"),
                word("joint_municipal", "fælleskommunal strategi", "joint municipal strategy"),
                word("joint_public", "fællesoffentlig strategi", "joint public strategy"),
            ],
        ),
        done("received_on", "Modtaget", "Received on"),
        one_of(
            "status",
            "Status",
            "Status",
            &[
                word("open", "åben", "open"),
                word("in_progress", "i gang", "in progress"),
                word("done", "gennemført", "done"),
                word("declined", "fravalgt", "declined"),
            ],
        ),
        day("due_on", "Frist", "Due on"),
        done("decided_on", "Besluttet", "Decided on"),
        text("decision_reason", "Begrundelse", "Reason"),
        refer("owner", "Ansvarlig", "Owner", "person"),
    ],
};
