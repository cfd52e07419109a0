//! `fundament acquisition ..`: acquisitions listed, shown, opened and acted in, the requirement sheet out and its answers in, through the
//! same gate as pages and API.

mod answers;
mod list;
mod offer;
mod sheet;
mod show;
mod timeline;

use std::io::Write;

use anyhow::{Result, anyhow};
use decisions::{
    Acquisition as Bought, AcquisitionCommand, AcquisitionPlan, Assessed, Detail, FactSource, Phase, PlanChange,
};
use house::cases::{Seat, whole};
use house::{AcquisitionView, House, HouseError};
use kernel::{Day, Lang};
use reports::sheet::Audience;
use serde_json::{Map, Value};

use super::case::{at_work, fields, known_phase, lived_in, who};
use super::{FOUND, home};
use crate::args::acquisition::Acquisition;
use crate::args::case::By;
use crate::output;
use crate::say::say;

pub fn run(args: &Acquisition, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match args {
            Acquisition::List { home, format } => {
                let house = lived_in(home, lang).await?;
                list::run(&house, *format, lang, out).await?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Show { number, home, as_of, format } => {
                let house = lived_in(home, lang).await?;
                let (mut view, mut snapshot) = (found(&house, number, lang).await?, house.now());
                if let Some(day) = as_of {
                    view = then(&house, number, *day, lang).await?;
                    snapshot = house.as_of(*day).await.map_err(|error| home::told(&error, lang))?;
                }
                let told_of = as_of.filter(|day| *day != house.now().today);
                show::run(&snapshot, &view, (told_of, *format), lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Sheet { number, home, tender, output } => {
                let house = lived_in(home, lang).await?;
                let bought = found(&house, number, lang).await?.acquisition;
                let audience = if *tender { Audience::Tender } else { Audience::Own };
                sheet::write(&house, &bought, (audience, output.as_deref()), lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Acquisition::Open { by, title, task, purpose, unit, owner, phase } => {
                let house = at_work(&by.home, lang).await?;
                let plan = AcquisitionPlan {
                    title: title.clone(),
                    purpose: purpose.clone(),
                    tasks: task.clone(),
                    unit: unit.clone(),
                    owner: owner.clone(),
                    phase: phase.as_deref().map_or(Ok(Phase::Idea), |word| known_phase(word, lang))?,
                };
                let (who, acting_for) = who(&house, by, lang).await?;
                let opened = house.open_acquisition(Seat { who: &who, acting_for: acting_for.as_deref() }, &plan).await;
                finish(&house, opened, lang, out).await
            }
            Acquisition::Revise { number, by, title, purpose, task, unit, owner, seen } => {
                let house = at_work(&by.home, lang).await?;
                found(&house, number, lang).await?;
                let (title, purpose, unit, owner) = (title.clone(), purpose.clone(), unit.clone(), owner.clone());
                let tasks = (!task.is_empty()).then(|| task.clone());
                let change = PlanChange { title, purpose, tasks, unit, owner };
                act(&house, (by, number, *seen), &AcquisitionCommand::Revise { change }, lang, out).await
            }
            Acquisition::Act { number, verb, by, json, reason, seen, shown } => {
                let house = at_work(&by.home, lang).await?;
                let it = found(&house, number, lang).await?.acquisition;
                let mut fields = fields(json.as_deref(), reason.as_deref(), lang)?;
                if let Value::Object(map) = &mut fields {
                    map.insert("command".to_owned(), Value::String(verb.replace('-', "_")));
                    if let Some(shown) = shown {
                        map.insert("shown".to_owned(), Value::String(shown.clone()));
                    }
                    name_what_was_seen(&house, &it, map);
                }
                let command: AcquisitionCommand = serde_json::from_value(fields).map_err(|error| {
                    let why = say(lang, "kan ikke bruges", "cannot be used");
                    anyhow!("{verb}: {why}: {}", inbound::json_fault(&error).get(lang))
                })?;
                act(&house, (by, number, *seen), &command, lang, out).await
            }
            Acquisition::Answers { number, candidate, file, by, sbom, seen } => {
                let house = at_work(&by.home, lang).await?;
                found(&house, number, lang).await?;
                let (statement, rejected) = answers::read(&house, file, *sbom, lang)?;
                let source = if *sbom { FactSource::Sbom } else { FactSource::Answers };
                let command = AcquisitionCommand::State { candidate: candidate.clone(), source, statement };
                let code = act(&house, (by, number, *seen), &command, lang, out).await?;
                Ok(if rejected > 0 { FOUND } else { code })
            }
        }
    })
}

async fn found(house: &House, number: &str, lang: Lang) -> Result<AcquisitionView> {
    let view = house.acquisition(number).await.map_err(|error| home::told(&error, lang))?;
    let missing = || {
        anyhow!("{number}: {}", say(lang, "der er ingen anskaffelse med det nummer.", "there is no such acquisition."))
    };
    view.ok_or_else(missing)
}

/// The acquisition as it stood at the end of a day gone by.
async fn then(house: &House, number: &str, day: Day, lang: Lang) -> Result<AcquisitionView> {
    let view = house.acquisition_as_of(number, day).await.map_err(|error| home::told(&error, lang))?;
    let unopened = say(lang, "anskaffelsen var ikke oprettet den dag.", "the acquisition was not opened by that day.");
    view.ok_or_else(|| anyhow!("{number}: {unopened}"))
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

/// Writes out the hash of which the first signs were given: of the principle that is screened, else of the winner.
fn name_what_was_seen(house: &House, it: &Bought, fields: &mut Map<String, Value>) {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let shown = text("shown");
    if shown.is_empty() {
        return;
    }
    let assessed = House::assess_candidates(&house.now(), it);
    let screened = assessed.iter().find(|one| one.candidate == text("candidate"));
    let winner = it.chosen().and_then(|winner| assessed.iter().find(|one| one.candidate == winner.key));
    let hash = match screened {
        Some(one) => one.stand((text("pack"), text("principle"))).map(|stand| stand.hash.clone()),
        None => winner.map(Assessed::hash),
    };
    let seen = whole(shown, &hash.unwrap_or_default());
    fields.insert("shown".to_owned(), Value::String(seen));
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
            refusal.details.iter().for_each(|detail: &Detail| output::aside(&format!("  {}", detail.text.get(lang))));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    }
}
