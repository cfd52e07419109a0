//! An acquisition or development under way: phases, gates and what was considered (strategy §3, §4, §8).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const PROJECT: KindDef = KindDef {
    name: "project",
    file: "projects",
    one: Text::new("projekt", "project"),
    many: Text::new("projekter", "projects"),
    register: "projects",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "type",
            "Type",
            "Type",
            &[
                word("acquisition", "anskaffelse", "acquisition"),
                word("development", "egenudvikling", "development"),
                word("upgrade", "videreudvikling", "further development"),
            ],
        ),
        one_of(
            "phase",
            "Fase",
            "Phase",
            &[
                word("idea", "idé", "idea"),
                word("analysis", "analyse", "analysis"),
                word("tender", "udbud", "tender"),
                word("offer", "tilbud", "offer"),
                word("solution", "løsning", "solution"),
                word("in_operation", "i drift", "in operation"),
                word("stopped", "stoppet", "stopped"),
            ],
        ),
        refer("owner", "Projektejer", "Project owner", "person"),
        refer("unit", "Fagområde", "Business area", "unit"),
        refer("system", "System", "System", "system").empty_is_none().inverse("projects"),
        yes_no("gate_passed", "Faseovergang godkendt", "Gate of the phase passed"),
        done("screened_on", "Screening foretaget", "Screened on"),
        yes_no("area_took_part", "Fagområdet deltog i screeningen", "The area took part in the screening"),
        yes_no(
            "consequences_weighed",
            "Økonomiske og andre konsekvenser vurderet",
            "Economic and other consequences weighed",
        ),
        yes_no(
            "reuse_considered",
            "Genbrug af eksisterende system overvejet",
            "Reuse of an existing system considered",
        ),
        yes_no("shared_solution_considered", "Fælles løsning overvejet", "Shared solution considered"),
        yes_no("architecture_considered", "Arkitekturprincipper indgik", "Architecture principles considered"),
        yes_no("new_components", "Nye teknologikomponenter", "New technology components"),
        done("components_assessed_on", "Nye komponenter sikkerhedsvurderet", "New components assessed on")
            .empty_is_none(),
        done("risk_assessed_on", "Risikovurderet", "Risk assessed on"),
        text("in_house_reason", "Begrundelse for egenudvikling", "Reason for in-house development").empty_is_none(),
    ],
};
