//! The ten questions that an explanation must answer (E1-E10), after the governance codes (FRC 2012; EU Recommendation
//! 2014/208/EU) and strategy §3. What blocks cannot be submitted; what warns is shown to the decider.

use std::collections::BTreeSet;

use kernel::{Day, Kroner, Lang, Text};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::command::{Bearer, Now};
use crate::event::Attachment;
use crate::explanation::{Alternative, Explanation, ExplanationKind, Plan, Proof};
use crate::ground::Ground;
use crate::likeness::{Earlier, Likeness, likest};

/// How hard a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It cannot be submitted so.
    Block,
    /// The decider is told.
    Warn,
}

/// One thing that is wrong or weak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The question: `E1` to `E10`, or `premises`.
    pub question: String,
    /// How hard.
    pub level: Level,
    /// The part of the explanation that it is about, as a JSON pointer (RFC 6901); empty for the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// What to do about it.
    pub text: Text,
}

impl Check {
    /// The question as people name it: `E3`, or what it is about.
    pub fn name(&self) -> Text<&str> {
        match self.question.as_str() {
            "premises" => Text { da: "Forudsætninger", en: "Premises" },
            question => Text { da: question, en: question },
        }
    }
}

/// Fewer letters than these say nothing.
const SHORTEST: usize = 20;
/// No journal number or address is shorter.
const SHORTEST_REFERENCE: usize = 4;
/// And so do fewer different words, however long: a row of the same letter is no reason.
const FEWEST_WORDS: usize = 3;
/// Without a premise that a machine can see, people look again after so many months.
pub const LOOK_AGAIN_MONTHS: i32 = 6;

struct Found(Vec<Check>);

impl Found {
    fn add(&mut self, (question, at): (&str, &str), level: Level, da: impl Into<String>, en: impl Into<String>) {
        let text = Text { da: da.into(), en: en.into() };
        self.0.push(Check { question: question.to_owned(), level, at: at.to_owned(), text });
    }
}

/// Looks an explanation of a case through. `now.earlier` are the explanations that it may not copy, the case's own earlier ones too.
pub fn check(explanation: &Explanation, case: &Case, now: &Now<'_>) -> (Vec<Check>, Option<Likeness>) {
    let (ground, today) = (now.ground, now.day);
    let mut found = Found(Vec::new());
    texts(explanation, ground, &mut found);
    bearer(explanation, &now.bearer, &mut found);
    instead(explanation, &case.attachments, &mut found);
    let like = reason(explanation, (now.earlier, &case.face.id.0), &mut found);
    alternatives(explanation, ground, &mut found);
    plan(explanation, today, &mut found);
    limits(explanation, ground, today, &mut found);
    if explanation.leans_on_nothing_seen() {
        found.add(
            ("premises", "/premises"),
            Level::Warn,
            "Ingen forudsætning kan efterprøves automatisk, så sagen skal gennemgås senest om 6 måneder.",
            "No premise can be checked by machine, so the case must be looked through within 6 months.",
        );
    }
    // In the order of the questions; the premises come last.
    found.0.sort_by_key(|check| check.question.trim_start_matches('E').parse().unwrap_or(u8::MAX));
    (found.0, like)
}

/// Whether a text says nothing: too little of it, or too few different words.
fn short(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST || words.len() < FEWEST_WORDS
}

/// Whether it is a name that tells one person from others: a first name and a surname.
fn is_full_name(text: &str) -> bool {
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count();
    text.split_whitespace().filter(|word| letters(word) >= 2).count() >= 2
}

/// Whether a text names one of the business processes that the objects serve.
fn names_one_of(text: &str, processes: &[String]) -> bool {
    let text = text.to_lowercase();
    processes.iter().any(|process| text.contains(&process.to_lowercase()))
}

fn texts(explanation: &Explanation, ground: &Ground, found: &mut Found) {
    if short(&explanation.departs) {
        found.add(
            ("E1", "/departs"),
            Level::Block,
            "Skriv, hvordan der afviges fra princippet. Forslaget bygger på oplysningerne; ret det til.",
            "Say how it departs from the principle. The proposal is made from the facts; amend it.",
        );
    }
    if short(&explanation.context) {
        found.add(
            ("E2", "/context"),
            Level::Warn,
            "Der står ikke, hvilken arbejdsgang det drejer sig om, og hvad der er særligt ved den.",
            "It does not say which business process this is about, and what is special in it.",
        );
    } else if !ground.processes.is_empty() && !names_one_of(&explanation.context, &ground.processes) {
        let named = ground.processes.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
        found.add(
            ("E2", "/context"),
            Level::Warn,
            format!("Ingen af objektets arbejdsgange er nævnt ({named})."),
            format!("None of the object's business processes is named ({named})."),
        );
    }
    if explanation.kind == ExplanationKind::AgainstPrinciple {
        found.add(
            ("E4", "/kind"),
            Level::Block,
            "Uenighed i princippet er ikke en forklaring. Vælg en anden begrundelse, og foreslå på sagens side, at princippet ændres.",
            "Disagreement with the principle is no explanation. Choose another ground, and propose on the case's page that the principle be changed.",
        );
    }
    if short(&explanation.risk_text) {
        found.add(
            ("E7", "/risk_text"),
            Level::Block,
            "Skriv, hvilken risiko der er tilbage.",
            "Say which risk remains.",
        );
    }
}

/// E7: who bears what remains, somebody of the business area by name.
fn bearer(explanation: &Explanation, bearer: &Bearer, found: &mut Found) {
    const E7: (&str, &str) = ("E7", "/risk_bearer");
    let name = explanation.risk_bearer.trim();
    if !is_full_name(name) {
        found.add(
            E7,
            Level::Block,
            "Skriv for- og efternavn på den i fagområdet, der bærer risikoen.",
            "Give the first name and surname of whoever in the business area bears the risk.",
        );
        return;
    }
    match bearer {
        Bearer::InArea => {}
        Bearer::Unknown => found.add(
            E7,
            Level::Warn,
            format!("{name} er ikke fundet blandt dem, der hører til fagområdet."),
            format!("{name} was not found among those who belong to the business area."),
        ),
        Bearer::Elsewhere { unit } => found.add(
            E7,
            Level::Block,
            format!("{name} hører til {unit} og ikke til fagområdet. Skriv en fra fagområdet, som bærer risikoen."),
            format!(
                "{name} belongs to {unit} and not to the business area. Name somebody of the area who bears the risk."
            ),
        ),
    }
}

/// E6: what is done instead, how that meets the purpose, and what shows it.
fn instead(explanation: &Explanation, files: &[Attachment], found: &mut Found) {
    if short(&explanation.instead) {
        found.add(("E6", "/instead"), Level::Block, "Skriv, hvad der gøres i stedet.", "Say what is done instead.");
    }
    if short(&explanation.purpose) {
        found.add(
            ("E6", "/purpose"),
            Level::Block,
            "Skriv, hvordan det opfylder princippets formål.",
            "Say how it meets the principle's purpose.",
        );
    }
    if explanation.shown_by.is_empty() {
        found.add(
            ("E6", "/shown_by"),
            Level::Block,
            "Henvis til det, der viser det: et bilag på sagen, en oplysning eller et dokument i et andet system.",
            "Point to what shows it: a file of the case, a fact, or a document kept elsewhere.",
        );
    }
    for (place, proof) in explanation.shown_by.iter().enumerate() {
        let (da, en) = match proof {
            // A fact is looked at with the premises.
            Proof::Fact(holds) if holds.trim().is_empty() => (
                "Skriv den oplysning, der skal vise det, som et udtryk i regelsproget.",
                "Write the fact that is to show it as an expression in the rule language.",
            ),
            Proof::File(sha256) if !files.iter().any(|file| file.sha256 == *sha256) => (
                "Det bilag, der skal vise det, ligger ikke på sagen. Læg det på, eller vælg et andet.",
                "The file that is to show it is not in the case. Attach it, or choose another.",
            ),
            Proof::Document(reference) if !leads_somewhere(reference) => (
                "Skriv dokumentets journalnummer, dato eller adresse, så andre kan finde det.",
                "Write the document's journal number, date or address, so that others can find it.",
            ),
            Proof::Fact(_) | Proof::File(_) | Proof::Document(_) => continue,
        };
        found.add(("E6", &format!("/shown_by/{place}")), Level::Block, da, en);
    }
}

/// Whether others can find a document by what is written of it: by a number, a date or an address.
fn leads_somewhere(reference: &str) -> bool {
    let signs = reference.chars().filter(|letter| letter.is_alphanumeric()).count();
    let is_numbered = reference.chars().any(|letter| letter.is_ascii_digit());
    let is_address = reference.split_whitespace().any(|word| word.contains("://") || word.starts_with("www."));
    signs >= SHORTEST_REFERENCE && (is_numbered || is_address)
}

fn reason(explanation: &Explanation, (earlier, own): (&[Earlier], &str), found: &mut Found) -> Option<Likeness> {
    if short(&explanation.reason) {
        found.add(
            ("E3", "/reason"),
            Level::Block,
            "Skriv en begrundelse, der gælder netop her.",
            "Give a reason that holds for this very object.",
        );
    }
    let like = likest(&explanation.own_words(), earlier)?;
    let case = &like.case;
    if like.percent == 100 && case == own {
        found.add(
            ("E3", "/reason"),
            Level::Block,
            "Teksten er ord for ord den, sagen blev forklaret med før. Skriv, hvad der gælder nu.",
            "The text is word for word the one that the case was explained with before. Write what holds now.",
        );
    } else if like.percent == 100 {
        found.add(
            ("E3", "/reason"),
            Level::Block,
            format!("Teksten er ord for ord den samme som i sag {case}. Skriv, hvad der gælder netop her."),
            format!("The text is word for word that of case {case}. Write what holds here."),
        );
    } else {
        let percent = like.percent;
        found.add(
            ("E3", "/reason"),
            Level::Warn,
            format!("Standardforklaring: teksten ligner sag {case} ({percent} %)."),
            format!("Standard explanation: the text is like case {case} ({percent} %)."),
        );
    }
    Some(like)
}

fn alternatives(explanation: &Explanation, ground: &Ground, found: &mut Found) {
    let negative = |cost: Option<Kroner>| cost.is_some_and(|cost| cost.oere() < 0);
    let costs = explanation.alternatives.iter().enumerate().filter(|(_, one)| negative(one.cost));
    for (place, _) in costs {
        found.add(
            ("E5", &format!("/alternatives/{place}/cost")),
            Level::Block,
            "Et alternativs pris kan ikke være negativ.",
            "An alternative's cost cannot be negative.",
        );
    }
    let told =
        |alternative: &Alternative| !alternative.what.trim().is_empty() && !alternative.consequence.trim().is_empty();
    if !explanation.alternatives.iter().any(told) {
        let level = if ground.is_for_board() { Level::Block } else { Level::Warn };
        let at = if explanation.alternatives.is_empty() { "/alternatives" } else { "/alternatives/0/consequence" };
        found.add(
            ("E5", at),
            level,
            "Nævn mindst ét alternativ og dets følger, også de økonomiske.",
            "Name at least one alternative and what it would lead to, economy included.",
        );
    }
}

fn plan(explanation: &Explanation, today: Day, found: &mut Found) {
    match &explanation.plan {
        Plan::CannotFollow { why, review } => {
            if short(why) {
                found.add(
                    ("E8", "/plan/why"),
                    Level::Block,
                    "Skriv, hvorfor princippet ikke kan følges.",
                    "Say why there is no way to come to follow the principle.",
                );
            }
            if *review <= today || *review > explanation.until {
                found.add(
                    ("E8", "/plan/review"),
                    Level::Block,
                    "Sagen skal gennemgås på en dag efter i dag og senest på slutdatoen.",
                    "The case must be looked through on a day after today and no later than the end date.",
                );
            }
        }
        Plan::Steps { steps } => {
            if steps.is_empty() {
                found.add(
                    ("E8", "/plan/steps"),
                    Level::Block,
                    "Læg en plan med mindst ét trin, eller angiv, at princippet ikke kan følges, og hvorfor.",
                    "Make a plan with at least one step, or say that the principle cannot be followed, and why.",
                );
            }
            for (place, step) in steps.iter().enumerate() {
                let (number, at) = (place + 1, |field: &str| format!("/plan/steps/{place}/{field}"));
                if step.what.trim().is_empty() || step.owner.trim().is_empty() {
                    let lacks = if step.what.trim().is_empty() { "what" } else { "owner" };
                    found.add(
                        ("E8", &at(lacks)),
                        Level::Block,
                        format!("Skriv ved trin {number}, hvad der skal gøres, og hvem der gør det."),
                        format!("Step {number} lacks what is to be done, or who does it."),
                    );
                }
                if step.cost.is_some_and(|cost| cost.oere() < 0) {
                    found.add(
                        ("E8", &at("cost")),
                        Level::Block,
                        format!("Prisen ved trin {number} kan ikke være negativ."),
                        format!("The cost of step {number} cannot be negative."),
                    );
                }
                if step.due <= today || step.due > explanation.until {
                    found.add(
                        ("E8", &at("due")),
                        Level::Block,
                        format!("Trin {number} skal ligge efter i dag og senest på slutdatoen."),
                        format!("Step {number} must fall after today and no later than the end date."),
                    );
                }
            }
        }
    }
}

fn limits(explanation: &Explanation, ground: &Ground, today: Day, found: &mut Found) {
    let longest = today.plus(ground.principle.longest);
    if explanation.until <= today {
        found.add(
            ("E9", "/until"),
            Level::Block,
            "Slutdatoen skal ligge efter i dag.",
            "The end date must fall after today.",
        );
    } else if explanation.until > longest {
        found.add(
            ("E9", "/until"),
            Level::Block,
            format!(
                "Princippet kan fraviges i højst {}. Vælg en slutdato senest {}.",
                ground.principle.longest.long(Lang::Da),
                longest.long(Lang::Da)
            ),
            format!(
                "The principle may be departed from for at most {}: choose an end date no later than {}.",
                ground.principle.longest.long(Lang::En),
                longest.long(Lang::En)
            ),
        );
    }
    let look_again = match &explanation.plan {
        Plan::CannotFollow { review, .. } => *review,
        Plan::Steps { steps } => steps.iter().map(|step| step.due).min().unwrap_or(explanation.until),
    };
    if explanation.leans_on_nothing_seen() && look_again > today.plus_months(LOOK_AGAIN_MONTHS) {
        let at = match &explanation.plan {
            Plan::CannotFollow { .. } => "/plan/review",
            Plan::Steps { .. } => "/premises",
        };
        found.add(
            ("premises", at),
            Level::Block,
            "Uden en forudsætning, der kan efterprøves automatisk, skal første trin eller gennemgang ligge inden for 6 måneder.",
            "Without a premise that a machine can check, the first step or review must fall within 6 months.",
        );
    }
}
