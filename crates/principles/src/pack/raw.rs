//! The pack's files as TOML has them, with places, before anything is checked.

use std::collections::BTreeMap;

use kernel::Text;
use serde::Deserialize;
use toml::Spanned;

use super::{Meaning, Strength};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStrategy {
    pub id: Spanned<String>,
    pub version: String,
    pub title: Text,
    pub adopted_on: Option<Spanned<String>>,
    pub adopted_by: Option<String>,
    #[serde(default, rename = "section")]
    pub sections: Vec<RawSection>,
    #[serde(default)]
    pub parameters: BTreeMap<Spanned<String>, RawParameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSection {
    pub id: Spanned<String>,
    pub title: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParameter {
    #[serde(rename = "type")]
    pub ty: Spanned<String>,
    pub value: Spanned<toml::Value>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub section: Option<Spanned<String>>,
    pub text: Text,
    pub note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChapter {
    #[serde(default, rename = "principle")]
    pub principles: Vec<RawPrinciple>,
    #[serde(default)]
    pub parameters: BTreeMap<Spanned<String>, RawParameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPrinciple {
    pub id: Spanned<String>,
    pub section: Spanned<String>,
    pub strength: Strength,
    pub title: Text,
    pub text: Text,
    pub supplier: Option<Text>,
    pub longest_dispensation: Spanned<String>,
    pub review: Spanned<String>,
    #[serde(default, rename = "rule")]
    pub rules: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub code: Spanned<String>,
    pub kind: Spanned<String>,
    pub when: Option<Spanned<String>>,
    pub require: Option<Spanned<String>>,
    pub ask: Option<Spanned<Text>>,
    pub answers: Option<Vec<RawChoice>>,
    pub who: Option<Spanned<String>>,
    pub valid: Option<Spanned<String>>,
    pub weight: Spanned<String>,
    #[serde(default)]
    pub max_age: BTreeMap<Spanned<String>, Spanned<String>>,
    pub title: Text,
    pub finding: Text<Spanned<String>>,
    pub remedy: Text,
    #[serde(default)]
    pub unverified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub word: Spanned<String>,
    pub da: String,
    pub en: String,
    pub means: Meaning,
}
