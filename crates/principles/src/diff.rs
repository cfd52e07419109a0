//! What differs between two versions of a pack, and whether the difference is editorial or material.
//!
//! Editorial: only texts differ, so decisions carry over. Material: some rule judges differently, so open decisions are
//! reviewed (the effect on a live estate is `findings::changes`).

use serde::Serialize;

use crate::pack::{Pack, Rule};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `rule`, `parameter` or `principle`.
    pub what: &'static str,
    /// Its code, name or id.
    pub subject: String,
    /// `added`, `removed`, or the part that differs: `require`, `when`, `weight`, `max_age`, `text`, `value`, ..
    pub part: &'static str,
    /// How it was.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
    /// Whether it can change a verdict or who must act.
    pub material: bool,
}

/// All differences, rules first, each group in the order of its names.
pub fn diff(before: &Pack, after: &Pack) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut codes: Vec<&str> = before.rules.iter().chain(&after.rules).map(|rule| rule.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        match (before.rule(code), after.rule(code)) {
            (Some(old), Some(new)) => rules(before, old, after, new, &mut found),
            (old, new) => found.push(whole("rule", code, old.is_some(), new.is_some())),
        }
    }
    parameters(before, after, &mut found);
    let mut ids: Vec<&str> = before.principles.iter().chain(&after.principles).map(|p| p.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let find = |pack: &Pack| pack.principles.iter().find(|principle| principle.id == id).cloned();
        match (find(before), find(after)) {
            (Some(old), Some(new)) => {
                let mut compare = |part, a: String, b: String, material| {
                    push(&mut found, "principle", id, part, a, b, material);
                };
                compare("strength", old.strength.word().to_owned(), new.strength.word().to_owned(), true);
                let limits = |p: &crate::pack::Principle| format!("{} {}", p.longest_dispensation, p.review);
                compare("longest_dispensation, review", limits(&old), limits(&new), true);
                compare("section", old.section.clone(), new.section.clone(), false);
                compare(
                    "text",
                    format!("{} / {}", old.title.da, old.text.da),
                    format!("{} / {}", new.title.da, new.text.da),
                    false,
                );
                let asked = |p: &crate::pack::Principle| {
                    p.supplier.as_ref().map(|text| format!("{} / {}", text.da, text.en)).unwrap_or_default()
                };
                compare("supplier", asked(&old), asked(&new), false);
            }
            (old, new) => found.push(whole("principle", id, old.is_some(), new.is_some())),
        }
    }
    found
}

/// Whether every difference is editorial.
pub fn is_editorial(differences: &[Difference]) -> bool {
    differences.iter().all(|difference| !difference.material)
}

fn whole(what: &'static str, subject: &str, was: bool, is: bool) -> Difference {
    let part = if is { "added" } else { "removed" };
    let named = |there: bool| there.then(|| subject.to_owned());
    Difference { what, subject: subject.to_owned(), part, before: named(was), after: named(is), material: true }
}

fn push(
    found: &mut Vec<Difference>,
    what: &'static str,
    subject: &str,
    part: &'static str,
    before: String,
    after: String,
    material: bool,
) {
    if before != after {
        let (before, after) = (Some(before), Some(after));
        found.push(Difference { what, subject: subject.to_owned(), part, before, after, material });
    }
}

fn rules(old_pack: &Pack, old: &Rule, new_pack: &Pack, new: &Rule, found: &mut Vec<Difference>) {
    let mut compare = |part, a: String, b: String, material| push(found, "rule", &new.code, part, a, b, material);
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    compare("kind", Pack::kind_name(old).to_owned(), Pack::kind_name(new).to_owned(), true);
    compare("when", or_none(&old.when_text), or_none(&new.when_text), true);
    compare("require", or_none(&old.require_text), or_none(&new.require_text), true);
    compare("weight", old.weight_text.clone(), new.weight_text.clone(), true);
    let ages = |rule: &Rule| {
        let each = rule.ages.iter().map(|(limited, period)| format!("{}: {period}", limited.name));
        each.collect::<Vec<_>>().join(", ")
    };
    compare("max_age", ages(old), ages(new), true);
    let question = |rule: &Rule| match &rule.body {
        crate::pack::Body::Ask(question) => {
            let answers = question.choices.iter().map(|choice| format!("{}={:?}", choice.word, choice.means));
            format!("{} {} {}", answers.collect::<Vec<_>>().join(" "), question.who.word(), question.valid)
        }
        crate::pack::Body::Require(_) => String::new(),
    };
    compare("answers", question(old), question(new), true);
    let principle = |pack: &Pack, rule: &Rule| pack.principle_of(rule).id.clone();
    compare("principle", principle(old_pack, old), principle(new_pack, new), true);
    let texts = |rule: &Rule| {
        let all = [&rule.title, &rule.finding_text, &rule.remedy];
        all.map(|text| format!("{} | {}", text.da, text.en)).join(" / ")
    };
    compare("text", texts(old), texts(new), false);
}

fn parameters(before: &Pack, after: &Pack, found: &mut Vec<Difference>) {
    let mut names: Vec<&str> =
        before.parameters.iter().chain(&after.parameters).map(|parameter| parameter.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let value = |pack: &Pack| pack.parameters.iter().find(|p| p.name == name).map(crate::pack::Parameter::written);
        let (old, new) = (value(before), value(after));
        if old != new {
            let part = match (&old, &new) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "value",
            };
            let subject = name.to_owned();
            found.push(Difference { what: "parameter", subject, part, before: old, after: new, material: true });
        }
    }
}
