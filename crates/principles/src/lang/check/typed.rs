//! A checked part of an expression: its node and its type.

use facts::KindId;

use crate::lang::nodes::{Bool, Hop, ListOf, Num, Path, Txt};
use crate::lang::types::Type;

/// A node with its type.
pub(super) enum Typed {
    Bool(Bool),
    /// Int, money or day.
    Num(Num, Type),
    /// Text or word; the literal if it is one.
    Txt {
        txt: Txt,
        ty: Type,
        literal: Option<String>,
    },
    /// A reference: a text (its key) and a way onwards.
    Ref {
        path: Path,
        hop: Hop,
        kind: KindId,
    },
    /// An object reached from a variable.
    Object {
        var: u8,
        hops: Vec<Hop>,
        kind: KindId,
    },
    List(ListOf, Type),
    Nums(Vec<Num>, Type),
    Period {
        months: Num,
        days: Num,
    },
}

impl Typed {
    pub(super) fn ty(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::Num(_, ty) | Self::Txt { ty, .. } => ty.clone(),
            Self::Ref { kind, .. } => Type::Ref(*kind),
            Self::Object { kind, .. } => Type::Object(*kind),
            Self::List(_, item) | Self::Nums(_, item) => Type::List(Box::new(item.clone())),
            Self::Period { .. } => Type::Period,
        }
    }
}
