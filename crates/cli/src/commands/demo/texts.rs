//! What the example's people write: enough different words that no two explanations are copies of each other.

use decisions::{Alternative, ExplanationKind, Necessity, Severity};
use kernel::Kroner;

/// One of some, by a number.
pub fn pick<T: Copy>(from: &[T], number: usize) -> T {
    from[number % from.len()]
}

/// What a play says in an explanation.
pub struct Told {
    pub kind: ExplanationKind,
    pub departs: String,
    pub context: String,
    pub reason: String,
    pub alternative: Alternative,
    pub instead: String,
    pub purpose: String,
    pub risk: Severity,
    pub risk_text: String,
}

/// An explanation, put together from parts whose numbers of kinds share no factor.
pub fn told(number: usize, title: &str) -> Told {
    let (what, why) = (pick(REASONS, number), pick(BECAUSE, number / 3 + number));
    Told {
        kind: [ExplanationKind::CannotNow, ExplanationKind::MetOtherwise, ExplanationKind::Disproportionate]
            [number % 3],
        departs: format!("{title}. Det fremgår af oplysningerne i registeret, som vi har gennemgået."),
        context: pick(CONTEXTS, number).to_string(),
        reason: format!("{what} {why}"),
        alternative: Alternative {
            what: pick(ALTERNATIVES, number).to_string(),
            consequence: pick(CONSEQUENCES, number + 1).to_string(),
            cost: Some(Kroner::from_kroner(60_000 + 12_500 * i64::try_from(number % 41).unwrap_or(0))),
        },
        instead: pick(INSTEAD, number / 2 + number).to_string(),
        purpose: pick(PURPOSES, number).to_string(),
        risk: [Severity::Low, Severity::Medium, Severity::Medium, Severity::High][number % 4],
        risk_text: pick(RISKS, number).to_string(),
    }
}

/// What is told to the board about that explanation.
pub fn summary(number: usize, refuse: bool) -> String {
    let recommended =
        if refuse { pick(ADVISED_AGAINST, number / 3 + number) } else { pick(RECOMMENDED, number / 3 + number) };
    format!("{} {recommended}", pick(REASONS, number))
}

/// Where it stands that something is done instead.
pub fn document(number: usize) -> String {
    format!("{}, journalnr. 2026-{:05}", pick(DOCUMENTS, number), 1200 + 37 * number)
}

const DOCUMENTS: &[&str] = &["Driftsaftale", "Arbejdsgangsbeskrivelse", "Referat fra systemgruppen", "Netværksplan"];

pub const CAUSE: &str = "Samme model fra samme indkøb kan ikke komme på det styresystem, som princippet kræver.";

/// What holds of objects of a kind, when it does.
pub const PREMISES: [(&str, &str, &str); 2] = [
    ("system", "system.status == \"in_operation\"", "systemet er i drift"),
    ("device", "device.status == \"in_operation\"", "udstyret er i brug"),
];

pub const SEEN: &[&str] = &[
    "Oplysningen i registeret er rigtig; det er bekræftet med leverandøren.",
    "Set i kontrakten og i systemets opsætning.",
    "Gennemgået med systemansvarlig på et møde.",
    "Driften har bekræftet det ud fra overvågningen.",
];

const CONTEXTS: &[&str] = &[
    "Bruges dagligt af visitationen til at planlægge hjemmepleje.",
    "Bruges af skolesekretærerne ved indskrivning og fravær.",
    "Understøtter sagsbehandling af byggesager fra ansøgning til tilladelse.",
    "Bruges af biblioteket ved udlån og betaling af gebyrer.",
    "Driften af kommunens bygninger styres herfra, også uden for kontortid.",
    "Jobcentret indkalder og registrerer samtaler i det.",
    "Bruges af genoptræningen, når forløb planlægges sammen med borgeren.",
];

const REASONS: &[&str] = &[
    "Den udgave, der opfylder princippet, kommer først til foråret.",
    "Kontrakten løber halvandet år endnu og kan ikke ændres uden nyt udbud.",
    "Det apparat, der styres, kan kun tale med den gamle snitflade.",
    "Kun fire medarbejdere bruger løsningen, og de sidder i samme lokale.",
    "Data skal hentes ud, før der kan skiftes, og formatet er leverandørens eget.",
    "Afløseren er købt, men tages først i brug efter årsskiftet.",
    "Et skifte midt i budgetåret ville ramme udbetalingerne.",
    "Myndigheden bag ordningen har ikke åbnet for andre måder at logge ind på.",
    "Leverandøren er ved at flytte driften, og opsætningen fryses imens.",
    "Oplæringen af afløserne tager længere tid end planen for udskiftning.",
    "Den nye aftale venter på svar fra de kommuner, vi køber ind sammen med.",
];

const BECAUSE: &[&str] = &[
    "Det er aftalt skriftligt, og vi følger op hver måned.",
    "Fagområdet har regnet på det og valgt at vente frem for at købe en mellemløsning.",
    "Det blev opdaget ved gennemgangen i sommer og har ikke kunnet forudses.",
    "Vi har spurgt tre leverandører, og ingen kunne levere hurtigere.",
    "Borgerne ville opleve længere ventetid, hvis vi skiftede nu.",
    "It og fagområdet har set på det sammen og er enige om vejen.",
    "Økonomien til det står i næste års budget.",
];

const ALTERNATIVES: &[&str] = &[
    "Skifte til den fælles løsning med det samme",
    "Bygge en mellemløsning selv",
    "Tage systemet ud af drift og arbejde på papir",
    "Købe leverandørens tillægsmodul",
    "Flytte opgaven til en nabokommune",
];

const CONSEQUENCES: &[&str] = &[
    "Vi ville skulle købe os ud af kontrakten og oplære medarbejderne to gange på et år.",
    "Det ville binde en udvikler i fem måneder og give os endnu et system at vedligeholde.",
    "Ventetiden for borgerne ville stige med omkring tre uger.",
    "Modulet dækker kun halvdelen af behovet og kræver sin egen drift.",
    "Det ville kræve en politisk aftale, som tidligst kan være klar om et år.",
    "Vi ville miste historikken, som loven kræver gemt.",
];

const INSTEAD: &[&str] = &[
    "Adgang gives kun fra kommunens eget net, og listen over brugere gennemgås hver måned.",
    "Der tages sikkerhedskopi hver nat, og hvert kvartal afprøves det, at den kan indlæses igen.",
    "En medarbejder kontrollerer opdateringer manuelt hver mandag og skriver det i driftsloggen.",
    "Udstyret står på et net for sig selv uden vej til internettet.",
    "Leverandøren sender en rapport om ændringer hver måned, som driften gennemgår.",
    "Oplysninger om borgere fjernes, før data forlader systemet.",
    "Kun to navngivne personer kan ændre opsætningen, og begge skal være med.",
    "Vi har aftalt svartid på fire timer ved fejl, også i weekenden.",
];

const PURPOSES: &[&str] = &[
    "Uvedkommende når ikke frem, selv om en adgangskode skulle slippe ud.",
    "Opgaven kan udføres videre inden for en dag, hvis noget går galt.",
    "Vi opdager fejl, før borgerne mærker dem.",
    "Kommunen kan skifte leverandør uden at miste sine data.",
    "Ansvaret er placeret, og ændringer kan følges bagud.",
];

const RISKS: &[&str] = &[
    "En fejl i den gamle udgave opdages senere end ellers.",
    "Afhængighed af én medarbejder, der kender opsætningen.",
    "Et nedbrud varer længere, fordi reservedele skal skaffes.",
    "Misbrug inde fra nettet ses først ved den månedlige gennemgang.",
    "Prisen på supporten stiger, når udgaven udgår.",
];

pub const FIRST_STEPS: &[&str] = &[
    "Aftale dato for levering med leverandøren",
    "Hente data ud og prøve dem af i et testmiljø",
    "Få pris på udskiftningen med i budgettet",
    "Gennemgå brugerne og lukke adgangen for dem, der er fratrådt",
];

pub const LAST_STEPS: &[&str] = &[
    "Tage den nye udgave i brug",
    "Tage systemet ud af drift",
    "Flytte de sidste enheder over",
    "Slå den nye opsætning til for alle",
];

const RECOMMENDED: &[&str] = &[
    "Fagområdet har sat det i værk, som kan gøres imens, og planen er aftalt.",
    "Afvigelsen er væsentlig, men omkostningen ved at rette den nu står ikke mål med gevinsten i den korte tid, der er tilbage.",
    "It anbefaler at give tid på de vilkår, der er foreslået.",
    "It anbefaler at vente til den planlagte udskiftning og følge op hvert kvartal.",
];

const ADVISED_AGAINST: &[&str] = &[
    "It mener, at der kan skiftes allerede i år, og anbefaler at give afslag.",
    "Risikoen kan ikke bæres så længe. It anbefaler afslag og en ny plan inden tre måneder.",
    "Det er udsat før uden resultat. It anbefaler afslag.",
];

pub const NECESSITIES: &[Necessity] =
    &[Necessity::NoSupplier, Necessity::CitizenService, Necessity::Cost, Necessity::Legal, Necessity::NoSupplier];

pub const GRANTS: &[&str] = &[
    "Borgerne ville ellers miste ydelsen, og der er en plan, vi tror på.",
    "Ingen leverandør kan levere før, og risikoen er til at bære.",
    "Udgiften ved at skifte nu er for stor i forhold til den korte tid.",
    "Loven kræver, at opgaven løses, og der er ikke andre systemer, der kan.",
];

pub const REFUSALS: &[&str] = &[
    "Afløseren kan tages i brug allerede i år. Læg en plan for det.",
    "Risikoen for borgernes oplysninger er for stor til at vente.",
    "Det er tredje udsættelse. Nu skal der findes en anden løsning.",
];

pub const CONDITIONS: &[&str] = &[
    "Adgangen logges samlet centralt, og loggen gennemgås hver måned.",
    "Exitplanen skrives og prøves af.",
    "Leverandøren bekræfter leveringsdatoen skriftligt.",
    "Medarbejderne gennemfører kurset i sikre arbejdsgange.",
];
