//! A PostgreSQL of one test's own, that can be stopped under a running server and started again.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The server; dropped, it is stopped.
pub struct Postgres {
    bin: PathBuf,
    dir: TempDir,
    port: u16,
}

impl Postgres {
    pub fn new() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL: `cargo xtask test` installs it");
        let bins = versions.flatten().map(|entry| entry.path().join("bin"));
        let bin = bins.filter(|bin| bin.join("initdb").exists()).max().expect("its server");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let postgres = Self { bin, dir: TempDir::new().expect("a folder"), port };
        if is_root() {
            // PostgreSQL refuses to run as root; Debian's package brings a user of its own.
            let owned = Command::new("chown").arg("postgres").arg(postgres.dir.path()).status().expect("chown");
            assert!(owned.success(), "there is no user postgres");
        }
        let data = postgres.data();
        postgres.run("initdb", &["-D", &data, "-U", "fundament", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        postgres.start();
        postgres
    }

    pub fn url(&self) -> String {
        format!("postgres://fundament@127.0.0.1:{}/postgres", self.port)
    }

    pub fn start(&self) {
        let dir = self.dir.path().to_string_lossy();
        let options = format!("-c listen_addresses=127.0.0.1 -p {} -k {dir}", self.port);
        let log = self.dir.path().join("log");
        self.run("pg_ctl", &["-D", &self.data(), "-l", &log.to_string_lossy(), "-w", "-o", &options, "start"]);
    }

    /// As when the power goes: nothing is finished.
    pub fn stop(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }

    /// The number that a question gives.
    pub fn number(&self, sql: &str) -> i64 {
        let output = Command::new(self.bin.join("psql")).args(["-tAX", "-d", &self.url(), "-c", sql]).output();
        let output = output.expect("psql");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.parse().unwrap_or_else(|_| panic!("{sql}: {text}{}", String::from_utf8_lossy(&output.stderr)))
    }

    fn data(&self) -> String {
        self.dir.path().join("data").to_string_lossy().into_owned()
    }

    fn run(&self, program: &str, words: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let quiet = command.args(words).current_dir(self.dir.path()).stdin(Stdio::null()).stdout(Stdio::null());
        assert!(quiet.status().expect("it runs").success(), "{} {words:?}", program.display());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A test that failed while the server was stopped must not fail again here.
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            self.stop();
        }
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
