//! `fundament identity ..`: which objects may be one and which were made one, and a person's word on it, through the same gate as pages
//! and API.

use std::io::Write;

use anyhow::{Result, anyhow};
use facts::{Because, KindId, schema};
use house::{HouseError, Judging, Snapshot};
use kernel::Lang;
use serde_json::json;

use super::case::{at_work, lived_in, who_by_token};
use super::{FOUND, home};
use crate::args::ListFormat;
use crate::args::identity::{Identity, Pair};
use crate::output;
use crate::say::say;

pub fn run(args: &Identity, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match args {
            Identity::List { home, kind, format } => {
                let only = kind.as_deref().map(|kind| kind_of(kind, lang)).transpose()?;
                let house = lived_in(home, lang).await?;
                list(&house.now(), only, *format, lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Identity::Join(pair) => judge(pair, true, lang, out).await,
            Identity::Part(pair) => judge(pair, false, lang, out).await,
        }
    })
}

async fn judge(pair: &Pair, same: bool, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let Pair { kind, key, other, home, token_file, reason } = pair;
    let kind = kind_of(kind, lang)?;
    let house = at_work(home, lang).await?;
    let who = who_by_token(&house, token_file, lang).await?;
    let judging = Judging { kind, key: key.clone(), other: other.clone(), same, reason: reason.clone() };
    let judged = house.judge(&who, &judging).await;
    house.store().close().await;
    match judged {
        Ok(_) => {
            let told = match same {
                true => say(lang, "er nu ét objekt.", "are now one object."),
                false => say(lang, "er nu hver sit objekt.", "are now two objects."),
            };
            writeln!(out, "{} {} {} {told}", key.trim(), say(lang, "og", "and"), other.trim())?;
            Ok(0)
        }
        Err(HouseError::Refused(refusal)) => {
            output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
            Ok(FOUND)
        }
        Err(error) => Err(home::told(&error, lang)),
    }
}

fn kind_of(word: &str, lang: Lang) -> Result<KindId> {
    schema().kind(word).ok_or_else(|| {
        let known: Vec<&str> = schema().kinds().map(|kind| schema().def(kind).name).collect();
        let no = say(lang, "der er ingen slags ved navn", "there is no kind named");
        anyhow!("{no} {word}; {} {}", say(lang, "vælg en af", "choose one of"), known.join(", "))
    })
}

/// What waits for a person's word, then what was made one.
fn list(now: &Snapshot, only: Option<KindId>, format: ListFormat, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let wanted = |kind: KindId| only.is_none_or(|only| only == kind);
    let proposals = now.slots.proposals().iter().filter(|one| wanted(one.kind));
    let joined = now.slots.joined().iter().filter(|one| wanted(one.kind));
    let name = |kind: KindId| schema().def(kind).name;
    if format == ListFormat::Json {
        let maybe: Vec<_> = proposals
            .map(|one| json!({ "kind": name(one.kind), "key": one.key, "other": one.other, "because": why(one.kind, one.because, lang) }))
            .collect();
        let one: Vec<_> = joined
            .map(|one| json!({ "kind": name(one.kind), "key": now.slots.keys(one.kind)[one.object as usize], "other": one.key, "because": why(one.kind, one.because, lang) }))
            .collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "proposals": maybe, "joined": one }))?)?;
        return Ok(());
    }
    let mut none = true;
    for one in proposals {
        none = false;
        let of = |key: &str| match now.slots.name_of(one.kind, key) {
            name if name == key => name,
            name => format!("{name} ({key})"),
        };
        let maybe = say(lang, "måske det samme", "perhaps the same");
        writeln!(
            out,
            "{}: {maybe}: {} = {} ({})",
            name(one.kind),
            of(&one.key),
            of(&one.other),
            why(one.kind, one.because, lang)
        )?;
    }
    for one in joined {
        none = false;
        let key = &now.slots.keys(one.kind)[one.object as usize];
        let is = say(lang, "samlet", "made one");
        writeln!(out, "{}: {is}: {key} = {} ({})", name(one.kind), one.key, why(one.kind, one.because, lang))?;
    }
    if none {
        let told = say(
            lang,
            "Intet er samlet, og intet venter på et svar.",
            "Nothing was made one, and nothing waits for a word.",
        );
        writeln!(out, "{told}")?;
    }
    Ok(())
}

fn why(kind: KindId, because: Because, lang: Lang) -> &'static str {
    match because {
        Because::Person => say(lang, "en person har sagt det", "a person said so"),
        Because::Name => say(lang, "samme navn", "the same name"),
        Because::Identifier(attribute) => schema().attribute(kind, attribute).label.pick(lang),
    }
}
