//! The overview: how do we stand per section, what weighs most, what is not assessed and what would settle it.

use facts::{Slots, schema};
use findings::{Assessment, Lacking, RuleFindings, Tally, Verdict, worklist};
use kernel::{Day, Lang, Text};
use principles::{Pack, Strength};
use serde::Serialize;

use crate::record::{PackInfo, fact_name};

/// One section's position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectionOverview {
    /// The section's id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Its rules.
    pub rules: usize,
    /// Pairs of rule and object by verdict.
    pub verdicts: Tally,
}

/// One pack's position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackOverview {
    /// Which pack.
    pub pack: PackInfo,
    /// Its title.
    pub title: Text,
    /// Section by section, in the strategy's order.
    pub sections: Vec<SectionOverview>,
}

/// A rule whose deviations weigh much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeavyDeviation {
    /// The rule.
    pub rule: String,
    /// The section.
    pub section: String,
    /// What holds where it is followed.
    pub title: Text,
    /// The principle's strength.
    pub strength: Strength,
    /// Objects that deviate.
    pub deviating: u64,
    /// Of them, those for the board.
    pub material: u64,
    /// Objects the rule applies to: the denominator.
    pub applicable: u64,
    /// What people call these objects.
    pub kind: Text<&'static str>,
    /// One of them, in the reader's language, with its facts.
    pub example: Text,
    /// What to do.
    pub remedy: Text,
}

/// A fact or answer that would settle verdicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LackingFact {
    /// `kind.attribute`, or the rule's code for an answer.
    pub fact: String,
    /// The object's title.
    pub object: String,
    /// What is to be found out.
    pub question: Text,
    /// Verdicts it settles by itself.
    pub settles: u32,
    /// Verdicts it is part of.
    pub touches: u32,
    /// Who to ask: the role.
    pub role: Text<&'static str>,
    /// The person's name, when one is known.
    pub person: Option<String>,
}

/// Everything at one look.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// The day.
    pub today: Day,
    /// Pack by pack.
    pub packs: Vec<PackOverview>,
    /// What weighs most.
    pub heaviest: Vec<HeavyDeviation>,
    /// What would settle most.
    pub lacking: Vec<LackingFact>,
    /// How many facts and answers are lacking in all.
    pub lacking_count: usize,
    /// Facts on which sources disagree, and references that lead nowhere.
    pub conflicts: usize,
}

/// The overview of an assessment, with so many heavy deviations and lacking facts.
pub fn overview(assessment: &Assessment, slots: &Slots, packs: &[&Pack], most: usize) -> Overview {
    overview_of(assessment, slots, packs, &worklist(assessment, slots, packs), most)
}

/// The same, with the work list at hand.
pub fn overview_of(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    list: &[findings::WorkItem],
    most: usize,
) -> Overview {
    Overview {
        today: slots.today(),
        packs: packs.iter().enumerate().map(|(place, pack)| pack_overview(assessment, pack, place)).collect(),
        heaviest: heaviest(assessment, slots, packs, most),
        lacking: list.iter().take(most).map(|item| lacking(item, slots, packs)).collect(),
        lacking_count: list.len(),
        conflicts: slots.conflicts().len(),
    }
}

fn pack_overview(assessment: &Assessment, pack: &Pack, place: usize) -> PackOverview {
    let of_pack = || assessment.rules().iter().filter(move |findings| findings.pack == place);
    let sections = pack
        .sections
        .iter()
        .map(|section| {
            let mut verdicts = Tally::default();
            let of_section =
                of_pack().filter(|findings| pack.principle_of(&pack.rules[findings.rule]).section == section.id);
            let rules = of_section.map(|findings| verdicts.add(findings.tally())).count();
            SectionOverview { id: section.id.clone(), title: section.title.clone(), rules, verdicts }
        })
        .filter(|section| section.rules > 0)
        .collect();
    PackOverview { pack: PackInfo::from(pack), title: pack.title.clone(), sections }
}

/// Red lines before the rest, the board's matters before the area's, then by how large a share deviates and how many.
fn heaviest(assessment: &Assessment, slots: &Slots, packs: &[&Pack], most: usize) -> Vec<HeavyDeviation> {
    let mut weighed: Vec<(u64, u64, u64, &RuleFindings)> = Vec::new();
    for findings in assessment.rules() {
        let pack = packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        let tally = findings.tally();
        if tally.deviates == 0 {
            continue;
        }
        let material = count_material(assessment, findings, rule);
        let strength = match pack.principle_of(rule).strength {
            Strength::RedLine => 3,
            Strength::FollowOrExplain => 2,
            Strength::Aspiration => 1,
        };
        let share = tally.deviates * 1_000 / tally.applicable().max(1);
        let weight =
            strength * 1_000_000 + u64::from(material > 0) * 500_000 + share * 100 + digits(tally.deviates) * 20_000;
        weighed.push((weight, tally.deviates, material, findings));
    }
    weighed.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| (a.3.pack, a.3.rule).cmp(&(b.3.pack, b.3.rule))));
    weighed.truncate(most);
    weighed.into_iter().map(|(_, _, material, findings)| heavy(assessment, slots, packs, findings, material)).collect()
}

/// The number of binary digits: ten times as many objects weigh a few steps more, not ten times as much.
fn digits(count: u64) -> u64 {
    u64::from(u64::BITS - count.leading_zeros())
}

fn count_material(assessment: &Assessment, findings: &RuleFindings, rule: &principles::Rule) -> u64 {
    let deviating = assessment.of_rule(findings).filter(|finding| finding.verdict == Verdict::Deviates);
    deviating.filter(|finding| findings.is_material(rule, finding.object)).count() as u64
}

fn heavy(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    findings: &RuleFindings,
    material: u64,
) -> HeavyDeviation {
    let pack = packs[findings.pack];
    let rule = &pack.rules[findings.rule];
    let principle = pack.principle_of(rule);
    let tally = findings.tally();
    let mut deviating = assessment.of_rule(findings).filter(|finding| finding.verdict == Verdict::Deviates);
    let first = deviating.next();
    let example = |lang| first.as_ref().map(|f| crate::reason(f, slots, packs, lang)).unwrap_or_default();
    HeavyDeviation {
        rule: rule.code.clone(),
        section: principle.section.clone(),
        title: rule.title.clone(),
        strength: principle.strength,
        deviating: tally.deviates,
        material,
        applicable: tally.applicable(),
        kind: schema().def(rule.kind).many,
        example: Text { da: example(Lang::Da), en: example(Lang::En) },
        remedy: rule.remedy.clone(),
    }
}

fn lacking(item: &findings::WorkItem, slots: &Slots, packs: &[&Pack]) -> LackingFact {
    let (fact, object, question) = match &item.lacking {
        Lacking::Fact(fact) => {
            let named = slots.named(*fact);
            let question = match named.field {
                facts::Field::Attribute(attribute) => schema().attribute(named.kind, attribute).label.to_text(),
                _ => Text { da: fact_name(named), en: fact_name(named) },
            };
            (fact_name(named), slots.title(named.kind, named.object), question)
        }
        Lacking::Answer(code, kind, object) => {
            let question = packs.iter().find_map(|pack| pack.rule(code)).and_then(|rule| match &rule.body {
                principles::Body::Ask(question) => Some(question.text.clone()),
                principles::Body::Require(_) => None,
            });
            (code.clone(), slots.title(*kind, *object), question.unwrap_or_default())
        }
    };
    let people = schema().kind("person");
    let person = item.whom.person.as_ref().zip(people).map(|(key, kind)| slots.name_of(kind, key));
    LackingFact {
        fact,
        object,
        question,
        settles: item.settles,
        touches: item.touches,
        role: item.whom.role.label(),
        person,
    }
}
