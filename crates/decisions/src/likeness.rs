//! Near-copies: two explanations are compared by their shingles (runs of words; Broder 1997), short ones also by the longest run of words
//! that both have in the same order (longest common subsequence). An explanation that is another's in new clothes is a standard
//! explanation, and says nothing about this object.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// So many words make a shingle.
const WORDS: usize = 3;
/// From this likeness on, in percent, one is a near-copy of the other.
const NEAR: u32 = 80;

/// A word put in breaks three shingles, which is much of a text of no more words than this.
const SHORT: usize = 80;

/// An explanation of another case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The case's number.
    pub case: String,
    /// Its own words ([`crate::Explanation::own_words`]).
    pub words: String,
}

/// How like an earlier explanation a new one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// The earlier case.
    pub case: String,
    /// Shared shingles of all, in percent; 100 for the same words in the same order.
    pub percent: u32,
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn shingles(words: &[String]) -> HashSet<&[String]> {
    if words.len() < WORDS { HashSet::from([words]) } else { words.windows(WORDS).collect() }
}

/// How many words two texts have in common in the same order.
fn in_order(one: &[String], other: &[String]) -> usize {
    let mut row = vec![0; other.len() + 1];
    for word in one {
        let mut corner = 0;
        for (place, theirs) in other.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = if word == theirs { corner + 1 } else { above.max(row[place]) };
            corner = above;
        }
    }
    row[other.len()]
}

/// The earlier explanation that is most like these words, when it is a near-copy.
pub fn likest(text: &str, earlier: &[Earlier]) -> Option<Likeness> {
    let own = words(text);
    let own_shingles = shingles(&own);
    let mut best: Option<Likeness> = None;
    for other in earlier {
        let theirs = words(&other.words);
        let percent = if own == theirs {
            100
        } else {
            let runs = shingles(&theirs);
            let shared = own_shingles.intersection(&runs).count();
            let mut percent = shared * 100 / (own_shingles.len() + runs.len() - shared).max(1);
            if own.len().max(theirs.len()) <= SHORT {
                percent = percent.max(in_order(&own, &theirs) * 200 / (own.len() + theirs.len()).max(1));
            }
            // Shuffled or repeated words may share all shingles and still be no copy word by word.
            u32::try_from(percent).unwrap_or(0).min(99)
        };
        if percent >= NEAR && best.as_ref().is_none_or(|best| percent > best.percent) {
            best = Some(Likeness { case: other.case.clone(), percent });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earlier(words: &str) -> Vec<Earlier> {
        vec![Earlier { case: "2026-0001".to_owned(), words: words.to_owned() }]
    }

    const TEXT: &str = "Leverandøren kan først levere flerfaktorlogin i næste udgave, og systemet bruges kun af tre \
        medarbejdere på et aflåst kontor, som alle er kendt ved navn.";

    #[test]
    fn the_same_words_are_a_copy_whatever_their_case_and_punctuation() {
        let shouted = TEXT.to_uppercase().replace(',', " –");
        assert_eq!(likest(&shouted, &earlier(TEXT)).map(|like| like.percent), Some(100));
    }

    #[test]
    fn one_changed_word_at_the_end_is_a_near_copy_and_another_reason_is_none() {
        let near = likest(&TEXT.replace("navn", "navns"), &earlier(TEXT)).expect("near");
        assert!((80..100).contains(&near.percent), "{near:?}");
        assert_eq!(
            likest("Kontrakten løber til 2027, og udtræden koster mere end selve systemet.", &earlier(TEXT)),
            None
        );
        assert_eq!(likest("", &earlier(TEXT)), None);
        let two_more = TEXT.replacen("først", "nok først", 1).replacen("kun", "altid kun", 1);
        assert!(likest(&two_more, &earlier(TEXT)).is_some_and(|like| like.percent >= 90));
        let other =
            "Leverandøren kan ikke levere logning i denne udgave, og systemet bruges af hele forvaltningen hver dag.";
        assert_eq!(likest(other, &earlier(TEXT)), None, "the same supplier, another reason");
    }
}
