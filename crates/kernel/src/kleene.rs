//! Three-valued truth (Kleene 1952, the strong tables): what is unknown matters only where it could change the outcome.

/// True, false, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kleene {
    /// Known to hold.
    True,
    /// Known not to hold.
    False,
    /// Not known.
    Unknown,
}

impl Kleene {
    /// The truth of a known bool.
    pub const fn of(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }

    /// Both hold; false as soon as one is false.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// One holds; true as soon as one is true.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Unknown,
        }
    }
}

impl std::ops::Not for Kleene {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kleene::{False, True, Unknown};

    #[test]
    fn the_tables_are_kleenes() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(Unknown.and(True), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(Unknown.or(False), Unknown);
        assert_eq!(!Unknown, Unknown);
        for (a, b) in [(True, False), (False, Unknown), (Unknown, True), (Unknown, Unknown)] {
            assert_eq!(!(a.and(b)), (!a).or(!b), "de Morgan: {a:?} {b:?}");
        }
    }
}
