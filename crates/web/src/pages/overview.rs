//! Overblik: how do we stand per section, what got better or worse since last month, what waits for me.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use findings::Tally;
use house::Snapshot;
use maud::{Markup, html};
use reports::{Accounted, HeavyDeviation, PackOverview, SectionOverview};
use store::DailyCount;

use super::widgets::{bar, counts};
use super::{as_of, capital, rule_href, tasks};
use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// A month back, in days.
const MONTH: i32 = 30;
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
    let earlier = app.house.store().counts_on(app.house.tenant(), snapshot.today.plus_days(-MONTH)).await?;
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
            (position(pack, (&earlier, &decided), say))
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

fn position(pack: &PackOverview, (earlier, decided): (&[DailyCount], &Decided), say: Say) -> Markup {
    let href = format!("/strategi/{}", encoded(&pack.pack.id));
    html! {
        section {
            h2 { a href=(href) { (say.text(&pack.title)) } }
            div .fu-scroll tabindex="0" role="region" aria-label=(say.text(&pack.title)) {
                table .table .table--compact .fu-positions {
                    thead { tr {
                        th scope="col" { (say.t("Afsnit", "Section")) }
                        th scope="col" .fu-wide-col { (say.t("Fordeling", "Distribution")) }
                        th scope="col" .fu-num { (say.t("Følger", "Follows")) }
                        th scope="col" .fu-num { (say.t("Afviger", "Deviates")) }
                        th scope="col" { (say.t("Heraf i sager", "Of these in cases")) }
                        th scope="col" .fu-num { (say.t("Ikke vurderet", "Not assessed")) }
                        th scope="col" .fu-num { (say.t("I alt", "Out of")) }
                        th scope="col" { (say.t("Siden sidste måned", "Since last month")) }
                    } }
                    tbody {
                        @for section in &pack.sections {
                            (row(section, &href, (&before(&pack.pack.id, &section.id, earlier), decided.get(&(pack.pack.id.clone(), section.id.clone()))), say))
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
    (before, decided): (&Option<Tally>, Option<&Accounted>),
    say: Say,
) -> Markup {
    let tally = section.verdicts;
    let whole = tally.applicable();
    html! {
        tr {
            th scope="row" { a href={ (href) "#afsnit-" (section.id) } { (super::section_sign(&section.id)) " " (say.text(&section.title)) } }
            td { (bar(tally, say)) }
            td .fu-num { (say.number(tally.follows)) span .fu-quiet { " (" (say.percent(tally.follows, whole)) ")" } }
            td .fu-num { (say.number(tally.deviates)) span .fu-quiet { " (" (say.percent(tally.deviates, whole)) ")" } }
            td { (accounted(decided, say)) }
            td .fu-num { (say.number(tally.not_assessed)) span .fu-quiet { " (" (say.percent(tally.not_assessed, whole)) ")" } }
            td .fu-num { (say.number(whole)) }
            td { (trend(tally, before.as_ref(), say)) }
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

/// A section's counts on an earlier day; none when none were kept.
fn before(pack: &str, section: &str, earlier: &[DailyCount]) -> Option<Tally> {
    let mut found = None;
    for count in earlier.iter().filter(|count| count.pack == pack && count.section == section) {
        let [follows, deviates, not_assessed, not_applicable] = count.counts.map(|n| u64::try_from(n).unwrap_or(0));
        found.get_or_insert_with(Tally::default).add(Tally { follows, deviates, not_assessed, not_applicable });
    }
    found
}

/// What got better or worse: deviations first, for they weigh most.
fn trend(now: Tally, before: Option<&Tally>, say: Say) -> Markup {
    let Some(before) = before else {
        return html! { span .fu-quiet { (say.t("ingen tal fra før", "no earlier figures")) } };
    };
    let change = |now: u64, before: u64| i64::try_from(now).unwrap_or(0) - i64::try_from(before).unwrap_or(0);
    let (deviates, unknown) = (change(now.deviates, before.deviates), change(now.not_assessed, before.not_assessed));
    if deviates == 0 && unknown == 0 {
        return html! { (say.t("uændret", "unchanged")) };
    }
    let told = |count: i64, da: &str, en: &str| {
        let sign = if count > 0 { "+" } else { "−" };
        format!("{sign}{} {}", say.number(count.unsigned_abs()), say.t(da, en))
    };
    html! {
        @if deviates != 0 {
            @let class = if deviates > 0 { "fu-worse" } else { "fu-better" };
            span class=(class) { (told(deviates, "afviger", "deviating")) }
        }
        @if deviates != 0 && unknown != 0 { br; }
        @if unknown != 0 { (told(unknown, "ikke vurderet", "not assessed")) }
    }
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
