//! `cargo xtask bench`: figures for docs/bench: our own, the server under load in both databases, a large register, then the same rules in other
//! engines (bench/peers, outside the workspace).

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Of a town five times Eksempel: a thousand systems, and so many of its devices.
const SCALE: usize = 5;
const DEVICES: usize = 20_000;

pub fn run(root: &Path) -> Result<()> {
    cargo(root, &["bench", "--locked", "--package", "fundament", "--bench", "measure"])?;
    web(root)?;
    registers(root)?;
    cargo(root, &["run", "--release", "--locked", "--manifest-path", "bench/peers/Cargo.toml"])
}

/// The server under load, in SQLite and in PostgreSQL.
pub fn web(root: &Path) -> Result<()> {
    cargo(root, &["build", "--release", "--locked", "--package", "fundament", "--bins", "--example", "load"])?;
    let dir = root.join("target/bench");
    let estate = dir.join("estate");
    crate::town::generate(&estate, SCALE)?;
    fewer_devices(&estate)?;
    let data = dir.join("data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    load(root, &estate, &["--data", &data.to_string_lossy()])?;
    let server = crate::postgres::Server::start()?;
    load(root, &estate, &["--database-url", &format!("{}/postgres", server.url())])
}

/// Ten years of cases, played and then served, in SQLite and in PostgreSQL.
pub fn cases(root: &Path, count: usize) -> Result<()> {
    cargo(root, &["build", "--release", "--locked", "--package", "house", "--example", "cases"])?;
    cargo(root, &["build", "--release", "--locked", "--package", "fundament", "--bins", "--example", "load"])?;
    let data = root.join("target/bench/cases");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let played_and_served = |place: &str, words: &[&str]| -> Result<()> {
        let example = |name: &str| Command::new(root.join("target/release/examples").join(name));
        let status = example("cases").arg(count.to_string()).arg(place).current_dir(root).status()?;
        ensure!(status.success(), "the cases could not be played");
        let program = root.join("target/release/fundament");
        let status = example("load").arg("cases").arg(program).args(words).current_dir(root).status()?;
        ensure!(status.success(), "the cases could not be served");
        Ok(())
    };
    let folder = data.to_string_lossy();
    println!("SQLite");
    played_and_served(&folder, &["--data", &folder])?;
    let server = crate::postgres::Server::start()?;
    let url = format!("{}/postgres", server.url());
    println!("PostgreSQL");
    played_and_served(&url, &["--database-url", &url])
}

/// A large OS2kitos read into SQLite and into PostgreSQL.
pub fn registers(root: &Path) -> Result<()> {
    cargo(root, &["build", "--release", "--locked", "--package", "fundament", "--example", "registers"])?;
    let data = root.join("target/bench/registers");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let read = |place: &[&str]| -> Result<()> {
        let program = root.join("target/release/examples/registers");
        let status = Command::new(program).args(place).current_dir(root).status()?;
        ensure!(status.success(), "the register could not be read");
        Ok(())
    };
    read(&["--data", &data.to_string_lossy()])?;
    let server = crate::postgres::Server::start()?;
    read(&["--database-url", &format!("{}/postgres", server.url())])
}

fn load(root: &Path, estate: &Path, place: &[&str]) -> Result<()> {
    let status = Command::new(root.join("target/release/examples/load"))
        .arg(estate)
        .arg(root.join("target/release/fundament"))
        .args(place)
        .current_dir(root)
        .status()?;
    ensure!(status.success(), "the load could not be measured");
    Ok(())
}

/// Keeps the first devices, and of the other files what is about them.
fn fewer_devices(estate: &Path) -> Result<()> {
    let mut kept = HashSet::new();
    for file in ["devices.csv", "devices.mdm.csv", "devices.patching.csv"] {
        let path = estate.join(file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut lines = text.lines();
        let mut short = format!("{}\n", lines.next().unwrap_or_default());
        for line in lines {
            let key = line.split([',', ';']).next().unwrap_or_default().to_owned();
            if file == "devices.csv" && kept.len() < DEVICES {
                kept.insert(key.clone());
            }
            if kept.contains(&key) {
                short.push_str(line);
                short.push('\n');
            }
        }
        fs::write(&path, short)?;
    }
    Ok(())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo").args(arguments).current_dir(root).status()?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
