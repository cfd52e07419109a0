//! A sensor that watches a network's traffic, and how long it has been silent (strategy §4).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, refer, text, yes_no};

/// The schema of this noun.
pub const SENSOR: KindDef = KindDef {
    name: "sensor",
    file: "sensors",
    one: Text::new("sensor", "sensor"),
    many: Text::new("sensorer", "sensors"),
    register: "traffic",
    responsible: Responsible::Nobody,
    steward: Role::ItOperations,
    attributes: &[
        refer("network", "Netværk", "Network", "network").required().inverse("sensors"),
        text("product", "Produkt", "Product"),
        yes_no("in_operation", "I drift", "In operation"),
        count("silence_hours", "Tavs (timer)", "Silent for hours"),
    ],
};
