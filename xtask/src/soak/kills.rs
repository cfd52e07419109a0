//! `cargo xtask soak kills`: an act in a case, killed (SIGKILL) at each single call by which it writes, in both databases. It has
//! happened whole or not at all, the chain holds, and what was acknowledged is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::debian;
use crate::postgres::Server;

/// A password for a town that is swept away.
const PASSWORD: &str = "et ganske langt kodeord";
/// No act writes so often.
const MOST: usize = 500;
/// A file is written, put safely on the disk, cut and removed by these.
const OF_FILES: [&str; 2] = ["pwrite64", "fdatasync,fsync,ftruncate,unlink"];
/// And the server is told by these.
const OF_SOCKETS: [&str; 1] = ["sendto,sendmsg,writev"];

/// What is done, and how many cases there are more after it.
const ACTS: [(&str, &str, usize); 2] = [
    ("note", r#"{ "text": "Leverandøren er spurgt igen." }"#, 0),
    ("split", r#"{ "keys": ["D00001"], "reason": "Det ene udfases allerede til sommer." }"#, 1),
];

/// A house that can be put back as it was.
enum House<'s> {
    File { dir: PathBuf },
    Postgres { server: &'s Server },
}

struct Hunt<'s> {
    binary: PathBuf,
    dir: PathBuf,
    house: House<'s>,
    number: String,
}

pub fn run(root: &Path, dir: &Path) -> Result<()> {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        debian::install(&["strace"], "strace")?;
    }
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--package", "fundament", "--bins"])
        .current_dir(root)
        .status()?;
    ensure!(built.success(), "the binary could not be built");
    let binary = root.join("target/release/fundament");
    let dir = dir.join("kills");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    crate::town::generate(&dir.join("estate"), 1)?;
    let server = Server::start()?;
    for house in [House::File { dir: dir.join("house") }, House::Postgres { server: &server }] {
        let mut hunt = Hunt { binary: binary.clone(), dir: dir.clone(), house, number: String::new() };
        hunt.move_in(root)?;
        for act in ACTS {
            hunt.kill(act)?;
        }
    }
    Ok(())
}

impl Hunt<'_> {
    /// Where the house is: as it was found, or under the knife.
    fn place(&self, kept: bool) -> Vec<String> {
        let name = if kept { "kept" } else { "tried" };
        match &self.house {
            House::File { dir } => vec!["--data".to_owned(), dir.join(name).display().to_string()],
            House::Postgres { server } => vec!["--database-url".to_owned(), format!("{}/{name}", server.url())],
        }
    }

    fn fundament(&self, words: &[&str], kept: bool) -> Result<Output> {
        let place = self.place(kept);
        let mut command = Command::new(&self.binary);
        Ok(command.args(words).args(place).stdin(Stdio::null()).output()?)
    }

    fn told(&self, words: &[&str], kept: bool) -> Result<String> {
        let output = self.fundament(words, kept)?;
        let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "fundament {}: {told}{wrong}", words.join(" "));
        Ok(told.into_owned())
    }

    /// A town, somebody who may act, and a case about several objects.
    fn move_in(&mut self, root: &Path) -> Result<()> {
        if let House::Postgres { server } = &self.house {
            server.sql("CREATE DATABASE kept")?;
        }
        let (estate, strategy) = (self.dir.join("estate"), root.join("strategy/it-teknologi-2023"));
        self.told(&["import", "--estate", &estate.to_string_lossy(), "--strategy", &strategy.to_string_lossy()], true)?;
        let password = self.dir.join("password");
        fs::write(&password, PASSWORD)?;
        let password = password.to_string_lossy().into_owned();
        let roles = ["--role", "admin", "--role", "it_architect"];
        let joining = ["user", "add", "ane", "--name", "Ane", "--password-file", &password];
        self.told(&[&joining[..], &roles].concat(), true)?;
        let token = self.told(&["token", "make", "ane", "--name", "soak", "--scope", "write"], true)?;
        fs::write(self.token(), token.trim())?;
        let token = self.token();
        let opening = [
            "case",
            "open",
            "--token-file",
            &token,
            "--principle",
            "udstyr-levetid",
            "--kind",
            "device",
            "--key",
            "D00001",
            "--key",
            "D00002",
            "--key",
            "D00003",
            "--title",
            "Tre maskiner",
            "--cause",
            "Samme model kan ikke opdateres.",
        ];
        let opened = self.told(&opening, true)?;
        self.number = opened.split([':', ' ']).next().unwrap_or_default().to_owned();
        Ok(())
    }

    fn token(&self) -> String {
        self.dir.join("token").display().to_string()
    }

    /// As it was before the last try.
    fn put_back(&self) -> Result<()> {
        match &self.house {
            House::File { dir } => {
                let (kept, tried) = (dir.join("kept"), dir.join("tried"));
                if tried.exists() {
                    fs::remove_dir_all(&tried)?;
                }
                fs::create_dir_all(&tried)?;
                for entry in fs::read_dir(&kept)? {
                    let entry = entry?;
                    if entry.file_type()?.is_file() {
                        fs::copy(entry.path(), tried.join(entry.file_name()))?;
                    }
                }
                Ok(())
            }
            House::Postgres { server } => {
                server.sql("DROP DATABASE IF EXISTS tried WITH (FORCE)")?;
                server.sql("CREATE DATABASE tried TEMPLATE kept")
            }
        }
    }

    /// The case's version, and how many cases there are.
    fn seen(&self) -> Result<(u64, usize)> {
        let shown = self.told(&["case", "show", &self.number, "--format", "json"], false)?;
        let shown: Value = serde_json::from_str(&shown)?;
        let listed: Value = serde_json::from_str(&self.told(&["case", "list", "--format", "json"], false)?)?;
        let version = shown["version"].as_u64().context("no version")?;
        Ok((version, listed.as_array().map_or(0, Vec::len)))
    }

    fn kill(&self, (verb, body, more): (&str, &str, usize)) -> Result<()> {
        let file = self.dir.join("body.json");
        fs::write(&file, body)?;
        let (file, token) = (file.display().to_string(), self.token());
        let (calls, named): (&[&str], &str) = match &self.house {
            House::File { .. } => (&OF_FILES, "SQLite"),
            House::Postgres { .. } => (&OF_SOCKETS, "PostgreSQL"),
        };
        self.put_back()?;
        let (version, cases) = self.seen()?;
        for calls in calls {
            let (mut before, mut after) = (0, 0);
            for place in 1.. {
                ensure!(place < MOST, "{verb} never came to its end");
                self.put_back()?;
                let seen = version.to_string();
                let output = Command::new("strace")
                    .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}")])
                    .args(["-e", &format!("inject={calls}:signal=SIGKILL:when={place}")])
                    .arg(&self.binary)
                    .args(["case", "act", &self.number, verb, "--json", &file, "--token-file", &token, "--seen", &seen])
                    .args(self.place(false))
                    .output()?;
                let done = output.status.success();
                self.told(&["log", "verify"], false)
                    .with_context(|| format!("{named}, {verb}, {calls}, no. {place}"))?;
                match self.seen()? {
                    there if there == (version, cases) && !done => before += 1,
                    there if there == (version + 1, cases + more) => after += 1,
                    there => bail!("{named}, {verb}, {calls}, no. {place}: {there:?} of {:?}", (version, cases)),
                }
                if done {
                    println!(
                        "{named}, {verb}: killed at {} calls of {calls}: {before} times nothing was there, {after} times all, the last time unharmed included",
                        place - 1
                    );
                    break;
                }
                // Whatever else ends it would be taken for a kill.
                let wrong = String::from_utf8_lossy(&output.stderr);
                ensure!(output.status.code().is_none_or(|code| code == 137), "{named}, {verb}, no. {place}: {wrong}");
            }
        }
        Ok(())
    }
}
