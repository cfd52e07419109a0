//! `fundament assess`: the main job. No database: a strategy can be tested where it is written.

use std::io::Write;

use anyhow::{Result, bail};
use facts::{Slots, schema};
use findings::{Assessment, Verdict};
use kernel::Lang;
use principles::Pack;
use reports::Filter;

use super::FOUND;
use crate::args::{Assess, FailOn, Format};
use crate::folder;
use crate::output::{self, text};
use crate::say::say;

pub fn run(args: &Assess, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let loaded = args.strategy.iter().map(|dir| folder::pack(dir, lang)).collect::<Result<Vec<_>>>()?;
    let packs = folder::checked_once(loaded, lang)?;
    let packs: Vec<&Pack> = packs.iter().collect();
    let filter = Filter { section: args.section.clone(), rule: args.rule.clone(), object: args.object.clone() };
    known(&filter, &packs, lang)?;
    let slots = super::slots(&args.estate, lang)?;
    known_object(&filter, &slots, lang)?;
    let assessment = findings::assess(&slots, &packs);
    match args.format {
        Format::Text if filter.is_open() => {
            text::overview(&reports::overview(&assessment, &slots, &packs, 10), lang, out)?;
        }
        Format::Text => text::findings(&assessment, &slots, &packs, &filter, lang, out)?,
        Format::Json => output::json::write(&assessment, &slots, &packs, &filter, out)?,
        Format::Csv => output::table::write(&assessment, &slots, &packs, &filter, out)?,
        Format::Sarif => output::sarif::write(&assessment, &slots, &packs, &filter, lang, out)?,
    }
    Ok(exit_code(args.fail_on, &assessment, &slots, &packs, &filter))
}

/// A section or rule that no pack has is a slip, not an empty answer.
fn known(filter: &Filter, packs: &[&Pack], lang: Lang) -> Result<()> {
    if let Some(code) = &filter.rule
        && !packs.iter().any(|pack| pack.rule(code).is_some())
    {
        let codes: Vec<&str> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.code.as_str()).collect();
        bail!("--rule {code}: {}", output::unknown(code, &codes, lang));
    }
    if let Some(section) = &filter.section
        && !packs.iter().any(|pack| pack.sections.iter().any(|known| known.id == *section))
    {
        let sections: Vec<&str> = packs.iter().flat_map(|pack| &pack.sections).map(|known| known.id.as_str()).collect();
        bail!("--section {section}: {} {}", say(lang, "brug et af", "use one of"), sections.join(", "));
    }
    Ok(())
}

/// An object that the estate does not have is a slip too.
fn known_object(filter: &Filter, slots: &Slots, lang: Lang) -> Result<()> {
    let Some(wanted) = &filter.object else { return Ok(()) };
    let there = match wanted.split_once(':') {
        Some((kind, key)) => schema().kind(kind).is_some_and(|kind| slots.find(kind, key).is_some()),
        None => schema().kinds().any(|kind| slots.find(kind, wanted).is_some()),
    };
    if there {
        return Ok(());
    }
    let kinds: Vec<&str> = schema().kinds().map(|kind| schema().def(kind).name).collect();
    if let Some((kind, _)) = wanted.split_once(':').filter(|(kind, _)| !kinds.contains(kind)) {
        bail!("--object {wanted}: {}", output::unknown(kind, &kinds, lang));
    }
    bail!("--object {wanted}: {}", say(lang, "intet objekt har den nøgle", "no object has that key"))
}

fn exit_code(fail_on: Option<FailOn>, assessment: &Assessment, slots: &Slots, packs: &[&Pack], filter: &Filter) -> u8 {
    let Some(fail_on) = fail_on else { return 0 };
    let found = assessment.findings().any(|finding| {
        finding.verdict == Verdict::Deviates
            && (fail_on == FailOn::Deviates || finding.rule_findings().is_material(finding.rule(packs), finding.object))
            && filter.wants(&finding, slots, packs)
    });
    if found { FOUND } else { 0 }
}
