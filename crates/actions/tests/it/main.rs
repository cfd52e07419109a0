//! What each must do and know, as data: a face, a day, and what is expected.

mod acquisitions;
mod letters;
mod notices;
mod tasks;

use std::collections::BTreeSet;

use decisions::{
    CaseId, ConditionMark, Face, GroundMark, Hand, Held, Holder, InForce, Means, Phase, PlanMark, Responsible, Stage,
    Truth, Watched,
};
use findings::Verdict;
use kernel::{Day, Role};
use principles::Strength;

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// The day on which every play begins.
pub(crate) fn first() -> Day {
    day("2026-05-04")
}

pub(crate) fn hand(account: &str) -> Hand {
    Hand { holder: Holder { account: account.to_owned(), name: format!("{account} Jensen") }, deputy_for: None }
}

pub(crate) fn holder(role: Role) -> Held {
    Held::by(hand(role.word()), vec![role], Responsible::NotNamed)
}

pub(crate) fn named() -> Held {
    Held::by(hand("ejer"), Vec::new(), Responsible::Named)
}

/// A case just opened about one system that deviates.
pub(crate) fn opened() -> Face {
    let seen = GroundMark {
        hash: "a".to_owned(),
        verdict: Verdict::Deviates,
        material: false,
        strength: Strength::FollowOrExplain,
        digest: "principle 1".to_owned(),
        owners: vec!["P1".to_owned()],
        gone: Vec::new(),
    };
    Face {
        id: CaseId("2026-0042".to_owned()),
        pack: "pack".to_owned(),
        principle: "principle".to_owned(),
        kind: "system".to_owned(),
        keys: vec!["S0001".to_owned()],
        title: "Login uden flere faktorer".to_owned(),
        phase: Phase::InOperation,
        opened: first(),
        version: 1,
        stage: Stage::Open,
        screened: Vec::new(),
        accepted: Vec::new(),
        to_board: false,
        in_force: None,
        refused: None,
        escalated: None,
        plan: Vec::new(),
        dispensations: 0,
        emergencies: 0,
        relapses: 0,
        proposals: 0,
        stale: BTreeSet::new(),
        watching: Watched::default(),
        premises_seen: Vec::new(),
        seen,
        changed: first(),
    }
}

pub(crate) fn step(due: Day) -> PlanMark {
    let what = "Tage den nye\nudgave i brug".to_owned();
    PlanMark { what, person: None, due, first_due: due, moved: 0, claimed: false, expects: false, seen: Truth::Unknown }
}

/// The same with something that lets it stand for 120 days and is looked at after 100, and a plan of one step after 90.
pub(crate) fn standing_by(means: Means) -> Face {
    let until = first().plus_days(120);
    let review = first().plus_days(100);
    let conditions = vec![ConditionMark {
        what: "Adgang lukkes udefra.".to_owned(),
        due: Some(first().plus_days(40)),
        met: false,
        seen: Truth::Unknown,
    }];
    let in_force = InForce { means, since: first(), until, review, dead_since: None, conditions };
    Face { in_force: Some(in_force), plan: vec![step(first().plus_days(90))], ..opened() }
}
