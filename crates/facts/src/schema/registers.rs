//! The registers that own attributes: the word by which the schema names each, what people call it, and the products that are known to
//! be it. A source that is none of them owns nothing until the municipality says so.

use kernel::Text;

/// A register that the schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register {
    /// Its word.
    pub word: &'static str,
    /// What people call it.
    pub label: Text<&'static str>,
    /// Products that are it.
    pub products: &'static [&'static str],
}

const fn register(word: &'static str, da: &'static str, en: &'static str) -> Register {
    Register { word, label: Text::new(da, en), products: &[] }
}

impl Register {
    const fn known_as(mut self, products: &'static [&'static str]) -> Self {
        self.products = products;
        self
    }
}

/// Every register of the schema, by word.
pub const REGISTERS: &[Register] = &[
    register("architecture", "Arkitekturregistret", "Architecture register"),
    register("assets", "Udstyrsregistret", "Equipment register"),
    register("automation", "Automatiseringsregistret", "Automation register"),
    register("baseline", "Opsætningsvurderinger", "Set-up assessments").known_as(&["ScubaGear", "ScubaGoggles"]),
    register("certificates", "Certifikatregistret", "Certificate register"),
    register("fki", "Den fælleskommunale infrastruktur", "Shared municipal infrastructure"),
    register("hr", "Lønsystemet", "Payroll system"),
    register("kitos", "OS2kitos", "OS2kitos").known_as(&["Kitos"]),
    register("kle", "KLE", "KLE"),
    register("learning", "Kursusportalen", "Course portal"),
    register("mdm", "Enhedsstyringen", "Device management").known_as(&[
        "Enhedsstyring",
        "Intune",
        "Microsoft Intune",
        "Google Admin",
        "CapaInstaller",
    ]),
    register("network", "Netværksregistret", "Network register"),
    register("organisation", "Organisationsregistret", "Organisation register")
        .known_as(&["OS2sofd", "OS2mo", "Entra ID"]),
    register("patching", "Opdateringsværktøjet", "Update tool"),
    register("processes", "Arbejdsgangsregistret", "Register of business processes"),
    register("projects", "Projektregistret", "Project register"),
    register("purchase", "Indkøbssystemet", "Purchasing system"),
    register("roles", "Rollekataloget", "Role catalogue").known_as(&["OS2rollekatalog"]),
    register("sbom", "Komponentlister", "Bills of materials"),
    register("security", "Informationssikkerhed", "Information security"),
    register("self", "Kommunen selv", "The municipality itself"),
    register("traffic", "Trafikovervågningen", "Traffic monitoring"),
    register("vulnerabilities", "Sårbarhedsovervågningen", "Vulnerability monitoring"),
];

/// The register that a source of that name is, whatever its capitals, blanks and signs.
pub fn register_named(name: &str) -> Option<&'static Register> {
    let plain = |name: &str| name.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
    let wanted = plain(name);
    REGISTERS.iter().find(|register| {
        let labels = [register.word, register.label.da, register.label.en];
        labels.iter().chain(register.products).any(|known| plain(known) == wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::schema;

    #[test]
    fn every_register_that_the_schema_names_has_what_people_call_it_and_no_other_is_there() {
        let kinds = || schema().kinds().map(|kind| schema().def(kind));
        let mut named: Vec<&str> =
            kinds().flat_map(|def| def.attributes.iter().filter_map(|a| a.register).chain([def.register])).collect();
        named.sort_unstable();
        named.dedup();
        let words: Vec<&str> = REGISTERS.iter().map(|register| register.word).collect();
        assert_eq!(words, named);
    }

    #[test]
    fn a_name_is_one_register_at_most_however_it_is_written() {
        for (name, word) in [
            ("OS2kitos", Some("kitos")),
            ("os2 KITOS", Some("kitos")),
            ("lønsystemet", Some("hr")),
            ("MDM", Some("mdm")),
            ("Regneark", None),
            ("", None),
        ] {
            assert_eq!(register_named(name).map(|register| register.word), word, "{name}");
        }
        for register in REGISTERS {
            for name in [register.label.da, register.label.en].iter().chain(register.products) {
                assert_eq!(register_named(name).map(|found| found.word), Some(register.word), "{name}");
            }
        }
    }
}
