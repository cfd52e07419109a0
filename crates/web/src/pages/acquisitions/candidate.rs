//! One offer: how it stands under each principle and why, what is stated of it and by whom, its components, and the parties' views.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use decisions::{
    AcquisitionCommand, Assessed, Candidate, FactSource, Novelty, Party, Phase, PrincipleView, Rating, Stand,
};
use findings::Verdict;
use house::rights::Action;
use maud::{Markup, html};
use principles::Strength;
use reports::{Depth, fact_label, fact_shown, offer_reasons};

use super::choice::conflicted;
use super::{From, Open, Wrong, called, finish, may_in, questions, reason, words};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::cases::chosen;
use crate::pages::cases::screen::rating_badge;
use crate::pages::widgets::{badge, radios_of};
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}/tilbud/{candidate}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, candidate)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = Open::asked(&app, &id, &pairs).await?;
    page(&app, &signed, (&open, &candidate), None)
}

/// `POST /anskaffelser/{id}/tilbud/{candidate}/oplys`
pub(crate) async fn state(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, key)): Path<(String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let open = Open::of(&app, &id).await?;
    let candidate = open.it().candidate(&key).ok_or_else(Problem::not_found)?;
    let statement = questions::read(&open.snapshot, &|code| questions::of_one(candidate, code), &fields);
    let command = statement.map(|statement| AcquisitionCommand::State {
        candidate: key.clone(),
        source: FactSource::Typed,
        statement,
    });
    finish(&app, &signed, (&id, From::Candidate(&key)), &fields, command).await
}

/// `POST /anskaffelser/{id}/tilbud/{candidate}/screening`
pub(crate) async fn screen(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, key)): Path<(String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let command = (|| {
        let view = PrincipleView {
            pack: fields.get("strategi").to_owned(),
            principle: fields.get("princip").to_owned(),
            party: chosen(&fields, "part", Party::from_word)?,
            rating: chosen(&fields, "farve", Rating::from_word)?,
            reason: fields.written("begrundelse"),
            shown: fields.get("set").to_owned(),
        };
        Ok(AcquisitionCommand::Screen { candidate: key.clone(), view })
    })();
    finish(&app, &signed, (&id, From::Candidate(&key)), &fields, command).await
}

/// `POST /anskaffelser/{id}/tilbud/{candidate}/traek`
pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, key)): Path<(String, String)>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let reason = fields.written("begrundelse");
    let command = Ok(AcquisitionCommand::Withdraw { candidate: key.clone(), reason });
    finish(&app, &signed, (&id, From::Candidate(&key)), &fields, command).await
}

pub(super) fn page(
    app: &App,
    signed: &Signed,
    (open, key): (&Open, &str),
    wrong: Option<Wrong<'_>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let candidate = open.it().candidate(key).ok_or_else(Problem::not_found)?;
    let title = called(candidate);
    let above = [
        ("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned()),
        (open.to(""), open.it().plan.title.clone()),
    ];
    let head = Head { title: &title, menu: "/anskaffelser", above: &above };
    let within = format!("/tilbud/{}", encoded(key));
    let keeps = may_in(open, signed, Action::KeepAcquisition) && !open.it().is_over() && candidate.withdrawn.is_none();
    let body = html! {
        h1 { (title) }
        (open.banner(&within, say))
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        @if let Some(reason) = &candidate.withdrawn { (shell::alert("info", &html! { p { (say.t("Trukket tilbage: ", "Withdrawn: ")) (reason) } })) }
        @if let Some(assessed) = open.assessed(key) { (stands(open, signed, (candidate, assessed), keeps)) (parts(open, assessed, say)) }
        (stated(open, candidate, say))
        (words::of_offer(open, candidate, say))
        @if keeps { (forms(open, signed, candidate, wrong.map(|(_, fields)| fields))) }
    };
    Ok(shell::page(app, signed, &open.to(&within), &head, &body))
}

fn stands(open: &Open, signed: &Signed, (candidate, assessed): (&Candidate, &Assessed), keeps: bool) -> Markup {
    let say = signed.say();
    let packs = open.snapshot.packs();
    html! {
        h2 { (say.t("Princip for princip", "Principle by principle")) }
        p .fu-quiet { (say.t("Vurderet, som om systemet var i drift hos jer i dag.", "Assessed as if the system were in operation with you today.")) }
        ul .fu-findings {
            @for stand in assessed.stands.iter().filter(|stand| stand.verdict != Verdict::NotApplicable) {
                li {
                    (badge(stand.verdict, say)) " "
                    a href={ "/strategi/" (encoded(&stand.pack)) "/principper/" (encoded(&stand.principle)) } { (say.text(&stand.title)) }
                    @let reasons = offer_reasons(assessed, (&stand.pack, &stand.principle), &packs, (Depth::Facts, say.0));
                    @if !reasons.is_empty() { ul .fu-evidence { @for reason in reasons { li { (reason) } } } }
                    (views(candidate, stand, say))
                    @if keeps && (stand.verdict == Verdict::Deviates || !stand.unanswered.is_empty()) && stand.strength != Strength::Aspiration && open.it().phase != Phase::Idea {
                        (screening(open, signed, candidate, stand))
                    }
                }
            }
        }
    }
}

fn views(candidate: &Candidate, stand: &Stand, say: Say) -> Markup {
    let held = Party::ALL.iter().filter_map(|party| candidate.view((&stand.pack, &stand.principle), *party));
    html! {
        @for held in held {
            p {
                (rating_badge(held.view.rating, say)) " "
                (crate::pages::capital(held.view.party.label().pick(say.0))) ", " (held.by) ", " (say.day(held.day)) ": " (held.view.reason)
                @if held.view.shown != stand.hash { " " strong { (say.t("(set på andre oplysninger)", "(seen on other facts)")) } }
            }
        }
    }
}

fn screening(open: &Open, signed: &Signed, candidate: &Candidate, stand: &Stand) -> Markup {
    let say = signed.say();
    let id = format!("{}-{}", stand.pack, stand.principle);
    let options = |words: Vec<(&'static str, &'static str)>, name: &str, legend: &str| {
        html! {
            fieldset .form-group {
                legend .form-label { (legend) }
                @for (word, label) in words {
                    @let field = format!("{name}-{word}-{id}");
                    div .form-group-radio { input .form-radio type="radio" id=(field) name=(name) value=(word); label for=(field) { (label) } }
                }
            }
        }
    };
    let parties = Party::ALL.iter().map(|party| (party.word(), party.label().pick(say.0))).collect();
    let ratings = Rating::ALL.iter().map(|rating| (rating.word(), rating.label().pick(say.0))).collect();
    let text = format!("b-{id}");
    let fields = html! {
        input type="hidden" name="strategi" value=(stand.pack);
        input type="hidden" name="princip" value=(stand.principle);
        input type="hidden" name="set" value=(stand.hash);
        (options(parties, "part", say.t("Du screener for", "You screen for")))
        (options(ratings, "farve", say.t("Farve", "Colour")))
        div .form-group {
            label .form-label for=(text) { (say.t("Begrundelse, og hvad der skal ske", "Reason, and what is to happen")) }
            textarea .form-input id=(text) name="begrundelse" rows="3" {}
        }
    };
    let verb = format!("tilbud/{}/screening", encoded(&candidate.key));
    html! {
        details { summary { (say.t("Tag stilling", "Take a stand")) } (open.form(signed, &verb, &fields, say.t("Gem screeningen", "Save the screening"))) }
    }
}

fn parts(open: &Open, assessed: &Assessed, say: Say) -> Markup {
    let new: Vec<&str> =
        assessed.parts.iter().filter(|(_, novelty)| *novelty == Novelty::New).map(|(name, _)| name.as_str()).collect();
    let unknown = assessed.parts.iter().any(|(_, novelty)| *novelty == Novelty::NotKnown);
    html! {
        h2 { (say.t("Komponenter", "Components")) }
        @if assessed.parts.is_empty() { p { (say.t("Der er ingen komponentliste (SBOM) endnu.", "There is no bill of materials (SBOM) yet.")) } }
        @else {
            p { (say.count(assessed.parts.len(), ["komponent", "komponenter"], ["component", "components"])) ". "
                @if unknown { (say.t("I har ikke oplyst, hvilke komponenter I bruger i forvejen, så det kan ikke ses, hvilke der er nye.", "You have not told which components you use already, so it cannot be seen which are new.")) }
                @else { (say.t("Nye i porteføljen: ", "New to the portfolio: ")) (say.number(new.len() as u64)) "." } }
            @if !new.is_empty() {
                ul { @for part in new { li { (part) ": " @if open.it().is_assessed(part) { (say.t("sikkerhedsvurderet", "security assessed")) } @else { strong { (say.t("skal sikkerhedsvurderes", "needs its security assessment")) } } } } }
            }
        }
    }
}

fn stated(open: &Open, candidate: &Candidate, say: Say) -> Markup {
    html! {
        h2 { (say.t("Oplyst om tilbuddet", "Stated of the offer")) }
        @if candidate.facts.is_empty() { p { (say.t("Intet endnu.", "Nothing yet.")) } }
        @else {
            div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Oplyst om tilbuddet", "Stated of the offer")) {
                table .table .table--compact {
                    thead { tr { th scope="col" { (say.t("Oplysning", "Fact")) } th scope="col" { (say.t("Værdi", "Value")) } th scope="col" { (say.t("Kilde", "Source")) } th scope="col" { (say.t("Skrevet af", "Written by")) } th scope="col" { (say.t("Dato", "Date")) } } }
                    tbody { @for fact in &candidate.facts { tr {
                        th scope="row" { (fact_label(&fact.fact, say.0)) }
                        td { (fact_shown(&fact.fact, &fact.value, say.0)) }
                        td { (fact.source.label().pick(say.0)) }
                        td { (fact.by) (conflicted(open.it(), &fact.by, say)) }
                        td { (say.day(fact.day)) }
                    } } }
                }
            }
        }
    }
}

fn forms(open: &Open, signed: &Signed, candidate: &Candidate, refused: Option<&Fields>) -> Markup {
    let say = signed.say();
    let value = questions::shown_in(refused, |code| questions::of_one(candidate, code));
    let key = encoded(&candidate.key);
    let withdraw =
        reason("begrundelse", say.t("Hvorfor trækkes tilbuddet tilbage?", "Why is the offer withdrawn?"), "");
    html! {
        h2 { (say.t("Nye oplysninger", "New facts")) }
        p { (say.t("Det, kommunen selv skal svare på, svarer I på én gang for alle tilbud: ", "What the municipality itself must answer is answered once for all offers: ")) a href={ (open.href()) "/egne" } { (say.t("Kommunens egne svar", "The municipality's own answers")) } "." }
        details open[refused.is_some_and(|fields| fields.firsts().any(|(name, _)| name.starts_with("system.") || name.contains('/')))] { summary { (say.t("Skriv svar", "Write answers")) }
            (open.form(signed, &format!("tilbud/{key}/oplys"), &questions::fields(&open.snapshot, &value, say), say.t("Gem svarene", "Save the answers")))
        }
        details { summary { (say.t("Indlæs leverandørens kravark eller komponentliste", "Take in the supplier's sheet or bill of materials")) }
            form method="post" action={ (open.href()) "/tilbud/" (key) "/svar" } enctype="multipart/form-data" .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(open.it().version);
                (radios_of("slags", say.t("Filen er", "The file is"), &[("svar", say.t("det udfyldte kravark (CSV eller Excel)", "the sheet filled in (CSV or Excel)")), ("sbom", say.t("en komponentliste (CycloneDX JSON)", "a bill of materials (CycloneDX JSON)"))], ("svar", None)))
                div .form-group { label .form-label for="fil" { (say.t("Fil", "File")) } input .form-input #fil type="file" name="fil" required; }
                (crate::pages::cases::act::seat_choice(signed, super::first(open, signed, Action::KeepAcquisition).as_deref()))
                div .fu-row { button .button .button-secondary { (say.t("Indlæs", "Take in")) } }
            }
        }
        details { summary { (say.t("Træk tilbuddet tilbage", "Withdraw the offer")) } (open.form(signed, &format!("tilbud/{key}/traek"), &withdraw, say.t("Træk tilbage", "Withdraw"))) }
    }
}
