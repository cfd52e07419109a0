//! `assess`: every rule held up against every object of its kind, in one sweep over the slots.

use facts::{FactId, KindId, NamedFact, Slots, State, schema};
use kernel::{Day, Kleene};
use principles::lang::{Bound, Outcome};
use principles::{Body, Meaning, Pack, Question, Rule, Weight};

use crate::verdict::{Cause, Verdict};

/// The findings of one rule: one verdict per object of its kind, in the objects' order.
#[derive(Clone, Debug)]
pub struct RuleFindings {
    /// The pack's place among those assessed.
    pub pack: usize,
    /// The rule's place in its pack.
    pub rule: usize,
    /// The kind of its objects.
    pub kind: KindId,
    verdicts: Vec<Verdict>,
    /// Where each object's grounds begin in the assessment; one more than there are objects.
    starts: Vec<u32>,
    /// Objects on which the rule could not be computed.
    errors: Vec<u32>,
    /// Objects whose deviation is or would be material, when that depends on the object.
    material: Option<Vec<bool>>,
}

/// How many objects have each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Follow.
    pub follows: u64,
    /// Deviate.
    pub deviates: u64,
    /// Not assessed.
    pub not_assessed: u64,
    /// Not applicable.
    pub not_applicable: u64,
}

impl Tally {
    /// Counts one.
    pub fn count(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Follows => &mut self.follows,
            Verdict::Deviates => &mut self.deviates,
            Verdict::NotAssessed => &mut self.not_assessed,
            Verdict::NotApplicable => &mut self.not_applicable,
        } += 1;
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.follows += other.follows;
        self.deviates += other.deviates;
        self.not_assessed += other.not_assessed;
        self.not_applicable += other.not_applicable;
    }

    /// All four together.
    pub fn pairs(&self) -> u64 {
        self.applicable() + self.not_applicable
    }

    /// The denominator of every share: those to whom the rule applies, or may apply.
    pub fn applicable(&self) -> u64 {
        self.follows + self.deviates + self.not_assessed
    }
}

/// The totals of an assessment; the four counts add up to the pairs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// The day it holds for.
    pub today: Day,
    /// Objects of all kinds that some rule is about.
    pub objects: u64,
    /// Rules.
    pub rules: u64,
    /// Pairs of rule and object.
    pub pairs: u64,
    /// The four counts.
    #[serde(flatten)]
    pub verdicts: Tally,
}

/// One finding: a rule, an object, the verdict and its grounds.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The assessment it belongs to.
    assessment: &'a Assessment,
    findings: &'a RuleFindings,
    /// The object's place among those of its kind.
    pub object: u32,
    /// The verdict.
    pub verdict: Verdict,
}

/// The whole estate under whole packs, on one day.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    rules: Vec<RuleFindings>,
    grounds: Vec<FactId>,
}

/// Assesses a whole estate under some packs.
///
/// # Panics
/// When there are more than four thousand million grounds.
pub fn assess(slots: &Slots, packs: &[&Pack]) -> Assessment {
    let mut rules = Vec::new();
    let mut work = Work::default();
    for (place, pack) in packs.iter().enumerate() {
        for (rule_place, rule) in pack.rules.iter().enumerate() {
            rules.push(one_rule(slots, rule, (place, rule_place), &mut work));
        }
    }
    Assessment { rules, grounds: work.grounds.seen }
}

/// What is reused from rule to rule.
#[derive(Default)]
struct Work {
    /// All grounds so far; `require` adds to them as it is evaluated.
    grounds: Outcome,
    /// The grounds of one `when`, or of one weight.
    aside: Outcome,
}

fn one_rule(slots: &Slots, rule: &Rule, (pack, place): (usize, usize), work: &mut Work) -> RuleFindings {
    let count = slots.count(rule.kind);
    let ages = rule.age_periods();
    let when = rule.when.as_ref().map(|code| Bound::new(code, slots, &ages));
    let demand = match &rule.body {
        Body::Require(code) => Demand::Require(Bound::new(code, slots, &ages)),
        Body::Ask(question) => Demand::Ask(question),
    };
    let mut verdicts = Vec::with_capacity(count as usize);
    let mut starts = Vec::with_capacity(count as usize + 1);
    let mut errors = Vec::new();
    let Work { grounds, aside } = work;
    let mark = |grounds: &Outcome| u32::try_from(grounds.seen.len()).expect("fewer than 2^32 grounds");
    for object in 0..count {
        starts.push(mark(grounds));
        aside.seen.clear();
        let applies = when.as_ref().map_or(Kleene::True, |when| when.decide(object, aside));
        let verdict = match (applies, &demand) {
            (Kleene::False, _) => Verdict::NotApplicable,
            (Kleene::Unknown, _) => {
                grounds.seen.extend_from_slice(&aside.lacking);
                if aside.error.is_some() {
                    errors.push(object);
                }
                Verdict::NotAssessed
            }
            (Kleene::True, Demand::Require(require)) => match require.evaluate(object, grounds) {
                Kleene::True => Verdict::Follows,
                Kleene::False => Verdict::Deviates,
                Kleene::Unknown => {
                    grounds.seen.extend_from_slice(&grounds.lacking);
                    if grounds.error.is_some() {
                        errors.push(object);
                    }
                    Verdict::NotAssessed
                }
            },
            // Where only the answer is lacking, no fact is.
            (Kleene::True, Demand::Ask(question)) => answered(slots, rule, question, object),
        };
        // What `when` rested on stands behind what `require` rested on: readers look at the first facts first.
        if verdict != Verdict::NotAssessed {
            grounds.seen.extend(aside.seen.iter().copied());
        }
        verdicts.push(verdict);
    }
    starts.push(mark(grounds));
    let material = material(slots, rule, &ages, &verdicts, aside);
    RuleFindings { pack, rule: place, kind: rule.kind, verdicts, starts, errors, material }
}

/// What a rule demands of those to whom it applies.
enum Demand<'r> {
    Require(Bound<'r>),
    Ask(&'r Question),
}

fn answered(slots: &Slots, rule: &Rule, question: &Question, object: u32) -> Verdict {
    let Some(answer) = in_date(slots, rule, question, object) else { return Verdict::NotAssessed };
    let meaning = question.choices.iter().find(|choice| *choice.word == *answer.word).map(|choice| choice.means);
    match meaning {
        Some(Meaning::Follows) => Verdict::Follows,
        Some(Meaning::Deviates) => Verdict::Deviates,
        Some(Meaning::NotApplicable) => Verdict::NotApplicable,
        // A word the question does not allow is no answer.
        None => Verdict::NotAssessed,
    }
}

/// The answer to a rule's question that counts today.
fn in_date<'s>(slots: &'s Slots, rule: &Rule, question: &Question, object: u32) -> Option<&'s facts::Answer> {
    let answer = slots.answer(&rule.code, rule.kind, object)?;
    let own = answer.on.plus(question.valid);
    let until = answer.valid_until.map_or(own, |until| until.min(own));
    (until >= slots.today()).then_some(answer)
}

/// For which objects a deviation is or would be material, where that depends on the object; not knowing counts as material.
fn material(
    slots: &Slots,
    rule: &Rule,
    ages: &[kernel::Period],
    verdicts: &[Verdict],
    outcome: &mut Outcome,
) -> Option<Vec<bool>> {
    let Weight::MaterialWhen(code) = &rule.weight else { return None };
    let bound = Bound::new(code, slots, ages);
    let judge = |(object, verdict): (usize, &Verdict)| {
        let object = u32::try_from(object).unwrap_or(u32::MAX);
        outcome.seen.clear();
        *verdict != Verdict::NotApplicable && bound.decide(object, outcome) != Kleene::False
    };
    Some(verdicts.iter().enumerate().map(judge).collect())
}

impl RuleFindings {
    /// How many objects have each verdict.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.verdicts.iter().for_each(|verdict| tally.count(*verdict));
        tally
    }

    /// The verdict of one object.
    pub fn verdict(&self, object: u32) -> Verdict {
        self.verdicts[object as usize]
    }

    /// Whether a deviation of this object is one for the board.
    pub fn is_material(&self, rule: &Rule, object: u32) -> bool {
        match &self.material {
            Some(by_object) => by_object[object as usize],
            None => rule.weight == Weight::Material,
        }
    }
}

impl Assessment {
    /// The findings rule by rule, in the packs' order.
    pub fn rules(&self) -> &[RuleFindings] {
        &self.rules
    }

    /// Every finding, rule by rule and object by object: always in the same order.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        self.rules.iter().flat_map(|findings| self.of_rule(findings))
    }

    /// The findings of one rule.
    pub fn of_rule<'a>(&'a self, findings: &'a RuleFindings) -> impl Iterator<Item = Finding<'a>> {
        findings.verdicts.iter().enumerate().map(move |(object, verdict)| Finding {
            assessment: self,
            findings,
            object: u32::try_from(object).unwrap_or(u32::MAX),
            verdict: *verdict,
        })
    }

    /// The finding of one rule on one object.
    pub fn finding<'a>(&'a self, findings: &'a RuleFindings, object: u32) -> Finding<'a> {
        Finding { assessment: self, findings, object, verdict: findings.verdict(object) }
    }

    /// The number of grounds kept.
    pub fn ground_count(&self) -> usize {
        self.grounds.len()
    }

    /// The totals.
    pub fn summary(&self, slots: &Slots) -> Summary {
        let mut verdicts = Tally::default();
        let mut kinds: Vec<KindId> = Vec::new();
        for findings in &self.rules {
            verdicts.add(findings.tally());
            kinds.push(findings.kind);
        }
        kinds.sort_unstable();
        kinds.dedup();
        Summary {
            today: slots.today(),
            objects: kinds.into_iter().map(|kind| u64::from(slots.count(kind))).sum(),
            rules: self.rules.len() as u64,
            pairs: verdicts.pairs(),
            verdicts,
        }
    }
}

impl<'a> Finding<'a> {
    /// The rule's place.
    pub fn rule_findings(&self) -> &'a RuleFindings {
        self.findings
    }

    /// The rule.
    pub fn rule<'p>(&self, packs: &[&'p Pack]) -> &'p Rule {
        &packs[self.findings.pack].rules[self.findings.rule]
    }

    fn grounds(&self) -> &'a [FactId] {
        let at = self.object as usize;
        let (start, end) = (self.findings.starts[at] as usize, self.findings.starts[at + 1] as usize);
        &self.assessment.grounds[start..end]
    }

    /// The facts that decided the verdict; empty when it is not assessed, or decided by an answer.
    pub fn evidence(&self) -> Vec<FactId> {
        if self.verdict == Verdict::NotAssessed { Vec::new() } else { distinct(self.grounds()) }
    }

    /// The facts for want of which there is no verdict.
    pub fn missing(&self) -> Vec<FactId> {
        if self.verdict == Verdict::NotAssessed { distinct(self.grounds()) } else { Vec::new() }
    }

    /// Why it is not assessed.
    pub fn cause(&self, slots: &Slots, packs: &[&Pack]) -> Option<Cause> {
        if self.verdict != Verdict::NotAssessed {
            return None;
        }
        if self.findings.errors.binary_search(&self.object).is_ok() {
            return Some(Cause::RuleError);
        }
        let rule = self.rule(packs);
        let missing = self.grounds();
        if missing.is_empty() && matches!(rule.body, Body::Ask(_)) {
            let answered = slots.answer(&rule.code, rule.kind, self.object).is_some();
            return Some(if answered { Cause::Stale } else { Cause::AwaitingAnswer });
        }
        let stale = missing.iter().all(|fact| cause_of(slots, slots.named(*fact)) == Cause::Stale);
        Some(if stale { Cause::Stale } else { Cause::Missing })
    }
}

/// Each fact once, in the order it was named.
fn distinct(facts: &[FactId]) -> Vec<FactId> {
    let mut seen = std::collections::HashSet::with_capacity(facts.len());
    facts.iter().copied().filter(|fact| seen.insert(*fact)).collect()
}

/// Why one fact is lacking: it has run out or grown old, or was never there.
pub fn cause_of(slots: &Slots, fact: NamedFact) -> Cause {
    let facts::Field::Attribute(attribute) = fact.field else { return Cause::Missing };
    let column = slots.column(fact.kind, attribute);
    let dangling = schema().attribute(fact.kind, attribute).value.target().is_some()
        && column.target.get(fact.object as usize).is_none_or(|target| *target == u32::MAX);
    match column.state[fact.object as usize] {
        State::Expired => Cause::Stale,
        State::Value if !dangling => Cause::Stale,
        State::None if !dangling => Cause::Stale,
        _ => Cause::Missing,
    }
}
