//! Findings as the store keeps them: what turned and when, and since which day each verdict stands.

use std::collections::HashMap;

use kernel::{Day, Instant};
use serde::Serialize;

use crate::db::{Arg, Tx, args};
use crate::error::StoreError;
use crate::packed::Packed;
use crate::{Store, Tenant, unknown_tenant};

/// One verdict that turned, in the words of the findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The rule's code.
    pub rule: String,
    /// The object's kind.
    pub kind: String,
    /// The object's key.
    pub key: String,
    /// What it was; none when object or rule is new.
    pub before: Option<String>,
    /// What it is; none when object or rule is gone.
    pub after: Option<String>,
    /// The facts that turned it, as JSON text.
    pub because: String,
}

impl Turn {
    /// Whether it is told: what first appears, or vanishes, has not turned unless it deviates.
    fn is_told(&self) -> bool {
        let deviates = |verdict: &Option<String>| verdict.as_deref() == Some("deviates");
        (self.before.is_some() && self.after.is_some()) || deviates(&self.before) || deviates(&self.after)
    }
}

/// The verdicts of one rule that stand. They are packed as they were read: a town has hundreds of thousands.
#[derive(Clone, Debug)]
pub struct RuleVerdicts {
    /// The rule's code.
    pub rule: String,
    /// The kind of its objects.
    pub kind: String,
    packed: String,
}

type PackedRow = (String, String, String);

const VERDICTS: &str = "SELECT rule, kind, string_agg(concat(octet_length(verdict), ' ', octet_length(key), ' ', verdict, key), '') FROM finding WHERE tenant = $1 GROUP BY rule, kind";

impl RuleVerdicts {
    fn of((rule, kind, packed): PackedRow) -> Self {
        Self { rule, kind, packed }
    }

    /// Each object's key and verdict, in no order.
    pub fn verdicts(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = Packed::of(&self.packed);
        std::iter::from_fn(move || {
            let (verdict, key) = (rest.number()?, rest.number()?);
            let verdict = rest.text(verdict)?;
            Some((rest.text(key)?, verdict))
        })
    }
}

type TurnRow = (i64, i64, String, String, String, Option<String>, Option<String>, String);

impl Store {
    /// Remembers what turned, in order: the feed grows by it and the verdicts stand since that day. What another
    /// process has already told is not told again. Gives how many were told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turned(
        &self,
        tenant: &Tenant,
        (at, day): (Instant, Day),
        turns: &[Turn],
    ) -> Result<usize, StoreError> {
        let mut tx = self.db.begin().await?;
        // Takes the tenant's lock before looking at what is told already.
        tx.run("UPDATE tenant SET turns = turns WHERE id = $1", args![tenant.id()]).await?;
        let turns = not_told(&mut tx, tenant, turns).await?;
        let told = turns.iter().filter(|turn| turn.is_told()).count();
        let count = i64::try_from(told).unwrap_or(i64::MAX);
        let last: Option<(i64,)> = tx
            .one("UPDATE tenant SET turns = turns + $2 WHERE id = $1 RETURNING turns", args![tenant.id(), count])
            .await?;
        let Some((last,)) = last else { return Err(unknown_tenant(tenant)) };
        let mut seq = last - count;
        let (mut feed, mut standing): (Vec<Vec<Arg>>, Vec<Vec<Arg>>) = (Vec::new(), Vec::new());
        for turn in &turns {
            let Turn { rule, kind, key, before, after, because } = turn;
            if turn.is_told() {
                seq += 1;
                feed.push(args![tenant.id(), seq, at, rule, kind, key, before.clone(), after.clone(), because]);
            }
            match after {
                Some(after) => standing.push(args![tenant.id(), rule, kind, key, after, day]),
                None => {
                    tx.run(
                        "DELETE FROM finding WHERE tenant = $1 AND rule = $2 AND kind = $3 AND key = $4",
                        args![tenant.id(), rule, kind, key],
                    )
                    .await?;
                }
            }
        }
        tx.insert("INSERT INTO turn (tenant, seq, at, rule, kind, key, before, after, because)", "", feed).await?;
        tx.insert(
            "INSERT INTO finding (tenant, rule, kind, key, verdict, since)",
            " ON CONFLICT (tenant, rule, kind, key) DO UPDATE SET verdict = excluded.verdict, since = excluded.since",
            standing,
        )
        .await?;
        tx.commit().await?;
        Ok(told)
    }

    /// The number of the last turn: who has read all others knows what stands.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such municipality.
    pub async fn last_turn(&self, tenant: &Tenant) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self.db.one("SELECT turns FROM tenant WHERE id = $1", args![tenant.id()]).await?;
        row.map(|(turns,)| turns).ok_or_else(|| unknown_tenant(tenant))
    }

    /// What turned after that number, so many at most, each with its number and instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turns(&self, tenant: &Tenant, after: i64, most: i64) -> Result<Vec<(i64, Instant, Turn)>, StoreError> {
        let rows: Vec<TurnRow> = self
            .db
            .all(
                "SELECT seq, at, rule, kind, key, before, after, because FROM turn WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                args![tenant.id(), after, most],
            )
            .await?;
        Ok(rows.into_iter().map(numbered).collect())
    }

    /// What turned for one object, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turns_of(
        &self,
        tenant: &Tenant,
        (kind, key): (&str, &str),
        most: i64,
    ) -> Result<Vec<(i64, Instant, Turn)>, StoreError> {
        let rows: Vec<TurnRow> = self
            .db
            .all(
                "SELECT seq, at, rule, kind, key, before, after, because FROM turn WHERE tenant = $1 AND kind = $2 AND key = $3 ORDER BY seq DESC LIMIT $4",
                args![tenant.id(), kind, key, most],
            )
            .await?;
        Ok(rows.into_iter().map(numbered).collect())
    }

    /// Every verdict that stands, rule by rule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verdicts(&self, tenant: &Tenant) -> Result<Vec<RuleVerdicts>, StoreError> {
        let rows: Vec<PackedRow> = self.db.all(VERDICTS, args![tenant.id()]).await?;
        Ok(rows.into_iter().map(RuleVerdicts::of).collect())
    }

    /// The verdicts of one object with the day since which each stands: rule, verdict, day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(
        &self,
        tenant: &Tenant,
        kind: &str,
        key: &str,
    ) -> Result<Vec<(String, String, Day)>, StoreError> {
        let mut rows: Vec<(String, String, i64)> = self
            .db
            .all(
                "SELECT rule, verdict, since FROM finding WHERE tenant = $1 AND kind = $2 AND key = $3",
                args![tenant.id(), kind, key],
            )
            .await?;
        rows.sort();
        let day = |days: i64| Day::from_days(i32::try_from(days).unwrap_or(i32::MAX));
        Ok(rows.into_iter().map(|(rule, verdict, since)| (rule, verdict, day(since))).collect())
    }
}

/// Up to so many turns are looked up one by one; beyond, all verdicts are read at once.
const FEW: usize = 100;

/// The turns that the standing verdicts do not show yet.
async fn not_told<'t>(tx: &mut Tx, tenant: &Tenant, turns: &'t [Turn]) -> Result<Vec<&'t Turn>, StoreError> {
    if turns.len() > FEW {
        let rows: Vec<PackedRow> = tx.all(VERDICTS, args![tenant.id()]).await?;
        let all: Vec<RuleVerdicts> = rows.into_iter().map(RuleVerdicts::of).collect();
        let by_rule: HashMap<(&str, &str), HashMap<&str, &str>> = all
            .iter()
            .map(|standing| ((standing.rule.as_str(), standing.kind.as_str()), standing.verdicts().collect()))
            .collect();
        let stands = |turn: &Turn| by_rule.get(&(&*turn.rule, &*turn.kind))?.get(&*turn.key).copied();
        return Ok(turns.iter().filter(|turn| stands(turn) != turn.after.as_deref()).collect());
    }
    let mut fresh = Vec::new();
    for turn in turns {
        let one: Option<(String,)> = tx
            .one(
                "SELECT verdict FROM finding WHERE tenant = $1 AND rule = $2 AND kind = $3 AND key = $4",
                args![tenant.id(), &turn.rule, &turn.kind, &turn.key],
            )
            .await?;
        if one.map(|(verdict,)| verdict) != turn.after {
            fresh.push(turn);
        }
    }
    Ok(fresh)
}

fn numbered((seq, at, rule, kind, key, before, after, because): TurnRow) -> (i64, Instant, Turn) {
    (seq, Instant(at), Turn { rule, kind, key, before, after, because })
}
