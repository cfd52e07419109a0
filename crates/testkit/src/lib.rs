//! What tests start from: the town of Eksempel through the real importer, and the strategy packs, on a fixed day.

pub mod kitos;
pub mod mailbox;
mod workbook;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use inbound::{EstateFile, Import};
use kernel::{Clock, Day, Instant};
use principles::{Pack, PackFile};

pub use workbook::{Cell, workbook, workbook_of};

/// The day the example's exports were made for: 23 November 2026.
pub fn today() -> Day {
    Day::from_days(20_780)
}

/// A clock that stands still until it is told to go on. Its municipality lies where local time is UTC.
#[derive(Debug)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// Nine o'clock on the example's day.
    pub fn at_nine() -> Self {
        Self(AtomicI64::new((i64::from(today().days()) * 24 + 9) * 3_600_000_000))
    }

    /// Lets so many seconds pass.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }

    fn offset_at(&self, _instant: Instant) -> i64 {
        0
    }
}

/// A folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The files of a folder with that ending, by name, with their bytes.
///
/// # Panics
/// When the folder cannot be read: the repository is not whole.
pub fn files(dir: &Path, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(dir)
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)))
        .map(|path| {
            let name = path.file_name().expect("a file name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .collect();
    files.sort();
    files
}

/// The town of Eksempel, imported.
pub fn eksempel() -> Import {
    let files: Vec<EstateFile<'_>> = files(&repository("samples/eksempel"), &[".csv", "sources.toml"])
        .into_iter()
        .map(|(name, bytes)| EstateFile::from_bytes(name, bytes))
        .collect();
    inbound::import_folder(&files, today(), &mut |_| {})
}

/// The files of a strategy pack.
///
/// # Panics
/// When a file is not UTF-8.
pub fn pack_files(name: &str) -> Vec<PackFile> {
    files(&repository("strategy").join(name), &[".toml"])
        .into_iter()
        .map(|(name, bytes)| PackFile { name, text: String::from_utf8(bytes).expect("UTF-8") })
        .collect()
}

/// A strategy pack, checked.
///
/// # Panics
/// When the pack has errors.
pub fn pack(name: &str) -> Pack {
    Pack::parse(&pack_files(name)).unwrap_or_else(|errors| panic!("{name}: {errors:#?}"))
}

/// Both packs that the town uses.
pub fn packs() -> Vec<Pack> {
    vec![pack("it-teknologi-2023"), pack("kl-arkitektur")]
}

/// The file that `cargo xtask test` reads the tests' skips from.
pub const SKIPS: &str = "FUNDAMENT_TEST_SKIPS";

/// A test says that it, or a part of it, was not made, and why. `cargo test` swallows what a test that passes prints, so the line also goes
/// where `cargo xtask test` looks, which tells it at its end.
///
/// # Panics
/// When the file cannot be written: a skip that nobody hears of is a lie.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn skipped(why: &str) {
    let line = format!("{}: {why}\n", std::thread::current().name().unwrap_or("a test"));
    eprint!("skipped: {line}");
    if let Some(file) = std::env::var_os(SKIPS) {
        let opened = OpenOptions::new().create(true).append(true).open(&file);
        let written = opened.and_then(|mut file| file.write_all(line.as_bytes()));
        written.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_examples_day_is_the_one_its_readme_names() {
        assert_eq!(super::today().to_string(), "2026-11-23");
    }
}
