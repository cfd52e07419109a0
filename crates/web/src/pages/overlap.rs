//! Systems per KLE task: where several systems serve one task, the portfolio may be trimmed (strategy §8).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use facts::{Cell, schema};
use house::Snapshot;
use house::rights::{Action, may};
use maud::{Markup, html};
use reports::table::{Cell as Data, Table};

use super::rows::{Asked, Column, Rows, address, files};
use super::{export, object_href, workbook};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

const PATH: &str = "/kle";
/// What the file is called.
const FILE: &str = "kle";
/// Tasks that one system serves are in the list as well.
const ALL: (&str, &str) = ("alle", "1");

/// A task, and the systems that serve it.
type Served = (String, Vec<u32>);

fn rows(snapshot: &Snapshot, say: Say) -> Rows<'_, Served> {
    let column = |name, da, en| Column { name, label: say.t(da, en) };
    Rows {
        path: PATH,
        title: say.t("Systemer pr. KLE-opgave", "Systems per KLE task"),
        columns: vec![
            column("opgave", "KLE-opgave", "KLE task"),
            column("titel", "Titel", "Title"),
            column("antal", "Antal", "Number"),
            column("systemer", "Systemer", "Systems"),
        ],
        filters: Vec::new(),
        kept: &[ALL],
        key: Box::new(|(task, _)| task.clone()),
        cell: Box::new(move |(task, on), column| match column {
            "opgave" => Data::Text(task.clone()),
            "titel" => title(snapshot, task).map_or(Data::Empty, Data::Text),
            "antal" => Data::Whole(i64::try_from(on.len()).unwrap_or(i64::MAX)),
            _ => Data::List(schema().kind("system").map_or_else(Vec::new, |systems| {
                on.iter().map(|object| snapshot.slots.title(systems, *object)).collect()
            })),
        }),
    }
}

fn found(snapshot: &Snapshot, asked: &Asked) -> Vec<Served> {
    tasks(snapshot, asked.pairs.iter().any(|(name, value)| (name.as_str(), value.as_str()) == ALL))
}

/// `GET /kle`, `GET /kle?alle=1`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let (say, snapshot, asked) = (signed.say(), app.house.now(), Asked::of(pairs));
    let systems = super::kind_of("system")?;
    let (list, tasks) = (rows(&snapshot, say), found(&snapshot, &asked));
    let all = asked.pairs.iter().any(|(name, value)| (name.as_str(), value.as_str()) == ALL);
    let is_empty = tasks.is_empty();
    let found = list.find(tasks, &asked, say);
    let (cut, is_there) = list.cut(&found, &asked);
    let above = [("/objekter/system".to_owned(), say.t("Systemer", "Systems").to_owned())];
    let head = Head { title: list.title, menu: "/objekter/system", above: &above };
    let show = |(task, on): &Served, column: &str| match column {
        "opgave" => html! { (task) },
        "systemer" => html! {
            @for (place, object) in on.iter().enumerate() {
                @if place > 0 { ", " }
                a href=(object_href(systems, &snapshot.slots.keys(systems)[*object as usize])) { (snapshot.slots.title(systems, *object)) } @if let Some(stage) = life_cycle(&snapshot, *object, say) { " " span .fu-quiet { "(" (stage) ")" } }
            }
            @if let [one, other] = on[..] {
                " · " a href={ "/sammenlign?a=" (snapshot.slots.keys(systems)[one as usize]) "&b=" (snapshot.slots.keys(systems)[other as usize]) } { (say.t("sammenlign", "compare")) }
            }
        },
        "antal" => html! { (say.number(on.len() as u64)) },
        _ => html! { (title(&snapshot, task).unwrap_or_default()) },
    };
    let body = html! {
        h1 { (head.title) }
        (list.unknown(&asked).and_place(&asked, is_there).notice(say))
        p .lead { (say.t("Opgaver, som flere systemer dækker, er steder, hvor porteføljen måske kan trimmes. Udgåede systemer er ikke talt med.", "Tasks that several systems serve are places where the portfolio may be trimmed. Retired systems are not counted.")) }
        p { @if all { a href=(address(PATH, &asked.pairs, &[(ALL.0, "")])) { (say.t("Vis kun overlap", "Show overlaps only")) } } @else { a href=(address(PATH, &asked.pairs, &[ALL])) { (say.t("Vis alle opgaver", "Show all tasks")) } } }
        @if is_empty { (nothing(&signed, !all && !by_task(&snapshot).is_empty())) }
        @else {
            (list.controls(&found, &asked, say))
            p role="status" { (say.count(found.all.len(), ["opgave", "opgaver"], ["task", "tasks"])) " · " (files(&app, PATH, &asked.pairs, say)) }
            (list.table(&cut, &asked, &show, say))
        }
    };
    Ok(shell::page(&app, &signed, &address(PATH, &asked.pairs, &[]), &head, &body))
}

fn table(app: &App, say: Say, pairs: Vec<(String, String)>) -> Result<Table, Problem> {
    let (snapshot, asked) = (app.house.now(), Asked::of(pairs));
    let list = rows(&snapshot, say);
    list.file(&list.find(found(&snapshot, &asked), &asked, say), &asked, app.clock.today())
}

/// `GET /kle/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Ok(export::table(&table(&app, signed.say(), pairs)?, FILE, signed.say()))
}

/// `GET /kle/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let table = table(&app, signed.say(), pairs)?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}

/// Why no task is listed, and the next step.
fn nothing(signed: &Signed, are_served: bool) -> Markup {
    let say = signed.say();
    html! {
        @if are_served {
            p { (say.t("Ingen opgave dækkes af mere end ét system. ", "No task is served by more than one system. "))
                a href="/kle?alle=1" { (say.t("Se, hvilke opgaver systemerne dækker", "See which tasks the systems serve")) } }
        } @else {
            p { (say.t("Ingen systemer har KLE-opgaver endnu. Oplys dem på systemets side", "No system has KLE tasks yet. Supply them on the system's page"))
                @if may(&signed.0.grants, Action::Import) { (say.t(", eller ", ", or ")) a href="/import" { (say.t("importér dem med systemerne", "import them with the systems")) } } ". "
                a href="/objekter/system" { (say.t("Se systemerne", "See the systems")) } }
        }
    }
}

/// What KLE calls the task, where the municipality has taken its own copy in.
fn title(snapshot: &Snapshot, task: &str) -> Option<String> {
    let subjects = schema().kind("kle_subject")?;
    let object = snapshot.slots.find(subjects, task)?;
    match snapshot.slots.cell(subjects, object, schema().attribute_id(subjects, "name")?) {
        Cell::Text(name) => Some(snapshot.slots.symbols().text(name).to_owned()),
        _ => None,
    }
}

/// The tasks with the systems, retired ones left out, that serve them, most systems first; those that only one serves when all are asked for.
pub(crate) fn tasks(snapshot: &Snapshot, all: bool) -> Vec<(String, Vec<u32>)> {
    let mut tasks: Vec<(String, Vec<u32>)> =
        by_task(snapshot).into_iter().filter(|(_, on)| all || on.len() > 1).collect();
    tasks.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    tasks
}

/// Where in its life a system is, when it is not simply in operation.
pub(crate) fn life_cycle(snapshot: &Snapshot, object: u32, say: Say) -> Option<String> {
    let systems = schema().kind("system")?;
    let attribute = schema().attribute_id(systems, "status")?;
    let Cell::Text(word) = snapshot.slots.cell(systems, object, attribute) else { return None };
    let word = snapshot.slots.symbols().text(word);
    let label = || super::list::label(&snapshot.slots, schema().attribute(systems, attribute), word, say);
    (word != "in_operation").then(label)
}

/// The systems that are not retired, by the task they serve.
fn by_task(snapshot: &Snapshot) -> BTreeMap<String, Vec<u32>> {
    let mut tasks: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let Some(systems) = schema().kind("system") else { return tasks };
    let ids = schema().attribute_id(systems, "kle_tasks").zip(schema().attribute_id(systems, "status"));
    let Some((kle, status)) = ids else { return tasks };
    let slots = &snapshot.slots;
    for object in 0..slots.count(systems) {
        let gone =
            matches!(slots.cell(systems, object, status), Cell::Text(word) if slots.symbols().text(word) == "retired");
        let Cell::List(items, _) = slots.cell(systems, object, kle) else { continue };
        if !gone {
            for item in items {
                tasks.entry(slots.symbols().text(item).to_owned()).or_default().push(object);
            }
        }
    }
    tasks
}
