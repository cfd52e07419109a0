//! A subject of KLE, the municipalities' joint classification, from the municipality's own copy of it (strategy §8 systems per task).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, text};

/// The schema of this noun. The key is the number: 27, 27.36 or 27.36.04.
pub const KLE_SUBJECT: KindDef = KindDef {
    name: "kle_subject",
    file: "kle_subjects",
    one: Text::new("KLE-emne", "KLE subject"),
    many: Text::new("KLE-emner", "KLE subjects"),
    register: "kle",
    responsible: Responsible::Nobody,
    steward: Role::ItArchitect,
    attributes: &[text("name", "Titel", "Title").required(), day("retired_on", "Udgået", "Retired on").empty_is_none()],
};
