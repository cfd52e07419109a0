//! What a decision rests on: the verdicts of one principle on the case's objects and the facts that decided them, boiled down to a
//! hash. A decision is bound to the ground it was shown; when the ground is another, it is refused.

use facts::schema::Origin;
use facts::{Field, KindId, NamedFact, Plain, Slots, schema};
use findings::{Assessment, Verdict};
use kernel::{Hasher, Period, Text};
use principles::{Body, Pack, Principle, Rule, Strength, Weight};
use serde::{Deserialize, Serialize};

use crate::premise::{PremiseError, Premises, Truth};

/// What a case needs to know of its principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipleFacts {
    /// The pack's id.
    pub pack: String,
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: Text,
    /// How binding it is.
    pub strength: Strength,
    /// The longest time anybody may dispense from it.
    pub longest: Period,
    /// How often decisions about it are reviewed.
    pub review: Period,
    /// A digest of everything in it that judges: unchanged, a new version is editorial for its cases.
    pub digest: String,
}

/// One deviation that a case is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// The rule's code.
    pub rule: String,
    /// The object's key.
    pub key: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it is one for the board.
    pub material: bool,
    /// The facts that decided it, as `kind.fact`.
    pub facts: Vec<String>,
}

/// What is remembered of a ground in events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundMark {
    /// The hash of verdicts and facts.
    pub hash: String,
    /// The heaviest verdict of all objects.
    pub verdict: Verdict,
    /// Whether any deviation is one for the board.
    pub material: bool,
    /// How binding the principle is.
    pub strength: Strength,
    /// The digest of the principle.
    pub digest: String,
    /// The people who answer for the objects, as keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    /// The objects that are not there any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

/// The ground of a case, today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What events keep of it.
    pub mark: GroundMark,
    /// The principle.
    pub principle: PrincipleFacts,
    /// The rules that apply to any of the objects.
    pub rules: Vec<String>,
    /// What each of them is called.
    pub titles: Vec<Text>,
    /// What deviates or cannot be assessed.
    pub blamed: Vec<Blamed>,
    /// What the facts say of the premises, conditions and steps that were asked about, in that order.
    pub watched: Watched<Truth>,
    /// The expressions among them that cannot be watched, and why.
    pub unreadable: Vec<PremiseError>,
    /// What people call the business processes that the objects serve, as far as the facts say.
    pub processes: Vec<String>,
}

/// The three sorts of expressions that a case watches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched<T> {
    /// Premises of the explanation.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub premises: Vec<T>,
    /// Conditions of the dispensation; those that no machine can see are unknown.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<T>,
    /// What the plan's steps are to bring about.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<T>,
}

impl<T> Default for Watched<T> {
    fn default() -> Self {
        Self { premises: Vec::new(), conditions: Vec::new(), steps: Vec::new() }
    }
}

impl<T> Watched<T> {
    /// Whether nothing is watched.
    pub fn is_empty(&self) -> bool {
        self.premises.is_empty() && self.conditions.is_empty() && self.steps.is_empty()
    }
}

/// The expressions to look at; an empty one stands for what no machine can see.
pub type Watching = Watched<String>;

/// A principle in force, found once for many cases.
#[derive(Clone, Debug)]
pub struct InForce<'p> {
    place: usize,
    pack: &'p Pack,
    number: usize,
    facts: PrincipleFacts,
}

impl<'p> InForce<'p> {
    /// The principle by pack and id; none when no pack in force has it.
    pub fn find(packs: &[&'p Pack], pack: &str, principle: &str) -> Option<Self> {
        let (place, pack) = packs.iter().enumerate().find(|(_, candidate)| candidate.id == pack)?;
        let (number, principle) = pack.principles.iter().enumerate().find(|(_, one)| one.id == principle)?;
        Some(Self { place, pack, number, facts: principle_facts(pack, principle, number) })
    }

    /// Whether any of the objects deviates: the question to a case that was closed because none did.
    pub fn deviates(&self, (slots, assessment): (&Slots, &Assessment), (kind, keys): (KindId, &[String])) -> bool {
        let own = |findings: &&findings::RuleFindings| {
            findings.pack == self.place
                && findings.kind == kind
                && self.pack.rules[findings.rule].principle == self.number
        };
        let objects: Vec<u32> = keys.iter().filter_map(|key| slots.find(kind, key)).collect();
        assessment
            .rules()
            .iter()
            .filter(own)
            .any(|findings| objects.iter().any(|object| findings.verdict(*object) == Verdict::Deviates))
    }
}

impl Ground {
    /// The ground of some objects of a kind under a principle; none when no pack in force has the principle.
    pub fn of(
        (slots, assessment, packs): (&Slots, &Assessment, &[&Pack]),
        (pack, principle): (&str, &str),
        (kind, keys): (KindId, &[String]),
        watching: &Watching,
    ) -> Option<Self> {
        let looked_at = InForce::find(packs, pack, principle)?;
        Some(Self::under(&looked_at, (slots, assessment), (kind, keys), watching))
    }

    /// The same under a principle that was found before: for those who look at many cases.
    pub fn under(
        looked_at: &InForce<'_>,
        (slots, assessment): (&Slots, &Assessment),
        (kind, keys): (KindId, &[String]),
        watching: &Watching,
    ) -> Self {
        let InForce { place, pack, number, ref facts } = *looked_at;
        let mut look = Look {
            slots,
            hasher: Hasher::default(),
            rules: Vec::new(),
            titles: Vec::new(),
            blamed: Vec::new(),
            worst: None,
        };
        let mut objects = Vec::new();
        let mut gone = Vec::new();
        // In whichever order a case names them, the ground is the same.
        let mut keys: Vec<&String> = keys.iter().collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            match slots.find(kind, key) {
                Some(object) => objects.push((object, key)),
                None => gone.push(key.clone()),
            }
        }
        for findings in assessment.rules().iter().filter(|findings| findings.pack == place && findings.kind == kind) {
            let rule = &pack.rules[findings.rule];
            if rule.principle != number {
                continue;
            }
            for (object, key) in &objects {
                let finding = assessment.finding(findings, *object);
                look.take(rule, key, &finding, findings.is_material(rule, *object));
            }
        }
        let mut owners: Vec<String> = objects.iter().filter_map(|(object, _)| owner(slots, kind, *object)).collect();
        owners.sort_unstable();
        owners.dedup();
        let places: Vec<u32> = objects.iter().map(|(object, _)| *object).collect();
        let mark = GroundMark {
            hash: look.hasher.finish().to_string(),
            verdict: look.worst.unwrap_or(Verdict::NotApplicable),
            material: look.blamed.iter().any(|blamed| blamed.material),
            strength: facts.strength,
            digest: facts.digest.clone(),
            owners,
            gone,
        };
        let (watched, unreadable) = watch(slots, (pack, kind), &places, watching);
        let processes = processes(slots, kind, &places);
        let Look { rules, titles, blamed, .. } = look;
        Self { mark, principle: facts.clone(), rules, titles, blamed, watched, unreadable, processes }
    }

    /// What a rule is called; its code when it does not apply here.
    pub fn title_of(&self, code: &str) -> Text {
        let place = self.rules.iter().position(|rule| rule == code);
        let title = place.and_then(|place| self.titles.get(place));
        title.cloned().unwrap_or_else(|| Text { da: code.to_owned(), en: code.to_owned() })
    }

    /// Whether only the board can let it stand.
    pub fn is_for_board(&self) -> bool {
        self.mark.is_for_board()
    }
}

impl GroundMark {
    /// Whether only the board can let it stand: material, or a red line.
    pub fn is_for_board(&self) -> bool {
        self.material || self.strength == Strength::RedLine
    }
}

/// Findings gone through one by one.
struct Look<'s> {
    slots: &'s Slots,
    hasher: Hasher,
    rules: Vec<String>,
    titles: Vec<Text>,
    blamed: Vec<Blamed>,
    worst: Option<Verdict>,
}

impl Look<'_> {
    fn take(&mut self, rule: &Rule, key: &str, finding: &findings::Finding<'_>, material: bool) {
        let verdict = finding.verdict;
        let mut hasher = std::mem::take(&mut self.hasher);
        hasher = hasher.field(rule.code.as_bytes()).field(key.as_bytes()).field(verdict.word().as_bytes());
        let mut names = Vec::new();
        for fact in finding.evidence().into_iter().chain(finding.missing()) {
            let named = self.slots.named(fact);
            let name = fact_name(named);
            let object = self.slots.keys(named.kind)[named.object as usize].as_bytes();
            hasher = hasher.field(name.as_bytes()).field(object).field(self.value(named).as_bytes());
            names.push(name);
        }
        if let Body::Ask(_) = &rule.body
            && let Some(answer) = self.slots.answer(&rule.code, rule.kind, finding.object)
        {
            hasher = hasher.field(answer.word.as_bytes());
            names.push("answer".to_owned());
        }
        self.hasher = hasher;
        if verdict == Verdict::NotApplicable {
            return;
        }
        if self.rules.last() != Some(&rule.code) {
            self.rules.push(rule.code.clone());
            self.titles.push(rule.title.clone());
        }
        let heavier = |one: Verdict| match one {
            Verdict::Deviates => 3,
            Verdict::NotAssessed => 2,
            Verdict::Follows => 1,
            Verdict::NotApplicable => 0,
        };
        if self.worst.is_none_or(|worst| heavier(verdict) > heavier(worst)) {
            self.worst = Some(verdict);
        }
        if verdict != Verdict::Follows {
            let material = material && verdict == Verdict::Deviates;
            self.blamed.push(Blamed { rule: rule.code.clone(), key: key.to_owned(), verdict, material, facts: names });
        }
    }

    /// A fact's value as it counts for the ground. What is computed and counts up by itself (days, hours) is left out: else
    /// every night would change the ground, though nobody did anything.
    fn value(&self, named: NamedFact) -> String {
        let derived = match named.field {
            Field::Attribute(attribute) => {
                matches!(schema().attribute(named.kind, attribute).origin, Origin::Derived(_))
            }
            _ => false,
        };
        match self.slots.plain(named) {
            Plain::Nothing(_) => "-".to_owned(),
            Plain::Number(_) | Plain::Range { .. } if derived => "#".to_owned(),
            Plain::Bool(yes) => yes.to_string(),
            Plain::Number(number) => number.to_string(),
            Plain::Range { at_least, at_most } => format!("{at_least}..{at_most}"),
            Plain::Text(text) => format!("={text}"),
            Plain::List(items) => format!("[{}]", items.join("|")),
        }
    }
}

fn fact_name(fact: NamedFact) -> String {
    let name = match fact.field {
        Field::Attribute(attribute) => schema().attribute(fact.kind, attribute).name,
        Field::Relation(place) => schema().relations(fact.kind)[usize::from(place)].name,
        Field::Key => "key",
        Field::Conflicts => "conflicts",
    };
    format!("{}.{name}", schema().def(fact.kind).name)
}

fn owner(slots: &Slots, kind: KindId, object: u32) -> Option<String> {
    let people = schema().kind("person")?;
    Some(slots.keys(people)[slots.responsible(kind, object)? as usize].to_string())
}

/// The names of the business processes that any of the objects serves.
fn processes(slots: &Slots, kind: KindId, objects: &[u32]) -> Vec<String> {
    let (Some(process), Some(Field::Relation(place))) = (schema().kind("process"), schema().field(kind, "processes"))
    else {
        return Vec::new();
    };
    let served = objects.iter().flat_map(|object| slots.relation(kind, place).of(*object));
    let mut names: Vec<String> = served.filter_map(|served| slots.name(process, *served)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn principle_facts(pack: &Pack, principle: &Principle, number: usize) -> PrincipleFacts {
    let mut hasher = Hasher::default().field(principle.strength.word().as_bytes());
    hasher = hasher.field(principle.longest_dispensation.to_string().as_bytes());
    for rule in pack.rules.iter().filter(|rule| rule.principle == number) {
        let texts = [rule.when_text.as_deref(), rule.require_text.as_deref(), Some(rule.weight_text.as_str())];
        hasher = hasher.field(rule.code.as_bytes());
        for text in texts {
            hasher = hasher.field(text.unwrap_or("-").as_bytes());
        }
        let text = texts.iter().flatten().copied().collect::<Vec<_>>().join(" ");
        for parameter in pack.parameters.iter().filter(|parameter| text.contains(&format!("p.{}", parameter.name))) {
            hasher = hasher.field(parameter.name.as_bytes()).field(parameter.written().as_bytes());
        }
        if let Body::Ask(question) = &rule.body {
            for choice in &question.choices {
                hasher = hasher.field(choice.word.as_bytes()).field(&[choice.means as u8]);
            }
        }
        if let Weight::Material = rule.weight {
            hasher = hasher.field(b"material");
        }
    }
    PrincipleFacts {
        pack: pack.id.clone(),
        principle: principle.id.clone(),
        title: principle.title.clone(),
        strength: principle.strength,
        longest: principle.longest_dispensation,
        review: principle.review,
        digest: hasher.finish().to_string(),
    }
}

/// Looks at expressions, and keeps why one cannot be watched: by a slip in it, because a later schema lacks what it names, or because no
/// fact decides it.
fn watch(
    slots: &Slots,
    (pack, kind): (&Pack, KindId),
    objects: &[u32],
    watching: &Watching,
) -> (Watched<Truth>, Vec<PremiseError>) {
    let constants = pack.constants();
    let mut unreadable = Vec::new();
    let mut one = |expressions: &[String]| {
        let mut truths = Vec::new();
        for expression in expressions {
            truths.push(match Premises::check(kind, &constants, [expression.as_str()]) {
                _ if expression.is_empty() => Truth::Unknown,
                Ok(premises) => premises.judge(slots, objects).first().copied().unwrap_or(Truth::Unknown),
                Err(error) => {
                    unreadable.push(error);
                    Truth::Unknown
                }
            });
        }
        truths
    };
    let watched = Watched {
        premises: one(&watching.premises),
        conditions: one(&watching.conditions),
        steps: one(&watching.steps),
    };
    (watched, unreadable)
}
