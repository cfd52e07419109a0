//! Strategi: the packs in force as documents, section by section, principle by principle, with how each is followed.

use std::sync::Arc;

use axum::extract::{Path, State};
use findings::Tally;
use house::rights::{Action, may};
use house::{Adoption, Snapshot};
use maud::{Markup, html};
use principles::{Pack, Principle, Rule};

use super::widgets::{bar, counts};
use super::{capital, rule_href};
use crate::app::App;
use crate::built_in::BuiltIn;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /strategi`
pub(crate) async fn index(State(app): State<Arc<App>>, signed: Signed) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let adopted = app.house.adoptions().await?;
    let head = Head { title: say.t("Strategi", "Strategy"), menu: "/strategi", above: &[] };
    let overview = snapshot.overview();
    let body = html! {
        h1 { (head.title) }
        @if snapshot.packs.is_empty() {
            p .lead { (say.t("Ingen strategi er i brug endnu.", "No strategy is in force yet.")) }
        }
        @for (pack, position) in snapshot.packs.iter().zip(&overview.packs) {
            section .fu-card {
                h2 { a href={ "/strategi/" (encoded(&pack.id)) } { (say.text(&pack.title)) } }
                p .fu-quiet { (parts(&pack.version, pack.principles.len(), pack.rules.len(), say)) }
                p { (super::overview::whole(position, say)) }
            }
        }
        (not_adopted(&app, &signed))
        @if may(&signed.0.grants, Action::TryStrategy) {
            p { a .button .button-secondary href="/proev" { (say.t("Prøv en ændring på kommunens it", "Try a change on the municipality's IT")) } }
        }
        @if !adopted.is_empty() {
            h2 { (say.t("Taget i brug", "Adopted")) }
            ul { @for one in adopted.iter().rev() { li { (adoption(&app, one, say)) } } }
        }
    };
    Ok(shell::page(&app, &signed, "/strategi", &head, &body))
}

/// The strategies that come with the program and are not in force, for those who may try one; what they do is seen before they do it.
pub(super) fn not_adopted(app: &App, signed: &Signed) -> Markup {
    let (say, some) = (signed.say(), app.not_adopted());
    if some.is_empty() || !may(&signed.0.grants, Action::TryStrategy) {
        return html! {};
    }
    let form = |one: &BuiltIn| {
        html! {
            form method="post" action="/proev" enctype="multipart/form-data" {
                (shell::csrf(signed))
                input type="hidden" name="indbygget" value=(one.id);
                button .button .button-secondary { (say.t("Se, hvad den ville sige", "See what it would say")) span .sr-only { ": " (say.text(&one.title)) } }
            }
        }
    };
    html! {
        section aria-labelledby="indbygget" {
            h2 #indbygget { (say.t("Følger med programmet", "Come with the program")) }
            @if may(&signed.0.grants, Action::AdoptStrategy) {
                p { (say.t("Disse strategier er ikke i brug. Se først, hvad en af dem ville sige om kommunens it; på den side kan du tage den i brug.", "These strategies are not in force. See first what one of them would say of the municipality's IT; on that page you can adopt it.")) }
            } @else {
                p { (say.t("Disse strategier er ikke i brug. Du kan se, hvad de ville sige om kommunens it; de tages i brug af dem, der har ret til det.", "These strategies are not in force. You can see what they would say of the municipality's IT; those who may adopt them do.")) }
            }
            @for one in some {
                div .fu-card {
                    h3 { (say.text(&one.title)) }
                    p .fu-quiet { (parts(&one.version, one.principles, one.rules, say)) }
                    (form(one))
                }
            }
        }
    }
}

/// How large a pack is: `Version 1 · 40 principper · 120 regler`.
fn parts(version: &str, principles: usize, rules: usize, say: Say) -> String {
    format!(
        "Version {version} · {} · {}",
        say.count(principles, ["princip", "principper"], ["principle", "principles"]),
        say.count(rules, ["regel", "regler"], ["rule", "rules"])
    )
}

/// When a pack was put in force, by whom, and why.
fn adoption(app: &App, one: &Adoption, say: Say) -> Markup {
    let Adoption { adopted, name, reason } = one;
    html! {
        (adopted.pack.pack) " " (adopted.pack.version) ", " (say.instant(adopted.at, &*app.clock))
        @if adopted.retired_at.is_some() { " " span .fu-quiet { (say.t("(afløst)", "(replaced)")) } }
        @if !name.is_empty() { " " (say.t("af ", "by ")) (name) }
        @if !reason.is_empty() { ": " q { (reason) } }
        " · " code title=(adopted.pack.hash) { (&adopted.pack.hash[..adopted.pack.hash.len().min(12)]) }
        " · " (say.t("handling ", "act ")) (adopted.act)
    }
}

/// The pack of a path and its place among those in force.
pub(crate) fn pack_of<'s>(snapshot: &'s Snapshot, id: &str) -> Result<(usize, &'s Pack), Problem> {
    snapshot.packs.iter().enumerate().find(|(_, pack)| pack.id == id).ok_or_else(Problem::not_found)
}

/// The adoption of the version in force.
pub(crate) async fn in_force(app: &App, id: &str) -> Result<Option<Adoption>, Problem> {
    let all = app.house.adoptions().await?;
    Ok(all.into_iter().rev().find(|one| one.adopted.pack.pack == id && one.adopted.retired_at.is_none()))
}

/// How a rule is followed.
pub(crate) fn tally_of(snapshot: &Snapshot, (place, pack): (usize, &Pack), rule: &Rule) -> Tally {
    let rules = snapshot.assessment.rules();
    let found = rules.iter().find(|findings| findings.pack == place && pack.rules[findings.rule].code == rule.code);
    found.map(findings::RuleFindings::tally).unwrap_or_default()
}

/// `GET /strategi/{pack}`
pub(crate) async fn pack(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let place = pack_of(&snapshot, &id)?;
    let pack = place.1;
    let adopted = in_force(&app, &id).await?;
    let above = [("/strategi".to_owned(), say.t("Strategi", "Strategy").to_owned())];
    let head = Head { title: say.text(&pack.title), menu: "/strategi", above: &above };
    let body = html! {
        h1 { (head.title) }
        p .fu-quiet { (say.t("Version ", "Version ")) (pack.version)
            @if let Some(day) = pack.adopted_on { " · " (say.t("vedtaget ", "adopted ")) (say.day(day)) }
            @if let Some(by) = &pack.adopted_by { " " (say.t("af ", "by ")) (by) } }
        @if let Some(one) = &adopted {
            p { (say.t("Taget i brug ", "Adopted ")) (say.instant(one.adopted.at, &*app.clock)) " " (say.t("af ", "by ")) (one.name) @if !one.reason.is_empty() { ": " q { (one.reason) } } }
        }
        @for section in &pack.sections {
            @let principles: Vec<&Principle> = pack.principles.iter().filter(|one| one.section == section.id).collect();
            @if !principles.is_empty() {
                section aria-labelledby={ "afsnit-" (section.id) } {
                    h2 id={ "afsnit-" (section.id) } { (super::section_sign(&section.id)) " " (say.text(&section.title)) }
                    @for principle in principles { (principle_card(&snapshot, place, principle, say)) }
                }
            }
        }
        @if !pack.parameters.is_empty() { (parameters(pack, say)) }
    };
    let path = format!("/strategi/{}", encoded(&id));
    Ok(shell::page(&app, &signed, &path, &head, &body))
}

fn principle_card(snapshot: &Snapshot, place: (usize, &Pack), principle: &Principle, say: Say) -> Markup {
    let pack = place.1;
    let mut tally = Tally::default();
    let rules = pack.rules.iter().filter(|rule| pack.principle_of(rule).id == principle.id);
    rules.for_each(|rule| tally.add(tally_of(snapshot, place, rule)));
    html! {
        article .fu-card {
            h3 { a href={ "/strategi/" (encoded(&pack.id)) "/principper/" (encoded(&principle.id)) } { (say.text(&principle.title)) } }
            p { (say.text(&principle.text)) }
            (bar(tally, say))
            p .fu-quiet { (capital(principle.strength.label().pick(say.0))) " · " (counts(tally, say)) }
        }
    }
}

fn parameters(pack: &Pack, say: Say) -> Markup {
    html! {
        section {
            h2 { (say.t("Grænser og frister", "Limits and terms")) }
            div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Grænser og frister", "Limits and terms")) {
                table .table .table--compact {
                    thead { tr {
                        th scope="col" { (say.t("Betydning", "Meaning")) }
                        th scope="col" { (say.t("Værdi", "Value")) }
                        th scope="col" { (say.t("Navn i regler", "Name in rules")) }
                    } }
                    tbody {
                        @for parameter in &pack.parameters {
                            tr {
                                td { (say.text(&parameter.text)) @if let Some(note) = &parameter.note { br; span .fu-quiet { (say.text(note)) } } }
                                td { (shown(parameter, say)) }
                                td { code { "p." (parameter.name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A parameter's value as people write it.
pub(crate) fn shown(parameter: &principles::Parameter, say: Say) -> String {
    use principles::lang::Constant as C;
    match &parameter.value {
        C::Bool(yes) => say.t(if *yes { "ja" } else { "nej" }, if *yes { "yes" } else { "no" }).to_owned(),
        C::Int(number) => u64::try_from(*number).map_or_else(|_| number.to_string(), |number| say.number(number)),
        C::Money(amount) => amount.shown(say.0),
        C::Day(day) => say.day(*day),
        C::Period(period) => period.long(say.0),
        C::Text(text) => text.clone(),
        C::Texts(texts) => texts.join(", "),
    }
}

/// `GET /strategi/{pack}/principper/{principle}`
pub(crate) async fn principle(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, name)): Path<(String, String)>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let place = pack_of(&snapshot, &id)?;
    let pack = place.1;
    let principle = pack.principles.iter().find(|one| one.id == name).ok_or_else(Problem::not_found)?;
    let pack_href = format!("/strategi/{}", encoded(&id));
    let above = [
        ("/strategi".to_owned(), say.t("Strategi", "Strategy").to_owned()),
        (pack_href.clone(), say.text(&pack.title).to_owned()),
    ];
    let head = Head { title: say.text(&principle.title), menu: "/strategi", above: &above };
    let rules: Vec<&Rule> = pack.rules.iter().filter(|rule| pack.principle_of(rule).id == principle.id).collect();
    let proposed = proposals(&app, &snapshot, &signed, (&pack.id, &principle.id)).await?;
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.text(&principle.text)) }
        dl .fu-facts {
            dt { (say.t("Afsnit", "Section")) } dd { (super::section_sign(&principle.section)) }
            dt { (say.t("Styrke", "Strength")) } dd { (capital(principle.strength.label().pick(say.0))) }
            dt { (say.t("Længste dispensation", "Longest dispensation")) } dd { (principle.longest_dispensation.long(say.0)) }
            dt { (say.t("Genvurderes efter", "Reviewed after")) } dd { (principle.review.long(say.0)) }
            @if let Some(asked) = &principle.supplier { dt { (say.t("Leverandører spørges", "Suppliers are asked")) } dd { (say.text(asked)) } }
        }
        (proposed)
        h2 { (say.t("Regler", "Rules")) }
        ul .fu-cards {
            @for rule in rules {
                @let tally = tally_of(&snapshot, place, rule);
                li .fu-card {
                    h3 { a href=(rule_href(&pack.id, &rule.code)) { (say.text(&rule.title)) } }
                    p .fu-quiet { (capital(facts::schema().def(rule.kind).many.pick(say.0))) " · " (counts(tally, say)) }
                    (bar(tally, say))
                    @if tally.deviates > 1 { (super::cases::batch::link(&signed, (pack, principle), rule.kind, &format!("&regel={}", encoded(&rule.code)))) }
                }
            }
        }
    };
    let path = format!("{pack_href}/principper/{}", encoded(&name));
    Ok(shell::page(&app, &signed, &path, &head, &body))
}

/// So many proposals are shown.
const PROPOSALS: usize = 20;

/// What people in cases have proposed to change in the principle, the latest case first.
async fn proposals(
    app: &App,
    snapshot: &Snapshot,
    signed: &Signed,
    (pack, principle): (&str, &str),
) -> Result<Markup, Problem> {
    let say = signed.say();
    let mut faces: Vec<Arc<decisions::Face>> = {
        let docket = app.house.docket();
        let about = |face: &decisions::Face| face.proposals > 0 && face.pack == pack && face.principle == principle;
        let seen = |face: &decisions::Face| super::cases::may_see(snapshot, signed, face);
        docket.rows().map(|row| &row.face).filter(|face| about(face) && seen(face)).map(Arc::clone).collect()
    };
    faces.sort_by(|one, other| other.id.cmp(&one.id));
    let mut told = Vec::new();
    for face in faces.iter().take(PROPOSALS) {
        let Some(view) = app.house.case(&face.id.0).await? else { continue };
        for event in &view.events {
            if let decisions::Event::Noted { text, about_principle: true } = &event.recorded.event {
                told.push((face.id.clone(), text.clone(), event.recorded.by.holder.name.clone(), event.recorded.day));
            }
        }
    }
    Ok(html! {
        @if !told.is_empty() {
            h2 { (say.t("Forslag om at ændre princippet", "Proposals to change the principle")) }
            ul { @for (case, text, by, day) in &told {
                li { p .fu-prose { (text) } p .fu-quiet { (by) ", " (say.day(*day)) ", " a href=(super::cases::case_href(&case.0)) { (say.t("sag", "case")) " " (case) } } }
            } }
        }
    })
}
