//! What people read of tasks, deadlines and notices: one short sentence each, without the case's title.

use decisions::{Means, Party, Reviewed, Withdrawn};
use kernel::{Day, Lang, Text};

use crate::acquisition::Errand;
use crate::deadline::Limit;
use crate::milestone::Milestone;
use crate::notice::Happening;
use crate::task::Duty;

fn text(da: impl Into<String>, en: impl Into<String>) -> Text {
    Text { da: da.into(), en: en.into() }
}

fn with_day(da: &str, en: &str, day: Day) -> Text {
    text(format!("{da} {}", day.long(Lang::Da)), format!("{en} {}", day.long(Lang::En)))
}

/// So many letters of a step's own words.
const LONGEST_STEP: usize = 80;

/// A step's own words on one line, cut short when they are many.
pub(crate) fn short(what: &str) -> String {
    let line = what.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_STEP) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A sentence with a step's or a condition's own words behind it, when there are any.
pub(crate) fn with_words(told: Text, what: &str) -> Text {
    if what.is_empty() { told } else { text(format!("{} ({what})", told.da), format!("{} ({what})", told.en)) }
}

/// An order to see to it that others do it.
pub(crate) fn to_follow_up(order: &Text) -> Text {
    let lower = |order: &str| {
        let mut letters = order.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    };
    text(format!("Følg op på sagen: {}", lower(&order.da)), format!("Follow up on the case: {}", lower(&order.en)))
}

/// A count of days: `1 dag`, `3 dage`.
pub(crate) fn days(count: i32) -> Text {
    match count {
        1 => text("1 dag", "1 day"),
        _ => text(format!("{count} dage"), format!("{count} days")),
    }
}

impl Duty {
    /// What is to be done, as an order.
    pub fn text(self) -> Text {
        match self {
            Self::Screen(Party::It) => text("Screen sagen på vegne af it", "Screen the case for IT"),
            Self::Screen(Party::Area) => {
                text("Screen sagen på vegne af fagområdet", "Screen the case for the business area")
            }
            Self::Conclude => text("Afslut screeningen", "Conclude the screening"),
            Self::Explain => text("Forklar afvigelsen", "Explain the deviation"),
            Self::Accept(Party::It) => {
                text("Tag stilling til forklaringen på vegne af it", "Decide on the explanation for IT")
            }
            Self::Accept(Party::Area) => text(
                "Tag stilling til forklaringen på vegne af fagområdet",
                "Decide on the explanation for the business area",
            ),
            Self::Submit => text("Indstil sagen til direktionen", "Submit the case to the executive board"),
            Self::Decide => text("Afgør sagen", "Decide the case"),
            Self::Ratify => {
                text("Stadfæst nøddispensationen, eller giv afslag", "Ratify the emergency dispensation, or refuse it")
            }
            Self::Review => text("Gennemgå afgørelsen", "Review the decision"),
            Self::Step(place) => text(
                format!("Gennemfør trin {} i handleplanen", place + 1),
                format!("Carry out step {} of the plan", place + 1),
            ),
            Self::Condition(place) => {
                text(format!("Opfyld vilkår {}", place + 1), format!("Meet condition {}", place + 1))
            }
            Self::Plan => text(
                "Få afvigelsen bragt i orden: fristen er overskredet, og princippet følges stadig ikke",
                "Bring the deviation to an end: its time has run out, and the principle is still not followed",
            ),
        }
    }
}

impl Errand {
    /// What is to be done, as an order.
    pub fn text(self) -> Text {
        match self {
            Self::TellTasks => text(
                "Skriv, hvilke KLE-opgaver anskaffelsen skal løse",
                "Write which KLE tasks the acquisition is to serve",
            ),
            Self::ExplainNoReuse => {
                text("Forklar, hvorfor I ikke genbruger et system, I har", "Explain why no system you have is reused")
            }
            Self::MakeSheet => text("Dan kravarket", "Make the requirement sheet"),
            Self::Check => text("Gennemgå tjeklisten", "Go through the check list"),
            Self::AddOffers => text("Tilføj tilbuddene", "Add the offers"),
            Self::Choose => text("Vælg vinderen", "Choose the winner"),
            Self::ReopenOffers => text(
                "Gå tilbage til tilbuddene: vinderen er trukket tilbage",
                "Go back to the offers: the winner has been withdrawn",
            ),
            Self::Screen(Party::It) => {
                text("Tag stilling til vinderens afvigelser på vegne af it", "Screen the winner's deviations for IT")
            }
            Self::Screen(Party::Area) => text(
                "Tag stilling til vinderens afvigelser på vegne af fagområdet",
                "Screen the winner's deviations for the business area",
            ),
            Self::AssessParts => {
                text("Sikkerhedsvurder vinderens nye komponenter", "Assess the security of the winner's new components")
            }
            Self::Approve => text("Tag stilling til valget af vinder", "Decide on the choice of winner"),
            Self::AnswerBoard => text(
                "Ret det, direktionen har afslået, og læg valget frem igen",
                "Mend what the board refused, and put the choice forward again",
            ),
            Self::BecomeSystem => text("Gør vinderen til et system", "Make the winner a system"),
            Self::PassGate(phase) => text(
                format!("Før anskaffelsen videre til fasen {}", phase.label().da),
                format!("Take the acquisition on to the phase {}", phase.label().en),
            ),
        }
    }
}

impl Limit {
    /// What ends or falls due, without its day.
    pub fn text(self) -> Text {
        match self {
            Self::Ends(Means::Explanation) => text("Forklaringen udløber", "The explanation runs out"),
            Self::Ends(Means::Dispensation) => text("Dispensationen udløber", "The dispensation runs out"),
            Self::Ends(Means::Emergency) => text(
                "Uden direktionens stadfæstelse udløber nøddispensationen",
                "Unless the board ratifies it, the emergency dispensation runs out",
            ),
            Self::Review => text("Afgørelsen skal gennemgås", "The decision is to be reviewed"),
            Self::Step(place) => text(
                format!("Trin {} i handleplanen skal være gennemført", place + 1),
                format!("Step {} of the plan is due", place + 1),
            ),
            Self::Condition(place) => {
                text(format!("Vilkår {} skal være opfyldt", place + 1), format!("Condition {} is due", place + 1))
            }
            Self::PlanBy => text("Fristen for en plan udløber", "The time for a plan runs out"),
        }
    }

    /// A permanent word, for what follows a deadline over time.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Ends(_) => "ends".to_owned(),
            Self::Review => "review".to_owned(),
            Self::Step(place) => format!("step-{place}"),
            Self::Condition(place) => format!("condition-{place}"),
            Self::PlanBy => "plan-by".to_owned(),
        }
    }
}

impl Happening {
    /// What happened.
    pub fn text(self) -> Text {
        match self {
            Self::Opened => text("Sagen er oprettet", "The case was opened"),
            Self::SentBack => text("Sagen er sendt tilbage", "The case was sent back"),
            Self::Withdrawn(Withdrawn::Submission) => {
                text("Indstillingen er trukket tilbage", "The submission was withdrawn")
            }
            Self::Withdrawn(Withdrawn::Explanation) => text(
                "Forklaringen er trukket tilbage; afvigelsen skal screenes på ny",
                "The explanation was withdrawn; the deviation is to be screened anew",
            ),
            Self::Explained(day) => with_day(
                "Forklaringen er godkendt; afvigelsen skal være bragt i orden senest",
                "The explanation was accepted; the deviation is to end by",
                day,
            ),
            Self::Dispensed(day) => with_day(
                "Direktionen har givet dispensation til og med",
                "The executive board has dispensed up to and including",
                day,
            ),
            Self::Emergency(day) => with_day(
                "Der er givet nøddispensation til og med",
                "An emergency dispensation was granted up to and including",
                day,
            ),
            Self::Refused(day) => with_day(
                "Direktionen har givet afslag; der skal ligge en plan senest",
                "The executive board has refused; there must be a plan by",
                day,
            ),
            Self::Revoked => text("Dispensationen er tilbagekaldt", "The dispensation was revoked"),
            Self::Reviewed(Reviewed::Confirm) => {
                text("Afgørelsen er gennemgået og bekræftet", "The decision was reviewed and confirmed")
            }
            Self::Reviewed(Reviewed::Amend) => text(
                "Afgørelsen er gennemgået og skal ændres; en ny screening begynder",
                "The decision was reviewed and is to be amended: a new screening begins",
            ),
            Self::Reviewed(Reviewed::Escalate) => text(
                "Afgørelsen er gennemgået og skal for direktionen igen",
                "The decision was reviewed and goes to the board again",
            ),
            Self::Redated(place, day) => text(
                format!("Trin {} i handleplanen er flyttet til {}", place + 1, day.long(Lang::Da)),
                format!("Step {} of the plan was moved to {}", place + 1, day.long(Lang::En)),
            ),
            Self::Lapsed(day) => with_day(
                "Afgørelsen er bortfaldet med virkning fra",
                "The decision has lapsed. It does not count from",
                day,
            ),
            Self::Overdue(day) => {
                with_day("Handleplanen har været overskredet siden", "The plan has been overdue since", day)
            }
            Self::ConditionBroken(place) => {
                text(format!("Vilkår {} er ikke opfyldt", place + 1), format!("Condition {} is not met", place + 1))
            }
            Self::Stale(why) => text(
                format!("Sagen skal vurderes igen: {}", why.label().da),
                format!("The case must be looked at again: {}", why.label().en),
            ),
            Self::Reopened => {
                text("Det, der fulgte princippet, afviger igen", "What followed the principle deviates again")
            }
            Self::Followed => {
                text("Princippet følges nu; sagen er lukket", "The principle is followed now; the case is closed")
            }
            Self::Moot => text(
                "Sagen er lukket: objekterne eller princippet findes ikke længere",
                "The case is closed: the objects or the principle are gone",
            ),
            Self::Cancelled => text("Sagen er lukket uden afgørelse", "The case was cancelled"),
        }
    }
}

impl Milestone {
    /// What happened.
    pub fn text(&self) -> Text {
        let of = |da: &str, en: &str, what: &str| text(format!("{da}{what}"), format!("{en}{what}"));
        match self {
            Self::Opened => text("Anskaffelsen er oprettet", "The acquisition was opened"),
            Self::Offered(offer) => of("Der er kommet et tilbud: ", "There is an offer: ", &short(offer)),
            Self::Withdrawn(offer) => of("Et tilbud er trukket tilbage: ", "An offer was withdrawn: ", &short(offer)),
            Self::Reached(phase) => text(
                format!("Anskaffelsen er nået til fasen {}", phase.label().da),
                format!("The acquisition has come to the phase {}", phase.label().en),
            ),
            Self::Chosen(offer) => of("Vinderen er valgt: ", "The winner was chosen: ", &short(offer)),
            Self::Reopened(reason) => of(
                "Valget er faldet, og anskaffelsen er tilbage ved tilbuddene: ",
                "The choice has fallen, and the acquisition is back at its offers: ",
                &short(reason),
            ),
            Self::Approved => text("Direktionen har godkendt valget", "The executive board has approved the choice"),
            Self::Refused(different) => of(
                "Direktionen har afslået valget; det skal være anderledes: ",
                "The executive board has refused the choice; this must be different: ",
                &short(different),
            ),
            Self::PutForward => {
                text("Valget er lagt frem for direktionen igen", "The choice was put to the executive board again")
            }
            Self::BecameSystem(key) => of("Vinderen er blevet til system ", "The winner has become the system ", key),
            Self::SystemUndone(key) => of(
                "Importen er fortrudt, og vinderen er ikke længere system ",
                "The import was undone, and the winner is no longer the system ",
                key,
            ),
            Self::Cancelled => text("Anskaffelsen er opgivet", "The acquisition was given up"),
        }
    }
}
