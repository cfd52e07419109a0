//! A network at a site, and how it is watched (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const NETWORK: KindDef = KindDef {
    name: "network",
    file: "networks",
    one: Text::new("netværk", "network"),
    many: Text::new("netværk", "networks"),
    register: "network",
    responsible: Responsible::Nobody,
    steward: Role::ItOperations,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("site", "Lokation", "Site", "site").inverse("networks"),
        yes_no("in_use", "I brug", "In use"),
        one_of(
            "purpose",
            "Formål",
            "Purpose",
            &[
                word("administration", "administration", "administration"),
                word("schools", "skoler", "schools"),
                word("guest", "gæster", "guests"),
                word("servers", "servere", "servers"),
                word("technical", "teknik og IoT", "technical and IoT"),
            ],
        ),
        yes_no("segmented", "Segmenteret", "Segmented"),
        yes_no("default_deny", "Lukket som udgangspunkt", "Closed by default"),
        count("sensor_count", "Sensorer i drift", "Sensors in operation")
            .derived(&["sensor.network", "sensor.in_operation"]),
    ],
};
