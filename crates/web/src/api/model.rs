//! The shapes that the API speaks in.

use findings::Tally;
use kernel::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Map;
use super::identity::OtherKey;
pub(crate) use super::problem::{ChangedSince, ProblemDetails};

/// A source's word on a fact. Without `before` it had said nothing, without `after` it says nothing now; null is: there is none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedFact {
    pub(crate) fact: String,
    pub(crate) source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, required = false)]
    pub(crate) before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, required = false)]
    pub(crate) after: Option<Value>,
}

/// The answer to a rule's question; null where there was none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedAnswer {
    pub(crate) rule: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// A text in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BothLanguages {
    pub(crate) da: String,
    pub(crate) en: String,
}

impl From<&Text> for BothLanguages {
    fn from(text: &Text) -> Self {
        Self { da: text.da.clone(), en: text.en.clone() }
    }
}

/// How many verdicts of each sort; a share's denominator is `follows + deviates + not_assessed`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verdicts {
    pub(crate) follows: u64,
    pub(crate) deviates: u64,
    pub(crate) not_assessed: u64,
    pub(crate) not_applicable: u64,
}

impl From<Tally> for Verdicts {
    fn from(tally: Tally) -> Self {
        let Tally { follows, deviates, not_assessed, not_applicable } = tally;
        Self { follows, deviates, not_assessed, not_applicable }
    }
}

/// Whose token it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    pub(crate) name: String,
    /// What is written to sign in.
    pub(crate) login: String,
    /// Where one is told by mail about what is new; null for nowhere.
    pub(crate) mail: Option<String>,
    /// Since when one has a calendar's address.
    pub(crate) calendar_since: Option<String>,
    /// `read`, `write` or `accounts`.
    pub(crate) scope: String,
    /// When the token ends.
    pub(crate) expires_at: String,
    pub(crate) roles: Vec<RoleOnUnit>,
}

/// A role on a unit and its subtree; the empty unit is the whole municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleOnUnit {
    pub(crate) role: String,
    pub(crate) unit: String,
}

/// A kind of objects and its attributes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindItem {
    pub(crate) kind: String,
    pub(crate) name: BothLanguages,
    pub(crate) objects: u64,
    pub(crate) attributes: Vec<AttributeItem>,
}

/// An attribute of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttributeItem {
    pub(crate) name: String,
    pub(crate) label: BothLanguages,
    /// `bool`, `int`, `money` (øre), `day` (ISO 8601), `text`, `enum`, `ref`, and the same with `_list`.
    pub(crate) r#type: String,
    /// The words of an enumeration.
    pub(crate) words: Vec<String>,
    /// The kind that a reference refers to.
    pub(crate) target: Option<String>,
    /// Whether it is computed from others.
    pub(crate) derived: bool,
}

/// An object in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectItem {
    pub(crate) key: String,
    pub(crate) name: Option<String>,
    pub(crate) verdicts: Verdicts,
    /// The facts that are known, by name; null where it is known that there is none.
    #[schema(value_type = Object)]
    pub(crate) facts: Map,
    /// The names of those facts whose lists may have more than is known.
    pub(crate) open: Vec<String>,
}

/// One page of objects.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectPage {
    pub(crate) items: Vec<ObjectItem>,
    /// How many match in all.
    pub(crate) total: u64,
    /// Give it as `after` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// One object with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ObjectDetail {
    pub(crate) kind: String,
    pub(crate) key: String,
    /// The other keys under which sources know it.
    pub(crate) other_keys: Vec<OtherKey>,
    pub(crate) name: Option<String>,
    /// Rises with everything that is stated of it; always the version now, also of a day gone by. 0 when it is gone.
    pub(crate) version: i64,
    /// The day gone by that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<String>,
    pub(crate) facts: Vec<FactItem>,
    pub(crate) findings: Vec<FindingItem>,
}

/// One fact: the effective value, and what each source says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactItem {
    pub(crate) name: String,
    /// `value`, `none`, `missing` or `expired`.
    pub(crate) state: String,
    #[schema(value_type = Value)]
    pub(crate) value: Value,
    /// Whether the list may have more than `value`: something it is computed from is unknown. An empty one is not known to be empty.
    pub(crate) open: bool,
    pub(crate) source: Option<String>,
    pub(crate) seen_at: Option<String>,
    pub(crate) derived: bool,
    /// Whether sources disagree.
    pub(crate) conflict: bool,
    pub(crate) stated: Vec<StatedItem>,
}

/// One source's word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatedItem {
    pub(crate) source: String,
    #[schema(value_type = Value)]
    pub(crate) value: Value,
    pub(crate) seen_at: String,
    pub(crate) valid_until: Option<String>,
}

/// A verdict with its grounds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingItem {
    pub(crate) pack: String,
    pub(crate) rule: String,
    pub(crate) principle: String,
    pub(crate) section: String,
    pub(crate) kind: String,
    pub(crate) key: String,
    /// `follows`, `deviates`, `not_assessed` or `not_applicable`.
    pub(crate) verdict: String,
    /// Why it is not assessed: `missing`, `stale`, `awaiting_answer` or `rule_error`.
    pub(crate) cause: Option<String>,
    /// `material` or `minor`: who must act, not what holds.
    pub(crate) weight: String,
    pub(crate) strength: String,
    /// The first of the facts that decided. Of a list `more` says how many more items it has, and `open` that it may have others.
    #[schema(value_type = Vec<Object>)]
    pub(crate) evidence: Vec<Value>,
    /// How many more facts decided than are told.
    pub(crate) evidence_more: u64,
    /// The first of the facts for want of which there is no verdict.
    #[schema(value_type = Vec<Object>)]
    pub(crate) missing: Vec<Value>,
    /// How many more are lacking than are told.
    pub(crate) missing_more: u64,
}

/// One page of findings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingPage {
    pub(crate) items: Vec<FindingItem>,
    pub(crate) total: u64,
    /// Give it as `after` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// A fact in the token's owner's name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupplyFact {
    /// As the attribute's type has it; null for: there is none. Days are ISO 8601, money whole kroner or as Danes write it.
    #[schema(value_type = Value)]
    pub(crate) value: Value,
    /// The last day it counts, at most ten years ahead; a year from today when there is none.
    #[serde(default)]
    pub(crate) valid_until: Option<String>,
}

/// An answer to a rule's question in the token's owner's name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupplyAnswer {
    /// One of the rule's words.
    pub(crate) answer: String,
    /// The last day it counts.
    #[serde(default)]
    pub(crate) valid_until: Option<String>,
}

/// What an act did. It is saved, whether its verdicts are there yet or not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    /// The act's number.
    pub(crate) revision: i64,
    /// Whether the verdicts that follow are worked out. The answer waits a third of a second for them; when they are not,
    /// they are a moment later, and the feed of changes has them.
    pub(crate) assessed: bool,
    /// How many verdicts turned, other acts of the same moment included; null while they are still worked out.
    pub(crate) turned: Option<u64>,
}

impl From<house::Acted> for Done {
    fn from(acted: house::Acted) -> Self {
        let turned = acted.turned.map(|turned| turned as u64);
        Self { revision: acted.revision, assessed: turned.is_some(), turned }
    }
}

/// What an import changed, or would.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportResult {
    /// The act's number, by which it is undone; null for a dry run.
    pub(crate) act: Option<i64>,
    /// The register that the source counts as; the source's own name when it is none of those that own facts.
    pub(crate) register: String,
    pub(crate) accepted: u64,
    pub(crate) rejected: Vec<RejectedCell>,
    /// How many more were rejected than are listed.
    pub(crate) rejected_not_shown: u64,
    pub(crate) added: u64,
    pub(crate) changed: u64,
    pub(crate) same: u64,
    pub(crate) gone: u64,
    /// The day of something newer that the source has delivered before; what is older takes its place.
    pub(crate) newer: Option<String>,
    /// What people should know of the file: facts that end, rows that say nothing, references that lead nowhere, days that have not come.
    pub(crate) notices: Vec<BothLanguages>,
    /// References to what is not there.
    pub(crate) dangling: super::foreseen::Dangling,
    /// Of a dry run, what would count otherwise, fact by fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) would_count: Option<super::foreseen::WouldCount>,
    /// Whether the verdicts that follow are worked out; true for a dry run, from which none follow.
    pub(crate) assessed: bool,
    /// How many verdicts turned, other acts of the same moment included; null while they are still worked out.
    pub(crate) turned: Option<u64>,
}

/// A cell that was not taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedCell {
    pub(crate) line: u64,
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) expected: BothLanguages,
}

/// A strategy in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StrategyItem {
    pub(crate) id: String,
    pub(crate) version: String,
    /// SHA-256 of its content.
    pub(crate) hash: String,
    pub(crate) title: BothLanguages,
    pub(crate) sections: Vec<SectionItem>,
}

/// How one section is followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SectionItem {
    pub(crate) id: String,
    pub(crate) title: BothLanguages,
    pub(crate) rules: u64,
    pub(crate) verdicts: Verdicts,
}

/// One rule and how it is followed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleItem {
    pub(crate) code: String,
    pub(crate) principle: String,
    pub(crate) section: String,
    pub(crate) kind: String,
    pub(crate) strength: String,
    pub(crate) title: BothLanguages,
    pub(crate) remedy: BothLanguages,
    /// When it applies, as CEL.
    pub(crate) when: Option<String>,
    /// What must hold, as CEL; null for a question.
    pub(crate) require: Option<String>,
    /// What is asked.
    pub(crate) question: Option<BothLanguages>,
    /// The words that answer.
    pub(crate) answers: Vec<String>,
    pub(crate) verdicts: Verdicts,
}

/// What a strategy would turn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tried {
    pub(crate) before: Verdicts,
    pub(crate) after: Verdicts,
    /// Whether only texts differ.
    pub(crate) editorial: bool,
    pub(crate) turned: u64,
    /// The first of them.
    pub(crate) turns: Vec<TurnItem>,
}

/// A verdict that turned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnItem {
    /// Its place in the feed; 0 for one that has not happened.
    pub(crate) seq: i64,
    /// When; null for one that has not happened.
    pub(crate) at: Option<String>,
    pub(crate) rule: String,
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    /// The facts that turned it.
    #[schema(value_type = Vec<Object>)]
    pub(crate) because: Value,
}

/// What turned after a place in the feed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    pub(crate) items: Vec<TurnItem>,
    /// Give it as `after` to go on, now or later.
    pub(crate) next: i64,
}

/// One act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogItem {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) act: String,
    pub(crate) kind: Option<String>,
    pub(crate) key: Option<String>,
    #[schema(value_type = Object)]
    pub(crate) detail: Value,
    /// SHA-256 over the entry and the hash before it.
    pub(crate) hash: String,
}

/// The log, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogPage {
    pub(crate) items: Vec<LogItem>,
    /// Give it as `before` for older ones; null when there are none.
    pub(crate) next: Option<i64>,
}

/// A fact or an answer that is lacking: exactly one of `fact` and `rule` is set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskItem {
    pub(crate) kind: String,
    pub(crate) key: String,
    /// The attribute to supply.
    pub(crate) fact: Option<String>,
    /// The rule whose question is to be answered.
    pub(crate) rule: Option<String>,
    /// `missing`, `stale`, `awaiting_answer` or `rule_error`.
    pub(crate) cause: String,
    /// Verdicts that this alone would settle.
    pub(crate) settles: u64,
    /// Verdicts that cannot be given without it.
    pub(crate) touches: u64,
}
