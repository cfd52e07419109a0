//! The screening form for two: what the facts say of each rule, and both parties' views side by side.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Command, Party, Rating, Relevance, Side, View};
use findings::Verdict;
use kernel::Lang;
use maud::{Markup, html};

use super::super::rule::why;
use super::super::widgets::{Area, Field, badge, radios_of};
use super::{Open, chosen, done, seats};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /sager/{id}/screening?part=it`
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    let fields = Fields::of(pairs);
    let theirs = |party: &&Party| seats::check_party(&open, &signed, **party).is_ok();
    let own = || Party::ALL.iter().find(theirs).copied().unwrap_or(Party::It);
    let party = Party::from_word(fields.get("part")).unwrap_or_else(own);
    seats::check_party(&open, &signed, party)?;
    Ok(page(&app, &signed, &open, party, None))
}

/// `POST /sager/{id}/screening`
pub(crate) async fn screen(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    let party = chosen(&fields, "part", Party::from_word)?;
    let rules = open.ground.as_ref().map(|ground| ground.rules.clone()).unwrap_or_default();
    let views = rules.iter().filter_map(|rule| view(&fields, rule)).collect();
    let command = Command::Screen { party, shown: fields.get("set").to_owned(), views };
    match done(&app, &signed, &id, &fields, &command).await {
        Ok(()) => Ok(Redirect::to(&open.href()).into_response()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(&app, &signed, &id).await?;
            let problem = at_its_rule(&open, problem, &rules);
            let fields = fields.refused(&problem, signed.say());
            let page = page(&app, &signed, &open, party, Some((&problem, &fields)));
            Ok(problem.answered(page))
        }
    }
}

/// A refusal of one view calls its rule what the page calls it, and points at its field.
fn at_its_rule(open: &Open, mut problem: Problem, rules: &[String]) -> Problem {
    let named = rules.iter().find(|rule| problem.text.da.split_whitespace().any(|word| word == *rule));
    if let Some(rule) = named.filter(|_| problem.label == "case-view-reason-missing") {
        let title = |lang: Lang| format!("\"{}\"", open.rule_title(rule, Say(lang)));
        problem.text.da = problem.text.da.replace(rule, &title(Lang::Da));
        problem.text.en = problem.text.en.replace(rule, &title(Lang::En));
        return problem.at(&format!("grund-{rule}"));
    }
    problem
}

fn view(fields: &Fields, rule: &str) -> Option<View> {
    Some(View {
        rule: rule.to_owned(),
        relevance: Relevance::from_word(fields.get(&format!("relevans-{rule}")))?,
        rating: Rating::from_word(fields.get(&format!("farve-{rule}")))?,
        reason: fields.written(&format!("grund-{rule}")),
        evidence: fields.written(&format!("bevis-{rule}")),
    })
}

fn page(app: &App, signed: &Signed, open: &Open, party: Party, wrong: Option<(&Problem, &Fields)>) -> Markup {
    let say = signed.say();
    let href = open.href();
    let face = &open.case().face;
    let above = [("/sager".to_owned(), say.t("Sager", "Cases").to_owned()), (href.clone(), face.id.0.clone())];
    let title = format!("{} {}", say.t("Screening på vegne af", "Screening for"), party.label().pick(say.0));
    let head = Head { title: &title, menu: "/sager", above: &above };
    let rules = open.ground.as_ref().map(|ground| ground.rules.clone()).unwrap_or_default();
    let version = face.version;
    let body = html! {
        h1 { (title) }
        p .lead { (super::title(&open.snapshot, face, say)) }
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        p { (say.t("Sæt farve på hver regel, og skriv en begrundelse. Oplysningerne er udfyldt på forhånd, og den anden parts vurdering står ved siden af.", "Give each rule a colour, and write the reason. The facts are filled in beforehand; the other party's view stands beside.")) }
        form method="post" action={ (href) "/screening" } {
            (shell::csrf(signed))
            input type="hidden" name="version" value=(version);
            input type="hidden" name="set" value=(open.shown());
            input type="hidden" name="part" value=(party.word());
            @for rule in &rules { (one(open, party, rule, wrong.map(|(_, fields)| fields), say)) }
            (super::act::seat_choice(signed, seats::first_for(open, signed, party).as_deref()))
            div .fu-row { button .button .button-primary { (say.t("Underskriv screeningen", "Sign the screening")) } a href=(href) { (say.t("Fortryd", "Cancel")) } }
            p .fu-quiet { (say.t("Du underskriver som ", "You sign as ")) (signed.0.account.name) "." }
        }
    };
    shell::page(app, signed, &format!("{href}/screening"), &head, &body)
}

fn one(open: &Open, party: Party, code: &str, written: Option<&Fields>, say: Say) -> Markup {
    let screening = &open.case().round.screening;
    let (own, other) = match party {
        Party::It => (&screening.it, &screening.area),
        Party::Area => (&screening.area, &screening.it),
    };
    let own = own.as_ref().and_then(|side| side.views.iter().find(|view| view.rule == code));
    let verdict = worst(open, code);
    let proposed = match verdict {
        Some(Verdict::Follows) => Rating::Green,
        Some(Verdict::Deviates) => Rating::Red,
        _ => Rating::Yellow,
    };
    let value = |name: &str, kept: Option<&str>, usual: &str| match written {
        Some(fields) => fields.raw(&format!("{name}-{code}")).to_owned(),
        None => kept.unwrap_or(usual).to_owned(),
    };
    let rule = open.snapshot.packs.iter().find_map(|pack| pack.rule(code));
    let relevances: Vec<(&str, &str)> =
        Relevance::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect();
    let ratings: Vec<(&str, &str)> = Rating::ALL.iter().map(|one| (one.word(), one.label().pick(say.0))).collect();
    html! {
        section .fu-card {
            h2 { (rule.map_or(code, |rule| say.text(&rule.title))) }
            (facts(open, code, say))
            div .fu-columns {
                div {
                    (radios_of(&format!("relevans-{code}"), say.t("Relevans", "Relevance"), &relevances, (&value("relevans", own.map(|view| view.relevance.word()), Relevance::Relevant.word()), None)))
                    (radios_of(&format!("farve-{code}"), say.t("Vurdering", "Rating"), &ratings, (&value("farve", own.map(|view| view.rating.word()), proposed.word()), None)))
                }
                div {
                    (Area { name: &format!("grund-{code}"), label: say.t("Begrundelse", "Reason"), hint: "", value: &value("grund", own.map(|view| view.reason.as_str()), ""), rows: 3, wrong: written.and_then(|fields| fields.wrong(&format!("grund-{code}"))) }.show())
                    (Field { name: &format!("bevis-{code}"), label: say.t("Dokumenteret ved", "Seen in"), hint: say.t("dokument, bilag eller oplysning", "document, attachment or fact"), value: &value("bevis", own.map(|view| view.evidence.as_str()), ""), ..Field::default() }.show())
                }
                div { (theirs(other.as_ref(), code, say)) }
            }
        }
    }
}

/// What the other party thinks, once it has screened.
fn theirs(side: Option<&Side>, code: &str, say: Say) -> Markup {
    let view = side.and_then(|side| side.views.iter().find(|view| view.rule == code).map(|view| (side, view)));
    html! {
        p { strong { (say.t("Den anden part", "The other party")) } }
        @match view {
            None => p .fu-quiet { (say.t("Har ikke screenet endnu.", "Has not screened yet.")) },
            Some((side, view)) => {
                p { (rating_badge(view.rating, say)) " " span .fu-quiet { (view.relevance.label().pick(say.0)) } }
                p { (view.reason) }
                p .fu-quiet { (side.by) ", " (say.day(side.day)) }
            },
        }
    }
}

/// A colour as word and sign.
pub(crate) fn rating_badge(rating: Rating, say: Say) -> Markup {
    let (class, sign) = match rating {
        Rating::Green => ("fu-follows", "●"),
        Rating::Yellow => ("fu-unknown", "▲"),
        Rating::Red => ("fu-deviates", "■"),
    };
    html! { span class={ "fu-badge " (class) } { span aria-hidden="true" { (sign) } " " (rating.label().pick(say.0)) } }
}

/// Both parties' views of each rule, side by side; none before anybody has screened.
pub(super) fn views(open: &Open, say: Say) -> Option<Markup> {
    let screening = &open.case().round.screening;
    let (it, area) = (screening.it.as_ref(), screening.area.as_ref());
    let sides = [it, area].into_iter().flatten();
    let mut rules: Vec<&str> = sides.flat_map(|side| side.views.iter().map(|view| view.rule.as_str())).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() {
        return None;
    }
    let cell = |side: Option<&Side>, rule: &str| {
        let view = side.and_then(|side| side.views.iter().find(|view| view.rule == rule));
        html! { @if let Some(view) = view { (rating_badge(view.rating, say)) " " span .fu-quiet { (view.relevance.label().pick(say.0)) } p { (view.reason) } @if !view.evidence.is_empty() { p .fu-quiet { (view.evidence) } } } @else { "–" } }
    };
    let signed =
        |side: Option<&Side>| side.map(|side| format!("{}, {}", side.by, say.day(side.day))).unwrap_or_default();
    Some(html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Screening", "Screening")) {
            table .table .table--compact {
                thead { tr { th scope="col" { (say.t("Regel", "Rule")) } th scope="col" .fu-wide-col { (say.t("It", "IT")) br; span .fu-quiet { (signed(it)) } } th scope="col" .fu-wide-col { (say.t("Fagområdet", "Business area")) br; span .fu-quiet { (signed(area)) } } } }
                tbody { @for rule in rules { tr {
                    th scope="row" { (open.snapshot.packs.iter().find_map(|pack| pack.rule(rule)).map_or(rule, |found| say.text(&found.title))) }
                    td { (cell(it, rule)) } td { (cell(area, rule)) }
                } } }
            }
        }
    })
}

fn worst(open: &Open, code: &str) -> Option<Verdict> {
    let blamed = open.ground.as_ref()?.blamed.iter().filter(|blamed| blamed.rule == code);
    let heaviest = blamed.map(|blamed| blamed.verdict).min_by_key(|verdict| match verdict {
        Verdict::Deviates => 0,
        _ => 1,
    });
    Some(heaviest.unwrap_or(Verdict::Follows))
}

/// What the facts say of one rule, for the first of the case's objects and how many more.
pub(crate) fn facts(open: &Open, code: &str, say: Say) -> Markup {
    let snapshot = &open.snapshot;
    let packs = snapshot.packs();
    let found =
        snapshot.assessment.rules().iter().find(|findings| packs[findings.pack].rules[findings.rule].code == code);
    let Some(findings) = found else { return html! {} };
    let keys = &open.case().face.keys;
    let objects: Vec<u32> = keys.iter().filter_map(|key| snapshot.slots.find(findings.kind, key)).collect();
    let shown = objects.iter().take(5);
    html! {
        ul .fu-findings {
            @for object in shown {
                @let finding = snapshot.assessment.finding(findings, *object);
                li { (badge(finding.verdict, say)) " "
                    @if objects.len() > 1 { (snapshot.slots.title(findings.kind, *object)) ": " }
                    (why(snapshot, &finding, say)) }
            }
            @if objects.len() > 5 { li .fu-quiet { (say.t("og", "and")) " " (say.number(objects.len() as u64 - 5)) " " (say.t("flere", "more")) } }
        }
    }
}
