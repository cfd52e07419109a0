//! The municipality's systems and what runs between them.

use serde_json::Value;

use super::Reading;
use crate::kitos::settings::{KitosSettings, RoleHere};
use crate::kitos::{list, row};
use crate::telling::Object;

/// A usage is not in use, so the system is retired here.
const LIFE_CYCLE: [(&str, Option<&str>); 6] = [
    ("Undecided", None),
    ("NotInUse", Some("retired")),
    ("PhasingIn", Some("phasing_in")),
    ("Operational", Some("in_operation")),
    ("PhasingOut", Some("phasing_out")),
    ("Pilot", Some("pilot")),
];
const CODE_MODELS: [(&str, &str); 3] =
    [("OpenSource", "open_source"), ("Proprietary", "proprietary"), ("Freeware", "freeware")];
/// How much each level says; the highest counts.
const SENSITIVITY: [(&str, u8); 4] = [("None", 0), ("PersonData", 1), ("SensitiveData", 2), ("LegalData", 2)];
const HOSTED: [(&str, Hosted); 4] = [
    ("Undecided", Hosted::NotSaid),
    ("OnPremise", Hosted::Here),
    ("External", Hosted::Elsewhere),
    ("Hybrid", Hosted::NotSaid),
];

#[derive(Clone, Copy)]
enum Hosted {
    Here,
    Elsewhere,
    NotSaid,
}

pub(super) fn systems(reading: &mut Reading<'_>) {
    reading.telling.part(list::USAGES, &["system"]);
    for (uuid, usage) in reading.rows(list::USAGES) {
        reading.telling.next();
        let system = row::id(usage, "systemContext").and_then(|system| reading.mirror.row(list::SYSTEMS, system));
        let mut object = reading.telling.object("system", uuid);
        let own_name = row::text(usage, "systemContext.name");
        object.text("name", system.and_then(|system| row::text(system, "name")).or(own_name));
        object.text("catalogue_id", row::id(usage, "systemContext"));
        object.text("local_id", row::text(usage, "general.localSystemId"));
        let purpose = row::first(usage, &["general.purpose", "gdpr.purpose"]).and_then(Value::as_str);
        object.text("purpose", purpose);
        object.yes_no("valid_in_register", row::yes(usage, "general.validity.valid"));
        let status = reading.word(usage, &["general.validity.lifeCycleStatus"], &LIFE_CYCLE).flatten();
        object.word("status", status);
        object.day("in_use_since", reading.day(usage, "general.validity.validFrom"));
        people(reading, usage, &mut object);
        contract(reading, usage, &mut object);
        hosting(reading, usage, &mut object);
        object.texts("kle_tasks", subjects(usage, system));
        object.word("code_model", code_model(reading, usage, system));
        security(reading, usage, &mut object);
        reading.take(object);
    }
}

/// Who owns and manages it, and whom it serves.
fn people(reading: &mut Reading<'_>, usage: &Value, object: &mut Object) {
    reading.strange_roles(usage);
    object.refer("owner", in_role(reading.settings, usage, RoleHere::Owner));
    object.refer("manager", in_role(reading.settings, usage, RoleHere::Manager));
    object.refer("business_area", row::id(usage, "organizationUsage.responsibleOrganizationUnit"));
    object.refer_many("using_units", row::ids(usage, "organizationUsage.usingOrganizationUnits"));
}

/// The first person in a role that is this one here.
pub(super) fn in_role<'v>(settings: &KitosSettings, of: &'v Value, role: RoleHere) -> Option<&'v str> {
    let roles = row::items(of, "roles").iter();
    let mut held = roles.filter(|held| row::id(held, "role").and_then(|role| settings.roles.get(role)) == Some(&role));
    row::id(held.next()?, "user")
}

/// Its main contract, whose supplier is the system's. Only the newer generation says that there is none.
fn contract(reading: &Reading<'_>, usage: &Value, object: &mut Object) {
    match row::id(usage, "general.mainContract") {
        Some(contract) => {
            object.refer("contract", Some(contract));
            let contract = reading.mirror.row(list::CONTRACTS, contract);
            object.refer("supplier", contract.and_then(|contract| row::id(contract, "supplier.organization")));
        }
        None if row::text(usage, "general.validity.mainContractState") == Some("NoContract") => object.none("contract"),
        None => {}
    }
}

/// `External` does not say whether it is bought as a service or runs on a supplier's server: a technical type may.
fn hosting(reading: &mut Reading<'_>, usage: &Value, object: &mut Object) {
    let hosted = reading.word(usage, &["general.hostedAt", "gdpr.hostedAt"], &HOSTED);
    let types = row::items(usage, "general.technicalSystemTypes");
    let one = row::at(usage, "general.technicalSystemType");
    let mut words: Vec<&'static str> = Vec::new();
    let mut all_known = true;
    for option in types.iter().chain(one) {
        match row::text(option, "uuid").and_then(|uuid| reading.settings.technical_types.get(uuid)) {
            Some(hosting) => words.push(hosting.word()),
            None => {
                all_known = false;
                reading.strange_option("technical_types", option);
            }
        }
    }
    words.dedup();
    match (hosted, &words[..]) {
        (Some(Hosted::Here), _) => object.word("hosting", Some("own_data_centre")),
        // A type that nobody knows may be another kind of hosting.
        (Some(Hosted::Elsewhere), [word]) if all_known => object.word("hosting", Some(word)),
        _ => {}
    }
}

/// The subjects of the shared system, less those taken away and with those added here.
fn subjects<'v>(usage: &'v Value, system: Option<&'v Value>) -> Vec<&'v str> {
    let numbers = |value: &'v Value, path| {
        row::items(value, path).iter().filter_map(|subject| row::text(subject, "name")).collect::<Vec<_>>()
    };
    let removed = numbers(usage, "localKLEDeviations.removedKLE");
    let mut subjects = system.map_or_else(Vec::new, |system| numbers(system, "kle"));
    subjects.retain(|subject| !removed.contains(subject));
    subjects.extend(numbers(usage, "localKLEDeviations.addedKLE"));
    subjects
}

fn code_model(reading: &mut Reading<'_>, usage: &Value, system: Option<&Value>) -> Option<&'static str> {
    let of_usage = row::items(usage, "general.licensingAndCodeModels");
    let of_system = system.map_or(&[][..], |system| row::items(system, "licensingAndCodeModels"));
    let told = if of_usage.is_empty() { of_system } else { of_usage };
    let mut models = Vec::new();
    for word in told.iter().filter_map(Value::as_str) {
        models.push(reading.meaning("general.licensingAndCodeModels", word, &CODE_MODELS)?);
    }
    models.dedup();
    match models[..] {
        [] => None,
        [model] => Some(model),
        _ => Some("mixed"),
    }
}

fn security(reading: &mut Reading<'_>, usage: &Value, object: &mut Object) {
    let level = row::at(usage, "general.systemUsageCriticalityLevel");
    if let Some(option) = level {
        match row::text(option, "uuid").and_then(|uuid| reading.settings.criticality.get(uuid)) {
            Some(criticality) => object.word("criticality", Some(criticality.word())),
            None => reading.strange_option("criticality", option),
        }
    }
    let business = reading.yes_no(usage, &["general.isBusinessCritical", "gdpr.businessCritical"]);
    object.yes_no("business_critical", business);
    object.yes_no("socially_critical", reading.yes_no(usage, &["general.isSociallyCritical"]));
    object.yes_no("contains_ai", reading.yes_no(usage, &["general.containsAITechnology"]));
    let required = reading.yes_no(usage, &["gdpr.isDataProcessingAgreementRequired"]);
    object.yes_no("processing_agreement_required", required);
    let levels: Vec<&str> = row::items(usage, "gdpr.dataSensitivityLevels").iter().filter_map(Value::as_str).collect();
    // A level that nobody knows may be the highest.
    let known: Option<Vec<u8>> =
        levels.iter().map(|word| reading.meaning("gdpr.dataSensitivityLevels", word, &SENSITIVITY)).collect();
    let highest = known.and_then(|levels| levels.into_iter().max());
    object.word("personal_data", highest.map(|level| ["none", "ordinary", "sensitive"][usize::from(level)]));
    match reading.yes_no(usage, &["gdpr.riskAssessmentConducted"]) {
        Some(true) => object.day("risk_assessed_on", reading.day(usage, "gdpr.riskAssessmentConductedDate")),
        Some(false) => object.none("risk_assessed_on"),
        None => {}
    }
    object.day("risk_assessment_planned_on", reading.day(usage, "gdpr.plannedRiskAssessmentDate"));
    match reading.yes_no(usage, &["gdpr.dpiaConducted"]) {
        Some(true) => object.day("dpia_on", reading.day(usage, "gdpr.dpiaDate")),
        Some(false) => object.none("dpia_on"),
        None => {}
    }
}

/// What runs from one system to another. Incoming relations are these, seen from the other end.
pub(super) fn relations(reading: &mut Reading<'_>) {
    reading.telling.part("system-relations", &["integration"]);
    for (from, usage) in reading.rows(list::USAGES) {
        for relation in row::items(usage, "outgoingSystemRelations") {
            reading.telling.next();
            let mut object = reading.telling.object("integration", row::text(relation, "uuid").unwrap_or_default());
            object.refer("from", Some(from));
            object.refer("to", row::id(relation, "toSystemUsage"));
            object.text("name", row::text(relation, "description"));
            let interface = row::id(relation, "relationInterface");
            let own_row = interface.and_then(|interface| reading.mirror.row(list::INTERFACES, interface));
            let pair_name = row::text(relation, "relationInterface.name");
            object.text("interface", own_row.and_then(|interface| row::text(interface, "name")).or(pair_name));
            reading.take(object);
        }
    }
}
