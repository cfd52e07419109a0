//! `fundament case list`: cases and where they stand, searched, narrowed and sorted as the page and the API do it.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use decisions::{Face, Phase, Standing};
use facts::schema;
use house::House;
use kernel::{Day, Lang};
use reports::{CaseLine, CaseQuery, CaseSort, case_line, matching_cases};
use serde::Serialize;
use serde_json::{Value, json};

use super::{known_phase, lived_in};
use crate::args::ListFormat;
use crate::args::case::List;
use crate::output;
use crate::say::say;

/// A case as a line of a spreadsheet.
#[derive(Serialize)]
struct Row<'l> {
    number: &'l str,
    title: &'l str,
    pack: &'l str,
    principle: &'l str,
    kind: &'l str,
    keys: String,
    phase: &'static str,
    standing: &'static str,
    day: Option<Day>,
    waiting: String,
    marks: String,
    opened: Day,
    changed: Day,
    version: u32,
}

impl<'l> Row<'l> {
    fn of(line: &'l CaseLine, lang: Lang) -> Self {
        let face = &line.face;
        let marks: Vec<String> = line.marks.iter().map(|mark| mark.told(lang)).collect();
        Self {
            number: &face.id.0,
            title: &face.title,
            pack: &face.pack,
            principle: &face.principle,
            kind: &face.kind,
            keys: face.keys.join("|"),
            phase: face.phase.word(),
            standing: line.standing.word(),
            day: line.standing.day(),
            waiting: line.waiting.told(lang),
            marks: marks.join("|"),
            opened: face.opened,
            changed: face.changed,
            version: face.version,
        }
    }
}

/// A case as the API lists it.
fn item(line: &CaseLine) -> Value {
    let face = &line.face;
    json!({
        "number": face.id, "version": face.version, "title": face.title, "pack": face.pack, "principle": face.principle,
        "kind": face.kind, "keys": face.keys, "phase": face.phase, "standing": line.standing.word(),
        "day": line.standing.day(), "marks": line.marks, "waiting": line.waiting, "opened": face.opened,
        "changed": face.changed,
    })
}

/// The cases that are asked for, each as it stands on the day.
pub(super) async fn run(asked: &List, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let house = lived_in(&asked.home, lang).await?;
    let query = query(&house, asked, lang)?;
    list(&house, &query, (asked.on.unwrap_or(house.now().today), asked.format), lang, out)?;
    house.store().close().await;
    Ok(0)
}

fn query(house: &House, asked: &List, lang: Lang) -> Result<CaseQuery> {
    let (sort, descending) = order(asked.sort.as_deref().unwrap_or_default(), lang)?;
    Ok(CaseQuery {
        standing: known_standing(asked.standing.as_deref(), lang)?,
        principle: asked.principle.clone().unwrap_or_default(),
        kind: known_kind(asked.kind.as_deref(), lang)?,
        phase: asked
            .phase
            .as_deref()
            .map(|word| known_phase(word, lang))
            .transpose()?
            .map_or("", Phase::word)
            .to_owned(),
        stale: asked.stale,
        also: asked.search.as_ref().map(|key| house.now().keys_beside(key.trim())).unwrap_or_default(),
        search: asked.search.clone().unwrap_or_default(),
        sort,
        descending,
        ..CaseQuery::default()
    })
}

fn known_standing(word: Option<&str>, lang: Lang) -> Result<String> {
    match word {
        None => Ok(String::new()),
        Some(word) if Standing::WORDS.contains(&word) => Ok(word.to_owned()),
        Some(word) => bail!(
            "{word}: {} {}",
            say(lang, "er ingen stilling. Vælg en af", "is no standing. Choose one of"),
            Standing::WORDS.join(", ")
        ),
    }
}

fn known_kind(word: Option<&str>, lang: Lang) -> Result<String> {
    let Some(word) = word else { return Ok(String::new()) };
    if schema().kind(word).is_none() {
        let known: Vec<&str> = schema().kinds().map(|kind| schema().def(kind).name).collect();
        bail!("--kind {word}: {}", output::unknown(word, &known, lang));
    }
    Ok(word.to_owned())
}

/// By what, and whether the other way round.
fn order(written: &str, lang: Lang) -> Result<(CaseSort, bool)> {
    let (descending, name) = written.strip_prefix('-').map_or((false, written), |name| (true, name));
    let sort = match name {
        "" | "number" => CaseSort::Number,
        "title" => CaseSort::Title,
        "day" => CaseSort::Day,
        "changed" => CaseSort::Changed,
        _ => bail!(
            "--sort {written}: {}",
            say(
                lang,
                "skriv number, title, day eller changed; med - foran vendes rækkefølgen.",
                "write number, title, day or changed; - before it turns it round."
            )
        ),
    };
    Ok((sort, descending))
}

fn list(
    house: &House,
    query: &CaseQuery,
    (day, format): (Day, ListFormat),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let faces: Vec<Arc<Face>> = matching_cases(house.docket().rows_for(query), day, query).0;
    let lines: Vec<CaseLine> = faces.iter().map(|face| case_line(face, day)).collect();
    match format {
        ListFormat::Json => output::pretty(&lines.iter().map(item).collect::<Vec<_>>(), out)?,
        ListFormat::Csv => output::csv(&lines.iter().map(|line| Row::of(line, lang)).collect::<Vec<_>>(), out)?,
        ListFormat::Text if lines.is_empty() => writeln!(out, "{}", say(lang, "Ingen sager.", "No cases."))?,
        ListFormat::Text => {
            for CaseLine { face, standing, .. } in &lines {
                let day = standing.day().map(|day| format!(" {}", day.long(lang))).unwrap_or_default();
                let stands = format!("{}{day}", standing.label().pick(lang));
                writeln!(out, "{:<10} {stands:<40} {}", face.id.0, face.title)?;
            }
        }
    }
    Ok(())
}
