//! Mine opgaver: what waits for this reader in cases and acquisitions, then the facts and answers that they may give, what settles most first.

use std::sync::Arc;

use axum::extract::{Query, State};
use facts::{Field, NamedFact, schema};
use findings::{Lacking, WorkItem};
use house::Snapshot;
use house::notices::{AcquisitionTask, Errand, MyTask};
use house::rights::{Saying, may_hand_over, may_say};
use maud::{Markup, html};
use principles::Body;

use super::acquisitions::acquisition_href;
use super::unknown::{Unknown, is_number};
use super::{capital, object_href};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many tasks on a page.
const PAGE: usize = 50;

/// `GET /opgaver`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let in_cases = app.house.case_tasks(&signed.0).await?;
    let in_acquisitions = app.house.acquisition_tasks(&signed.0).await?;
    let left = to_hand_over(&snapshot, &signed);
    let all = mine(&snapshot, &signed);
    let unknown = Unknown::of(&query, |name, value| name == "fra" && is_number(value));
    let from: usize = Fields::of(query).get("fra").parse().unwrap_or(0).min(all.len());
    let shown = &all[from..all.len().min(from + PAGE)];
    let head = Head { title: say.t("Mine opgaver", "My tasks"), menu: "/opgaver", above: &[] };
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        @if !in_cases.is_empty() {
            h2 { (say.t("Sager", "Cases")) }
            p .lead { (say.count(in_cases.len(), ["opgave venter på dig.", "opgaver venter på dig."], ["task waits for you.", "tasks wait for you."])) }
            (case_list(&app, &in_cases, say))
        }
        @if !in_acquisitions.is_empty() {
            h2 { (say.t("Anskaffelser", "Acquisitions")) }
            p .lead { (say.count(in_acquisitions.len(), ["opgave venter på dig.", "opgaver venter på dig."], ["task waits for you.", "tasks wait for you."])) }
            (acquisition_list(&in_acquisitions, say))
        }
        (hand_over(left, say))
        @let other = in_cases.len() + in_acquisitions.len() + left;
        @if other > 0 { h2 { (say.t("Oplysninger", "Facts")) } }
        @if all.is_empty() {
            p .lead { (nothing_to_answer(other, say)) }
        } @else {
            p .lead { (say.count(all.len(), ["oplysning mangler, som du kan give.", "oplysninger mangler, som du kan give."], ["fact is lacking that you can supply.", "facts are lacking that you can supply."]))
                " " (say.t("Øverst står dem, der afgør mest.", "Those that settle most stand first.")) }
            (list(&snapshot, shown, say))
            nav .fu-pages aria-label=(say.t("Sider", "Pages")) {
                @if from > 0 { a href={ "/opgaver?fra=" (from.saturating_sub(PAGE)) } { (say.t("Forrige", "Previous")) } }
                span { (from + 1) "–" (from + shown.len()) " " (say.t("af", "of")) " " (say.number(all.len() as u64)) }
                @if from + PAGE < all.len() { a href={ "/opgaver?fra=" (from + PAGE) } { (say.t("Næste", "Next")) } }
            }
        }
    };
    Ok(shell::page(&app, &signed, "/opgaver", &head, &body))
}

/// What waits in cases, the most urgent first; more than fit are counted, and found under Sager.
fn case_list(app: &App, tasks: &[MyTask], say: Say) -> Markup {
    let days = |days: i32| say.count(usize::try_from(days).unwrap_or(0), ["dag", "dage"], ["day", "days"]);
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Opgaver i sager", "Tasks in cases")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Hvad", "What")) }
                    th scope="col" { (say.t("Sag", "Case")) }
                    th scope="col" { (say.t("Senest", "By")) }
                } }
                tbody { @for MyTask { task, for_whom } in tasks.iter().take(PAGE) {
                    tr {
                        td {
                            a href={ "/sager/" (encoded(&task.case.0)) } { (say.text(&task.text())) }
                            @if let Some(name) = for_whom { br; span .fu-quiet { (say.t("for ", "for ")) (name) } }
                        }
                        td { (case_title(app, (&task.case.0, &task.title), say)) br; span .fu-quiet { (task.case) } }
                        td {
                            @if let Some(day) = task.due { (say.day(day)) }
                            @if task.days_late > 0 { br; strong { (days(task.days_late)) " " (say.t("over fristen", "late")) } }
                        }
                    }
                } }
            }
        }
        @if tasks.len() > PAGE {
            p { (say.t("De mest presserende er vist. ", "The most urgent are shown. ")) a href="/sager" { (say.t("Se alle sager", "See all cases")) } }
        }
    }
}

fn case_title(app: &App, (case, title): (&str, &str), say: Say) -> String {
    let face = app.house.docket().face(case);
    face.map_or_else(|| title.to_owned(), |face| super::cases::title(&app.house.now(), &face, say))
}

/// What waits in acquisitions; more than fit are counted, and found under Anskaffelser.
fn acquisition_list(tasks: &[MyTask<AcquisitionTask>], say: Say) -> Markup {
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Opgaver i anskaffelser", "Tasks in acquisitions")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Hvad", "What")) }
                    th scope="col" { (say.t("Anskaffelse", "Acquisition")) }
                } }
                tbody { @for MyTask { task, for_whom } in tasks.iter().take(PAGE) {
                    tr {
                        td {
                            a href=(errand_href(task)) { (say.text(&task.errand.text())) }
                            @if let Some(name) = for_whom { br; span .fu-quiet { (say.t("for ", "for ")) (name) } }
                        }
                        td { (task.title) br; span .fu-quiet { (task.acquisition) } }
                    }
                } }
            }
        }
        @if tasks.len() > PAGE { p { a href="/anskaffelser" { (say.t("Se alle anskaffelser", "See all acquisitions")) } } }
    }
}

/// Where an errand is done.
fn errand_href(task: &AcquisitionTask) -> String {
    let place = match task.errand {
        Errand::Check => "/tjekliste",
        Errand::TellTasks | Errand::Screen(_) => "",
        Errand::ExplainNoReuse => "#genbrug",
        Errand::MakeSheet => "#krav",
        Errand::AddOffers => "#tilbud",
        Errand::AssessParts => "#komponenter",
        Errand::Choose | Errand::ReopenOffers | Errand::Approve | Errand::AnswerBoard | Errand::BecomeSystem => "#valg",
        Errand::PassGate(_) => "#faseovergang",
    };
    format!("{}{place}", acquisition_href(&task.acquisition.0))
}

/// How many who left the municipality hold something that this reader may hand over.
pub(crate) fn to_hand_over(snapshot: &Snapshot, signed: &Signed) -> usize {
    let left = snapshot.leavers().iter().filter(|one| one.person.is_some() && !one.holds.is_empty());
    left.filter(|one| may_hand_over(&signed.0.grants, snapshot, one.person)).count()
}

/// The line that says so; nothing when there are none.
pub(crate) fn hand_over(left: usize, say: Say) -> Markup {
    html! {
        @if left > 0 {
            p { a href="/overdragelse" { (say.count(left, ["fratrådt medarbejder har noget, der skal overdrages", "fratrådte medarbejdere har noget, der skal overdrages"], ["person who left has something to be handed over", "people who left have something to be handed over"])) } }
        }
    }
}

/// That no facts or answers are asked for: that nothing waits is said only when no other task does.
pub(crate) fn nothing_to_answer(other_tasks: usize, say: Say) -> &'static str {
    if other_tasks == 0 {
        return say.t("Der er ikke noget, der venter på dig lige nu.", "Nothing waits for you right now.");
    }
    say.t(
        "Ingen spørgsmål eller manglende oplysninger venter på dit svar.",
        "No questions or missing facts await your answer.",
    )
}

/// What this reader is asked for: by name, or by the role they hold on the object's unit.
pub(crate) fn mine<'s>(snapshot: &'s Snapshot, signed: &Signed) -> Vec<&'s WorkItem> {
    let (grants, person) = (&signed.0.grants, signed.0.account.person.as_deref());
    let held = |item: &WorkItem| grants.iter().any(|grant| grant.role == item.whom.role);
    let is_mine = |item: &&WorkItem| {
        let named = item.whom.person.as_deref();
        // What has a person's name on it is that person's; the rest is for the role, over its units.
        if named.is_some() && person.is_some() && named != person {
            return false;
        }
        let (object, saying) = match &item.lacking {
            Lacking::Fact(fact) => {
                let named = snapshot.slots.named(*fact);
                if !is_stated(named) {
                    return false;
                }
                ((named.kind, named.object), Saying::Fact)
            }
            Lacking::Answer(_, kind, object) => ((*kind, *object), Saying::Answer(item.whom.role)),
        };
        held(item) && may_say(grants, person, snapshot, object, saying)
    };
    snapshot.worklist().iter().filter(is_mine).collect()
}

/// Whether people can supply a fact: it is stated, not computed and no relation.
fn is_stated(fact: NamedFact) -> bool {
    matches!(fact.field, Field::Attribute(attribute) if !schema().attribute(fact.kind, attribute).is_derived())
}

/// Tasks as a table.
pub(crate) fn list(snapshot: &Snapshot, items: &[&WorkItem], say: Say) -> Markup {
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Opgaver", "Tasks")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Hvad", "What")) }
                    th scope="col" { (say.t("Om", "About")) }
                    th scope="col" { (say.t("Hvorfor", "Why")) }
                    th scope="col" .fu-num { (say.t("Vurderinger, det afgør", "Verdicts it settles")) }
                } }
                tbody { @for item in items { (row(snapshot, item, say)) } }
            }
        }
    }
}

fn row(snapshot: &Snapshot, item: &WorkItem, say: Say) -> Markup {
    let (kind, object) = match &item.lacking {
        Lacking::Fact(fact) => {
            let named = snapshot.slots.named(*fact);
            (named.kind, named.object)
        }
        Lacking::Answer(_, kind, object) => (*kind, *object),
    };
    let key = &snapshot.slots.keys(kind)[object as usize];
    let href = object_href(kind, key);
    let (link, what) = match &item.lacking {
        Lacking::Fact(fact) => match snapshot.slots.named(*fact).field {
            Field::Attribute(attribute) => {
                let attribute = schema().attribute(kind, attribute);
                (format!("{href}/oplys/{}", attribute.name), attribute.label.pick(say.0).to_owned())
            }
            _ => (href.clone(), String::new()),
        },
        Lacking::Answer(code, ..) => {
            let rule = snapshot.packs.iter().find_map(|pack| pack.rule(code));
            let question = match rule.map(|rule| &rule.body) {
                Some(Body::Ask(question)) => say.text(&question.text).to_owned(),
                _ => code.clone(),
            };
            (format!("{href}/svar/{}", encoded(code)), question)
        }
    };
    html! {
        tr {
            td { a href=(link) { (what) } }
            td { a href=(href) { (snapshot.slots.title(kind, object)) } br; span .fu-quiet { (capital(schema().def(kind).one.pick(say.0))) } }
            td { (capital(item.cause.label().pick(say.0))) }
            td .fu-num { (say.number(u64::from(item.settles))) }
        }
    }
}
