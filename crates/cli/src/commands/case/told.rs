//! What people have said in a case, as its page has it: both parties' screening, the explanation with its plan, what was put to the
//! board, the decisions with their reasons, the conditions in force, and the files.

use std::io::Write;

use anyhow::Result;
use decisions::{Case, Explanation, Means, Party, Plan, Premise, Proof, Recommendation, Told, Truth};
use house::Snapshot;
use house::cases::{CaseView, PRINT};
use kernel::Lang;

use crate::say::{number, say};

/// What a case is told with.
pub(super) struct Telling<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) view: &'a CaseView,
    /// How the premises stand on the day, those of the decision in force first; none when the ground is not known.
    pub(super) premises: &'a [Truth],
    pub(super) lang: Lang,
    pub(super) out: &'a mut dyn Write,
}

impl<'a> Telling<'a> {
    pub(super) fn tell(&mut self) -> Result<()> {
        self.screening()?;
        self.explanation()?;
        self.steps()?;
        self.submission()?;
        self.decisions()?;
        self.conditions()?;
        self.files()?;
        self.timeline()
    }

    fn case(&self) -> &'a Case {
        &self.view.case
    }

    /// A line; the later lines of what people wrote stand under the first.
    pub(super) fn line(&mut self, indent: usize, text: &str) -> Result<()> {
        let begin = " ".repeat(indent);
        let text = text.trim_end().replace("\r\n", "\n").replace('\n', &format!("\n{begin}  "));
        writeln!(self.out, "{begin}{text}")?;
        Ok(())
    }

    fn named(&mut self, indent: usize, (da, en): (&str, &str), text: &str) -> Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let label = say(self.lang, da, en);
        self.line(indent, &format!("{label}: {text}"))
    }

    /// Both parties' views, rule by rule.
    fn screening(&mut self) -> Result<()> {
        let (lang, screening) = (self.lang, &self.case().round.screening);
        let sides: Vec<_> = Party::ALL.iter().filter_map(|party| Some((*party, screening.side(*party)?))).collect();
        let mut rules: Vec<&str> =
            sides.iter().flat_map(|(_, side)| side.views.iter().map(|view| view.rule.as_str())).collect();
        rules.sort_unstable();
        rules.dedup();
        for code in rules {
            let rule = self.snapshot.packs.iter().find_map(|pack| pack.rule(code));
            let title = rule.map_or_else(String::new, |rule| format!(" {}", rule.title.get(lang)));
            self.named(0, ("Screening", "Screening"), &format!("{code}{title}"))?;
            for (party, side) in &sides {
                let Some(view) = side.views.iter().find(|view| view.rule == code) else { continue };
                let (party, signed) = (party.label().pick(lang), format!("{}, {}", side.by, side.day.long(lang)));
                let (rating, relevance) = (view.rating.label().pick(lang), view.relevance.label().pick(lang));
                let seen_in = say(lang, "dokumenteret ved", "seen in");
                let evidence =
                    if view.evidence.is_empty() { String::new() } else { format!(" [{seen_in}: {}]", view.evidence) };
                let reason = if view.reason.is_empty() { String::new() } else { format!(": {}", view.reason) };
                self.line(2, &format!("{party}, {rating}, {relevance} ({signed}){reason}{evidence}"))?;
            }
        }
        let differ = ("Parterne ser forskelligt på", "The parties differ on");
        self.named(0, differ, &screening.differences().join(", "))
    }

    fn explanation(&mut self) -> Result<()> {
        let case = self.case();
        let Some(told) = case.round.told.as_ref().or(case.leans_on.as_ref()) else { return Ok(()) };
        // The premises of the decision in force come first among those that are watched.
        let before = if case.round.told.is_some() { case.premises_before() } else { 0 };
        let (lang, explanation) = (self.lang, &told.explanation);
        let kind = explanation.kind.label().pick(lang);
        let label = say(lang, "Forklaring", "Explanation");
        self.line(0, &format!("{label} ({kind}): {}", explanation.reason))?;
        self.line(2, &format!("{}, {}", told.by, told.day.long(lang)))?;
        self.warnings(told)?;
        self.named(2, ("Hvordan afviges der", "How it departs"), &explanation.departs)?;
        self.named(2, ("Arbejdsgang", "Business process"), &explanation.context)?;
        for one in &explanation.alternatives {
            let cost = one.cost.map(|cost| format!(" ({})", cost.shown(lang))).unwrap_or_default();
            self.named(2, ("Alternativ", "Alternative"), &format!("{}: {}{cost}", one.what, one.consequence))?;
        }
        self.named(2, ("I stedet", "Instead"), &explanation.instead)?;
        self.named(2, ("Opfylder formålet ved", "Meets the purpose by"), &explanation.purpose)?;
        for proof in &explanation.shown_by {
            let shown = match proof {
                Proof::Fact(holds) | Proof::Document(holds) => holds,
                Proof::File(sha256) => {
                    let files = &self.case().attachments;
                    files.iter().find(|file| file.sha256 == *sha256).map_or(sha256, |file| &file.name)
                }
            };
            self.named(2, ("Vises af", "Shown by"), &shown.clone())?;
        }
        let (risk, borne) = (explanation.risk.label().pick(lang), say(lang, "bæres af", "borne by"));
        let risk = format!("{risk}: {} · {borne} {}", explanation.risk_text, explanation.risk_bearer);
        self.named(2, ("Risiko tilbage", "Remaining risk"), &risk)?;
        self.named(2, ("Varer længst til", "Stands at most until"), &explanation.until.long(lang))?;
        for (place, premise) in explanation.premises.iter().enumerate() {
            self.premise(premise, self.premises.get(before + place).copied())?;
        }
        self.way(explanation)
    }

    fn warnings(&mut self, told: &Told) -> Result<()> {
        let lang = self.lang;
        for warning in &told.warnings {
            let text = format!("{}: {}", warning.name().get(lang), warning.text.get(lang));
            self.named(2, ("Bemærk", "Note"), &text)?;
        }
        Ok(())
    }

    fn premise(&mut self, premise: &Premise, truth: Option<Truth>) -> Result<()> {
        let holds = match truth {
            Some(Truth::Holds) => say(self.lang, "holder", "holds"),
            Some(Truth::Broken) => say(self.lang, "holder ikke", "does not hold"),
            _ => say(self.lang, "kan ikke efterprøves", "cannot be seen"),
        };
        let says = if premise.says.is_empty() { String::new() } else { format!(" {}", premise.says) };
        self.named(2, ("Forudsætning", "Premise"), &format!("{}{says} ({holds})", premise.holds))
    }

    /// Why it cannot come to follow, the plan that will be when it is decided, and on what it builds.
    fn way(&mut self, explanation: &Explanation) -> Result<()> {
        let lang = self.lang;
        match &explanation.plan {
            Plan::CannotFollow { why, review } => {
                let text = format!("{why} · {} {}", say(lang, "gennemgås", "reviewed"), review.long(lang));
                self.named(2, ("Kan ikke følges", "Cannot follow"), &text)?;
            }
            Plan::Steps { steps } if self.case().has_other_plan() => {
                for (place, step) in steps.iter().enumerate() {
                    let (label, by) = (say(lang, "Nyt trin", "New step"), say(lang, "senest", "by"));
                    let told = format!("{} · {} · {by} {}", step.what, step.owner, step.due.long(lang));
                    self.line(2, &format!("{label} {}: {told}", place + 1))?;
                }
            }
            Plan::Steps { .. } => {}
        }
        self.named(2, ("Bygger på", "Builds on"), explanation.reuses.as_deref().unwrap_or_default())
    }

    fn steps(&mut self) -> Result<()> {
        let lang = self.lang;
        if self.case().has_other_plan() {
            let other = "Planen bag den seneste afgørelse";
            self.line(0, say(lang, other, "The plan behind the latest decision"))?;
        }
        for (place, step) in self.case().steps.iter().enumerate() {
            let done = if step.mark.is_done() { say(lang, ", udført", ", done") } else { "" };
            let (due, what) = (step.mark.due.long(lang), &step.planned.what);
            self.line(2, &format!("{} {}: {what} ({due}{done})", say(lang, "Trin", "Step"), place + 1))?;
            let cost = step.planned.cost.map(|cost| format!(" · {}", cost.shown(lang))).unwrap_or_default();
            self.line(4, &format!("{} · {}{cost}", step.planned.kind.label().pick(lang), step.planned.owner))?;
            if let Some(evidence) = &step.evidence {
                self.named(4, ("Meldt udført", "Reported done"), evidence)?;
            }
        }
        Ok(())
    }

    /// What was put to the board.
    fn submission(&mut self) -> Result<()> {
        let Some((submission, by)) = &self.case().round.submitted else { return Ok(()) };
        let (lang, until) = (self.lang, submission.until.long(self.lang));
        let recommends = submission.recommendation.label().pick(lang);
        let until = format!("{} {until}", say(lang, "til og med", "until"));
        match submission.recommendation {
            Recommendation::Grant => {
                self.named(0, ("Indstilling", "Recommendation"), &format!("{recommends} {until} · {by}"))?;
            }
            Recommendation::Refuse => {
                self.named(0, ("Indstilling", "Recommendation"), &format!("{recommends} · {by}"))?;
                let label = ("Gives der alligevel dispensation", "If it is granted all the same");
                self.named(2, label, &until)?;
            }
        }
        self.named(2, ("Kort fremstilling", "Summary"), &submission.summary)?;
        self.named(2, ("Nødvendighed", "Necessity"), submission.necessity.label().pick(lang))?;
        let unstated = || say(lang, "ikke opgjort", "not stated").to_owned();
        let amount = submission.consequence.map_or_else(unstated, |amount| amount.shown(lang));
        self.named(2, ("Konsekvens i kroner", "Consequence in kroner"), &amount)?;
        let risk = ("Risiko ved at give dispensation", "Risk of granting");
        self.named(2, risk, submission.risk.label().pick(lang))?;
        for condition in &submission.conditions {
            let by = say(lang, "senest", "by");
            let due = condition.due.map(|day| format!(" · {by} {}", day.long(lang))).unwrap_or_default();
            self.named(2, ("Foreslået vilkår", "Proposed condition"), &format!("{}{due}", condition.text))?;
        }
        Ok(())
    }

    /// What was decided, and what is in force.
    fn decisions(&mut self) -> Result<()> {
        let lang = self.lang;
        if let Some(one) = &self.case().face.in_force {
            let means = match one.means {
                Means::Explanation => ("Godkendt forklaring", "Accepted explanation"),
                Means::Dispensation => ("Direktionens dispensation", "The board's dispensation"),
                Means::Emergency => ("It-chefens nøddispensation", "The IT manager's emergency grant"),
            };
            let ended = say(lang, "bortfaldet", "ended");
            let dead = one.dead_since.map(|day| format!(" · {ended} {}", day.long(lang))).unwrap_or_default();
            let reviewed = format!("{} {}", say(lang, "gennemgås", "reviewed"), one.review.long(lang));
            let period = format!("{} – {}", one.since.long(lang), one.until.long(lang));
            self.named(0, means, &format!("{period}{dead} · {reviewed}"))?;
        }
        for decided in &self.case().decided {
            let signed = format!("{}, {}", decided.day.long(lang), decided.by);
            match (&decided.dispensation, &decided.refusal) {
                (Some(given), _) => {
                    let (label, until) = (say(lang, "Dispensation til og med", "Dispensation until"), given.until);
                    self.line(0, &format!("{signed}: {label} {}. {}", until.long(lang), given.reason))?;
                    self.named(2, ("Nødvendighed", "Necessity"), given.necessity.label().pick(lang))?;
                }
                (None, reason) => {
                    let label = say(lang, "Afslag", "Refusal");
                    self.line(0, &format!("{signed}: {label}. {}", reason.as_deref().unwrap_or_default()))?;
                }
            }
        }
        Ok(())
    }

    fn conditions(&mut self) -> Result<()> {
        let lang = self.lang;
        for (place, (condition, met)) in self.case().conditions.iter().enumerate() {
            let due = condition.due.map(|day| format!(" ({})", day.long(lang))).unwrap_or_default();
            let label = say(lang, "Vilkår", "Condition");
            self.line(2, &format!("{label} {}: {}{due}", place + 1, condition.text))?;
            self.named(4, ("Opfyldt", "Met"), met.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    /// The files by name, size and the first signs of the hash, by which each can be fetched.
    fn files(&mut self) -> Result<()> {
        let lang = self.lang;
        for one in &self.case().attachments {
            let print = one.sha256.get(..PRINT).unwrap_or(&one.sha256);
            let size = number(lang, one.size.div_ceil(1024));
            self.named(0, ("Bilag", "File"), &format!("{} ({size} kB) {print}", one.name))?;
        }
        let Some(removed) = self.view.files_removed else { return Ok(()) };
        let (gone, why) = (
            say(lang, "Bilagene er slettet", "The files were removed"),
            say(lang, "efter kommunens frist", "by the municipality's time limit"),
        );
        self.line(0, &format!("{gone} {} {why}.", removed.utc_day().long(lang)))
    }
}
