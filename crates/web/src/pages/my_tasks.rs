//! Mine opgaver: what waits for this reader in cases by day, in acquisitions, then the facts and answers that they may give, what settles
//! most first; as one list.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use facts::{KindId, schema};
use findings::{Cause, Lacking, WorkItem};
use house::Snapshot;
use house::notices::{AcquisitionTask, Errand, MyTask};
use maud::{Markup, html};
use reports::table::{Cell, Table};

use super::acquisitions::acquisition_href;
use super::rows::{Asked, Column, Filter, Rows, address, files};
use super::tasks::{asked_of, hand_over, mine, nothing_to_answer, question, to_hand_over};
use super::{capital, export, kind_title, workbook};
use crate::app::App;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

const PATH: &str = "/opgaver";
/// What the file is called.
const FILE: &str = "opgaver";
/// The sorts of task, in the order in which they stand, each with what it is called.
const SORTS: [(&str, &str, &str); 4] = [
    ("sag", "Sag", "Case"),
    ("anskaffelse", "Anskaffelse", "Acquisition"),
    ("oplysning", "Oplysning", "Fact"),
    ("spoergsmaal", "Spørgsmål", "Question"),
];
/// Whether a task is late, each with what that is called.
const DUE: [(&str, &str, &str); 2] =
    [("over", "over fristen", "late"), ("kommer", "fristen er ikke nået", "not late yet")];
/// The causes for which something is asked.
const CAUSES: [Cause; 4] = [Cause::Missing, Cause::Stale, Cause::AwaitingAnswer, Cause::RuleError];

/// One task.
enum Task<'s> {
    /// In a case: with the case's title and the kind of its objects.
    Case(MyTask, String, Option<KindId>),
    Acquisition(MyTask<AcquisitionTask>),
    Lacking(&'s WorkItem),
}

/// What waits in cases and acquisitions.
type Waiting = (Vec<MyTask>, Vec<MyTask<AcquisitionTask>>);

async fn waiting(app: &App, signed: &Signed) -> Result<Waiting, Problem> {
    Ok((app.house.case_tasks(&signed.0).await?, app.house.acquisition_tasks(&signed.0).await?))
}

fn all<'s>(app: &App, snapshot: &'s Snapshot, signed: &Signed, (in_cases, in_acquisitions): Waiting) -> Vec<Task<'s>> {
    let say = signed.say();
    let case = |task: MyTask| {
        let face = app.house.docket().face(&task.task.case.0);
        let kind = face.as_ref().and_then(|face| schema().kind(&face.kind));
        let title = face.map_or_else(|| task.task.title.clone(), |face| super::cases::title(snapshot, &face, say));
        Task::Case(task, title, kind)
    };
    let cases = in_cases.into_iter().map(case);
    let acquisitions = in_acquisitions.into_iter().map(Task::Acquisition);
    cases.chain(acquisitions).chain(mine(snapshot, signed).into_iter().map(Task::Lacking)).collect()
}

impl Task<'_> {
    /// Its place among [`SORTS`].
    fn sort(&self) -> (&'static str, &'static str, &'static str) {
        SORTS[match self {
            Self::Case(..) => 0,
            Self::Acquisition(_) => 1,
            Self::Lacking(item) => match item.lacking {
                Lacking::Fact(_) => 2,
                Lacking::Answer(..) => 3,
            },
        }]
    }

    /// Tells it from every other.
    fn key(&self, snapshot: &Snapshot, say: Say) -> String {
        match self {
            Self::Case(MyTask { task, for_whom }, ..) => {
                format!("{} {:?} {}", task.case, task.duty, for_whom.as_deref().unwrap_or_default())
            }
            Self::Acquisition(MyTask { task, for_whom }) => {
                format!("{} {:?} {}", task.acquisition, task.errand, for_whom.as_deref().unwrap_or_default())
            }
            Self::Lacking(item) => question(snapshot, item, say).link,
        }
    }

    fn kind(&self, snapshot: &Snapshot) -> Option<KindId> {
        match self {
            Self::Case(_, _, kind) => *kind,
            Self::Acquisition(_) => None,
            Self::Lacking(item) => Some(asked_of(snapshot, item).0),
        }
    }

    /// A cell as data.
    fn cell(&self, column: &str, snapshot: &Snapshot, say: Say) -> Cell {
        let (_, da, en) = self.sort();
        match (column, self) {
            ("type", _) => Cell::Text(say.t(da, en).to_owned()),
            ("hvad", Self::Case(my, ..)) => Cell::Text(say.text(&my.task.text()).to_owned()),
            ("hvad", Self::Acquisition(my)) => Cell::Text(say.text(&my.task.errand.text()).to_owned()),
            ("hvad", Self::Lacking(item)) => Cell::Text(question(snapshot, item, say).what),
            ("om", Self::Case(my, title, _)) => Cell::Text(format!("{title} ({})", my.task.case)),
            ("om", Self::Acquisition(my)) => Cell::Text(format!("{} ({})", my.task.title, my.task.acquisition)),
            ("om", Self::Lacking(item)) => {
                let (kind, object) = asked_of(snapshot, item);
                Cell::Text(snapshot.slots.title(kind, object))
            }
            ("grund", Self::Lacking(item)) => Cell::Text(capital(item.cause.label().pick(say.0))),
            ("frist", Self::Case(my, ..)) => my.task.due.map_or(Cell::Empty, Cell::Day),
            ("afgoer", Self::Lacking(item)) => Cell::Whole(i64::from(item.settles)),
            _ => Cell::Empty,
        }
    }

    /// The same as people read it.
    fn show(&self, column: &str, snapshot: &Snapshot, say: Say) -> Markup {
        let stands_in = |name: &Option<String>| {
            html! { @if let Some(name) = name { br; span .fu-quiet { (say.t("for ", "for ")) (name) } } }
        };
        match (column, self) {
            ("hvad", Self::Case(MyTask { task, for_whom }, ..)) => {
                html! { a href={ "/sager/" (encoded(&task.case.0)) } { (say.text(&task.text())) } (stands_in(for_whom)) }
            }
            ("om", Self::Case(my, title, _)) => html! { (title) br; span .fu-quiet { (my.task.case) } },
            ("frist", Self::Case(MyTask { task, .. }, ..)) => {
                let late = usize::try_from(task.days_late).unwrap_or(0);
                html! {
                    @if let Some(day) = task.due { (say.day(day)) }
                    @if late > 0 { br; strong { (say.count(late, ["dag", "dage"], ["day", "days"])) " " (say.t("over fristen", "late")) } }
                }
            }
            ("hvad", Self::Acquisition(MyTask { task, for_whom })) => {
                html! { a href=(errand_href(task)) { (say.text(&task.errand.text())) } (stands_in(for_whom)) }
            }
            ("om", Self::Acquisition(MyTask { task, .. })) => {
                html! { (task.title) br; span .fu-quiet { (task.acquisition) } }
            }
            ("hvad", Self::Lacking(item)) => {
                let asked = question(snapshot, item, say);
                html! { a href=(asked.link) { (asked.what) } }
            }
            ("om", Self::Lacking(item)) => {
                let asked = question(snapshot, item, say);
                let (kind, object) = asked.object;
                html! { a href=(asked.href) { (snapshot.slots.title(kind, object)) } br; span .fu-quiet { (capital(schema().def(kind).one.pick(say.0))) } }
            }
            _ => html! { (export::shown(&self.cell(column, snapshot, say), say)) },
        }
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

fn rows<'s>(snapshot: &'s Snapshot, say: Say) -> Rows<'s, Task<'s>> {
    let column = |name, da, en| Column { name, label: say.t(da, en) };
    let called = move |(_, da, en): (&str, &'static str, &'static str)| say.t(da, en).to_owned();
    Rows {
        path: PATH,
        title: say.t("Mine opgaver", "My tasks"),
        columns: vec![
            column("hvad", "Hvad", "What"),
            column("om", "Om", "About"),
            column("type", "Type", "Type"),
            column("grund", "Hvorfor", "Why"),
            column("frist", "Senest", "By"),
            column("afgoer", "Vurderinger, det afgør", "Verdicts it settles"),
        ],
        filters: vec![
            Filter {
                name: "type",
                label: say.t("Type", "Type"),
                words: Box::new(|task: &Task<'_>| vec![Cow::from(task.sort().0)]),
                called: Box::new(move |word| {
                    SORTS.into_iter().find(|one| one.0 == word).map(called).unwrap_or_default()
                }),
                known: Box::new(|word| SORTS.iter().any(|(known, ..)| *known == word)),
            },
            Filter {
                name: "slags",
                label: say.t("Om", "About"),
                words: Box::new(move |task| {
                    task.kind(snapshot).map(|kind| Cow::from(schema().def(kind).name)).into_iter().collect()
                }),
                called: Box::new(move |word| {
                    schema().kind(word).map(|kind| kind_title(kind, say.0)).unwrap_or_default()
                }),
                known: Box::new(|word| schema().kind(word).is_some()),
            },
            Filter {
                name: "grund",
                label: say.t("Hvorfor", "Why"),
                words: Box::new(|task| match task {
                    Task::Lacking(item) => vec![Cow::from(item.cause.word())],
                    _ => Vec::new(),
                }),
                called: Box::new(move |word| {
                    let cause = CAUSES.into_iter().find(|cause| cause.word() == word);
                    cause.map(|cause| capital(cause.label().pick(say.0))).unwrap_or_default()
                }),
                known: Box::new(|word| CAUSES.iter().any(|cause| cause.word() == word)),
            },
            Filter {
                name: "frist",
                label: say.t("Frist", "Due"),
                words: Box::new(|task| match task {
                    Task::Case(my, ..) if my.task.days_late > 0 => vec![Cow::from(DUE[0].0)],
                    Task::Case(my, ..) if my.task.due.is_some() => vec![Cow::from(DUE[1].0)],
                    _ => Vec::new(),
                }),
                called: Box::new(move |word| DUE.into_iter().find(|one| one.0 == word).map(called).unwrap_or_default()),
                known: Box::new(|word| DUE.iter().any(|(known, ..)| *known == word)),
            },
        ],
        kept: &[],
        key: Box::new(move |task| task.key(snapshot, say)),
        cell: Box::new(move |task, column| task.cell(column, snapshot, say)),
    }
}

/// `GET /opgaver`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let waiting = waiting(&app, &signed).await?;
    Ok(page(&app, &signed, &Asked::of(pairs), waiting))
}

fn page(app: &App, signed: &Signed, asked: &Asked, waiting: Waiting) -> Markup {
    let (say, snapshot) = (signed.say(), app.house.now());
    let left = to_hand_over(&snapshot, signed);
    let rows = rows(&snapshot, say);
    let all = all(app, &snapshot, signed, waiting);
    let count = all.len();
    let found = rows.find(all, asked, say);
    let (cut, is_there) = rows.cut(&found, asked);
    let head = Head { title: rows.title, menu: PATH, above: &[] };
    let body = html! {
        h1 { (head.title) }
        (rows.unknown(asked).and_place(asked, is_there).notice(say))
        @if count > 0 {
            p .lead { (say.count(count, ["opgave venter på dig.", "opgaver venter på dig."], ["task waits for you.", "tasks wait for you."])) " "
                (say.t("Først sager efter deres frist, så anskaffelser, så de oplysninger, der afgør mest.", "First cases by their day, then acquisitions, then the facts that settle most.")) }
        }
        (hand_over(left, say))
        @if count == 0 { p .lead { (nothing_to_answer(left, say)) } }
        @else {
            (rows.controls(&found, asked, say))
            p role="status" { (say.count(found.all.len(), ["fundet", "fundet"], ["found", "found"])) ". " (files(app, PATH, &asked.pairs, say)) }
            (rows.table(&cut, asked, &|task, column| task.show(column, &snapshot, say), say))
        }
    };
    shell::page(app, signed, &address(PATH, &asked.pairs, &[]), &head, &body)
}

fn table(app: &App, signed: &Signed, pairs: Vec<(String, String)>, waiting: Waiting) -> Result<Table, Problem> {
    let (say, snapshot, asked) = (signed.say(), app.house.now(), Asked::of(pairs));
    let rows = rows(&snapshot, say);
    let found = rows.find(all(app, &snapshot, signed, waiting), &asked, say);
    rows.file(&found, &asked, app.clock.today())
}

/// `GET /opgaver/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let waiting = waiting(&app, &signed).await?;
    Ok(export::table(&table(&app, &signed, pairs, waiting)?, FILE, signed.say()))
}

/// `GET /opgaver/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let waiting = waiting(&app, &signed).await?;
    let table = table(&app, &signed, pairs, waiting)?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}
