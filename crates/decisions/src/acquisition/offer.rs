//! One offer, and what is stated of it: by whom, from which source, and when. Nothing that somebody else said is overwritten but by
//! the same source's later word.

use std::collections::BTreeMap;

use kernel::Day;

use super::event::{FactSource, PrincipleView, SoftwarePart, Statement};
use super::said::Said;
use crate::authority::Hand;
use crate::screening::Party;

/// One fact of a candidate, as one source states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedFact {
    /// The system's attribute.
    pub fact: String,
    /// What it is.
    pub value: Said,
    /// Who says so.
    pub source: FactSource,
    /// Who wrote it down.
    pub by: Hand,
    /// When.
    pub day: Day,
}

/// The answer to a rule's question about a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedAnswer {
    /// The rule's code.
    pub rule: String,
    /// The word.
    pub word: String,
    /// Who wrote it down.
    pub by: Hand,
    /// When.
    pub day: Day,
}

/// What is said of a principle as such, in own words. It is told and never judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnWords {
    /// Pack and principle: `kl-arkitektur/kl-p5-opgaver`.
    pub principle: String,
    /// The words.
    pub words: String,
    /// Who says so.
    pub source: FactSource,
    /// Who wrote it down.
    pub by: Hand,
    /// When.
    pub day: Day,
}

/// A view with who holds it and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldView {
    /// The view.
    pub view: PrincipleView,
    /// Whose.
    pub by: Hand,
    /// When.
    pub day: Day,
}

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its key: `T1`.
    pub key: String,
    /// The supplier.
    pub supplier: String,
    /// What the supplier calls it.
    pub product: String,
    /// What is stated of it; one value a fact and source, the latest.
    pub facts: Vec<StatedFact>,
    /// The answers to rules' questions.
    pub answers: Vec<StatedAnswer>,
    /// What is said of principles; one a principle, the latest.
    pub own_words: Vec<OwnWords>,
    /// What it is made of, and when that was said.
    pub parts: Vec<SoftwarePart>,
    /// Why it is out.
    pub withdrawn: Option<String>,
    /// How the parties see what it departs from: the latest view a principle and party.
    pub views: Vec<HeldView>,
}

impl Candidate {
    /// What is said of a principle.
    pub fn words_of(&self, principle: &str) -> Option<&OwnWords> {
        self.own_words.iter().find(|one| one.principle == principle)
    }

    /// A party's view of a principle.
    pub fn view(&self, (pack, principle): (&str, &str), party: Party) -> Option<&HeldView> {
        self.views
            .iter()
            .find(|held| held.view.pack == pack && held.view.principle == principle && held.view.party == party)
    }

    pub(super) fn state(&mut self, source: FactSource, statement: &Statement, (by, day): (&Hand, Day)) {
        put_facts(&mut self.facts, &statement.facts, source, (by, day));
        put_answers(&mut self.answers, &statement.answers, (by, day));
        for (principle, words) in &statement.principles {
            self.own_words.retain(|old| old.principle != *principle);
            let (principle, words, by) = (principle.clone(), words.clone(), by.clone());
            self.own_words.push(OwnWords { principle, words, source, by, day });
        }
        if !statement.parts.is_empty() {
            self.parts.clone_from(&statement.parts);
        }
    }
}

pub(super) fn put_facts(
    known: &mut Vec<StatedFact>,
    facts: &BTreeMap<String, Said>,
    source: FactSource,
    (by, day): (&Hand, Day),
) {
    for (fact, value) in facts {
        known.retain(|old| !(old.fact == *fact && old.source == source));
        let (fact, value, by) = (fact.clone(), value.clone(), by.clone());
        known.push(StatedFact { fact, value, source, by, day });
    }
}

pub(super) fn put_answers(known: &mut Vec<StatedAnswer>, answers: &BTreeMap<String, String>, (by, day): (&Hand, Day)) {
    for (rule, word) in answers {
        known.retain(|old| old.rule != *rule);
        let (rule, word, by) = (rule.clone(), word.clone(), by.clone());
        known.push(StatedAnswer { rule, word, by, day });
    }
}
