//! The town of Eksempel under both packs.

use findings::{Verdict, assess, changes, worklist};
use principles::Pack;

#[test]
fn the_four_counts_add_up_to_the_pairs_and_come_out_the_same_twice() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let slots = testkit::eksempel().estate.slots(testkit::today());
    let (one, two) = (assess(&slots, &packs), assess(&slots, &packs));
    let summary = one.summary(&slots);
    let verdicts = summary.verdicts;
    let sum = verdicts.follows + verdicts.deviates + verdicts.not_assessed + verdicts.not_applicable;
    assert_eq!(sum, summary.pairs);
    let pairs: u64 = one.rules().iter().map(|findings| u64::from(slots.count(findings.kind))).sum();
    assert_eq!(summary.pairs, pairs);
    let same = one.findings().zip(two.findings()).all(|(a, b)| {
        (a.verdict, a.object, a.evidence(), a.missing()) == (b.verdict, b.object, b.evidence(), b.missing())
    });
    assert!(same);
    assert!(changes((&one, &slots, &packs), (&two, &slots, &packs)).is_empty());
}

#[test]
fn a_verdict_has_evidence_and_the_lack_of_one_names_what_is_lacking() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let slots = testkit::eksempel().estate.slots(testkit::today());
    let assessment = assess(&slots, &packs);
    for finding in assessment.findings() {
        let rule = finding.rule(&packs);
        let asked = matches!(rule.body, principles::Body::Ask(_));
        match finding.verdict {
            Verdict::NotAssessed => assert!(asked || !finding.missing().is_empty(), "{}", rule.code),
            _ => assert!(asked || !finding.evidence().is_empty(), "{}", rule.code),
        }
    }
}

#[test]
fn supplying_a_fact_turns_the_verdict_it_was_wanted_for_and_the_change_names_it() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let mut estate = testkit::eksempel().estate;
    let before = estate.slots(testkit::today());
    let (kind, attribute) = facts::schema().path("system.rights_concept").expect("in the schema");
    let rule = packs[0].rule("rights-concept-missing").expect("in the pack");
    let old = assess(&before, &packs);
    let findings = old.rules().iter().find(|f| packs[f.pack].rules[f.rule].code == rule.code).expect("assessed");
    let finding = old.of_rule(findings).find(|f| f.verdict == Verdict::NotAssessed && f.missing().len() == 1);
    let object = finding.expect("somebody has not said").object;
    let source = estate.source("Ane", "", facts::Rank::Person);
    let value = facts::Value::Bool(true);
    let seen_at = testkit::today();
    estate.observe(kind, attribute, facts::Observation { object, source, seen_at, value, given: None });
    let after = estate.slots(testkit::today());
    let new = assess(&after, &packs);
    let turned = changes((&old, &before, &packs), (&new, &after, &packs));
    let change = turned.iter().find(|change| change.rule == rule.code).expect("it turned");
    assert_eq!((change.before, change.after), (Some(Verdict::NotAssessed), Some(Verdict::Follows)));
    assert_eq!(change.because.len(), 1);
    assert_eq!(change.because[0].field, facts::Field::Attribute(attribute));
}

#[test]
fn what_settles_most_comes_first_in_the_work_list() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let slots = testkit::eksempel().estate.slots(testkit::today());
    let list = worklist(&assess(&slots, &packs), &slots, &packs);
    assert!(list.windows(2).all(|pair| (pair[0].settles, pair[0].touches) >= (pair[1].settles, pair[1].touches)));
    assert!(list.iter().all(|item| item.touches >= item.settles && item.touches > 0));
}
