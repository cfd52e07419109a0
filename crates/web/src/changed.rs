//! Somebody was faster: what they changed, so that whoever came too late need not look for it. For programs an extension of
//! the problem, for people a list of sentences.

use facts::{KindId, Value, schema};
use house::{HouseError, Snapshot};
use kernel::Clock;
use maud::{Markup, html};
use principles::Body;
use store::{AnswerChange, FactChange, ObjectChange, StoreError};

use crate::api::model::{ChangedAnswer, ChangedFact, ChangedSince};
use crate::api::objects::as_json;
use crate::app::App;
use crate::locale::Say;
use crate::pages::told;
use crate::problem::Problem;

/// What the objects of that kind are, and what was changed about one of them.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    kind: KindId,
    acts: Vec<ObjectChange>,
}

/// The problem, with what others have changed since when that is why.
pub(crate) async fn explained(app: &App, error: HouseError) -> Problem {
    let changed = match &error {
        HouseError::Store(StoreError::Changed { kind, key, expected, .. }) => {
            let kind = schema().kind(kind);
            kind.map(|kind| (kind, key.clone(), *expected))
        }
        _ => None,
    };
    let mut problem = Problem::from(error);
    if let Some((kind, key, seen)) = changed {
        match app.house.store().changes_since(app.house.tenant(), (kind, &key), seen).await {
            Ok(acts) => problem.changed = Some(Box::new(Changed { kind, acts })),
            // That somebody was faster stands all the same.
            Err(error) => tracing::warn!(label = error.label(), %error, "what changed cannot be told"),
        }
    }
    problem
}

impl Changed {
    /// For programs.
    pub(crate) fn items(&self) -> Vec<ChangedSince> {
        let fact = |one: &FactChange| ChangedFact {
            fact: schema().attribute(self.kind, one.attribute).name.to_owned(),
            source: one.source.clone(),
            before: one.before.as_ref().map(as_json),
            after: one.after.as_ref().map(as_json),
        };
        let answer = |one: &AnswerChange| ChangedAnswer {
            rule: one.rule.clone(),
            before: one.before.clone(),
            after: one.after.clone(),
        };
        let item = |act: &ObjectChange| ChangedSince {
            act: act.act,
            at: act.at.to_string(),
            by: act.name.clone(),
            what: act.word.clone(),
            facts: act.facts.iter().map(fact).collect(),
            answers: act.answers.iter().map(answer).collect(),
        };
        self.acts.iter().map(item).collect()
    }

    /// For people.
    pub(crate) fn sentences(&self, snapshot: &Snapshot, clock: &dyn Clock, say: Say) -> Markup {
        html! {
            @if !self.acts.is_empty() {
                p { (say.t("Siden du åbnede siden:", "Since you opened the page:")) }
                ul {
                    @for act in &self.acts {
                        @for one in &act.facts { li { (act.name) ", " (say.instant(act.at, clock)) ": " (self.fact(one, act, snapshot, say)) } }
                        @for one in &act.answers { li { (act.name) ", " (say.instant(act.at, clock)) ": " (answer(one, snapshot, say)) } }
                    }
                }
            }
        }
    }

    fn fact(&self, one: &FactChange, act: &ObjectChange, snapshot: &Snapshot, say: Say) -> String {
        let label = schema().attribute(self.kind, one.attribute).label.pick(say.0);
        let shown = |value: &Value| told::value(snapshot, say, (self.kind, one.attribute), &as_json(value));
        let by = if one.source == act.name { String::new() } else { format!(" ({})", one.source) };
        let sentence = now(label, one.before.as_ref().map(shown), one.after.as_ref().map(shown), say);
        format!("{sentence}{by}")
    }
}

fn answer(one: &AnswerChange, snapshot: &Snapshot, say: Say) -> String {
    let rule = snapshot.packs.iter().find_map(|pack| pack.rule(&one.rule));
    let label = rule.map_or(one.rule.as_str(), |rule| say.text(&rule.title));
    let shown = |word: &String| {
        let choices = match rule.map(|rule| &rule.body) {
            Some(Body::Ask(question)) => question.choices.as_slice(),
            _ => &[],
        };
        choices
            .iter()
            .find(|choice| choice.word == *word)
            .map_or(word.clone(), |choice| say.text(&choice.text).to_owned())
    };
    now(label, one.before.as_ref().map(shown), one.after.as_ref().map(shown), say)
}

fn now(label: &str, before: Option<String>, after: Option<String>, say: Say) -> String {
    let was = before.map(|before| format!(" ({} {before})", say.t("før:", "before:"))).unwrap_or_default();
    match after {
        Some(after) => format!("{label} {} {after}{was}", say.t("er nu", "is now")),
        None => format!("{label} {}{was}", say.t("er ikke længere oplyst", "is no longer stated")),
    }
}
