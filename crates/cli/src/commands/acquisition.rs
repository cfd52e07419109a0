//! `fundament acquisition ..`: acquisitions listed, shown, opened and acted in, the requirement sheet out and its answers in, through the
//! same gate as pages and API.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use decisions::{
    Acquisition as Bought, AcquisitionCommand, AcquisitionPlan, FactSource, OfferGround, Phase, PlanChange, Said,
    SoftwarePart, Statement,
};
use facts::schema;
use findings::Verdict;
use house::cases::Seat;
use house::{House, HouseError};
use inbound::{Answering, Outcome, read_answers, read_sbom};
use kernel::{Lang, Text};
use reports::sheet::{Audience, csv, rule_codes, sheet, supplier_codes, table};
use serde_json::Value;

use super::case::{fields, lived_in, who};
use super::{FOUND, home};
use crate::args::ListFormat;
use crate::args::acquisition::Acquisition;
use crate::args::case::By;
use crate::folder;
use crate::output;
use crate::say::say;

pub fn run(args: &Acquisition, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match args {
            Acquisition::List { home, format } => {
                let house = lived_in(home, lang).await?;
                list(&house, *format, lang, out).await?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Show { number, home, format } => {
                let house = lived_in(home, lang).await?;
                let bought = found(&house, number, lang).await?;
                show(&house, &bought, *format, lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Sheet { number, home, tender, output } => {
                let house = lived_in(home, lang).await?;
                let bought = found(&house, number, lang).await?;
                let audience = if *tender { Audience::Tender } else { Audience::Own };
                write_sheet(&house, &bought, (audience, output.as_deref()), lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Open { by, title, task, unit } => {
                let house = lived_in(&by.home, lang).await?;
                let plan = AcquisitionPlan {
                    title: title.clone(),
                    purpose: String::new(),
                    tasks: task.clone(),
                    unit: unit.clone(),
                    owner: None,
                    phase: Phase::Idea,
                };
                let (who, acting_for) = who(&house, by, lang).await?;
                let opened = house.open_acquisition(Seat { who: &who, acting_for: acting_for.as_deref() }, &plan).await;
                finish(&house, opened, lang, out).await
            }
            Acquisition::Revise { number, by, title, purpose, task, unit, owner, seen } => {
                let house = lived_in(&by.home, lang).await?;
                found(&house, number, lang).await?;
                let (title, purpose, unit, owner) = (title.clone(), purpose.clone(), unit.clone(), owner.clone());
                let tasks = (!task.is_empty()).then(|| task.clone());
                let change = PlanChange { title, purpose, tasks, unit, owner };
                act(&house, (by, number, *seen), &AcquisitionCommand::Revise { change }, lang, out).await
            }
            Acquisition::Act { number, verb, by, json, reason, seen } => {
                let house = lived_in(&by.home, lang).await?;
                found(&house, number, lang).await?;
                let mut fields = fields(json.as_deref(), reason.as_deref(), lang)?;
                if let Value::Object(map) = &mut fields {
                    map.insert("command".to_owned(), Value::String(verb.replace('-', "_")));
                }
                let command: AcquisitionCommand = serde_json::from_value(fields).map_err(|error| {
                    let why = say(lang, "kan ikke bruges", "cannot be used");
                    anyhow!("{verb}: {why}: {}", inbound::json_fault(&error).get(lang))
                })?;
                act(&house, (by, number, *seen), &command, lang, out).await
            }
            Acquisition::Answers { number, candidate, file, by, sbom, seen } => {
                let house = lived_in(&by.home, lang).await?;
                found(&house, number, lang).await?;
                let (statement, rejected) = read(&house, file, *sbom, lang)?;
                let source = if *sbom { FactSource::Sbom } else { FactSource::Answers };
                let command = AcquisitionCommand::State { candidate: candidate.clone(), source, statement };
                let code = act(&house, (by, number, *seen), &command, lang, out).await?;
                Ok(if rejected > 0 { FOUND } else { code })
            }
        }
    })
}

async fn found(house: &House, number: &str, lang: Lang) -> Result<Bought> {
    let view = house.acquisition(number).await.map_err(|error| home::told(&error, lang))?;
    let missing = || {
        anyhow!("{number}: {}", say(lang, "der er ingen anskaffelse med det nummer.", "there is no such acquisition."))
    };
    Ok(view.ok_or_else(missing)?.acquisition)
}

async fn act(
    house: &House,
    (by, number, seen): (&By, &str, u32),
    command: &AcquisitionCommand,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<u8> {
    let (who, acting_for) = who(house, by, lang).await?;
    let seat = Seat { who: &who, acting_for: acting_for.as_deref() };
    let acted = house.act_on_acquisition(seat, (number, seen), command).await;
    finish(house, acted, lang, out).await
}

/// What a supplier's file states, and how many cells of it were rejected; each of those is told on standard error.
fn read(house: &House, path: &Path, sbom: bool, lang: Lang) -> Result<(Statement, usize)> {
    let bytes = folder::read(path, lang).with_context(|| path.display().to_string())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if sbom {
        let parts = read_sbom(&bytes).map_err(|why| anyhow!("{name}: {}", why.get(lang)))?;
        let part = |part: inbound::Part| SoftwarePart { name: part.name, version: part.version, licence: part.licence };
        let parts = parts.into_iter().map(part).collect();
        return Ok((Statement { parts, file: name, ..Statement::default() }, 0));
    }
    let snapshot = house.now();
    let packs = snapshot.packs();
    let (supplier, municipality) = (supplier_codes(&packs), rule_codes(&packs));
    let answers = read_answers(&name, &bytes, Answering { supplier: &supplier, municipality: &municipality });
    if let Some(file) = answers.report.files.iter().find(|file| file.outcome == Outcome::Refused) {
        let why: Vec<&str> = file.notices.iter().map(|notice| notice.text.get(lang)).collect();
        bail!("{name}: {}", why.join(" "));
    }
    for one in &answers.report.rejected {
        let line = say(lang, "linje", "line");
        output::aside(&format!(
            "{name}, {line} {}, {}: \"{}\". {}",
            one.line,
            one.column,
            one.value,
            one.expected.get(lang)
        ));
    }
    let system = schema().kind("system").context("system")?;
    let facts = answers
        .facts
        .into_iter()
        .map(|(attribute, value)| (schema().attribute(system, attribute).name.to_owned(), Said::of(&value)))
        .collect();
    let statement =
        Statement { facts, principles: answers.principles.into_iter().collect(), file: name, ..Statement::default() };
    Ok((statement, answers.report.rejected.len()))
}

/// What came of it: the number, the version and the phase; or the refusal, each thing that is wrong on a line.
async fn finish(house: &House, done: Result<Bought, HouseError>, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    house.store().close().await;
    match done {
        Ok(bought) => {
            writeln!(out, "{}: {} (version {})", bought.id, bought.phase.label().pick(lang), bought.version)?;
            Ok(0)
        }
        Err(HouseError::Refused(refusal)) => {
            output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
            refusal.details.iter().for_each(|detail: &Text| output::aside(&format!("  {}", detail.get(lang))));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    }
}

#[derive(serde::Serialize)]
struct Row {
    number: String,
    title: String,
    phase: &'static str,
    cancelled: bool,
    tasks: String,
    candidates: usize,
    winner: Option<String>,
    system: Option<String>,
    version: u32,
}

async fn list(house: &House, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let faces = house.acquisitions().await.map_err(|error| home::told(&error, lang))?;
    let rows: Vec<Row> = faces
        .into_iter()
        .map(|face| Row {
            number: face.id.0,
            title: face.title,
            phase: face.phase.word(),
            cancelled: face.cancelled,
            tasks: face.tasks.join("|"),
            candidates: face.candidates,
            winner: face.winner,
            system: face.system,
            version: face.version,
        })
        .collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text if rows.is_empty() => {
            writeln!(out, "{}", say(lang, "Ingen anskaffelser.", "No acquisitions."))?;
        }
        ListFormat::Text => {
            for row in &rows {
                let phase = Phase::from_word(row.phase).map_or("", |phase| phase.label().pick(lang));
                let phase = if row.cancelled { say(lang, "opgivet", "given up") } else { phase };
                writeln!(out, "{:<12} {phase:<14} {}", row.number, row.title)?;
            }
        }
    }
    Ok(())
}

fn show(house: &House, bought: &Bought, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let snapshot = house.now();
    let assessed = House::assess_candidates(&snapshot, bought);
    let offers: Vec<OfferGround> = assessed.iter().map(OfferGround::of).collect();
    let alike = House::systems_alike(&snapshot, bought);
    let lacks = House::lacks(&snapshot, bought, &offers);
    if format != ListFormat::Text {
        let candidates: Vec<Value> = assessed
            .iter()
            .zip(&offers)
            .map(|(one, offer)| {
                let stands = one.stands.iter().map(|stand| {
                    serde_json::json!({ "pack": stand.pack, "principle": stand.principle, "verdict": stand.verdict, "for_board": stand.for_board, "hash": stand.hash })
                });
                let candidate = bought.candidate(&one.candidate);
                let said = candidate.into_iter().flat_map(|candidate| &candidate.own_words).map(|said| {
                    serde_json::json!({ "principle": said.principle, "words": said.words, "source": said.source, "day": said.day })
                });
                serde_json::json!({ "candidate": one.candidate, "hash": offer.hash, "new_components": offer.new_parts, "principles": stands.collect::<Vec<_>>(), "own_words": said.collect::<Vec<_>>() })
            })
            .collect();
        let lacks: Vec<Value> =
            lacks.iter().map(|lack| serde_json::json!({ "label": lack.label(), "text": lack.text })).collect();
        let conflicted = bought
            .conflicted
            .iter()
            .map(|one| serde_json::json!({ "by": one.by, "reason": one.reason, "day": one.day }));
        let told = serde_json::json!({ "acquisition": bought.face(), "conflicted": conflicted.collect::<Vec<_>>(), "systems_alike": alike.iter().map(|one| &one.key).collect::<Vec<_>>(), "lacks": lacks, "candidates": candidates });
        return output::pretty(&told, out);
    }
    writeln!(out, "{} {}", bought.id, bought.plan.title)?;
    writeln!(out, "{}: {}", say(lang, "Fase", "Phase"), bought.phase.label().pick(lang))?;
    writeln!(out, "{}: {}", say(lang, "Version", "Version"), bought.version)?;
    let alike: Vec<String> = alike.iter().map(decisions::Alike::title).collect();
    writeln!(out, "{}: {}", say(lang, "Systemer med samme opgave", "Systems with the same task"), alike.join(", "))?;
    for one in &bought.conflicted {
        let label = say(lang, "Inhabil", "Conflict of interest");
        writeln!(out, "{label}: {}, {}: {}", one.by, one.day.long(lang), one.reason)?;
    }
    for lack in &lacks {
        writeln!(out, "{}: {}", say(lang, "Mangler", "Lacks"), lack.text.get(lang))?;
    }
    for (one, candidate) in assessed.iter().zip(bought.live()) {
        writeln!(out, "{} {}, {}", candidate.key, candidate.product, candidate.supplier)?;
        for stand in one.stands.iter().filter(|stand| stand.verdict != Verdict::NotApplicable) {
            writeln!(out, "  {:<14} {}", stand.verdict.label().pick(lang), stand.title.get(lang))?;
        }
        for said in &candidate.own_words {
            writeln!(out, "  {}: {}", said.principle, said.words.replace('\n', "\n    "))?;
        }
    }
    Ok(())
}

fn write_sheet(
    house: &House,
    bought: &Bought,
    (audience, path): (Audience, Option<&Path>),
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let snapshot = house.now();
    let title = format!("{} {}", say(lang, "Kravark", "Requirements"), bought.id);
    let table = table(&sheet(&snapshot.packs()), audience, lang, (&title, snapshot.today));
    let Some(path) = path else {
        out.write_all(csv(&table, lang).as_bytes())?;
        return Ok(());
    };
    let bytes = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        render::workbook(&table, lang).map_err(|error| anyhow!("{}", error.text().get(lang)))?
    } else {
        csv(&table, lang).into_bytes()
    };
    fs::write(path, bytes).with_context(|| path.display().to_string())
}
