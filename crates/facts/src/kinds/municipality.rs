//! The municipality itself: what it has organised, decided and set money aside for (strategy §3-§9).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, money, text, yes_no};

/// The schema of this noun.
pub const MUNICIPALITY: KindDef = KindDef {
    name: "municipality",
    file: "municipalities",
    one: Text::new("kommune", "municipality"),
    many: Text::new("kommuner", "municipalities"),
    register: "self",
    responsible: Responsible::Nobody,
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        text("cvr", "CVR-nummer", "CVR number"),
        yes_no("screening_procedure", "Screeningsprocedure besluttet", "Screening procedure adopted"),
        yes_no("dispensation_procedure", "Dispensationsprocedure besluttet", "Dispensation procedure adopted"),
        yes_no("it_roles_described", "IT's to roller er beskrevet", "IT's two roles are described"),
        money("monitoring_budget", "Budget til overvågningsværktøjer", "Budget for monitoring tools"),
        money("patching_budget", "Budget til opdateringsværktøjer", "Budget for update tools"),
        done("contingency_plan_tested_on", "It-beredskabsplan afprøvet", "IT contingency plan tested on"),
        done("threats_assessed_on", "Trusselsvurdering foretaget", "Threat assessment made on"),
        done(
            "acquisition_process_documented_on",
            "Anskaffelsesproces dokumenteret",
            "Acquisition process documented on",
        ),
        done("development_process_documented_on", "Udviklingsproces dokumenteret", "Development process documented on"),
        done(
            "maintenance_process_documented_on",
            "Vedligeholdelsesproces dokumenteret",
            "Maintenance process documented on",
        ),
        done("standards_reviewed_on", "Teknologistandarder gennemgået", "Technology standards reviewed on"),
        done("portfolio_reviewed_on", "Systemportefølje gennemgået", "System portfolio reviewed on"),
        yes_no("awareness_plan", "Plan for awareness", "Awareness plan"),
        done(
            "architecture_followed_up_on",
            "Opfølgning på arkitekturprincipper",
            "Architecture principles followed up on",
        ),
        done(
            "fki_position_assessed_on",
            "Brug af fælleskommunal infrastruktur vurderet",
            "Use of shared infrastructure assessed on",
        ),
        yes_no("energy_demands_in_tenders", "Energikrav i udbud", "Energy demands in tenders"),
        yes_no("reuse_considered_in_purchases", "Genbrug overvejes ved indkøb", "Reuse considered in purchases"),
        done("equipment_lifetimes_decided_on", "Levetider for udstyr fastsat", "Equipment lifetimes decided on"),
        done(
            "authority_register_updated_on",
            "Oplysninger hos myndigheden ajourført",
            "Registration with the authority updated on",
        ),
        yes_no("automation_method_documented", "Metode for automatisering beskrevet", "Automation method documented"),
    ],
};
