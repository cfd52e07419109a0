//! Principles and rules of one chapter file, checked one by one; every error is reported, not only the first.

use facts::{KindId, schema};
use kernel::{Period, Role, Text};
use toml::Spanned;

use super::place::{PackError, Source};
use super::raw::{RawChoice, RawPrinciple, RawRule};
use super::template::Template;
use super::{Body, Choice, Meaning, Principle, Question, Rule, Weight};
use crate::lang::{Checker, Code, Parameters, Use, nearest};

pub(super) struct Chapter<'f> {
    pub source: Source<'f>,
    pub parameters: &'f Parameters,
    pub sections: &'f [String],
    pub errors: &'f mut Vec<PackError>,
}

impl Chapter<'_> {
    pub fn principle(&mut self, raw: &RawPrinciple) -> Option<Principle> {
        let section = raw.section.get_ref();
        if !self.sections.contains(section) {
            let known = self.sections.join(", ");
            self.errors.push(self.source.error(
                raw.section.span().start,
                "unknown-section",
                format!("afsnittet {section} står ikke i strategy.toml (der står {known})"),
                format!("section {section} is not in strategy.toml (it has {known})"),
            ));
        }
        let longest_dispensation = self.period(&raw.longest_dispensation);
        let review = self.period(&raw.review);
        Some(Principle {
            id: raw.id.get_ref().clone(),
            section: section.clone(),
            strength: raw.strength,
            title: raw.title.clone(),
            text: raw.text.clone(),
            supplier: raw.supplier.clone(),
            longest_dispensation: longest_dispensation?,
            review: review?,
        })
    }

    pub fn rule(&mut self, raw: &RawRule, principle: usize) -> Option<Rule> {
        self.kebab(&raw.code);
        let kind = self.kind(&raw.kind)?;
        let before = self.errors.len();
        let ages = self.ages(raw, kind);
        let limited: Vec<Use> = ages.iter().map(|(limited, _)| *limited).collect();
        let checker = Checker::new(kind, self.parameters, &limited);
        let when = raw.when.as_ref().map(|text| self.code(checker, text));
        let body = self.body(raw, checker);
        let weight = self.weight(raw, checker);
        let finding = self.finding(raw, kind);
        self.unused_ages(raw, &ages, &when, &body);
        if self.errors.len() > before {
            return None;
        }
        Some(Rule {
            code: raw.code.get_ref().clone(),
            principle,
            kind,
            when: when.flatten(),
            body: body?,
            weight: weight?,
            ages,
            title: raw.title.clone(),
            finding: finding?,
            finding_text: Text { da: raw.finding.da.get_ref().clone(), en: raw.finding.en.get_ref().clone() },
            remedy: raw.remedy.clone(),
            unverified: raw.unverified,
            when_text: raw.when.as_ref().map(|text| text.get_ref().clone()),
            require_text: raw.require.as_ref().map(|text| text.get_ref().clone()),
            weight_text: raw.weight.get_ref().clone(),
            place: (self.source.name.to_owned(), self.source.line_and_column(raw.code.span().start).0),
        })
    }

    fn kind(&mut self, name: &Spanned<String>) -> Option<KindId> {
        let found = schema().kind(name.get_ref());
        if found.is_none() {
            let names: Vec<&str> = schema().kinds().map(|kind| schema().def(kind).name).collect();
            let hint = nearest(name.get_ref(), names.iter().copied()).unwrap_or("system");
            self.errors.push(self.source.error(
                name.span().start,
                "unknown-kind",
                format!("{} er ikke en slags objekt: mente du {hint}?", name.get_ref()),
                format!("{} is no kind of object: did you mean {hint}?", name.get_ref()),
            ));
        }
        found
    }

    fn kebab(&mut self, code: &Spanned<String>) {
        let text = code.get_ref();
        let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.ends_with('-')
            && !text.contains("--");
        if !fits {
            self.errors.push(self.source.error(
                code.span().start,
                "bad-code",
                format!("koden {text} skal bestå af små bogstaver, tal og bindestreger"),
                format!("the code {text} must consist of small letters, digits and hyphens"),
            ));
        }
    }

    fn period(&mut self, text: &Spanned<String>) -> Option<Period> {
        Period::parse(text.get_ref())
            .map_err(|error| {
                let da = format!("{} er ikke en periode: skriv P1Y, P6M eller P30D", text.get_ref());
                self.errors.push(self.source.error(text.span().start, "bad-period", da, error.to_string()));
            })
            .ok()
    }

    fn ages(&mut self, raw: &RawRule, kind: KindId) -> Vec<(Use, Period)> {
        let mut ages = Vec::new();
        for (name, period) in &raw.max_age {
            let Some(period) = self.period(period) else { continue };
            let dotted = name.get_ref();
            let full =
                if dotted.contains('.') { dotted.clone() } else { format!("{}.{dotted}", schema().def(kind).name) };
            match schema().path(&full) {
                Some((kind, attribute)) => {
                    ages.push((Use { kind, name: schema().attribute(kind, attribute).name }, period));
                }
                None => self.errors.push(self.source.error(
                    name.span().start,
                    "unknown-fact",
                    format!("max_age: {dotted} findes ikke: skriv slags.oplysning, for eksempel sensor.silence_hours"),
                    format!("max_age: there is no {dotted}: write kind.fact, for instance sensor.silence_hours"),
                )),
            }
        }
        ages
    }

    fn unused_ages(&mut self, raw: &RawRule, ages: &[(Use, Period)], when: &Option<Option<Code>>, body: &Option<Body>) {
        let mut used: Vec<Use> = when.iter().flatten().flat_map(|code| code.uses.clone()).collect();
        if let Some(Body::Require(code)) = body {
            used.extend(code.uses.iter().copied());
        }
        for (limited, _) in ages {
            if !used.is_empty() && !used.contains(limited) {
                let at = raw.max_age.keys().next().map_or(0, |key| key.span().start);
                let name = format!("{}.{}", schema().def(limited.kind).name, limited.name);
                self.errors.push(self.source.error(
                    at,
                    "unused-age",
                    format!("max_age: reglen ser ikke på {name}"),
                    format!("max_age: the rule does not look at {name}"),
                ));
            }
        }
    }

    fn code(&mut self, checker: Checker<'_>, text: &Spanned<String>) -> Option<Code> {
        checker
            .check(text.get_ref())
            .map_err(|error| {
                let byte = self.source.byte_in_value(text.span(), text.get_ref(), error.at);
                self.errors.push(self.source.error(byte, error.label, error.text.da, error.text.en));
            })
            .ok()
    }

    fn body(&mut self, raw: &RawRule, checker: Checker<'_>) -> Option<Body> {
        match (&raw.require, &raw.ask) {
            (Some(require), None) => self.code(checker, require).map(Body::Require),
            (None, Some(ask)) => self.question(raw, ask).map(Body::Ask),
            _ => {
                self.errors.push(self.source.error(
                    raw.code.span().start,
                    "require-or-ask",
                    format!("{} skal have enten require eller ask", raw.code.get_ref()),
                    format!("{} must have either require or ask", raw.code.get_ref()),
                ));
                None
            }
        }
    }

    fn question(&mut self, raw: &RawRule, ask: &Spanned<Text>) -> Option<Question> {
        let at = raw.code.span().start;
        let (Some(answers), Some(who), Some(valid)) = (&raw.answers, &raw.who, &raw.valid) else {
            self.errors.push(self.source.error(
                at,
                "incomplete-question",
                "et spørgsmål skal have answers, who og valid",
                "a question must have answers, who and valid",
            ));
            return None;
        };
        let role = Role::from_word(who.get_ref());
        if role.is_none() {
            let hint = nearest(who.get_ref(), Role::ALL.map(Role::word)).unwrap_or("it_architect");
            self.errors.push(self.source.error(
                who.span().start,
                "unknown-role",
                format!("rollen {} kendes ikke: mente du {hint}?", who.get_ref()),
                format!("the role {} is not known: did you mean {hint}?", who.get_ref()),
            ));
        }
        let means = |meaning| answers.iter().any(|answer: &RawChoice| answer.means == meaning);
        if !means(Meaning::Follows) || !means(Meaning::Deviates) {
            self.errors.push(self.source.error(
                at,
                "one-sided-question",
                "mindst ét svar skal betyde follows, og mindst ét deviates",
                "at least one answer must mean follows, and at least one deviates",
            ));
        }
        for (place, answer) in answers.iter().enumerate() {
            if answers[..place].iter().any(|earlier| earlier.word.get_ref() == answer.word.get_ref()) {
                self.errors.push(self.source.error(
                    answer.word.span().start,
                    "duplicate-answer",
                    format!("svaret {} står to gange", answer.word.get_ref()),
                    format!("the answer {} stands twice", answer.word.get_ref()),
                ));
            }
        }
        let choice = |answer: &RawChoice| Choice {
            word: answer.word.get_ref().clone(),
            text: Text { da: answer.da.clone(), en: answer.en.clone() },
            means: answer.means,
        };
        let choices = answers.iter().map(choice).collect();
        Some(Question { text: ask.get_ref().clone(), choices, who: role?, valid: self.period(valid)? })
    }

    fn weight(&mut self, raw: &RawRule, checker: Checker<'_>) -> Option<Weight> {
        match raw.weight.get_ref().as_str() {
            "minor" => Some(Weight::Minor),
            "material" => Some(Weight::Material),
            _ => self.code(checker, &raw.weight).map(Weight::MaterialWhen),
        }
    }

    fn finding(&mut self, raw: &RawRule, kind: KindId) -> Option<Text<Template>> {
        let mut read = |text: &Spanned<String>| {
            Template::parse(text.get_ref(), kind)
                .map_err(|error| {
                    let byte = self.source.byte_in_value(text.span(), text.get_ref(), error.at);
                    self.errors.push(self.source.error(byte, "unknown-fact", error.da, error.en));
                })
                .ok()
        };
        let (da, en) = (read(&raw.finding.da), read(&raw.finding.en));
        Some(Text { da: da?, en: en? })
    }
}
