//! Screening: IT and the business area each look at every rule of the principle, side by side, until they agree or the
//! difference goes to the board (strategy §3).

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::authority::Hand;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal, $da:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }
        impl $name {
            /// Every one, in the order people read them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The permanent word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one with that word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }

            /// What people call it.
            pub const fn label(self) -> kernel::Text<&'static str> {
                match self { $(Self::$variant => kernel::Text::new($da, $en),)+ }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who screens.
    Party {
        /// IT & Digitalisation.
        It = "it", "it", "IT";
        /// The business area.
        Area = "area", "fagområdet", "the business area";
    }
}

words! {
    /// How far what is screened has come.
    Phase {
        /// A thought.
        Idea = "idea", "idé", "idea";
        /// Needs are being found out.
        Analysis = "analysis", "analyse", "analysis";
        /// Put out to tender.
        Tender = "tender", "udbud", "tender";
        /// Offers are compared.
        Offer = "offer", "tilbud", "offer";
        /// Being built or set up.
        Solution = "solution", "løsning", "solution";
        /// In use.
        InOperation = "in_operation", "i drift", "in operation";
    }
}

words! {
    /// Whether a rule matters to what is screened, in its phase.
    Relevance {
        /// It does.
        Relevant = "relevant", "relevant", "relevant";
        /// Not yet: in a later phase.
        Later = "later", "senere", "later";
        /// It does not.
        NotRelevant = "not_relevant", "ikke relevant", "not relevant";
    }
}

words! {
    /// How one party rates it.
    Rating {
        /// Follows.
        Green = "green", "grøn", "green";
        /// In part, or with something to look after.
        Yellow = "yellow", "gul", "yellow";
        /// Does not follow.
        Red = "red", "rød", "red";
    }
}

words! {
    /// What a screening comes to.
    Outcome {
        /// It follows after all; only where the evaluator says so too.
        Follows = "follows", "følger alligevel", "follows after all";
        /// The deviation is to be explained.
        Explain = "explain", "skal forklares", "to be explained";
        /// Explained, and put to the board: material, or the parties differ.
        Board = "board", "skal for direktionen", "to the executive board";
    }
}

/// One party's view of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The rule's code; or a check-list's own.
    pub rule: String,
    /// Whether it matters.
    pub relevance: Relevance,
    /// How it is rated.
    pub rating: Rating,
    /// Why.
    pub reason: String,
    /// What it is seen from: a document, an attachment, a fact.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// One party's signed screening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Who.
    pub by: Hand,
    /// When.
    pub day: Day,
    /// The facts they saw.
    pub ground: String,
    /// Their view of each rule.
    pub views: Vec<View>,
}

/// Both sides, as far as they have come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screening {
    /// IT's.
    pub it: Option<Side>,
    /// The business area's.
    pub area: Option<Side>,
}

impl Screening {
    /// One side.
    pub fn side(&self, party: Party) -> Option<&Side> {
        match party {
            Party::It => self.it.as_ref(),
            Party::Area => self.area.as_ref(),
        }
    }

    /// The rules that the parties see differently; empty until both have screened.
    pub fn differences(&self) -> Vec<&str> {
        let (Some(it), Some(area)) = (&self.it, &self.area) else { return Vec::new() };
        let differs = |view: &&View| {
            area.views
                .iter()
                .find(|other| other.rule == view.rule)
                .is_none_or(|other| (other.relevance, other.rating) != (view.relevance, view.rating))
        };
        it.views.iter().filter(differs).map(|view| view.rule.as_str()).collect()
    }
}
