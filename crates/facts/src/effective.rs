//! From everything stated to what counts: precedence, conflicts, references, relations, derived facts.
//!
//! Precedence: a person's answer in date, then our own engines, then the register that owns the attribute, then the
//! most recent other. What loses is not lost: it stands in the conflict.

mod column;

use std::sync::Arc;

use foldhash::HashMap;
use kernel::Day;

use self::column::{Places, column};
use crate::conflict::{Conflict, ConflictKind};
use crate::derive;
use crate::estate::{Answer, Estate, Observation, Rank, SourceId};
use crate::schema::{AttrId, Attribute, Field, KindId, ValueType, schema};
use crate::slots::{FactId, KindSlots, NOWHERE, RelationColumn, Slots, State};
use crate::symbols::Symbols;
use crate::value::Value;

impl Estate {
    /// The effective facts on that day.
    pub fn slots(&self, today: Day) -> Slots {
        let mut slots = Slots {
            kinds: Vec::with_capacity(self.kinds.len()),
            symbols: Symbols::default(),
            sources: self.sources.clone(),
            conflicts: Vec::new(),
            answers: answers_by_rule(self),
            today,
            joined: self.identity.joined.clone(),
            proposals: self.identity.proposals.clone(),
        };
        let places = Places::of(self, &mut slots.symbols);
        let mut base = 0_u32;
        for kind in schema().kinds() {
            let made = self.kind_slots(kind, base, today, &places, &mut slots);
            let rows = made.columns.len() + 2 + schema().relations(kind).len();
            base = base.saturating_add(u32::try_from(rows * made.keys.len()).unwrap_or(u32::MAX));
            slots.kinds.push(made);
        }
        for kind in schema().kinds() {
            let relations = schema().relations(kind).iter();
            let columns =
                relations.map(|relation| relation_column(&slots, kind, relation.from, relation.via)).collect();
            slots.kinds[usize::from(kind.0)].relations = columns;
        }
        find_cycles(&mut slots);
        derive::fill(&mut slots);
        number_facts(&mut slots);
        slots
    }

    fn kind_slots(
        &self,
        kind: KindId,
        base: u32,
        today: Day,
        places: &Places,
        Slots { symbols, conflicts, .. }: &mut Slots,
    ) -> KindSlots {
        let table = self.table(kind);
        let mut disagreements = vec![Vec::new(); table.keys.len()];
        let mut columns = Vec::with_capacity(table.observations.len());
        for (place, observations) in table.observations.iter().enumerate() {
            let attribute = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
            let chosen = self.choose(kind, attribute, observations, today, conflicts, &mut disagreements);
            columns.push(column((kind, attribute, today), &chosen, places, symbols, conflicts));
        }
        for attribute in disagreements.iter().flatten() {
            // Rules may ask for the names of attributes in conflict.
            symbols.intern(schema().attribute(kind, *attribute).name);
        }
        KindSlots {
            key_symbols: table.keys.iter().map(|key| symbols.share(key)).collect(),
            keys: Arc::clone(&table.keys),
            columns,
            relations: Vec::new(),
            conflicts: disagreements,
            index: Arc::clone(&table.index),
            delivered: table.delivered,
            base,
        }
    }

    /// For each object the observation that counts, or the last that once did.
    fn choose<'e>(
        &self,
        kind: KindId,
        attribute: AttrId,
        observations: &'e [Observation],
        today: Day,
        conflicts: &mut Vec<Conflict>,
        disagreements: &mut [Vec<AttrId>],
    ) -> Vec<Option<(&'e Observation, bool)>> {
        let owner: Arc<str> = self.precedence.get(&(kind, attribute)).cloned().unwrap_or_else(|| {
            Arc::from(schema().attribute(kind, attribute).register.unwrap_or(schema().def(kind).register))
        });
        let attribute_def = schema().attribute(kind, attribute);
        let target = attribute_def.value.target().and_then(|name| schema().kind(name));
        let mut chosen: Vec<Option<(&Observation, bool)>> = vec![None; self.table(kind).keys.len()];
        let mut several: HashMap<u32, Vec<&Observation>> = HashMap::default();
        for observation in observations {
            let in_date = counts_on(attribute_def, observation, today);
            let place = &mut chosen[observation.object as usize];
            let Some((best, best_in_date)) = *place else {
                *place = Some((observation, in_date));
                continue;
            };
            let all = several.entry(observation.object).or_insert_with(|| vec![best]);
            all.push(observation);
            let better = (in_date, rank_of(self, observation, &owner)) >= (best_in_date, rank_of(self, best, &owner));
            // Equal rank: the same source said it again, so its later word counts; of two sources the first stays.
            let again = rank_of(self, observation, &owner) == rank_of(self, best, &owner);
            if better && (!again || observation.source == best.source || in_date && !best_in_date) {
                *place = Some((observation, in_date));
            }
        }
        let mut objects: Vec<u32> = several.keys().copied().collect();
        objects.sort_unstable();
        for object in objects {
            let Some((best, true)) = chosen[object as usize] else { continue };
            if let Some(what) = self.disagreement(best, &several[&object], (today, target), &owner) {
                disagreements[object as usize].push(attribute);
                conflicts.push(Conflict { kind, object, attribute, what });
            }
        }
        chosen
    }

    /// Whether two values are the same: references when they lead to the same objects, by whatever key.
    fn are_same(&self, target: Option<KindId>, one: &Value, other: &Value) -> bool {
        let Some(target) = target else { return one == other };
        let place = |key: &Arc<str>| self.find(target, key);
        let to_same =
            |one: &Arc<str>, other: &Arc<str>| one == other || place(one).is_some() && place(one) == place(other);
        match (one, other) {
            (Value::Text(one), Value::Text(other)) => to_same(one, other),
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| to_same(one, other))
            }
            _ => one == other,
        }
    }

    /// What other sources state in date, when it differs from what counts.
    fn disagreement(
        &self,
        best: &Observation,
        all: &[&Observation],
        (today, target): (Day, Option<KindId>),
        owner: &str,
    ) -> Option<ConflictKind> {
        let mut latest: Vec<&Observation> = Vec::new();
        for observation in all.iter().filter(|observation| in_date(observation, today)) {
            match latest.iter_mut().find(|other| other.source == observation.source) {
                Some(other) if other.seen_at <= observation.seen_at => *other = observation,
                Some(_) => {}
                None => latest.push(observation),
            }
        }
        latest.retain(|observation| {
            observation.source != best.source && !self.are_same(target, &observation.value, &best.value)
        });
        if latest.is_empty() {
            return None;
        }
        let rank = rank_of(self, best, owner);
        let tie = latest.iter().any(|observation| rank_of(self, observation, owner) == rank);
        let stated = std::iter::once(best).chain(latest).map(|o| (o.source, o.value.clone())).collect();
        Some(ConflictKind::Disagreement { stated, tie })
    }
}

/// Whether it is in date, and not about something done on a day to come.
fn counts_on(attribute: &Attribute, observation: &Observation, today: Day) -> bool {
    in_date(observation, today) && !attribute.is_yet_to_come(&observation.value, today)
}

fn in_date(observation: &Observation, today: Day) -> bool {
    let until = observation.given.as_ref().and_then(|given| given.valid_until);
    until.is_none_or(|until| until >= today)
}

/// The weight of one observation's word: rank, then owning register, then age. Equal weights are a tie.
pub fn rank_of(estate: &Estate, observation: &Observation, owner: &str) -> (Rank, bool, Day) {
    let source = &estate.sources[usize::from(observation.source.0)];
    (source.rank, &*source.register == owner, observation.seen_at)
}

fn answers_by_rule(estate: &Estate) -> HashMap<Arc<str>, HashMap<(KindId, u32), Answer>> {
    let mut by_rule: HashMap<Arc<str>, HashMap<(KindId, u32), Answer>> = HashMap::default();
    for ((kind, object), answers) in &estate.answers {
        for (rule, answer) in answers {
            by_rule.entry(Arc::clone(rule)).or_default().insert((*kind, *object), answer.clone());
        }
    }
    by_rule
}

/// Lays the facts' numbers into their columns, so that evidence costs one addition.
fn number_facts(slots: &mut Slots) {
    for kind in &mut slots.kinds {
        let count = kind.keys.len();
        for (row, column) in kind.columns.iter_mut().enumerate() {
            column.first_fact = kind.base + u32::try_from(row * count).unwrap_or(u32::MAX);
        }
    }
}

/// Who points at each object of a kind by that attribute.
fn relation_column(slots: &Slots, kind: KindId, from: KindId, via: AttrId) -> RelationColumn {
    let column = slots.column(from, via);
    let count = slots.keys(kind).len();
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(column.state.len());
    let mut open: Vec<FactId> = Vec::new();
    for member in 0..slots.count(from) {
        match column.state[member as usize] {
            State::Missing | State::Expired => open.push(slots.fact(from, member, Field::Attribute(via))),
            State::None => {}
            State::Value if column.length.is_empty() => pairs.push((column.target[member as usize], member)),
            State::Value => {
                let mut targets = column.list(member).targets.to_vec();
                targets.sort_unstable();
                targets.dedup();
                pairs.extend(targets.into_iter().map(|target| (target, member)));
            }
        }
    }
    pairs.retain(|(target, _)| *target != NOWHERE);
    pairs.sort_unstable();
    let mut starts = vec![0_u32; count + 1];
    for (target, _) in &pairs {
        starts[*target as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let members = pairs.into_iter().map(|(_, member)| member).collect();
    RelationColumn { delivered: slots.is_delivered(from), starts, members, open: open.into() }
}

/// Objects that, by references to their own kind, are inside themselves: an org unit that is its own grandparent.
fn find_cycles(slots: &mut Slots) {
    let mut found = Vec::new();
    for kind in schema().kinds() {
        for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
            if attribute.value != ValueType::Ref(schema().def(kind).name) {
                continue;
            }
            let attribute = AttrId(u8::try_from(place).unwrap_or(u8::MAX));
            let column = slots.column(kind, attribute);
            found.extend(on_cycles(&column.target).into_iter().map(|object| Conflict {
                kind,
                object,
                attribute,
                what: ConflictKind::Cycle,
            }));
        }
    }
    slots.conflicts.extend(found);
}

/// The places that come back to themselves when one follows the targets.
fn on_cycles(target: &[u32]) -> Vec<u32> {
    const NEW: u32 = 0;
    let mut walked = vec![NEW; target.len()];
    let mut on_cycle = Vec::new();
    for start in 0..target.len() {
        let walk = u32::try_from(start).unwrap_or(u32::MAX).saturating_add(1);
        let mut at = start;
        while walked[at] == NEW {
            walked[at] = walk;
            if target[at] == NOWHERE {
                break;
            }
            at = target[at] as usize;
        }
        if walked[at] != walk || target[at] == NOWHERE {
            continue;
        }
        let first = at;
        loop {
            on_cycle.push(u32::try_from(at).unwrap_or(u32::MAX));
            at = target[at] as usize;
            if at == first {
                break;
            }
        }
    }
    on_cycle.sort_unstable();
    on_cycle
}

/// The source of facts that we compute ourselves.
pub(crate) fn derived_source(slots: &mut Slots) -> SourceId {
    let place = slots.sources.len();
    slots.sources.push(crate::estate::Source {
        name: Arc::from("Fundament"),
        register: Arc::from("derived"),
        rank: Rank::Engine,
    });
    SourceId(u16::try_from(place).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::Given;
    use crate::slots::Cell;

    const TODAY: &str = "2026-11-23";

    fn day(text: &str) -> Day {
        Day::parse(text).expect(text)
    }

    struct Town(Estate);

    impl Town {
        fn says(mut self, source: (&str, &str, Rank), seen: &str, path: &str, value: Value) -> Self {
            let (kind, attribute) = schema().path(path).expect(path);
            let source = self.0.source(source.0, source.1, source.2);
            let object = self.0.object(kind, "S1");
            let given = (self.0.sources[usize::from(source.0)].rank == Rank::Person)
                .then(|| Box::new(Given { by: Arc::from("Ane"), valid_until: Some(day("2026-12-31")) }));
            self.0.observe(kind, attribute, Observation { object, source, seen_at: day(seen), value, given });
            self
        }

        fn hosting(&self, today: &str) -> (String, usize) {
            let slots = self.0.slots(day(today));
            let (kind, attribute) = schema().path("system.hosting").expect("hosting");
            let text = match slots.cell(kind, 0, attribute) {
                Cell::Text(symbol) => slots.symbols().text(symbol).to_owned(),
                other => format!("{other:?}"),
            };
            (text, slots.conflicts().len())
        }
    }

    const KITOS: (&str, &str, Rank) = ("KITOS", "kitos", Rank::Register);
    const CMDB: (&str, &str, Rank) = ("CMDB", "cmdb", Rank::Register);
    const OTHER: (&str, &str, Rank) = ("Ark", "ark", Rank::Register);
    const ANE: (&str, &str, Rank) = ("Ane", "", Rank::Person);

    #[test]
    fn the_owning_register_goes_before_a_more_recent_other_and_the_conflict_shows() {
        let town = Town(Estate::default()).says(KITOS, "2026-01-01", "system.hosting", Value::text("saas")).says(
            CMDB,
            "2026-11-01",
            "system.hosting",
            Value::text("iaas"),
        );
        assert_eq!(town.hosting(TODAY), ("saas".to_owned(), 1));
    }

    #[test]
    fn of_two_others_the_most_recent_counts() {
        let town = Town(Estate::default()).says(OTHER, "2026-10-01", "system.hosting", Value::text("saas")).says(
            CMDB,
            "2026-11-01",
            "system.hosting",
            Value::text("iaas"),
        );
        assert_eq!(town.hosting(TODAY), ("iaas".to_owned(), 1));
    }

    #[test]
    fn a_person_goes_before_registers_until_the_answer_expires() {
        let town = Town(Estate::default()).says(KITOS, "2026-11-20", "system.hosting", Value::text("saas")).says(
            ANE,
            "2026-05-01",
            "system.hosting",
            Value::text("paas"),
        );
        assert_eq!(town.hosting(TODAY), ("paas".to_owned(), 1));
        assert_eq!(town.hosting("2027-01-01"), ("saas".to_owned(), 0));
    }

    #[test]
    fn an_expired_answer_alone_is_not_a_fact_any_more() {
        let town = Town(Estate::default()).says(ANE, "2026-05-01", "system.hosting", Value::text("paas"));
        assert_eq!(town.hosting("2027-01-01"), ("Expired".to_owned(), 0));
    }

    #[test]
    fn what_was_done_on_a_day_to_come_does_not_count_until_then_and_another_source_does() {
        let path = "system.risk_assessed_on";
        let (kind, attribute) = schema().path(path).expect(path);
        let said = |text: &str| Value::Day(day(text));
        let town = Town(Estate::default()).says(KITOS, "2026-11-01", path, said("2030-01-01"));
        let slots = town.0.slots(day(TODAY));
        assert_eq!(slots.cell(kind, 0, attribute), Cell::Missing);
        let not_yet = ConflictKind::NotYet { day: day("2030-01-01") };
        assert!(matches!(slots.conflicts(), [one] if one.what == not_yet), "{:?}", slots.conflicts());
        assert!(matches!(town.0.slots(day("2030-01-01")).cell(kind, 0, attribute), Cell::Number(..)), "it has come");
        let town = town.says(OTHER, "2026-10-01", path, said("2025-05-03"));
        let seen = i64::from(day("2025-05-03").days());
        assert_eq!(town.0.slots(day(TODAY)).cell(kind, 0, attribute), Cell::Number(seen, seen));
    }

    #[test]
    fn the_same_source_again_is_a_correction_and_no_conflict() {
        let town = Town(Estate::default()).says(KITOS, "2026-01-01", "system.hosting", Value::text("saas")).says(
            KITOS,
            "2026-11-01",
            "system.hosting",
            Value::text("iaas"),
        );
        assert_eq!(town.hosting(TODAY), ("iaas".to_owned(), 0));
    }

    #[test]
    fn a_tie_is_marked_and_the_first_source_stands() {
        let town = Town(Estate::default()).says(CMDB, "2026-11-01", "system.hosting", Value::text("iaas")).says(
            OTHER,
            "2026-11-01",
            "system.hosting",
            Value::text("saas"),
        );
        let slots = town.0.slots(day(TODAY));
        assert!(matches!(slots.conflicts()[0].what, ConflictKind::Disagreement { tie: true, .. }));
        assert_eq!(town.hosting(TODAY).0, "iaas");
    }

    #[test]
    fn agreement_is_no_conflict() {
        let town = Town(Estate::default()).says(KITOS, "2026-11-01", "system.hosting", Value::text("saas")).says(
            CMDB,
            "2026-11-01",
            "system.hosting",
            Value::text("saas"),
        );
        assert_eq!(town.hosting(TODAY), ("saas".to_owned(), 0));
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_a_conflict() {
        let town = Town(Estate::default()).says(KITOS, "2026-11-01", "system.owner", Value::text("P404"));
        let slots = town.0.slots(day(TODAY));
        assert_eq!(slots.conflicts()[0].what, ConflictKind::Dangling { key: Arc::from("P404") });
    }

    #[test]
    fn units_inside_each_other_are_found_and_nothing_loops() {
        assert_eq!(on_cycles(&[1, 2, 0, 0, NOWHERE, 5]), vec![0, 1, 2, 5]);
        assert_eq!(on_cycles(&[NOWHERE, 0, 1]), Vec::<u32>::new());
    }

    #[test]
    fn fact_numbers_come_apart_again() {
        let mut estate = Estate::default();
        for kind in schema().kinds() {
            for n in 0..3 {
                estate.object(kind, &format!("k{n}"));
            }
        }
        let slots = estate.slots(day(TODAY));
        for kind in schema().kinds() {
            for name in schema().field_names(kind) {
                let field = schema().field(kind, name).expect(name);
                for object in 0..3 {
                    let named = slots.named(slots.fact(kind, object, field));
                    assert_eq!(named, crate::slots::NamedFact { kind, object, field }, "{name}");
                }
            }
        }
    }
}
