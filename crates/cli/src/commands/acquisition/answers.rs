//! What a supplier's file states: the requirement sheet filled in, or a bill of materials.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use decisions::{Said, SoftwarePart, Statement};
use facts::schema;
use house::House;
use inbound::{Answering, Outcome, read_answers, read_sbom};
use kernel::Lang;
use reports::sheet::{rule_codes, supplier_codes};

use crate::folder;
use crate::output;
use crate::say::say;

/// What a supplier's file states, and how many cells of it were rejected; each of those is told on standard error.
pub(super) fn read(house: &House, path: &Path, sbom: bool, lang: Lang) -> Result<(Statement, usize)> {
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
