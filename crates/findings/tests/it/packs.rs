//! The packs that ship: every rule means something, and its fixtures come out as their author meant.

use facts::{Estate, Observation, Rank, Value, schema};
use kernel::{Day, Lang};
use principles::{FixtureFile, lint};

fn check(name: &str) {
    let pack = testkit::pack(name);
    assert_eq!(lint(&pack), vec![], "{name}");
    let files = FixtureFile::parse(&testkit::pack_files(name), &pack).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert_eq!(findings::fixtures::run(&pack, &files), vec![], "{name}");
}

#[test]
fn every_rule_of_the_strategy_does_what_its_fixtures_say() {
    check("it-teknologi-2023");
}

#[test]
fn every_rule_of_the_architecture_pack_does_what_its_fixtures_say() {
    check("kl-arkitektur");
}

#[test]
fn codes_are_unique_across_the_packs_that_a_town_uses_together() {
    let packs = testkit::packs();
    let mut codes: Vec<&str> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.code.as_str()).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn what_is_said_of_an_unsupported_system_is_so_whichever_half_is_wrong() {
    let packs = testkit::packs();
    let rule =
        packs.iter().flat_map(|pack| &pack.rules).find(|rule| rule.code == "system-unsupported").expect("a rule");
    let mut estate = Estate::default();
    let source = estate.source("test", "test", Rank::Register);
    for (key, supported_until, missing) in [("a", "2025-01-01", 3), ("b", "2030-07-04", 89)] {
        let object = estate.object(rule.kind, key);
        let until = Day::parse(supported_until).expect("a day");
        for (name, value) in
            [("supported_until", Value::Day(until)), ("oldest_missing_update_days", Value::Int(missing))]
        {
            let attribute = schema().attribute_id(rule.kind, name).expect(name);
            let observation = Observation { object, source, seen_at: testkit::today(), value, given: None };
            estate.observe(rule.kind, attribute, observation);
        }
    }
    let slots = estate.slots(testkit::today());
    for (object, told) in [(0, ["1. januar 2025", "3"]), (1, ["4. juli 2030", "89"])] {
        let sentence = rule.finding.da.fill(&slots, object, Lang::Da);
        assert!(told.iter().all(|fact| sentence.contains(fact)), "{sentence}");
        assert!(!sentence.contains("er uden support"), "which of the two it is, the facts say: {sentence}");
    }
}
