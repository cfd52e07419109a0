//! Lists: judged element by element; a list may be open, having more members than anybody knows of.

use ::facts::Field;
use kernel::Kleene;

use super::facts::{Known, Reached};
use super::number::Range;
use super::text::Word;
use super::{Bound, Outcome};
use crate::lang::nodes::{Bool, ListOf, Quantifier, Txt};

/// Where a reference list's item leads when its key leads nowhere.
const NOWHERE: u32 = u32::MAX;

/// Whether there may be members beyond those visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// All were visited.
    Complete,
    /// There may be this many more.
    Open(i64),
    /// Nobody knows any of it.
    Unknown,
    /// There is no list.
    None,
}

impl Rest {
    fn at_most(self) -> i64 {
        match self {
            Self::Complete | Self::None => 0,
            Self::Open(more) => more,
            Self::Unknown => i64::MAX,
        }
    }
}

/// What a visitor wants next.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

/// Called for each member: its symbol or place, and whether it is a member at all.
type Visit<'v> = &'v mut dyn FnMut(i64, Kleene, &mut Outcome) -> Go;

impl Bound<'_> {
    /// Visits the known members. What would make a list complete is noted as lacking.
    fn visit(&self, list: &ListOf, out: &mut Outcome, visit: Visit<'_>) -> Rest {
        match list {
            ListOf::Literal(items) => self.visit_literal(items, out, visit),
            ListOf::Fact { path, objects } => match self.known(path, out) {
                Known::Value(column, object) => {
                    let cell = column.list(object);
                    let mut more = i64::from(cell.open);
                    for (place, symbol) in cell.items.iter().enumerate() {
                        let member = if *objects { i64::from(cell.targets[place]) } else { i64::from(symbol.0) };
                        if *objects && cell.targets[place] == NOWHERE {
                            // A key that leads nowhere: a member of which nothing is known.
                            out.lacking.push(self.slots.fact(path.kind, object, path.field));
                            more += 1;
                        } else if visit(member, Kleene::True, out) == Go::Stop {
                            break;
                        }
                    }
                    if more > 0 { Rest::Open(more) } else { Rest::Complete }
                }
                Known::None => Rest::None,
                Known::Unknown => Rest::Unknown,
            },
            ListOf::Relation(path) => self.visit_relation(path, out, visit),
            ListOf::Conflicts(path) => match self.reach(path, out) {
                Reached::Object(object) => {
                    out.seen.push(self.slots.fact(path.kind, object, Field::Conflicts));
                    for attribute in self.slots.disagreements(path.kind, object) {
                        let name = ::facts::schema().attribute(path.kind, *attribute).name;
                        let symbol = self.slots.symbols().find(name).map_or(super::NO_SYMBOL, |s| i64::from(s.0));
                        if visit(symbol, Kleene::True, out) == Go::Stop {
                            break;
                        }
                    }
                    Rest::Complete
                }
                Reached::Nothing => Rest::None,
                Reached::Unknown => Rest::Unknown,
            },
            ListOf::Filter { list, var, body } => self.visit(list, out, &mut |member, membership, out| {
                out.vars[usize::from(*var)] = member;
                let mark = out.mark();
                match membership.and(self.truth(body, out)) {
                    Kleene::False => {
                        // It is out: the facts that put it out count, what they left open does not.
                        out.lacking.truncate(mark.lacking);
                        Go::On
                    }
                    membership => visit(member, membership, out),
                }
            }),
        }
    }

    fn visit_literal(&self, items: &[Txt], out: &mut Outcome, visit: Visit<'_>) -> Rest {
        for item in items {
            // A literal that no fact has differs from every symbol; such lists are only asked "in".
            if let Word::Symbol(symbol) = self.word(item, out)
                && visit(symbol, Kleene::True, out) == Go::Stop
            {
                break;
            }
        }
        Rest::Complete
    }

    fn visit_relation(&self, path: &crate::lang::nodes::Path, out: &mut Outcome, visit: Visit<'_>) -> Rest {
        let object = match self.reach(path, out) {
            Reached::Object(object) => object,
            Reached::Nothing => return Rest::None,
            Reached::Unknown => return Rest::Unknown,
        };
        let Field::Relation(place) = path.field else { return Rest::Unknown };
        let relation = self.slots.relation(path.kind, place);
        let fact = self.slots.fact(path.kind, object, path.field);
        if !relation.delivered {
            out.lacking.push(fact);
            return Rest::Unknown;
        }
        out.seen.push(fact);
        out.lacking.extend_from_slice(&relation.open);
        for member in relation.of(object) {
            if visit(i64::from(*member), Kleene::True, out) == Go::Stop {
                break;
            }
        }
        match relation.open.len() {
            0 => Rest::Complete,
            open => Rest::Open(i64::try_from(open).unwrap_or(i64::MAX)),
        }
    }

    pub(super) fn quantified(
        &self,
        quantifier: Quantifier,
        list: &ListOf,
        var: usize,
        body: &Bool,
        out: &mut Outcome,
    ) -> Kleene {
        let start = out.mark();
        let truth = match quantifier {
            Quantifier::All => self.each(list, var, body, Kleene::False, out),
            Quantifier::Exists => self.each(list, var, body, Kleene::True, out),
            Quantifier::ExistsOne => {
                let count = self.count(list, Some((var, body)), out);
                Range::compare(crate::lang::nodes::Compare::Equal, count, Range::exactly(1))
            }
        };
        out.settle(start, truth)
    }

    /// `all` is decided by an element for which the body is false, `exists` by one for which it is true.
    fn each(&self, list: &ListOf, var: usize, body: &Bool, decisive: Kleene, out: &mut Outcome) -> Kleene {
        let mut result = !decisive;
        // Where the first element's grounds begin, and where those of the last visited one end.
        let mut between: Option<(usize, usize)> = None;
        let rest = self.visit(list, out, &mut |member, membership, out| {
            out.vars[var] = member;
            let mark = out.mark();
            let (first, last) = between.unwrap_or((mark.seen, mark.seen));
            let truth = self.truth(body, out);
            if truth == decisive && membership == Kleene::True {
                if result != decisive {
                    out.seen.drain(first..last);
                }
                result = decisive;
            } else if result == decisive {
                out.forget(mark);
            } else if truth != !decisive {
                result = Kleene::Unknown;
            }
            between = Some((first.min(out.seen.len()), out.seen.len()));
            Go::On
        });
        if result == decisive {
            return decisive;
        }
        match rest {
            Rest::Complete => result,
            // There is no list: nothing in it fails, and nothing in it fits.
            Rest::None => !decisive,
            Rest::Open(_) | Rest::Unknown => Kleene::Unknown,
        }
    }

    /// How many members there are, or how many satisfy a body.
    fn count(&self, list: &ListOf, body: Option<(usize, &Bool)>, out: &mut Outcome) -> Range {
        let (mut low, mut high) = (0_i64, 0_i64);
        let rest = self.visit(list, out, &mut |member, membership, out| {
            let truth = match body {
                None => membership,
                Some((var, body)) => {
                    out.vars[var] = member;
                    let mark = out.mark();
                    let truth = membership.and(self.truth(body, out));
                    if truth != Kleene::Unknown {
                        out.lacking.truncate(mark.lacking);
                    }
                    truth
                }
            };
            low += i64::from(truth == Kleene::True);
            high += i64::from(truth != Kleene::False);
            Go::On
        });
        Range { low, high: high.saturating_add(rest.at_most()) }
    }

    pub(super) fn size(&self, list: &ListOf, out: &mut Outcome) -> Range {
        self.count(list, None, out)
    }

    pub(super) fn text_in(&self, needle: &Txt, list: &ListOf, out: &mut Outcome) -> Kleene {
        let start = out.mark();
        let needle = self.word(needle, out);
        let mut found = Kleene::False;
        let rest = match (list, needle) {
            // The common case, a fact among words written out: symbols are compared, nothing else is looked at.
            (ListOf::Literal(items), Word::Symbol(symbol))
                if items.iter().all(|item| matches!(item, Txt::Const(_))) =>
            {
                let same =
                    |item: &Txt| matches!(item, Txt::Const(place) if self.symbols[usize::from(*place)] == symbol);
                found = Kleene::of(items.iter().any(same));
                Rest::Complete
            }
            (ListOf::Literal(items), _) => {
                for item in items {
                    let item = self.word(item, out);
                    found = found.or(needle.same(item));
                }
                Rest::Complete
            }
            _ => self.visit(list, out, &mut |member, membership, _| {
                found = found.or(membership.and(needle.same(Word::Symbol(member))));
                Go::On
            }),
        };
        let truth = match (found, rest) {
            (Kleene::True, _) => Kleene::True,
            _ if needle == Word::None => Kleene::False,
            (found, Rest::Complete | Rest::None) => found,
            (_, Rest::Open(_) | Rest::Unknown) => Kleene::Unknown,
        };
        out.settle(start, truth)
    }
}
