//! Undoing an import: first what would be gone and what would be as before, then the act.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use facts::schema;
use house::UndoPlan;
use house::rights::is_personal;
use maud::{Markup, html};
use store::Difference;

use super::import::changes;
use super::kind_title;
use super::saved::onward;
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// The way to undo an import.
pub(super) fn link(act: i64, say: Say) -> Markup {
    html! { a href={ "/fortryd/" (act) } { (say.t("Fortryd importen", "Undo the import")) } }
}

/// `GET /fortryd/{act}`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed, Path(act): Path<i64>) -> Result<Markup, Problem> {
    let plan = app.house.undoing(act).await?;
    Ok(page(&app, &signed, (act, &plan), false))
}

/// `POST /fortryd/{act}`
pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(act): Path<i64>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let plan = app.house.undoing(act).await?;
    if plan.much_gone && fields.get("meget") != "1" {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &signed, (act, &plan), true)).into_response());
    }
    let acted = app.house.undo(&signed.0.actor(), act).await?;
    Ok(onward(acted, "/log"))
}

/// What a difference is the other way round.
pub(crate) fn back(difference: &Difference) -> Difference {
    let mut back = difference.clone();
    std::mem::swap(&mut back.added, &mut back.gone);
    back.changed.iter_mut().for_each(|changed| std::mem::swap(&mut changed.before, &mut changed.after));
    back.same = 0;
    back
}

fn page(app: &App, signed: &Signed, (act, plan): (i64, &UndoPlan), asked: bool) -> Markup {
    let say = signed.say();
    let run = plan.run.as_ref();
    let mut above = vec![("/import".to_owned(), say.t("Import", "Import").to_owned())];
    above.extend(run.map(|run| (format!("/import/koersler/{}", run.act), format!("{} {act}", say.t("Kørsel", "Run")))));
    let back_to = if run.is_some() { format!("/import/koersler/{act}") } else { "/log".to_owned() };
    let head = Head { title: say.t("Fortryd importen", "Undo the import"), menu: "/import", above: &above };
    let body = html! {
        h1 { (head.title) }
        @if let Some(run) = run { p { (run.sources.join(", ")) " · " (say.instant(run.at, &*app.clock)) " · " (run.name) } }
        @if plan.lost.is_empty() { p { (say.t("Ingen objekter ville forsvinde helt: andre kilder kender dem.", "No object would be gone altogether: other sources know them.")) } }
        @else {
            p { (say.t("Det ville forsvinde helt, fordi ingen anden kilde kender det:", "This would be gone altogether, since no other source knows it:")) }
            ul .fu-columns-list { @for (kind, count) in &plan.lost { li { strong { (say.number(*count as u64)) } " " (objects(*kind, *count, say)) } } }
        }
        p { (say.t("Sager om det, der forsvinder, bliver mærket til gennemgang. Skal det ind igen, importeres filen på ny.", "Cases about what is gone are marked for review. To have it back, import the file again.")) }
        form method="post" action={ "/fortryd/" (act) } .fu-form {
            (shell::csrf(signed))
            @if plan.much_gone {
                (shell::alert(if asked { "error" } else { "warning" }, &html! { p { (say.t("Meget ville forsvinde på én gang. Sæt hak ved, at det er rigtigt, før importen kan fortrydes.", "Much would be gone at once. Tick that it is right before the import can be undone.")) } }))
                div .form-group-checkbox {
                    input .form-checkbox type="checkbox" id="meget" name="meget" value="1" required;
                    label for="meget" { (say.t("Det er rigtigt, at så meget forsvinder", "It is right that so much is gone")) }
                }
            }
            div .fu-row {
                button .button .button-primary { (head.title) }
                a href=(back_to) { (say.t("Lad være", "Leave it")) }
            }
        }
        @for done in &plan.done {
            @if let Some(kind) = schema().kind(done.difference.kind) {
                section {
                    h2 { (kind_title(kind, say.0)) @if run.is_some_and(|run| run.sources.len() > 1) { " (" (done.source) ")" } }
                    @let difference = back(&done.difference);
                    @if is_personal(kind) && !house::rights::may_see_everybody(&signed.0.grants) { (super::import::counts(&difference, say)) }
                    @else { (changes(&app.house.now(), kind, &difference, say)) }
                }
            }
        }
    };
    shell::page(app, signed, &format!("/fortryd/{act}"), &head, &body)
}

fn objects(kind: facts::KindId, count: usize, say: Say) -> &'static str {
    let def = schema().def(kind);
    if count == 1 { def.one.pick(say.0) } else { def.many.pick(say.0) }
}
