//! Words compared as people compare them: without regard to case and spacing, and the nearest one when none fits.

/// Longer words are not compared: nobody mistypes a page.
const LONGEST_COMPARED: usize = 64;

/// The word as it is compared: lower case, single spaces, straight apostrophes.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] into a buffer that is used again.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for letter in word.chars() {
            match letter {
                '\u{2019}' => folded.push('\''),
                _ if letter.is_ascii() => folded.push(letter.to_ascii_lowercase()),
                _ => folded.extend(letter.to_lowercase()),
            }
        }
    }
}

/// Of those spellings the nearest to the word, if at least half of it fits; its companion is given back.
pub(crate) fn nearest<'w, T>(word: &str, spellings: impl IntoIterator<Item = (&'w str, T)>) -> Option<T> {
    let word = fold(word);
    let length = word.chars().count();
    if length == 0 || length > LONGEST_COMPARED {
        return None;
    }
    let mut best: Option<(usize, usize, T)> = None;
    let mut other = String::new();
    for (spelling, companion) in spellings {
        if spelling.len() > 4 * LONGEST_COMPARED {
            continue;
        }
        fold_into(spelling, &mut other);
        let other_length = other.chars().count();
        let longest = length.max(other_length);
        if length.abs_diff(other_length) * 2 > longest {
            continue;
        }
        let distance = strsim::osa_distance(&word, &other);
        // Distances are compared as shares of the longer word, without fractions.
        let nearer = best.as_ref().is_none_or(|(d, l, _)| distance * l < d * longest);
        if distance * 2 <= longest && nearer {
            best = Some((distance, longest, companion));
        }
    }
    best.map(|(_, _, companion)| companion)
}

/// The nearest of some words.
pub(crate) fn nearest_word<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    nearest(word, words.into_iter().map(|word| (word, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_spacing_and_curly_apostrophes() {
        assert_eq!(fold("  IT’s \n ROLLE "), "it's rolle");
        assert_eq!(fold("ÆBLE"), "æble");
    }

    #[test]
    fn the_nearest_word_is_the_one_a_person_meant() {
        let words = ["i drift", "på lager", "til reparation"];
        assert_eq!(nearest_word("drift", words), Some("i drift"));
        assert_eq!(nearest_word("PÅ LAGRE", words), Some("på lager"));
        assert_eq!(nearest_word("xyz", words), None);
        assert_eq!(nearest_word("", words), None);
        assert_eq!(nearest_word(&"a".repeat(1000), words), None);
    }
}
