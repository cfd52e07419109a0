//! Evidence is complete: taking any one fact away changes only verdicts whose evidence named it, and makes each of those
//! not assessed for want of it; giving it back restores everything.

use facts::schema::Origin;
use facts::{AttrId, FactId, Field, KindId, NamedFact, Slots, schema};
use findings::{Assessment, Verdict, assess};
use principles::Pack;
use proptest::test_runner::{Config, TestRunner};

/// Every fact that can be taken away without taking its object away.
fn removable(slots: &Slots) -> Vec<(KindId, AttrId, u32)> {
    let mut all = Vec::new();
    for kind in schema().kinds() {
        for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
            let id = AttrId(u8::try_from(place).expect("few attributes"));
            if !attribute.required && !attribute.is_derived() {
                all.extend((0..slots.count(kind)).map(|object| (kind, id, object)));
            }
        }
    }
    all
}

/// Whether a fact in evidence stands for another: itself, a relation made of it, or a fact derived from it.
fn names(slots: &Slots, evidence: FactId, kind: KindId, attribute: AttrId, object: u32) -> bool {
    let named = slots.named(evidence);
    if named == (NamedFact { kind, object, field: Field::Attribute(attribute) }) {
        return true;
    }
    match named.field {
        Field::Relation(place) => {
            let relation = schema().relations(named.kind)[usize::from(place)];
            (relation.from, relation.via) == (kind, attribute)
        }
        Field::Attribute(derived) => match schema().attribute(named.kind, derived).origin {
            Origin::Derived(inputs) => inputs.iter().any(|input| schema().path(input) == Some((kind, attribute))),
            Origin::Stated => false,
        },
        Field::Key | Field::Conflicts => false,
    }
}

fn compare(
    before: (&Assessment, &Slots),
    after: (&Assessment, &Slots),
    packs: &[&Pack],
    (kind, attribute, object): (KindId, AttrId, u32),
) {
    let fact = after.1.fact(kind, object, Field::Attribute(attribute));
    for (old, new) in before.0.findings().zip(after.0.findings()) {
        if old.verdict == new.verdict {
            continue;
        }
        let what = format!(
            "{} on {}: {:?} -> {:?} without {}.{} of {}",
            old.rule(packs).code,
            before.1.keys(old.rule_findings().kind)[old.object as usize],
            old.verdict,
            new.verdict,
            schema().def(kind).name,
            schema().attribute(kind, attribute).name,
            before.1.keys(kind)[object as usize],
        );
        assert!(old.evidence().iter().any(|e| names(before.1, *e, kind, attribute, object)), "not named: {what}");
        assert_eq!(new.verdict, Verdict::NotAssessed, "{what}");
        assert!(new.missing().contains(&fact), "does not name it as missing: {what}");
    }
}

#[test]
fn taking_a_fact_away_unsettles_only_what_rested_on_it_and_giving_it_back_restores_all() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let estate = std::cell::RefCell::new(testkit::eksempel().estate);
    let before = estate.borrow().slots(testkit::today());
    let old = assess(&before, &packs);
    let all = removable(&before);
    // Devices and people are most of the facts; every second draw is among the rest.
    let many = ["device", "person", "assignment"].map(|name| schema().kind(name).expect("a kind"));
    let few: Vec<_> = all.iter().copied().filter(|(kind, ..)| !many.contains(kind)).collect();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let draw = (proptest::bool::ANY, 0..all.len(), 0..few.len());
    let result = runner.run(&draw, |(rare, any, one)| {
        let (kind, attribute, object) = if rare { few[one] } else { all[any] };
        let taken = estate.borrow_mut().forget(kind, attribute, object);
        let after = estate.borrow().slots(testkit::today());
        compare((&old, &before), (&assess(&after, &packs), &after), &packs, (kind, attribute, object));
        for observation in taken {
            estate.borrow_mut().observe(kind, attribute, observation);
        }
        let back = estate.borrow().slots(testkit::today());
        let restored = assess(&back, &packs);
        let same = old
            .findings()
            .zip(restored.findings())
            .all(|(a, b)| (a.verdict, a.evidence(), a.missing()) == (b.verdict, b.evidence(), b.missing()));
        assert!(same, "giving it back does not restore");
        Ok(())
    });
    result.expect("evidence is complete");
}
