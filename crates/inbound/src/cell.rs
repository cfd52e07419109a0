//! One cell: from what people write to a value of the attribute's type, or what they should have written.
//!
//! Empty says nothing, unless the schema says it means none; `?` says nothing; `-` says that there is none.

use std::collections::HashSet;
use std::sync::Arc;

use facts::schema::{Attribute, ValueType, Word};
use facts::{EmptyCell, Value};
use kernel::{Day, DayError, Kroner, Text};

use crate::bounds::too_long;
use crate::header::{meant_da, meant_en};
use crate::nearest::{fold, fold_into, nearest};
use crate::report::{shown, text};

/// Reads the cells of one attribute. Words and keys that come again share their memory.
pub(crate) struct CellReader {
    attribute: &'static Attribute,
    words: Words,
    known: HashSet<Arc<str>>,
}

impl CellReader {
    /// The reader of that attribute's cells.
    pub fn new(attribute: &'static Attribute) -> Self {
        Self { attribute, words: Words::of(attribute.value.words().unwrap_or_default()), known: HashSet::new() }
    }

    /// The value in a trimmed cell, none when it says nothing, or what it should have said.
    pub fn read(&mut self, cell: &str) -> Result<Option<Value>, Text> {
        match cell {
            "" => return Ok((self.attribute.empty == EmptyCell::None).then_some(Value::None)),
            "?" => return Ok(None),
            "-" => return Ok(Some(Value::None)),
            _ => {}
        }
        match self.attribute.value {
            ValueType::Bool => read_bool(cell).map(Value::Bool),
            ValueType::Int => read_count(cell).map(Value::Int),
            ValueType::Money => read_money(cell).map(Value::Money),
            ValueType::Day => read_day(cell).map(Value::Day),
            ValueType::Text => self.within(cell).map(Value::text),
            ValueType::Enum(_) => self.words.read(cell).map(Value::Text),
            ValueType::Ref(_) => self.within(cell).map(|cell| Value::Text(self.share(cell))),
            ValueType::TextList | ValueType::EnumList(_) | ValueType::RefList(_) => return self.read_list(cell),
        }
        .map(Some)
    }

    fn read_list(&mut self, cell: &str) -> Result<Option<Value>, Text> {
        let is_words = self.attribute.value.words().is_some();
        let mut items: Vec<Arc<str>> = Vec::new();
        for item in cell.split('|').map(str::trim).filter(|item| !item.is_empty()) {
            let item = if is_words { self.words.read(item)? } else { self.share(self.within(item)?) };
            if !items.contains(&item) {
                items.push(item);
            }
        }
        if items.is_empty() {
            return self.read("");
        }
        Ok(Some(Value::List(items)))
    }

    /// The text, when it is not too long.
    fn within<'c>(&self, cell: &'c str) -> Result<&'c str, Text> {
        too_long(self.attribute, cell).map_or(Ok(cell), Err)
    }

    fn share(&mut self, cell: &str) -> Arc<str> {
        if let Some(known) = self.known.get(cell) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(cell);
        self.known.insert(Arc::clone(&new));
        new
    }
}

/// The words of an enumeration with all their spellings.
struct Words {
    all: &'static [Word],
    shared: Vec<Arc<str>>,
    spellings: Vec<(String, usize)>,
    folded: String,
}

impl Words {
    fn of(all: &'static [Word]) -> Self {
        let spell = |word: &Word| [word.word, word.label.da, word.label.en];
        let spellings = [0, 1, 2]
            .into_iter()
            .flat_map(|turn| all.iter().enumerate().map(move |(place, word)| (fold(spell(word)[turn]), place)))
            .collect();
        Self { all, shared: all.iter().map(|word| Arc::from(word.word)).collect(), spellings, folded: String::new() }
    }

    fn read(&mut self, cell: &str) -> Result<Arc<str>, Text> {
        fold_into(cell, &mut self.folded);
        match self.spellings.iter().find(|(spelling, _)| *spelling == self.folded) {
            Some((_, place)) => Ok(Arc::clone(&self.shared[*place])),
            None => Err(self.expected(cell)),
        }
    }

    fn expected(&self, cell: &str) -> Text {
        let near = nearest(cell, self.spellings.iter().map(|(spelling, place)| (&**spelling, *place)));
        let near = near.map(|place| self.all[place].label);
        let list = |label: fn(&Word) -> &'static str| self.all.iter().map(label).collect::<Vec<_>>().join(", ");
        let (da, en) = (list(|word| word.label.da), list(|word| word.label.en));
        let item = shown(cell);
        text(
            format!("'{item}' er ikke et af ordene: {da}.{}", meant_da(near.map(|label| label.da))),
            format!("'{item}' is not one of the words: {en}.{}", meant_en(near.map(|label| label.en))),
        )
    }
}

fn read_bool(cell: &str) -> Result<bool, Text> {
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match () {
        () if is(&["ja", "yes", "true", "1", "sand", "x"]) => Ok(true),
        () if is(&["nej", "no", "false", "0", "falsk"]) => Ok(false),
        () => Err(text("Skriv ja eller nej.", "Write yes or no.")),
    }
}

/// `1250`, `1.250`, `1 250`. Counts are never negative.
fn read_count(cell: &str) -> Result<i64, Text> {
    if cell.strip_prefix(['-', '\u{2212}']).is_some_and(|rest| whole(rest.trim_start()).is_some()) {
        return Err(text("Et antal kan ikke være negativt.", "A count cannot be negative."));
    }
    whole(cell).ok_or_else(|| {
        text("Skriv et helt tal, for eksempel 1250 eller 1.250.", "Write a whole number, for example 1250 or 1.250.")
    })
}

fn whole(cell: &str) -> Option<i64> {
    let mut groups = cell.split(['.', ' ', '\u{a0}']);
    let first = groups.next()?;
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut number: i64 = if digits(first) { first.parse().ok()? } else { return None };
    for group in groups {
        if group.len() != 3 || first.len() > 3 || !digits(group) {
            return None;
        }
        number = number.checked_mul(1_000)?.checked_add(group.parse().ok()?)?;
    }
    Some(number)
}

fn read_money(cell: &str) -> Result<Kroner, Text> {
    Kroner::parse(cell).map_err(|_| {
        text(
            "Skriv et beløb i kroner: 1250000, 1.250.000 eller 1.250.000,50.",
            "Write an amount in kroner: 1250000, 1.250.000,50 or DKK 1,250,000.50.",
        )
    })
}

/// A day between 1900 and 2200: anything else is a slip of the finger.
pub(crate) fn read_day(cell: &str) -> Result<Day, Text> {
    match Day::parse(cell) {
        Ok(day) if (1900..=2200).contains(&day.year()) => Ok(day),
        Ok(_) => Err(text(
            "Datoen er usandsynlig. Skriv en dato mellem 1900 og 2200.",
            "The date is unlikely. Write a date between 1900 and 2200.",
        )),
        Err(DayError::NoSuchDay(_)) => Err(text(
            "Datoen findes ikke i kalenderen. Ret dag og måned.",
            "The date does not exist in the calendar. Correct the day and month.",
        )),
        Err(DayError::Shape(_)) => Err(text(
            "Skriv en dato: 2026-05-03, 3.5.2026 eller 3. maj 2026.",
            "Write a date: 2026-05-03, 3.5.2026 or 3 May 2026.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use facts::schema;

    use super::*;

    fn read(path: &str, cell: &str) -> Result<Option<Value>, Text> {
        let (kind, attribute) = schema().path(path).expect(path);
        CellReader::new(schema().attribute(kind, attribute)).read(cell)
    }

    fn value(path: &str, cell: &str) -> Value {
        read(path, cell).expect(cell).expect(cell)
    }

    #[test]
    fn empty_says_nothing_unless_it_means_none_and_signs_say_which() {
        assert_eq!(read("person.hired_on", ""), Ok(None));
        assert_eq!(read("person.left_on", ""), Ok(Some(Value::None)));
        assert_eq!(read("person.left_on", "?"), Ok(None));
        assert_eq!(read("person.hired_on", "-"), Ok(Some(Value::None)));
    }

    #[test]
    fn yes_and_no_are_read_in_every_usual_spelling() {
        for yes in ["ja", "JA", "yes", "True", "1", "sand", "X"] {
            assert_eq!(value("system.mfa", yes), Value::Bool(true), "{yes}");
        }
        for no in ["nej", "No", "false", "0", "FALSK"] {
            assert_eq!(value("system.mfa", no), Value::Bool(false), "{no}");
        }
        assert!(read("system.mfa", "måske").expect_err("no word").da.contains("ja eller nej"));
    }

    #[test]
    fn counts_may_have_danish_thousands_and_are_never_negative() {
        for (cell, count) in [("0", 0), ("1250", 1250), ("1.250", 1250), ("1 250.000", 1_250_000), ("2024", 2024)] {
            assert_eq!(value("system.users", cell), Value::Int(count), "{cell}");
        }
        for cell in ["1,5", "12.5", "1.25", "1250.000", "ti", "1e3", "+5", ".5", "5.", "99999999999999999999"] {
            assert!(read("system.users", cell).expect_err(cell).en.contains("whole number"), "{cell}");
        }
        assert!(read("system.users", "-5").expect_err("negative").da.contains("negativt"));
    }

    #[test]
    fn amounts_are_in_kroner() {
        assert_eq!(value("device.price", "1.250,50 kr."), Value::Money(Kroner::from_oere(125_050)));
        assert!(read("device.price", "dyr").expect_err("no amount").da.contains("1.250.000,50"));
    }

    #[test]
    fn days_are_likely_days() {
        let day = |text| Value::Day(Day::parse(text).expect(text));
        assert_eq!(value("device.bought_on", "3.5.2026"), day("2026-05-03"));
        assert_eq!(value("device.bought_on", "1900-01-01"), day("1900-01-01"));
        assert_eq!(value("device.bought_on", "31-12-2200"), day("2200-12-31"));
        for (cell, why) in [
            ("1899-12-31", "usandsynlig"),
            ("2201-01-01", "usandsynlig"),
            ("0026-05-03", "usandsynlig"),
            ("31.2.2026", "kalenderen"),
            ("i går", "3. maj 2026"),
        ] {
            assert!(read("device.bought_on", cell).expect_err(cell).da.contains(why), "{cell}");
        }
    }

    #[test]
    fn a_word_is_read_as_word_or_label_and_stored_as_word() {
        for cell in ["in_stock", "På  lager", "IN STOCK"] {
            assert_eq!(value("device.status", cell), Value::text("in_stock"), "{cell}");
        }
    }

    #[test]
    fn a_wrong_word_gets_the_allowed_words_and_the_nearest_one() {
        let expected = read("device.status", "på lagger").expect_err("no word");
        assert!(expected.da.contains("i drift, på lager, til reparation"), "{}", expected.da);
        assert!(expected.da.ends_with("Mente du 'på lager'?"), "{}", expected.da);
        assert!(expected.en.ends_with("Did you mean 'in stock'?"), "{}", expected.en);
    }

    #[test]
    fn a_list_is_split_and_says_each_thing_once() {
        assert_eq!(value("system.using_units", "U1| U2||U1"), Value::list(["U1", "U2"]));
        assert_eq!(value("system.kle_tasks", "82.01"), Value::list(["82.01"]));
        assert_eq!(read("system.kle_tasks", " | "), Ok(None));
    }

    #[test]
    fn keys_and_numbers_that_are_names_stay_as_written() {
        assert_eq!(value("unit.ean", "0790001234567"), Value::text("0790001234567"));
        assert_eq!(value("device.unit", "0012"), Value::text("0012"));
    }

    #[test]
    fn a_text_a_name_and_a_key_are_only_so_long() {
        for (path, most) in
            [("system.name", 500), ("system.licence", 10_000), ("system.owner", 200), ("system.using_units", 200)]
        {
            assert!(matches!(read(path, &"æ".repeat(most)), Ok(Some(_))), "{path}");
            let expected = read(path, &"æ".repeat(most + 1)).expect_err(path);
            assert!(expected.en.contains(&format!("at most {most}")), "{path}: {}", expected.en);
        }
        // A list may have many items: only each of them is held against the bound.
        assert!(read("system.using_units", &"U1234567|".repeat(2_000)).is_ok());
    }

    #[test]
    fn what_is_expected_never_repeats_a_cpr_number() {
        assert!(!read("device.status", "010190-1234").expect_err("no word").da.contains("1234"));
    }
}
