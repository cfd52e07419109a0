//! The evaluator against a slow reference, the `cel` crate's interpreter and SQLite's NULL logic.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use facts::{Estate, Observation, Rank, Value, schema};
use kernel::{Day, Kleene};
use principles::lang::{Bound, Checker, Outcome, Parameters};
use principles::{Settled, settled};
use proptest::prelude::*;

use crate::expression::{BOOLS, E, INTS, Known, TEXTS, WORDS, expression, known};

/// Our own answer.
fn ours(cel: &str, known: &Known) -> Kleene {
    let kind = schema().kind("system").expect("system");
    let mut estate = Estate::default();
    let source = estate.source("test", "test", Rank::Register);
    let object = estate.object(kind, "x");
    let mut state = |name: &str, value: Value| {
        let attribute = schema().attribute_id(kind, name).expect(name);
        estate.observe(kind, attribute, Observation { object, source, seen_at: Day::default(), value, given: None });
    };
    for (name, value) in BOOLS.iter().zip(known.bools) {
        value.into_iter().for_each(|yes| state(name, Value::Bool(yes)));
    }
    for (name, value) in INTS.iter().zip(known.ints) {
        value.into_iter().for_each(|number| state(name, Value::Int(number)));
    }
    for (name, value) in TEXTS.iter().zip(known.texts) {
        value.into_iter().for_each(|word| state(name, Value::text(WORDS[word])));
    }
    if let Some(tasks) = &known.tasks {
        state("kle_tasks", Value::list(tasks.iter().map(|task| WORDS[*task])));
    }
    let parameters = Parameters::new();
    let code = Checker::new(kind, &parameters, &[]).check(cel).unwrap_or_else(|error| panic!("{cel}: {error:?}"));
    let slots = estate.slots(Day::default());
    Bound::new(&code, &slots, &[]).evaluate(object, &mut Outcome::default())
}

/// The `cel` crate's answer: nothing when it fails, as it does on a fact that is not there.
fn interpreted(cel: &str, known: &Known) -> Option<bool> {
    static ENV: LazyLock<Arc<cel::Env>> = LazyLock::new(|| Arc::new(cel::Env::stdlib()));
    let mut facts: HashMap<String, cel::Value> = HashMap::new();
    for (name, value) in BOOLS.iter().zip(known.bools) {
        value.into_iter().for_each(|yes| drop(facts.insert((*name).to_owned(), yes.into())));
    }
    for (name, value) in INTS.iter().zip(known.ints) {
        value.into_iter().for_each(|number| drop(facts.insert((*name).to_owned(), number.into())));
    }
    for (name, value) in TEXTS.iter().zip(known.texts) {
        value.into_iter().for_each(|word| drop(facts.insert((*name).to_owned(), WORDS[word].into())));
    }
    if let Some(tasks) = &known.tasks {
        let tasks: Vec<cel::Value> = tasks.iter().map(|task| WORDS[*task].into()).collect();
        facts.insert("kle_tasks".to_owned(), tasks.into());
    }
    let mut context = cel::Context::with_env(Arc::clone(&ENV));
    context.add_variable_from_value("system", facts);
    match ENV.compile(cel).expect("it is CEL").execute(&context) {
        Ok(cel::Value::Bool(yes)) => Some(yes),
        _ => None,
    }
}

/// SQLite's answer.
fn queried(sql: &str, known: &Known) -> Option<bool> {
    let connection = rusqlite::Connection::open_in_memory().expect("SQLite");
    let names: Vec<&str> = BOOLS.iter().chain(&INTS).chain(&TEXTS).copied().collect();
    let null = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
    let bools = known.bools.iter().map(|value| null(value.map(|yes| i64::from(yes).to_string())));
    let ints = known.ints.iter().map(|value| null(value.map(|number| number.to_string())));
    let texts = known.texts.iter().map(|value| null(value.map(|word| format!("'{}'", WORDS[word]))));
    let columns: Vec<String> =
        bools.chain(ints).chain(texts).zip(names).map(|(value, name)| format!("{value} AS {name}")).collect();
    let query = format!("SELECT {sql} FROM (SELECT {})", columns.join(", "));
    connection.query_row(&query, [], |row| row.get::<_, Option<bool>>(0)).expect(&query)
}

fn as_option(truth: Kleene) -> Option<bool> {
    match truth {
        Kleene::True => Some(true),
        Kleene::False => Some(false),
        Kleene::Unknown => None,
    }
}

/// Whether the two languages mean the same by an expression with holes: CEL has no answer to a choice on an unknown
/// condition, where ours has one if both branches agree; nor to the size of an unknown list.
fn stricter_in_cel(expression: &E) -> bool {
    match expression {
        E::If(..) | E::Size(..) => true,
        E::Not(e) => stricter_in_cel(e),
        E::And(a, b) | E::Or(a, b) | E::Same(a, b, _) => stricter_in_cel(a) || stricter_in_cel(b),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_says_what_the_slow_reference_says(expression in expression(), known in known()) {
        prop_assert_eq!(as_option(ours(&expression.cel(), &known)), expression.slow(&known), "{}", expression.cel());
    }

    #[test]
    fn where_the_interpreter_has_an_answer_ours_is_the_same(expression in expression(), known in known()) {
        let (ours, theirs) = (as_option(ours(&expression.cel(), &known)), interpreted(&expression.cel(), &known));
        if theirs.is_some() || !stricter_in_cel(&expression) {
            prop_assert_eq!(ours, theirs, "{}", expression.cel());
        }
    }

    #[test]
    fn sqlite_takes_null_as_we_take_a_hole(expression in expression(), known in known()) {
        if let Some(sql) = expression.sql() {
            prop_assert_eq!(as_option(ours(&expression.cel(), &known)), queried(&sql, &known), "{}", sql);
        }
    }

    #[test]
    fn what_is_settled_without_facts_no_facts_turn(expression in expression(), known in known()) {
        let cel = expression.cel();
        let kind = schema().kind("system").expect("system");
        let code = Checker::new(kind, &Parameters::new(), &[]).check(&cel).expect("it is checked");
        let truth = as_option(ours(&cel, &known));
        match settled(&code) {
            Some(Settled::Always) => prop_assert_ne!(truth, Some(false), "{}", cel),
            Some(Settled::Never) => prop_assert_ne!(truth, Some(true), "{}", cel),
            Some(Settled::SameSides) | None => {}
        }
    }

    #[test]
    fn filling_in_a_hole_settles_and_never_turns(expression in expression(), whole in known(), holes in known()) {
        let cut = |keep: bool| keep;
        let fewer = Known {
            bools: std::array::from_fn(|i| whole.bools[i].filter(|_| cut(holes.bools[i].is_some()))),
            ints: std::array::from_fn(|i| whole.ints[i].filter(|_| cut(holes.ints[i].is_some()))),
            texts: std::array::from_fn(|i| whole.texts[i].filter(|_| cut(holes.texts[i].is_some()))),
            tasks: whole.tasks.clone().filter(|_| cut(holes.tasks.is_some())),
        };
        if let Some(settled) = as_option(ours(&expression.cel(), &fewer)) {
            prop_assert_eq!(Some(settled), as_option(ours(&expression.cel(), &whole)), "{}", expression.cel());
        }
    }
}
