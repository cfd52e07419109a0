//! The exports of OS2kitos' lists, known by the titles of their columns: people choose which columns are shown, and in which
//! order, and each role is a column of its own.

/// Which list was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Export {
    Usages,
    Contracts,
    Agreements,
    Catalogue,
    Interfaces,
    Suppliers,
}

/// Fewer known titles say too little.
const FEWEST: usize = 2;

impl Export {
    const ALL: [Self; 6] =
        [Self::Usages, Self::Contracts, Self::Agreements, Self::Catalogue, Self::Interfaces, Self::Suppliers];

    /// The list with the most of those titles; none when two have as many.
    pub fn of(titles: &[String]) -> Option<Self> {
        let known = |export: &Self| titles.iter().filter(|title| export.has(title)).count();
        let mut counts: Vec<(usize, Self)> = Self::ALL.iter().map(|export| (known(export), *export)).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let (first, second) = (counts[0], counts[1]);
        (first.0 >= FEWEST && first.0 > second.0).then_some(first.1)
    }

    /// Whether it has a column of that title.
    pub fn has(self, title: &str) -> bool {
        self.columns().contains(&title)
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usages => "IT Systemer",
            Self::Contracts => "IT Kontrakter",
            Self::Agreements => "Databehandling",
            Self::Catalogue => "IT Systemkatalog",
            Self::Interfaces => "IT Snitflader",
            Self::Suppliers => "Leverandørsoverblik",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Usages => USAGES,
            Self::Contracts => CONTRACTS,
            Self::Agreements => AGREEMENTS,
            Self::Catalogue => CATALOGUE,
            Self::Interfaces => INTERFACES,
            Self::Suppliers => SUPPLIERS,
        }
    }
}

const USAGES: &[&str] = &[
    "Status",
    "Status (Datofelter)",
    "Status (Livscyklus)",
    "Status (Markeret kontrakt)",
    "Lokal System ID",
    "IT-System (UUID)",
    "IT-System (Beskrivelse)",
    "IT-System (Externt UUID)",
    "Overordnet IT System",
    "IT System",
    "Version",
    "Lokal kaldenavn",
    "Ansv. organisationsenhed",
    "Relevante organisationsenheder",
    "Tidligere systemnavn",
    "Forretningstype",
    "KLE ID",
    "KLE navn",
    "Lokale KLE ID",
    "Lokale KLE navn",
    "Lokal Reference",
    "Dokument ID / Sagsnr.",
    "DataType",
    "Leverandør",
    "Rettighedshaver",
    "Taget i anvendelse af",
    "Sidst redigeret: Bruger",
    "Sidst redigeret: Dato",
    "Ibrugtagningsdato",
    "Slutdato for anvendelse",
    "Livscyklus",
    "Arkiveringspligt",
    "Er dokumentbærende",
    "Journalperiode slutdato",
    "Link til risikovurdering",
    "Fortegnelse",
    "IT systemet driftes",
    "Systemets overordnede formål",
    "Behandlingsformål",
    "Databehandleraftale er indgået",
    "Databehandling",
    "Anvendte systemer",
    "Anvendte snitflader",
    "Systemer der anvender systemet",
    "Snitflade ID'er",
    "Snitflade versioner",
    "IT Kontrakter",
    "Hvad viste den seneste risikovurdering",
    "Dato for seneste risikovurdering",
    "Dato for planlagt risikovurdering",
    "Foretaget risikovurdering",
    "Noter",
    "Antal brugere",
    "Klassifikation af data i systemet",
    "DPIA gennemført",
    "Forretningskritisk IT-system",
    "Indeholder AI-teknologi",
    "Rigsarkivets vejledning til arkivering",
    "Bemærkning fra Rigsarkivet",
    "Webtilgængelighed",
    "Seneste webtilgængelighedskontrol",
    "Noter om webtilgængelighed",
    "Kritikalitet",
    "Teknisk systemtyper",
    "Samfundskritisk IT-system",
    "Systemkritikalitet sidst opdateret",
    "Kræver system databehandleraftale",
    "Licens- og kodegrundlag",
];
const CONTRACTS: &[&str] = &[
    "Status",
    "Kontrakt ID",
    "Overordnet kontrakt",
    "IT Kontrakt",
    "Gyldig fra",
    "Gyldig til",
    "Kritikalitet",
    "Ansvarlig org. enhed",
    "Leverandør",
    "Kontraktunderskriver",
    "Kontrakttype",
    "Kontraktskabelon",
    "Indkøbsform",
    "Genanskaffelsesstrategi",
    "Genanskaffelsesplan",
    "Genanskaffelse igangsat",
    "Databehandleraftaler",
    "IT Systemer",
    "IT Systemer (UUID)",
    "Organisationsenheder med eksterne betalinger",
    "Organisationsenheder med interne betalinger",
    "Antal relationer",
    "Reference",
    "Dokument ID/Sagsnr.",
    "Anskaffelse",
    "Drift/år",
    "Andet",
    "Driftsvederlag begyndt",
    "Betalingsmodel",
    "Betalingsfrekvens",
    "Audit dato",
    "Audit status",
    "Varighed",
    "Option",
    "Opsigelse (måneder)",
    "Uopsigelig til",
    "Opsagt",
    "Sidst redigeret: Bruger",
    "Sidst redigeret: Dato",
];
const AGREEMENTS: &[&str] = &[
    "Databehandling",
    "Status (Markeret kontrakt)",
    "Reference",
    "Seneste tilsynsrapport",
    "IT Systemer",
    "Dokument ID / Sagsnr.",
    "Databehandling status",
    "Sidst ændret dato",
    "IT Kontrakter",
    "Databehandlere",
    "IT Systemer (UUID)",
    "Underdatabehandlere",
    "Overførsel til usikkert 3. land",
    "Overførselsgrundlag",
    "Dataansvarlig",
    "Databehandleraftale er indgået",
    "Dato for indgåelse af databehandleraftale",
    "Tilsynsinterval",
    "Tilsynsmuligheder",
    "Gennemført tilsyn",
    "Kommende planlagt tilsyn",
    "Seneste tilsyn",
    "Seneste tilsyn bemærkning",
    "Sidst ændret bruger",
    "Ansvarlig org. enhed",
];
const CATALOGUE: &[&str] = &[
    "Anvendes",
    "Status",
    "Overordnet IT System",
    "Tidligere Systemnavn",
    "IT systemnavn",
    "IT-System (Eksternt UUID)",
    "Synlighed",
    "Forretningstype",
    "KLE ID",
    "KLE Navn",
    "IT System: Anvendes af",
    "IT System: Anvendes af organisationer",
    "Oprettet af: Organisation",
    "Sidst redigeret: Bruger",
    "Sidst redigeret",
    "Reference",
    "Dokument ID / Sagsnr.",
    "Rigsarkivets vejledning til arkivering",
    "Bemærkning fra Rigsarkivet",
    "DBS Navn",
    "DBS Databehandler",
];
const INTERFACES: &[&str] = &[
    "Snitflade ID",
    "Snitflade",
    "Version",
    "Synlighed",
    "Rettighedshaver",
    "Link til beskrivelse",
    "Udstillersystem",
    "Datatype",
    "Oprettet af: Organisation",
    "Oprettet af: Bruger",
    "Sidst redigeret: Bruger",
    "Sidst redigeret: Dato",
    "Snitflade (UUID)",
    "Snitfladen anvendes af",
];
const SUPPLIERS: &[&str] =
    &["Intern/Ekstern", "Leverandørnavn", "CVR", "Beregnet kritikalitet", "Kontrakter med kritikalitet"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_by_any_few_of_its_own_titles() {
        for (titles, export) in [
            (&["IT System", "Livscyklus"][..], Some(Export::Usages)),
            (&["IT Kontrakt", "Uopsigelig til", "Leverandør"], Some(Export::Contracts)),
            (&["Databehandlere", "Tilsynsinterval"], Some(Export::Agreements)),
            (&["CVR", "Leverandørnavn"], Some(Export::Suppliers)),
            (&["IT systemnavn", "Synlighed"], Some(Export::Catalogue)),
            (&["Snitflade", "Snitflade ID"], Some(Export::Interfaces)),
            (&["Leverandør", "Kritikalitet"], None),
            (&["Livscyklus", "hest"], None),
            (&[], None),
        ] {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            assert_eq!(Export::of(&titles), export, "{titles:?}");
        }
    }
}
