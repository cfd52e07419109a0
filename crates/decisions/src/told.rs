//! Marks and who is waited for, as people read them.

use kernel::{Lang, count};

use crate::standing::{Mark, Waiting};

fn pick<'t>(lang: Lang, da: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Da => da,
        Lang::En => en,
    }
}

/// A number with its noun: `1 dag`, `2 dage`.
fn counted(number: u64, lang: Lang, da: [&str; 2], en: [&str; 2]) -> String {
    let [one, many] = match lang {
        Lang::Da => da,
        Lang::En => en,
    };
    format!("{} {}", count(number, lang), if number == 1 { one } else { many })
}

fn days(days: i32, lang: Lang) -> String {
    counted(u64::try_from(days).unwrap_or(0), lang, ["dag", "dage"], ["day", "days"])
}

fn times(times: u32, lang: Lang) -> String {
    counted(u64::from(times), lang, ["gang", "gange"], ["time", "times"])
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `Anden`, `Tredje`: how many times the board has dispensed.
fn ordinal(number: u32, lang: Lang) -> String {
    let words =
        [("Første", "First"), ("Anden", "Second"), ("Tredje", "Third"), ("Fjerde", "Fourth"), ("Femte", "Fifth")];
    let word = usize::try_from(number).ok().and_then(|number| words.get(number.wrapping_sub(1)));
    word.map_or_else(|| format!("{number}."), |(da, en)| pick(lang, da, en).to_owned())
}

impl Mark {
    /// What else is to be said of a case, in a line.
    pub fn told(self, lang: Lang) -> String {
        let say = |da, en| pick(lang, da, en);
        match self {
            Self::Stale { why } => capital(why.label().pick(lang)),
            Self::Emergency => say(
                "Nøddispensation: bortfalder, hvis direktionen ikke når at give dispensation",
                "Emergency grant: lapses unless the board dispenses in time",
            )
            .to_owned(),
            Self::Expiring { days: 0 } => say("Udløber i dag", "Ends today").to_owned(),
            Self::Expiring { days: left } => format!("{} {}", say("Udløber om", "Ends in"), days(left, lang)),
            Self::Escalated { day } => {
                format!("{} {}", say("Lagt frem for direktionen", "Put to the board"), day.long(lang))
            }
            Self::ReviewMissed { day } => {
                format!("{} {}", say("Skulle være gennemgået", "Should have been reviewed"), day.long(lang))
            }
            Self::ConditionBroken { condition } => {
                format!("{} {} {}", say("Vilkår", "Condition"), condition + 1, say("er ikke opfyldt", "is not met"))
            }
            Self::StepLate { step, days: late } => {
                format!(
                    "{} {} {} {}",
                    say("Trin", "Step"),
                    step + 1,
                    say("er forsinket", "is late by"),
                    days(late, lang)
                )
            }
            Self::PlanLate { days: late } => format!(
                "{} {} {}",
                say("Planen sluttede for", "The plan ended"),
                days(late, lang),
                say("siden, men princippet følges ikke", "ago, but the principle is not followed")
            ),
            Self::ClaimNotSeen { step } => format!(
                "{} {} {}",
                say("Trin", "Step"),
                step + 1,
                say(
                    "er meldt udført, men oplysningerne viser det ikke",
                    "is reported done, but the facts do not show it"
                )
            ),
            Self::Redated { times: moved, days: slip } => format!(
                "{} {} ({} {})",
                say("Planen er flyttet", "The plan was moved"),
                times(moved, lang),
                say("længst", "furthest"),
                days(slip, lang)
            ),
            Self::Renewal { number } => {
                format!("{} {}", ordinal(number, lang), say("dispensation", "dispensation"))
            }
            Self::Relapse { times: relapses } => {
                format!(
                    "{} {}",
                    say("Afviger igen, tidligere fulgt", "Deviates again, followed before"),
                    times(relapses, lang)
                )
            }
            Self::NotAssessed => {
                say("Kan ikke vurderes i dag: oplysninger mangler", "Cannot be assessed today: facts are missing")
                    .to_owned()
            }
            Self::RenewalPending => say("Fornyelse ligger hos direktionen", "A renewal lies with the board").to_owned(),
            Self::RenewalRefused { plan_by } => format!(
                "{} {}",
                say("Fornyelse afslået, plan senest", "Renewal refused, a plan by"),
                plan_by.long(lang)
            ),
        }
    }
}

impl Waiting {
    /// Who must do something next, in a line.
    pub fn told(self, lang: Lang) -> String {
        let say = |da, en| pick(lang, da, en);
        match self {
            Self::Screen(party) => format!("{} {}", say("Screening ved", "Screening by"), party.label().pick(lang)),
            Self::Conclude => say("Screeningen skal afsluttes", "The screening is to be concluded").to_owned(),
            Self::Explain => say("Afvigelsen skal forklares", "The deviation is to be explained").to_owned(),
            Self::Accept(party) => format!("{} {}", say("Godkendelse fra", "Acceptance by"), party.label().pick(lang)),
            Self::Submit => say("Skal indstilles til direktionen", "To be submitted to the board").to_owned(),
            Self::Board => say("Direktionens afgørelse", "The board's decision").to_owned(),
            Self::Plan => say("Planen skal følges", "The plan is to be followed").to_owned(),
            Self::Review => say("Skal gennemgås", "To be reviewed").to_owned(),
            Self::Nobody => "–".to_owned(),
        }
    }
}
