//! Random expressions about a system, written as CEL and as SQL, and what a slow reference makes of them.

use proptest::prelude::*;

pub const BOOLS: [&str; 3] = ["mfa", "encrypted_at_rest", "central_logging"];
pub const INTS: [&str; 2] = ["users", "oldest_missing_update_days"];
pub const TEXTS: [&str; 2] = ["licence", "hosting_country"];
pub const WORDS: [&str; 3] = ["a", "ab", "b"];

/// What is known of one system; `None` is a hole.
#[derive(Clone, Debug)]
pub struct Known {
    pub bools: [Option<bool>; 3],
    pub ints: [Option<i64>; 2],
    pub texts: [Option<usize>; 2],
    pub tasks: Option<Vec<usize>>,
}

/// An expression.
#[derive(Clone, Debug)]
pub enum E {
    Const(bool),
    Bool(usize),
    Int(usize, usize, i64),
    Ints(usize),
    IntIn(usize, Vec<i64>),
    Text(usize, bool, usize),
    TextIn(usize, Vec<usize>),
    Starts(usize, usize),
    Same(Box<E>, Box<E>, bool),
    Tasks(bool, usize),
    TaskIn(usize),
    Size(usize, i64),
    Not(Box<E>),
    And(Box<E>, Box<E>),
    Or(Box<E>, Box<E>),
    If(Box<E>, Box<E>, Box<E>),
}

const OPS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

fn compare(op: usize, a: i64, b: i64) -> bool {
    match op {
        0 => a == b,
        1 => a != b,
        2 => a < b,
        3 => a <= b,
        4 => a > b,
        _ => a >= b,
    }
}

impl E {
    /// As an architect would write it.
    pub fn cel(&self) -> String {
        let list = |items: &[usize]| items.iter().map(|w| format!("'{}'", WORDS[*w])).collect::<Vec<_>>().join(", ");
        match self {
            Self::Const(yes) => yes.to_string(),
            Self::Bool(i) => format!("system.{}", BOOLS[*i]),
            Self::Int(i, op, n) => format!("system.{} {} {n}", INTS[*i], OPS[*op]),
            Self::Ints(op) => format!("system.{} {} system.{}", INTS[0], OPS[*op], INTS[1]),
            Self::IntIn(i, items) => format!("system.{} in {items:?}", INTS[*i]),
            Self::Text(i, eq, w) => format!("system.{} {} '{}'", TEXTS[*i], if *eq { "==" } else { "!=" }, WORDS[*w]),
            Self::TextIn(i, items) => format!("system.{} in [{}]", TEXTS[*i], list(items)),
            Self::Starts(i, w) => format!("system.{}.startsWith('{}')", TEXTS[*i], WORDS[*w]),
            Self::Same(a, b, eq) => format!("({}) {} ({})", a.cel(), if *eq { "==" } else { "!=" }, b.cel()),
            Self::Tasks(all, w) => {
                format!("system.kle_tasks.{}(t, t.startsWith('{}'))", if *all { "all" } else { "exists" }, WORDS[*w])
            }
            Self::TaskIn(w) => format!("'{}' in system.kle_tasks", WORDS[*w]),
            Self::Size(op, n) => format!("size(system.kle_tasks) {} {n}", OPS[*op]),
            Self::Not(e) => format!("!({})", e.cel()),
            Self::And(a, b) => format!("({}) && ({})", a.cel(), b.cel()),
            Self::Or(a, b) => format!("({}) || ({})", a.cel(), b.cel()),
            Self::If(c, a, b) => format!("({}) ? ({}) : ({})", c.cel(), a.cel(), b.cel()),
        }
    }

    /// As SQL over columns of the same names, where SQL can say it.
    pub fn sql(&self) -> Option<String> {
        let list = |items: &[usize]| items.iter().map(|w| format!("'{}'", WORDS[*w])).collect::<Vec<_>>().join(", ");
        let sql_op = |op: &usize| ["=", "<>", "<", "<=", ">", ">="][*op];
        Some(match self {
            Self::Const(yes) => if *yes { "1" } else { "0" }.to_owned(),
            Self::Bool(i) => BOOLS[*i].to_owned(),
            Self::Int(i, op, n) => format!("({} {} {n})", INTS[*i], sql_op(op)),
            Self::Ints(op) => format!("({} {} {})", INTS[0], sql_op(op), INTS[1]),
            Self::IntIn(i, items) => {
                format!("({} IN ({}))", INTS[*i], items.iter().map(i64::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Text(i, eq, w) => format!("({} {} '{}')", TEXTS[*i], if *eq { "=" } else { "<>" }, WORDS[*w]),
            Self::TextIn(i, items) => format!("({} IN ({}))", TEXTS[*i], list(items)),
            Self::Starts(i, w) => format!("({} GLOB '{}*')", TEXTS[*i], WORDS[*w]),
            Self::Same(a, b, eq) => format!("({} {} {})", a.sql()?, if *eq { "=" } else { "<>" }, b.sql()?),
            Self::Tasks(..) | Self::TaskIn(_) | Self::Size(..) => return None,
            Self::Not(e) => format!("(NOT {})", e.sql()?),
            Self::And(a, b) => format!("({} AND {})", a.sql()?, b.sql()?),
            Self::Or(a, b) => format!("({} OR {})", a.sql()?, b.sql()?),
            // CASE takes NULL for false; this is the choice that agrees with both branches where they agree.
            Self::If(c, a, b) => {
                let (c, a, b) = (c.sql()?, a.sql()?, b.sql()?);
                format!("(({c} AND {a}) OR ((NOT {c}) AND {b}) OR ({a} AND {b}))")
            }
        })
    }

    /// The slow reference: one case at a time, nothing shared with the evaluator.
    pub fn slow(&self, known: &Known) -> Option<bool> {
        let word = |i: &usize| known.texts[*i].map(|w| WORDS[w]);
        match self {
            Self::Const(yes) => Some(*yes),
            Self::Bool(i) => known.bools[*i],
            Self::Int(i, op, n) => known.ints[*i].map(|x| compare(*op, x, *n)),
            Self::Ints(op) => Some(compare(*op, known.ints[0]?, known.ints[1]?)),
            Self::IntIn(i, items) => known.ints[*i].map(|x| items.contains(&x)),
            Self::Text(i, eq, w) => word(i).map(|x| (x == WORDS[*w]) == *eq),
            Self::TextIn(i, items) => word(i).map(|x| items.iter().any(|w| WORDS[*w] == x)),
            Self::Starts(i, w) => word(i).map(|x| x.starts_with(WORDS[*w])),
            Self::Same(a, b, eq) => Some((a.slow(known)? == b.slow(known)?) == *eq),
            Self::Tasks(all, w) => {
                let tasks = known.tasks.as_ref()?;
                let fits = |t: &usize| WORDS[*t].starts_with(WORDS[*w]);
                Some(if *all { tasks.iter().all(fits) } else { tasks.iter().any(fits) })
            }
            Self::TaskIn(w) => known.tasks.as_ref().map(|tasks| tasks.contains(w)),
            // A list nobody knows has at least nothing in it: some comparisons hold of any size.
            Self::Size(op, n) => match &known.tasks {
                Some(tasks) => Some(compare(*op, i64::try_from(tasks.len()).expect("few"), *n)),
                None if *n == 0 && *op == 2 => Some(false),
                None if *n == 0 && *op == 5 => Some(true),
                None => None,
            },
            Self::Not(e) => e.slow(known).map(|x| !x),
            Self::And(a, b) => match (a.slow(known), b.slow(known)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Or(a, b) => match (a.slow(known), b.slow(known)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Self::If(c, a, b) => match c.slow(known) {
                Some(true) => a.slow(known),
                Some(false) => b.slow(known),
                None => {
                    let (a, b) = (a.slow(known), b.slow(known));
                    if a == b { a } else { None }
                }
            },
        }
    }
}

pub fn known() -> impl Strategy<Value = Known> {
    let bools = proptest::array::uniform3(proptest::option::of(any::<bool>()));
    let ints = proptest::array::uniform2(proptest::option::of(-1_i64..4));
    let texts = proptest::array::uniform2(proptest::option::of(0..WORDS.len()));
    let tasks = proptest::option::of(proptest::collection::vec(0..WORDS.len(), 0..3));
    (bools, ints, texts, tasks).prop_map(|(bools, ints, texts, tasks)| Known { bools, ints, texts, tasks })
}

pub fn expression() -> impl Strategy<Value = E> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(E::Const),
        (0..3_usize).prop_map(E::Bool),
        (0..2_usize, 0..6_usize, -1_i64..4).prop_map(|(i, op, n)| E::Int(i, op, n)),
        (0..6_usize).prop_map(E::Ints),
        (0..2_usize, proptest::collection::vec(-1_i64..4, 1..3)).prop_map(|(i, items)| E::IntIn(i, items)),
        (0..2_usize, any::<bool>(), 0..3_usize).prop_map(|(i, eq, w)| E::Text(i, eq, w)),
        (0..2_usize, proptest::collection::vec(0..3_usize, 1..3)).prop_map(|(i, items)| E::TextIn(i, items)),
        (0..2_usize, 0..3_usize).prop_map(|(i, w)| E::Starts(i, w)),
        (any::<bool>(), 0..3_usize).prop_map(|(all, w)| E::Tasks(all, w)),
        (0..3_usize).prop_map(E::TaskIn),
        (0..6_usize, 0_i64..3).prop_map(|(op, n)| E::Size(op, n)),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let boxed = inner.prop_map(Box::new);
        prop_oneof![
            boxed.clone().prop_map(E::Not),
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| E::And(a, b)),
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| E::Or(a, b)),
            (boxed.clone(), boxed.clone(), any::<bool>()).prop_map(|(a, b, eq)| E::Same(a, b, eq)),
            (boxed.clone(), boxed.clone(), boxed).prop_map(|(c, a, b)| E::If(c, a, b)),
        ]
    })
}
