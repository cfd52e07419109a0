//! Every page of the web room, and the way there: one list for axe and for the pictures, held against the route table, so that no page is
//! forgotten.

/// A page that an address leads to: who looks at it (nobody when empty), what its picture is called, and the address.
pub const PAGES: [(&str, &str, &str); 55] = [
    ("", "log-ind", "/log-ind"),
    ("arkitekt", "overblik", "/"),
    ("systemejer", "opgaver", "/opgaver"),
    ("arkitekt", "strategi", "/strategi"),
    ("arkitekt", "strategi-pakke", "/strategi/it-teknologi-2023"),
    ("arkitekt", "princip", "/strategi/it-teknologi-2023/principper/drift-hybrid"),
    ("arkitekt", "regel", "/strategi/it-teknologi-2023/regler/rights-concept-missing?dom=deviates"),
    ("arkitekt", "hvad-nu-hvis", "/proev"),
    ("arkitekt", "systemer", "/objekter/system"),
    ("arkitekt", "systemer-filtreret", "/objekter/system?q=skole&dom=deviates&sorter=-deviates"),
    ("arkitekt", "system", "/objekter/system/S0009"),
    ("systemejer", "oplys", "/objekter/system/S0013/oplys/hosting"),
    ("systemejer", "svar", "/objekter/system/S0013/svar/os2-community-not-followed"),
    // No act has that number, and it has been looked for so often that the page no longer goes on by itself.
    ("systemejer", "gemt", "/gemt?handling=999999999&gang=20&til=/"),
    ("arkitekt", "sager", "/sager"),
    ("arkitekt", "sager-dispenseret", "/sager?stilling=dispensed&sorter=dag"),
    ("arkitekt", "sag", "/sager/2026-0001"),
    ("fagchef", "sag-screening", "/sager/2026-0030/screening?part=area"),
    ("arkitekt", "sag-indstilling", "/sager/2026-0057/indstilling"),
    ("direktion", "sag-afgoerelse", "/sager/2026-0001/afgoerelse"),
    ("direktion", "direktion", "/direktion"),
    ("fagchef", "anskaffelser", "/anskaffelser"),
    ("fagchef", "anskaffelse-ny", "/anskaffelser/ny"),
    ("fagchef", "anskaffelse", "/anskaffelser/A2026-0001"),
    ("fagchef", "anskaffelse-plan", "/anskaffelser/A2026-0001/plan"),
    ("fagchef", "anskaffelse-egne", "/anskaffelser/A2026-0001/egne"),
    ("fagchef", "anskaffelse-tjekliste", "/anskaffelser/A2026-0001/tjekliste"),
    ("fagchef", "anskaffelse-tilbud", "/anskaffelser/A2026-0001/tilbud/T1"),
    ("fagchef", "sag-forklaring", "/sager/2026-0060/forklaring"),
    ("arkitekt", "alt-andet", "/objekter"),
    ("arkitekt", "udstyr", "/objekter/device"),
    ("arkitekt", "sammenlign", "/sammenlign?a=S0009&b=S0010"),
    ("arkitekt", "kle", "/kle"),
    ("arkitekt", "import", "/import"),
    ("arkitekt", "import-fil", "/import/fil"),
    ("arkitekt", "import-koersler", "/import/koersler"),
    // The demo's import is its thirteenth act: an account for each of its people comes first.
    ("arkitekt", "import-koersel", "/import/koersler/13"),
    ("arkitekt", "fortryd", "/fortryd/13"),
    ("arkitekt", "import-samme", "/import/samme"),
    ("arkitekt", "overdragelse", "/overdragelse"),
    ("arkitekt", "sag-ny", "/sager/ny?strategi=it-teknologi-2023&princip=drift-hybrid&slags=system&objekt=S0009"),
    ("arkitekt", "system-bredt", "/objekter/system/S0108"),
    ("arkitekt", "kontrakt", "/objekter/contract/K0149"),
    ("arkitekt", "enhed", "/objekter/unit/U1"),
    ("arkitekt", "system-dengang", "/objekter/system/S0108?dag=2026-11-01"),
    ("arkitekt", "systemer-dengang", "/objekter/system?dag=2026-11-01"),
    ("arkitekt", "log", "/log?kontrol=1"),
    ("arkitekt", "mig", "/mig"),
    ("arkitekt", "bekraeft", "/bekraeft"),
    ("arkitekt", "api", "/api"),
    ("arkitekt", "problems", "/docs/problems"),
    ("arkitekt", "kle-alle", "/kle?alle=1"),
    ("admin", "administration", "/administration"),
    ("revision", "ingen-adgang", "/administration"),
    ("arkitekt", "findes-ikke", "/objekter/system/findes-ikke"),
];

/// The pages of a house that nobody has moved into.
pub const OF_AN_EMPTY_HOUSE: [(&str, &str, &str); 1] = [("", "opsaetning", "/opsaetning")];

/// What is done on the way to a page; elements by their CSS.
pub enum Step {
    Click(&'static str),
    /// Writes in the field of that name.
    Write(&'static str, &'static str),
    /// Chooses a value in the list of that name.
    Choose(&'static str, &'static str),
    /// Brings a file of that name and content.
    Bring(&'static str, &'static str),
    /// Waits for it.
    See(&'static str),
}

/// A page that only forms and links lead to.
pub struct Reached {
    pub login: &'static str,
    pub name: &'static str,
    /// As the route table writes it.
    pub route: &'static str,
    pub start: &'static str,
    pub way: &'static [Step],
}

/// A CSV file of which one row is new, one changes something and one is rejected.
const SYSTEMS: &str =
    "Nøgle;Navn;Livscyklus\nS0009;Et andet navn;i drift\nS8001;Nyt system;pilot\nS8002;Ørnereden;på månen\n";
const BILL: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
    {"name":"serde","version":"1.0","licenses":[{"license":{"id":"MIT"}}]},{"name":"log4j","version":"2.14"}]}"#;
const SENT: Step = Step::Click("main form button.button-primary");

/// A meeting with a case on its agenda.
const MEETING: [Step; 6] = [
    Step::Write("dag", "12152026"),
    Step::Write("titel", "Direktionsmøde"),
    Step::Click("form[action='/direktion/moeder'] button"),
    Step::Click("label[for='d-2026-0001']"),
    Step::Click("form[action$='/dagsorden'] button"),
    Step::See("form[action$='/beslut'] h3"),
];
/// A decision without a reason: the meeting's page tells that it is missing.
const DECIDED: [Step; 8] = {
    let [day, title, plan, case, agenda, seen] = MEETING;
    let decide = Step::Click("form[action$='/beslut'] button.button-primary");
    [day, title, plan, case, agenda, seen, Step::Click("label[for='b-2026-0001-giv']"), decide]
};

pub const REACHED: [Reached; 6] = [
    Reached {
        login: "arkitekt",
        name: "import-proeve",
        route: "/import/{id}",
        start: "/import",
        way: &[Step::Write("kilde", "Regneark"), Step::Bring("systemer.csv", SYSTEMS), SENT],
    },
    Reached {
        login: "arkitekt",
        name: "import-fil-proeve",
        route: "/import/fil/{id}",
        start: "/import/fil?form=sbom",
        way: &[Step::Choose("om", "S0009"), Step::Bring("komponenter.json", BILL), SENT],
    },
    Reached { login: "direktion", name: "moede", route: "/direktion/moeder/{id}", start: "/direktion", way: &MEETING },
    Reached {
        login: "direktion",
        name: "moede-besluttet",
        route: "/direktion/moeder/{id}/beslut",
        start: "/direktion",
        way: &DECIDED,
    },
    Reached {
        login: "admin",
        name: "hvad-nu-hvis-svar",
        route: "/proev/{id}",
        start: "/proev",
        way: &[Step::Click("main details summary"), Step::Click("main details form button")],
    },
    Reached {
        login: "admin",
        name: "konto",
        route: "/administration/{account}",
        start: "/administration",
        way: &[Step::Click("main table tbody th a")],
    },
];

/// What is asked for by GET and is no page of the house.
const NO_PAGES: [(&str, &str); 29] = [
    ("/assets/{version}/{*name}", "what pages are made of"),
    ("/health", "for programs"),
    ("/metrics", "for programs"),
    ("/log-ind/kommune", "leads on to the identity provider"),
    ("/log-ind/kommune/retur", "leads on from the identity provider"),
    ("/bekraeft/kommune", "leads on to the identity provider"),
    ("/kalender/{file}", "a download"),
    ("/objekter/{kind}/eksport.csv", "a download"),
    ("/objekter/{kind}/eksport.xlsx", "a download"),
    ("/sager/eksport.csv", "a download"),
    ("/sager/eksport.xlsx", "a download"),
    ("/opgaver/eksport.csv", "a download"),
    ("/opgaver/eksport.xlsx", "a download"),
    ("/anskaffelser/eksport.csv", "a download"),
    ("/anskaffelser/eksport.xlsx", "a download"),
    ("/log/eksport.csv", "a download"),
    ("/log/eksport.xlsx", "a download"),
    ("/administration/eksport.csv", "a download"),
    ("/administration/eksport.xlsx", "a download"),
    ("/sager/{id}/bilag/{sha256}", "a download"),
    ("/import/{id}/forskelle.csv", "a download"),
    ("/import/koersler/eksport.csv", "a download"),
    ("/import/koersler/eksport.xlsx", "a download"),
    ("/kle/eksport.csv", "a download"),
    ("/kle/eksport.xlsx", "a download"),
    ("/anskaffelser/{id}/kravark.csv", "a download"),
    ("/anskaffelser/{id}/kravark.xlsx", "a download"),
    ("/log/pakke", "a download"),
    ("/log/case/{number}", "a download"),
];
/// The rows that were rejected, of any import.
const REJECTS: &str = "/afviste.csv";

/// Whether the route answers that address.
pub fn fits(route: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (mut wanted, mut written) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), written.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one.starts_with('{') && !other.is_empty() => {}
            _ => return false,
        }
    }
}

/// The route among them that answers the address: the one that is written out most.
fn answering<'a>(routes: &[&'a str], address: &str) -> Option<&'a str> {
    let answers = routes.iter().filter(|route| fits(route, address));
    answers.min_by_key(|route| route.matches('{').count()).copied()
}

#[test]
fn every_page_of_the_route_table_is_looked_at() {
    let all: Vec<web::Route> = web::routes().into_iter().chain(web::api_routes()).collect();
    let pages: Vec<&str> = all
        .iter()
        .filter(|route| route.method == "GET" && !route.path.starts_with("/api/v1/"))
        .map(|route| route.path)
        .collect();
    let visited: Vec<&str> =
        PAGES.iter().chain(&OF_AN_EMPTY_HOUSE).filter_map(|(_, _, address)| answering(&pages, address)).collect();
    assert_eq!(visited.len(), PAGES.len() + OF_AN_EMPTY_HOUSE.len(), "every address has a route");
    for one in &REACHED {
        assert!(all.iter().any(|route| route.path == one.route), "{} is no route", one.route);
    }
    for (path, why) in NO_PAGES {
        assert!(pages.contains(&path), "{path}, {why}, is no route");
    }
    let named = |page: &str| page.ends_with(REJECTS) || NO_PAGES.iter().any(|(path, _)| *path == page);
    let looked_at = |page: &str| visited.contains(&page) || REACHED.iter().any(|one| one.route == page);
    for page in pages {
        assert!(looked_at(page) != named(page), "{page}: put it among the pages, or name it as no page, and not both");
    }
}
