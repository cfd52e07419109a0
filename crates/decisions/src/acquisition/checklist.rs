//! The check list of an acquisition: what the packs ask people about projects in its phase. KL's architecture rules are such
//! questions (kl-arkitektur), and so are some of the strategy's own.

use facts::{Estate, Observation, Rank, Value, schema};
use findings::Verdict;
use kernel::{Day, Text};
use principles::{Body, Pack};

use crate::screening::Phase;

/// One point of the check list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The pack's id.
    pub pack: String,
    /// The principle's id.
    pub principle: String,
    /// The rule's code.
    pub rule: String,
    /// The rule's title.
    pub title: Text,
    /// The question.
    pub question: Text,
}

/// The points that matter in a phase: the rules decide it themselves, for an acquisition that has come so far.
pub fn points(packs: &[&Pack], phase: Phase, today: Day) -> Vec<Point> {
    let Some(project) = schema().kind("project") else { return Vec::new() };
    let mut estate = Estate::default();
    let source = estate.source("Anskaffelsen", "acquisition", Rank::Register);
    let object = estate.object(project, "A");
    for (name, word) in [("name", "A"), ("type", "acquisition"), ("phase", phase.word())] {
        if let Some(attribute) = schema().attribute_id(project, name) {
            let value = Value::text(word);
            estate.observe(project, attribute, Observation { object, source, seen_at: today, value, given: None });
        }
    }
    let slots = estate.slots(today);
    let assessment = findings::assess(&slots, packs);
    let mut points = Vec::new();
    for findings in assessment.rules().iter().filter(|findings| findings.kind == project) {
        let pack = packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        let Body::Ask(question) = &rule.body else { continue };
        if findings.verdict(object) == Verdict::NotApplicable {
            continue;
        }
        points.push(Point {
            pack: pack.id.clone(),
            principle: pack.principle_of(rule).id.clone(),
            rule: rule.code.clone(),
            title: rule.title.clone(),
            question: question.text.clone(),
        });
    }
    points
}
