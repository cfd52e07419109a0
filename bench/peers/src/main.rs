//! The same ten rules on the same thousand systems, holes and all, in Fundament and in three other engines, one core:
//! verdicts a second, and how each speaks of what nobody knows.
//!
//! What is truly unknown is found without any of the four's help with holes: every hole is filled in with every kind
//! of value that matters, and if all fillings give one verdict, that is the verdict; if not, nobody can know.

mod engines;
mod rules;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use facts::{Cell, Slots, schema};
use kernel::Day;
use principles::{Pack, PackFile};
use rules::{RULES, with_days};

pub use findings::Verdict;

/// A fact as every engine can hold it; a hole is simply not there.
#[derive(Clone, Debug)]
pub enum Fact {
    Yes(bool),
    Number(i64),
    Word(String),
}

/// One system's facts by name.
pub type System = BTreeMap<&'static str, Fact>;

const SYSTEMS: usize = 1_000;

pub fn years_ago(years: u8) -> Day {
    testkit::today().plus_months(-12 * i32::from(years))
}

fn main() {
    let slots = testkit::eksempel().estate.slots(testkit::today());
    let names = fact_names();
    let town = systems(&slots, &names);
    let systems: Vec<System> = town.iter().cycle().take(SYSTEMS).cloned().collect();
    let truth: Vec<Option<Verdict>> = town.iter().flat_map(known_verdicts).collect();
    let truth: Vec<Option<Verdict>> = truth.iter().cycle().take(SYSTEMS * RULES.len()).copied().collect();
    let unknown = truth.iter().filter(|verdict| verdict.is_none()).count();
    println!("{} verdicts, of which {unknown} cannot be known", truth.len());

    let (pack, estate) = (our_pack(), our_estate(&systems));
    let slots = estate.slots(testkit::today());
    report("Fundament, with evidence", &truth, || {
        let assessment = findings::assess(&slots, &[&pack]);
        // Object by object, as the others answer.
        let rules = assessment.rules();
        (0..slots.count(rules[0].kind)).flat_map(|object| rules.iter().map(move |rule| rule.verdict(object))).collect()
    });
    let cel = engines::Cel::new(&systems);
    report("cel 0.15, interpreter", &truth, || cel.verdicts());
    let mut rego = engines::Rego::new(&systems);
    report("regorus 0.14, virtual machine", &truth, || rego.compiled());
    report("regorus 0.14, interpreter", &truth, || rego.interpreted());
    let sql = engines::Sql::new(&systems, &names);
    report("SQLite, one query", &truth, || sql.verdicts());
}

fn report(engine: &str, truth: &[Option<Verdict>], mut verdicts: impl FnMut() -> Vec<Verdict>) {
    let said = verdicts();
    assert_eq!(said.len(), truth.len(), "{engine}");
    let best: Duration = (0..7)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(verdicts());
            started.elapsed()
        })
        .min()
        .expect("seven runs");
    let pairs = || truth.iter().zip(&said);
    let unknown = truth.iter().filter(|verdict| verdict.is_none()).count();
    let as_verdict = |said: Verdict| pairs().filter(|(truth, s)| truth.is_none() && **s == said).count();
    let misreported = unknown - as_verdict(Verdict::NotAssessed);
    let wrong = pairs().filter(|(truth, said)| truth.is_some_and(|t| t != **said)).count();
    println!(
        "{engine}: {:.2} M verdicts/s; unknown taken as known {misreported} of {unknown} ({:.0} %): follows {}, deviates {}, not applicable {}; known verdicts not found {wrong}",
        truth.len() as f64 / best.as_secs_f64() / 1e6,
        100.0 * misreported as f64 / unknown as f64,
        as_verdict(Verdict::Follows),
        as_verdict(Verdict::Deviates),
        as_verdict(Verdict::NotApplicable),
    );
}

fn fact_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = RULES.iter().flat_map(|rule| rule.facts).copied().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The town's systems as names and values. "There is none" becomes the value that each engine treats as ours does.
fn systems(slots: &Slots, names: &[&'static str]) -> Vec<System> {
    let system = schema().kind("system").expect("in the schema");
    let fact = |object, name| {
        let attribute = schema().attribute_id(system, name).expect(name);
        match slots.cell(system, object, attribute) {
            Cell::Missing | Cell::Expired => None,
            Cell::Bool(yes) => Some(Fact::Yes(yes)),
            Cell::Number(number, _) => Some(Fact::Number(number)),
            Cell::Text(symbol) => Some(Fact::Word(slots.symbols().text(symbol).to_owned())),
            Cell::List(..) => panic!("{name} is a list"),
            Cell::None => Some(match schema().attribute(system, attribute).value {
                facts::ValueType::Bool => Fact::Yes(false),
                facts::ValueType::Day => Fact::Number(-1_000_000),
                _ => Fact::Word(String::new()),
            }),
        }
    };
    let one = |object| names.iter().filter_map(|name| Some((*name, fact(object, name)?))).collect();
    (0..slots.count(system)).map(one).collect()
}

/// The verdict that all fillings of the holes agree on, rule by rule.
fn known_verdicts(system: &System) -> Vec<Option<Verdict>> {
    let one = |place: usize| {
        let rule = &RULES[place];
        let mut fillings = vec![system.clone()];
        for name in rule.facts.iter().filter(|name| !system.contains_key(*name)) {
            fillings = fillings
                .iter()
                .flat_map(|filling| {
                    fillers(name).into_iter().map(|fact| {
                        let mut filled = filling.clone();
                        filled.insert(name, fact);
                        filled
                    })
                })
                .collect();
        }
        let verdicts = engines::Cel::new(&fillings).verdicts();
        let mut of_rule = verdicts.iter().skip(place).step_by(RULES.len());
        let first = *of_rule.next()?;
        of_rule.all(|verdict| *verdict == first).then_some(first)
    };
    (0..RULES.len()).map(one).collect()
}

/// One value of every kind that some rule tells apart.
fn fillers(name: &str) -> Vec<Fact> {
    let system = schema().kind("system").expect("in the schema");
    let attribute = schema().attribute_id(system, name).expect(name);
    match schema().attribute(system, attribute).value {
        facts::ValueType::Bool => vec![Fact::Yes(true), Fact::Yes(false)],
        facts::ValueType::Day => vec![Fact::Number(-1_000_000), Fact::Number(1_000_000)],
        facts::ValueType::Enum(words) => words.iter().map(|word| Fact::Word(word.word.to_owned())).collect(),
        _ => vec![Fact::Word("Danmark".to_owned()), Fact::Word("Atlantis".to_owned())],
    }
}

/// The ten rules as a pack of ours.
fn our_pack() -> Pack {
    let mut chapter = String::from(
        "[[principle]]\nid = \"ti\"\nsection = \"1\"\nstrength = \"follow_or_explain\"\ntitle = { da = \"Ti\", en = \"Ten\" }\n\
         text = { da = \"Ti regler\", en = \"Ten rules\" }\nlongest_dispensation = \"P1Y\"\nreview = \"P1Y\"\n",
    );
    for rule in &RULES {
        let require = with_days(rule.require, |years| format!("(today - years({years}))"));
        let text = "{ da = \"Regel\", en = \"Rule\" }";
        chapter += &format!(
            "\n[[principle.rule]]\ncode = \"{}\"\nkind = \"system\"\nwhen = \"{}\"\nrequire = \"{require}\"\nweight = \"minor\"\n\
             title = {text}\nfinding = {text}\nremedy = {text}\n",
            rule.code, rule.when
        );
    }
    let strategy = "id = \"peers\"\nversion = \"1\"\ntitle = { da = \"Ti regler\", en = \"Ten rules\" }\n\
                    [[section]]\nid = \"1\"\ntitle = { da = \"Et\", en = \"One\" }\n";
    let file = |name: &str, text: String| PackFile { name: name.to_owned(), text };
    let files = [file("strategy.toml", strategy.to_owned()), file("01.toml", chapter)];
    Pack::parse(&files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// The same systems as an estate of ours.
fn our_estate(systems: &[System]) -> facts::Estate {
    let kind = schema().kind("system").expect("in the schema");
    let mut estate = facts::Estate::default();
    let source = estate.source("peers", "peers", facts::Rank::Register);
    for (place, system) in systems.iter().enumerate() {
        let object = estate.object(kind, &format!("S{place:04}"));
        for (name, fact) in system {
            let attribute = schema().attribute_id(kind, name).expect(name);
            let value = match fact {
                Fact::Yes(yes) => facts::Value::Bool(*yes),
                Fact::Number(day) => facts::Value::Day(Day::from_days(i32::try_from(*day).expect("a day"))),
                Fact::Word(word) => facts::Value::text(word),
            };
            let seen_at = testkit::today();
            estate.observe(kind, attribute, facts::Observation { object, source, seen_at, value, given: None });
        }
    }
    estate
}
