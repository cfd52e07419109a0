//! What no single row shows of an intake, and people should know before it counts: references to objects that neither the house nor
//! the intake has, and days that have not come. Neither stops it, since the objects may come in the next file.

use std::collections::{BTreeMap, HashMap, HashSet};

use facts::{AttrId, KindId, Slots, Value, schema};
use kernel::{Day, Lang, Text};
use store::{Difference, Intake};

use crate::House;
use crate::sources::formerly;

/// So many references that lead nowhere are listed; the rest are counted.
const LISTED: usize = 1_000;

/// A reference to an object that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// The kind of the row's object.
    pub kind: KindId,
    /// The key of the row's object.
    pub key: String,
    /// The attribute that refers.
    pub attribute: AttrId,
    /// The key to which it refers.
    pub to: String,
}

/// What should be known of an intake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// The first references that lead nowhere.
    pub loose: Vec<Loose>,
    /// How many there are.
    pub loose_count: usize,
    loose_of: BTreeMap<(KindId, AttrId), usize>,
    /// Which sources have counted as another register.
    formerly: Vec<Text>,
    /// Days of something done or seen that have not come.
    done: Ahead,
    /// Rows that are dated by a day that has not come.
    dated: Ahead,
}

/// How many lie ahead, and the first day of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ahead {
    count: usize,
    first: Option<Day>,
}

impl Ahead {
    fn add(&mut self, count: usize, day: Day) {
        self.count += count;
        self.first = Some(self.first.map_or(day, |first| first.min(day)));
    }
}

impl House {
    /// What should be known of an intake whose deliveries make those differences.
    pub fn foresee(&self, intake: &Intake, differences: &[Difference]) -> Foreseen {
        let now = self.now();
        let there = There::of(&now.slots, intake, differences);
        let mut foreseen = Foreseen { formerly: formerly(intake), ..Foreseen::default() };
        for delivery in &intake.deliveries {
            if delivery.seen_at > now.today {
                foreseen.dated.add(delivery.rows.len(), delivery.seen_at);
            }
            for row in &delivery.rows {
                for (attribute, value) in &row.facts {
                    foreseen.look((delivery.kind, &row.key), (*attribute, value), &there, now.today);
                }
            }
        }
        for fact in &intake.facts {
            foreseen.look((fact.kind, &fact.key), (fact.attribute, &fact.value), &there, now.today);
        }
        let given = intake.facts.iter().map(|fact| fact.seen_at);
        let answered = intake.answers.iter().map(|answer| answer.answer.on);
        given.chain(answered).filter(|day| *day > now.today).for_each(|day| foreseen.dated.add(1, day));
        foreseen
    }
}

impl Foreseen {
    fn look(
        &mut self,
        (kind, key): (KindId, &str),
        (attribute, value): (AttrId, &Value),
        there: &There<'_>,
        today: Day,
    ) {
        let stated = schema().attribute(kind, attribute);
        if let Value::Day(day) = value
            && stated.is_yet_to_come(value, today)
        {
            self.done.add(1, *day);
        }
        let Some(target) = stated.value.target().and_then(|name| schema().kind(name)) else { return };
        let items = match value {
            Value::Text(to) => std::slice::from_ref(to),
            Value::List(items) => &items[..],
            _ => return,
        };
        for to in items.iter().filter(|to| !there.has(target, to)) {
            self.loose_count += 1;
            *self.loose_of.entry((kind, attribute)).or_default() += 1;
            if self.loose.len() < LISTED {
                self.loose.push(Loose { kind, key: key.to_owned(), attribute, to: to.to_string() });
            }
        }
    }

    /// In sentences, none of which names a key.
    pub fn told(&self) -> Vec<Text> {
        let seen = [self.loose_told(), self.done.told(DONE), self.dated.told(DATED)];
        self.formerly.iter().cloned().chain(seen.into_iter().flatten()).collect()
    }

    fn loose_told(&self) -> Option<Text> {
        let kinds: HashSet<KindId> = self.loose_of.keys().map(|(kind, _)| *kind).collect();
        let told = |lang| {
            let name = |((kind, attribute), count): (&(KindId, AttrId), &usize)| {
                let label = schema().attribute(*kind, *attribute).label.get(lang);
                let count = kernel::count(*count as u64, lang);
                if kinds.len() > 1 {
                    format!("{}: {label} ({count})", schema().def(*kind).many.get(lang))
                } else {
                    format!("{label} ({count})")
                }
            };
            self.loose_of.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let number = |lang| kernel::count(self.loose_count as u64, lang);
        match self.loose_count {
            0 => None,
            1 => Some(Text {
                da: format!(
                    "1 henvisning fører til noget, som Fundament ikke har: {}. Den tages ind og virker, når det kommer.",
                    told(Lang::Da)
                ),
                en: format!(
                    "1 reference leads to what Fundament does not have: {}. It is taken in and works once that has come.",
                    told(Lang::En)
                ),
            }),
            _ => Some(Text {
                da: format!(
                    "{} henvisninger fører til noget, som Fundament ikke har: {}. De tages ind og virker, når det kommer.",
                    number(Lang::Da),
                    told(Lang::Da)
                ),
                en: format!(
                    "{} references lead to what Fundament does not have: {}. They are taken in and work once that has come.",
                    number(Lang::En),
                    told(Lang::En)
                ),
            }),
        }
    }
}

/// A sentence of one and of many: what comes before the day, and what comes after it; Danish, then English.
type Sentence = [[&'static str; 2]; 4];

const DONE: Sentence = [
    ["dato for noget, der er sket, ligger frem i tiden:", "Den tæller ikke, før dagen er kommet."],
    ["datoer for noget, der er sket, ligger frem i tiden, den første", "De tæller ikke, før dagen er kommet."],
    ["day of something done lies ahead:", "It does not count until the day has come."],
    ["days of something done lie ahead, the first on", "They do not count until the day has come."],
];

const DATED: Sentence = [
    ["række er dateret frem i tiden:", "Den ser nyere ud, end den er. Ret dagen, hvis den er forkert."],
    ["rækker er dateret frem i tiden, den første", "De ser nyere ud, end de er. Ret dagen, hvis den er forkert."],
    ["row is dated ahead:", "It looks newer than it is. Correct the day if it is wrong."],
    ["rows are dated ahead, the first on", "They look newer than they are. Correct the day if it is wrong."],
];

impl Ahead {
    fn told(self, sentence: Sentence) -> Option<Text> {
        let day = self.first?;
        let [one, many, one_en, many_en] = sentence;
        let (da, en) = if self.count == 1 { (one, one_en) } else { (many, many_en) };
        let number = |lang| kernel::count(self.count as u64, lang);
        Some(Text {
            da: format!("{} {} den {}. {}", number(Lang::Da), da[0], day.long(Lang::Da), da[1]),
            en: format!("{} {} {}. {}", number(Lang::En), en[0], day.long(Lang::En), en[1]),
        })
    }
}

/// The objects that would be there.
struct There<'a> {
    now: &'a Slots,
    coming: HashMap<KindId, HashSet<&'a str>>,
    /// Keys that a source has no more, with its name.
    going: HashMap<(KindId, &'a str), &'a str>,
    /// Objects of which several sources tell.
    shared: HashSet<(KindId, u32)>,
}

impl<'a> There<'a> {
    fn of(now: &'a Slots, intake: &'a Intake, differences: &'a [Difference]) -> Self {
        let (mut coming, mut going) = (HashMap::<KindId, HashSet<&str>>::new(), HashMap::new());
        for delivery in &intake.deliveries {
            coming.entry(delivery.kind).or_default().extend(delivery.rows.iter().map(|row| &*row.key));
        }
        for (delivery, difference) in intake.deliveries.iter().zip(differences) {
            let gone = difference.gone.iter().map(|key| ((delivery.kind, &**key), &*delivery.source.name));
            going.extend(gone);
        }
        let shared = now.conflicts().iter().map(|conflict| (conflict.kind, conflict.object)).collect();
        Self { now, coming, going, shared }
    }

    fn has(&self, kind: KindId, key: &str) -> bool {
        if self.coming.get(&kind).is_some_and(|keys| keys.contains(key)) {
            return true;
        }
        let Some(object) = self.now.find(kind, key) else { return false };
        match self.going.get(&(kind, key)) {
            Some(source) => !self.is_of_one(kind, object, source),
            None => true,
        }
    }

    /// Whether nobody but that source tells of the object.
    fn is_of_one(&self, kind: KindId, object: u32, source: &str) -> bool {
        let of_it = |column: &facts::Column| {
            column.state[object as usize] == facts::State::Missing
                || self.now.source(column.source[object as usize]).is_none_or(|known| &*known.name == source)
        };
        let stated =
            schema().def(kind).attributes.iter().zip(self.now.columns(kind)).filter(|(def, _)| !def.is_derived());
        self.now.keys_of(kind, object).count() == 1
            && !self.shared.contains(&(kind, object))
            && stated.map(|(_, column)| column).all(of_it)
    }
}
