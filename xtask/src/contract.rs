//! `cargo xtask contract`: the API held to its own description by schemathesis, a tool from PyPI that sends what the OpenAPI
//! document allows and much that it does not. Skipped, and said so, where no registry can be reached.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// Things that are in the demo, so that more than "not found" is tried.
const KNOWN: &str = r#"[parameters]
"path.kind" = "system"
"path.key" = "S0009"
"path.rule" = "rights-concept-missing"
"path.pack" = "it-teknologi-2023"
"path.attribute" = "licence"
"#;
/// What only an administrator's token for managing accounts may ask for.
const ADMINISTRATORS: &str = "^/api/v1/(accounts|name|retention)";
/// Withdrawing a token is not tried: the tool reads which it has, and would send everything after it without one.
const NOT_TRIED: [&str; 2] = ["--exclude-path-regex", "^/api/v1/me/tokens/"];
/// Starting on a machine under load, the demo may take so many looks, a second apart.
const LOOKS: u32 = 120;

pub fn run(root: &Path) -> Result<()> {
    let dir = root.join("target/contract");
    fs::create_dir_all(&dir)?;
    let Some(tool) = tool(&dir)? else {
        println!("contract: skipped, since pip could not install schemathesis here");
        return Ok(());
    };
    let built = Command::new("cargo").args(["build", "--locked", "-p", "fundament"]).current_dir(root).status()?;
    ensure!(built.success(), "the binary could not be built");
    let demo = Demo::start(root)?;
    let architect = demo.token("arkitekt", "write")?;
    let administrator = demo.token("admin", "accounts")?;
    let account = format!("[parameters]\n\"path.account\" = \"{}\"\n", demo.account(&administrator)?);
    let known = dir.join("schemathesis.toml");
    // Once with things that exist, once with whatever the tool thinks of. What is the administrator's is asked for by such a token too,
    // since others are only ever refused there.
    for (config, seed, token, narrowed) in [
        (KNOWN, "1", &architect, None),
        ("", "2", &architect, None),
        (account.as_str(), "3", &administrator, Some(ADMINISTRATORS)),
        ("", "4", &administrator, Some(ADMINISTRATORS)),
    ] {
        fs::write(&known, config)?;
        let narrowed = narrowed.map(|paths| ["--include-path-regex", paths]);
        let status = Command::new(&tool)
            .arg("--config-file")
            .arg(&known)
            .args(["run", &format!("http://{}/api/v1/openapi.json", demo.address)])
            .args(["-H", &format!("Authorization: Bearer {token}"), "--checks", CHECKS])
            .args(narrowed.iter().flatten())
            .args(NOT_TRIED)
            .args(["--max-examples", "50", "--seed", seed, "--continue-on-failure", "--no-color"])
            .current_dir(&dir)
            .status()?;
        ensure!(status.success(), "the API is not as it describes itself");
    }
    Ok(())
}

/// schemathesis in an environment of its own under target/; nothing when it cannot be had.
fn tool(dir: &Path) -> Result<Option<PathBuf>> {
    let venv = dir.join("venv");
    let tool = venv.join("bin/schemathesis");
    if tool.exists() {
        return Ok(Some(tool));
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status();
    if !made.is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let pip = Command::new(venv.join("bin/pip")).args(["install", "--quiet", "schemathesis==4.*"]).status()?;
    Ok((pip.success() && tool.exists()).then_some(tool))
}

/// The demo on a free port; dropped, it is stopped.
struct Demo {
    child: Child,
    address: String,
}

impl Demo {
    fn start(root: &Path) -> Result<Self> {
        let mut child = Command::new(root.join("target/debug/fundament"))
            .args(["demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut line)?;
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        Ok(Self { child, address })
    }

    /// Signs in, and makes a token on the page for it.
    fn token(&self, login: &str, scope: &str) -> Result<String> {
        for _ in 0..LOOKS {
            let form = format!("bruger={login}&adgangskode=eksempel-demo&til=/");
            let signed = self.ask("POST", "/log-ind", "", &form)?;
            if let Some(cookie) = between(&signed, "set-cookie: fundament=", ";") {
                let page = self.ask("GET", "/mig", cookie, "")?;
                // Until the estate is assessed there is a page that says so.
                let Some(mark) = between(&page, "name=\"csrf\" value=\"", "\"") else {
                    std::thread::sleep(std::time::Duration::from_secs(1));
                    continue;
                };
                let form = format!("csrf={mark}&navn=contract&omfang={scope}&dage=1");
                let made = self.ask("POST", "/mig/noegler", cookie, &form)?;
                let secret = between(&made, "fu_", "<").context("a token")?;
                return Ok(format!("fu_{secret}"));
            }
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
        bail!("the demo does not open")
    }

    /// Makes an account that may be changed and closed, and gives its id: closing the administrator's own would end the token.
    fn account(&self, token: &str) -> Result<String> {
        let body = r#"{"login":"kontrakt","name":"Kontrakt","password":"et ganske langt kodeord"}"#;
        let mut stream = TcpStream::connect(&self.address)?;
        let head = format!(
            "POST /api/v1/accounts HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n",
            self.address
        );
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let id = between(&answer, "location: /api/v1/accounts/", "\r").context("an account")?;
        Ok(id.to_owned())
    }

    fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: fundament={cookie}\r\n",
            self.address
        );
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
