//! Deputies: whoever is away lets a colleague act on cases in their seat, from a day to a day. Both names stand in the log.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use house::rights::{Action, may};
use maud::{Markup, html};
use store::Deputy;

use super::cases::day;
use super::widgets::{Field, select};
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::problem::Problem;
use crate::shell;

/// The deputies of this reader, for whom they stand in, and a form to appoint one.
pub(crate) async fn section(app: &App, signed: &Signed) -> Result<Markup, Problem> {
    let say = signed.say();
    let own = &signed.0.account.id;
    if !may(&signed.0.grants, Action::AppointDeputy) {
        return Ok(html! {});
    }
    let deputies: Vec<Deputy> = app.house.deputies().await?;
    let accounts = app.house.store().accounts(app.house.tenant()).await?;
    let name =
        |id: &str| accounts.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    let today = app.clock.today();
    let live: Vec<&Deputy> = deputies
        .iter()
        .filter(|one| one.ended_at.is_none() && one.until >= today && (one.principal == *own || one.account == *own))
        .collect();
    let mut options = vec![(String::new(), say.t("vælg", "choose").to_owned(), false)];
    for one in accounts.iter().filter(|one| one.closed_at.is_none() && one.id != *own) {
        if app.house.may_stand_in(one).await? {
            options.push((one.id.clone(), one.name.clone(), false));
        }
    }
    Ok(html! {
        section aria-labelledby="stedfortraeder" {
            h2 #stedfortraeder { (say.t("Stedfortræder", "Deputy")) }
            p { (say.t("En kollega kan behandle sager for dig, mens du er væk. I loggen står begges navne.", "A colleague can work on cases for you while you are away. Both names stand in the log.")) }
            @if !live.is_empty() { ul { @for one in &live {
                li {
                    @if one.principal == *own { (name(&one.account)) " " (say.t("er stedfortræder for dig", "for you")) } @else { (say.t("Du er stedfortræder for", "You for")) " " (name(&one.principal)) }
                    ", " (say.day(one.from)) " – " (say.day(one.until))
                    @if one.principal == *own {
                        form method="post" action={ "/mig/stedfortraeder/" (one.id) "/slut" } .fu-inline { (shell::csrf(signed)) " " button .fu-link { (say.t("Afslut nu", "End now")) } }
                    }
                }
            } } }
            form method="post" action="/mig/stedfortraeder" .fu-row {
                (shell::csrf(signed))
                (select("konto", say.t("Kollega", "Colleague"), &options))
                (Field { name: "fra", label: say.t("Fra", "From"), kind: "date", value: &today.to_string(), ..Field::default() }.show())
                (Field { name: "til", label: say.t("Til og med", "Until"), kind: "date", ..Field::default() }.show())
                button .button .button-secondary { (say.t("Udpeg", "Appoint")) }
            }
        }
    })
}

/// `POST /mig/stedfortraeder`
pub(crate) async fn appoint(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Redirect, Problem> {
    let period = (day(&fields, "fra")?, day(&fields, "til")?);
    app.house.appoint_deputy(&signed.0, fields.get("konto"), period).await?;
    Ok(Redirect::to("/mig#stedfortraeder"))
}

/// `POST /mig/stedfortraeder/{id}/slut`
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<i64>,
    Posted(_): Posted,
) -> Result<Redirect, Problem> {
    app.house.end_deputy(&signed.0, id).await?;
    Ok(Redirect::to("/mig#stedfortraeder"))
}
