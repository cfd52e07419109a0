//! What is stated of an offer: by whom it can be, and that own words judge nothing.

use std::collections::BTreeMap;

use decisions::{AcquisitionCommand as C, FactSource, Said, Statement};

use super::Play;
use crate::cast::{area, board};

#[test]
fn a_supplier_answers_what_suppliers_are_asked_and_never_for_the_municipality() {
    let mut play = Play::at_offers();
    let say = |source, facts: &[&str], answers: &[&str], principles: &[&str]| {
        let text = |name: &&str| ((*name).to_owned(), "yes".to_owned());
        let fact = |name: &&str| ((*name).to_owned(), Said::Nothing(None));
        let statement = Statement {
            facts: facts.iter().map(fact).collect(),
            answers: answers.iter().map(text).collect(),
            principles: principles.iter().map(text).collect(),
            ..Statement::default()
        };
        C::State { candidate: "T1".to_owned(), source, statement }
    };
    let (own, rule, words) = ("screened_on", "os2-community-not-followed", "kl-arkitektur/kl-p5-opgaver");
    for other in [
        say(FactSource::Answers, &["supported_until", own], &[], &[]),
        say(FactSource::Answers, &["supported_until"], &[rule], &[]),
        say(FactSource::Sbom, &["supported_until"], &[], &[]),
        say(FactSource::Sbom, &[], &[], &[words]),
    ] {
        let refusal = play.does(&area(), &other).expect_err("refused");
        assert_eq!(refusal.label, "acquisition-not-asked-of-supplier");
        assert!(!refusal.text.da.contains("system.supported_until,") && refusal.text.da.contains("state-own"));
    }
    play.done(&area(), &say(FactSource::Answers, &["supported_until"], &[], &[words]));
    play.done(&area(), &say(FactSource::Typed, &[own], &[rule], &[]));
}

#[test]
fn what_is_said_of_a_principle_is_kept_as_it_was_said_and_judges_nothing() {
    let mut play = Play::at_offers();
    let say = |code: &str, words: &str| C::State {
        candidate: "T1".to_owned(),
        source: FactSource::Answers,
        statement: Statement {
            principles: BTreeMap::from([(code.to_owned(), words.to_owned())]),
            ..Statement::default()
        },
    };
    let code = "kl-arkitektur/kl-p5-opgaver";
    let before = play.assessed()[0].stands.clone();
    play.done(&area(), &say(code, "Først."));
    play.done(&area(), &say(code, "Så.\r\n<b>æøå</b> "));
    assert_eq!(play.assessed()[0].stands, before);
    let candidate = play.acquisition.candidate("T1").expect("there");
    assert_eq!(candidate.own_words.len(), 1, "the latest");
    let words = candidate.words_of(code).expect("said");
    assert_eq!((words.words.as_str(), words.source), ("Så.\r\n<b>æøå</b> ", FactSource::Answers));
    assert_eq!(play.refused(&area(), &say("kl-arkitektur/p99", "x")), "acquisition-no-such-principle");
    assert_eq!(play.refused(&area(), &say(code, " \n")), "acquisition-words-missing");
    assert_eq!(play.refused(&board(), &say(code, "x")), "acquisition-no-seat");
}
