//! The ten questions that an explanation must answer (E1-E10), after the governance codes (FRC 2012; EU Recommendation
//! 2014/208/EU) and strategy §3. What blocks cannot be submitted; what warns is shown to the decider.

use std::collections::BTreeSet;

use kernel::{Day, Text};
use serde::{Deserialize, Serialize};

use crate::explanation::{Explanation, ExplanationKind, Plan};
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
/// And so do fewer different words, however long: a row of the same letter is no reason.
const FEWEST_WORDS: usize = 3;
/// Without a premise that a machine can see, people look again after so many months.
pub const LOOK_AGAIN_MONTHS: i32 = 6;

struct Found(Vec<Check>);

impl Found {
    fn add(&mut self, question: &str, level: Level, da: impl Into<String>, en: impl Into<String>) {
        self.0.push(Check { question: question.to_owned(), level, text: Text { da: da.into(), en: en.into() } });
    }
}

/// Looks an explanation through. `earlier` are the explanations of other cases.
pub fn check(
    explanation: &Explanation,
    ground: &Ground,
    today: Day,
    earlier: &[Earlier],
) -> (Vec<Check>, Option<Likeness>) {
    let mut found = Found(Vec::new());
    texts(explanation, &mut found);
    let like = reason(explanation, earlier, &mut found);
    alternatives(explanation, ground, &mut found);
    plan(explanation, today, &mut found);
    limits(explanation, ground, today, &mut found);
    if explanation.premises.is_empty() {
        found.add(
            "premises",
            Level::Warn,
            "Ingen forudsætning kan efterprøves automatisk, så sagen skal gennemgås senest om 6 måneder.",
            "No premise can be checked by machine, so the case must be looked through within 6 months.",
        );
    }
    (found.0, like)
}

/// Whether a text says nothing: too little of it, or too few different words.
fn short(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST || words.len() < FEWEST_WORDS
}

fn texts(explanation: &Explanation, found: &mut Found) {
    if short(&explanation.departs) {
        found.add(
            "E1",
            Level::Block,
            "Skriv, hvordan der afviges fra princippet. Forslaget bygger på oplysningerne; ret det til.",
            "Say how it departs from the principle. The proposal is made from the facts; amend it.",
        );
    }
    if short(&explanation.context) {
        found.add(
            "E2",
            Level::Warn,
            "Der står ikke, hvilken arbejdsgang det drejer sig om, og hvad der er særligt ved den.",
            "It does not say which business process this is about, and what is special in it.",
        );
    }
    if explanation.kind == ExplanationKind::AgainstPrinciple {
        found.add(
            "E4",
            Level::Block,
            "Uenighed i princippet er ikke en forklaring. Vælg en anden grund, og skriv som notat i sagen, hvordan princippet burde ændres.",
            "Disagreement with the principle is no explanation. Choose another ground, and write as a note in the case how the principle ought to change.",
        );
    }
    if short(&explanation.instead) || short(&explanation.purpose) {
        found.add(
            "E6",
            Level::Block,
            "Skriv, hvad der gøres i stedet, og hvordan det opfylder princippets formål.",
            "Say what is done instead, and how it meets the principle's purpose.",
        );
    }
    if short(&explanation.risk_text)
        || explanation.risk_bearer.chars().filter(|letter| letter.is_alphabetic()).count() < 2
    {
        found.add(
            "E7",
            Level::Block,
            "Skriv, hvilken risiko der er tilbage, og hvem i fagområdet der bærer den.",
            "Say which risk remains, and who in the business area bears it.",
        );
    }
}

fn reason(explanation: &Explanation, earlier: &[Earlier], found: &mut Found) -> Option<Likeness> {
    if short(&explanation.reason) {
        found.add(
            "E3",
            Level::Block,
            "Skriv en begrundelse, der gælder netop her.",
            "Give a reason that holds for this very object.",
        );
    }
    let own_words = explanation.own_words();
    let (same, other): (Vec<Earlier>, Vec<Earlier>) = earlier.iter().cloned().partition(|one| one.same_principle);
    let (same, other) = (likest(&own_words, &same), likest(&own_words, &other));
    // One cause may keep an object from two principles: then the same words can be right.
    let copied = same.as_ref().is_some_and(|like| like.percent == 100);
    let like = same.into_iter().chain(other).max_by_key(|like| like.percent)?;
    let case = &like.case;
    if copied {
        found.add(
            "E3",
            Level::Block,
            format!("Teksten er ord for ord den samme som i sag {case}. Skriv, hvad der gælder netop her."),
            format!("The text is word for word that of case {case}. Write what holds here."),
        );
    } else {
        let percent = like.percent;
        found.add(
            "E3",
            Level::Warn,
            format!("Standardforklaring: teksten ligner sag {case} ({percent} %)."),
            format!("Standard explanation: the text is like case {case} ({percent} %)."),
        );
    }
    Some(like)
}

fn alternatives(explanation: &Explanation, ground: &Ground, found: &mut Found) {
    let told = |alternative: &crate::explanation::Alternative| {
        !alternative.what.trim().is_empty() && !alternative.consequence.trim().is_empty()
    };
    if !explanation.alternatives.iter().any(told) {
        let level = if ground.is_for_board() { Level::Block } else { Level::Warn };
        found.add(
            "E5",
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
                    "E8",
                    Level::Block,
                    "Skriv, hvorfor princippet ikke kan følges.",
                    "Say why there is no way to come to follow the principle.",
                );
            }
            if *review <= today || *review > explanation.until {
                found.add(
                    "E8",
                    Level::Block,
                    "Sagen skal gennemgås på en dag efter i dag og senest på slutdatoen.",
                    "The case must be looked through on a day after today and no later than the end date.",
                );
            }
        }
        Plan::Steps { steps } => {
            if steps.is_empty() {
                found.add(
                    "E8",
                    Level::Block,
                    "Læg en plan med mindst ét trin, eller angiv, at princippet ikke kan følges, og hvorfor.",
                    "Make a plan with at least one step, or say that the principle cannot be followed, and why.",
                );
            }
            for (number, step) in steps.iter().enumerate() {
                let number = number + 1;
                if step.what.trim().is_empty() || step.owner.trim().is_empty() {
                    found.add(
                        "E8",
                        Level::Block,
                        format!("Skriv ved trin {number}, hvad der skal gøres, og hvem der gør det."),
                        format!("Step {number} lacks what is to be done, or who does it."),
                    );
                }
                if step.due <= today || step.due > explanation.until {
                    found.add(
                        "E8",
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
        found.add("E9", Level::Block, "Slutdatoen skal ligge efter i dag.", "The end date must fall after today.");
    } else if explanation.until > longest {
        found.add(
            "E9",
            Level::Block,
            format!(
                "Princippet kan fraviges i højst {}. Vælg en slutdato senest {}.",
                ground.principle.longest.long(kernel::Lang::Da),
                longest.long(kernel::Lang::Da)
            ),
            format!(
                "The principle may be departed from for at most {}: choose an end date no later than {}.",
                ground.principle.longest.long(kernel::Lang::En),
                longest.long(kernel::Lang::En)
            ),
        );
    }
    let look_again = match &explanation.plan {
        Plan::CannotFollow { review, .. } => *review,
        Plan::Steps { steps } => steps.iter().map(|step| step.due).min().unwrap_or(explanation.until),
    };
    if explanation.premises.is_empty() && look_again > today.plus_months(LOOK_AGAIN_MONTHS) {
        found.add(
            "premises",
            Level::Block,
            "Uden en forudsætning, der kan efterprøves automatisk, skal første trin eller gennemgang ligge inden for 6 måneder.",
            "Without a premise that a machine can check, the first step or review must fall within 6 months.",
        );
    }
}
