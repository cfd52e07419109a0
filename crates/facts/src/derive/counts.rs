//! Simple counts: staff of a unit, sensors of a network, systems of a supplier or a shared component, devices.

use crate::derive::ids;
use crate::derive::tally::{count, holds, is_one_of};
use crate::schema::Field;
use crate::slots::{Column, Slots, State};

/// People in the unit who have not left by today.
pub(super) fn staff(slots: &Slots) -> Column {
    let (person, left) = ids("person.left_on");
    let left_on = slots.column(person, left);
    let today = i64::from(slots.today().days());
    count(slots, ids("unit.name").0, ids("person.unit"), |object| match left_on.state[object as usize] {
        State::Missing | State::Expired => Err(slots.fact(person, object, Field::Attribute(left))),
        State::None => Ok(true),
        State::Value => Ok(left_on.low[object as usize] > today),
    })
}

/// Systems in operation that the supplier supplies.
pub(super) fn supplier_systems(slots: &Slots) -> Column {
    let in_operation = is_one_of(slots, ids("system.status"), &["in_operation"]);
    count(slots, ids("supplier.name").0, ids("system.supplier"), in_operation)
}

/// Systems that use the shared component.
pub(super) fn systems_in_use(slots: &Slots) -> Column {
    let in_use = is_one_of(slots, ids("component_use.status"), &["in_use"]);
    count(slots, ids("shared_component.name").0, ids("component_use.component"), in_use)
}

/// Systems that use, will use or could use the shared component: its potential.
pub(super) fn systems_possible(slots: &Slots) -> Column {
    let could = is_one_of(slots, ids("component_use.status"), &["in_use", "planned", "possible"]);
    count(slots, ids("shared_component.name").0, ids("component_use.component"), could)
}

/// Sensors in operation on the network.
pub(super) fn sensors(slots: &Slots) -> Column {
    let in_operation = holds(slots, ids("sensor.in_operation"));
    count(slots, ids("network.name").0, ids("sensor.network"), in_operation)
}

/// Devices of the category in operation.
pub(super) fn devices_in_operation(slots: &Slots) -> Column {
    let in_operation = is_one_of(slots, ids("device.status"), &["in_operation"]);
    count(slots, ids("category.name").0, ids("device.category"), in_operation)
}

/// Multifunction printers in operation at the site.
pub(super) fn multifunction_printers(slots: &Slots) -> Column {
    let in_operation = is_one_of(slots, ids("device.status"), &["in_operation"]);
    let of_group = is_one_of(slots, ids("category.group"), &["mfp"]);
    let category = ids("device.category");
    count(slots, ids("site.name").0, ids("device.site"), |object| {
        let group = match super::tally::follow(slots, category, object) {
            Ok(Some(place)) => of_group(place),
            // A device without a category that exists is no multifunction printer: the category is what says so.
            Ok(None) => Ok(false),
            Err(fact) => Err(fact),
        };
        match (group, in_operation(object)) {
            (Ok(false), _) | (_, Ok(false)) => Ok(false),
            (Err(fact), _) | (_, Err(fact)) => Err(fact),
            (Ok(true), Ok(true)) => Ok(true),
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::derive::tests::{number, town};

    #[test]
    fn staff_are_those_who_have_not_left() {
        let slots = town(
            "unit U1\n unit U2\n person P1 unit=U1 left_on=-\n person P2 unit=U1 left_on=2026-01-31\n person P3 unit=U1 left_on=2027-01-31",
        );
        assert_eq!(number(&slots, "unit.staff_count", "U1").0, Some((2, 2)));
        assert_eq!(number(&slots, "unit.staff_count", "U2").0, Some((0, 0)));
    }

    #[test]
    fn somebody_without_a_unit_may_be_anywhere() {
        let slots = town("unit U1\n person P1 unit=U1 left_on=-\n person P2 left_on=-\n person P3 unit=U1");
        let (range, blame) = number(&slots, "unit.staff_count", "U1");
        assert_eq!(range, Some((1, 3)));
        assert_eq!(blame.into_iter().collect::<Vec<_>>(), ["person:P2.unit", "person:P3.left_on"]);
    }

    #[test]
    fn a_sensor_out_of_operation_does_not_count() {
        let slots = town(
            "network N\n sensor A network=N in_operation=yes\n sensor B network=N in_operation=no\n sensor C network=N",
        );
        assert_eq!(number(&slots, "network.sensor_count", "N").0, Some((1, 2)));
    }

    #[test]
    fn a_components_potential_includes_what_could_use_it() {
        let slots = town(
            "shared_component K\n component_use 1 component=K status=in_use\n component_use 2 component=K status=possible\n component_use 3 component=K status=not_relevant",
        );
        assert_eq!(number(&slots, "shared_component.systems_in_use", "K").0, Some((1, 1)));
        assert_eq!(number(&slots, "shared_component.systems_possible", "K").0, Some((2, 2)));
    }

    #[test]
    fn only_multifunction_printers_in_operation_count_at_a_site() {
        let slots = town(
            "site S\n category M group=mfp\n category P group=printer\n device 1 category=M site=S status=in_operation\n device 2 category=M site=S status=disposed\n device 3 category=P site=S status=in_operation\n device 4 category=M status=in_operation",
        );
        assert_eq!(number(&slots, "site.multifunction_printers", "S").0, Some((1, 2)));
    }

    #[test]
    fn a_supplier_counts_its_systems_in_operation() {
        let slots = town(
            "supplier L\n system 1 supplier=L status=in_operation\n system 2 supplier=L status=retired\n system 3 supplier=GONE status=in_operation",
        );
        assert_eq!(number(&slots, "supplier.system_count", "L").0, Some((1, 1)));
    }

    #[test]
    fn devices_in_operation_are_counted_by_category() {
        let slots = town(
            "category C\n device 1 category=C status=in_operation\n device 2 category=C status=in_stock\n device 3 category=C",
        );
        assert_eq!(number(&slots, "category.devices_in_operation", "C").0, Some((1, 2)));
    }
}
