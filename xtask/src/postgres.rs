//! A PostgreSQL for the tests: Debian's binaries in a temporary directory, stopped and swept away at the end.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::debian;

/// The name under which tests find the server.
pub const VARIABLE: &str = "FUNDAMENT_TEST_POSTGRES";

/// A running server; dropped, it is stopped.
pub struct Server {
    bin: PathBuf,
    dir: PathBuf,
    port: u16,
}

impl Server {
    pub fn start() -> Result<Self> {
        let bin = binaries()?;
        let dir = std::env::temp_dir().join(format!("fundament-postgres-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let server = Self { bin, dir, port };
        if debian::is_root() {
            // PostgreSQL refuses to run as root; Debian's package brings a user of its own.
            let owned = Command::new("chown").arg("postgres").arg(&server.dir).status()?;
            ensure!(owned.success(), "there is no user postgres to run the server as");
        }
        let data = server.dir.join("data");
        let data = data.to_string_lossy();
        server
            .run("initdb", &["-D", &data, "-U", "fundament", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -p {port} -k {} -c fsync=off -c max_connections=200",
            server.dir.display()
        );
        let log = server.dir.join("log");
        server.run("pg_ctl", &["-D", &data, "-l", &log.to_string_lossy(), "-w", "-o", &options, "start"])?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("postgres://fundament@127.0.0.1:{}", self.port)
    }

    /// Says something to the server, in its own database.
    pub fn sql(&self, text: &str) -> Result<()> {
        let url = format!("{}/postgres", self.url());
        self.run("psql", &["-q", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", text])
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let program = self.bin.join(program);
        let mut command = if debian::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        command.args(arguments).current_dir(&self.dir).stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.status().with_context(|| program.display().to_string())?;
        ensure!(status.success(), "{} failed; see {}", program.display(), self.dir.display());
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.dir.join("data");
        if let Err(error) = self.run("pg_ctl", &["-D", &data.to_string_lossy(), "-m", "immediate", "-w", "stop"]) {
            eprintln!("xtask: {error:#}");
        }
        if let Err(error) = fs::remove_dir_all(&self.dir) {
            eprintln!("xtask: {}: {error}", self.dir.display());
        }
    }
}

/// Debian's server binaries; as root they are fetched when they are not there.
fn binaries() -> Result<PathBuf> {
    if let Some(bin) = installed() {
        return Ok(bin);
    }
    debian::install(&["postgresql"], "PostgreSQL's server")?;
    installed().context("PostgreSQL was installed, but initdb is not under /usr/lib/postgresql")
}

fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut bins: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
    bins.retain(|bin: &PathBuf| Path::new(&bin.join("initdb")).exists());
    bins.sort();
    bins.pop()
}
