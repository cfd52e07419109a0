//! An acquisition's offers in words: why each departs from a principle, and what is stated of it, as pages and command line tell it.

use decisions::{Assessed, Said};
use facts::{ValueType, schema};
use findings::Verdict;
use kernel::{Day, Lang};
use principles::Pack;

use crate::{reason, reason_parts};

/// How much is told of what deviates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The rule's sentence.
    Sentence,
    /// The facts that decided, too.
    Facts,
}

/// Why a candidate does not follow a principle: what deviates in the rule's own words, and which facts are lacking.
pub fn offer_reasons(
    assessed: &Assessed,
    id: (&str, &str),
    packs: &[&Pack],
    (depth, lang): (Depth, Lang),
) -> Vec<String> {
    let systems = schema().kind("system");
    let parts = schema().kind("component");
    let (mut deviating, mut lacking) = (Vec::new(), Vec::new());
    for findings in assessed.assessment.rules() {
        let pack = packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        if (pack.id.as_str(), pack.principle_of(rule).id.as_str()) != id {
            continue;
        }
        let objects = if Some(rule.kind) == systems {
            assessed.system..assessed.system + 1
        } else if Some(rule.kind) == parts {
            0..assessed.slots.count(rule.kind)
        } else {
            continue;
        };
        for object in objects {
            let finding = assessed.assessment.finding(findings, object);
            match finding.verdict {
                Verdict::Deviates if depth == Depth::Facts => {
                    deviating.push(reason(&finding, &assessed.slots, packs, lang));
                }
                Verdict::Deviates => {
                    let sentence = if lang == Lang::Da { &rule.finding.da } else { &rule.finding.en };
                    deviating.push(sentence.fill(&assessed.slots, object, lang));
                }
                Verdict::NotAssessed => {
                    let parts = reason_parts(&finding, &assessed.slots, lang);
                    let asked = if parts.is_empty() { rule.title.get(lang).to_owned() } else { parts.join(", ") };
                    let line = format!("{}: {asked}", if lang == Lang::Da { "Mangler" } else { "Lacks" });
                    if !lacking.contains(&line) {
                        lacking.push(line);
                    }
                }
                Verdict::Follows | Verdict::NotApplicable => {}
            }
        }
    }
    deviating.extend(lacking);
    let offer = systems.map(|kind| assessed.slots.keys(kind)[assessed.system as usize].to_string());
    deviating.into_iter().map(|reason| without_keys(&reason, offer.as_deref().unwrap_or_default())).collect()
}

/// A sentence without the keys that an offer and its components have here only: nobody can look them up.
fn without_keys(sentence: &str, offer: &str) -> String {
    let begin = format!(" ({offer}");
    let mut told = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(&begin).filter(|_| !offer.is_empty()) {
        told.push_str(before);
        match after.split_once(')') {
            // T1 is not T10.
            Some((key, behind)) if key.is_empty() || key.starts_with('/') => rest = behind,
            _ => {
                told.push_str(&begin);
                rest = after;
            }
        }
    }
    told + rest
}

/// What a system's fact is called; its own name when the schema has no such.
pub fn fact_label(name: &str, lang: Lang) -> String {
    let found = schema().path(&format!("system.{name}"));
    found.map_or_else(
        || name.to_owned(),
        |(kind, attribute)| schema().attribute(kind, attribute).label.get(lang).to_owned(),
    )
}

/// What is said of a system's fact, as people read it.
pub fn fact_shown(name: &str, said: &Said, lang: Lang) -> String {
    let text = |da: &str, en: &str| if lang == Lang::Da { da.to_owned() } else { en.to_owned() };
    let def = schema().path(&format!("system.{name}")).map(|(kind, attribute)| schema().attribute(kind, attribute));
    match (said, def.map(|def| def.value)) {
        (Said::Bool(true), _) => text("ja", "yes"),
        (Said::Bool(false), _) => text("nej", "no"),
        (Said::Nothing(_), _) => text("ingen", "none"),
        (Said::Number(number), _) => {
            u64::try_from(*number).map_or_else(|_| number.to_string(), |count| kernel::count(count, lang))
        }
        (Said::Text(text), Some(ValueType::Day)) => {
            Day::parse(text).map_or_else(|_| text.clone(), |day| day.long(lang))
        }
        (Said::Text(text), Some(ValueType::Enum(words))) => words
            .iter()
            .find(|word| word.word == text)
            .map_or_else(|| text.clone(), |word| word.label.get(lang).to_owned()),
        (Said::Text(text), _) => text.clone(),
        (Said::List(items), _) => items.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offers_own_keys_are_not_told() {
        for (told, read) in [
            ("openssl (A2026-0001/T1/1) er ukendt.", "openssl er ukendt."),
            ("Omsorg (A2026-0001/T1) og zlib (A2026-0001/T1/12)", "Omsorg og zlib"),
            ("Løn (S0140) (A2026-0001/T10)", "Løn (S0140) (A2026-0001/T10)"),
            ("brudt (A2026-0001/T1", "brudt (A2026-0001/T1"),
        ] {
            assert_eq!(without_keys(told, "A2026-0001/T1"), read);
        }
        assert_eq!(without_keys("Løn (S1)", ""), "Løn (S1)");
    }

    #[test]
    fn what_is_said_of_a_fact_reads_as_people_say_it() {
        let said = |name: &str, said: Said| (fact_shown(name, &said, Lang::Da), fact_shown(name, &said, Lang::En));
        let both = |da: &str, en: &str| (da.to_owned(), en.to_owned());
        assert_eq!(said("mfa", Said::Bool(true)), both("ja", "yes"));
        assert_eq!(said("users", Said::Number(1_250)), both("1.250", "1,250"));
        assert_eq!(said("sbom_on", Said::Text("2026-11-20".to_owned())), both("20. november 2026", "20 November 2026"));
        assert_eq!(said("licence", Said::Text("MIT".to_owned())), both("MIT", "MIT"));
        assert_eq!(said("supported_until", Said::Nothing(None)), both("ingen", "none"));
        assert_eq!(fact_label("hest", Lang::Da), "hest");
    }
}
