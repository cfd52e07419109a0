//! `fundament board ..`, `deputy ..` and `tasks`: the board's meetings, who stands in for whom, and what waits for somebody in cases and
//! acquisitions, through the same gate as pages and API.

mod decide;

use std::io::Write;

use anyhow::{Result, anyhow};
use house::{House, HouseError, Who};
use kernel::Lang;
use serde_json::json;

use super::case::{at_work, lived_in, who_by_token};
use super::{FOUND, home};
use crate::args::ListFormat;
use crate::args::board::{Board, Deputy, Tasks, Token};
use crate::output;
use crate::say::{plural, say};

pub fn run(board: &Board, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match board {
            Board::List { home, format } => {
                let house = lived_in(home, lang).await?;
                let listed = meetings(&house, *format, lang, out).await;
                house.store().close().await;
                listed.map(|()| 0)
            }
            Board::Show { home, format } => {
                let house = lived_in(home, lang).await?;
                let shown = super::before::show(&house, *format, lang, out).await;
                house.store().close().await;
                shown.map(|()| 0)
            }
            Board::Plan { on, title, token } => {
                let (house, who) = known(token, lang).await?;
                let planned = house.plan_meeting(&who, *on, title).await;
                finish(&house, planned.map(|id| format!("{id}: {title}")), lang, out).await
            }
            Board::Agenda { meeting, cases, token } => {
                let (house, who) = known(token, lang).await?;
                let set = house.set_agenda(&who, meeting, cases).await;
                finish(&house, set.map(|_| format!("{meeting}: {}", cases.join(", "))), lang, out).await
            }
            Board::Minutes { meeting, minutes, token } => {
                let (house, who) = known(token, lang).await?;
                let meetings = house.meetings().await.map_err(|error| home::told(&error, lang))?;
                let had = meetings.into_iter().find(|one| one.id == *meeting).and_then(|one| one.minutes);
                let had = had.filter(|had| had != minutes);
                let had = had.map(|had| format!(" ({} {had})", say(lang, "før", "before"))).unwrap_or_default();
                let closed = house.close_meeting(&who, meeting, minutes).await;
                finish(&house, closed.map(|_| format!("{meeting}: {minutes}{had}")), lang, out).await
            }
            Board::Decide { meeting, file, by, format } => decide::run(meeting, file, (by, *format), lang, out).await,
        }
    })
}

pub fn deputy(deputy: &Deputy, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match deputy {
            Deputy::List { home, format } => {
                let house = lived_in(home, lang).await?;
                let listed = deputies(&house, *format, lang, out).await;
                house.store().close().await;
                listed.map(|()| 0)
            }
            Deputy::Appoint { login, from, until, token } => {
                let (house, who) = known(token, lang).await?;
                let failed = |error| home::told_store(error, lang);
                let found = house.store().account_by_login(house.tenant(), login).await.map_err(failed)?;
                let missing =
                    || anyhow!("{login}: {}", say(lang, "der er ingen bruger med det navn.", "there is no such user."));
                let account = found.ok_or_else(missing)?.id;
                let appointed = house.appoint_deputy(&who, &account, (*from, *until)).await;
                let told = |number| format!("{number}: {login} {} – {}", from.long(lang), until.long(lang));
                finish(&house, appointed.map(told), lang, out).await
            }
            Deputy::End { number, token } => {
                let (house, who) = known(token, lang).await?;
                let ended = house.end_deputy(&who, *number).await;
                let told = say(lang, "perioden er afsluttet", "the period is ended");
                finish(&house, ended.map(|()| format!("{number}: {told}")), lang, out).await
            }
        }
    })
}

pub fn tasks(args: &Tasks, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let (house, who) = known(&args.token, lang).await?;
        let listed = waiting(&house, &who, args.format, lang, out).await;
        house.store().close().await;
        listed.map(|()| 0)
    })
}

async fn known(token: &Token, lang: Lang) -> Result<(House, Who)> {
    let house = at_work(&token.home, lang).await?;
    let who = who_by_token(&house, &token.token_file, lang).await?;
    Ok((house, who))
}

async fn finish(house: &House, done: Result<String, HouseError>, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    house.store().close().await;
    match done {
        Ok(told) => {
            writeln!(out, "{told}")?;
            Ok(0)
        }
        Err(HouseError::Refused(refusal)) => {
            output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    }
}

async fn meetings(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let failed = |error| home::told(&error, lang);
    let mut all = Vec::new();
    for meeting in house.meetings().await.map_err(failed)? {
        let agenda = house.agenda(&meeting.id).await.map_err(failed)?;
        all.push((meeting, agenda));
    }
    if format == ListFormat::Json {
        let items: Vec<_> = all
            .iter()
            .map(|(one, agenda)| json!({ "id": one.id, "day": one.day, "title": one.title, "minutes": one.minutes, "agenda": agenda }))
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&items)?)?;
        return Ok(());
    }
    if all.is_empty() {
        writeln!(out, "{}", say(lang, "Der er ingen møder.", "There are no meetings."))?;
    }
    for (one, agenda) in &all {
        let minutes = match &one.minutes {
            Some(number) => format!(" · {} {number}", say(lang, "referat", "minutes")),
            None => String::new(),
        };
        writeln!(out, "{}  {}  {}{minutes}", one.id, one.day.long(lang), one.title)?;
        if !agenda.is_empty() {
            writeln!(out, "  {}", agenda.join(", "))?;
        }
    }
    Ok(())
}

async fn deputies(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let all = house.deputies().await.map_err(|error| home::told(&error, lang))?;
    let accounts = house.store().accounts(house.tenant()).await.map_err(|error| home::told_store(error, lang))?;
    let login =
        |id: &str| accounts.iter().find(|one| one.id == id).map_or_else(|| id.to_owned(), |one| one.login.clone());
    if format == ListFormat::Json {
        let item = |one: &store::Deputy| json!({ "id": one.id, "deputy": login(&one.account), "principal": login(&one.principal), "from": one.from, "until": one.until, "ended": one.ended_at.is_some() });
        writeln!(out, "{}", serde_json::to_string_pretty(&all.iter().map(item).collect::<Vec<_>>())?)?;
        return Ok(());
    }
    if all.is_empty() {
        writeln!(out, "{}", say(lang, "Der er ingen stedfortrædere.", "There are no deputies."))?;
    }
    for one in &all {
        let (deputy, principal) = (login(&one.account), login(&one.principal));
        let ended = if one.ended_at.is_some() { say(lang, " · afsluttet", " · ended") } else { "" };
        let (from, until) = (one.from.long(lang), one.until.long(lang));
        writeln!(out, "{:>4}  {deputy} {} {principal}: {from} – {until}{ended}", one.id, say(lang, "for", "for"))?;
    }
    Ok(())
}

async fn waiting(house: &House, who: &Who, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let failed = |error| home::told(&error, lang);
    let in_cases = house.case_tasks(who).await.map_err(failed)?;
    let bought = house.acquisition_tasks(who).await.map_err(failed)?;
    if format == ListFormat::Json {
        let cases: Vec<_> = in_cases
            .iter()
            .map(|one| json!({ "case": one.task.case, "title": one.task.title, "task": one.task.text().get(lang), "due": one.task.due, "days_late": one.task.days_late, "for": one.for_whom }))
            .collect();
        let acquisitions: Vec<_> = bought
            .iter()
            .map(|one| json!({ "acquisition": one.task.acquisition, "title": one.task.title, "task": one.task.errand.text().get(lang), "for": one.for_whom }))
            .collect();
        let all = json!({ "cases": cases, "acquisitions": acquisitions });
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        return Ok(());
    }
    if in_cases.is_empty() && bought.is_empty() {
        writeln!(
            out,
            "{}",
            say(
                lang,
                "Ingen opgaver venter på dig i sager og anskaffelser.",
                "No task waits for you in cases and acquisitions."
            )
        )?;
    }
    for one in &in_cases {
        let task = &one.task;
        let due =
            task.due.map(|day| format!(" · {} {}", say(lang, "senest", "by"), day.long(lang))).unwrap_or_default();
        let late = match u64::try_from(task.days_late) {
            Ok(days) if days > 0 => {
                let days = plural(lang, days, ["dag", "dage"], ["day", "days"]);
                format!(" ({days} {})", say(lang, "over fristen", "late"))
            }
            _ => String::new(),
        };
        writeln!(out, "{}  {}: {}{due}{late}", task.case.0, task.title, task.text().get(lang))?;
    }
    for one in &bought {
        let task = &one.task;
        writeln!(out, "{}  {}: {}", task.acquisition.0, task.title, task.errand.text().get(lang))?;
    }
    Ok(())
}
