//! Units and users, as far as KITOS knows them.

use serde_json::Value;

use super::Reading;
use crate::kitos::{list, row};

pub(super) fn units(reading: &mut Reading<'_>) {
    reading.telling.part(list::UNITS, &["unit"]);
    for (uuid, unit) in reading.rows(list::UNITS) {
        reading.telling.next();
        let mut object = reading.telling.object("unit", uuid);
        object.text("name", row::text(unit, "name"));
        match unit.get("parentOrganizationUnit") {
            Some(Value::Null) => object.none("parent"),
            _ => object.refer("parent", row::id(unit, "parentOrganizationUnit")),
        }
        let ean = row::at(unit, "ean").map(|ean| ean.as_str().map_or_else(|| ean.to_string(), str::to_owned));
        object.text("ean", ean.as_deref());
        reading.take(object);
    }
}

pub(super) fn users(reading: &mut Reading<'_>) {
    reading.telling.part(list::USERS, &["person"]);
    for (uuid, user) in reading.rows(list::USERS) {
        reading.telling.next();
        let mut object = reading.telling.object("person", uuid);
        object.text("name", row::text(user, "name"));
        object.text("email", row::text(user, "email"));
        reading.take(object);
    }
}
