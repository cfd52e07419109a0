//! The check list of an acquisition's phase: what the packs ask people, KL's architecture rules among them.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use decisions::{AcquisitionCommand, Rating, Relevance};
use house::House;
use house::rights::Action;
use maud::{Markup, html};

use super::{From, Open, finish, may_in};
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::pages::cases::chosen;
use crate::pages::cases::screen::rating_badge;
use crate::pages::rule_href;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}/tjekliste`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = Open::asked(&app, &id, &pairs).await?;
    Ok(page(&app, &signed, &open, None))
}

/// `POST /anskaffelser/{id}/tjekliste`
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let command = (|| {
        Ok(AcquisitionCommand::Check {
            rule: fields.get("regel").to_owned(),
            relevance: chosen(&fields, "relevans", Relevance::from_word)?,
            rating: chosen(&fields, "farve", Rating::from_word)?,
            reason: fields.written("begrundelse"),
        })
    })();
    finish(&app, &signed, (&id, From::Checklist), &fields, command).await
}

pub(super) fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<&Problem>) -> Markup {
    let say = signed.say();
    let points = House::check_list(&open.snapshot, open.it());
    let checked = |rule: &str| open.it().last_checked(rule);
    let done = points.iter().filter(|point| open.it().is_answered(&point.rule)).count();
    let above = [
        ("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned()),
        (open.to(""), open.it().plan.title.clone()),
    ];
    let head = Head { title: say.t("Tjekliste", "Check list"), menu: "/anskaffelser", above: &above };
    let keeps = may_in(open, signed, Action::KeepAcquisition) && !open.it().is_over();
    let body = html! {
        h1 { (head.title) }
        (open.banner("/tjekliste", say))
        p .lead { (say.t("Det, strategien og de fælleskommunale arkitekturregler spørger til i fasen ", "What the strategy and the joint municipal architecture rules ask in the phase ")) (open.it().phase.label().pick(say.0)) "." }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        p role="status" { (done) " " (say.t("af", "of")) " " (points.len()) " " (say.t("punkter er gennemgået", "points have been gone through")) "." }
        ul .fu-findings {
            @for point in &points {
                li {
                    a href=(rule_href(&point.pack, &point.rule)) { (say.text(&point.title)) }
                    p { (say.text(&point.question)) }
                    @if let Some(seen) = checked(&point.rule) {
                        p { (rating_badge(seen.rating, say)) " " (seen.relevance.label().pick(say.0)) ", " (seen.by) ", " (say.day(seen.day)) @if !seen.reason.is_empty() { ": " (seen.reason) } }
                    }
                    @if keeps { (form(open, signed, &point.rule)) }
                }
            }
        }
    };
    shell::page(app, signed, &open.to("/tjekliste"), &head, &body)
}

fn form(open: &Open, signed: &Signed, rule: &str) -> Markup {
    let say = signed.say();
    let choice = |name: &str, label: &str, words: Vec<(&'static str, &'static str)>| {
        let id = format!("{name}-{rule}");
        html! {
            div .form-group {
                label .form-label for=(id) { (label) }
                select .form-select id=(id) name=(name) { @for (word, text) in words { option value=(word) { (text) } } }
            }
        }
    };
    let text = format!("b-{rule}");
    let fields = html! {
        input type="hidden" name="regel" value=(rule);
        div .fu-row {
            (choice("relevans", say.t("Relevans", "Relevance"), Relevance::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect()))
            (choice("farve", say.t("Farve", "Colour"), Rating::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect()))
        }
        div .form-group {
            label .form-label for=(text) { (say.t("Begrundelse", "Reason")) }
            textarea .form-input id=(text) name="begrundelse" rows="2" {}
        }
    };
    html! { details { summary { (say.t("Tag stilling", "Take a stand")) } (open.form(signed, "tjekliste", &fields, say.t("Gem", "Save"))) } }
}
