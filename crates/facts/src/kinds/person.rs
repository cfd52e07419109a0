//! A person, as far as training and ownership need one: name, unit, hired and left. Never a CPR number (GDPR art. 5).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, day, refer, text, yes_no};

/// The schema of this noun.
pub const PERSON: KindDef = KindDef {
    name: "person",
    file: "people",
    one: Text::new("person", "person"),
    many: Text::new("personer", "people"),
    register: "hr",
    responsible: Responsible::Nobody,
    steward: Role::UnitLead,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("email", "Arbejdsmail", "Work e-mail").empty_is_none().identifies(Identifies::WithName),
        text("user_name", "Brugernavn", "User name").empty_is_none().identifies(Identifies::WithName),
        refer("unit", "Enhed", "Unit", "unit").inverse("staff"),
        day("hired_on", "Ansat", "Hired on"),
        day("left_on", "Fratrådt", "Left on").empty_is_none(),
        yes_no("manager", "Leder", "Manager"),
        yes_no("it_account", "Har it-konto", "Has an IT account"),
        text("special_pc_reason", "Begrundelse for specialmodel", "Reason for a special PC model").empty_is_none(),
    ],
};
