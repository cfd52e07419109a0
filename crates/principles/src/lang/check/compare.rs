//! Comparisons: what may be compared with what, and words held against their enumeration.

use cel::common::ast::IdedExpr;
use facts::schema::Word;

use super::{Typed, Work, mismatch};
use crate::lang::error::LangError;
use crate::lang::nearest;
use crate::lang::nodes::{Bool, Compare, Txt};
use crate::lang::types::Type;

impl Work<'_> {
    pub(super) fn comparison(
        &mut self,
        compare: Compare,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Result<Typed, LangError> {
        let (left_at, at) = (self.at(left), self.at(right));
        let left = self.expression(left)?;
        let right = self.expression(right)?;
        let equality = matches!(compare, Compare::Equal | Compare::NotEqual);
        let (left_ty, right_ty) = (left.ty(), right.ty());
        match (left, right) {
            (Typed::Num(a, x), Typed::Num(b, y)) if x == y => Ok(Typed::Bool(Bool::Number(compare, Box::new([a, b])))),
            (Typed::Bool(a), Typed::Bool(b)) if equality => Ok(Typed::Bool(Bool::Same(Box::new([a, b]), compare))),
            (a @ (Typed::Txt { .. } | Typed::Ref { .. }), b @ (Typed::Txt { .. } | Typed::Ref { .. })) if equality => {
                fits(&a, &b, left_at, at)?;
                match (as_text(a), as_text(b)) {
                    (Some(a), Some(b)) => Ok(Typed::Bool(Bool::Text(compare, Box::new([a, b])))),
                    _ => Err(mismatch(at, &left_ty, &right_ty)),
                }
            }
            (Typed::Txt { .. } | Typed::Ref { .. }, Typed::Txt { .. } | Typed::Ref { .. }) => Err(LangError::new(
                left_at,
                "type-mismatch",
                "tekster kan kun sammenlignes med == og !=",
                "texts compare with == and != only",
            )),
            (Typed::Num(_, Type::Int), Typed::Period { .. }) => Err(LangError::new(
                at,
                "type-mismatch",
                "et antal dage sammenlignes med et helt tal: skriv days_since(dato) <= 30",
                "a number of days compares with a whole number: write days_since(day) <= 30",
            )),
            (Typed::Num(_, Type::Money), Typed::Num(_, Type::Int)) => Err(LangError::new(
                at,
                "type-mismatch",
                "et beløb sammenlignes med et beløb: skriv kr(..)",
                "an amount compares with an amount: write kr(..)",
            )),
            (Typed::Num(_, Type::Day), Typed::Txt { .. }) => Err(LangError::new(
                at,
                "type-mismatch",
                "en dato sammenlignes med en dato: skriv date('2026-05-03')",
                "a day compares with a day: write date('2026-05-03')",
            )),
            _ => Err(mismatch(at, &left_ty, &right_ty)),
        }
    }

    /// `x in list`
    pub(super) fn membership(&mut self, item: &IdedExpr, list: &IdedExpr) -> Result<Typed, LangError> {
        let item_at = self.at(item);
        let at = self.at(list);
        let needle = self.expression(item)?;
        // The list's words are held against the item's type one by one, each at its own place.
        if let (cel::common::ast::Expr::List(literal), Typed::Txt { .. } | Typed::Ref { .. }) = (&list.expr, &needle) {
            for element in &literal.elements {
                let element_at = self.at(element);
                let typed = self.expression(element)?;
                fits(&needle, &typed, item_at, element_at)?;
            }
        }
        let haystack = self.expression(list)?;
        let (needle_ty, haystack_ty) = (needle.ty(), haystack.ty());
        match (needle, haystack) {
            (Typed::Num(a, x), Typed::Nums(items, y)) if x == y => {
                Ok(Typed::Bool(Bool::NumberIn(Box::new(a), items.into())))
            }
            (needle @ (Typed::Txt { .. } | Typed::Ref { .. }), Typed::List(list, ty)) => {
                if let (Type::Enum(words), Typed::Txt { literal: Some(text), .. }) = (&ty, &needle) {
                    known_word(text, words, item_at)?;
                }
                if matches!(ty, Type::Object(_)) {
                    return Err(LangError::new(
                        at,
                        "type-mismatch",
                        "spørg en liste af objekter med exists(x, x.key == ..)",
                        "ask a list of objects with exists(x, x.key == ..)",
                    ));
                }
                match as_text(needle) {
                    Some(text) => Ok(Typed::Bool(Bool::TextIn(Box::new(text), Box::new(list)))),
                    None => Err(mismatch(item_at, &Type::Text, &needle_ty)),
                }
            }
            _ => Err(mismatch(at, &Type::List(Box::new(needle_ty)), &haystack_ty)),
        }
    }
}

pub(super) fn as_text(typed: Typed) -> Option<Txt> {
    match typed {
        Typed::Txt { txt, .. } => Some(txt),
        Typed::Ref { path, .. } => Some(Txt::Fact(path)),
        _ => None,
    }
}

/// Whether two texts may be compared; a word written out must be one of the enumeration's.
fn fits(left: &Typed, right: &Typed, left_at: usize, right_at: usize) -> Result<(), LangError> {
    let literal = |typed: &Typed| match typed {
        Typed::Txt { literal, .. } => literal.clone(),
        _ => None,
    };
    match (left.ty(), right.ty(), literal(left), literal(right)) {
        (Type::Enum(words), _, _, Some(text)) => known_word(&text, words, right_at),
        (_, Type::Enum(words), Some(text), _) => known_word(&text, words, left_at),
        (Type::Enum(a), Type::Enum(b), ..) if a == b => Ok(()),
        (Type::Ref(a), Type::Ref(b), ..) if a == b => Ok(()),
        (Type::Text, Type::Text | Type::Ref(_), ..) | (Type::Ref(_), Type::Text, ..) => Ok(()),
        (a, b, ..) => Err(mismatch(right_at, &a, &b)),
    }
}

fn known_word(text: &str, words: &[Word], at: usize) -> Result<(), LangError> {
    if words.iter().any(|word| word.word == text) {
        return Ok(());
    }
    let all: Vec<&str> = words.iter().map(|word| word.word).collect();
    let (hint_da, hint_en) = match nearest(text, all.iter().copied()) {
        Some(near) => (format!("mente du '{near}'?"), format!("did you mean '{near}'?")),
        None => (format!("brug {}", all.join(", ")), format!("use {}", all.join(", "))),
    };
    Err(LangError::new(
        at,
        "unknown-word",
        format!("'{text}' er ikke et af ordene: {hint_da}"),
        format!("'{text}' is not one of the words: {hint_en}"),
    ))
}
