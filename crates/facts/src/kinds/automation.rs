//! An automation solution and the habits of its repository (strategy §8: uniform methods, built-in monitoring and security).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, done, one_of, refer, text, word, yes_no};

/// The schema of this noun.
pub const AUTOMATION: KindDef = KindDef {
    name: "automation",
    file: "automations",
    one: Text::new("automatisering", "automation solution"),
    many: Text::new("automatiseringer", "automation solutions"),
    register: "automation",
    responsible: Responsible::Path(&["owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        one_of(
            "type",
            "Type",
            "Type",
            &[
                word("code", "kodet løsning", "coded solution"),
                word("rpa", "softwarerobot", "software robot"),
                word("form", "formularløsning", "form solution"),
            ],
        ),
        yes_no("in_use", "I brug", "In use"),
        refer("owner", "Ejer", "Owner", "person"),
        refer("process", "Arbejdsgang", "Business process", "process").empty_is_none().inverse("automations"),
        refer("supplier", "Leverandør", "Supplier", "supplier").empty_is_none(),
        text("repository", "Kodelager", "Repository").empty_is_none(),
        text("licence", "Licens", "Licence"),
        yes_no("readme", "Læs mig-fil", "Readme"),
        yes_no("licence_file", "Licensfil", "Licence file"),
        yes_no("pipeline", "Automatisk pipeline", "Pipeline"),
        yes_no("tests", "Automatiske test", "Automated tests"),
        yes_no("code_owners", "Kodeejere", "Code owners"),
        yes_no("infrastructure_as_code", "Infrastruktur som kode", "Infrastructure as code"),
        yes_no("deployment_described", "Udrulning beskrevet", "Deployment described"),
        yes_no("monitoring", "Overvågning indbygget", "Monitoring built in"),
        yes_no("secrets_in_tree", "Hemmeligheder i kodelageret", "Secrets in the tree"),
        yes_no("open_standards", "Åbne standarder", "Open standards"),
        yes_no("scaling_described", "Skalering beskrevet", "Scaling described"),
        done("data_security_reviewed_on", "Datasikkerhed gennemgået", "Data security reviewed on"),
        done("last_commit_on", "Seneste ændring", "Last commit on"),
        done("documented_on", "Dokumentation ajourført", "Documentation updated on"),
    ],
};
