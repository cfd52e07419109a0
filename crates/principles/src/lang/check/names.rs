//! Names: variables, parameters, facts, and the way through references.

use cel::common::ast::{Expr, IdedExpr, SelectExpr};
use facts::{Field, KindId, schema};

use super::{Typed, Work, unsupported};
use crate::lang::error::LangError;
use crate::lang::nearest;
use crate::lang::nodes::{Bool, Hop, ListOf, NO_AGE, Num, Path, Txt, Use};
use crate::lang::types::{Constant, Type};

impl Work<'_> {
    pub(super) fn identifier(&mut self, name: &str, at: usize) -> Result<Typed, LangError> {
        if name == "today" {
            return Ok(Typed::Num(Num::Today, Type::Day));
        }
        if name == "p" {
            return Err(LangError::new(
                at,
                "unknown-name",
                "skriv en parameter som p.navn",
                "write a parameter as p.name",
            ));
        }
        let found = self.scope.iter().rposition(|(known, _)| known == name);
        let Some(place) = found else { return Err(self.unknown_name(name, at)) };
        let var = u8::try_from(place).unwrap_or(u8::MAX);
        Ok(match self.scope[place].1.clone() {
            Type::Object(kind) => Typed::Object { var, hops: Vec::new(), kind },
            ty => Typed::Txt { txt: Txt::Element(var), ty, literal: None },
        })
    }

    fn unknown_name(&self, name: &str, at: usize) -> LangError {
        let known = self.scope.iter().map(|(known, _)| known.as_str()).chain(["today", "p"]);
        let (hint_da, hint_en) = match nearest(name, known) {
            Some(near) => (format!(": mente du {near}?"), format!(": did you mean {near}?")),
            None => {
                let object = schema().def(self.checker.kind).name;
                (format!(": en regel kender {object}, p og today"), format!(": a rule knows {object}, p and today"))
            }
        };
        LangError::new(
            at,
            "unknown-name",
            format!("{name} kendes ikke{hint_da}"),
            format!("{name} is not known{hint_en}"),
        )
    }

    pub(super) fn selection(&mut self, expr: &IdedExpr, select: &SelectExpr) -> Result<Typed, LangError> {
        if matches!(&select.operand.expr, Expr::Ident(name) if name == "p") {
            let at = self.at_name(expr, &select.field);
            return self.parameter(&select.field, at);
        }
        let operand = self.expression(&select.operand)?;
        let at = self.at_name(expr, &select.field);
        match operand {
            Typed::Object { var, hops, kind } => self.fact(var, &hops, kind, &select.field, at),
            Typed::Ref { path, hop, kind } => {
                let mut hops = path.hops.into_vec();
                hops.push(hop);
                self.fact(path.var, &hops, kind, &select.field, at)
            }
            Typed::List(..) => Err(LangError::new(
                at,
                "type-mismatch",
                format!("en liste har ingen {}: brug exists(x, x.{0} ..) eller all(x, x.{0} ..)", select.field),
                format!("a list has no {}: use exists(x, x.{0} ..) or all(x, x.{0} ..)", select.field),
            )),
            other => {
                let (da, en) = other.ty().name();
                Err(LangError::new(
                    at,
                    "type-mismatch",
                    format!("{da} har ingen {}", select.field),
                    format!("{en} has no {}", select.field),
                ))
            }
        }
    }

    fn parameter(&mut self, name: &str, at: usize) -> Result<Typed, LangError> {
        let Some(constant) = self.checker.parameters.get(name) else {
            let near = nearest(name, self.checker.parameters.keys().map(String::as_str));
            let (hint_da, hint_en) = near.map_or_else(
                || (": erklær den under [parameters]".to_owned(), ": declare it under [parameters]".to_owned()),
                |near| (format!(": mente du p.{near}?"), format!(": did you mean p.{near}?")),
            );
            return Err(LangError::new(
                at,
                "unknown-parameter",
                format!("parameteren {name} findes ikke{hint_da}"),
                format!("there is no parameter {name}{hint_en}"),
            ));
        };
        Ok(match constant.clone() {
            Constant::Bool(yes) => Typed::Bool(Bool::Const(yes)),
            Constant::Int(number) => Typed::Num(Num::Const(number), Type::Int),
            Constant::Money(amount) => Typed::Num(Num::Const(amount.oere()), Type::Money),
            Constant::Day(day) => Typed::Num(Num::Const(i64::from(day.days())), Type::Day),
            Constant::Period(period) => Typed::Period {
                months: Num::Const(i64::from(period.months())),
                days: Num::Const(i64::from(period.days())),
            },
            Constant::Text(text) => {
                let place = self.text_constant(&text);
                Typed::Txt { txt: Txt::Const(place), ty: Type::Text, literal: Some(text) }
            }
            Constant::Texts(texts) => {
                let items: Vec<Txt> = texts.iter().map(|text| Txt::Const(self.text_constant(text))).collect();
                Typed::List(ListOf::Literal(items.into()), Type::Text)
            }
        })
    }

    fn fact(&mut self, var: u8, hops: &[Hop], kind: KindId, name: &str, at: usize) -> Result<Typed, LangError> {
        let Some(field) = schema().field(kind, name) else { return Err(unknown_fact(kind, name, at)) };
        let def = schema().def(kind);
        let path = |age| Path { var, hops: hops.into(), kind, field, age };
        let attribute = match field {
            Field::Key => return Ok(Typed::Txt { txt: Txt::Fact(path(NO_AGE)), ty: Type::Text, literal: None }),
            Field::Conflicts => return Ok(Typed::List(ListOf::Conflicts(path(NO_AGE)), Type::Text)),
            Field::Relation(place) => {
                let relation = schema().relations(kind)[usize::from(place)];
                self.uses.insert(Use { kind, name: relation.name });
                return Ok(Typed::List(ListOf::Relation(path(NO_AGE)), Type::Object(relation.from)));
            }
            Field::Attribute(attribute) => attribute,
        };
        let stated = &def.attributes[usize::from(attribute.0)];
        self.uses.insert(Use { kind, name: stated.name });
        let age = self.checker.ages.iter().position(|limited| limited.kind == kind && limited.name == stated.name);
        let age = age.and_then(|place| u8::try_from(place).ok()).unwrap_or(NO_AGE);
        let path = path(age);
        Ok(match Type::of(stated.value) {
            Type::Bool => Typed::Bool(Bool::Fact(path)),
            ty @ (Type::Int | Type::Money | Type::Day) => Typed::Num(Num::Fact(path), ty),
            Type::Ref(target) => Typed::Ref { path, hop: Hop { kind, attribute, age }, kind: target },
            Type::List(item) => {
                let objects = matches!(*item, Type::Object(_));
                Typed::List(ListOf::Fact { path, objects }, *item)
            }
            ty => Typed::Txt { txt: Txt::Fact(path), ty, literal: None },
        })
    }

    /// The path behind an expression that must be a stated or derived attribute.
    pub(super) fn attribute_path(&mut self, expr: &IdedExpr) -> Result<Path, LangError> {
        let typed = self.expression(expr)?;
        match typed {
            Typed::Bool(Bool::Fact(path))
            | Typed::Num(Num::Fact(path), _)
            | Typed::Txt { txt: Txt::Fact(path), .. }
            | Typed::Ref { path, .. }
            | Typed::List(ListOf::Fact { path, .. }, _)
                if path.field != Field::Key =>
            {
                Ok(path)
            }
            Typed::List(ListOf::Relation(_), _) => {
                Err(unsupported(self.at(expr), "has(liste)", "size(liste) > 0", "size(list) > 0"))
            }
            _ => Err(LangError::new(
                self.at(expr),
                "type-mismatch",
                "has() tager en oplysning, for eksempel has(system.owner)",
                "has() takes a fact, for instance has(system.owner)",
            )),
        }
    }
}

fn unknown_fact(kind: KindId, name: &str, at: usize) -> LangError {
    let def = schema().def(kind);
    let names = schema().field_names(kind);
    let (hint_da, hint_en) = match nearest(name, names.iter().copied()) {
        Some(near) => (format!("mente du {near}?"), format!("did you mean {near}?")),
        None => (format!("se docs/facts.md under {}", def.name), format!("see docs/facts.md under {}", def.name)),
    };
    LangError::new(
        at,
        "unknown-fact",
        format!("{} har ingen oplysning {name}: {hint_da}", def.name),
        format!("{} has no fact {name}: {hint_en}", def.name),
    )
}
