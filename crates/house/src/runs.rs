//! What imports and runs of registers did and told of themselves, act by act.

use std::collections::{BTreeMap, BTreeSet};

use facts::{AttrId, ConflictKind, KindId, SourceId, schema};
use inbound::{FileReport, Rejected, Report};
use kernel::{Lang, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Difference, Done, Grant, ImportRun, RunSearch};

use crate::{House, HouseError, rights};

/// So many rejected rows of a run are remembered.
const MOST_REJECTED: usize = 500;
/// So many objects may be gone at once without anybody being asked,
const FEW_GONE: usize = 20;
/// and this part of them.
const SMALL_PART: usize = 4;

/// What people should know of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Whether it asked for everything.
    pub full: bool,
    /// Rows read, by list or file.
    pub read: BTreeMap<String, u64>,
    /// What is strange.
    pub notices: Vec<Text>,
    /// The first of the rows that did not come in.
    pub rejected: Vec<Rejected>,
    /// How many there were.
    pub rejected_rows: u64,
    /// The lists or files that tell of single members of staff.
    #[serde(default)]
    pub personal: BTreeSet<String>,
}

impl House {
    /// The last imports and runs before an act, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_runs(&self, before: i64, most: i64) -> Result<Vec<ImportRun>, HouseError> {
        Ok(self.store.import_runs(&self.tenant, before, most).await?)
    }

    /// The last of those that are looked for.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search_runs(&self, search: &RunSearch) -> Result<Vec<ImportRun>, HouseError> {
        Ok(self.store.search_runs(&self.tenant, search).await?)
    }

    /// One import or run: itself, what it changed, and what it told of itself; nothing when that act is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_run(&self, act: i64) -> Result<Option<(ImportRun, Vec<Done>, Option<RunReport>)>, HouseError> {
        let mut runs = self.store.import_runs(&self.tenant, act.saturating_add(1), 1).await?;
        let Some(run) = runs.pop().filter(|run| run.act == act) else { return Ok(None) };
        let done = self.store.done_by(&self.tenant, act).await?;
        let report = self.store.run_report(&self.tenant, act).await?;
        Ok(Some((run, done, report.and_then(|report| serde_json::from_str(&report).ok()))))
    }

    /// The objects of a kind that an import touched, and of which its source now says otherwise than another.
    pub fn disagreeing(&self, kind: KindId, source: &str, difference: &Difference) -> Vec<String> {
        let now = self.now();
        let mut keys: Vec<String> = Vec::new();
        let of_it = |id: SourceId| now.slots.source(id).is_some_and(|known| &*known.name == source);
        let changed = difference.changed.iter().map(|changed| &*changed.key);
        let touched: BTreeSet<&str> = difference.added.iter().map(String::as_str).chain(changed).collect();
        for conflict in now.slots.conflicts().iter().filter(|conflict| conflict.kind == kind) {
            let ConflictKind::Disagreement { stated, .. } = &conflict.what else { continue };
            let key = &*now.slots.keys(kind)[conflict.object as usize];
            if touched.contains(key)
                && stated.iter().any(|(id, _)| of_it(*id))
                && keys.last().is_none_or(|last| last != key)
            {
                keys.push(key.to_owned());
            }
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

fn is_personal(file: &&FileReport) -> bool {
    file.kind.and_then(|kind| schema().kind(kind)).is_some_and(rights::is_personal)
}

/// Whether so much of a kind is gone from a source at once that somebody should say that it is right.
pub(crate) fn much_gone(difference: &Difference) -> bool {
    let were = difference.gone.len() + difference.changed.len() + difference.same;
    difference.gone.len() > FEW_GONE && difference.gone.len() > were / SMALL_PART
}

/// From so many objects on, a part of them that is gone is much.
const FEW_REPLACED: usize = 4;

/// Whether so many of all are much: at least four, and a quarter.
pub(crate) fn is_much(lost: usize, all: usize) -> bool {
    all >= FEW_REPLACED && lost * SMALL_PART >= all
}

/// Whether a file that takes the place of what its source said lacks so many of its objects that somebody should say that it is
/// right: everything, or a quarter.
pub(crate) fn much_lost(difference: &Difference) -> bool {
    let (gone, added) = (difference.gone.len(), difference.added.len());
    let were = gone + difference.changed.len() + difference.same;
    // A newer component or certificate is another object: it takes the place of one that is gone.
    let renewed = matches!(difference.kind, "component" | "certificate");
    let lost = if renewed { gone.saturating_sub(added) } else { gone };
    let nothing_left = gone > 0 && gone == were && (added == 0 || were >= FEW_REPLACED);
    nothing_left || is_much(lost, were)
}

/// Whether a quarter of the source's facts or more end of objects that it still has, as when a file lacks most columns.
pub(crate) fn much_ended(difference: &Difference) -> bool {
    let ended: usize = difference.ended.iter().map(|(_, count)| count).sum();
    ended >= FEW_REPLACED && is_much(ended, difference.stated)
}

/// Which facts end, since the source says nothing of them any more; none when none do.
pub fn ended_told(difference: &Difference) -> Option<Text> {
    let kind = schema().kind(difference.kind)?;
    let total: usize = difference.ended.iter().map(|(_, count)| count).sum();
    let told = |lang| {
        let number = |of: usize| kernel::count(of as u64, lang);
        let one =
            |(id, of): &(AttrId, usize)| format!("{} ({})", schema().attribute(kind, *id).label.get(lang), number(*of));
        let names = difference.ended.iter().map(one).collect::<Vec<_>>().join(", ");
        (names, number(total))
    };
    let ((da, da_total), (en, en_total)) = (told(Lang::Da), told(Lang::En));
    let (da_facts, en_facts) =
        if total == 1 { ("oplysning slutter", "fact ends") } else { ("oplysninger slutter", "facts end") };
    (total > 0).then(|| Text {
        da: format!("Kilden har før oplyst det, der nu mangler: {da}. {da_total} {da_facts}, når det tages ind."),
        en: format!("The source gave before what is missing now: {en}. {en_total} {en_facts} when it is taken in."),
    })
}

/// How many rows said what they had said, by what the log says of a run; nothing when it does not say.
pub fn said_again(detail: &str, source: &str, difference: &Difference) -> Option<usize> {
    let detail: Value = serde_json::from_str(detail).ok()?;
    let told = detail["deliveries"].as_array()?;
    let mut of_it = told.iter().filter(|one| one["source"] == source && one["kind"] == difference.kind);
    let rows = usize::try_from(of_it.next()?["rows"].as_u64()?).ok()?;
    rows.checked_sub(difference.added.len() + difference.changed.len())
}

impl RunReport {
    /// What an importer told of itself.
    pub fn of(report: &Report) -> Self {
        let read = report.files.iter().filter(|file| file.accepted + file.rejected > 0);
        Self {
            full: false,
            read: read.map(|file| (file.name.clone(), file.accepted)).collect(),
            notices: report.files.iter().flat_map(|file| &file.notices).map(|notice| notice.text.clone()).collect(),
            rejected: report.rejected.iter().take(MOST_REJECTED).cloned().collect(),
            rejected_rows: report.rejected_rows(),
            personal: report.files.iter().filter(is_personal).map(|file| file.name.clone()).collect(),
        }
    }

    /// The report for somebody with these grants: what a row about a member of staff said is for those who may see them.
    pub fn seen_by(mut self, grants: &[Grant]) -> Self {
        if !rights::may_see_everybody(grants) {
            let of_staff = |one: &&mut Rejected| self.personal.contains(&one.file);
            self.rejected.iter_mut().filter(of_staff).for_each(|one| one.value.clear());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_facts_that_end_is_much_and_they_are_named() {
        let (_, users) = schema().path("system.users").expect("users");
        for (ended, stated, much) in [(4, 16, true), (4, 17, false), (3, 3, false), (45, 60, true)] {
            let ended = vec![(users, ended)];
            let difference = Difference { kind: "system", same: 9, ended, stated, ..Difference::default() };
            assert_eq!((much_ended(&difference), much_lost(&difference)), (much, false), "{stated}");
            assert!(ended_told(&difference).expect("told").da.contains("Brugere ("));
        }
        assert_eq!(ended_told(&Difference { kind: "system", same: 9, ..Difference::default() }), None);
    }

    #[test]
    fn an_empty_list_and_a_quarter_of_some_are_much() {
        for (kind, gone, added, same, much) in [
            ("system", 1, 0, 0, true),
            ("system", 1, 0, 2, false),
            ("system", 1, 0, 3, true),
            ("system", 1, 0, 4, false),
            ("system", 0, 0, 0, false),
            ("system", 2, 2, 6, true),
            ("component", 2, 2, 6, false),
            ("component", 4, 4, 0, true),
            ("component", 4, 0, 8, true),
            ("certificate", 1, 1, 0, false),
            ("certificate", 1, 0, 0, true),
        ] {
            let keys = |count: usize| (0..count).map(|one| one.to_string()).collect();
            let difference = Difference { kind, added: keys(added), same, gone: keys(gone), ..Difference::default() };
            assert_eq!(much_lost(&difference), much, "{kind} {gone} {added} {same}");
        }
    }
}
