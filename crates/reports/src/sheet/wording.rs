//! What suppliers are asked, in words that they answer without knowing the register. A fact that is not here is the municipality's own.

use kernel::Text;
use principles::Principle;

use super::Answerer;

/// Attribute of a system, and the question in Danish and English.
const QUESTIONS: &[(&str, &str, &str)] = &[
    ("product_kind", "Hvilken slags produkt er løsningen?", "What kind of product is the solution?"),
    (
        "in_house_reason",
        "Hvorfor er løsningen udviklet til kommunen og ikke et standardsystem?",
        "Why is the solution developed for the municipality and not a standard product?",
    ),
    ("hosting", "Hvor bliver løsningen driftet?", "Where is the solution hosted?"),
    (
        "hosting_country",
        "I hvilket land bliver data opbevaret og behandlet?",
        "In which country are data kept and processed?",
    ),
    ("hosting_provider", "Hvem driver løsningen?", "Who hosts the solution?"),
    (
        "exit_plan",
        "Følger der en plan med for, hvordan kommunen får sine data ud og skifter leverandør?",
        "Does a plan come with it for how the municipality gets its data out and changes supplier?",
    ),
    (
        "client_install",
        "Kræver løsningen, at der installeres noget på brugernes enheder?",
        "Must anything be installed on the users' devices?",
    ),
    ("client_install_reason", "Hvis ja: hvorfor er det nødvendigt?", "If so: why is that necessary?"),
    (
        "automatic_updates",
        "Kommer ny funktionalitet af sig selv som en del af aftalen?",
        "Do new features come by themselves as part of the agreement?",
    ),
    ("mfa", "Logger brugerne ind med flere faktorer?", "Do users sign in with several factors?"),
    ("encrypted_at_rest", "Er data krypteret, hvor de ligger?", "Are data encrypted at rest?"),
    (
        "central_logging",
        "Kan løsningens log samles i kommunens eget logsystem?",
        "Can the solution's log be gathered in the municipality's own log collector?",
    ),
    (
        "supported_until",
        "Til hvornår er den tilbudte version understøttet?",
        "Until when is the offered version supported?",
    ),
    (
        "oldest_missing_update_days",
        "Hvor mange dage går der højst, fra en sikkerhedsopdatering udkommer, til den er installeret?",
        "How many days pass at most from the release of a security update until it is installed?",
    ),
    ("access_control", "Hvordan styres brugernes adgang?", "How is the users' access controlled?"),
    (
        "rights_concept",
        "Følger der et rettighedskoncept med, som beskriver roller og hvad de giver adgang til?",
        "Does a rights concept come with it that describes roles and what they give access to?",
    ),
    ("code_model", "Hvilken kodemodel har løsningen?", "Which code model has the solution?"),
    ("licence", "Under hvilken licens leveres løsningen?", "Under which licence is the solution delivered?"),
    ("open_source_use", "Hvordan bruger løsningen open source?", "How does the solution use open source?"),
    ("sbom_on", "Hvilken dato er den vedlagte komponentliste fra?", "Of which date is the enclosed bill of materials?"),
    ("documented_on", "Hvornår er dokumentationen senest ajourført?", "When was the documentation last updated?"),
    ("documentation_url", "Hvor kan dokumentationen læses?", "Where can the documentation be read?"),
    (
        "accessibility_statement_on",
        "Hvornår er tilgængelighedserklæringen senest ajourført?",
        "When was the accessibility statement last updated?",
    ),
];

/// The question about a system's attribute, when it is one for suppliers.
pub(super) fn of(attribute: &str) -> Option<Text> {
    let (_, da, en) = QUESTIONS.iter().find(|(name, _, _)| *name == attribute)?;
    Some(Text { da: (*da).to_owned(), en: (*en).to_owned() })
}

/// What stands for every rule about components.
pub(super) fn bill_of_materials() -> (Text, Text, Answerer) {
    let question = Text {
        da: "Vedlæg en komponentliste (SBOM) med navn, version og licens på det, løsningen er bygget af.".to_owned(),
        en: "Enclose a bill of materials (SBOM) with name, version and licence of what the solution is built of."
            .to_owned(),
    };
    let allowed = Text { da: "en fil i CycloneDX JSON".to_owned(), en: "a file in CycloneDX JSON".to_owned() };
    (question, allowed, Answerer::Supplier)
}

/// What is asked of a principle whose pack has no words of its own for suppliers.
pub(super) fn of_principle(principle: &Principle) -> Text {
    Text {
        da: format!("Hvordan lever løsningen op til princippet? {}", principle.text.da),
        en: format!("How does the solution meet the principle? {}", principle.text.en),
    }
}

/// How a principle as such is answered.
pub(super) fn own_words() -> Text {
    Text {
        da: "i egne ord, gerne med henvisning til dokumentation".to_owned(),
        en: "in your own words, preferably with a reference to documentation".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use facts::schema;

    use super::QUESTIONS;

    #[test]
    fn every_question_is_about_a_stated_fact_of_a_system() {
        let system = schema().kind("system").expect("system");
        for (name, _, _) in QUESTIONS {
            let attribute = schema().attribute_id(system, name).unwrap_or_else(|| panic!("{name}"));
            assert!(!schema().attribute(system, attribute).is_derived(), "{name}");
        }
    }
}
