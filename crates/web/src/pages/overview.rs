//! Overblik: how do we stand per section, what got better or worse since last month, what waits for me.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use findings::Tally;
use house::{Snapshot, Trends};
use kernel::Day;
use maud::{Markup, html};
use reports::{Accounted, HeavyDeviation, PackOverview, SectionOverview, Shift, Trend};

use super::widgets::{bar, counts};
use super::{as_of, capital, rule_href, tasks};
use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many of my tasks are shown here.
const TASKS_SHOWN: usize = 5;

/// `GET /`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let only_today = as_of::only_today(&pairs, app.clock.today(), say)?;
    let snapshot = app.house.now();
    let trends = app.house.trends(&snapshot).await?;
    let overview = snapshot.overview();
    let mine = tasks::mine(&snapshot, &signed);
    let in_cases = app.house.case_tasks(&signed.0).await?;
    let in_acquisitions = app.house.acquisition_tasks(&signed.0).await?;
    let late = in_cases.iter().filter(|one| one.task.days_late > 0).count();
    let decided = {
        let docket = app.house.docket();
        let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
        reports::accounted(docket.rows(), snapshot.today, facts)
    };
    let left = tasks::to_hand_over(&snapshot, &signed);
    let head = Head { title: say.t("Overblik", "Overview"), menu: "/", above: &[] };
    let body = html! {
        h1 { (head.title) }
        (only_today)
        @if snapshot.packs.is_empty() { (no_strategy(say)) }
        @if is_empty(&snapshot) { (no_estate(say)) }
        section aria-labelledby="mine" {
            h2 #mine { (say.t("Venter på dig", "Waits for you")) }
            @if !in_cases.is_empty() {
                p { a href="/opgaver" { (say.count(in_cases.len(), ["opgave i sager", "opgaver i sager"], ["task in cases", "tasks in cases"])) }
                    @if late > 0 { ", " strong { (say.count(late, ["over fristen", "over fristen"], ["late", "late"])) } } }
            }
            @if !in_acquisitions.is_empty() {
                p { a href="/opgaver" { (say.count(in_acquisitions.len(), ["opgave i anskaffelser", "opgaver i anskaffelser"], ["task in acquisitions", "tasks in acquisitions"])) } }
            }
            (tasks::hand_over(left, say))
            @if mine.is_empty() {
                p { (tasks::nothing_to_answer(in_cases.len() + in_acquisitions.len() + left, say)) }
            } @else {
                (tasks::list(&snapshot, &mine[..mine.len().min(TASKS_SHOWN)], say))
                @if mine.len() > TASKS_SHOWN {
                    p { a href="/opgaver" { (say.t("Alle dine opgaver", "All your tasks")) " (" (say.number(mine.len() as u64)) ")" } }
                }
            }
        }
        @for pack in &overview.packs {
            (position(pack, (&trends, &decided), say))
        }
        (heaviest(&snapshot, &overview.heaviest, say))
    };
    Ok(shell::page(&app, &signed, "/", &head, &body))
}

fn is_empty(snapshot: &Snapshot) -> bool {
    facts::schema().kinds().all(|kind| snapshot.slots.count(kind) == 0)
}

fn no_strategy(say: Say) -> Markup {
    shell::alert(
        "warning",
        &html! {
            p { (say.t("Ingen strategi er i brug, så intet kan vurderes. ", "No strategy is in force, so nothing can be assessed. "))
                a href="/strategi" { (say.t("Tag en strategi i brug", "Adopt a strategy")) } }
        },
    )
}

fn no_estate(say: Say) -> Markup {
    shell::alert(
        "info",
        &html! {
            p { (say.t("Kommunens systemer, udstyr og enheder er ikke importeret endnu. ", "The municipality's systems, devices and units have not been imported yet. "))
                a href="/import" { (say.t("Importér en fil", "Import a file")) } }
        },
    )
}

/// What has been decided, by pack and section.
type Decided = HashMap<(String, String), Accounted>;

fn position(pack: &PackOverview, (trends, decided): (&Trends, &Decided), say: Say) -> Markup {
    let adopted = trends.adopted(&pack.pack.id);
    let of = |section: &SectionOverview| {
        let place = (pack.pack.id.clone(), section.id.clone());
        (trends.of(&place.0, &place.1), decided.get(&place))
    };
    let href = format!("/strategi/{}", encoded(&pack.pack.id));
    html! {
        section {
            h2 { a href=(href) { (say.text(&pack.title)) } }
            @if !adopted.is_empty() {
                p .fu-quiet { (say.t("Strategien er ændret ", "The strategy was changed on ")) (days(adopted, say))
                    (say.t(". Hvad ændringen selv fik til at skifte, står for sig.", ". What the change itself turned stands by itself.")) }
            }
            div .fu-scroll tabindex="0" role="region" aria-label=(say.text(&pack.title)) {
                table .table .table--compact .fu-positions {
                    thead { tr {
                        th scope="col" { (say.t("Afsnit", "Section")) }
                        th scope="col" .fu-wide-col .fu-shape { (say.t("Fordeling", "Distribution")) }
                        th scope="col" .fu-num { (say.t("Følger", "Follows")) }
                        th scope="col" .fu-num { (say.t("Afviger", "Deviates")) }
                        th scope="col" { (say.t("Heraf i sager", "Of these in cases")) }
                        th scope="col" .fu-num { (say.t("Ikke vurderet", "Not assessed")) }
                        th scope="col" .fu-num { (say.t("I alt", "Out of")) }
                        th scope="col" .fu-trend { (say.t("Siden sidste måned", "Since last month")) }
                    } }
                    tbody {
                        @for section in &pack.sections {
                            (row(section, &href, of(section), say))
                        }
                    }
                }
            }
        }
    }
}

fn row(
    section: &SectionOverview,
    href: &str,
    (turned, decided): (Option<Trend>, Option<&Accounted>),
    say: Say,
) -> Markup {
    let tally = section.verdicts;
    let whole = tally.applicable();
    html! {
        tr {
            th scope="row" { a href={ (href) "#afsnit-" (section.id) } { (super::section_sign(&section.id)) " " (say.text(&section.title)) } }
            td .fu-shape { (bar(tally, say)) }
            td .fu-num { (say.number(tally.follows)) span .fu-quiet { " (" (say.percent(tally.follows, whole)) ")" } }
            td .fu-num { (say.number(tally.deviates)) span .fu-quiet { " (" (say.percent(tally.deviates, whole)) ")" } }
            td { (accounted(decided, say)) }
            td .fu-num { (say.number(tally.not_assessed)) span .fu-quiet { " (" (say.percent(tally.not_assessed, whole)) ")" } }
            td .fu-num { (say.number(whole)) }
            td { (trend(turned, say)) }
        }
    }
}

/// What has been decided about the deviations: they stay deviations.
fn accounted(decided: Option<&Accounted>, say: Say) -> Markup {
    let Some(decided) = decided else { return html! { span .fu-quiet { "–" } } };
    let parts = [
        (decided.explained, say.t("forklaret", "explained")),
        (decided.dispensed, say.t("dispenseret", "dispensed")),
        (decided.in_case, say.t("ikke afgjort", "undecided")),
    ];
    let told =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{} {word}", say.number(*count)));
    html! { (told.collect::<Vec<_>>().join(" · ")) }
}

/// The days of adoptions: `12. november 2026 og 20. november 2026`.
fn days(adopted: &[Day], say: Say) -> String {
    adopted.iter().map(|day| say.day(*day)).collect::<Vec<_>>().join(say.t(" og ", " and "))
}

/// What got better or worse, and apart from it what a changed strategy turned.
fn trend(turned: Option<Trend>, say: Say) -> Markup {
    let Some(Trend { by_facts, by_strategy }) = turned else {
        return html! { span .fu-quiet { (say.t("ingen tal fra før", "no earlier figures")) } };
    };
    let strategy = told(by_strategy, say);
    html! {
        @match told(by_facts, say).as_slice() {
            [] => (say.t("uændret", "unchanged")),
            facts => @for (place, one) in facts.iter().enumerate() {
                @if place > 0 { br; }
                @if place == 0 && by_facts.deviates != 0 {
                    span class=(if by_facts.deviates > 0 { "fu-worse" } else { "fu-better" }) { (one) }
                } @else { (one) }
            },
        }
        @if !strategy.is_empty() {
            br;
            span .fu-quiet { (say.t("ændret strategi: ", "changed strategy: ")) (strategy.join(", ")) }
        }
    }
}

/// Deviations first, for they weigh most.
fn told(shift: Shift, say: Say) -> Vec<String> {
    let parts =
        [(shift.deviates, say.t("afviger", "deviating")), (shift.not_assessed, say.t("ikke vurderet", "not assessed"))];
    let signed = |(count, word): (i64, &str)| {
        format!("{}{} {word}", if count > 0 { "+" } else { "−" }, say.number(count.unsigned_abs()))
    };
    parts.into_iter().filter(|(count, _)| *count != 0).map(signed).collect()
}

fn heaviest(snapshot: &Snapshot, heavy: &[HeavyDeviation], say: Say) -> Markup {
    let pack_of = |code: &str| snapshot.packs.iter().find(|pack| pack.rule(code).is_some()).map_or("", |pack| &pack.id);
    html! {
        @if !heavy.is_empty() {
            section {
                h2 { (say.t("Det vejer tungest", "What weighs most")) }
                ul .fu-cards {
                    @for item in heavy {
                        li .fu-card {
                            h3 { a href={ (rule_href(pack_of(&item.rule), &item.rule)) "?dom=deviates" } { (say.text(&item.title)) } }
                            p .fu-quiet {
                                (super::section_sign(&item.section)) " · " (capital(item.strength.label().pick(say.0))) " · "
                                (say.number(item.deviating)) " " (say.t("ud af", "out of")) " " (say.number(item.applicable)) " " (item.kind.pick(say.0)) " " (say.t("afviger", "deviate"))
                                @if item.material > 0 { ", " (say.number(item.material)) " " (say.t("væsentligt", "materially")) }
                            }
                            p { (say.t("For eksempel: ", "For instance: ")) (say.text(&item.example)) }
                            p { strong { (say.t("Gør: ", "Do: ")) } (say.text(&item.remedy)) }
                        }
                    }
                }
            }
        }
    }
}

/// All sections of a pack together.
pub(crate) fn whole(pack: &PackOverview, say: Say) -> String {
    let mut tally = Tally::default();
    pack.sections.iter().for_each(|section| tally.add(section.verdicts));
    counts(tally, say)
}
