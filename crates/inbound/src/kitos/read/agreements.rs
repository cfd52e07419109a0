//! Processing agreements: a registration is one here for each system and each processor that it covers.

use kernel::Day;
use serde_json::Value;

use super::Reading;
use crate::kitos::{list, row};
use crate::report::text;
use crate::telling::Object;

/// The months between two inspections.
const INTERVALS: [(&str, Option<i64>); 6] = [
    ("BiYearly", Some(6)),
    ("Yearly", Some(12)),
    ("EveryOtherYear", Some(24)),
    ("EveryThirdYear", Some(36)),
    ("Other", None),
    ("Undecided", None),
];

pub(super) fn agreements(reading: &mut Reading<'_>) {
    reading.telling.part(list::AGREEMENTS, &["processing_agreement"]);
    for (uuid, registration) in reading.rows(list::AGREEMENTS) {
        let systems = row::ids(registration, "systemUsages");
        if systems.is_empty() {
            reading.telling.next();
            let expected = text(
                "Registreringen er ikke knyttet til noget it-system og kommer derfor ikke med. Tilknyt it-systemet i OS2kitos.",
                "The registration belongs to no IT system and therefore does not come in. Add the IT system in OS2kitos.",
            );
            reading.telling.reject("systemUsages", row::text(registration, "name").unwrap_or(uuid), expected);
        }
        let processors = row::ids(registration, "general.dataProcessors");
        let processors: Vec<Option<&str>> =
            if processors.is_empty() { vec![None] } else { processors.into_iter().map(Some).collect() };
        for system in systems {
            for processor in &processors {
                reading.telling.next();
                let key = match processor {
                    Some(processor) => format!("{uuid}:{system}:{processor}"),
                    None => format!("{uuid}:{system}"),
                };
                let mut object = reading.telling.object("processing_agreement", &key);
                object.refer("system", Some(system));
                object.refer("processor", *processor);
                about(reading, registration, &mut object);
                reading.take(object);
            }
        }
    }
}

fn about(reading: &mut Reading<'_>, registration: &Value, object: &mut Object) {
    match reading.yes_no(registration, &["general.isAgreementConcluded"]) {
        Some(true) => object.day("concluded_on", reading.day(registration, "general.agreementConcludedAt")),
        Some(false) => object.none("concluded_on"),
        None => {}
    }
    let inspections: Vec<Day> = row::items(registration, "oversight.oversightDates")
        .iter()
        .filter_map(|inspection| reading.day(inspection, "completedAt"))
        .collect();
    object.day("oversight_on", inspections.into_iter().max());
    let months = reading.word(registration, &["oversight.oversightInterval"], &INTERVALS).flatten();
    object.count("oversight_months", months);
    let subs = row::items(registration, "general.subDataProcessors");
    let mut transfers = vec![reading.yes_no(registration, &["general.transferToInsecureThirdCountries"])];
    transfers.extend(subs.iter().map(|sub| reading.yes_no(sub, &["transferToInsecureThirdCountry"])));
    // One that nobody has decided may be a yes: only noes are a no.
    let transferred = if transfers.contains(&Some(true)) {
        Some(true)
    } else {
        transfers.iter().all(Option::is_some).then_some(false)
    };
    object.yes_no("third_country", transferred);
    object.text("transfer_basis", row::text(registration, "general.basisForTransfer.name"));
    let known = reading.yes_no(registration, &["general.hasSubDataProcessors"]).map(|has| !has || !subs.is_empty());
    object.yes_no("sub_processors_known", known);
}
