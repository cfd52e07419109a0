//! A certificate that a system signs in or signs messages with, and when it expires (strategy §7).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, day, refer, text, yes_no};

/// The schema of this noun.
pub const CERTIFICATE: KindDef = KindDef {
    name: "certificate",
    file: "certificates",
    one: Text::new("certifikat", "certificate"),
    many: Text::new("certifikater", "certificates"),
    register: "certificates",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("system", "System", "System", "system").required().inverse("certificates"),
        refer("owner", "Ansvarlig", "Owner", "person"),
        yes_no("in_use", "I brug", "In use"),
        text("key_usage", "Anvendelse", "Key usage"),
        text("subject", "Udstedt til", "Subject"),
        text("issuer", "Udsteder", "Issuer"),
        text("serial", "Serienummer", "Serial number"),
        day("valid_from", "Gælder fra", "Valid from"),
        day("expires_on", "Udløber", "Expires on"),
    ],
};
