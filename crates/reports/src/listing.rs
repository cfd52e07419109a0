//! Lists of objects: searched, filtered, sorted as Danes sort, and paged by key so that depth costs nothing. Orders and search
//! texts are made once a snapshot, when first asked for.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use facts::{AttrId, Attribute, Cell, KindId, Slots, State, Symbol, ValueType, schema};
use findings::{Assessment, Tally, Verdict};
use kernel::{Day, Lang, danish_sort_key};
use principles::Pack;

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortBy {
    /// The key.
    Key,
    /// An attribute; what is unknown stands last.
    Attribute(AttrId),
    /// How many rules it deviates from.
    Deviates,
    /// How many rules it is not assessed under.
    NotAssessed,
}

/// One narrowing of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// The attribute is one of these words, texts or keys (for lists: holds one of them); `?` for unknown, `-` for none.
    Fact(AttrId, Vec<String>),
    /// Some rule (or that rule, all rules of that principle, or of that section) gives that verdict.
    Verdict(Verdict, Option<Among>),
}

/// Which rules a verdict is looked for among.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// That rule.
    Rule(String),
    /// The rules of that principle.
    Principle(String),
    /// The rules of that section.
    Section(String),
}

/// What is asked of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Words that all must stand in key, texts or labels.
    pub search: String,
    /// The order.
    pub sort: SortBy,
    /// The other way round.
    pub descending: bool,
    /// The narrowings, all of which must hold.
    pub narrow: Vec<Narrow>,
    /// Start after the object with this key.
    pub after: Option<String>,
    /// So many objects at most.
    pub limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: SortBy::Key,
            descending: false,
            narrow: Vec::new(),
            after: None,
            limit: usize::MAX,
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The objects' places.
    pub objects: Vec<u32>,
    /// How many match in all.
    pub total: usize,
    /// How many stand before the first.
    pub before: usize,
    /// The key to start after for the page before this; none on the first page, empty to start from the beginning.
    pub previous: Option<String>,
    /// The key to start after for the next page; none on the last.
    pub next: Option<String>,
}

/// What lists need beside the facts, made as it is asked for.
#[derive(Debug, Default)]
pub struct Listing {
    kinds: Vec<OneKind>,
}

#[derive(Debug, Default)]
struct OneKind {
    orders: Mutex<BTreeMap<SortBy, Arc<Vec<u32>>>>,
    search: OnceLock<Vec<String>>,
    tallies: OnceLock<Vec<Tally>>,
}

impl Listing {
    /// For a new snapshot; nothing is made yet.
    pub fn new() -> Self {
        Self { kinds: schema().kinds().map(|_| OneKind::default()).collect() }
    }

    fn kind(&self, kind: KindId) -> &OneKind {
        &self.kinds[usize::from(kind.0)]
    }

    /// How each object of a kind stands: its verdicts counted over all rules.
    pub fn tallies(&self, kind: KindId, slots: &Slots, assessment: &Assessment) -> &[Tally] {
        self.kind(kind).tallies.get_or_init(|| {
            let mut tallies = vec![Tally::default(); slots.count(kind) as usize];
            for findings in assessment.rules().iter().filter(|findings| findings.kind == kind) {
                for finding in assessment.of_rule(findings) {
                    tallies[finding.object as usize].count(finding.verdict);
                }
            }
            tallies
        })
    }

    fn order(&self, kind: KindId, by: SortBy, slots: &Slots, assessment: &Assessment) -> Arc<Vec<u32>> {
        let orders = &self.kind(kind).orders;
        if let Some(order) = orders.lock().unwrap_or_else(PoisonError::into_inner).get(&by) {
            return Arc::clone(order);
        }
        let made = Arc::new(self.sorted(kind, by, slots, assessment));
        orders.lock().unwrap_or_else(PoisonError::into_inner).insert(by, Arc::clone(&made));
        made
    }

    fn sorted(&self, kind: KindId, by: SortBy, slots: &Slots, assessment: &Assessment) -> Vec<u32> {
        let mut order: Vec<u32> = (0..slots.count(kind)).collect();
        let key = |object: u32| natural(&slots.keys(kind)[object as usize]);
        match by {
            SortBy::Key => order.sort_by_cached_key(|object| key(*object)),
            SortBy::Deviates | SortBy::NotAssessed => {
                let tallies = self.tallies(kind, slots, assessment);
                order.sort_by_cached_key(|object| {
                    let tally = tallies[*object as usize];
                    let count = if by == SortBy::Deviates { tally.deviates } else { tally.not_assessed };
                    (count, key(*object))
                });
            }
            SortBy::Attribute(attribute) => {
                let column = slots.column(kind, attribute);
                let is_number = matches!(
                    schema().attribute(kind, attribute).value,
                    ValueType::Bool | ValueType::Int | ValueType::Money | ValueType::Day
                );
                order.sort_by_cached_key(|object| {
                    let rank = match column.state[*object as usize] {
                        State::Value => 0,
                        State::None => 1,
                        State::Expired | State::Missing => 2,
                    };
                    let (number, text) = match (rank, is_number) {
                        (0, true) => (column.low[*object as usize], String::new()),
                        (0, false) => (0, shown_key(slots, kind, *object, attribute)),
                        _ => (0, String::new()),
                    };
                    (rank, number, text, key(*object))
                });
            }
        }
        order
    }

    fn search_texts(&self, kind: KindId, slots: &Slots) -> &[String] {
        self.kind(kind).search.get_or_init(|| {
            (0..slots.count(kind))
                .map(|object| {
                    let mut text = slots.keys(kind)[object as usize].to_lowercase();
                    for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
                        let searched = matches!(
                            attribute.value,
                            ValueType::Text | ValueType::TextList | ValueType::Ref(_) | ValueType::Enum(_)
                        );
                        let Ok(place) = u8::try_from(place) else { continue };
                        if searched && slots.column(kind, AttrId(place)).state[object as usize] == State::Value {
                            text.push('\n');
                            text.push_str(&shown(slots, kind, object, AttrId(place)).to_lowercase());
                        }
                    }
                    text
                })
                .collect()
        })
    }

    /// The objects that match, in their order.
    pub fn matching(
        &self,
        kind: KindId,
        (slots, assessment, packs): (&Slots, &Assessment, &[&Pack]),
        query: &Query,
    ) -> Vec<u32> {
        let order = self.order(kind, query.sort, slots, assessment);
        let words: Vec<String> = query.search.split_whitespace().map(str::to_lowercase).collect();
        let texts = if words.is_empty() { &[] } else { self.search_texts(kind, slots) };
        let tests: Vec<Test<'_>> =
            query.narrow.iter().map(|narrow| Test::new(narrow, kind, (slots, assessment, packs))).collect();
        let matches = |object: &u32| {
            words.iter().all(|word| texts[*object as usize].contains(word.as_str()))
                && tests.iter().all(|test| test.holds(*object))
        };
        let found = order.iter().copied().filter(matches);
        if query.descending { turned(found.collect(), query.sort, kind, slots) } else { found.collect() }
    }

    /// The objects that would match if nothing narrowed by that attribute: among them its other words are counted.
    pub fn but_for(
        &self,
        kind: KindId,
        facts: (&Slots, &Assessment, &[&Pack]),
        query: &Query,
        attribute: AttrId,
    ) -> Vec<u32> {
        let by_another = |narrow: &&Narrow| !matches!(narrow, Narrow::Fact(by, _) if *by == attribute);
        let narrow = query.narrow.iter().filter(by_another).cloned().collect();
        // Whoever counts needs no order: the one of the page has been made already.
        self.matching(kind, facts, &Query { narrow, descending: false, ..query.clone() })
    }

    /// One page of the objects that match.
    pub fn page(&self, kind: KindId, facts: (&Slots, &Assessment, &[&Pack]), query: &Query) -> Page {
        let after = query.after.as_deref().and_then(|key| facts.0.find(kind, key));
        cut(&self.matching(kind, facts, query), facts.0.keys(kind), query, after)
    }
}

/// One page out of all that match; it begins after that object.
pub fn cut(all: &[u32], keys: &[Arc<str>], query: &Query, after: Option<u32>) -> Page {
    let key = |place: usize| keys[all[place] as usize].to_string();
    let start = after.and_then(|object| all.iter().position(|one| *one == object)).map_or(0, |place| place + 1);
    let end = start.saturating_add(query.limit).min(all.len());
    let previous = match start {
        0 => None,
        _ if start <= query.limit => Some(String::new()),
        _ => Some(key(start - query.limit - 1)),
    };
    Page {
        objects: all[start..end].to_vec(),
        total: all.len(),
        before: start,
        previous,
        next: (end < all.len() && end > start).then(|| key(end - 1)),
    }
}

/// The other way round, but what is unknown still last.
fn turned(found: Vec<u32>, sort: SortBy, kind: KindId, slots: &Slots) -> Vec<u32> {
    let SortBy::Attribute(attribute) = sort else { return found.into_iter().rev().collect() };
    let column = slots.column(kind, attribute);
    let known = found.partition_point(|object| column.state[*object as usize] == State::Value);
    let (values, rest) = found.split_at(known);
    values.iter().rev().chain(rest).copied().collect()
}

/// Text with its numbers filled up with zeros, so that S2 stands before S10.
fn natural(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            key.push_str(&format!("{:0>12}", digits.trim_start_matches('0')));
            digits.clear();
        }
        if letter != '\0' {
            key.push(letter);
        }
    }
    danish_sort_key(&key)
}

fn shown(slots: &Slots, kind: KindId, object: u32, attribute: AttrId) -> String {
    slots.show(facts::NamedFact { kind, object, field: facts::Field::Attribute(attribute) }, Lang::Da)
}

fn shown_key(slots: &Slots, kind: KindId, object: u32, attribute: AttrId) -> String {
    natural(&shown(slots, kind, object, attribute))
}

/// A narrowing made ready.
enum Test<'a> {
    Fact { slots: &'a Slots, kind: KindId, attribute: AttrId, words: &'a [String] },
    Verdict { verdict: Verdict, rules: Vec<&'a findings::RuleFindings> },
}

impl<'a> Test<'a> {
    fn new(
        narrow: &'a Narrow,
        kind: KindId,
        (slots, assessment, packs): (&'a Slots, &'a Assessment, &[&Pack]),
    ) -> Self {
        match narrow {
            Narrow::Fact(attribute, words) => Self::Fact { slots, kind, attribute: *attribute, words },
            Narrow::Verdict(verdict, among) => {
                let wanted = |findings: &&findings::RuleFindings| {
                    let pack = packs[findings.pack];
                    let rule = &pack.rules[findings.rule];
                    findings.kind == kind
                        && match among {
                            None => true,
                            Some(Among::Rule(code)) => rule.code == *code,
                            Some(Among::Principle(id)) => pack.principle_of(rule).id == *id,
                            Some(Among::Section(id)) => pack.principle_of(rule).section == *id,
                        }
                };
                Self::Verdict { verdict: *verdict, rules: assessment.rules().iter().filter(wanted).collect() }
            }
        }
    }

    fn holds(&self, object: u32) -> bool {
        match self {
            Self::Fact { slots, kind, attribute, words } => holds_fact(slots, *kind, object, *attribute, words),
            Self::Verdict { verdict, rules } => rules.iter().any(|rule| rule.verdict(object) == *verdict),
        }
    }
}

fn holds_fact(slots: &Slots, kind: KindId, object: u32, attribute: AttrId, words: &[String]) -> bool {
    let column = slots.column(kind, attribute);
    match column.state[object as usize] {
        State::Missing | State::Expired => words.iter().any(|word| word == "?"),
        State::None => words.iter().any(|word| word == "-"),
        State::Value => {
            let fact = facts::NamedFact { kind, object, field: facts::Field::Attribute(attribute) };
            match slots.plain(fact) {
                facts::Plain::Bool(yes) => words.iter().any(|word| word == if yes { "true" } else { "false" }),
                facts::Plain::Number(number) => words.iter().any(|word| word.parse() == Ok(number)),
                facts::Plain::Text(text) => words.contains(&text),
                facts::Plain::List(items) => items.iter().any(|item| words.contains(item)),
                facts::Plain::Range { .. } | facts::Plain::Nothing(_) => false,
            }
        }
    }
}

/// Whether an attribute can be this word at all; texts and keys can be any. `?` is unknown, `-` none.
pub fn can_be(attribute: &Attribute, word: &str) -> bool {
    let is_of_its_type = match attribute.value {
        ValueType::Bool => matches!(word, "true" | "false"),
        ValueType::Enum(words) | ValueType::EnumList(words) => words.iter().any(|one| one.word == word),
        ValueType::Int | ValueType::Money => word.parse::<i64>().is_ok(),
        ValueType::Day => Day::parse(word).is_ok_and(|day| day.to_string() == word),
        ValueType::Text | ValueType::TextList | ValueType::Ref(_) | ValueType::RefList(_) => true,
    };
    is_of_its_type || matches!(word, "?" | "-")
}

/// How many of these objects have each word of an attribute: for a list's filters. Unknown counts as `?`, none as `-`.
pub fn facet(slots: &Slots, kind: KindId, attribute: AttrId, objects: &[u32]) -> BTreeMap<String, usize> {
    let mut facet = Facet::default();
    objects.iter().for_each(|object| facet.count(&slots.cell(kind, *object, attribute)));
    facet.told(slots, schema().attribute(kind, attribute).value)
}

/// The same, but of many texts the most common only, those that are `chosen` among them, and how many there are in all.
pub fn commonest(
    slots: &Slots,
    (kind, attribute): (KindId, AttrId),
    objects: &[u32],
    (most, chosen): (usize, &[String]),
) -> (BTreeMap<String, usize>, usize) {
    let mut facet = Facet::default();
    objects.iter().for_each(|object| facet.count(&slots.cell(kind, *object, attribute)));
    let all = facet.texts.len();
    facet.keep(most, |symbol| chosen.iter().any(|word| word == slots.symbols().text(symbol)));
    (facet.told(slots, schema().attribute(kind, attribute).value), all)
}

/// Counts by symbol while objects are passed over: a list of 20,000 is counted for each filter, so no text is made before
/// the end.
#[derive(Default)]
struct Facet {
    unknown: usize,
    none: usize,
    yes: usize,
    no: usize,
    texts: BTreeMap<Symbol, usize>,
    numbers: BTreeMap<i64, usize>,
}

impl Facet {
    fn count(&mut self, cell: &Cell) {
        match cell {
            Cell::Missing | Cell::Expired => self.unknown += 1,
            Cell::None => self.none += 1,
            Cell::Bool(true) => self.yes += 1,
            Cell::Bool(false) => self.no += 1,
            Cell::Text(symbol) => *self.texts.entry(*symbol).or_default() += 1,
            Cell::List(items, _) => items.iter().for_each(|item| *self.texts.entry(*item).or_default() += 1),
            Cell::Number(low, high) if low == high => *self.numbers.entry(*low).or_default() += 1,
            Cell::Number(..) => {}
        }
    }

    /// Leaves so many of the most common texts, and those that are chosen.
    fn keep(&mut self, most: usize, chosen: impl Fn(Symbol) -> bool) {
        if self.texts.len() <= most {
            return;
        }
        let mut by_count: Vec<(usize, Symbol)> = self.texts.iter().map(|(symbol, count)| (*count, *symbol)).collect();
        by_count.select_nth_unstable_by_key(most, |(count, symbol)| (Reverse(*count), *symbol));
        for (_, symbol) in by_count.drain(most..).filter(|(_, symbol)| !chosen(*symbol)) {
            self.texts.remove(&symbol);
        }
    }

    fn told(self, slots: &Slots, value: ValueType) -> BTreeMap<String, usize> {
        let number = |number: i64| match value {
            ValueType::Day => {
                i32::try_from(number).map_or_else(|_| number.to_string(), |days| Day::from_days(days).to_string())
            }
            _ => number.to_string(),
        };
        let words = [("?", self.unknown), ("-", self.none), ("true", self.yes), ("false", self.no)];
        let words = words.into_iter().filter(|(_, count)| *count > 0).map(|(word, count)| (word.to_owned(), count));
        let texts = self.texts.into_iter().map(|(symbol, count)| (slots.symbols().text(symbol).to_owned(), count));
        words.chain(texts).chain(self.numbers.into_iter().map(|(value, count)| (number(value), count))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_words_the_most_common_are_kept_and_those_that_are_chosen() {
        let kind = schema().kind("system").expect("system");
        let supplier = schema().attribute_id(kind, "supplier").expect("supplier");
        let mut estate = facts::Estate::default();
        let source = estate.source("OS2kitos", "kitos", facts::Rank::Register);
        // L1 has one system, L2 two, and so on; one system has none that is known.
        let of = (1..=5).flat_map(|number| std::iter::repeat_n(Some(format!("L{number}")), number)).chain([None]);
        for (place, supplier_key) in of.enumerate() {
            let object = estate.object(kind, &format!("S{place}"));
            let Some(key) = supplier_key else { continue };
            let value = facts::Value::text(&key);
            let seen_at = Day::default();
            estate.observe(kind, supplier, facts::Observation { object, source, seen_at, value, given: None });
        }
        let slots = estate.slots(Day::default());
        let objects: Vec<u32> = (0..slots.count(kind)).collect();
        let kept = |most, chosen: &[String]| commonest(&slots, (kind, supplier), &objects, (most, chosen));
        let told = |pairs: &[(&str, usize)]| pairs.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect();
        assert_eq!(kept(2, &[]), (told(&[("?", 1), ("L4", 4), ("L5", 5)]), 5));
        assert_eq!(kept(2, &["L1".to_owned()]), (told(&[("?", 1), ("L1", 1), ("L4", 4), ("L5", 5)]), 5));
        assert_eq!(kept(9, &[]), (facet(&slots, kind, supplier, &objects), 5));
    }

    #[test]
    fn numbers_in_keys_sort_as_numbers() {
        let mut keys = vec!["S10", "S2", "S0009", "Å1", "B7-12", "B7-3"];
        keys.sort_by_key(|key| natural(key));
        assert_eq!(keys, ["B7-3", "B7-12", "S2", "S0009", "S10", "Å1"]);
    }

    #[test]
    fn a_word_that_its_type_does_not_have_is_none_of_an_attributes() {
        let system = schema().kind("system").expect("a kind");
        let can = |name: &str, word: &str| {
            let attribute = schema().attribute_id(system, name).expect("an attribute");
            can_be(schema().attribute(system, attribute), word)
        };
        for (name, word) in
            [("hosting", "saas"), ("hosting", "?"), ("hosting", "-"), ("name", "nope"), ("supplier", "x")]
        {
            assert!(can(name, word), "{name}={word}");
        }
        for (name, word) in
            [("hosting", "nope"), ("status", "nope"), ("rights_concept", "ja"), ("coupled_systems", "to")]
        {
            assert!(!can(name, word), "{name}={word}");
        }
    }
}
