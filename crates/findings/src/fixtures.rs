//! Running the fixtures that stand beside the rules: does each rule say what its author meant?

use std::collections::BTreeSet;

use facts::{Estate, FactId, Field, KindId, Observation, Rank, Slots, Value, schema};
use kernel::{Day, Text};
use principles::{FixtureCase, FixtureFile, FixtureObject, Pack, Rule, RuleFixture};

use crate::assess::{Assessment, assess};
use crate::verdict::Verdict;

/// A fixture that does not come out as its author meant, or is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureFailure {
    /// The file the fixture is in; the rule's own when there is no fixture.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The rule.
    pub code: String,
    /// Which case: `follows`, `deviates`, `not_assessed`, `not_applicable`, `none`.
    pub case: &'static str,
    /// What was found instead.
    pub found: Text,
}

/// Runs every fixture of a pack, and reports the rules that have none.
pub fn run(pack: &Pack, files: &[FixtureFile]) -> Vec<FixtureFailure> {
    let mut failures = Vec::new();
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for file in files {
        for fixture in &file.fixtures {
            covered.insert(&fixture.code);
            if let Some(rule) = pack.rule(&fixture.code) {
                one(pack, rule, file, fixture, &mut failures);
            }
        }
    }
    for rule in pack.rules.iter().filter(|rule| !covered.contains(rule.code.as_str())) {
        failures.push(FixtureFailure {
            file: rule.place.0.clone(),
            line: rule.place.1,
            code: rule.code.clone(),
            case: "none",
            found: Text { da: "reglen har intet eksempel".to_owned(), en: "the rule has no fixture".to_owned() },
        });
    }
    failures
}

fn one(pack: &Pack, rule: &Rule, file: &FixtureFile, fixture: &RuleFixture, failures: &mut Vec<FixtureFailure>) {
    let none = FixtureCase::default();
    let answer = fixture.answer.as_deref();
    let mut cases = vec![
        ("follows", Verdict::Follows, &none, answer),
        ("deviates", Verdict::Deviates, &fixture.deviates, fixture.deviates.answer.as_deref().or(answer)),
        ("not_assessed", Verdict::NotAssessed, &fixture.not_assessed, fixture.not_assessed.answer.as_deref()),
    ];
    if let Some(case) = &fixture.not_applicable {
        cases.push(("not_applicable", Verdict::NotApplicable, case, case.answer.as_deref().or(answer)));
    }
    for (name, wanted, case, answer) in cases {
        let slots = estate(rule, fixture, case, answer, file.today).slots(file.today);
        if let Err(found) = judge(pack, rule, &slots, wanted, case) {
            let (file, line, code) = (file.name.clone(), fixture.line, fixture.code.clone());
            failures.push(FixtureFailure { file, line, code, case: name, found });
        }
    }
}

fn judge(pack: &Pack, rule: &Rule, slots: &Slots, wanted: Verdict, case: &FixtureCase) -> Result<(), Text> {
    // Only this rule is run, so that fixtures stay cheap in packs of any size.
    let only = Pack { rules: vec![rule.clone()], ..pack.clone() };
    let assessment: Assessment = assess(slots, &[&only]);
    let no_object = || Text { da: "der er intet objekt x".to_owned(), en: "there is no object x".to_owned() };
    let object = slots.find(rule.kind, "x").ok_or_else(no_object)?;
    let finding = assessment.finding(&assessment.rules()[0], object);
    let evidence = names(slots, &finding.evidence());
    let missing = names(slots, &finding.missing());
    if finding.verdict != wanted {
        let label = finding.verdict.label();
        return Err(Text {
            da: format!(
                "blev {} på grund af {}; mangler {}",
                label.da,
                list(&evidence, "intet"),
                list(&missing, "intet")
            ),
            en: format!(
                "came out as {} by {}; missing {}",
                label.en,
                list(&evidence, "nothing"),
                list(&missing, "nothing")
            ),
        });
    }
    let by: BTreeSet<String> = case.by.iter().cloned().collect();
    if !by.is_subset(&evidence) {
        return Err(Text {
            da: format!("blev afgjort af {}, ikke af {}", list(&evidence, "intet"), list(&by, "intet")),
            en: format!("was decided by {}, not by {}", list(&evidence, "nothing"), list(&by, "nothing")),
        });
    }
    match &case.missing {
        Some(wanted) if wanted.iter().cloned().collect::<BTreeSet<_>>() != missing => {
            let wanted: BTreeSet<String> = wanted.iter().cloned().collect();
            Err(Text {
                da: format!("mangler {}, ikke {}", list(&missing, "intet"), list(&wanted, "intet")),
                en: format!("lacks {}, not {}", list(&missing, "nothing"), list(&wanted, "nothing")),
            })
        }
        _ => Ok(()),
    }
}

fn list(names: &BTreeSet<String>, nothing: &str) -> String {
    if names.is_empty() { nothing.to_owned() } else { names.iter().map(String::as_str).collect::<Vec<_>>().join(", ") }
}

/// Facts as `kind.attribute` or `kind.relation`.
pub fn names(slots: &Slots, facts: &[FactId]) -> BTreeSet<String> {
    facts
        .iter()
        .map(|fact| {
            let named = slots.named(*fact);
            format!("{}.{}", schema().def(named.kind).name, field_name(named.kind, named.field))
        })
        .collect()
}

/// The name of an attribute, relation or built-in.
pub fn field_name(kind: KindId, field: Field) -> &'static str {
    match field {
        Field::Key => "key",
        Field::Conflicts => "conflicts",
        Field::Attribute(attribute) => schema().attribute(kind, attribute).name,
        Field::Relation(place) => schema().relations(kind)[usize::from(place)].name,
    }
}

fn estate(rule: &Rule, fixture: &RuleFixture, case: &FixtureCase, answer: Option<&str>, today: Day) -> Estate {
    let mut estate = Estate::default();
    for kind in schema().kinds() {
        estate.deliver(kind);
    }
    let source = estate.source("fixture", "fixture", Rank::Register);
    let gone = |object: &&FixtureObject| !case.without.contains(&(object.kind, object.key.clone()));
    for object in fixture.objects.iter().filter(gone) {
        let place = estate.object(object.kind, &object.key);
        let over = case.overlay.iter().filter(|over| over.kind == object.kind && over.key == object.key);
        let mut facts: Vec<(facts::AttrId, Option<Value>)> = object.facts.clone();
        for (attribute, value) in over.flat_map(|over| over.facts.iter()) {
            facts.retain(|(known, _)| known != attribute);
            facts.push((*attribute, value.clone()));
        }
        for (attribute, value) in facts {
            let Some(value) = value else { continue };
            estate.observe(
                object.kind,
                attribute,
                Observation { object: place, source, seen_at: today, value, given: None },
            );
        }
    }
    if let (Some(word), Some(object)) = (answer, estate.find(rule.kind, "x")) {
        let answer = facts::Answer { word: word.into(), by: "fixture".into(), on: today, valid_until: None };
        estate.answer(rule.kind, object, &rule.code, answer);
    }
    estate
}
