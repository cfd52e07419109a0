//! The export of the systems in use.

use super::sheet::{Row, Sheet};
use super::{Reading, weak};
use crate::kitos::row::is_uuid;
use crate::kitos::settings::RoleHere;
use crate::report::text;
use crate::telling::Object;

const UUID: &str = "IT-System (UUID)";
const NAME: &str = "IT System";
/// What stands after the name of a system that is no longer in the shared catalogue.
const UNAVAILABLE: &str = " (Ikke tilgængeligt)";

/// A usage is not in use, so the system is retired here.
const LIFE_CYCLE: [(&str, &str); 5] = [
    ("ikke i drift", "retired"),
    ("under afprøvning", "pilot"),
    ("under indfasning", "phasing_in"),
    ("i drift", "in_operation"),
    ("under udfasning", "phasing_out"),
];
const STATUS: [(&str, bool); 2] = [("aktivt", true), ("ikke aktivt", false)];
/// Only the own data centre says where it runs: the other words do not say how.
const HOSTED: [(&str, Option<&str>); 3] =
    [("on-premise", Some("own_data_centre")), ("eksternt", None), ("hybrid", None)];
const CODE_MODELS: [(&str, &str); 3] =
    [("open source", "open_source"), ("freeware", "freeware"), ("proprietær", "proprietary")];
/// How much each level says; the highest counts. The older texts stand beside the newer.
const SENSITIVITY: [(&str, u8); 7] = [
    ("ingen persondata", 0),
    ("ingen personoplysninger", 0),
    ("almindelige persondata", 1),
    ("almindelige personoplysninger", 1),
    ("følsomme persondata", 2),
    ("følsomme personoplysninger", 2),
    ("straffedomme og lovovertrædelser", 2),
];

pub(super) fn systems(reading: &mut Reading<'_>, sheet: &Sheet) {
    let by_uuid = sheet.has(UUID);
    if !by_uuid {
        reading.telling.note(
            format!("Kolonnen '{UUID}' er ikke med: systemerne er kun kendt på navnet, og det er en svag identitet. Vis kolonnen i OS2kitos, og eksportér igen."),
            format!("The column '{UUID}' is missing: the systems are known by name only, which is a weak identity. Show the column in OS2kitos, and export again."),
        );
    }
    let unread: Vec<&str> = sheet.roles().into_iter().filter(|role| !reading.roles.contains_key(*role)).collect();
    if !unread.is_empty() {
        let roles = super::named(unread.into_iter().map(crate::report::shown).collect());
        reading.telling.note(
            format!("Roller, der ikke er læst: {roles}. Sig, hvilke der er systemejer og systemansvarlig (--role på kommandolinjen)."),
            format!("Roles that were not read: {roles}. Say which are owner and manager (--role on the command line)."),
        );
    }
    for row in sheet.rows() {
        reading.telling.at(row.line);
        let (name, uuid) = (row.cell(NAME), row.cell(UUID).unwrap_or_default().to_ascii_lowercase());
        if by_uuid && !is_uuid(&uuid) {
            let expected = text(
                "Her skal stå systemets UUID. Eksportér igen.",
                "The UUID of the system must stand here. Export again.",
            );
            reading.telling.reject(UUID, &uuid, expected);
            continue;
        }
        let key = if by_uuid { uuid } else { name.map(weak).unwrap_or_default() };
        let mut object = reading.telling.object("system", &key);
        object.text("name", name.map(|name| name.strip_suffix(UNAVAILABLE).unwrap_or(name)));
        object.text("local_id", row.cell("Lokal System ID"));
        object.text("purpose", row.cell("Systemets overordnede formål"));
        object.yes_no("valid_in_register", reading.word(row, "Status", &STATUS));
        object.word("status", reading.word(row, "Livscyklus", &LIFE_CYCLE));
        object.day("in_use_since", reading.day(row, "Ibrugtagningsdato"));
        object.refer("supplier", row.cell("Leverandør").map(|name| reading.suppliers.key(name)).as_deref());
        object.refer("owner", reading.holder(row, RoleHere::Owner).as_deref());
        object.refer("manager", reading.holder(row, RoleHere::Manager).as_deref());
        object.word("hosting", reading.word(row, "IT systemet driftes", &HOSTED).flatten());
        // The municipality's own tasks beside those of the shared system.
        object.texts("kle_tasks", [parts(row, "KLE ID"), parts(row, "Lokale KLE ID")].concat());
        object.word("code_model", code_model(reading, row));
        security(reading, row, &mut object);
        reading.take(object);
    }
}

/// What stands in a column whose words hold no comma.
fn parts<'s>(row: Row<'s>, title: &str) -> Vec<&'s str> {
    row.cell(title).map_or_else(Vec::new, |cell| cell.split(',').map(str::trim).collect())
}

fn code_model(reading: &mut Reading<'_>, row: Row<'_>) -> Option<&'static str> {
    const TITLE: &str = "Licens- og kodegrundlag";
    let mut models = Vec::new();
    for word in parts(row, TITLE) {
        models.push(reading.meaning(TITLE, word, &CODE_MODELS)?);
    }
    models.dedup();
    match models[..] {
        [] => None,
        [model] => Some(model),
        _ => Some("mixed"),
    }
}

fn security(reading: &mut Reading<'_>, row: Row<'_>, object: &mut Object) {
    const LEVELS: &str = "DataType";
    object.yes_no("business_critical", reading.yes_no(row, "Forretningskritisk IT-system"));
    object.yes_no("socially_critical", reading.yes_no(row, "Samfundskritisk IT-system"));
    object.yes_no("contains_ai", reading.yes_no(row, "Indeholder AI-teknologi"));
    object.yes_no("processing_agreement_required", reading.yes_no(row, "Kræver system databehandleraftale"));
    let levels: Vec<Option<u8>> =
        parts(row, LEVELS).into_iter().map(|word| reading.meaning(LEVELS, word, &SENSITIVITY)).collect();
    // An unknown level may be the highest.
    let highest = levels.into_iter().collect::<Option<Vec<u8>>>().and_then(|levels| levels.into_iter().max());
    object.word("personal_data", highest.map(|level| ["none", "ordinary", "sensitive"][usize::from(level)]));
    let assessed = reading.day(row, "Dato for seneste risikovurdering");
    match reading.yes_no(row, "Foretaget risikovurdering") {
        Some(true) => object.day("risk_assessed_on", assessed),
        Some(false) => object.none("risk_assessed_on"),
        None => {}
    }
    object.day("risk_assessment_planned_on", reading.day(row, "Dato for planlagt risikovurdering"));
    // That one was made, the export says without its day.
    if reading.yes_no(row, "DPIA gennemført") == Some(false) {
        object.none("dpia_on");
    }
}
