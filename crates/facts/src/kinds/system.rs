//! An IT system in the municipality's own use: who owns it, what it is, where it runs, how it is secured and documented (§2-§8).

use kernel::{Role, Text};

use crate::identity::Identifies;
use crate::schema::{KindDef, Responsible, count, day, done, one_of, refer, refer_many, text, texts, word, yes_no};

/// The schema of this noun.
pub const SYSTEM: KindDef = KindDef {
    name: "system",
    file: "systems",
    one: Text::new("it-system", "IT system"),
    many: Text::new("it-systemer", "IT systems"),
    register: "kitos",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::SystemOwner,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("local_id", "Lokalt system-id", "Local system id").empty_is_none().identifies(Identifies::WithName),
        text("catalogue_id", "Id i det fælles systemkatalog", "Id in the shared catalogue of systems")
            .identifies(Identifies::OtherKey),
        text("purpose", "Formål", "Purpose"),
        yes_no("valid_in_register", "Gyldig i registret", "Valid in the register"),
        one_of(
            "status",
            "Livscyklus",
            "Life cycle",
            &[
                word("planned", "planlagt", "planned"),
                word("pilot", "pilot", "pilot"),
                word("phasing_in", "under indfasning", "phasing in"),
                word("in_operation", "i drift", "in operation"),
                word("phasing_out", "under udfasning", "phasing out"),
                word("retired", "udgået", "retired"),
            ],
        ),
        yes_no("key_system", "Nøglesystem", "Key system"),
        one_of(
            "it_role",
            "IT's rolle",
            "IT's role",
            &[
                word("owner", "systemejer", "system owner"),
                word("internal_supplier", "intern leverandør", "internal supplier"),
                word("none", "ingen", "none"),
            ],
        ),
        yes_no("it_duties_described", "IT's opgaver er beskrevet", "IT's duties are described"),
        refer("business_area", "Fagområde", "Business area", "unit").inverse("systems"),
        refer_many("using_units", "Anvendes af", "Used by", "unit").inverse("used_systems"),
        refer("owner", "Systemejer", "System owner", "person").inverse("owned_systems"),
        refer("manager", "Systemansvarlig", "System manager", "person"),
        refer("supplier", "Leverandør", "Supplier", "supplier").inverse("systems"),
        refer("contract", "Kontrakt", "Contract", "contract").empty_is_none().inverse("systems"),
        day("in_use_since", "I brug siden", "In use since"),
        one_of(
            "product_kind",
            "Produkttype",
            "Product kind",
            &[
                word("shared_municipal", "fælleskommunalt", "shared municipal"),
                word("shared_public", "fællesoffentligt", "shared public"),
                word("standard", "standardsystem", "standard product"),
                word("customised", "tilpasset standardsystem", "customised standard product"),
                word("in_house", "egenudvikling", "in-house development"),
            ],
        ),
        text("in_house_reason", "Begrundelse for egenudvikling", "Reason for in-house development").empty_is_none(),
        one_of(
            "hosting",
            "Driftsform",
            "Hosting",
            &[
                word("own_data_centre", "eget datacenter", "own data centre"),
                word("supplier_server", "server hos leverandør", "supplier's server"),
                word("iaas", "IaaS", "IaaS"),
                word("paas", "PaaS", "PaaS"),
                word("saas", "SaaS", "SaaS"),
            ],
        ),
        text("hosting_country", "Driftsland", "Hosting country"),
        refer("hosting_provider", "Driftsleverandør", "Hosting provider", "supplier").empty_is_none(),
        done(
            "external_hosting_assessed_on",
            "Flytning til ekstern drift vurderet",
            "Move to external hosting assessed on",
        ),
        yes_no("exit_plan", "Exitplan", "Exit plan"),
        yes_no("client_install", "Kræver installation på klient", "Needs client install"),
        text("client_install_reason", "Begrundelse for klientinstallation", "Reason for client install")
            .empty_is_none(),
        yes_no("automatic_updates", "Ny funktionalitet kommer fra leverandøren", "New features come from the supplier"),
        texts("kle_tasks", "KLE-opgaver", "KLE tasks"),
        count("users", "Brugere", "Users"),
        one_of(
            "criticality",
            "Kritikalitet",
            "Criticality",
            &[
                word("low", "lav", "low"),
                word("medium", "middel", "medium"),
                word("high", "høj", "high"),
                word("critical", "samfundskritisk", "critical"),
            ],
        ),
        one_of(
            "personal_data",
            "Personoplysninger",
            "Personal data",
            &[
                word("none", "ingen", "none"),
                word("ordinary", "almindelige", "ordinary"),
                word("sensitive", "følsomme", "sensitive"),
            ],
        ),
        yes_no("business_critical", "Forretningskritisk", "Business critical"),
        yes_no("socially_critical", "Samfundskritisk", "Critical to society"),
        yes_no("contains_ai", "Indeholder kunstig intelligens", "Contains artificial intelligence"),
        yes_no("processing_agreement_required", "Databehandleraftale påkrævet", "Processing agreement required"),
        day("risk_assessment_planned_on", "Risikovurdering planlagt", "Risk assessment planned on").empty_is_none(),
        done("risk_assessed_on", "Risikovurderet", "Risk assessed on"),
        yes_no("dpia_required", "Konsekvensanalyse påkrævet", "DPIA required"),
        done("dpia_on", "Konsekvensanalyse foretaget", "DPIA made on").empty_is_none(),
        yes_no("mfa", "Flerfaktorlogin", "Multi-factor sign-in"),
        yes_no("encrypted_at_rest", "Data krypteret i hvile", "Data encrypted at rest"),
        yes_no("central_logging", "Logning samlet centralt", "Central logging"),
        done("restore_tested_on", "Gendannelse afprøvet", "Restore tested on"),
        done("contingency_tested_on", "Nødplan afprøvet", "Contingency plan tested on"),
        count(
            "oldest_missing_update_days",
            "Ældste manglende sikkerhedsopdatering (dage)",
            "Oldest missing security update (days)",
        )
        .from_register("patching"),
        day("supported_until", "Understøttet til", "Supported until").empty_is_none(),
        one_of(
            "access_control",
            "Adgangsstyring",
            "Access control",
            &[
                word("fk_access_control", "fælleskommunal adgangsstyring", "shared municipal access control"),
                word("municipal_idp", "kommunens egen identitetstjeneste", "the municipality's identity provider"),
                word("local_accounts", "lokale konti", "local accounts"),
            ],
        ),
        yes_no("rights_concept", "Rettighedskoncept", "Rights concept"),
        yes_no("roles_managed", "Roller styres i rollekatalog", "Roles managed in a role catalogue")
            .from_register("roles"),
        yes_no("attestation_responsible", "Attesteringsansvarlig udpeget", "Responsible for attestation appointed")
            .from_register("roles"),
        done("rights_attested_on", "Rettigheder attesteret", "Rights attested on"),
        one_of(
            "code_model",
            "Kodemodel",
            "Code model",
            &[
                word("open_source", "open source", "open source"),
                word("proprietary", "proprietær", "proprietary"),
                word("freeware", "freeware", "freeware"),
                word("mixed", "blandet", "mixed"),
            ],
        ),
        text("licence", "Licens", "Licence"),
        one_of(
            "open_source_use",
            "Brug af open source",
            "Use of open source",
            &[
                word("server", "på server", "on servers"),
                word("embedded", "indlejret", "embedded"),
                word("os2", "OS2-løsning", "OS2 solution"),
                word("other", "anden brug", "other use"),
                word("none", "ingen", "none"),
            ],
        ),
        text("code_model_reason", "Begrundelse for kodemodel", "Reason for the code model"),
        done("sbom_on", "Komponentliste modtaget", "Bill of materials received on"),
        done("documented_on", "Dokumentation ajourført", "Documentation updated on"),
        text("documentation_url", "Link til dokumentation", "Documentation link").empty_is_none(),
        done("screened_on", "Screening foretaget", "Screened on"),
        done("architecture_followed_up_on", "Arkitekturopfølgning", "Architecture followed up on"),
        done("accessibility_statement_on", "Tilgængelighedserklæring ajourført", "Accessibility statement updated on")
            .empty_is_none(),
        yes_no("public_website", "Offentligt websted eller app", "Public website or app"),
        texts("overlapping_systems", "Overlappende systemer", "Overlapping systems")
            .derived(&["system.kle_tasks", "system.status"]),
        count("coupled_systems", "Koblede systemer", "Coupled systems").derived(&[
            "integration.from",
            "integration.to",
            "integration.in_use",
        ]),
    ],
};
