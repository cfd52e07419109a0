//! Premises: rule expressions that a decision leans on, checked when it is written and watched ever after. When one turns false,
//! the reason has stopped being true.

use facts::{KindId, Slots};
use kernel::{Kleene, Text};
use principles::lang::{Bound, Checker, Code, Outcome, Parameters};
use principles::{Settled, settled};
use serde::{Deserialize, Serialize};

/// What must stay true, in the rule language and in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Premise {
    /// The expression: `contract.ends_on > today`.
    pub holds: String,
    /// What it says, for people.
    #[serde(default)]
    pub says: String,
}

/// What the facts say of a premise: the Kleene truth, written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It holds for every object.
    Holds,
    /// It does not hold for one of them.
    Broken,
    /// The facts do not say.
    Unknown,
}

/// An expression that cannot be a premise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PremiseError {
    /// The expression.
    pub expression: String,
    /// Where in it, in characters.
    pub at: usize,
    /// The permanent label.
    pub label: &'static str,
    /// What is wrong, and what to write instead.
    pub text: Text,
}

impl PremiseError {
    /// Whether it can be read, but comes out the same whatever the facts are.
    pub fn is_settled(&self) -> bool {
        matches!(self.label, "no-fact" | "same-sides" | "always-true" | "never-true")
    }
}

fn says_nothing(expression: &str, settled: Settled) -> PremiseError {
    let (label, da, en) = match settled {
        Settled::SameSides => (
            "same-sides",
            "det sammenligner noget med sig selv. Sammenlign oplysningen med en værdi eller med en anden oplysning",
            "it compares a thing with itself. Compare the fact with a value or with another fact",
        ),
        Settled::Always => (
            "always-true",
            "det er sandt, uanset hvad oplysningerne bliver. Skriv det, så det bliver falsk, når grunden falder bort",
            "it is true whatever the facts become. Write it so that it turns false when the reason is gone",
        ),
        Settled::Never => (
            "never-true",
            "det kan aldrig være sandt. Skriv det, så det er sandt, så længe grunden er der",
            "it can never be true. Write it so that it is true for as long as the reason is there",
        ),
    };
    let text = Text { da: da.to_owned(), en: en.to_owned() };
    PremiseError { expression: expression.to_owned(), at: 0, label, text }
}

/// Expressions about objects of one kind, checked.
#[derive(Debug)]
pub struct Premises {
    codes: Vec<Code>,
}

impl Premises {
    /// Checks expressions about objects of a kind.
    ///
    /// # Errors
    /// The first one that cannot be read, with the place in it.
    pub fn check<'e>(
        kind: KindId,
        parameters: &Parameters,
        expressions: impl IntoIterator<Item = &'e str>,
    ) -> Result<Self, PremiseError> {
        let checker = Checker::new(kind, parameters, &[]);
        let mut codes = Vec::new();
        for expression in expressions {
            let code = checker.check(expression).map_err(|error| PremiseError {
                expression: expression.to_owned(),
                at: error.at,
                label: error.label,
                text: error.text,
            })?;
            // What looks at no fact stays as it is whatever happens.
            if code.uses.is_empty() {
                return Err(PremiseError {
                    expression: expression.to_owned(),
                    at: 0,
                    label: "no-fact",
                    text: Text {
                        da: "det nævner ingen oplysning, der kan ændre sig".to_owned(),
                        en: "it names no fact that can change".to_owned(),
                    },
                });
            }
            if let Some(settled) = settled(&code) {
                return Err(says_nothing(expression, settled));
            }
            codes.push(code);
        }
        Ok(Self { codes })
    }

    /// What the facts say of each, for all of these objects together.
    pub fn judge(&self, slots: &Slots, objects: &[u32]) -> Vec<Truth> {
        self.codes
            .iter()
            .map(|code| {
                let bound = Bound::new(code, slots, &[]);
                let mut outcome = Outcome::default();
                let truth = objects.iter().fold(Kleene::True, |all, object| {
                    outcome.seen.clear();
                    match (all, bound.decide(*object, &mut outcome)) {
                        (Kleene::False, _) | (_, Kleene::False) => Kleene::False,
                        (Kleene::Unknown, _) | (_, Kleene::Unknown) => Kleene::Unknown,
                        (Kleene::True, Kleene::True) => Kleene::True,
                    }
                });
                match truth {
                    Kleene::True => Truth::Holds,
                    Kleene::False => Truth::Broken,
                    Kleene::Unknown => Truth::Unknown,
                }
            })
            .collect()
    }
}
