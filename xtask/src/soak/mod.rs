//! `cargo xtask soak`: long hunts for what breaks the readers of foreign files, and for what a kill leaves half done; not part of the tests.
//! docs/soak says what they found.

mod files;
mod harm;
mod hunt;
mod kills;
mod readers;
mod registers;
mod samples;

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};

const MINUTES: f64 = 10.0;
pub const USAGE: &str = "soak [--minutes N] [--seed N] | soak files [WORD] | soak replay FILE | soak kills";

pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    match words {
        ["worker", words @ ..] => hunt::worker(words),
        ["files", only @ ..] => {
            let dir = root.join("target/soak");
            fs::create_dir_all(&dir)?;
            files::run(root, &dir, only.first().copied())
        }
        ["kills"] => {
            let dir = root.join("target/soak");
            fs::create_dir_all(&dir)?;
            kills::run(root, &dir)
        }
        ["replay", file] => hunt::replay(root, Path::new(file)),
        _ => {
            let (mut minutes, mut seed) = (MINUTES, None);
            for pair in words.chunks(2) {
                match pair {
                    ["--minutes", given] => minutes = given.parse()?,
                    ["--seed", given] => seed = Some(given.parse()?),
                    _ => bail!("usage: cargo xtask {USAGE}"),
                }
            }
            let dir = root.join("target/soak");
            fs::create_dir_all(&dir)?;
            hunt::sighted(root)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            hunt::run(&dir, minutes, seed.unwrap_or(now))
        }
    }
}

/// The most memory that a process had, in bytes; `self` is this one.
pub fn peak(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kb| kb * 1_024)
}
