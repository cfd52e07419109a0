//! What has been imported: the registers that are read by themselves, each run, and what one run changed.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use facts::schema;
use house::rights::{is_personal, may_see_everybody};
use house::{RunReport, Wanted};
use kernel::Text;
use maud::{Markup, html};
use reports::table::{Cell, Table};
use store::{Done, ImportRun, RegisterState, RunSearch};

use super::import::{changes, counts};
use super::rows::{address, files};
use super::unknown::{Unknown, is_number};
use super::widgets::select;
use super::{export, kind_title, workbook};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many runs are on a page.
const SHOWN: i64 = 50;
/// What the file is called.
const FILE: &str = "koersler";
/// So many rejected rows are shown.
const REJECTED: usize = 100;

/// `GET /import/koersler`, `?foer=ACT` for earlier ones; of a source (`kilde`) or about a kind (`slags`)
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let unknown = unknown(&pairs);
    let search = search(&pairs, SHOWN);
    let runs = app.house.search_runs(&search).await?;
    let (sources, kinds) = app.house.store().delivered(app.house.tenant()).await?;
    let narrowed = search.source.is_some() || search.kind.is_some();
    let states = app.house.register_states().await?;
    let above = [("/import".to_owned(), say.t("Import", "Import").to_owned())];
    let head = Head { title: say.t("Registre og kørsler", "Registers and runs"), menu: "/import", above: &above };
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        (registers(&app, &signed, &states))
        section {
            h2 { (say.t("Kørsler", "Runs")) }
            @if sources.len() + kinds.len() > 2 || narrowed { (narrowing(&search, (sources, kinds), say)) }
            @if !runs.is_empty() { p { (files(&app, "/import/koersler", &pairs, say)) } }
            @if runs.is_empty() && narrowed { p { (say.t("Ingen kørsler svarer til søgningen. Ret den, eller ryd filtrene.", "No runs match the search. Change it, or clear the filters.")) } }
            @else if runs.is_empty() { p { (say.t("Der er ikke importeret noget endnu.", "Nothing has been imported yet.")) } }
            @else {
                div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Kørsler", "Runs")) {
                    table .table .table--compact {
                        thead { tr { th scope="col" { (say.t("Handling", "Act")) } th scope="col" { (say.t("Hvornår", "When")) } th scope="col" { (say.t("Kilde", "Source")) } th scope="col" { (say.t("Af", "By")) } th scope="col" { (say.t("Status", "Status")) } } }
                        tbody { @for run in &runs { tr {
                            th scope="row" { a href={ "/import/koersler/" (run.act) } { (run.act) } }
                            td { (say.instant(run.at, &*app.clock)) }
                            td { (run.sources.join(", ")) }
                            td { (run.name) }
                            td { @if run.undone { (say.t("fortrudt", "undone")) } }
                        } } }
                    }
                }
                @if let (Some(last), true) = (runs.last(), runs.len() as u64 >= SHOWN.unsigned_abs()) { p { a href=(address("/import/koersler", &pairs, &[("foer", &last.act.to_string())])) { (say.t("Tidligere kørsler", "Earlier runs")) } } }
            }
        }
    };
    Ok(shell::page(&app, &signed, "/import/koersler", &head, &body))
}

/// What the address asks for that the list of runs does not know.
fn unknown(pairs: &[(String, String)]) -> Unknown {
    Unknown::of(pairs, |name, value| match name {
        "foer" => is_number(value),
        "kilde" => true,
        "slags" => schema().kind(value).is_some(),
        _ => false,
    })
}

fn search(pairs: &[(String, String)], most: i64) -> RunSearch {
    let fields = Fields::of(pairs.to_vec());
    let asked = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    RunSearch {
        before: fields.get("foer").parse().unwrap_or(i64::MAX),
        most,
        source: asked("kilde"),
        kind: asked("slags").filter(|kind| schema().kind(kind).is_some()),
    }
}

/// All runs that match, whatever page was looked at, for a file.
async fn table(app: &App, say: Say, mut pairs: Vec<(String, String)>) -> Result<Table, Problem> {
    pairs.retain(|(name, _)| name != "foer");
    unknown(&pairs).refused()?;
    let runs = app.house.search_runs(&search(&pairs, i64::MAX)).await?;
    let columns = [("Handling", "Act"), ("Hvornår", "When"), ("Kilde", "Source"), ("Af", "By"), ("Fortrudt", "Undone")];
    let row = |run: &ImportRun| {
        vec![
            Cell::Whole(run.act),
            Cell::Text(say.instant(run.at, &*app.clock)),
            Cell::List(run.sources.clone()),
            Cell::Text(run.name.clone()),
            Cell::YesNo(run.undone),
        ]
    };
    Ok(Table {
        title: say.t("Kørsler", "Runs").to_owned(),
        made_on: app.clock.today(),
        columns: columns.map(|(da, en)| say.t(da, en).to_owned()).to_vec(),
        rows: runs.iter().map(row).collect(),
    })
}

/// `GET /import/koersler/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Ok(export::table(&table(&app, signed.say(), pairs).await?, FILE, signed.say()))
}

/// `GET /import/koersler/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let table = table(&app, signed.say(), pairs).await?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}

/// The registers that the house is connected to, and those it once was.
fn registers(app: &App, signed: &Signed, states: &[RegisterState]) -> Markup {
    let say = signed.say();
    let connected = app.house.connected();
    let known = states.iter().filter(|state| !connected.iter().any(|one| one.register.source() == state.source));
    let mut names: Vec<(&str, bool)> = connected.iter().map(|one| (one.register.source(), true)).collect();
    names.extend(known.map(|state| (&*state.source, false)));
    html! {
        section {
            h2 { (say.t("Registre", "Registers")) }
            @if names.is_empty() {
                p { (say.t("Fundament henter ikke fra noget register af sig selv. Driften kan forbinde det med OS2kitos, OS2sofd, OS2mo og Entra ID: se docs/drift/registre.md.", "Fundament reads no register by itself. Operations can connect it to OS2kitos, OS2sofd, OS2mo and Entra ID: see docs/drift/registre.md.")) }
            }
            @for (name, is_connected) in names {
                @let state = states.iter().find(|state| state.source == name);
                article .fu-register {
                    h3 { (name) }
                    (standing(app, signed, name, state))
                    @if is_connected {
                        div .fu-row {
                            form method="post" action={ "/import/registre/" (name) "/hent" } { (shell::csrf(signed)) button .button .button-primary { (say.t("Hent ændringer", "Fetch changes")) } }
                            form method="post" action={ "/import/registre/" (name) "/hent" } { (shell::csrf(signed)) input type="hidden" name="alt" value="1"; button .button .button-secondary { (say.t("Hent det hele", "Fetch everything")) } }
                        }
                        @if state.is_some_and(|state| state.failure.is_some()) {
                            details { summary { (say.t("Er meget med rette forsvundet fra registret?", "Is it right that much is gone from the register?")) }
                                form method="post" action={ "/import/registre/" (name) "/hent" } { (shell::csrf(signed)) input type="hidden" name="alt" value="1"; input type="hidden" name="meget" value="1"; button .button .button-secondary { (say.t("Hent det hele, og lad det forsvinde", "Fetch everything, and let it go")) } } }
                        }
                    } @else {
                        p .fu-quiet { (say.t("Ikke forbundet længere.", "No longer connected.")) }
                    }
                }
            }
        }
    }
}

fn standing(app: &App, signed: &Signed, name: &str, state: Option<&RegisterState>) -> Markup {
    let say = signed.say();
    let running = app.house.is_running(name);
    html! {
        @if running { (shell::alert("info", &html! { p { (say.t("En kørsel er i gang. Genindlæs siden for at se, hvordan det gik.", "A run is under way. Reload the page to see how it went.")) } })) }
        @if let Some(failure) = state.and_then(|state| state.failure.as_deref()).filter(|_| !running) {
            @let text: Text = serde_json::from_str(failure).unwrap_or_default();
            (shell::alert("error", &html! { p { strong { (say.t("Den seneste kørsel mislykkedes", "The last run failed")) @if let Some(at) = state.and_then(|state| state.failed_at) { " " (say.instant(at, &*app.clock)) } ". " } (say.text(&text)) } }))
        }
        @if state.is_some_and(|state| state.paused_by.is_some()) && !running {
            (shell::alert("warning", &html! { p { (say.t("Holder pause, fordi en kørsel blev fortrudt. Hent ændringer for at starte igen.", "On hold, since a run was undone. Fetch changes to start again.")) } }))
        }
        @match state.and_then(|state| state.run_at.map(|at| (state, at))) {
            None => p { (say.t("Ikke læst endnu.", "Not read yet.")) },
            Some((state, at)) => {
                p { (say.t("Senest læst ", "Last read ")) (say.instant(at, &*app.clock))
                    @if let Some(full) = state.full_at { ", " (say.t("det hele ", "everything ")) (say.instant(full, &*app.clock)) } "."
                    @if let Some(act) = state.act { " " a href={ "/import/koersler/" (act) } { (say.t("Den seneste ændring", "The last change")) } } }
                @if let Some(report) = serde_json::from_str::<RunReport>(&state.told).ok().map(|report| report.seen_by(&signed.0.grants)).filter(|report| !report.notices.is_empty() || report.rejected_rows > 0) { (told(&report, say)) }
            }
        }
    }
}

/// Of which source, and about which kind, as a form.
fn narrowing(search: &RunSearch, (sources, kinds): (Vec<String>, Vec<String>), say: Say) -> Markup {
    let all = || (String::new(), say.t("alle", "all").to_owned(), false);
    let is = |chosen: &Option<String>, word: &str| chosen.as_deref() == Some(word);
    let mut sources: Vec<_> = sources.into_iter().map(|name| (name.clone(), name)).collect();
    let mut kinds: Vec<_> =
        kinds.into_iter().filter_map(|name| schema().kind(&name).map(|kind| (name, kind_title(kind, say.0)))).collect();
    sources.sort_by_cached_key(|(_, label)| kernel::danish_sort_key(label));
    kinds.sort_by_cached_key(|(_, label)| kernel::danish_sort_key(label));
    let options = |words: Vec<(String, String)>, chosen: &Option<String>| {
        let told = words.into_iter().map(|(word, label)| (is(chosen, &word), word, label));
        [all()].into_iter().chain(told.map(|(is, word, label)| (word, label, is))).collect::<Vec<_>>()
    };
    html! {
        form .fu-controls method="get" action="/import/koersler" role="search" {
            div .fu-row {
                (select("kilde", say.t("Kilde", "Source"), &options(sources, &search.source)))
                (select("slags", say.t("Slags", "Kind"), &options(kinds, &search.kind)))
                button .button .button-secondary { (say.t("Vis", "Show")) }
                @if search.source.is_some() || search.kind.is_some() { a href="/import/koersler" { (say.t("Ryd alt", "Clear all")) } }
            }
        }
    }
}

/// What a run told of itself.
fn told(report: &RunReport, say: Say) -> Markup {
    html! {
        @if !report.notices.is_empty() {
            details { summary { (say.count(report.notices.len(), ["bemærkning", "bemærkninger"], ["remark", "remarks"])) }
                ul { @for notice in &report.notices { li { (say.text(notice)) } } } }
        }
        (rejected(report, say))
    }
}

/// The first of the rows that did not come in.
pub(super) fn rejected(report: &RunReport, say: Say) -> Markup {
    let rejected = usize::try_from(report.rejected_rows).unwrap_or(usize::MAX);
    html! {
        @if rejected > 0 {
            details open { summary { (say.count(rejected, ["række er afvist", "rækker er afvist"], ["row was rejected", "rows were rejected"])) }
                div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Afvist", "Rejected")) {
                    table .table .table--compact {
                        thead { tr { th scope="col" { (say.t("Fra", "From")) } th scope="col" .fu-num { (say.t("Linje", "Line")) } th scope="col" { (say.t("Felt", "Field")) } th scope="col" { (say.t("Der står", "It says")) } th scope="col" { (say.t("Der skulle stå", "It should say")) } } }
                        tbody { @for one in report.rejected.iter().take(REJECTED) { tr { td { (one.file) } td .fu-num { (one.line) } td { (one.column) } td { (one.value) } td { (say.text(&one.expected)) } } } }
                    }
                }
            }
        }
    }
}

/// `POST /import/registre/{source}/hent`
pub(crate) async fn fetch(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(source): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let wanted = Wanted { full: fields.get("alt") == "1", much_may_be_gone: fields.get("meget") == "1", dry: false };
    app.house.sync_beside(signed.0.actor(), &source, wanted)?;
    Ok(Redirect::to("/import/koersler").into_response())
}

/// `GET /import/koersler/{act}`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed, Path(act): Path<i64>) -> Result<Markup, Problem> {
    let say = signed.say();
    let (run, done, report) = app.house.import_run(act).await?.ok_or_else(|| {
        Problem::new(
            axum::http::StatusCode::NOT_FOUND,
            "unknown-run",
            "Den handling er ikke en import. Se listen over kørsler.",
            "That act is no import. See the list of runs.",
        )
    })?;
    let report = report.map(|report| report.seen_by(&signed.0.grants));
    let above = [
        ("/import".to_owned(), say.t("Import", "Import").to_owned()),
        ("/import/koersler".to_owned(), say.t("Registre og kørsler", "Registers and runs").to_owned()),
    ];
    let title = format!("{} {act}", say.t("Kørsel", "Run"));
    let head = Head { title: &title, menu: "/import", above: &above };
    let base = format!("/import/koersler/{act}");
    let body = html! {
        h1 { (head.title) }
        p { (run.sources.join(", ")) " · " (say.instant(run.at, &*app.clock)) " · " (run.name) @if run.undone { " · " strong { (say.t("fortrudt", "undone")) } } }
        @if let Some(report) = &report { (told(report, say)) }
        @if done.is_empty() { p { (say.t("Kørslen ændrede ingen oplysninger.", "The run changed no facts.")) } }
        @for one in &done { (one_kind(&app, &signed, &run, one)) }
        @if !run.undone {
            p { (super::undo::link(act, say)) }
        }
    };
    Ok(shell::page(&app, &signed, &base, &head, &body))
}

/// What became of one kind, and where it disagrees with what others say.
fn one_kind(app: &App, signed: &Signed, run: &ImportRun, done: &Done) -> Markup {
    let say = signed.say();
    let Some(kind) = schema().kind(done.difference.kind) else { return html! {} };
    let disagreeing = app.house.disagreeing(kind, &done.source, &done.difference);
    let mut difference = done.difference.clone();
    difference.same = house::said_again(&run.detail, &done.source, &difference).unwrap_or(difference.same);
    html! {
        section {
            h2 { (kind_title(kind, say.0)) @if run.sources.len() > 1 { " (" (done.source) ")" } }
            @if is_personal(kind) && !may_see_everybody(&signed.0.grants) { (counts(&difference, say)) }
            @else { (changes(&app.house.now(), kind, &difference, say)) }
            @if !disagreeing.is_empty() && (!is_personal(kind) || may_see_everybody(&signed.0.grants)) {
                details { summary { (say.count(disagreeing.len(), ["er nu i modstrid med en anden kilde", "er nu i modstrid med en anden kilde"], ["now disagrees with another source", "now disagree with another source"])) }
                    ul { @for key in disagreeing.iter().take(REJECTED) { li { a href=(super::object_href(kind, key)) { (key) } } } } }
            }
        }
    }
}
