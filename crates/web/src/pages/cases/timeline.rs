//! A case's timeline: every event in order, who did it, and its particulars in words.

use decisions::{Event, Party, Truth};
use house::cases::CaseEvent;
use maud::{Markup, html};

use super::super::capital;
use super::super::told::refused as refused_try;
use super::Open;
use crate::app::App;
use crate::locale::Say;

/// The timeline, the latest first, with what was refused below.
pub(crate) fn timeline(app: &App, open: &Open, say: Say) -> Markup {
    let view = &open.view;
    html! {
        section aria-labelledby="forloeb" {
            h2 #forloeb { (say.t("Forløb", "Timeline")) }
            ol .fu-findings reversed {
                @for event in view.events.iter().rev() { (one(app, open, event, say)) }
            }
            @if !view.refused.is_empty() {
                details {
                    summary { (say.t("Afvist undervejs", "Refused on the way")) " (" (view.refused.len()) ")" }
                    ul { @for refused in &view.refused {
                        li { (say.instant(refused.at, &*app.clock)) ": " (refused.name) " " (refused_try(refused, say)) }
                    } }
                }
            }
        }
    }
}

fn one(app: &App, open: &Open, event: &CaseEvent, say: Say) -> Markup {
    let recorded = &event.recorded;
    let act = house::cases::label(recorded.event.act()).pick(say.0);
    html! {
        li {
            strong { (recorded.by) }
            " " (act)
            span .fu-quiet { " · " (say.instant(recorded.at, &*app.clock)) " · " (say.t("log nr.", "log no.")) " " (event.seq) }
            (particulars(open, &recorded.event, say))
        }
    }
}

fn particulars(open: &Open, event: &Event, say: Say) -> Markup {
    let quote = |text: &str| html! { p .fu-prose { (text) } };
    match event {
        Event::Opened(opened) => {
            html! { p { (opened.opening.title) } @if !opened.opening.cause.is_empty() { (quote(&opened.opening.cause)) } }
        }
        Event::ConflictDeclared { reason }
        | Event::SentBack { reason }
        | Event::Withdrawn { reason, .. }
        | Event::Revoked { reason }
        | Event::Cancelled { reason } => quote(reason),
        Event::Screened { party, views, .. } => {
            let count = |rating: decisions::Rating| views.iter().filter(|view| view.rating == rating).count();
            let ratings = decisions::Rating::ALL
                .iter()
                .map(|rating| format!("{} {}", count(*rating), rating.label().pick(say.0)));
            html! { p { (capital(&format!("{} {}", say.t("for", "for"), party.label().pick(say.0)))) ": " (ratings.collect::<Vec<_>>().join(", ")) } }
        }
        Event::Concluded { outcome, differences } => html! {
            p { (capital(outcome.label().pick(say.0))) }
            @if !differences.is_empty() { p { (say.t("Parterne ser forskelligt på", "The parties differ on")) ": " (open.rules_told(differences, say)) } }
        },
        Event::Explained { explanation, warnings, .. } => html! {
            p { (capital(explanation.kind.label().pick(say.0))) " · " (say.t("til", "until")) " " (say.day(explanation.until)) }
            @for warning in warnings { p .fu-quiet { (warning.name().get(say.0)) ": " (say.text(&warning.text)) } }
        },
        Event::Accepted { party: Party::It } => html! { p { (say.t("For it", "For IT")) } },
        Event::Accepted { party: Party::Area } => html! { p { (say.t("For fagområdet", "For the business area")) } },
        Event::Submitted { submission } => {
            html! { p { (capital(submission.recommendation.label().pick(say.0))) } (quote(&submission.summary)) }
        }
        Event::Dispensed { dispensation, .. } => html! {
            p { (say.t("Til", "Until")) " " (say.day(dispensation.until)) " · " (dispensation.necessity.label().pick(say.0))
                @if let Some(meeting) = &dispensation.meeting { " · " (open.met(meeting, say)) } }
            (quote(&dispensation.reason))
            @if !dispensation.conditions.is_empty() { ul { @for condition in &dispensation.conditions { li { (condition.text) @if let Some(due) = condition.due { " (" (say.day(due)) ")" } } } } }
        },
        Event::Refused { reason, plan_by, meeting } => html! {
            p { (say.t("Plan senest", "Plan by")) " " (say.day(*plan_by)) @if let Some(meeting) = meeting { " · " (open.met(meeting, say)) } }
            (quote(reason))
        },
        Event::GrantedInEmergency { reason, consequence, until, .. } => html! {
            p { (say.t("Til", "Until")) " " (say.day(*until)) } (quote(reason))
            p { (say.t("Hvis direktionen siger nej", "If the board says no")) ": " (consequence) }
        },
        Event::ConditionMet { condition, evidence } => {
            html! { p { (say.t("Vilkår", "Condition")) " " (condition + 1) ": " (evidence) } }
        }
        Event::StepClaimed { step, evidence } => html! { p { (say.t("Trin", "Step")) " " (step + 1) ": " (evidence) } },
        Event::StepRedated { step, due, reason } => {
            html! { p { (say.t("Trin", "Step")) " " (step + 1) " " (say.t("til", "to")) " " (say.day(*due)) ": " (reason) } }
        }
        Event::Reviewed { outcome, note, next, .. } => {
            html! { p { (capital(outcome.label().pick(say.0))) " · " (say.t("næste gang", "next")) " " (say.day(*next)) } (quote(note)) }
        }
        Event::Noted { text, about_principle } => html! {
            @if *about_principle { p { strong { (say.t("Forslag om at ændre princippet", "A proposal to change the principle")) } } }
            (quote(text))
        },
        Event::Attached(attachment) => {
            html! { p { (attachment.name) " " span .fu-quiet { "SHA-256 " (&attachment.sha256[..attachment.sha256.len().min(16)]) "…" } } }
        }
        Event::Split { keys, into, reason, .. } => {
            html! { p { (say.count(keys.len(), ["objekt", "objekter"], ["object", "objects"])) " → " a href=(super::case_href(into)) { (into) } } (quote(reason)) }
        }
        Event::PhaseReached { phase } => html! { p { (capital(phase.label().pick(say.0))) } },
        Event::Observed { ground, watched, retired } => {
            let broken = watched.premises.iter().filter(|truth| **truth == Truth::Broken).count();
            html! {
                p { (capital(ground.verdict.label().pick(say.0)))
                    @if *retired { " · " (say.t("princippet er ikke længere i kraft", "the principle is no longer in force")) }
                    @if broken > 0 { " · " (say.count(broken, ["forudsætning holder ikke længere", "forudsætninger holder ikke længere"], ["premise no longer holds", "premises no longer hold"])) }
                    @if !ground.gone.is_empty() { " · " (say.t("findes ikke længere", "gone")) ": " (ground.gone.join(", ")) } }
            }
        }
    }
}
