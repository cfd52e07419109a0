//! `fundament acquisition show`: one acquisition, as its pages and the API tell it.

use std::io::Write;

use anyhow::Result;
use decisions::{Acquisition, Assessed, Candidate, Hand, OfferGround, PrincipleGround};
use house::{AcquisitionView, House, Snapshot, acquisition_document};
use kernel::{Day, Lang};
use reports::{fact_label, fact_shown};

use super::offer;
use crate::args::ListFormat;
use crate::output;
use crate::say::{plural, say};

/// Everything that is told of one acquisition, its candidates assessed on the snapshot.
pub(super) fn run(
    snapshot: &Snapshot,
    view: &AcquisitionView,
    (as_of, format): (Option<Day>, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let assessed = House::assess_candidates(snapshot, &view.acquisition);
    if format != ListFormat::Text {
        return output::pretty(&acquisition_document(snapshot, view, &assessed, as_of), out);
    }
    let offers = assessed.iter().map(OfferGround::of).collect();
    let mut shown = Shown { snapshot, view, it: &view.acquisition, assessed: &assessed, offers, lang, out };
    if let Some(day) = as_of {
        shown.named(0, ("Som den stod den", "As it stood on"), &day.long(lang))?;
    }
    shown.head()?;
    shown.gate()?;
    shown.reuse()?;
    shown.check_list()?;
    shown.own()?;
    for candidate in &view.acquisition.candidates {
        offer::show(&mut shown, candidate)?;
    }
    shown.choice()?;
    shown.conflicts()?;
    shown.timeline()
}

/// What an acquisition is told with.
pub(super) struct Shown<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) view: &'a AcquisitionView,
    pub(super) it: &'a Acquisition,
    pub(super) assessed: &'a [Assessed],
    pub(super) offers: Vec<OfferGround>,
    pub(super) lang: Lang,
    pub(super) out: &'a mut dyn Write,
}

impl Shown<'_> {
    pub(super) fn say<'t>(&self, da: &'t str, en: &'t str) -> &'t str {
        say(self.lang, da, en)
    }

    /// A line of its own; the second and later lines of what people wrote stand under the first.
    pub(super) fn line(&mut self, indent: usize, text: &str) -> Result<()> {
        let begin = " ".repeat(indent);
        let text = text.trim_end().replace("\r\n", "\n").replace('\n', &format!("\n{begin}  "));
        writeln!(self.out, "{begin}{text}")?;
        Ok(())
    }

    pub(super) fn named(&mut self, indent: usize, (da, en): (&str, &str), text: &str) -> Result<()> {
        let label = self.say(da, en);
        self.line(indent, &format!("{label}: {text}"))
    }

    fn head(&mut self) -> Result<()> {
        let (it, lang, snapshot) = (self.it, self.lang, self.snapshot);
        let name_of = |kind: &str, key: &String| match facts::schema().kind(kind) {
            Some(kind) => snapshot.slots.name_of(kind, key),
            None => key.clone(),
        };
        self.line(0, &format!("{} {}", it.id, it.plan.title))?;
        if !it.plan.purpose.is_empty() {
            self.named(0, ("Formål", "Purpose"), &it.plan.purpose)?;
        }
        self.named(0, ("Fase", "Phase"), it.phase.label().pick(lang))?;
        self.named(0, ("Version", "Version"), &it.version.to_string())?;
        let untold = self.say("ikke oplyst", "not told");
        let tasks = if it.plan.tasks.is_empty() { untold.to_owned() } else { it.plan.tasks.join(", ") };
        self.named(0, ("KLE-opgaver", "KLE tasks"), &tasks)?;
        let whole = self.say("hele kommunen", "the whole municipality").to_owned();
        let unit = it.plan.unit.as_ref().map_or(whole, |unit| name_of("unit", unit));
        self.named(0, ("Fagområde", "Business area"), &unit)?;
        if let Some(owner) = &it.plan.owner {
            self.named(0, ("Kommende systemejer", "System owner to be"), &name_of("person", owner))?;
        }
        self.named(0, ("Oprettet", "Opened"), &format!("{}, {}", it.opened.long(lang), it.opened_by))?;
        if let Some((system, cases)) = &it.system {
            let mut told = format!("{system} {}", name_of("system", system));
            if !cases.is_empty() {
                told.push_str(&format!(" ({}: {})", self.say("sager", "cases"), cases.join(", ")));
            }
            self.named(0, ("Blev til system", "Became the system"), &told)?;
        }
        if let Some(why) = &it.cancelled {
            self.named(0, ("Opgivet", "Given up"), why)?;
        }
        Ok(())
    }

    /// What lacks before the next phase.
    fn gate(&mut self) -> Result<()> {
        if self.it.is_over() {
            return Ok(());
        }
        for lack in House::lacks(self.snapshot, self.it, &self.offers) {
            self.named(0, ("Mangler", "Lacks"), lack.text.get(self.lang))?;
        }
        Ok(())
    }

    fn reuse(&mut self) -> Result<()> {
        let alike = House::systems_alike(self.snapshot, self.it);
        let titles: Vec<String> = alike.iter().map(decisions::Alike::title).collect();
        let none = self.say("ingen", "none").to_owned();
        let told = if titles.is_empty() { none } else { titles.join(", ") };
        self.named(0, ("Systemer med samme opgave", "Systems with the same task"), &told)?;
        let Some((why, by, seen)) = &self.it.no_reuse else { return Ok(()) };
        let label = self.say("Hvorfor ingen genbruges", "Why none is reused");
        self.line(2, &format!("{label} ({by}): {why}"))?;
        if alike.iter().any(|one| !seen.contains(&one.key)) {
            let later = "Der er kommet systemer til siden. Se på det igen.";
            self.line(2, say(self.lang, later, "Systems have been added since. Look at it again."))?;
        }
        Ok(())
    }

    fn check_list(&mut self) -> Result<()> {
        let (it, lang) = (self.it, self.lang);
        if let Some((questions, packs)) = &it.sheet {
            let count = plural(lang, *questions as u64, ["spørgsmål", "spørgsmål"], ["question", "questions"]);
            let of = self.say("ud fra", "from");
            self.named(0, ("Kravark", "Requirement sheet"), &format!("{count} {of} {}", packs.join(", ")))?;
        }
        let points = House::check_list(self.snapshot, it);
        let done = points.iter().filter(|point| it.is_answered(&point.rule)).count();
        let (of, gone) = (self.say("af", "of"), self.say("punkter gennemgået", "points gone through"));
        self.named(0, ("Tjekliste", "Check list"), &format!("{done} {of} {} {gone}", points.len()))?;
        for point in &points {
            self.line(2, &format!("{}: {}", point.rule, point.question.get(lang)))?;
            match it.last_checked(&point.rule) {
                None => self.line(4, say(lang, "ikke gennemgået", "not gone through"))?,
                Some(seen) => {
                    let (rating, relevance) = (seen.rating.label().pick(lang), seen.relevance.label().pick(lang));
                    let reason = if seen.reason.is_empty() { String::new() } else { format!(": {}", seen.reason) };
                    let signed = format!("{}, {}", seen.by, seen.day.long(lang));
                    self.line(4, &format!("{rating}, {relevance} ({signed}){reason}"))?;
                }
            }
        }
        Ok(())
    }

    /// What the municipality answers once for all offers.
    fn own(&mut self) -> Result<()> {
        let (it, lang) = (self.it, self.lang);
        let packs = self.snapshot.packs();
        let rows = reports::sheet::own_rows(&packs);
        let told = rows.iter().filter(|row| match row.code.strip_prefix("system.") {
            Some(name) => it.own_facts.iter().any(|fact| fact.fact == name),
            None => it.own_answers.iter().any(|answer| answer.rule == row.code),
        });
        let (told, of, answered) = (told.count(), self.say("af", "of"), self.say("besvaret", "answered"));
        let heading = ("Kommunens egne svar", "The municipality's own answers");
        self.named(0, heading, &format!("{told} {of} {} {answered}", rows.len()))?;
        for fact in &it.own_facts {
            let shown = fact_shown(&fact.fact, &fact.value, lang);
            let signed = format!("{}, {}", fact.by, fact.day.long(lang));
            self.line(2, &format!("{}: {shown} ({signed})", fact_label(&fact.fact, lang)))?;
        }
        for answer in &it.own_answers {
            offer::answer(self, 2, answer)?;
        }
        Ok(())
    }

    /// The winner, and the board's word on it.
    fn choice(&mut self) -> Result<()> {
        let (it, lang) = (self.it, self.lang);
        match (it.chosen(), &it.winner) {
            (Some(winner), Some((_, why, by))) => {
                let by = self.signed(by);
                self.named(0, ("Valgt", "Chosen"), &format!("{} {}", winner.key, called(winner)))?;
                self.line(2, &format!("{by}: {why}"))?;
            }
            _ if it.is_without_winner() => {
                let gone = "Vinderen er trukket tilbage, så der er ikke noget valg.";
                self.line(0, say(lang, gone, "The winner has been withdrawn, so there is no choice."))?;
            }
            _ => self.line(0, say(lang, "Der er ikke valgt et tilbud.", "No offer has been chosen."))?,
        }
        if let Some(one) = &it.reopened {
            let signed = format!("{}, {}: {}", one.day.long(lang), one.by, one.reason);
            self.named(0, ("Tilbage til tilbuddene", "Back to the offers"), &signed)?;
        }
        self.board()
    }

    fn board(&mut self) -> Result<()> {
        let (it, lang) = (self.it, self.lang);
        let offers = std::mem::take(&mut self.offers);
        let offer = it.chosen().and_then(|one| offers.iter().find(|offer| offer.candidate == one.key));
        let Some(offer) = offer else { return Ok(()) };
        let differences = it.differences(offer);
        if !offer.is_for_board() && differences.is_empty() {
            return Ok(());
        }
        self.line(0, say(lang, "Til direktionen", "To the executive board"))?;
        let principles = |is: fn(&PrincipleGround) -> bool| -> Vec<&PrincipleGround> {
            offer.principles.iter().filter(|one| one.for_board && is(one)).collect()
        };
        let departs = ("Vinderen afviger væsentligt fra", "The winner departs materially from");
        let untold = (
            "Leverandøren har ikke svaret på noget, der kan være væsentligt for",
            "The supplier has not answered what may be material to",
        );
        let differ = ("It og fagområdet ser forskelligt på", "IT and the business area differ on");
        let heavy = [(departs, principles(|one| one.deviates)), (untold, principles(|one| one.unanswered))];
        for (label, found) in heavy.into_iter().chain([(differ, differences)]) {
            let titles: Vec<&str> = found.iter().map(|one| one.title.get(lang)).collect();
            if !titles.is_empty() {
                self.named(2, label, &titles.join(", "))?;
            }
        }
        let turned = it.turned_down(&offers);
        if let Some(turned) = turned {
            let told = format!("{}, {}: {}", turned.day.long(lang), self.signed(&turned.by), turned.reason);
            self.named(2, ("Afslået", "Refused"), &told)?;
            self.named(4, ("Det skal være anderledes", "This must be different"), &turned.different)?;
        }
        match &it.approved {
            Some((shown, why, by, day)) if *shown == offer.hash => {
                self.named(2, ("Godkendt", "Approved"), &format!("{}, {by}: {why}", day.long(lang)))
            }
            Some(_) => {
                let other = "Godkendt på andre oplysninger; skal godkendes igen.";
                self.line(2, say(lang, other, "Approved on other facts; must be approved again."))
            }
            None if turned.is_none() => self.line(2, say(lang, "Ikke godkendt.", "Not approved.")),
            None => Ok(()),
        }
    }

    fn conflicts(&mut self) -> Result<()> {
        for one in &self.it.conflicted {
            let told = format!("{}, {}: {}", one.by, one.day.long(self.lang), one.reason);
            self.named(0, ("Inhabil", "Conflict of interest"), &told)?;
        }
        Ok(())
    }

    /// Whose it is, with the mark of whoever has since declared a conflict of interest.
    pub(super) fn signed(&self, hand: &Hand) -> String {
        if !self.it.is_conflicted(hand) {
            return hand.to_string();
        }
        format!("{hand} ({})", self.say("har meldt sig inhabil", "has declared a conflict of interest"))
    }
}

/// What a candidate is called: `Omsorg Ny, Nordsoft A/S`.
pub(super) fn called(candidate: &Candidate) -> String {
    format!("{}, {}", candidate.product, candidate.supplier)
}
