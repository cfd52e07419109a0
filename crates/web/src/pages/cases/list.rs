//! The list of cases: where they stand today, what is to be said of them, and who is waited for. Its whole state is in the address.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use decisions::{Face, Phase, Standing};
use facts::schema;
use house::Snapshot;
use maud::{Markup, html};
use reports::table::{Cell, Table};
use reports::{CaseLine, CaseQuery, CaseSort, list_cases};

use super::super::rows::{Column, address, chooser, files};
use super::super::unknown::{Unknown, is_order};
use super::super::widgets::{Field, select, sorted_head};
use super::super::{capital, export, kind_title, workbook};
use super::{columns, may_see_row, principle};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many cases on a page.
const PAGE: usize = 50;

/// What an address or a program asks for.
pub(crate) fn asked(snapshot: &Snapshot, fields: &Fields, limit: usize) -> CaseQuery {
    let sort = fields.get("sorter");
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let after = fields.get("efter");
    CaseQuery {
        search: fields.get("q").to_owned(),
        also: snapshot.keys_beside(fields.get("q").trim()),
        standing: fields.get("stilling").to_owned(),
        principle: fields.get("princip").to_owned(),
        kind: fields.get("slags").to_owned(),
        phase: fields.get("fase").to_owned(),
        stale: fields.get("gennemsyn") == "1",
        sort: match name {
            "titel" => CaseSort::Title,
            "dag" => CaseSort::Day,
            "aendret" => CaseSort::Changed,
            _ => CaseSort::Number,
        },
        // The latest stand first, unless somebody asks otherwise.
        descending: if name.is_empty() { true } else { descending },
        after: (!after.is_empty()).then(|| after.to_owned()),
        limit,
    }
}

/// `GET /sager`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Markup {
    let say = signed.say();
    let snapshot = app.house.now();
    let fields = Fields::of(pairs.clone());
    let query = asked(&snapshot, &fields, PAGE);
    let columns = columns::shown(&fields, say);
    let page = {
        let docket = app.house.docket();
        list_cases(
            docket.rows_for(&query).filter(|row| may_see_row(&snapshot, &signed, row)),
            app.clock.today(),
            &query,
        )
    };
    let href = |change: &[(&str, &str)]| address("/sager", &pairs, change);
    let unknown = unknown(&pairs).and(query.after.as_deref().filter(|_| page.before == 0).map(|key| ("efter", key)));
    let head = Head { title: say.t("Sager", "Cases"), menu: "/sager", above: &[] };
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        p .lead { (say.t("Afvigelser, der screenes, forklares eller har fået dispensation. En afgørelse ændrer aldrig vurderingen.", "Deviations that are screened, explained or dispensed. A decision never changes the verdict.")) }
        nav .fu-tabs aria-label=(say.t("Vælg sagens stilling", "Choose standing")) {
            ul {
                li { a href=(href(&[("stilling", "")])) aria-current=[query.standing.is_empty().then_some("true")] { (say.t("Alle", "All")) " (" (say.number(page.counts.iter().sum::<usize>() as u64)) ")" } }
                @for (word, count) in Standing::WORDS.iter().zip(page.counts).filter(|(word, count)| *count > 0 || query.standing == **word) {
                    li { a href=(href(&[("stilling", word)])) aria-current=[(query.standing == *word).then_some("true")] { (capital(Standing::label_of(word).pick(say.0))) " (" (say.number(count as u64)) ")" } }
                }
            }
        }
        (controls(&snapshot, (&query, &fields, &columns), say))
        p role="status" { (say.count(page.total, ["sag", "sager"], ["case", "cases"])) " · "
            (files(&app, "/sager", &pairs, say)) }
        (table(&snapshot, &page.lines, (&query, &columns), &href, say))
        nav .fu-pages aria-label=(say.t("Sider", "Pages")) {
            @if let Some(previous) = &page.previous { a rel="prev" href=(href(&[("efter", previous)])) { (say.t("Forrige", "Previous")) } }
            @if page.total > 0 { span { (page.before + 1) "–" (page.before + page.lines.len()) " " (say.t("af", "of")) " " (say.number(page.total as u64)) } }
            @if let Some(next) = &page.next { a rel="next" href=(href(&[("efter", next)])) { (say.t("Næste", "Next")) } }
        }
    };
    shell::page(&app, &signed, "/sager", &head, &body)
}

/// What the address asks for that this list does not know. A principle may be of a strategy that is no longer in force.
fn unknown(pairs: &[(String, String)]) -> Unknown {
    Unknown::of(pairs, |name, value| match name {
        "q" | "efter" | "princip" => true,
        "stilling" => Standing::WORDS.contains(&value),
        "slags" => schema().kind(value).is_some(),
        "fase" => Phase::ALL.iter().any(|phase| phase.word() == value),
        "gennemsyn" => value == "1",
        "vis" => columns::is_one(value),
        "sorter" => is_order(value, |name| matches!(name, "nummer" | "titel" | "dag" | "aendret")),
        _ => false,
    })
}

fn controls(snapshot: &Snapshot, (query, fields, columns): (&CaseQuery, &Fields, &[Column]), say: Say) -> Markup {
    let any = (String::new(), say.t("alle", "all").to_owned(), false);
    let mut principles = vec![any.clone()];
    for one in snapshot.packs.iter().flat_map(|pack| &pack.principles) {
        principles.push((one.id.clone(), say.text(&one.title).to_owned(), query.principle == one.id));
    }
    let mut phases = vec![any];
    phases.extend(
        Phase::ALL
            .iter()
            .map(|phase| (phase.word().to_owned(), phase.label().pick(say.0).to_owned(), query.phase == phase.word())),
    );
    html! {
        form method="get" action="/sager" .fu-controls {
            input type="hidden" name="stilling" value=(query.standing);
            div .fu-row {
                (Field { name: "q", label: say.t("Søg", "Search"), value: &query.search, kind: "search", ..Field::default() }.show())
                (select("princip", say.t("Princip", "Principle"), &principles))
                (select("fase", say.t("Fase", "Phase"), &phases))
                div .form-group-checkbox {
                    input .form-checkbox type="checkbox" id="f-gennemsyn" name="gennemsyn" value="1" checked[query.stale];
                    label for="f-gennemsyn" { (say.t("kun dem, der skal gennemgås", "only those to be reviewed")) }
                }
                button .button .button-secondary { (say.t("Vis", "Show")) }
            }
            @for name in ["slags", "sorter"] {
                @if !fields.get(name).is_empty() { input type="hidden" name=(name) value=(fields.get(name)); }
            }
            (chooser(&columns::all(say), columns, say))
        }
    }
}

/// This list's address with something changed.
type Href<'a> = dyn Fn(&[(&str, &str)]) -> String + 'a;

fn table(
    snapshot: &Snapshot,
    lines: &[CaseLine],
    (query, columns): (&CaseQuery, &[Column]),
    href: &Href<'_>,
    say: Say,
) -> Markup {
    let head = |column: &Column| {
        let (name, sort) = match column.name {
            "sag" => ("nummer", CaseSort::Number),
            "titel" => ("titel", CaseSort::Title),
            "stilling" | "dato" => ("dag", CaseSort::Day),
            "aendret" => ("aendret", CaseSort::Changed),
            _ => return html! { th scope="col" { (column.label) } },
        };
        let state = (query.sort == sort).then_some(if query.descending { "descending" } else { "ascending" });
        let next = if state == Some("ascending") { format!("-{name}") } else { name.to_owned() };
        sorted_head(column.label, &href(&[("sorter", &next)]), state)
    };
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Sager", "Cases")) {
            table .table .table--compact {
                thead { tr { @for column in columns { (head(column)) } } }
                tbody { @for line in lines {
                    tr { @for column in columns { td class=[class(column.name)] { (columns::show(snapshot, line, column.name, say)) } } }
                } }
            }
        }
    }
}

fn class(column: &str) -> Option<&'static str> {
    match column {
        "sag" => Some("fu-id"),
        "aendret" | "oprettet" | "dato" => Some("fu-when"),
        _ => None,
    }
}

/// What a case is about: its object by name, or how many there are.
pub(crate) fn about(snapshot: &Snapshot, face: &Face, say: Say) -> String {
    let Some(kind) = schema().kind(&face.kind) else { return face.kind.clone() };
    match face.keys.as_slice() {
        [key] => {
            snapshot.slots.find(kind, key).map_or_else(|| key.clone(), |object| snapshot.slots.title(kind, object))
        }
        keys => format!("{} {}", say.number(keys.len() as u64), kind_title(kind, say.0).to_lowercase()),
    }
}

pub(crate) fn principle_title(snapshot: &Snapshot, face: &Face, say: Say) -> String {
    principle(snapshot, &face.pack, &face.principle)
        .map_or_else(|| face.principle.clone(), |(_, principle)| say.text(&principle.title).to_owned())
}

/// As the address of a page asks for it.
fn of_page(app: &App, signed: &Signed, pairs: Vec<(String, String)>) -> Result<Table, Problem> {
    unknown(&pairs).refused()?;
    let fields = Fields::of(pairs);
    let query = asked(&app.house.now(), &fields, PAGE);
    let columns = columns::of_file(&fields, signed.say());
    Ok(columns::exported(app, signed, (&query, &columns), signed.say()))
}

/// What the file is called.
pub(crate) const FILE: &str = "sager";

/// `GET /sager/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Ok(export::table(&of_page(&app, &signed, pairs)?, FILE, signed.say()))
}

pub(crate) fn plain(cell: &Cell, lang: kernel::Lang) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Day(day) => day.to_string(),
        Cell::Whole(number) => number.to_string(),
        Cell::Amount(amount) => amount.shown(lang),
        Cell::YesNo(yes) => if *yes { "ja" } else { "nej" }.to_owned(),
        Cell::List(items) => items.join("|"),
        Cell::Empty => String::new(),
    }
}

/// `GET /sager/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let table = of_page(&app, &signed, pairs)?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}
