//! Expressions that are settled whatever the facts are: they compare a thing with itself, or come out the same way always. What cannot be
//! looked into is taken to be open, so that a report is always right and a silence may not be.

use std::collections::BTreeMap;

use super::normal::alternatives;
use crate::lang::{Bool, Code, ListOf, Num, Txt};

/// How an expression is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// A comparison in it has the same on both sides.
    SameSides,
    /// It can never turn false.
    Always,
    /// It can never be true.
    Never,
}

/// How an expression is settled without any fact; none when the facts decide, as far as can be seen.
pub fn settled(code: &Code) -> Option<Settled> {
    if has_same_sides(&code.root) {
        Some(Settled::SameSides)
    } else if !alternatives(code, false).is_possible() {
        Some(Settled::Always)
    } else if !alternatives(code, true).is_possible() {
        Some(Settled::Never)
    } else {
        None
    }
}

fn has_same_sides(node: &Bool) -> bool {
    match node {
        Bool::Const(_) | Bool::Fact(_) | Bool::Has(_) => false,
        Bool::And(parts) | Bool::Or(parts) => parts.iter().any(has_same_sides),
        Bool::Not(inner) => has_same_sides(inner),
        Bool::If(parts) => parts.iter().any(has_same_sides),
        Bool::Same(sides, _) => sides[0] == sides[1] || sides.iter().any(has_same_sides),
        Bool::Number(_, sides) => cancel(sides),
        Bool::NumberIn(needle, items) => is_open(needle) && items.contains(needle),
        Bool::Text(_, sides) => sides[0] == sides[1],
        Bool::TextIn(needle, list) => match &**list {
            ListOf::Literal(items) => !matches!(**needle, Txt::Const(_)) && items.contains(needle),
            _ => false,
        },
        Bool::TextTest(..) => false,
        Bool::Quantified { body, .. } => has_same_sides(body),
    }
}

fn is_open(num: &Num) -> bool {
    sum(num).is_some_and(|(parts, _)| !parts.is_empty())
}

/// Whether what is not a plain number is the same on both sides: `x < x + 1`.
fn cancel(sides: &[Num; 2]) -> bool {
    let [Some((left, _)), Some((right, _))] = [sum(&sides[0]), sum(&sides[1])] else { return false };
    !left.is_empty() && left == right
}

/// A number as so many of each part that is no plain number, and a plain number; none when it is too large.
fn sum(num: &Num) -> Option<(BTreeMap<String, i64>, i64)> {
    let alone = || Some((BTreeMap::from([(format!("{num:?}"), 1)]), 0));
    match num {
        Num::Const(number) => Some((BTreeMap::new(), *number)),
        Num::Add(sides) => together(&sides[0], &sides[1], 1),
        Num::Subtract(sides) => together(&sides[0], &sides[1], -1),
        Num::Negate(inner) => together(&Num::Const(0), inner, -1),
        _ => alone(),
    }
}

fn together(one: &Num, other: &Num, times: i64) -> Option<(BTreeMap<String, i64>, i64)> {
    let ((mut parts, mut number), (more, plain)) = (sum(one)?, sum(other)?);
    number = number.checked_add(plain.checked_mul(times)?)?;
    for (part, count) in more {
        let all = parts.entry(part).or_insert(0);
        *all = all.checked_add(count.checked_mul(times)?)?;
    }
    parts.retain(|_, count| *count != 0);
    Some((parts, number))
}
