//! The exports of contracts and of processing registrations. Neither has a UUID of its own, but both name their systems by
//! `IT Systemer (UUID)`.

use kernel::Kroner;

use super::sheet::{Row, Sheet};
use super::{Reading, one_of_many, weak};
use crate::report::text;

/// Without this column an agreement is with nobody knows which system.
pub(super) const SYSTEMS: &str = "IT Systemer (UUID)";
const PROCESSORS: &str = "Databehandlere";
/// The months between two inspections.
const INTERVALS: [(&str, Option<i64>); 6] = [
    ("halvårligt", Some(6)),
    ("årligt", Some(12)),
    ("hver andet år", Some(24)),
    ("hvert andet år", Some(24)),
    ("hvert tredje år", Some(36)),
    ("andet", None),
];

pub(super) fn contracts(reading: &mut Reading<'_>, sheet: &Sheet) {
    reading.telling.note(
        "Kontrakter har intet UUID i eksporten: de er kendt på Kontrakt ID, ellers på navnet, og det er en svag identitet.",
        "Contracts have no UUID in the export: they are known by their number, else by name, which is a weak identity.",
    );
    for row in sheet.rows() {
        reading.telling.at(row.line);
        let (name, number) = (row.cell("IT Kontrakt"), row.cell("Kontrakt ID"));
        let key = number.map(|number| format!("nr:{number}")).or(name.map(weak)).unwrap_or_default();
        let mut object = reading.telling.object("contract", &key);
        object.text("name", name);
        object.text("number", number);
        object.refer("supplier", row.cell("Leverandør").map(|name| reading.suppliers.key(name)).as_deref());
        object.day("runs_to", reading.day(row, "Gyldig til"));
        object.day("terminated_on", reading.day(row, "Opsagt"));
        object.day("irrevocable_until", reading.day(row, "Uopsigelig til"));
        object.count("notice_months", months(reading, row));
        object.money("yearly_amount", amount(reading, row));
        reading.take(object);
    }
}

/// The options of notice are named by their months.
fn months(reading: &mut Reading<'_>, row: Row<'_>) -> Option<i64> {
    const TITLE: &str = "Opsigelse (måneder)";
    let written = row.cell(TITLE)?;
    let months = written.parse::<i64>().ok().filter(|months| (0..=600).contains(months));
    if months.is_none() {
        reading.words.insert((TITLE, crate::report::shown(written)));
    }
    months
}

/// What operation costs a year. Nothing is what the list shows where nobody has written an amount.
fn amount(reading: &mut Reading<'_>, row: Row<'_>) -> Option<Kroner> {
    const TITLE: &str = "Drift/år";
    let written = row.cell(TITLE)?;
    let Ok(amount) = Kroner::parse(written) else {
        reading.words.insert((TITLE, crate::report::shown(written)));
        return None;
    };
    (amount != Kroner::from_kroner(0)).then_some(amount)
}

/// A registration is one here for each system that it covers.
pub(super) fn agreements(reading: &mut Reading<'_>, sheet: &Sheet) {
    reading.telling.note(
        "Registreringer af databehandling har intet UUID i eksporten: de er kendt på navnet og systemets UUID, og det er en svag identitet.",
        "Processing registrations have no UUID in the export: they are known by name and the system's UUID, which is a weak identity.",
    );
    let mut several = 0;
    for row in sheet.rows() {
        reading.telling.at(row.line);
        let Some(name) = row.cell("Databehandling") else {
            let expected = text("Registreringens navn mangler.", "The registration has no name.");
            reading.telling.reject("Databehandling", "", expected);
            continue;
        };
        let systems = row.uuids(SYSTEMS);
        if systems.is_empty() {
            let expected = text(
                "Registreringen er ikke knyttet til noget it-system og kommer derfor ikke med. Tilknyt it-systemet i OS2kitos, og eksportér igen.",
                "The registration belongs to no IT system and therefore does not come in. Add the IT system in OS2kitos, and export again.",
            );
            reading.telling.reject(SYSTEMS, name, expected);
            continue;
        }
        let processors = row.cell(PROCESSORS);
        let processor = processors.filter(|names| one_of_many(names));
        several += u64::from(processors.is_some() && processor.is_none());
        for system in systems {
            let mut object = reading.telling.object("processing_agreement", &format!("{}:{system}", weak(name)));
            object.refer("system", Some(&system));
            object.refer("processor", processor.map(|name| reading.suppliers.key(name)).as_deref());
            about(reading, row, &mut object);
            reading.take(object);
        }
    }
    if several > 0 {
        reading.telling.note(
            format!("{several} registreringer har et komma under {PROCESSORS}: om det er én eller flere, siger eksporten ikke, og databehandleren er ikke oplyst."),
            format!("{several} registrations have a comma in {PROCESSORS}: the export does not say whether that is one or several, and the processor is not stated."),
        );
    }
}

fn about(reading: &mut Reading<'_>, row: Row<'_>, object: &mut crate::telling::Object) {
    let concluded = reading.day(row, "Dato for indgåelse af databehandleraftale");
    match reading.yes_no(row, "Databehandleraftale er indgået") {
        Some(true) => object.day("concluded_on", concluded),
        Some(false) => object.none("concluded_on"),
        None => {}
    }
    object.day("oversight_on", reading.day(row, "Seneste tilsyn"));
    object.count("oversight_months", reading.word(row, "Tilsynsinterval", &INTERVALS).flatten());
    object.yes_no("third_country", reading.yes_no(row, "Overførsel til usikkert 3. land"));
    object.text("transfer_basis", row.cell("Overførselsgrundlag"));
}
