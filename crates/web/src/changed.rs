//! Somebody was faster: what they changed, so that whoever came too late need not look for it. For programs an extension of
//! the problem, for people a list of sentences.

use facts::{KindId, Value, schema};
use house::{HouseError, Snapshot};
use kernel::{Clock, Instant};
use maud::{Markup, html};
use principles::Body;
use store::{AnswerChange, FactChange, LogEntry, ObjectChange, StoreError};

use crate::api::model::{ChangedAnswer, ChangedFact, ChangedSince};
use crate::api::objects::as_json;
use crate::app::App;
use crate::locale::Say;
use crate::pages::log::act_label;
use crate::pages::told;
use crate::problem::Problem;

/// What was changed.
#[derive(Clone, Debug)]
pub(crate) enum Changed {
    /// About an object of that kind.
    Object(KindId, Vec<ObjectChange>),
    /// About an account or a meeting: the acts on it.
    Record(Vec<LogEntry>),
}

/// The problem, with what others have changed since when that is why.
pub(crate) async fn explained(app: &App, error: HouseError) -> Problem {
    let HouseError::Store(StoreError::Changed { kind, key, expected, .. }) = &error else { return error.into() };
    let changed = match schema().kind(kind) {
        Some(kind) => {
            let acts = app.house.store().changes_since(app.house.tenant(), (kind, key), *expected).await;
            acts.map(|acts| Changed::Object(kind, acts)).map_err(HouseError::from)
        }
        None => app.house.acts_since((kind, key), *expected).await.map(Changed::Record),
    };
    let changed = match changed {
        Ok(changed) => Some(Box::new(changed)),
        // That somebody was faster stands all the same.
        Err(error) => {
            tracing::warn!(label = error.label(), %error, "what changed cannot be told");
            None
        }
    };
    Problem { changed, ..error.into() }
}

impl Changed {
    /// For programs.
    pub(crate) fn items(&self) -> Vec<ChangedSince> {
        match self {
            Self::Object(kind, acts) => acts.iter().map(|act| object_item(*kind, act)).collect(),
            Self::Record(acts) => acts.iter().map(record_item).collect(),
        }
    }

    /// For people.
    pub(crate) fn sentences(&self, snapshot: &Snapshot, clock: &dyn Clock, say: Say) -> Markup {
        let at = |name: &str, at: Instant| html! { (name) ", " (say.instant(at, clock)) ": " };
        let lines: Vec<Markup> = match self {
            Self::Object(kind, acts) => acts
                .iter()
                .flat_map(|act| {
                    let facts = act.facts.iter().map(|one| fact(*kind, one, act, snapshot, say));
                    let answers = act.answers.iter().map(|one| answer(one, snapshot, say));
                    facts.chain(answers).map(move |told| html! { (at(&act.name, act.at)) (told) })
                })
                .collect(),
            Self::Record(acts) => acts
                .iter()
                .map(|act| {
                    let particulars = told::told(act, snapshot, say);
                    html! { (at(&act.name, act.at)) (act_label(&act.act, say)) " " (particulars) }
                })
                .collect(),
        };
        html! {
            @if !lines.is_empty() {
                p { (say.t("Siden du åbnede siden:", "Since you opened the page:")) }
                ul { @for line in &lines { li { (line) } } }
            }
        }
    }
}

fn object_item(kind: KindId, act: &ObjectChange) -> ChangedSince {
    let fact = |one: &FactChange| ChangedFact {
        fact: schema().attribute(kind, one.attribute).name.to_owned(),
        source: one.source.clone(),
        before: one.before.as_ref().map(as_json),
        after: one.after.as_ref().map(as_json),
    };
    let answer = |one: &AnswerChange| ChangedAnswer {
        rule: one.rule.clone(),
        before: one.before.clone(),
        after: one.after.clone(),
    };
    ChangedSince {
        act: act.act,
        at: act.at.to_string(),
        by: act.name.clone(),
        what: act.word.clone(),
        facts: act.facts.iter().map(fact).collect(),
        answers: act.answers.iter().map(answer).collect(),
        detail: None,
    }
}

fn record_item(act: &LogEntry) -> ChangedSince {
    ChangedSince {
        act: act.seq,
        at: act.at.to_string(),
        by: act.name.clone(),
        what: act.act.clone(),
        facts: Vec::new(),
        answers: Vec::new(),
        detail: serde_json::from_str(&act.detail).ok(),
    }
}

fn fact(kind: KindId, one: &FactChange, act: &ObjectChange, snapshot: &Snapshot, say: Say) -> String {
    let label = schema().attribute(kind, one.attribute).label.pick(say.0);
    let shown = |value: &Value| told::value(snapshot, say, (kind, one.attribute), &as_json(value));
    let by = if one.source == act.name { String::new() } else { format!(" ({})", one.source) };
    let sentence = now(label, one.before.as_ref().map(shown), one.after.as_ref().map(shown), say);
    format!("{sentence}{by}")
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
