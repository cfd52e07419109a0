//! What each act did to objects: added, changed, gone, by source. For those outside who follow along. Read from the statements'
//! own history, so it holds for imports, runs of registers, people's answers and what was undone alike.

use kernel::Instant;

use crate::db::args;
use crate::error::StoreError;
use crate::{Store, Tenant};

/// What became of a source's word on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// The source had not told of the object.
    Added,
    /// It says something else than before.
    Changed,
    /// It tells no more of the object.
    Gone,
}

impl Touch {
    /// The permanent word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// One object that an act touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The act's number in the log.
    pub act: i64,
    /// When.
    pub at: Instant,
    /// What the act was: `import`, `undo`, `supply-fact`.
    pub word: String,
    /// The object's kind.
    pub kind: String,
    /// The object's key.
    pub key: String,
    /// Whose word it is.
    pub source: String,
    /// The attribute, where a person spoke of one only.
    pub attribute: Option<String>,
    /// What became of it.
    pub touch: Touch,
}

/// How many objects of a kind an act touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedCount {
    /// The kind.
    pub kind: String,
    /// What became of them.
    pub touch: Touch,
    /// How many.
    pub count: i64,
}

/// A place in the feed: an act, and how many of its objects are read; 0 when all are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedPlace {
    /// The act.
    pub act: i64,
    /// So many of its objects.
    pub passed: i64,
}

/// Kind, key, source, attribute, statements made, statements ended.
type Row = (String, String, String, String, i64, i64);

/// Each source's word on each object that an act touched. A word that was only seen again is not among them.
const OF_ACT: &str = "SELECT s.kind, s.key, q.name, s.attribute, SUM(CASE WHEN s.recorded_by = $2 THEN 1 ELSE 0 END), SUM(CASE WHEN s.ended_by = $2 THEN 1 ELSE 0 END) FROM statement s JOIN source q ON q.tenant = s.tenant AND q.id = s.source WHERE s.tenant = $1 AND (s.recorded_by = $2 OR s.ended_by = $2) GROUP BY s.kind, s.key, s.source, q.name, s.attribute HAVING COUNT(*) = 1 OR MIN(s.facts) <> MAX(s.facts) ORDER BY s.kind, s.key, s.source, s.attribute LIMIT $3 OFFSET $4";

const NEXT_ACT: &str = "SELECT MIN(act) FROM (SELECT MIN(recorded_by) AS act FROM statement WHERE tenant = $1 AND recorded_by > $2 UNION ALL SELECT MIN(ended_by) AS act FROM statement WHERE tenant = $1 AND ended_by > $2) acts";

fn touch(attribute: &str, (made, ended): (i64, i64)) -> Touch {
    match (made, ended) {
        (1.., 0) if attribute.is_empty() => Touch::Added,
        (0, 1..) if attribute.is_empty() => Touch::Gone,
        _ => Touch::Changed,
    }
}

impl Store {
    /// The objects touched after a place in the feed, in the order of the acts, so many at most; and the place to go on from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touched(
        &self,
        tenant: &Tenant,
        after: FeedPlace,
        most: i64,
    ) -> Result<(Vec<Touched>, FeedPlace), StoreError> {
        let mut tx = self.db.snapshot().await?;
        let (mut touched, mut place) = (Vec::new(), after);
        loop {
            let left = most - i64::try_from(touched.len()).unwrap_or(most);
            if left <= 0 {
                break;
            }
            if place.passed == 0 {
                let next: Option<(Option<i64>,)> = tx.one(NEXT_ACT, args![tenant.id(), place.act]).await?;
                let Some((Some(act),)) = next else { break };
                place.act = act;
            }
            let entry: Option<(i64, String)> =
                tx.one("SELECT at, act FROM log WHERE tenant = $1 AND seq = $2", args![tenant.id(), place.act]).await?;
            let (at, word) = entry.unwrap_or_default();
            let rows: Vec<Row> = tx.all(OF_ACT, args![tenant.id(), place.act, left, place.passed]).await?;
            let read = i64::try_from(rows.len()).unwrap_or(left);
            touched.extend(rows.into_iter().map(|(kind, key, source, attribute, made, ended)| Touched {
                act: place.act,
                at: Instant(at),
                word: word.clone(),
                kind,
                key,
                source,
                touch: touch(&attribute, (made, ended)),
                attribute: (!attribute.is_empty()).then_some(attribute),
            }));
            place.passed = if read < left { 0 } else { place.passed + read };
        }
        Ok((touched, place))
    }

    /// How many objects of each kind an act touched, and how.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touched_by(&self, tenant: &Tenant, act: i64) -> Result<Vec<TouchedCount>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let rows: Vec<Row> = tx.all(OF_ACT, args![tenant.id(), act, i64::from(i32::MAX), 0]).await?;
        let mut counts: Vec<TouchedCount> = Vec::new();
        for (kind, _, _, attribute, made, ended) in rows {
            let touch = touch(&attribute, (made, ended));
            match counts.iter_mut().find(|count| count.kind == kind && count.touch == touch) {
                Some(count) => count.count += 1,
                None => counts.push(TouchedCount { kind, touch, count: 1 }),
            }
        }
        Ok(counts)
    }
}
