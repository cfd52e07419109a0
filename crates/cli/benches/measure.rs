//! `cargo xtask bench`: the core's figures of docs/bench, measured by divan. One core; ratios within one run are what counts.
#![expect(clippy::print_stdout, reason = "a benchmark's report")]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use facts::{AttrId, Estate, Observation, Rank, Slots, schema};
use principles::Pack;

const TOWNS: usize = 98;
const SYSTEMS: usize = 1_000;
const RULES: usize = 100;

static ESTATE: LazyLock<Estate> = LazyLock::new(|| testkit::eksempel().estate);
static SLOTS: LazyLock<Slots> = LazyLock::new(|| ESTATE.slots(testkit::today()));
static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(testkit::packs);

fn main() {
    divan::main();
    memory_of_many_towns();
}

fn packs() -> Vec<&'static Pack> {
    PACKS.iter().collect()
}

/// Eksempel from CSV to facts.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn csv_to_facts(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(ESTATE.fact_count())).bench(testkit::eksempel);
}

/// Eksempel from facts to slots, derived facts included.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn facts_to_slots(bencher: Bencher<'_, '_>) {
    bencher.bench(|| ESTATE.slots(testkit::today()));
}

/// Eksempel of one source a kind, looked through for objects that are one.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn made_one(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| ESTATE.clone()).bench_values(Estate::unified);
}

/// The same with every person told by a second register as well, under another key.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn people_of_two_registers_made_one(bencher: Bencher<'_, '_>) {
    let twice = twice_told(&ESTATE);
    bencher.with_inputs(|| twice.clone()).bench_values(Estate::unified);
}

fn twice_told(estate: &Estate) -> Estate {
    let mut twice = estate.clone();
    let person = schema().kind("person").expect("in the schema");
    let source = twice.source("OS2kitos", "kitos", Rank::Register);
    for name in ["name", "email"] {
        let attribute = schema().attribute_id(person, name).expect("in the schema");
        for observation in estate.observations(person, attribute) {
            let key = &estate.keys(person)[observation.object as usize];
            let object = twice.object(person, &format!("andet-{key}"));
            twice.observe(person, attribute, Observation { object, source, ..observation.clone() });
        }
    }
    twice
}

/// Eksempel whole, both packs, with evidence: verdicts as items.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_town_assessed(bencher: Bencher<'_, '_>) {
    let pairs = findings::assess(&SLOTS, &packs()).summary(&SLOTS).pairs;
    bencher.counter(ItemsCount::new(pairs)).bench(|| findings::assess(&SLOTS, &packs()));
}

/// One town whole after a change: slots and all.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_town_after_a_change(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let slots = ESTATE.slots(testkit::today());
        findings::assess(&slots, &packs())
    });
}

/// 98 towns of 1,000 systems under 100 rules about systems, each town's slots laid ready: verdicts as items.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn ninety_eight_towns(bencher: Bencher<'_, '_>) {
    let (slots, pack) = (thousand_systems(&ESTATE).slots(testkit::today()), rules_of_systems());
    let pairs = findings::assess(&slots, &[&pack]).summary(&slots).pairs * TOWNS as u64;
    bencher.counter(ItemsCount::new(pairs)).bench(|| {
        for _ in 0..TOWNS {
            divan::black_box(findings::assess(&slots, &[&pack]));
        }
    });
}

/// The first pack's rules about systems, repeated until there are a hundred.
fn rules_of_systems() -> Pack {
    let system = schema().kind("system").expect("in the schema");
    let pack = &PACKS[0];
    let own = pack.rules.iter().filter(|rule| rule.kind == system && rule.require_text.is_some());
    let rules = own.cycle().take(RULES).cloned().collect();
    Pack { rules, ..pack.clone() }
}

/// How much evidence is kept, and what the process holds.
fn memory_of_many_towns() {
    let (slots, pack) = (thousand_systems(&ESTATE).slots(testkit::today()), rules_of_systems());
    let assessment = findings::assess(&slots, &[&pack]);
    let (pairs, grounds) = (assessment.summary(&slots).pairs, assessment.ground_count());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("?").trim();
    println!("{:.1} grounds a verdict; resident: {resident}", grounds as f64 / pairs as f64);
}

/// The town's registers with its systems repeated until there are a thousand.
fn thousand_systems(estate: &Estate) -> Estate {
    let system = schema().kind("system").expect("in the schema");
    let mut town = estate.clone();
    let count = town.keys(system).len();
    for number in count..SYSTEMS {
        let object = town.object(system, &format!("X{number:04}"));
        let like = u32::try_from(number % count).expect("few");
        for place in 0..schema().def(system).attributes.len() {
            let attribute = AttrId(u8::try_from(place).expect("few"));
            let copied: Vec<Observation> =
                estate.observations(system, attribute).iter().filter(|o| o.object == like).cloned().collect();
            for observation in copied {
                town.observe(system, attribute, Observation { object, ..observation });
            }
        }
    }
    town
}
