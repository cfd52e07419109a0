//! Operators and functions, each with its type rule; anything else is refused with what to write instead.

use std::sync::Arc;

use cel::common::ast::{CallExpr, IdedExpr, operators as op};
use kernel::{Day, Kroner};
use regex_lite::Regex;

use super::compare::as_text;
use super::{Typed, Work, mismatch, unsupported};
use crate::lang::error::LangError;
use crate::lang::nearest;
use crate::lang::nodes::{Bool, Compare, Num, Quantifier, TextTest};
use crate::lang::types::Type;

/// What an architect may call, for suggestions.
const FUNCTIONS: [&str; 22] = [
    "has",
    "size",
    "all",
    "exists",
    "exists_one",
    "filter",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
    "date",
    "kr",
    "days",
    "months",
    "years",
    "days_since",
    "days_until",
    "getFullYear",
    "getMonth",
    "in",
    "today",
    "p",
];

impl Work<'_> {
    pub(super) fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Result<Typed, LangError> {
        let name = call.func_name.as_str();
        match (&call.target, call.args.as_slice()) {
            (None, [a, b, c]) if name == op::CONDITIONAL => self.conditional(a, b, c),
            (None, [a]) if name == op::LOGICAL_NOT => Ok(Typed::Bool(Bool::Not(Box::new(self.truth_of(a)?)))),
            (None, [a]) if name == op::NEGATE => self.negated(a),
            (None, [a, b]) if is_operator(name) => self.binary(name, a, b),
            (None, args) => self.function(expr, name, args),
            (Some(target), args) => self.method(expr, name, target, args),
        }
    }

    fn binary(&mut self, name: &str, a: &IdedExpr, b: &IdedExpr) -> Result<Typed, LangError> {
        match name {
            op::LOGICAL_AND => Ok(Typed::Bool(Bool::And(self.flattened(name, a, b)?.into()))),
            op::LOGICAL_OR => Ok(Typed::Bool(Bool::Or(self.flattened(name, a, b)?.into()))),
            op::EQUALS => self.comparison(Compare::Equal, a, b),
            op::NOT_EQUALS => self.comparison(Compare::NotEqual, a, b),
            op::LESS => self.comparison(Compare::Less, a, b),
            op::LESS_EQUALS => self.comparison(Compare::LessOrEqual, a, b),
            op::GREATER => self.comparison(Compare::Greater, a, b),
            op::GREATER_EQUALS => self.comparison(Compare::GreaterOrEqual, a, b),
            op::IN => self.membership(a, b),
            op::ADD | op::SUBSTRACT => self.sum(name == op::ADD, a, b),
            op::MULTIPLY => self.product(a, b),
            op::DIVIDE => Ok(Typed::Num(Num::Divide(Box::new([self.int_of(a)?, self.int_of(b)?])), Type::Int)),
            op::MODULO => Ok(Typed::Num(Num::Remainder(Box::new([self.int_of(a)?, self.int_of(b)?])), Type::Int)),
            _ => Err(unsupported(self.at(b), "liste[n]", "liste.exists(x, ..)", "list.exists(x, ..)")),
        }
    }

    /// `a && b && c` as one node.
    fn flattened(&mut self, name: &str, a: &IdedExpr, b: &IdedExpr) -> Result<Vec<Bool>, LangError> {
        let mut parts = Vec::new();
        for side in [a, b] {
            match (self.truth_of(side)?, name == op::LOGICAL_AND) {
                (Bool::And(inner), true) | (Bool::Or(inner), false) => parts.extend(inner.into_vec()),
                (other, _) => parts.push(other),
            }
        }
        Ok(parts)
    }

    fn conditional(&mut self, test: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Result<Typed, LangError> {
        let test = self.truth_of(test)?;
        let at = self.at(no);
        let (yes, no) = (self.expression(yes)?, self.expression(no)?);
        let (yes_ty, no_ty) = (yes.ty(), no.ty());
        match (yes, no) {
            (Typed::Bool(a), Typed::Bool(b)) => Ok(Typed::Bool(Bool::If(Box::new([test, a, b])))),
            (Typed::Num(a, x), Typed::Num(b, y)) if x == y => {
                Ok(Typed::Num(Num::If(Box::new(test), Box::new([a, b])), x))
            }
            (Typed::Period { months: m, days: d }, Typed::Period { months: n, days: e }) => {
                let either = |a, b| Num::If(Box::new(test.clone()), Box::new([a, b]));
                Ok(Typed::Period { months: either(m, n), days: either(d, e) })
            }
            (a, b) => match (as_text(a), as_text(b)) {
                (Some(a), Some(b)) if yes_ty == no_ty => Ok(Typed::Txt {
                    txt: crate::lang::nodes::Txt::If(Box::new(test), Box::new([a, b])),
                    ty: yes_ty,
                    literal: None,
                }),
                _ => Err(mismatch(at, &yes_ty, &no_ty)),
            },
        }
    }

    fn negated(&mut self, a: &IdedExpr) -> Result<Typed, LangError> {
        match self.expression(a)? {
            Typed::Num(num, ty @ (Type::Int | Type::Money)) => Ok(Typed::Num(Num::Negate(Box::new(num)), ty)),
            other => Err(mismatch(self.at(a), &Type::Int, &other.ty())),
        }
    }

    fn sum(&mut self, plus: bool, a: &IdedExpr, b: &IdedExpr) -> Result<Typed, LangError> {
        let at = self.at(b);
        let (left, right) = (self.expression(a)?, self.expression(b)?);
        let (left_ty, right_ty) = (left.ty(), right.ty());
        let combine = |a, b| if plus { Num::Add(Box::new([a, b])) } else { Num::Subtract(Box::new([a, b])) };
        match (left, right) {
            (Typed::Num(a, Type::Int), Typed::Num(b, Type::Int)) => Ok(Typed::Num(combine(a, b), Type::Int)),
            (Typed::Num(a, Type::Money), Typed::Num(b, Type::Money)) => Ok(Typed::Num(combine(a, b), Type::Money)),
            (Typed::Num(a, Type::Day), Typed::Num(b, Type::Day)) if !plus => Ok(Typed::Num(combine(a, b), Type::Int)),
            (Typed::Num(day, Type::Day), Typed::Period { months, days }) => {
                let months = if plus { months } else { Num::Negate(Box::new(months)) };
                Ok(Typed::Num(combine(Num::AddMonths(Box::new([day, months])), days), Type::Day))
            }
            (Typed::Num(_, Type::Day), Typed::Num(_, Type::Int)) => Err(LangError::new(
                at,
                "type-mismatch",
                "en dato ændres med en periode: skriv days(..), months(..) eller years(..)",
                "a period is added to a day: write days(..), months(..) or years(..)",
            )),
            _ => Err(mismatch(at, &left_ty, &right_ty)),
        }
    }

    fn product(&mut self, a: &IdedExpr, b: &IdedExpr) -> Result<Typed, LangError> {
        let at = self.at(b);
        let (left, right) = (self.expression(a)?, self.expression(b)?);
        let (left_ty, right_ty) = (left.ty(), right.ty());
        let ty = match (&left_ty, &right_ty) {
            (Type::Int, Type::Int) => Type::Int,
            (Type::Money, Type::Int) | (Type::Int, Type::Money) => Type::Money,
            (Type::Int | Type::Money, _) => return Err(mismatch(at, &Type::Int, &right_ty)),
            _ => return Err(mismatch(self.at(a), &Type::Int, &left_ty)),
        };
        match (left, right) {
            (Typed::Num(a, _), Typed::Num(b, _)) => Ok(Typed::Num(Num::Multiply(Box::new([a, b])), ty)),
            _ => Err(mismatch(at, &Type::Int, &right_ty)),
        }
    }

    fn function(&mut self, expr: &IdedExpr, name: &str, args: &[IdedExpr]) -> Result<Typed, LangError> {
        match (name, args) {
            ("has", [fact]) => Ok(Typed::Bool(Bool::Has(self.attribute_path(fact)?))),
            ("size", [list]) => self.size(list),
            ("date", [text]) => {
                let (literal, at) = (self.literal_of(text)?, self.at(text));
                let day = Day::parse(&literal).map_err(|error| {
                    let da = format!("'{literal}' er ikke en dato: skriv 2026-05-03");
                    LangError::new(at, "bad-date", da, error.to_string())
                })?;
                Ok(Typed::Num(Num::Const(i64::from(day.days())), Type::Day))
            }
            ("kr", [amount]) => match self.int_of(amount)? {
                Num::Const(kroner) => Ok(Typed::Num(Num::Const(Kroner::from_kroner(kroner).oere()), Type::Money)),
                other => Ok(Typed::Num(Num::Multiply(Box::new([other, Num::Const(100)])), Type::Money)),
            },
            ("days", [n]) => Ok(Typed::Period { months: Num::Const(0), days: self.int_of(n)? }),
            ("months", [n]) => Ok(Typed::Period { months: self.int_of(n)?, days: Num::Const(0) }),
            ("years", [n]) => {
                let months = match self.int_of(n)? {
                    Num::Const(years) => Num::Const(years.saturating_mul(12)),
                    years => Num::Multiply(Box::new([years, Num::Const(12)])),
                };
                Ok(Typed::Period { months, days: Num::Const(0) })
            }
            ("days_since", [day]) => {
                Ok(Typed::Num(Num::Subtract(Box::new([Num::Today, self.day_of(day)?])), Type::Int))
            }
            ("days_until", [day]) => {
                Ok(Typed::Num(Num::Subtract(Box::new([self.day_of(day)?, Num::Today])), Type::Int))
            }
            _ => Err(self.no_such_function(expr, name, args.len())),
        }
    }

    fn method(
        &mut self,
        expr: &IdedExpr,
        name: &str,
        target: &IdedExpr,
        args: &[IdedExpr],
    ) -> Result<Typed, LangError> {
        match (name, args) {
            (op::ALL, args) => self.quantified(Quantifier::All, target, args),
            (op::EXISTS, args) => self.quantified(Quantifier::Exists, target, args),
            (op::EXISTS_ONE | "existsOne", args) => self.quantified(Quantifier::ExistsOne, target, args),
            (op::FILTER, args) => self.filtered(target, args),
            (op::MAP, _) => Err(unsupported(
                self.at(expr),
                "map()",
                "filter(), exists() eller all()",
                "filter(), exists() or all()",
            )),
            ("size", []) => self.size(target),
            ("startsWith", [text]) => self.text_test(target, text, TextTest::StartsWith),
            ("endsWith", [text]) => self.text_test(target, text, TextTest::EndsWith),
            ("contains", [text]) => self.text_test(target, text, TextTest::Contains),
            ("matches", [pattern]) => self.pattern_test(target, pattern),
            ("getFullYear", []) => Ok(Typed::Num(Num::Year(Box::new(self.day_of(target)?)), Type::Int)),
            ("getMonth", []) => Ok(Typed::Num(Num::Month(Box::new(self.day_of(target)?)), Type::Int)),
            _ => Err(self.no_such_function(expr, name, args.len())),
        }
    }

    fn size(&mut self, of: &IdedExpr) -> Result<Typed, LangError> {
        let at = self.at(of);
        match self.expression(of)? {
            Typed::List(list, _) => Ok(Typed::Num(Num::ListSize(Box::new(list)), Type::Int)),
            Typed::Txt { txt, ty: Type::Text, .. } => Ok(Typed::Num(Num::TextSize(Box::new(txt)), Type::Int)),
            other => Err(mismatch(at, &Type::List(Box::new(Type::Text)), &other.ty())),
        }
    }

    fn plain_text_of(&mut self, target: &IdedExpr) -> Result<crate::lang::nodes::Txt, LangError> {
        let at = self.at(target);
        let typed = self.expression(target)?;
        let ty = typed.ty();
        match typed {
            Typed::Txt { txt, ty: Type::Text, .. } => Ok(txt),
            Typed::Txt { .. } => Err(LangError::new(
                at,
                "type-mismatch",
                "et fast ord sammenlignes med == eller in",
                "a fixed word compares with == or in",
            )),
            other => as_text(other).ok_or_else(|| mismatch(at, &Type::Text, &ty)),
        }
    }

    fn text_test(&mut self, target: &IdedExpr, text: &IdedExpr, test: fn(u16) -> TextTest) -> Result<Typed, LangError> {
        let on = self.plain_text_of(target)?;
        let literal = self.literal_of(text)?;
        let place = self.text_constant(&literal);
        Ok(Typed::Bool(Bool::TextTest(Box::new(on), test(place))))
    }

    fn pattern_test(&mut self, target: &IdedExpr, pattern: &IdedExpr) -> Result<Typed, LangError> {
        let on = self.plain_text_of(target)?;
        let (literal, at) = (self.literal_of(pattern)?, self.at(pattern));
        let regex = Regex::new(&literal).map_err(|error| {
            let (da, en) =
                (format!("mønsteret kan ikke læses: {error}"), format!("the pattern cannot be read: {error}"));
            LangError::new(at, "bad-pattern", da, en)
        })?;
        Ok(Typed::Bool(Bool::TextTest(Box::new(on), TextTest::Matches(Arc::new(regex)))))
    }

    fn no_such_function(&self, expr: &IdedExpr, name: &str, parts: usize) -> LangError {
        let at = self.at_name(expr, name);
        let (instead_da, instead_en) = match name {
            "timestamp" => ("date('2026-05-03')".to_owned(), "date('2026-05-03')".to_owned()),
            "duration" => {
                ("days(..), months(..) eller years(..)".to_owned(), "days(..), months(..) or years(..)".to_owned())
            }
            "_[_]" => ("liste.exists(x, ..)".to_owned(), "list.exists(x, ..)".to_owned()),
            _ if FUNCTIONS.contains(&name) => {
                let da = format!("{name} med andre dele end de {parts} her (se docs/rule-language.md)");
                (da, format!("{name} with other parts than the {parts} here (see docs/rule-language.md)"))
            }
            _ => match nearest(name, FUNCTIONS) {
                Some(near) => (format!("{near}(..)?"), format!("{near}(..)?")),
                None => (
                    "en af formerne i docs/rule-language.md".to_owned(),
                    "one of the forms in docs/rule-language.md".to_owned(),
                ),
            },
        };
        unsupported(at, &format!("{name}()"), &instead_da, &instead_en)
    }
}

fn is_operator(name: &str) -> bool {
    name.starts_with('_') || name == op::IN
}
