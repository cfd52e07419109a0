//! One object as it was known on a day gone by: its facts, and its verdicts under the strategies of that day.
//!
//! Nothing can be said or corrected here: what was known then, was known.

use std::sync::Arc;

use axum::http::StatusCode;
use facts::{KindId, schema};
use house::{Snapshot, rights};
use kernel::Day;
use maud::{Markup, html};
use store::Stated;

use super::object::At;
use super::{capital, kind_of, kind_title, may_see, object_href, picture};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// An object on a day gone by.
pub(crate) struct Then {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) kind: KindId,
    pub(crate) object: u32,
    /// What each source said of it.
    pub(crate) stated: Vec<Stated>,
}

/// The object as it was, for those who may see it now and might have seen it then.
pub(crate) async fn read(
    app: &App,
    signed: &Signed,
    (kind_name, key): (&str, &str),
    day: Day,
) -> Result<Then, Problem> {
    let kind = kind_of(kind_name)?;
    let refused = || Problem::from(house::refused(rights::Action::ReadPeople));
    let now = app.house.now();
    if now.slots.find(kind, key).is_some_and(|object| !may_see(&now, signed, (kind, object))) {
        return Err(refused());
    }
    let snapshot = app.house.as_of(day).await?;
    let object = snapshot.slots.find(kind, key).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "as-of-unknown",
            "Det var ikke kendt den dag. Vælg en senere dag, eller se, hvordan det er i dag.",
            "It was not known on that day. Choose a later day, or see how it is today.",
        )
    })?;
    if !may_see(&snapshot, signed, (kind, object)) {
        return Err(refused());
    }
    let as_of = app.house.end_of(day);
    let stated = app.house.stated(&snapshot, (kind, object), Some(as_of)).await?;
    Ok(Then { snapshot, kind, object, stated })
}

/// The first day that can be looked back at, when a problem is that a day lies before it: the same page can be seen as it was then.
pub(crate) async fn first_instead(app: &App, problem: &Problem) -> Option<Day> {
    if problem.label != "as-of-too-early" {
        return None;
    }
    app.house.first_day().await.ok().flatten()
}

/// The day that an address asks for.
pub(crate) fn asked(pairs: &[(String, String)]) -> Result<Option<Day>, Problem> {
    let written = pairs.iter().find(|(name, _)| name == "dag").map_or("", |(_, written)| written.trim());
    if written.is_empty() {
        return Ok(None);
    }
    Day::parse(written).map(Some).map_err(|_| not_a_day())
}

/// What is told of a day that is none.
pub(crate) fn not_a_day() -> Problem {
    Problem::bad(
        "as-of-day",
        "Det er ikke en dag i kalenderen. Skriv den som 2026-10-01.",
        "That is no day of the calendar. Write it like 2026-10-01.",
    )
}

/// The same address on that day.
pub(crate) fn href(object: &str, day: Day) -> String {
    format!("{object}?dag={day}")
}

/// Asks for the day to look back at.
pub(crate) fn form(object: &str, chosen: Option<Day>, today: Day, say: Say) -> Markup {
    html! {
        form .fu-row method="get" action=(object) {
            div .form-group {
                label for="dag" { (say.t("Vis som det var den", "Show as it was on")) }
                input .form-input id="dag" name="dag" type="date" required max=(today) value=[chosen];
            }
            button .button .button-secondary { (say.t("Vis", "Show")) }
        }
    }
}

/// What a page says that shows only today, when it is asked for a day gone by; nothing when it is not.
///
/// # Errors
/// When what is asked for is no day.
pub(super) fn only_today(pairs: &[(String, String)], today: Day, say: Say) -> Result<Markup, Problem> {
    let Some(day) = asked(pairs)?.filter(|day| *day != today) else { return Ok(html! {}) };
    let text = html! {
        p {
            strong { (say.t("Det her er, som det er i dag.", "This is as it is today.")) } " "
            (say.t("Lister og overblik vises kun for i dag. Et enkelt objekt kan ses, som det var den ", "Lists and the overview are shown as of today only. A single object can be seen as it was on ")) (say.day(day)) ": "
            (say.t("åbn det, og vælg dagen øverst på siden.", "open it, and choose the day at the top of its page."))
        }
    };
    Ok(shell::alert("info", &text))
}

/// `GET /objekter/{kind}/{key}?dag=2026-10-01`
pub(super) async fn show(
    app: &App,
    signed: &Signed,
    (kind_name, key): (&str, &str),
    day: Day,
) -> Result<Markup, Problem> {
    let then = read(app, signed, (kind_name, key), day).await?;
    let (say, kind, object) = (signed.say(), then.kind, then.object);
    let address = object_href(kind, key);
    let above = [(format!("/objekter/{kind_name}"), kind_title(kind, say.0))];
    let name = then.snapshot.slots.title(kind, object);
    let title = format!("{name} – {}", say.day(day));
    let menu = if kind_name == "system" { "/objekter/system" } else { "/objekter" };
    let head = Head { title: &title, menu, above: &above };
    let all = then.snapshot.slots.conflicts().iter();
    let conflicts = all.filter(|one| (one.kind, one.object) == (kind, object)).collect();
    let at = At {
        app: None,
        snapshot: &then.snapshot,
        signed,
        kind,
        object,
        href: &address,
        say,
        then: Some(day),
        conflicts,
        cases: Vec::new(),
    };
    let body = html! {
        h1 { (name) }
        p .fu-quiet { (capital(schema().def(kind).one.pick(say.0))) }
        (banner(&address, day, &then.snapshot, say))
        (form(&address, Some(day), app.clock.today(), say))
        (at.findings(&[]))
        @if kind_name == "system" { (picture::section(&then.snapshot, object, say)) }
        (at.facts(&then.stated))
        (at.relations())
    };
    Ok(shell::page(app, signed, &href(&address, day), &head, &body))
}

/// Says that this is not today, so that nobody takes it for it.
fn banner(address: &str, day: Day, then: &Snapshot, say: Say) -> Markup {
    let packs: Vec<String> =
        then.packs.iter().map(|pack| format!("{} {}", say.text(&pack.title), pack.version)).collect();
    let text = html! {
        p {
            strong { (say.t("Sådan så det ud den ", "This is how it was on ")) (say.day(day)) "." } " "
            (say.t("Du ser det, Fundament vidste ved dagens slutning, vurderet efter den strategi, der gjaldt dengang", "You see what Fundament knew at the end of that day, assessed by the strategy that was in force then"))
            ": " @if packs.is_empty() { (say.t("der var ingen", "there was none")) } @else { (packs.join(", ")) } ". "
            a href=(address) { (say.t("Se, hvordan det er i dag", "See how it is today")) }
        }
    };
    shell::alert("warning", &text)
}
