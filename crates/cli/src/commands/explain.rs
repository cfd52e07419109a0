//! `fundament strategy explain`: one rule, so that a person can judge it: its words, conditions, facts and fixtures.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use facts::schema;
use kernel::Lang;
use principles::{Body, Pack, Rule};

use crate::folder;
use crate::output;
use crate::say::{Paint, say};

pub fn run(code: &str, dirs: &[PathBuf], lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let loaded = if dirs.is_empty() {
        folder::own_packs()
    } else {
        dirs.iter().map(|dir| folder::pack(dir, lang)).collect::<Result<Vec<_>>>()?
    };
    let packs = folder::checked(loaded, lang)?;
    let Some((pack, rule)) = packs.iter().find_map(|pack| Some((pack, pack.rule(code)?))) else {
        let codes: Vec<&str> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.code.as_str()).collect();
        bail!("{code}: {}", output::unknown(code, &codes, lang));
    };
    explain(pack, rule, lang, out)?;
    Ok(0)
}

fn explain(pack: &Pack, rule: &Rule, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let paint = Paint::for_stdout();
    let principle = pack.principle_of(rule);
    let mut line = |label: &str, text: &str| writeln!(out, "{} {text}", paint.dim(&format!("{label}:")));
    line(&rule.code, &paint.bold(rule.title.get(lang)))?;
    if rule.unverified {
        line(
            say(lang, "Bemærk", "Note"),
            say(lang, "reglens kilde skal bekræftes", "the rule's source is unverified"),
        )?;
    }
    line(
        say(lang, "Princip", "Principle"),
        &format!(
            "{} ({}{}, {})",
            principle.title.get(lang),
            if principle.section.starts_with(|first: char| first.is_ascii_digit()) { "§ " } else { "" },
            principle.section,
            principle.strength.label().get(lang)
        ),
    )?;
    line(say(lang, "Ordlyd", "It says"), principle.text.get(lang))?;
    line(say(lang, "Gælder for", "Applies to"), schema().def(rule.kind).many.get(lang))?;
    if let Some(when) = &rule.when_text {
        line(say(lang, "Når", "When"), when)?;
    }
    match &rule.body {
        Body::Require(_) => line(say(lang, "Krav", "Must"), rule.require_text.as_deref().unwrap_or_default())?,
        Body::Ask(question) => {
            line(say(lang, "Spørgsmål", "Question"), question.text.get(lang))?;
            for choice in &question.choices {
                line(&format!("  {}", choice.word), choice.text.get(lang))?;
            }
            line(say(lang, "Besvares af", "Answered by"), question.who.label().get(lang))?;
            line(say(lang, "Svaret gælder", "The answer counts for"), &question.valid.long(lang))?;
        }
    }
    line(say(lang, "Vægt", "Weight"), &rule.weight_text)?;
    line(say(lang, "Længste dispensation", "Longest dispensation"), &principle.longest_dispensation.long(lang))?;
    line(say(lang, "Ved afvigelse", "When it deviates"), rule.remedy.get(lang))?;
    let mut facts: Vec<String> = Vec::new();
    for used in rule.uses() {
        let def = schema().def(used.kind);
        let label =
            schema().attribute_id(used.kind, used.name).map(|a| schema().attribute(used.kind, a).label.get(lang));
        let age = rule.ages.iter().find(|(limited, _)| *limited == used).map(|(_, period)| period.long(lang));
        let age = age.map(|age| format!(" ({} {age})", say(lang, "højst", "at most"))).unwrap_or_default();
        facts.push(format!("{}.{}{}{age}", def.name, used.name, label.map(|l| format!(" = {l}")).unwrap_or_default()));
    }
    line(say(lang, "Ser på", "Looks at"), &facts.join("; "))?;
    for parameter in &pack.parameters {
        let named = format!("p.{}", parameter.name);
        let texts = [rule.when_text.as_deref(), rule.require_text.as_deref(), Some(rule.weight_text.as_str())];
        if texts.into_iter().flatten().any(|text| text.contains(&named)) {
            line(&named, &format!("{} ({})", parameter.written(), parameter.text.get(lang)))?;
            if let Some(note) = &parameter.note {
                line("  ", note.get(lang))?;
            }
        }
    }
    line(say(lang, "Står i", "Stands in"), &format!("{}/{}:{}", pack.id, rule.place.0, rule.place.1))?;
    Ok(())
}
