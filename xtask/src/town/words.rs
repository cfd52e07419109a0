//! Hand-written words: names of people, places, systems and suppliers. All invented; any likeness is chance.

pub const FIRST: &[&str] = &[
    "Anne", "Bo", "Camilla", "Dorthe", "Erik", "Freja", "Gitte", "Henrik", "Ida", "Jens", "Karen", "Lars", "Mette", "Niels",
    "Oline", "Per", "Rikke", "Søren", "Tina", "Ulla", "Vibeke", "Åse", "Ørnulf", "Birgit", "Kasper", "Lone", "Magnus", "Nanna",
    "Oskar", "Pia", "Rasmus", "Sanne", "Thomas", "Yrsa", "Ali", "Fatima", "Jakub", "Olena", "Signe", "Viggo",
];
pub const LAST: &[&str] = &[
    "Andersen", "Bach", "Christensen", "Dahl", "Enevoldsen", "Frandsen", "Gade", "Holm", "Iversen", "Jensen", "Kjær", "Lund",
    "Møller", "Nørgaard", "Overgaard", "Poulsen", "Ravn", "Skov", "Thomsen", "Vestergaard", "Winther", "Østergaard", "Ågård",
    "Bjerre", "Krogh", "Lykke", "Munk", "Storm", "Toft", "Yde",
];
pub const PLACES: &[&str] = &[
    "Ådal", "Bakkely", "Engvang", "Fjordby", "Granlund", "Havnegade", "Kirkebæk", "Lindely", "Mosevang", "Nørremark", "Skovager",
    "Solbjerg", "Søndervang", "Toften", "Vesterled", "Østerhåb", "Ærtevænget", "Brohuset", "Dalgas", "Elmely", "Hedebo", "Klintbjerg",
    "Lyngdal", "Markhøj",
];
pub const THINGS: &[&str] = &[
    "Omsorg", "Byggesag", "Sagsarkiv", "Skoleplan", "Pladsanvisning", "Ejendom", "Vejlager", "Bibliotek", "Løn", "Økonomi", "Borgerpost",
    "Tandpleje", "Jobforløb", "Hjælpemiddel", "Kørsel", "Miljøtilsyn", "Affald", "Parkering", "Vagtplan", "Booking", "Kulturpas",
    "Sundhed", "Ungeindsats", "Dagbog", "Kort", "Drift", "Indkøb", "Journal", "Valgopslag", "Beredskab",
];
pub const SUFFIXES: &[&str] = &["Nord", "Plus", "Portal", "Klar", "Net", "Fokus", "Online", "Basis"];
pub const FIRMS: &[&str] = &[
    "Fjordsoft", "Nordlys Data", "Kommunekraft", "Bøgebo IT", "Sandkorn", "Tårnfalk", "Havbrise Systemer", "Lærkesang", "Egeløv",
    "Klitrose", "Digitalværket", "Muslingen", "Vandkant", "Strandskade", "Perlegræs", "Rævegrav", "Storkebo", "Tidevand", "Ulvefod",
    "Viben", "Ymerdata", "Østfjord", "Åkande", "Birkeris", "Dugdråbe",
];
pub const FORMS: &[&str] = &["A/S", "ApS"];
pub const REASONS: &[&str] = &[
    "Valgt efter samlet vurdering af økonomi og drift",
    "Lovkrav kan ikke opfyldes af andre løsninger på markedet",
    "Fagområdet har behov, som standarden ikke dækker",
    "Overgang til ny løsning er planlagt",
    "Besluttet i styregruppen",
];
pub const LICENCES: &[&str] = &["MIT", "Apache-2.0", "EUPL-1.2", "MPL-2.0", "BSD-3-Clause", "Leverandørens standardlicens"];
pub const PARTS: &[&str] = &[
    "hjertekerne", "vinterhave", "tidsrum", "brevbro", "kortblad", "tegnrude", "stregkode", "nøglebundt", "talrække", "svarbord",
    "filtræ", "regnestok",
];
pub const KLE: &[&str] = &[
    "91.01.01", "91.02.03", "92.04.10", "92.06.02", "93.03.08", "93.07.01", "94.11.05", "94.12.09", "95.02.02", "95.05.14", "96.08.20",
    "97.01.06", "97.09.03", "98.02.11",
];
pub const CATEGORIES: &[(&str, &str, &str, i64, i64)] = &[
    ("PC", "Bærbar pc", "pc", 60, 7_500),
    ("PCD", "Pc til datatunge opgaver", "pc", 48, 14_000),
    ("TAB", "Tablet", "tablet", 48, 3_500),
    ("SMA", "Smartphone", "smartphone", 48, 4_200),
    ("TLF", "Almindelig mobiltelefon", "phone", 48, 600),
    ("CHR", "Chromebook", "chromebook", 60, 2_900),
    ("PRN", "Enkeltstående printer", "printer", 72, 1_800),
    ("MFP", "Multifunktionsmaskine", "mfp", 72, 24_000),
    ("SKM", "Skærm", "monitor", 84, 1_600),
];
pub const COMPONENTS: &[(&str, &str)] = &[
    ("Serviceplatformen", "service_platform"), ("Organisation", "organisation"), ("Adgangsstyring for brugere", "access_control"),
    ("Adgangsstyring for systemer", "access_control"), ("Sags- og dokumentindeks", "case_document_view"),
    ("Ydelsesindeks", "case_document_view"), ("Beskedfordeler", "message_broker"), ("Klassifikation", "classification"),
    ("Sags- og partsoverblik", "shared_solution"), ("Digital post", "service_platform"), ("Fordelingskomponent", "service_platform"),
    ("Personopslag", "service_platform"), ("Virksomhedsopslag", "service_platform"), ("Fjernprint", "service_platform"),
    ("Administrationsmodul", "access_control"), ("Fælles log", "other"), ("Fælles ydelsessystem", "shared_solution"),
    ("Fælles sygedagpengesystem", "shared_solution"), ("Indkomstopslag", "service_platform"), ("Fælles betaling", "other"),
];
