//! Lists: literals, quantifiers and filters, and the variables they bring.

use cel::common::ast::{Expr, IdedExpr};

use super::{Typed, Work, mismatch, unsupported};
use crate::lang::error::LangError;
use crate::lang::nodes::{Bool, ListOf, Num, Quantifier, Txt};
use crate::lang::types::Type;

/// Variables beyond the object itself: nobody reads deeper nesting.
pub(crate) const VARIABLES: usize = 8;

impl Work<'_> {
    pub(super) fn list_literal(&mut self, elements: &[IdedExpr], at: usize) -> Result<Typed, LangError> {
        let mut texts: Vec<Txt> = Vec::new();
        let mut numbers: Vec<Num> = Vec::new();
        let mut number_type = Type::Int;
        for element in elements {
            let element_at = self.at(element);
            match self.expression(element)? {
                Typed::Txt { txt, literal: Some(_), .. } if numbers.is_empty() => texts.push(txt),
                Typed::Num(num, ty) if texts.is_empty() && (numbers.is_empty() || ty == number_type) => {
                    number_type = ty;
                    numbers.push(num);
                }
                other => {
                    let wanted = if numbers.is_empty() { Type::Text } else { number_type };
                    return Err(mismatch(element_at, &wanted, &other.ty()));
                }
            }
        }
        if elements.is_empty() {
            return Err(LangError::new(
                at,
                "unsupported",
                "en tom liste passer på ingenting",
                "an empty list fits nothing",
            ));
        }
        if numbers.is_empty() {
            Ok(Typed::List(ListOf::Literal(texts.into()), Type::Text))
        } else {
            Ok(Typed::Nums(numbers, number_type))
        }
    }

    /// `list.all(x, body)` and its kin.
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        target: &IdedExpr,
        args: &[IdedExpr],
    ) -> Result<Typed, LangError> {
        let (list, var, body) = self.over(target, args)?;
        Ok(Typed::Bool(Bool::Quantified { quantifier, list: Box::new(list.0), var, body: Box::new(body) }))
    }

    /// `list.filter(x, body)`
    pub(super) fn filtered(&mut self, target: &IdedExpr, args: &[IdedExpr]) -> Result<Typed, LangError> {
        let (list, var, body) = self.over(target, args)?;
        Ok(Typed::List(ListOf::Filter { list: Box::new(list.0), var, body: Box::new(body) }, list.1))
    }

    fn over(&mut self, target: &IdedExpr, args: &[IdedExpr]) -> Result<((ListOf, Type), u8, Bool), LangError> {
        let at = self.at(target);
        let list = match self.expression(target)? {
            Typed::List(list, item) => (list, item),
            other => return Err(mismatch(at, &Type::List(Box::new(Type::Text)), &other.ty())),
        };
        let [variable, body] = args else {
            return Err(unsupported(at, "en eller tre dele", "liste.all(x, betingelse)", "list.all(x, condition)"));
        };
        let Expr::Ident(name) = &variable.expr else {
            let (da, en) = ("første del skal være et navn, for eksempel x", "the first part must be a name, such as x");
            return Err(LangError::new(self.at(variable), "syntax", da, en));
        };
        if name == "p" || name == "today" || self.scope.iter().any(|(known, _)| known == name) {
            return Err(LangError::new(
                self.at(variable),
                "name-taken",
                format!("{name} er allerede i brug: vælg et andet navn"),
                format!("{name} is in use already: choose another name"),
            ));
        }
        if self.scope.len() >= VARIABLES {
            let (da, en) = ("for mange lister inde i hinanden", "too many lists inside each other");
            return Err(LangError::new(self.at(variable), "too-big", da, en));
        }
        self.scope.push((name.clone(), list.1.clone()));
        let var = u8::try_from(self.scope.len() - 1).unwrap_or(u8::MAX);
        let body = self.truth_of(body);
        self.scope.pop();
        Ok((list, var, body?))
    }
}
