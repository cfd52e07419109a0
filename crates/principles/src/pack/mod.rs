//! A strategy pack: strategy, sections, principles, rules, parameters. People read it first; adopted, it never changes.

mod amend;
mod chapter;
mod fixture;
mod load;
mod parameter;
mod place;
mod raw;
mod template;

use facts::{KindId, schema};
use kernel::{Day, Hash, Lang, Period, Role, Text};

use crate::lang::{Code, Parameters, Use};

pub use amend::amend;
pub use fixture::{FixtureCase, FixtureFile, FixtureObject, RuleFixture};
pub use parameter::Parameter;
pub use place::PackError;
pub use template::Template;

/// One file of a pack, as the caller read it.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its name without folders: `04-drift.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A section of the strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its number in the strategy: `4`.
    pub id: String,
    /// Its title.
    pub title: Text,
}

/// How binding a principle is (it decides who must act, never the verdict).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Shown, no case needed.
    Aspiration,
    /// Followed, or explained (strategy §3).
    FollowOrExplain,
    /// The board always, and no emergency grant.
    RedLine,
}

impl Strength {
    /// The word in packs and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Aspiration => "aspiration",
            Self::FollowOrExplain => "follow_or_explain",
            Self::RedLine => "red_line",
        }
    }

    /// What people call it.
    pub const fn label(self) -> Text<&'static str> {
        match self {
            Self::Aspiration => Text::new("sigtelinje", "aspiration"),
            Self::FollowOrExplain => Text::new("følg-eller-forklar", "comply or explain"),
            Self::RedLine => Text::new("rød linje", "red line"),
        }
    }
}

/// A principle of the strategy, in our own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Principle {
    /// Permanent id.
    pub id: String,
    /// The section of the strategy it serves.
    pub section: String,
    /// How binding it is.
    pub strength: Strength,
    /// Its title.
    pub title: Text,
    /// What it asks.
    pub text: Text,
    /// What suppliers are asked of it, when its facts do not say all.
    pub supplier: Option<Text>,
    /// The longest time the board may dispense from it.
    pub longest_dispensation: Period,
    /// How often decisions about it are reviewed.
    pub review: Period,
}

/// Who must act on a deviation.
#[derive(Clone, Debug, PartialEq)]
pub enum Weight {
    /// IT and the business area close it with an explanation.
    Minor,
    /// The board.
    Material,
    /// The board, when this is true of the object (or not known to be false).
    MaterialWhen(Code),
}

/// What an answer to a question means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The object follows.
    Follows,
    /// The object deviates.
    Deviates,
    /// The rule does not apply to it.
    NotApplicable,
}

/// One answer a question allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The word in files.
    pub word: String,
    /// The answer for people.
    pub text: Text,
    /// What it means.
    pub means: Meaning,
}

/// What only people can judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question.
    pub text: Text,
    /// The answers it allows.
    pub choices: Vec<Choice>,
    /// Who may answer.
    pub who: Role,
    /// How long an answer counts.
    pub valid: Period,
}

/// What a rule asks of the objects it applies to.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// This must hold.
    Require(Code),
    /// People must say.
    Ask(Question),
}

/// One rule of a principle.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Permanent code, naming the deviation.
    pub code: String,
    /// Its principle, by place in [`Pack::principles`].
    pub principle: usize,
    /// The kind of object it is about.
    pub kind: KindId,
    /// When it applies; always, when there is none.
    pub when: Option<Code>,
    /// What it asks.
    pub body: Body,
    /// Who must act on a deviation.
    pub weight: Weight,
    /// Facts that must not be older than this.
    pub ages: Vec<(Use, Period)>,
    /// What holds when it is followed.
    pub title: Text,
    /// What to say of an object that deviates.
    pub finding: Text<Template>,
    /// The same as written.
    pub finding_text: Text,
    /// What to do then.
    pub remedy: Text,
    /// Whether its source has not been verified.
    pub unverified: bool,
    /// `when` as written.
    pub when_text: Option<String>,
    /// `require` as written.
    pub require_text: Option<String>,
    /// `weight` as written.
    pub weight_text: String,
    /// The file it stands in, and the line.
    pub place: (String, usize),
}

impl Rule {
    /// The facts' ages, in the order the code counts them.
    pub fn age_periods(&self) -> Vec<Period> {
        self.ages.iter().map(|(_, period)| *period).collect()
    }

    /// Every fact the rule looks at, the weight's left out.
    pub fn uses(&self) -> Vec<Use> {
        let mut uses: Vec<Use> = self.when.iter().flat_map(|code| code.uses.iter().copied()).collect();
        if let Body::Require(code) = &self.body {
            uses.extend(code.uses.iter().copied());
        }
        uses.sort_unstable();
        uses.dedup();
        uses
    }
}

/// A whole pack, checked.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Permanent id.
    pub id: String,
    /// Version, as its authors count.
    pub version: String,
    /// Title.
    pub title: Text,
    /// When it was adopted.
    pub adopted_on: Option<Day>,
    /// By whom.
    pub adopted_by: Option<String>,
    /// The strategy's sections, in its order.
    pub sections: Vec<Section>,
    /// Parameters by name, sorted.
    pub parameters: Vec<Parameter>,
    /// Principles, in the files' order.
    pub principles: Vec<Principle>,
    /// Rules, in the files' order.
    pub rules: Vec<Rule>,
    /// The content's hash: two packs with one hash judge alike.
    pub hash: Hash,
}

impl Pack {
    /// Reads and checks a pack. Fixture files are passed over here ([`FixtureFile::parse`]).
    ///
    /// # Errors
    /// Everything that is wrong with it, each with file, line and column.
    pub fn parse(files: &[PackFile]) -> Result<Self, Vec<PackError>> {
        load::pack(files)
    }

    /// The rule with that code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The principle of a rule.
    pub fn principle_of(&self, rule: &Rule) -> &Principle {
        &self.principles[rule.principle]
    }

    /// The parameters as rules see them.
    pub fn constants(&self) -> Parameters {
        self.parameters.iter().map(|p| (p.name.clone(), p.value.clone())).collect()
    }

    /// The name of a rule's kind.
    pub fn kind_name(rule: &Rule) -> &'static str {
        schema().def(rule.kind).name
    }

    /// The title in that language.
    pub fn titled(&self, lang: Lang) -> &str {
        self.title.get(lang)
    }
}
