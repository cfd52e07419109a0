//! What would count otherwise after an import: on the page the first of it, and all of it as a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use facts::{AttrId, KindId, Value, schema};
use house::rights::{Action, is_personal, may_see_everybody};
use house::{Effects, Snapshot};
use maud::{Markup, html};
use reports::table::{Cell, Table};
use store::Difference;

use super::import::{SHOWN, more, try_file};
use super::{kind_title, object_href};
use crate::api::objects::as_json;
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// `GET /import/{id}/forskelle.csv`: fact by fact, what counts now and what would count.
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let say = signed.say();
    let tried = try_file(&app, &signed, &id).await?;
    if is_personal(tried.kind) && !may_see_everybody(&signed.0.grants) {
        return Err(house::refused(Action::ReadPeople).into());
    }
    let effects = app.house.effects(&tried.intake, usize::MAX).await?;
    let differences = app.house.try_import(&tried.intake).await?;
    let columns = [
        say.t("Nøgle", "Key"),
        say.t("Hvad sker der", "What happens"),
        say.t("Oplysning", "Fact"),
        say.t("Gælder nu", "Counts now"),
        say.t("Efter importen", "After the import"),
        say.t("Bemærk", "Note"),
    ];
    let snapshot = app.house.now();
    let mut lines: Vec<[String; 6]> = effects.iter().flat_map(|effects| turned(effects, say)).collect();
    lines.extend(effects.iter().flat_map(|effects| beside(&snapshot, effects, say)));
    let gone = differences.iter().flat_map(|difference| &difference.gone);
    lines.extend(gone.map(|key| {
        let what = say.t("væk fra kilden", "gone from the source").to_owned();
        [key.clone(), what, String::new(), String::new(), String::new(), String::new()]
    }));
    let cell = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let table = Table {
        title: kind_title(tried.kind, say.0),
        made_on: snapshot.today,
        columns: columns.map(str::to_owned).to_vec(),
        rows: lines.into_iter().map(|line| line.map(cell).to_vec()).collect(),
    };
    Ok(super::export::table(&table, "forskelle", say))
}

/// What would count otherwise, a line a fact.
fn turned(effects: &Effects, say: Say) -> impl Iterator<Item = [String; 6]> {
    let label = move |attribute: AttrId| schema().attribute(effects.kind, attribute).label.pick(say.0).to_owned();
    effects.objects.iter().flat_map(move |one| {
        let what = if one.is_new { say.t("nyt objekt", "new object") } else { say.t("ændres", "changes") };
        let line = move |(fact, before, after, note): (String, &str, &str, &str)| {
            [one.key.clone(), what.to_owned(), fact, before.to_owned(), after.to_owned(), note.to_owned()]
        };
        let turns = one.facts.iter().map(move |turn| {
            let note = say.t("En anden kilde siger noget andet", "Another source says otherwise");
            let note = if turn.disagree { note } else { "" };
            (label(turn.attribute), say.text(&turn.before), say.text(&turn.after), note)
        });
        // Of what is new and has no facts there is a line as well.
        let bare = one.facts.is_empty().then(|| (String::new(), "", "", ""));
        turns.chain(bare).map(line)
    })
}

/// What is told and would not count, a line a fact.
fn beside(snapshot: &Snapshot, effects: &Effects, say: Say) -> impl Iterator<Item = [String; 6]> {
    let kind = effects.kind;
    effects.beside.iter().map(move |one| {
        let what = say.t("står ved siden af", "stands beside").to_owned();
        let counts = value(snapshot, (kind, one.attribute), &one.counts, say);
        let told = value(snapshot, (kind, one.attribute), &one.told, say);
        let note = format!("{}: {told}", say.t("Filen siger", "The file says"));
        let label = schema().attribute(kind, one.attribute).label.pick(say.0).to_owned();
        [one.key.clone(), what, label, counts.clone(), counts, note]
    })
}

fn value(snapshot: &Snapshot, at: (KindId, AttrId), value: &Value, say: Say) -> String {
    super::told::value(snapshot, say, at, &as_json(value))
}

/// What would count otherwise than it does now, whoever said so before.
pub(super) fn would_count(snapshot: &Snapshot, effects: &Effects, say: Say) -> Markup {
    let kind = effects.kind;
    let label = |attribute: AttrId| schema().attribute(kind, attribute).label.pick(say.0);
    let text = |text: &kernel::Text| match say.text(text) {
        "" => say.t("ukendt", "unknown").to_owned(),
        text => text.to_owned(),
    };
    html! {
        @if !effects.beside.is_empty() {
            details {
                summary { (say.count(effects.beside.len(), ["oplysning siger noget andet end det, der gælder, og kommer til at stå ved siden af", "oplysninger siger noget andet end det, der gælder, og kommer til at stå ved siden af"], ["fact says otherwise than what counts, and will stand beside it", "facts say otherwise than what counts, and will stand beside it"])) }
                ul { @for one in effects.beside.iter().take(SHOWN) {
                    li { a href=(object_href(kind, &one.key)) { (one.key) } ", " (label(one.attribute)) ": " (value(snapshot, (kind, one.attribute), &one.told, say)) ". " (say.t("Det, der gælder, er", "What counts is")) " " (value(snapshot, (kind, one.attribute), &one.counts, say)) }
                } }
                (more(effects.beside.len(), say))
            }
        }
        @if !effects.objects.is_empty() {
            section {
                h2 { (say.t("Hvad der ville gælde", "What would count")) }
                p { (say.count(effects.new, ["nyt objekt", "nye objekter"], ["new object", "new objects"])) ", "
                    (say.count(effects.changed, ["kendt objekt får andre oplysninger", "kendte objekter får andre oplysninger"], ["known object gets other facts", "known objects get other facts"])) "." }
                ul {
                    @for one in &effects.objects {
                        li {
                            @if one.is_new { (one.key) " (" (say.t("nyt", "new")) ")" } @else { a href=(object_href(kind, &one.key)) { (one.key) } }
                            ul { @for turn in &one.facts {
                                li {
                                    (label(turn.attribute)) ": " @if !one.is_new { (text(&turn.before)) " → " } (text(&turn.after))
                                    @if turn.disagree { " " strong { (say.t("(en anden kilde siger noget andet)", "(another source says otherwise)")) } }
                                }
                            } }
                        }
                    }
                }
                (more(effects.new + effects.changed, say))
            }
        }
    }
}

/// The way to every difference, where there is any.
pub(super) fn all_of_them(effects: &[Effects], differences: &[Difference], base: &str, say: Say) -> Markup {
    let some = effects.iter().any(|one| !one.objects.is_empty() || !one.beside.is_empty())
        || differences.iter().any(|one| !one.gone.is_empty());
    html! { @if some { p { a href={ (base) "/forskelle.csv" } { (say.t("Hent alle forskelle, række for række (CSV)", "Download every difference, row by row (CSV)")) } } } }
}
