//! A software component inside a system, as its bill of materials names it (strategy §4 new components, §6 embedded open source).

use kernel::{Role, Text};

use crate::schema::{KindDef, Responsible, count, day, done, refer, text, yes_no};

/// The schema of this noun.
pub const COMPONENT: KindDef = KindDef {
    name: "component",
    file: "components",
    one: Text::new("softwarekomponent", "software component"),
    many: Text::new("softwarekomponenter", "software components"),
    register: "sbom",
    responsible: Responsible::Path(&["system", "owner"]),
    steward: Role::ItArchitect,
    attributes: &[
        text("name", "Navn", "Name").required(),
        refer("system", "System", "System", "system").required().inverse("components"),
        text("version", "Version", "Version"),
        text("vendor", "Producent", "Vendor"),
        text("licence", "Licens", "Licence"),
        yes_no("open_source", "Open source", "Open source"),
        yes_no("new_to_portfolio", "Ny i porteføljen", "New to the portfolio"),
        day("introduced_on", "Taget i brug", "Introduced on"),
        done("security_assessed_on", "Sikkerhedsvurderet", "Security assessed on").empty_is_none(),
        count("known_exploited", "Kendte udnyttede sårbarheder", "Known exploited vulnerabilities")
            .from_register("vulnerabilities"),
        day("supported_until", "Understøttet til", "Supported until").empty_is_none(),
    ],
};
