//! The hunt: harmed files through every reader, for as long as one likes. A panic, a crash, a reader that does not come to an end:
//! the file that did it is made small and kept.
//!
//! The readers run in a process of their own, so that what ends it (a stack that overflows, memory that is out) is found too.
//! Every file follows from the seed and its number alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::harm;
use super::readers::{self, Reader};
use crate::town::chance::Chance;

/// A file of at most a megabyte that takes longer is kept as one that does not end.
const LONGEST: Duration = Duration::from_secs(20);
/// A file is made smaller for so long.
const SHRINKING: Duration = Duration::from_secs(10);
/// A file that takes longer than this is told of.
const SLOW: Duration = Duration::from_secs(3);
/// No reader of files this small may need more.
pub const MOST_MEMORY: u64 = 512 << 20;
/// After so many finds the hunt has done its work.
const MOST_FINDS: usize = 50;

/// Where the last panic was, and what it said.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// What a hunt came to.
#[derive(Default)]
struct Total {
    /// Files, files that told something and the slowest in microseconds, by reader.
    readers: BTreeMap<String, [u64; 3]>,
    memory: u64,
    finds: Vec<String>,
}

/// Hunts for so many minutes; an error when anything was found.
pub fn run(dir: &Path, minutes: f64, seed: u64) -> Result<()> {
    println!("== soak: harmed files through every reader, {minutes} minutes, --seed {seed}");
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let (mut total, mut from) = (Total::default(), 0);
    while Instant::now() < end && total.finds.len() < MOST_FINDS {
        from = one_process(dir, seed, from, end, &mut total)?;
    }
    for (name, [files, good, slowest]) in &total.readers {
        println!("  {name}: {files} files, {good} told something, the slowest {:.1} ms", *slowest as f64 / 1_000.0);
    }
    let files: u64 = total.readers.values().map(|[files, ..]| files).sum();
    println!("  {files} files in all; memory at most {} MB", total.memory >> 20);
    for find in &total.finds {
        println!("  found: {find}");
    }
    ensure!(total.finds.is_empty(), "{} things were found; see {}", total.finds.len(), dir.display());
    ensure!(total.memory < MOST_MEMORY, "the readers needed {} MB", total.memory >> 20);
    Ok(())
}

/// One process until it ends or is ended. Gives the number to go on from.
fn one_process(dir: &Path, seed: u64, from: u64, end: Instant, total: &mut Total) -> Result<u64> {
    let at = dir.join("at");
    fs::write(&at, from.to_le_bytes())?;
    let seconds = end.saturating_duration_since(Instant::now()).as_secs().max(1);
    let out = dir.join("out");
    let mut child = Command::new(std::env::current_exe()?)
        .args(["soak", "worker", &dir.to_string_lossy()])
        .args([seed, from, seconds].map(|number| number.to_string()))
        .stdout(File::create(&out)?)
        .stderr(Stdio::null())
        .spawn()?;
    let (mut last, mut since) = (from, Instant::now());
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        let now = number(&at)?;
        if now != last {
            (last, since) = (now, Instant::now());
        } else if since.elapsed() > LONGEST + SHRINKING {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    told(&fs::read_to_string(&out)?, total);
    let at = number(&at)?;
    if ended.is_none_or(|status| !status.success()) {
        let (reader, bytes) = case(&readers::all(&crate::root()), seed, at);
        let why = ended.map_or_else(|| "it does not end".to_owned(), |status: ExitStatus| status.to_string());
        total.finds.push(keep(dir, &reader, at, &bytes, &why)?);
    }
    Ok(at + 1)
}

fn number(path: &Path) -> Result<u64> {
    let bytes = fs::read(path)?;
    Ok(u64::from_le_bytes(bytes.get(..8).and_then(|eight| eight.try_into().ok()).unwrap_or_default()))
}

/// Adds up what a process said.
fn told(said: &str, total: &mut Total) {
    for line in said.lines() {
        let words: Vec<&str> = line.splitn(5, '\t').collect();
        let number = |place: usize| words.get(place).and_then(|word| word.parse::<u64>().ok()).unwrap_or_default();
        match words.as_slice() {
            ["reader", name, ..] => {
                let sums = total.readers.entry((*name).to_owned()).or_default();
                *sums = [sums[0] + number(2), sums[1] + number(3), sums[2].max(number(4))];
            }
            ["memory", ..] => total.memory = total.memory.max(number(1)),
            ["found", find, ..] => total.finds.push((*find).to_owned()),
            _ => {}
        }
    }
}

/// The file with that number, and its reader.
fn case(readers: &[Reader], seed: u64, at: u64) -> (String, Vec<u8>) {
    let reader = &readers[(at % readers.len() as u64) as usize];
    // Neighbours must not have much in common.
    let mut chance =
        Chance::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ at.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17));
    (reader.name.clone(), harm::harmed(&mut chance, &reader.samples))
}

fn keep(dir: &Path, reader: &str, at: u64, bytes: &[u8], why: &str) -> Result<String> {
    let path = dir.join(format!("{reader}.{at}"));
    fs::write(&path, bytes)?;
    let find = format!("{}: {} bytes: {}", path.display(), bytes.len(), why.replace(['\t', '\n'], " "));
    fs::write(dir.join(format!("{reader}.{at}.txt")), format!("{find}\n"))?;
    Ok(find)
}

/// Where the worker keeps things, and what it is to do.
pub fn worker(words: &[&str]) -> Result<()> {
    let [dir, seed, from, seconds] = words else { anyhow::bail!("worker DIR SEED FROM SECONDS") };
    let (dir, seed, from) = (PathBuf::from(dir), seed.parse::<u64>()?, from.parse::<u64>()?);
    let end = Instant::now() + Duration::from_secs(seconds.parse()?);
    listen();
    let readers = readers::all(&crate::root());
    let mut counts = vec![[0_u64; 3]; readers.len()];
    let mut seen = BTreeSet::new();
    let mut at = fs::OpenOptions::new().write(true).open(dir.join("at"))?;
    for number in from.. {
        if Instant::now() > end {
            break;
        }
        at.seek(SeekFrom::Start(0))?;
        at.write_all(&number.to_le_bytes())?;
        let (_, bytes) = case(&readers, seed, number);
        let place = (number % readers.len() as u64) as usize;
        let reader = &readers[place];
        let began = Instant::now();
        let read = attempt(reader, &bytes);
        let took = began.elapsed();
        let [files, good, slowest] = &mut counts[place];
        *files += 1;
        *good += u64::from(read.as_ref().is_ok_and(|facts| *facts > 0));
        *slowest = (*slowest).max(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        if let Err(why) = read {
            // The same panic again is nothing new.
            if !seen.insert((reader.name.clone(), place_of(&why).to_owned())) {
                continue;
            }
            let small = shrunk(reader, bytes, &why);
            println!("found\t{}", keep(&dir, &reader.name, number, &small, &why)?);
        } else if took > SLOW {
            println!("found\t{}", keep(&dir, &reader.name, number, &bytes, &format!("it takes {took:?}"))?);
        }
    }
    for (reader, [files, good, slowest]) in readers.iter().zip(counts) {
        println!("reader\t{}\t{files}\t{good}\t{slowest}", reader.name);
    }
    println!("memory\t{}", super::peak("self").unwrap_or_default());
    Ok(())
}

/// Each reader must read one of its samples well, or the hunt would be blind.
pub fn sighted(root: &Path) -> Result<()> {
    for reader in readers::all(root) {
        ensure!(
            reader.samples.iter().any(|sample| (reader.read)(sample) > 0),
            "{} reads none of its samples",
            reader.name
        );
    }
    Ok(())
}

/// A kept file through its reader once more, aloud.
pub fn replay(root: &Path, file: &Path) -> Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let readers = readers::all(root);
    let reader = readers.iter().find(|reader| name.split('.').next() == Some(&reader.name));
    let reader = reader.with_context(|| format!("{name}: the file's name begins with no reader's"))?;
    let mut bytes = Vec::new();
    File::open(file)?.read_to_end(&mut bytes)?;
    let began = Instant::now();
    println!("{}: {} facts in {:?}", reader.name, (reader.read)(&bytes), began.elapsed());
    Ok(())
}

/// Panics are kept and not shown.
fn listen() {
    set_hook(Box::new(|panic| {
        let said = panic.payload_as_str().unwrap_or("no text");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if let Ok(mut kept) = PANIC.lock() {
            *kept = format!("panic at {place}: {said}");
        }
    }));
}

fn attempt(reader: &Reader, bytes: &[u8]) -> Result<usize, String> {
    let read = catch_unwind(AssertUnwindSafe(|| (reader.read)(bytes)));
    read.map_err(|_| PANIC.lock().map(|kept| kept.clone()).unwrap_or_default())
}

/// Where a panic was; what is said may name what was taken away.
fn place_of(why: &str) -> &str {
    why.split(": ").next().unwrap_or_default()
}

/// Takes away what is not needed for the same panic.
fn shrunk(reader: &Reader, mut bytes: Vec<u8>, why: &str) -> Vec<u8> {
    let (wanted, end) = (place_of(why), Instant::now() + SHRINKING);
    let mut piece = bytes.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        while at < bytes.len() {
            if Instant::now() > end {
                return bytes;
            }
            let without = [&bytes[..at], &bytes[(at + piece).min(bytes.len())..]].concat();
            if attempt(reader, &without).is_err_and(|why| place_of(&why) == wanted) {
                bytes = without;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    bytes
}
