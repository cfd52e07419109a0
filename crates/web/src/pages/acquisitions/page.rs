//! One acquisition: its phase and what the next gate lacks, the systems that serve the same tasks, the candidates side by side, the new
//! components, the choice, and everything that happened.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use decisions::{Alike, Novelty, OfferGround, Phase, next_phase};
use facts::KindId;
use house::House;
use house::rights::{Action, may};
use maud::{Markup, html};

use super::{Open, compare, may_in, own, phase_text, reason, words};
use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::cases::case_href;
use crate::pages::log::access;
use crate::pages::overlap::life_cycle;
use crate::pages::told;
use crate::pages::widgets::{Field, select};
use crate::pages::{as_of, capital, kind_of, object_href};
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}`; with `?dag=2026-10-01` as it stood at the end of that day.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = Open::asked(&app, &id, &pairs).await?;
    Ok(page(&app, &signed, &open, None))
}

/// What the page is made with.
pub(super) struct At<'a> {
    app: &'a App,
    pub(super) signed: &'a Signed,
    pub(super) open: &'a Open,
    pub(super) offers: Vec<OfferGround>,
    alike: Vec<Alike>,
    pub(super) say: Say,
}

pub(super) fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let offers = open.assessed.iter().map(OfferGround::of).collect();
    let at = At { app, signed, open, offers, alike: House::systems_alike(&open.snapshot, open.it()), say };
    let above = [("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned())];
    let title = open.it().id.to_string();
    let head = Head { title: &title, menu: "/anskaffelser", above: &above };
    let body = html! {
        h1 { (open.it().plan.title) }
        (open.banner("", say))
        (as_of::form(&open.href(), open.then, app.clock.today(), say))
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        (at.head())
        (at.gate())
        (at.reuse())
        (at.requirements())
        section aria-labelledby="tilbud" {
            h2 #tilbud { (say.t("Tilbud", "Offers")) }
            (compare::table(open, say))
            (words::side_by_side(open, say))
            (at.add())
        }
        (at.parts())
        (at.choice())
        (at.conflicts())
        (at.timeline())
    };
    shell::page(app, signed, &open.to(""), &head, &body)
}

impl At<'_> {
    pub(super) fn may(&self, action: Action) -> bool {
        !self.open.it().is_over() && may_in(self.open, self.signed, action)
    }

    fn head(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let slots = &self.open.snapshot.slots;
        let named = |kind: &str, key: &Option<String>| {
            key.as_ref().map(|key| kind_of(kind).map_or_else(|_| key.clone(), |kind| slots.name_of(kind, key)))
        };
        let changes = self.may(Action::KeepAcquisition) && it.system.is_none();
        let (all, told) = own::told(self.open);
        html! {
            @if !it.plan.purpose.is_empty() { p .lead .fu-prose { (it.plan.purpose) } }
            dl .fu-facts {
                dt { (say.t("Fase", "Phase")) } dd { (capital(&phase_text(&it.face(), say))) }
                dt { (say.t("KLE-opgaver", "KLE tasks")) } dd { @if it.plan.tasks.is_empty() { (say.t("ikke oplyst", "not told")) } @else { (it.plan.tasks.join(", ")) } }
                dt { (say.t("Fagområde", "Business area")) } dd { (named("unit", &it.plan.unit).unwrap_or_else(|| say.t("hele kommunen", "the whole municipality").to_owned())) }
                @if let Some(owner) = named("person", &it.plan.owner) { dt { (say.t("Kommende systemejer", "System owner to be")) } dd { (owner) } }
                dt { (say.t("Oprettet", "Opened")) } dd { (say.day(it.opened)) ", " (it.opened_by) }
                @if let Some((system, cases)) = &it.system {
                    dt { (say.t("Blev til system", "Became the system")) }
                    dd {
                        @if let Ok(kind) = kind_of("system") { a href=(object_href(kind, system)) { (slots.name_of(kind, system)) } }
                        @for case in cases { " · " a href=(case_href(case)) { (say.t("sag ", "case ")) (case) } }
                    }
                }
                dt { (say.t("Kommunens egne svar", "The municipality's own answers")) }
                dd { a href=(self.open.to("/egne")) { (told) " " (say.t("af", "of")) " " (all) " " (say.t("spørgsmål er besvaret", "questions are answered")) } }
                @if let Some(why) = &it.cancelled { dt { (say.t("Opgivet", "Given up")) } dd { (why) } }
            }
            @if !it.is_over() && !self.may(Action::KeepAcquisition) {
                p .fu-quiet { (say.t("Den behandles af it-arkitekterne, it-chefen og fagområdets ledere og systemejere", "It is kept by the IT architects, the IT manager, and the business area's leads and system owners"))
                    @if let Some(unit) = named("unit", &it.plan.unit) { " (" (unit) ")" } "." }
            }
            @if changes { p { a href={ (self.open.href()) "/plan" } { (say.t("Ret titel, opgaver, fagområde eller systemejer", "Change the title, tasks, business area or owner")) } } }
        }
    }

    /// The phases in a row, and what the next gate lacks.
    fn gate(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let Some(next) = next_phase(it.phase).filter(|_| !it.is_over()) else { return html! {} };
        let lacks = House::lacks(&self.open.snapshot, it, &self.offers);
        let next_name = next.label().pick(say.0);
        html! {
            section aria-labelledby="faseovergang" .fu-card {
                h2 #faseovergang { (say.t("Næste fase: ", "Next phase: ")) (next_name) }
                ol { @for phase in Phase::ALL { li aria-current=[(*phase == it.phase).then_some("step")] { @if *phase == it.phase { strong { (capital(phase.label().pick(say.0))) } } @else { (capital(phase.label().pick(say.0))) } } } }
                @if lacks.is_empty() { p { (say.t("Alt er på plads til faseovergangen.", "All is in place for the gate.")) } }
                @else { p { (say.t("Det mangler:", "It lacks:")) } ul { @for lack in &lacks { li { (self.linked(say.text(&lack.text))) } } } }
                @if lacks.is_empty() && self.may(Action::PassGate) {
                    (self.open.form(self.signed, "fase", &html! { input type="hidden" name="fase" value=(next.word()); }, &format!("{} {next_name}", say.t("Gå videre til", "Go on to"))))
                }
            }
        }
    }

    /// A sentence in which each system that serves the same tasks leads to its page.
    fn linked(&self, sentence: &str) -> Markup {
        let Ok(systems) = kind_of("system") else { return html! { (sentence) } };
        let found = |one: &Alike| sentence.find(&one.title()).map(|at| (at, one.title().len()));
        let met = self.alike.iter().filter_map(|one| found(one).map(|place| (place, one)));
        // Of two that begin at one place, the longer is meant.
        match met.min_by_key(|((at, length), _)| (*at, std::cmp::Reverse(*length))) {
            None => html! { (sentence) },
            Some(((at, length), one)) => html! {
                (sentence[..at]) (system_link(systems, one)) (self.linked(&sentence[at + length..]))
            },
        }
    }

    /// Why not reuse: the systems that serve the same tasks.
    fn reuse(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let Ok(systems) = kind_of("system") else { return html! {} };
        html! {
            section aria-labelledby="genbrug" {
                h2 #genbrug { (say.t("Hvorfor ikke genbruge?", "Why not reuse?")) }
                @if self.alike.is_empty() { p { (say.t("Ingen af kommunens systemer er registreret med de samme KLE-opgaver.", "None of the municipality's systems is registered with the same KLE tasks.")) } }
                @else {
                    p { (say.t("Kommunens systemer, der løser de samme opgaver:", "The municipality's systems that serve the same tasks:")) }
                    ul { @for one in &self.alike { li {
                        (system_link(systems, one))
                        @if let Some(stage) = self.open.snapshot.slots.find(systems, &one.key).and_then(|object| life_cycle(&self.open.snapshot, object, say)) { " " span .fu-quiet { "(" (stage) ")" } }
                    } } }
                }
                @if let Some((why, by, seen)) = &it.no_reuse {
                    p .fu-prose { (why) }
                    p .fu-quiet { (by) }
                    @if self.alike.iter().any(|one| !seen.contains(&one.key)) { (shell::alert("warning", &html! { p { (say.t("Der er kommet systemer til siden. Se på det igen.", "Systems have been added since. Look at it again.")) } })) }
                }
                @if self.may(Action::KeepAcquisition) && !self.alike.is_empty() {
                    details { summary { (say.t("Forklar, hvorfor ingen af dem genbruges", "Explain why none of them is reused")) }
                        (self.open.form(self.signed, "genbrug", &reason("begrundelse", say.t("Begrundelse", "Reason"), it.no_reuse.as_ref().map_or("", |(why, ..)| why)), say.t("Gem", "Save"))) }
                }
            }
        }
    }

    fn requirements(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let points = House::check_list(&self.open.snapshot, it);
        let done = points.iter().filter(|point| it.is_answered(&point.rule)).count();
        let excel = self.app.settings.workbook.is_some();
        let file = |name: &str, label: &str| {
            html! {
                li { (label) ": "
                    a href=(self.open.to(&format!("/kravark.csv{name}"))) { "CSV" }
                    @if excel { " · " a href=(self.open.to(&format!("/kravark.xlsx{name}"))) { "Excel" } } }
            }
        };
        html! {
            section aria-labelledby="krav" {
                h2 #krav { (say.t("Krav og tjekliste", "Requirements and check list")) }
                @match &it.sheet {
                    Some((questions, packs)) => p { (say.t("Kravarket er dannet med ", "The requirement sheet was made with ")) (questions) (say.t(" spørgsmål ud fra ", " questions from ")) (packs.join(", ")) "." },
                    None => p { (say.t("Kravarket er ikke dannet endnu. Det stiller leverandørerne de spørgsmål, som strategien og de fælleskommunale principper rejser.", "The requirement sheet has not been made yet. It puts to suppliers the questions that the strategy and the joint municipal principles raise.")) },
                }
                @if it.sheet.is_some() {
                    ul {
                        (file("?udgave=udbud", say.t("Til udbuddet, uden kommunens egne kolonner", "For the tender, without the municipality's own columns")))
                        (file("", say.t("Kommunens eget, med alle spørgsmål og regler", "The municipality's own, with every question and rule")))
                    }
                }
                @if self.may(Action::KeepAcquisition) { (self.open.form(self.signed, "kravark", &html! {}, if it.sheet.is_some() { say.t("Dan kravarket igen", "Make the sheet again") } else { say.t("Dan kravarket", "Make the sheet") })) }
                p { a href=(self.open.to("/tjekliste")) { (say.t("Tjekliste", "Check list")) } ": " (done) " " (say.t("af", "of")) " " (points.len()) " " (say.t("punkter er gennemgået i denne fase", "points have been gone through in this phase")) "." }
            }
        }
    }

    fn add(&self) -> Markup {
        let say = self.say;
        let late = matches!(self.open.it().phase, Phase::Solution | Phase::InOperation);
        let fields = html! {
            (Field { name: "leverandoer", label: say.t("Leverandør", "Supplier"), hint: say.t("Navn, eller nøglen i jeres register, hvis I kender leverandøren", "The name, or the key in your register if you know the supplier"), required: true, ..Field::default() }.show())
            (Field { name: "produkt", label: say.t("Løsningens navn", "Name of the solution"), required: true, ..Field::default() }.show())
        };
        html! {
            @if self.may(Action::KeepAcquisition) && !late {
                details { summary { (say.t("Tilføj et tilbud", "Add an offer")) } (self.open.form(self.signed, "tilbud", &fields, say.t("Tilføj", "Add"))) }
            }
        }
    }

    /// Components that are new to the portfolio, over all candidates.
    fn parts(&self) -> Markup {
        let (say, it) = (self.say, self.open.it());
        let mut new: Vec<&str> = self
            .open
            .assessed
            .iter()
            .flat_map(|one| {
                one.parts.iter().filter(|(_, novelty)| *novelty == Novelty::New).map(|(name, _)| name.as_str())
            })
            .collect();
        new.sort_unstable();
        new.dedup();
        if new.is_empty() {
            return html! {};
        }
        let offered_by = |part: &str| {
            let has = |one: &&decisions::Assessed| one.parts.iter().any(|(name, _)| name == part);
            let offers = self.open.assessed.iter().filter(has).filter_map(|one| it.candidate(&one.candidate));
            html! {
                @for (place, offer) in offers.enumerate() {
                    @if place > 0 { ", " }
                    a href=(self.open.to(&format!("/tilbud/{}", encoded(&offer.key)))) { (offer.product) }
                }
            }
        };
        let lacking: Vec<(String, String, bool)> = new
            .iter()
            .filter(|part| !it.is_assessed(part))
            .map(|part| ((*part).to_owned(), (*part).to_owned(), false))
            .collect();
        let fields = html! {
            (select("komponent", say.t("Komponent", "Component"), &lacking))
            (reason("konklusion", say.t("Hvad kom vurderingen frem til?", "What did the assessment conclude?"), ""))
        };
        html! {
            section aria-labelledby="komponenter" {
                h2 #komponenter { (say.t("Nye teknologikomponenter", "New technology components")) }
                p { (say.t("Komponenter, som kommunen ikke har i forvejen, skal have en ekstra sikkerhedsvurdering.", "Components that the municipality has not got already need an extra security assessment.")) }
                ul { @for part in &new {
                    li { (part) " (" (offered_by(part)) "): "
                        @match it.assessed_parts.iter().find(|(name, ..)| name.eq_ignore_ascii_case(part)) {
                            Some((_, conclusion, by, day)) => { (say.t("vurderet ", "assessed ")) (say.day(*day)) ", " (by) ": " (conclusion) },
                            None => strong { (say.t("ikke vurderet", "not assessed")) },
                        } }
                } }
                @if self.may(Action::AssessComponent) && !lacking.is_empty() {
                    details { summary { (say.t("Notér en sikkerhedsvurdering", "Note a security assessment")) } (self.open.form(self.signed, "komponent", &fields, say.t("Gem vurderingen", "Save the assessment"))) }
                }
            }
        }
    }

    fn timeline(&self) -> Markup {
        let say = self.say;
        let view = &self.open.view;
        html! {
            section aria-labelledby="forloeb" {
                h2 #forloeb { (say.t("Forløb", "Timeline")) }
                @if may(&self.signed.0.grants, Action::ReadLog) { (access(&self.open.it().id.0, say)) }
                ol .fu-findings reversed {
                    @for event in view.events.iter().rev() {
                        li {
                            strong { (event.recorded.by) }
                            " " (house::acquisition_label(event.recorded.event.act()).pick(say.0))
                            span .fu-quiet { " · " (say.instant(event.recorded.at, &*self.app.clock)) " · " (say.t("log nr.", "log no.")) " " (event.seq) }
                        }
                    }
                }
                @if !view.refused.is_empty() {
                    details { summary { (say.t("Afvist undervejs", "Refused on the way")) " (" (view.refused.len()) ")" }
                        ul { @for refused in &view.refused { li { (say.instant(refused.at, &*self.app.clock)) ": " (refused.name) " " (told::refused(refused, say)) } } } }
                }
            }
        }
    }
}

/// A system by its name, which leads to its page, and its key.
fn system_link(systems: KindId, one: &Alike) -> Markup {
    html! { a href=(object_href(systems, &one.key)) { (one.name) } @if one.name != one.key { " (" (one.key) ")" } }
}
