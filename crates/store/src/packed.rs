//! Many rows in one text: a row costs the driver microseconds, and a town has hundreds of thousands that are read together.
//! Each row is its numbers and its texts' lengths in bytes, each with a space after it, then the texts end to end: whatever
//! a text holds, it cannot be taken for its end.

/// What is left of a packed text.
pub(crate) struct Packed<'p>(&'p str);

impl<'p> Packed<'p> {
    pub(crate) fn of(packed: &'p str) -> Self {
        Self(packed)
    }

    /// Whether every row is read.
    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands before the next space.
    pub(crate) fn word(&mut self) -> Option<&'p str> {
        let end = self.0.bytes().position(|byte| byte == b' ')?;
        let word = &self.0[..end];
        self.0 = &self.0[end + 1..];
        Some(word)
    }

    /// The next number, or a text's length.
    pub(crate) fn number(&mut self) -> Option<i64> {
        self.word()?.parse().ok()
    }

    /// A text of so many bytes.
    pub(crate) fn text(&mut self, length: i64) -> Option<&'p str> {
        let (text, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(text)
    }

    /// A text that may be absent: its length is below zero then.
    pub(crate) fn text_if_any(&mut self, length: i64) -> Option<Option<&'p str>> {
        if length < 0 { Some(None) } else { self.text(length).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_text_holds_it_comes_back() {
        for text in ["S1", "", "æ ø å", "7 ", " ", "\u{1e}\u{1f}\u{1b}", "12 34 "] {
            let packed = format!("-1 {} 5 {text}andet", text.len());
            let mut rest = Packed::of(&packed);
            let (none, first, second) = (rest.number(), rest.number(), rest.number());
            assert_eq!((none, second), (Some(-1), Some(5)));
            assert_eq!(rest.text_if_any(-1), Some(None));
            assert_eq!(first.and_then(|length| rest.text(length)), Some(text));
            assert_eq!(rest.text_if_any(5), Some(Some("andet")));
            assert!(rest.is_over());
        }
    }

    #[test]
    fn what_is_cut_short_is_not_read() {
        assert_eq!(Packed::of("12").word(), None);
        assert_eq!(Packed::of("x ").number(), None);
        assert_eq!(Packed::of("abc").text(4), None);
        assert_eq!(Packed::of("æ").text(1), None);
        assert_eq!(Packed::of("abc").text(-1), None);
    }
}
