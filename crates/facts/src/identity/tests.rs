//! Stories of one object and several sources.

use std::sync::Arc;

use kernel::Day;

use super::{Because, Joined, Judgement, Proposal};
use crate::estate::{Answer, Estate, Observation, Rank};
use crate::schema::{KindId, schema};
use crate::slots::{Cell, Slots};
use crate::value::Value;

fn day() -> Day {
    Day::parse("2026-11-23").expect("a day")
}

#[derive(Default)]
struct Town(Estate);

impl Town {
    /// A source of a register says something of an object, each fact as `attribute = text`.
    fn says(mut self, (source, register): (&str, &str), kind: &str, key: &str, facts: &[(&str, &str)]) -> Self {
        let (source, kind) = (self.0.source(source, register, Rank::Register), schema().kind(kind).expect("a kind"));
        let object = self.0.object(kind, key);
        for (name, text) in facts {
            let attribute = schema().attribute_id(kind, name).expect("an attribute");
            let value = Value::text(text);
            self.0.observe(kind, attribute, Observation { object, source, seen_at: day(), value, given: None });
        }
        self
    }

    fn answers(mut self, kind: &str, key: &str, word: &str, on: &str) -> Self {
        let kind = schema().kind(kind).expect("a kind");
        let object = self.0.object(kind, key);
        let on = Day::parse(on).expect("a day");
        self.0.answer(kind, object, "R1", Answer { word: word.into(), by: "Ane".into(), on, valid_until: None });
        self
    }

    fn judged(mut self, kind: &str, key: &str, other: &str, same: bool) -> Self {
        let judgement = Judgement { key: key.into(), other: other.into(), same };
        self.0.judge(schema().kind(kind).expect("a kind"), judgement);
        self
    }

    fn made_one(self) -> One {
        One(self.0.unified().slots(day()))
    }
}

struct One(Slots);

impl One {
    fn keys(&self, kind: &str) -> Vec<&str> {
        self.0.keys(kind_of(kind)).iter().map(|key| &**key).collect()
    }

    fn joined(&self) -> Vec<(&str, &str, Because)> {
        let own = |joined: &Joined| &*self.0.keys(joined.kind)[joined.object as usize];
        self.0.joined().iter().map(|joined| (&*joined.key, own(joined), joined.because)).collect()
    }

    fn proposed(&self) -> Vec<(&str, &str, Because)> {
        let told = |proposal: &Proposal| proposal.because;
        self.0.proposals().iter().map(|one| (&*one.key, &*one.other, told(one))).collect()
    }
}

fn kind_of(name: &str) -> KindId {
    schema().kind(name).expect("a kind")
}

fn by(path: &str) -> Because {
    Because::Identifier(schema().path(path).expect("an attribute").1)
}

const KITOS: (&str, &str) = ("OS2kitos", "kitos");
const CMDB: (&str, &str) = ("CMDB", "cmdb");
const OTHER: (&str, &str) = ("Ark", "ark");
const SOFD: (&str, &str) = ("OS2sofd", "hr");

#[test]
fn suppliers_of_one_cvr_number_are_one_under_the_key_of_the_register_that_owns_them() {
    let town = Town::default()
        .says(CMDB, "supplier", "L1", &[("name", "KMD"), ("cvr", "DK 26 91 17 45"), ("country", "Danmark")])
        .says(KITOS, "supplier", "uuid-1", &[("name", "KMD A/S"), ("cvr", "26911745")])
        .says(CMDB, "system", "S1", &[("name", "Byggesag"), ("supplier", "L1")])
        .made_one();
    assert_eq!(town.keys("supplier"), ["uuid-1"]);
    assert_eq!(town.joined(), [("L1", "uuid-1", by("supplier.cvr"))]);
    let (supplier, system) = (kind_of("supplier"), kind_of("system"));
    assert_eq!(town.0.find(supplier, "L1"), Some(0));
    let attribute = schema().attribute_id(system, "supplier").expect("supplier");
    assert_eq!(town.0.column(system, attribute).target, [0], "a reference by the other key leads there");
    let country = schema().attribute_id(supplier, "country").expect("country");
    assert!(matches!(town.0.cell(supplier, 0, country), Cell::Text(_)), "what only one of them says counts");
    assert!(town.0.conflicts().iter().all(|one| one.kind == supplier), "nothing dangles");
    assert_eq!(town.0.keys_of(supplier, 0).map(|key| &**key).collect::<Vec<_>>(), ["uuid-1", "L1"]);
}

#[test]
fn two_of_one_source_are_never_made_one_by_themselves() {
    let town = Town::default()
        .says(KITOS, "supplier", "a", &[("name", "Firma"), ("cvr", "26911745")])
        .says(KITOS, "supplier", "b", &[("name", "Firma, afdeling"), ("cvr", "26911745")])
        .says(CMDB, "supplier", "c", &[("name", "Firmaet"), ("cvr", "26911745")])
        .made_one();
    assert_eq!(town.keys("supplier"), ["a", "b", "c"]);
    let cvr = by("supplier.cvr");
    assert_eq!(town.proposed(), [("a", "b", cvr), ("a", "c", cvr), ("b", "c", cvr)]);
}

#[test]
fn a_name_alone_is_proposed_and_a_person_decides() {
    let town = || {
        Town::default().says(KITOS, "system", "k", &[("name", "SBSYS")]).says(
            CMDB,
            "system",
            "c",
            &[("name", "Sbsys ")],
        )
    };
    let proposed = town().made_one();
    assert_eq!(proposed.keys("system"), ["k", "c"]);
    assert_eq!(proposed.proposed(), [("k", "c", Because::Name)]);
    let same = town().judged("system", "c", "k", true).made_one();
    assert_eq!((same.keys("system"), same.joined()), (vec!["k"], vec![("c", "k", Because::Person)]));
    let apart = town().judged("system", "c", "k", true).judged("system", "k", "c", false).made_one();
    assert_eq!((apart.keys("system").len(), apart.proposed().len()), (2, 0));
}

#[test]
fn what_a_person_says_is_apart_stays_apart_whatever_it_shares() {
    let town = Town::default()
        .says(KITOS, "supplier", "a", &[("name", "Firma"), ("cvr", "26911745")])
        .says(CMDB, "supplier", "b", &[("name", "Firma"), ("cvr", "26911745")])
        .judged("supplier", "a", "b", false)
        .made_one();
    assert_eq!((town.keys("supplier").len(), town.proposed().len()), (2, 0));
}

#[test]
fn people_who_share_a_mailbox_are_not_one_and_people_of_one_address_are() {
    let mail = by("person.email");
    let town = Town::default()
        .says(SOFD, "person", "h1", &[("name", "Mette Holm"), ("email", "skolen@eksempel.dk")])
        .says(KITOS, "person", "k1", &[("name", "Bo Juhl"), ("email", "Skolen@eksempel.dk")])
        .says(SOFD, "person", "h2", &[("name", "Ane Kirstine Bach"), ("email", "ankb@eksempel.dk")])
        .says(KITOS, "person", "k2", &[("name", "Ane Bach"), ("email", "ANKB@eksempel.dk ")])
        .made_one();
    assert_eq!(town.keys("person"), ["h1", "k1", "h2"]);
    assert_eq!(town.joined(), [("k2", "h2", mail)]);
    assert_eq!(town.proposed(), [("h1", "k1", mail)]);
}

#[test]
fn two_identifiers_that_contradict_each_other_join_nothing() {
    let town = Town::default()
        .says(SOFD, "person", "h", &[("name", "Ane Bach"), ("email", "ab@eksempel.dk"), ("user_name", "anba")])
        .says(KITOS, "person", "k", &[("name", "Ane Bach"), ("email", "ab@eksempel.dk"), ("user_name", "aneb")])
        .made_one();
    assert_eq!((town.keys("person").len(), town.proposed().len()), (2, 1));
}

#[test]
fn a_key_that_is_the_identifier_finds_its_object_with_what_was_said_of_it() {
    let town = Town::default()
        .answers("supplier", "cvr:26911745", "yes", "2026-03-01")
        .answers("supplier", "uuid-1", "no", "2026-02-01")
        .says(KITOS, "supplier", "uuid-1", &[("name", "KMD A/S"), ("cvr", "26911745")])
        .made_one();
    let supplier = kind_of("supplier");
    assert_eq!(town.keys("supplier"), ["uuid-1"]);
    assert_eq!(town.0.answer("R1", supplier, 0).map(|answer| &*answer.word), Some("yes"), "the later answer counts");
}

#[test]
fn a_system_answers_to_the_key_of_the_catalogue_though_no_object_has_it() {
    let town = Town::default()
        .says(KITOS, "system", "usage-1", &[("name", "SBSYS"), ("catalogue_id", "it-1")])
        .says(KITOS, "system", "usage-2", &[("name", "Acadre"), ("catalogue_id", "it-2")])
        .says(KITOS, "system", "usage-3", &[("name", "Acadre arkiv"), ("catalogue_id", "it-2")])
        .answers("system", "it-2", "yes", "2026-03-01")
        .made_one();
    let system = kind_of("system");
    assert_eq!(town.0.find(system, "it-1"), town.0.find(system, "usage-1"));
    assert_ne!(town.0.find(system, "it-2"), town.0.find(system, "usage-2"), "of two candidates a person must choose");
    let catalogue = by("system.catalogue_id");
    assert_eq!(town.proposed(), [("usage-2", "it-2", catalogue), ("usage-3", "it-2", catalogue)]);
}

#[test]
fn equipment_without_a_serial_number_shares_nothing() {
    let town = Town::default()
        .says(KITOS, "device", "a", &[("serial", "To be filled by O.E.M.")])
        .says(CMDB, "device", "b", &[("serial", "To Be Filled By O.E.M.")])
        .says(KITOS, "device", "c", &[("serial", "0000000")])
        .says(CMDB, "device", "d", &[("serial", "0000000")])
        .says(KITOS, "device", "e", &[("serial", "PF-3X9K2")])
        .says(CMDB, "device", "f", &[("serial", "pf3x9k2")])
        .made_one();
    assert_eq!(town.keys("device"), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_person_may_make_one_of_two_chains_and_nothing_goes_round() {
    let said = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "d")];
    let mut town = Town::default();
    for key in ["a", "b", "c", "d"] {
        town = town.says(KITOS, "unit", key, &[("name", key)]);
    }
    let town = said.into_iter().fold(town, |town, (key, other)| town.judged("unit", key, other, true)).made_one();
    assert_eq!(town.keys("unit"), ["a", "d"]);
    assert_eq!(town.joined().len(), 2);
}

#[test]
fn of_two_keys_the_one_that_more_is_stated_under_names_the_object() {
    let town = Town::default()
        .says(OTHER, "system", "A", &[("name", "SBSYS")])
        .says(CMDB, "system", "B", &[("name", "SBSYS"), ("purpose", "Sager")])
        .judged("system", "A", "B", true)
        .made_one();
    assert_eq!(town.keys("system"), ["B"]);
}

#[test]
fn an_estate_of_one_source_is_as_it_was() {
    let town = Town::default().says(KITOS, "unit", "a", &[("name", "Skole"), ("ean", "5798000000001")]).says(
        KITOS,
        "unit",
        "b",
        &[("name", "Skole"), ("ean", "5798000000001")],
    );
    let (before, keys): (Vec<Arc<str>>, _) = (town.0.keys(kind_of("unit")).to_vec(), kind_of("unit"));
    let after = town.0.unified();
    assert_eq!((after.keys(keys), after.joined(), after.proposals()), (&before[..], &[][..], &[][..]));
}

#[test]
fn a_key_that_happens_to_be_anothers_number_joins_nothing() {
    let town = Town::default()
        .says(CMDB, "device", "10023", &[("serial", "PF3X9K2")])
        .says(KITOS, "device", "m1", &[("serial", "10023")])
        .says(CMDB, "supplier", "cvr:26911745", &[("name", "Firma"), ("cvr", "11111118")])
        .says(KITOS, "supplier", "u1", &[("name", "Firma"), ("cvr", "26911745")])
        .made_one();
    assert_eq!((town.keys("device").len(), town.keys("supplier").len()), (2, 2));
}

#[test]
fn a_shared_word_is_no_likeness() {
    let town = Town::default()
        .says(SOFD, "person", "h1", &[("name", "Mette Holm"), ("email", "skolen@eksempel.dk")])
        .says(KITOS, "person", "k1", &[("name", "Mette Juhl"), ("email", "skolen@eksempel.dk")])
        .says(SOFD, "unit", "u1", &[("name", "IT"), ("ean", "5798000000001")])
        .says(KITOS, "unit", "u2", &[("name", "HR"), ("ean", "5798000000001")])
        .made_one();
    assert_eq!((town.keys("person").len(), town.keys("unit").len(), town.proposed().len()), (2, 2, 2));
}

#[test]
fn a_key_that_no_object_has_is_parted_for_good() {
    let town = || Town::default().says(KITOS, "system", "usage-1", &[("name", "SBSYS"), ("catalogue_id", "it-1")]);
    let system = kind_of("system");
    assert!(town().made_one().0.find(system, "it-1").is_some());
    let parted = town().judged("system", "usage-1", "it-1", false).made_one();
    assert!(parted.0.find(system, "it-1").is_none());
    let again = town().judged("system", "usage-1", "it-1", false).judged("system", "it-1", "usage-1", true).made_one();
    assert!(again.0.find(system, "it-1").is_some());
}

#[test]
fn the_latest_word_counts_and_what_contradicts_it_is_passed_over() {
    let town = || {
        let all = ["a", "b", "c"].into_iter();
        all.fold(Town::default(), |town, key| town.says(KITOS, "unit", key, &[("name", key)]))
    };
    let chain = town().judged("unit", "a", "b", true).judged("unit", "b", "c", true).judged("unit", "c", "a", false);
    assert_eq!(chain.made_one().keys("unit"), ["a", "b"], "b is with c, to which it was joined last");
    let after = town().judged("unit", "a", "b", false).judged("unit", "a", "b", true);
    assert_eq!(after.made_one().keys("unit"), ["a", "c"]);
}

#[test]
fn references_by_two_keys_of_one_object_agree_and_are_one_member() {
    let town = Town::default()
        .says(KITOS, "unit", "u1", &[("name", "Skolen"), ("ean", "5798000000001")])
        .says(CMDB, "unit", "u2", &[("name", "Skolen"), ("ean", "5798000000001")])
        .says(KITOS, "system", "S1", &[("name", "Tavlen"), ("business_area", "u1")])
        .says(CMDB, "system", "S1", &[("business_area", "u2")]);
    let mut town = town;
    let (system, using) = schema().path("system.using_units").expect("using_units");
    let (source, object) = (town.0.source("OS2kitos", "kitos", Rank::Register), town.0.object(system, "S1"));
    let (second, other) = (town.0.object(system, "S2"), source);
    for (object, keys) in [(object, ["u1", "u2"]), (second, ["u2", "u1"])] {
        let value = Value::list(keys);
        town.0.observe(system, using, Observation { object, source: other, seen_at: day(), value, given: None });
    }
    let town = town.made_one();
    assert_eq!(town.keys("unit").len(), 1);
    assert!(town.0.conflicts().iter().all(|one| one.kind != system), "{:?}", town.0.conflicts());
    let own = town.0.key_symbols(kind_of("unit"))[0];
    for object in [0, 1] {
        assert_eq!(town.0.cell(system, object, using), Cell::List(vec![own], 0));
    }
}

#[test]
fn an_answer_given_since_it_is_one_goes_before_one_of_the_same_day() {
    let town = Town::default()
        .says(CMDB, "supplier", "L1", &[("name", "KMD"), ("cvr", "26911745")])
        .says(KITOS, "supplier", "uuid-1", &[("name", "KMD A/S"), ("cvr", "26911745")])
        .answers("supplier", "L1", "no", "2026-03-01")
        .answers("supplier", "uuid-1", "yes", "2026-03-01")
        .made_one();
    assert_eq!(town.0.answer("R1", kind_of("supplier"), 0).map(|answer| &*answer.word), Some("yes"));
}
