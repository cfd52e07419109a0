//! What an expression is lowered to: small typed trees over fact slots, with all names resolved.

use std::sync::Arc;

use facts::{Field, KindId};
use regex_lite::Regex;

/// A fact reached from a variable through references: `s.network.site.name`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The variable: 0 is the object under assessment.
    pub var: u8,
    /// References to follow first.
    pub hops: Box<[Hop]>,
    /// The kind of the object where the fact is.
    pub kind: KindId,
    /// The fact.
    pub field: Field,
    /// Which of the rule's ages limits it; `NO_AGE` when none does.
    pub age: u8,
}

/// The marker of a fact that may be as old as it likes.
pub const NO_AGE: u8 = u8::MAX;

/// One reference on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hop {
    /// The kind the reference stands on.
    pub kind: KindId,
    /// The attribute that refers.
    pub attribute: facts::AttrId,
    /// Which of the rule's ages limits it.
    pub age: u8,
}

/// An order or equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    /// Whether it holds of two numbers.
    pub(crate) const fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

/// Which quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    All,
    Exists,
    ExistsOne,
}

/// A yes-or-no expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bool {
    Const(bool),
    And(Box<[Bool]>),
    Or(Box<[Bool]>),
    Not(Box<Bool>),
    If(Box<[Bool; 3]>),
    /// Equality of two truths; the bool says whether inequality is meant.
    Same(Box<[Bool; 2]>, Compare),
    Fact(Path),
    Has(Path),
    Number(Compare, Box<[Num; 2]>),
    NumberIn(Box<Num>, Box<[Num]>),
    /// Equality of two texts; the bool says whether inequality is meant.
    Text(Compare, Box<[Txt; 2]>),
    TextIn(Box<Txt>, Box<ListOf>),
    TextTest(Box<Txt>, TextTest),
    Quantified {
        quantifier: Quantifier,
        list: Box<ListOf>,
        var: u8,
        body: Box<Bool>,
    },
}

/// A whole number, amount (øre) or day (since 1970).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Num {
    Const(i64),
    Today,
    Fact(Path),
    Add(Box<[Num; 2]>),
    Subtract(Box<[Num; 2]>),
    Multiply(Box<[Num; 2]>),
    Divide(Box<[Num; 2]>),
    Remainder(Box<[Num; 2]>),
    Negate(Box<Num>),
    /// A day and a number of months to add.
    AddMonths(Box<[Num; 2]>),
    Year(Box<Num>),
    /// 0-11, as CEL counts them.
    Month(Box<Num>),
    ListSize(Box<ListOf>),
    TextSize(Box<Txt>),
    If(Box<Bool>, Box<[Num; 2]>),
}

/// A text, word or key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Txt {
    /// Index into [`Code::texts`].
    Const(u16),
    Fact(Path),
    /// A text list's element.
    Element(u8),
    If(Box<Bool>, Box<[Txt; 2]>),
}

/// A list of texts or objects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ListOf {
    Literal(Box<[Txt]>),
    /// A list attribute; objects when it is a list of references.
    Fact {
        path: Path,
        objects: bool,
    },
    Relation(Path),
    Conflicts(Path),
    Filter {
        list: Box<ListOf>,
        var: u8,
        body: Box<Bool>,
    },
}

/// A test on a text.
#[derive(Clone, Debug)]
pub(crate) enum TextTest {
    StartsWith(u16),
    EndsWith(u16),
    Contains(u16),
    Matches(Arc<Regex>),
}

impl PartialEq for TextTest {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::StartsWith(a), Self::StartsWith(b))
            | (Self::EndsWith(a), Self::EndsWith(b))
            | (Self::Contains(a), Self::Contains(b)) => a == b,
            (Self::Matches(a), Self::Matches(b)) => a.as_str() == b.as_str(),
            _ => false,
        }
    }
}

/// One fact that an expression looks at: kind and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Use {
    /// The kind of the object the fact belongs to.
    pub kind: KindId,
    /// Attribute or relation name.
    pub name: &'static str,
}

/// A checked expression that gives yes or no.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub(crate) root: Bool,
    /// The literal texts it compares with.
    pub(crate) texts: Vec<Arc<str>>,
    /// Every fact it looks at, sorted.
    pub uses: Vec<Use>,
    /// The kind of the object it is about.
    pub kind: KindId,
}
