//! A course that a person must take, and when it was done (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, done, refer};

/// The schema of this noun.
pub const ASSIGNMENT: KindDef = KindDef {
    name: "assignment",
    file: "assignments",
    one: Text::new("kursuspligt", "training assignment"),
    many: Text::new("kursuspligter", "training assignments"),
    register: "learning",
    responsible: Responsible::Path(&["person", "unit", "leader"]),
    steward: Role::UnitLead,
    attributes: &[
        refer("person", "Person", "Person", "person").required().inverse("assignments"),
        refer("course", "Kursus", "Course", "course").required().inverse("assignments"),
        done("assigned_on", "Tildelt", "Assigned on"),
        day("due_on", "Frist", "Due on"),
        done("completed_on", "Gennemført", "Completed on").empty_is_none(),
    ],
};
