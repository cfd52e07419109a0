//! One rule: what it demands, in words and as written, and the objects by verdict, each with its reason.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use facts::schema;
use findings::{Assessment, Finding, RuleFindings, Verdict};
use house::Snapshot;
use maud::{Markup, html};
use principles::{Body, Pack, Rule, Weight};
use reports::listing::{Among, Narrow};

use super::cases::batch;
use super::strategy::{pack_of, tally_of};
use super::unknown::Unknown;
use super::widgets::{badge, bar, counts};
use super::{capital, may_see, object_href, rule_href};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many objects on a page.
const PAGE: usize = 50;

/// `GET /strategi/{pack}/regler/{rule}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, code)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let place = pack_of(&snapshot, &id)?;
    let pack = place.1;
    let rule = pack.rule(&code).ok_or_else(Problem::not_found)?;
    let unknown = Unknown::of(&query, |name, value| match name {
        "dom" => Verdict::ALL.into_iter().any(|verdict| verdict.word() == value),
        "efter" => snapshot.slots.find(rule.kind, value).is_some(),
        _ => false,
    });
    let fields = Fields::of(query);
    let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.word() == fields.get("dom"));
    let principle = pack.principle_of(rule);
    let above = [
        ("/strategi".to_owned(), say.t("Strategi", "Strategy").to_owned()),
        (format!("/strategi/{}", encoded(&id)), say.text(&pack.title).to_owned()),
        (
            format!("/strategi/{}/principper/{}", encoded(&id), encoded(&principle.id)),
            say.text(&principle.title).to_owned(),
        ),
    ];
    let head = Head { title: say.text(&rule.title), menu: "/strategi", above: &above };
    let tally = tally_of(&snapshot, place, rule);
    let href = rule_href(&id, &code);
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        (bar(tally, say))
        p { (counts(tally, say)) }
        (demand(rule, say))
        h2 #objekter { (capital(schema().def(rule.kind).many.pick(say.0))) }
        nav .fu-tabs aria-label=(say.t("Vælg vurdering", "Choose verdict")) {
            ul {
                @for one in Verdict::ALL {
                    @let count = match one { Verdict::Follows => tally.follows, Verdict::Deviates => tally.deviates, Verdict::NotAssessed => tally.not_assessed, Verdict::NotApplicable => tally.not_applicable };
                    li { a href={ (href) "?dom=" (one.word()) "#objekter" } aria-current=[(verdict == Some(one)).then_some("true")] { (capital(one.label().pick(say.0))) " (" (say.number(count)) ")" } }
                }
            }
        }
        (objects(&snapshot, &signed, (place, rule), verdict.unwrap_or(Verdict::Deviates), fields.get("efter"), &href))
        @if tally.deviates > 1 { (batch::link(&signed, (pack, principle), rule.kind, &format!("&regel={}", encoded(&rule.code)))) }
        p { a href=(list_href(rule, verdict.unwrap_or(Verdict::Deviates))) { (say.t("Se dem som liste, der kan sorteres og eksporteres", "See them as a list that can be sorted and exported")) } }
    };
    Ok(shell::page(&app, &signed, &href, &head, &body))
}

fn list_href(rule: &Rule, verdict: Verdict) -> String {
    format!("/objekter/{}?dom={}&regel={}", schema().def(rule.kind).name, verdict.word(), encoded(&rule.code))
}

fn demand(rule: &Rule, say: Say) -> Markup {
    let weight = match &rule.weight {
        Weight::Material => say.t("væsentlig: direktionen giver dispensation", "material: the board dispenses"),
        Weight::Minor => say.t(
            "mindre: it og fagområdet kan lukke den med en forklaring",
            "minor: IT and the area can close it with an explanation",
        ),
        Weight::MaterialWhen(_) => {
            say.t("væsentlig, når betingelsen for vægt er opfyldt", "material when the weight's condition holds")
        }
    };
    html! {
        dl .fu-facts {
            @match &rule.body {
                Body::Require(_) => {}
                Body::Ask(question) => {
                    dt { (say.t("Spørgsmål", "Question")) }
                    dd { (say.text(&question.text)) " " span .fu-quiet { (say.t("(besvares af ", "(answered by ")) (question.who.label().pick(say.0)) ")" } }
                }
            }
            dt { (say.t("Hvad der skal gøres", "What to do")) } dd { (say.text(&rule.remedy)) }
            dt { (say.t("Vægt", "Weight")) } dd { (weight) }
            dt { (say.t("Kode", "Code")) } dd { code { (rule.code) } }
        }
        details {
            summary { (say.t("Reglen, som den er skrevet", "The rule as it is written")) }
            dl .fu-facts {
                @if let Some(when) = &rule.when_text { dt { (say.t("Gælder når", "Applies when")) } dd { code { (when) } } }
                @if let Some(require) = &rule.require_text { dt { (say.t("Kræver", "Requires")) } dd { code { (require) } } }
                @if rule.weight_text.contains(' ') { dt { (say.t("Væsentlig når", "Material when")) } dd { code { (rule.weight_text) } } }
            }
        }
    }
}

fn findings_of<'s>(assessment: &'s Assessment, (place, pack): (usize, &Pack), rule: &Rule) -> Option<&'s RuleFindings> {
    assessment.rules().iter().find(|findings| findings.pack == place && pack.rules[findings.rule].code == rule.code)
}

fn objects(
    snapshot: &Snapshot,
    signed: &Signed,
    (place, rule): ((usize, &Pack), &Rule),
    verdict: Verdict,
    after: &str,
    href: &str,
) -> Markup {
    let say = signed.say();
    let Some(findings) = findings_of(&snapshot.assessment, place, rule) else { return html! {} };
    let query = reports::listing::Query {
        narrow: vec![Narrow::Verdict(verdict, Some(Among::Rule(rule.code.clone())))],
        after: (!after.is_empty()).then(|| after.to_owned()),
        limit: PAGE,
        ..reports::listing::Query::default()
    };
    let page = snapshot.page(rule.kind, &query);
    if page.total == 0 {
        return html! { p { (say.t("Ingen.", "None.")) } };
    }
    let more = |key: &str| format!("{href}?dom={}&efter={}#objekter", verdict.word(), encoded(key));
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Objekter", "Objects")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (capital(schema().def(rule.kind).one.pick(say.0))) }
                    th scope="col" { (say.t("Vurdering", "Verdict")) }
                    th scope="col" { (say.t("Hvorfor", "Why")) }
                } }
                tbody {
                    @for object in page.objects.iter().copied().filter(|object| may_see(snapshot, signed, (rule.kind, *object))) {
                        @let finding = snapshot.assessment.finding(findings, object);
                        tr {
                            td { a href=(object_href(rule.kind, &snapshot.slots.keys(rule.kind)[object as usize])) { (snapshot.slots.title(rule.kind, object)) } }
                            td { (badge(finding.verdict, say)) }
                            td { (why(snapshot, &finding, say)) }
                        }
                    }
                }
            }
        }
        nav .fu-pages aria-label=(say.t("Sider", "Pages")) {
            @if let Some(previous) = &page.previous { a href=(more(previous)) { (say.t("Forrige", "Previous")) } }
            span { (page.before + 1) "–" (page.before + page.objects.len()) " " (say.t("af", "of")) " " (say.number(page.total as u64)) }
            @if let Some(next) = &page.next { a href=(more(next)) { (say.t("Næste", "Next")) } }
        }
    }
}

/// Why a finding is as it is: for deviations the rule's sentence, and the facts that decided.
pub(crate) fn why(snapshot: &Snapshot, finding: &Finding<'_>, say: Say) -> Markup {
    let packs = snapshot.packs();
    let rule = finding.rule(&packs);
    let parts = reports::first_reason_parts(finding, &snapshot.slots, say.0, reports::FACTS_ON_PAGE);
    let sentence = match finding.verdict {
        Verdict::Deviates => {
            let template = match say.0 {
                kernel::Lang::Da => &rule.finding.da,
                kernel::Lang::En => &rule.finding.en,
            };
            template.fill(&snapshot.slots, finding.object, say.0)
        }
        Verdict::NotAssessed => finding
            .cause(&snapshot.slots, &packs)
            .map_or_else(String::new, |cause| format!("{}:", capital(cause.label().pick(say.0)))),
        Verdict::Follows | Verdict::NotApplicable => String::new(),
    };
    html! {
        @if !sentence.is_empty() { (sentence) " " }
        @if !parts.is_empty() { span .fu-evidence { (parts.join("; ")) } }
    }
}
