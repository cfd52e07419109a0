//! Prøvelund's register, in the shapes of both generations of the API. All invented.

use std::collections::BTreeMap;

use inbound::kitos::KitosSettings;
use serde_json::{Value, json};

/// Which shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// As of the summer of 2025.
    Y2025,
    /// As of the summer of 2026.
    Y2026,
}

/// The municipality's number among the identities.
pub const MUNICIPALITY: u32 = 1;

/// An identity, by its number.
pub fn uuid(number: u32) -> String {
    format!("{number:08x}-0000-5000-8000-00000000000f")
}

fn pair(number: u32, name: &str) -> Value {
    json!({ "uuid": uuid(number), "name": name })
}

fn company(number: u32, name: &str, cvr: &str) -> Value {
    json!({ "uuid": uuid(number), "name": name, "cvr": cvr })
}

/// The settings that know what the option lists mean.
///
/// # Panics
/// Never: the settings are good.
pub fn settings(base: &str, page_size: usize) -> KitosSettings {
    let text = format!(
        "base = \"{base}\"\ncvr = \"87654321\"\nemail = \"api@proevelund.example\"\npassword_file = \"kode\"\npage_size = {page_size}\n\
        [roles]\n\"{}\" = \"owner\"\n\"{}\" = \"manager\"\n\"{}\" = \"contract_responsible\"\n[criticality]\n\"{}\" = \"high\"\n\
        [technical_types]\n\"{}\" = \"saas\"\n[notice_months]\n\"{}\" = 6\n",
        uuid(901),
        uuid(902),
        uuid(903),
        uuid(911),
        uuid(921),
        uuid(931)
    );
    KitosSettings::parse(&text).expect("good settings")
}

/// All rows by list.
pub fn rows(generation: Generation) -> BTreeMap<&'static str, Vec<Value>> {
    let new = generation == Generation::Y2026;
    BTreeMap::from([
        (
            "organizations",
            vec![
                json!({ "uuid": uuid(2), "name": "Prøvelund Forsyning", "cvr": "987654321", "organizationType": "Company" }),
                json!({ "uuid": uuid(MUNICIPALITY), "name": "Prøvelund Kommune", "cvr": "87654321", "organizationType": "Municipality" }),
            ],
        ),
        ("organization-units", units()),
        ("organization-users", users()),
        ("it-systems", systems()),
        ("it-interfaces", vec![interface()]),
        ("it-contracts", contracts(new)),
        ("data-processing-registrations", agreements(new)),
        ("it-system-usages", usages(new)),
    ])
}

fn units() -> Vec<Value> {
    let unit = |number, name: &str, parent: Value, ean: Value| json!({ "uuid": uuid(number), "name": name, "parentOrganizationUnit": parent, "ean": ean, "unitId": null, "origin": "STSOrganisation" });
    vec![
        unit(10, "Prøvelund Kommune", Value::Null, Value::Null),
        unit(11, "Ældre og Sundhed", pair(10, "Prøvelund Kommune"), json!(5_798_000_000_011_u64)),
        unit(12, "Sygeplejen", pair(11, "Ældre og Sundhed"), Value::Null),
    ]
}

fn users() -> Vec<Value> {
    let user = |number, first: &str, last: &str, mail: &str| {
        json!({
            "uuid": uuid(number), "name": format!("{first} {last}"), "firstName": first, "lastName": last, "email": mail,
            "phoneNumber": "12345678", "apiAccess": false, "roles": ["User"]
        })
    };
    vec![user(21, "Åse", "Ømand", "aase@proevelund.example"), user(22, "Bent", "Prøve", "bent@proevelund.example")]
}

fn system(number: u32, name: &str, subjects: &[(u32, &str)], rights_holder: &Value, deactivated: bool) -> Value {
    json!({
        "uuid": uuid(number), "externalUuid": null, "parentSystem": null, "name": name, "formerName": null, "description": null,
        "externalReferences": [], "kle": subjects.iter().map(|(id, name)| pair(*id, name)).collect::<Vec<_>>(),
        "deactivated": deactivated, "businessType": null, "rightsHolder": rights_holder,
        "recommendedArchiveDuty": { "id": "Undecided", "comment": null }, "mainContractSuppliers": [], "usingOrganizations": [],
        "created": "2019-01-01T08:00:00Z", "createdBy": pair(21, "Åse Ømand"), "lastModified": format!("2026-05-{:02}T08:00:00.1Z", number - 30),
        "lastModifiedBy": pair(21, "Åse Ømand"), "scope": "Global", "legalName": null, "legalDataProcessorName": null,
        "organizationContext": company(1, "Prøvelund Kommune", "87654321")
    })
}

fn systems() -> Vec<Value> {
    vec![
        system(
            31,
            "Sygeplejejournalen",
            &[(61, "98.01.00"), (62, "98.02.00")],
            &company(41, "Nordlys Software", "11223344"),
            false,
        ),
        system(32, "Vejregistret", &[], &Value::Null, true),
        system(33, "Tavlen", &[], &Value::Null, false),
    ]
}

fn interface() -> Value {
    json!({
        "uuid": uuid(51), "name": "Tavleopslag 3", "interfaceId": "T-3", "version": "3", "description": null, "notes": null,
        "urlReference": null, "deactivated": false, "exposedBySystem": pair(33, "Tavlen"), "itInterfaceType": null, "data": [],
        "created": "2021-01-01T08:00:00Z", "createdBy": null, "lastModified": "2026-05-05T08:00:00Z", "lastModifiedBy": null,
        "scope": "Local", "organizationContext": null, "rightsHolder": null
    })
}

fn contract(number: u32, name: &str, supplier: &Value, valid_to: &str, valid: bool, new: bool) -> Value {
    let mut supplied = json!({
        "organization": supplier, "signed": true, "signedBy": "Leverandøren", "signedAt": "2021-01-10T00:00:00Z"
    });
    if new {
        supplied["isInternal"] = json!(false);
        supplied["supplierType"] = json!("External");
    }
    json!({
        "uuid": uuid(number), "name": name, "parentContract": null, "lastModified": format!("2026-06-{:02}T10:00:00Z", number - 70),
        "lastModifiedBy": null, "createdBy": null, "organizationContext": null,
        "general": {
            "contractId": "K-7", "contractType": null, "contractTemplate": null, "agreementElements": [], "notes": null,
            "criticality": null,
            "validity": {
                "valid": valid, "enforcedValid": false, "validFrom": "2021-02-01T00:00:00Z", "validTo": valid_to,
                "requireValidParent": false, "validationErrors": if valid { vec![] } else { vec!["EndDatePassed"] }
            }
        },
        "procurement": { "purchaseType": null, "procurementStrategy": null, "procurementPlan": null, "procurementInitiated": null },
        "supplier": supplied,
        "responsible": { "organizationUnit": pair(11, "Ældre og Sundhed"), "signed": true, "signedBy": "Åse Ømand", "signedAt": "2021-01-12T23:00:00Z" },
        "systemUsages": [pair(81, "Sygeplejejournalen")], "dataProcessingRegistrations": [],
        "paymentModel": { "operationsRemunerationStartedAt": null, "paymentFrequency": null, "paymentModel": null, "priceRegulation": null },
        "agreementPeriod": {
            "durationYears": 4, "durationMonths": 0, "isContinuous": false, "extensionOptions": null, "extensionOptionsUsed": 0,
            "irrevocableUntil": "2025-01-31T00:00:00Z"
        },
        "termination": { "terminatedAt": null, "terms": { "noticePeriodMonths": pair(931, "et halvt år"), "noticePeriodExtendsCurrent": null, "noticeByEndOf": null } },
        "payments": {
            "external": [
                { "id": 1, "organizationUnit": null, "acquisition": 100_000, "operation": 700_000, "other": 5, "accountingEntry": null, "auditStatus": "Green", "auditDate": null, "note": null },
                { "id": 2, "organizationUnit": null, "acquisition": 0, "operation": 50_000, "other": 0, "accountingEntry": null, "auditStatus": "Green", "auditDate": null, "note": null }
            ],
            "internal": [{ "id": 3, "organizationUnit": null, "acquisition": 0, "operation": 9_000, "other": 0, "accountingEntry": null, "auditStatus": "White", "auditDate": null, "note": null }]
        },
        "roles": [{ "user": pair(22, "Bent Prøve"), "role": pair(903, "Kontraktansvarlig") }],
        "externalReferences": []
    })
}

fn contracts(new: bool) -> Vec<Value> {
    vec![
        contract(71, "Journaldrift", &company(41, "Nordlys Software", "11223344"), "2028-01-31T00:00:00Z", true, new),
        contract(72, "Tavleaftale", &company(42, "Søvind Drift", "22334455"), "2025-12-31T00:00:00Z", false, new),
    ]
}

fn agreements(new: bool) -> Vec<Value> {
    let mut general = json!({
        "dataResponsible": null, "dataResponsibleRemark": null, "isAgreementConcluded": "Yes", "isAgreementConcludedRemark": null,
        "agreementConcludedAt": "2021-01-12T00:00:00Z", "basisForTransfer": pair(941, "EU-standardkontrakt"),
        "transferToInsecureThirdCountries": "No", "insecureCountriesSubjectToDataTransfer": [],
        "dataProcessors": [company(41, "Nordlys Software", "11223344")], "hasSubDataProcessors": "Yes",
        "subDataProcessors": [{ "dataProcessorOrganization": company(43, "Skyhus", "33445566"), "basisForTransfer": null,
            "transferToInsecureThirdCountry": "Undecided", "insecureThirdCountrySubjectToDataProcessing": null }],
        "mainContract": pair(71, "Journaldrift"), "associatedContracts": [], "responsibleOrganizationUnit": null
    });
    if new {
        general["validity"] = json!({ "valid": true, "enforceInvalidity": false, "validationErrors": [] });
    } else {
        general["valid"] = json!(true);
    }
    vec![json!({
        "uuid": uuid(91), "name": "Journaldata", "createdBy": null, "lastModified": "2026-06-30T07:00:00Z", "lastModifiedBy": null,
        "organizationContext": null, "general": general, "systemUsages": [pair(81, "Sygeplejejournalen")],
        "oversight": {
            "oversightOptions": [], "oversightOptionsRemark": null, "oversightInterval": "EveryOtherYear",
            "oversightIntervalRemark": null, "isOversightCompleted": "Yes", "oversightCompletedRemark": null,
            "oversightScheduledInspectionDate": null,
            "oversightDates": [
                { "uuid": uuid(951), "completedAt": "2025-11-15T00:00:00Z", "remark": null },
                { "uuid": uuid(952), "completedAt": "2023-11-15T00:00:00Z", "remark": null }
            ]
        },
        "roles": [], "externalReferences": []
    })]
}

/// A usage as nobody has filled it in.
fn bare(number: u32, system: (u32, &str), new: bool) -> Value {
    let mut general = json!({
        "localSystemId": null, "localCallName": null, "dataClassification": null, "notes": null, "systemVersion": null,
        "numberOfExpectedUsers": null, "mainContract": null, "containsAITechnology": null, "webAccessibilityCompliance": null,
        "lastWebAccessibilityCheck": null, "webAccessibilityNotes": null,
        "validity": {
            "valid": true, "validAccordingToValidityPeriod": true, "validAccordingToLifeCycle": true,
            "validAccordingToMainContract": true, "lifeCycleStatus": null, "validFrom": null, "validTo": null
        }
    });
    let mut gdpr = json!({
        "dataSensitivityLevels": [], "sensitivePersonData": [], "specificPersonalData": [], "registeredDataCategories": [],
        "technicalPrecautionsInPlace": null, "technicalPrecautionsApplied": [], "riskAssessmentConducted": null,
        "riskAssessmentConductedDate": null, "riskAssessmentResult": null, "plannedRiskAssessmentDate": null,
        "riskAssessmentDocumentation": { "name": null, "url": null },
        "dpiaConducted": null, "dpiaDate": null, "dpiaDocumentation": { "name": null, "url": null }
    });
    if new {
        general["validity"]["mainContractState"] = json!("NoContract");
        general["isSociallyCritical"] = Value::Null;
        general["isBusinessCritical"] = Value::Null;
        general["systemUsageCriticalityLevel"] = Value::Null;
        general["purpose"] = Value::Null;
        general["technicalSystemTypes"] = json!([]);
        general["hostedAt"] = Value::Null;
        general["licensingAndCodeModels"] = json!([]);
        gdpr["processingPurpose"] = Value::Null;
        gdpr["isDataProcessingAgreementRequired"] = Value::Null;
    } else {
        gdpr["purpose"] = Value::Null;
        gdpr["businessCritical"] = Value::Null;
        gdpr["hostedAt"] = Value::Null;
    }
    json!({
        "uuid": uuid(number), "createdBy": null, "lastModified": format!("2026-07-{:02}T06:02:11.4533333Z", number - 80),
        "lastModifiedBy": null, "systemContext": pair(system.0, system.1), "organizationContext": company(1, "Prøvelund Kommune", "87654321"),
        "general": general, "gdpr": gdpr, "roles": [],
        "organizationUsage": { "usingOrganizationUnits": [], "responsibleOrganizationUnit": null },
        "localKLEDeviations": { "removedKLE": [], "addedKLE": [] }, "externalReferences": [],
        "archiving": { "archiveDuty": null, "journalPeriods": [] }, "outgoingSystemRelations": []
    })
}

fn usages(new: bool) -> Vec<Value> {
    let mut journal = bare(81, (31, "Sygeplejejournalen"), new);
    let general = &mut journal["general"];
    general["localSystemId"] = json!("SYS-31");
    general["mainContract"] = pair(71, "Journaldrift");
    general["containsAITechnology"] = json!("Undecided");
    general["validity"]["lifeCycleStatus"] = json!("Operational");
    general["validity"]["validFrom"] = json!("2021-01-31T23:00:00Z");
    if new {
        general["validity"]["mainContractState"] = json!("Active");
        general["isSociallyCritical"] = json!("No");
        general["isBusinessCritical"] = json!("Yes");
        general["systemUsageCriticalityLevel"] = pair(911, "Meget høj");
        general["purpose"] = json!("Journal for sygeplejen");
        general["technicalSystemTypes"] = json!([pair(921, "Sky")]);
        general["hostedAt"] = json!("External");
        general["licensingAndCodeModels"] = json!(["Proprietary"]);
    } else {
        journal["gdpr"]["purpose"] = json!("Journal for sygeplejen");
        journal["gdpr"]["businessCritical"] = json!("Yes");
        journal["gdpr"]["hostedAt"] = json!("External");
    }
    let gdpr = &mut journal["gdpr"];
    gdpr["dataSensitivityLevels"] = json!(["PersonData", "SensitiveData"]);
    gdpr["riskAssessmentConducted"] = json!("Yes");
    gdpr["riskAssessmentConductedDate"] = json!("2024-01-10T00:00:00Z");
    gdpr["riskAssessmentResult"] = json!("High");
    gdpr["riskAssessmentDocumentation"] = json!({ "name": "Risikovurdering", "url": "https://dok.example/risiko" });
    gdpr["dpiaDocumentation"] = json!({ "name": "Konsekvensanalyse", "url": "https://dok.example/dpia" });
    gdpr["plannedRiskAssessmentDate"] = json!("2026-01-10T00:00:00Z");
    gdpr["dpiaConducted"] = json!("Yes");
    gdpr["dpiaDate"] = json!("2023-06-01T00:00:00Z");
    journal["roles"] = json!([
        { "user": pair(21, "Åse Ømand"), "role": pair(901, "Systemejer") },
        { "user": pair(22, "Bent Prøve"), "role": pair(902, "Systemansvarlig") }
    ]);
    journal["organizationUsage"] = json!({
        "usingOrganizationUnits": [pair(11, "Ældre og Sundhed"), pair(12, "Sygeplejen")],
        "responsibleOrganizationUnit": pair(11, "Ældre og Sundhed")
    });
    journal["localKLEDeviations"] = json!({ "removedKLE": [pair(62, "98.02.00")], "addedKLE": [pair(63, "98.03.00")] });
    journal["outgoingSystemRelations"] = json!([{
        "uuid": uuid(55), "toSystemUsage": pair(83, "Tavlen"), "relationInterface": pair(51, "Tavleopslag"),
        "associatedContract": null, "relationFrequency": null, "description": "Viser dagens besøg", "urlReference": null
    }]);
    let mut roads = bare(82, (32, "Vejregistret"), new);
    roads["general"]["validity"]["lifeCycleStatus"] = json!("NotInUse");
    roads["general"]["validity"]["valid"] = json!(false);
    let board = bare(83, (33, "Tavlen"), new);
    let (mut roads, mut board) = (roads, board);
    board["general"]["mainContract"] = pair(72, "Tavleaftale");
    board["gdpr"]["dpiaConducted"] = json!("No");
    if new {
        board["general"]["validity"]["mainContractState"] = json!("Inactive");
        board["general"]["validity"]["lifeCycleStatus"] = json!("Pilot");
        board["general"]["hostedAt"] = json!("Hybrid");
        roads["general"]["hostedAt"] = json!("OnPremise");
        roads["general"]["licensingAndCodeModels"] = json!(["OpenSource", "Freeware"]);
    } else {
        board["general"]["validity"]["lifeCycleStatus"] = json!("PhasingIn");
        board["gdpr"]["hostedAt"] = json!("Hybrid");
        roads["gdpr"]["hostedAt"] = json!("OnPremise");
    }
    vec![journal, roads, board]
}
