//! An event of a case in a reader's words: the same as on the case's timeline, with the whole text of what was said.

use decisions::{
    Check, Condition, Event, Explanation, Party, Plan, Proof, Rating, Recorded, Relevance, Submission, Truth, View,
};
use facts::schema;
use kernel::chain::Entry;
use kernel::{Day, Kroner, Lang};
use serde_json::{Value, json};

use super::{Line, Reading, Whose};

/// What an entry records; nothing when it is no event of a case, or of a later version.
pub(super) fn recorded(entry: &Entry) -> Option<Recorded> {
    let mut detail: Value = serde_json::from_str(&entry.detail).ok()?;
    let fields = detail.as_object_mut()?;
    let mut by = json!({ "account": entry.account, "name": entry.name });
    if let Some(principal) = fields.remove("deputy_for") {
        by["deputy_for"] = principal;
    }
    fields.insert("by".to_owned(), by);
    serde_json::from_value(detail).ok()
}

/// The particulars of an event, in the order they are read.
pub(super) fn particulars(recorded: &Recorded, reading: &Reading<'_>) -> Vec<Line> {
    let mut told = Told { reading, lines: Vec::new() };
    if let Some(principal) = &recorded.by.deputy_for {
        told.say(told.t("på vegne af", "on behalf of"), &principal.name, Whose::Named);
    }
    told.event(&recorded.event);
    told.lines
}

struct Told<'r> {
    reading: &'r Reading<'r>,
    lines: Vec<Line>,
}

impl Told<'_> {
    fn t(&self, da: &'static str, en: &'static str) -> &'static str {
        if self.reading.lang == Lang::Da { da } else { en }
    }

    /// A particular that says something.
    fn line(&mut self, (da, en): (&'static str, &'static str), value: impl AsRef<str>) {
        self.say(self.t(da, en), value.as_ref(), Whose::Writer);
    }

    /// The same in the house's own words.
    fn label(&mut self, (da, en): (&'static str, &'static str), value: impl AsRef<str>) {
        self.say(self.t(da, en), value.as_ref(), Whose::House);
    }

    fn say(&mut self, name: impl Into<String>, value: &str, whose: Whose) {
        if !value.trim().is_empty() {
            self.lines.push(Line { name: name.into(), value: value.to_owned(), whose });
        }
    }

    fn day(&mut self, name: (&'static str, &'static str), day: Day) {
        self.label(name, day.long(self.reading.lang));
    }

    /// One of several: `trin 2`.
    fn numbered(&mut self, (da, en): (&'static str, &'static str), place: usize, value: impl AsRef<str>) {
        let name = format!("{} {}", self.t(da, en), place + 1);
        self.lines.push(Line { name, value: value.as_ref().to_owned(), whose: Whose::Writer });
    }

    fn event(&mut self, event: &Event) {
        let lang = self.reading.lang;
        match event {
            Event::Opened(opened) => self.opened(&opened.opening),
            Event::ConflictDeclared { reason }
            | Event::SentBack { reason }
            | Event::Withdrawn { reason, .. }
            | Event::Revoked { reason }
            | Event::Cancelled { reason } => self.reason(reason),
            Event::Screened { party, views, .. } => {
                self.party(*party);
                views.iter().for_each(|view| self.view(view));
            }
            Event::Concluded { outcome, differences } => {
                self.label(("udfald", "outcome"), outcome.label().pick(lang));
                let differences: Vec<String> = differences.iter().map(|rule| self.named(rule)).collect();
                self.line(("parterne ser forskelligt på", "the parties differ on"), differences.join("; "));
            }
            Event::Explained { explanation, warnings, like, .. } => {
                self.explanation(explanation);
                warnings.iter().for_each(|warning| self.warning(warning));
                if let Some(like) = like {
                    self.line(("ligner forklaringen i sag", "is like the explanation of case"), &like.case);
                }
            }
            Event::Accepted { party } => self.party(*party),
            Event::Submitted { submission } => self.submission(submission),
            Event::Dispensed { dispensation, .. } => {
                self.label(("nødvendighed", "necessity"), dispensation.necessity.label().pick(lang));
                self.reason(&dispensation.reason);
                self.day(("til", "until"), dispensation.until);
                self.day(("gennemgang", "review"), dispensation.review);
                self.conditions(&dispensation.conditions);
                self.meeting(dispensation.meeting.as_deref());
            }
            Event::Refused { reason, plan_by, meeting } => {
                self.reason(reason);
                self.day(("plan senest", "plan by"), *plan_by);
                self.meeting(meeting.as_deref());
            }
            Event::GrantedInEmergency { reason, consequence, until, .. } => {
                self.reason(reason);
                self.line(("hvis direktionen siger nej", "if the board says no"), consequence);
                self.day(("til", "until"), *until);
            }
            Event::ConditionMet { condition, evidence } => self.numbered(("vilkår", "condition"), *condition, evidence),
            Event::StepClaimed { step, evidence } => self.numbered(("trin", "step"), *step, evidence),
            Event::StepRedated { step, due, reason } => {
                let moved = format!("{} {}", self.t("ny frist", "new date"), due.long(lang));
                self.numbered(("trin", "step"), *step, moved);
                self.reason(reason);
            }
            Event::Reviewed { outcome, note, next, .. } => {
                self.label(("udfald", "outcome"), outcome.label().pick(lang));
                self.line(("notat", "note"), note);
                self.day(("næste gennemgang", "next review"), *next);
            }
            Event::Noted { text, about_principle: true } => {
                self.line(("forslag om at ændre princippet", "a proposal to change the principle"), text);
            }
            Event::Noted { text, .. } => self.line(("notat", "note"), text),
            Event::Attached(attachment) => {
                let size = format!("{} ({} kB)", attachment.name, attachment.size.div_ceil(1024));
                self.line(("bilag", "file"), size);
            }
            Event::Split { keys, into, reason, .. } => {
                self.line(("objekter", "objects"), keys.join(", "));
                self.line(("til sag", "to case"), into);
                if !reason.is_empty() {
                    self.line(("begrundelse", "reason"), reason);
                }
            }
            Event::PhaseReached { phase } => self.label(("fase", "phase"), phase.label().pick(lang)),
            Event::Observed { ground, watched, retired } => {
                self.label(("vurdering", "verdict"), ground.verdict.label().pick(lang));
                if *retired {
                    self.label(
                        ("princippet", "the principle"),
                        self.t("er ikke længere i kraft", "is no longer in force"),
                    );
                }
                let broken = watched.premises.iter().filter(|truth| **truth == Truth::Broken).count();
                if broken > 0 {
                    let name = ("forudsætninger, der ikke længere holder", "premises that no longer hold");
                    self.line(name, broken.to_string());
                }
                self.line(("findes ikke længere", "gone"), ground.gone.join(", "));
            }
        }
    }

    fn opened(&mut self, opening: &decisions::Opening) {
        let lang = self.reading.lang;
        self.line(("titel", "title"), &opening.title);
        self.label(("princip", "principle"), self.named(&opening.principle));
        let kind = schema().kind(&opening.kind).map(|kind| schema().def(kind).one.pick(lang));
        self.line(("handler om", "about"), format!("{} {}", kind.unwrap_or(&opening.kind), opening.keys.join(", ")));
        self.line(("fælles årsag", "common cause"), &opening.cause);
        self.label(("fase", "phase"), opening.phase.label().pick(lang));
        self.label(("anledning", "occasion"), opening.trigger.label().pick(lang));
        self.line(("delt fra sag", "split from case"), opening.split_from.as_deref().unwrap_or_default());
    }

    fn explanation(&mut self, explanation: &Explanation) {
        let lang = self.reading.lang;
        self.label(("hvorfor den skal bestå", "why it is to stand"), explanation.kind.label().pick(lang));
        self.line(("hvordan det afviger", "how it departs"), &explanation.departs);
        self.line(("sammenhæng", "context"), &explanation.context);
        self.reason(&explanation.reason);
        for (place, one) in explanation.alternatives.iter().enumerate() {
            let text = format!("{}: {}{}", one.what, one.consequence, self.costs(one.cost));
            self.numbered(("alternativ", "alternative"), place, text);
        }
        self.line(("i stedet gøres", "done instead"), &explanation.instead);
        self.line(("sådan nås formålet", "how the purpose is met"), &explanation.purpose);
        for (place, proof) in explanation.shown_by.iter().enumerate() {
            let shown = match proof {
                Proof::Fact(shown) | Proof::Document(shown) => shown.clone(),
                Proof::File(sha256) => format!("{} (SHA-256 {sha256})", self.t("bilag", "file")),
            };
            self.numbered(("vises af", "shown by"), place, shown);
        }
        self.line(("risiko", "risk"), format!("{}. {}", explanation.risk.label().pick(lang), explanation.risk_text));
        self.line(("risikoen bæres af", "the risk is borne by"), &explanation.risk_bearer);
        match &explanation.plan {
            Plan::Steps { steps } => {
                for (place, step) in steps.iter().enumerate() {
                    let who = step
                        .person
                        .as_ref()
                        .map_or_else(|| step.owner.clone(), |key| format!("{} ({key})", step.owner));
                    let text = format!(
                        "{} ({}), {who}, {} {}{}",
                        step.what,
                        step.kind.label().pick(lang),
                        self.t("senest", "by"),
                        step.due.long(lang),
                        self.costs(step.cost)
                    );
                    self.numbered(("trin", "step"), place, text);
                }
            }
            Plan::CannotFollow { why, review } => {
                self.line(("kan ikke bringes i orden", "cannot come to follow"), why);
                self.day(("gennemgang", "review"), *review);
            }
        }
        self.day(("til", "until"), explanation.until);
        for (place, premise) in explanation.premises.iter().enumerate() {
            let says = if premise.says.is_empty() { &premise.holds } else { &premise.says };
            self.numbered(("forudsætning", "premise"), place, says);
        }
        self.line(("bygger på sag", "learned from case"), explanation.reuses.as_deref().unwrap_or_default());
    }

    fn submission(&mut self, submission: &Submission) {
        let lang = self.reading.lang;
        self.label(("indstilling", "recommendation"), submission.recommendation.label().pick(lang));
        self.line(("resumé", "summary"), &submission.summary);
        self.label(("nødvendighed", "necessity"), submission.necessity.label().pick(lang));
        if let Some(consequence) = submission.consequence {
            self.line(("økonomi", "economy"), consequence.shown(self.reading.lang));
        }
        self.label(("risiko", "risk"), submission.risk.label().pick(lang));
        self.day(("til", "until"), submission.until);
        self.conditions(&submission.conditions);
    }

    fn conditions(&mut self, conditions: &[Condition]) {
        for (place, condition) in conditions.iter().enumerate() {
            let due = condition.due.map(|due| format!(" ({} {})", self.t("senest", "by"), due.long(self.reading.lang)));
            let text = format!("{}{}", condition.text, due.unwrap_or_default());
            self.numbered(("vilkår", "condition"), place, text);
        }
    }

    fn view(&mut self, view: &View) {
        let lang = self.reading.lang;
        let rating = match view.relevance {
            Relevance::Relevant => view.rating.label().pick(lang),
            other => other.label().pick(lang),
        };
        let meaning = match (view.relevance, view.rating) {
            (Relevance::Relevant, Rating::Red) => self.t(" (følger ikke)", " (does not follow)"),
            (Relevance::Relevant, Rating::Green) => self.t(" (følger)", " (follows)"),
            _ => "",
        };
        let mut text = format!("{rating}{meaning}");
        if !view.reason.is_empty() {
            text.push_str(&format!(". {}", view.reason));
        }
        if !view.evidence.is_empty() {
            text.push_str(&format!(" ({}: {})", self.t("dokumentation", "evidence"), view.evidence));
        }
        // A code that no strategy knows is what somebody wrote.
        match (self.reading.titles)(&view.rule) {
            Some(title) => self.say(format!("{} {title}", view.rule), &text, Whose::Writer),
            None => self.line(("regel", "rule"), format!("{}: {text}", view.rule)),
        }
    }

    fn warning(&mut self, warning: &Check) {
        let text = format!("{}: {}", warning.name().get(self.reading.lang), warning.text.get(self.reading.lang));
        self.line(("bemærkning", "remark"), text);
    }

    fn party(&mut self, party: Party) {
        self.label(("for", "for"), party.label().pick(self.reading.lang));
    }

    fn reason(&mut self, reason: &str) {
        self.line(("begrundelse", "reason"), reason);
    }

    fn meeting(&mut self, meeting: Option<&str>) {
        self.line(("møde", "meeting"), meeting.unwrap_or_default());
    }

    fn costs(&self, cost: Option<Kroner>) -> String {
        cost.map(|cost| format!(", {}", cost.shown(self.reading.lang))).unwrap_or_default()
    }

    /// A principle or rule by its id and what it asks.
    fn named(&self, id: &str) -> String {
        (self.reading.titles)(id).map_or_else(|| id.to_owned(), |title| format!("{id} {title}"))
    }
}
