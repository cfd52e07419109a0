//! `fundament import-file`: a file of a form of its own into the house, tried first if wanted, and out again by `undo`.

mod checkout;
mod systems;

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use facts::schema;
use house::Snapshot;
use inbound::{EstateFile, Placed, Report, Solution, Told};
use kernel::{Day, Lang};

use super::{home, import};
use crate::args::forms::ImportFile;
use crate::folder;
use crate::output;
use crate::say::say;

/// So many rejected rows are shown; the rest are counted.
const MOST_SHOWN: usize = 20;

pub fn run(args: &ImportFile, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let how = args.how();
    let today = folder::today()?;
    let seen_at = been(how.exported, today, lang)?.unwrap_or(today);
    if let ImportFile::Repository { last_commit, .. } = args {
        been(*last_commit, today, lang)?;
    }
    home::wait(async {
        let house = home::open(&how.home, say(lang, "Kommunen", "The municipality"), lang).await?;
        let told = read(args, &house.now(), seen_at, lang)?;
        writeln!(out, "{}", output::intake(&told.import.report, lang))?;
        shown(&told.import.report, lang);
        let intake = house::intake_of(&told);
        if intake.deliveries.is_empty() {
            bail!("{}", say(lang, "Intet kunne gemmes.", "Nothing could be saved."));
        }
        let differences = import::try_out(&house, &how.home, &intake, lang, out).await?;
        if how.dry_run {
            return import::nothing_saved(lang, out);
        }
        import::unless_much(&differences, how.much_gone, lang)?;
        import::take_in(&house, &how.home, &home::actor(&how.actor), (&intake, &told.import.report), lang, out).await?;
        house.store().close().await;
        Ok(0)
    })
}

fn been(day: Option<Day>, today: Day, lang: Lang) -> Result<Option<Day>> {
    house::has_been(day, today).map_err(|why| anyhow!("{}", why.text.get(lang)))
}

/// What the files tell.
fn read(args: &ImportFile, now: &Snapshot, seen_at: Day, lang: Lang) -> Result<Told> {
    Ok(match args {
        ImportFile::Sbom { file, system, .. } => {
            expect(now, "system", system, lang)?;
            inbound::tell_sbom(&name(file), &bytes(file, lang)?, system, seen_at)
        }
        ImportFile::Certificates { paths, system, .. } => {
            let (files, places) = certificates(paths, lang)?;
            if places.is_some() && system.is_some() {
                let both = say(
                    lang,
                    "Giv enten --system eller en mappe med certificates.toml, ikke begge dele.",
                    "Give either --system or a folder with certificates.toml, not both.",
                );
                bail!("{both}");
            }
            let place = |file: &str| -> Option<Placed> {
                let own = system.clone().map(|system| Placed { system, ..Placed::default() });
                places.as_ref().map_or(own, |places| places.get(file).cloned())
            };
            let wanted = places.iter().flat_map(|places| places.values()).map(|placed| &placed.system);
            wanted.chain(system).try_for_each(|key| expect(now, "system", key, lang))?;
            let source = system.as_ref().map_or("Certifikater".to_owned(), |system| format!("Certifikater {system}"));
            inbound::tell_certificates(&files, &source, &place, seen_at)
        }
        ImportFile::Scuba { file, platform, .. } => {
            expect(now, "platform", platform, lang)?;
            house::tell_scuba(now, (&name(file), &bytes(file, lang)?), platform, seen_at)
        }
        ImportFile::Kle { file, .. } => inbound::tell_kle(&name(file), &bytes(file, lang)?, seen_at),
        ImportFile::Roles { file, systems, .. } => {
            let known = systems::known(now, systems.as_deref(), lang)?;
            inbound::tell_roles(&name(file), &bytes(file, lang)?, &|one| known.find(one), seen_at)
        }
        ImportFile::Repository { folder, automation, last_commit, .. } => {
            let files = checkout::files(folder, lang)?;
            let solution = solution(now, automation, *last_commit);
            inbound::tell_repository(&name(folder), &files, solution, seen_at)
        }
        ImportFile::Publiccode { file, automation, .. } => {
            inbound::tell_publiccode(&name(file), &bytes(file, lang)?, solution(now, automation, None), seen_at)
        }
    })
}

fn solution<'s>(now: &Snapshot, key: &'s str, last_commit_on: Option<Day>) -> Solution<'s> {
    let known = schema().kind("automation").is_some_and(|kind| now.slots.find(kind, key).is_some());
    Solution { key, known, last_commit_on }
}

/// The object that the file is about must be there: what is told of nothing would be in nobody's lists.
fn expect(now: &Snapshot, kind: &str, key: &str, lang: Lang) -> Result<()> {
    let id = schema().kind(kind).ok_or_else(|| anyhow!("{kind}"))?;
    if now.slots.find(id, key).is_some() {
        return Ok(());
    }
    let keys: Vec<&str> = now.slots.keys(id).iter().map(|key| &**key).collect();
    let one = schema().def(id).one;
    bail!("{} {key}: {}", one.get(lang), output::unknown(key, &keys, lang))
}

type Certificates = (Vec<EstateFile<'static>>, Option<std::collections::HashMap<String, Placed>>);

/// Certificates as they were given: single files, or a folder's with what it says of each.
fn certificates(paths: &[std::path::PathBuf], lang: Lang) -> Result<Certificates> {
    let [folder] = paths else { return Ok((paths.iter().map(|path| opened(path)).collect(), None)) };
    if !folder.is_dir() {
        return Ok((vec![opened(folder)], None));
    }
    let mut files = Vec::new();
    let endings = ["pem", "cer", "crt", "der", "cert"];
    for path in folder::sorted(folder, lang)? {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if endings.contains(&&*ending) {
            files.push(opened(&path));
        }
    }
    let places = folder.join("certificates.toml");
    if !places.is_file() {
        return Ok((files, None));
    }
    let toml = String::from_utf8_lossy(&bytes(&places, lang)?).into_owned();
    let places = inbound::read_places(&toml).map_err(|why| anyhow!("{}", why.get(lang)))?;
    Ok((files, Some(places)))
}

fn opened(path: &Path) -> EstateFile<'static> {
    let at = path.to_owned();
    EstateFile::new(name(path), move || folder::opened(&at))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A file's bytes.
fn bytes(path: &Path, lang: Lang) -> Result<Vec<u8>> {
    let shown = || path.display().to_string();
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!("{}: {}", shown(), say(lang, "filen findes ikke", "there is no such file"))
        }
        about => about.with_context(shown)?,
    };
    if !about.is_file() {
        bail!("{}: {}", shown(), say(lang, "er ikke en fil", "is no file"));
    }
    folder::read(path, lang).with_context(shown)
}

/// Notices and rejected rows, on standard error.
fn shown(report: &Report, lang: Lang) {
    for file in &report.files {
        for notice in &file.notices {
            output::aside(&format!("{}: {}", file.name, notice.text.get(lang)));
        }
    }
    for rejected in report.rejected.iter().take(MOST_SHOWN) {
        output::aside(&output::rejected(rejected, lang));
    }
    if report.rejected.len() > MOST_SHOWN {
        output::aside(&format!("… {}", report.rejected.len() - MOST_SHOWN));
    }
}
