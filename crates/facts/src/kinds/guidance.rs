//! Guidance from an authority, and what the municipality has done about it (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, refer, text, yes_no};

/// The schema of this noun.
pub const GUIDANCE: KindDef = KindDef {
    name: "guidance",
    file: "guidance",
    one: Text::new("vejledning", "guidance"),
    many: Text::new("vejledninger", "guidance documents"),
    register: "security",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::Security,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("authority", "Myndighed", "Authority"),
        done("published_on", "Udgivet", "Published on"),
        yes_no("relevant", "Relevant", "Relevant"),
        done("assessed_on", "Vurderet", "Assessed on"),
        done("routines_updated_on", "Rutiner tilpasset", "Routines updated on").empty_is_none(),
        yes_no("routines_need_change", "Rutiner skal ændres", "Routines need change"),
        refer("owner", "Ansvarlig", "Owner", "person"),
    ],
};
