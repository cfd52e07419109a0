//! What is allowed in a pack but cannot be meant: rules that can never apply, deviate or follow, parameters nobody uses.
//!
//! The method: put `when && !require` into disjunctive normal form and ask each alternative whether its demands on each
//! single fact can hold at once. What it cannot look into (lists, two facts compared) it takes to be possible, so that
//! a report is always right and a silence may not be.

mod demand;
mod normal;
mod settled;

use kernel::Text;

use crate::lang::Code;
use crate::pack::{Body, Pack, Rule, Weight};
use normal::{Alternatives, alternatives, both};
pub use settled::{Settled, settled};

/// One thing that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// Permanent label: `never-applies`, `never-deviates`, `never-follows`, `unused-parameter`, `principle-without-rules`.
    pub label: &'static str,
    /// The rule, parameter or principle.
    pub subject: String,
    /// What is wrong and what to do.
    pub text: Text,
}

/// Everything in a pack that cannot be meant.
pub fn lint(pack: &Pack) -> Vec<Lint> {
    let mut lints: Vec<Lint> = pack.rules.iter().flat_map(of_rule).collect();
    for parameter in &pack.parameters {
        let named = format!("p.{}", parameter.name);
        if !pack.rules.iter().any(|rule| mentions(rule, &named)) {
            lints.push(Lint {
                file: "strategy.toml".to_owned(),
                line: 1,
                label: "unused-parameter",
                subject: parameter.name.clone(),
                text: Text {
                    da: format!("ingen regel bruger {named}: fjern den, eller brug den"),
                    en: format!("no rule uses {named}: remove it, or use it"),
                },
            });
        }
    }
    for (place, principle) in pack.principles.iter().enumerate() {
        if !pack.rules.iter().any(|rule| rule.principle == place) {
            lints.push(Lint {
                file: "strategy.toml".to_owned(),
                line: 1,
                label: "principle-without-rules",
                subject: principle.id.clone(),
                text: Text {
                    da: "princippet har ingen regler, så ingen kan se, om det følges".to_owned(),
                    en: "the principle has no rules, so nobody can see whether it is followed".to_owned(),
                },
            });
        }
    }
    lints
}

fn mentions(rule: &Rule, named: &str) -> bool {
    let weight = matches!(rule.weight, Weight::MaterialWhen(_)).then_some(&rule.weight_text);
    let texts = [rule.when_text.as_ref(), rule.require_text.as_ref(), weight];
    texts.into_iter().flatten().any(|text| {
        text.match_indices(named).any(|(at, _)| {
            let after = text[at + named.len()..].chars().next();
            !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    })
}

fn of_rule(rule: &Rule) -> Vec<Lint> {
    let applies = rule.when.as_ref().map_or_else(Alternatives::always, |when| alternatives(when, true));
    if !applies.is_possible() {
        return vec![report(
            rule,
            "never-applies",
            "reglen kan aldrig være relevant: betingelserne i when udelukker hinanden",
            "the rule can never apply: the conditions in when exclude each other",
        )];
    }
    let Body::Require(require) = &rule.body else { return Vec::new() };
    let possible = |holds: bool, require: &Code| both(&applies, &alternatives(require, holds)).is_possible();
    let mut lints = Vec::new();
    if !possible(false, require) {
        lints.push(report(
            rule,
            "never-deviates",
            "reglen kan aldrig give en afvigelse: require gælder altid, når when gør",
            "the rule can never deviate: require holds whenever when does",
        ));
    }
    if !possible(true, require) {
        lints.push(report(
            rule,
            "never-follows",
            "reglen kan aldrig følges: require og when udelukker hinanden",
            "the rule can never be followed: require and when exclude each other",
        ));
    }
    lints
}

fn report(rule: &Rule, label: &'static str, da: &str, en: &str) -> Lint {
    Lint {
        file: rule.place.0.clone(),
        line: rule.place.1,
        label,
        subject: rule.code.clone(),
        text: Text { da: da.to_owned(), en: en.to_owned() },
    }
}
