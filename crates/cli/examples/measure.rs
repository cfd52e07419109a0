//! `cargo xtask bench`: the figures of docs/bench. One core, one process; ratios within one run are what counts.
#![expect(clippy::print_stdout, reason = "a benchmark's report")]

use std::time::Instant;

use facts::{AttrId, Estate, Observation, Slots, schema};
use principles::Pack;

const TOWNS: usize = 98;
const SYSTEMS: usize = 1_000;
const RULES: usize = 100;

fn main() {
    // `-- slots` or `-- verdicts` does nothing but that for a while, so that a profiler sees it alone.
    let only = std::env::args().nth(1).unwrap_or_default();
    let today = testkit::today();
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();

    match only.as_str() {
        "slots" => {
            let estate = testkit::eksempel().estate;
            println!("facts to slots: {:?}", best(200, || estate.slots(today)));
            return;
        }
        "verdicts" => return many_towns(&testkit::eksempel().estate, packs[0]),
        _ => {}
    }
    let import = timed("Eksempel: CSV to facts", 5, testkit::eksempel);
    println!("  {} observations", import.estate.fact_count());
    let slots = timed("Eksempel: facts to slots", 5, || import.estate.slots(today));
    let started = Instant::now();
    let assessment = findings::assess(&slots, &packs);
    let first = started.elapsed();
    let summary = assessment.summary(&slots);
    println!("Eksempel whole, both packs, first time: {first:?} for {} verdicts", summary.pairs);
    let again = best(10, || findings::assess(&slots, &packs));
    println!("  again: {again:?}, {:.1} M verdicts/s", rate(summary.pairs, again));
    let changed = best(5, || {
        let slots = import.estate.slots(today);
        findings::assess(&slots, &packs)
    });
    println!("  one town whole after a change (slots and all): {changed:?}");
    many_towns(&import.estate, packs[0]);
}

/// 98 towns of 1,000 systems under 100 rules about systems, each town's slots laid ready.
fn many_towns(estate: &Estate, pack: &Pack) {
    let town = thousand_systems(estate);
    let slots: Slots = town.slots(testkit::today());
    let system = schema().kind("system").expect("in the schema");
    let own: Vec<_> = pack.rules.iter().filter(|rule| rule.kind == system && rule.require_text.is_some()).collect();
    let rules: Vec<_> = own.iter().cycle().take(RULES).map(|rule| (*rule).clone()).collect();
    let pack = Pack { rules, ..pack.clone() };
    println!("{} different rules about systems, repeated to {RULES}", own.len());
    let before = memory();
    let (mut verdicts, mut grounds) = (0, 0);
    let took = best(5, || {
        (verdicts, grounds) = (0, 0);
        for _ in 0..TOWNS {
            let assessment = findings::assess(&slots, &[&pack]);
            verdicts += assessment.summary(&slots).pairs;
            grounds += assessment.ground_count();
        }
    });
    println!(
        "{TOWNS} towns x {SYSTEMS} systems x {RULES} rules, with evidence: {took:?}, {:.1} M verdicts/s, {:.1} grounds a verdict",
        rate(verdicts, took),
        grounds as f64 / verdicts as f64
    );
    println!("  resident memory before {before} kB, after {} kB", memory());
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

fn timed<T>(what: &str, times: usize, mut work: impl FnMut() -> T) -> T {
    let took = best(times, &mut work);
    println!("{what}: {took:?}");
    work()
}

fn best<T>(times: usize, mut work: impl FnMut() -> T) -> std::time::Duration {
    let once = |_| {
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        drop(result);
        took
    };
    (0..times).map(once).min().unwrap_or_default()
}

fn rate(count: u64, took: std::time::Duration) -> f64 {
    count as f64 / took.as_secs_f64() / 1e6
}

/// Resident memory in kB, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or_else(|| "?".to_owned(), |line| line.trim().trim_end_matches(" kB").to_owned())
}
