//! A candidate assessed by the same rules as the estate: a small estate of its own with the candidate as a system in operation, what
//! it refers to, and the municipality's systems that serve the same tasks. Nothing of it enters the municipality's own estate.

use std::collections::BTreeSet;
use std::sync::Arc;

use facts::{
    Answer, AttrId, Cell, Estate, Given, KindId, Observation, Rank, Slots, SourceId, Value, ValueType, schema,
};
use findings::{Assessment, Verdict};
use kernel::{Day, Hasher, Kroner, Text};
use principles::{Pack, Strength};

use super::{Acquisition, Candidate, FactSource, same_name};
use crate::ground::{Blamed, Ground, Watching};

/// Whether a component is new to the portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// The municipality has it already.
    Known,
    /// It has not.
    New,
    /// Nobody has told which components the municipality has.
    NotKnown,
}

/// How a candidate stands under one principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The pack's id.
    pub pack: String,
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: Text,
    /// How binding it is.
    pub strength: Strength,
    /// The heaviest verdict of its rules.
    pub verdict: Verdict,
    /// Whether only the board can let it stand, or let the choice go on without what the supplier has not answered.
    pub for_board: bool,
    /// The hash of verdicts and facts, which a view of it is bound to.
    pub hash: String,
    /// What deviates or cannot be assessed.
    pub blamed: Vec<Blamed>,
    /// The facts for want of which it cannot be assessed, and which the supplier has been asked for: `system.hosting`.
    pub unanswered: Vec<String>,
}

/// A candidate with its findings.
#[derive(Debug)]
pub struct Assessed {
    /// The candidate's key in the acquisition.
    pub candidate: String,
    /// The effective facts of its small estate.
    pub slots: Slots,
    /// The findings.
    pub assessment: Assessment,
    /// Its place among the systems of the small estate.
    pub system: u32,
    /// Its components, each with whether it is new.
    pub parts: Vec<(String, Novelty)>,
    /// How it stands under each principle that looks at systems or their components.
    pub stands: Vec<Stand>,
}

impl Stand {
    fn look_for_answers(&mut self, slots: &Slots, system: u32, asked: &[String], weighs: &dyn Fn(&Blamed) -> bool) {
        let unknown = |fact: &&String| {
            let known = schema().path(fact).map(|(kind, attribute)| slots.cell(kind, system, attribute));
            asked.contains(fact) && matches!(known, Some(Cell::Missing | Cell::Expired))
        };
        let waits = |one: &&Blamed| one.verdict == Verdict::NotAssessed && one.facts.iter().any(|fact| unknown(&fact));
        let open: Vec<&Blamed> = self.blamed.iter().filter(waits).collect();
        let facts: BTreeSet<&String> = open.iter().flat_map(|one| &one.facts).filter(unknown).collect();
        let heavy = !open.is_empty() && (self.strength == Strength::RedLine || open.iter().any(|one| weighs(one)));
        self.unanswered = facts.into_iter().cloned().collect();
        // Missing knowledge is never consent: what would be material if it deviated is the board's to go on without.
        self.for_board |= heavy && self.strength != Strength::Aspiration;
    }
}

impl Assessed {
    /// Assesses a candidate on the day and beside the systems of the municipality's own facts. `asked` are the facts that suppliers
    /// answer, as the requirement sheet has them.
    pub fn of(
        acquisition: &Acquisition,
        candidate: &Candidate,
        own: &Slots,
        (packs, asked): (&[&Pack], &[String]),
    ) -> Self {
        let (slots, system, parts) = match small_estate(acquisition, candidate, own) {
            Some((estate, key, parts)) => {
                let slots = estate.slots(own.today());
                let system = schema().kind("system").and_then(|kind| slots.find(kind, &key)).unwrap_or_default();
                (slots, system, parts)
            }
            None => (Estate::default().slots(own.today()), 0, Vec::new()),
        };
        let assessment = findings::assess(&slots, packs);
        let mut stands = stands(&slots, &assessment, packs, system);
        for stand in &mut stands {
            let pack = stand.pack.clone();
            let weighs = |one: &Blamed| is_heavy(&slots, &assessment, packs, (&pack, one));
            stand.look_for_answers(&slots, system, asked, &weighs);
        }
        Self { candidate: candidate.key.clone(), slots, assessment, system, parts, stands }
    }

    /// Its stand under a principle.
    pub fn stand(&self, (pack, principle): (&str, &str)) -> Option<&Stand> {
        self.stands.iter().find(|stand| stand.pack == pack && stand.principle == principle)
    }

    /// The principles that it departs from.
    pub fn deviating(&self) -> impl Iterator<Item = &Stand> {
        self.stands.iter().filter(|stand| stand.verdict == Verdict::Deviates)
    }

    /// The hash of everything that it departs from, and of what only the board can go on without: the board's word is bound to it.
    pub fn hash(&self) -> String {
        let seen = |stand: &&Stand| stand.verdict == Verdict::Deviates || stand.for_board;
        let hasher = self.stands.iter().filter(seen).fold(Hasher::default(), |hasher, stand| {
            hasher.field(stand.pack.as_bytes()).field(stand.principle.as_bytes()).field(stand.hash.as_bytes())
        });
        hasher.finish().to_string()
    }
}

/// A system of the municipality's that serves one of the same tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Its key.
    pub key: String,
    /// What people call it; its key when it has no name.
    pub name: String,
}

impl Alike {
    /// Name and key, or the key alone.
    pub fn title(&self) -> String {
        if self.name == self.key { self.key.clone() } else { format!("{} ({})", self.name, self.key) }
    }
}

/// The municipality's systems, not retired, that serve one of the tasks, or what lies above or below it in KLE: 27.36 and 27.36.04.
pub fn overlapping(own: &Slots, tasks: &[String]) -> Vec<u32> {
    let Some(system) = schema().kind("system") else { return Vec::new() };
    let shares = |object: &u32| {
        let served = texts(own, system, *object, "kle_tasks");
        !is_retired(own, system, *object)
            && served.iter().any(|task| tasks.iter().any(|one| is_in(one, task) || is_in(task, one)))
    };
    (0..own.count(system)).filter(shares).collect()
}

/// The tasks of a plan, and those above and below them that the municipality's systems serve: by them it overlaps with those systems.
fn served(own: &Slots, system: KindId, tasks: &[String]) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = tasks.iter().cloned().collect();
    for object in overlapping(own, tasks) {
        let of_system = texts(own, system, object, "kle_tasks");
        all.extend(of_system.into_iter().filter(|task| tasks.iter().any(|one| is_in(one, task) || is_in(task, one))));
    }
    all
}

/// Whether a task is another, or lies below it.
fn is_in(task: &str, above: &str) -> bool {
    task.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn is_retired(own: &Slots, system: KindId, object: u32) -> bool {
    texts(own, system, object, "status").first().is_some_and(|status| status == "retired")
}

fn texts(slots: &Slots, kind: KindId, object: u32, name: &str) -> Vec<String> {
    let text = |symbol| slots.symbols().text(symbol).to_owned();
    match schema().attribute_id(kind, name).map(|attribute| slots.cell(kind, object, attribute)) {
        Some(Cell::Text(symbol)) => vec![text(symbol)],
        Some(Cell::List(items, _)) => items.into_iter().map(text).collect(),
        _ => Vec::new(),
    }
}

/// The sources of a small estate.
struct Sources {
    own: SourceId,
    assumed: SourceId,
    typed: SourceId,
    every: SourceId,
    answers: SourceId,
    parts: SourceId,
}

type Small = (Estate, String, Vec<(String, Novelty)>);

fn small_estate(acquisition: &Acquisition, candidate: &Candidate, own: &Slots) -> Option<Small> {
    let system = schema().kind("system")?;
    let mut estate = Estate::default();
    let sources = Sources {
        own: estate.source("Kommunens egne oplysninger", "own", Rank::Register),
        assumed: estate.source("Forudsat: systemet er i drift", "assumed", Rank::Register),
        typed: estate.source("Indtastet", "acquisition", Rank::Person),
        every: estate.source("Kommunens svar, for alle tilbud", "acquisition", Rank::Person),
        answers: estate.source("Leverandørens svar", "kitos", Rank::Register),
        parts: estate.source("Leverandørens komponentliste", "sbom", Rank::Register),
    };
    let key = format!("{}/{}", acquisition.id, candidate.key);
    let object = estate.object(system, &key);
    let today = own.today();
    let say = |estate: &mut Estate, (name, value): (&str, Value), source: SourceId, day: Day, by: Option<&str>| {
        let Some(attribute) = schema().attribute_id(system, name) else { return };
        let given = by.map(|by| Box::new(Given { by: Arc::from(by), valid_until: None }));
        estate.observe(system, attribute, Observation { object, source, seen_at: day, value, given });
    };
    let stated = |name: &str| candidate.facts.iter().any(|fact| fact.fact == name);
    let assumed = [
        ("name", Some(Value::text(&candidate.product))),
        ("status", Some(Value::text("in_operation"))),
        ("supplier", Some(Value::text(&candidate.supplier))),
        (
            "kle_tasks",
            (!acquisition.plan.tasks.is_empty()).then(|| Value::list(served(own, system, &acquisition.plan.tasks))),
        ),
        ("business_area", acquisition.plan.unit.as_ref().map(Value::text)),
        ("owner", acquisition.plan.owner.as_ref().map(Value::text)),
    ];
    for (name, value) in assumed {
        if let Some(value) = value.filter(|_| !stated(name)) {
            say(&mut estate, (name, value), sources.assumed, today, None);
        }
    }
    for fact in &candidate.facts {
        let Some(attribute) = schema().attribute_id(system, &fact.fact) else { continue };
        let Some(value) = fact.value.value(schema().attribute(system, attribute).value) else { continue };
        let (source, by) = match fact.source {
            FactSource::Typed => (sources.typed, Some(fact.by.holder.name.as_str())),
            FactSource::Answers => (sources.answers, None),
            FactSource::Sbom => (sources.parts, None),
        };
        say(&mut estate, (&fact.fact, value), source, fact.day, by);
    }
    for fact in acquisition.own_facts_of(candidate) {
        let Some(attribute) = schema().attribute_id(system, &fact.fact) else { continue };
        let Some(value) = fact.value.value(schema().attribute(system, attribute).value) else { continue };
        say(&mut estate, (&fact.fact, value), sources.every, fact.day, Some(&fact.by.holder.name));
    }
    for answer in acquisition.answers_of(candidate) {
        let (word, by) = (Arc::from(answer.word.as_str()), Arc::from(answer.by.holder.name.as_str()));
        estate.answer(system, object, &answer.rule, Answer { word, by, on: answer.day, valid_until: None });
    }
    for other in beside(own, system, &acquisition.plan.tasks) {
        copy(&mut estate, own, (system, other), sources.own, Some(&["name", "status", "kle_tasks"]));
    }
    refer(&mut estate, own, (system, object), sources.own);
    let parts = components(&mut estate, acquisition, candidate, own, (&key, sources.parts));
    Some((estate, key, parts))
}

/// The systems that bear on whether the candidate overlaps: those that serve its tasks, and those whose tasks nobody has told.
fn beside(own: &Slots, system: KindId, tasks: &[String]) -> BTreeSet<u32> {
    let mut beside: BTreeSet<u32> = overlapping(own, tasks).into_iter().collect();
    let Some(kle) = schema().attribute_id(system, "kle_tasks") else { return beside };
    let untold = |object: &u32| {
        matches!(own.cell(system, *object, kle), Cell::Missing | Cell::Expired) && !is_retired(own, system, *object)
    };
    beside.extend((0..own.count(system)).filter(untold));
    beside
}

/// Copies what the municipality knows of an object: what is known for certain, and has been stated rather than derived.
fn copy(
    estate: &mut Estate,
    own: &Slots,
    (kind, object): (KindId, u32),
    source: SourceId,
    only: Option<&[&str]>,
) -> u32 {
    let place = estate.object(kind, &own.keys(kind)[object as usize]);
    for (number, def) in schema().def(kind).attributes.iter().enumerate() {
        if def.is_derived() || only.is_some_and(|only| !only.contains(&def.name)) {
            continue;
        }
        let attribute = AttrId(u8::try_from(number).unwrap_or(u8::MAX));
        let Some(value) = value(own, kind, object, attribute) else { continue };
        let seen_at = own.column(kind, attribute).seen[object as usize];
        estate.observe(kind, attribute, Observation { object: place, source, seen_at, value, given: None });
    }
    place
}

fn value(own: &Slots, kind: KindId, object: u32, attribute: AttrId) -> Option<Value> {
    let text = |symbol| own.symbols().text(symbol);
    Some(match own.cell(kind, object, attribute) {
        Cell::None => Value::None,
        Cell::Bool(yes) => Value::Bool(yes),
        Cell::Number(low, high) if low == high => match schema().attribute(kind, attribute).value {
            ValueType::Day => Value::Day(Day::from_days(i32::try_from(low).ok()?)),
            ValueType::Money => Value::Money(Kroner::from_oere(low)),
            _ => Value::Int(low),
        },
        Cell::Text(symbol) => Value::text(text(symbol)),
        Cell::List(items, 0) => Value::list(items.into_iter().map(text)),
        Cell::Missing | Cell::Expired | Cell::Number(..) | Cell::List(..) => return None,
    })
}

/// Brings in what the candidate refers to. A supplier whom the municipality does not know is an object of its own by that name.
fn refer(estate: &mut Estate, own: &Slots, (system, object): (KindId, u32), source: SourceId) {
    for (number, def) in schema().def(system).attributes.iter().enumerate() {
        let Some(target) = def.value.target().and_then(|target| schema().kind(target)) else { continue };
        let attribute = AttrId(u8::try_from(number).unwrap_or(u8::MAX));
        let keys: Vec<String> = estate
            .observations(system, attribute)
            .iter()
            .filter(|observation| observation.object == object)
            .flat_map(|observation| match &observation.value {
                Value::Text(key) => vec![key.to_string()],
                Value::List(keys) => keys.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            })
            .collect();
        for key in keys {
            if let Some(known) = own.find(target, &key) {
                copy(estate, own, (target, known), source, None);
            } else if schema().def(target).name == "supplier" {
                let place = estate.object(target, &key);
                let Some(name) = schema().attribute_id(target, "name") else { continue };
                let (seen_at, value) = (own.today(), Value::text(&key));
                estate.observe(target, name, Observation { object: place, source, seen_at, value, given: None });
            }
        }
    }
}

fn components(
    estate: &mut Estate,
    acquisition: &Acquisition,
    candidate: &Candidate,
    own: &Slots,
    (system, source): (&str, SourceId),
) -> Vec<(String, Novelty)> {
    let Some(kind) = schema().kind("component") else { return Vec::new() };
    let has: BTreeSet<String> =
        (0..own.count(kind)).filter_map(|part| own.name(kind, part)).map(|name| name.trim().to_lowercase()).collect();
    let mut told = Vec::new();
    for (number, part) in candidate.parts.iter().enumerate() {
        let novelty = match (own.is_delivered(kind), has.contains(&part.name.trim().to_lowercase())) {
            (_, true) => Novelty::Known,
            (true, false) => Novelty::New,
            (false, false) => Novelty::NotKnown,
        };
        let object = estate.object(kind, &format!("{system}/{}", number + 1));
        let assessed = acquisition.assessed_parts.iter().find(|(name, ..)| same_name(name, &part.name));
        let some = |text: &String| (!text.is_empty()).then(|| Value::text(text));
        let said = [
            ("name", Some(Value::text(&part.name))),
            ("system", Some(Value::text(system))),
            ("version", some(&part.version)),
            ("licence", some(&part.licence)),
            (
                "new_to_portfolio",
                match novelty {
                    Novelty::Known => Some(Value::Bool(false)),
                    Novelty::New => Some(Value::Bool(true)),
                    Novelty::NotKnown => None,
                },
            ),
            // That nobody has assessed it is known here: the acquisition is where it would be.
            ("security_assessed_on", Some(assessed.map_or(Value::None, |(_, _, _, day)| Value::Day(*day)))),
        ];
        for (name, value) in said {
            let Some((attribute, value)) = schema().attribute_id(kind, name).zip(value) else { continue };
            let seen_at = own.today();
            estate.observe(kind, attribute, Observation { object, source, seen_at, value, given: None });
        }
        told.push((part.name.clone(), novelty));
    }
    told
}

/// Whether a rule's deviation would be material; not knowing what decides that counts as material.
fn is_heavy(slots: &Slots, assessment: &Assessment, packs: &[&Pack], (pack, one): (&str, &Blamed)) -> bool {
    assessment.rules().iter().any(|findings| {
        let rule = &packs[findings.pack].rules[findings.rule];
        let object = || slots.find(findings.kind, &one.key);
        packs[findings.pack].id == pack
            && rule.code == one.rule
            && object().is_some_and(|object| findings.is_material(rule, object))
    })
}

fn stands(slots: &Slots, assessment: &Assessment, packs: &[&Pack], system: u32) -> Vec<Stand> {
    let Some((systems, parts)) = schema().kind("system").zip(schema().kind("component")) else { return Vec::new() };
    let Some(key) = slots.keys(systems).get(system as usize).map(ToString::to_string) else { return Vec::new() };
    let components: Vec<String> = slots.keys(parts).iter().map(ToString::to_string).collect();
    let mut stands = Vec::new();
    for pack in packs {
        for (number, principle) in pack.principles.iter().enumerate() {
            let about = |kind: KindId| pack.rules.iter().any(|rule| rule.principle == number && rule.kind == kind);
            let mut grounds = Vec::new();
            for (kind, keys) in [(systems, std::slice::from_ref(&key)), (parts, &components[..])] {
                if about(kind) {
                    let facts = (slots, assessment, packs);
                    grounds.extend(Ground::of(facts, (&pack.id, &principle.id), (kind, keys), &Watching::default()));
                }
            }
            if grounds.is_empty() {
                continue;
            }
            let hasher = grounds.iter().fold(Hasher::default(), |all, one| all.field(one.mark.hash.as_bytes()));
            let weight = |verdict: &Verdict| match verdict {
                Verdict::Deviates => 3,
                Verdict::NotAssessed => 2,
                Verdict::Follows => 1,
                Verdict::NotApplicable => 0,
            };
            let verdicts = grounds.iter().map(|ground| ground.mark.verdict);
            stands.push(Stand {
                pack: pack.id.clone(),
                principle: principle.id.clone(),
                title: principle.title.clone(),
                strength: principle.strength,
                verdict: verdicts.max_by_key(weight).unwrap_or(Verdict::NotApplicable),
                for_board: grounds
                    .iter()
                    .any(|ground| ground.mark.verdict == Verdict::Deviates && ground.is_for_board()),
                hash: hasher.finish().to_string(),
                blamed: grounds.into_iter().flat_map(|ground| ground.blamed).collect(),
                unanswered: Vec::new(),
            });
        }
    }
    stands
}
