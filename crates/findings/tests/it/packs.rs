//! The packs that ship: every rule means something, and its fixtures come out as their author meant.

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
