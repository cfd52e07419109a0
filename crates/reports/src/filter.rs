//! Which findings a reader asked for: by section, rule, or object.

use facts::{Slots, schema};
use findings::Finding;
use principles::Pack;

/// A reader's choice; what is not said does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A section's id.
    pub section: Option<String>,
    /// A rule's code.
    pub rule: Option<String>,
    /// An object's key, or `kind:key`.
    pub object: Option<String>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a finding is wanted.
    pub fn wants(&self, finding: &Finding<'_>, slots: &Slots, packs: &[&Pack]) -> bool {
        let rule = finding.rule(packs);
        let pack = packs[finding.rule_findings().pack];
        if self.rule.as_ref().is_some_and(|code| *code != rule.code) {
            return false;
        }
        if self.section.as_ref().is_some_and(|section| *section != pack.principle_of(rule).section) {
            return false;
        }
        self.object.as_ref().is_none_or(|wanted| {
            let key = &slots.keys(rule.kind)[finding.object as usize];
            match wanted.split_once(':') {
                Some((kind, wanted)) => kind == schema().def(rule.kind).name && *wanted == **key,
                None => **wanted == **key,
            }
        })
    }
}
