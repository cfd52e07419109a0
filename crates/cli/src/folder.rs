//! Folders on disk and folders inside the binary: the estate's files and the strategy packs.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use inbound::{EstateFile, Import};
use kernel::{Clock, Day, Lang};
use principles::{Pack, PackError, PackFile};
use rust_embed::Embed;

use crate::clock::SystemClock;
use crate::say::say;

/// The packs that come with the binary.
#[derive(Embed)]
#[folder = "../../strategy"]
struct Packs;

/// The town of Eksempel.
#[derive(Embed)]
#[folder = "../../samples/eksempel"]
struct Eksempel;

/// Today in the municipality's own time zone.
pub fn today() -> Result<Day> {
    Ok(SystemClock::new()?.today())
}

/// Reads an estate folder through the importer, with a progress bar where a person looks on.
pub fn estate(dir: &Path, default_day: Day, lang: Lang) -> Result<Import> {
    let mut files = Vec::new();
    for entry in sorted(dir, lang)? {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if (name.ends_with(".csv") || name == "sources.toml") && !name.ends_with(".rejects.csv") {
            files.push(EstateFile::new(name, move || opened(&entry)));
        }
    }
    if files.is_empty() {
        bail!(
            "{}: {}",
            dir.display(),
            say(
                lang,
                "mappen har ingen CSV-filer (se docs/estate-folder.md)",
                "the folder has no CSV files (see docs/estate-folder.md)"
            )
        );
    }
    Ok(import(&files, default_day))
}

/// A file, if it is one: a folder or a pipe by that name is refused like a file that cannot be read, never passed over.
pub fn opened(path: &Path) -> io::Result<Box<dyn Read>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(Box::new(File::open(path)?))
}

/// A file's bytes, of one that is no larger than the readers take: whatever somebody names is not taken into the memory whole.
pub fn read(path: &Path, lang: Lang) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Not `opened`: a secret may come through a pipe.
    File::open(path)?.take(inbound::LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > inbound::LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, inbound::too_large().get(lang)));
    }
    Ok(bytes)
}

/// The same, as text.
pub fn read_text(path: &Path, lang: Lang) -> io::Result<String> {
    let no_text = say(lang, "Filen er ikke UTF-8-tekst.", "The file is not UTF-8 text.");
    String::from_utf8(read(path, lang)?).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, no_text))
}

/// The settings of a server, as text: a file of tables that are opened and never closed would fill the stack of who reads it.
pub fn read_settings(path: &Path, lang: Lang) -> io::Result<String> {
    let text = read_text(path, lang)?;
    if kernel::nests_deeply(&text) {
        let open = say(
            lang,
            "Filen åbner flere parenteser, end den lukker. Luk hver { og [ igen.",
            "The file opens more brackets than it closes. Close each { and [ again.",
        );
        return Err(io::Error::new(io::ErrorKind::InvalidData, open));
    }
    Ok(text)
}

/// The town of Eksempel through the same importer.
pub fn eksempel(default_day: Day) -> Import {
    let mut names: Vec<_> = Eksempel::iter().collect();
    names.sort();
    let files: Vec<EstateFile<'_>> = names
        .iter()
        .filter_map(|name| Some(EstateFile::from_bytes(name.to_string(), Eksempel::get(name)?.data.into_owned())))
        .collect();
    import(&files, default_day)
}

fn import(files: &[EstateFile<'_>], default_day: Day) -> Import {
    // Indicatif draws on standard error, and only when that is a terminal.
    let bar = indicatif::ProgressBar::new(files.len() as u64);
    let import = inbound::import_folder(files, default_day, &mut |progress| {
        bar.set_position(progress.place as u64);
        bar.set_message(progress.file.to_owned());
    });
    bar.finish_and_clear();
    import
}

/// A folder's entries by name.
pub fn sorted(dir: &Path, lang: Lang) -> Result<Vec<std::path::PathBuf>> {
    let no_folder = say(lang, "mappen kan ikke læses", "the folder cannot be read");
    let entries = fs::read_dir(dir).with_context(|| format!("{}: {no_folder}", dir.display()))?;
    let mut paths: Vec<_> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// A pack with the files it was read from.
pub struct Loaded {
    pub name: String,
    pub files: Vec<PackFile>,
    pub pack: Result<Pack, Vec<PackError>>,
}

/// Reads a pack's folder; what is wrong inside it is for the caller to show.
pub fn pack(dir: &Path, lang: Lang) -> Result<Loaded> {
    let mut files = Vec::new();
    for path in sorted(dir, lang)? {
        if path.extension().is_some_and(|extension| extension == "toml") {
            let unreadable = say(lang, "filen kan ikke læses", "the file cannot be read");
            let text = read_text(&path, lang).with_context(|| format!("{}: {unreadable}", path.display()))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(PackFile { name, text });
        }
    }
    Ok(loaded(dir.display().to_string(), files))
}

/// The packs inside the binary.
pub fn own_packs() -> Vec<Loaded> {
    let mut paths: Vec<_> = Packs::iter().collect();
    paths.sort();
    let mut packs: Vec<(String, Vec<PackFile>)> = Vec::new();
    for path in paths {
        let Some((dir, name)) = path.split_once('/') else { continue };
        let Some(file) = Packs::get(&path) else { continue };
        let file = PackFile { name: name.to_owned(), text: String::from_utf8_lossy(&file.data).into_owned() };
        match packs.last_mut() {
            Some((last, files)) if last == dir => files.push(file),
            _ => packs.push((dir.to_owned(), vec![file])),
        }
    }
    packs.into_iter().map(|(name, files)| loaded(name, files)).collect()
}

fn loaded(name: String, files: Vec<PackFile>) -> Loaded {
    let pack = Pack::parse(&files);
    Loaded { name, files, pack }
}

/// The packs, or every error in them.
pub fn checked(loaded: Vec<Loaded>, lang: Lang) -> Result<Vec<Pack>> {
    let mut packs = Vec::new();
    let mut errors = Vec::new();
    for one in loaded {
        match one.pack {
            Ok(pack) => packs.push(pack),
            Err(found) => errors.extend(found.iter().map(|error| located(&one.name, error, lang))),
        }
    }
    if errors.is_empty() { Ok(packs) } else { bail!("{}", errors.join("\n")) }
}

/// The same, each strategy once: given twice, every finding would count twice.
pub fn checked_once(loaded: Vec<Loaded>, lang: Lang) -> Result<Vec<Pack>> {
    let packs = checked(loaded, lang)?;
    let twice = packs.iter().enumerate().find(|(place, pack)| packs[..*place].iter().any(|other| other.id == pack.id));
    match (twice, lang) {
        (None, _) => Ok(packs),
        (Some((_, pack)), Lang::Da) => {
            bail!("{}: strategien er angivet to gange; angiv hver strategi én gang", pack.id)
        }
        (Some((_, pack)), Lang::En) => bail!("{}: the strategy is given twice; give each strategy once", pack.id),
    }
}

/// An error as editors and people read it: `strategy/x/04-drift.toml:12:9: .. [label]`.
pub fn located(dir: &str, error: &PackError, lang: Lang) -> String {
    let dir = dir.trim_end_matches('/');
    format!("{dir}/{}:{}:{}: {} [{}]", error.file, error.line, error.column, error.text.get(lang), error.label)
}
