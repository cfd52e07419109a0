//! Opening a case: from a finding on an object, or for several objects with one cause.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Opening, Phase, Trigger};
use facts::{KindId, schema};
use findings::Verdict;
use house::Snapshot;
use house::cases::Seat;
use house::rights::Action;
use maud::{Markup, html};

use super::super::kind_title;
use super::super::list::Asked;
use super::super::widgets::{Area, Field, select};
use super::batch::Batch;
use super::seats::first_of;
use super::{case_href, principle};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /sager/ny?strategi=..&princip=..&slags=..&noegle=..`; with a list's address instead of the key, about all that deviate in it.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let snapshot = app.house.now();
    let fields = Fields::of(pairs.clone());
    let about = (fields.get("strategi"), fields.get("princip"));
    if principle(&snapshot, about.0, about.1).is_none() {
        return Err(app.house.not_in_force(about).await?.into());
    }
    if fields.get("dom") != Verdict::Deviates.word() || !fields.get("noegle").is_empty() {
        return page(&app, &signed, &snapshot, &fields, (None, None));
    }
    let kind = schema().kind(fields.get("slags")).ok_or_else(Problem::not_found)?;
    let batch = Batch::of(&app, &signed, &snapshot, about, &Asked::of(kind, pairs));
    let names = ["strategi", "princip", "slags"].into_iter().map(|name| (name.to_owned(), fields.get(name).to_owned()));
    let keys = batch.keys.iter().map(|key| ("noegle".to_owned(), key.clone()));
    page(&app, &signed, &snapshot, &Fields::of(names.chain(keys).collect()), (Some(&batch), None))
}

/// `POST /sager/ny`
pub(crate) async fn open(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let snapshot = app.house.now();
    let acting_for = Some(fields.get("for")).filter(|account| !account.is_empty());
    let opening = opening(&fields);
    match app.house.open_case(Seat { who: &signed.0, acting_for }, &opening).await {
        Ok(face) => Ok(Redirect::to(&case_href(&face.id.0)).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            // Without a principle there is no form to show it on.
            let Ok(page) = page(&app, &signed, &snapshot, &fields, (None, Some(&problem))) else { return Err(problem) };
            Ok(problem.answered(page))
        }
    }
}

fn opening(fields: &Fields) -> Opening {
    let keys = fields.all("noegle").iter().flat_map(|line| line.split(['\n', '|', ',']));
    Opening {
        pack: fields.get("strategi").to_owned(),
        principle: fields.get("princip").to_owned(),
        kind: fields.get("slags").to_owned(),
        keys: keys.map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned).collect(),
        cause: fields.written("aarsag"),
        title: fields.get("titel").to_owned(),
        phase: Phase::from_word(fields.get("fase")).unwrap_or(Phase::InOperation),
        trigger: Trigger::Finding,
        split_from: None,
    }
}

fn page(
    app: &App,
    signed: &Signed,
    snapshot: &Snapshot,
    fields: &Fields,
    (batch, wrong): (Option<&Batch>, Option<&Problem>),
) -> Result<Markup, Problem> {
    let say = signed.say();
    let opening = opening(fields);
    let (_, principle) = principle(snapshot, &opening.pack, &opening.principle).ok_or_else(Problem::not_found)?;
    let kind = schema().kind(&opening.kind).ok_or_else(Problem::not_found)?;
    let title = match opening.keys.as_slice() {
        [key] => {
            snapshot.slots.find(kind, key).map_or_else(|| key.clone(), |object| snapshot.slots.title(kind, object))
        }
        _ => batch.map_or_else(String::new, |batch| {
            let kinds = kind_title(kind, say.0).to_lowercase();
            format!("{} {kinds}", say.number(batch.keys.len() as u64))
        }),
    };
    let proposed = if opening.title.is_empty() && !title.is_empty() {
        format!("{title}: {}", say.text(&principle.title))
    } else {
        opening.title.clone()
    };
    let phases: Vec<(String, String, bool)> = Phase::ALL
        .iter()
        .map(|phase| (phase.word().to_owned(), phase.label().pick(say.0).to_owned(), *phase == opening.phase))
        .collect();
    let above = [("/sager".to_owned(), say.t("Sager", "Cases").to_owned())];
    let head = Head { title: say.t("Opret sag", "Open a case"), menu: "/sager", above: &above };
    let sitting = house::cases::seats(&signed.0, snapshot, Action::KeepCase, (kind, &opening.keys));
    let first = first_of(&sitting, |held| held.case_worker().is_ok());
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.text(&principle.title)) }
        p { (say.text(&principle.text)) }
        @if let Some(problem) = wrong { (shell::told(problem, say)) }
        @if let Some(batch) = batch { (batch.told(say)) }
        form method="post" action="/sager/ny" .fu-form {
            (shell::csrf(signed))
            input type="hidden" name="strategi" value=(opening.pack);
            input type="hidden" name="princip" value=(opening.principle);
            input type="hidden" name="slags" value=(opening.kind);
            (Field { name: "titel", label: say.t("Titel", "Title"), value: &proposed, required: true, ..Field::default() }.show())
            @if opening.keys.len() > 1 { (chosen(snapshot, kind, &opening.keys, say)) }
            @else { (Area { name: "noegle", label: say.t("Objekter", "Objects"), hint: say.t("Én nøgle på hver linje. Flere objekter i én sag skal have en fælles årsag.", "One key a line. Several objects in one case must share a cause."), value: &opening.keys.join("\n"), rows: 3, wrong: None }.show()) }
            (Area { name: "aarsag", label: say.t("Fælles årsag", "Common cause"), hint: say.t("Kun når sagen handler om flere objekter", "Only when the case is about several objects"), value: &opening.cause, rows: 2, wrong: None }.show())
            (select("fase", say.t("Fase", "Phase"), &phases))
            (super::act::seat_choice(signed, first.as_deref()))
            div .fu-row { button .button .button-primary { (say.t("Opret sagen", "Open the case")) } a href="/sager" { (say.t("Fortryd", "Cancel")) } }
        }
    };
    Ok(shell::page(app, signed, "/sager/ny", &head, &body))
}

/// Many objects by name, each of which can be left out.
fn chosen(snapshot: &Snapshot, kind: KindId, keys: &[String], say: Say) -> Markup {
    let title = |key: &str| {
        snapshot.slots.find(kind, key).map_or_else(|| key.to_owned(), |object| snapshot.slots.title(kind, object))
    };
    html! {
        fieldset .form-group {
            legend .form-label { (say.t("Objekter", "Objects")) " (" (say.number(keys.len() as u64)) ")" }
            span .form-hint { (say.t("Fjern krydset ved dem, der ikke hører med. Flere objekter i én sag skal have en fælles årsag.", "Clear those that do not belong. Several objects in one case must share a cause.")) }
            details open[keys.len() <= 25] {
                summary { (say.t("Vis dem", "Show them")) }
                div .fu-columns { @for key in keys {
                    div .form-group-checkbox { input .form-checkbox type="checkbox" id={ "n-" (key) } name="noegle" value=(key) checked; label for={ "n-" (key) } { (title(key)) } }
                } }
            }
        }
    }
}
