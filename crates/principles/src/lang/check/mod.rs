//! The type-checker: from a parsed expression to typed nodes, or a refusal that says where and what instead.

mod calls;
mod compare;
mod lists;
mod names;
mod parse;
mod typed;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cel::common::ast::{Expr, IdedExpr, LiteralValue, SourceInfo};
use facts::{KindId, schema};

use super::error::LangError;
use super::nodes::{Bool, Code, Num, Txt, Use};
use super::types::{Constant, Type};
pub(crate) use lists::VARIABLES;
use typed::Typed;

/// A pack's parameters by name.
pub type Parameters = HashMap<String, Constant>;

/// Checks expressions about one kind of object.
#[derive(Clone, Copy, Debug)]
pub struct Checker<'p> {
    kind: KindId,
    parameters: &'p Parameters,
    ages: &'p [Use],
}

impl<'p> Checker<'p> {
    /// A checker for expressions about objects of that kind. `ages` are the facts whose age the rule limits;
    /// their order is that of the cut-off days given when the expression is evaluated.
    pub fn new(kind: KindId, parameters: &'p Parameters, ages: &'p [Use]) -> Self {
        Self { kind, parameters, ages }
    }

    /// Checks an expression that must give yes or no.
    ///
    /// # Errors
    /// A [`LangError`] for the first part that cannot be read, is unknown, or does not fit.
    pub fn check(&self, source: &str) -> Result<Code, LangError> {
        let (expr, info) = parse::parse(source)?;
        let mut work = Work {
            checker: *self,
            source: source.chars().collect(),
            info,
            scope: vec![(schema().def(self.kind).name.to_owned(), Type::Object(self.kind))],
            texts: Vec::new(),
            uses: BTreeSet::new(),
        };
        let typed = work.expression(&expr)?;
        let at = work.at(&expr);
        let root = work.truth(typed, at)?;
        let mut uses: Vec<Use> = work.uses.into_iter().collect();
        uses.sort_unstable();
        Ok(Code { root, texts: work.texts, uses, kind: self.kind })
    }
}

/// One expression under work.
struct Work<'p> {
    checker: Checker<'p>,
    source: Vec<char>,
    info: SourceInfo,
    /// The variables: the object first, then those that macros bring.
    scope: Vec<(String, Type)>,
    texts: Vec<Arc<str>>,
    uses: BTreeSet<Use>,
}

impl Work<'_> {
    fn at(&self, expr: &IdedExpr) -> usize {
        self.info.offset_for(expr.id).map_or(0, |(start, _)| start as usize)
    }

    /// Where a name stands, at or after an expression's own place.
    fn at_name(&self, expr: &IdedExpr, name: &str) -> usize {
        let name: Vec<char> = name.chars().collect();
        let start = self.at(expr);
        (start..self.source.len())
            .find(|&at| self.source[at..].starts_with(&name))
            .or_else(|| (0..start).rev().find(|&at| self.source[at..].starts_with(&name)))
            .unwrap_or(start)
    }

    fn text_constant(&mut self, text: &str) -> u16 {
        let place = self.texts.iter().position(|known| &**known == text).unwrap_or_else(|| {
            self.texts.push(Arc::from(text));
            self.texts.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn expression(&mut self, expr: &IdedExpr) -> Result<Typed, LangError> {
        let at = self.at(expr);
        match &expr.expr {
            Expr::Literal(literal) => self.literal(literal, at),
            Expr::Ident(name) => self.identifier(name, at),
            Expr::Select(select) => self.selection(expr, select),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => self.list_literal(&list.elements, at),
            Expr::Map(_) | Expr::Struct(_) => Err(unsupported(
                at,
                "{..}",
                "en sammenligning af de enkelte oplysninger",
                "a comparison of the facts one by one",
            )),
            Expr::Comprehension(_) | Expr::Unspecified => {
                Err(unsupported(at, "..", "exists() eller all()", "exists() or all()"))
            }
        }
    }

    fn literal(&mut self, literal: &LiteralValue, at: usize) -> Result<Typed, LangError> {
        match literal {
            LiteralValue::Boolean(yes) => Ok(Typed::Bool(Bool::Const(*yes.inner()))),
            LiteralValue::Int(number) => Ok(Typed::Num(Num::Const(*number.inner()), Type::Int)),
            LiteralValue::String(text) => {
                let text = text.inner().to_owned();
                let place = self.text_constant(&text);
                Ok(Typed::Txt { txt: Txt::Const(place), ty: Type::Text, literal: Some(text) })
            }
            LiteralValue::Null => Err(LangError::new(
                at,
                "null",
                "null findes ikke i regler: brug has(..) til at spørge, om der er en værdi",
                "null does not exist in rules: use has(..) to ask whether there is a value",
            )),
            LiteralValue::Double(_) => Err(unsupported(
                at,
                "1.5",
                "hele tal (dage, måneder, antal) eller kr(..)",
                "whole numbers (days, months, counts) or kr(..)",
            )),
            LiteralValue::UInt(_) => Err(unsupported(at, "1u", "et helt tal uden u", "a whole number without u")),
            LiteralValue::Bytes(_) => Err(unsupported(at, "b'..'", "en tekst uden b", "a text without b")),
        }
    }

    /// The expression must be yes or no.
    fn truth(&mut self, typed: Typed, at: usize) -> Result<Bool, LangError> {
        match typed {
            Typed::Bool(truth) => Ok(truth),
            other => Err(mismatch(at, &Type::Bool, &other.ty())),
        }
    }

    fn truth_of(&mut self, expr: &IdedExpr) -> Result<Bool, LangError> {
        let typed = self.expression(expr)?;
        self.truth(typed, self.at(expr))
    }

    /// The expression must be a whole number.
    fn int_of(&mut self, expr: &IdedExpr) -> Result<Num, LangError> {
        match self.expression(expr)? {
            Typed::Num(num, Type::Int) => Ok(num),
            other => Err(mismatch(self.at(expr), &Type::Int, &other.ty())),
        }
    }

    /// The expression must be a day.
    fn day_of(&mut self, expr: &IdedExpr) -> Result<Num, LangError> {
        match self.expression(expr)? {
            Typed::Num(num, Type::Day) => Ok(num),
            other => Err(mismatch(self.at(expr), &Type::Day, &other.ty())),
        }
    }

    /// The expression must be a text written out.
    fn literal_of(&mut self, expr: &IdedExpr) -> Result<String, LangError> {
        match self.expression(expr)? {
            Typed::Txt { literal: Some(text), .. } => Ok(text),
            _ => Err(LangError::new(
                self.at(expr),
                "literal-wanted",
                "her skal stå en tekst i anførselstegn",
                "a text in quotes is wanted here",
            )),
        }
    }
}

/// What is not in the language, and what to write instead.
fn unsupported(at: usize, what: &str, da: &str, en: &str) -> LangError {
    LangError::new(
        at,
        "unsupported",
        format!("{what} kan ikke bruges i regler: skriv {da}"),
        format!("{what} cannot be used in rules: write {en}"),
    )
}

/// One type is wanted, another is there.
fn mismatch(at: usize, wanted: &Type, found: &Type) -> LangError {
    let ((wanted_da, wanted_en), (found_da, found_en)) = (wanted.name(), found.name());
    LangError::new(
        at,
        "type-mismatch",
        format!("her skal stå {wanted_da}, men der står {found_da}"),
        format!("{wanted_en} is wanted here, but this is {found_en}"),
    )
}
