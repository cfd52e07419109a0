//! `fundament strategy check|list|diff`: a pack as its authors need to see it.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use findings::{Change, Verdict, changes};
use kernel::{Day, Lang};
use principles::{FixtureFile, Pack};
use serde::Serialize;

use super::FOUND;
use crate::args::ListFormat;
use crate::folder::{self, Loaded};
use crate::output;
use crate::say::{Paint, plural, say};

pub fn check(dirs: &[PathBuf], lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let mut wrong = 0;
    for dir in dirs {
        wrong += check_one(&folder::pack(dir, lang)?, lang, out)?;
    }
    Ok(if wrong == 0 { 0 } else { FOUND })
}

fn check_one(loaded: &Loaded, lang: Lang, out: &mut dyn Write) -> Result<usize> {
    let dir = loaded.name.trim_end_matches('/');
    let pack = match &loaded.pack {
        Ok(pack) => pack,
        Err(errors) => {
            for error in errors {
                writeln!(out, "{}", folder::located(dir, error, lang))?;
            }
            return Ok(errors.len());
        }
    };
    let mut wrong = 0;
    for lint in principles::lint(pack) {
        // A rule begins at the beginning of its line: editors want a column all the same.
        writeln!(
            out,
            "{dir}/{}:{}:1: {}: {} [{}]",
            lint.file,
            lint.line,
            lint.subject,
            lint.text.get(lang),
            lint.label
        )?;
        wrong += 1;
    }
    match FixtureFile::parse(&loaded.files, pack) {
        Err(errors) => {
            for error in &errors {
                writeln!(out, "{}", folder::located(dir, error, lang))?;
            }
            wrong += errors.len();
        }
        Ok(files) => {
            for failure in findings::fixtures::run(pack, &files) {
                let what = match failure.case {
                    "none" => failure.found.get(lang).to_owned(),
                    case => format!("{case}: {}", failure.found.get(lang)),
                };
                writeln!(out, "{dir}/{}:{}:1: {}: {what} [fixture]", failure.file, failure.line, failure.code)?;
                wrong += 1;
            }
        }
    }
    let unverified = pack.rules.iter().filter(|rule| rule.unverified).count() as u64;
    let rules = plural(lang, pack.rules.len() as u64, ["regel", "regler"], ["rule", "rules"]);
    let principles = plural(lang, pack.principles.len() as u64, ["princip", "principper"], ["principle", "principles"]);
    let verified = match (unverified, lang) {
        (0, _) => String::new(),
        (n, Lang::Da) => format!(", {n} skal bekræftes"),
        (n, Lang::En) => format!(", {n} of them unverified"),
    };
    let errors = match wrong {
        0 => say(lang, "ingen fejl", "no errors").to_owned(),
        n => plural(lang, n as u64, ["fejl", "fejl"], ["error", "errors"]),
    };
    writeln!(out, "{} {} ({}): {principles}, {rules}{verified}: {errors}", pack.id, pack.version, pack.hash.short())?;
    Ok(wrong)
}

#[derive(Serialize)]
struct ListedRule<'p> {
    pack: &'p str,
    section: &'p str,
    principle: &'p str,
    strength: &'static str,
    code: &'p str,
    kind: &'static str,
    weight: &'p str,
    title: &'p str,
    question: bool,
    unverified: bool,
}

pub fn list(dirs: &[PathBuf], format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let loaded = dirs.iter().map(|dir| folder::pack(dir, lang)).collect::<Result<Vec<_>>>()?;
    let packs = folder::checked(loaded, lang)?;
    let rows: Vec<ListedRule<'_>> = packs.iter().flat_map(|pack| listed(pack, lang)).collect();
    match format {
        ListFormat::Json => output::pretty(&rows, out)?,
        ListFormat::Csv => output::csv(&rows, out)?,
        ListFormat::Text => packs.iter().try_for_each(|pack| list_text(pack, lang, out))?,
    }
    Ok(0)
}

fn listed(pack: &Pack, lang: Lang) -> impl Iterator<Item = ListedRule<'_>> {
    pack.rules.iter().map(move |rule| {
        let principle = pack.principle_of(rule);
        ListedRule {
            pack: &pack.id,
            section: &principle.section,
            principle: &principle.id,
            strength: principle.strength.word(),
            code: &rule.code,
            kind: Pack::kind_name(rule),
            weight: &rule.weight_text,
            title: rule.title.get(lang),
            question: rule.require_text.is_none(),
            unverified: rule.unverified,
        }
    })
}

fn list_text(pack: &Pack, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let paint = Paint::for_stdout();
    writeln!(out, "{} ({} {})", paint.bold(pack.titled(lang)), pack.id, pack.version)?;
    for section in &pack.sections {
        writeln!(out, "\n§{} {}", section.id, paint.bold(section.title.get(lang)))?;
        for (place, principle) in pack.principles.iter().enumerate().filter(|(_, p)| p.section == section.id) {
            writeln!(out, "  {} [{}]", principle.title.get(lang), principle.strength.label().get(lang))?;
            for rule in pack.rules.iter().filter(|rule| rule.principle == place) {
                let confirm = if rule.unverified { say(lang, " (skal bekræftes)", " (unverified)") } else { "" };
                writeln!(out, "    {} {}{confirm}", paint.dim(&rule.code), rule.title.get(lang))?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct DiffReport<'d> {
    editorial: bool,
    differences: &'d [principles::diff::Difference],
    turned: Vec<Turned>,
}

#[derive(Serialize)]
struct Turned {
    rule: String,
    kind: &'static str,
    key: String,
    before: Option<Verdict>,
    after: Option<Verdict>,
}

pub fn diff(
    before: &Path,
    after: &Path,
    estate: Option<(&Path, Option<Day>)>,
    format: ListFormat,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<u8> {
    let packs = folder::checked(vec![folder::pack(before, lang)?, folder::pack(after, lang)?], lang)?;
    let differences = principles::diff::diff(&packs[0], &packs[1]);
    let turned = match estate {
        Some((dir, today)) => effect(&packs[0], &packs[1], dir, today, lang)?,
        None => Vec::new(),
    };
    let turned: Vec<Turned> = turned.into_iter().map(turned_row).collect();
    let editorial = principles::diff::is_editorial(&differences);
    match format {
        ListFormat::Json => output::pretty(&DiffReport { editorial, differences: &differences, turned }, out)?,
        ListFormat::Csv => output::csv(&differences, out)?,
        ListFormat::Text => diff_text(&differences, &turned, estate.is_some(), lang, out)?,
    }
    Ok(0)
}

fn turned_row(change: Change) -> Turned {
    let kind = facts::schema().def(change.kind).name;
    Turned { rule: change.rule, kind, key: change.key.to_string(), before: change.before, after: change.after }
}

fn effect(before: &Pack, after: &Pack, dir: &Path, today: Option<Day>, lang: Lang) -> Result<Vec<Change>> {
    let today = match today {
        Some(day) => day,
        None => folder::today()?,
    };
    let import = folder::estate(dir, today, lang)?;
    output::note_rejects(&import.report, lang);
    let slots = import.estate.unified().slots(today);
    let (old, new) = (findings::assess(&slots, &[before]), findings::assess(&slots, &[after]));
    Ok(changes((&old, &slots, &[before]), (&new, &slots, &[after])))
}

fn diff_text(
    differences: &[principles::diff::Difference],
    turned: &[Turned],
    with_estate: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let paint = Paint::for_stdout();
    if differences.is_empty() {
        writeln!(out, "{}", say(lang, "Pakkerne er ens.", "The packs are the same."))?;
    } else if principles::diff::is_editorial(differences) {
        let same =
            say(lang, "Kun tekster er ændret: beslutninger står ved magt.", "Only texts differ: decisions carry over.");
        writeln!(out, "{same}")?;
    } else {
        let review = say(
            lang,
            "Indholdet er ændret: åbne sager skal gennemgås.",
            "The content differs: open cases are to be reviewed.",
        );
        writeln!(out, "{review}")?;
    }
    for d in differences {
        writeln!(out, "{} {} · {}", d.what, paint.bold(&d.subject), d.part)?;
        for (sign, text) in [("-", &d.before), ("+", &d.after)] {
            if let Some(text) = text {
                writeln!(out, "  {sign} {text}")?;
            }
        }
    }
    if !with_estate {
        return Ok(());
    }
    let count = plural(
        lang,
        turned.len() as u64,
        ["vurdering skifter", "vurderinger skifter"],
        ["verdict turns", "verdicts turn"],
    );
    writeln!(out, "\n{count}")?;
    let mut groups: std::collections::BTreeMap<(String, String, String), Vec<&str>> = std::collections::BTreeMap::new();
    let none = say(lang, "(fandtes ikke)", "(was not there)");
    for turn in turned {
        let label = |verdict: Option<Verdict>| verdict.map_or(none, |v| v.label().pick(lang)).to_owned();
        groups.entry((turn.rule.clone(), label(turn.before), label(turn.after))).or_default().push(&turn.key);
    }
    for ((rule, before, after), keys) in groups {
        let some: Vec<&str> = keys.iter().take(5).copied().collect();
        let more = if keys.len() > 5 { ", .." } else { "" };
        writeln!(out, "  {rule}: {before} → {after}: {} ({}{more})", keys.len(), some.join(", "))?;
    }
    Ok(())
}
