//! The fields of both generations. What a row has beside them is new, and people are told once a run.
//!
//! A field is known by the section that it stands in. The names of an identity pair (`uuid`, `name`, `cvr`) are known in
//! every section.

use std::collections::BTreeSet;

use serde_json::Value;

use super::list;
use crate::mirror::Mirror;

/// The names of an identity pair.
const PAIR: [&str; 3] = ["uuid", "name", "cvr"];

/// A section's path, and the names in it.
type Section = (&'static str, &'static str);

/// List by list and section by section.
const KNOWN: [(&str, &[Section]); 7] = [
    (
        list::SYSTEMS,
        &[
            (
                "",
                "businessType created createdBy deactivated description externalReferences externalUuid formerName kle lastModified lastModifiedBy legalDataProcessorName legalName licensingAndCodeModels mainContractSuppliers organizationContext parentSystem recommendedArchiveDuty rightsHolder scope usingOrganizations",
            ),
            ("externalReferences", "documentId masterReference title url"),
            ("recommendedArchiveDuty", "comment id"),
        ],
    ),
    (
        list::USAGES,
        &[
            (
                "",
                "archiving createdAt createdBy externalReferences gdpr general lastModified lastModifiedBy localKLEDeviations organizationContext organizationUsage outgoingSystemRelations roles systemContext",
            ),
            (
                "archiving",
                "active archiveDuty documentBearing frequencyInMonths journalPeriods location notes supplier testLocation type",
            ),
            ("archiving.journalPeriods", "approved archiveId endDate startDate"),
            ("externalReferences", "documentId masterReference title url"),
            (
                "gdpr",
                "businessCritical dataRetentionEvaluationFrequencyInMonths dataSensitivityLevels directoryDocumentation dpiaConducted dpiaDate dpiaDocumentation hostedAt isDataProcessingAgreementRequired nextDataRetentionEvaluationDate plannedRiskAssessmentDate processingPurpose purpose registeredDataCategories retentionPeriodDefined riskAssessmentConducted riskAssessmentConductedDate riskAssessmentDocumentation riskAssessmentNotes riskAssessmentResult sensitivePersonData specificPersonalData technicalPrecautionsApplied technicalPrecautionsDocumentation technicalPrecautionsInPlace userSupervision userSupervisionDate userSupervisionDocumentation",
            ),
            ("gdpr.directoryDocumentation", "url"),
            ("gdpr.dpiaDocumentation", "url"),
            ("gdpr.riskAssessmentDocumentation", "url"),
            ("gdpr.technicalPrecautionsDocumentation", "url"),
            ("gdpr.userSupervisionDocumentation", "url"),
            (
                "general",
                "containsAITechnology criticalityFieldsLastChanged criticalityLevelDocumentation dataClassification hostedAt isBusinessCritical isSociallyCritical lastWebAccessibilityCheck licensingAndCodeModels localCallName localSystemId mainContract notes numberOfExpectedUsers purpose systemUsageCriticalityLevel systemVersion technicalSystemType technicalSystemTypes validity webAccessibilityCompliance webAccessibilityNotes",
            ),
            ("general.criticalityLevelDocumentation", "url"),
            ("general.numberOfExpectedUsers", "lowerBound upperBound"),
            (
                "general.validity",
                "lifeCycleStatus mainContractState valid validAccordingToLifeCycle validAccordingToMainContract validAccordingToValidityPeriod validFrom validTo",
            ),
            ("localKLEDeviations", "addedKLE removedKLE"),
            ("organizationUsage", "responsibleOrganizationUnit usingOrganizationUnits"),
            (
                "outgoingSystemRelations",
                "associatedContract description relationFrequency relationInterface toSystemUsage urlReference",
            ),
            ("roles", "role user"),
        ],
    ),
    (
        list::CONTRACTS,
        &[
            (
                "",
                "agreementPeriod createdBy dataProcessingRegistrations externalReferences general lastModified lastModifiedBy organizationContext parentContract paymentModel payments procurement responsible roles supplier systemUsages termination",
            ),
            (
                "agreementPeriod",
                "durationMonths durationYears extensionOptions extensionOptionsUsed irrevocableUntil isContinuous",
            ),
            ("externalReferences", "documentId masterReference title url"),
            ("general", "agreementElements contractId contractTemplate contractType criticality notes validity"),
            ("general.validity", "enforcedValid requireValidParent valid validFrom validTo validationErrors"),
            ("paymentModel", "operationsRemunerationStartedAt paymentFrequency paymentModel priceRegulation"),
            ("payments", "external internal"),
            (
                "payments.external",
                "accountingEntry acquisition auditDate auditStatus id note operation organizationUnit other",
            ),
            ("payments.external.organizationUnit", "ean origin parentOrganizationUnit unitId"),
            (
                "payments.internal",
                "accountingEntry acquisition auditDate auditStatus id note operation organizationUnit other",
            ),
            ("payments.internal.organizationUnit", "ean origin parentOrganizationUnit unitId"),
            ("procurement", "procurementInitiated procurementPlan procurementStrategy purchaseType"),
            ("procurement.procurementPlan", "quarterOfYear year"),
            ("responsible", "organizationUnit signed signedAt signedBy"),
            ("roles", "role user"),
            (
                "supplier",
                "contactEmail contactPerson contactPhoneNumber isInternal organization organizationUnit signed signedAt signedBy supplierType useSignedByForContact",
            ),
            ("supplier.organizationUnit", "ean origin parentOrganizationUnit unitId"),
            ("termination", "terminatedAt terms"),
            ("termination.terms", "noticeByEndOf noticePeriodExtendsCurrent noticePeriodMonths"),
        ],
    ),
    (
        list::INTERFACES,
        &[
            (
                "",
                "created createdBy data deactivated description exposedBySystem interfaceId itInterfaceType lastModified lastModifiedBy notes organizationContext rightsHolder scope urlReference version",
            ),
            ("data", "dataType description"),
        ],
    ),
    (
        list::AGREEMENTS,
        &[
            (
                "",
                "createdBy externalReferences general lastModified lastModifiedBy organizationContext oversight roles systemUsages",
            ),
            (
                "general",
                "agreementConcludedAt associatedContracts basisForTransfer dataProcessors dataResponsible dataResponsibleRemark hasSubDataProcessors insecureCountriesSubjectToDataTransfer isAgreementConcluded isAgreementConcludedRemark mainContract responsibleOrganizationUnit subDataProcessors transferToInsecureThirdCountries valid validity",
            ),
            (
                "general.subDataProcessors",
                "basisForTransfer dataProcessorOrganization insecureThirdCountrySubjectToDataProcessing transferToInsecureThirdCountry",
            ),
            ("general.validity", "enforceInvalidity valid validationErrors"),
            (
                "oversight",
                "isOversightCompleted oversightCompletedRemark oversightDates oversightInterval oversightIntervalRemark oversightOptions oversightOptionsRemark oversightScheduledInspectionDate",
            ),
            ("oversight.oversightDates", "completedAt oversightOption oversightReportLink remark"),
            ("oversight.oversightDates.oversightReportLink", "url"),
            ("roles", "role user"),
            ("systemUsages", "valid"),
        ],
    ),
    (list::UNITS, &[("", "ean origin parentOrganizationUnit unitId")]),
    (list::USERS, &[("", "apiAccess email firstName lastName phoneNumber roles")]),
];

/// The fields, as `list: path`, that nobody knows.
pub(super) fn unknown_fields(mirror: &Mirror) -> Vec<String> {
    let mut unknown = BTreeSet::new();
    for (list, sections) in KNOWN {
        for row in mirror.rows(list).into_iter().flat_map(|rows| rows.values()) {
            look(row, "", sections, &mut |path| {
                unknown.insert(format!("{list}: {path}"));
            });
        }
    }
    unknown.into_iter().collect()
}

fn look(value: &Value, path: &str, sections: &[Section], tell: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            let names = sections.iter().find(|(section, _)| *section == path).map_or("", |(_, names)| names);
            for (name, below) in fields {
                let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if PAIR.contains(&&**name) || names.split(' ').any(|known| known == name) {
                    look(below, &here, sections, tell);
                } else {
                    tell(&here);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, path, sections, tell)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_new_field_is_told_once_with_its_place() {
        let mut mirror = Mirror::default();
        for uuid in ["a", "b"] {
            let row = json!({
                "uuid": uuid, "general": { "notes": "", "quantumReady": "Yes", "dataClassification": { "uuid": "", "name": "" } },
                "roles": [{ "user": { "uuid": "" }, "since": 1 }], "brandNew": { "deeper": 1 }
            });
            mirror.rows_mut(list::USAGES).insert(uuid.to_owned(), row);
        }
        assert_eq!(
            unknown_fields(&mirror),
            ["it-system-usages: brandNew", "it-system-usages: general.quantumReady", "it-system-usages: roles.since"]
        );
    }
}
