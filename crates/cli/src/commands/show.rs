//! `fundament estate show`: everything known about one object, each fact with source and age, and what is missing.

use std::io::Write;

use anyhow::{Result, bail};
use facts::{AttrId, Cell, Field, KindId, NamedFact, Slots, schema};
use kernel::Lang;
use reports::EvidenceItem;

use crate::args::{EstateArgs, ListFormat};
use crate::output;
use crate::say::{Paint, say};

pub fn run(object: &str, args: &EstateArgs, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let slots = super::slots(args, lang)?;
    let found = find(&slots, object);
    let (kind, place) = match found.as_slice() {
        [one] => *one,
        [] => bail!("{object}: {}", say(lang, "der er intet objekt med den nøgle", "there is no object with that key")),
        several => {
            let names: Vec<String> =
                several.iter().map(|(kind, _)| format!("{}:{object}", schema().def(*kind).name)).collect();
            bail!(
                "{object}: {} {}",
                say(lang, "flere har den nøgle, skriv", "several have that key, write"),
                names.join(" / ")
            );
        }
    };
    let attributes = (0..schema().def(kind).attributes.len()).map(|n| AttrId(u8::try_from(n).unwrap_or(u8::MAX)));
    let facts: Vec<NamedFact> =
        attributes.map(|a| NamedFact { kind, object: place, field: Field::Attribute(a) }).collect();
    let items: Vec<EvidenceItem> = facts.iter().map(|fact| reports::fact_item(&slots, *fact)).collect();
    match format {
        ListFormat::Json => output::pretty(&items, out)?,
        ListFormat::Csv => output::csv(&items.iter().map(output::table::flat).collect::<Vec<_>>(), out)?,
        ListFormat::Text => text(&slots, (kind, place), &facts, &items, lang, out)?,
    }
    Ok(0)
}

fn find(slots: &Slots, object: &str) -> Vec<(KindId, u32)> {
    if let Some((kind, key)) = object.split_once(':')
        && let Some(kind) = schema().kind(kind)
    {
        return slots.find(kind, key).map(|place| (kind, place)).into_iter().collect();
    }
    schema().kinds().filter_map(|kind| Some((kind, slots.find(kind, object)?))).collect()
}

fn text(
    slots: &Slots,
    (kind, place): (KindId, u32),
    facts: &[NamedFact],
    items: &[EvidenceItem],
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let paint = Paint::for_stdout();
    writeln!(out, "{} · {}", paint.bold(&slots.title(kind, place)), schema().def(kind).one.get(lang))?;
    for (fact, item) in facts.iter().zip(items) {
        let Field::Attribute(attribute) = fact.field else { continue };
        let label = schema().attribute(kind, attribute).label.get(lang);
        let shown = match slots.cell(kind, place, attribute) {
            Cell::Missing => paint.yellow(say(lang, "ikke oplyst", "not stated")),
            Cell::Expired => paint.yellow(say(lang, "gælder ikke længere", "no longer counts")),
            _ => slots.show(*fact, lang),
        };
        let origin = match (&item.source, item.seen_at) {
            (Some(source), Some(day)) => paint.dim(&format!(" ({source}, {})", day.long(lang))),
            _ => String::new(),
        };
        let conflict = if slots.disagreements(kind, place).contains(&attribute) {
            paint.red(say(lang, " kilderne er uenige", " the sources disagree"))
        } else {
            String::new()
        };
        writeln!(out, "  {label}: {shown}{origin}{conflict}")?;
    }
    for (at, relation) in schema().relations(kind).iter().enumerate() {
        let members = slots.relation(kind, u8::try_from(at).unwrap_or(u8::MAX)).of(place);
        if !members.is_empty() {
            let field = Field::Relation(u8::try_from(at).unwrap_or(u8::MAX));
            let what = schema().def(relation.from).many.get(lang);
            writeln!(
                out,
                "  {what} ({}): {}",
                relation.name,
                slots.show(NamedFact { kind, object: place, field }, lang)
            )?;
        }
    }
    Ok(())
}
