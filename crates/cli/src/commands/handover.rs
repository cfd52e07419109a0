//! `fundament handover`: a line for each thing that somebody who left still answers for.

use std::io::Write;

use anyhow::Result;
use facts::schema;
use house::{Handover, House, Snapshot};
use kernel::Lang;
use serde::Serialize;

use super::{case, home};
use crate::args::{Handover as Asked, ListFormat};
use crate::output;
use crate::say::say;

#[derive(Serialize)]
struct Row {
    person: String,
    name: String,
    left_on: String,
    /// A kind of the schema, or `case`, `acquisition`, `account`.
    what: &'static str,
    key: String,
    title: String,
    /// The fact that names them.
    fact: &'static str,
    /// The keys of those who could take over, the nearest first.
    successors: String,
}

pub fn run(asked: &Asked, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let house = case::lived_in(&asked.home, lang).await?;
        let rows = rows(&house, lang).await?;
        house.store().close().await;
        match asked.format {
            ListFormat::Json => output::pretty(&rows, out)?,
            ListFormat::Csv => output::csv(&rows, out)?,
            ListFormat::Text => write(&rows, lang, out)?,
        }
        Ok(0)
    })
}

async fn rows(house: &House, lang: Lang) -> Result<Vec<Row>> {
    let snapshot = house.now();
    let all = house.handover(&snapshot).await.map_err(|error| home::told(&error, lang))?;
    Ok(all.iter().flat_map(|one| of(&snapshot, one)).collect())
}

fn of(snapshot: &Snapshot, one: &Handover) -> Vec<Row> {
    let (slots, leaver) = (&snapshot.slots, &one.leaver);
    let people = schema().kind("person");
    let successors: Vec<&str> = people.map_or_else(Vec::new, |kind| {
        leaver.successors.iter().map(|next| &*slots.keys(kind)[next.person as usize]).collect()
    });
    let row = |what, key: &str, title: &str, fact| Row {
        person: leaver.key.clone(),
        name: people.zip(leaver.person).and_then(|(kind, person)| slots.name(kind, person)).unwrap_or_default(),
        left_on: leaver.left_on.map(|day| day.to_string()).unwrap_or_default(),
        what,
        key: key.to_owned(),
        title: title.to_owned(),
        fact,
        successors: successors.join("|"),
    };
    let facts = leaver.holds.iter().map(|held| {
        let key = &slots.keys(held.kind)[held.object as usize];
        let title = slots.name(held.kind, held.object).unwrap_or_default();
        row(schema().def(held.kind).name, key, &title, schema().attribute(held.kind, held.attribute).name)
    });
    let cases = one.cases.iter().map(|case| row("case", &case.number, &case.title, ""));
    let opened = one.acquisitions.iter().map(|opened| row("acquisition", &opened.number, &opened.title, ""));
    let accounts = one.accounts.iter().map(|account| row("account", &account.login, "", ""));
    facts.chain(cases).chain(opened).chain(accounts).collect()
}

fn write(rows: &[Row], lang: Lang, out: &mut dyn Write) -> Result<()> {
    if rows.is_empty() {
        writeln!(out, "{}", say(lang, "Alt er overdraget.", "Everything has been handed over."))?;
    }
    let mut before = "";
    for row in rows {
        if row.person != before {
            before = &row.person;
            let left = say(lang, "fratrådt", "left on");
            let unknown = say(lang, "findes ikke blandt personerne", "is not among the people");
            let when = if row.left_on.is_empty() { unknown.to_owned() } else { format!("{left} {}", row.left_on) };
            let next = say(lang, "kan overtages af", "could be taken over by");
            let nobody = say(lang, "ingen kendt", "nobody known");
            let to = if row.successors.is_empty() { nobody } else { &row.successors };
            writeln!(out, "{} {}: {when}; {next}: {to}", row.person, row.name)?;
        }
        writeln!(out, "  {:<22} {:<14} {} {}", row.what, row.key, row.title, row.fact)?;
    }
    Ok(())
}
