//! `fundament case ..`: cases listed, shown, opened and acted in, through the same gate as pages and API.

mod file;
mod list;
mod show;
mod timeline;
mod told;

use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use decisions::{Command, Detail, Face, Opening, Phase, Trigger, standing};
use house::cases::{AttachedFile, CaseView, Seat, whole};
use house::{House, HouseError, Who};
use kernel::{Day, Lang};
use serde_json::{Value, json};

use super::{FOUND, home};
use crate::args::case::{By, Case};
use crate::folder;
use crate::output;
use crate::say::say;

pub fn run(case: &Case, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        match case {
            Case::List(asked) => list::run(asked, lang, out).await,
            Case::Show { number, home, on, as_of, format } => {
                let house = lived_in(home, lang).await?;
                let mut view = found(&house, number, lang).await?;
                let ground = match as_of {
                    Some(day) => {
                        view = then(&house, number, *day, lang).await?;
                        let ground = house.ground_as_of(&view.case.face, *day).await;
                        ground.map_err(|error| home::told(&error, lang))?
                    }
                    None => house.ground_of(&view.case.face),
                };
                let day = as_of.or(*on).unwrap_or(house.now().today);
                show::run(&house, (&view, ground.as_ref()), (*as_of, day, *format), lang, out)?;
                house.store().close().await;
                Ok(0)
            }
            Case::Alike { number, home, limit, format } => {
                let house = lived_in(home, lang).await?;
                let view = found(&house, number, lang).await?;
                let told = super::before::alike(&house, &view.case.face, (*limit, *format), lang, out).await;
                house.store().close().await;
                told.map(|()| 0)
            }
            Case::Open { by, principle, pack, kind, key, title, cause, phase } => {
                let house = at_work(&by.home, lang).await?;
                let opening = Opening {
                    pack: pack_of(&house, pack.as_deref(), principle, lang)?,
                    principle: principle.clone(),
                    kind: kind.clone(),
                    keys: key.clone(),
                    cause: cause.clone(),
                    title: title.clone(),
                    phase: phase.as_deref().map_or(Ok(Phase::InOperation), |word| known_phase(word, lang))?,
                    trigger: Trigger::Finding,
                    split_from: None,
                };
                let (who, acting_for) = who(&house, by, lang).await?;
                let seat = Seat { who: &who, acting_for: acting_for.as_deref() };
                let opened = house.open_case(seat, &opening).await;
                finish(&house, opened, lang, out).await
            }
            Case::ExportOscal { home, case, out: file } => {
                let house = lived_in(home, lang).await?;
                super::poam::write(&house, case.as_deref(), file.as_deref(), lang, out).await?;
                house.store().close().await;
                Ok(0)
            }
            Case::Retention { keeper, years, remove } => {
                super::retention::run(keeper, (*years, *remove), lang, out).await
            }
            Case::Attach { number, file, by, seen } => {
                let content = folder::read(file, lang).with_context(|| file.display().to_string())?;
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let house = at_work(&by.home, lang).await?;
                let (who, acting_for) = who(&house, by, lang).await?;
                let seat = Seat { who: &who, acting_for: acting_for.as_deref() };
                let attached = house.attach_to_case(seat, (number, *seen), AttachedFile { name, content }).await;
                finish(&house, attached, lang, out).await
            }
            Case::File { number, file, token, out: to, force } => {
                file::run((number, file), token, (to, *force), lang, out).await
            }
            Case::Act { number, verb, by, json, reason, seen, shown } => {
                let house = at_work(&by.home, lang).await?;
                let view = found(&house, number, lang).await?;
                let fields = fields(json.as_deref(), reason.as_deref(), lang)?;
                let command = command(&house, &view, (verb, shown.as_deref()), fields, lang)?;
                let (who, acting_for) = who(&house, by, lang).await?;
                let seat = Seat { who: &who, acting_for: acting_for.as_deref() };
                let acted = house.act_on_case(seat, number, *seen, &command).await;
                finish(&house, acted, lang, out).await
            }
        }
    })
}

/// The house as it is, for whoever only looks: nothing is written.
pub(super) async fn lived_in(home: &crate::args::Home, lang: Lang) -> Result<House> {
    let house = home::existing(home, lang).await?;
    house.look().await.map_err(|error| home::told_of(home, &error, lang))?;
    Ok(house)
}

/// The house as it is, for whoever acts in it: what has turned since is written first.
pub(super) async fn at_work(home: &crate::args::Home, lang: Lang) -> Result<House> {
    let house = home::existing(home, lang).await?;
    house.refresh().await.map_err(|error| home::told_of(home, &error, lang))?;
    Ok(house)
}

/// The phase of a word.
pub(super) fn known_phase(word: &str, lang: Lang) -> Result<Phase> {
    let unknown = || {
        let words: Vec<&str> = Phase::ALL.iter().map(|phase| phase.word()).collect();
        let none = say(lang, "er ingen fase. Vælg en af", "is no phase. Choose one of");
        anyhow!("{word}: {none} {}", words.join(", "))
    };
    Phase::from_word(word).ok_or_else(unknown)
}

async fn found(house: &House, number: &str, lang: Lang) -> Result<CaseView> {
    let view = house.case(number).await.map_err(|error| home::told(&error, lang))?;
    view.ok_or_else(|| anyhow!("{number}: {}", say(lang, "der er ingen sag med det nummer.", "there is no such case.")))
}

/// The case as it stood at the end of a day gone by.
async fn then(house: &House, number: &str, day: Day, lang: Lang) -> Result<CaseView> {
    let view = house.case_as_of(number, day).await.map_err(|error| home::told(&error, lang))?;
    let unopened = say(lang, "sagen var ikke oprettet den dag.", "the case was not opened by that day.");
    view.ok_or_else(|| anyhow!("{number}: {unopened}"))
}

fn pack_of(house: &House, pack: Option<&str>, principle: &str, lang: Lang) -> Result<String> {
    if let Some(pack) = pack {
        return Ok(pack.to_owned());
    }
    let now = house.now();
    let having = now.packs.iter().filter(|pack| pack.principles.iter().any(|one| one.id == principle));
    let packs: Vec<&str> = having.map(|pack| pack.id.as_str()).collect();
    match packs.as_slice() {
        [one] => Ok((*one).to_owned()),
        // The house says why.
        [] => Ok(String::new()),
        many => {
            bail!("{principle}: {} {}", say(lang, "vælg med --pack en af", "choose by --pack one of"), many.join(", "))
        }
    }
}

/// Who a token's secret belongs to, and the account they stand in for.
pub(super) async fn who(house: &House, by: &By, lang: Lang) -> Result<(Who, Option<String>)> {
    let who = who_by_token(house, &by.token_file, lang).await?;
    let Some(login) = &by.acting_for else { return Ok((who, None)) };
    let failed = |error| home::told_store(error, lang);
    let account = house.store().account_by_login(house.tenant(), login).await.map_err(failed)?;
    let missing = || anyhow!("{login}: {}", say(lang, "der er ingen bruger med det navn.", "there is no such user."));
    Ok((who, Some(account.ok_or_else(missing)?.id)))
}

/// Who a token's secret belongs to.
pub(super) async fn who_by_token(house: &House, path: &Path, lang: Lang) -> Result<Who> {
    let secret = folder::read_text(path, lang).with_context(|| path.display().to_string())?;
    let who = house.who_by_token(secret.trim()).await.map_err(|error| home::told(&error, lang))?;
    let unknown = || {
        anyhow!(
            "{}: {}",
            path.display(),
            say(
                lang,
                "nøglen gælder ikke (mere). Lav en ny: fundament token make.",
                "the token does not count (any more). Make a new one: fundament token make."
            )
        )
    };
    who.ok_or_else(unknown)
}

pub(super) fn fields(json: Option<&Path>, reason: Option<&str>, lang: Lang) -> Result<Value> {
    if let Some(reason) = reason {
        return Ok(json!({ "reason": reason }));
    }
    let Some(path) = json else { return Ok(json!({})) };
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().take(inbound::LARGEST_FILE).read_to_string(&mut text)?;
        text
    } else {
        folder::read_text(path, lang).with_context(|| path.display().to_string())?
    };
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| anyhow!("{}: {}", path.display(), inbound::json_fault(&error).get(lang)))?;
    if !value.is_object() {
        bail!("{}: {}", path.display(), say(lang, "skal være et JSON-objekt.", "must be a JSON object."));
    }
    Ok(value)
}

/// The command of a verb and its fields. The ground is the one that was seen: whole, or by its first letters.
fn command(
    house: &House,
    view: &CaseView,
    (verb, shown): (&str, Option<&str>),
    mut fields: Value,
    lang: Lang,
) -> Result<Command> {
    let ground = house.ground_of(&view.case.face).map(|ground| ground.mark.hash).unwrap_or_default();
    if let Value::Object(map) = &mut fields {
        map.insert("command".to_owned(), Value::String(verb.replace('-', "_")));
        if let Some(shown) = shown {
            map.insert("shown".to_owned(), Value::String(whole(shown, &ground)));
        }
        if verb == "split" {
            map.insert("into".to_owned(), Value::String(String::new()));
        }
    }
    if verb == "attach" {
        bail!(
            "{}",
            say(
                lang,
                "En fil lægges på sagen med: fundament case attach.",
                "A file is added by: fundament case attach."
            )
        );
    }
    serde_json::from_value(fields).map_err(|error| {
        let why = say(lang, "kan ikke bruges", "cannot be used");
        anyhow!("{verb}: {why}: {}", inbound::json_fault(&error).get(lang))
    })
}

/// What came of it: the number, the version and the standing; or the refusal, each thing that is wrong on a line.
async fn finish(house: &House, done: Result<Face, HouseError>, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    house.store().close().await;
    match done {
        Ok(face) => {
            let today = house.now().today;
            let standing = standing(&face, today);
            let version = say(lang, "version", "version");
            writeln!(out, "{}: {} ({version} {})", face.id, standing.label().pick(lang), face.version)?;
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
