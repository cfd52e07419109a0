//! Disjunctive normal form of an expression, with the demands of each alternative on single facts.

use std::collections::{BTreeMap, BTreeSet};

use facts::schema::Word;
use facts::{Field, schema};
use kernel::Day;

use super::demand::Demand;
use crate::lang::{Bool, Code, Compare, ListOf, Num, Path, Quantifier, Txt};

/// More alternatives than this, and we stop looking: everything is taken to be possible.
const MOST: usize = 2_000;
/// More parts than this would be looked at, and we do not begin: equality of truths and choices are looked at both ways at every level.
const MOST_WORK: u64 = 20_000;
/// Calendar months come out differently from day to day. In these years they come out in every way there is: with the leap day, and in
/// 2100 without it.
const YEARS: [(i16, i8, i8); 2] = [(2096, 1, 1), (2108, 1, 1)];

/// One demand on a fact, or on something that cannot be looked into.
#[derive(Clone, Debug)]
enum Demanded {
    Truth(Path, bool),
    Has(Path, bool),
    /// Least, most, and whether there must be a number at all.
    Range(Path, i64, i64, bool),
    /// The same in days from today: what holds of it holds on every day, and nothing of fixed days follows.
    Dated(Path, i64, i64, bool),
    NotNumber(Path, i64),
    NumberIn(Path, BTreeSet<i64>, bool),
    Words(Path, BTreeSet<String>, bool),
    /// The size of a text or list, which is never below nought: least and most.
    Size(String, i64, i64),
    Opaque(String, bool),
    Never,
}

/// Alternatives, each a list of demands. `None` when there are too many to look at.
#[derive(Clone, Debug)]
pub(super) struct Alternatives(Option<Vec<Vec<Demanded>>>);

/// The ways in which the expression comes out as wanted.
pub(super) fn alternatives(code: &Code, wanted: bool) -> Alternatives {
    if work(&code.root) > MOST_WORK {
        return Alternatives(None);
    }
    Alternatives(normal(&code.root, wanted, code))
}

/// Both at once.
pub(super) fn both(a: &Alternatives, b: &Alternatives) -> Alternatives {
    Alternatives(product(a.0.clone(), b.0.clone()))
}

type Form = Option<Vec<Vec<Demanded>>>;

fn product(a: Form, b: Form) -> Form {
    let (a, b) = (a?, b?);
    if a.len().saturating_mul(b.len()) > MOST {
        return None;
    }
    Some(a.iter().flat_map(|x| b.iter().map(move |y| x.iter().chain(y).cloned().collect())).collect())
}

fn sum(a: Form, b: Form) -> Form {
    let (mut a, b) = (a?, b?);
    a.extend(b);
    (a.len() <= MOST).then_some(a)
}

/// How many parts [`normal`] comes by.
fn work(node: &Bool) -> u64 {
    let all = |parts: &[Bool]| parts.iter().map(work).fold(1, u64::saturating_add);
    match node {
        Bool::Not(inner) => work(inner).saturating_add(1),
        Bool::And(parts) | Bool::Or(parts) => all(parts),
        Bool::If(parts) => all(&parts[..]).saturating_add(work(&parts[0])),
        Bool::Same(sides, _) => all(&sides[..]).saturating_mul(2),
        Bool::Quantified { body, .. } => work(body).saturating_add(1),
        _ => 1,
    }
}

fn normal(node: &Bool, wanted: bool, code: &Code) -> Form {
    let one = |demanded| Some(vec![vec![demanded]]);
    if let Some(known) = literal(node, code) {
        return normal(&Bool::Const(known), wanted, code);
    }
    match node {
        Bool::Const(yes) if *yes == wanted => Some(vec![Vec::new()]),
        Bool::Const(_) => one(Demanded::Never),
        Bool::Not(inner) => normal(inner, !wanted, code),
        Bool::And(parts) if wanted => {
            parts.iter().try_fold(vec![Vec::new()], |all, p| product(Some(all), normal(p, true, code)))
        }
        Bool::Or(parts) if !wanted => {
            parts.iter().try_fold(vec![Vec::new()], |all, p| product(Some(all), normal(p, false, code)))
        }
        Bool::And(parts) | Bool::Or(parts) => {
            parts.iter().try_fold(Vec::new(), |all, part| sum(Some(all), normal(part, wanted, code)))
        }
        Bool::If(parts) => {
            let [test, yes, no] = &**parts;
            let then = product(normal(test, true, code), normal(yes, wanted, code));
            sum(then, product(normal(test, false, code), normal(no, wanted, code)))
        }
        Bool::Same(sides, compare) => {
            let equal = wanted == (*compare == Compare::Equal);
            let both_hold = product(normal(&sides[0], true, code), normal(&sides[1], equal, code));
            sum(both_hold, product(normal(&sides[0], false, code), normal(&sides[1], !equal, code)))
        }
        Bool::Fact(path) => one(Demanded::Truth(path.clone(), wanted)),
        Bool::Has(path) => one(Demanded::Has(path.clone(), wanted)),
        Bool::Number(compare, sides) => match (constant(&sides[0]), constant(&sides[1])) {
            // No fact takes part and no day: it is what it is.
            (Some(left), Some(right)) => normal(&Bool::Const(compare.holds(left, right)), wanted, code),
            _ => one(size(*compare, sides, wanted, code).unwrap_or_else(|| number(*compare, sides, wanted))),
        },
        Bool::NumberIn(needle, items) => {
            let constants: Option<BTreeSet<i64>> = items.iter().map(constant).collect();
            one(match (&**needle, constants) {
                (Num::Fact(path), Some(items)) => Demanded::NumberIn(path.clone(), items, wanted),
                _ => opaque(node, wanted, code),
            })
        }
        Bool::Text(compare, sides) => {
            let equal = wanted == (*compare == Compare::Equal);
            one(match &**sides {
                [Txt::Fact(path), Txt::Const(text)] | [Txt::Const(text), Txt::Fact(path)] => {
                    let words = BTreeSet::from([code.texts[usize::from(*text)].to_string()]);
                    // `x != 'a'` is also true where there is no x; `x == 'a'` is not.
                    Demanded::Words(path.clone(), words, equal)
                }
                _ => opaque(node, wanted, code),
            })
        }
        Bool::TextIn(needle, list) => one(match (&**needle, &**list) {
            (Txt::Fact(path), ListOf::Literal(items)) => {
                let word = |item: &Txt| match item {
                    Txt::Const(text) => Some(code.texts[usize::from(*text)].to_string()),
                    _ => None,
                };
                match items.iter().map(word).collect::<Option<BTreeSet<String>>>() {
                    Some(words) => Demanded::Words(path.clone(), words, wanted),
                    None => opaque(node, wanted, code),
                }
            }
            _ => opaque(node, wanted, code),
        }),
        Bool::Quantified { quantifier, body, .. } => {
            // Over whatever there is, what is always so holds of all, and what is never so of none.
            let can = |holds: bool| Alternatives(normal(body, holds, code)).is_possible();
            let never = match quantifier {
                Quantifier::All => !wanted && !can(false),
                Quantifier::Exists | Quantifier::ExistsOne => wanted && !can(true),
            };
            one(if never { Demanded::Never } else { opaque(node, wanted, code) })
        }
        Bool::TextTest(..) => one(opaque(node, wanted, code)),
    }
}

/// What an expression of literals comes to.
fn literal(node: &Bool, code: &Code) -> Option<bool> {
    let text = |text: &Txt| match text {
        Txt::Const(place) => Some(&*code.texts[usize::from(*place)]),
        _ => None,
    };
    let (needle, items): (&str, Vec<&str>) = match node {
        Bool::Text(Compare::Equal, sides) => (text(&sides[0])?, vec![text(&sides[1])?]),
        Bool::Text(Compare::NotEqual, sides) => return Some(text(&sides[0])? != text(&sides[1])?),
        Bool::TextIn(needle, list) => match &**list {
            ListOf::Literal(items) => (text(needle)?, items.iter().map(text).collect::<Option<_>>()?),
            _ => return None,
        },
        _ => return None,
    };
    Some(items.contains(&needle))
}

fn opaque(node: &Bool, wanted: bool, code: &Code) -> Demanded {
    // Literals are numbered by expression, so two are the same only together with their texts.
    Demanded::Opaque(format!("{node:?} {:?}", code.texts), wanted)
}

/// A demand on the size of a text or list, when that is what is compared with a number.
fn size(compare: Compare, sides: &[Num; 2], wanted: bool, code: &Code) -> Option<Demanded> {
    let (what, compare, limit) = match sides {
        [what @ (Num::ListSize(_) | Num::TextSize(_)), other] => (what, compare, constant(other)?),
        [other, what @ (Num::ListSize(_) | Num::TextSize(_))] => (what, turned(compare), constant(other)?),
        _ => return None,
    };
    let (low, high) = match (compare, wanted) {
        (Compare::Equal, true) | (Compare::NotEqual, false) => (limit, limit),
        (Compare::Equal, false) | (Compare::NotEqual, true) => return None,
        (Compare::Less, true) | (Compare::GreaterOrEqual, false) => (0, limit.saturating_sub(1)),
        (Compare::LessOrEqual, true) | (Compare::Greater, false) => (0, limit),
        (Compare::Greater, true) | (Compare::LessOrEqual, false) => (limit.saturating_add(1), i64::MAX),
        (Compare::GreaterOrEqual, true) | (Compare::Less, false) => (limit, i64::MAX),
    };
    Some(Demanded::Size(format!("{what:?} {:?}", code.texts), low, high))
}

const fn turned(compare: Compare) -> Compare {
    match compare {
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
        same => same,
    }
}

fn number(compare: Compare, sides: &[Num; 2], wanted: bool) -> Demanded {
    let turned = turned(compare);
    let fixed = |num| constant(num).map(|number| (false, number, number));
    let any = |num| fixed(num).or_else(|| from_today(num).map(|(least, most)| (true, least, most)));
    let dated = |num: &Num, sign: i64| constant(num)?.checked_mul(sign).map(|days| (true, days, days));
    let (path, compare, limit) = match sides {
        [Num::Fact(path), other] => (path, compare, any(other)),
        [other, Num::Fact(path)] => (path, turned, any(other)),
        // days_since(x) and days_until(x)
        [Num::Subtract(parts), other] => match &**parts {
            [Num::Today, Num::Fact(path)] => (path, turned, dated(other, -1)),
            [Num::Fact(path), Num::Today] => (path, compare, dated(other, 1)),
            _ => return Demanded::Opaque(format!("{compare:?} {sides:?}"), wanted),
        },
        _ => return Demanded::Opaque(format!("{compare:?} {sides:?}"), wanted),
    };
    // Where the limit moves with the day, each bound is the one of the day on which most is possible.
    let Some((dated, least, most)) = limit else { return Demanded::Opaque(format!("{compare:?} {sides:?}"), wanted) };
    let between = |low, high, value| {
        let path = path.clone();
        if dated { Demanded::Dated(path, low, high, value) } else { Demanded::Range(path, low, high, value) }
    };
    // The negation of an order is the opposite order, which also holds where there is no number.
    match (compare, wanted) {
        (Compare::Equal, true) | (Compare::NotEqual, false) => between(least, most, true),
        (Compare::Equal, false) | (Compare::NotEqual, true) if dated => {
            Demanded::Opaque(format!("{compare:?} {sides:?}"), wanted)
        }
        (Compare::Equal, false) | (Compare::NotEqual, true) => Demanded::NotNumber(path.clone(), least),
        (Compare::Less, true) | (Compare::GreaterOrEqual, false) => between(i64::MIN, most.saturating_sub(1), wanted),
        (Compare::LessOrEqual, true) | (Compare::Greater, false) => between(i64::MIN, most, wanted),
        (Compare::Greater, true) | (Compare::LessOrEqual, false) => between(least.saturating_add(1), i64::MAX, wanted),
        (Compare::GreaterOrEqual, true) | (Compare::Less, false) => between(least, i64::MAX, wanted),
    }
}

impl Alternatives {
    /// What is always so.
    pub fn always() -> Self {
        Self(Some(vec![Vec::new()]))
    }

    /// Whether any alternative's demands can hold together.
    pub fn is_possible(&self) -> bool {
        self.0.as_ref().is_none_or(|all| all.iter().any(|demands| hold_together(demands)))
    }
}

fn hold_together(demands: &[Demanded]) -> bool {
    let mut facts: BTreeMap<String, Demand> = BTreeMap::new();
    let mut opaque: BTreeMap<&str, bool> = BTreeMap::new();
    let mut sizes: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for demanded in demands {
        let path = match demanded {
            Demanded::Never => return false,
            Demanded::Opaque(what, wanted) => {
                if *opaque.entry(what).or_insert(*wanted) != *wanted {
                    return false;
                }
                continue;
            }
            Demanded::Size(what, low, high) => {
                let known = sizes.entry(what).or_insert((0, i64::MAX));
                *known = (known.0.max(*low), known.1.min(*high));
                if known.0 > known.1 {
                    return false;
                }
                continue;
            }
            Demanded::Truth(path, _)
            | Demanded::Has(path, _)
            | Demanded::Range(path, ..)
            | Demanded::Dated(path, ..)
            | Demanded::NotNumber(path, _)
            | Demanded::NumberIn(path, ..)
            | Demanded::Words(path, ..) => path,
        };
        let demand = facts.entry(format!("{path:?}")).or_insert_with(|| Demand::new(domain(path)));
        apply(demand, demanded);
    }
    facts.values().all(Demand::is_possible)
}

fn apply(demand: &mut Demand, demanded: &Demanded) {
    match demanded {
        // Of what there is none, a truth does not hold.
        Demanded::Truth(_, true) => {
            demand.value();
            demand.between(1, 1);
        }
        Demanded::Truth(_, false) => demand.between(0, 0),
        Demanded::Has(_, true) => demand.value(),
        Demanded::Has(_, false) => demand.none(),
        Demanded::Range(_, low, high, value) => {
            if *value {
                demand.value();
            }
            demand.between(*low, *high);
        }
        Demanded::Dated(_, low, high, value) => {
            if *value {
                demand.value();
            }
            demand.days_from_today(*low, *high);
        }
        Demanded::NotNumber(_, number) => demand.not_number(*number),
        Demanded::NumberIn(_, numbers, true) => {
            demand.value();
            let (low, high) = (numbers.first().copied(), numbers.last().copied());
            demand.between(low.unwrap_or(i64::MAX), high.unwrap_or(i64::MIN));
        }
        Demanded::NumberIn(_, numbers, false) => numbers.iter().for_each(|number| demand.not_number(*number)),
        Demanded::Words(_, words, true) => {
            demand.value();
            demand.one_of(words);
        }
        Demanded::Words(_, words, false) => demand.not_one_of(words),
        Demanded::Size(..) | Demanded::Opaque(..) | Demanded::Never => {}
    }
}

fn domain(path: &Path) -> Option<&'static [Word]> {
    match path.field {
        Field::Attribute(attribute) => schema().attribute(path.kind, attribute).value.words(),
        _ => None,
    }
}

/// A number that neither a fact nor the day takes part in.
fn constant(num: &Num) -> Option<i64> {
    counted(num, None)
}

/// A day as the least and the most days from today that it is, whatever day that is; none where a fact takes part, or it is no day that
/// goes along with today.
fn from_today(num: &Num) -> Option<(i64, i64)> {
    if todays(num)? != 1 {
        return None;
    }
    let [first, last] = YEARS.map(|(year, month, day)| Day::new(year, month, day));
    let (first, last) = (i64::from(first?.days()), i64::from(last?.days()));
    // Without months every day is like the first.
    let last = if has_months(num) { last } else { first + 1 };
    (first..last).try_fold((i64::MAX, i64::MIN), |(least, most), today| {
        let days = counted(num, Some(today))?.checked_sub(today)?;
        Some((least.min(days), most.max(days)))
    })
}

/// How many times today is in a number; none where that is not plain.
fn todays(num: &Num) -> Option<i64> {
    match num {
        Num::Const(_) => Some(0),
        Num::Today => Some(1),
        Num::Add(sides) => todays(&sides[0])?.checked_add(todays(&sides[1])?),
        Num::Subtract(sides) => todays(&sides[0])?.checked_sub(todays(&sides[1])?),
        Num::Negate(inner) => todays(inner)?.checked_neg(),
        Num::Multiply(sides) if sides.iter().all(|side| todays(side) == Some(0)) => Some(0),
        Num::AddMonths(sides) if todays(&sides[1]) == Some(0) => todays(&sides[0]),
        _ => None,
    }
}

fn has_months(num: &Num) -> bool {
    match num {
        Num::AddMonths(_) => true,
        Num::Add(sides) | Num::Subtract(sides) | Num::Multiply(sides) => sides.iter().any(has_months),
        Num::Negate(inner) => has_months(inner),
        _ => false,
    }
}

/// A number that no fact takes part in, on a day.
fn counted(num: &Num, today: Option<i64>) -> Option<i64> {
    match num {
        Num::Const(number) => Some(*number),
        Num::Today => today,
        Num::Add(sides) => counted(&sides[0], today)?.checked_add(counted(&sides[1], today)?),
        Num::Subtract(sides) => counted(&sides[0], today)?.checked_sub(counted(&sides[1], today)?),
        Num::Multiply(sides) => counted(&sides[0], today)?.checked_mul(counted(&sides[1], today)?),
        Num::Negate(inner) => counted(inner, today)?.checked_neg(),
        Num::AddMonths(sides) => {
            let (day, months) = (counted(&sides[0], today)?, counted(&sides[1], today)?);
            let day = Day::from_days(i32::try_from(day).ok()?).plus_months(i32::try_from(months).ok()?);
            Some(i64::from(day.days()))
        }
        _ => None,
    }
}
