//! What one alternative demands of one fact, and whether anything can meet it.

use std::collections::BTreeSet;

/// The demands on one fact.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    none_fits: bool,
    value_fits: bool,
    low: i64,
    high: i64,
    /// The least and the most days from today.
    days: (i64, i64),
    not_numbers: BTreeSet<i64>,
    words: Option<BTreeSet<String>>,
    not_words: BTreeSet<String>,
    /// All words there are, for an enumeration.
    domain: Option<&'static [facts::schema::Word]>,
}

impl Demand {
    pub fn new(domain: Option<&'static [facts::schema::Word]>) -> Self {
        Self {
            none_fits: true,
            value_fits: true,
            low: i64::MIN,
            high: i64::MAX,
            days: (i64::MIN, i64::MAX),
            not_numbers: BTreeSet::new(),
            words: None,
            not_words: BTreeSet::new(),
            domain,
        }
    }

    /// There must be a value.
    pub fn value(&mut self) {
        self.none_fits = false;
    }

    /// There must be none.
    pub fn none(&mut self) {
        self.value_fits = false;
    }

    /// If there is a value, it lies there.
    pub fn between(&mut self, low: i64, high: i64) {
        self.low = self.low.max(low);
        self.high = self.high.min(high);
    }

    /// If there is a value, it is a day so many days from today.
    pub fn days_from_today(&mut self, least: i64, most: i64) {
        self.days = (self.days.0.max(least), self.days.1.min(most));
    }

    /// If there is a value, it is not that number.
    pub fn not_number(&mut self, number: i64) {
        self.not_numbers.insert(number);
    }

    /// If there is a value, it is one of these.
    pub fn one_of(&mut self, words: &BTreeSet<String>) {
        self.words = Some(match &self.words {
            Some(known) => known.intersection(words).cloned().collect(),
            None => words.clone(),
        });
    }

    /// If there is a value, it is none of these.
    pub fn not_one_of(&mut self, words: &BTreeSet<String>) {
        self.not_words.extend(words.iter().cloned());
    }

    /// Whether anything meets all demands.
    pub fn is_possible(&self) -> bool {
        self.none_fits || (self.value_fits && self.some_number() && self.some_word())
    }

    fn some_number(&self) -> bool {
        if self.low > self.high || self.days.0 > self.days.1 {
            return false;
        }
        // Only so many numbers are ruled out one by one; a longer stretch has one left.
        let stretch = i128::from(self.high) - i128::from(self.low) + 1;
        stretch > self.not_numbers.len() as i128 || (self.low..=self.high).any(|n| !self.not_numbers.contains(&n))
    }

    fn some_word(&self) -> bool {
        match (&self.words, self.domain) {
            (Some(words), _) => words.iter().any(|word| !self.not_words.contains(word)),
            (None, Some(domain)) => domain.iter().any(|word| !self.not_words.contains(word.word)),
            (None, None) => true,
        }
    }
}
