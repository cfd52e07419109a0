//! A repository's habits, seen from a checkout of it (strategy §8: uniform methods, built-in monitoring and security).
//!
//! That a file is there is seen, and for files of one known name also that it is not. Monitoring and descriptions of
//! deployment can be anywhere: where none is seen, nothing is told, and a person answers. Of secrets only the path is shown.

mod index;
mod paths;
mod publiccode;
mod secrets;

use kernel::{Day, Text};

use crate::folder::EstateFile;
use crate::report::{shown, text};
use crate::telling::{Object, Telling, Told};

pub use index::tracked_paths;
use publiccode::PublicCode;

/// A repository has no more files than this.
const MOST_FILES: usize = 200_000;
/// What of one text file is searched; a longer one is not known to be free of secrets.
const LONGEST_FILE: u64 = 4 << 20;
/// What is searched in all.
const MOST_BYTES: u64 = 512 << 20;
/// So many paths with secrets are named; the rest are counted.
const MOST_NAMED: usize = 10;

/// An automation solution whose repository is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Solution<'s> {
    /// Its key.
    pub key: &'s str,
    /// Whether the municipality has it already; else `publiccode.yml` must name it.
    pub known: bool,
    /// The day of the last commit.
    pub last_commit_on: Option<Day>,
}

/// What a checkout tells: its tracked files by their paths with `/` between, each to be opened.
pub fn tell_repository(folder: &str, files: &[EstateFile<'_>], solution: Solution<'_>, seen_at: Day) -> Told {
    let mut telling = Telling::of(&format!("Kodelager {}", solution.key), "automation", seen_at);
    telling.part(folder, &["automation"]);
    if files.is_empty() || files.len() > MOST_FILES {
        telling.refuse(text(
            "Mappen har ingen filer, eller over 200.000. Angiv en udtjekket kopi af ét kodelager.",
            "The folder has no files, or more than 200,000. Give a checkout of one repository.",
        ));
        return telling.done();
    }
    let mut object = start(&telling, solution);
    for habit in paths::HABITS {
        let seen = files.iter().any(|file| (habit.is)(&file.name().to_lowercase()));
        if seen || habit.absence_is_no {
            object.yes_no(habit.attribute, Some(seen));
        }
    }
    monitoring(&mut object, files);
    secrets_in(&mut telling, &mut object, files);
    object.day("last_commit_on", solution.last_commit_on);
    if let Some(file) = files.iter().find(|file| publiccode::is_one(file.name())) {
        match file.read(publiccode::LARGEST).map_err(|_| publiccode::unreadable()).and_then(|b| PublicCode::read(&b)) {
            Ok(said) => said.tell(&mut object),
            Err(why) => telling.note(why.da, why.en),
        }
    }
    telling.next();
    telling.take(object);
    telling.done()
}

/// What a `publiccode.yml` by itself tells.
pub fn tell_publiccode(file: &str, bytes: &[u8], solution: Solution<'_>, seen_at: Day) -> Told {
    let mut telling = Telling::of(&format!("publiccode.yml {}", solution.key), "automation", seen_at);
    telling.part(file, &["automation"]);
    match PublicCode::read(bytes) {
        Err(why) => telling.refuse(why),
        Ok(said) => {
            let mut object = start(&telling, solution);
            said.tell(&mut object);
            object.day("last_commit_on", solution.last_commit_on);
            telling.next();
            telling.take(object);
        }
    }
    telling.done()
}

fn start(telling: &Telling, solution: Solution<'_>) -> Object {
    if solution.known { telling.known("automation", solution.key) } else { telling.object("automation", solution.key) }
}

/// Monitoring that is built in is named in what builds and deploys the solution.
fn monitoring(object: &mut Object, files: &[EstateFile<'_>]) {
    let built_in =
        files.iter().filter(|file| paths::may_name_monitoring(&file.name().to_lowercase())).take(1_000).any(|file| {
            let bytes = file.read(1 << 20).unwrap_or_default();
            paths::names_monitoring(&String::from_utf8_lossy(&bytes).to_lowercase())
        });
    if built_in || files.iter().any(|file| paths::is_monitoring(&file.name().to_lowercase())) {
        object.yes_no("monitoring", Some(true));
    }
}

/// Secrets are in the tree, are not, or it cannot be told.
fn secrets_in(telling: &mut Telling, object: &mut Object, files: &[EstateFile<'_>]) {
    let mut found: Vec<&str> = Vec::new();
    let (mut unseen, mut left) = (0_u64, MOST_BYTES);
    for file in files {
        if secrets::is_secret_file(&file.name().to_lowercase()) {
            found.push(file.name());
            continue;
        }
        match file.read(LONGEST_FILE.min(left)) {
            Ok(bytes) => {
                left -= bytes.len() as u64;
                if secrets::holds_secret(&bytes) {
                    found.push(file.name());
                }
            }
            Err(_) if secrets::is_no_text(&file.name().to_lowercase()) => {}
            Err(_) => unseen += 1,
        }
    }
    let named: Vec<String> = found.iter().take(MOST_NAMED).map(|path| shown(path)).collect();
    if !found.is_empty() {
        let (count, named) = (found.len(), named.join(", "));
        telling.note(
            format!("Filer med hemmeligheder: {count}. {named}. Fjern dem, og skift det, de giver adgang til."),
            format!("Files with secrets: {count}. {named}. Remove them, and change what they give access to."),
        );
        object.yes_no("secrets_in_tree", Some(true));
    } else if unseen == 0 {
        object.yes_no("secrets_in_tree", Some(false));
    } else {
        telling.note(
            format!("Filer, der er for store eller ikke kan læses: {unseen}. Derfor siges intet om hemmeligheder."),
            format!("Files too large or unreadable: {unseen}. Hence nothing is said of secrets."),
        );
    }
}

/// A folder that is not a checkout.
fn no_index() -> Text {
    text(
        "Git-indekset kan ikke læses. Tjek kodelageret ud på ny, eller pak det ud uden .git-mappen.",
        "The Git index cannot be read. Check the repository out again, or unpack it without the .git folder.",
    )
}
