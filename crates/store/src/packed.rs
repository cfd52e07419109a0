//! Many rows in one text: a row costs the driver microseconds, and a town has hundreds of thousands that are read together.
//! Entries are told apart by one control character and their fields by another; a text that may hold either is written by
//! [`safe`] in the question and read by [`plain`].

use std::borrow::Cow;

/// An SQL expression for a text column in which no control character of ours is left.
macro_rules! safe {
    ($column:literal) => {
        concat!(
            "REPLACE(REPLACE(REPLACE(",
            $column,
            ", '\u{1b}', '\u{1b}e'), '\u{1e}', '\u{1b}r'), '\u{1f}', '\u{1b}u')"
        )
    };
}
pub(crate) use safe;

/// The entries of a packed text.
pub(crate) fn entries(packed: &str) -> impl Iterator<Item = &str> {
    packed.split('\u{1e}')
}

/// So many fields of an entry; nothing when it has more or fewer.
pub(crate) fn fields<const N: usize>(entry: &str) -> Option<[&str; N]> {
    let mut rest = entry.split('\u{1f}');
    let mut found = [""; N];
    for field in &mut found {
        *field = rest.next()?;
    }
    rest.next().is_none().then_some(found)
}

/// A field as it was before [`safe`].
pub(crate) fn plain(field: &str) -> Cow<'_, str> {
    if !field.contains('\u{1b}') {
        return Cow::Borrowed(field);
    }
    Cow::Owned(field.replace("\u{1b}u", "\u{1f}").replace("\u{1b}r", "\u{1e}").replace("\u{1b}e", "\u{1b}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safely(text: &str) -> String {
        text.replace('\u{1b}', "\u{1b}e").replace('\u{1e}', "\u{1b}r").replace('\u{1f}', "\u{1b}u")
    }

    #[test]
    fn whatever_a_text_holds_it_comes_back() {
        for text in ["S1", "", "æ ø å", "\u{1e}", "a\u{1f}b", "\u{1b}e", "\u{1b}\u{1b}r\u{1e}u\u{1b}"] {
            let packed = format!("1\u{1f}{}\u{1e}2\u{1f}{}", safely(text), safely("andet"));
            let found: Vec<[&str; 2]> = entries(&packed).filter_map(fields).collect();
            assert_eq!(found.iter().map(|[_, text]| plain(text)).collect::<Vec<_>>(), [text, "andet"]);
        }
        assert_eq!(fields::<2>("a"), None);
        assert_eq!(fields::<1>("a\u{1f}b"), None);
    }
}
