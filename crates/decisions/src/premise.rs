//! Premises: rule expressions that a decision leans on, checked when it is written and watched ever after. When one turns false,
//! the reason has stopped being true.

use facts::{KindId, Slots};
use kernel::{Kleene, Text};
use principles::lang::{Bound, Checker, Code, Outcome, Parameters};
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
